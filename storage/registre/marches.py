"""The register of contracts: what files tell, what people add, and what falls due."""

from __future__ import annotations

import unicodedata
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
    tuple_,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from storage.columns import columns
from storage.rappels.records import EcheanceRecord
from storage.registre.records import ConnuRecord, Filtre, MarcheRecord, NomsRecord, NouveauMarche
from storage.registre.tables import Changement, Marche, Referent
from storage.suivi.tables import Achat, Suivi

# Keys looked up at once: SQLite takes no more than some thousands of variables.
LOOKED_UP_AT_ONCE = 400
_COLUMNS = (
    Marche.id,
    Marche.acheteur_id,
    Marche.numero,
    Marche.acheteur,
    Marche.acheteur_nom,
    Marche.concession,
    Marche.objet,
    Marche.cpv,
    Marche.nature,
    Marche.nature_deduite,
    Marche.procedure,
    Marche.accord_cadre,
    Marche.montant_ht,
    Marche.duree_mois,
    Marche.notifie_le,
    Marche.publie_le,
    Marche.titulaires,
    Marche.modifications,
    Marche.lot,
    Marche.groupe,
    Marche.version,
    Marche.decp,
    Marche.recurrent,
    Marche.recurrence_proposee,
    Marche.recurrence_motif,
    Marche.direction,
    Marche.referent_id,
    Referent.nom.label("referent"),
    Marche.fin_dite,
    Marche.attribution_dite,
    Marche.fin,
    Marche.attribution_prevue,
    Marche.a_revoir,
    Marche.cree_le,
    Marche.modifie_le,
    Marche.retire,
)
MARCHES: Select[Any] = select(*_COLUMNS).outerjoin(Referent, Referent.id == Marche.referent_id)
_KNOWN = select(
    Marche.acheteur_id,
    Marche.numero,
    Marche.id,
    Marche.version,
    Marche.empreinte,
    Marche.recurrent,
    Marche.direction,
    Marche.referent_id,
    Marche.fin_dite,
    Marche.attribution_dite,
    Marche.lus,
    Marche.fin,
    Marche.attribution_prevue,
    Marche.retire,
)
_HELD = Marche.retire.is_(None)
_LOOKED_AT = select(*columns(Marche, EcheanceRecord))
_DUE = _LOOKED_AT.where(_HELD)
# What an import writes of a contract that it finds there: nothing of what people decided, but the dates that follow.
_TOLD = tuple(name for name in NouveauMarche.__slots__ if name not in ("acheteur_id", "numero"))
_REPLACE = (
    update(Marche)
    .where(Marche.id == bindparam("marche_id"))
    .values(**{name: bindparam(f"b_{name}") for name in (*_TOLD, "import_id", "modifie_le")})
)
# A change of these changes who is reminded of what, and when.
_REARMING = frozenset(("recurrent", "referent_id", "fin", "attribution_prevue", "acheteur", "retire"))


def marche_de(row: Row[Any] | RowMapping) -> MarcheRecord:
    """The record of a row that holds the columns of MARCHES, whatever else it holds."""
    found = row._mapping if isinstance(row, Row) else row  # noqa: SLF001 - SQLAlchemy's public name of it
    values: dict[str, Any] = {column.key: found[column.key] for column in _COLUMNS}
    values |= {"titulaires": tuple(values["titulaires"]), "modifications": tuple(values["modifications"])}
    return MarcheRecord(**values)


def by_hundreds(numeros: Collection[int]) -> Iterator[list[int]]:
    """Part many numbers, in order, into as many as one statement takes."""
    ordered = sorted(numeros)
    for start in range(0, len(ordered), LOOKED_UP_AT_ONCE):
        yield ordered[start : start + LOOKED_UP_AT_ONCE]


def par_fichier(import_id: int, *, contre: bool = False) -> str:
    """Who changed what a file changed; `contre`: over what somebody had decided otherwise."""
    return f"import:{import_id}:contre" if contre else f"import:{import_id}"


def folded(name: str) -> str:
    """The letters and digits of a name, whatever their case, accents and what parts them."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", name).casefold() if sign.isalnum())


class Marches:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._directions: dict[str, str] | None = None

    def direction(self, dite: str | None) -> str | None:
        """A department as the register writes it already: « bâtiments » is « Bâtiments » where that one came first."""
        if dite is None:
            return None
        if self._directions is None:
            counted = select(Marche.direction).where(Marche.direction.is_not(None)).group_by(Marche.direction)
            used = self._connection.scalars(counted.order_by(func.count().desc(), Marche.direction)).all()
            self._directions = {}
            for une in used:
                self._directions.setdefault(folded(une or ""), une or "")
        return self._directions.setdefault(folded(dite), dite)

    # --- imports ------------------------------------------------------------------------------------------------------

    def connus(self, cles: Collection[tuple[str, str]]) -> dict[tuple[str, str], ConnuRecord]:
        """Find the contracts already there among these (acheteur_id, numero), locked in one order until the transaction ends."""
        found: dict[tuple[str, str], ConnuRecord] = {}
        ordered = sorted(cles)
        for start in range(0, len(ordered), LOOKED_UP_AT_ONCE):
            some = ordered[start : start + LOOKED_UP_AT_ONCE]
            rows = self._connection.execute(
                _KNOWN.where(tuple_(Marche.acheteur_id, Marche.numero).in_(some))
                .order_by(Marche.id)
                .with_for_update(key_share=True)
            )
            for row in rows:
                values = row._asdict()
                cle = (values.pop("acheteur_id"), values.pop("numero"))
                found[cle] = ConnuRecord(**values)
        return found

    def ajouter(self, nouveaux: Sequence[NouveauMarche], import_id: int | None, now: datetime) -> None:
        """Write contracts that are not there yet; one that another import wrote meanwhile stays as that one tells it."""
        if nouveaux:
            construct = postgresql.insert if self._connection.dialect.name == "postgresql" else sqlite.insert
            # In one order: two imports of one file wait for each other, and never both at once.
            in_order = sorted(nouveaux, key=lambda un: (un.acheteur_id, un.numero))
            self._connection.execute(
                construct(Marche).on_conflict_do_nothing(index_elements=("acheteur_id", "numero")),
                [{**_values(un), "import_id": import_id, "cree_le": now, "modifie_le": now} for un in in_order],
            )

    def remplacer(self, nouveaux: Mapping[int, NouveauMarche], import_id: int, now: datetime) -> None:
        """Write contracts again under their number, as a file tells them now and as people have decided."""
        if nouveaux:
            self._connection.execute(
                _REPLACE,
                [
                    {
                        "marche_id": numero,
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
                update(Marche)
                .where(Marche.id == bindparam("marche_id"))
                .values(lus=bindparam("dits", type_=Marche.lus.type)),
                [{"marche_id": numero, "dits": dict(dits)} for numero, dits in lus.items()],
            )

    def remplacees(self, import_id: int) -> list[tuple[int, str, str | None, str | None]]:
        """What a file changed that somebody had decided otherwise: (marche, champ, avant, apres), as the history keeps it."""
        rows = self._connection.execute(
            select(Changement.marche_id, Changement.champ, Changement.avant, Changement.apres)
            .where(Changement.par == par_fichier(import_id, contre=True))
            .order_by(Changement.id)
        )
        return [(row.marche_id, row.champ, row.avant, row.apres) for row in rows]

    def noter(self, numero: int, changes: Mapping[str, tuple[object, object]], par: str, now: datetime) -> None:
        """Keep in the history what a file changed of what had been decided: (before, after), by field."""
        for champ, (avant, apres) in changes.items():
            self._note(numero, champ, avant, apres, par, now)

    def proposer(self, propositions: Mapping[int, tuple[bool, Mapping[str, Any]]]) -> None:
        """Note what the register itself lets suppose of a recurrence, and why."""
        if propositions:
            self._connection.execute(
                update(Marche)
                .where(Marche.id == bindparam("marche_id"))
                .values(
                    recurrence_proposee=bindparam("proposee"),
                    recurrence_motif=bindparam("motif", type_=Marche.recurrence_motif.type),
                ),
                [
                    {"marche_id": numero, "proposee": proposee, "motif": dict(motif)}
                    for numero, (proposee, motif) in propositions.items()
                ],
            )

    # --- people -------------------------------------------------------------------------------------------------------

    def creer(self, nouveau: NouveauMarche, par: str, now: datetime) -> int:
        """Write a contract that somebody told, and return its number."""
        numero = self._connection.execute(
            insert(Marche).values(**_values(nouveau), import_id=None, cree_le=now, modifie_le=now).returning(Marche.id)
        ).scalar_one()
        self._note(numero, "contrat", None, "cree", par, now)
        return numero

    def changer(self, numero: int, valeurs: Mapping[str, Any], par: str, now: datetime) -> bool:
        """Change what people decide of a contract, each change dated and signed; False when it already stood so."""
        return bool(self.changer_ensemble({numero: valeurs}, par, now))

    def changer_ensemble(
        self, voulues: Mapping[int, Mapping[str, Any]], par: str, now: datetime
    ) -> dict[int, frozenset[str]]:
        """Change many contracts at once, as `changer` does one; returns which fields of which contracts moved.

        As few statements as there are different changes: a thousand contracts hold nobody back.
        """
        champs = sorted({nom for valeurs in voulues.values() for nom in valeurs})
        if not champs:
            return {}
        if "direction" in champs:
            voulues = {
                numero: {**dites, "direction": self.direction(dites["direction"])} if "direction" in dites else dites
                for numero, dites in voulues.items()
            }
        alike: dict[str, tuple[dict[str, Any], list[int]]] = {}
        history: list[dict[str, Any]] = []
        moved: dict[int, frozenset[str]] = {}
        for some in by_hundreds(voulues):
            rows = self._connection.execute(
                select(Marche.id, *(getattr(Marche, nom) for nom in champs))
                .where(Marche.id.in_(some))
                .order_by(Marche.id)
                .with_for_update(key_share=True)
            )
            for row in rows:
                changed = {nom: dit for nom, dit in voulues[row.id].items() if getattr(row, nom) != dit}
                if not changed:
                    continue
                moved[row.id] = frozenset(changed)
                alike.setdefault(repr(changed), (changed, []))[1].append(row.id)
                history += [_changement(row.id, nom, getattr(row, nom), dit, par, now) for nom, dit in changed.items()]
        for changed, numeros in alike.values():
            self._update(changed, numeros, now)
        if history:
            self._connection.execute(insert(Changement), history)
        return moved

    def _update(self, changed: Mapping[str, Any], numeros: Collection[int], now: datetime) -> None:
        again = {"a_revoir": True} if changed.keys() & _REARMING else {}
        for some in by_hundreds(numeros):
            self._connection.execute(
                update(Marche).where(Marche.id.in_(some)).values(**changed, **again, modifie_le=now)
            )
            if "direction" in changed:
                # The purchase that it is followed as, and its lines, are of that department too.
                direction = {"direction": changed["direction"]}
                self._connection.execute(update(Achat).where(Achat.marche_id.in_(some)).values(direction))
                lines = Suivi.achat_id.in_(select(Achat.id).where(Achat.marche_id.in_(some)))
                self._connection.execute(update(Suivi).where(lines).values(direction))

    def _note(self, numero: int, champ: str, avant: object, apres: object, par: str, now: datetime) -> None:
        self._connection.execute(insert(Changement).values(_changement(numero, champ, avant, apres, par, now)))

    def changements(self, numero: int) -> list[tuple[str, str | None, str | None, datetime, str]]:
        """List what was changed of a contract by people: (champ, avant, apres, le, par), in order."""
        rows = self._connection.execute(
            select(Changement.champ, Changement.avant, Changement.apres, Changement.le, Changement.par)
            .where(Changement.marche_id == numero)
            .order_by(Changement.id)
        )
        return [(row.champ, row.avant, row.apres, row.le, row.par) for row in rows]

    # --- reading ------------------------------------------------------------------------------------------------------

    def trouver(self, numero: int) -> MarcheRecord | None:
        row = self._connection.execute(MARCHES.where(Marche.id == numero)).one_or_none()
        return None if row is None else marche_de(row)

    def plusieurs(self, numeros: Collection[int]) -> list[MarcheRecord]:
        """Read these contracts, in the order of their numbers."""
        return [
            marche_de(row)
            for some in by_hundreds(numeros)
            for row in self._connection.execute(MARCHES.where(Marche.id.in_(some)).order_by(Marche.id))
        ]

    def du_groupe(self, groupe: str) -> list[MarcheRecord]:
        """Read the lots of one consultation."""
        lots = MARCHES.where(Marche.groupe == groupe, _HELD).order_by(Marche.id)
        return [marche_de(row) for row in self._connection.execute(lots)]

    def groupes_a_lots(self, groupes: Collection[str]) -> set[str]:
        """Those of these consultations of which the register holds several lots."""
        found: set[str] = set()
        ordered = sorted(groupes)
        for start in range(0, len(ordered), LOOKED_UP_AT_ONCE):
            some = ordered[start : start + LOOKED_UP_AT_ONCE]
            rows = self._connection.execute(
                select(Marche.groupe)
                .where(Marche.groupe.in_(some), _HELD)
                .group_by(Marche.groupe)
                .having(func.count() > 1)
            )
            found.update(row.groupe for row in rows)
        return found

    def liste(
        self, filtre: Filtre, limit: int | None = None, apres: tuple[date | None, int] | None = None
    ) -> list[MarcheRecord]:
        """List contracts by planned award, those without a date last; `apres` is (award, id) of the last one already shown."""
        statement = _filtered(MARCHES, filtre)
        if apres is not None:
            statement = statement.where(_after(*apres))
        # nulls_last is not spelt alike everywhere: the comparison is.
        statement = statement.order_by(Marche.attribution_prevue.is_(None), Marche.attribution_prevue, Marche.id).limit(
            limit
        )
        return [marche_de(row) for row in self._connection.execute(statement)]

    def compter(self, filtre: Filtre) -> int:
        counted = _filtered(select(func.count()).select_from(Marche), filtre)
        return int(self._connection.execute(counted).scalar_one())

    def combien(self) -> dict[str, int]:
        """Count the register: all, decided to recur, decided not to, to sort, without a date."""
        row = self._connection.execute(
            select(
                func.count().label("tous"),
                func.count().filter(Marche.recurrent.is_(True)).label("recurrents"),
                func.count().filter(Marche.recurrent.is_(False)).label("ponctuels"),
                func.count().filter(Marche.recurrent.is_(None)).label("a_trier"),
                func.count().filter(Marche.attribution_prevue.is_(None)).label("sans_date"),
            ).where(_HELD)
        ).one()
        return dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name of it

    def siret_de(self, acheteur: str) -> str | None:
        """The SIRET under which that buyer of the plan has most contracts; None when it has none."""
        row = self._connection.execute(
            select(Marche.acheteur_id)
            .where(Marche.acheteur == acheteur)
            .group_by(Marche.acheteur_id)
            .order_by(func.count().desc(), Marche.acheteur_id)
            .limit(1)
        ).one_or_none()
        return None if row is None else row.acheteur_id

    def directions_de(self, referents: Collection[int]) -> list[str]:
        """The departments of the contracts that these people answer for."""
        if not referents:
            return []
        theirs = Marche.referent_id.in_(referents), Marche.direction.is_not(None), _HELD
        return list(self._connection.scalars(select(Marche.direction).where(*theirs).distinct()))

    def directions(self) -> list[str]:
        """List the departments that contracts are given to."""
        rows = self._connection.execute(
            select(Marche.direction).where(Marche.direction.is_not(None), _HELD).distinct().order_by(Marche.direction)
        )
        return [row.direction for row in rows]

    def noms(self) -> list[NomsRecord]:
        """What every contract of the register is called by, in the order of their numbers."""
        named = select(
            Marche.id, Marche.numero, Marche.objet, Marche.titulaires, Marche.direction, Referent.nom, Marche.groupe
        ).outerjoin(Referent, Referent.id == Marche.referent_id)
        return [NomsRecord(*row) for row in self._connection.execute(named.where(_HELD).order_by(Marche.id))]

    def tous(self, lot: int = 1000) -> Iterator[MarcheRecord]:
        """Read the whole register by number, some at a time."""
        after = 0
        while rows := self._connection.execute(
            MARCHES.where(Marche.id > after, _HELD).order_by(Marche.id).limit(lot)
        ).all():
            after = rows[-1].id
            yield from map(marche_de, rows)

    # --- what falls due -----------------------------------------------------------------------------------------------

    def dus(self, acheteur: str, apres: date, jusqu_au: date, limit: int | None = None) -> list[EcheanceRecord]:
        """List the recurring contracts of that buyer whose next award falls in (apres, jusqu_au], the first ones if limited."""
        rows = self._connection.execute(
            _DUE.where(
                Marche.recurrent.is_(True),
                Marche.acheteur == acheteur,
                Marche.attribution_prevue > apres,
                Marche.attribution_prevue <= jusqu_au,
            )
            .order_by(Marche.attribution_prevue, Marche.id)
            .limit(limit)
        )
        return [EcheanceRecord(*row) for row in rows]

    def a_revoir(self, limit: int) -> list[EcheanceRecord]:
        """Take contracts whose reminders must be looked at again, away from other processes, until the transaction ends."""
        rows = self._connection.execute(
            # Withdrawn ones too, whose reminders are said no more: the index tells all that is needed.
            _LOOKED_AT.where(Marche.a_revoir)
            .order_by(Marche.id)
            .limit(limit)
            .with_for_update(skip_locked=True, key_share=True)
        )
        return [EcheanceRecord(*row) for row in rows]

    def revus(self, numeros: Collection[int]) -> None:
        self._connection.execute(update(Marche).where(Marche.id.in_(numeros)).values(a_revoir=False))

    def revoir(self, acheteur: str, de: date, a: date) -> int:
        """Have the reminders of that buyer's contracts awarded between these days looked at again: its committee moved."""
        touched = self._connection.execute(
            update(Marche)
            .where(
                Marche.recurrent.is_(True),
                Marche.acheteur == acheteur,
                Marche.attribution_prevue >= de,
                Marche.attribution_prevue <= a,
            )
            .values(a_revoir=True)
        )
        return touched.rowcount


def _values(nouveau: NouveauMarche) -> dict[str, Any]:
    values = {name: getattr(nouveau, name) for name in NouveauMarche.__slots__}
    return {
        **values,
        "titulaires": [dict(one) for one in nouveau.titulaires],
        "modifications": [dict(one) for one in nouveau.modifications],
        "decp": dict(nouveau.decp),
        "lus": None if nouveau.lus is None else dict(nouveau.lus),
    }


def _changement(numero: int, champ: str, avant: object, apres: object, par: str, now: datetime) -> dict[str, Any]:
    """A line of the history of a contract."""
    return {"marche_id": numero, "champ": champ, "avant": _text(avant), "apres": _text(apres), "le": now, "par": par}


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _filtered(statement: Select[Any], filtre: Filtre) -> Select[Any]:
    conditions: list[ColumnElement[bool]] = [_HELD]
    if filtre.acheteur is not None:
        conditions.append(Marche.acheteur == filtre.acheteur)
    if filtre.direction is not None:
        conditions.append(Marche.direction == filtre.direction)
    if filtre.sans_direction:
        conditions.append(Marche.direction.is_(None))
    if filtre.referents is not None:
        conditions.append(Marche.referent_id.in_(filtre.referents))
    if filtre.sans_referent:
        conditions.append(Marche.referent_id.is_(None))
    if filtre.recurrent is not None:
        conditions.append(Marche.recurrent.is_(filtre.recurrent))
    if filtre.a_trier:
        conditions.append(Marche.recurrent.is_(None))
    if filtre.de is not None:
        conditions.append(Marche.attribution_prevue >= filtre.de)
    if filtre.a is not None:
        conditions.append(Marche.attribution_prevue <= filtre.a)
    if filtre.sans_date:
        conditions.append(Marche.attribution_prevue.is_(None))
    conditions += [
        or_(
            Marche.cle_objet.contains(mot, autoescape=True),
            func.lower(Marche.numero).contains(mot, autoescape=True),
        )
        for mot in (filtre.texte or "").split()
    ]
    return statement.where(*conditions)


def _after(attribution: date | None, numero: int) -> ColumnElement[bool]:
    if attribution is None:
        return and_(Marche.attribution_prevue.is_(None), Marche.id > numero)
    return or_(
        Marche.attribution_prevue > attribution,
        and_(Marche.attribution_prevue == attribution, Marche.id > numero),
        Marche.attribution_prevue.is_(None),
    )


__all__ = ["MARCHES", "Marches", "by_hundreds", "marche_de", "par_fichier"]
