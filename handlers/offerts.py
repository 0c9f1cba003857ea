"""The choices last offered, answered in words: by number, by value, by label or by a misspelling of the label."""

from __future__ import annotations

import re

from rapidfuzz import fuzz

from handlers.commandes import simplifier
from handlers.vocabulary import Turn

RESSEMBLANCE_DES_LIBELLES = 85
ORDINAUX = {"premier": 1, "premiere": 1, "1er": 1, "1ere": 1, "deuxieme": 2, "second": 2, "seconde": 2, "2eme": 2, "2e": 2, "troisieme": 3, "3eme": 3, "3e": 3}  # fmt: skip
_ORDINAL = re.compile(r"^(?:le |la |l')?(?P<rang>[a-z0-9]+)(?: choix| proposition| fiche| reponse)?$")
NUMERO = re.compile(r"[0-9]{1,3}")


def lire_ordinal(simple: str) -> int | None:
    """The rank that "le deuxième" names.

    >>> lire_ordinal("la premiere proposition"), lire_ordinal("nettoyage")
    (1, None)
    """
    dit = _ORDINAL.match(simple)
    return ORDINAUX.get(dit["rang"]) if dit else None


def lire_choix_offert(turn: Turn, texte: str) -> str | None:
    """The value of the choice that these words stand for, if they stand for one."""
    offerts: list[list[str]] = turn.etat.get("choix_offerts", [])
    simple = simplifier(texte)
    if NUMERO.fullmatch(simple):
        if 0 < int(simple) <= len(offerts):
            return offerts[int(simple) - 1][0]
        # The number that the label shows: "12 · Diversifier…".
        return next((valeur for valeur, _ in offerts if valeur == f"fiche:{int(simple)}"), None)
    if 0 < (lire_ordinal(simple) or 0) <= len(offerts):
        return offerts[(lire_ordinal(simple) or 1) - 1][0]
    for valeur, libelle in offerts:
        if simple in (simplifier(libelle), valeur):
            return valeur
        if len(simple) > 4 and fuzz.ratio(simple, simplifier(libelle)) >= RESSEMBLANCE_DES_LIBELLES:
            return valeur
    return None
