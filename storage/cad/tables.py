"""The tables of the committee (CAD); what must not happen twice is a named unique constraint."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Numbered, words
from storage.cad.records import Genre


class Seance(Numbered):
    """A day on which the committee of a buyer sits."""

    __tablename__ = "seances"
    __table_args__ = (UniqueConstraint("acheteur", "jour", name="uq_seances_jour"),)

    acheteur: Mapped[str]
    jour: Mapped[date]
    # Who sat, as it was told.
    presents: Mapped[str | None]


class DitEnSeance(Numbered):
    """Something said of a contract for a session: its place there, a pin, a decision; of the whole (null), of one action ("8"), or of a point that the plan names.

    Never changed nor erased: the last one of its kind holds, and one without a value takes back what was said before.
    """

    __tablename__ = "dits_en_seance"
    __table_args__ = (Index("ix_dits_en_seance_seance", "seance_id", "marche_id"),)

    seance_id: Mapped[int] = mapped_column(ForeignKey("seances.id"))
    marche_id: Mapped[int] = mapped_column(ForeignKey("marches.id"))
    sujet: Mapped[str | None]
    genre: Mapped[Genre] = mapped_column(words(Genre, "genre"))
    valeur: Mapped[str | None]
    motif: Mapped[str | None]
    le: Mapped[datetime]
    par: Mapped[str]


class Cotation(Numbered):
    """What one side says of a contract before a session: the buyer ("acheteur"), or a service of experts by its identifier."""

    __tablename__ = "cotations"
    __table_args__ = (
        UniqueConstraint("seance_id", "marche_id", "qui", name="uq_cotations_qui"),
        Index("ix_cotations_marche", "marche_id", "qui"),
    )

    # Null once that session was called off: the answers are kept for the next one.
    seance_id: Mapped[int | None] = mapped_column(ForeignKey("seances.id"))
    marche_id: Mapped[int] = mapped_column(ForeignKey("marches.id"))
    qui: Mapped[str]
    reponses: Mapped[dict[str, Any]]
    finie: Mapped[bool]
    le: Mapped[datetime]
    par: Mapped[str]


class ProcesVerbal(Numbered):
    """The minutes of a session: whether it was held, and what is to be kept of it beside the decisions."""

    __tablename__ = "proces_verbaux"
    __table_args__ = (UniqueConstraint("seance_id", name="uq_proces_verbaux_seance"),)

    seance_id: Mapped[int] = mapped_column(ForeignKey("seances.id"))
    tenue: Mapped[bool]
    notes: Mapped[str | None]
    le: Mapped[datetime]
    par: Mapped[str]


class MembreDuComite(Numbered):
    """Who sits on the committee of a buyer, and so may read what is prepared for it."""

    __tablename__ = "membres_du_comite"
    __table_args__ = (UniqueConstraint("acheteur", "referent_id", name="uq_membres_du_comite"),)

    acheteur: Mapped[str]
    referent_id: Mapped[int] = mapped_column(ForeignKey("referents.id"))
