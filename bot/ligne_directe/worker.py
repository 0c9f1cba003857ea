"""Carries the requests of firms: tells the team, gives each side the other's words, reminds, and ends what is answered.

What is to be said is in the database before it is said, and each message has a unique key: run again, after a crash, or by
several processes at once, nothing is said twice and nothing is lost.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from bot.envois.due import DueWorker
from bot.envois.push import push, say
from bot.envois.recipients import hold, takes, team_of, where_of
from handlers.conversation.vocabulary import Reply
from handlers.ligne_directe import annonces
from handlers.ligne_directe.guichet import guichet_de
from handlers.ligne_directe.jugement import juger
from storage.comptes.records import CompteRecord, Role
from storage.errors import DatabaseUnavailableError
from storage.ligne_directe.demandes import REPRISE
from storage.ligne_directe.records import DemandeRecord, EtatDemande, LigneDeDemande, Sens
from storage.unit_of_work import UnitOfWork

logger = logging.getLogger(__name__)

AT_ONCE = 200
# What was answered, and of which nothing was said for so many days of opening, is over.
QUIET_DAYS = 3
# Distress, and a danger, are told again after so many minutes of opening.
URGENT_MINUTES = 30
# Nobody could be told though the desk is open: it is tried again after so many minutes of opening.
RETRY_MINUTES = 30


@dataclass(slots=True)
class Bilan:
    """What one pass did, in messages."""

    annoncees: int = 0
    transmises: int = 0
    relances: int = 0
    closes: int = 0


class Worker(DueWorker):
    """`run` does all that is due now. Hours are those of the ligne directe, Paris time."""

    name = "ligne_directe"
    # Two people talk through it: they do not wait for more than a sweep.
    every = timedelta(seconds=1)

    def run(self) -> Bilan:
        """Raises storage.errors.DatabaseUnavailableError, with nothing half done.

        A request on which a pass fails holds back no other one: it is tried again at the next pass.
        """
        now = self._clock()
        with self._database.reading() as memory:
            announced = memory.demandes.a_annoncer(AT_ONCE)
            carried = memory.demandes.a_transmettre(AT_ONCE)
            late = memory.demandes.a_relancer(now, AT_ONCE)
            quiet = [
                un for un in memory.demandes.a_clore(now - timedelta(days=QUIET_DAYS), AT_ONCE) if self._over(un, now)
            ]
        bilan = Bilan()
        fresh = set()
        for demande in announced:
            if told := _apart(demande.id, partial(self._announce, demande, now)):
                fresh.add(demande.id)
                bilan.annoncees += told
        for ligne in carried:
            bilan.transmises += _apart(ligne.demande_id, partial(self._carry, ligne, now))
        for demande in late:
            bilan.relances += _apart(demande.id, partial(self._remind, demande, now, announced=demande.id in fresh))
        for demande in quiet:
            bilan.closes += _apart(demande.id, partial(self._end, demande.id, now))
        return bilan

    # --- to the team --------------------------------------------------------------------------------------------------

    def _announce(self, read: DemandeRecord, now: datetime) -> int:
        """Tell everybody of the team who can be told now; nobody yet: it is tried again."""
        numero = read.id
        with self._database.unit_of_work() as uow:
            told = self._to_the_team(uow, read, "nouvelle", now, lambda un: un.etat is EtatDemande.A_PRENDRE)
            demande = uow.demandes.trouver(numero)
            if told and demande is not None:
                urgent = demande.urgente and now < demande.promis_le
                soon = self._knowledge.ligne().ouverture.apres(now, URGENT_MINUTES)
                uow.demandes.annoncee(numero, now, min(soon, demande.promis_le) if urgent else None)
                uow.commit()
        return told

    def _to_the_team(
        self, uow: UnitOfWork, read: DemandeRecord, quoi: str, now: datetime, still: Callable[[DemandeRecord], bool]
    ) -> int:
        """How many of them were told; nobody when it is not as it was `read`: somebody else told them meanwhile."""
        numero = read.id
        members = team_of(self._access, uow, now).comptes
        demande = self._held(uow, read, [*members, *self._where(uow, read.responsable, now)], now)
        if demande is None or not _as_read(demande, read) or not still(demande):
            return 0
        responsable = None if demande.responsable is None else guichet_de(uow).nommer(demande.responsable)
        lignes = uow.demandes.lignes(numero)
        # What made it urgent may have been said last.
        dernier = next((une.texte for une in reversed(lignes) if une.sens is Sens.ENTREPRISE and une.texte), "")
        reply = annonces.a_l_equipe(demande, quoi, responsable, dernier if demande.urgente else "")
        # A request that was given back is announced anew.
        times = len([une for une in lignes if une.genre == "rendue"])
        told = 0
        for compte in members:
            cle = f"demande:{numero}:{quoi}:{times}:{_round(read)}:{compte.plateforme}:{compte.personne}"
            told += push(uow, self._composer, compte.plateforme, compte.personne, reply, cle, now)
        return told

    # --- from one side to the other -----------------------------------------------------------------------------------

    def _carry(self, read: LigneDeDemande, now: datetime) -> int:
        """Give a line to whom it is for: at once to the firm, which asked; to its owner when they take messages."""
        with self._database.unit_of_work() as uow:
            demande = self._held_for(uow, read, now)
            ligne = uow.demandes.ligne(read.id)
            if demande is None or ligne is None or ligne.transmise_le is not None:
                # Erased, read, or carried by another pass meanwhile.
                return 0
            gone = ligne.genre == "confiee" and ligne.par != demande.responsable
            if gone or (demande.ouverte and ligne.genre in (EtatDemande.CLOSE.value, EtatDemande.ANNULEE.value)):
                # No more true: somebody else has it since, or it was opened again.
                uow.demandes.transmise(ligne.id, now)
                uow.commit()
                return 0
            cle = f"demande:{demande.id}:ligne:{ligne.id}"
            if ligne.sens is Sens.AGENT:
                roles = self._access.now(uow, ligne.par.plateforme, ligne.par.personne, now)
                reply = annonces.a_l_entreprise(demande, ligne.texte, expert=Role.EQUIPE not in roles)
                said: bool | None = self._to_the_firm(uow, demande, reply, cle, now)
            elif ligne.genre == EtatDemande.CLOSE.value and ligne.par != demande.compte:
                said = self._to_the_firm(uow, demande, annonces.de_la_fin(demande), cle, now)
            elif ligne.genre == REPRISE:
                nouveau = None if demande.responsable is None else guichet_de(uow).nommer(demande.responsable)
                reply = annonces.au_responsable(demande, REPRISE, now, nouveau=nouveau)
                said = self._to_somebody(uow, ligne.par, reply, cle, now)
            else:
                quoi = "message" if ligne.sens is Sens.ENTREPRISE else ligne.genre
                said = self._to_the_owner(
                    uow, demande, annonces.au_responsable(demande, quoi, now, ligne.texte), cle, now
                )
            if said is not None:
                # Said now, or by a pass that could not note it.
                uow.demandes.transmise(ligne.id, now)
                uow.commit()
        return int(bool(said))

    def _held_for(self, uow: UnitOfWork, ligne: LigneDeDemande, now: datetime) -> DemandeRecord | None:
        demande = uow.demandes.trouver(ligne.demande_id)
        if demande is None:
            return None
        owner = ligne.par if ligne.genre == REPRISE else demande.responsable
        comptes = [] if ligne.sens is Sens.AGENT else self._where(uow, owner, now)
        return self._held(uow, demande, comptes, now)

    @staticmethod
    def _held(
        uow: UnitOfWork, read: DemandeRecord, comptes: Sequence[CompteRecord], now: datetime
    ) -> DemandeRecord | None:
        """A request as it is once what is said to these accounts and to its firm, and what is erased, waits for this transaction.

        It may have been taken, answered, ended or erased since it was `read`.
        """
        # The firm's last, always: no two passes wait for each other.
        hold(uow, comptes, now)
        uow.conversations.lock(read.conversation_id)
        return uow.demandes.trouver(read.id)

    def _where(self, uow: UnitOfWork, compte: CompteRecord | None, now: datetime) -> list[CompteRecord]:
        """The account under which an owner is written to; none when they cannot be, or when there is no owner."""
        if compte is None:
            return []
        where = where_of(self._access, uow, uow.identites.comptes(compte.plateforme, compte.personne), now)
        return [] if where is None else [where]

    def _to_the_firm(self, uow: UnitOfWork, demande: DemandeRecord, reply: Reply, cle: str, now: datetime) -> bool:
        return say(uow, self._composer, demande.conversation_id, demande.compte.plateforme, reply, cle, now)

    def _to_the_owner(
        self, uow: UnitOfWork, demande: DemandeRecord, reply: Reply, cle: str, now: datetime
    ) -> bool | None:
        return None if demande.responsable is None else self._to_somebody(uow, demande.responsable, reply, cle, now)

    def _to_somebody(self, uow: UnitOfWork, compte: CompteRecord, reply: Reply, cle: str, now: datetime) -> bool | None:
        """Where they can be written to: None when they cannot at this moment, False when it was said already."""
        where = self._where(uow, compte, now)
        preference = uow.rappels.preference(uow.identites.comptes(compte.plateforme, compte.personne))
        if not where or not takes(preference, now):
            return None
        return push(uow, self._composer, where[0].plateforme, where[0].personne, reply, cle, now)

    # --- late ---------------------------------------------------------------------------------------------------------

    def _remind(self, read: DemandeRecord, now: datetime, *, announced: bool) -> int:
        """Half the time has passed: its owner, or the team, is reminded. All of it has: the team is told, and the firm.

        A team that was `announced` the request a moment ago is not told that it is late.
        """
        with self._database.unit_of_work() as uow:
            demande = uow.demandes.trouver(read.id)
            if demande is None or not _as_read(demande, read) or demande.relance_le is None or demande.relance_le > now:
                return 0
            if now < demande.promis_le:
                said = 0 if announced else self._remind_in_time(uow, demande, now)
                if said or announced:
                    uow.demandes.relancee(demande.id, demande.relances + 1, demande.promis_le)
                    uow.commit()
                return said
            return self._tell_late(uow, demande, now, announced=announced)

    def _tell_late(self, uow: UnitOfWork, read: DemandeRecord, now: datetime, *, announced: bool) -> int:
        """The firm is told at each day that was promised and missed, at most once a day of opening; the team, when it can be."""
        ligne, numero = self._knowledge.ligne(), read.id
        ouverture = ligne.ouverture
        said = 0
        if not announced:
            said = self._to_the_team(uow, read, "retard", now, _waits)
        demande = self._held(uow, read, self._where(uow, read.responsable, now), now)
        if demande is None or not _waits(demande) or not _as_read(demande, read):
            # Taken up by another pass, answered or ended while the conversations were waited for.
            return 0
        told = announced or said > 0
        prochain_le = demande.attendue_le
        if missed := prochain_le <= now:
            prochain_le = ouverture.apres(now, max(ligne.delai_minutes, ouverture.jour_entier()))
            cle = f"demande:{numero}:retard:{demande.attendue_le.isoformat()}"
            said += self._to_the_firm(uow, demande, annonces.du_retard(demande, prochain_le), cle, now)
        # Nobody of the team could be told: they are at the next opening.
        again = prochain_le if told else ouverture.apres(now, RETRY_MINUTES if ouverture.ouverte(now) else 0)
        uow.demandes.relancee(numero, demande.relances + told, min(again, prochain_le), prochain_le if missed else None)
        uow.commit()
        return said

    def _remind_in_time(self, uow: UnitOfWork, read: DemandeRecord, now: datetime) -> int:
        if read.responsable is None:
            return self._to_the_team(uow, read, "rappel", now, lambda un: un.etat is EtatDemande.A_PRENDRE)
        demande = self._held(uow, read, self._where(uow, read.responsable, now), now)
        if demande is None or not _waits(demande) or not _as_read(demande, read):
            # Answered, or ended, while their conversation was waited for.
            return 0
        if demande.responsable != read.responsable:
            # Somebody else has it since: the next pass reminds them.
            return 0
        cle = f"demande:{demande.id}:rappel:{_round(demande)}"
        return int(bool(self._to_the_owner(uow, demande, annonces.au_responsable(demande, "rappel", now), cle, now)))

    # --- over ---------------------------------------------------------------------------------------------------------

    def _end(self, numero: int, now: datetime) -> int:
        """Answered, and nothing said for days: it is over, without a word."""
        with self._database.unit_of_work() as uow:
            demande = uow.demandes.trouver(numero)
            if demande is None or demande.responsable is None or not self._over(demande, now):
                return 0
            # In the same breath, only if it is as it was just read: the firm may write, or its owner answer, meanwhile.
            ended = uow.demandes.clore(
                numero, EtatDemande.CLOSE, demande.responsable, now, repondue_le=demande.repondue_le
            )
            uow.commit()
        return int(ended)

    def _over(self, demande: DemandeRecord, now: datetime) -> bool:
        """Whether it was answered, and the firm had the time to say more."""
        ouverture = self._knowledge.ligne().ouverture
        answered = demande.repondue_le if demande.etat is EtatDemande.REPONDUE else None
        return answered is not None and ouverture.apres(answered, QUIET_DAYS * ouverture.jour_entier()) <= now


class Relecture(DueWorker):
    """Keeps the answers read, those that the team promotes too: it takes a second, and no firm waits for it."""

    name = "reponses"
    apart = True
    speaks = False

    def run(self) -> None:
        with self._database.reading() as memory:
            promoted = tuple(memory.entrees.en_service())
        juger("marché", self._knowledge.repondeur(promoted), self._knowledge.gardien, self._moment()[1])


def _apart(numero: int, work: Callable[[], int]) -> int:
    """Do what a request needs; nothing is done of it when that fails, and the pass goes on."""
    try:
        return work()
    except DatabaseUnavailableError:
        raise
    except Exception:
        logger.exception("the pass failed on request %s, next try at the next one", numero)
        return 0


def _round(demande: DemandeRecord) -> str:
    """What tells a reminder from the one before, and from those before the request was opened again."""
    return f"{demande.relances}:{'' if demande.relance_le is None else demande.relance_le.isoformat()}"


def _waits(demande: DemandeRecord) -> bool:
    """Whether its firm waits for an answer."""
    return demande.en_retard_depuis is not None


def _as_read(demande: DemandeRecord, read: DemandeRecord) -> bool:
    """Whether nothing was told of it, and nobody opened it again, since it was read."""
    return (demande.relances, demande.relance_le) == (read.relances, read.relance_le)


WORKERS = (Worker, Relecture)

__all__ = ["WORKERS", "Bilan", "Worker"]
