"""What the repositories of the figures of the plan and its dashboards take and return: frozen, and free of SQLAlchemy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class SaisieRecord:
    """A figure that somebody entered; `acheteur` is "" for all of them together."""

    indicateur: str
    annee: int
    acheteur: str
    valeur: Decimal | None
    numerateur: Decimal | None
    denominateur: Decimal | None
    texte: str | None
    dans_les_delais: bool | None
    le: datetime
    par: str


@dataclass(frozen=True, slots=True)
class DemandeDeSaisieRecord:
    """A figure asked of a pilot."""

    id: int
    indicateur: str
    annee: int
    service: str
    fois: int
    demandee_le: datetime | None
    promise_le: date | None


@dataclass(frozen=True, slots=True)
class ClicheRecord:
    annee: int
    acheteur: str
    le: datetime
    par: str
    pack_version: str
    contenu: Mapping[str, Any]
