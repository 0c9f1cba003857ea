"""What is due, and does itself: the base of every capability's worker."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from bot.access import Access
from bot.envois.composer import Composer
from bot.envois.push import push
from bot.knowledge import Knowledge
from handlers.conversation.vocabulary import Reply
from storage.comptes.records import CompteRecord
from storage.database import Database
from storage.unit_of_work import UnitOfWork

PARIS = ZoneInfo("Europe/Paris")


class DueWorker(ABC):
    """Does, a transaction at a time, what is due now: `run` may be called again, by several processes at once.

    `name` is that of its job; `every`: how often what is due is looked for; `apart`: it may take minutes, and no message waits
    for it; `speaks`: people are told something. Days and hours are those of Paris.
    """

    name: ClassVar[str]
    every: ClassVar[timedelta] = timedelta(minutes=1)
    apart: ClassVar[bool] = False
    speaks: ClassVar[bool] = True

    def __init__(
        self,
        knowledge: Knowledge,
        database: Database,
        composer: Composer,
        clock: Callable[[], datetime],
        access: Access,
    ) -> None:
        self._knowledge = knowledge
        self._pack = knowledge.pack
        self._database = database
        self._composer = composer
        self._clock = clock
        self._access = access

    @abstractmethod
    def run(self) -> object:
        """Do it, and return what was done. Raises storage.errors.DatabaseUnavailableError, with nothing half done."""

    def _moment(self) -> tuple[datetime, date]:
        """What moment it is, and its day."""
        now = self._clock()
        return now, now.astimezone(PARIS).date()

    def _tell(
        self, uow: UnitOfWork, comptes: Sequence[CompteRecord], reply: Reply, cle: str, now: datetime
    ) -> list[CompteRecord]:
        """Say it to each of these accounts, once under that key; returns those that were told now."""
        return [
            compte
            for rang, compte in enumerate(comptes)
            if push(
                uow,
                self._composer,
                compte.plateforme,
                compte.personne,
                reply,
                cle if rang == 0 else f"{cle}:{rang}",
                now,
            )
        ]


__all__ = ["PARIS", "DueWorker"]
