"""Runs the web page, the platforms and the worker in one process."""

from __future__ import annotations

import asyncio
import errno
import logging
import signal
import socket
import sys
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import NoReturn

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot import clock, wiring
from bot.capabilities import parts
from bot.conversation.engine import Engine
from bot.envois.adapters import Platform, PlatformRefusedError, Receive
from bot.envois.worker import Job, Worker
from bot.platforms.bodies import BoundedBodies
from bot.platforms.limits import RateLimit
from bot.platforms.web.app import create_app
from bot.platforms.web.hub import Hub, WebAdapter
from bot.platforms.web.porte import PORTES
from bot.platforms.web.security import hosts_allowed
from bot.platforms.web.site import Site
from bot.settings import SettingError
from bot.wiring import Bot, Settings
from handlers.conversation.vocabulary import Address, Incoming, Message
from storage.comptes.records import Role
from storage.unit_of_work import Reading

logger = logging.getLogger(__name__)

# Messages answered at once, on each platform: a database that is slow holds back no more than these.
RECEIVING_THREADS = 4
# What each message of somebody who writes without end waits: less than any platform's patience.
SLOWED_SECONDS = 2


class Hosting:
    """Starts the platforms and the worker in the event loop that it is entered from, and stops them.

    A platform that refuses our credentials, or fails to start, stops the process when it is alone; beside others it is
    left out, and the log says why.
    """

    def __init__(self, bot: Bot, platforms: Sequence[Platform], retention: timedelta, *, alone: bool) -> None:
        assert bot.sending is not None
        self._sending = bot.sending
        self._engine = bot.engine
        self._platforms = platforms
        jobs = [Job(worker.name, worker.every, worker.run, apart=worker.apart) for worker in bot.workers.values()]
        self._worker = Worker(bot.sending, bot.database, clock.now, retention, jobs=jobs)
        self._alone = alone
        self.refused: PlatformRefusedError | None = None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        pools = {
            platform.plateforme: ThreadPoolExecutor(RECEIVING_THREADS, f"receive-{platform.plateforme}")
            for platform in self._platforms
        }
        started: list[Platform] = []
        try:
            # Together: one that cannot be reached makes neither the page nor the others wait.
            starts = [self._start(each, _receiver(self._engine, pools[each.plateforme])) for each in self._platforms]
            begun = await asyncio.gather(*starts)
            started += [platform for platform, begins in zip(self._platforms, begun, strict=True) if begins]
            # Now that each platform can be reached: what a dead process left behind leaves at once.
            await run_in_threadpool(self._worker.start)
            yield
        finally:
            # The platforms last: what is being said can still leave, and nothing is tried on one that has stopped.
            await run_in_threadpool(self._stop_sending)
            faults = await asyncio.gather(*(platform.stop() for platform in started), return_exceptions=True)
            for platform, fault in zip(started, faults, strict=True):
                if isinstance(fault, BaseException):
                    logger.error("%s did not stop well (%s)", platform.plateforme, type(fault).__name__)
            await run_in_threadpool(_shut, list(pools.values()))

    async def _start(self, platform: Platform, receive: Receive) -> bool:
        try:
            await platform.start(receive)
        except PlatformRefusedError as error:
            if self._alone:
                self.refused = error
                raise
            logger.error("%s is left out: %s", platform.plateforme, error)  # noqa: TRY400 - the message says it all
            return False
        except Exception:
            if self._alone:
                raise
            logger.exception("%s is left out: it failed to start", platform.plateforme)
            return False
        logger.info("%s started", platform.plateforme)
        return True

    def _stop_sending(self) -> None:
        self._worker.stop()
        self._sending.close()


def _shut(pools: Sequence[ThreadPoolExecutor]) -> None:
    for pool in pools:
        pool.shutdown(wait=True, cancel_futures=True)


def _receiver(engine: Engine, pool: ThreadPoolExecutor) -> Receive:
    rate = RateLimit()

    async def receive(incoming: Incoming) -> None:
        # Whoever writes without end is slowed down; nothing they say is dropped.
        wait = rate.wait(incoming.address.personne, asyncio.get_running_loop().time())
        await asyncio.sleep(min(wait, SLOWED_SECONDS))
        await asyncio.get_running_loop().run_in_executor(pool, engine.receive, incoming)

    return receive


def serve(settings: Settings, host: str, port: int) -> int:
    """Serve the web page and every configured platform until interrupted; returns the exit status.

    Raises SettingError and storage.errors.StorageError.
    """
    _leave_on_signals()
    configured = wiring.configured_platforms(host)
    listener = bind(host, port)
    database = wiring.build_database(settings)
    database.migrate()
    knowledge = wiring.build_knowledge(settings)
    # Built now, so that the first person who searches does not wait.
    knowledge.chercheur()
    knowledge.repondeur_aux_acheteurs()
    knowledge.mots_connus()

    def home(address: Address, organisation: str | None) -> Sequence[Message]:
        return bot.engine.home(address, organisation)

    page = replace(settings, host=host, port=listener.getsockname()[1]).page
    access = wiring.build_access(settings)
    platforms = [
        wiring.build_platform(name, each, knowledge, database, home, page, access) for name, each in configured.items()
    ]
    hub = Hub()
    doors = [WebAdapter(hub, porte.plateforme) for porte in PORTES]
    bot = wiring.build_bot(
        knowledge, database, [*doors, *platforms], access, threaded=True, adresse=page, publique=settings.adresse
    )
    hosting = Hosting(bot, platforms, timedelta(days=settings.retention_days), alone=False)

    def roles(memory: Reading, plateforme: str, personne: str) -> frozenset[Role]:
        return access.now(memory, plateforme, personne, clock.now())

    def ici(memory: Reading, plateforme: str, personne: str) -> frozenset[Role]:
        return access.here(memory, plateforme, personne, clock.now())

    site = Site(
        knowledge,
        database,
        bot.engine,
        hub,
        bot.documents,
        roles,
        ici,
        clock.now,
        https=settings.https,
        page=page,
        publique=settings.adresse,
    )
    pages = [*parts("pages")]
    app = create_app(
        engine=bot.engine,
        database=database,
        hub=hub,
        documents=bot.documents,
        roles=roles,
        hosts=hosts_allowed(host, settings.adresse, https=settings.https),
        # Each proves who it is by a signature or a secret, under the name that it was given.
        open_to_all=[route.path for platform in platforms for route in platform.routes if isinstance(route, Route)],
        collectivite=knowledge.pack.collectivite,
        https=settings.https,
        routes=[
            *(route for module in pages for route in module.du_site(site)),
            *(route for platform in platforms for route in platform.routes),
        ],
        larger={path: most for module in pages for path, most in getattr(module, "LARGER", {}).items()},
        around=hosting.running,
    )
    _run(app, listener, host, settings)
    return 0


def serve_alone(settings: Settings, plateforme: str, host: str, port: int) -> int:
    """Serve one platform only, listening on a port where it has webhooks; returns the exit status.

    Raises SettingError and storage.errors.StorageError.
    """
    _leave_on_signals()
    platform_settings = wiring.read_platform_settings(plateforme, host)
    database = wiring.build_database(settings)
    database.migrate()
    knowledge = wiring.build_knowledge(settings)

    def home(address: Address, organisation: str | None) -> Sequence[Message]:
        return bot.engine.home(address, organisation)

    access = wiring.build_access(settings)
    platform = wiring.build_platform(plateforme, platform_settings, knowledge, database, home, settings.page, access)
    bot = wiring.build_bot(
        knowledge, database, [platform], access, threaded=True, adresse=settings.page, publique=settings.adresse
    )
    hosting = Hosting(bot, [platform], timedelta(days=settings.retention_days), alone=True)
    try:
        if platform.routes:
            app = Starlette(
                routes=[*platform.routes, Route("/sante", _health)],
                middleware=[Middleware(BoundedBodies)],
                lifespan=lambda _: hosting.running(),
            )
            _run(app, bind(host, port), host, settings)
        else:
            asyncio.run(_until_stopped(hosting))
    except PlatformRefusedError as error:
        raise SettingError(str(error)) from error
    if hosting.refused is not None:
        raise SettingError(str(hosting.refused))
    return 0


async def _health(_: Request) -> Response:
    return PlainTextResponse("ok")


async def _until_stopped(hosting: Hosting) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    async with hosting.running():
        await stopped.wait()


def _run(app: Starlette, listener: socket.socket, host: str, settings: Settings) -> None:
    listener.listen()  # from here on whoever reads the address and calls is answered
    sys.stdout.write(f"http://{f'[{host}]' if ':' in host else host}:{listener.getsockname()[1]}\n")
    sys.stdout.flush()
    build_server(app, settings).run(sockets=[listener])


def build_server(app: Starlette, settings: Settings) -> uvicorn.Server:
    """The server of every door, to be run on what `bind` took."""
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=5,
        server_header=False,
        proxy_headers=settings.https,
    )
    return uvicorn.Server(config)


def _leave_on_signals() -> None:
    # uvicorn stops by itself at either signal, then hands it on: by then everything is closed.
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGINT, _leave)


def _leave(*_: object) -> NoReturn:
    sys.exit(0)


def bind(host: str, port: int) -> socket.socket:
    """Take the port, any free one for 0. Raises SettingError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is told: asyncio turns Nagle's delay off on no other connection, and each answer would wait 40 ms.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except (OSError, UnicodeError) as error:
        listener.close()
        raise SettingError(_why_not(host, port, error)) from error
    return listener


def _why_not(host: str, port: int, error: OSError | UnicodeError) -> str:
    if isinstance(error, (socket.gaierror, UnicodeError)) or error.errno == errno.EADDRNOTAVAIL:
        return f"{host!r} is not an address of this machine: write one with --host or SPASER_HOST, 0.0.0.0 for all of them."
    if error.errno == errno.EADDRINUSE:
        return f"port {port} of {host} is taken: free it, or choose another with --port or SPASER_PORT."
    if error.errno == errno.EACCES:
        return (
            f"port {port} of {host} is not allowed to this account: choose one above 1023 with --port or SPASER_PORT."
        )
    return f"cannot listen on port {port} of {host} ({error.strerror}): choose others with --host and --port."
