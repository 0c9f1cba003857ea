"""A few things written the French way, for whoever words a sentence."""

from __future__ import annotations

import re
from datetime import date

NBSP, FINE = "\u00a0", "\u202f"
_MILLIERS = re.compile(r"(?<=\d)[ \u00a0\u202f](?=\d{3}(?!\d))")
_APRES_INSECABLE = re.compile(r" (?=[:»€%])|(?<=€) (?=HT|TTC)")
_APRES_FINE = re.compile(r" (?=[;!?])")
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


def typographie(texte: str) -> str:
    """Put typographic apostrophes, and one kind of no-break space between thousands and before signs.

    >>> typographie("l'avance : 90 000 € HT ?").replace(NBSP, "~").replace(FINE, "^")
    'l’avance~: 90^000~€~HT^?'
    """
    dite = _MILLIERS.sub(FINE, texte.replace("'", "’"))
    return _APRES_INSECABLE.sub(NBSP, _APRES_FINE.sub(FINE, dite)).replace("« ", f"«{NBSP}")


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


__all__ = ["FINE", "MOIS", "NBSP", "jour", "liste", "numeros", "premieres_phrases", "typographie"]
