"""Reminds of ratings that are awaited before a session, asks for its minutes after it, and tells buyers what was decided and why.

Each message has a unique key: the session, how long before it, and whom it is for; or the last thing decided, and whom it concerns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.envois.due import DueWorker
from bot.envois.recipients import hold, takes, team_of, where_of
from handlers.cad.annonces import annoncer_les_decisions, demander_le_proces_verbal, rappeler_les_cotations
from handlers.cad.cotations import attendues
from handlers.cad.seance import EN_COURS, Attendue, Presente, a_preparer, presentes
from handlers.conversation.vocabulary import Reply
from knowledge.cad.seance import ACHETEUR
from knowledge.francais.jours_ouvres import est_ouvre
from storage.cad.records import SeanceRecord
from storage.comptes.records import CompteRecord
from storage.unit_of_work import Reading, UnitOfWork

EQUIPE = "equipe"


@dataclass(slots=True)
class Bilan:
    """What one pass said."""

    messages: int = 0
    conversations: list[tuple[str, str]] = field(default_factory=list)


class Worker(DueWorker):
    """`run` says what is due now, on working days; days and hours are those of Paris."""

    name = "comite"
    every = timedelta(minutes=10)

    def run(self) -> Bilan:
        """Say it; returns what was said. Raises storage.errors.DatabaseUnavailableError, with nothing half done."""
        bilan = Bilan()
        now, jour = self._moment()
        if self._pack.comite is None or not est_ouvre(jour):
            return bilan
        with self._database.reading() as memory:
            seances = memory.seances.liste()
        acheteurs = [un.id for un in self._pack.acheteurs]
        for seance in a_preparer(seances, acheteurs, jour):
            if seance.jour < jour:
                self._to_the_team(
                    f"proces_verbal:{seance.id}", demander_le_proces_verbal(self._pack, seance), now, bilan
                )
            elif (avance := self._lead(seance, jour)) is not None:
                self._remind(seance, avance, jour, now, bilan)
        for seance in seances:
            if seance.tenue and seance.jour >= jour - EN_COURS:
                self._tell_what_was_decided(seance, now, bilan)
        return bilan

    def _lead(self, seance: SeanceRecord, jour: date) -> int | None:
        """How many days before a session people are reminded today, as its milestone has it; None while it is early."""
        avances = [avance for jalon in self._pack.jalons if jalon.comite for avance in jalon.prevenir_jours_avant]
        return min((avance for avance in avances if seance.jour - timedelta(days=avance) <= jour), default=None)

    # --- ratings ------------------------------------------------------------------------------------------------------

    def _remind(self, seance: SeanceRecord, avance: int, jour: date, now: datetime, bilan: Bilan) -> None:
        """One message to each person who owes ratings; the team is told of those whom nobody can write to."""
        with self._database.reading() as memory:
            par_qui = self._by_person(memory, attendues(memory, self._knowledge, seance, jour), now)
        for qui, siennes in par_qui.items():
            cle = f"cotations:{seance.id}:{avance}:{qui}"
            reply = rappeler_les_cotations(self._pack, seance, siennes, jour, equipe=qui == EQUIPE)
            if qui == EQUIPE:
                self._to_the_team(cle, reply, now, bilan)
            else:
                self._to(int(qui), cle, reply, now, bilan)

    def _by_person(self, memory: Reading, toutes: Sequence[Attendue], now: datetime) -> Mapping[str, list[Attendue]]:
        """What is awaited, by the number of whom it is awaited from; the team last, for whom nobody can be written to."""
        pilotes = {service: un.id for service, un in memory.saisies.pilotes().items()}
        par_qui: dict[str, list[Attendue]] = {}
        for une in toutes:
            qui = une.marche.referent_id if une.qui == ACHETEUR else pilotes.get(une.qui)
            joignable = qui is not None and where_of(self._access, memory, _accounts(memory, qui), now) is not None
            par_qui.setdefault(str(qui) if joignable else EQUIPE, []).append(une)
        return dict(sorted(par_qui.items(), key=lambda un: un[0] == EQUIPE))

    # --- decisions ----------------------------------------------------------------------------------------------------

    def _tell_what_was_decided(self, seance: SeanceRecord, now: datetime, bilan: Bilan) -> None:
        """One message to each buyer: all that was decided of their contracts; again when something of it changed since."""
        with self._database.reading() as memory:
            par_qui: dict[int, list[Presente]] = {}
            for un in presentes(memory, self._pack, seance):
                qui = un.marche.referent_id
                if un.decide and qui is not None:
                    par_qui.setdefault(qui, []).append(un)
        for qui, siens in par_qui.items():
            dernier = max(dit.id for un in siens for dit in un.decisions.values())
            reply = annoncer_les_decisions(self._pack, seance, siens)
            self._to(qui, f"decisions:{seance.id}:{dernier}:{qui}", reply, now, bilan)

    # --- saying -------------------------------------------------------------------------------------------------------

    def _to(self, qui: int, cle: str, reply: Reply, now: datetime, bilan: Bilan) -> None:
        """Say it to that person, where they last talked with us, if they take it at this hour."""
        with self._database.unit_of_work() as uow:
            comptes = _accounts(uow, qui)
            where = where_of(self._access, uow, comptes, now)
            if where is None or uow.outbox.known(f"{cle}:0") or not takes(uow.rappels.preference(comptes), now):
                return
            self._say(uow, [where], cle, reply, now, bilan)

    def _to_the_team(self, cle: str, reply: Reply, now: datetime, bilan: Bilan) -> None:
        with self._database.unit_of_work() as uow:
            equipe = team_of(self._access, uow, now)
            if equipe.comptes and not uow.outbox.known(f"{cle}:0"):
                self._say(uow, equipe.comptes, cle, reply, now, bilan)

    def _say(
        self, uow: UnitOfWork, comptes: Sequence[CompteRecord], cle: str, reply: Reply, now: datetime, bilan: Bilan
    ) -> None:
        hold(uow, comptes, now)
        dits = self._tell(uow, comptes, reply, cle, now)
        uow.commit()
        bilan.messages += len(dits)
        bilan.conversations += [(compte.plateforme, compte.personne) for compte in dits]


def _accounts(memory: Reading, referent: int) -> list[CompteRecord]:
    """The accounts of a name of the register; none until somebody says that it is theirs."""
    qui = memory.referents.trouver(referent)
    if qui is None or qui.plateforme is None or qui.personne is None:
        return []
    return memory.identites.comptes(qui.plateforme, qui.personne)


WORKERS = (Worker,)

__all__ = ["WORKERS", "Bilan", "Worker"]
