"""The sessions of the committee: those to come, and what the team says of one."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date, timedelta

from handlers.cad.comite import sans_comite
from handlers.conversation.acces import memoire, reserver_a_l_equipe
from handlers.conversation.acts import Force, Proposition, aparte
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Outcome, Reply, Turn
from knowledge.cad.dits import a_son_verbe, dit, lire_le_jour_d_une_seance
from knowledge.cad.paroles import SeanceDite, lire_une_seance
from knowledge.ecoute import Acte
from knowledge.registre.paroles import jour_de
from storage.comptes.records import Role


def lire(turn: Turn, _: Entretien, texte: str) -> Proposition | None:
    """A session that is told, called off or asked for."""
    lue = lire_une_seance(turn.pack, texte, turn.aujourdhui)
    if lue is None or (not lue.retirer and a_son_verbe(texte)):
        # Where something is decided, the day is that of the decision.
        return None
    if not lue.retirer and (dit("preparer", texte) or ("?" in texte and lue.jour and dit("prevue", texte))):
        # It is told to be prepared.
        return None
    if lue.jour is None and lue.acheteur is not None:
        lue = replace(lue, jour=lire_le_jour_d_une_seance(texte, turn.aujourdhui))
    return Proposition(Acte("comite.seance", asdict(lue), mots=texte), Force.ENTIER)


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
    change = convoquer(turn, acheteur.id, lue.jour, retirer=lue.retirer)
    garde = lue.retirer and lue.jour in tenues.toutes().get(acheteur.id, ())
    quoi = ("retiree" if lue.retirer else "ajoutee") if change else "decidee" if garde else "deja"
    return seances(turn, entretien, {"quoi": quoi, "nom": acheteur.nom, "jour": lue.jour})


def decommander(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Call off, in one tap, a session that was just set."""
    jour = jour_de(acte.slots)
    if jour is None:
        return seances(turn, entretien)
    dite = SeanceDite(str(acte.slots.get("acheteur")), jour, retirer=True, demande=False)
    return noter(turn, entretien, Acte("comite.seance", asdict(dite)))


def convoquer(turn: Turn, acheteur: str, jour: date, *, retirer: bool = False) -> bool:
    """Note a session, or that there will be none; the warnings of the milestones that it brings forward move with it."""
    tenues = memoire(turn).seances
    change = (tenues.decommander if retirer else tenues.convoquer)(acheteur, jour)
    if change:
        # Within the year that follows it.
        for jalon in (un for un in turn.pack.jalons if un.comite):
            apres = timedelta(days=31 * jalon.mois_avant)
            memoire(turn).marches.revoir(acheteur, jour, jour + apres + timedelta(days=400))
    return change


__all__ = ["convoquer", "decommander", "lire", "noter", "seances"]
