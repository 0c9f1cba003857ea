"""What the repository of the texts takes and returns: frozen, and free of SQLAlchemy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class EtatTexte(StrEnum):
    """What became of a text: taken as it is, refused, or written in the consultation."""

    GARDE = "garde"
    REFUSE = "refuse"
    INSCRIT = "inscrit"


class EtatAvis(StrEnum):
    """Where an opinion stands: awaited, given, or no more asked for."""

    ATTENDU = "attendu"
    RENDU = "rendu"
    ANNULE = "annule"


@dataclass(frozen=True, slots=True)
class ReglageRecord:
    """How far the texts of a purchase go, and what was set."""

    niveau: str
    valeurs: dict[str, Any]


@dataclass(frozen=True, slots=True)
class TexteRecord:
    """What became of a text, with the words as they were."""

    modele: str
    action: int
    etat: EtatTexte
    texte: str
    motif: str | None
    par: str
    le: datetime


@dataclass(frozen=True, slots=True)
class AvisRecord:
    """An opinion that was asked for."""

    id: int
    achat_id: int
    action: int
    service: str
    message: str
    etat: EtatAvis
    conversation_id: int
    plateforme: str
    demande_par: str
    demande_le: datetime
    reponse: str | None
    repondu_par: str | None
    repondu_le: datetime | None
