"""The bot's Matrix account: listens to its rooms, and writes there."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass

from nio import AsyncClient  # type: ignore[import-untyped]
from starlette.routing import BaseRoute

from bot.envois.adapters import (
    ChoicesOf,
    DeliveryError,
    Documents,
    DownloadError,
    Outgoing,
    PlatformRefusedError,
    Receive,
)
from bot.envois.downloads import check_size
from bot.platforms.matrix.connection import NETWORK, ServerFaultError, disconnect, new_client
from bot.platforms.matrix.events import Events
from bot.platforms.matrix.folder import Keeping
from bot.platforms.matrix.incoming import PLATEFORME
from bot.platforms.matrix.keys import Keys
from bot.platforms.matrix.listener import KEY_WAIT_SECONDS, Listener
from bot.platforms.matrix.media import read_media
from bot.platforms.matrix.outgoing import LIMITE
from bot.platforms.matrix.writer import Writer
from bot.settings import MatrixSettings
from handlers.conversation.vocabulary import Fichier

logger = logging.getLogger(__name__)

# A whole `send`: the outbox's lease is longer.
SEND_SECONDS = 18.0


@dataclass(frozen=True, slots=True)
class _Running:
    """What lives between `start` and `stop`."""

    loop: asyncio.AbstractEventLoop
    client: AsyncClient
    listener: Listener
    writer: Writer


class MatrixPlatform:
    """One account, one device, one process: the store folder is locked."""

    plateforme = PLATEFORME
    limite = LIMITE

    def __init__(self, settings: MatrixSettings, documents: Documents, choices_of: ChoicesOf) -> None:
        # What nio logs quotes the events that it reads.
        logging.getLogger("nio").setLevel(logging.CRITICAL)
        self._settings = settings
        self._documents = documents
        self._choices_of = choices_of
        self._keeping = Keeping(settings.store)
        self._running: _Running | None = None
        self.key_wait_seconds = KEY_WAIT_SECONDS

    @property
    def routes(self) -> Sequence[BaseRoute]:
        return ()

    async def start(self, receive: Receive) -> None:
        """Log in and listen. Raises PlatformRefusedError; a server that cannot be reached is tried again meanwhile."""
        client = new_client(self._settings)
        keys = Keys(client)
        events = Events(client, keys)
        writer = Writer(client, keys, events)
        listener = Listener(
            client,
            self._settings,
            self._keeping,
            keys,
            events,
            writer,
            receive,
            self._choices_of,
            self.key_wait_seconds,
        )
        self._running = _Running(asyncio.get_running_loop(), client, listener, writer)
        try:
            await listener.connect()
        except (*NETWORK, ServerFaultError) as error:
            reason = str(error) if isinstance(error, ServerFaultError) else type(error).__name__
            logger.warning("SPASER_MATRIX_HOMESERVER cannot be reached yet: %s", reason)
        except PlatformRefusedError:
            await self.stop()
            raise
        listener.start()

    async def stop(self) -> None:
        """Stop listening; what is being taken has a moment to end."""
        running = self._running
        if running is None:
            return
        await running.listener.stop()
        await running.writer.close()
        self._running = None
        await disconnect(running.client)
        self._keeping.close()

    def send(self, outgoing: Outgoing) -> str | None:
        """Write in the room of that conversation; returns the id of the event. Raises DeliveryError."""
        end = time.monotonic() + SEND_SECONDS
        document = outgoing.message.document
        file = None if document is None else self._documents.fetch(document, outgoing.address)
        if document is not None and file is None:
            logger.error("a document announced on Matrix cannot be made: nothing is sent")
            return None
        running = self._running
        if running is None:
            raise DeliveryError("the Matrix platform is not started", cause="injoignable")
        sending = asyncio.run_coroutine_threadsafe(running.writer.send(outgoing, file), running.loop)
        try:
            return sending.result(max(end - time.monotonic(), 1))
        except TimeoutError:
            sending.cancel()
            raise DeliveryError("the Matrix server takes too long", cause="injoignable") from None

    def download(self, fichier: Fichier, most_bytes: int) -> bytes:
        check_size(fichier, most_bytes)
        running = self._running
        if running is None:
            raise DownloadError("indisponible")
        return read_media(running.client.homeserver, running.client.access_token, fichier.reference, most_bytes)


__all__ = ["MatrixPlatform"]
