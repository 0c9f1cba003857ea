"""What the repositories of messages to send take and return: frozen, and free of SQLAlchemy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from storage.conversation.records import Choice, Document


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
class EnvoiPerduRecord:
    """A message given up by the outbox: to whom, what, and why."""

    id: int
    plateforme: str
    personne: str
    texte: str
    cree_le: datetime
    tentatives: int
    erreur: str | None


class EtatEnvoi(StrEnum):
    """Where a message of the outbox stands; the last two are final."""

    A_ENVOYER = "a_envoyer"
    EN_COURS = "en_cours"
    ENVOYE = "envoye"
    ABANDONNE = "abandonne"
