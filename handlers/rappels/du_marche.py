"""What the team wants of the reminders of a contract that it names: later, or none any more."""

from __future__ import annotations

from handlers.conversation.acces import memoire, reserver_a_l_equipe
from handlers.conversation.acts import Force, Proposition, aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Outcome, Reply, Turn
from handlers.rappels import reponses
from handlers.registre.trouver import designes
from knowledge.ecoute import Acte
from knowledge.francais.jours import lire_un_jour
from knowledge.francais.texte import simplifier
from knowledge.rappels.paroles import lire_un_ordre_sur_ses_rappels
from storage.comptes.records import Role
from storage.rappels.records import EtatRappel

DU_MARCHE = "rappels.du_marche"


def lire(turn: Turn, entretien: Entretien, texte: str) -> Proposition | None:
    """The reminders of one contract, surely named, that are put off or called off."""
    if Role.EQUIPE not in turn.roles or entretien.faits.connus():
        return None
    quoi = lire_un_ordre_sur_ses_rappels(texte)
    numeros = designes(turn, texte).numeros if quoi is not None else ()
    if len(numeros) != 1:
        return None
    return Proposition(Acte(DU_MARCHE, {"numero": numeros[0], "quoi": quoi}, mots=texte), Force.NOMME)


def agir(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Answer the last reminder of the contract that still waits; where none does, say what moves them, and what stops them."""
    marche = memoire(turn).marches.trouver(acte.slots["numero"])
    if Role.EQUIPE not in turn.roles or marche is None:
        return reserver_a_l_equipe(turn, entretien)
    ouverts = [un for un in memoire(turn).rappels.du_marche(marche.id) if un.etat is EtatRappel.DIT]
    reporte = acte.slots.get("quoi") == "reporter"
    if ouverts and reporte:
        jour = lire_un_jour(turn.aujourdhui, simplifier(acte.mots))
        quand = {} if jour is None else {"quand": jour.isoformat()}
        return reponses.reporter(turn, entretien, Acte(reponses.REPORTER, {"numero": ouverts[-1].id, **quand}))
    if ouverts:
        return reponses.classer(turn, entretien, Acte(reponses.CLASSER, {"numero": ouverts[-1].id}))
    choices = [bouton("changer_la_date", f"m:date:{marche.id}")]
    if not reporte and marche.recurrent is not False:
        choices.append(bouton("ponctuel", f"m:ponctuel:{marche.id}"))
    contexte = {"marche": marche, "base": marche.attribution_prevue or marche.fin, "reporte": reporte}
    return aparte(turn, entretien, Reply("rappels_du_marche", contexte, tuple(choices)))


__all__ = ["DU_MARCHE", "agir", "lire"]
