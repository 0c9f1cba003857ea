"""What this capability hears and does."""

from __future__ import annotations

from handlers.conversation.acts import Forme
from handlers.conversation.capability import Capability
from handlers.ligne_directe import annuaire, demandes, equipe, gestes, promotion
from handlers.ligne_directe.gestes import sur_une_demande
from handlers.ligne_directe.promotion import d_une_demande, pour_l_equipe

_DE_LA_DEMANDE = ("voir", "prendre", "reprendre", "occupe", "repondre", "transferer", "rendre", "clore", "envoyer")

# For whoever answers firms; what is said to firms comes before all capabilities: see the policy.
CAPABILITY = Capability(
    "ligne_directe",
    lectures=(equipe.lire, promotion.lire, annuaire.lire),
    formes={
        **{f"g:{verbe}": Forme(f"demande.{verbe}", ("demande",)) for verbe in _DE_LA_DEMANDE},
        "g:rien": Forme("demande.ne_pas_envoyer", ("demande",)),
        "g:a": Forme("demande.transferer", ("demande", "marque")),
        "g:promouvoir": Forme("reponse.garder", ("demande",)),
        "g:generale": Forme("reponse.generaliser", ("demande",)),
        "g:paire": Forme("reponse.choisir", ("demande", "question", "reponse?")),
        "g:service": Forme("reponse.publier", ("numero",)),
        "g:reecrire": Forme("reponse.reecrire", ("numero",)),
        "g:retirer": Forme("reponse.retirer", ("numero",)),
        # What was awaited, as older versions kept it.
        "g:reponse": Forme("demande.repondre", ("demande", "depuis", "texte*")),
        "g:envoi": Forme("demande.repondre", ("demande", "depuis", "texte*")),
        "g:a_qui": Forme("demande.transferer", ("demande", "depuis", "nom*")),
    },
    actes={
        "annuaire.chercher": annuaire.faire,
        "demande.lister": demandes.lister,
        "demande.voir": sur_une_demande(gestes.voir),
        "demande.prendre": sur_une_demande(gestes.prendre),
        "demande.reprendre": sur_une_demande(gestes.reprendre),
        "demande.occupe": sur_une_demande(gestes.occupe),
        "demande.repondre": sur_une_demande(gestes.repondre),
        "demande.envoyer": gestes.envoyer,
        "demande.ne_pas_envoyer": gestes.ne_pas_envoyer,
        "demande.abandonner": gestes.abandonner,
        "demande.transferer": sur_une_demande(gestes.transferer),
        "demande.rendre": sur_une_demande(gestes.rendre),
        "demande.clore": sur_une_demande(gestes.clore),
        "demande.rouvrir": sur_une_demande(gestes.rouvrir),
        "demande.annuler": sur_une_demande(gestes.annuler),
        "reponse.garder": d_une_demande(promotion.garder),
        "reponse.generaliser": d_une_demande(promotion.generaliser),
        "reponse.choisir": d_une_demande(promotion.choisir),
        "reponse.rediger": pour_l_equipe(promotion.rediger),
        "reponse.publier": pour_l_equipe(promotion.publier),
        "reponse.reecrire": pour_l_equipe(promotion.reecrire),
        "reponse.corriger": pour_l_equipe(promotion.corriger),
        "reponse.retirer": pour_l_equipe(promotion.retirer),
        "reponse.laisser": gestes.rien,
        "reponse.lister": pour_l_equipe(promotion.lister),
    },
    laisse={"demande.repondre": gestes.laisser},
)
