"""What the repository of the committee takes and returns: frozen, and free of SQLAlchemy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

# Who rates a contract beside services of experts.
ACHETEUR = "acheteur"
# What a place, a pin or a decision may be; None takes back.
AJOUTE, RETIRE, PRESENTE = "ajoute", "retire", "presente"
RETENU, ECARTE, REPORTE = "retenu", "ecarte", "reporte"


class Genre(StrEnum):
    """What is said of a contract for a session."""

    PLACE = "place"
    EPINGLE = "epingle"
    DECISION = "decision"


@dataclass(frozen=True, slots=True)
class SeanceRecord:
    """A session; `tenue` is what its minutes say, None without minutes; `presents`: who sat, as it was told."""

    id: int
    acheteur: str
    jour: date
    tenue: bool | None
    notes: str | None
    dressee_le: datetime | None
    presents: str | None = None


@dataclass(frozen=True, slots=True)
class DitRecord:
    """Something said of a contract for a session: of the whole where `sujet` is None, of an action ("8"), of a point of the plan; `valeur` is None where it takes back."""

    id: int
    seance_id: int
    marche_id: int
    sujet: str | None
    genre: Genre
    valeur: str | None
    motif: str | None
    le: datetime
    par: str


@dataclass(frozen=True, slots=True)
class NouveauDit:
    marche_id: int
    sujet: str | None
    genre: Genre
    valeur: str | None
    motif: str | None = None


@dataclass(frozen=True, slots=True)
class CotationRecord:
    """What one side answered of a contract: `qui` is ACHETEUR or a service."""

    seance_id: int | None
    marche_id: int
    qui: str
    reponses: Mapping[str, Any]
    finie: bool
    le: datetime
    par: str
