"""The tables of the figures of the plan and its dashboards; what must not happen twice is a named unique constraint."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Numbered


class Saisie(Numbered):
    """A figure that a pilot entered; the last one of an indicator, a year and a buyer ("" for all) is the one that counts."""

    __tablename__ = "saisies"
    __table_args__ = (Index("ix_saisies_indicateur", "annee", "indicateur", "acheteur"),)

    indicateur: Mapped[str]
    annee: Mapped[int]
    acheteur: Mapped[str]
    valeur: Mapped[str | None]  # a decimal, exact
    numerateur: Mapped[str | None]
    denominateur: Mapped[str | None]
    texte: Mapped[str | None]
    dans_les_delais: Mapped[bool | None]
    le: Mapped[datetime]
    par: Mapped[str]


class DemandeDeSaisie(Numbered):
    """A figure asked of a pilot: since when, how often, and for which day it was promised."""

    __tablename__ = "demandes_de_saisie"
    __table_args__ = (UniqueConstraint("indicateur", "annee", name="uq_demandes_de_saisie_indicateur"),)

    indicateur: Mapped[str]
    annee: Mapped[int]
    service: Mapped[str]
    fois: Mapped[int] = mapped_column(default=0)
    demandee_le: Mapped[datetime | None]
    promise_le: Mapped[date | None]


class Pilote(Numbered):
    """Who enters the figures of a service."""

    __tablename__ = "pilotes"
    __table_args__ = (UniqueConstraint("service", name="uq_pilotes_service"),)

    service: Mapped[str]
    referent_id: Mapped[int] = mapped_column(ForeignKey("referents.id"))


class Cliche(Numbered):
    """The figures of a year and a buyer ("" for all) as they were frozen for the committee."""

    __tablename__ = "cliches"
    __table_args__ = (UniqueConstraint("annee", "acheteur", name="uq_cliches_annee"),)

    annee: Mapped[int]
    acheteur: Mapped[str]
    le: Mapped[datetime]
    par: Mapped[str]
    pack_version: Mapped[str]
    contenu: Mapped[dict[str, Any]]
