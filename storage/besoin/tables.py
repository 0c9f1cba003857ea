"""The table of the interviews before buying: one for each purchase."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Numbered


class Besoin(Numbered):
    """What was answered on the need of a purchase; `courante` is the question that is asked again, `fini_le` null while some are left."""

    __tablename__ = "besoins"
    __table_args__ = (UniqueConstraint("achat_id", name="uq_besoins_achat"),)

    achat_id: Mapped[int] = mapped_column(ForeignKey("achats.id"))
    reponses: Mapped[list[Any]]
    courante: Mapped[str | None]
    par: Mapped[str]
    commence_le: Mapped[datetime]
    modifie_le: Mapped[datetime]
    fini_le: Mapped[datetime | None]
