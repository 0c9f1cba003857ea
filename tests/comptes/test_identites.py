from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from storage.comptes.codes import digest
from storage.comptes.identites import CODE_LASTS
from storage.comptes.records import CompteRecord, Role

A, B, C, D = (("slack", "a"), ("telegram", "b"), ("web", "c"), ("matrix", "d"))


@pytest.fixture
def ask(database, now):
    def ask(who=A, le=now):
        with database.unit_of_work() as uow:
            code = uow.identites.creer_code(*who, le)
            uow.commit()
        return code

    return ask


@pytest.fixture
def join(database, now):
    """Join `who` to the account that asked for that code."""

    def join(code, who=B, le=now):
        with database.unit_of_work() as uow:
            found = uow.identites.liaison(digest(code), le)
            joined = None if found is None else uow.identites.relier(found.id, *who, le)
            uow.commit()
        return joined

    return join


@pytest.fixture
def accounts(database):
    def accounts(who=A):
        with database.reading() as memory:
            return [(compte.plateforme, compte.personne) for compte in memory.identites.comptes(*who)]

    return accounts


@pytest.fixture
def talk(database, now):
    def talk(who, etat, canal="prive", minutes=0, **where):
        with database.unit_of_work() as uow:
            here = uow.conversations.open(who[0], canal, who[1], now)
            uow.conversations.came_from(here.id, where.get("organisation", ""), {}, prive=where.get("prive", True))
            uow.inbox.record(here.id, f"m{minutes}", 1, "bonjour", None, now + timedelta(minutes=minutes))
            uow.conversations.save(here.id, etat, 1, now + timedelta(minutes=minutes))
            uow.commit()
        return here.id

    return talk


def test_an_account_alone_is_all_of_the_person(accounts):
    assert accounts() == [A]


def test_a_code_joins_the_account_where_it_is_typed(ask, join, accounts):
    assert join(ask()) == CompteRecord(*A)
    assert accounts(A) == [A, B]
    assert accounts(B) == [B, A]


def test_a_code_serves_once(ask, join, accounts):
    code = ask()
    join(code)
    assert join(code, C) is None
    assert accounts() == [A, B]


def test_a_code_expires(ask, join, now):
    code = ask()
    assert join(code, le=now + CODE_LASTS) is None
    assert join(code, le=now + CODE_LASTS - timedelta(seconds=1)) == CompteRecord(*A)


def test_a_newer_code_replaces_the_older_one(ask, join):
    older, newer = ask(), ask()
    assert join(older) is None
    assert join(newer) == CompteRecord(*A)


def test_an_account_is_not_joined_to_itself_and_the_code_still_serves(ask, join):
    code = ask()
    assert join(code, A) is None
    assert join(code, B) == CompteRecord(*A)


def test_two_groups_that_meet_are_one(ask, join, accounts):
    join(ask(A), B)
    join(ask(C), D)
    join(ask(A), C)
    for who in (A, B, C, D):
        assert set(accounts(who)) == {A, B, C, D}
        assert accounts(who)[0] == who


def test_whoever_leaves_leaves_the_others_together_and_the_last_is_alone(database, ask, join, accounts):
    join(ask(A), B)
    join(ask(A), C)
    with database.unit_of_work() as uow:
        assert uow.identites.delier(*B)
        assert not uow.identites.delier(*B)
        uow.commit()
    assert (accounts(A), accounts(B)) == ([A, C], [B])
    with database.unit_of_work() as uow:
        uow.identites.delier(*C)
        uow.commit()
    with database.unit_of_work() as uow:
        assert not uow.identites.delier(*A)


def test_two_who_confirm_one_code_at_once_are_not_both_joined(database, ask, accounts, now):
    code = ask()
    with database.reading() as memory:
        number = memory.identites.liaison(digest(code), now).id
    start = Barrier(2)

    def confirm(who):
        start.wait(10)
        with database.unit_of_work() as uow:
            joined = uow.identites.relier(number, *who, now)
            uow.commit()
        return joined

    with ThreadPoolExecutor(2) as threads:
        assert sorted(map(str, threads.map(confirm, (B, C)))) == sorted([str(CompteRecord(*A)), "None"])
    assert len(accounts()) == 2


def test_the_roles_of_one_account_are_those_of_all(database, ask, join, now):
    join(ask(A), B)
    with database.unit_of_work() as uow:
        uow.roles.donner(*A, Role.ACHETEUR, "root", now)
        assert uow.roles.de(*B) == {Role.ACHETEUR}
        assert uow.roles.de(*C) == set()
        uow.identites.delier(*B)
        assert uow.roles.de(*B) == set()


def test_what_goes_on_elsewhere_is_private_begun_and_the_latest_first(database, ask, join, talk):
    join(ask(A), B)
    join(ask(A), C)
    older, latest = talk(A, {"faits": 1}), talk(C, {"faits": 2}, minutes=5)
    talk(A, {"faits": 3}, canal="general", prive=False, minutes=9)
    talk(A, {}, canal="vide", minutes=9)
    talk(B, {"faits": 4}, minutes=9)
    talk(D, {"faits": 5}, minutes=9)
    with database.reading() as memory:
        assert [(one.id, one.etat) for one in memory.identites.ailleurs(*B)] == [
            (latest, {"faits": 2}),
            (older, {"faits": 1}),
        ]
        assert memory.identites.ailleurs(*D) == []


def test_a_conversation_is_left_once_and_only_by_its_own_person(database, ask, join, talk):
    join(ask(A), B)
    theirs, mine = talk(A, {"faits": 1}), talk(B, {"faits": 2})
    with database.unit_of_work() as uow:
        assert not uow.identites.quitter(theirs, *D)
        assert not uow.identites.quitter(mine, *B)
        assert uow.identites.quitter(theirs, *B)
        assert not uow.identites.quitter(theirs, *B)
        assert uow.conversations.find(A[0], "prive", A[1]).etat == {}


def test_what_vouches_for_the_other_accounts_is_told(database, ask, join, talk, now):
    join(ask(A), B)
    talk(A, {}, organisation="T1")
    talk(B, {}, organisation="ici")
    with database.reading() as memory:
        assert memory.identites.organisations(*B, now) == [("slack", "T1")]
        assert memory.identites.organisations(*C, now) == []


def test_an_account_that_is_no_more_heard_vouches_for_nothing(database, ask, join, talk, now):
    join(ask(A), B)
    talk(A, {}, organisation="T1")
    with database.reading() as memory:
        assert memory.identites.organisations(*B, now + timedelta(days=1)) == []
