"""What this capability hears and does."""

from __future__ import annotations

from handlers.cad import comite, seances
from handlers.conversation.acts import Forme
from handlers.conversation.capability import Capability, sans_rien

CAPABILITY = Capability(
    "cad",
    lectures=(comite.lire, seances.lire),
    formes={
        "s:cibler": Forme("comite.cibler_l_achat", ("numero", "quoi")),
        "s:decibler": Forme("comite.decibler_l_achat", ("numero", "quoi")),
    },
    actes={
        "seances": sans_rien(seances.seances),
        "comite": sans_rien(seances.seances),
        "comite.cibler": comite.faire,
        "comite.cibler_l_achat": comite.par_bouton,
        "comite.decibler_l_achat": comite.par_bouton,
        "comite.seance": seances.noter,
    },
)
