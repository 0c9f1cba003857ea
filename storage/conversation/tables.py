"""The tables of the kernel; what must not happen twice is a named unique constraint."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Numbered


class Conversation(Numbered):
    __tablename__ = "conversations"
    __table_args__ = (UniqueConstraint("plateforme", "canal", "personne", name="uq_conversations_adresse"),)

    plateforme: Mapped[str]
    canal: Mapped[str]
    personne: Mapped[str]
    etat: Mapped[dict[str, Any]]
    rang: Mapped[int] = mapped_column(default=0)
    cree_le: Mapped[datetime]
    modifiee_le: Mapped[datetime]
    organisation: Mapped[str] = mapped_column(default="")
    prive: Mapped[bool] = mapped_column(default=True)
    coordonnees: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Inbox(Numbered):
    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("conversation_id", "message_id", name="uq_inbox_message"),
        UniqueConstraint("conversation_id", "rang", name="uq_inbox_rang"),
    )

    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    message_id: Mapped[str]
    rang: Mapped[int]
    texte: Mapped[str]
    choix: Mapped[str | None]
    recu_le: Mapped[datetime]
