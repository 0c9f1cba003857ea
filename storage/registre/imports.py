"""Imported files: what became of their records; and the files that people sent, until they are imported."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, delete, insert, or_, select, update

from storage.columns import columns
from storage.registre.records import DepotRecord, EtatDepot, ImportRecord, LigneImportRecord
from storage.registre.tables import Depot, Import, LigneImport

_DEPOTS = select(*columns(Depot, DepotRecord))
_IMPORTS = select(*columns(Import, ImportRecord))


class Imports:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def commencer(self, nom: str, par: str, now: datetime) -> int:
        """Note that a file is being imported, and return the number of the import."""
        return self._connection.execute(
            insert(Import).values(nom=nom, par=par, cree_le=now, bilan={}).returning(Import.id)
        ).scalar_one()

    def noter(self, numero: int, lignes: Sequence[LigneImportRecord]) -> None:
        if lignes:
            self._connection.execute(insert(LigneImport), [{"import_id": numero, **asdict(one)} for one in lignes])

    def finir(self, numero: int, bilan: Mapping[str, Any], now: datetime) -> None:
        self._connection.execute(update(Import).where(Import.id == numero).values(bilan=dict(bilan), fini_le=now))

    def trouver(self, numero: int) -> ImportRecord | None:
        row = self._connection.execute(_IMPORTS.where(Import.id == numero)).one_or_none()
        return None if row is None else ImportRecord(*row)

    def derniers(self, limit: int) -> list[ImportRecord]:
        return [
            ImportRecord(*row) for row in self._connection.execute(_IMPORTS.order_by(Import.id.desc()).limit(limit))
        ]

    def lignes(self, numero: int) -> Iterator[LigneImportRecord]:
        """What there was to say of that import, in the order of the file."""
        rows = self._connection.execute(
            select(*columns(LigneImport, LigneImportRecord))
            .where(LigneImport.import_id == numero)
            .order_by(LigneImport.ligne, LigneImport.id)
        )
        for row in rows:
            yield LigneImportRecord(*row)

    def oublier(self, before: datetime) -> int:
        """Forget what there was to say of imports older than that, whoever their values named; their counts stay."""
        old = select(Import.id).where(Import.cree_le < before)
        return self._connection.execute(delete(LigneImport).where(LigneImport.import_id.in_(old))).rowcount


class Depots:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def garder(
        self, conversation_id: int, plateforme: str, personne: str, nom: str, contenu: bytes, now: datetime
    ) -> int:
        """Keep a file until somebody says yes or no to it, and return its number."""
        return self._connection.execute(
            insert(Depot)
            .values(
                conversation_id=conversation_id,
                plateforme=plateforme,
                personne=personne,
                nom=nom,
                contenu=contenu,
                correspondance=None,
                etat=EtatDepot.A_CONFIRMER,
                cree_le=now,
            )
            .returning(Depot.id)
        ).scalar_one()

    def trouver(self, numero: int) -> DepotRecord | None:
        row = self._connection.execute(_DEPOTS.where(Depot.id == numero)).one_or_none()
        return None if row is None else DepotRecord(*row)

    def corriger(self, numero: int, correspondance: Mapping[str, Any]) -> None:
        """Note which heading is which field, as the person says it."""
        self._connection.execute(update(Depot).where(Depot.id == numero).values(correspondance=dict(correspondance)))

    def demander(self, numero: int) -> bool:
        """Have a file imported; False when it waits for no yes any more."""
        done = self._connection.execute(
            update(Depot)
            .where(Depot.id == numero, Depot.etat == EtatDepot.A_CONFIRMER)
            .values(etat=EtatDepot.A_IMPORTER)
        )
        return done.rowcount > 0

    def abandonner(self, numero: int) -> bool:
        """Give a file up, its bytes gone; False when it waits for no yes any more."""
        done = self._connection.execute(
            update(Depot)
            .where(Depot.id == numero, Depot.etat == EtatDepot.A_CONFIRMER)
            .values(etat=EtatDepot.ABANDONNE, contenu=None)
        )
        return done.rowcount > 0

    def attendent(self, now: datetime) -> bool:
        """Say whether a file waits to be imported, without taking it."""
        waiting = select(Depot.id).where(
            or_(
                Depot.etat == EtatDepot.A_IMPORTER,
                and_(Depot.etat == EtatDepot.EN_COURS, Depot.bail_jusqu_au <= now),
            )
        )
        return self._connection.execute(waiting.limit(1)).first() is not None

    def prendre(self, now: datetime, bail: timedelta) -> DepotRecord | None:
        """Take a file to import, or one whose importer died: no one else gets it before the lease ends."""
        row = self._connection.execute(
            _DEPOTS.where(
                or_(
                    Depot.etat == EtatDepot.A_IMPORTER,
                    and_(Depot.etat == EtatDepot.EN_COURS, Depot.bail_jusqu_au <= now),
                )
            )
            .order_by(Depot.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        ).one_or_none()
        if row is None:
            return None
        self._connection.execute(
            update(Depot)
            .where(Depot.id == row.id)
            .values(etat=EtatDepot.EN_COURS, bail_jusqu_au=now + bail, essais=row.essais + 1)
        )
        return DepotRecord(*row)

    def prolonger(self, numero: int, jusqu_au: datetime) -> None:
        """Hold a file longer: its import goes on."""
        self._connection.execute(update(Depot).where(Depot.id == numero).values(bail_jusqu_au=jusqu_au))

    def finir(self, numero: int, import_id: int | None) -> None:
        """The file is imported (or cannot be, without an import): its bytes are kept no longer."""
        etat = EtatDepot.ABANDONNE if import_id is None else EtatDepot.IMPORTE
        self._connection.execute(
            update(Depot)
            .where(Depot.id == numero)
            .values(etat=etat, import_id=import_id, contenu=None, bail_jusqu_au=None)
        )

    def oublier(self, before: datetime) -> int:
        """Give up the files that nobody said yes to, and those that no import came to the end of."""
        waiting = (EtatDepot.A_CONFIRMER, EtatDepot.A_IMPORTER, EtatDepot.EN_COURS)
        done = self._connection.execute(
            update(Depot)
            .where(Depot.cree_le < before, Depot.etat.in_(waiting))
            .values(etat=EtatDepot.ABANDONNE, contenu=None, bail_jusqu_au=None)
        )
        return done.rowcount


__all__ = ["Depots", "Imports"]
