"""What this capability answers, and to what."""

from __future__ import annotations

from handlers.conversation.capability import Capability, Ecoute, entendu_par, par_reste, sans_rien
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Outcome, Turn
from handlers.suivi import achats, relances, spontane


def _sur_un_achat(turn: Turn, entretien: Entretien, choix: str) -> Outcome | None:
    """A button of a purchase: what is asked of it may be answered by several at once, ticked together."""
    return par_reste(achats.repondre_par_choix)(turn, entretien, choix) or relances.repondre_par_choix(
        turn, entretien, choix
    )


CAPABILITY = Capability(
    "suivi",
    boutons={"s": _sur_un_achat},
    actes={"mes_achats": sans_rien(achats.lister), "suivre": entendu_par(achats.repondre, achats.lister)},
    ecoutes=(Ecoute(20, achats.repondre), Ecoute(90, spontane.repondre), Ecoute(170, spontane.insister)),
)
