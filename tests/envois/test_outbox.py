from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from storage.conversation.records import Choice, Document
from storage.envois.records import OutboxRecord

LEASE = timedelta(seconds=30)


@pytest.fixture
def add(database, now):
    """Enqueue messages in a conversation, named by their ranks."""

    def add(conversation_id, *ranks, a_envoyer_le=None):
        with database.unit_of_work() as uow:
            for rang in ranks:
                cle = f"{conversation_id}/{rang}"
                assert uow.outbox.add(
                    conversation_id,
                    cle,
                    rang,
                    "Bonjour !",
                    (),
                    multiple=False,
                    document=None,
                    now=now,
                    a_envoyer_le=a_envoyer_le,
                )
            uow.commit()

    return add


@pytest.fixture
def claim(database):
    def claim(now, limit=100, conversation_id=None):
        with database.unit_of_work() as uow:
            claimed = uow.outbox.claim(now, LEASE, limit, conversation_id)
            uow.commit()
        return claimed

    return claim


@pytest.fixture
def settle(database):
    """Call a method of the outbox in its own transaction."""

    def settle(method, *arguments):
        with database.unit_of_work() as uow:
            getattr(uow.outbox, method)(*arguments)
            uow.commit()

    return settle


@pytest.mark.parametrize("value", ["x" * 65, "é" * 33])
def test_a_choice_that_the_narrowest_platform_would_refuse_is_refused_at_once(value):
    assert Choice("libellé", value[:32]).value
    with pytest.raises(ValueError, match="over 64 bytes"):
        Choice("libellé", value)


def test_a_claimed_message_has_all_that_its_sender_needs(database, conversation, claim, now):
    number = conversation()
    choices = (Choice("Décrire un achat", "decrire"),)
    document = Document("diagnostic", "12", "diagnostic.docx")
    with database.unit_of_work() as uow:
        uow.conversations.came_from(number, "T1", {"fil": "1"}, prive=True)
        uow.outbox.add(number, "web/1/0", 2, "Bonjour !", choices, multiple=True, document=document, now=now)
        uow.commit()

    [claimed] = claim(now)

    assert claimed == OutboxRecord(
        claimed.id,
        number,
        "web",
        "page",
        "alice",
        "web/1/0",
        2,
        "Bonjour !",
        choices,
        multiple=True,
        document=document,
        tentatives=1,
        coordonnees={"fil": "1"},
    )


def test_a_key_is_enqueued_once(database, conversation, now):
    number = conversation()
    with database.unit_of_work() as uow:
        assert uow.outbox.add(number, "rappel/8", 1, "Échéance", (), multiple=False, document=None, now=now)
        assert not uow.outbox.add(number, "rappel/8", 2, "Échéance", (), multiple=False, document=None, now=now)
        assert uow.outbox.add(number, "rappel/9", 2, "Échéance", (), multiple=False, document=None, now=now)


def test_a_message_is_not_sent_before_its_time(conversation, add, claim, now):
    add(conversation(), 1, a_envoyer_le=now + timedelta(hours=1))

    assert claim(now) == []
    assert len(claim(now + timedelta(hours=1))) == 1


def test_messages_of_a_conversation_go_out_one_by_one_in_order(conversation, add, claim, settle, now):
    add(conversation(), 1, 2, 3)

    sent = []
    while claimed := claim(now):
        [message] = claimed
        assert claim(now) == []
        settle("sent", message.id, now)
        sent.append(message.rang)

    assert sent == [1, 2, 3]


def test_a_message_that_waits_for_its_retry_holds_back_its_conversation_only(conversation, add, claim, settle, now):
    alice, bob = conversation("alice"), conversation("bob")
    add(alice, 1, 2)
    [first] = claim(now)
    settle("retry", first.id, now + timedelta(minutes=5), "trop de messages")
    add(bob, 1)

    assert [message.conversation_id for message in claim(now)] == [bob]
    assert [(m.conversation_id, m.rang, m.tentatives) for m in claim(now + timedelta(minutes=5))] == [
        (bob, 1, 2),  # its own lease has run out
        (alice, 1, 2),
    ]


def test_a_later_message_does_not_overtake_one_planned_for_later(conversation, add, claim, now):
    number = conversation()
    add(number, 1, a_envoyer_le=now + timedelta(hours=1))
    add(number, 2)

    assert claim(now) == []


def test_an_abandoned_message_lets_the_next_one_pass(conversation, add, claim, settle, now):
    add(conversation(), 1, 2)
    [first] = claim(now)
    settle("abandon", first.id, "canal supprimé")

    assert [message.rang for message in claim(now)] == [2]


def test_a_sender_that_died_loses_its_message_when_the_lease_runs_out(conversation, add, claim, now):
    add(conversation(), 1)
    [first] = claim(now)

    assert claim(now + LEASE - timedelta(seconds=1)) == []
    [again] = claim(now + LEASE)
    assert (again.id, again.tentatives) == (first.id, 2)


def test_a_sender_that_died_before_its_commit_took_nothing(database, conversation, add, claim, now):
    add(conversation(), 1)
    with database.unit_of_work() as uow:
        assert len(uow.outbox.claim(now, LEASE, 100)) == 1

    [message] = claim(now)
    assert message.tentatives == 1


@pytest.mark.parametrize("late", [("retry", "later"), ("abandon",)])
def test_a_late_failure_does_not_unsend_what_another_sender_sent(conversation, add, claim, settle, late, now):
    add(conversation(), 1)
    [slow] = claim(now)
    [quick] = claim(now + LEASE)
    settle("sent", quick.id, now + LEASE)

    method, *_ = late
    settle(method, slow.id, *([now + LEASE] if method == "retry" else []), "délai dépassé")

    assert claim(now + timedelta(days=1)) == []


def test_claim_takes_no_more_than_its_limit_and_the_longest_due_first(conversation, add, claim, now):
    numbers = [conversation(name) for name in ("alice", "bob", "chloé")]
    for minutes, number in enumerate(reversed(numbers)):
        add(number, 1, a_envoyer_le=now + timedelta(minutes=minutes))

    later = now + timedelta(hours=1)
    assert [message.personne for message in claim(later, limit=2)] == ["chloé", "bob"]


def test_claim_may_be_of_one_conversation(conversation, add, claim, now):
    alice, bob = conversation("alice"), conversation("bob")
    add(alice, 1)
    add(bob, 1)

    assert [message.personne for message in claim(now, conversation_id=bob)] == ["bob"]


def test_counts_tell_where_the_messages_stand(database, conversation, add, claim, settle, now):
    add(conversation("alice"), 1, 2)
    [message] = claim(now)
    settle("sent", message.id, now)

    with database.reading() as memory:
        assert memory.outbox.counts() == {"a_envoyer": 1, "en_cours": 0, "envoye": 1, "abandonne": 0}


def test_threads_that_claim_together_never_get_the_same_message(conversation, add, claim, settle, now):
    for person in range(20):
        add(conversation(f"personne {person}"), 1, 2)
    start = Barrier(4)

    def send_all(_thread: int) -> list[str]:
        start.wait(10)
        sent = []
        while claimed := claim(now, limit=3):
            for message in claimed:
                sent.append(message.cle)
                settle("sent", message.id, now)
        return sent

    with ThreadPoolExecutor(4) as threads:
        sent = [cle for of_thread in threads.map(send_all, range(4)) for cle in of_thread]

    # A thread may stop while another still holds the head of a conversation; nothing is taken twice for all that.
    sent += send_the_rest(claim, settle, now)
    assert len(sent) == 40
    assert len(set(sent)) == 40


def send_the_rest(claim, settle, now):
    sent = []
    while claimed := claim(now):
        for message in claimed:
            sent.append(message.cle)
            settle("sent", message.id, now)
    return sent


@pytest.mark.parametrize("new_url", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True)
def test_on_postgresql_a_claim_does_not_wait_for_another(database, conversation, add, now):
    add(conversation("alice"), 1)
    add(conversation("bob"), 1)

    with database.unit_of_work() as first, database.unit_of_work() as second:
        assert [message.personne for message in first.outbox.claim(now, LEASE, 1)] == ["alice"]
        assert [message.personne for message in second.outbox.claim(now, LEASE, 2)] == ["bob"]


def test_a_sender_is_given_only_what_goes_to_its_platforms(database, conversation, add, now):
    number = conversation()
    add(number, 1)
    with database.unit_of_work() as uow:
        assert uow.outbox.claim(now, LEASE, 10, plateformes=("telegram",)) == []
        assert uow.outbox.claim(now, LEASE, 10, plateformes=()) == []
        [claimed] = uow.outbox.claim(now, LEASE, 10, plateformes=("telegram", "web", "slack", "terminal"))
    assert claimed.conversation_id == number


def test_what_waits_on_a_platform_is_listed_without_being_taken(database, conversation, add, claim, now):
    alice, bob = conversation("alice"), conversation("bob")
    add(alice, 1, 2)
    add(bob, 1, a_envoyer_le=now + timedelta(hours=1))
    with database.reading() as memory:
        for _ in range(2):
            assert memory.outbox.waiting(now, 10, "web") == [alice]
        assert memory.outbox.waiting(now, 10, "slack") == []
        assert memory.outbox.waiting(now + timedelta(hours=1), 10, "web") == [alice, bob]
        assert memory.outbox.waiting(now + timedelta(hours=1), 1, "web") == [alice]
    claim(now, conversation_id=alice)
    with database.reading() as memory:
        assert memory.outbox.waiting(now, 10, "web") == [], "a sender has it"
        assert memory.outbox.waiting(now + LEASE, 10, "web") == [alice]


def test_the_choices_of_a_sent_message_are_found_by_the_name_that_the_platform_gave_it(database, conversation, now):
    number = conversation()
    choices = (Choice("Travaux", "travaux"), Choice("Services", "services"))
    with database.unit_of_work() as uow:
        uow.outbox.add(number, "k", 1, "Nature ?", choices, multiple=False, document=None, now=now)
        [message] = uow.outbox.claim(now, LEASE, 1)
        uow.outbox.sent(message.id, now, "ts-1")
        uow.commit()
    with database.reading() as memory:
        assert memory.outbox.choices_of("web", "page", "ts-1") == choices
        for elsewhere in (("web", "autre", "ts-1"), ("slack", "page", "ts-1"), ("web", "page", "ts-2")):
            assert memory.outbox.choices_of(*elsewhere) == ()
