"""The tables of the texts of a purchase, and of the opinions asked for; what must not happen twice is a named unique constraint."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Numbered, words
from storage.clauses.records import EtatAvis, EtatTexte


class Reglage(Numbered):
    """How far the texts of a purchase go, and what its buyer set in the place of what is computed or proposed."""

    __tablename__ = "reglages"
    __table_args__ = (UniqueConstraint("achat_id", name="uq_reglages_achat"),)

    achat_id: Mapped[int] = mapped_column(ForeignKey("achats.id"))
    niveau: Mapped[str]
    valeurs: Mapped[dict[str, Any]]  # by name; numbers as text, as they were said
    modifie_le: Mapped[datetime]


class TexteGarde(Numbered):
    """What became of one model text for a purchase, with the words as they were then; `motif` is why it was refused."""

    __tablename__ = "textes_gardes"
    __table_args__ = (UniqueConstraint("achat_id", "modele", name="uq_textes_gardes_modele"),)

    achat_id: Mapped[int] = mapped_column(ForeignKey("achats.id"))
    modele: Mapped[str]
    action: Mapped[int]
    etat: Mapped[EtatTexte] = mapped_column(words(EtatTexte, "etat"))
    texte: Mapped[str]
    motif: Mapped[str | None]
    par: Mapped[str]
    le: Mapped[datetime]


class Avis(Numbered):
    """An opinion that a buyer asked of a service on an action of a purchase, and what was answered."""

    __tablename__ = "avis"
    __table_args__ = (
        UniqueConstraint("achat_id", "action", "service", name="uq_avis_service"),
        Index("ix_avis_etat", "etat", "demande_le"),
    )

    achat_id: Mapped[int] = mapped_column(ForeignKey("achats.id"))
    action: Mapped[int]
    service: Mapped[str]
    message: Mapped[str]
    etat: Mapped[EtatAvis] = mapped_column(words(EtatAvis, "etat"))
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    plateforme: Mapped[str]
    demande_par: Mapped[str]
    demande_le: Mapped[datetime]
    reponse: Mapped[str | None]
    repondu_par: Mapped[str | None]
    repondu_le: Mapped[datetime | None]
