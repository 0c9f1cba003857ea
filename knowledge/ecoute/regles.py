"""Messages that need no likeness: rules, each of which explains every word, and formulas heard in every state."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from knowledge.donnees import lire_donnees
from knowledge.ecoute.actes import Acte, Contexte
from knowledge.francais.avis import lire_avis
from knowledge.francais.langue import plat
from knowledge.francais.texte import simplifier

FORMULES = Path(__file__).with_name("formules.yaml")
_LISTE = r"(?:(?:les actions|l'action|actions|action|numero|les|la|le|l'|n°)\s?+)*+\d{1,3}(?:(?:\s?,\s?|\s?et\s?|\s?\+\s?|\s)(?:(?:la|les|n°)\s?+)?+\d{1,3})*+"
_DECISION = re.compile(
    rf"^(?P<quoi>garder|garde|gardez|retenir|retiens|retenez|ecarter|ecarte|ecartez)\s(?P<liste>{_LISTE})(?:\s?(?::|,|car|parce que)\s(?P<motif>(?:[^.;!?]|\.(?! )){{3,300}}))?$"
)
_NOMBRE = re.compile(r"^\d{1,3}(?:[ .]?\d{3})*(?:,\d+)?$")
_ATTENDENT_UN_NOMBRE = ("nombre", "duree", "choix")
ACTION_MAX = 26
# Said by others, the same words are about something else.
D_UN_ACHETEUR = frozenset({"resultat", "annuler", "nouvel_achat", "passer", "ne_sait_pas"})


def lire_les_formules(chemin: Path = FORMULES) -> dict[str, tuple[str, ...]]:
    """What each formula does, by its words simplified."""
    donnees: Mapping[str, Sequence[str]] = lire_donnees(chemin)
    return {simplifier(formule): (nature,) for nature, formules in donnees.items() for formule in formules}


def regle(texte: str, contexte: Contexte, formules: Mapping[str, Sequence[str]]) -> tuple[tuple[Acte, ...], str] | None:
    """The acts of a message that a rule explains to the last word, and the rule's name; None for any other."""
    simple = simplifier(texte)
    if not simple:
        return (Acte("incomprehensible", mots=texte),), "regle:vide"
    dit = formules.get(simple)
    if dit is not None and (contexte.role == "acheteur" or not D_UN_ACHETEUR & set(dit)):
        return tuple(Acte(nature, mots=texte) for nature in dit), f"formule:{simple}"
    plats = plat(texte).rstrip(" .!")
    if m := _DECISION.match(plats):
        nature = "ecarter" if m["quoi"].startswith("ecart") else "retenir"
        numeros = [int(n) for n in re.findall(r"\d+", m["liste"])]
        if all(numeros) and (nature == "ecarter" or not m["motif"]):
            slots = {"actions": numeros} | ({"motif": m["motif"].strip()} if m["motif"] else {})
            return (Acte(nature, slots, mots=texte),), "regle:decision"
    pose = contexte.question is not None and contexte.etape in ("question", "proposition")
    if pose and contexte.attendu in _ATTENDENT_UN_NOMBRE and _NOMBRE.match(plats):
        return (Acte("informer", {"faits": [contexte.question]}, mots=texte),), "regle:nombre attendu"
    seul = not contexte.aparte and not simple.isdecimal() and "pas faux" not in simple
    if pose and seul and contexte.attendu == "oui_non" and (avis := lire_avis(texte)) is not None and not avis.suite:
        return (Acte("oui" if avis.accord else "non", mots=texte),), "regle:oui ou non"
    return None


__all__ = ["ACTION_MAX", "regle"]
