"""Working days and hours in France: when somebody may be written to who asked nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
SAMEDI = 5


@cache
def feries(annee: int) -> frozenset[date]:
    """The public holidays of that year in metropolitan France, Alsace and Moselle apart. Source: the `holidays` library."""
    from holidays.countries.france import France

    return frozenset(France(years=annee))  # type: ignore[no-untyped-call]


def est_ouvre(jour: date) -> bool:
    """Neither a week-end nor a public holiday.

    >>> est_ouvre(date(2026, 5, 8)), est_ouvre(date(2026, 5, 11)), est_ouvre(date(2027, 3, 29))
    (False, True, False)
    """
    return jour.weekday() < SAMEDI and jour not in feries(jour.year)


def apres_jours_ouvres(jour: date, combien: int) -> date:
    """The day that comes so many working days later.

    >>> apres_jours_ouvres(date(2026, 5, 7), 1)
    datetime.date(2026, 5, 11)
    """
    while combien > 0:
        jour += timedelta(days=1)
        combien -= est_ouvre(jour)
    return jour


def avant_jours_ouvres(jour: date, combien: int) -> date:
    """The day that was so many working days earlier.

    >>> avant_jours_ouvres(date(2026, 5, 11), 1)
    datetime.date(2026, 5, 7)
    """
    while combien > 0:
        jour -= timedelta(days=1)
        combien -= est_ouvre(jour)
    return jour


@dataclass(frozen=True, slots=True)
class Heures:
    """Between which hours of a working day, Paris time, somebody takes what they did not ask for."""

    de: time = time(9)
    a: time = time(17, 30)

    def ouvertes(self, moment: datetime) -> bool:
        """Whether they may be written to at that moment (aware).

        >>> Heures().ouvertes(datetime(2026, 3, 30, 9, 0, tzinfo=PARIS)), Heures().ouvertes(datetime(2026, 3, 29, 9, 0, tzinfo=PARIS))
        (True, False)
        """
        local = moment.astimezone(PARIS)
        return est_ouvre(local.date()) and self.de <= local.time() < self.a


__all__ = ["Heures", "apres_jours_ouvres", "avant_jours_ouvres", "est_ouvre", "feries"]
