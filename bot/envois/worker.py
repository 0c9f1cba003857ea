"""The thread that sends what a dead process left behind, and forgets people's words when their time has come."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from storage.database import Database
from storage.errors import DatabaseUnavailableError

logger = logging.getLogger(__name__)

SWEEP_SECONDS = 5.0
PURGE_EVERY = timedelta(hours=24)
# A file that nobody said yes to.
UNCONFIRMED_KEPT = timedelta(days=7)


class Sender(Protocol):
    def send_due(self) -> int:
        """Send what is due, or have it sent; returns for how many."""


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do from time to time, whose fault stops neither the sending nor the other jobs.

    `apart`: it may take minutes, and is done in a thread of its own that no message waits for; never twice at once.
    """

    name: str
    every: timedelta
    run: Callable[[], object]
    apart: bool = False


class Worker:
    """Sweeps the outbox every few seconds, and does its jobs in between.

    Several may run, on several machines: leases and locks keep them apart.
    """

    def __init__(
        self,
        sender: Sender,
        database: Database,
        clock: Callable[[], datetime],
        retention: timedelta,
        every_seconds: float = SWEEP_SECONDS,
        jobs: Sequence[Job] = (),
    ) -> None:
        self._sender = sender
        self._database = database
        self._clock = clock
        self._retention = retention
        self._every_seconds = every_seconds
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._jobs = (Job("purge", PURGE_EVERY, self._purge), *jobs)
        self._done: dict[str, datetime] = {}
        self._apart: dict[str, threading.Thread] = {}

    def start(self) -> None:
        self._stop.clear()
        self._thread = threading.Thread(target=self._run, name="worker", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ask it to stop and wait for the message under way."""
        self._stop.set()
        for thread in (self._thread, *self._apart.values()):
            if thread is not None:
                thread.join(timeout=10)

    def sweep(self) -> int:
        """Send what is due, do the jobs whose time has come, send what they said; returns for how many messages, or conversations."""
        sent = self._sender.send_due()
        now = self._clock()
        for job in self._jobs:
            last = self._done.get(job.name)
            # A clock that went back makes nothing wait.
            if last is not None and last <= now < last + job.every:
                continue
            self._done[job.name] = now
            if job.apart:
                self._do_apart(job)
                continue
            try:
                self._do(job)
            except DatabaseUnavailableError:
                del self._done[job.name]
                raise
        return sent + self._sender.send_due()

    def _do(self, job: Job) -> None:
        try:
            job.run()
        except DatabaseUnavailableError:
            raise
        except Exception:
            # One bad job must not stop the others, nor be tried every few seconds.
            logger.exception("the job %s failed, next one in %s", job.name, job.every)

    def _do_apart(self, job: Job) -> None:
        under_way = self._apart.get(job.name)
        if under_way is not None and under_way.is_alive():
            return

        def do() -> None:
            try:
                self._do(job)
            except DatabaseUnavailableError:
                logger.warning("database unavailable, the job %s is tried again in %s", job.name, job.every)

        self._apart[job.name] = threading.Thread(target=do, name=job.name, daemon=True)
        self._apart[job.name].start()

    def _purge(self) -> None:
        now = self._clock()
        with self._database.unit_of_work() as uow:
            uow.retention.purge(now - self._retention)
            uow.imports.oublier(now - self._retention)
            uow.depots.oublier(now - UNCONFIRMED_KEPT)
            uow.liens.oublier(now)
            uow.demandes.oublier(now - self._retention)
            uow.commit()

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self.sweep()
            except DatabaseUnavailableError:
                # Nothing is lost: the rows are still there at the next sweep.
                logger.warning("database unavailable, next sweep in %s seconds", self._every_seconds)
            except Exception:
                # One bad sweep must not be the last: whatever it was, the next one may pass.
                logger.exception("sweep failed, next one in %s seconds", self._every_seconds)
            self._stop.wait(self._every_seconds)
