"""What this capability answers, and to what."""

from __future__ import annotations

from handlers.apprentissage import liste
from handlers.conversation.capability import Capability, par_reste

CAPABILITY = Capability(
    "apprentissage",
    boutons={"file": par_reste(liste.repondre_par_choix)},
    commandes={"file": liste.lister},
)
