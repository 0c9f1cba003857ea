"""Working days and hours in France: when somebody may be written to who asked nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from dateutil.easter import easter  # type: ignore[import-untyped]

PARIS = ZoneInfo("Europe/Paris")
SAMEDI = 5
# Month and day; then how many days after Easter: its Monday, Ascension, Whit Monday.
FERIES_FIXES = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
FERIES_APRES_PAQUES = (1, 39, 50)


@cache
def feries(annee: int) -> frozenset[date]:
    """The public holidays of that year in metropolitan France, Alsace and Moselle apart. Source: code du travail, L3133-1."""
    paques = easter(annee)
    fixes = (date(annee, mois, jour) for mois, jour in FERIES_FIXES)
    return frozenset((*fixes, *(paques + timedelta(days=apres) for apres in FERIES_APRES_PAQUES)))


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


@dataclass(frozen=True, slots=True)
class Ouverture:
    """When a desk answers: ranges of hours of each working day (0 is Monday), Paris time, in order and apart."""

    plages: tuple[tuple[time, time], ...] = ((time(9), time(12)), (time(14), time(17)))
    jours: frozenset[int] = frozenset(range(SAMEDI))

    def ouverte(self, moment: datetime) -> bool:
        """Whether somebody answers at that moment (aware).

        >>> Ouverture().ouverte(datetime(2026, 11, 24, 13, 0, tzinfo=PARIS))
        False
        """
        local = moment.astimezone(PARIS)
        return self._ouvre(local.date()) and any(de <= local.time() < a for de, a in self.plages)

    def apres(self, moment: datetime, minutes: int) -> datetime:
        """The moment by which so many minutes of opening have passed.

        >>> soir = datetime(2026, 11, 24, 22, 0, tzinfo=PARIS)
        >>> f"{Ouverture().apres(soir, 360):%A %H:%M}", f"{Ouverture().apres(soir, 0):%A %H:%M}"
        ('Wednesday 17:00', 'Wednesday 09:00')
        """
        local = moment.astimezone(PARIS)
        reste = timedelta(minutes=minutes)
        jour = local.date()
        while True:
            for debut, fin in self._plages_de(jour):
                # Subtracted as instants: no range is open while clocks change.
                depuis = max(debut, local)
                if depuis < fin and reste <= fin - depuis:
                    return depuis + reste
                reste -= max(fin - depuis, timedelta())
            jour += timedelta(days=1)

    def jour_entier(self) -> int:
        """How many minutes a working day has.

        >>> Ouverture().jour_entier()
        360
        """
        un_jour = date(2000, 1, 1)
        durees = [datetime.combine(un_jour, a) - datetime.combine(un_jour, de) for de, a in self.plages]
        return int(sum(durees, timedelta()).total_seconds()) // 60

    def _plages_de(self, jour: date) -> list[tuple[datetime, datetime]]:
        if not self._ouvre(jour):
            return []
        return [(datetime.combine(jour, de, PARIS), datetime.combine(jour, a, PARIS)) for de, a in self.plages]

    def _ouvre(self, jour: date) -> bool:
        return jour.weekday() in self.jours and jour not in feries(jour.year)


__all__ = ["Heures", "Ouverture", "apres_jours_ouvres", "avant_jours_ouvres", "est_ouvre", "feries"]
