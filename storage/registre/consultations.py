"""The register by consultation: one line for the lots that are awarded together, a page at a time, in any order."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Integer, Select, String, and_, case, cast, func, literal, or_, select

from storage.columns import columns
from storage.rappels.records import EtatRappel
from storage.rappels.tables import Rappel
from storage.registre.marches import MARCHES, _filtered, marche_de
from storage.registre.records import Filtre, MarcheRecord
from storage.registre.tables import Changement, Marche, Referent

_GROUPE = case((Marche.groupe == "", cast(Marche.id, String)), else_=Marche.groupe)
# A milestone whose day has come is said with this lead, then to the team.
_ARRIVES = ("0", "escalade")
# What is decided in bulk, and so undone in bulk.
_DECISIONS = ("recurrent", "direction", "referent_id")
_LINE: tuple[Any, ...] = (func.min(Marche.id).label("id"), func.count().label("lots"))
# Counted over all the lines at once: a page costs one reading of them.
_COUNTED: tuple[Any, ...] = (
    *_LINE,
    Marche.attribution_prevue.label("attribution"),
    func.sum(func.count()).over().label("marches"),
    func.count().over().label("lignes"),
)
_NEXT: tuple[Any, ...] = (*_LINE, Marche.acheteur, Marche.attribution_prevue, func.max(Marche.modifie_le))


class Tri(StrEnum):
    """By what a page is sorted; what has no value comes last either way."""

    ATTRIBUTION = "attribution"
    FIN = "fin"
    NOTIFIE = "notifie"
    OBJET = "objet"
    ACHETEUR = "acheteur"
    DIRECTION = "direction"
    REFERENT = "referent"
    RECURRENT = "recurrent"
    MONTANT = "montant"


_TRIS: dict[Tri, Any] = {
    Tri.ATTRIBUTION: Marche.attribution_prevue,
    Tri.FIN: Marche.fin,
    Tri.NOTIFIE: Marche.notifie_le,
    Tri.OBJET: func.nullif(Marche.cle_objet, ""),
    Tri.ACHETEUR: func.nullif(Marche.acheteur, ""),
    Tri.DIRECTION: Marche.direction,
    Tri.REFERENT: Referent.nom,
    # Booleans are compared with nothing, and booleans in SQL.
    Tri.RECURRENT: cast(Marche.recurrent, Integer),
    Tri.MONTANT: Marche.montant_ht,
}


@dataclass(frozen=True, slots=True)
class Selection:
    """Which contracts: a filter, and what it cannot say.

    `en_retard` is the day on which they are late: recurring, and already due to be awarded, or a milestone has come that
    nobody answered. `proposee`: what is proposed of a recurrence, "aucune" for nothing.
    """

    filtre: Filtre = Filtre()  # noqa: RUF009 - frozen
    en_retard: date | None = None
    proposee: bool | str | None = None


@dataclass(frozen=True, slots=True)
class ConsultationRecord:
    """The first of the lots that are awarded together, and how many they are."""

    marche: MarcheRecord
    lots: int


@dataclass(frozen=True, slots=True)
class PageRecord:
    """A page, and how many contracts and lines there are on all pages together."""

    lignes: tuple[ConsultationRecord, ...]
    marches: int
    combien: int


@dataclass(frozen=True, slots=True)
class ProchainRecord:
    """A consultation to come, as a calendar needs it; `modifie_le` is the last change of any of its lots."""

    id: int
    lots: int
    acheteur: str
    attribution: date
    modifie_le: datetime


@dataclass(frozen=True, slots=True)
class ChangementRecord:
    marche_id: int
    champ: str
    avant: str | None
    apres: str | None


class Consultations:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def page(
        self,
        selection: Selection,
        *,
        tri: Tri = Tri.ATTRIBUTION,
        descendant: bool = False,
        limit: int = 50,
        apres: int | None = None,
    ) -> PageRecord:
        """List consultations in that order; `apres` is the contract that the page before ended with."""
        lines = _lines(selection).subquery()
        read: Select[Any] = select(lines.c.id, lines.c.lots, lines.c.marches, lines.c.lignes)
        if tri is Tri.ATTRIBUTION:
            valeur = lines.c.attribution
        else:
            valeur = _TRIS[tri]
            read = read.join(Marche, Marche.id == lines.c.id).outerjoin(Referent, Referent.id == Marche.referent_id)
        page = read.order_by(valeur.is_(None), valeur.desc() if descendant else valeur, lines.c.id).limit(limit)
        if apres is not None:
            last = self._connection.execute(
                select(_TRIS[tri].label("valeur"))
                .select_from(Marche)
                .outerjoin(Referent, Referent.id == Marche.referent_id)
                .where(Marche.id == apres)
            ).one_or_none()
            if last is None:
                return PageRecord((), *self.compter(selection))
            page = page.where(_beyond(valeur, last.valeur, lines.c.id, apres, descendant=descendant))
        found = self._connection.execute(page).all()
        if not found:
            return PageRecord((), *self.compter(selection))
        rows = self._connection.execute(MARCHES.where(Marche.id.in_([row.id for row in found])))
        marches = {marche.id: marche for marche in map(marche_de, rows)}
        lignes = tuple(ConsultationRecord(marches[row.id], row.lots) for row in found)
        return PageRecord(lignes, int(found[0].marches), int(found[0].lignes))

    def compter(self, selection: Selection) -> tuple[int, int]:
        """Count the contracts, and the lines that they make."""
        lines = _selected(select(*_LINE), selection).group_by(_GROUPE, Marche.attribution_prevue).subquery()
        row = self._connection.execute(select(func.coalesce(func.sum(lines.c.lots), 0), func.count())).one()
        return int(row[0]), int(row[1])

    def numeros(self, selection: Selection) -> list[int]:
        """The numbers of all these contracts, in order."""
        return list(self._connection.execute(_selected(select(Marche.id), selection).order_by(Marche.id)).scalars())

    def prochaines(self, filtre: Filtre) -> list[ProchainRecord]:
        """Every consultation of the filter that has a planned award, in its order."""
        rows = self._connection.execute(
            _filtered(select(*_NEXT), filtre)
            .where(Marche.attribution_prevue.is_not(None))
            .group_by(_GROUPE, Marche.acheteur, Marche.attribution_prevue)
            .order_by(Marche.attribution_prevue, func.min(Marche.id))
        )
        return [ProchainRecord(*row) for row in rows]

    def du_numero(self, numeros: Collection[int]) -> dict[int, list[MarcheRecord]]:
        """Of each of these contracts, all the lots of its consultation, itself included."""
        mine = {
            row.id: row.groupe
            for row in self._connection.execute(select(Marche.id, Marche.groupe).where(Marche.id.in_(numeros)))
        }
        groupes = {groupe for groupe in mine.values() if groupe}
        rows = self._connection.execute(
            MARCHES.where(or_(Marche.id.in_(mine), and_(Marche.groupe.in_(groupes), Marche.retire.is_(None)))).order_by(
                Marche.id
            )
        )
        lots = list(map(marche_de, rows))
        return {
            numero: [lot for lot in lots if lot.id == numero or (groupe and lot.groupe == groupe)]
            for numero, groupe in mine.items()
        }

    def derniere_decision(self, par: str, depuis: datetime) -> tuple[datetime, list[ChangementRecord]] | None:
        """What somebody decided last, all at once, since that moment."""
        last = self._connection.execute(
            select(func.max(Changement.le)).where(
                Changement.par == par, Changement.champ.in_(_DECISIONS), Changement.le >= depuis
            )
        ).scalar_one()
        return None if last is None else (last, self.decision(par, last))

    def decision(self, par: str, le: datetime) -> list[ChangementRecord]:
        """What somebody decided at that moment."""
        rows = self._connection.execute(
            select(*columns(Changement, ChangementRecord))
            .where(Changement.par == par, Changement.le == le, Changement.champ.in_(_DECISIONS))
            .order_by(Changement.id)
        )
        return [ChangementRecord(*row) for row in rows]


def _lines(selection: Selection) -> Select[Any]:
    return _selected(select(*_COUNTED), selection).group_by(_GROUPE, Marche.attribution_prevue)


def _selected(statement: Select[Any], selection: Selection) -> Select[Any]:
    statement = _filtered(statement, selection.filtre)
    if selection.en_retard is not None:
        statement = statement.where(_late(selection.en_retard))
    if selection.proposee == "aucune":
        return statement.where(Marche.recurrence_proposee.is_(None))
    if isinstance(selection.proposee, bool):
        return statement.where(Marche.recurrence_proposee.is_(selection.proposee))
    return statement


def _late(jour: date) -> ColumnElement[bool]:
    unanswered = (
        select(literal(1))
        .where(
            Rappel.marche_id == Marche.id,
            Rappel.base == Marche.attribution_prevue,
            Rappel.etat == EtatRappel.DIT,
            Rappel.avance.in_(_ARRIVES),
        )
        .exists()
    )
    return and_(Marche.recurrent.is_(True), or_(Marche.attribution_prevue < jour, unanswered))


def _beyond(valeur: Any, last: Any, id_: Any, numero: int, *, descendant: bool) -> ColumnElement[bool]:
    if last is None:
        return and_(valeur.is_(None), id_ > numero)
    further = valeur < last if descendant else valeur > last
    return or_(further, and_(valeur == last, id_ > numero), valeur.is_(None))


__all__ = [
    "ChangementRecord",
    "ConsultationRecord",
    "Consultations",
    "PageRecord",
    "ProchainRecord",
    "Selection",
    "Tri",
]
