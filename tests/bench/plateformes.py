"""Overhead of our Slack and Telegram path over a bare echo handler of the same library, as a ratio in one run: `make bench`."""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import itertools
import os
import platform
import queue
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol

import aiohttp
import uvicorn
from aiohttp import web
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

from bot import wiring
from bot.access import Access
from bot.envois.adapters import Platform
from bot.platforms.slack.app import PATH as SLACK_PATH
from bot.platforms.telegram.webhook import PATH as TELEGRAM_PATH
from bot.serving import Hosting, bind
from bot.settings import PlatformSettings, SlackSettings, TelegramSettings

QUESTION = "c'est quoi un MAPA ?"
HOST = "127.0.0.1"
# Each person writes once a round: fewer times in all than the server lets somebody write in a minute (bot/limits.py).
PEOPLE = 16
WARM_UP_ROUNDS = 2
ROUNDS = 20
ROUND = PEOPLE
# After an answer, what follows it (our mark in the outbox, Slack's echo of what the bot said) ends before the next message.
REST_SECONDS = 0.02
ANSWER_SECONDS = 15
PLATFORMS = Path(__file__).parents[1] / "platforms"
# Node loads it before the peer, which stays as the tests have it: it tells when a request of the bot begins to arrive.
STAMP = """
const http = require('http');
const { emit } = http.Server.prototype;
http.Server.prototype.emit = function (name, req, ...rest) {
  const at = process.hrtime.bigint();
  if (name === 'request' && req.url.endsWith('/sendMessage')) require('fs').writeSync(1, `${at}\\n`);
  return emit.call(this, name, req, ...rest);
};
"""


def main() -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        os.environ.pop(name, None)
        os.environ.pop(name.lower(), None)
    print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    knowledge = wiring.build_knowledge(wiring.Settings())
    # As the server does before it listens.
    knowledge.chercheur()
    knowledge.mots_connus()
    print(f"one answer to {QUESTION!r}, our path (B) over a bare echo handler of the same library (A):")
    with slack_peer() as peer:
        asyncio.run(compare(knowledge, peer))
    with telegram_peer() as peer:
        asyncio.run(compare(knowledge, peer))
    print(
        f"  (A and B in this one process, behind the same uvicorn; {WARM_UP_ROUNDS} rounds of warm-up left out, then {ROUNDS} of "
        f"{ROUND} messages for each, in turn and in alternating order, one message at a time over {PEOPLE} private conversations. "
        "From the call of the ASGI application with the platform's request to the arrival of the request of the bot's API call "
        "at the peer. A: the library alone, which echoes the text and keeps nothing. B: the server's own wiring, the engine, "
        "its threads, its worker, a SQLite file in WAL with synchronous=FULL: the answer is committed before it is sent)"
    )


# --- what is measured --------------------------------------------------------------------------------------------------


class Door:
    """The ASGI application that uvicorn serves: hands each request to A or to B, and notes when."""

    def __init__(self) -> None:
        self.inner: Any = None
        self.handed: list[int] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.handed.append(time.perf_counter_ns())
        await self.inner(scope, receive, send)


class Peer(Protocol):
    """The platform's side; `arrivals` holds when each message of the bot arrived, in nanoseconds of the monotonic clock."""

    name: str
    whose: str
    path: str
    arrivals: queue.SimpleQueue[int]

    def listen_to(self, url: str) -> PlatformSettings: ...

    def say(self, person: int) -> None: ...

    def bare(self) -> contextlib.AbstractAsyncContextManager[Starlette]: ...


class Stages:
    """When a message passes the joints of our path."""

    NAMES = ("to the engine", "engine, to the commit", "thread and lease of the outbox", "drawing and API call")

    def __init__(self, bot: wiring.Bot, ours: Platform) -> None:
        self.marks: list[int] = []
        bot.engine.receive = self._marking(bot.engine.receive)
        bot.engine._deliver = self._marking(bot.engine._deliver)
        ours.send = self._marking(ours.send)

    def _marking(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def marked(*args: Any) -> Any:
            self.marks.append(time.perf_counter_ns())
            return call(*args)

        return marked

    def spent(self, handed: int, arrived: int) -> list[float]:
        """Milliseconds in each stage. A second message would add marks: the answer must be one."""
        assert len(self.marks) == len(self.NAMES) - 1, self.marks
        moments = [handed, *self.marks, arrived]
        return [(after - before) / 1e6 for before, after in itertools.pairwise(moments)]


async def compare(knowledge: wiring.Knowledge, peer: Peer) -> None:
    listener = bind(HOST, 0)
    url = f"http://{HOST}:{listener.getsockname()[1]}"
    door = Door()
    settings = peer.listen_to(url)
    with tempfile.TemporaryDirectory() as folder:
        database = wiring.build_database(wiring.Settings(database_url=f"sqlite:///{folder}/bench.db"))
        database.migrate()
        ours = wiring.build_platform(peer.name, settings, knowledge, database)
        bot = wiring.build_bot(knowledge, database, [ours], Access(frozenset({peer.name})), threaded=True)
        stages = Stages(bot, ours)
        hosting = Hosting(bot, [ours], timedelta(days=365), alone=True)
        async with serving(door, listener), peer.bare() as bare, hosting.running():
            apps = {"A": bare, "B": Starlette(routes=ours.routes)}
            spent, parts = await asyncio.to_thread(measure, peer, door, apps, bot, stages)
        database.close()
    report(peer, spent, parts)


@asynccontextmanager
async def serving(app: Door, listener: Any) -> AsyncIterator[None]:
    config = uvicorn.Config(app, log_config=None, access_log=False, server_header=False, lifespan="off", ws="none")
    server = uvicorn.Server(config)
    server.capture_signals = contextlib.nullcontext
    task = asyncio.create_task(server.serve(sockets=[listener]))
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.01)
    try:
        yield
    finally:
        server.should_exit = True
        await task


def measure(
    peer: Peer, door: Door, apps: dict[str, Any], bot: wiring.Bot, stages: Stages
) -> tuple[dict[str, list[float]], list[list[float]]]:
    """Milliseconds of A and of B, and of each stage of B."""
    spent: dict[str, list[float]] = {"A": [], "B": []}
    parts: list[list[float]] = []
    for number in range(WARM_UP_ROUNDS + ROUNDS):
        for which in ("AB", "BA")[number % 2]:
            door.inner = apps[which]
            for person in range(ROUND):
                door.handed.clear()
                stages.marks.clear()
                peer.say(person)
                arrived = peer.arrivals.get(timeout=ANSWER_SECONDS)
                time.sleep(REST_SECONDS)
                while bot.sending._asked:
                    time.sleep(0.001)
                assert peer.arrivals.empty(), "the answer is more than one message"
                if number >= WARM_UP_ROUNDS:
                    spent[which].append((arrived - door.handed[0]) / 1e6)
                    if which == "B":
                        parts.append(stages.spent(door.handed[0], arrived))
    return spent, parts


def report(peer: Peer, spent: dict[str, list[float]], parts: list[list[float]]) -> None:
    middle = {which: statistics.median(times) for which, times in spent.items()}
    high = {which: statistics.quantiles(times, n=20)[-1] for which, times in spent.items()}
    print(f"{peer.name}: B/A {middle['B'] / middle['A']:.1f} at the median, {middle['B'] - middle['A']:.2f} ms more")
    print(
        f"  A median {middle['A']:.2f} ms, p95 {high['A']:.2f} ms; B median {middle['B']:.2f} ms, p95 {high['B']:.2f} ms "
        f"({len(spent['A'])} and {len(spent['B'])} messages; {peer.whose})"
    )
    stages = [f"{name} {statistics.median(column):.2f}" for name, column in zip(Stages.NAMES, zip(*parts, strict=True), strict=True)]  # fmt: skip
    print(f"  where B's time goes, median ms: {', '.join(stages)}")


# --- Slack -------------------------------------------------------------------------------------------------------------


def load(path: str) -> Any:
    """A module of tests/platforms, which no import finds."""
    name = f"bench_{path.replace('/', '_').removesuffix('.py')}"
    spec = importlib.util.spec_from_file_location(name, PLATFORMS / path)
    sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


class SlackPeer:
    """Our emulator of Slack, by signed webhooks."""

    name, whose, path = "slack", "signed webhook of our own emulator of Slack", SLACK_PATH

    def __init__(self, module: Any) -> None:
        self._module = module
        self.arrivals: queue.SimpleQueue[int] = queue.SimpleQueue()
        arrivals = self.arrivals

        class Stamping(module.Emulator):
            async def _api(self, request: web.Request) -> web.Response:
                if request.match_info["method"] == "chat.postMessage":
                    arrivals.put(time.perf_counter_ns())
                return await super()._api(request)

        self.slack = Stamping(mode="http", ack_seconds=ANSWER_SECONDS, retries=())
        self.slack.start()
        self._users = [self.slack.add_user(f"BENCH{person}") for person in range(PEOPLE)]

    def listen_to(self, url: str) -> SlackSettings:
        self.slack.bot_url = url
        secret = self._module.SIGNING_SECRET
        return SlackSettings(self._module.BOT_TOKEN, signing_secret=secret, api_url=self.slack.api_url)

    def say(self, person: int) -> None:
        self.slack.say(self._users[person], self.slack.direct(self._users[person]), QUESTION)

    @asynccontextmanager
    async def bare(self) -> AsyncIterator[Starlette]:
        app = AsyncApp(
            client=AsyncWebClient(token=self._module.BOT_TOKEN, base_url=self.slack.api_url),
            signing_secret=self._module.SIGNING_SECRET,
        )

        @app.message()
        async def echo(message: dict[str, Any], say: Any) -> None:
            await say(message["text"])

        yield Starlette(routes=[Route(self.path, AsyncSlackRequestHandler(app).handle, methods=["POST"])])


@contextmanager
def slack_peer() -> Iterator[SlackPeer]:
    peer = SlackPeer(load("slack/emulator.py"))
    try:
        yield peer
        assert peer.slack.violations == []
    finally:
        peer.slack.stop()


# --- Telegram ----------------------------------------------------------------------------------------------------------


class TelegramPeer:
    """What both peers of Telegram share: how the bot hears of them, and the bare bot."""

    name, path = "telegram", TELEGRAM_PATH
    whose, api_url, token, secret = "", "", "123456:TEST-token_of-the-bench", "a-secret_of-the-bench-123456789"

    def __init__(self) -> None:
        self.arrivals: queue.SimpleQueue[int] = queue.SimpleQueue()

    def listen_to(self, url: str) -> TelegramSettings:
        return TelegramSettings(self.token, url, self.secret, self.api_url)

    @asynccontextmanager
    async def bare(self) -> AsyncIterator[Starlette]:
        # As the library's own example "customwebhookbot" does behind a server that is not its own.
        application = Application.builder().token(self.token).base_url(f"{self.api_url}/bot").updater(None).build()

        async def echo(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
            await update.message.reply_text(update.message.text)

        async def called(request: Request) -> Response:
            await application.update_queue.put(Update.de_json(await request.json(), application.bot))
            return Response()

        application.add_handler(MessageHandler(filters.TEXT, echo))
        async with application:
            await application.start()
            yield Starlette(routes=[Route(self.path, called, methods=["POST"])])
            await application.stop()


class NodePeer(TelegramPeer):
    """The peer of the tests: telegram-test-api, completed by us."""

    whose = "webhook of telegram-test-api completed by us, in node"

    def __init__(self, module: Any, folder: Path) -> None:
        super().__init__()
        self.token, self.secret = module.TOKEN, module.SECRET
        stamp = folder / "stamp.js"
        stamp.write_text(STAMP)
        before = os.environ.get("NODE_OPTIONS")
        os.environ["NODE_OPTIONS"] = f"{before or ''} --require {stamp}".strip()
        self._peer = module.Peer(folder / "peer", "")
        try:
            self._peer.start()
        finally:
            os.environ.pop("NODE_OPTIONS")
            if before is not None:
                os.environ["NODE_OPTIONS"] = before
        self.api_url = self._peer.api_url
        self._people = [self._peer.client(f"bench{person}") for person in range(PEOPLE)]
        threading.Thread(target=self._read, args=[self._peer._process.stdout], daemon=True).start()

    def _read(self, stamps: Any) -> None:
        # Python's clock and node's are the same one: CLOCK_MONOTONIC, in nanoseconds.
        with contextlib.suppress(ValueError):  # closed
            for line in stamps:
                self.arrivals.put(int(line))

    def say(self, person: int) -> None:
        one = self._people[person]
        self._peer.control("say", message={"from": one.user, "chat": one.chat, "text": QUESTION})

    def stop(self) -> None:
        self._peer.stop()


class StandIn(TelegramPeer):
    """A stand-in of ours for what the bench needs of the Bot API, in a thread of this process."""

    whose = "webhook of a stand-in of ours for the Bot API, in this process"

    def __init__(self) -> None:
        super().__init__()
        self._url = ""
        self._number = 0
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._ready.wait(10)

    def listen_to(self, url: str) -> TelegramSettings:
        self._url = url + self.path
        return super().listen_to(url)

    def say(self, person: int) -> None:
        self._number += 1
        who = {"id": 1000 + person, "first_name": f"Bench {person}"}
        message = {
            "message_id": self._number,
            "date": int(time.time()),
            "text": QUESTION,
            "from": {**who, "is_bot": False},
            "chat": {**who, "type": "private"},
        }
        update = {"update_id": self._number, "message": message}
        asyncio.run_coroutine_threadsafe(self._post(update), self._loop)

    def stop(self) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())
        self._ready.set()
        self._loop.run_forever()

    async def _serve(self) -> None:
        app = web.Application()
        app.router.add_post("/bot{token}/{method}", self._api)
        self._runner = web.AppRunner(app, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, HOST, 0)
        await site.start()
        self.api_url = f"http://{HOST}:{site._server.sockets[0].getsockname()[1]}"
        self._session = aiohttp.ClientSession()

    async def _close(self) -> None:
        await self._session.close()
        await self._runner.cleanup()

    async def _post(self, update: dict[str, Any]) -> None:
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.secret}
        async with self._session.post(self._url, json=update, headers=headers) as answer:
            await answer.read()

    async def _api(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        if method == "sendMessage":
            self.arrivals.put(time.perf_counter_ns())
        fields = await request.post()
        me = {"id": 666, "is_bot": True, "first_name": "Bench", "username": "BenchBot"}
        result: object = True
        if method == "getMe":
            result = me
        elif method == "sendMessage":
            self._number += 1
            chat = {"id": int(str(fields["chat_id"])), "type": "private"}
            result = {"message_id": self._number, "date": int(time.time()), "from": me, "chat": chat, "text": "…"}
        return web.json_response({"ok": True, "result": result})


@contextmanager
def telegram_peer() -> Iterator[TelegramPeer]:
    module = load("telegram/peer.py")
    reason = module.Peer.skip_reason()
    with tempfile.TemporaryDirectory() as folder:
        peer = StandIn() if reason else NodePeer(module, Path(folder))
        if reason:
            print(f"telegram: {reason}. A stand-in of ours takes its place.")
        try:
            yield peer
        finally:
            peer.stop()


if __name__ == "__main__":
    main()
