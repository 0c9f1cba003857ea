"""Carries opinions: asked of the expert of a service where they talk, told back to the buyer, recalled once.

Each message has a key of its own, and is in the outbox or is not: run again, nothing is said twice.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from bot.envois.due import PARIS, DueWorker
from bot.envois.push import say
from bot.envois.recipients import hold, takes, team_of, where_of
from handlers.clauses.avis import annoncer, rapporter
from handlers.conversation.vocabulary import Reply
from knowledge.francais.jours_ouvres import avant_jours_ouvres
from storage.clauses.records import AvisRecord
from storage.comptes.records import CompteRecord, Role
from storage.unit_of_work import Reading, UnitOfWork

AT_ONCE = 50
# Recalled after so many working days.
AGAIN_AFTER = 5
# An opinion that was given so long ago was told, or cannot be.
RECENT = timedelta(days=30)


class Worker(DueWorker):
    """`run` says what is to be said of opinions now."""

    name = "avis"

    def run(self) -> int:
        """How many messages were put in the outbox. Raises storage.errors.DatabaseUnavailableError, with nothing half done."""
        now, jour = self._moment()
        late = datetime.combine(avant_jours_ouvres(jour, AGAIN_AFTER), time.max, PARIS)
        with self._database.reading() as memory:
            waiting = [
                (avis, rappel)
                for avis in memory.clauses.attendus(AT_ONCE)
                for rappel in ((False, True) if avis.demande_le <= late else (False,))
                if not memory.outbox.known(f"{_key(avis, rappel=rappel)}:0")
            ]
            given = [
                avis
                for avis in memory.clauses.rendus(now - RECENT, AT_ONCE)
                if not memory.outbox.known(f"{_told(avis)}:0")
            ]
        return sum(self._ask(avis, now, rappel=rappel) for avis, rappel in waiting) + sum(
            self._report(avis, now) for avis in given
        )

    def _ask(self, avis: AvisRecord, now: datetime, *, rappel: bool) -> int:
        with self._database.unit_of_work() as uow:
            achat = uow.achats.trouver(avis.achat_id)
            comptes = self._experts(uow, avis.service, now)
            if achat is None or not comptes:
                return 0
            hold(uow, comptes, now)
            reply = annoncer(self._pack, avis, achat, rappel=rappel)
            said = len(self._tell(uow, comptes, reply, _key(avis, rappel=rappel), now))
            uow.commit()
        return said

    def _report(self, avis: AvisRecord, now: datetime) -> int:
        with self._database.unit_of_work() as uow:
            achat = uow.achats.trouver(avis.achat_id)
            if achat is None:
                return 0
            reply: Reply = rapporter(self._pack, avis, achat)
            said = say(uow, self._composer, avis.conversation_id, avis.plateforme, reply, _told(avis), now)
            uow.commit()
        return int(said)

    def _experts(self, uow: UnitOfWork, service: str, now: datetime) -> list[CompteRecord]:
        """The pilot of the service; else every expert; else the team: whoever of them can be written to now."""
        pilote = uow.saisies.pilotes().get(service)
        if pilote is not None and pilote.plateforme is not None and pilote.personne is not None:
            named = self._reached(uow, CompteRecord(pilote.plateforme, pilote.personne), now)
            if named is not None:
                return [named]
        experts = [
            CompteRecord(given.plateforme, given.personne) for given in uow.roles.tous() if given.role is Role.EXPERT
        ]
        reached = [where for compte in experts if (where := self._reached(uow, compte, now)) is not None]
        return list(dict.fromkeys(reached)) or list(team_of(self._access, uow, now).comptes)

    def _reached(self, uow: Reading, compte: CompteRecord, now: datetime) -> CompteRecord | None:
        comptes = uow.identites.comptes(compte.plateforme, compte.personne)
        where = where_of(self._access, uow, comptes, now)
        return where if where is not None and takes(uow.rappels.preference(comptes), now) else None


def _key(avis: AvisRecord, *, rappel: bool) -> str:
    """The message of that demand: asked anew, it is another."""
    return f"avis:{avis.id}:{int(avis.demande_le.timestamp())}" + (":rappel" if rappel else "")


def _told(avis: AvisRecord) -> str:
    return f"avis_rendu:{avis.id}:{int(avis.demande_le.timestamp())}"


WORKERS = (Worker,)

__all__ = ["WORKERS", "Worker"]
