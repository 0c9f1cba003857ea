"""The web application over a real SQLite file; the engine is a fake that writes what it is told to say."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.envois.adapters import Outgoing
from bot.platforms.web import app as web
from bot.platforms.web.app import create_app
from bot.platforms.web.hub import Hub, Listener, WebAdapter
from handlers.conversation.vocabulary import Address, Choice, Document, Incoming, Message
from storage.comptes.records import Role
from storage.database import Database
from storage.errors import DatabaseUnavailableError

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
WELCOME = Message("Bonjour **vous** !", (Choice("Décrire un achat", "c:decrire"), Choice("Aide", "c:aide")))


class FakeEngine:
    """Answers once per message id, with `answer`; keeps what it received."""

    def __init__(self, database: Database, hub: Hub) -> None:
        self._database = database
        self._adapter = WebAdapter(hub)
        self.received: list[Incoming] = []
        self.answer: Callable[[Incoming], Message] = lambda incoming: Message(f"Reçu : {len(incoming.text)} signes")
        self.down = False
        self.broken = False

    def welcome(self, address) -> list[Message]:
        return [WELCOME]

    def receive(self, incoming: Incoming) -> None:
        if self.down:
            raise DatabaseUnavailableError("sqlite:///x.db: locked")
        if self.broken:
            raise ZeroDivisionError
        self.received.append(incoming)
        message = WELCOME if incoming.choice == "accueil" else self.answer(incoming)
        address = incoming.address
        with self._database.unit_of_work() as uow:
            conversation = uow.conversations.open(address.plateforme, address.canal, address.personne, NOW)
            rang = conversation.rang + 1
            texte = incoming.text or incoming.choice or ""
            received = uow.inbox.record(conversation.id, incoming.message_id, rang, texte, incoming.choice, NOW)
            if received is None:
                return
            uow.outbox.add(
                conversation.id,
                f"{received}:0",
                rang + 1,
                message.texte,
                message.choices,
                message.multiple,
                message.document,
                NOW,
            )
            uow.conversations.save(conversation.id, {}, rang + 1, NOW)
            uow.commit()
        self._adapter.send(Outgoing(address, message, f"{received}:0"))


class FakeDocuments:
    """One document, for whoever holds its key."""

    def fetch(self, document: Document, address: Address) -> bytes | None:
        return b"contenu" if document.cle == "7" else None


@pytest.fixture
def hub() -> Hub:
    return Hub()


@pytest.fixture
def database(new_file) -> Iterator[Database]:
    database = Database(new_file())
    yield database
    database.close()


@pytest.fixture
def engine(database, hub) -> FakeEngine:
    return FakeEngine(database, hub)


@pytest.fixture
def make_app(engine, database, hub) -> Callable[..., Starlette]:
    def make(**changes: object) -> Starlette:
        parts = {
            "engine": engine,
            "database": database,
            "hub": hub,
            "documents": FakeDocuments(),
            # Whoever opens the page is of the team, so that their files are read.
            "roles": lambda memory, plateforme, personne: frozenset({Role.EQUIPE}),
            "collectivite": "Ville de Clermont-Ferrand",
            "https": False,
        }
        return create_app(**{**parts, **changes})

    return make


@pytest.fixture
def app(make_app) -> Starlette:
    return make_app()


@pytest.fixture
def client(app) -> Iterator[TestClient]:
    """Somebody who has not opened the page yet."""
    with TestClient(app, follow_redirects=False) as client:
        yield client


@pytest.fixture
def person(client) -> TestClient:
    """Somebody who has opened the page."""
    client.get("/")
    return client


@pytest.fixture
def stranger(app) -> TestClient:
    """Somebody else, who has opened the page too."""
    client = TestClient(app, follow_redirects=False)
    client.get("/")
    return client


@pytest.fixture
def shown() -> Callable[[str], list[str]]:
    """The words of the messages that a page or a stream shows, in order."""

    def read(html: str) -> list[str]:
        html = html.replace("\u00a0", " ")
        html = html.partition('<template id="modele"')[0]
        visible = [part for part in html.split("<article")[1:] if " hidden" not in part.split(">")[0]]
        return [
            re.sub(r"<[^>]+>", "", re.search(r'class="texte">(.*?)</(?:p|div)>', part, re.DOTALL)[1])
            for part in visible
        ]

    return read


@pytest.fixture
def told(monkeypatch) -> Callable[[int, float], None]:
    """Wait until a stream has told all that there was, so many times since it was opened, or that long; it never looks by itself."""
    times = {}
    wait = Listener.wait

    async def counted(listener, seconds):
        times[listener] = times.get(listener, 0) + 1
        await wait(listener, seconds)

    monkeypatch.setattr(Listener, "wait", counted)
    monkeypatch.setattr(web, "POLL_SECONDS", 600.0)

    def told(count, most_seconds):
        end = time.monotonic() + most_seconds
        while max(times.values(), default=0) < count and time.monotonic() < end:
            time.sleep(0.01)

    told.times = times
    return told
