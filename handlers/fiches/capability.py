"""What this capability hears and does."""

from __future__ import annotations

from handlers.conversation.acts import Forme
from handlers.conversation.capability import Capability, sans_rien
from handlers.fiches import recherche

CAPABILITY = Capability(
    "fiches",
    lectures=(recherche.lire,),
    formes={
        "fiche": Forme("fiches.ouvrir", ("numero",)),
        "lectures": Forme("fiches.lectures", ("numero",)),
        "objectif": Forme("fiches.objectif", ("numero",)),
        "refus": Forme("fiches.refuser", ("empreinte",)),
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
        "fiches.ouvrir": recherche.par_numero(recherche.dire_une_fiche),
        "fiches.lectures": recherche.par_numero(recherche.dire_les_lectures),
        "fiches.objectif": recherche.par_numero(recherche.dire_un_objectif),
        "fiches.refuser": lambda turn, entretien, acte: recherche.refuser(
            turn, entretien, str(acte.slots["empreinte"])
        ),
    },
)
