"""How fast platforms are written to, on a time that the test moves: nothing sleeps here but the last test."""

from __future__ import annotations

import heapq
import itertools
import threading
import time
from concurrent.futures import Executor, Future
from datetime import UTC, datetime, timedelta

import pytest

from bot.envois.adapters import DeliveryError
from bot.envois.composer import enqueue
from bot.envois.delivery import Delivery
from bot.envois.rates import LIMITS, Limits, Rate, Rates
from bot.envois.senders import Alarm, Sending
from handlers.conversation.vocabulary import Message

START = datetime(2026, 11, 25, 9, tzinfo=UTC)
GROUP = "-100200300"


class Simulated:
    """Time, and what was put off: `run` does it all, each at its moment."""

    def __init__(self):
        self.seconds = 0.0
        self._calls = []
        self._order = itertools.count()

    def now(self):
        return self.seconds

    def clock(self):
        return START + timedelta(seconds=self.seconds)

    def call(self, seconds, work):
        heapq.heappush(self._calls, (self.seconds + seconds, next(self._order), work))

    def close(self):
        self._calls = []

    def run(self):
        for _ in range(200_000):
            if not self._calls:
                return
            at, _, work = heapq.heappop(self._calls)
            self.seconds = max(self.seconds, at)
            work()
        raise AssertionError("it never ends")


class AtOnce(Executor):
    """What is submitted is done on the spot."""

    def __init__(self, threads, name):
        pass

    def submit(self, work, /, *args):
        work(*args)
        return Future()


class Door:
    """Notes when each message left, and where to; `asks` is the wait that it asks for once, by place."""

    limite = None

    def __init__(self, plateforme, now):
        self.plateforme = plateforme
        self._now = now
        self.sent = []
        self.refused = []
        self.asks = {}

    def send(self, outgoing):
        address = outgoing.address
        if wait := self.asks.pop(address.canal, None):
            self.refused.append((self._now(), address.canal))
            raise DeliveryError("slow down", wait, cause="ralenti")
        self.sent.append((self._now(), address.canal, outgoing.message.texte))

    def times(self, canal=None):
        return [at for at, where, _ in self.sent if canal in (None, where)]


@pytest.fixture
def simulated():
    return Simulated()


@pytest.fixture
def begin(database, simulated):
    """A sending on simulated time, and its door."""

    def begin(plateforme, limits=LIMITS):
        door = Door(plateforme, simulated.now)
        delivery = Delivery(database, [door], simulated.clock)
        rates = Rates(limits, simulated.now)
        return Sending(delivery, [plateforme], rates=rates, later=simulated, pool=AtOnce), door

    return begin


@pytest.fixture
def write(database, simulated):
    def write(plateforme, canal, personne, *textes):
        with database.unit_of_work() as uow:
            here = uow.conversations.open(plateforme, canal, personne, simulated.clock())
            assert enqueue(
                uow, here.id, f"{here.id}/{here.rang}", here.rang + 1, [*map(Message, textes)], simulated.clock()
            )
            uow.conversations.save(here.id, {}, here.rang + len(textes), simulated.clock())
            uow.commit()
        return here.id

    return write


def most_within(times, seconds):
    """The most of them that any span of so many seconds holds."""
    return max(sum(start <= at < start + seconds for at in times) for start in times)


def test_two_hundred_messages_pushed_to_telegram_respect_its_rates(begin, write, simulated):
    sending, door = begin("telegram")
    for person in range(100):
        write("telegram", str(person), str(person), "rappel")
    for person in range(8):
        write("telegram", str(1000 + person), str(person), *(f"{number}" for number in range(10)))
    for person in range(20):
        write("telegram", f"{GROUP}:7", f"g{person}", "rappel")
    assert sending.send_due() == 128
    simulated.run()
    assert len(door.sent) == 200
    assert most_within(door.times(), 1) <= 30
    assert most_within(door.times(f"{GROUP}:7"), 60) <= 20
    for person in range(8):
        mine = [(at, texte) for at, canal, texte in door.sent if canal == str(1000 + person)]
        assert [texte for _, texte in mine] == [str(number) for number in range(10)]
        assert most_within([at for at, _ in mine], 10) <= 13
    # All but the group is done about as soon as thirty a second allow.
    assert max(at for at, canal, _ in door.sent if not canal.startswith("-")) < 15


def test_a_conversation_that_must_wait_holds_back_no_other(begin, write, simulated):
    sending, door = begin("telegram")
    sending.soon("telegram", write("telegram", "1", "bavarde", *map(str, range(30))))
    sending.soon("telegram", write("telegram", "2", "alice", "réponse"))
    assert door.times("2") == [0.0]
    assert len(door.times("1")) == 3
    simulated.run()
    assert len(door.times("1")) == 30
    assert door.times("1")[-1] == pytest.approx(27)


@pytest.mark.parametrize(("plateforme", "canal"), [("telegram", "1"), ("slack", "D1"), ("teams", "a:1"), ("matrix", "!a:b"), ("web", "w")])  # fmt: skip
def test_an_answer_of_three_messages_leaves_at_once(begin, write, simulated, plateforme, canal):
    sending, door = begin(plateforme)
    for _ in range(2):
        sending.soon(plateforme, write(plateforme, canal, "alice", "a", "b", "c"))
        simulated.run()
        simulated.seconds = 10.0
    assert door.times() == [0.0] * 3 + [10.0] * 3


def test_threads_and_topics_of_a_place_share_its_rate(begin, write, simulated):
    sending, door = begin("slack")
    for thread in range(3):
        for _ in range(2):
            sending.soon("slack", write("slack", f"C1:{thread}", "alice", *"abcd"))
    simulated.run()
    assert len(door.sent) == 24
    # The place of a conversation is known from its first message on: three may leave above the burst.
    assert most_within(door.times(), 10) <= 5 + 3 + 10


def test_where_slack_asks_to_wait_all_of_the_channel_waits_and_nothing_else(begin, write, simulated):
    sending, door = begin("slack")
    alice, bob = write("slack", "C1:1", "alice", "a"), write("slack", "C1:2", "bob", "b")
    other = write("slack", "C2", "carole", "c")
    for conversation in (alice, bob, other):
        sending.soon("slack", conversation)
    door.asks["C1:1"] = 30.0
    sending.soon("slack", write("slack", "C1:1", "alice", "d"))
    sending.soon("slack", write("slack", "C1:2", "bob", "e"))
    sending.soon("slack", write("slack", "C2", "carole", "f"))
    assert [texte for _, _, texte in door.sent] == ["a", "b", "c", "f"]
    simulated.run()
    assert [(at, texte) for at, _, texte in door.sent[4:]] == [(30.0, "e")]
    sending.send_due()
    simulated.run()
    assert [texte for _, _, texte in door.sent[5:]] == ["d"]


def test_where_a_matrix_server_asks_to_wait_the_whole_account_waits(begin, write, simulated):
    sending, door = begin("matrix")
    sending.soon("matrix", write("matrix", "!un:x", "alice", "a"))
    door.asks["!un:x"] = 12.0
    sending.soon("matrix", write("matrix", "!un:x", "alice", "b"))
    sending.soon("matrix", write("matrix", "!deux:x", "bob", "c"))
    simulated.run()
    assert [(at, texte) for at, _, texte in door.sent] == [(0.0, "a"), (12.0, "c")]


def test_what_was_taken_and_did_not_leave_is_given_back(begin, write, simulated):
    sending, door = begin("telegram")
    number = write("telegram", "1", "alice", "a")
    for _ in range(20):
        sending.soon("telegram", number)  # nothing is due after the first
    sending.soon("telegram", write("telegram", "1", "alice", "b", "c"))
    assert door.times() == [0.0] * 3


def test_places_that_are_at_rest_are_forgotten():
    now = 0.0
    rates = Rates({"x": Limits(Rate(1e9, 1e9), Rate(1, 1))}, lambda: now)
    for number in range(5_000):
        now += 1.0
        rates.take("x", str(number))
    assert len(rates._platforms["x"].places) <= 2_000


def test_what_waits_leaves_by_itself_in_order_in_real_time(database, simulated, write):
    door = Door("slack", time.monotonic)
    rates = Rates({"slack": Limits(Rate(1_000, 1_000), Rate(50, 1))})
    sending = Sending(Delivery(database, [door], simulated.clock), ["slack"], rates=rates, later=Alarm())
    number = write("slack", "C1", "alice", *"abcde")
    begun = time.monotonic()
    sending.soon("slack", number)
    deadline = begun + 60
    while len(door.sent) < 5:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    sending.close()
    assert [texte for _, _, texte in door.sent] == [*"abcde"]
    # Each was taken a fiftieth of a second after the one before; what the database adds is not measured.
    assert door.times()[-1] - begun >= 0.079
    assert not [thread for thread in threading.enumerate() if thread.name == "send-later"]


def test_closing_leaves_what_waits_in_the_outbox(database, simulated, write):
    door = Door("slack", time.monotonic)
    rates = Rates({"slack": Limits(Rate(1_000, 1_000), Rate(0.001, 1))})
    sending = Sending(Delivery(database, [door], simulated.clock), ["slack"], rates=rates)
    number = write("slack", "C1", "alice", "a", "b", "c")
    sending.soon("slack", number)
    deadline = time.monotonic() + 10
    while not door.sent:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    sending.close()
    with database.reading() as memory:
        assert memory.outbox.waiting(simulated.clock(), 10, "slack") == [number]
        assert memory.outbox.counts()["en_cours"] == 0
