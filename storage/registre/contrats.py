"""The register of contracts: what files tell, what people add, and what falls due."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    RowMapping,
    Select,
    and_,
    bindparam,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from storage.rappels.records import EcheanceRecord
from storage.registre.records import ConnuRecord, ContratRecord, Filtre, NouveauContrat
from storage.registre.tables import Changement, Contrat, Referent
from storage.suivi.tables import Achat, Suivi

# Keys looked up at once: SQLite takes no more than some thousands of variables.
LOOKED_UP_AT_ONCE = 400
_COLUMNS = (
    Contrat.id,
    Contrat.acheteur_id,
    Contrat.numero,
    Contrat.acheteur,
    Contrat.acheteur_nom,
    Contrat.concession,
    Contrat.objet,
    Contrat.cpv,
    Contrat.nature,
    Contrat.nature_deduite,
    Contrat.procedure,
    Contrat.accord_cadre,
    Contrat.montant_ht,
    Contrat.duree_mois,
    Contrat.notifie_le,
    Contrat.publie_le,
    Contrat.titulaires,
    Contrat.modifications,
    Contrat.lot,
    Contrat.groupe,
    Contrat.version,
    Contrat.decp,
    Contrat.recurrent,
    Contrat.recurrence_proposee,
    Contrat.recurrence_motif,
    Contrat.direction,
    Contrat.referent_id,
    Referent.nom.label("referent"),
    Contrat.fin_dite,
    Contrat.attribution_dite,
    Contrat.fin,
    Contrat.attribution_prevue,
    Contrat.a_revoir,
    Contrat.cree_le,
    Contrat.modifie_le,
)
CONTRATS: Select[Any] = select(*_COLUMNS).outerjoin(Referent, Referent.id == Contrat.referent_id)
_KNOWN = select(
    Contrat.acheteur_id,
    Contrat.numero,
    Contrat.id,
    Contrat.version,
    Contrat.empreinte,
    Contrat.recurrent,
    Contrat.direction,
    Contrat.referent_id,
    Contrat.fin_dite,
    Contrat.attribution_dite,
    Contrat.lus,
    Contrat.fin,
    Contrat.attribution_prevue,
)
_DUE = select(Contrat.id, Contrat.acheteur, Contrat.attribution_prevue, Contrat.referent_id, Contrat.recurrent)
# What an import writes of a contract that it finds there: nothing of what people decided, but the dates that follow.
_TOLD = tuple(name for name in NouveauContrat.__slots__ if name not in ("acheteur_id", "numero"))
_REPLACE = (
    update(Contrat)
    .where(Contrat.id == bindparam("contrat_id"))
    .values(**{name: bindparam(f"b_{name}") for name in (*_TOLD, "import_id", "modifie_le")})
)
# A change of these changes who is reminded of what, and when.
_REARMING = frozenset(("recurrent", "referent_id", "fin", "attribution_prevue", "acheteur"))


def contrat_of(row: Row[Any] | RowMapping) -> ContratRecord:
    """The record of a row that holds the columns of CONTRATS, whatever else it holds."""
    found = row._mapping if isinstance(row, Row) else row  # noqa: SLF001 - SQLAlchemy's public name of it
    values: dict[str, Any] = {column.key: found[column.key] for column in _COLUMNS}
    values |= {"titulaires": tuple(values["titulaires"]), "modifications": tuple(values["modifications"])}
    return ContratRecord(**values)


def by_hundreds(numeros: Collection[int]) -> Iterator[list[int]]:
    """Part many numbers, in order, into as many as one statement takes."""
    ordered = sorted(numeros)
    for start in range(0, len(ordered), LOOKED_UP_AT_ONCE):
        yield ordered[start : start + LOOKED_UP_AT_ONCE]


class Contrats:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    # --- imports ------------------------------------------------------------------------------------------------------

    def connus(self, cles: Collection[tuple[str, str]]) -> dict[tuple[str, str], ConnuRecord]:
        """Find the contracts already there among these (acheteur_id, numero), locked in one order until the transaction ends."""
        par_acheteur: dict[str, list[str]] = {}
        for acheteur_id, numero in cles:
            par_acheteur.setdefault(acheteur_id, []).append(numero)
        found: dict[tuple[str, str], ConnuRecord] = {}
        for acheteur_id, numeros in sorted(par_acheteur.items()):
            numeros.sort()
            for start in range(0, len(numeros), LOOKED_UP_AT_ONCE):
                some = numeros[start : start + LOOKED_UP_AT_ONCE]
                rows = self._connection.execute(
                    _KNOWN.where(Contrat.acheteur_id == acheteur_id, Contrat.numero.in_(some))
                    .order_by(Contrat.id)
                    .with_for_update(key_share=True)
                )
                for row in rows:
                    values = row._asdict()
                    cle = (values.pop("acheteur_id"), values.pop("numero"))
                    found[cle] = ConnuRecord(**values)
        return found

    def ajouter(self, nouveaux: Sequence[NouveauContrat], import_id: int | None, now: datetime) -> None:
        """Write contracts that are not there yet; one that another import wrote meanwhile stays as that one tells it."""
        if nouveaux:
            construct = postgresql.insert if self._connection.dialect.name == "postgresql" else sqlite.insert
            # In one order: two imports of one file wait for each other, and never both at once.
            in_order = sorted(nouveaux, key=lambda un: (un.acheteur_id, un.numero))
            self._connection.execute(
                construct(Contrat).on_conflict_do_nothing(index_elements=("acheteur_id", "numero")),
                [{**_values(un), "import_id": import_id, "cree_le": now, "modifie_le": now} for un in in_order],
            )

    def remplacer(self, nouveaux: Mapping[int, NouveauContrat], import_id: int, now: datetime) -> None:
        """Write contracts again under their number, as a file tells them now and as people have decided."""
        if nouveaux:
            self._connection.execute(
                _REPLACE,
                [
                    {
                        "contrat_id": numero,
                        "b_import_id": import_id,
                        "b_modifie_le": now,
                        **{f"b_{name}": value for name, value in _values(un).items() if name in _TOLD},
                    }
                    for numero, un in nouveaux.items()
                ],
            )

    def lire(self, lus: Mapping[int, Mapping[str, Any]]) -> None:
        """Note what a file said of what people decide, where it changes nothing else of a contract."""
        if lus:
            self._connection.execute(
                update(Contrat)
                .where(Contrat.id == bindparam("contrat_id"))
                .values(lus=bindparam("dits", type_=Contrat.lus.type)),
                [{"contrat_id": numero, "dits": dict(dits)} for numero, dits in lus.items()],
            )

    def noter(self, numero: int, changes: Mapping[str, tuple[object, object]], par: str, now: datetime) -> None:
        """Keep in the history what a file changed of what had been decided: (before, after), by field."""
        for champ, (avant, apres) in changes.items():
            self._note(numero, champ, avant, apres, par, now)

    def proposer(self, propositions: Mapping[int, tuple[bool, Mapping[str, Any]]]) -> None:
        """Note what the register itself lets suppose of a recurrence, and why."""
        if propositions:
            self._connection.execute(
                update(Contrat)
                .where(Contrat.id == bindparam("contrat_id"))
                .values(
                    recurrence_proposee=bindparam("proposee"),
                    recurrence_motif=bindparam("motif", type_=Contrat.recurrence_motif.type),
                ),
                [
                    {"contrat_id": numero, "proposee": proposee, "motif": dict(motif)}
                    for numero, (proposee, motif) in propositions.items()
                ],
            )

    # --- people -------------------------------------------------------------------------------------------------------

    def creer(self, nouveau: NouveauContrat, par: str, now: datetime) -> int:
        """Write a contract that somebody told, and return its number."""
        numero = self._connection.execute(
            insert(Contrat)
            .values(**_values(nouveau), import_id=None, cree_le=now, modifie_le=now)
            .returning(Contrat.id)
        ).scalar_one()
        self._note(numero, "contrat", None, "cree", par, now)
        return numero

    def changer(self, numero: int, valeurs: Mapping[str, Any], par: str, now: datetime) -> bool:
        """Change what people decide of a contract, each change dated and signed; False when it already stood so."""
        row = self._connection.execute(
            select(*(getattr(Contrat, name) for name in valeurs))
            .where(Contrat.id == numero)
            .with_for_update(key_share=True)
        ).one_or_none()
        if row is None:
            return False
        changed = {name: value for name, value in valeurs.items() if getattr(row, name) != value}
        if not changed:
            return False
        again = {"a_revoir": True} if changed.keys() & _REARMING else {}
        self._connection.execute(update(Contrat).where(Contrat.id == numero).values(**changed, **again, modifie_le=now))
        if "direction" in changed:
            # The purchase that it is followed as, and its lines, are of that department too.
            direction = {"direction": changed["direction"]}
            self._connection.execute(update(Achat).where(Achat.contrat_id == numero).values(direction))
            lines = Suivi.achat_id.in_(select(Achat.id).where(Achat.contrat_id == numero))
            self._connection.execute(update(Suivi).where(lines).values(direction))
        for name, value in changed.items():
            self._note(numero, name, getattr(row, name), value, par, now)
        return True

    def _note(self, numero: int, champ: str, avant: object, apres: object, par: str, now: datetime) -> None:
        self._connection.execute(
            insert(Changement).values(
                contrat_id=numero, champ=champ, avant=_text(avant), apres=_text(apres), le=now, par=par
            )
        )

    def changements(self, numero: int) -> list[tuple[str, str | None, str | None, datetime, str]]:
        """List what was changed of a contract by people: (champ, avant, apres, le, par), in order."""
        rows = self._connection.execute(
            select(Changement.champ, Changement.avant, Changement.apres, Changement.le, Changement.par)
            .where(Changement.contrat_id == numero)
            .order_by(Changement.id)
        )
        return [(row.champ, row.avant, row.apres, row.le, row.par) for row in rows]

    # --- reading ------------------------------------------------------------------------------------------------------

    def trouver(self, numero: int) -> ContratRecord | None:
        row = self._connection.execute(CONTRATS.where(Contrat.id == numero)).one_or_none()
        return None if row is None else contrat_of(row)

    def plusieurs(self, numeros: Collection[int]) -> list[ContratRecord]:
        """Read these contracts, in the order of their numbers."""
        return [
            contrat_of(row)
            for some in by_hundreds(numeros)
            for row in self._connection.execute(CONTRATS.where(Contrat.id.in_(some)).order_by(Contrat.id))
        ]

    def du_groupe(self, groupe: str) -> list[ContratRecord]:
        """Read the lots of one consultation."""
        return [
            contrat_of(row)
            for row in self._connection.execute(CONTRATS.where(Contrat.groupe == groupe).order_by(Contrat.id))
        ]

    def groupes_a_lots(self, groupes: Collection[str]) -> set[str]:
        """Those of these consultations of which the register holds several lots."""
        found: set[str] = set()
        ordered = sorted(groupes)
        for start in range(0, len(ordered), LOOKED_UP_AT_ONCE):
            some = ordered[start : start + LOOKED_UP_AT_ONCE]
            rows = self._connection.execute(
                select(Contrat.groupe).where(Contrat.groupe.in_(some)).group_by(Contrat.groupe).having(func.count() > 1)
            )
            found.update(row.groupe for row in rows)
        return found

    def liste(
        self, filtre: Filtre, limit: int | None = None, apres: tuple[date | None, int] | None = None
    ) -> list[ContratRecord]:
        """List contracts by planned award, those without a date last; `apres` is (award, id) of the last one already shown."""
        statement = _filtered(CONTRATS, filtre)
        if apres is not None:
            statement = statement.where(_after(*apres))
        # nulls_last is not spelt alike everywhere: the comparison is.
        statement = statement.order_by(
            Contrat.attribution_prevue.is_(None), Contrat.attribution_prevue, Contrat.id
        ).limit(limit)
        return [contrat_of(row) for row in self._connection.execute(statement)]

    def compter(self, filtre: Filtre) -> int:
        counted = _filtered(select(func.count()).select_from(Contrat), filtre)
        return int(self._connection.execute(counted).scalar_one())

    def combien(self) -> dict[str, int]:
        """Count the register: all, decided to recur, decided not to, to sort, without a date."""
        row = self._connection.execute(
            select(
                func.count().label("tous"),
                func.count().filter(Contrat.recurrent.is_(True)).label("recurrents"),
                func.count().filter(Contrat.recurrent.is_(False)).label("ponctuels"),
                func.count().filter(Contrat.recurrent.is_(None)).label("a_trier"),
                func.count().filter(Contrat.attribution_prevue.is_(None)).label("sans_date"),
            )
        ).one()
        return dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name of it

    def siret_de(self, acheteur: str) -> str | None:
        """The SIRET under which that buyer of the plan has most contracts; None when it has none."""
        row = self._connection.execute(
            select(Contrat.acheteur_id)
            .where(Contrat.acheteur == acheteur)
            .group_by(Contrat.acheteur_id)
            .order_by(func.count().desc(), Contrat.acheteur_id)
            .limit(1)
        ).one_or_none()
        return None if row is None else row.acheteur_id

    def directions(self) -> list[str]:
        """List the departments that contracts are given to."""
        rows = self._connection.execute(
            select(Contrat.direction).where(Contrat.direction.is_not(None)).distinct().order_by(Contrat.direction)
        )
        return [row.direction for row in rows]

    def tous(self, lot: int = 1000) -> Iterator[ContratRecord]:
        """Read the whole register by number, some at a time."""
        after = 0
        while rows := self._connection.execute(
            CONTRATS.where(Contrat.id > after).order_by(Contrat.id).limit(lot)
        ).all():
            after = rows[-1].id
            yield from map(contrat_of, rows)

    # --- what falls due -----------------------------------------------------------------------------------------------

    def dus(self, acheteur: str, apres: date, jusqu_au: date, limit: int | None = None) -> list[EcheanceRecord]:
        """List the recurring contracts of that buyer whose next award falls in (apres, jusqu_au], the first ones if limited."""
        rows = self._connection.execute(
            _DUE.where(
                Contrat.recurrent.is_(True),
                Contrat.acheteur == acheteur,
                Contrat.attribution_prevue > apres,
                Contrat.attribution_prevue <= jusqu_au,
            )
            .order_by(Contrat.attribution_prevue, Contrat.id)
            .limit(limit)
        )
        return [EcheanceRecord(*row) for row in rows]

    def a_revoir(self, limit: int) -> list[EcheanceRecord]:
        """Take contracts whose reminders must be looked at again, away from other processes, until the transaction ends."""
        rows = self._connection.execute(
            _DUE.where(Contrat.a_revoir)
            .order_by(Contrat.id)
            .limit(limit)
            .with_for_update(skip_locked=True, key_share=True)
        )
        return [EcheanceRecord(*row) for row in rows]

    def revus(self, numeros: Collection[int]) -> None:
        self._connection.execute(update(Contrat).where(Contrat.id.in_(numeros)).values(a_revoir=False))

    def revoir(self, acheteur: str, de: date, a: date) -> int:
        """Have the reminders of that buyer's contracts awarded between these days looked at again: its committee moved."""
        touched = self._connection.execute(
            update(Contrat)
            .where(
                Contrat.recurrent.is_(True),
                Contrat.acheteur == acheteur,
                Contrat.attribution_prevue >= de,
                Contrat.attribution_prevue <= a,
            )
            .values(a_revoir=True)
        )
        return touched.rowcount


def _values(nouveau: NouveauContrat) -> dict[str, Any]:
    values = {name: getattr(nouveau, name) for name in NouveauContrat.__slots__}
    return {
        **values,
        "titulaires": [dict(one) for one in nouveau.titulaires],
        "modifications": [dict(one) for one in nouveau.modifications],
        "decp": dict(nouveau.decp),
        "lus": None if nouveau.lus is None else dict(nouveau.lus),
    }


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _filtered(statement: Select[Any], filtre: Filtre) -> Select[Any]:
    conditions: list[ColumnElement[bool]] = []
    if filtre.acheteur is not None:
        conditions.append(Contrat.acheteur == filtre.acheteur)
    if filtre.direction is not None:
        conditions.append(Contrat.direction == filtre.direction)
    if filtre.sans_direction:
        conditions.append(Contrat.direction.is_(None))
    if filtre.referents is not None:
        conditions.append(Contrat.referent_id.in_(filtre.referents))
    if filtre.sans_referent:
        conditions.append(Contrat.referent_id.is_(None))
    if filtre.recurrent is not None:
        conditions.append(Contrat.recurrent.is_(filtre.recurrent))
    if filtre.a_trier:
        conditions.append(Contrat.recurrent.is_(None))
    if filtre.de is not None:
        conditions.append(Contrat.attribution_prevue >= filtre.de)
    if filtre.a is not None:
        conditions.append(Contrat.attribution_prevue <= filtre.a)
    if filtre.sans_date:
        conditions.append(Contrat.attribution_prevue.is_(None))
    conditions += [
        or_(
            Contrat.cle_objet.contains(mot, autoescape=True),
            func.lower(Contrat.numero).contains(mot, autoescape=True),
        )
        for mot in (filtre.texte or "").split()
    ]
    return statement.where(*conditions)


def _after(attribution: date | None, numero: int) -> ColumnElement[bool]:
    if attribution is None:
        return and_(Contrat.attribution_prevue.is_(None), Contrat.id > numero)
    return or_(
        Contrat.attribution_prevue > attribution,
        and_(Contrat.attribution_prevue == attribution, Contrat.id > numero),
        Contrat.attribution_prevue.is_(None),
    )


__all__ = ["CONTRATS", "Contrats", "by_hundreds", "contrat_of"]
