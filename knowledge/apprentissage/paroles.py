"""What the team types about the queue of what was not understood: what becomes of which entries."""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz import fuzz

from knowledge.francais.nombres import lire_nombres
from knowledge.francais.texte import plier, simplifier

RESSEMBLANCE_MIN = 85
TRAITE, SANS_OBJET = "traite", "sans_objet"
_VERBES = {"traite": TRAITE, "traitee": TRAITE, "traites": TRAITE, "traiter": TRAITE, "sans objet": SANS_OBJET, "sans objets": SANS_OBJET}  # fmt: skip
_SUITES = frozenset(("suite", "la suite", "suivants", "suivant", "suivante", "page suivante", "encore"))
# "C'est traité", "je marque traité", "traité : le n° 3".
_AVANT = frozenset(("c'est", "j'ai", "je", "marque", "marquer"))
_APRES = frozenset(("le", "la", "les", "l'", "n", "no", "n°", "numero", "numeros"))
_ENTRE = frozenset((",", "et", "&"))


@dataclass(frozen=True, slots=True)
class Ordre:
    """ "traité 3 : ajouté à la fiche 12": what becomes of which entries, and what to remember of it."""

    etat: str
    numeros: tuple[int, ...]
    note: str | None


def demande_la_suite(texte: str) -> bool:
    return simplifier(texte) in _SUITES


def oublie_le_numero(texte: str) -> bool:
    """ "traité", of which entry?"""
    return simplifier(texte) in _VERBES


def lire_un_ordre(texte: str) -> Ordre | None:
    """Read "traité 3", "sans objet 3 et 4", "traité 3 : ajouté « brise-vue » à la fiche 12".

    >>> lire_un_ordre("Traité 3 : ajouté « brise-vue » à la fiche 12")
    Ordre(etat='traite', numeros=(3,), note='ajouté « brise-vue » à la fiche 12')
    >>> lire_un_ordre("traite 3 tonnes de déchets"), lire_un_ordre("sans obje 4, 5").numeros, lire_un_ordre("traité un").numeros
    (None, (4, 5), (1,))
    """
    plie = plier(texte.strip())
    numeros, debut, fin = _premiers_numeros(plie.texte)
    suite = plie.texte[fin:].lstrip()
    if not numeros or (suite and suite[0] not in ":;,.(-"):
        return None
    mots = plie.texte[:debut].replace(":", " ").split()
    while mots and mots[-1] in _APRES:
        mots.pop()
    while mots and mots[0] in _AVANT:
        mots.pop(0)
    dit = " ".join(mots)
    verbe = max(_VERBES, key=lambda connu: fuzz.ratio(dit, connu))
    if abs(len(verbe) - len(dit)) > 1 or fuzz.ratio(dit, verbe) < RESSEMBLANCE_MIN:
        return None
    note = " ".join(plie.mots(fin, len(plie.texte)).split()).strip(" .,:;()-–")
    return Ordre(_VERBES[verbe], tuple(dict.fromkeys(numeros)), note or None)


def _premiers_numeros(plie: str) -> tuple[list[int], int, int]:
    """The whole numbers that follow each other, from the first on, and where they stand; "3,4" is two."""
    numeros: list[int] = []
    debut = fin = 0
    for nombre in lire_nombres(plie):
        entre = plie[fin : nombre.debut].replace(",", " , ").split()
        dits = [str(nombre.valeur)] if nombre.en_lettres else plie[nombre.debut : nombre.fin].split(",")
        if (numeros and not _ENTRE.issuperset(entre)) or not all(dit.isdecimal() for dit in dits):
            break
        debut = debut if numeros else nombre.debut
        numeros += map(int, dits)
        fin = nombre.fin
    return numeros, debut, fin


__all__ = ["SANS_OBJET", "TRAITE", "Ordre", "demande_la_suite", "lire_un_ordre", "oublie_le_numero"]
