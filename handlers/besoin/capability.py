"""What this capability hears and does."""

from __future__ import annotations

from handlers.besoin import cout, gestes
from handlers.conversation.acts import Forme, Proposition
from handlers.conversation.capability import Capability
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Turn


def lire(turn: Turn, entretien: Entretien, texte: str) -> Proposition | None:
    """Figures first: words that hold some answer the question of the interview that asks for them."""
    return cout.lire(turn, entretien, texte) or gestes.lire(turn, entretien, texte)


CAPABILITY = Capability(
    "besoin",
    lectures=(lire,),
    formes={
        "be:r": Forme(gestes.REPONDRE, ("numero", "question", "choix")),
        "be:dire": Forme(gestes.REPONDRE, ("numero", "question", "texte*")),
        cout.FORME_CHOISIR: Forme(cout.CHOISIR, ("numero", "nom")),
        "be:ns": Forme("besoin.inconnu", ("numero", "question")),
        "be:plus": Forme("besoin.passer", ("numero", "question")),
        "be:avant": Forme("besoin.retour", ("numero",)),
        "be:stop": Forme("besoin.arreter", ("numero",)),
        "be:suite": Forme("reprendre_le_besoin", ("numero",)),
        "be:note": Forme("note_du_besoin", ("numero",)),
        "be:revoir": Forme("besoin.revoir", ("nom",)),
    },
    actes={**gestes.ACTES, **cout.ACTES},
    seulement={"cout_global": cout.peut_se_compter},
    pres_d_une_action=gestes.pres_d_une_action,
    attend={gestes.DECRIRE: "achat"},
    laisse={gestes.REPONDRE: gestes.laisser},
)
