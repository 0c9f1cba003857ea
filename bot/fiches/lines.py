"""`spaser chercher`: a question in, the fiches found out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.lines import lire_texte
from knowledge.plan.pack import Pack

if TYPE_CHECKING:
    from knowledge.recherche import Chercheur


@dataclass(frozen=True, slots=True)
class Recherche:
    """Answers `chercher`: words in, fiches out; empty when nothing fits."""

    pack: Pack
    chercheur: Chercheur

    def __call__(self, question: Mapping[str, Any]) -> Mapping[str, Any]:
        trouvailles = self.chercheur.chercher(lire_texte(question, "q"))
        return {
            "resultats": [
                {
                    "action": trouvaille.numero,
                    "titre": self.pack.fiches[trouvaille.numero].titre,
                    "score": round(trouvaille.score, 3),
                }
                for trouvaille in trouvailles.resultats
            ],
            "suggestions": list(trouvailles.suggestions),
        }
