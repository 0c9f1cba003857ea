"""Runs the web page and the worker in one process."""

from __future__ import annotations

import errno
import signal
import socket
import sys
from datetime import timedelta
from typing import NoReturn

import uvicorn

from bot import wiring
from bot.web.app import create_app
from bot.web.hub import Hub, WebAdapter
from bot.wiring import SettingError, Settings
from bot.worker import Worker


def serve(settings: Settings, host: str, port: int) -> int:
    """Serve until interrupted; returns the exit status. Raises SettingError and storage.errors.StorageError."""
    # uvicorn stops by itself at either signal, then hands it on: by then everything is closed.
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGINT, _leave)
    listener = bind(host, port)
    database = wiring.build_database(settings)
    database.migrate()
    knowledge = wiring.build_knowledge(settings)
    # Built now, so that the first person who searches does not wait.
    knowledge.chercheur()
    knowledge.mots_connus()
    hub = Hub()
    bot = wiring.build_bot(knowledge, database, [WebAdapter(hub)])
    worker = Worker(bot.delivery, database, wiring.now, timedelta(days=settings.retention_days))
    app = create_app(
        engine=bot.engine,
        database=database,
        hub=hub,
        documents=bot.documents,
        collectivite=knowledge.pack.collectivite,
        https=settings.https,
        on_startup=worker.start,
        on_shutdown=worker.stop,
    )
    listener.listen()  # from here on whoever reads the address and calls is answered
    sys.stdout.write(f"http://{f'[{host}]' if ':' in host else host}:{listener.getsockname()[1]}\n")
    sys.stdout.flush()
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=5,
        server_header=False,
        proxy_headers=settings.https,
    )
    uvicorn.Server(config).run(sockets=[listener])
    return 0


def _leave(*_: object) -> NoReturn:
    sys.exit(0)


def bind(host: str, port: int) -> socket.socket:
    """Take the port, any free one for 0. Raises SettingError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
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
