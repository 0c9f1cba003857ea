"""The tables of the programme of sessions for firms; what must not happen twice is a named unique constraint."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.accompagnements.records import EtatAccompagnement
from storage.base import Numbered, words


class Accompagnement(Numbered):
    """A session or a training for firms: planned, done or called off."""

    __tablename__ = "accompagnements"
    __table_args__ = (Index("ix_accompagnements_jour", "jour"), {"sqlite_autoincrement": True})

    titre: Mapped[str]
    jour: Mapped[date]
    heure: Mapped[str | None]
    lieu: Mapped[str | None]
    etat: Mapped[EtatAccompagnement] = mapped_column(
        words(EtatAccompagnement, "etat"), default=EtatAccompagnement.PROGRAMME
    )
    participants: Mapped[int | None]
    par: Mapped[str]
    cree_le: Mapped[datetime]
    modifie_le: Mapped[datetime]


class Inscription(Numbered):
    """A firm's place in a session, under the account it wrote from."""

    __tablename__ = "inscriptions"
    __table_args__ = (UniqueConstraint("accompagnement_id", "plateforme", "personne", name="uq_inscriptions_compte"),)

    accompagnement_id: Mapped[int] = mapped_column(ForeignKey("accompagnements.id"))
    plateforme: Mapped[str]
    personne: Mapped[str]
    le: Mapped[datetime]
    jour_connu: Mapped[date | None]
