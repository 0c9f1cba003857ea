"""What the repositories of the milestones of recurring contracts and their reminders take and return: frozen, and free of SQLAlchemy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from storage.registre.records import MarcheRecord


class EtatRappel(StrEnum):
    """Where a reminder stands: to say, said, answered, or said no more because something later says more."""

    A_DIRE = "a_dire"
    DIT = "dit"
    REPONDU = "repondu"
    PERIME = "perime"


class ReponseRappel(StrEnum):
    """What somebody answered to a reminder."""

    OCCUPE = "occupe"
    REPORTE = "reporte"
    TRANSFERE = "transfere"
    SANS_OBJET = "sans_objet"
    DIAGNOSTIC = "diagnostic"


@dataclass(frozen=True, slots=True)
class EcheanceRecord:
    """A contract as its reminders see it."""

    id: int
    acheteur: str
    attribution_prevue: date | None
    referent_id: int | None
    recurrent: bool | None


@dataclass(frozen=True, slots=True)
class NouveauRappel:
    """A reminder to arm; the first five name it."""

    marche_id: int
    jalon: str
    base: date
    avance: str
    destinataire: str
    du_le: date
    campagne_id: int | None = None


@dataclass(frozen=True, slots=True)
class RappelRecord:
    """A reminder with the contract it is of."""

    id: int
    marche: MarcheRecord
    jalon: str
    base: date
    avance: str
    destinataire: str
    du_le: date
    etat: EtatRappel
    enveloppe: str | None
    dit_le: datetime | None
    relance_le: date | None
    reponse: ReponseRappel | None
    motif: str | None
    repondu_le: datetime | None
    repondu_par: str | None
    campagne_id: int | None


@dataclass(frozen=True, slots=True)
class CampagneRecord:
    id: int
    jalon: str
    jusqu_au: date
    par: str
    envoyee_le: datetime | None


@dataclass(frozen=True, slots=True)
class PreferenceRecord:
    """How somebody wants to be reminded; `groupes`: one message for all that falls due. Hours are minutes from midnight."""

    groupes: bool = True
    de_minutes: int | None = None
    a_minutes: int | None = None
    silence_jusqu_au: date | None = None


@dataclass(frozen=True, slots=True)
class PenseBeteRecord:
    """What somebody asked to be reminded of on a day; whether it was called off, and when it was said."""

    id: int
    plateforme: str
    personne: str
    jour: date
    texte: str
    sujet: str | None
    annule_le: datetime | None
    dit_le: datetime | None
