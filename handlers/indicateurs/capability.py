"""What this capability answers, and to what."""

from __future__ import annotations

from handlers.conversation.capability import Capability, Ecoute, par_reste
from handlers.indicateurs import bilan, saisies

CAPABILITY = Capability(
    "indicateurs",
    boutons={"b": par_reste(bilan.repondre_par_choix), "v": par_reste(saisies.repondre_par_choix)},
    commandes={"mes_chiffres": saisies.lister, "pilotes": saisies.pilotes},
    # Who tells a figure by its name, or asks for figures, answers nothing else that is pending.
    ecoutes=(Ecoute(60, saisies.repondre), Ecoute(70, bilan.repondre), Ecoute(80, saisies.repondre_a_la_question)),
    attentes=((50, saisies.reprendre),),
)
