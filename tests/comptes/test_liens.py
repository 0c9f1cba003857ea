"""Addresses of the page given to one person: known by their digest alone, and for a while."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from storage.comptes.records import LienRecord
from storage.comptes.tables import Lien

HOUR = timedelta(hours=1)


@pytest.fixture
def creer(do, now):
    def creer(genre="registre", personne="U1"):
        return do(lambda uow: uow.liens.creer(genre, "slack", personne, now, HOUR))

    return creer


def test_a_key_opens_what_it_was_given_for_to_whom_it_was_given_until_it_expires(do, creer, now):
    cle = creer()
    lu = LienRecord("registre", "slack", "U1", now + HOUR)
    assert do(lambda uow: uow.liens.ouvrir(cle, "registre", now)) == lu
    assert do(lambda uow: uow.liens.ouvrir(cle, "registre", now + HOUR)) is None
    assert do(lambda uow: uow.liens.ouvrir(cle, "agenda", now)) is None
    assert do(lambda uow: uow.liens.ouvrir(cle + "x", "registre", now)) is None


def test_the_database_does_not_hold_the_key(creer, database):
    cle = creer()
    with database.reading() as memory:
        [row] = memory._connection.execute(select(Lien.__table__))
    assert cle not in map(str, row)
    assert creer() != cle


def test_taken_back_the_keys_of_that_kind_open_nothing(do, creer, now):
    cles = [creer(), creer(), creer("agenda"), creer(personne="U2")]
    assert do(lambda uow: uow.liens.retirer("registre", "slack", "U1")) == 2
    opened = [
        do(lambda uow, cle=cle, genre=genre: uow.liens.ouvrir(cle, genre, now))
        for cle, genre in zip(cles, ("registre", "registre", "agenda", "registre"), strict=True)
    ]
    assert [lien is not None for lien in opened] == [False, False, True, True]


def test_what_expired_is_forgotten(do, creer, now):
    creer()
    assert do(lambda uow: uow.liens.oublier(now)) == 0
    assert do(lambda uow: uow.liens.oublier(now + HOUR)) == 1
