from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.exc import StatementError

from storage.comptes.records import CompteRecord
from storage.conversation.records import Choice, ConversationRecord, Document, Entry


def test_a_new_conversation_is_empty(database, now):
    with database.unit_of_work() as uow:
        opened = uow.conversations.open("web", "page", "alice", now)

    assert opened == ConversationRecord(opened.id, {}, 0, "", prive=True, coordonnees={})


def test_a_saved_state_is_found_by_another_program(database, open_database, url, now):
    with database.unit_of_work() as uow:
        opened = uow.conversations.open("web", "page", "alice", now)
        uow.conversations.save(opened.id, {"objet": "nettoyage à l'école", "montant_ht": 85000, "alloti": None}, 3, now)
        uow.commit()

    with open_database(url).unit_of_work() as uow:
        again = uow.conversations.open("web", "page", "alice", now)

    assert again == ConversationRecord(
        opened.id,
        {"objet": "nettoyage à l'école", "montant_ht": 85000, "alloti": None},
        3,
        "",
        prive=True,
        coordonnees={},
    )


def test_each_part_of_the_address_makes_another_conversation(database, now):
    with database.unit_of_work() as uow:
        addresses = [
            ("web", "page", "alice"),
            ("web", "page", "bob"),
            ("web", "autre", "alice"),
            ("slack", "page", "alice"),
        ]
        numbers = {uow.conversations.open(*address, now).id for address in addresses}

    assert len(numbers) == 4


def test_a_conversation_never_opened_is_not_found(database):
    with database.reading() as memory:
        assert memory.conversations.find("web", "page", "alice") is None


def test_nothing_is_kept_without_commit(database, now):
    with database.unit_of_work() as uow:
        uow.conversations.open("web", "page", "alice", now)

    with database.reading() as memory:
        assert memory.conversations.find("web", "page", "alice") is None


def test_an_error_undoes_what_was_written_before_it(database, now):
    def fail() -> None:
        with database.unit_of_work() as uow:
            uow.conversations.open("web", "page", "alice", now)
            raise KeyError("alice")

    with pytest.raises(KeyError):
        fail()

    with database.reading() as memory:
        assert memory.conversations.find("web", "page", "alice") is None


def test_two_threads_that_open_the_same_new_conversation_share_it(database, now):
    start = Barrier(2)

    def open_(personne: str) -> int:
        start.wait(10)
        with database.unit_of_work() as uow:
            number = uow.conversations.open("web", "page", personne, now).id
            uow.commit()
        return number

    with ThreadPoolExecutor(2) as threads:
        for personne in ("alice", "bob", "chloé", "dora", "elsa"):
            first, second = threads.map(open_, [personne] * 2)
            assert first == second


def test_four_threads_that_read_then_update_one_conversation_lose_nothing(database, now):
    def count_fifty_times(_thread: int) -> None:
        for _ in range(50):
            with database.unit_of_work() as uow:
                here = uow.conversations.open("web", "page", "alice", now)
                uow.conversations.save(here.id, {"compte": here.etat.get("compte", 0) + 1}, here.rang + 1, now)
                uow.commit()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(count_fifty_times, range(4)))

    with database.reading() as memory:
        found = memory.conversations.find("web", "page", "alice")
    assert (found.etat, found.rang) == ({"compte": 200}, 200)


def test_the_transcript_has_both_sides_in_order(database, conversation, now):
    number = conversation()
    choices = (Choice("Travaux", "travaux"), Choice("Services", "services"))
    document = Document("diagnostic", "1", "diagnostic.docx")
    with database.unit_of_work() as uow:
        uow.inbox.record(number, "m1", 1, "bonjour", None, now)
        uow.outbox.add(number, "r1", 2, "Quelle nature ?", choices, multiple=True, document=None, now=now)
        uow.inbox.record(number, "m2", 3, "", "travaux", now + timedelta(minutes=1))
        uow.outbox.add(number, "r2", 4, "Voici.", (), multiple=False, document=document, now=now + timedelta(minutes=1))
        uow.commit()

    with database.reading() as memory:
        said = memory.transcript.since(number, 0)
        last = memory.transcript.since(number, 2)
        first = memory.transcript.since(number, 0, limit=2)

    assert said == [
        Entry(1, "personne", "bonjour", None, multiple=False, document=None, le=now),
        Entry(2, "assistant", "Quelle nature ?", choices, multiple=True, document=None, le=now),
        Entry(3, "personne", "", "travaux", multiple=False, document=None, le=now + timedelta(minutes=1)),
        Entry(4, "assistant", "Voici.", (), multiple=False, document=document, le=now + timedelta(minutes=1)),
    ]
    assert last == said[2:]
    assert first == said[:2]


def test_a_transcript_is_of_one_conversation(database, conversation, now):
    alice, bob = conversation("alice"), conversation("bob")
    with database.unit_of_work() as uow:
        uow.inbox.record(alice, "m1", 1, "bonjour", None, now)
        uow.commit()

    with database.reading() as memory:
        assert memory.transcript.since(bob, 0) == []


def test_a_time_written_in_paris_is_read_in_utc(database, conversation):
    number = conversation()
    with database.unit_of_work() as uow:
        uow.inbox.record(
            number, "m1", 1, "bonjour", None, datetime(2026, 7, 14, 10, 0, tzinfo=ZoneInfo("Europe/Paris"))
        )
        uow.commit()

    with database.reading() as memory:
        [entry] = memory.transcript.since(number, 0)
    assert (entry.le, entry.le.tzinfo) == (datetime(2026, 7, 14, 8, 0, tzinfo=UTC), UTC)


def test_a_time_without_zone_is_refused(database):
    with pytest.raises(StatementError, match="naive datetime"), database.unit_of_work() as uow:
        uow.conversations.open("web", "page", "alice", datetime(2026, 3, 2, 9, 0))  # noqa: DTZ001


def test_who_vouches_and_how_to_write_there_again_are_kept(database, conversation, now):
    number = conversation()
    with database.unit_of_work() as uow:
        uow.conversations.came_from(number, "T1", {"fil": "1", "é": None}, prive=False)
        uow.commit()
    with database.reading() as memory:
        found = memory.conversations.find("web", "page", "alice")
    assert (found.organisation, found.prive, found.coordonnees) == ("T1", False, {"fil": "1", "é": None})


def test_a_person_is_written_to_where_they_last_talked_in_private(database, now):
    with database.unit_of_work() as uow:
        for minutes, (canal, prive) in enumerate([("ancien", True), ("recent", True), ("general", False)]):
            here = uow.conversations.open("slack", canal, "alice", now)
            uow.conversations.came_from(here.id, "", {}, prive=prive)
            uow.conversations.save(here.id, {}, 1, now + timedelta(minutes=minutes))
        uow.commit()
    with database.reading() as memory:
        number, canal = memory.conversations.private_with("slack", "alice")
        assert canal == "recent"
        assert memory.conversations.find("slack", "recent", "alice").id == number
        assert memory.conversations.private_with("slack", "bob") is None
        assert memory.conversations.private_with("web", "alice") is None


def test_a_conversation_is_its_author_s(database, conversation):
    with database.reading() as memory:
        assert memory.conversations.author(conversation("bob")) == CompteRecord("web", "bob")
