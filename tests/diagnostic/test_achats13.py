"""Thirteen purchases as buyers begin them: few questions, none useless, and what is presumed never passes for said."""

import pytest

from tests.bench.achats13 import attendus, jouer, mediane

ACHATS = attendus()


@pytest.fixture(scope="module")
def joues():
    return [jouer(attendu) for attendu in ACHATS]


@pytest.mark.parametrize("rang", range(len(ACHATS)), ids=[f"achat {un['numero']}" for un in ACHATS])
def test_only_what_a_procurement_officer_would_ask_is_asked(joues, rang):
    joue = joues[rang]

    assert (joue.inutiles, joue.oubliees) == ((), ())


@pytest.mark.parametrize("rang", range(len(ACHATS)), ids=[f"achat {un['numero']}" for un in ACHATS])
def test_what_is_usual_is_presumed_and_never_stored_as_said(joues, rang):
    joue = joues[rang]
    presumes = {nom: _valeur(un["valeur"]) for nom, un in joue.presumes.items()}

    attendus_ = {nom: valeur for nom, valeur in joue.attendu.get("presumes", {}).items() if nom not in DU_DROIT}
    assert {nom: presumes.get(nom) for nom in attendus_} == attendus_
    # Of families, some may be said, and that there is no other presumed.
    assert not (joue.faits.keys() & presumes.keys()) - {"segments"}
    assert all(un["raison"] for un in joue.presumes.values())
    assert joue.faits.keys() >= set(joue.attendu.get("dits", ()))


# What the law itself presumes stands in its own table.
DU_DROIT = frozenset({"service_social_specifique"})


def test_three_questions_at_most_of_half_of_them(joues):
    assert mediane(joues) <= 3


def _valeur(gardee):
    return gardee[0] if isinstance(gardee, list) and len(gardee) == 1 else gardee
