"""What the repositories of what became of a purchase take and return: frozen, and free of SQLAlchemy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import IntFlag, StrEnum

# Of a purchase whose author did not say for which buyer of the plan it is: it counts with all of them, and for none.
ACHETEUR_NON_DIT = "?"


class EtatQuestion(StrEnum):
    """Where a question about a purchase stands; the last two are final."""

    A_POSER = "a_poser"
    POSEE = "posee"
    REPONDUE = "repondue"
    SANS_OBJET = "sans_objet"


class Pas(IntFlag):
    """The steps that an action of a purchase has reached; VISEE is kept by the buyer or targeted by the committee."""

    PROPOSEE = 1
    RETENUE = 2
    CIBLEE = 4
    INSCRITE = 8
    REALISEE = 16
    ECARTEE = 32


@dataclass(frozen=True, slots=True)
class EtapeRecord:
    """One step of one action: of which day, said when, by whom, from which source."""

    action: int
    etape: str
    motif: str | None
    jour: date
    le: datetime
    par: str
    source: str


@dataclass(frozen=True, slots=True)
class AchatRecord:
    """A purchase as it is followed; the names are those of the table."""

    id: int
    acheteur: str
    direction: str | None
    annee: int | None
    objet: str | None
    nature: str | None
    marche_id: int | None
    remplace_id: int | None
    conversation_id: int | None
    consultation_le: date | None
    attribution_le: date | None
    fin: date | None
    montant_ht: Decimal | None
    offres: int | None
    attribue: bool
    conclu: bool
    traits: Mapping[str, bool | None]
    cree_le: datetime


@dataclass(frozen=True, slots=True)
class SuiviRecord:
    """Where an action of a purchase stands."""

    achat_id: int
    action: int
    passage: Pas


@dataclass(frozen=True, slots=True)
class QuestionRecord:
    id: int
    achat_id: int
    genre: str
    du_le: date
    etat: EtatQuestion
    posee_le: datetime | None
    fois: int
    repondue_le: datetime | None = None
