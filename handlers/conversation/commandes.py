"""Recognises what can be asked at any time, and the commands that name an action."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from rapidfuzz import fuzz

from knowledge.francais.texte import simplifier

HANDLERS = Path(__file__).parents[1]
# A misspelt command still has to be most of itself: "recomencer" is, "stop gaspi" is not.
RESSEMBLANCE_MIN = 88
LONGUEUR_MIN_FLOUE = 5
MOTS_MAX_FLOUS = 4

_RETENIR = (
    r"retenir|retiens|retient|retenons|garder|garde|gardons|prendre|prends|prend|prenons"
    r"|(?:oui|ouais|ok|okay|d'accord|va|banco)(?:,? (?:je (?:garde|prends|retiens)|on (?:garde|prend|retient)))?(?: pour)?"
)
_ECARTER = r"ecarter|ecarte|ecartons|exclure|enlever|enleve|enlevons|retirer|retire|retirons|pas(?= (?:la|l'))"
_SUR_UNE_ACTION = re.compile(
    r"^(?:(?:finalement|non)[ ,]+)?(?:(?:je|on|nous) (?:veux |voudrais |vais )?|j')?"
    rf"(?P<verbe>detail(?:le|ler|s)?|{_RETENIR}|{_ECARTER})\s+"
    r"(?:l'|la |le )?(?:action |fiche )?(?:n[o°]?\s*)?(?P<numero>\d{1,3})\b(?! \d{3})[\s,:;(-]*(?P<suite>.*)$"
)
# Several at once: no reason follows without a sign of it, as in "écarter 8, 11 agents manquent".
_SUR_DES_ACTIONS = re.compile(
    r"^(?:(?:finalement|non)[ ,]+)?(?:(?:je|on|nous) (?:veux |voudrais |vais )?|j')?"
    rf"(?P<verbe>{_RETENIR}|{_ECARTER})\s+(?:les )?(?:actions? |fiches? )?"
    r"(?P<numeros>(?:l'|la |le )?\d{1,3}(?:\s*(?:,|;|\+|/|&|\bet\b|,\s*et\b)\s*(?:l'|la |le )?(?:action )?\d{1,3})+)(?=\s*(?:[:(]|car\b|parce\b|merci\b|svp\b|stp\b|$))(?P<suite>.*)$"
)
# A milestone alone, "j-24", whatever those of the plan are.
_REPERE = re.compile(r"j-\d{1,2}")


@dataclass(frozen=True, slots=True)
class SurUneAction:
    """ "détail 8", "retenir 8 et 22", "écarter 11 : pas d'offre": what to do with some actions of the result."""

    verbe: str
    actions: tuple[int, ...]
    suite: str


@cache
def _lues() -> tuple[frozenset[str], dict[str, Any]]:
    # What is said with any of them, and all of them; those of everybody last: a capability's own pattern is the more precise.
    fichiers = sorted(HANDLERS.glob("*/commandes.yaml"), key=lambda un: (un.parent.name == "conversation", un))
    lus = [yaml.safe_load(fichier.read_text("utf-8")) for fichier in fichiers]
    commandes = {commande: contenu for lu in lus for commande, contenu in lu["commandes"].items()}
    return frozenset(map(simplifier, lus[-1]["politesse"])), commandes


@cache
def _formules() -> dict[str, str]:
    return {
        simplifier(formule): commande for commande, contenu in _lues()[1].items() for formule in contenu["formules"]
    }


@cache
def _motifs(genre: str) -> list[tuple[re.Pattern[str], str]]:
    return [
        (re.compile(motif), commande) for commande, contenu in _lues()[1].items() for motif in contenu.get(genre, ())
    ]


def lire_commande(texte: str, *, exacte: bool = False) -> str | None:
    """The command that the whole message is, give or take a typo unless `exacte`; or None.

    >>> lire_commande("Recomencer svp"), lire_commande("stop gaspi"), lire_commande("recomencer", exacte=True)
    ('recommencer', None, None)
    """
    (politesse, _), formules = _lues(), _formules()
    simple = simplifier(texte)
    mots = [mot for mot in simple.replace(",", " ").split() if mot not in politesse]
    nu = " ".join(mots)
    if simple in formules or nu in formules:
        return formules.get(simple) or formules[nu]
    if _REPERE.fullmatch(nu):
        return "rappels"
    if not exacte and len(nu) >= LONGUEUR_MIN_FLOUE and len(mots) <= MOTS_MAX_FLOUS:
        proche = max(formules, key=lambda formule: fuzz.ratio(nu, formule))
        if len(proche) >= LONGUEUR_MIN_FLOUE and fuzz.ratio(nu, proche) >= RESSEMBLANCE_MIN:
            return formules[proche]
    return None


def lire_demande_entiere(texte: str) -> str | None:
    """The command that a message is from end to end, in words that would also name a purchase or answer a question.

    >>> lire_demande_entiere("Je voudrais imprimer ça"), lire_demande_entiere("imprimer des brochures"), lire_demande_entiere("RGPD")
    ('exporter', None, 'mes_donnees')
    """
    simple = simplifier(texte)
    if lire_commande(texte, exacte=True) == "mes_donnees":
        return "mes_donnees"
    return next((commande for motif, commande in _motifs("entiers") if motif.fullmatch(simple)), None)


def lire_intention(texte: str) -> str | None:
    """The command that a sentence amounts to, when it says nothing else.

    >>> lire_intention("alors quelles actions ?"), lire_intention("pour la durée je ne sais pas")
    ('resultat', 'ne_sait_pas')
    """
    simple = simplifier(texte)
    return next((commande for motif, commande in _motifs("motifs") if motif.search(simple)), None)


def _verbe(dit: str) -> str:
    """What a verb asks for.

    >>> _verbe("details"), _verbe("exclure"), _verbe("ok pour"), _verbe("retiens"), _verbe("retire")
    ('detail', 'ecarter', 'retenir', 'retenir', 'ecarter')
    """
    if dit.startswith("detail"):
        return "detail"
    return "ecarter" if dit[0] == "e" or dit == "pas" or dit.startswith("retir") else "retenir"


def lire_sur_une_action(texte: str) -> SurUneAction | None:
    """Read "détail 8", "retenir l'action 14", "écarter 11 pas d'offre locale".

    >>> lire_sur_une_action("Écarter 11 : pas d'offre locale")
    SurUneAction(verbe='ecarter', actions=(11,), suite="pas d'offre locale")
    >>> lire_sur_une_action("retenir 8, 11 et 22").actions, lire_sur_une_action("écarter 8, 11 agents manquent").actions
    ((8, 11, 22), (8,))
    >>> lire_sur_une_action("ok pour la 8 et la 11"), lire_sur_une_action("oui pour 8 mois")
    (SurUneAction(verbe='retenir', actions=(8, 11), suite=''), None)
    """
    if trouve := _SUR_DES_ACTIONS.match(simplifier(texte).strip(" .!")):
        numeros = tuple(dict.fromkeys(int(n) for n in re.findall(r"\d+", trouve["numeros"])))
        suite = re.split(rf"\b{re.findall(r'[0-9]+', trouve['numeros'])[-1]}\b", texte, maxsplit=1)[-1]
        return SurUneAction(_verbe(trouve["verbe"]), numeros, suite.strip(" .,:;()-–"))
    trouve = _SUR_UNE_ACTION.match(simplifier(texte))
    if trouve is None:
        return None
    politesse, _ = _lues()
    if _verbe(trouve["verbe"]) != "ecarter" and set(trouve["suite"].split()) - politesse:
        return None  # "je garde 24 mois" keeps no action
    # The reason keeps its own spelling: it is the tail of what was typed, not of its simplified copy.
    suite = re.split(rf"\b{trouve['numero']}\b", texte, maxsplit=1)[-1].strip(" .,:;()-–")
    return SurUneAction(_verbe(trouve["verbe"]), (int(trouve["numero"]),), suite)
