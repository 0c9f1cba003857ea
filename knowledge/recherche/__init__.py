"""Search over the fiches and the glossary of a pack, without model or network."""

from knowledge.recherche.chercheur import Chercheur, Trouvaille, Trouvailles

__all__ = ["Chercheur", "Trouvaille", "Trouvailles"]
