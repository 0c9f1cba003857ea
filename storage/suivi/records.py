"""What the repositories of what became of a purchase take and return: frozen, and free of SQLAlchemy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import IntFlag, StrEnum
from typing import Any

# Of a purchase whose author did not say for which buyer of the plan it is: it counts with all of them, and for none.
ACHETEUR_NON_DIT = "?"


class EtatQuestion(StrEnum):
    """Where a question about a purchase stands; the last two are final."""

    A_POSER = "a_poser"
    POSEE = "posee"
    REPONDUE = "repondue"
    SANS_OBJET = "sans_objet"


class Pas(IntFlag):
    """The steps that an action of a purchase has reached, and what somebody told of it.

    The last two are no steps: without them, that an action is not in the file, or is not done, is nobody's word.
    """

    PROPOSEE = 1
    RETENUE = 2
    CIBLEE = 4
    INSCRITE = 8
    REALISEE = 16
    ECARTEE = 32
    DOSSIER_DIT = 64  # what the file of the consultation holds was told
    EXECUTION_DITE = 128  # how far it was carried out was told


@dataclass(frozen=True, slots=True)
class EtapeRecord:
    """One step of one action: of which day, said when, by whom, from which source; `lots`: of these alone, of the whole when empty."""

    action: int
    etape: str
    motif: str | None
    jour: date
    le: datetime
    par: str
    source: str
    lots: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class LotAchete:
    """A lot of a purchase: what became of it (`issue`), who holds it, and the contract of the register that it became."""

    numero: int
    intitule: str
    montant_ht: Decimal | None = None
    issue: str | None = None  # "attribue", "infructueux", "sans_suite"; None when nobody said
    titulaire: str | None = None
    marche_id: int | None = None

    def en_json(self) -> dict[str, Any]:
        """A JSON-ready picture, without what nobody said."""
        dits = {nom: getattr(self, nom) for nom in ("numero", "intitule", "issue", "titulaire", "marche_id")}
        dits["montant_ht"] = None if self.montant_ht is None else str(self.montant_ht)
        return {nom: dit for nom, dit in dits.items() if dit is not None}

    @classmethod
    def de_json(cls, dits: Mapping[str, Any]) -> LotAchete:
        """What `en_json` wrote."""
        montant = dits.get("montant_ht")
        return cls(**{**dits, "montant_ht": None if montant is None else Decimal(montant)})


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
    consultation: str | None = None  # the same for the contracts of one consultation that are its lots
    lots: tuple[LotAchete, ...] = ()


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
