"""What this capability answers, and to what."""

from __future__ import annotations

from handlers.conversation.capability import Capability, par_numero, par_reste, sans_rien
from handlers.fiches import recherche

CAPABILITY = Capability(
    "fiches",
    boutons={
        "fiche": par_numero(recherche.dire_une_fiche),
        "lectures": par_numero(recherche.dire_les_lectures),
        "objectif": par_numero(recherche.dire_un_objectif),
        "refus": par_reste(recherche.refuser),
    },
    actes={
        "lister_fiches": sans_rien(recherche.lister),
        "chercher": recherche.repondre,
        "definition": recherche.repondre,
        "fiche": recherche.ouvrir,
        "refuser_reponse": sans_rien(recherche.refuser),
        # Asked by a buyer: what the plan and the law say of it.
        "question": recherche.repondre,
        "suite_question": recherche.repondre,
        "cas": recherche.repondre,
    },
)
