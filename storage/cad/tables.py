"""The tables of the committee (CAD); what must not happen twice is a named unique constraint."""

from __future__ import annotations

from datetime import date

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from storage.base import Numbered


class Seance(Numbered):
    """A day on which the committee of a buyer sits."""

    __tablename__ = "seances"
    __table_args__ = (UniqueConstraint("acheteur", "jour", name="uq_seances_jour"),)

    acheteur: Mapped[str]
    jour: Mapped[date]
