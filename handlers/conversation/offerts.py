"""The choices last offered, answered in words: by number, by value, by label or by a misspelling of the label."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rapidfuzz import fuzz

from handlers.conversation.vocabulary import Turn
from knowledge.francais.choix import est_nie, lire_ordinal, sans_article
from knowledge.francais.texte import simplifier

RESSEMBLANCE_DES_LIBELLES = 85
MOTS_D_UN_CHOIX = 4
NUMERO = re.compile(r"[0-9]{1,3}")
# What stands under a result, or under what is said aside of it.
_SOUS_UN_RESULTAT = frozenset({"c:resultat", "c:preciser", "c:exporter"})
# What ends the value of a button that denies what is presumed: it stands under results too, and answers no question.
_NIE = ":!"


def nomment_des_actions(valeurs: Iterable[str]) -> bool:
    """Whether a number typed under these choices is that of an action: they are not numbered, whatever the platform.

    >>> nomment_des_actions(["q:livraisons:!", "a:detail:8", "c:exporter"]), nomment_des_actions(["q:nature:travaux", "c:resultat"])
    (True, False)
    """
    toutes = tuple(valeurs)
    if any(valeur.startswith("q:") and not valeur.endswith(_NIE) for valeur in toutes):
        return False
    return any(valeur.startswith("a:") or valeur in _SOUS_UN_RESULTAT for valeur in toutes)


def lire_choix_offert(turn: Turn, texte: str) -> str | None:
    """The value of the choice that these words stand for, if they stand for one."""
    offerts: list[list[str]] = turn.etat.get("choix_offerts", [])
    simple = simplifier(texte)
    if NUMERO.fullmatch(simple):
        if not nomment_des_actions(valeur for valeur, _ in offerts) and 0 < int(simple) <= len(offerts):
            return offerts[int(simple) - 1][0]
        # The number that the label shows: "12 · Diversifier…".
        return next((valeur for valeur, _ in offerts if valeur == f"fiche:{int(simple)}"), None)
    if 0 < (lire_ordinal(simple) or 0) <= len(offerts):
        return offerts[(lire_ordinal(simple) or 1) - 1][0]
    nu = sans_article(simple)
    for valeur, libelle in offerts:
        # "la Métropole", for the answer whose label is its whole name.
        if valeur.startswith("q:") and nu == valeur.rpartition(":")[2].replace("_", " ") and not _demande(texte):
            return valeur
        if simple == valeur or (simplifier(libelle) in (simple, nu) and _demande(texte) <= _demande(libelle)):
            return valeur
    return None if _demande(texte) else _le_plus_proche(simple, offerts)


def _le_plus_proche(simple: str, offerts: list[list[str]]) -> str | None:
    """The choice whose label these words misspell; a label and its negation are alike, and mean the contrary."""
    if len(simple) <= 4:
        return None
    nie = est_nie(simple)
    numeros = NUMERO.findall(simple)
    # What a label adds between brackets is not said again.
    libelles = [(valeur, simplifier(dit if numeros else dit.partition(" (")[0])) for valeur, dit in offerts]
    ressemblances = [
        (fuzz.ratio(simple, dit), valeur)
        for valeur, dit in libelles
        # A number is not misspelt: "fiche 8" is not "Fiche 4".
        if est_nie(dit) == nie and NUMERO.findall(dit) == numeros
    ]
    ressemblance, valeur = max(ressemblances, key=lambda une: une[0], default=(0.0, ""))
    return valeur if ressemblance >= RESSEMBLANCE_DES_LIBELLES else _la_seule_qui_dit(simple, offerts)


def _la_seule_qui_dit(simple: str, offerts: list[list[str]]) -> str | None:
    """Of readings and purchases told in their own words, the only one that holds these: "le gardiennage"."""
    mots = set(sans_article(simple).split())
    dites = [valeur for valeur, dit in offerts if valeur.startswith("lu:") and mots <= set(simplifier(dit).split())]
    return dites[0] if len(dites) == 1 and len(mots) <= MOTS_D_UN_CHOIX else None


def _demande(texte: str) -> bool:
    """ "Je m'en occupe ?" asks: it presses no button, but one that is a question too."""
    return texte.rstrip().endswith("?")
