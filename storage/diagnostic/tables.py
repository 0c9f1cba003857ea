"""The tables of a purchase that is described, its diagnosis and what is decided of it; what must not happen twice is a named unique constraint."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Numbered


class Diagnostic(Numbered):
    __tablename__ = "diagnostics"
    __table_args__ = (
        Index("ix_diagnostics_conversation", "conversation_id"),
        Index("ix_diagnostics_marche", "marche_id"),
        Index("ix_diagnostics_achat", "achat_id"),
    )

    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    cree_le: Mapped[datetime]
    jour: Mapped[date]
    pack: Mapped[str]
    pack_version: Mapped[str]
    pack_empreinte: Mapped[str]
    faits: Mapped[dict[str, Any]]
    sans_reponse: Mapped[list[Any]]
    objet: Mapped[str | None]
    acheteur: Mapped[str | None]
    marche_id: Mapped[int | None] = mapped_column(ForeignKey("marches.id"))
    achat_id: Mapped[int] = mapped_column(ForeignKey("achats.id"))
    lots: Mapped[list[Any] | None]
    origines: Mapped[dict[str, Any] | None]


class Recommandation(Numbered):
    __tablename__ = "recommandations"
    __table_args__ = (UniqueConstraint("diagnostic_id", "action", "regle", name="uq_recommandations_regle"),)

    diagnostic_id: Mapped[int] = mapped_column(ForeignKey("diagnostics.id"))
    action: Mapped[int]
    regle: Mapped[str]
    portee: Mapped[str]
    verdict: Mapped[str]
    motif: Mapped[str]


class ObligationDite(Numbered):
    __tablename__ = "obligations_dites"
    __table_args__ = (UniqueConstraint("diagnostic_id", "obligation", name="uq_obligations_dites_obligation"),)

    diagnostic_id: Mapped[int] = mapped_column(ForeignKey("diagnostics.id"))
    obligation: Mapped[str]
    a_confirmer: Mapped[str | None]
