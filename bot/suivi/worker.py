"""Asks what became of purchases, a few questions at a time, of whoever diagnosed them.

What is to be asked is unique by purchase and kind; the message that asks has a unique key by person and week, and marks what
it asks in its own transaction: run again, or by several processes at once, nothing is asked twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.envois.due import PARIS, DueWorker
from bot.envois.push import push
from bot.envois.recipients import hold, takes, where_of
from handlers.suivi.moments import armer
from handlers.suivi.preuves import rattraper
from handlers.suivi.questions import QUESTIONS_MAX, a_poser, annoncer
from knowledge.francais.jours_ouvres import avant_jours_ouvres, est_ouvre
from storage.comptes.records import CompteRecord
from storage.unit_of_work import Reading

# Purchases looked at in one transaction.
AT_ONCE = 400
# Asked once more after so many working days, then no more.
AGAIN_AFTER = 10
TIMES = 2
# Whoever said something so lately is answering, or describing a purchase: a question would take the answer to another.
TALKING = timedelta(hours=1)


@dataclass(slots=True)
class Suivi:
    """What one pass did."""

    messages: int = 0
    questions: int = 0


class Worker(DueWorker):
    """`run` asks what is due now; days and hours are those of Paris."""

    name = "suivi"
    _armed: date | None = None

    def run(self) -> Suivi:
        """Arm once a day, then ask; returns what was done. Raises storage.errors.DatabaseUnavailableError, with nothing half done."""
        bilan = Suivi()
        now, jour = self._moment()
        if self._armed != jour:
            self._arm(jour, now)
            self._armed = jour
        if est_ouvre(jour):
            before = again_before(jour)
            with self._database.reading() as memory:
                # Only whoever can be asked now costs a transaction of their own.
                comptes = [
                    compte
                    for compte in memory.achats.auteurs_a_questionner(jour, before, TIMES)
                    if self._where(memory, compte, jour, now) is not None
                ]
            for compte in comptes:
                self._ask(compte, jour, before, now, bilan)
        return bilan

    def _arm(self, jour: date, now: datetime) -> None:
        after = 0
        while True:
            with self._database.unit_of_work() as uow:
                achats = uow.achats.a_demander(jour, AT_ONCE, after)
                armer(uow.achats, achats, jour, now)
                uow.commit()
            if len(achats) < AT_ONCE:
                return
            after = achats[-1].id

    def _ask(self, compte: CompteRecord, jour: date, before: datetime, now: datetime, bilan: Suivi) -> None:
        """One message to one person, at most once a week: how many questions, and the first of them."""
        with self._database.unit_of_work() as uow:
            comptes = uow.identites.comptes(compte.plateforme, compte.personne)
            where = self._where(uow, compte, jour, now)
            if where is None:
                return
            hold(uow, [where], now)
            due = uow.achats.a_poser(comptes, jour, before, TIMES)
            asked = a_poser(uow, self._pack, due, now)[:QUESTIONS_MAX]
            if asked:
                combien = len({(question.achat.id, question.genre) for question in asked})
                before_now = {question.id for question in due if question.fois > 0}
                reply = annoncer(asked[0], combien=combien, rappel={un.numero for un in asked} <= before_now)
                if push(uow, self._composer, where.plateforme, where.personne, reply, _key(comptes, jour), now):
                    for question in asked:
                        uow.achats.posee(question.numero, now)
                    bilan.messages += 1
                    bilan.questions += len(asked)
            uow.commit()

    def _where(self, uow: Reading, compte: CompteRecord, jour: date, now: datetime) -> CompteRecord | None:
        """Where to ask somebody now; None when they cannot be, are talking, do not take it at this hour, or were asked this week."""
        comptes = uow.identites.comptes(compte.plateforme, compte.personne)
        if uow.conversations.talking(comptes, now - TALKING):
            return None
        where = where_of(self._access, uow, comptes, now)
        if where is None or not takes(uow.rappels.preference(comptes), now):
            return None
        return None if uow.outbox.known(f"{_key(comptes, jour)}:0") else where


class Preuves(DueWorker):
    """Counts what files and people told of contracts since the last time."""

    name = "preuves"
    every = timedelta(minutes=10)
    apart = True
    speaks = False

    def run(self) -> None:
        rattraper(self._database, self._pack, self._clock())


def again_before(jour: date) -> datetime:
    """What was asked before that moment has waited long enough."""
    return datetime.combine(avant_jours_ouvres(jour, AGAIN_AFTER), time.max, PARIS)


def _key(comptes: list[CompteRecord], jour: date) -> str:
    """The message of that person and that week, whichever of their accounts it goes to."""
    first = min((compte.plateforme, compte.personne) for compte in comptes)
    annee, semaine, _ = jour.isocalendar()
    return f"suivi:{first[0]}:{first[1]}:{annee}-S{semaine:02}"


WORKERS = (Preuves, Worker)

__all__ = ["WORKERS", "Suivi", "Worker", "again_before"]
