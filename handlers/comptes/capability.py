"""What this capability hears and does."""

from __future__ import annotations

from handlers.comptes import droits, liaison
from handlers.conversation.acts import Forme
from handlers.conversation.capability import Capability, sans_rien

CAPABILITY = Capability(
    "comptes",
    lectures=(liaison.lire,),
    formes={
        "lier:oui": Forme("comptes.relier", ("numero",)),
        "lier:non": Forme("comptes.ne_pas_relier"),
    },
    actes={
        "roles": sans_rien(droits.dire),
        "comptes": liaison.ecouter,
        "relier": sans_rien(liaison.relier),
        "delier": sans_rien(liaison.delier),
        "ici": lambda turn, entretien, _: liaison.reprendre_ici(turn, entretien, remplacer=False),
        "ici_remplacer": lambda turn, entretien, _: liaison.reprendre_ici(turn, entretien, remplacer=True),
        "comptes.relier": liaison.conclure,
        "comptes.ne_pas_relier": sans_rien(liaison.refuser),
    },
)
