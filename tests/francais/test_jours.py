"""A day as people say it."""

from datetime import date

import pytest

from knowledge.francais.jours import lire_un_jour

MARDI = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("dit", "jour"),
    [
        ("a demain", date(2026, 11, 25)),
        ("apres-demain", date(2026, 11, 26)),
        ("lundi", date(2026, 11, 30)),
        ("mardi prochain", date(2026, 12, 1)),
        ("mercredi", date(2026, 11, 25)),
        ("lundi 5 janvier", date(2027, 1, 5)),
        ("au mois prochain", date(2026, 12, 24)),
        ("de 3 semaines", date(2026, 12, 15)),
        ("d'une semaine", date(2026, 12, 1)),
        ("de trois jours", date(2026, 11, 27)),
        ("dans 2 mois", date(2027, 1, 24)),
        ("de deux mois", date(2027, 1, 24)),
        ("d'un mois", date(2026, 12, 24)),
        ("au 15", date(2026, 12, 15)),
        ("le 30", date(2026, 11, 30)),
        ("au 31", date(2026, 12, 31)),
        ("au 32", None),
        ("quand les poules auront des dents", None),
    ],
)
def test_the_day_that_is_asked_for(dit, jour):
    assert lire_un_jour(MARDI, dit) == jour
