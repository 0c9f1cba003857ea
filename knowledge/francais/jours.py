"""A day as people say it from today: tomorrow, in so long, a day of the week or of the month."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

from knowledge.francais.dates import dater_les_jours, lire_dates, plus_mois
from knowledge.francais.texte import plier

_UNE_SEMAINE = re.compile(
    r"\b(?:(?:dans|d'ici|sous|d') ?(?:une|1) semaine|la semaine prochaine|une semaine plus tard)\b"
)
_UN_MOIS = re.compile(r"\b(?:au|le) mois prochain\b")
SEMAINE = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_UN_JOUR_DE_SEMAINE = re.compile(rf"\b(?P<jour>{'|'.join(SEMAINE)})\b(?: en (?P<en>8|huit|15|quinze)\b)?")
_EN_HUIT = {"8": 7, "huit": 7, "15": 14, "quinze": 14}
_UN_QUANTIEME = re.compile(r"\b(?:au|le|du) (?P<jour>\d{1,2})(?:er)?$")
_D_UNE_DUREE = re.compile(r"\b(?:de |d')(?=\S{1,30} (?:jours?|semaines?|mois)\b)")


def plier_sur_place(texte: str) -> str:
    """Lower case and no accent, each letter where it was."""
    return "".join(unicodedata.normalize("NFD", lettre)[0].lower()[:1] for lettre in texte.replace("\u2019", "'"))


def lire_un_jour(aujourdhui: date, texte: str) -> date | None:
    """The day that is asked for: a date, so long from that day, a day of the week, or of the month.

    >>> [str(lire_un_jour(date(2026, 12, 14), dit)) for dit in ("lundi", "lundi en 8", "vendredi en quinze")]
    ['2026-12-21', '2026-12-21', '2027-01-01']
    """
    if re.search(r"\bapres[- ]demain\b", texte):
        return aujourdhui + timedelta(days=2)
    if re.search(r"\bdemain\b", texte):
        return aujourdhui + timedelta(days=1)
    if _UNE_SEMAINE.search(texte):
        return aujourdhui + timedelta(days=7)
    if _UN_MOIS.search(texte):
        return plus_mois(aujourdhui, 1)
    if lues := lire_dates(_D_UNE_DUREE.sub("dans ", dater_les_jours(plier(texte).texte, aujourdhui)), aujourdhui):
        return lues[0].bas if len(lues) == 1 else None
    lu = _UN_JOUR_DE_SEMAINE.search(texte)
    if lu and lu["en"]:
        # From that day of this week, be it today.
        ecart = (SEMAINE.index(lu["jour"]) - aujourdhui.weekday()) % 7
        return aujourdhui + timedelta(days=ecart + _EN_HUIT[lu["en"]])
    if lu:
        return aujourdhui + timedelta(days=(SEMAINE.index(lu["jour"]) - aujourdhui.weekday() - 1) % 7 + 1)
    return _prochain(aujourdhui, int(lu["jour"])) if (lu := _UN_QUANTIEME.search(texte)) else None


def _prochain(aujourdhui: date, quantieme: int) -> date | None:
    """The next day of that number in a month.

    >>> _prochain(date(2026, 11, 24), 15), _prochain(date(2026, 11, 24), 31), _prochain(date(2026, 11, 24), 32)
    (datetime.date(2026, 12, 15), datetime.date(2026, 12, 31), None)
    """
    suivants = (aujourdhui + timedelta(days=n) for n in range(1, 63))
    return next((jour for jour in suivants if jour.day == quantieme), None)
