"""The tables of the milestones of recurring contracts and their reminders; what must not happen twice is a named unique constraint."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Numbered, words
from storage.rappels.records import EtatRappel, ReponseRappel


class Passage(Numbered):
    """How far the reminders of one buyer, milestone and lead have gone: every earlier award was seen."""

    __tablename__ = "passages"
    __table_args__ = (UniqueConstraint("cle", name="uq_passages_cle"),)

    cle: Mapped[str]
    jusqu_au: Mapped[date]


class Campagne(Numbered):
    """Reminders that the team asked for, ahead of the automatic ones: of which milestone, reached by which day."""

    __tablename__ = "campagnes"

    jalon: Mapped[str]
    jusqu_au: Mapped[date]
    cree_le: Mapped[datetime]
    par: Mapped[str]
    envoyee_le: Mapped[datetime | None]


class Rappel(Numbered):
    """A reminder: of which contract and milestone, counted from which planned award, with which lead, for whom.

    `avance` is a number of days, or "campagne", "escalade", "report:YYYY-MM-DD", "transfert". `destinataire` is
    "referent:12", "compte:slack:U1" or "equipe". `enveloppe` is the key of the messages that said it.
    """

    __tablename__ = "rappels"
    __table_args__ = (
        UniqueConstraint("marche_id", "jalon", "base", "avance", "destinataire", name="uq_rappels_cle"),
        Index("ix_rappels_a_dire", "etat", "du_le", "destinataire"),
        Index("ix_rappels_relance", "etat", "relance_le"),
        Index("ix_rappels_enveloppe", "enveloppe"),
    )

    marche_id: Mapped[int] = mapped_column(ForeignKey("marches.id"))
    jalon: Mapped[str]
    base: Mapped[date]
    avance: Mapped[str]
    destinataire: Mapped[str]
    du_le: Mapped[date]
    etat: Mapped[EtatRappel] = mapped_column(words(EtatRappel, "etat"), default=EtatRappel.A_DIRE)
    enveloppe: Mapped[str | None]
    dit_le: Mapped[datetime | None]
    relance_le: Mapped[date | None]
    reponse: Mapped[ReponseRappel | None] = mapped_column(words(ReponseRappel, "reponse"))
    motif: Mapped[str | None]
    repondu_le: Mapped[datetime | None]
    repondu_par: Mapped[str | None]
    campagne_id: Mapped[int | None] = mapped_column(ForeignKey("campagnes.id"))
    cree_le: Mapped[datetime]


class Preference(Numbered):
    """How somebody wants to be reminded; one row for each account that said so."""

    __tablename__ = "preferences"
    __table_args__ = (UniqueConstraint("plateforme", "personne", name="uq_preferences_compte"),)

    plateforme: Mapped[str]
    personne: Mapped[str]
    groupes: Mapped[bool] = mapped_column(default=True)
    de_minutes: Mapped[int | None]
    a_minutes: Mapped[int | None]
    silence_jusqu_au: Mapped[date | None]


class PenseBete(Numbered):
    """What somebody asked to be reminded of, on that day, in their words; `sujet` is the purchase that was under way."""

    __tablename__ = "pense_betes"
    __table_args__ = (
        Index("ix_pense_betes_a_dire", "dit_le", "jour"),
        Index("ix_pense_betes_compte", "plateforme", "personne"),
    )

    plateforme: Mapped[str]
    personne: Mapped[str]
    jour: Mapped[date]
    texte: Mapped[str]
    sujet: Mapped[str | None]
    cree_le: Mapped[datetime]
    annule_le: Mapped[datetime | None]
    dit_le: Mapped[datetime | None]
