"""A turn reads, decides, then writes: what may happen to the database between the reading and the writing."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot import wiring
from bot.access import Access
from bot.conversation.engine import Engine
from bot.platforms.web.hub import Hub, WebAdapter
from handlers.conversation.vocabulary import Address, Incoming
from storage.comptes.records import Role
from storage.conversation.tables import Conversation
from storage.errors import ConversationMovedError, DatabaseUnavailableError

pytestmark = pytest.mark.both
EVERYBODY = Access(frozenset({"essai", "web"}))
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
ADDRESS = Address("essai", "bureau", "alice")
ONLY_SQLITE = pytest.mark.parametrize("new_url", ["sqlite"], indirect=True)


@pytest.fixture
def interrupted(knowledge, database, clock):
    """An engine to which something happens, once, when it has decided and before it writes; `worded` counts the replies."""

    def interrupted(happens):
        class Interrupted(Engine):
            worded = 0

            def _compose(self, reply, plateforme=""):
                self.worded += 1
                if self.worded == 1:
                    happens()
                return super()._compose(reply, plateforme)

        return Interrupted(knowledge, database, lambda *_: None, clock, EVERYBODY)

    return interrupted


@pytest.fixture
def transcript(database):
    def transcript(address=ADDRESS):
        with database.reading() as memory:
            found = memory.conversations.find(address.plateforme, address.canal, address.personne)
            return memory.transcript.since(found.id, 0)

    return transcript


def said(entries):
    return [entry.texte for entry in entries if entry.de == "personne"]


@ONLY_SQLITE
def test_nobody_waits_for_a_turn_that_decides(interrupted, open_database, url, transcript):
    impatient = open_database(url, busy_timeout_s=0)

    def write():
        with impatient.unit_of_work() as uow:
            uow.conversations.open("web", "page", "bob", NOW)
            uow.commit()

    engine = interrupted(write)
    engine.receive(Incoming(ADDRESS, "1", "nettoyage, 85 k€ HT"))
    assert engine.worded == 1
    assert [entry.rang for entry in transcript()] == [1, 2]


@ONLY_SQLITE
@pytest.mark.parametrize("begun", [True, False])
def test_what_was_decided_on_a_conversation_that_moved_is_decided_again(interrupted, bot, transcript, begun):
    if begun:
        bot.engine.receive(Incoming(ADDRESS, "0", "bonjour"))
    before = len(transcript()) if begun else 0
    engine = interrupted(lambda: bot.engine.receive(Incoming(ADDRESS, "1", "nettoyage, 40 000 € HT")))
    engine.receive(Incoming(ADDRESS, "2", "récapitule"))

    assert engine.worded > 1
    entries = transcript()
    assert [entry.rang for entry in entries] == list(range(1, len(entries) + 1))
    rang = next(entry.rang for entry in entries if entry.texte == "récapitule")
    assert said(entries[before:]) == ["nettoyage, 40 000 € HT", "récapitule"]
    answer = "".join(entry.texte for entry in entries if entry.rang > rang)
    assert "40\u202f000" in answer, "the answer knows what was said meanwhile"


@ONLY_SQLITE
def test_a_message_delivered_again_while_it_is_answered_is_answered_once(interrupted, bot, transcript):
    again = Incoming(ADDRESS, "1", "c'est quoi un MAPA ?")
    interrupted(lambda: bot.engine.receive(again)).receive(again)
    assert [entry.de for entry in transcript()] == ["personne", "assistant"]


@ONLY_SQLITE
def test_a_state_that_was_emptied_while_it_was_answered_does_not_come_back(interrupted, bot, database, transcript):
    bot.engine.receive(Incoming(ADDRESS, "1", "nettoyage, 40 000 € HT"))

    def forget():
        # Neither a message nor a rank: as when the person goes on elsewhere.
        with database.unit_of_work() as uow:
            uow.conversations.save(1, {}, len(transcript()), NOW)
            uow.commit()

    interrupted(forget).receive(Incoming(ADDRESS, "2", "récapitule"))
    assert "40\u202f000" not in "".join(entry.texte for entry in transcript()[-2:])


def test_a_first_message_whose_handler_writes_is_answered_once(bot, database, transcript):
    with database.unit_of_work() as uow:
        code = uow.roles.creer_code(Role.EQUIPE, "root", NOW, timedelta(hours=24))
        uow.commit()
    bot.engine.receive(Incoming(ADDRESS, "1", f"code {code}"))
    assert [entry.rang for entry in transcript()] == [1, 2]
    with database.reading() as memory:
        assert memory.roles.de("essai", "alice") == {Role.EQUIPE}


def test_a_message_of_many_threads_is_answered_once(bot, transcript):
    start = threading.Barrier(6)

    def deliver():
        start.wait()
        bot.engine.receive(Incoming(ADDRESS, "1", "c'est quoi un MAPA ?"))

    threads = [threading.Thread(target=deliver) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [entry.de for entry in transcript()] == ["personne", "assistant"]


def test_an_answer_that_the_page_shows_has_nothing_left_to_send(knowledge, database, clock):
    woken = []

    class Listening(Hub):
        def wake(self, personne):
            with database.reading() as memory:
                woken.append((personne, memory.outbox.counts()))

    bot = wiring.build_bot(knowledge, database, [WebAdapter(Listening())], EVERYBODY, clock)
    bot.engine.receive(Incoming(Address("web", "page", "alice"), "1", "c'est quoi un MAPA ?"))
    assert woken == [("alice", {"a_envoyer": 0, "en_cours": 0, "envoye": 1, "abandonne": 0})]
    assert bot.delivery.send_due() == 0


@pytest.fixture
def begun(database):
    with database.unit_of_work() as uow:
        uow.conversations.open("essai", "bureau", "alice", NOW)
        uow.commit()


@ONLY_SQLITE
@pytest.mark.parametrize(
    "writes",
    [
        lambda uow: uow.referents.nommer("Alice", "alice", NOW),
        lambda uow: uow.conversations.lock(1),
        lambda uow: uow.achats.verrouiller(1),
    ],
)
def test_what_writes_or_holds_is_done_under_the_lock(database, open_database, url, begun, writes):
    impatient = open_database(url, busy_timeout_s=0)

    def free():
        try:
            with impatient.unit_of_work() as other:
                other.conversations.find("essai", "bureau", "alice")
        except DatabaseUnavailableError:
            return False
        return True

    with database.turn("essai", "bureau", "alice", NOW) as uow:
        assert uow.receive("1", "bonjour", None)
        uow.conversations.find("essai", "bureau", "alice")
        assert free()
        writes(uow)
        assert not free()
        assert uow.inbox.known(1, "1"), "the message is written before what answers it"
    assert free()
    with database.reading() as memory:
        assert not memory.inbox.known(1, "1")


@ONLY_SQLITE
def test_what_is_read_under_the_lock_is_of_that_moment(database, begun):
    with database.turn("essai", "bureau", "alice", NOW) as uow:
        assert uow.receive("1", "bonjour", None)
        assert uow.referents.tous() == []
        with database.unit_of_work() as other:
            other.referents.nommer("Bob", "bob", NOW)
            other.commit()
        assert uow.referents.tous() == []
        uow.take()
        assert [one.nom for one in uow.referents.tous()] == ["Bob"]


@ONLY_SQLITE
def test_rows_that_are_still_being_read_when_it_writes_have_it_decided_again(database, begun):
    statement = select(Conversation.id)
    with database.unit_of_work() as uow:
        for personne in "abc":
            uow.conversations.open("essai", "bureau", personne, NOW)
        uow.commit()
    with database.turn("essai", "bureau", "alice", NOW) as uow:
        assert uow.receive("1", "bonjour", None)
        rows = iter(uow._connection.execute(statement))
        next(rows)
        with database.unit_of_work() as other:
            other.referents.nommer("Bob", "bob", NOW)
            other.commit()
        with pytest.raises(ConversationMovedError):
            uow.take()
    with database.turn("essai", "bureau", "alice", NOW, held=True) as uow:
        assert uow.receive("1", "bonjour", None)
