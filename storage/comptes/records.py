"""What the repositories of roles, codes and joined accounts take and return: frozen, and free of SQLAlchemy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

# Of the codes that give a role. Neither vowels, which would make words, nor what is read one for the other (0 O, 1 I L, 5 S).
CODE_LETTERS = "BCDFGHJKMNPQRTVWXZ2346789"


CODE_LENGTH = 8


class Role(StrEnum):
    """What a person is, and so what they may open."""

    ACHETEUR = "acheteur"
    EXPERT = "expert"
    EQUIPE = "equipe"
    ENTREPRISE = "entreprise"


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


@dataclass(frozen=True, slots=True)
class LienRecord:
    """Whom an address of the page was given to, and what it opens."""

    genre: str
    plateforme: str
    personne: str
    expire_le: datetime


@dataclass(frozen=True, slots=True)
class CleRecord:
    """A key that somebody has, told by its number: since when, and until when."""

    id: int
    cree_le: datetime
    expire_le: datetime
