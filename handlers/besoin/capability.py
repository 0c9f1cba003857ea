"""What this capability hears and does."""

from __future__ import annotations

from handlers.besoin import cout, gestes
from handlers.conversation.acts import Forme
from handlers.conversation.capability import Capability

CAPABILITY = Capability(
    "besoin",
    lectures=(gestes.lire, cout.lire),
    formes={
        "be:r": Forme(gestes.REPONDRE, ("numero", "question", "choix")),
        "be:ns": Forme("besoin.inconnu", ("numero", "question")),
        "be:plus": Forme("besoin.passer", ("numero", "question")),
        "be:avant": Forme("besoin.retour", ("numero",)),
        "be:stop": Forme("besoin.arreter", ("numero",)),
        "be:suite": Forme("reprendre_le_besoin", ("numero",)),
        "be:note": Forme("note_du_besoin", ("numero",)),
        "be:revoir": Forme("besoin.revoir", ("nom",)),
    },
    actes={**gestes.ACTES, **cout.ACTES},
    attend={gestes.DECRIRE: "achat"},
    laisse={gestes.REPONDRE: gestes.laisser},
)
