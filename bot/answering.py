"""Carries the requests of firms: tells the team, gives each side the other's words, reminds, and ends what is answered.

What is to be said is in the database before it is said, and each message has a unique key: run again, after a crash, or by
several processes at once, nothing is said twice and nothing is lost.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.access import Access
from bot.composing import Composer
from bot.engine import Knowledge, guichet_of
from bot.pushing import push, say
from bot.reaching import hold, takes, team_of, where_of
from handlers.ligne_directe import annonces
from handlers.vocabulary import Reply
from knowledge.ligne_directe.entrees import LigneDirecte
from storage.database import Database
from storage.records import CompteRecord, DemandeRecord, EtatDemande, LigneDeDemande, Sens
from storage.unit_of_work import UnitOfWork

AT_ONCE = 200
# What was answered, and of which nothing was said for so long, is over.
QUIET = timedelta(hours=24)


@dataclass(slots=True)
class Bilan:
    """What one pass did, in messages."""

    annoncees: int = 0
    transmises: int = 0
    relances: int = 0
    closes: int = 0


class Answering:
    """`run` does all that is due now. Hours are those of the ligne directe, Paris time."""

    def __init__(
        self,
        knowledge: Knowledge,
        database: Database,
        composer: Composer,
        clock: Callable[[], datetime],
        access: Access,
    ) -> None:
        self._ligne: Callable[[], LigneDirecte] = knowledge.ligne
        self._database = database
        self._composer = composer
        self._clock = clock
        self._access = access

    def run(self) -> Bilan:
        """Raises storage.errors.DatabaseUnavailableError, with nothing half done."""
        now = self._clock()
        with self._database.reading() as memory:
            announced = memory.demandes.a_annoncer(AT_ONCE)
            carried = memory.demandes.a_transmettre(AT_ONCE)
            late = memory.demandes.a_relancer(now, AT_ONCE)
            quiet = memory.demandes.a_clore(now - QUIET, AT_ONCE)
        bilan = Bilan()
        fresh = set()
        for demande in announced:
            if told := self._announce(demande.id, now):
                fresh.add(demande.id)
                bilan.annoncees += told
        for ligne in carried:
            bilan.transmises += self._carry(ligne, now)
        for demande in late:
            bilan.relances += self._remind(demande.id, now, announced=demande.id in fresh)
        for demande in quiet:
            bilan.closes += self._end(demande.id, now)
        return bilan

    # --- to the team --------------------------------------------------------------------------------------------------

    def _announce(self, numero: int, now: datetime) -> int:
        """Tell everybody of the team who can be told now; nobody yet: it is tried again."""
        with self._database.unit_of_work() as uow:
            told = self._to_the_team(uow, numero, "nouvelle", now, lambda un: un.etat is EtatDemande.A_PRENDRE)
            if told:
                uow.demandes.annoncee(numero, now)
                uow.commit()
        return told

    def _to_the_team(
        self, uow: UnitOfWork, numero: int, quoi: str, now: datetime, still: Callable[[DemandeRecord], bool]
    ) -> int:
        members = team_of(self._access, uow, now).comptes
        hold(uow, members, now)
        # Read again now that the conversations are held: somebody may have taken it meanwhile.
        demande = uow.demandes.trouver(numero)
        if demande is None or not still(demande):
            return 0
        responsable = None if demande.responsable is None else guichet_of(uow).nommer(demande.responsable)
        reply = annonces.a_l_equipe(demande, quoi, responsable)
        # A request that was given back is announced anew.
        times = len([une for une in uow.demandes.lignes(numero) if une.genre == "rendue"])
        told = 0
        for compte in members:
            cle = f"demande:{numero}:{quoi}:{times}:{demande.relances}:{compte.plateforme}:{compte.personne}"
            told += push(uow, self._composer, compte.plateforme, compte.personne, reply, cle, now)
        return told

    # --- from one side to the other -----------------------------------------------------------------------------------

    def _carry(self, ligne: LigneDeDemande, now: datetime) -> int:
        """Give a line to whom it is for: at once to the firm, which asked; to its owner when they take messages."""
        with self._database.unit_of_work() as uow:
            demande = uow.demandes.trouver(ligne.demande_id)
            if demande is None:
                return 0
            cle = f"demande:{demande.id}:ligne:{ligne.id}"
            if ligne.sens is Sens.AGENT:
                said = self._to_the_firm(uow, demande, annonces.a_l_entreprise(demande, ligne.texte), cle, now)
            elif ligne.sens is Sens.SUIVI and ligne.genre == EtatDemande.CLOSE.value:
                said = self._to_the_firm(uow, demande, annonces.de_la_fin(demande), cle, now)
            else:
                quoi = "message" if ligne.sens is Sens.ENTREPRISE else ligne.genre
                said = self._to_the_owner(uow, demande, annonces.au_responsable(demande, quoi, ligne.texte), cle, now)
            if said:
                uow.demandes.transmise(ligne.id, now)
                uow.commit()
        return said

    def _to_the_firm(self, uow: UnitOfWork, demande: DemandeRecord, reply: Reply, cle: str, now: datetime) -> bool:
        say(uow, self._composer, demande.conversation_id, demande.compte.plateforme, reply, cle, now)
        return True

    def _to_the_owner(self, uow: UnitOfWork, demande: DemandeRecord, reply: Reply, cle: str, now: datetime) -> bool:
        where = self._owner(uow, demande, now)
        return where is not None and push(uow, self._composer, where.plateforme, where.personne, reply, cle, now)

    def _owner(self, uow: UnitOfWork, demande: DemandeRecord, now: datetime) -> CompteRecord | None:
        """Where its owner can be written to at this moment."""
        if demande.responsable is None:
            return None
        comptes = uow.identites.comptes(demande.responsable.plateforme, demande.responsable.personne)
        where = where_of(self._access, uow, comptes, now)
        return where if where is not None and takes(uow.referents.preference(comptes), now) else None

    # --- late ---------------------------------------------------------------------------------------------------------

    def _remind(self, numero: int, now: datetime, *, announced: bool) -> int:
        """Half the time has passed: its owner, or the team, is reminded. All of it has: the team is told, and the firm.

        A team that was `announced` the request a moment ago is not told that it is late.
        """
        ligne = self._ligne()
        with self._database.unit_of_work() as uow:
            demande = uow.demandes.trouver(numero)
            if demande is None or demande.relance_le is None or demande.relance_le > now:
                return 0
            if now < demande.promis_le:
                said = 0 if announced else self._remind_in_time(uow, demande, now)
                if said or announced:
                    uow.demandes.relancee(numero, demande.relances + 1, demande.promis_le)
                    uow.commit()
                return said
            again = ligne.ouverture.apres(now, ligne.delai_minutes)
            said = 0
            if not announced:
                said = self._to_the_team(uow, numero, "retard", now, lambda un: un.en_retard_depuis is not None)
            if demande.promis_le >= demande.relance_le and not self._told_late(uow, demande):
                cle = f"demande:{numero}:retard"
                said += self._to_the_firm(uow, demande, annonces.du_retard(demande, again), cle, now)
            uow.demandes.relancee(numero, demande.relances + 1, again, again)
            uow.commit()
        return said

    @staticmethod
    def _told_late(uow: UnitOfWork, demande: DemandeRecord) -> bool:
        return uow.outbox.known(f"demande:{demande.id}:retard:0")

    def _remind_in_time(self, uow: UnitOfWork, demande: DemandeRecord, now: datetime) -> int:
        if demande.responsable is None:
            return self._to_the_team(uow, demande.id, "rappel", now, lambda un: un.etat is EtatDemande.A_PRENDRE)
        cle = f"demande:{demande.id}:rappel:{demande.relances}"
        return int(self._to_the_owner(uow, demande, annonces.au_responsable(demande, "rappel"), cle, now))

    # --- over ---------------------------------------------------------------------------------------------------------

    def _end(self, numero: int, now: datetime) -> int:
        """Answered, and nothing said for a day: it is over, without a word."""
        with self._database.unit_of_work() as uow:
            demande = uow.demandes.trouver(numero)
            if demande is None or demande.etat is not EtatDemande.REPONDUE or demande.responsable is None:
                return 0
            ended = uow.demandes.clore(numero, EtatDemande.CLOSE, demande.responsable, now)
            uow.commit()
        return int(ended)


__all__ = ["Answering", "Bilan"]
