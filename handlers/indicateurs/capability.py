"""What this capability answers, and to what."""

from __future__ import annotations

from handlers.conversation.capability import Capability, Ecoute, entendu_par, par_reste, sans_rien
from handlers.indicateurs import bilan, saisies

CAPABILITY = Capability(
    "indicateurs",
    boutons={"b": par_reste(bilan.repondre_par_choix), "v": par_reste(saisies.repondre_par_choix)},
    actes={
        "mes_chiffres": sans_rien(saisies.lister),
        "pilotes": sans_rien(saisies.pilotes),
        "indicateur": entendu_par(bilan.repondre, bilan.tableau),
        "saisir_chiffre": entendu_par(saisies.repondre, saisies.lister),
    },
    # Who tells a figure by its name, or asks for figures, answers nothing else that is pending.
    ecoutes=(Ecoute(60, saisies.repondre), Ecoute(70, bilan.repondre), Ecoute(80, saisies.repondre_a_la_question)),
    attentes=((50, saisies.reprendre),),
)
