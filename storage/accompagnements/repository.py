"""Sessions and trainings for firms: planned, done or called off, and the places of those who said that they come."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, delete, extract, func, insert, select, update

from storage.accompagnements.records import AccompagnementRecord, EtatAccompagnement, InscriptionRecord
from storage.accompagnements.tables import Accompagnement, Inscription
from storage.columns import columns
from storage.comptes.accounts import among
from storage.comptes.records import CompteRecord
from storage.insertion import insert_unless_present

_INSCRITS = (
    select(func.count())
    .where(Inscription.accompagnement_id == Accompagnement.id)
    .correlate(Accompagnement)
    .scalar_subquery()
)
_ACCOMPAGNEMENTS = select(*columns(Accompagnement, AccompagnementRecord, inscrits=_INSCRITS.label("inscrits")))
_EN_ORDRE = (Accompagnement.jour, func.coalesce(Accompagnement.heure, ""), Accompagnement.id)
_ANNEE = extract("year", Accompagnement.jour)
_PROGRAMME = Accompagnement.etat == EtatAccompagnement.PROGRAMME


class Accompagnements:
    """The sessions, and everybody's places; whoever serves a firm must ask for its own accounts only."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    # --- sessions -----------------------------------------------------------------------------------------------------

    def programmer(self, titre: str, jour: date, heure: str | None, lieu: str | None, par: str, now: datetime) -> int:
        """Plan a session; `heure` is "14:00", or "09:00-12:30". Returns its number."""
        return self._connection.execute(
            insert(Accompagnement)
            .values(titre=titre, jour=jour, heure=heure, lieu=lieu, par=par, cree_le=now, modifie_le=now)
            .returning(Accompagnement.id)
        ).scalar_one()

    def deplacer(self, numero: int, jour: date, heure: str | None, lieu: str | None, par: str, now: datetime) -> bool:
        """Hold a planned session on another day, at another hour or place; False when it stands so, or is planned no more."""
        autrement = (
            (Accompagnement.jour != jour)
            | Accompagnement.heure.is_distinct_from(heure)
            | Accompagnement.lieu.is_distinct_from(lieu)
        )
        return self._changer(numero, _PROGRAMME & autrement, {"jour": jour, "heure": heure, "lieu": lieu}, par, now)

    def renommer(self, numero: int, titre: str, par: str) -> bool:
        """Give a session another title; False when it had it. Nobody who has a place need be told: nothing moved."""
        changed = self._connection.execute(
            update(Accompagnement)
            .where(Accompagnement.id == numero, Accompagnement.titre != titre)
            .values(titre=titre, par=par)
        )
        return changed.rowcount > 0

    def realiser(self, numero: int, participants: int | None, par: str, now: datetime) -> bool:
        """Note that a session took place, and with how many when that is known; the number can be told or put right later.

        False when it already stood so, or was called off.
        """
        values: dict[str, Any] = {"etat": EtatAccompagnement.REALISE}
        dit: ColumnElement[bool] = _PROGRAMME
        if participants is not None:
            values["participants"] = participants
            dit = (Accompagnement.etat != EtatAccompagnement.ANNULE) & (
                _PROGRAMME | Accompagnement.participants.is_distinct_from(participants)
            )
        return self._changer(numero, dit, values, par, now)

    def annuler(self, numero: int, par: str, now: datetime) -> bool:
        """Call a planned session off; False when it is planned no more."""
        return self._changer(numero, _PROGRAMME, {"etat": EtatAccompagnement.ANNULE}, par, now)

    def _changer(
        self, numero: int, which: ColumnElement[bool], values: Mapping[str, Any], par: str, now: datetime
    ) -> bool:
        changed = self._connection.execute(
            update(Accompagnement).where(Accompagnement.id == numero, which).values(**values, par=par, modifie_le=now)
        )
        return changed.rowcount > 0

    def trouver(self, numero: int) -> AccompagnementRecord | None:
        row = self._connection.execute(_ACCOMPAGNEMENTS.where(Accompagnement.id == numero)).one_or_none()
        return None if row is None else AccompagnementRecord(*row)

    def a_venir(self, jour: date) -> list[AccompagnementRecord]:
        """Those that are planned from that day on, the next one first."""
        return self._all(_ACCOMPAGNEMENTS.where(_PROGRAMME, Accompagnement.jour >= jour))

    def a_conclure(self, jour: date) -> list[AccompagnementRecord]:
        """Those whose day is past, and of which nobody said what became of them."""
        return self._all(_ACCOMPAGNEMENTS.where(_PROGRAMME, Accompagnement.jour < jour))

    def de_l_annee(self, annee: int) -> list[AccompagnementRecord]:
        """Those whose day is in that year, whatever became of them."""
        return self._all(_ACCOMPAGNEMENTS.where(Accompagnement.jour.between(date(annee, 1, 1), date(annee, 12, 31))))

    def compter(self) -> dict[int, dict[EtatAccompagnement, int]]:
        """How many sessions of each year are in each state; a session is of the year of its day."""
        rows = self._connection.execute(
            select(_ANNEE.label("annee"), Accompagnement.etat, func.count().label("n")).group_by(
                _ANNEE, Accompagnement.etat
            )
        )
        comptes: dict[int, dict[EtatAccompagnement, int]] = {}
        for row in rows:
            comptes.setdefault(int(row.annee), {})[row.etat] = row.n
        return comptes

    # --- places -------------------------------------------------------------------------------------------------------

    def inscrire(self, numero: int, compte: CompteRecord, now: datetime) -> bool:
        """Keep a place for that account; False when it has one."""
        place = {"accompagnement_id": numero, "plateforme": compte.plateforme, "personne": compte.personne}
        return (
            insert_unless_present(
                self._connection, Inscription, tuple(place), {**place, "le": now, "jour_connu": self._jour(numero)}
            )
            is not None
        )

    def _jour(self, numero: int) -> date | None:
        return self._connection.scalar(select(Accompagnement.jour).where(Accompagnement.id == numero))

    def noter_le_jour_dit(self, numero: int, comptes: Collection[CompteRecord], jour: date) -> None:
        """Keep that the person of these accounts was told that the session is on that day."""
        self._connection.execute(
            update(Inscription).where(Inscription.accompagnement_id == numero, _of(comptes)).values(jour_connu=jour)
        )

    def desinscrire(self, numero: int, comptes: Collection[CompteRecord]) -> bool:
        """Erase the place of the person of these accounts; False when there was none."""
        gone = self._connection.execute(
            delete(Inscription).where(Inscription.accompagnement_id == numero, _of(comptes))
        )
        return gone.rowcount > 0

    def inscriptions_de(self, comptes: Collection[CompteRecord]) -> frozenset[int]:
        """The sessions in which the person of these accounts has a place."""
        return frozenset(self._connection.scalars(select(Inscription.accompagnement_id).where(_of(comptes))))

    def inscriptions(self, numero: int) -> list[InscriptionRecord]:
        """Everybody's places in a session, the first taken first."""
        rows = self._connection.execute(
            select(Inscription.plateforme, Inscription.personne, Inscription.le, Inscription.jour_connu)
            .where(Inscription.accompagnement_id == numero)
            .order_by(Inscription.id)
        )
        return [InscriptionRecord(CompteRecord(row.plateforme, row.personne), row.le, row.jour_connu) for row in rows]

    def changes(self, jour: date) -> list[tuple[AccompagnementRecord, datetime]]:
        """The sessions not past on that day that were moved or called off after somebody took a place, and when."""
        apres = select(Inscription.id).where(
            Inscription.accompagnement_id == Accompagnement.id, Inscription.le < Accompagnement.modifie_le
        )
        rows = self._connection.execute(
            _ACCOMPAGNEMENTS.add_columns(Accompagnement.modifie_le)
            .where(Accompagnement.etat != EtatAccompagnement.REALISE, Accompagnement.jour >= jour, apres.exists())
            .order_by(*_EN_ORDRE)
        )
        return [(AccompagnementRecord(*row[:-1]), row.modifie_le) for row in rows]

    def oublier(self, before: date) -> int:
        """Erase the places of sessions held before that day; how many. How many came stays, whoever they were."""
        passees = select(Accompagnement.id).where(Accompagnement.jour < before)
        return self._connection.execute(delete(Inscription).where(Inscription.accompagnement_id.in_(passees))).rowcount

    def oublier_de(self, comptes: Collection[CompteRecord]) -> int:
        """Erase all the places of the person of these accounts, at their word; how many."""
        return self._connection.execute(delete(Inscription).where(_of(comptes))).rowcount

    def _all(self, statement: Select[Any]) -> list[AccompagnementRecord]:
        return [AccompagnementRecord(*row) for row in self._connection.execute(statement.order_by(*_EN_ORDRE))]


def _of(comptes: Collection[CompteRecord]) -> ColumnElement[bool]:
    return among(Inscription.plateforme, Inscription.personne, comptes)


__all__ = ["Accompagnements"]
