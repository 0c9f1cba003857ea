"""Requests of firms to a person: their owner, what is said on both sides, what is to be told, and when it is late."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, bindparam, case, func, insert, or_, select, update
from sqlalchemy.orm import aliased

from storage.comptes.accounts import among
from storage.comptes.records import CompteRecord
from storage.conversation.tables import Conversation
from storage.ligne_directe.copies import effacer_les_copies, masquer_les_copies
from storage.ligne_directe.records import (
    DEMANDES_EN_ATTENTE,
    DEMANDES_OUVERTES,
    GARDES_URGENTES,
    DemandeRecord,
    EtatDemande,
    LigneDeDemande,
    NouvelleDemande,
    Sens,
)
from storage.ligne_directe.tables import Demande
from storage.ligne_directe.tables import LigneDeDemande as Ligne

# What a line says of a request that somebody else has now: it is for whoever had it.
REPRISE = "reprise"

_DEMANDES = select(
    Demande.id,
    Demande.conversation_id,
    Demande.plateforme,
    Demande.personne,
    Demande.garde,
    Demande.sujet,
    Demande.question,
    Demande.faits,
    Demande.etat,
    Demande.responsable_plateforme,
    Demande.responsable_personne,
    Demande.telephone,
    Demande.silence,
    Demande.relances,
    Demande.relance_le,
    Demande.promis_le,
    Demande.prochain_le,
    Demande.cree_le,
    Demande.prise_le,
    Demande.repondue_le,
    Demande.close_le,
)
# At every message of a firm: building it costs more than SQLite takes to run it.
_OUVERTE = _DEMANDES.where(Demande.conversation_id == bindparam("conversation_id"), Demande.etat.in_(DEMANDES_OUVERTES))
_OUVERTE_TENUE = _OUVERTE.with_for_update(key_share=True)
_LIGNES = select(
    Ligne.id,
    Ligne.demande_id,
    Ligne.sens,
    Ligne.genre,
    Ligne.texte,
    Ligne.plateforme,
    Ligne.personne,
    Ligne.le,
    Ligne.transmise_le,
)

# Blanked once.
_WORDED = or_(Demande.question != "", Demande.telephone.is_not(None))
# What a firm said, and its owner was not given.
_A_LIRE = update(Ligne).where(Ligne.sens == Sens.ENTREPRISE, Ligne.transmise_le.is_(None))


class Demandes:
    """The requests of every firm: for the team."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    # --- reading ------------------------------------------------------------------------------------------------------

    def trouver(self, numero: int) -> DemandeRecord | None:
        return self._one(_DEMANDES.where(Demande.id == numero))

    def ouverte_de(self, conversation_id: int, *, tenue: bool = False) -> DemandeRecord | None:
        """The request that this conversation waits for, or is in; `tenue`: nobody ends it before this transaction does."""
        here = {"conversation_id": conversation_id}
        # Nothing is held where there is none: most messages of firms are no request, and need nobody to wait.
        found = self._one(_OUVERTE, here)
        return self._one(_OUVERTE_TENUE, here) if tenue and found is not None else found

    def ouvertes(
        self,
        limit: int,
        *,
        responsables: Collection[CompteRecord] | None = None,
        en_retard_le: datetime | None = None,
        sans_responsable: bool = False,
    ) -> list[DemandeRecord]:
        """Those that wait for an answer, distress first, then the first promised, then those that were answered.

        Only those of `responsables`, or late at that moment, or that nobody has.
        """
        attend = Demande.etat.in_(DEMANDES_EN_ATTENTE)
        urgente = func.coalesce(Demande.garde, "").in_(GARDES_URGENTES)
        statement = _DEMANDES.where(Demande.etat.in_(DEMANDES_OUVERTES))
        if responsables is not None:
            statement = statement.where(
                among(Demande.responsable_plateforme, Demande.responsable_personne, responsables)
            )
        if en_retard_le is not None:
            statement = statement.where(attend, Demande.promis_le < en_retard_le)
        if sans_responsable:
            statement = statement.where(Demande.etat == EtatDemande.A_PRENDRE)
        return self._all(statement.order_by(attend.desc(), urgente.desc(), Demande.promis_le, Demande.id).limit(limit))

    def closes(self, limit: int, *, responsables: Collection[CompteRecord] | None = None) -> list[DemandeRecord]:
        """Those that ended, the last ended first; only those that `responsables` had."""
        statement = _DEMANDES.where(Demande.etat.not_in(DEMANDES_OUVERTES))
        if responsables is not None:
            statement = statement.where(
                among(Demande.responsable_plateforme, Demande.responsable_personne, responsables)
            )
        return self._all(statement.order_by(Demande.close_le.desc(), Demande.id.desc()).limit(limit))

    def de(self, comptes: Collection[CompteRecord], limit: int) -> list[DemandeRecord]:
        """Those of a firm, the last first."""
        return self._all(_DEMANDES.where(_asked_by(comptes)).order_by(Demande.id.desc()).limit(limit))

    def numeros_de(self, comptes: Collection[CompteRecord]) -> list[int]:
        """The numbers of all the requests ever made under these accounts."""
        return list(self._connection.execute(select(Demande.id).where(_asked_by(comptes))).scalars())

    def lignes(self, numero: int) -> list[LigneDeDemande]:
        """What was said in it, in order."""
        return self._lignes(_LIGNES.where(Ligne.demande_id == numero).order_by(Ligne.id))

    def derniere_reponse(self, numero: int) -> str | None:
        """The last words of whoever answers it; None when there are none, or when they were forgotten."""
        row = self._connection.execute(
            select(Ligne.texte)
            .where(Ligne.demande_id == numero, Ligne.sens == Sens.AGENT, Ligne.texte != "")
            .order_by(Ligne.id.desc())
            .limit(1)
        ).one_or_none()
        return None if row is None else str(row.texte)

    # --- the life of a request ----------------------------------------------------------------------------------------

    def ouvrir(self, nouvelle: NouvelleDemande, now: datetime) -> int:
        """Open a request; its conversation must have none open, and be locked by this transaction."""
        numero = self._connection.execute(
            insert(Demande)
            .values(
                conversation_id=nouvelle.conversation_id,
                plateforme=nouvelle.compte.plateforme,
                personne=nouvelle.compte.personne,
                garde=nouvelle.garde,
                sujet=nouvelle.sujet,
                question=nouvelle.question,
                faits=dict(nouvelle.faits),
                promis_le=nouvelle.promis_le,
                relance_le=nouvelle.relance_le,
                cree_le=now,
            )
            .returning(Demande.id)
        ).scalar_one()
        self.noter(numero, Sens.SUIVI, "ouverte", "", nouvelle.compte, now)
        return numero

    def prendre(self, numero: int, compte: CompteRecord, now: datetime) -> bool:
        """Make somebody its owner; False when it has one, or is over. Of two at once, one has it."""
        taken = self._connection.execute(
            update(Demande)
            .where(Demande.id == numero, Demande.etat == EtatDemande.A_PRENDRE)
            .values(
                etat=EtatDemande.PRISE,
                responsable_plateforme=compte.plateforme,
                responsable_personne=compte.personne,
                prise_le=now,
            )
        )
        if taken.rowcount:
            self._suivi_perime(numero, compte)
            self.noter(numero, Sens.SUIVI, "prise", "", compte, now)
        return taken.rowcount > 0

    def confier(
        self,
        numero: int,
        compte: CompteRecord,
        now: datetime,
        *,
        prevenir: bool,
        ancien: CompteRecord | None = None,
    ) -> bool:
        """Make somebody else its owner, who is to be told unless they did it themselves; False when it is over, or theirs already.

        `ancien` had it, and is to be told that they have not any more.
        """
        given = self._connection.execute(
            update(Demande)
            .where(
                Demande.id == numero,
                Demande.etat.in_(DEMANDES_OUVERTES),
                or_(
                    Demande.responsable_personne.is_(None),
                    Demande.responsable_personne != compte.personne,
                    Demande.responsable_plateforme != compte.plateforme,
                ),
            )
            .values(
                # What was answered waits for nothing from its new owner.
                etat=case((Demande.etat == EtatDemande.REPONDUE, EtatDemande.REPONDUE), else_=EtatDemande.PRISE),
                responsable_plateforme=compte.plateforme,
                responsable_personne=compte.personne,
                prise_le=now,
            )
        )
        if given.rowcount:
            self._suivi_perime(numero, compte)
            self.noter(numero, Sens.SUIVI, "confiee", "", compte, now, a_transmettre=prevenir)
            if ancien is not None:
                self.noter(numero, Sens.SUIVI, REPRISE, "", ancien, now, a_transmettre=True)
        return given.rowcount > 0

    def rendre(self, numero: int, compte: CompteRecord, now: datetime) -> bool:
        """Leave it to whoever takes it next, told to the team again; False when it is not theirs any more."""
        left = self._connection.execute(
            update(Demande)
            .where(
                Demande.id == numero,
                Demande.etat.in_(DEMANDES_EN_ATTENTE),
                Demande.responsable_plateforme == compte.plateforme,
                Demande.responsable_personne == compte.personne,
            )
            .values(
                etat=EtatDemande.A_PRENDRE,
                responsable_plateforme=None,
                responsable_personne=None,
                prise_le=None,
                annoncee_le=None,
            )
        )
        if left.rowcount:
            self._suivi_perime(numero, compte)
            self.noter(numero, Sens.SUIVI, "rendue", "", compte, now)
        return left.rowcount > 0

    def repondre(self, numero: int, texte: str, compte: CompteRecord, now: datetime) -> bool:
        """Answer it: the firm is given these words. False when it was called off, or when the firm has another one open since."""
        answer = (
            update(Demande)
            .where(Demande.id == numero)
            .values(
                etat=EtatDemande.REPONDUE,
                responsable_plateforme=compte.plateforme,
                responsable_personne=compte.personne,
                repondue_le=now,
                prise_le=func.coalesce(Demande.prise_le, now),
                relance_le=None,
                close_le=None,
            )
        )
        answered = self._connection.execute(answer.where(Demande.etat.in_(DEMANDES_OUVERTES))).rowcount > 0
        if not answered:
            # Opened again: its firm may be opening another one at this very moment, in its conversation.
            sienne = select(Demande.conversation_id).where(Demande.id == numero).scalar_subquery()
            self._connection.execute(
                select(Conversation.id).where(Conversation.id == sienne).with_for_update(key_share=True)
            )
            answered = self._connection.execute(answer.where(*_qui_se_rouvre(numero))).rowcount > 0
        if answered:
            self.noter(numero, Sens.AGENT, "reponse", texte, compte, now, a_transmettre=True)
        return answered

    def ajouter(self, numero: int, texte: str, compte: CompteRecord, now: datetime) -> None:
        """Something more from the firm: its owner is given it."""
        self.noter(numero, Sens.ENTREPRISE, "message", texte, compte, now, a_transmettre=True)

    def lues(self, numero: int, jusqu_a: int, now: datetime) -> None:
        """Whoever has it read what the firm said up to that line: it is not to be given to them again.

        `jusqu_a`: the last line of the firm's that was shown. What it wrote since then is still to be given.
        """
        self._connection.execute(
            _A_LIRE.where(Ligne.demande_id == numero, Ligne.id <= jusqu_a).values(transmise_le=now)
        )

    def rouvrir(self, numero: int, promis_le: datetime, relance_le: datetime) -> bool:
        """What was answered, or is closed and not forgotten, waits for an answer again, from the same person.

        What is closed is opened again only if its conversation, which this transaction has locked, has no other one open.
        """
        close = and_(*_qui_se_rouvre(numero), Demande.responsable_personne.is_not(None))
        reopened = self._connection.execute(
            update(Demande)
            .where(Demande.id == numero, or_(Demande.etat == EtatDemande.REPONDUE, close))
            .values(
                etat=EtatDemande.PRISE,
                close_le=None,
                promis_le=promis_le,
                prochain_le=None,
                relance_le=relance_le,
                relances=0,
                silence=True,
            )
        )
        return reopened.rowcount > 0

    def alerter(self, numero: int, garde: str, now: datetime) -> None:
        """What was a request like others is urgent: it ranks first, and is told again at once, to its owner or the team."""
        self._connection.execute(
            update(Demande)
            .where(
                Demande.id == numero,
                Demande.etat.in_(DEMANDES_EN_ATTENTE),
                func.coalesce(Demande.garde, "").not_in(GARDES_URGENTES),
            )
            .values(garde=garde, relance_le=now)
        )

    def _suivi_perime(self, numero: int, compte: CompteRecord) -> None:
        """It goes from hand to hand: what nobody could be told of its last owner is not told any more.

        That somebody lost it is still to be told to them, unless it is theirs again.
        """
        self._connection.execute(
            update(Ligne)
            .where(
                Ligne.demande_id == numero,
                Ligne.sens == Sens.SUIVI,
                Ligne.transmise_le.is_(None),
                or_(
                    Ligne.genre != REPRISE,
                    and_(Ligne.plateforme == compte.plateforme, Ligne.personne == compte.personne),
                ),
            )
            .values(transmise_le=Ligne.le)
        )

    def clore(
        self,
        numero: int,
        etat: EtatDemande,
        compte: CompteRecord,
        now: datetime,
        *,
        prevenir: bool = False,
        repondue_le: datetime | None = None,
    ) -> bool:
        """End it; its phone number goes at once, wherever it was written or told, and the other side is told if it must be.

        False when it was over, or when `repondue_le` is given and it is not, since then, answered with nothing more said.
        """
        which: ColumnElement[bool] = Demande.etat.in_(DEMANDES_OUVERTES)
        if repondue_le is not None:
            which = and_(Demande.etat == EtatDemande.REPONDUE, Demande.repondue_le <= repondue_le)
        ended = self._connection.execute(
            update(Demande).where(Demande.id == numero, which).values(etat=etat, close_le=now, relance_le=None)
        )
        if ended.rowcount:
            masquer_les_copies(self._connection, numero)
            # Whoever ended it looks for nothing more in it: what waits for an owner who is silent would wait for ever.
            self._connection.execute(_A_LIRE.where(Ligne.demande_id == numero).values(transmise_le=now))
            self.noter(numero, Sens.SUIVI, etat.value, "", compte, now, a_transmettre=prevenir)
        return ended.rowcount > 0

    def telephone(self, numero: int, telephone: str | None) -> None:
        """Keep the number to call back at; None takes it away, wherever it was written or told."""
        if telephone is None:
            masquer_les_copies(self._connection, numero)
        else:
            self._connection.execute(update(Demande).where(Demande.id == numero).values(telephone=telephone))

    def silence(self, numero: int, *, silence: bool) -> None:
        """Whether the assistant keeps quiet in that conversation."""
        self._connection.execute(update(Demande).where(Demande.id == numero).values(silence=silence))

    def noter(
        self,
        numero: int,
        sens: Sens,
        genre: str,
        texte: str,
        compte: CompteRecord,
        now: datetime,
        *,
        a_transmettre: bool = False,
    ) -> None:
        self._connection.execute(
            insert(Ligne).values(
                demande_id=numero,
                sens=sens,
                genre=genre,
                texte=texte,
                plateforme=compte.plateforme,
                personne=compte.personne,
                le=now,
                transmise_le=None if a_transmettre else now,
            )
        )

    # --- what the worker has to do ------------------------------------------------------------------------------------

    def a_annoncer(self, limit: int) -> list[DemandeRecord]:
        """Those that have no owner, and of which the team was not told."""
        return self._all(
            _DEMANDES.where(Demande.etat == EtatDemande.A_PRENDRE, Demande.annoncee_le.is_(None))
            .order_by(Demande.id)
            .limit(limit)
        )

    def annoncee(self, numero: int, now: datetime, relance_le: datetime | None = None) -> None:
        """Note that the team was told of it; `relance_le` when it is to be told again sooner than was planned."""
        values: dict[str, Any] = {"annoncee_le": now}
        if relance_le is not None:
            values["relance_le"] = relance_le
        self._connection.execute(update(Demande).where(Demande.id == numero).values(**values))

    def a_transmettre(self, limit: int) -> list[LigneDeDemande]:
        """What the other side, or a new owner, was not given yet; a firm's words wait for an owner.

        What goes to a firm comes first, as it can be written to at any moment; then each owner in turn, so that what waits for
        one of them, who takes no message or has left, holds back nobody else's.
        """
        fin = and_(
            Ligne.genre == EtatDemande.CLOSE.value,
            or_(Ligne.plateforme != Demande.plateforme, Ligne.personne != Demande.personne),
        )
        a_l_entreprise = or_(Ligne.sens == Sens.AGENT, fin)
        tour = func.row_number().over(
            partition_by=(a_l_entreprise, Demande.responsable_plateforme, Demande.responsable_personne),
            order_by=Ligne.id,
        )
        return self._lignes(
            _LIGNES.join(Demande, Demande.id == Ligne.demande_id)
            .where(
                Ligne.transmise_le.is_(None),
                or_(Ligne.sens != Sens.ENTREPRISE, Demande.responsable_personne.is_not(None)),
            )
            .order_by(case((a_l_entreprise, 0), else_=tour), Ligne.id)
            .limit(limit)
        )

    def ligne(self, numero: int) -> LigneDeDemande | None:
        """One line, as it is now."""
        return next(iter(self._lignes(_LIGNES.where(Ligne.id == numero))), None)

    def transmise(self, ligne: int, now: datetime) -> None:
        self._connection.execute(update(Ligne).where(Ligne.id == ligne).values(transmise_le=now))

    def a_relancer(self, now: datetime, limit: int) -> list[DemandeRecord]:
        """Those that wait for an answer, of which somebody must be told again by now."""
        return self._all(
            _DEMANDES.where(Demande.etat.in_(DEMANDES_EN_ATTENTE), Demande.relance_le <= now)
            .order_by(Demande.relance_le, Demande.id)
            .limit(limit)
        )

    def relancee(self, numero: int, relances: int, relance_le: datetime, prochain_le: datetime | None = None) -> None:
        """Note that it was said again, and when to do so next; `prochain_le` when the firm was promised another time."""
        values: dict[str, Any] = {"relances": relances, "relance_le": relance_le}
        if prochain_le is not None:
            values["prochain_le"] = prochain_le
        self._connection.execute(update(Demande).where(Demande.id == numero).values(**values))

    def a_clore(self, before: datetime, limit: int) -> list[DemandeRecord]:
        """Those that were answered before then, with nothing said since."""
        return self._all(
            _DEMANDES.where(Demande.etat == EtatDemande.REPONDUE, Demande.repondue_le < before)
            .order_by(Demande.repondue_le, Demande.id)
            .limit(limit)
        )

    # --- forgetting ---------------------------------------------------------------------------------------------------

    def oublier(self, before: datetime) -> int:
        """Blank the words and the facts of what ended before then, and what was told of it; how many.

        That it was, and when, stays.
        """
        which = and_(Demande.etat.not_in(DEMANDES_OUVERTES), Demande.close_le < before)
        worded = select(Demande.id).where(which, _WORDED)
        effacer_les_copies(self._connection, self._connection.execute(worded).scalars().all())
        return self._blank(which)

    def oublier_de(self, comptes: Collection[CompteRecord], now: datetime) -> int:
        """End and blank all the requests of a firm, at its word; how many."""
        siennes = _asked_by(comptes)
        en_cours = self._all(_DEMANDES.where(siennes, Demande.etat.in_(DEMANDES_OUVERTES)))
        self._connection.execute(
            update(Demande)
            .where(siennes, Demande.etat.in_(DEMANDES_OUVERTES))
            .values(etat=EtatDemande.ANNULEE, close_le=now, relance_le=None)
        )
        blanked = self._blank(siennes)
        for une in en_cours:
            if une.responsable is not None:
                # Whoever has it must not go on looking for an answer.
                self.noter(une.id, Sens.SUIVI, EtatDemande.ANNULEE.value, "", une.compte, now, a_transmettre=True)
        return blanked

    def _blank(self, which: Any) -> int:
        numeros = select(Demande.id).where(which)
        self._connection.execute(
            update(Ligne)
            .where(Ligne.demande_id.in_(numeros), or_(Ligne.texte != "", Ligne.transmise_le.is_(None)))
            .values(texte="", transmise_le=func.coalesce(Ligne.transmise_le, Ligne.le))
        )
        blanked = self._connection.execute(
            update(Demande).where(which, _WORDED).values(question="", faits={}, telephone=None)
        )
        return blanked.rowcount

    def _one(self, statement: Select[Any], values: Mapping[str, Any] | None = None) -> DemandeRecord | None:
        row = self._connection.execute(statement, values).one_or_none()
        return None if row is None else _demande(row)

    def _lignes(self, statement: Select[*tuple[Any, ...]]) -> list[LigneDeDemande]:
        return [_ligne(row) for row in self._connection.execute(statement)]

    def _all(self, statement: Select[Any]) -> list[DemandeRecord]:
        return [_demande(row) for row in self._connection.execute(statement)]


def _asked_by(comptes: Collection[CompteRecord]) -> ColumnElement[bool]:
    return among(Demande.plateforme, Demande.personne, comptes)


def _qui_se_rouvre(numero: int) -> tuple[ColumnElement[bool], ...]:
    """A closed request that is not forgotten, and whose firm has no other one open since."""
    autre = aliased(Demande)
    ouverte = select(autre.id).where(
        autre.conversation_id == Demande.conversation_id, autre.id != numero, autre.etat.in_(DEMANDES_OUVERTES)
    )
    return (Demande.etat == EtatDemande.CLOSE, Demande.question != "", ~ouverte.exists())


def _demande(row: Row[Any]) -> DemandeRecord:
    responsable = (
        None
        if row.responsable_plateforme is None
        else CompteRecord(row.responsable_plateforme, row.responsable_personne)
    )
    return DemandeRecord(
        id=row.id,
        conversation_id=row.conversation_id,
        compte=CompteRecord(row.plateforme, row.personne),
        garde=row.garde,
        sujet=row.sujet,
        question=row.question,
        faits=row.faits,
        etat=row.etat,
        responsable=responsable,
        telephone=row.telephone,
        silence=row.silence,
        relances=row.relances,
        relance_le=row.relance_le,
        promis_le=row.promis_le,
        prochain_le=row.prochain_le,
        cree_le=row.cree_le,
        prise_le=row.prise_le,
        repondue_le=row.repondue_le,
        close_le=row.close_le,
    )


def _ligne(row: Row[*tuple[Any, ...]]) -> LigneDeDemande:
    return LigneDeDemande(
        row.id,
        row.demande_id,
        row.sens,
        row.genre,
        row.texte,
        CompteRecord(row.plateforme, row.personne),
        row.le,
        row.transmise_le,
    )


__all__ = ["REPRISE", "Demandes"]
