"""What this capability hears and does."""

from __future__ import annotations

from handlers.conversation.acts import Forme
from handlers.conversation.capability import Capability, sans_rien
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import SEPARATOR, Outcome, Turn
from handlers.diagnostic import (
    dialogue,
    documents,
    explications,
    gestes,
    lots_classeur,
    lots_dits,
    lots_notes,
    lots_reponses,
    paroles,
    questions,
    regles,
    reprise,
)  # fmt: skip
from knowledge.ecoute import Acte


def _repondre(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """The answer to the question of one fact: a choice, or several ticked together."""
    nom = str(acte.slots["nom"])
    premiere, *autres = str(acte.slots["valeurs"]).split(SEPARATOR)
    if any(not autre.startswith(f"q:{nom}:") for autre in autres):
        return dialogue.dire(turn, entretien, "choix_inconnu")
    valeurs = (premiere, *(autre.removeprefix(f"q:{nom}:") for autre in autres))
    return questions.repondre_par_choix(turn, entretien, nom, valeurs) or dialogue.dire(
        turn, entretien, "choix_inconnu"
    )


def _nouveau_ou_correction(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    return paroles.nouveau_ou_correction(turn, entretien, str(acte.slots["reponse"]))


CAPABILITY = Capability(
    "diagnostic",
    lectures=(regles.lire, explications.lire, lots_classeur.lire, documents.lire, lots_notes.lire),
    formes={
        "accueil": Forme("saluer"),
        "q": Forme("diagnostic.repondre", ("nom", "valeurs*")),
        "a:detail": Forme("detail", ("action",)),
        "a:retenir": Forme("retenir", ("action",)),
        "a:ecarter": Forme("ecarter", ("action", "motif*")),
        "n": Forme("diagnostic.nouveau_ou_correction", ("reponse",)),
        "lt:somme": Forme("lots.prendre_la_somme"),
        "lt:noter": Forme(lots_notes.NOTER, ("numero", "nom", "valeur*")),
        "lt:nommer": Forme("lots.nommer", ("numero", "intitule*")),
        "lt:ajouter": Forme("lots.ajouter", ("montant", "intitule*")),
        "lt:retirer": Forme("lots.retirer", ("numero",)),
        "lt:prendre": Forme(lots_classeur.PRENDRE),
        "lt:laisser": Forme(lots_classeur.LAISSER),
        "dc:tout": Forme(documents.TOUT, ("empreinte",)),
        "dc:rien": Forme(documents.RIEN, ("empreinte",)),
        "dc:detailler": Forme(documents.DETAILLER, ("empreinte",)),
        "dc:prendre": Forme(documents.PRENDRE, ("empreinte", "numero", "valeur")),
        "dc:laisser": Forme(documents.LAISSER, ("empreinte", "numero")),
        "s:expliquer": Forme("diagnostic.expliquer", ("numero",)),
        "o:exporter": Forme("exporter", ("format",)),
        "o:noter": Forme("diagnostic.noter", ("nom", "valeur*")),
        "o:reprendre": Forme("diagnostic.reprendre", ("numero",)),
    },
    actes={
        **gestes.ACTES,
        "lots.prendre_la_somme": lots_dits.prendre_la_somme,
        lots_classeur.PRENDRE: lots_classeur.prendre,
        lots_classeur.LAISSER: lots_classeur.laisser,
        **documents.ACTES,
        lots_notes.NOTER: lots_notes.noter,
        "lots.redemander": lots_notes.redemander,
        "lots.nommer": lots_notes.nommer,
        "lots.ajouter": lots_notes.ajouter,
        "lots.retirer": lots_notes.retirer,
        "lots.dire": lots_reponses.dire,
        "diagnostic.acquiescer": gestes.acquiescer,
        "diagnostic.decisions_prises": lots_reponses.decisions_prises,
        "diagnostic.repondre": _repondre,
        "diagnostic.nouveau_ou_correction": _nouveau_ou_correction,
        "diagnostic.noter": reprise.noter,
        "diagnostic.reprendre": reprise.reprendre,
        "diagnostic.expliquer": explications.dire,
        "diagnostic.ce_que_le_plan_change": sans_rien(explications.ce_que_le_pack_change),
    },
    de_l_achat=frozenset(gestes.ACTES),
    attend={lots_notes.NOTER: "chiffre_du_lot"},
)
