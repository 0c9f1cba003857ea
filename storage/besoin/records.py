"""What is kept of an interview before buying, as others read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class BesoinRecord:
    """The interview of a purchase: each question with its answer in the order in which they were asked, the one that is asked again, who answered last; `fini_le` once all was asked."""

    achat_id: int
    reponses: list[Any]
    courante: str | None
    par: str
    commence_le: datetime
    modifie_le: datetime
    fini_le: datetime | None
