"""The sessions of the committee: those to come, and what the team says of one."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import timedelta

from handlers.cad.comite import sans_comite
from handlers.conversation.acces import memoire, reserver_a_l_equipe
from handlers.conversation.acts import Force, Proposition, aparte
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Outcome, Reply, Turn
from knowledge.cad.paroles import SeanceDite, lire_une_seance
from knowledge.ecoute import Acte
from storage.comptes.records import Role


def lire(turn: Turn, _: Entretien, texte: str) -> Proposition | None:
    """A session that is told, called off or asked for."""
    lue = lire_une_seance(turn.pack, texte, turn.aujourdhui)
    return None if lue is None else Proposition(Acte("comite.seance", asdict(lue), mots=texte), Force.ENTIER)


def seances(turn: Turn, entretien: Entretien, note: dict[str, object] | None = None) -> Outcome:
    """The sessions to come of each buyer's committee."""
    if turn.pack.comite is None:
        return sans_comite(turn, entretien)
    connues = memoire(turn).seances.toutes()
    contexte = {
        "acheteurs": [
            {"nom": un.nom, "jours": [jour for jour in connues.get(un.id, ()) if jour >= turn.aujourdhui]}
            for un in turn.pack.acheteurs
        ],
        "note": note,
        "equipe": Role.EQUIPE in turn.roles,
    }
    return aparte(turn, replace(entretien, attente=None), Reply("seances", contexte))


def noter(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Note a session of a buyer's committee, or that there will be none; the milestones that it brings forward move with it."""
    lue = SeanceDite(**acte.slots)
    if turn.pack.comite is None or lue.demande:
        return seances(turn, entretien)
    if Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    acheteur = next((un for un in turn.pack.acheteurs if un.id == lue.acheteur), None)
    if acheteur is None or lue.jour is None:
        return seances(turn, entretien, {"quoi": "incomplet"})
    tenues = memoire(turn).seances
    change = (tenues.decommander if lue.retirer else tenues.convoquer)(acheteur.id, lue.jour)
    if change:
        # The warnings of the milestones that a session brings forward move with it: within the year that follows it.
        for jalon in (un for un in turn.pack.jalons if un.comite):
            apres = timedelta(days=31 * jalon.mois_avant)
            memoire(turn).marches.revoir(acheteur.id, lue.jour, lue.jour + apres + timedelta(days=400))
    garde = lue.retirer and lue.jour in tenues.toutes().get(acheteur.id, ())
    quoi = ("retiree" if lue.retirer else "ajoutee") if change else "decidee" if garde else "deja"
    return seances(turn, entretien, {"quoi": quoi, "nom": acheteur.nom, "jour": lue.jour})
