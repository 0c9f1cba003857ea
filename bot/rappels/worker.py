"""Arms the reminders that fall due, says them to whom they are for at an hour they take, and tells the team what stays unanswered.

Every step is a transaction that can be run again, by several processes at once: a reminder is armed under a unique key,
and the row that says it is marked in the transaction that puts its message in the outbox.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property

from bot.envois.due import DueWorker
from bot.envois.recipients import NOBODY, WAITS, Destinataire, hold, takes, team_of, where_of
from bot.rappels.pense_betes import Worker as PenseBetes
from bot.rappels.veille import Worker as Veille
from handlers.rappels.campagnes import concernes, presenter
from handlers.rappels.rappel import (
    CAMPAGNE,
    EQUIPE,
    ESCALADE,
    REPORT,
    SUJETS_MAX,
    TRANSFERT,
    Sujet,
    annoncer,
    faire_le_point,
    genre_de,
    sujets,
)
from knowledge.francais.dates import fin_de_mois
from knowledge.francais.jours_ouvres import apres_jours_ouvres, est_ouvre
from knowledge.plan.pack import Jalon
from knowledge.rappels.echeances import a_dire, a_venir, derniere_attribution
from storage.comptes.records import CompteRecord
from storage.rappels.records import EcheanceRecord, NouveauRappel, RappelRecord, ReponseRappel
from storage.unit_of_work import Reading, UnitOfWork

logger = logging.getLogger(__name__)

REFERENT = "referent:"
# Contracts armed in one transaction: enough to be quick, few enough to hold nobody back.
AT_ONCE = 1_000
# Of one person, in one transaction: one message says them all.
SAID_AT_ONCE = 2_000
# The team is offered a campaign for what reaches the first milestone within so many days.
CAMPAIGN_DAYS = 92


@dataclass(slots=True)
class Bilan:
    """What one pass did."""

    armes: int = 0
    dits: int = 0
    messages: int = 0
    perimes: int = 0
    escalades: int = 0
    sans_equipe: int = 0
    conversations: list[tuple[str, str]] = field(default_factory=list)

    def told(self, comptes: Sequence[CompteRecord]) -> None:
        """Count a message to each of these accounts."""
        self.messages += len(comptes)
        self.conversations += [(compte.plateforme, compte.personne) for compte in comptes]


class Worker(DueWorker):
    """`run` does what is due now; `day` and the hours are those of Paris."""

    name = "rappels"

    @cached_property
    def _jalons(self) -> Mapping[str, Jalon]:
        return {jalon.id: jalon for jalon in self._pack.jalons}

    def run(self) -> Bilan:
        """Arm, escalate, then say; returns what was done. Raises storage.errors.DatabaseUnavailableError, with nothing half done."""
        bilan = Bilan()
        now, jour = self._moment()
        self._arm_what_moved(jour, now, bilan)
        self._arm_what_falls_due(jour, now, bilan)
        self._escalate(jour, now, bilan)
        if est_ouvre(jour):
            self._offer_a_campaign(jour, now, bilan)
            self._say(jour, now, bilan)
        return bilan

    # --- arming -------------------------------------------------------------------------------------------------------

    def _arm_what_falls_due(self, jour: date, now: datetime, bilan: Bilan) -> None:
        """Look at the awards between how far each lead had gone and how far it goes today: those only."""
        with self._database.reading() as memory:
            seances, gone = a_venir(memory.seances.toutes(), jour), memory.rappels.passages()
        for acheteur in (*(un.id for un in self._pack.acheteurs), ""):
            for jalon in self._pack.jalons:
                for avance in jalon.prevenir_jours_avant:
                    jusqu_au = derniere_attribution(jalon, avance, jour, seances.get(acheteur, ()))
                    if gone.get(_cle(acheteur, jalon, avance)) != jusqu_au:
                        while self._go_on(acheteur, jalon, avance, jour, now, bilan):
                            pass

    def _go_on(self, acheteur: str, jalon: Jalon, avance: int, jour: date, now: datetime, bilan: Bilan) -> bool:
        """One lead of one buyer, some contracts further; True while there are more."""
        cle = _cle(acheteur, jalon, avance)
        with self._database.unit_of_work() as uow:
            seances = a_venir(uow.seances.toutes(), jour)
            jusqu_au = derniere_attribution(jalon, avance, jour, seances.get(acheteur, ()))
            gone = uow.rappels.passage(cle)
            if gone == jusqu_au:
                return False
            # The first time, of what is not over yet; a clock or a session that went back is followed back.
            depuis = jour - timedelta(days=1) if gone is None else gone
            dus, more = _whole_days(uow.marches.dus(acheteur, depuis, jusqu_au, AT_ONCE + 1), AT_ONCE)
            if more is None:
                dus = uow.marches.dus(acheteur, depuis, dus[0].attribution_prevue or jusqu_au)
            bilan.armes += self._arm(uow, dus, jour, now, seances)
            uow.rappels.passer(cle, jusqu_au if more is False else (dus[-1].attribution_prevue or jusqu_au))
            uow.commit()
        return more is not False

    def _arm_what_moved(self, jour: date, now: datetime, bilan: Bilan) -> None:
        """Contracts that are new, or whose date, buyer or person in charge changed."""
        while True:
            with self._database.unit_of_work() as uow:
                marches = uow.marches.a_revoir(AT_ONCE)
                if not marches:
                    return
                recurrents = [marche for marche in marches if marche.recurrent]
                bilan.armes += self._arm(uow, recurrents, jour, now, a_venir(uow.seances.toutes(), jour))
                uow.marches.revus([marche.id for marche in marches])
                uow.commit()

    def _arm(
        self,
        uow: UnitOfWork,
        marches: Sequence[EcheanceRecord],
        jour: date,
        now: datetime,
        seances: Mapping[str, Sequence[date]],
    ) -> int:
        """Arm, of each contract, what holds today, unless its milestone was answered."""
        answered = uow.rappels.repondus([marche.id for marche in marches])
        nouveaux: list[NouveauRappel] = []
        for marche in marches:
            attribution = marche.attribution_prevue
            if attribution is None:
                continue
            nouveaux += [
                NouveauRappel(
                    marche.id,
                    une.echeance.jalon.id,
                    attribution,
                    str(une.avance),
                    EQUIPE if marche.referent_id is None else f"{REFERENT}{marche.referent_id}",
                    une.du_le,
                )
                for une in a_dire(attribution, self._pack.jalons, jour, seances.get(marche.acheteur, ()))
                if (marche.id, une.echeance.jalon.id, attribution) not in answered
            ]
        return uow.rappels.armer(nouveaux, now)

    # --- what stays unanswered ----------------------------------------------------------------------------------------

    def _escalate(self, jour: date, now: datetime, bilan: Bilan) -> None:
        """Tell the team of what was said and not answered, or was in a message that no platform took."""
        while True:
            with self._database.unit_of_work() as uow:
                rappels = uow.rappels.a_relancer(jour, AT_ONCE) or uow.rappels.perdus(AT_ONCE)
                if not rappels:
                    return
                bilan.escalades += uow.rappels.armer(
                    [
                        NouveauRappel(rappel.marche.id, rappel.jalon, rappel.base, ESCALADE, EQUIPE, jour)
                        for rappel in rappels
                        if _still_true(rappel, jour)
                    ],
                    now,
                )
                uow.rappels.relances([rappel.id for rappel in rappels])
                uow.commit()

    # --- saying -------------------------------------------------------------------------------------------------------

    def _say(self, jour: date, now: datetime, bilan: Bilan) -> None:
        with self._database.reading() as memory:
            destinataires = memory.rappels.destinataires(jour)
        # The team last: what somebody cannot be told is told to it in the same pass.
        for destinataire in sorted(destinataires, key=lambda qui: qui == EQUIPE):
            while self._say_to(destinataire, jour, now, bilan):
                pass
        if EQUIPE not in destinataires:
            while self._say_to(EQUIPE, jour, now, bilan):
                pass

    def _say_to(self, destinataire: str, jour: date, now: datetime, bilan: Bilan) -> bool:
        """Say some of what one recipient is due; True when there may be more."""
        with self._database.unit_of_work() as uow:
            qui = self._whom(uow, destinataire, now)
            if qui.attend:
                return False
            hold(uow, qui.comptes, now)
            pris = uow.rappels.prendre(destinataire, jour, SAID_AT_ONCE)
            if not pris:
                return False
            vrais = self._current(uow, pris, jour, bilan)
            if not qui.comptes:
                if destinataire == EQUIPE:
                    # Nobody to tell: they wait, and the log says that they do.
                    bilan.sans_equipe += len(vrais)
                    logger.warning(
                        "%s reminder(s) wait for a member of the team to talk with the assistant", len(vrais)
                    )
                    uow.commit()
                    return False
                for rappel in vrais:
                    uow.rappels.changer_de_destinataire(rappel.id, EQUIPE)
                uow.commit()
                return len(pris) == SAID_AT_ONCE
            lignes = sujets(vrais, self._pack, uow.seances.toutes(), jour)
            relance = None if destinataire == EQUIPE else apres_jours_ouvres(jour, self._pack.escalade_jours_ouvres)
            for paquet in _messages(lignes, grouped=qui.groupes):
                self._send(uow, qui.comptes, paquet, destinataire, relance, now, bilan)
            uow.commit()
        return len(pris) == SAID_AT_ONCE

    def _send(
        self,
        uow: UnitOfWork,
        comptes: Sequence[CompteRecord],
        paquet: Sequence[Sujet],
        destinataire: str,
        relance: date | None,
        now: datetime,
        bilan: Bilan,
    ) -> None:
        """Put one message in the outbox, to each of these accounts, and mark all that it says as said."""
        dire = annoncer if len(paquet) <= SUJETS_MAX else faire_le_point
        reply = dire(paquet, self._pack, equipe=destinataire == EQUIPE)
        enveloppe = f"rappel:{min(numero for sujet in paquet for numero in sujet.numeros)}"
        bilan.told(self._tell(uow, comptes, reply, enveloppe, now))
        numeros = [numero for sujet in paquet for numero in sujet.numeros]
        uow.rappels.dire(numeros, enveloppe, now, relance)
        bilan.dits += len(numeros)

    def _current(self, uow: UnitOfWork, pris: Sequence[RappelRecord], jour: date, bilan: Bilan) -> list[RappelRecord]:
        """Those that still hold: the date did not move, the contract still recurs, nobody answered, nothing later says more."""
        answered = uow.rappels.repondus([rappel.marche.id for rappel in pris])
        holding: dict[int, list[RappelRecord]] = {}
        for rappel in pris:
            said = answered.get((rappel.marche.id, rappel.jalon, rappel.base), frozenset())
            known = rappel.jalon in self._jalons
            holds = known and _still_true(rappel, jour) and _still_theirs(rappel)
            if holds and not said & _SILENCED_BY[genre_de(rappel)]:
                holding.setdefault(rappel.marche.id, []).append(rappel)
        vrais = [
            rappel
            for un in holding.values()
            for rappel in un
            if not any(self._says_more(other, rappel) for other in un)
        ]
        perimes = {rappel.id for rappel in pris} - {rappel.id for rappel in vrais}
        uow.rappels.perimer(perimes)
        bilan.perimes += len(perimes)
        return vrais

    def _says_more(self, other: RappelRecord, rappel: RappelRecord) -> bool:
        """Whether another reminder of the same contract makes this one stale: of a later milestone, or of the same one later.

        One of an earlier milestone never does, even when it falls due later, as it can beside an early session; nor does
        what somebody asked to be told of another milestone.
        """
        left, right = self._jalons[other.jalon].mois_avant, self._jalons[rappel.jalon].mois_avant
        if left == right:
            return (other.du_le, other.id) > (rappel.du_le, rappel.id)
        return left < right and genre_de(other) == "jalon" and other.du_le >= rappel.du_le

    # --- to whom ------------------------------------------------------------------------------------------------------

    def _whom(self, uow: Reading, destinataire: str, now: datetime) -> Destinataire:
        if destinataire == EQUIPE:
            return team_of(self._access, uow, now)
        referent = uow.referents.trouver(int(destinataire.partition(":")[2]))
        if referent is None or referent.plateforme is None or referent.personne is None:
            return NOBODY
        comptes = uow.identites.comptes(referent.plateforme, referent.personne)
        where = where_of(self._access, uow, comptes, now)
        if where is None:
            return NOBODY
        preference = uow.rappels.preference(comptes)
        if not takes(preference, now):
            return WAITS
        return Destinataire((where,), groupes=preference.groupes)

    # --- campaigns ----------------------------------------------------------------------------------------------------

    def _offer_a_campaign(self, jour: date, now: datetime, bilan: Bilan) -> None:
        """Once a month, show the team what reaches the first milestone soon, and offer to tell who is concerned."""
        jalon = max(self._pack.jalons, key=lambda un: un.mois_avant)
        jusqu_au = fin_de_mois(jour + timedelta(days=CAMPAIGN_DAYS))
        with self._database.unit_of_work() as uow:
            cle = f"campagne:{jalon.id}:{jour:%Y-%m}"
            if uow.outbox.known(f"{cle}:0"):
                return
            qui = team_of(self._access, uow, now)
            if not qui.comptes:
                return
            trouves = concernes(uow, self._pack, jalon, jour, jusqu_au)
            if not trouves:
                return
            numero = uow.rappels.preparer(jalon.id, jusqu_au, "assistant", now)
            reply = presenter(uow, jalon, jusqu_au, trouves, numero, jour)
            bilan.told(self._tell(uow, qui.comptes, reply, cle, now))
            uow.commit()


# Which answers to a milestone make a reminder of it pointless.
_ANY = frozenset(ReponseRappel)
_DONE = frozenset((ReponseRappel.OCCUPE, ReponseRappel.SANS_OBJET, ReponseRappel.DIAGNOSTIC))
_SILENCED_BY = {
    "jalon": _ANY,
    CAMPAGNE: _ANY,
    ESCALADE: _DONE,
    REPORT: _DONE,
    TRANSFERT: frozenset((ReponseRappel.SANS_OBJET,)),
}


def _cle(acheteur: str, jalon: Jalon, avance: int) -> str:
    """Under which name it is remembered how far a lead has gone: another number of months, or of days, is another lead."""
    return f"{acheteur}:{jalon.id}:{jalon.mois_avant}:{avance}"


def _still_true(rappel: RappelRecord, jour: date) -> bool:
    marche = rappel.marche
    stands = marche.recurrent is True and marche.retire is None
    return stands and marche.attribution_prevue == rappel.base and rappel.base >= jour


def _still_theirs(rappel: RappelRecord) -> bool:
    """Whether whoever it is for still answers for the contract; what somebody asked to be told is theirs whatever became of it."""
    if genre_de(rappel) in (ESCALADE, REPORT, TRANSFERT) or not rappel.destinataire.startswith(REFERENT):
        return True
    return rappel.destinataire == f"{REFERENT}{rappel.marche.referent_id}"


def _messages(lignes: Sequence[Sujet], *, grouped: bool) -> Iterable[Sequence[Sujet]]:
    """One for all that falls due, or one each as one asked; what comes at once in number is one state of play for everybody."""
    return [lignes] if lignes and (grouped or len(lignes) > SUJETS_MAX) else [[une] for une in lignes]


def _whole_days(dus: Sequence[EcheanceRecord], limit: int) -> tuple[Sequence[EcheanceRecord], bool | None]:
    """As many as may be done at once, without parting those of one day.

    The second value: False when that is all, True when others follow, None when one day alone is more than that.
    """
    if len(dus) <= limit:
        return dus, False
    whole = [due for due in dus if due.attribution_prevue != dus[-1].attribution_prevue]
    return (whole, True) if whole else (dus, None)


WORKERS = (Worker, Veille, PenseBetes)

__all__ = ["WORKERS", "Bilan", "Worker"]
