"""The columns of a table that a record holds, named once: in the record."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.orm import InstrumentedAttribute

from storage.base import Base


def columns(
    table: type[Base], record: type[Any], **others: ColumnElement[Any]
) -> tuple[InstrumentedAttribute[Any] | ColumnElement[Any], ...]:
    """What to select of a table so that `record(*row)` is the record of a row; `others` are the fields that are no column of it.

    Raises AttributeError for a field that is neither.
    """
    return tuple(others[field.name] if field.name in others else getattr(table, field.name) for field in fields(record))
