from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError


def test_a_message_delivered_twice_is_recorded_once(database, conversation, now):
    number = conversation()
    with database.unit_of_work() as uow:
        assert uow.inbox.record(number, "m1", 1, "bonjour", None, now) is not None
        uow.commit()

    with database.unit_of_work() as uow:
        assert uow.inbox.record(number, "m1", 2, "bonjour", None, now) is None


def test_a_duplicate_does_not_spoil_the_transaction(database, conversation, now):
    number = conversation()
    with database.unit_of_work() as uow:
        uow.inbox.record(number, "m1", 1, "bonjour", None, now)
        uow.inbox.record(number, "m1", 2, "bonjour", None, now)
        uow.inbox.record(number, "m2", 2, "merci", None, now)
        uow.commit()

    with database.reading() as memory:
        assert [entry.texte for entry in memory.transcript.since(number, 0)] == ["bonjour", "merci"]


def test_two_conversations_may_use_the_same_message_id(database, conversation, now):
    alice, bob = conversation("alice"), conversation("bob")
    with database.unit_of_work() as uow:
        assert uow.inbox.record(alice, "1", 1, "bonjour", None, now) is not None
        assert uow.inbox.record(bob, "1", 1, "bonjour", None, now) is not None


def test_a_rank_taken_twice_is_an_error_and_not_a_duplicate(database, conversation, now):
    number = conversation()
    with database.unit_of_work() as uow:
        uow.inbox.record(number, "m1", 1, "bonjour", None, now)
        with pytest.raises(IntegrityError) as raised:
            uow.inbox.record(number, "m2", 1, "mon secret", None, now)

    assert "secret" not in str(raised.value)
