"""What the repositories take and return: frozen, and free of SQLAlchemy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Literal

# Telegram's limit.
CHOICE_BYTES_MAX = 64
# Of the codes that give a role. Neither vowels, which would make words, nor what is read one for the other (0 O, 1 I L, 5 S).
CODE_LETTERS = "BCDFGHJKMNPQRTVWXZ2346789"
CODE_LENGTH = 8
# What the team writes of an entry of the queue, and the largest number that a database takes for one.
NOTE_MAX = 300
NUMERO_MAX = 2**31 - 1


class GenreIncompris(StrEnum):
    """How a text failed: as a search, as a refused answer to one, as a first description, as an answer to a question."""

    RECHERCHE = "recherche"
    RECHERCHE_REFUSEE = "recherche_refusee"
    DESCRIPTION = "description"
    REPONSE = "reponse"


class EtatIncompris(StrEnum):
    """What the team did of it; the last two are settled."""

    A_TRAITER = "a_traiter"
    TRAITE = "traite"
    SANS_OBJET = "sans_objet"


class Role(StrEnum):
    """What a person is, and so what they may open."""

    ACHETEUR = "acheteur"
    EXPERT = "expert"
    EQUIPE = "equipe"
    ENTREPRISE = "entreprise"


@dataclass(frozen=True, slots=True)
class Choice:
    """A button of a message, or a numbered line; its value fits the narrowest platform, or ValueError is raised."""

    label: str
    value: str

    def __post_init__(self) -> None:
        if len(self.value.encode()) > CHOICE_BYTES_MAX:
            raise ValueError(f"the value of a choice is over {CHOICE_BYTES_MAX} bytes: {self.value}")


@dataclass(frozen=True, slots=True)
class Document:
    """A file that goes with a message, made when it is fetched: `genre` says which, `cle` of what."""

    genre: str
    cle: str
    nom: str


@dataclass(frozen=True, slots=True)
class ConversationRecord:
    """Where a conversation stands; `rang` is the rank of its last message, received or sent.

    `organisation` vouches for the person; `prive`: nobody else reads it; `coordonnees`: what the platform needs to write.
    """

    id: int
    etat: dict[str, Any]
    rang: int
    organisation: str
    prive: bool
    coordonnees: dict[str, Any]


@dataclass(frozen=True, slots=True)
class OutboxRecord:
    """A message to send now, to whom, and with what their platform needs; `tentatives` counts this one."""

    id: int
    conversation_id: int
    plateforme: str
    canal: str
    personne: str
    cle: str
    rang: int
    texte: str
    choix: tuple[Choice, ...]
    multiple: bool
    document: Document | None
    tentatives: int
    coordonnees: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the transcript; `choix` is the value that the person pressed, or the choices that were offered."""

    rang: int
    de: Literal["personne", "assistant"]
    texte: str
    choix: str | tuple[Choice, ...] | None
    multiple: bool
    document: Document | None
    le: datetime


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
    recommandations: tuple[RecommandationRecord, ...]
    obligations: tuple[ObligationRecord, ...]


@dataclass(frozen=True, slots=True)
class NouvelIncompris:
    """A text that was not understood, already without personal data; texts with the same `cle` are the same text.

    `question` is the fact that was asked; `suggestions` the numbers of the fiches that were shown.
    """

    genre: GenreIncompris
    texte: str
    cle: str
    question: str | None = None
    suggestions: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class IncomprisRecord:
    """An entry of the queue; nothing in it says who wrote, where, or at what time."""

    id: int
    genre: GenreIncompris
    question: str | None
    texte: str
    suggestions: tuple[int, ...]
    compte: int
    premier_jour: date
    dernier_jour: date
    etat: EtatIncompris
    note: str | None
    regle_jour: date | None


@dataclass(frozen=True, slots=True)
class RoleRecord:
    """A role of a person, when and by whom it was given."""

    plateforme: str
    personne: str
    role: Role
    donne_le: datetime
    donne_par: str


@dataclass(frozen=True, slots=True)
class CompteRecord:
    """An account of a platform."""

    plateforme: str
    personne: str


@dataclass(frozen=True, slots=True)
class LiaisonRecord:
    """A code that would join this account to that one, if both sides want it."""

    id: int
    compte: CompteRecord


@dataclass(frozen=True, slots=True)
class AilleursRecord:
    """A conversation that the same person has under another of their accounts."""

    id: int
    plateforme: str
    etat: dict[str, Any]


@dataclass(frozen=True, slots=True)
class EssaiRecord:
    """What a typed code did: the role given now, or that this very code gave before (`deja`), or why none.

    `restants` is how many wrong codes are still looked at within the hour; 0 when no more are. `liaison`: the code is
    one that joins accounts; nothing was joined yet.
    """

    role: Role | None
    deja: bool
    restants: int
    liaison: LiaisonRecord | None = None
