"""A message in clauses: what an act was read in, and the words that belong to it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

CLAUSES_MAX = 12
# A comma between figures separates a list, or thousands, and no clauses.
_COUPE = re.compile(
    r"[;!?\n…]++|(?<!\.)\.++(?=\s|$)|(?<!\d),|,(?!\s?\d)|\s-\s|(?<=\s)(?=(?:mais|puis|sinon|par contre|en revanche|du coup|et (?:aussi|puis|apr[eè]s|sinon))\s)",
    re.IGNORECASE,
)
_DIT = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Proposition:
    """A clause and its place in the text."""

    mots: str
    debut: int
    fin: int


def couper(texte: str) -> tuple[Proposition, ...]:
    """The clauses of a message, in order; those beyond the last allowed stay with it.

    >>> [clause.mots for clause in couper("Ok merci. La 8 et la 11, oui ; 1,5 M€ sinon rien")]
    ['Ok merci.', 'La 8 et la 11,', 'oui ;', '1,5 M€', 'sinon rien']
    """
    bornes = [0]
    for coupe in _COUPE.finditer(texte):
        if len(bornes) == CLAUSES_MAX:
            break
        if _DIT.search(texte, bornes[-1], coupe.end()) and _DIT.search(texte, coupe.end()):
            bornes.append(coupe.end())
    bornes.append(len(texte))
    lues = [(texte[debut:fin], debut) for debut, fin in pairwise(bornes)]
    return tuple(
        Proposition(mots.strip(), debut + len(mots) - len(mots.lstrip()), debut + len(mots.rstrip()))
        for mots, debut in lues
        if mots.strip()
    )


__all__ = ["CLAUSES_MAX", "Proposition", "couper"]
