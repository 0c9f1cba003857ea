"""What the repositories of a purchase that is described, its diagnosis and what is decided of it take and return: frozen, and free of SQLAlchemy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class NouveauDiagnostic:
    """A concluded diagnosis to log; what its mappings hold must be JSON."""

    jour: date
    pack: str
    pack_version: str
    pack_empreinte: str
    faits: Mapping[str, Any]
    sans_reponse: tuple[str, ...]
    objet: str | None
    acheteur: str | None
    recommandations: tuple[Mapping[str, Any], ...]  # action, regle, portee, verdict, motif
    obligations: tuple[Mapping[str, Any], ...]  # id, a_confirmer
    marche_id: int | None = None  # the contract of the register that this purchase replaces
    corrige: int | None = None  # the diagnosis that this one takes the place of: the same purchase
    achat: Mapping[str, Any] = field(default_factory=dict)  # what it tells of the purchase, by column
    lots: tuple[Mapping[str, Any], ...] = ()  # numero, intitule, faits; `faits` above is what was said of the whole
    origines: Mapping[str, Any] = field(default_factory=dict)  # `faits` told or guessed, `presumes` with their reasons


@dataclass(frozen=True, slots=True)
class RecommandationRecord:
    action: int
    regle: str
    portee: str
    verdict: str
    motif: str


@dataclass(frozen=True, slots=True)
class ObligationRecord:
    obligation: str
    a_confirmer: str | None


@dataclass(frozen=True, slots=True)
class DecisionRecord:
    """What became of an action, when and by whom."""

    action: int
    etape: str
    motif: str | None
    le: datetime
    par: str


@dataclass(frozen=True, slots=True)
class DiagnosticRecord:
    """A diagnosis as it was given that day."""

    id: int
    conversation_id: int
    cree_le: datetime
    jour: date
    pack: str
    pack_version: str
    pack_empreinte: str
    faits: dict[str, Any]
    sans_reponse: tuple[str, ...]
    objet: str | None
    acheteur: str | None
    marche_id: int | None
    achat_id: int
    recommandations: tuple[RecommandationRecord, ...]
    obligations: tuple[ObligationRecord, ...]
    lots: tuple[Mapping[str, Any], ...] = ()
    origines: Mapping[str, Any] | None = None  # None: from before anything was presumed
