from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from storage.comptes.records import CODE_LENGTH, CODE_LETTERS, EssaiRecord, Role, RoleRecord
from storage.comptes.tables import CodeDeRole, EssaiDeCode, RoleDonne

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def code(database, now):
    def code(role=Role.EQUIPE, valable=DAY):
        with database.unit_of_work() as uow:
            made = uow.roles.creer_code(role, "root", now, valable)
            uow.commit()
        return made

    return code


@pytest.fixture
def use(database, now):
    def use(code, personne="alice", le=now):
        with database.unit_of_work() as uow:
            essai = uow.roles.utiliser_code(code, "web", personne, le)
            uow.commit()
        return essai

    return use


@pytest.fixture
def roles(database):
    def roles(personne="alice"):
        with database.reading() as memory:
            return memory.roles.de("web", personne)

    return roles


def test_a_role_is_given_once_listed_and_taken_back_once(database, roles, now):
    with database.unit_of_work() as uow:
        assert uow.roles.donner("web", "alice", Role.EQUIPE, "root", now)
        assert not uow.roles.donner("web", "alice", Role.EQUIPE, "bob", now + DAY)
        assert uow.roles.donner("web", "alice", Role.EXPERT, "root", now)
        uow.commit()
    assert roles() == {"equipe", "expert"}
    assert roles("bob") == set()
    with database.unit_of_work() as uow:
        assert uow.roles.tous() == [
            RoleRecord("web", "alice", Role.EQUIPE, now, "root"),
            RoleRecord("web", "alice", Role.EXPERT, now, "root"),
        ]
        assert uow.roles.retirer("web", "alice", Role.EQUIPE)
        assert not uow.roles.retirer("web", "alice", Role.EQUIPE)
        uow.commit()
    assert roles() == {"expert"}


def test_the_database_itself_refuses_a_role_twice(database, now):
    values = {"plateforme": "web", "personne": "alice", "role": Role.EQUIPE, "donne_le": now, "donne_par": "root"}
    with database.unit_of_work() as uow:
        uow._connection.execute(RoleDonne.__table__.insert().values(values))
        with pytest.raises(IntegrityError):
            uow._connection.execute(RoleDonne.__table__.insert().values(values))


def test_a_role_of_one_platform_is_none_of_another(database, now):
    with database.unit_of_work() as uow:
        uow.roles.donner("web", "alice", Role.EQUIPE, "root", now)
        assert uow.roles.de("slack", "alice") == set()


def test_a_code_gives_its_role_to_the_first_who_types_it_only(code, use, roles):
    made = code()
    assert use(made) == EssaiRecord(Role.EQUIPE, deja=False, restants=5)
    assert use(made, "bob") == EssaiRecord(None, deja=False, restants=4)
    assert (roles(), roles("bob")) == ({"equipe"}, set())


def test_whoever_types_their_own_code_again_loses_nothing(code, use, roles):
    made = code()
    use(made)
    assert use(made) == EssaiRecord(Role.EQUIPE, deja=True, restants=5)
    assert roles() == {"equipe"}


def test_a_code_whose_role_was_taken_back_gives_it_no_more(database, code, use, roles):
    made = code()
    use(made)
    with database.unit_of_work() as uow:
        uow.roles.retirer("web", "alice", Role.EQUIPE)
        uow.commit()
    assert use(made).role is None
    assert roles() == set()


def test_an_expired_code_gives_nothing(code, use, now):
    made = code(valable=HOUR)
    assert use(made, le=now + HOUR).role is None
    assert use(made, le=now + HOUR - timedelta(seconds=1)).role is Role.EQUIPE


def test_two_who_type_one_code_at_once_do_not_both_get_the_role(code, use, roles):
    made = code()
    start = Barrier(2)

    def type_(personne):
        start.wait(10)
        return use(made, personne).role

    with ThreadPoolExecutor(2) as threads:
        assert sorted(map(str, threads.map(type_, ("alice", "bob")))) == ["None", "equipe"]
    assert len(roles() | roles("bob")) == 1


def test_after_five_wrong_codes_within_an_hour_none_is_looked_at_even_a_right_one(code, use, roles, now):
    made = code()
    assert [use("BBBBBBBB").restants for _ in range(5)] == [4, 3, 2, 1, 0]
    assert use(made) == EssaiRecord(None, deja=False, restants=0)
    assert use(made, le=now + HOUR - timedelta(seconds=1)).role is None
    assert roles() == set()
    assert use(made, "bob").role is Role.EQUIPE, "another person is not held back"
    other = code()
    assert use(other, le=now + HOUR).role is Role.EQUIPE


def test_a_code_is_kept_nowhere_in_clear(database, code):
    made = code()
    assert len(made) == CODE_LENGTH
    assert set(made) <= set(CODE_LETTERS)
    with database.reading() as memory:
        [row] = memory._connection.execute(select(*CodeDeRole.__table__.columns)).all()
    assert made not in str(row)
    assert made.lower() not in str(row).lower()


def test_no_two_codes_are_the_same_and_none_is_a_number(code):
    made = {code() for _ in range(20)}
    assert len(made) == 20
    assert not any(one.isdecimal() for one in made)


def test_codes_go_when_they_have_expired_for_long_and_roles_stay(database, code, use, roles, now):
    use(code())
    use("BBBBBBBB", "bob")
    with database.unit_of_work() as uow:
        assert uow.retention.purge(now)["codes_de_role"] == 0
        assert uow.retention.purge(now + 2 * DAY)["codes_de_role"] == 1
        assert uow._connection.execute(select(EssaiDeCode.id)).all() == []
        uow.commit()
    assert roles() == {"equipe"}
