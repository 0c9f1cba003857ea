"""Tells those who take part in a session for firms that it was moved or called off, and reminds them of it the working day before.

Each message has a unique key by session, day (or change) and person: run again, or by several processes at once, nothing is
said twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.envois.due import PARIS, DueWorker
from bot.envois.push import push
from bot.envois.recipients import hold, takes
from handlers.accompagnements.annonces import annoncer_un_changement, rappeler
from handlers.conversation.vocabulary import Reply
from knowledge.francais.jours_ouvres import avant_jours_ouvres
from storage.accompagnements.records import AccompagnementRecord, InscriptionRecord
from storage.comptes.records import CompteRecord
from storage.unit_of_work import Reading

# Who came is forgotten so long after a session: it is said to whoever takes a place.
KEPT = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Due:
    """Something to say of a session to the person of these accounts, once under that key."""

    session: AccompagnementRecord
    comptes: Sequence[CompteRecord]
    cle: str
    reply: Reply


class Worker(DueWorker):
    """`run` says what is due now; days are those of Paris."""

    name = "accompagnements"
    _forgotten: date | None = None

    def run(self) -> int:
        """Tell what changed at once, remind at an hour that people take, forget once a day; returns how many messages.

        Raises storage.errors.DatabaseUnavailableError, with nothing half done.
        """
        now, jour = self._moment()
        self._forget(jour)
        with self._database.reading() as memory:
            due = [un for un in _due(memory, jour, now) if not memory.outbox.known(f"{un.cle}:0")]
        return sum(self._say(un, now) for un in due)

    def _say(self, due: Due, now: datetime) -> bool:
        """Say it where the person last talked in private, if they still have a place and it still stands so."""
        with self._database.unit_of_work() as uow:
            where = uow.conversations.last_private(due.comptes)
            if where is None:
                return False
            compte, _ = where
            hold(uow, [compte], now)
            stands = uow.accompagnements.trouver(due.session.id)
            if due.session.id not in uow.accompagnements.inscriptions_de(due.comptes) or not _same(stands, due.session):
                return False
            said = push(uow, self._composer, compte.plateforme, compte.personne, due.reply, due.cle, now)
            if said:
                uow.accompagnements.noter_le_jour_dit(due.session.id, due.comptes, due.session.jour)
            uow.commit()
        return said

    def _forget(self, jour: date) -> None:
        if self._forgotten == jour:
            return
        with self._database.unit_of_work() as uow:
            uow.accompagnements.oublier(jour - KEPT)
            uow.commit()
        self._forgotten = jour


def _due(memory: Reading, jour: date, now: datetime) -> Iterator[Due]:
    """What is to be said at that moment, said already or not."""
    changed = memory.accompagnements.changes(jour)
    for session, le in changed:
        for inscription in memory.accompagnements.inscriptions(session.id):
            if inscription.le < le:
                comptes = _comptes(memory, inscription)
                # One message for each change: moved away and back, it is told twice.
                quoi = f"{session.etat}:{session.jour.isoformat()}:{le.timestamp():.6f}"
                yield Due(
                    session,
                    comptes,
                    _key(session, quoi, comptes),
                    annoncer_un_changement(session, inscription.jour_connu),
                )
    changed_at = {session.id: le for session, le in changed}
    for session in memory.accompagnements.a_venir(jour + timedelta(days=1)):
        eve = avant_jours_ouvres(session.jour, 1)
        if eve > jour:
            continue
        for inscription in memory.accompagnements.inscriptions(session.id):
            told = max(inscription.le, changed_at.get(session.id, inscription.le))
            comptes = _comptes(memory, inscription)
            # Whoever was told of it that very day needs no reminder.
            if told.astimezone(PARIS).date() < eve and takes(memory.rappels.preference(comptes), now):
                yield Due(
                    session, comptes, _key(session, f"rappel:{session.jour.isoformat()}", comptes), rappeler(session)
                )


def _comptes(memory: Reading, inscription: InscriptionRecord) -> list[CompteRecord]:
    return memory.identites.comptes(inscription.compte.plateforme, inscription.compte.personne)


def _key(session: AccompagnementRecord, quoi: str, comptes: Sequence[CompteRecord]) -> str:
    """The message to that person, whichever of their accounts took the place or is written to."""
    plateforme, personne = min((un.plateforme, un.personne) for un in comptes)
    return f"session:{session.id}:{quoi}:{plateforme}:{personne}"


def _same(stands: AccompagnementRecord | None, read: AccompagnementRecord) -> bool:
    """Whether nothing that is said of it changed since it was read."""
    return stands is not None and (stands.etat, stands.jour, stands.heure, stands.lieu) == (
        read.etat,
        read.jour,
        read.heure,
        read.lieu,
    )


WORKERS = (Worker,)

__all__ = ["KEPT", "WORKERS", "Worker"]
