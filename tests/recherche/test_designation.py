"""Actions are meant by what they are about, or by their place in the list."""

from __future__ import annotations

import pytest

from knowledge.recherche.designation import Designation

PARMI = (8, 11, 14, 17, 18, 19, 20, 22, 24)


@pytest.fixture(scope="module")
def designation(pack):
    return Designation(pack)


@pytest.mark.parametrize(
    ("dit", "actions"),
    [
        ("je garde l'insertion", (8,)),
        ("laisse tomber les esat", (11,)),
        ("keep l'action sur le reconditionné", (24,)),
        ("je retiens le truc du PLIE", (8,)),
        ("pas la révision des prix", (19,)),
        ("l'avance et la négociation", (17, 20)),
        ("la première", (8,)),
        ("vire la dernière", (24,)),
    ],
)
def test_words_mean_an_action(designation, dit, actions):
    assert designation.lire(dit, PARMI) == actions


@pytest.mark.parametrize(
    "dit", ["on la prend", "on part là-dessus", "ça me va", "je prends tout", "j'abandonne le marché", ""]
)
def test_words_that_are_about_nothing_mean_none(designation, dit):
    assert designation.lire(dit, PARMI) == ()


def test_an_action_that_is_not_at_hand_is_not_meant(designation):
    assert designation.lire("je garde l'insertion", (17, 22)) == ()
    assert designation.lire("la première", ()) == ()
