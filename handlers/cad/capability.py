"""What this capability answers, and to what."""

from __future__ import annotations

from handlers.cad import comite, seances
from handlers.conversation.capability import Capability, Ecoute, entendu_par, par_reste

CAPABILITY = Capability(
    "cad",
    boutons={"s": par_reste(comite.repondre_par_choix)},
    actes={
        "seances": entendu_par(seances.repondre, seances.seances),
        "comite": entendu_par(comite.repondre, seances.seances),
    },
    ecoutes=(Ecoute(30, comite.repondre), Ecoute(145, seances.repondre)),
)
