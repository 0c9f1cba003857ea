"""What this capability answers, and to what."""

from __future__ import annotations

from handlers.conversation.capability import Capability, Ecoute, par_reste
from handlers.registre import consultation, depots, marches, tri

CAPABILITY = Capability(
    "registre",
    boutons={
        "m": par_reste(marches.repondre_par_choix),
        "t": par_reste(tri.repondre_par_choix),
        "d": par_reste(depots.repondre_par_choix),
    },
    commandes={
        "rappels": consultation.prochaines,
        "echeances": consultation.prochaines,
        "mes_marches": consultation.mes_marches,
        "tableau": consultation.tableau,
        "registre": consultation.ouvrir,
        "trier": tri.page,
        "classeur": consultation.donner_le_classeur,
        "agenda": consultation.donner_l_agenda,
        "fermer_l_agenda": consultation.fermer_l_agenda,
    },
    ecoutes=(Ecoute(110, tri.repondre), Ecoute(120, marches.repondre), Ecoute(130, consultation.repondre)),
    attentes=((20, marches.reprendre), (30, depots.reprendre)),
)
