"""The calendar of a recurring contract: calendar months counted back from the planned award."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from datetime import date

from knowledge.plan.pack import Jalon


def mois_avant(jour: date, mois: int) -> date:
    """The same day that many calendar months earlier, clamped to the month's end.

    >>> mois_avant(date(2032, 2, 29), 24)
    datetime.date(2030, 2, 28)
    """
    rang = jour.year * 12 + jour.month - 1 - mois
    annee, mois_zero = divmod(rang, 12)
    return date(annee, mois_zero + 1, min(jour.day, calendar.monthrange(annee, mois_zero + 1)[1]))


def lire_date_attribution(texte: str) -> date:
    """Read YYYY-MM-DD, or YYYY-MM as the first of the month. Raises ValueError.

    >>> lire_date_attribution("2029-03")
    datetime.date(2029, 3, 1)
    """
    return date.fromisoformat(f"{texte}-01" if len(texte) == len("2029-03") else texte)


def calendrier(attribution: date, jalons: Iterable[Jalon]) -> dict[str, date]:
    """The date of each milestone, by its id. Source: SPASER, action 2."""
    return {jalon.id: mois_avant(attribution, jalon.mois_avant) for jalon in jalons}
