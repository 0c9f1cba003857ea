"""Sends in threads, some for each platform: none waits for a conversation that is slow, nor for a platform that is down."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from bot.delivery import Delivery
from storage.errors import DatabaseUnavailableError

logger = logging.getLogger(__name__)

THREADS_BY_PLATFORM = 4


class Sending:
    """`soon` after a commit, `send_due` from time to time; one conversation is sent by one thread at a time, in order."""

    def __init__(self, delivery: Delivery, plateformes: Iterable[str], threads: int = THREADS_BY_PLATFORM) -> None:
        self._delivery = delivery
        self._pools = {name: ThreadPoolExecutor(threads, f"send-{name}") for name in plateformes}
        self._lock = threading.Lock()
        # The conversations that a thread has, or will have; True for those asked for again meanwhile.
        self._asked: dict[int, bool] = {}

    def soon(self, plateforme: str, conversation: int) -> None:
        """Send what that conversation waits for, without waiting for it."""
        with self._lock:
            if conversation in self._asked:
                self._asked[conversation] = True
                return
            self._asked[conversation] = False
        try:
            self._pools[plateforme].submit(self._send, conversation)
        except RuntimeError:
            # Closing: what is in the outbox leaves at the next start.
            with self._lock:
                self._asked.pop(conversation, None)

    def send_due(self) -> int:
        """Have whatever is due sent, on every platform; returns how many conversations it is for."""
        found = 0
        for plateforme in self._pools:
            for conversation in self._delivery.waiting(plateforme):
                self.soon(plateforme, conversation)
                found += 1
        return found

    def close(self) -> None:
        """Wait for the messages under way; what has not begun stays in the outbox."""
        for pool in self._pools.values():
            pool.shutdown(wait=True, cancel_futures=True)

    def _send(self, conversation: int) -> None:
        again = True
        while again:
            try:
                self._delivery.send_due(conversation)
            except DatabaseUnavailableError:
                # Nothing is lost: the rows are still there at the next sweep.
                logger.warning("database unavailable: conversation %s waits for the next sweep", conversation)
            except Exception:
                logger.exception("the sending of conversation %s failed", conversation)
            with self._lock:
                again = self._asked[conversation]
                if again:
                    self._asked[conversation] = False
                else:
                    del self._asked[conversation]


__all__ = ["Sending"]
