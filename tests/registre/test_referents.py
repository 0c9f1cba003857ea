"""Who answers for contracts: a name, then an account; and how they want to be reminded."""

from __future__ import annotations

from datetime import date

import pytest

from storage.comptes.records import CompteRecord
from storage.rappels.records import PreferenceRecord

SLACK, TEAMS = CompteRecord("slack", "U1"), CompteRecord("teams", "alice")


@pytest.fixture
def nommer(do, now):
    return lambda nom: do(lambda uow: uow.referents.nommer(nom, nom.lower(), now))


def test_a_name_is_one_person_however_it_is_written(nommer, do):
    alice = nommer("Alice Martin")
    assert nommer("ALICE MARTIN") == alice
    assert (alice.nom, alice.plateforme, alice.personne) == ("Alice Martin", None, None)
    assert do(lambda uow: uow.referents.trouver(alice.id)) == alice
    assert do(lambda uow: uow.referents.trouver(alice.id + 1)) is None
    assert do(lambda uow: uow.referents.tous()) == [alice]


def test_a_name_is_one_accounts_and_an_account_has_one_name(nommer, do):
    alice, bob = nommer("Alice"), nommer("Bob")
    assert do(lambda uow: uow.referents.reconnaitre(alice.id, "slack", "U1"))
    assert do(lambda uow: uow.referents.reconnaitre(alice.id, "slack", "U1"))
    assert not do(lambda uow: uow.referents.reconnaitre(alice.id, "slack", "U2"))
    assert not do(lambda uow: uow.referents.reconnaitre(bob.id, "slack", "U1"))
    assert [un.nom for un in do(lambda uow: uow.referents.de([SLACK, TEAMS]))] == ["Alice"]
    assert do(lambda uow: uow.referents.liberer(alice.id))
    assert not do(lambda uow: uow.referents.liberer(alice.id))
    assert do(lambda uow: uow.referents.reconnaitre(bob.id, "slack", "U1"))


def test_what_one_asked_for_last_under_any_account_holds(do):
    assert do(lambda uow: uow.rappels.preference([SLACK])) == PreferenceRecord()
    un_par_un = PreferenceRecord(groupes=False)
    matin = PreferenceRecord(de_minutes=480, a_minutes=720, silence_jusqu_au=date(2027, 1, 3))
    do(lambda uow: uow.rappels.preferer("slack", "U1", un_par_un))
    assert do(lambda uow: uow.rappels.preference([SLACK, TEAMS])) == un_par_un
    do(lambda uow: uow.rappels.preferer("teams", "alice", matin))
    assert do(lambda uow: uow.rappels.preference([SLACK, TEAMS])) == matin
    do(lambda uow: uow.rappels.preferer("slack", "U1", PreferenceRecord()))
    assert do(lambda uow: uow.rappels.preference([SLACK])) == PreferenceRecord()
    assert do(lambda uow: uow.rappels.preference([])) == PreferenceRecord()
