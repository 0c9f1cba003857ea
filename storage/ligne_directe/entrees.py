"""Answers of the team that became answers of the ligne directe."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, func, select, update

from storage.columns import columns
from storage.insertion import insert_unless_present
from storage.ligne_directe.records import EntreePromueRecord
from storage.ligne_directe.tables import EntreePromue

_ENTREES = select(*columns(EntreePromue, EntreePromueRecord))


class Entrees:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def en_service(self) -> list[EntreePromueRecord]:
        """Those that are given to firms, the oldest first."""
        rows = self._connection.execute(_ENTREES.where(EntreePromue.retiree_le.is_(None)).order_by(EntreePromue.id))
        return [EntreePromueRecord(*row) for row in rows]

    def de_la_demande(self, demande_id: int) -> EntreePromueRecord | None:
        row = self._connection.execute(_ENTREES.where(EntreePromue.demande_id == demande_id)).one_or_none()
        return None if row is None else EntreePromueRecord(*row)

    def trouver(self, numero: int) -> EntreePromueRecord | None:
        row = self._connection.execute(_ENTREES.where(EntreePromue.id == numero)).one_or_none()
        return None if row is None else EntreePromueRecord(*row)

    def promouvoir(
        self,
        demande_id: int,
        titre: str,
        question: str,
        reponse: str,
        par: str,
        now: datetime,
        *,
        en_service: bool = True,
    ) -> bool:
        """Make an entry of the answer to a request; again, it replaces the one it made. False when nothing changes.

        Unless `en_service` nobody is given it before `mettre_en_service`.
        """
        values = {"titre": titre, "question": question, "reponse": reponse, "par": par, "cree_le": now}
        retiree_le = None if en_service else now
        new = {"demande_id": demande_id, **values, "retiree_le": retiree_le}
        if insert_unless_present(self._connection, EntreePromue, ("demande_id",), new) is not None:
            return True
        changed = self._connection.execute(
            update(EntreePromue)
            .where(
                EntreePromue.demande_id == demande_id,
                (EntreePromue.reponse != reponse)
                | (EntreePromue.question != question)
                | (EntreePromue.retiree_le.is_not(None) if en_service else EntreePromue.retiree_le.is_(None)),
            )
            .values(**values, retiree_le=retiree_le)
        )
        return changed.rowcount > 0

    def corriger(self, numero: int, values: Mapping[str, str], par: str, now: datetime, *, en_service: bool) -> bool:
        """Word its question (and title) or its answer otherwise; unless `en_service` nobody is given it any more.

        False when there is none.
        """
        retiree_le = {} if en_service else {"retiree_le": func.coalesce(EntreePromue.retiree_le, now)}
        done = self._connection.execute(
            update(EntreePromue).where(EntreePromue.id == numero).values(**values, par=par, cree_le=now, **retiree_le)
        )
        return done.rowcount > 0

    def mettre_en_service(self, numero: int, par: str, now: datetime) -> bool:
        """Give it to firms; False when it is already so, or there is none."""
        done = self._connection.execute(
            update(EntreePromue)
            .where(EntreePromue.id == numero, EntreePromue.retiree_le.is_not(None))
            .values(retiree_le=None, par=par, cree_le=now)
        )
        return done.rowcount > 0

    def retirer(self, numero: int, now: datetime) -> bool:
        """Give it to nobody any more; False when it was already so, or there is none."""
        gone = self._connection.execute(
            update(EntreePromue)
            .where(EntreePromue.id == numero, EntreePromue.retiree_le.is_(None))
            .values(retiree_le=now)
        )
        return gone.rowcount > 0


__all__ = ["Entrees"]
