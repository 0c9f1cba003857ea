"""What this capability answers, and to what."""

from __future__ import annotations

from handlers.cad import comite
from handlers.conversation.capability import Capability, Ecoute, par_reste
from handlers.rappels import campagnes

CAPABILITY = Capability(
    "cad",
    boutons={"s": par_reste(comite.repondre_par_choix)},
    commandes={"seances": campagnes.seances},
    ecoutes=(Ecoute(30, comite.repondre),),
)
