"""The tables of the ligne directe of firms; what must not happen twice is a named unique constraint."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Numbered, words
from storage.ligne_directe.records import DEMANDES_OUVERTES, EtatDemande, Sens

# While it is one of these, the firm has no second request.
_OUVERTE = f"etat IN ({', '.join(repr(str(etat)) for etat in DEMANDES_OUVERTES)})"


class Demande(Numbered):
    """A firm's request to a person: one at a time for a conversation, one owner at a time."""

    __tablename__ = "demandes"
    __table_args__ = (
        # Its number is read out, and typed back months later: it must never be another's.
        {"sqlite_autoincrement": True},
    )

    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    plateforme: Mapped[str]
    personne: Mapped[str]
    garde: Mapped[str | None]
    sujet: Mapped[str | None]
    question: Mapped[str]
    faits: Mapped[dict[str, Any]]
    etat: Mapped[EtatDemande] = mapped_column(words(EtatDemande, "etat"), default=EtatDemande.A_PRENDRE)
    responsable_plateforme: Mapped[str | None]
    responsable_personne: Mapped[str | None]
    telephone: Mapped[str | None]
    silence: Mapped[bool] = mapped_column(default=True)
    relances: Mapped[int] = mapped_column(default=0)
    relance_le: Mapped[datetime | None]
    promis_le: Mapped[datetime]
    # What the firm was promised since that day passed.
    prochain_le: Mapped[datetime | None]
    annoncee_le: Mapped[datetime | None]
    cree_le: Mapped[datetime]
    prise_le: Mapped[datetime | None]
    repondue_le: Mapped[datetime | None]
    close_le: Mapped[datetime | None]


class LigneDeDemande(Numbered):
    """What was said in a request, by whom; `transmise_le` is null until the other side was given it."""

    __tablename__ = "lignes_de_demande"
    __table_args__ = (
        Index("ix_lignes_de_demande_demande", "demande_id"),
        Index("ix_lignes_de_demande_transmise", "transmise_le", "id"),
    )

    demande_id: Mapped[int] = mapped_column(ForeignKey("demandes.id"))
    sens: Mapped[Sens] = mapped_column(words(Sens, "sens"))
    genre: Mapped[str]
    texte: Mapped[str]
    plateforme: Mapped[str]
    personne: Mapped[str]
    le: Mapped[datetime]
    transmise_le: Mapped[datetime | None]


class Mention(Base):
    """A message of the outbox that tells of a request, alone or among others."""

    __tablename__ = "mentions"
    __table_args__ = (Index("ix_mentions_demande", "demande_id"),)

    outbox_id: Mapped[int] = mapped_column(ForeignKey("outbox.id"), primary_key=True)
    demande_id: Mapped[int] = mapped_column(ForeignKey("demandes.id"), primary_key=True)


class EntreePromue(Numbered):
    """An answer of a person that the ligne directe gives by itself since, without anything of the firm that asked."""

    __tablename__ = "entrees_promues"
    __table_args__ = (
        UniqueConstraint("demande_id", name="uq_entrees_promues_demande"),
        {"sqlite_autoincrement": True},
    )

    demande_id: Mapped[int] = mapped_column(ForeignKey("demandes.id"))
    titre: Mapped[str]
    question: Mapped[str]
    reponse: Mapped[str]
    par: Mapped[str]
    cree_le: Mapped[datetime]
    retiree_le: Mapped[datetime | None]


class Entreprise(Numbered):
    """What a firm told of itself, kept because it said yes, and gone when it says so."""

    __tablename__ = "entreprises"
    __table_args__ = (
        UniqueConstraint("plateforme", "personne", name="uq_entreprises_compte"),
        Index("ix_entreprises_annuaire", "annuaire_le"),
    )

    plateforme: Mapped[str]
    personne: Mapped[str]
    siret: Mapped[str | None]
    nom: Mapped[str | None]
    metier: Mapped[str | None]
    effectif: Mapped[int | None]
    # None: not said; empty: none of them.
    statuts: Mapped[list[Any] | None]
    contact: Mapped[str | None]
    consenti_le: Mapped[datetime]
    annuaire_le: Mapped[datetime | None]
    cree_le: Mapped[datetime]
    modifie_le: Mapped[datetime]


Index(
    "uq_demandes_ouverte",
    Demande.conversation_id,
    unique=True,
    sqlite_where=text(_OUVERTE),
    postgresql_where=text(_OUVERTE),
)


Index("ix_demandes_etat", Demande.etat, Demande.relance_le)


Index("ix_demandes_compte", Demande.plateforme, Demande.personne)
