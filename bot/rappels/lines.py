"""`spaser calendrier`: a planned award in, its milestones out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.lines import LigneFautiveError, lire_jour
from knowledge.plan.pack import Pack
from knowledge.rappels.jalons import calendrier


@dataclass(frozen=True, slots=True)
class Calendrier:
    """Answers `calendrier`: a planned award in, the dates of the milestones out."""

    pack: Pack

    def __call__(self, question: Mapping[str, Any]) -> Mapping[str, Any]:
        if "date_attribution" not in question:
            raise LigneFautiveError("il manque « date_attribution » (AAAA-MM-JJ ou AAAA-MM)")
        attribution = lire_jour(question["date_attribution"])
        try:
            return calendrier(attribution, self.pack.jalons)
        except ValueError:
            raise LigneFautiveError(f"le calendrier de {attribution} remonte avant l'an 1") from None
