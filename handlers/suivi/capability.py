"""What this capability hears and does."""

from __future__ import annotations

from handlers.conversation.capability import Capability, sans_rien
from handlers.suivi import achats, gestes, lots, nouvelles, reponses, retour, statut
from handlers.suivi.formes import FORMES
from handlers.suivi.miens import sur_un_achat

CAPABILITY = Capability(
    "suivi",
    lectures=(retour.lire, lots.lire, reponses.lire, nouvelles.lire, nouvelles.lire_ce_qui_est_nomme),
    formes=FORMES,
    actes={
        "mes_achats": sans_rien(achats.lister),
        "suivre": nouvelles.suivre,
        "suivi.voir": achats.voir,
        "suivi.reprendre": retour.reprendre,
        "suivi.peut_on_ecarter": retour.peut_on_ecarter,
        "suivi.tous": retour.tous,
        "suivi.dire_le_dossier": retour.dire_le_dossier,
        "suivi.voir_lequel": statut.voir_lequel,
        "suivi.nommer": nouvelles.dire_incompris,
        "suivi.insister": reponses.insister,
        "suivi.a_part": reponses.repondre_a_part,
        "suivi.attribuer_les_lots": sur_un_achat(lots.attribuer),
        "suivi.etape_des_lots": sur_un_achat(lots.dire_une_etape),
        "suivi.lier_les_lots": sur_un_achat(lots.lier),
        **gestes.ACTES,
    },
)
