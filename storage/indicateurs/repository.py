"""What the indicators are made of: counts and sums of followed purchases and of their lines, and the contracts behind each."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    String,
    and_,
    case,
    cast,
    distinct,
    false,
    func,
    literal,
    or_,
    select,
)

from storage.suivi.records import ACHETEUR_NON_DIT, Pas
from storage.suivi.tables import Achat, Suivi

MESURES = MONTANT, OFFRES = ("montant_ht", "offres")


@dataclass(frozen=True, slots=True)
class Compte:
    """What to count: purchases, or lines when `action` is given or `lignes` is true.

    `pas`: of each of these, at least one step is reached; `vrais`, `possibles` and `connus`: columns that must be true, not
    false, and not null. `mesure` is summed over what has it. The lots of one consultation count once together, and have what any of them has; with `lots`,
    each counts. Offers made to several lots are those of as many firms as made the most to one of them.
    """

    action: int | None = None
    lignes: bool = False
    pas: tuple[Pas, ...] = ()
    vrais: frozenset[str] = frozenset()
    possibles: frozenset[str] = frozenset()
    connus: frozenset[str] = frozenset()
    mesure: str | None = None
    lots: bool = False

    @property
    def colonnes(self) -> frozenset[str]:
        return self.vrais | self.possibles | self.connus

    @property
    def de_lignes(self) -> bool:
        return self.lignes or self.action is not None


@dataclass(frozen=True, slots=True)
class Somme:
    """How many, and the sum of the measure over them."""

    nombre: int = 0
    total: Decimal = Decimal(0)

    def __add__(self, autre: Somme) -> Somme:
        return Somme(self.nombre + autre.nombre, self.total + autre.total)

    def __sub__(self, autre: Somme) -> Somme:
        return Somme(self.nombre - autre.nombre, self.total - autre.total)


# By year and buyer.
Sommes = dict[tuple[int, str], Somme]
# What makes one contract of purchases: their consultation, else each its own.
_ONE = func.coalesce(Achat.consultation, cast(Achat.id, String))
# In the order of the index of lines.
_KEYS = (Suivi.action, Suivi.annee, Suivi.acheteur, Suivi.passage)
_TRAITS_OF_LINES = (Suivi.attribue, Suivi.critere_environnemental, Suivi.alloti)
# What the lines repeat of their purchase: read without looking at it.
_ON_LINES = frozenset({*(column.key for column in _TRAITS_OF_LINES), *MESURES})


@dataclass(frozen=True, slots=True)
class Perimetre:
    """Which purchases: of these buyers, of that department ("": of none that is known), of these years (all when empty)."""

    acheteurs: tuple[str, ...]
    direction: str | None = None
    annees: tuple[int, ...] = field(default=())


_DIRECTIONS = select(Achat.direction).where(Achat.direction.is_not(None)).distinct().order_by(Achat.direction)


class Indicateurs:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def compter(self, comptes: Collection[Compte], perimetre: Perimetre) -> dict[Compte, Sommes]:
        """Count all these at once, by year and buyer: purchases in one reading, lines in another."""
        wanted = list(dict.fromkeys(comptes))
        found: dict[Compte, Sommes] = {compte: {} for compte in wanted}
        self._count_purchases([un for un in wanted if not un.de_lignes], perimetre, found)
        lines = [un for un in wanted if un.de_lignes and _on_lines(un)]
        plain = [un for un in lines if not (un.colonnes or un.mesure)]
        # The fewer the keys, the fewer the states: traits are told apart only for the actions that need them.
        self._count_lines(plain, _KEYS, perimetre, found)
        self._count_lines([un for un in lines if un not in plain], (*_KEYS, *_TRAITS_OF_LINES), perimetre, found)
        for un in wanted:
            if un.de_lignes and not _on_lines(un):
                self._count_joined(un, perimetre, found)
        contracts = [un for un in wanted if not un.lots]
        self._take_off_lots([un for un in contracts if not un.de_lignes], perimetre, found)
        self._take_off_lots([un for un in contracts if un.de_lignes], perimetre, found)
        return found

    def _take_off_lots(self, comptes: Sequence[Compte], perimetre: Perimetre, found: dict[Compte, Sommes]) -> None:
        """Count once what was counted for each lot of one consultation: a reading of those alone that are lots."""
        if not comptes:
            return
        of_lines = comptes[0].de_lignes
        # The same for every action: steps and traits are told apart once.
        shapes = list(dict.fromkeys(replace(un, action=None, lignes=of_lines) for un in comptes))
        keys = (Achat.annee, Achat.acheteur, *((Suivi.action,) if of_lines else ()))
        each: list[Any] = []
        for rank, un in enumerate(shapes):
            value = literal(1) if un.mesure is None else getattr(Achat, un.mesure)
            counted = case((and_(_traits(Achat, un), *_line(un)), value), else_=None)
            each.append(func.count(counted).label(f"n{rank}"))
            if un.mesure == OFFRES:
                each.append((func.sum(counted) - func.max(counted)).label(f"t{rank}"))
        lots = select(*keys, *each).where(*_scope(Achat, perimetre), Achat.consultation.is_not(None))
        if of_lines:
            lots = lots.join(Suivi, Suivi.achat_id == Achat.id)
        one = lots.group_by(*keys, Achat.consultation).subquery()
        told = [one.c[key.key] for key in keys]
        over = [
            func.sum(case((one.c[f"n{rank}"] > 1, one.c[f"n{rank}"] - 1), else_=0)).label(f"n{rank}")
            for rank in range(len(shapes))
        ]
        over += [func.sum(one.c[f"t{rank}"]).label(f"t{rank}") for rank, un in enumerate(shapes) if un.mesure == OFFRES]
        for row in self._connection.execute(select(*told, *over).group_by(*told)).mappings():
            cle = (row["annee"], row["acheteur"])
            for un in comptes:
                if un.action is not None and un.action != row["action"]:
                    continue
                rank = shapes.index(replace(un, action=None, lignes=of_lines))
                if row[f"n{rank}"]:
                    found[un][cle] = found[un][cle] - Somme(int(row[f"n{rank}"]), Decimal(row.get(f"t{rank}") or 0))

    def _count_purchases(self, comptes: Sequence[Compte], perimetre: Perimetre, found: dict[Compte, Sommes]) -> None:
        if not comptes:
            return
        columns: list[Any] = []
        for rank, un in enumerate(comptes):
            where = _traits(Achat, un)
            value = None if un.mesure is None else getattr(Achat, un.mesure)
            condition = where if value is None else and_(where, value.is_not(None))
            columns.append(func.sum(case((condition, 1), else_=0)).label(f"n{rank}"))
            if value is not None:
                columns.append(func.sum(case((where, value), else_=None)).label(f"t{rank}"))
        rows = self._connection.execute(
            select(Achat.annee, Achat.acheteur, *columns)
            .where(*_scope(Achat, perimetre))
            .group_by(Achat.annee, Achat.acheteur)
        )
        for row in rows:
            values = row._mapping  # noqa: SLF001 - SQLAlchemy's public name of it
            for rank, un in enumerate(comptes):
                if values[f"n{rank}"]:
                    total = Decimal(values.get(f"t{rank}") or 0)
                    found[un][row.annee, row.acheteur] = Somme(int(values[f"n{rank}"]), total)

    def _count_lines(
        self, comptes: Sequence[Compte], keys: Sequence[Any], perimetre: Perimetre, found: dict[Compte, Sommes]
    ) -> None:
        """One reading of the index of lines, in its order; what is counted twice (inscrite, visee …) is summed here."""
        if not comptes:
            return
        sums: list[Any] = []
        for mesure in sorted({un.mesure for un in comptes if un.mesure is not None}):
            column = getattr(Suivi, mesure)
            sums += [func.count(column).label(f"n_{mesure}"), func.sum(column).label(f"t_{mesure}")]
        statement = select(*keys, func.count().label("n"), *sums).where(*_scope(Suivi, perimetre)).group_by(*keys)
        actions = {un.action for un in comptes}
        if None not in actions:
            statement = statement.where(Suivi.action.in_(actions))
        # Plain numbers: this runs for every state in which a line of a year is.
        by_action: dict[int | None, list[tuple[Compte, tuple[int, ...]]]] = {}
        for un in comptes:
            by_action.setdefault(un.action, []).append((un, tuple(map(int, un.pas))))
        everywhere = by_action.get(None, [])
        for values in self._connection.execute(statement).mappings():
            passage = values["passage"]
            cle = (values["annee"], values["acheteur"])
            for un, masks in (*by_action.get(values["action"], ()), *everywhere):
                if not all([passage & mask for mask in masks]):
                    continue
                if un.vrais and not all([values[name] is True for name in un.vrais]):
                    continue
                if un.possibles and any([values[name] is False for name in un.possibles]):
                    continue
                if un.connus and any([values[name] is None for name in un.connus]):
                    continue
                if n := values["n" if un.mesure is None else f"n_{un.mesure}"]:
                    total = Decimal(0) if un.mesure is None else Decimal(values[f"t_{un.mesure}"] or 0)
                    sommes = found[un]
                    sommes[cle] = sommes.get(cle, Somme()) + Somme(int(n), total)

    def _count_joined(self, un: Compte, perimetre: Perimetre, found: dict[Compte, Sommes]) -> None:
        value: Any = None if un.mesure is None else getattr(Achat, un.mesure)
        measured = (func.count(),) if value is None else (func.count(value), func.sum(value))
        rows = self._connection.execute(
            select(Suivi.annee, Suivi.acheteur, *measured)
            .join(Achat, Achat.id == Suivi.achat_id)
            .where(*_scope(Suivi, perimetre), *_line(un), _traits(Achat, un))
            .group_by(Suivi.annee, Suivi.acheteur)
        )
        for annee, acheteur, n, *total in rows:
            if n:
                found[un][annee, acheteur] = Somme(int(n), Decimal(total[0] or 0) if total else Decimal(0))

    def directions(
        self, un: Compte, perimetre: Perimetre
    ) -> tuple[dict[int, tuple[int, int]], dict[tuple[int, str], tuple[int, int]]]:
        """How many departments have one, and how many of those have a department: by year, and by year and buyer.

        A department of both buyers counts once in the first.
        """
        of, where = _population(un, perimetre)
        counted = (func.count(distinct(of.direction)), func.count(of.direction))
        whole = self._connection.execute(select(of.annee, *counted).where(*where).group_by(of.annee))
        by_year = {annee: (int(n), int(known)) for annee, n, known in whole}
        rows = self._connection.execute(
            select(of.annee, of.acheteur, *counted).where(*where).group_by(of.annee, of.acheteur)
        )
        return by_year, {(annee, acheteur): (int(n), int(known)) for annee, acheteur, n, known in rows}

    def repartition(self, un: Compte, par: str, perimetre: Perimetre) -> dict[tuple[int, str], dict[str | None, int]]:
        """How they spread over the values of a column of purchases, by year and buyer."""
        column = getattr(Achat, par)
        statement = select(Achat.annee, Achat.acheteur, column, func.count() if un.lots else func.count(distinct(_ONE)))
        if un.de_lignes:
            statement = statement.join(Suivi, Suivi.achat_id == Achat.id).where(*_line(un))
        rows = self._connection.execute(
            statement.where(*_scope(Achat, perimetre), _traits(Achat, un)).group_by(Achat.annee, Achat.acheteur, column)
        )
        spread: dict[tuple[int, str], dict[str | None, int]] = {}
        for annee, acheteur, value, n in rows:
            spread.setdefault((annee, acheteur), {})[value] = int(n)
        return spread

    def derriere(
        self, de: Compte, dans: Compte | None, perimetre: Perimetre, *, apres: int | None, limit: int
    ) -> list[tuple[int, bool]]:
        """The purchases of `dans` (of `de` without it) after that one, by number, and whether each is in `de` too."""
        whole = de if dans is None else dans
        counted = _wanted(de)
        statement = (
            _of_purchases(whole, perimetre).add_columns(case((counted, 1), else_=0)).order_by(Achat.id).limit(limit)
        )
        if apres is not None:
            statement = statement.where(Achat.id > apres)
        return [(numero, bool(dedans)) for numero, dedans in self._connection.execute(statement)]

    def combien_derriere(self, de: Compte, dans: Compte | None, perimetre: Perimetre) -> tuple[int, int]:
        """How many contracts are behind, or lots, and how many of them are in `de`."""
        whole = de if dans is None else dans
        counted = func.max(case((_wanted(de), 1), else_=0)).label("dedans")
        each = (Achat.id,) if de.lots else (_ONE,)
        rows = select(counted).where(*_scope(Achat, perimetre), _wanted(whole)).group_by(*each).subquery()
        n, dedans = self._connection.execute(select(func.count(), func.sum(rows.c.dedans)).select_from(rows)).one()
        return int(n), int(dedans or 0)

    def annees(self, acheteurs: Collection[str]) -> list[int]:
        rows = self._connection.execute(
            select(Achat.annee).where(Achat.acheteur.in_(acheteurs), Achat.annee.is_not(None)).distinct()
        )
        return sorted(row.annee for row in rows)

    def directions_connues(self) -> list[str]:
        return [row.direction for row in self._connection.execute(_DIRECTIONS)]

    def etranges(self, perimetre: Perimetre, limit: int) -> tuple[dict[str, list[int]], dict[str, int]]:
        """What lacks something that the figures need, or says it oddly, by what is wrong, and how many there are in all.

        They are awarded contracts, but for the buyer that nobody told.
        """
        missing: Mapping[str, ColumnElement[bool]] = {
            "environnement_inconnu": Achat.consideration_environnementale.is_(None),
            "social_inconnu": Achat.consideration_sociale.is_(None),
            "procedure_inconnue": Achat.formalise.is_(None),
            "montant_inconnu": Achat.montant_ht.is_(None),
            "offres_inconnues": Achat.offres.is_(None),
            "titulaire_inconnu": Achat.tpe_pme.is_(None),
            # Told awarded by its buyer, and not found in the register: it may be there under another name.
            "sans_marche": and_(Achat.conversation_id.is_not(None), Achat.marche_id.is_(None)),
        }
        wrong = {quoi: and_(Achat.attribue.is_(True), condition) for quoi, condition in {**missing, **_ODD}.items()}
        # Whose it is can be told before it is awarded, and counts already.
        wrong["acheteur_inconnu"] = Achat.acheteur == ACHETEUR_NON_DIT
        found: dict[str, list[int]] = {}
        for quoi, condition in wrong.items():
            rows = self._connection.execute(
                select(Achat.id).where(*_scope(Achat, perimetre), condition).order_by(Achat.id).limit(limit)
            )
            found[quoi] = [row.id for row in rows]
        counts = [func.sum(case((condition, 1), else_=0)).label(quoi) for quoi, condition in wrong.items()]
        counted = self._connection.execute(select(*counts).where(*_scope(Achat, perimetre))).one()
        return found, {quoi: int(n or 0) for quoi, n in counted._asdict().items()}

    def combien_d_etranges(self, perimetre: Perimetre) -> int:
        """How many of them say something oddly: what is simply missing is told with each figure."""
        return int(
            self._connection.execute(
                select(func.count()).where(*_scope(Achat, perimetre), Achat.attribue.is_(True), or_(*_ODD.values()))
            ).scalar_one()
        )


# A contract of one euro or less is a mistake or a sum nobody told; the greatest here are far below this.
_ODD: Mapping[str, ColumnElement[bool]] = {
    "montant_etrange": or_(Achat.montant_ht <= Decimal(1), Achat.montant_ht > Decimal(100_000_000)),
    "offres_etranges": or_(Achat.offres > 100, Achat.offres < 1),
    "reserve_sans_structure": and_(Achat.reserve.is_(True), Achat.insertion_handicap.is_(False)),
}


def _on_lines(un: Compte) -> bool:
    return un.colonnes <= _ON_LINES


def _scope(of: Any, perimetre: Perimetre) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = [of.acheteur.in_(perimetre.acheteurs) if perimetre.acheteurs else false()]
    where.append(of.annee.in_(perimetre.annees) if perimetre.annees else of.annee.is_not(None))
    if perimetre.direction is not None:
        where.append(of.direction == perimetre.direction if perimetre.direction else of.direction.is_(None))
    return where


def _traits(of: Any, un: Compte) -> ColumnElement[bool]:
    """What ended without an award never was a contract: only how purchases end counts it."""
    conditions: list[ColumnElement[bool]] = []
    if of is Achat and "attribue" not in un.vrais and not un.colonnes & {"conclu", "infructueux"}:
        conditions.append(or_(Achat.conclu.is_(False), Achat.attribue.is_(True)))
    conditions += [_trait(of, name).is_(True) for name in sorted(un.vrais)]
    conditions += [or_(_trait(of, name).is_(None), _trait(of, name).is_(True)) for name in sorted(un.possibles)]
    conditions += [_trait(of, name).is_not(None) for name in sorted(un.connus)]
    return and_(True, *conditions)  # noqa: FBT003 - SQLAlchemy's empty conjunction


def _trait(of: Any, name: str) -> Any:
    """A column, or what only the plan of a purchase says of it."""
    return getattr(of, name) if hasattr(of, name) else of.du_plan[name].as_boolean()


def _line(un: Compte) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = [] if un.action is None else [Suivi.action == un.action]
    return [*where, *(Suivi.passage.op("&")(int(pas)) != 0 for pas in un.pas)]


def _population(un: Compte, perimetre: Perimetre) -> tuple[Any, list[ColumnElement[bool]]]:
    if un.de_lignes:
        return Suivi, [*_scope(Suivi, perimetre), *_line(un)]
    return Achat, [*_scope(Achat, perimetre), _traits(Achat, un)]


def _wanted(un: Compte) -> ColumnElement[bool]:
    """That a purchase is counted, or has a line that is."""
    measured = [] if un.mesure is None else [getattr(Achat, un.mesure).is_not(None)]
    if not un.de_lignes:
        return and_(_traits(Achat, un), *measured)
    return and_(_traits(Achat, un), *measured, select(Suivi.id).where(Suivi.achat_id == Achat.id, *_line(un)).exists())


def _of_purchases(un: Compte, perimetre: Perimetre) -> Select[Any]:
    return select(Achat.id).where(*_scope(Achat, perimetre), _wanted(un))


__all__ = ["Compte", "Indicateurs", "Perimetre", "Somme", "Sommes"]
