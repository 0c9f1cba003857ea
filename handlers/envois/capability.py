"""What this capability answers, and to what."""

from __future__ import annotations

from handlers.conversation.capability import Capability, Ecoute, par_reste, sans_rien
from handlers.envois import perdus

CAPABILITY = Capability(
    "envois",
    boutons={"e": par_reste(perdus.repondre_par_choix)},
    actes={"envois": sans_rien(perdus.lister)},
    ecoutes=(Ecoute(150, perdus.repondre),),
)
