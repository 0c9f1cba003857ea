"""What people add to the register: columns of their own, notes and files of a contract, and views of the table."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from storage.columns import columns
from storage.comptes.accounts import among
from storage.comptes.records import CompteRecord
from storage.insertion import insert_unless_present
from storage.registre.marches import by_hundreds
from storage.registre.records import ColonnePropreRecord, Genre, NoteRecord, PieceRecord, VueRecord
from storage.registre.tables import Changement, ColonnePropre, Marche, Note, Piece, ValeurPropre, Vue

# How the history names a column that was added: its number follows.
PROPRE = "propre:"


class ColonnesPropres:
    """The columns that the team added, and what contracts hold there."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def toutes(self) -> list[ColonnePropreRecord]:
        """Those in use, in the order they came."""
        rows = self._connection.execute(
            select(*columns(ColonnePropre, ColonnePropreRecord))
            .where(ColonnePropre.retiree_le.is_(None))
            .order_by(ColonnePropre.id)
        )
        return [ColonnePropreRecord(row.id, row.nom, row.cle, row.genre, tuple(row.choix)) for row in rows]

    def ajouter(self, nom: str, cle: str, genre: Genre, choix: Sequence[str], par: str, now: datetime) -> int | None:
        """Its number; None where one in use has that name. One that was taken away comes back with its values, of its kind."""
        values = {"nom": nom, "genre": genre, "choix": list(choix)}
        numero = insert_unless_present(
            self._connection, ColonnePropre, ("cle",), {**values, "cle": cle, "par": par, "cree_le": now}
        )
        if numero is not None:
            return numero
        back = self._connection.execute(
            update(ColonnePropre)
            .where(ColonnePropre.cle == cle, ColonnePropre.retiree_le.is_not(None), ColonnePropre.genre == genre)
            .values(nom=nom, choix=list(choix), retiree_le=None)
            .returning(ColonnePropre.id)
        )
        return back.scalar_one_or_none()

    def retirer(self, numero: int, now: datetime) -> bool:
        """Show it no more; what it holds stays, in case it comes back."""
        done = self._connection.execute(
            update(ColonnePropre)
            .where(ColonnePropre.id == numero, ColonnePropre.retiree_le.is_(None))
            .values(retiree_le=now)
        )
        return done.rowcount > 0

    def valeurs(self, numeros: Collection[int]) -> dict[int, dict[int, str]]:
        """What these contracts hold there, by contract and by column."""
        found: dict[int, dict[int, str]] = {}
        for some in by_hundreds(numeros):
            rows = self._connection.execute(
                select(ValeurPropre.marche_id, ValeurPropre.colonne_id, ValeurPropre.texte).where(
                    ValeurPropre.marche_id.in_(some)
                )
            )
            for row in rows:
                found.setdefault(row.marche_id, {})[row.colonne_id] = row.texte
        return found

    def ecrire(
        self,
        voulues: Mapping[int, Mapping[ColonnePropreRecord, str | None]],
        par: str,
        now: datetime,
    ) -> dict[int, frozenset[str]]:
        """Write what contracts hold there (None: nothing any more), dated and signed; returns what moved of which contracts."""
        avant = self.valeurs(voulues)
        moved: dict[int, set[str]] = {}
        history: list[dict[str, Any]] = []
        gone: dict[int, list[int]] = {}
        kept: list[dict[str, Any]] = []
        for numero, valeurs in voulues.items():
            for colonne, dit in valeurs.items():
                deja = avant.get(numero, {}).get(colonne.id)
                if dit == deja:
                    continue
                champ = f"{PROPRE}{colonne.id}"
                moved.setdefault(numero, set()).add(champ)
                history.append(
                    {"marche_id": numero, "champ": champ, "avant": deja, "apres": dit, "le": now, "par": par}
                )
                gone.setdefault(colonne.id, []).append(numero)
                if dit is not None:
                    nombre = Decimal(dit) if colonne.genre is Genre.NOMBRE else None
                    kept.append({"colonne_id": colonne.id, "marche_id": numero, "texte": dit, "nombre": nombre})
        for colonne_id, numeros in gone.items():
            for some in by_hundreds(numeros):
                self._connection.execute(
                    delete(ValeurPropre).where(ValeurPropre.colonne_id == colonne_id, ValeurPropre.marche_id.in_(some))
                )
        if kept:
            self._connection.execute(insert(ValeurPropre), kept)
        if history:
            self._connection.execute(insert(Changement), history)
            for some in by_hundreds(moved):
                self._connection.execute(update(Marche).where(Marche.id.in_(some)).values(modifie_le=now))
        return {numero: frozenset(champs) for numero, champs in moved.items()}


class Annexes:
    """The notes and the files beside a contract."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def notes(self, marche: int) -> list[NoteRecord]:
        """The last first."""
        rows = self._connection.execute(
            select(*columns(Note, NoteRecord)).where(Note.marche_id == marche).order_by(Note.id.desc())
        )
        return [NoteRecord(*row) for row in rows]

    def noter(self, marche: int, texte: str, par: str, now: datetime) -> int:
        statement = insert(Note).values(marche_id=marche, texte=texte, par=par, le=now).returning(Note.id)
        return self._connection.execute(statement).scalar_one()

    def note(self, numero: int) -> NoteRecord | None:
        row = self._connection.execute(select(*columns(Note, NoteRecord)).where(Note.id == numero)).one_or_none()
        return None if row is None else NoteRecord(*row)

    def effacer_la_note(self, numero: int) -> None:
        self._connection.execute(delete(Note).where(Note.id == numero))

    def pieces(self, marche: int) -> list[PieceRecord]:
        """The last first, without their bytes."""
        rows = self._connection.execute(
            select(*columns(Piece, PieceRecord)).where(Piece.marche_id == marche).order_by(Piece.id.desc())
        )
        return [PieceRecord(*row) for row in rows]

    def joindre(self, marche: int, nom: str, contenu: bytes, par: str, now: datetime) -> int:
        values = {"marche_id": marche, "nom": nom, "octets": len(contenu), "contenu": contenu, "par": par, "le": now}
        return self._connection.execute(insert(Piece).values(values).returning(Piece.id)).scalar_one()

    def piece(self, numero: int) -> tuple[PieceRecord, bytes] | None:
        row = self._connection.execute(
            select(*columns(Piece, PieceRecord), Piece.contenu).where(Piece.id == numero)
        ).one_or_none()
        return None if row is None else (PieceRecord(*row[:-1]), row.contenu)

    def effacer_la_piece(self, numero: int) -> None:
        self._connection.execute(delete(Piece).where(Piece.id == numero))

    def combien(self, numeros: Collection[int]) -> dict[int, int]:
        """How many notes and files these contracts have, those that have some."""
        found: dict[int, int] = {}
        for table in (Note, Piece):
            for some in by_hundreds(numeros):
                rows = self._connection.execute(
                    select(table.marche_id, func.count()).where(table.marche_id.in_(some)).group_by(table.marche_id)
                )
                for numero, combien in rows:
                    found[numero] = found.get(numero, 0) + combien
        return found


class Vues:
    """Ways to look at the table that people kept."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def ouvertes(self, comptes: Collection[CompteRecord]) -> list[VueRecord]:
        """Those of that person, and those that are shared, by name."""
        rows = self._connection.execute(
            select(*columns(Vue, VueRecord))
            .where(or_(Vue.partagee, among(Vue.plateforme, Vue.personne, comptes)))
            .order_by(Vue.cle, Vue.id)
        )
        return [VueRecord(*row) for row in rows]

    def trouver(self, numero: int) -> VueRecord | None:
        row = self._connection.execute(select(*columns(Vue, VueRecord)).where(Vue.id == numero)).one_or_none()
        return None if row is None else VueRecord(*row)

    def combien(self, compte: CompteRecord) -> int:
        counted = select(func.count()).select_from(Vue).where(among(Vue.plateforme, Vue.personne, [compte]))
        return int(self._connection.execute(counted).scalar_one())

    def garder(self, compte: CompteRecord, nom: str, cle: str, adresse: str, now: datetime, *, partagee: bool) -> None:
        """Keep it under that name, in the place of that person's view of that name."""
        who = {"plateforme": compte.plateforme, "personne": compte.personne, "cle": cle}
        values = {"nom": nom, "partagee": partagee, "adresse": adresse, "modifiee_le": now}
        if insert_unless_present(self._connection, Vue, tuple(who), {**who, **values, "cree_le": now}) is None:
            self._connection.execute(update(Vue).filter_by(**who).values(**values))

    def effacer(self, numero: int) -> None:
        self._connection.execute(delete(Vue).where(Vue.id == numero))


__all__ = ["PROPRE", "Annexes", "ColonnesPropres", "Vues"]
