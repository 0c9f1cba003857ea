"""Sends what waits in the outbox: right after the commit, or later when a process died in between.

Delivery is at least once. A row is leased before the call and marked after it: if the process dies in that window, or the
database is lost for it, the message goes out again, with the same key, which a platform with idempotent sends drops.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.envois.adapters import Adapter, DeliveryError, Outgoing
from handlers.conversation.vocabulary import Address, Message
from storage.database import Database
from storage.envois.records import OutboxRecord
from storage.errors import DatabaseUnavailableError

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
# A row whose lease ends sooner than this is left alone: another sender could take it while it is being sent.
LEASE_MARGIN = timedelta(seconds=20)
BATCH = 10
# So many conversations are looked at in one sweep of a platform; the next sweep finds the others.
WAITING_MAX = 200
FIRST_RETRY = timedelta(seconds=5)
# Short, since whoever writes after an outage waits for what stands before their answer.
LAST_RETRY = timedelta(minutes=5)
# A week of outage and more: a token that ends on a Friday evening loses nothing.
ATTEMPTS_MAX = 2_500
# Enough to pass LAST_RETRY, and far from what a duration cannot hold.
DOUBLINGS_MAX = 10
MARK_TRIES = 3


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of a message; `retry_after_seconds` is the wait that the platform asked for, if it did."""

    canal: str
    sent: bool
    retry_after_seconds: float | None = None


class Delivery:
    """Empties the outbox through the adapters, in order within each conversation."""

    def __init__(
        self,
        database: Database,
        adapters: Iterable[Adapter],
        clock: Callable[[], datetime],
        attempts_max: int = ATTEMPTS_MAX,
    ) -> None:
        self._database = database
        self._adapters = {adapter.plateforme: adapter for adapter in adapters}
        self._plateformes = tuple(self._adapters)
        self._clock = clock
        self._attempts_max = attempts_max

    def send_due(self, conversation: int | None = None) -> int:
        """Send everything that is due, or one conversation's; returns how many messages went out."""
        sent = 0
        while True:
            now = self._clock()
            # Each claim holds the oldest message of each conversation: the next ones come with the next claim.
            claimed = self._claim(conversation, now)
            if not claimed:
                return sent
            for row in claimed:
                if self._clock() > now + LEASE - LEASE_MARGIN:
                    break  # the platform is slow: the rest comes back when its lease runs out
                sent += self._send(row).sent

    def send_next(self, conversation: int) -> Tried | None:
        """Send the oldest message of a conversation, if it is due; None when nothing is."""
        claimed = self._claim(conversation, self._clock())
        return self._send(claimed[0]) if claimed else None

    def deliver(self, _plateforme: str, conversation: int) -> int:
        """Send what one conversation waits for, in this very thread."""
        return self.send_due(conversation)

    def waiting(self, plateforme: str) -> list[int]:
        """The conversations of that platform that have something due."""
        with self._database.reading() as uow:
            return uow.outbox.waiting(self._clock(), WAITING_MAX, plateforme)

    def _claim(self, conversation: int | None, now: datetime) -> list[OutboxRecord]:
        with self._database.unit_of_work() as uow:
            rows = uow.outbox.claim(now, LEASE, BATCH, conversation_id=conversation, plateformes=self._plateformes)
            uow.commit()
        return rows

    def _send(self, row: OutboxRecord) -> Tried:
        adapter = self._adapters[row.plateforme]
        try:
            reference = adapter.send(to_outgoing(row))
        except DeliveryError as error:
            reason = f"{error.cause}: {error}"
            self._postpone(row, reason, error.retry_after_seconds, permanent=error.permanent)
            return Tried(row.canal, sent=False, retry_after_seconds=error.retry_after_seconds)
        except Exception as error:
            # An adapter's fault is not the outbox's. Only its type is kept: its text may hold what a person typed.
            logger.exception("the adapter of %s failed on outbox row %s", row.plateforme, row.id)
            self._postpone(row, f"inconnue: {type(error).__name__}")
            return Tried(row.canal, sent=False)
        self._mark_sent(row, reference)
        return Tried(row.canal, sent=True)

    def _mark_sent(self, row: OutboxRecord, reference: str | None) -> None:
        """Insist: a message that went out and is not marked goes out again."""
        for left in reversed(range(MARK_TRIES)):
            try:
                with self._database.unit_of_work() as uow:
                    uow.outbox.sent(row.id, self._clock(), reference)
                    uow.commit()
            except DatabaseUnavailableError:
                if not left:
                    raise
            else:
                return

    def _postpone(
        self, row: OutboxRecord, reason: str, retry_after_seconds: float | None = None, *, permanent: bool = False
    ) -> None:
        """Try again later, or give up; `reason` begins with a DeliveryCause and a colon, then says it in English."""
        with self._database.unit_of_work() as uow:
            if permanent or row.tentatives >= self._attempts_max:
                uow.outbox.abandon(row.id, reason)
                logger.error("outbox row %s given up after %s attempts", row.id, row.tentatives)
            else:
                wait = min(FIRST_RETRY * 2 ** min(row.tentatives - 1, DOUBLINGS_MAX), LAST_RETRY)
                if retry_after_seconds is not None:
                    wait = max(wait, timedelta(seconds=retry_after_seconds))
                uow.outbox.retry(row.id, self._clock() + wait, reason)
                logger.warning("outbox row %s not sent, next attempt in %s", row.id, wait)
            uow.commit()


def to_outgoing(row: OutboxRecord) -> Outgoing:
    """The message that an outbox row holds, on its way."""
    message = Message(row.texte, row.choix, row.multiple, row.document)
    address = Address(row.plateforme, row.canal, row.personne)
    return Outgoing(address, message, row.cle, row.coordonnees, row.tentatives)
