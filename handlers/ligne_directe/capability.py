"""What this capability hears and does."""

from __future__ import annotations

from handlers.conversation.acts import Forme
from handlers.conversation.capability import Capability
from handlers.ligne_directe import acheteurs, annuaire, demandes, equipe, gestes, promotion
from handlers.ligne_directe.gestes import sur_une_demande
from handlers.ligne_directe.promotion import d_une_demande, pour_l_equipe

_BOUTONS = ("voir", "prendre", "reprendre", "occupe", "repondre", "transferer", "rendre", "clore", "envoyer")
# What is done of a request, of an answer to one, and of what is kept: acts of their names.
_GESTES = (
    gestes.voir, gestes.prendre, gestes.reprendre, gestes.occupe, gestes.repondre, gestes.transferer, gestes.rendre, gestes.clore,
    gestes.rouvrir, gestes.annuler,
)  # fmt: skip
_D_UNE_DEMANDE = (promotion.garder, promotion.generaliser, promotion.choisir)
_DE_LA_LIGNE = (
    promotion.rediger, promotion.publier, promotion.reecrire, promotion.corriger, promotion.retirer, promotion.lister,
)  # fmt: skip

# For whoever answers firms; what is said to firms comes before all capabilities: see the policy.
CAPABILITY = Capability(
    "ligne_directe",
    lectures=(equipe.lire, promotion.lire, annuaire.lire, acheteurs.lire),
    formes={
        **{f"g:{verbe}": Forme(f"demande.{verbe}", ("demande",)) for verbe in _BOUTONS},
        "g:rien": Forme("demande.abandonner", ("demande",)),
        "g:a": Forme("demande.transferer", ("demande", "marque")),
        "g:promouvoir": Forme("reponse.garder", ("demande",)),
        "g:generale": Forme("reponse.generaliser", ("demande",)),
        "g:paire": Forme("reponse.choisir", ("demande", "question", "reponse?")),
        "g:service": Forme("reponse.publier", ("numero",)),
        "g:reecrire": Forme("reponse.reecrire", ("numero",)),
        "g:retirer": Forme("reponse.retirer", ("numero",)),
        "ra": Forme("acheteurs.repondre", ("entree",)),
        # What was awaited, as older versions kept it.
        "g:reponse": Forme("demande.repondre", ("demande", "depuis", "texte*")),
        "g:envoi": Forme("demande.repondre", ("demande", "depuis", "texte*")),
        "g:a_qui": Forme("demande.transferer", ("demande", "depuis", "nom*")),
    },
    actes={
        "acheteurs.repondre": acheteurs.par_son_nom,
        "annuaire.chercher": annuaire.faire,
        "demande.lister": demandes.lister,
        **{f"demande.{geste.__name__}": sur_une_demande(geste) for geste in _GESTES},
        "demande.envoyer": gestes.envoyer,
        "demande.abandonner": gestes.abandonner,
        **{f"reponse.{geste.__name__}": d_une_demande(geste) for geste in _D_UNE_DEMANDE},
        **{f"reponse.{geste.__name__}": pour_l_equipe(geste) for geste in _DE_LA_LIGNE},
        "reponse.laisser": gestes.rien,
    },
    laisse={"demande.repondre": gestes.laisser},
)
