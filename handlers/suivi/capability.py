"""What this capability hears and does."""

from __future__ import annotations

from handlers.conversation.capability import Capability, sans_rien
from handlers.suivi import achats, gestes, nouvelles, reponses, statut
from handlers.suivi.formes import FORMES

CAPABILITY = Capability(
    "suivi",
    lectures=(reponses.lire, nouvelles.lire, nouvelles.lire_ce_qui_est_nomme),
    formes=FORMES,
    actes={
        "mes_achats": sans_rien(achats.lister),
        "suivre": nouvelles.suivre,
        "suivi.voir": achats.voir,
        "suivi.voir_lequel": statut.voir_lequel,
        "suivi.nommer": nouvelles.dire_incompris,
        "suivi.insister": reponses.insister,
        "suivi.a_part": reponses.repondre_a_part,
        **gestes.ACTES,
    },
)
