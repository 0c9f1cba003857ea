"""What this capability answers, and to what."""

from __future__ import annotations

from handlers.conversation.capability import Capability, Ecoute, entendu_par, par_reste, sans_rien
from handlers.rappels import campagnes, rappel

CAPABILITY = Capability(
    "rappels",
    boutons={"r": par_reste(rappel.repondre_par_choix), "p": par_reste(campagnes.repondre_par_choix)},
    actes={
        "mes_rappels": sans_rien(rappel.mes_rappels),
        "rappel_reponse": entendu_par(rappel.repondre, rappel.mes_rappels),
        "campagne": entendu_par(campagnes.repondre, campagnes.prochain_jalon),
    },
    ecoutes=(Ecoute(100, rappel.repondre), Ecoute(140, campagnes.repondre)),
    attentes=((10, rappel.reprendre),),
)
