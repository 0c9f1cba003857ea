"""What people ask to be reminded of on a day: kept, called off, taken up again, said once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import Connection, and_, insert, select, update

from storage.columns import columns
from storage.comptes.accounts import among
from storage.comptes.records import CompteRecord
from storage.rappels.records import PenseBeteRecord
from storage.rappels.tables import PenseBete

_PENSE_BETES = select(*columns(PenseBete, PenseBeteRecord)).order_by(PenseBete.jour, PenseBete.id)
_A_DIRE = and_(PenseBete.dit_le.is_(None), PenseBete.annule_le.is_(None))


class PenseBetes:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def garder(
        self, compte: CompteRecord, jour: date, texte: str, sujet: str | None, now: datetime
    ) -> tuple[int, bool]:
        """Keep it; its number, and False where the same already waits for that day."""
        mien = among(PenseBete.plateforme, PenseBete.personne, [compte])
        deja = self._connection.scalars(
            select(PenseBete.id).where(mien, _A_DIRE, PenseBete.jour == jour, PenseBete.texte == texte)
        ).first()
        if deja is not None:
            return deja, False
        row = {
            "plateforme": compte.plateforme,
            "personne": compte.personne,
            "jour": jour,
            "texte": texte,
            "sujet": sujet,
            "cree_le": now,
        }
        return self._connection.execute(insert(PenseBete).values(row).returning(PenseBete.id)).scalar_one(), True

    def des_comptes(self, comptes: Collection[CompteRecord]) -> list[PenseBeteRecord]:
        """All that a person asked to be reminded of, the soonest first: what waits, what was said, what was called off."""
        siens = _PENSE_BETES.where(among(PenseBete.plateforme, PenseBete.personne, comptes))
        return [PenseBeteRecord(*row) for row in self._connection.execute(siens)]

    def changer(self, numero: int, jour: date, texte: str) -> None:
        """Say another thing of one that was not said, or on another day; called off, it waits again."""
        waits = (PenseBete.id == numero, PenseBete.dit_le.is_(None))
        self._connection.execute(update(PenseBete).where(*waits).values(jour=jour, texte=texte, annule_le=None))

    def annuler(self, numero: int, quand: datetime | None) -> None:
        """Call one off that was not said; None takes it up again."""
        waits = (PenseBete.id == numero, PenseBete.dit_le.is_(None))
        self._connection.execute(update(PenseBete).where(*waits).values(annule_le=quand))

    def dus(self, jour: date, compte: CompteRecord | None = None) -> list[PenseBeteRecord]:
        """What is to say by that day, to that account or to anybody."""
        dus = _PENSE_BETES.where(_A_DIRE, PenseBete.jour <= jour)
        if compte is not None:
            dus = dus.where(among(PenseBete.plateforme, PenseBete.personne, [compte]))
        return [PenseBeteRecord(*row) for row in self._connection.execute(dus)]

    def dire(self, numeros: Collection[int], now: datetime) -> None:
        """Mark them as said."""
        self._connection.execute(update(PenseBete).where(PenseBete.id.in_(numeros)).values(dit_le=now))


__all__ = ["PenseBetes"]
