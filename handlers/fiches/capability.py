"""What this capability answers, and to what."""

from __future__ import annotations

from handlers.conversation.capability import Capability, par_numero, par_reste
from handlers.fiches import recherche

CAPABILITY = Capability(
    "fiches",
    boutons={
        "fiche": par_numero(recherche.dire_une_fiche),
        "lectures": par_numero(recherche.dire_les_lectures),
        "objectif": par_numero(recherche.dire_un_objectif),
        "refus": par_reste(recherche.refuser),
    },
    commandes={"chercher": recherche.lister},
)
