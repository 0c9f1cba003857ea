"""The sessions of the committee of each buyer."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, delete, select

from storage.cad.tables import Seance
from storage.insertion import insert_unless_present


class Seances:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def toutes(self) -> dict[str, tuple[date, ...]]:
        """The sessions of each buyer's committee, in order."""
        rows = self._connection.execute(select(Seance.acheteur, Seance.jour).order_by(Seance.jour))
        par_acheteur: dict[str, tuple[date, ...]] = {}
        for row in rows:
            par_acheteur[row.acheteur] = (*par_acheteur.get(row.acheteur, ()), row.jour)
        return par_acheteur

    def convoquer(self, acheteur: str, jour: date) -> bool:
        """Note a session; False when it was."""
        return (
            insert_unless_present(self._connection, Seance, ("acheteur", "jour"), {"acheteur": acheteur, "jour": jour})
            is not None
        )

    def decommander(self, acheteur: str, jour: date) -> bool:
        """Take a session away; False when there was none."""
        gone = self._connection.execute(delete(Seance).where(Seance.acheteur == acheteur, Seance.jour == jour))
        return gone.rowcount > 0


__all__ = ["Seances"]
