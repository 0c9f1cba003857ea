"""The recorded updates, and the peer that plays Telegram."""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import json
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import uvicorn
from starlette.applications import Starlette
from telegram import Update, User

from bot.envois.adapters import Outgoing
from bot.platforms.telegram.app import TelegramPlatform
from bot.settings import TelegramSettings
from handlers.conversation.vocabulary import Address, Choice, Document, Incoming, Message

HERE = Path(__file__).parent
ME = User(7001002003, "SPASER", is_bot=True, username="SpaserBot")


def _load_peer():
    name = "spaser_telegram_peer"
    spec = importlib.util.spec_from_file_location(name, HERE / "peer.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses and annotations look there
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def peer_module():
    module = _load_peer()
    if reason := module.Peer.skip_reason():
        pytest.skip(reason)
    return module


@pytest.fixture(scope="session")
def me() -> User:
    return ME


@pytest.fixture(scope="session")
def payload():
    """An update as Telegram sends it, by the name of its file."""
    return lambda name: json.loads((HERE / "payloads" / f"{name}.json").read_text("utf-8"))


@pytest.fixture(scope="session")
def update(payload):
    return lambda name: Update.de_json(payload(name), None)


class Running:
    """The platform in an event loop of its own, as the server runs it; `received` is what was kept, in order."""

    def __init__(self, settings: TelegramSettings, port: int | None = None) -> None:
        self.received: list[Incoming] = []
        self.documents: dict[str, bytes] = {}
        self.choices: tuple[Choice, ...] = ()
        self.before: Callable[[Incoming], object] = lambda incoming: None
        self.platform = TelegramPlatform(settings, self, lambda canal, reference: self.choices)
        self._port = port
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run)
        self._server: uvicorn.Server | None = None
        self._serving: asyncio.Task | None = None
        self._thread.start()

    def fetch(self, document: Document, address: Address) -> bytes | None:
        return self.documents.get(document.cle)

    def start(self) -> None:
        if self._port is not None:
            self._call(self._serve())
        self._call(self.platform.start(self._receive))

    def stop(self) -> None:
        """As the server stops: requests are let go to their end, then the platform is told."""
        if self._server is not None:
            self._server.should_exit = True
            self._call(asyncio.wait_for(self._serving, 15))
        self._call(self.platform.stop())
        self._end()

    def kill(self) -> None:
        """As if the process died: nothing is finished, nothing is confirmed."""
        self._end()

    def texts(self) -> list[str]:
        return [incoming.text for incoming in self.received]

    def wait(self, count: int, timeout: float = 15) -> list[Incoming]:
        """What was received, once there is so much."""
        until(lambda: len(self.received) >= count, timeout)
        return list(self.received)

    def send(self, client, message: Message, *, cle: str = "1:0", **coordonnees) -> str | None:
        address = Address("telegram", client.canal, client.personne)
        return self.platform.send(Outgoing(address, message, cle, coordonnees))

    async def _receive(self, incoming: Incoming) -> None:
        # As the server does: the engine works in a thread.
        await asyncio.to_thread(self.before, incoming)
        self.received.append(incoming)

    async def _serve(self) -> None:
        app = Starlette(routes=self.platform.routes)
        config = uvicorn.Config(app, port=self._port, log_config=None, access_log=False, lifespan="off", ws="none")
        self._server = uvicorn.Server(config)
        self._server.capture_signals = contextlib.nullcontext
        self._serving = asyncio.create_task(self._server.serve())
        while not self._server.started:  # noqa: ASYNC110 - uvicorn has no event for it
            await asyncio.sleep(0.01)

    def _call(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(30)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()

    def _end(self) -> None:
        if self._loop.is_closed():
            return
        self._call(self._wind_up())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _wind_up(self) -> None:
        if self._server is not None and not self._serving.done():
            self._server.should_exit = self._server.force_exit = True
            await self._serving
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        if (client := self.platform._client) is not None:
            await client.close_connections()
        await self._loop.shutdown_default_executor()


def until(look: Callable[[], object], timeout: float = 15) -> object:
    """What `look` finds, once it finds something."""
    end = time.monotonic() + timeout
    while not (found := look()):
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)
    return found


@pytest.fixture(name="until")
def until_fixture():
    return until


@pytest.fixture(params=["polling", "webhook"])
def mode(request) -> str:
    return request.param


@pytest.fixture
def port(peer_module) -> int:
    return peer_module._free_port()


@pytest.fixture
def peer(peer_module, tmp_path, port, mode):
    with peer_module.Peer(tmp_path / "peer", f"http://127.0.0.1:{port}", mode) as peer:
        yield peer


@pytest.fixture
def run(peer, port, mode):
    """Start the platform against the peer; each is stopped in the end."""
    running = []

    def start(*, started: bool = True, **changes) -> Running:
        values = peer.environment
        settings = TelegramSettings(
            values["SPASER_TELEGRAM_TOKEN"],
            values.get("SPASER_TELEGRAM_WEBHOOK_URL"),
            values.get("SPASER_TELEGRAM_WEBHOOK_SECRET"),
            values["SPASER_TELEGRAM_API_URL"],
        )
        running.append(Running(replace(settings, **changes), port if mode == "webhook" else None))
        if started:
            running[-1].start()
        return running[-1]

    yield start
    for one in running:
        if not one._loop.is_closed():
            one.stop()
