"""The emulator of Slack, the adapter running against it, and recorded payloads."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import uvicorn
from starlette.applications import Starlette

from bot.platforms.slack.app import SlackPlatform
from bot.settings import SlackSettings
from handlers.conversation.vocabulary import Address, Choice, Document, Message

HERE = Path(__file__).parent


def load(name: str):
    full = f"slack_{name}"
    if full not in sys.modules:
        spec = importlib.util.spec_from_file_location(full, HERE / f"{name}.py")
        sys.modules[full] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[full])
    return sys.modules[full]


@pytest.fixture
def emulator():
    """The module of the emulator, for its constants and what it knows of Slack's limits."""
    return load("emulator")


@pytest.fixture(scope="session")
def emulator_faults():
    """What breaks Slack's documented limits in a message."""
    return load("emulator").faults_of


@pytest.fixture
def payload() -> Callable[[str], dict]:
    """A recorded payload, by the name of its file."""
    return lambda name: json.loads((HERE / "payloads" / f"{name}.json").read_text("utf-8"))


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


class OneDocument:
    def fetch(self, document: Document, address: Address) -> bytes | None:
        return b"PK docx" if document.cle == "12" else None


class Running:
    """The adapter in an event loop of its own thread; `receive` notes what comes, and does `then`."""

    def __init__(self, settings: SlackSettings, port: int = 0) -> None:
        self.choices: dict[tuple[str, str], tuple[Choice, ...]] = {}
        # What the home of each person shows, when it matters.
        self.home: Callable[[Address, str], list[Message]] | None = None
        self.platform = SlackPlatform(
            settings, OneDocument(), lambda canal, name: self.choices.get((canal, name), ()), self.at_home
        )
        self.received = []
        self.then: Callable[[object], object] | None = None
        self.port = port
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()

    def at_home(self, address: Address, organisation: str) -> list[Message]:
        return self.home(address, organisation) if self.home is not None else [Message("Votre page.")]

    async def receive(self, incoming) -> None:
        if self.then is not None:
            work = self.then(incoming)
            if asyncio.iscoroutine(work):
                await work
        self.received.append(incoming)

    def do(self, work):
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(30)

    def start(self):
        self.do(self.platform.start(self.receive))
        if self.platform.routes:
            config = uvicorn.Config(
                Starlette(routes=self.platform.routes), port=self.port, log_level="error", ws="none"
            )
            self.server = uvicorn.Server(config)
            self.serving = asyncio.run_coroutine_threadsafe(self.server.serve(), self.loop)
            until(lambda: self.server.started)
        return self

    def stop(self) -> None:
        if self.loop.is_closed():
            return
        if hasattr(self, "server"):
            self.server.should_exit = True
            self.serving.result(10)
        self.do(self.platform.stop())

        async def rest() -> None:
            await asyncio.sleep(0.05)
            others = asyncio.all_tasks() - {asyncio.current_task()}
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)

        self.do(rest())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)
        self.loop.close()


def until(condition: Callable[[], object], timeout: float = 30):
    """Wait for something, and return it."""
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.01)
    raise AssertionError("it never happened")


@pytest.fixture(name="until")
def until_fixture():
    return until


@pytest.fixture
def slack(emulator) -> Iterator:
    """The emulator, started; it waits half a second for an acknowledgement and delivers again soon after."""
    server = emulator.Emulator(ack_seconds=0.5, retries=(0.05, 0.1, 0.2))
    server.start()
    yield server
    server.stop()
    assert server.violations == []


@pytest.fixture
def settings(slack, emulator):
    def make(mode: str = "socket", **changed) -> SlackSettings:
        own = {"bot_token": emulator.BOT_TOKEN, "api_url": slack.api_url}
        own |= {"app_token": emulator.APP_TOKEN} if mode == "socket" else {"signing_secret": emulator.SIGNING_SECRET}
        return SlackSettings(**{**own, **changed})

    return make


@pytest.fixture
def run(slack, settings) -> Iterator[Callable[..., Running]]:
    """Start an adapter against the emulator, in either mode."""
    started = []

    def start(mode: str = "socket", then=None, **changed) -> Running:
        running = Running(settings(mode, **changed), port=free_port() if mode == "http" else 0)
        started.append(running)
        running.then = then
        slack.mode, slack.bot_url = mode, f"http://127.0.0.1:{running.port}"
        return running.start()

    yield start
    for running in started:
        running.stop()


def free_port() -> int:
    import socket

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@pytest.fixture
def question() -> Message:
    return Message(
        "Quelle est la **nature** du marché ?",
        (
            Choice("Travaux", "q:nature:travaux"),
            Choice("Services", "q:nature:services"),
            Choice("Pourquoi ?", "c:pourquoi"),
        ),
    )
