"""What this capability answers, and to what."""

from __future__ import annotations

from handlers.apprentissage import liste
from handlers.conversation.capability import Capability, par_reste, sans_rien

CAPABILITY = Capability(
    "apprentissage",
    # Buttons bear `file`, its first name, and those that were sent always will.
    boutons={"file": par_reste(liste.repondre_par_choix)},
    actes={"file": sans_rien(liste.lister)},
)
