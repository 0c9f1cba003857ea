"""Several purchases told in one message are told apart; lots are one purchase."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.lecture.plusieurs import lire_plusieurs_achats

JOUR = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("dit", "achats"),
    [
        ("on a 3 marchés à lancer : nettoyage 200k, voirie 1M€, et formation bureautique 30k", ("nettoyage 200k", "voirie 1M€", "formation bureautique 30k")),
        ("deux achats pour moi : mobilier scolaire 45 000 € et gardiennage 30 000 €", ("mobilier scolaire 45 000 €", "gardiennage 30 000 €")),
        ("deux lots : mobilier 45 000 € et gardiennage 30 000 €", ()),
        ("nettoyage des écoles, 85 k€ HT, 3 ans", ()),
        ("des marchés de nettoyage pour 3 ans", ()),
        ("", ()),
    ],
)  # fmt: skip
def test_each_purchase_in_its_own_words(lecteur, dit, achats):
    assert lire_plusieurs_achats(lecteur, dit, JOUR) == achats
