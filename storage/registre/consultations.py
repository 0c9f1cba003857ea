"""The register by consultation: one line for the lots that are awarded together, a page at a time, in any order."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, String, and_, case, cast, func, literal, or_, select

from storage.columns import columns
from storage.rappels.records import EtatRappel
from storage.rappels.tables import Rappel
from storage.registre.criteres import Colonne, Critere, Tri, ordre_de, rang_a_venir, tenu
from storage.registre.marches import MARCHES, _filtered, by_hundreds, marche_de
from storage.registre.records import Filtre, MarcheRecord
from storage.registre.tables import Changement, Marche, Referent

_GROUPE = case((Marche.groupe == "", cast(Marche.id, String)), else_=Marche.groupe)
# What people decide, and so undo, in the history; the rest of it only follows, or has a way back of its own.
_DECIDED = or_(
    Changement.champ.in_(("recurrent", "direction", "referent_id", "fin_dite", "attribution_dite")),
    Changement.champ.startswith("propre:"),
)
# A milestone whose day has come is said with this lead, then to the team.
_ARRIVES = ("0", "escalade")
_LINE: tuple[Any, ...] = (func.min(Marche.id).label("id"), func.count().label("lots"))
# Counted over all the lines at once: a page costs one reading of them.
_COUNTED: tuple[Any, ...] = (
    *_LINE,
    Marche.attribution_prevue.label("attribution"),
    func.sum(func.count()).over().label("marches"),
    func.count().over().label("lignes"),
)
_NEXT: tuple[Any, ...] = (*_LINE, Marche.acheteur, Marche.attribution_prevue, func.max(Marche.modifie_le))


@dataclass(frozen=True, slots=True)
class Selection:
    """Which contracts: a filter, and what it cannot say.

    `en_retard` is the day on which they are late: recurring, and already due to be awarded, or a milestone has come that
    nobody answered. `proposee`: what is proposed of a recurrence, "aucune" for nothing. `par_lot`: a line for each contract,
    not for the lots that are awarded together.
    """

    filtre: Filtre = Filtre()  # noqa: RUF009 - frozen
    en_retard: date | None = None
    proposee: bool | str | None = None
    criteres: tuple[Critere, ...] = ()
    par_lot: bool = False


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
        tri: Colonne = Tri.ATTRIBUTION,
        descendant: bool = False,
        limit: int = 50,
        apres: int | None = None,
        aujourdhui: date = date.min,
    ) -> PageRecord:
        """List consultations in that order; `apres` is the contract that the page before ended with.

        `aujourdhui` parts what is to come from what is past, for the order that does.
        """
        lines = _lines(selection).subquery()
        read: Select[Any] = select(lines.c.id, lines.c.lots, lines.c.marches, lines.c.lignes)
        if tri in (Tri.ATTRIBUTION, Tri.A_VENIR):
            valeur: Any = lines.c.attribution
        else:
            valeur = ordre_de(tri)
            read = read.join(Marche, Marche.id == lines.c.id).outerjoin(Referent, Referent.id == Marche.referent_id)
        page = read.order_by(*_order(tri, valeur, aujourdhui, descendant=descendant), lines.c.id).limit(limit)
        if apres is not None:
            last = self._connection.execute(
                select(ordre_de(tri).label("valeur"))
                .select_from(Marche)
                .outerjoin(Referent, Referent.id == Marche.referent_id)
                .where(Marche.id == apres)
            ).one_or_none()
            if last is None:
                return PageRecord((), *self.compter(selection))
            if tri is Tri.A_VENIR:
                page = page.where(_beyond_to_come(valeur, last.valeur, lines.c.id, apres, aujourdhui))
            else:
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
        lines = _selected(select(*_LINE), selection).group_by(*_lines_by(selection)).subquery()
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
        mine: dict[int, str] = {}
        lots: dict[int, MarcheRecord] = {}
        for some in by_hundreds(numeros):
            rows = self._connection.execute(select(Marche.id, Marche.groupe).where(Marche.id.in_(some))).all()
            mine |= {row.id: row.groupe for row in rows}
            groupes = {row.groupe for row in rows if row.groupe}
            found = self._connection.execute(
                MARCHES.where(
                    or_(
                        Marche.id.in_([row.id for row in rows]),
                        and_(Marche.groupe.in_(groupes), Marche.retire.is_(None)),
                    )
                ).order_by(Marche.id)
            )
            lots |= {lot.id: lot for lot in map(marche_de, found)}
        par_groupe: dict[str, list[MarcheRecord]] = {}
        for lot in sorted(lots.values(), key=lambda lot: lot.id):
            par_groupe.setdefault(lot.groupe, []).append(lot)
        return {numero: par_groupe[groupe] if groupe else [lots[numero]] for numero, groupe in mine.items()}

    def derniere_decision(self, par: str, depuis: datetime) -> tuple[datetime, list[ChangementRecord]] | None:
        """What somebody decided last, all at once, since that moment."""
        last = self._connection.execute(
            select(func.max(Changement.le)).where(Changement.par == par, _DECIDED, Changement.le >= depuis)
        ).scalar_one()
        return None if last is None else (last, self.decision(par, last))

    def decision(self, par: str, le: datetime) -> list[ChangementRecord]:
        """What somebody decided at that moment."""
        rows = self._connection.execute(
            select(*columns(Changement, ChangementRecord))
            .where(Changement.par == par, Changement.le == le, _DECIDED)
            .order_by(Changement.id)
        )
        return [ChangementRecord(*row) for row in rows]

    def decisions(self, par: str, limit: int) -> list[tuple[datetime, list[ChangementRecord]]]:
        """What somebody decided, all that was at once together, the last first."""
        moments = self._connection.scalars(
            select(Changement.le)
            .where(Changement.par == par, _DECIDED)
            .group_by(Changement.le)
            .order_by(Changement.le.desc())
            .limit(limit)
        )
        return [(le, self.decision(par, le)) for le in moments]


def _lines(selection: Selection) -> Select[Any]:
    return _selected(select(*_COUNTED), selection).group_by(*_lines_by(selection))


def _lines_by(selection: Selection) -> tuple[Any, ...]:
    """What contracts have in common that are one line."""
    return (Marche.id, Marche.attribution_prevue) if selection.par_lot else (_GROUPE, Marche.attribution_prevue)


def _selected(statement: Select[Any], selection: Selection) -> Select[Any]:
    statement = _filtered(statement, selection.filtre)
    if selection.criteres:
        statement = statement.where(*map(tenu, selection.criteres))
        if any(critere.colonne is Tri.REFERENT for critere in selection.criteres):
            statement = statement.outerjoin(Referent, Referent.id == Marche.referent_id)
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


def _order(colonne: Colonne, valeur: Any, aujourdhui: date, *, descendant: bool) -> tuple[Any, ...]:
    if colonne is Tri.A_VENIR:
        to_come = case((valeur >= aujourdhui, valeur))
        return rang_a_venir(valeur, aujourdhui), to_come, valeur.desc()
    return valeur.is_(None), valeur.desc() if descendant else valeur


def _beyond_to_come(valeur: Any, last: date | None, id_: Any, numero: int, aujourdhui: date) -> ColumnElement[bool]:
    """What follows that contract where what is to come comes first."""
    same = and_(valeur == last, id_ > numero)
    if last is None:
        return or_(and_(valeur.is_(None), id_ > numero), valeur < aujourdhui)
    if last < aujourdhui:
        return or_(valeur < last, same)
    return or_(valeur > last, same, valeur.is_(None), valeur < aujourdhui)


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
]
