"""What the repositories of the programme of sessions for firms take and return: frozen, and free of SQLAlchemy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from storage.comptes.records import CompteRecord


class EtatAccompagnement(StrEnum):
    """Where a session for firms stands; the last two are final."""

    PROGRAMME = "programme"
    REALISE = "realise"
    ANNULE = "annule"


@dataclass(frozen=True, slots=True)
class AccompagnementRecord:
    """A session or a training for firms; `heure` is "14:00", or "09:00-12:30". `inscrits`: how many said that they come."""

    id: int
    titre: str
    jour: date
    heure: str | None
    lieu: str | None
    etat: EtatAccompagnement
    participants: int | None
    inscrits: int


@dataclass(frozen=True, slots=True)
class InscriptionRecord:
    """A place in a session, when it was taken, and the day of the session that was last told to whoever took it."""

    compte: CompteRecord
    le: datetime
    jour_connu: date | None = None
