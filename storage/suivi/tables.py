"""The tables of what became of a purchase; what must not happen twice is a named unique constraint."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Numbered, words
from storage.suivi.records import EtatQuestion


class Achat(Numbered):
    """A purchase as the plan follows it, from its diagnosis to its contract, or a contract of the register alone.

    `marche_id` is the contract it became, `remplace_id` the one it replaces. `annee` is that of its notification, else of
    its planned award, else of its diagnosis. A trait (the booleans) that nobody knows is null: neither yes nor no.
    """

    __tablename__ = "achats"
    __table_args__ = (
        UniqueConstraint("marche_id", name="uq_achats_marche"),
        Index("ix_achats_annee", "acheteur", "annee"),
        Index("ix_achats_conversation", "conversation_id"),
        Index("ix_achats_cree", "cree_le"),
        Index("ix_achats_consultation", "consultation"),
    )

    acheteur: Mapped[str]  # as for contracts, "" for another's; "?" when its author did not say (ACHETEUR_NON_DIT)
    direction: Mapped[str | None]
    annee: Mapped[int | None]
    objet: Mapped[str | None]
    nature: Mapped[str | None]
    marche_id: Mapped[int | None] = mapped_column(ForeignKey("marches.id"))
    remplace_id: Mapped[int | None] = mapped_column(ForeignKey("marches.id"))
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversations.id"))
    consultation_le: Mapped[date | None]
    attribution_le: Mapped[date | None]  # planned, then true
    fin: Mapped[date | None]
    montant_ht: Mapped[Decimal | None]
    offres: Mapped[int | None]
    attribue: Mapped[bool] = mapped_column(default=False)
    conclu: Mapped[bool] = mapped_column(default=False)
    cible: Mapped[bool] = mapped_column(default=False)
    responsable: Mapped[bool | None]
    anticipe: Mapped[bool | None]
    infructueux: Mapped[bool | None]
    formalise: Mapped[bool | None]
    alloti: Mapped[bool | None]
    reserve: Mapped[bool | None]
    critere_environnemental: Mapped[bool | None]
    consideration_environnementale: Mapped[bool | None]
    consideration_sociale: Mapped[bool | None]
    clause_insertion: Mapped[bool | None]
    avance_bonifiee: Mapped[bool | None]
    sous_traitance: Mapped[bool | None]
    economie_circulaire: Mapped[bool | None]
    vise_economie_circulaire: Mapped[bool] = mapped_column(default=False)
    vise_tpe_pme: Mapped[bool] = mapped_column(default=False)
    tpe_pme: Mapped[bool | None]
    esus: Mapped[bool | None]
    insertion_handicap: Mapped[bool | None]
    officiels: Mapped[dict[str, Any] | None]  # the traits that official data say, whatever its actions settle since
    avant: Mapped[dict[str, Any] | None]  # what it was before it became its contract
    cree_le: Mapped[datetime]
    modifie_le: Mapped[datetime]
    du_plan: Mapped[dict[str, Any] | None]  # the traits that only its plan knows, by their names
    # Of a contract that is a lot: the same text for all those of its consultation, as the register groups them.
    consultation: Mapped[str | None]
    lots: Mapped[list[Any] | None]  # the lots that were told of it, as LotAchete writes them


class EtapeDite(Numbered):
    """One step of one action of a purchase: of which day, said when, by whom or from which source.

    What people said is never changed nor erased; what official data proved goes when they no longer do.
    """

    __tablename__ = "etapes"
    __table_args__ = (Index("ix_etapes_achat", "achat_id", "action"),)

    achat_id: Mapped[int] = mapped_column(ForeignKey("achats.id"))
    action: Mapped[int]
    etape: Mapped[str]
    motif: Mapped[str | None]
    jour: Mapped[date]
    le: Mapped[datetime]
    par: Mapped[str]
    source: Mapped[str]
    lots: Mapped[list[Any] | None]  # the lots that it is said of; null, of the whole


class Suivi(Numbered):
    """Where an action of a purchase stands: what its steps, taken together, say. Reckoned again whenever one is added.

    `passage` holds a bit for each step reached (storage.suivi.repository.Pas). What is counted with the lines is copied from the
    purchase: one index answers for all actions, years and buyers.
    """

    __tablename__ = "suivis"
    __table_args__ = (
        UniqueConstraint("achat_id", "action", name="uq_suivis_action"),
        Index(
            "ix_suivis_compte",
            "action",
            "annee",
            "acheteur",
            "passage",
            "attribue",
            "critere_environnemental",
            "alloti",
            "direction",
            "offres",
            "montant_ht",
        ),
    )

    achat_id: Mapped[int] = mapped_column(ForeignKey("achats.id"))
    action: Mapped[int]
    passage: Mapped[int]
    acheteur: Mapped[str]
    annee: Mapped[int | None]
    direction: Mapped[str | None]
    attribue: Mapped[bool]
    critere_environnemental: Mapped[bool | None]
    alloti: Mapped[bool | None]
    offres: Mapped[int | None]
    montant_ht: Mapped[Decimal | None]


class QuestionDeSuivi(Numbered):
    """Something to ask of a purchase once: `genre` is "publication", "attribution", or "execution:2027"."""

    __tablename__ = "questions_de_suivi"
    __table_args__ = (
        UniqueConstraint("achat_id", "genre", name="uq_questions_de_suivi_genre"),
        Index("ix_questions_de_suivi_etat", "etat", "du_le"),
    )

    achat_id: Mapped[int] = mapped_column(ForeignKey("achats.id"))
    genre: Mapped[str]
    du_le: Mapped[date]
    etat: Mapped[EtatQuestion] = mapped_column(words(EtatQuestion, "etat"), default=EtatQuestion.A_POSER)
    posee_le: Mapped[datetime | None]
    fois: Mapped[int] = mapped_column(default=0)
    repondue_le: Mapped[datetime | None]
    repondue_par: Mapped[str | None]
