"""What this capability answers, and to what."""

from __future__ import annotations

from handlers.conversation.capability import Capability, Ecoute, entendu_par, par_reste, sans_rien
from handlers.registre import consultation, depots, marches, tri

CAPABILITY = Capability(
    "registre",
    boutons={
        "m": par_reste(marches.repondre_par_choix),
        "t": par_reste(tri.repondre_par_choix),
        "d": par_reste(depots.repondre_par_choix),
    },
    actes={
        "echeances": sans_rien(consultation.prochaines),
        "mes_marches": sans_rien(consultation.mes_marches),
        "tableau": sans_rien(consultation.tableau),
        "registre": sans_rien(consultation.ouvrir),
        "trier": sans_rien(tri.page),
        "exporter_registre": sans_rien(consultation.donner_le_classeur),
        "agenda": sans_rien(consultation.donner_l_agenda),
        "marche_fin": entendu_par(marches.repondre, consultation.mes_marches),
        "fermer_l_agenda": sans_rien(consultation.fermer_l_agenda),
    },
    ecoutes=(Ecoute(110, tri.repondre), Ecoute(120, marches.repondre), Ecoute(130, consultation.repondre)),
    attentes=((20, marches.reprendre), (30, depots.reprendre)),
)
