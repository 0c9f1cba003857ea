"""Sending by threads: what is slow, hangs or fails holds back nothing else; order, a second asking, and the end."""

from __future__ import annotations

import threading
import time

import pytest

from bot import wiring
from bot.access import Access
from bot.envois.adapters import DeliveryError
from bot.envois.composer import enqueue
from bot.envois.delivery import Delivery
from bot.envois.senders import Sending
from handlers.conversation.vocabulary import Address, Incoming, Message
from storage.errors import DatabaseUnavailableError

SOON = 10


class Door:
    """A platform whose door is shut to some conversations until it is opened."""

    limite = None

    def __init__(self, plateforme, shut=()):
        self.plateforme = plateforme
        self.shut = shut
        self.opened = threading.Event()
        self.entered = threading.Semaphore(0)
        self.sent = []

    def send(self, outgoing):
        if outgoing.address.personne in self.shut:
            self.entered.release()
            self.opened.wait(SOON)
        self.sent.append((outgoing.address.personne, outgoing.message.texte))
        return f"ref-{outgoing.cle}"


def until(condition):
    deadline = time.monotonic() + SOON
    while not condition():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.01)


@pytest.fixture
def sending(database, clock):
    """Sendings over the database; they are closed at the end."""
    made = []

    def sending(*adapters, threads=2):
        one = Sending(Delivery(database, adapters, clock), [adapter.plateforme for adapter in adapters], threads)
        made.append((one, adapters))
        return one

    yield sending
    for one, adapters in made:
        for adapter in adapters:
            adapter.opened.set()
        one.close()


@pytest.fixture
def write(database, clock):
    """Put messages for somebody in the outbox; returns their conversation."""

    def write(plateforme, personne, *textes):
        with database.unit_of_work() as uow:
            here = uow.conversations.open(plateforme, "canal", personne, clock())
            key = f"{here.id}/{here.rang}"
            assert enqueue(uow, here.id, key, here.rang + 1, [*map(Message, textes)], clock())
            uow.conversations.save(here.id, {}, here.rang + len(textes), clock())
            uow.commit()
        return here.id

    return write


def test_a_slow_conversation_holds_back_no_other(sending, write):
    door = Door("slack", shut=("lente",))
    one = sending(door)
    one.soon("slack", write("slack", "lente", "a"))
    assert door.entered.acquire(timeout=SOON)
    for name in ("bob", "carole"):
        one.soon("slack", write("slack", name, "b"))
    until(lambda: len(door.sent) == 2)
    door.opened.set()
    until(lambda: len(door.sent) == 3)


def test_a_platform_that_hangs_holds_back_no_other(sending, write):
    hung, other = Door("slack", shut=("a", "b", "c")), Door("telegram")
    one = sending(hung, other)
    for name in hung.shut:
        one.soon("slack", write("slack", name, "x"))
    write("telegram", "bob", "y")
    assert one.send_due() >= 1
    until(lambda: other.sent == [("bob", "y")])
    assert hung.sent == []


def test_the_messages_of_a_conversation_leave_in_order_by_one_thread(sending, write):
    door = Door("slack")
    one = sending(door, threads=4)
    number = write("slack", "alice", *map(str, range(10)))
    for _ in range(20):
        one.soon("slack", number)
    until(lambda: len(door.sent) == 10)
    assert [texte for _, texte in door.sent] == [*map(str, range(10))]


def test_what_is_written_while_a_message_is_being_sent_is_sent_too(sending, write):
    door = Door("slack", shut=("alice",))
    one = sending(door)
    number = write("slack", "alice", "a")
    one.soon("slack", number)
    assert door.entered.acquire(timeout=SOON)
    write("slack", "alice", "b")
    one.soon("slack", number)
    door.opened.set()
    until(lambda: door.sent == [("alice", "a"), ("alice", "b")])


def test_a_database_that_is_away_is_tried_again_at_the_next_sweep(caplog):
    class Away:
        tries = 0

        def send_next(self, conversation):
            self.tries += 1
            if self.tries == 1:
                raise DatabaseUnavailableError("x.db: away")

        def waiting(self, plateforme):
            return [7]

    away = Away()
    one = Sending(away, ["slack"])
    one.soon("slack", 7)
    until(lambda: "waits for the next sweep" in caplog.text)
    until(lambda: one.send_due() and away.tries == 2)
    one.close()


def test_after_the_end_nothing_is_begun_and_what_is_under_way_is_finished(sending, write, database, clock):
    door = Door("slack", shut=("alice",))
    one = sending(door, threads=1)
    one.soon("slack", write("slack", "alice", "a"))
    assert door.entered.acquire(timeout=SOON)
    one.soon("slack", write("slack", "bob", "b"))
    closing = threading.Thread(target=one.close)
    closing.start()
    door.opened.set()
    closing.join(SOON)
    one.soon("slack", write("slack", "carole", "c"))
    assert door.sent == [("alice", "a")]
    with database.reading() as memory:
        assert len(memory.outbox.waiting(clock(), 10, "slack")) == 2


def test_the_engine_answers_without_waiting_for_the_platform(knowledge, database, clock):
    door = Door("slack", shut=("alice",))
    bot = wiring.build_bot(knowledge, database, [door], Access(), clock, threaded=True)
    bot.engine.receive(Incoming(Address("slack", "canal", "alice"), "1", "fiche 8"))
    assert door.sent == []
    door.opened.set()
    until(lambda: door.sent)
    bot.sending.close()


# --- delivery -----------------------------------------------------------------------------------------------------------


def test_a_message_that_no_try_can_send_is_given_up_at_once_and_lets_the_next_pass(database, clock, write):
    class Refusing(Door):
        def send(self, outgoing):
            if outgoing.message.texte == "a":
                raise DeliveryError("no such channel", permanent=True, cause="introuvable")
            return super().send(outgoing)

    door = Refusing("slack")
    write("slack", "alice", "a", "b")
    assert Delivery(database, [door], clock).send_due() == 1
    assert door.sent == [("alice", "b")]
    with database.reading() as memory:
        assert memory.outbox.counts() == {"a_envoyer": 0, "en_cours": 0, "envoye": 1, "abandonne": 1}
        reasons = memory._connection.exec_driver_sql("SELECT erreur FROM outbox ORDER BY id").scalars().all()
    assert reasons == ["introuvable: no such channel", None]


def test_the_name_that_the_platform_gives_a_message_is_kept(database, clock, write):
    number = write("slack", "alice", "a")
    Delivery(database, [Door("slack")], clock).send_due()
    with database.reading() as memory:
        kept = memory._connection.exec_driver_sql("SELECT reference FROM outbox").scalar()
    assert kept == f"ref-{number}/0:0"


def test_a_key_used_before_adds_nothing_even_when_it_is_worded_longer_today(database, clock, write):
    number = write("slack", "alice", "a")
    with database.unit_of_work() as uow:
        assert not enqueue(uow, number, f"{number}/0", 2, [Message("a"), Message("b")], clock())
        uow.commit()
    assert write("slack", "alice", "c") == number
