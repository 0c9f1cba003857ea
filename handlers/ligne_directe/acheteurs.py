"""What firms are answered, told to a buyer who asks the same: publicity, delays, papers, payments, amendments."""

from __future__ import annotations

from handlers.conversation.acts import aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Outcome, Reply, Turn
from handlers.ligne_directe.contextes import d_une_entree
from knowledge.ecoute import Acte
from knowledge.francais.questionnement import est_directe, ressemble_a_une_question

# From there on an answer surely is of the question; and a fiche is, that is shown instead.
EVIDENTE, FICHE_NETTE = 0.4, 0.77


def repondre(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome | None:
    """The answer to a question that no fiche clearly answers; None where there is none either, or a thing is named."""
    texte = acte.mots
    if acte.slots.get("actions") or est_directe(texte) or not ressemble_a_une_question(texte):
        return None
    trouvees = turn.repondeur().chercher(texte)
    if not trouvees.sures or trouvees.evidence < EVIDENTE:
        return None
    fiches = turn.chercheur().chercher(texte)
    if fiches.direct or (fiches.resultats and fiches.resultats[0].score >= FICHE_NETTE):
        return None
    contexte = d_une_entree(trouvees.sures[0].entree, None, turn.ligne(), turn.pack, turn.aujourdhui)
    retour = (bouton("retour_au_resultat", "c:resultat"),) if entretien.diagnostic is not None else ()
    reply = Reply("conseil", {**contexte, "question": None, "aux_entreprises": True}, retour)
    return aparte(turn, entretien, reply)


__all__ = ["repondre"]
