"""Phone numbers said in words: "zéro six quarante-cinq douze trente-trois vingt et un"."""

from __future__ import annotations

import re

from knowledge.francais.nombres import UNITES
from knowledge.francais.texte import plier

_UNITES = {mot: rang for rang, mot in enumerate(UNITES)}
_DIZAINES = {"vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60}
_MOT = re.compile(r"[a-z]+|\d+|[^\sa-z\d-]")
CHIFFRES = 10
# Of a number in words there are at least so many.
MOTS_MIN = 5


def en_chiffres(texte: str) -> str:
    """The same words, with a French phone number that is said in words written in figures; others are left as they are.

    >>> en_chiffres("rappelez au zéro six quarante-cinq douze trente-trois vingt et un svp")
    'rappelez au 0645123321 svp'
    >>> en_chiffres("quatre-vingt-dix mille euros pour quarante-cinq chaises")
    'quatre-vingt-dix mille euros pour quarante-cinq chaises'
    """
    plie = plier(texte)
    mots = [(m[0], m.start(), m.end()) for m in _MOT.finditer(plie.texte)]
    for debut, (mot, place, _) in enumerate(mots):
        if mot != "zero":
            continue
        chiffres, fin = "", debut
        while fin < len(mots) and len(chiffres) < CHIFFRES:
            lu = _nombre([un for un, _, _ in mots[fin : fin + 4]])
            if lu is None:
                break
            chiffres, fin = chiffres + lu[0], fin + lu[1]
        if len(chiffres) == CHIFFRES and fin - debut >= MOTS_MIN:
            return f"{plie.mots(0, place)} {chiffres} {plie.mots(mots[fin - 1][2], len(plie.texte))}".strip()
    return texte


def _nombre(mots: list[str]) -> tuple[str, int] | None:
    """The digits of the number that comes first, and how many words it takes; None where none does."""
    premier, *suite = mots
    if premier.isdecimal():
        return premier, 1
    if premier == "quatre" and suite[:1] in (["vingt"], ["vingts"]):
        return _avec_les_unites(80, suite[1:], 2)
    if premier in _DIZAINES:
        return _avec_les_unites(_DIZAINES[premier], suite, 1)
    if premier == "dix" and suite and 7 <= _UNITES.get(suite[0], 0) <= 9:
        return str(10 + _UNITES[suite[0]]), 2
    return (str(_UNITES[premier]), 1) if premier in _UNITES else None


def _avec_les_unites(dizaine: int, suite: list[str], pris: int) -> tuple[str, int]:
    if suite[:1] == ["et"] and suite[1:2] in (["un"], ["onze"]):
        return str(dizaine + _UNITES[suite[1]]), pris + 2
    unite = _UNITES.get(suite[0], 0) if suite else 0
    if dizaine in (60, 80) and suite[:1] == ["dix"] and len(suite) > 1 and 7 <= _UNITES.get(suite[1], 0) <= 9:
        return str(dizaine + 10 + _UNITES[suite[1]]), pris + 2
    plafond = 16 if dizaine in (60, 80) else 9
    return (str(dizaine + unite), pris + 1) if 0 < unite <= plafond else (str(dizaine), pris)


__all__ = ["en_chiffres"]
