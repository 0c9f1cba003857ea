"""What the repositories of the ligne directe of firms take and return: frozen, and free of SQLAlchemy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from storage.comptes.records import CompteRecord


class EtatDemande(StrEnum):
    """Where a firm's request to a person stands; the last two are final."""

    A_PRENDRE = "a_prendre"
    PRISE = "prise"
    REPONDUE = "repondue"
    CLOSE = "close"
    ANNULEE = "annulee"


# Its firm waits for an answer.
DEMANDES_EN_ATTENTE = (EtatDemande.A_PRENDRE, EtatDemande.PRISE)


# Its firm has no second one.
DEMANDES_OUVERTES = (*DEMANDES_EN_ATTENTE, EtatDemande.REPONDUE)


# The guards of firms that must be answered before all others (knowledge/ligne_directe/gardes.py).
GARDES_URGENTES = ("danger", "detresse")


class Sens(StrEnum):
    """Who said a line of a request: the firm, the person who answers it, or nobody (what became of it)."""

    ENTREPRISE = "entreprise"
    AGENT = "agent"
    SUIVI = "suivi"


class StatutEntreprise(StrEnum):
    """What a firm may be, that opens a reserved contract to it."""

    ESAT = "esat"
    EA = "ea"
    SIAE = "siae"
    ESS = "ess"


@dataclass(frozen=True, slots=True)
class NouvelleDemande:
    """A firm's request for a person: why (`garde`, or None when it was asked for), about what, and by when it is promised.

    `rang` is that of the last message before it: the transcript goes with it from there.
    """

    conversation_id: int
    compte: CompteRecord
    garde: str | None
    sujet: str | None
    question: str
    faits: Mapping[str, Any]
    promis_le: datetime
    relance_le: datetime


@dataclass(frozen=True, slots=True)
class DemandeRecord:
    """`promis_le` is what was promised first, `prochain_le` what was since that day passed."""

    id: int
    conversation_id: int
    compte: CompteRecord
    garde: str | None
    sujet: str | None
    question: str
    faits: Mapping[str, Any]
    etat: EtatDemande
    responsable: CompteRecord | None
    telephone: str | None
    silence: bool
    relances: int
    relance_le: datetime | None
    promis_le: datetime
    prochain_le: datetime | None
    cree_le: datetime
    prise_le: datetime | None
    repondue_le: datetime | None
    close_le: datetime | None

    @property
    def ouverte(self) -> bool:
        return self.etat in DEMANDES_OUVERTES

    @property
    def urgente(self) -> bool:
        return self.garde in GARDES_URGENTES

    @property
    def attendue_le(self) -> datetime:
        """By when the firm was last told that it is answered."""
        return self.prochain_le or self.promis_le

    @property
    def en_retard_depuis(self) -> datetime | None:
        """The moment by which somebody should have answered, while nobody has."""
        return self.promis_le if self.etat in DEMANDES_EN_ATTENTE else None


@dataclass(frozen=True, slots=True)
class LigneDeDemande:
    """One line of a request: who said it, what it is (`genre`), its words, and when the other side was given it."""

    id: int
    demande_id: int
    sens: Sens
    genre: str
    texte: str
    par: CompteRecord
    le: datetime
    transmise_le: datetime | None


@dataclass(frozen=True, slots=True)
class EntreePromueRecord:
    """An answer of the team that became one of the ligne directe's."""

    id: int
    demande_id: int
    titre: str
    question: str
    reponse: str
    par: str
    cree_le: datetime
    retiree_le: datetime | None


@dataclass(frozen=True, slots=True)
class EntrepriseRecord:
    """What a firm told of itself and let us keep; `annuaire_le` is when it let buyers find it, None when it did not."""

    id: int
    compte: CompteRecord
    siret: str | None
    nom: str | None
    metier: str | None
    effectif: int | None
    statuts: tuple[StatutEntreprise, ...] | None
    contact: str | None
    consenti_le: datetime
    annuaire_le: datetime | None
    modifie_le: datetime
