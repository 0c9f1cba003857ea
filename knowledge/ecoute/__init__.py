"""How a message is understood: the acts it does, in the context it comes in."""

from knowledge.ecoute.actes import Acte, Contexte, Entendu
from knowledge.ecoute.oreille import Ecoute

__all__ = ["Acte", "Contexte", "Ecoute", "Entendu"]
