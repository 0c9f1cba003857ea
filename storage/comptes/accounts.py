"""The accounts of a person in a query: they may have several, joined, and what is kept under one is theirs under all."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, bindparam, tuple_

from storage.comptes.records import CompteRecord


def among(
    plateforme: SQLColumnExpression[Any], personne: SQLColumnExpression[Any], comptes: Collection[CompteRecord]
) -> ColumnElement[bool]:
    """Whether the account in these two columns is one of these."""
    return tuple_(plateforme, personne).in_([(compte.plateforme, compte.personne) for compte in comptes])


def among_those(plateforme: SQLColumnExpression[Any], personne: SQLColumnExpression[Any]) -> ColumnElement[bool]:
    """The same in a statement that is built once: the accounts come with it, as `those(…)`."""
    return tuple_(plateforme, personne).in_(bindparam("comptes", expanding=True))


def those(comptes: Collection[CompteRecord]) -> dict[str, list[tuple[str, str]]]:
    """The accounts, for a statement that asks whether one is among them."""
    return {"comptes": [(compte.plateforme, compte.personne) for compte in comptes]}


__all__ = ["among", "among_those", "those"]
