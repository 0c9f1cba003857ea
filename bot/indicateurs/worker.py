"""Asks pilots for the figures of the year, in the period; of a service without a pilot, the team. Tells it who the pilots are."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from bot.envois.due import DueWorker
from bot.envois.recipients import WAITS, Destinataire, hold, takes, team_of, where_of
from bot.suivi.worker import again_before
from handlers.indicateurs.attendus import (
    annee_demandee,
    annoncer,
    annoncer_a_l_equipe,
    annoncer_un_pilote,
    demander,
    manquants,
)
from knowledge.francais.jours_ouvres import est_ouvre
from storage.registre.records import ReferentRecord
from storage.unit_of_work import Reading, UnitOfWork

# Asked, then again twice; a promised day is kept besides.
TIMES = 3


class Worker(DueWorker):
    """`run` asks what is due now; the message of a service has a unique key by day, and marks what it asks."""

    name = "indicateurs"
    _listed: date | None = None

    def run(self) -> int:
        """Ask each service for what it owes; returns how many messages. Raises storage.errors.DatabaseUnavailableError."""
        now, jour = self._moment()
        annee = annee_demandee(jour)
        if not est_ouvre(jour):
            return 0
        told = self._tell_of_pilots(now)
        if annee is None:
            return told
        if self._listed != jour:
            with self._database.unit_of_work() as uow:
                demander(uow, self._pack, annee)
                uow.commit()
            self._listed = jour
        services = sorted({chiffre.saisie.par for chiffre in self._pack.saisies.values()})
        asked = sum(self._ask(service, annee, jour, now) for service in services)
        return told + asked + self._ask_the_team(annee, jour, now)

    def _tell_of_pilots(self, now: datetime) -> int:
        """Tell the team, once, which account enters figures under a pilot's name: anybody may say that it is theirs."""
        with self._database.reading() as memory:
            # Only what is to be told, and can be, costs a transaction.
            news = _new_pilots(memory)
            team = team_of(self._access, memory, now).comptes if news else ()
        # Who is both knows it.
        others = {
            cle: tuple(un for un in team if (un.plateforme, un.personne) != (pilote.plateforme, pilote.personne))
            for cle, (pilote, _) in news.items()
        }
        if not any(others.values()):
            return 0
        told = 0
        with self._database.unit_of_work() as uow:
            hold(uow, team, now)
            for cle, (pilote, services) in news.items():
                if not uow.outbox.known(f"{cle}:0"):
                    reply = annoncer_un_pilote(self._pack, pilote, services)
                    told += len(self._tell(uow, others[cle], reply, cle, now))
            uow.commit()
        return told

    def _ask(self, service: str, annee: int, jour: date, now: datetime) -> int:
        """Ask a pilot who can be written to now."""
        with self._database.unit_of_work() as uow:
            qui = self._pilot(uow, service, now)
            if qui is None or not qui.comptes:
                return 0
            hold(uow, qui.comptes, now)
            due, combien = self._due(uow, (service,), annee, jour)
            if not due:
                return 0
            reply = annoncer(self._pack, annee, service, combien[service])
            said = len(self._tell(uow, qui.comptes, reply, f"saisie:{annee}:{service}:{jour.isoformat()}", now))
            uow.saisies.demandees(due, now)
            uow.commit()
        return said

    def _ask_the_team(self, annee: int, jour: date, now: datetime) -> int:
        """Of all the services that have nobody to be asked, in one message."""
        with self._database.unit_of_work() as uow:
            qui = team_of(self._access, uow, now)
            if not qui.comptes:
                return 0
            hold(uow, qui.comptes, now)
            services = {chiffre.saisie.par for chiffre in self._pack.saisies.values()}
            alone = [service for service in sorted(services) if self._pilot(uow, service, now) is None]
            due, combien = self._due(uow, alone, annee, jour)
            if not due:
                return 0
            reply = annoncer_a_l_equipe(self._pack, annee, combien)
            said = len(self._tell(uow, qui.comptes, reply, f"saisie:{annee}:equipe:{jour.isoformat()}", now))
            uow.saisies.demandees(due, now)
            uow.commit()
        return said

    def _due(
        self, uow: UnitOfWork, services: Collection[str], annee: int, jour: date
    ) -> tuple[list[int], dict[str, int]]:
        """What is asked of these services now; and how many each still owes, what it promised for later apart."""
        missing = manquants(uow, self._pack, annee)
        due = [
            demande.id
            for demande in uow.saisies.dues(annee, jour, again_before(jour), TIMES)
            if demande.service in services and demande.indicateur in missing
        ]
        combien: dict[str, int] = {}
        for une in uow.saisies.demandes(annee, services):
            if une.indicateur in missing and (une.id in due or une.promise_le is None):
                combien[une.service] = combien.get(une.service, 0) + 1
        return due, combien

    def _pilot(self, uow: Reading, service: str, now: datetime) -> Destinataire | None:
        """The pilot of a service, who may have to wait; None when there is nobody to be written to."""
        pilote = uow.saisies.pilotes().get(service)
        if pilote is None or pilote.plateforme is None or pilote.personne is None:
            return None
        comptes = uow.identites.comptes(pilote.plateforme, pilote.personne)
        where = where_of(self._access, uow, comptes, now)
        if where is None:
            return None
        return Destinataire((where,)) if takes(uow.rappels.preference(comptes), now) else WAITS


def _new_pilots(memory: Reading) -> dict[str, tuple[ReferentRecord, list[str]]]:
    """The pilots who have an account, with their services, that the team was not told of, by the key of the message."""
    theirs: dict[ReferentRecord, list[str]] = {}
    for service, pilote in sorted(memory.saisies.pilotes().items()):
        if pilote.plateforme is not None and pilote.personne is not None:
            theirs.setdefault(pilote, []).append(service)
    keys = {
        f"pilote:{pilote.id}:{pilote.plateforme}:{pilote.personne}:{','.join(services)}": (pilote, services)
        for pilote, services in theirs.items()
    }
    return {cle: one for cle, one in keys.items() if not memory.outbox.known(f"{cle}:0")}


WORKERS = (Worker,)

__all__ = ["WORKERS", "Worker"]
