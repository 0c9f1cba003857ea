"""What this capability answers, and to what."""

from __future__ import annotations

from handlers.accompagnements import equipe
from handlers.conversation.capability import Capability, Ecoute, par_reste, sans_rien

CAPABILITY = Capability(
    "accompagnements",
    boutons={"x": par_reste(equipe.repondre_par_choix)},
    actes={"programme": sans_rien(equipe.lister)},
    ecoutes=(Ecoute(40, equipe.repondre),),
    attentes=((40, equipe.reprendre),),
)
