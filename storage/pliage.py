"""Texts compared without their case or accents inside a query, alike on both databases."""

from __future__ import annotations

import sqlite3
from typing import Any

from sqlalchemy import ColumnElement, Text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

_ACCENTUEES = "àâäáãåçéèêëîïíìôöóòõùûüúÿñ’"
_NUES = "aaaaaaceeeeiiiiooooouuuuyn'"
_TABLE = str.maketrans(_ACCENTUEES, _NUES)


class Plie(FunctionElement[str]):
    """A text, folded."""

    type = Text()
    inherit_cache = True


@compiles(Plie)
def _called(element: Plie, compiler: Any, **options: Any) -> str:
    return f"plier({compiler.process(element.clauses, **options)})"


@compiles(Plie, "postgresql")
def _translated(element: Plie, compiler: Any, **options: Any) -> str:
    said = compiler.process(element.clauses, **options)
    quoted = _NUES.replace("'", "''")
    return f"translate(replace(lower({said}), 'œ', 'oe'), '{_ACCENTUEES}', '{quoted}')"


def plie(texte: Any) -> ColumnElement[str]:
    return Plie(texte)


def plier(texte: str | None) -> str | None:
    """What `plie` gives, outside of a query.

    >>> plier("Éducation, Œuvres"), plier(None)
    ('education, oeuvres', None)
    """
    return None if texte is None else texte.lower().replace("œ", "oe").translate(_TABLE)


def teach(connection: sqlite3.Connection) -> None:
    """Have SQLite know how."""
    connection.create_function("plier", 1, plier, deterministic=True)


__all__ = ["plie", "plier", "teach"]
