"""The insert that lets a unique constraint say no without a fault, on both databases."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningInsert

from storage.base import Numbered

Model = type[Numbered]


def insert_unless_present(
    connection: Connection,
    model: Model,
    unique: tuple[str, ...],
    values: Mapping[str, Any],
) -> int | None:
    """Return the new row's id, or None if a row with the same `unique` columns stands. Other conflicts stay errors."""
    statement = _statement(connection.dialect.name, model, unique)
    return connection.execute(statement, values).scalar_one_or_none()


@cache
def _statement(dialect: str, model: Model, unique: tuple[str, ...]) -> ReturningInsert[int]:
    construct = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return construct(model).on_conflict_do_nothing(index_elements=unique).returning(model.id)
