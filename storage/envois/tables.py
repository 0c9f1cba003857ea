"""The tables of messages to send; what must not happen twice is a named unique constraint."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Numbered, words
from storage.envois.records import EtatEnvoi


class Outbox(Numbered):
    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("cle", name="uq_outbox_cle"),
        UniqueConstraint("conversation_id", "rang", name="uq_outbox_rang"),
        Index("ix_outbox_etat", "etat", "conversation_id", "rang"),
        Index("ix_outbox_reference", "reference"),
    )

    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    cle: Mapped[str]
    rang: Mapped[int]
    texte: Mapped[str]
    choix: Mapped[list[Any]]
    multiple: Mapped[bool]
    document: Mapped[dict[str, Any] | None]
    etat: Mapped[EtatEnvoi] = mapped_column(words(EtatEnvoi, "etat"), default=EtatEnvoi.A_ENVOYER)
    tentatives: Mapped[int] = mapped_column(default=0)
    cree_le: Mapped[datetime]
    a_envoyer_le: Mapped[datetime]
    bail_jusqu_au: Mapped[datetime | None]
    envoye_le: Mapped[datetime | None]
    erreur: Mapped[str | None]
    reference: Mapped[str | None]
