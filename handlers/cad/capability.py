"""What this capability hears and does."""

from __future__ import annotations

from handlers.cad import comite, convocation, cotations, en_seance, entendre, seances
from handlers.conversation.acts import Forme, Proposition
from handlers.conversation.capability import Capability, sans_rien
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Turn

_LECTURES = (cotations.lire, en_seance.lire, convocation.lire, comite.lire, seances.lire, entendre.lire)


def lire(turn: Turn, entretien: Entretien, texte: str) -> Proposition | None:
    """The first thing read about the committee: an answer that was asked for, then what is done of a session."""
    return next((lue for une in _LECTURES if (lue := une(turn, entretien, texte))), None)


CAPABILITY = Capability(
    "cad",
    lectures=(lire,),
    formes={
        "s:cibler": Forme("comite.cibler_l_achat", ("numero", "quoi")),
        "s:decibler": Forme("comite.decibler_l_achat", ("numero", "quoi")),
        "co:decommander": Forme("comite.decommander", ("acheteur", "jour")),
        "co:preparer": Forme("comite.preparer", ("acheteur",)),
        "co:suivant": Forme("comite.suivant", ("numero", "seance")),
        "co:reporter": Forme("comite.reporter", ("numero", "seance")),
        "co:defaire": Forme("comite.defaire", ("numero", "seance", "depuis")),
        "co:retablir": Forme("comite.retablir", ("numero", "seance", "depuis")),
        "co:placer": Forme("comite.placer", ("numero", "valeur")),
        "co:prevu": Forme("comite.comme_prevu", ("numero", "seance")),
        "ct:tenir": Forme("comite.tenir", ("jour", "acheteur?")),
        "co:relancer": Forme("comite.relancer", ("numero",)),
        "co:pv": Forme("comite.proces_verbal", ("seance", "tenue")),
        "co:coter": Forme("comite.coter", ("numero", "qui?")),
        "co:refaire": Forme("comite.refaire", ("numero", "qui")),
        "co:rep": Forme("comite.repondre", ("numero", "qui", "rang", "dit*")),
    },
    actes={
        "seances": sans_rien(seances.seances),
        "comite": en_seance.decisions,
        "qui_doit_quoi": cotations.qui_doit_quoi,
        "comite.relancer": cotations.relancer,
        "comite.utiles": cotations.utiles,
        "membres_du_comite": sans_rien(en_seance.membres),
        "comite.cibler": comite.faire,
        "comite.cibler_l_achat": comite.par_bouton,
        "comite.decibler_l_achat": comite.par_bouton,
        "comite.seance": convocation.fixer,
        "comite.decommander": seances.decommander,
        "comite.preparer": convocation.preparer,
        "comite.suivant": en_seance.suivant,
        "comite.decider": convocation.decider,
        "comite.reporter": en_seance.reporter,
        **dict.fromkeys(("comite.defaire", "comite.retablir"), en_seance.annuler),
        "comite.placer": en_seance.mettre,
        "comite.comme_prevu": en_seance.comme_prevu,
        "comite.tenir": convocation.tenir,
        "comite.proces_verbal": en_seance.proces_verbal,
        "comite.membre": en_seance.nommer_un_membre,
        "comite.coter": convocation.coter,
        "comite.presents": convocation.presents,
        "comite.refaire": cotations.refaire,
        "comite.repondre": cotations.repondre,
    },
    laisse={"comite.tenir": en_seance.laisser},
    attend={"comite.repondre": "cotation", "comite.decider": "decision"},
)
