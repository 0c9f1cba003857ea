"""What this capability hears and does."""

from __future__ import annotations

from handlers.accompagnements import entreprises, equipe, programme
from handlers.conversation.acts import Forme
from handlers.conversation.capability import Capability, sans_rien

_UNE = ("numero",)

CAPABILITY = Capability(
    "accompagnements",
    lectures=(equipe.lire,),
    formes={
        "x:voir": Forme("accompagnements.voir", _UNE),
        "x:faite": Forme("accompagnements.realiser", _UNE),
        "x:deplacer": Forme("accompagnements.deplacer", _UNE),
        "x:renommer": Forme("accompagnements.renommer", _UNE),
        "x:annuler": Forme("accompagnements.proposer_d_annuler", _UNE),
        "x:annuler_oui": Forme("accompagnements.annuler", _UNE),
        "x:confirmer_oui": Forme("accompagnements.confirmer", _UNE),
        "x:confirmer_non": Forme("accompagnements.renoncer", _UNE),
        "x:inscrire": Forme("accompagnements.venir", _UNE),
        "x:desinscrire": Forme("accompagnements.ne_plus_venir", _UNE),
        # What was awaited, as states that are kept already say it.
        "x:participants": Forme("accompagnements.realiser", _UNE),
        "x:titre": Forme("accompagnements.renommer", _UNE),
        "x:jour": Forme("accompagnements.deplacer", _UNE),
        "x:quand": Forme("accompagnements.programmer", ("quoi*",)),
        "x:confirmer": Forme("accompagnements.programmer_ce_jour", ("quoi*",)),
        "x:deplacer_le": Forme("accompagnements.deplacer_ce_jour", ("vers*",)),
    },
    attend=equipe.ATTENDENT,
    actes={
        "programme": sans_rien(programme.lister),
        "accompagnements.programmer": equipe.programmer,
        "accompagnements.programmer_ce_jour": equipe.programmer_ce_jour,
        "accompagnements.deplacer": equipe.deplacer,
        "accompagnements.deplacer_ce_jour": equipe.deplacer_ce_jour,
        "accompagnements.realiser": equipe.realiser,
        "accompagnements.renommer": equipe.renommer,
        "accompagnements.annuler": equipe.annuler,
        "accompagnements.proposer_d_annuler": equipe.proposer_d_annuler,
        "accompagnements.confirmer": equipe.confirmer,
        "accompagnements.renoncer": equipe.confirmer,
        "accompagnements.voir": equipe.voir,
        "accompagnements.venir": entreprises.venir,
        "accompagnements.ne_plus_venir": entreprises.venir,
    },
)
