"""Which answer a question is most likely about: a linear model learned from all the ways of asking (`make gardes`).

It knows the answers of the pack as they were when it was learned; the others are found by their own words alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from knowledge.ligne_directe.profils import traits
from knowledge.recherche.modele import Modele

FICHIER = Path(__file__).parent / "aiguillage.bin"
DES_ACHETEURS = Path(__file__).parent / "aiguillage_acheteurs.bin"
# What is no question of those: a class of its own, where it was learned.
AUCUNE = ""


class Aiguillage:
    """The model is read at the first question."""

    def __init__(self, chemin: Path = FICHIER) -> None:
        self._chemin = chemin

    @cached_property
    def _modele(self) -> Modele:
        return Modele.lire(self._chemin)

    @property
    def connues(self) -> frozenset[str]:
        """The names of the answers that it learned."""
        return frozenset(self._modele.classes)

    def noter(self, texte: str) -> Mapping[str, float]:
        """How likely each answer is the one, from 0 to 1; nothing for a text without a known word."""
        surete = self._modele.surete(traits(texte))
        return dict(zip(self._modele.classes, surete, strict=True)) if any(surete) else {}


__all__ = ["AUCUNE", "DES_ACHETEURS", "FICHIER", "Aiguillage"]
