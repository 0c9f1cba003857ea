"""A purchase that is cut, told without the word of lots: "on coupe en deux : nord 70 sud 62"."""

from __future__ import annotations

import re

_EN_COUPE = re.compile(
    r"\b(?:(?:on|je|nous|il faut|faudrait) (?:va |vais |veut |voudrait |voudrais |peut )?(?:le |la |les )?)?"
    r"(?:d[ée])?(?:coup|divis|s[ée]par|scind|fraction)(?:e|es|ons|ez|er|ée?|erait|erais) (?:(?:le |la |l')\w+ |[çc]a |tout )?"
    r"en (?P<n>deux|trois|quatre|cinq|[2-9])\b(?! ?lots?\b| (?:ans?|mois|fois|temps|parties? [ée]gales))",
    re.IGNORECASE,
)
_LOT = re.compile(r"\blots?\b", re.IGNORECASE)
_A_LA_FILE = re.compile(
    r"(?<=lots)(?P<signe> ?[:,-]? ?)(?P<suite>(?:[a-zà-ÿ'-]{2,20} \d{1,3}(?: ?k€?)?(?: |$)){2,9})(?=[ .!]*$)",
    re.IGNORECASE,
)
_ENTRE = re.compile(r"(?<=\d|k|€) (?=[a-zà-ÿ])", re.IGNORECASE)


def en_lots(texte: str) -> str:
    """The text with the word: what is cut is cut in lots, and those that are told one after the other are a list.

    >>> en_lots("on coupe en 2 : nord 70 sud 62")
    '2 lots : nord 70, sud 62'
    >>> en_lots("on divise en trois"), en_lots("on paie en deux fois")
    ('trois lots', 'on paie en deux fois')
    """
    # "Le lot 1, on le coupe en deux" is of that lot.
    coupe = texte if _LOT.search(texte) else _EN_COUPE.sub(lambda dit: f"{dit['n']} lots", texte)
    return _A_LA_FILE.sub(lambda dit: f"{dit['signe'] or ' '}{_ENTRE.sub(', ', dit['suite'].strip())}", coupe)
