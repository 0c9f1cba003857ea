"""The queue of texts that were not understood: counted without their authors, read and settled by the team."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, case, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import Insert

from storage.apprentissage.records import EtatIncompris, IncomprisRecord, NouvelIncompris
from storage.apprentissage.tables import Incompris
from storage.columns import columns

_ENTRIES = select(*columns(Incompris, IncomprisRecord))
_MOST_FREQUENT_FIRST = (Incompris.compte.desc(), Incompris.id)
_TO_DEAL_WITH = Incompris.etat == EtatIncompris.A_TRAITER


class Apprentissage:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def noter(self, nouveau: NouvelIncompris, jour: date) -> None:
        """Count this text once more, as a new entry if it is the first time.

        A text that was dealt with (traite) and comes back on a later day is to deal with again: the words added did not
        do. One that is none of our business (sans_objet) stays so.
        """
        self._connection.execute(
            _noting(self._connection.dialect.name),
            {
                "genre": nouveau.genre,
                "question": nouveau.question or "",
                "cle": nouveau.cle,
                "texte": nouveau.texte,
                "suggestions": list(nouveau.suggestions),
                "compte": 1,
                "premier_jour": jour,
                "dernier_jour": jour,
                "etat": EtatIncompris.A_TRAITER,
            },
        )

    def a_traiter(self, limit: int, apres: tuple[int, int] | None = None) -> list[IncomprisRecord]:
        """List what is to deal with, most frequent first; `apres` is the (compte, id) of the last one already shown."""
        statement = _ENTRIES.where(_TO_DEAL_WITH)
        if apres is not None:
            compte, numero = apres
            statement = statement.where(
                or_(Incompris.compte < compte, and_(Incompris.compte == compte, Incompris.id > numero))
            )
        return self._read(statement.order_by(*_MOST_FREQUENT_FIRST).limit(limit))

    def tout(self) -> list[IncomprisRecord]:
        """List every entry, settled ones last, most frequent first."""
        return self._read(_ENTRIES.order_by(case((_TO_DEAL_WITH, 0), else_=1), *_MOST_FREQUENT_FIRST))

    def combien(self) -> int:
        """Count what is to deal with."""
        return self._connection.execute(select(func.count()).where(_TO_DEAL_WITH)).scalar_one()

    def trouver(self, numero: int) -> IncomprisRecord | None:
        found = self._read(_ENTRIES.where(Incompris.id == numero))
        return found[0] if found else None

    def regler(self, numero: int, etat: EtatIncompris, note: str | None, jour: date) -> bool:
        """Settle an entry; False when there is none, or when it already stands so. Without a note, an earlier one stays."""
        changes: dict[str, Any] = {"etat": etat, "regle_jour": jour}
        different = Incompris.etat != etat
        if note is not None:
            changes["note"] = note
            different = or_(different, Incompris.note.is_distinct_from(note))
        statement = update(Incompris).where(Incompris.id == numero, different).values(changes)
        return self._connection.execute(statement).rowcount > 0

    def _read(self, statement: Select[Any]) -> list[IncomprisRecord]:
        return [_record(row) for row in self._connection.execute(statement)]


def _record(row: Row[Any]) -> IncomprisRecord:
    return IncomprisRecord(
        **{
            **row._asdict(),
            "question": row.question or None,
            "suggestions": tuple(row.suggestions),
        }
    )


@cache
def _noting(dialect: str) -> Insert:
    construct = postgresql.insert if dialect == "postgresql" else sqlite.insert
    statement = construct(Incompris)
    seen = statement.excluded
    came_back = and_(Incompris.etat == EtatIncompris.TRAITE, Incompris.regle_jour < seen.dernier_jour)
    later = seen.dernier_jour > Incompris.dernier_jour
    return statement.on_conflict_do_update(
        index_elements=("genre", "question", "cle"),
        set_={
            "compte": Incompris.compte + 1,
            "dernier_jour": case((later, seen.dernier_jour), else_=Incompris.dernier_jour),
            "suggestions": seen.suggestions,
            "etat": case((came_back, seen.etat), else_=Incompris.etat),
            "regle_jour": case((came_back, None), else_=Incompris.regle_jour),
        },
    )
