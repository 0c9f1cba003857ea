"""What this capability answers, and to what."""

from __future__ import annotations

from handlers.conversation.capability import Capability, Ecoute, par_reste
from handlers.rappels import campagnes, rappel

CAPABILITY = Capability(
    "rappels",
    boutons={"r": par_reste(rappel.repondre_par_choix), "p": par_reste(campagnes.repondre_par_choix)},
    commandes={"mes_rappels": rappel.mes_rappels},
    ecoutes=(Ecoute(100, rappel.repondre), Ecoute(140, campagnes.repondre)),
    attentes=((10, rappel.reprendre),),
)
