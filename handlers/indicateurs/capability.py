"""What this capability hears and does."""

from __future__ import annotations

from handlers.conversation.acts import Forme
from handlers.conversation.capability import Capability, sans_rien
from handlers.indicateurs import bilan, lectures, pilotes, racontes, relances, saisies

_DE_QUI = ("annee", "acheteur", "repere?")
_TABLEAUX = ("actions", "deploiement", "cibles", "xlsx", "pdf", "figer")

CAPABILITY = Capability(
    "indicateurs",
    lectures=(relances.lire, lectures.lire, racontes.lire),
    formes={
        **{f"b:{quoi}": Forme(f"indicateurs.{quoi}", _DE_QUI) for quoi in _TABLEAUX},
        **saisies.FORMES,
    },
    actes={
        "indicateur": bilan.dire,
        "tableau": bilan.tableau,
        **{f"indicateurs.{quoi}": bilan.par_bouton(quoi) for quoi in _TABLEAUX},
        "saisir_chiffre": saisies.saisir,
        "mes_chiffres": sans_rien(pilotes.lister),
        "qui_relancer": relances.qui_relancer,
        relances.RELANCER: relances.relancer,
        "pilotes": sans_rien(pilotes.pilotes),
        "indicateurs.nommer": pilotes.nommer,
        "indicateurs.commencer": saisies.commencer,
        "indicateurs.promettre": saisies.promettre,
        "indicateurs.rendre": saisies.rendre,
        "indicateurs.plus_tard": sans_rien(saisies.plus_tard),
        "indicateurs.repondre": saisies.repondre,
        "indicateurs.entrer": saisies.entrer,
        "indicateurs.attribuer": saisies.entrer,
        "indicateurs.dater": saisies.entrer,
        "indicateurs.confirmer": saisies.entrer,
        "indicateurs.passer": saisies.passer,
        "indicateurs.rappeler": saisies.rappeler,
        "indicateurs.corriger": saisies.reposer,
        racontes.RACONTER: racontes.raconter,
        racontes.CELUI: racontes.celui,
    },
    attend={
        # A figure that is asked may be left for anything else.
        "indicateurs.promettre": "quand",
        "indicateurs.attribuer": "chiffre",
        "indicateurs.dater": "chiffre",
        "indicateurs.confirmer": "chiffre",
    },
)
