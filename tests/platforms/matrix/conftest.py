"""A Synapse for the tests of this folder, and a bot that answers as each test says."""

from __future__ import annotations

import asyncio
import dataclasses
import importlib.util
import itertools
import sys
import threading
import time
from pathlib import Path

import pytest

from bot.envois.adapters import DeliveryError, Outgoing
from bot.platforms.matrix.app import MatrixPlatform
from bot.settings import MatrixSettings
from handlers.conversation.vocabulary import Choice, Message

HERE = Path(__file__).parent


def load_peer():
    name = "spaser_tests_matrix_peer"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, HERE / "peer.py")
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]


@pytest.fixture(scope="session")
def peer_module():
    return load_peer()


def _peer(peer_module, tmp_path_factory, *, encrypted):
    if reason := peer_module.Peer.skip_reason():
        pytest.skip(reason)
    peer = peer_module.Peer(tmp_path_factory.mktemp("synapse"), "http://127.0.0.1:9", encrypted=encrypted)
    try:
        peer.start()
        yield peer
    finally:
        peer.stop()


@pytest.fixture(scope="module")
def peer(peer_module, tmp_path_factory):
    """A home server whose people open encrypted rooms."""
    yield from _peer(peer_module, tmp_path_factory, encrypted=True)


class Documents:
    """Makes the files it was given; anything else does not exist."""

    def __init__(self):
        self.files = {}

    def fetch(self, document, address):
        return self.files.get(document.cle)


class Bot:
    """A platform in an event loop; `answer` makes the messages that answer an incoming one."""

    def __init__(self, settings, loop):
        self.settings = settings
        self.documents = Documents()
        self.received = []
        self.sent = {}
        self.answer = lambda incoming: []
        self.before = lambda incoming: None
        self._keys = itertools.count(1)
        self._seen = set()
        self._changed = threading.Condition()
        # That of the people too: see Peer.
        self.loop = loop
        self.platform = MatrixPlatform(settings, self.documents, self.choices_of)

    def choices_of(self, canal, reference):
        return self.sent.get((canal, reference), ())

    def run(self, work, timeout=60):
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(timeout)

    def start(self):
        self.run(self._made())
        return self

    async def _made(self):
        await self.platform.start(self.receive)

    async def receive(self, incoming):
        await asyncio.to_thread(self._receive, incoming)

    def _receive(self, incoming):
        self.before(incoming)
        known = (incoming.address, incoming.message_id) in self._seen
        with self._changed:
            self.received.append(incoming)
            self._seen.add((incoming.address, incoming.message_id))
            self._changed.notify_all()
        if not known:
            for message in self.answer(incoming):
                self.send(incoming, message)

    def send(self, incoming, message, cle=None):
        """Send as the outbox does: again until it goes."""
        message = Message(message) if isinstance(message, str) else message
        outgoing = Outgoing(incoming.address, message, cle or f"essai:{next(self._keys)}:{time.time_ns()}", incoming.coordonnees)  # fmt: skip
        for _ in range(60):
            try:
                reference = self.platform.send(outgoing)
            except DeliveryError as error:
                if error.permanent:
                    raise
                time.sleep(error.retry_after_seconds or 0.5)
            else:
                self.sent[incoming.address.canal, reference] = message.choices
                return reference
        raise AssertionError("never sent")

    def wait(self, wanted, timeout=30):
        """The first received message that is what is wanted."""
        wanted = (lambda incoming, text=wanted: incoming.text == text) if isinstance(wanted, str) else wanted
        end = time.monotonic() + timeout
        with self._changed:
            while True:
                for incoming in self.received:
                    if wanted(incoming):
                        return incoming
                if not self._changed.wait(end - time.monotonic()):
                    raise TimeoutError(f"not received; texts: {[incoming.text for incoming in self.received]}")

    def texts(self):
        return [incoming.text for incoming in self.received]

    def stop(self):
        self.run(self.platform.stop())


@pytest.fixture
def settings(peer, tmp_path):
    """The bot's account, as a device of its own."""
    values = peer.environment
    return MatrixSettings(
        homeserver=values["SPASER_MATRIX_HOMESERVER"],
        user=values["SPASER_MATRIX_USER"],
        password=values["SPASER_MATRIX_PASSWORD"],
        store=tmp_path / "robot",
        store_key=values["SPASER_MATRIX_STORE_KEY"],
    )


@pytest.fixture
def new_bot(settings, peer):
    """Each call makes a bot, with the settings changed as said; all are stopped at the end."""
    bots = []

    def make(**changes):
        bot = Bot(dataclasses.replace(settings, **changes), peer.loop)
        bots.append(bot)
        return bot

    yield make
    for bot in bots:
        bot.stop()


@pytest.fixture
def new_client(peer):
    """Each call makes a person in a private room with the bot, which must be running."""
    clients = []
    numbers = itertools.count(1)

    def make(name=None):
        client = peer.client(name or f"personne{next(numbers)}-{time.time_ns() % 10**9}")
        clients.append(client)
        return client

    yield make
    for client in clients:
        client.close()


@pytest.fixture
def two_choices():
    return (Choice("Services", "q:nature:services"), Choice("Travaux", "q:nature:travaux"))
