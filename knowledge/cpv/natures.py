"""The nature that an object lets guess when none of our words says it: learned, and told only when it is sure."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from knowledge.cpv.traits import mots, traits
from knowledge.recherche.modele import Modele

FICHIER = Path(__file__).parent / "natures.bin"
# Whatever comes first is bought: "écran de scène" is a good, "location d'écran" is none.
TETE = "^"


def traits_de_nature(objet: str) -> list[str]:
    """Stems and pairs of neighbours; the first ones once more, as the head of what is bought.

    >>> traits_de_nature("location d'écrans")
    ['louer', 'ecran', 'louer ecran', '^louer', '^louer ecran']
    """
    tiges = mots(objet)
    return [*traits(tiges), *(TETE + " ".join(tiges[:combien]) for combien in (1, 2) if len(tiges) >= combien)]


class Natures:
    """Learned from contracts and messages (`make cpv`); the model is read at the first object."""

    def __init__(self, chemin: Path = FICHIER) -> None:
        self._chemin = chemin

    @cached_property
    def _modele(self) -> Modele:
        return Modele.lire(self._chemin)

    def deviner(self, objet: str) -> str | None:
        """`travaux`, `fournitures` or `services` where the object surely is; None elsewhere."""
        modele = self._modele
        surete = modele.surete(traits_de_nature(objet))
        rang = max(range(len(surete)), key=surete.__getitem__)
        return modele.classes[rang] if surete[rang] >= modele.seuil else None
