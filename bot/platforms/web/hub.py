"""What the page and its adapter share: who is listening, to be woken, and the files of requests under way."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from bot.envois.adapters import Outgoing
from bot.platforms.web.porte import ACHETEURS
from bot.platforms.web.uploads import Uploads
from handlers.conversation.vocabulary import Fichier

# Messages of the page answered at once, as on each other platform: more threads would only wait for one another, and the
# thread that writes with them. The others wait in the order in which they came.
TURNS_AT_ONCE = 4


class Hub:
    """Who is listening, from which event loop. Every method but `listen` may be called from any thread."""

    def __init__(self) -> None:
        self.uploads = Uploads()
        self.turns = asyncio.Semaphore(TURNS_AT_ONCE)
        self._lock = threading.Lock()
        self._listeners: dict[str, set[Listener]] = {}
        self._closed = False

    @property
    def closed(self) -> bool:
        """Whether the server is stopping: streams end, pages come back to the next one."""
        return self._closed

    @contextmanager
    def listen(self, personne: str) -> Iterator[Listener]:
        """Be woken for that person while the block lasts; call it from the loop that waits."""
        listener = Listener(asyncio.get_running_loop())
        with self._lock:
            self._listeners.setdefault(personne, set()).add(listener)
        try:
            yield listener
        finally:
            with self._lock:
                remaining = self._listeners[personne]
                remaining.discard(listener)
                if not remaining:
                    del self._listeners[personne]

    def wake(self, personne: str) -> None:
        """Make that person's streams look for what is new."""
        with self._lock:
            listeners = tuple(self._listeners.get(personne, ()))
        for listener in listeners:
            listener.wake()

    def close(self) -> None:
        """End every stream, so that the server need not wait for readers who never leave."""
        self._closed = True
        with self._lock:
            listeners = tuple(listener for several in self._listeners.values() for listener in several)
        for listener in listeners:
            listener.wake()

    def open(self) -> None:
        """Accept streams again, for an application that starts after having stopped."""
        self._closed = False


class Listener:
    """One stream waiting in its event loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._event = asyncio.Event()

    def wake(self) -> None:
        """From any thread; a loop that has just closed has no reader left to wake."""
        try:
            self._loop.call_soon_threadsafe(self._event.set)
        except RuntimeError:
            return

    async def wait(self, seconds: float) -> None:
        """Return when woken (since the last wait), or after that long."""
        try:
            async with asyncio.timeout(seconds):
                await self._event.wait()
        except TimeoutError:
            return
        finally:
            self._event.clear()


class WebAdapter:
    """Sends nothing: the page reads the transcript, where the message already stands. It only says that it is there."""

    limite = None

    def __init__(self, hub: Hub, plateforme: str = ACHETEURS.plateforme) -> None:
        self._hub = hub
        self.plateforme = plateforme

    def send(self, outgoing: Outgoing) -> None:
        """Wake the person's open pages."""
        self.wake(outgoing.address.personne)

    def wake(self, personne: str) -> None:
        """Make the person's open pages look for what is new."""
        self._hub.wake(personne)

    def download(self, fichier: Fichier, most_bytes: int) -> bytes:
        """The bytes that the request under way brought: they are there until it is answered."""
        return self._hub.uploads.read(fichier.reference.get("cle"), most_bytes)


__all__ = ["Hub", "Listener", "WebAdapter"]
