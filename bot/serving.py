"""Runs the web page and the worker in one process."""

from __future__ import annotations

import logging
import socket
import sys
from datetime import timedelta

import uvicorn

from bot import logs, wiring
from bot.web.app import create_app
from bot.web.hub import Hub, WebAdapter
from bot.wiring import Settings
from bot.worker import Worker

logger = logging.getLogger(__name__)


def serve(settings: Settings, host: str, port: int) -> int:
    """Serve until interrupted; returns the exit status. Raises storage.errors.StorageError."""
    logs.configure(settings.log_level)
    database = wiring.build_database(settings)
    database.migrate()
    knowledge = wiring.build_knowledge(settings)
    knowledge.chercheur()  # built now, so that the first person who searches does not wait
    hub = Hub()
    bot = wiring.build_bot(knowledge, database, [WebAdapter(hub)])
    app = create_app(
        engine=bot.engine,
        database=database,
        hub=hub,
        documents=bot.documents,
        collectivite=knowledge.pack.collectivite,
        https=settings.https,
    )
    listener = _listen(host, port)
    if listener is None:
        sys.stderr.write(
            f"spaser: port {port} of {host} is taken or not allowed: free it, or choose another with --port or SPASER_PORT.\n"
        )
        return 1
    worker = Worker(bot.delivery, database, wiring.now, timedelta(days=settings.retention_days))
    worker.start()
    sys.stdout.write(f"http://{host}:{port}\n")
    sys.stdout.flush()
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=5,
        server_header=False,
        proxy_headers=settings.https,
    )
    try:
        uvicorn.Server(config).run(sockets=[listener])
    finally:
        worker.stop()
    return 0


def _listen(host: str, port: int) -> socket.socket | None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError:
        listener.close()
        return None
    return listener
