"""A few things written the French way, for whoever words a sentence."""

from __future__ import annotations

import re
from datetime import date

NBSP = "\u00a0"
MOIS = (
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()  # noqa: SIM905
)


def jour(valeur: date) -> str:
    """A date in words.

    >>> jour(date(2026, 3, 1))
    '1er\\xa0mars\\xa02026'
    """
    numero = "1er" if valeur.day == 1 else str(valeur.day)
    return NBSP.join((numero, MOIS[valeur.month - 1], str(valeur.year)))


def liste(elements: list[str] | tuple[str, ...], mot: str) -> str:
    """Join words with commas and a last word.

    >>> liste(["travaux", "services", "fournitures"], "ou")
    'travaux, services ou fournitures'
    """
    elements = list(elements)
    if len(elements) < 2:
        return "".join(elements)
    return ", ".join(elements[:-1]) + f" {mot} {elements[-1]}"


def numeros(lesquels: list[int] | tuple[int, ...]) -> str:
    """Numbers in their order, those that follow each other told by the first and the last.

    >>> numeros([1, 3, 4, 5, 9]), numeros([2, 3])
    ('1, 3 à 5 et 9', '2 et 3')
    """
    suites: list[list[int]] = []
    for numero in sorted(lesquels):
        if suites and numero == suites[-1][-1] + 1:
            suites[-1].append(numero)
        else:
            suites.append([numero])
    dits = []
    for suite in suites:
        dits += [f"{suite[0]} à {suite[-1]}"] if len(suite) > 2 else [str(numero) for numero in suite]
    return liste(dits, "et")


def premieres_phrases(texte: str, mots: int) -> str:
    """The first sentences, as many as hold in so many words; the first one always.

    >>> premieres_phrases("Négocier. Toujours en MAPA. Jamais en appel d'offres.", 5)
    'Négocier. Toujours en MAPA.'
    """
    dites = [""]
    for phrase in re.split(r"(?<=[.!?])\s+", texte.strip()):
        dites.append(f"{dites[-1]} {phrase}".strip())
    return max((dit for dit in dites[1:] if len(dit.split()) <= mots), key=len, default=dites[1])


__all__ = ["MOIS", "NBSP", "jour", "liste", "numeros", "premieres_phrases"]
