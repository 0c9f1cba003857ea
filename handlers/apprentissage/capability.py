"""What this capability hears and does."""

from __future__ import annotations

from handlers.apprentissage import liste
from handlers.conversation.acts import Forme
from handlers.conversation.capability import Capability, sans_rien

CAPABILITY = Capability(
    "apprentissage",
    lectures=(liste.lire,),
    # Buttons bear `file`, its first name, and those that were sent always will.
    formes={
        "file:liste": Forme("file"),
        "file:apres": Forme("apprentissage.lister", ("compte", "numero")),
        "file:traite": Forme("apprentissage.traiter", ("numero",)),
        "file:sans_objet": Forme("apprentissage.ecarter", ("numero",)),
    },
    actes={
        "file": sans_rien(liste.lister),
        "apprentissage.lister": liste.lister_apres,
        "apprentissage.regler": liste.regler,
        "apprentissage.traiter": liste.regler_une,
        "apprentissage.ecarter": liste.regler_une,
    },
)
