"""The interviews before buying, as they stand."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from storage.besoin.records import BesoinRecord
from storage.besoin.tables import Besoin
from storage.columns import columns
from storage.insertion import insert_unless_present


class Besoins:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def de_l_achat(self, achat_id: int) -> BesoinRecord | None:
        """The interview of a purchase; None where there was none."""
        row = self._connection.execute(
            select(*columns(Besoin, BesoinRecord)).where(Besoin.achat_id == achat_id)
        ).first()
        return None if row is None else BesoinRecord(*row)

    def dernier_ouvert(self, achats: Collection[int]) -> BesoinRecord | None:
        """Of those that are not ended, the last one that was answered."""
        row = self._connection.execute(
            select(*columns(Besoin, BesoinRecord))
            .where(Besoin.achat_id.in_(achats), Besoin.fini_le.is_(None))
            .order_by(Besoin.modifie_le.desc(), Besoin.id.desc())
            .limit(1)
        ).first()
        return None if row is None else BesoinRecord(*row)

    def garder(
        self, achat_id: int, reponses: list[Any], courante: str | None, par: str, now: datetime, *, fini: bool
    ) -> None:
        """Keep an interview as it stands; the moment at which it ended is that of its last answer."""
        dit = {
            "achat_id": achat_id, "reponses": reponses, "courante": courante, "par": par, "modifie_le": now,
            "fini_le": now if fini else None,
        }  # fmt: skip
        if insert_unless_present(self._connection, Besoin, ("achat_id",), {**dit, "commence_le": now}) is None:
            self._connection.execute(update(Besoin).where(Besoin.achat_id == achat_id).values(dit))


__all__ = ["Besoins"]
