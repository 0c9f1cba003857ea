"""The feasts, the seasons and the months said in another tongue, told by their dates."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pathlib import Path

from knowledge.donnees import lire_donnees
from knowledge.francais.dates import SAISONS, fin_de_saison


@cache
def _noms() -> dict[str, str]:
    """What each name is told by."""
    connus = lire_donnees(Path(__file__).with_suffix(".yaml"))
    return {
        nom.replace("-", " "): str(dit) for sorte in ("jours", "mois", "anglais") for nom, dit in connus[sorte].items()
    }


@cache
def _motif() -> re.Pattern[str]:
    noms = "|".join(nom.replace(" ", "[ -]") for nom in sorted(_noms(), key=len, reverse=True))
    # A feast that tells which market or holidays is no date; "été" alone is more often a verb.
    return re.compile(
        rf"(?<!\bde )(?<!\bde la )\b(?P<nom>{noms})\b"
        rf"|(?:(?<=l')|(?<=\bcet )|(?<=\bau )|(?<=\ben ))(?P<saison>{'|'.join(SAISONS)})\b(?! (?:de )?\d)"
    )


def dater_les_fetes(texte: str, aujourdhui: date) -> str:
    """A folded answer, each feast told by its date, and each season without its year by the next one.

    >>> [dater_les_fetes(dit, date(2026, 11, 27)) for dit in ("a la rentree 27", "avant la saint jean", "au printemps", "end of feb")]
    ['a la septembre 27', 'avant la 24 juin', 'au printemps 2027', 'fin fevrier']
    """

    def dire(m: re.Match[str]) -> str:
        if m["nom"]:
            return _noms()[m["nom"].replace("-", " ")]
        return f"{m['saison']} {aujourdhui.year + (fin_de_saison(m['saison'], aujourdhui.year) < aujourdhui)}"

    return _motif().sub(dire, texte)


__all__ = ["dater_les_fetes"]
