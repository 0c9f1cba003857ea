"""What the repositories of the contracts of the register take and return: frozen, and free of SQLAlchemy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any


class EtatDepot(StrEnum):
    """Where a file that somebody sent stands; the last two are final."""

    A_CONFIRMER = "a_confirmer"
    A_IMPORTER = "a_importer"
    EN_COURS = "en_cours"
    IMPORTE = "importe"
    ABANDONNE = "abandonne"


class Genre(StrEnum):
    """What a column holds, and so how it sorts and what it is filtered by."""

    TEXTE = "texte"
    NOMBRE = "nombre"
    DATE = "date"
    OUI_NON = "oui_non"
    CHOIX = "choix"


def relire(champ: str, ecrit: str | None) -> Any:
    """The value that the log of changes holds as text.

    >>> relire("recurrent", "True"), relire("referent_id", "12"), relire("direction", "Sports"), relire("recurrent", None)
    (True, 12, 'Sports', None)
    """
    match champ, ecrit:
        case _, None:
            return None
        case "recurrent", _:
            return ecrit == "True"
        case "referent_id", _:
            return int(ecrit)
        case (("fin_dite" | "attribution_dite" | "fin" | "attribution_prevue"), _):
            return date.fromisoformat(ecrit)
        case _:
            return ecrit


@dataclass(frozen=True, slots=True)
class NouveauMarche:
    """What a file, or somebody, tells of a contract; the names are those of the table.

    `lus` is what files said last of what people decide, by field: (value as text, day of that telling).
    `fin` and `attribution_prevue` are reckoned by the caller, from what is told here and what people said of the contract;
    `a_revoir`: its reminders must be looked at again.
    """

    acheteur_id: str
    numero: str
    acheteur: str = ""
    acheteur_nom: str | None = None
    concession: bool = False
    objet: str | None = None
    cle_objet: str = ""
    cpv: str | None = None
    nature: str | None = None
    nature_deduite: bool = False
    procedure: str | None = None
    accord_cadre: bool | None = None
    montant_ht: Decimal | None = None
    duree_mois: int | None = None
    notifie_le: date | None = None
    publie_le: date | None = None
    titulaires: tuple[Mapping[str, Any], ...] = ()
    modifications: tuple[Mapping[str, Any], ...] = ()
    lot: str | None = None
    groupe: str = ""
    version: str = ""
    decp: Mapping[str, Any] = field(default_factory=dict)
    empreinte: str = ""
    recurrent: bool | None = None
    direction: str | None = None
    referent_id: int | None = None
    fin_dite: date | None = None
    attribution_dite: date | None = None
    lus: Mapping[str, Any] | None = None
    fin: date | None = None
    attribution_prevue: date | None = None
    a_revoir: bool = False


@dataclass(frozen=True, slots=True)
class ConnuRecord:
    """What an import must know of a contract already in the register before it writes it again."""

    id: int
    version: str
    empreinte: str
    recurrent: bool | None
    direction: str | None
    referent_id: int | None
    fin_dite: date | None
    attribution_dite: date | None
    lus: Mapping[str, Any] | None
    fin: date | None
    attribution_prevue: date | None
    retire: str | None = None


@dataclass(frozen=True, slots=True)
class Filtre:
    """Which contracts to list: each field narrows, None does not. `texte` is searched in objects and numbers, folded."""

    acheteur: str | None = None
    direction: str | None = None
    sans_direction: bool = False
    referents: tuple[int, ...] | None = None
    sans_referent: bool = False
    recurrent: bool | None = None
    a_trier: bool = False
    de: date | None = None  # of the planned award
    a: date | None = None
    sans_date: bool = False
    texte: str | None = None


@dataclass(frozen=True, slots=True)
class ReferentRecord:
    """Somebody who answers for contracts; without an account, nobody knows yet where to write to them."""

    id: int
    nom: str
    direction: str | None
    plateforme: str | None
    personne: str | None


@dataclass(frozen=True, slots=True)
class MarcheRecord:
    """A contract of the register, and who answers for it."""

    id: int
    acheteur_id: str
    numero: str
    acheteur: str
    acheteur_nom: str | None
    concession: bool
    objet: str | None
    cpv: str | None
    nature: str | None
    nature_deduite: bool
    procedure: str | None
    accord_cadre: bool | None
    montant_ht: Decimal | None
    duree_mois: int | None
    notifie_le: date | None
    publie_le: date | None
    titulaires: tuple[Mapping[str, Any], ...]
    modifications: tuple[Mapping[str, Any], ...]
    lot: str | None
    groupe: str
    version: str
    decp: Mapping[str, Any]
    recurrent: bool | None
    recurrence_proposee: bool | None
    recurrence_motif: Mapping[str, Any] | None
    direction: str | None
    referent_id: int | None
    referent: str | None
    fin_dite: date | None
    attribution_dite: date | None
    fin: date | None
    attribution_prevue: date | None
    a_revoir: bool
    cree_le: datetime
    modifie_le: datetime
    retire: str | None = None  # why it is withdrawn


@dataclass(frozen=True, slots=True)
class NomsRecord:
    """What a contract is called by, and the consultation of which it is a lot."""

    id: int
    numero: str
    objet: str | None
    titulaires: tuple[Mapping[str, Any], ...]
    direction: str | None
    referent: str | None
    groupe: str


@dataclass(frozen=True, slots=True)
class DepotRecord:
    """A file that somebody sent in the conversation; the bytes are gone once it is imported or given up.

    `essais` counts the times it was taken to be imported, before this one.
    """

    id: int
    conversation_id: int
    plateforme: str
    personne: str
    nom: str
    contenu: bytes | None
    correspondance: Mapping[str, Any] | None
    etat: EtatDepot
    import_id: int | None
    essais: int


@dataclass(frozen=True, slots=True)
class LigneImportRecord:
    """Something to say of one record of an imported file; `cause` names the sentence."""

    ligne: int
    marche: str
    gravite: str
    cause: str
    champ: str
    lu: str
    retenu: str | None


@dataclass(frozen=True, slots=True)
class ImportRecord:
    id: int
    nom: str
    par: str
    cree_le: datetime
    fini_le: datetime | None
    bilan: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ColonnePropreRecord:
    """A column that the team added; `choix` are what it may hold, where it is a choice."""

    id: int
    nom: str
    cle: str
    genre: Genre
    choix: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoteRecord:
    id: int
    marche_id: int
    texte: str
    par: str
    le: datetime


@dataclass(frozen=True, slots=True)
class PieceRecord:
    """A file beside a contract, without its bytes."""

    id: int
    marche_id: int
    nom: str
    octets: int
    par: str
    le: datetime


@dataclass(frozen=True, slots=True)
class VueRecord:
    """A way to look at the table, and whose it is."""

    id: int
    nom: str
    plateforme: str
    personne: str
    partagee: bool
    adresse: str
