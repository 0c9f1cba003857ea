"""What the repositories of the kernel take and return: frozen, and free of SQLAlchemy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

# Telegram's limit.
CHOICE_BYTES_MAX = 64


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
class Entry:
    """A line of the transcript; `choix` is the value that the person pressed, or the choices that were offered."""

    rang: int
    de: Literal["personne", "assistant"]
    texte: str
    choix: str | tuple[Choice, ...] | None
    multiple: bool
    document: Document | None
    le: datetime
