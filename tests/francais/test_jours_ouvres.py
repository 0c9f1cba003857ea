"""Working days of France, told by themselves: the fixed holidays, and those that follow Easter."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.francais.jours_ouvres import PARIS, Heures, apres_jours_ouvres, est_ouvre, feries

JOUR = timedelta(days=1)
# Source: the calendar of each year. Easter falls on 2024-03-31, 2025-04-20, 2026-04-05, 2027-03-28, 2028-04-16.
PAQUES = {
    2024: date(2024, 3, 31),
    2025: date(2025, 4, 20),
    2026: date(2026, 4, 5),
    2027: date(2027, 3, 28),
    2028: date(2028, 4, 16),
    2029: date(2029, 4, 1),
    2030: date(2030, 4, 21),
}


@pytest.mark.parametrize("annee", PAQUES)
def test_the_eleven_holidays_of_a_year(annee):
    fixes = [(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)]
    mobiles = [PAQUES[annee] + jours * JOUR for jours in (1, 39, 50)]
    assert feries(annee) == {date(annee, *un) for un in fixes} | set(mobiles)


@pytest.mark.parametrize(
    ("jour", "ouvre"),
    [
        (date(2026, 4, 3), True),  # Good Friday is a holiday in Alsace and Moselle only
        (date(2026, 4, 6), False),
        (date(2026, 5, 14), False),
        (date(2026, 5, 15), True),  # the day after Ascension is worked, whatever is said of it
        (date(2026, 5, 25), False),
        (date(2026, 12, 26), False),  # a Saturday; not a holiday
        (date(2028, 12, 26), True),
        (date(2027, 8, 15), False),
        (date(2027, 8, 16), True),  # a holiday on a Sunday moves nothing
    ],
)
def test_a_day_is_worked_or_not(jour, ouvre):
    assert est_ouvre(jour) is ouvre


@given(jour=st.dates(date(2020, 1, 1), date(2040, 12, 31)), combien=st.integers(0, 40))
def test_so_many_working_days_later_are_counted_one_by_one(jour, combien):
    apres = apres_jours_ouvres(jour, combien)
    assert sum(est_ouvre(jour + n * JOUR) for n in range(1, (apres - jour).days + 1)) == combien
    assert combien == 0 or est_ouvre(apres)


def test_ten_working_days_over_the_month_of_may():
    # Without the 1st, the 8th and Ascension Day, the 14th.
    assert apres_jours_ouvres(date(2026, 4, 30), 10) == date(2026, 5, 19)


@pytest.mark.parametrize(
    ("moment", "ouvertes"),
    [
        # Winter time ends on the 29th of March 2026, summer time on the 25th of October.
        (datetime(2026, 3, 27, 7, 59, tzinfo=UTC), False),
        (datetime(2026, 3, 27, 8, 0, tzinfo=UTC), True),
        (datetime(2026, 3, 30, 6, 59, tzinfo=UTC), False),
        (datetime(2026, 3, 30, 7, 0, tzinfo=UTC), True),
        (datetime(2026, 10, 26, 7, 0, tzinfo=UTC), False),
        (datetime(2026, 10, 26, 8, 0, tzinfo=UTC), True),
        (datetime(2026, 10, 26, 16, 29, tzinfo=UTC), True),
        (datetime(2026, 10, 26, 16, 30, tzinfo=UTC), False),
        # In Paris it is already Saturday, then Monday.
        (datetime(2026, 3, 27, 23, 30, tzinfo=UTC), False),
        (datetime(2026, 3, 29, 22, 30, tzinfo=UTC), False),
    ],
)
def test_the_hours_are_those_of_paris_all_year(moment, ouvertes):
    assert Heures().ouvertes(moment) is ouvertes


def test_hours_of_ones_own_on_the_two_days_when_the_clocks_change():
    # A Sunday: whatever the hours, nobody is written to.
    tout_le_jour = Heures(time(0), time.max)
    for jour in (date(2026, 3, 29), date(2026, 10, 25)):
        debut = datetime.combine(jour, time(0), PARIS).astimezone(UTC)
        assert not any(tout_le_jour.ouvertes(debut + timedelta(minutes=30 * n)) for n in range(46))
    lundi = datetime(2026, 3, 30, tzinfo=PARIS)
    assert tout_le_jour.ouvertes(lundi)
    assert tout_le_jour.ouvertes(lundi + timedelta(hours=23, minutes=59))
