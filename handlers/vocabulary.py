"""The words every platform and every handler share: what comes in, what goes out, and what a turn knows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from knowledge.lecture.lecture import Lecteur
from knowledge.pack import Pack
from knowledge.recherche import Chercheur
from storage.records import Choice, DecisionRecord, Document, NouveauDiagnostic


@dataclass(frozen=True, slots=True)
class Address:
    """Where a conversation takes place: one person, in one channel of one platform."""

    plateforme: str
    canal: str
    personne: str


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message as the engine sees it; `choice` is the value of a pressed button, `message_id` the platform's own."""

    address: Address
    message_id: str
    text: str
    choice: str | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """A message to say: a template and its values. `multiple`: several choices may be ticked at once."""

    template: str
    contexte: Mapping[str, Any] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    multiple: bool = False
    document: Document | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """A reply once rendered: small Markdown, ready for any adapter to translate."""

    texte: str
    choices: tuple[Choice, ...] = ()
    multiple: bool = False
    document: Document | None = None


class Journal(Protocol):
    """The log of recommendations, within the turn's transaction."""

    def inscrire(self, diagnostic: NouveauDiagnostic, now: datetime) -> int:
        """Log a diagnosis and return its number."""

    def decider(self, diagnostic: int, action: int, etape: str, motif: str | None, par: str, now: datetime) -> bool:
        """Log what became of an action; False when it already stood so (the same click twice)."""

    def decisions(self, diagnostic: int) -> Mapping[int, DecisionRecord]:
        """The last decision of each action of that diagnosis."""


@dataclass(frozen=True, slots=True)
class Turn:
    """All that a handler needs to answer one message; `phrase`, `motif` and `montants` word values."""

    incoming: Incoming
    etat: Mapping[str, Any]
    now: datetime
    aujourdhui: date
    pack: Pack
    lecteur: Lecteur
    chercheur: Callable[[], Chercheur]
    journal: Journal
    phrase: Callable[..., str]
    motif: Callable[..., str]
    montants: Callable[..., list[str]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a handler decided: the conversation's new state, and what to say."""

    etat: Mapping[str, Any]
    replies: Sequence[Reply]


__all__ = [
    "Address",
    "Choice",
    "DecisionRecord",
    "Document",
    "Incoming",
    "Journal",
    "Message",
    "NouveauDiagnostic",
    "Outcome",
    "Reply",
    "Turn",
]
