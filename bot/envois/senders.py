"""Sends in threads, some for each platform: none waits for a conversation that is slow, nor for a platform that is down.

A platform is not written to faster than it bears: what must wait for that waits aside, in no thread.
"""

from __future__ import annotations

import heapq
import itertools
import logging
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Protocol

from bot.envois.delivery import Delivery
from bot.envois.memory import Recent
from bot.envois.rates import Rates
from storage.errors import DatabaseUnavailableError

logger = logging.getLogger(__name__)

THREADS_BY_PLATFORM = 4
PLACES_REMEMBERED = 10_000


class Later(Protocol):
    def call(self, seconds: float, work: Callable[[], object]) -> None:
        """Do that work after so long; it must be short."""

    def close(self) -> None:
        """Forget what was not done yet."""


class Sending:
    """`soon` after a commit, `send_due` from time to time; one conversation is sent by one thread at a time, in order."""

    def __init__(
        self,
        delivery: Delivery,
        plateformes: Iterable[str],
        threads: int = THREADS_BY_PLATFORM,
        *,
        rates: Rates | None = None,
        later: Later | None = None,
        pool: Callable[[int, str], Executor] = ThreadPoolExecutor,
    ) -> None:
        self._delivery = delivery
        self._rates = rates or Rates()
        self._later = later or Alarm()
        self._pools = {name: pool(threads, f"send-{name}") for name in plateformes}
        self._lock = threading.Lock()
        # The conversations that a thread has, or will have; True for those asked for again meanwhile.
        self._asked: dict[int, bool] = {}
        # Where a conversation is, once a message of it was sent.
        self._places: Recent[int, str] = Recent(PLACES_REMEMBERED)

    def soon(self, plateforme: str, conversation: int) -> None:
        """Send what that conversation waits for, without waiting for it."""
        with self._lock:
            if conversation in self._asked:
                self._asked[conversation] = True
                return
            self._asked[conversation] = False
        self._begin(plateforme, conversation)

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
        self._later.close()
        for pool in self._pools.values():
            pool.shutdown(wait=True, cancel_futures=True)

    def _begin(self, plateforme: str, conversation: int) -> None:
        try:
            self._pools[plateforme].submit(self._send, plateforme, conversation)
        except RuntimeError:
            # Closing: what is in the outbox leaves at the next start.
            with self._lock:
                self._asked.pop(conversation, None)

    def _send(self, plateforme: str, conversation: int) -> None:
        while True:
            try:
                wait = self._send_one(plateforme, conversation)
            except DatabaseUnavailableError:
                # Nothing is lost: the rows are still there at the next sweep.
                logger.warning("database unavailable: conversation %s waits for the next sweep", conversation)
                wait = None
            except Exception:
                logger.exception("the sending of conversation %s failed", conversation)
                wait = None
            if wait:
                self._later.call(wait, lambda: self._begin(plateforme, conversation))
                return
            if wait is None and self._is_over(conversation):
                return

    def _send_one(self, plateforme: str, conversation: int) -> float | None:
        """Send one message: how long to wait before it may leave, nothing once it was tried, None when none is due."""
        canal = self._place(conversation)
        if wait := self._rates.take(plateforme, canal):
            return wait
        tried = None
        try:
            tried = self._delivery.send_next(conversation)
        finally:
            if tried is None:
                self._rates.give_back(plateforme, canal)
        if tried is None:
            return None
        if canal is None:
            with self._lock:
                self._places.put(conversation, tried.canal)
            self._rates.owe(plateforme, tried.canal)
        if tried.retry_after_seconds is not None:
            self._rates.hold(plateforme, tried.canal, tried.retry_after_seconds)
            # Its turn comes when the platform has said, at a sweep.
            return None
        return 0.0

    def _place(self, conversation: int) -> str | None:
        with self._lock:
            return self._places.get(conversation)

    def _is_over(self, conversation: int) -> bool:
        """Say whether nobody asked for that conversation again while it was sent."""
        with self._lock:
            again = self._asked[conversation]
            if again:
                self._asked[conversation] = False
            else:
                del self._asked[conversation]
            return not again


class Alarm:
    """Calls at their times, from one thread of its own, which begins with the first."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._changed = threading.Condition()
        self._calls: list[tuple[float, int, Callable[[], object]]] = []
        self._order = itertools.count()
        self._thread: threading.Thread | None = None
        self._closed = False

    def call(self, seconds: float, work: Callable[[], object]) -> None:
        with self._changed:
            if self._closed:
                return
            heapq.heappush(self._calls, (self._monotonic() + seconds, next(self._order), work))
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="send-later", daemon=True)
                self._thread.start()
            self._changed.notify()

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while (work := self._next()) is not None:
            try:
                work()
            except Exception:
                # One bad call must not be the last.
                logger.exception("what was put off could not be begun")

    def _next(self) -> Callable[[], object] | None:
        with self._changed:
            while not self._closed:
                if not self._calls:
                    self._changed.wait()
                elif (left := self._calls[0][0] - self._monotonic()) > 0:
                    self._changed.wait(left)
                else:
                    return heapq.heappop(self._calls)[2]
            return None


__all__ = ["Alarm", "Later", "Sending"]
