"""J-24, J-14 and J-12 are calendar months, clamped to the end of the month."""

from datetime import date

import pytest

from knowledge.plan.pack import Pack
from knowledge.rappels.jalons import calendrier, lire_date_attribution, mois_avant


@pytest.mark.parametrize(
    ("attribution", "j24", "j14", "j12"),
    [
        ("2029-03", date(2027, 3, 1), date(2028, 1, 1), date(2028, 3, 1)),
        ("2028-06-15", date(2026, 6, 15), date(2027, 4, 15), date(2027, 6, 15)),
        ("2032-02-29", date(2030, 2, 28), date(2030, 12, 29), date(2031, 2, 28)),
        ("2030-04-30", date(2028, 4, 30), date(2029, 2, 28), date(2029, 4, 30)),
        ("2029-04-30", date(2027, 4, 30), date(2028, 2, 29), date(2028, 4, 30)),
        ("2030-01-31", date(2028, 1, 31), date(2028, 11, 30), date(2029, 1, 31)),
        ("2030-02-28", date(2028, 2, 28), date(2028, 12, 28), date(2029, 2, 28)),
    ],
)
def test_calendar(pack: Pack, attribution: str, j24: date, j14: date, j12: date) -> None:
    jours = calendrier(lire_date_attribution(attribution), pack.jalons)
    assert jours == {"j24": j24, "j14": j14, "j12": j12}


def test_no_month_is_no_change() -> None:
    assert mois_avant(date(2028, 2, 29), 0) == date(2028, 2, 29)


@pytest.mark.parametrize("texte", ["2029", "mars 2029", "2029-13", "2029-02-30", ""])
def test_a_date_that_cannot_be_read_is_refused(texte: str) -> None:
    with pytest.raises(ValueError):
        lire_date_attribution(texte)
