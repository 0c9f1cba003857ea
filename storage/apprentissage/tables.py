"""The tables of what was not understood; what must not happen twice is a named unique constraint."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.apprentissage.records import EtatIncompris, GenreIncompris
from storage.base import Numbered, words


class Incompris(Numbered):
    """A text that found or meant nothing, without its author: what the team reads to add words to the pack."""

    __tablename__ = "incompris"
    __table_args__ = (
        UniqueConstraint("genre", "question", "cle", name="uq_incompris_texte"),
        Index("ix_incompris_etat", "etat", "compte"),
    )

    genre: Mapped[GenreIncompris] = mapped_column(words(GenreIncompris, "genre", 24))
    question: Mapped[str]  # empty rather than null: two nulls are no duplicate
    cle: Mapped[str]
    texte: Mapped[str]
    suggestions: Mapped[list[Any]]
    compte: Mapped[int] = mapped_column(default=1)
    premier_jour: Mapped[date]
    dernier_jour: Mapped[date]
    etat: Mapped[EtatIncompris] = mapped_column(words(EtatIncompris, "etat"), default=EtatIncompris.A_TRAITER)
    note: Mapped[str | None]
    regle_jour: Mapped[date | None]
