"""What this capability hears and does."""

from __future__ import annotations

from handlers.cad import comite, seances
from handlers.conversation.acts import Forme
from handlers.conversation.capability import Capability, sans_rien

CAPABILITY = Capability(
    "cad",
    lectures=(comite.lire, seances.lire),
    formes={
        "s:cibler": Forme("cad.cibler_l_achat", ("numero", "quoi")),
        "s:decibler": Forme("cad.decibler_l_achat", ("numero", "quoi")),
    },
    actes={
        "seances": sans_rien(seances.seances),
        "comite": sans_rien(seances.seances),
        "cad.cibler": comite.faire,
        "cad.cibler_l_achat": comite.par_bouton,
        "cad.decibler_l_achat": comite.par_bouton,
        "cad.seance": seances.noter,
    },
)
