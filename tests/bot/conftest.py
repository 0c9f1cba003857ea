"""What the tests of the bot share: a clock that they set, platforms that show what they are sent, and a bot over them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot import wiring
from bot.access import Access
from bot.envois.adapters import DeliveryError
from handlers.conversation.vocabulary import Address, Incoming
from storage.comptes.records import Role

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


class Clock:
    """Shows the time that a test sets."""

    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now


class Screen:
    """A platform that shows what it is sent, and may refuse for a while."""

    limite = None

    def __init__(self, plateforme="essai"):
        self.plateforme = plateforme
        self.sent = []
        self.refusals = 0
        self.retry_after = None

    @property
    def shown(self):
        """The key and the text of each message."""
        return [(outgoing.cle, outgoing.message.texte) for outgoing in self.sent]

    def send(self, outgoing):
        if self.refusals:
            self.refusals -= 1
            raise DeliveryError("down", self.retry_after)
        self.sent.append(outgoing)


class Person:
    """Somebody on one of the platforms: what they say, and what they are answered."""

    def __init__(self, bot, screens, address, numbers, **where):
        self._bot = bot
        self._screen = screens[address.plateforme]
        self._numbers = numbers
        self._where = where
        self.address = address

    def hears(self, said="", choice=None, message_id=None, **more):
        """Say it, and have the messages that answer it."""
        before = len(self._screen.sent)
        incoming = Incoming(
            self.address, message_id or str(next(self._numbers)), said, choice, **{**self._where, **more}
        )
        self._bot.engine.receive(incoming)
        return [outgoing.message for outgoing in self._screen.sent[before:] if outgoing.address == self.address]

    def __call__(self, said="", choice=None, message_id=None, **more):
        return "\n\n".join(message.texte for message in self.hears(said, choice, message_id, **more))

    def state(self):
        with self._bot.database.reading() as memory:
            found = memory.conversations.find(self.address.plateforme, self.address.canal, self.address.personne)
        return found.etat if found else {}


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def screen():
    return Screen()


@pytest.fixture
def access():
    return Access(frozenset({"essai"}))


@pytest.fixture
def bot(knowledge, database, screen, access, clock):
    return wiring.build_bot(knowledge, database, [screen], access, clock)


@pytest.fixture
def platforms():
    """The platforms of `person`, by name."""
    return {name: Screen(name) for name in ("slack", "telegram", "matrix", "teams", "web", "terminal")}


@pytest.fixture
def person(knowledge, database, platforms, clock, house):
    """Somebody on one of several platforms over one database; `house` says who is of the house."""
    bot = wiring.build_bot(knowledge, database, list(platforms.values()), house, clock)
    numbers = iter(range(10_000))

    def person(plateforme, personne="alice", canal="tete-a-tete", **where):
        return Person(bot, platforms, Address(plateforme, canal, personne), numbers, **where)

    return person


@pytest.fixture
def house():
    return Access(frozenset({"slack:T1", "teams:clermont", "matrix:clermont.fr", "terminal"}))


@pytest.fixture
def give(database):
    """Give a role to somebody, or take it back."""

    def give(role, plateforme, personne="alice", *, back=False):
        with database.unit_of_work() as uow:
            if back:
                uow.roles.retirer(plateforme, personne, role)
            else:
                uow.roles.donner(plateforme, personne, role, "root", NOW)
            uow.commit()

    return give


@pytest.fixture
def code(database):
    """A code that gives a role."""

    def code(role=Role.EQUIPE):
        with database.unit_of_work() as uow:
            made = uow.roles.creer_code(role, "root", NOW, timedelta(hours=24))
            uow.commit()
        return made

    return code
