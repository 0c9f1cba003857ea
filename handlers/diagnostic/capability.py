"""What this capability answers, and to what."""

from __future__ import annotations

from handlers.conversation.acts import Forme
from handlers.conversation.capability import Capability, par_reste, sans_rien
from handlers.conversation.entretien import Entretien
from handlers.conversation.offerts import NUMERO
from handlers.conversation.vocabulary import SEPARATOR, Outcome, Turn
from handlers.diagnostic import dialogue, explications, gestes, paroles, questions
from knowledge.ecoute import Acte


def _sur_une_question(turn: Turn, entretien: Entretien, choix: str) -> Outcome | None:
    """The answer to the question of one fact: a choice, or several ticked together."""
    parties = [valeur.split(":", 2) for valeur in choix.split(SEPARATOR)]
    if all(len(partie) == 3 and partie[1] == parties[0][1] for partie in parties):
        return questions.repondre_par_choix(turn, entretien, parties[0][1], tuple(partie[2] for partie in parties))
    return None


def _sur_une_action(turn: Turn, entretien: Entretien, reste: str) -> Outcome | None:
    verbe, _, action = reste.partition(":")
    if verbe not in ("detail", "retenir", "ecarter") or not NUMERO.fullmatch(action):
        return None
    return gestes.ACTES[verbe](turn, entretien, Acte(verbe, {"actions": (int(action),)}))


def _accueil(turn: Turn, entretien: Entretien, _: str) -> Outcome:
    return dialogue.accueillir(turn, entretien)


CAPABILITY = Capability(
    "diagnostic",
    boutons={
        "accueil": _accueil,
        "q": _sur_une_question,
        "a": par_reste(_sur_une_action),
        "n": par_reste(paroles.nouveau_ou_correction),
    },
    lectures=(explications.lire,),
    formes={"s:expliquer": Forme("diagnostic.expliquer", ("numero",))},
    actes={
        **gestes.ACTES,
        "diagnostic.expliquer": explications.dire,
        "diagnostic.ce_que_le_plan_change": sans_rien(explications.ce_que_le_pack_change),
    },
)
