"""The programme of sessions, as buyers and the team see it: one session, those planned, and the figures of the plan."""

from __future__ import annotations

from typing import Any

from handlers.accompagnements.entreprises import MONTREES
from handlers.conversation.acces import memoire
from handlers.conversation.acts import aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Choice, Outcome, Reply, Turn
from handlers.indicateurs import mots
from handlers.indicateurs.tableau_de_bord import seul
from knowledge.plan.declaration import Mesure
from knowledge.plan.pack import Indicateur
from knowledge.plan.tableau_de_bord import VIDE, Dashboard, Requete
from storage.accompagnements.records import EtatAccompagnement
from storage.comptes.records import Role
from storage.limits import NUMERO_MAX


def est_inconnue(turn: Turn, numero: int) -> bool:
    """Whether no session has that number."""
    return numero > NUMERO_MAX or turn.sessions.trouver(numero) is None


def montrer(turn: Turn, entretien: Entretien, numero: int, note: str | None = None) -> Outcome:
    """A session, and what the team can say of it."""
    if est_inconnue(turn, numero):
        return aparte(turn, entretien, Reply("session_inconnue", {"numero": numero}))
    session = turn.sessions.trouver(numero)
    assert session is not None
    equipe = Role.EQUIPE in turn.roles
    contexte = {"session": session, "note": note, "equipe": equipe, "passee": session.jour < turn.aujourdhui}
    choices: list[Choice] = []
    if equipe and session.etat is EtatAccompagnement.PROGRAMME:
        if session.jour <= turn.aujourdhui:
            choices.append(bouton("session_faite", f"x:faite:{numero}"))
        choices.append(bouton("deplacer_la_session", f"x:deplacer:{numero}"))
        choices.append(bouton("renommer_la_session", f"x:renommer:{numero}"))
        choices.append(bouton("annuler_la_session", f"x:annuler:{numero}"))
    choices.append(bouton("programme", "c:programme"))
    return aparte(turn, entretien, Reply("session", contexte, tuple(choices)))


def lister(turn: Turn, entretien: Entretien) -> Outcome:
    """What is planned, what waits for its outcome, and the figures of the programme."""
    equipe = Role.EQUIPE in turn.roles
    a_venir = turn.sessions.a_venir(turn.aujourdhui)
    a_conclure = memoire(turn).accompagnements.a_conclure(turn.aujourdhui)
    etats = memoire(turn).accompagnements.compter().get(turn.aujourdhui.year, {})
    contexte = {
        "a_venir": a_venir[:MONTREES],
        "autres": max(0, len(a_venir) - MONTREES),
        "a_conclure": a_conclure[:MONTREES],
        "annee": turn.aujourdhui.year,
        "programmees": sum(etats.values()),
        "realisees": etats.get(EtatAccompagnement.REALISE, 0),
        "annulees": etats.get(EtatAccompagnement.ANNULE, 0),
        "chiffres": _chiffres(turn),
        "equipe": equipe,
    }
    montrees = [*a_conclure[:MONTREES], *a_venir[:MONTREES]][:MONTREES]
    choices = tuple(bouton("session", f"x:voir:{une.id}", une.id) for une in montrees if equipe)
    return aparte(turn, entretien, Reply("sessions", contexte, choices))


def _chiffres(turn: Turn) -> list[dict[str, Any]]:
    """The last two years of the figure of the programme, and of how many bid, as its action declares them."""
    dits = []
    for cle, indicateur in _indicateurs(turn):
        requete = Requete(Dashboard.ACTIONS, turn.aujourdhui.year)
        chiffre = seul(memoire(turn), turn.pack, requete, cle, turn.aujourdhui)
        assert chiffre is not None
        connues = dict(chiffre.annees)
        annees = []
        for annee in (turn.aujourdhui.year - 1, turn.aujourdhui.year):
            valeur = connues.get(annee, VIDE)
            dite, sur = mots.lisible(valeur, chiffre.unite), mots.part(valeur, chiffre.genre)
            annees.append({"annee": annee, "valeur": dite, "part": sur})
        dits.append({"titre": indicateur.titre, "annees": annees, "evolution": mots.evolution(chiffre)})
    return dits


def _indicateurs(turn: Turn) -> list[tuple[str, Indicateur]]:
    for fiche in turn.pack.fiches.values():
        calcules = [(un, un.calcul) for un in fiche.indicateurs if un.calcul is not None]
        if any(calcul.accompagnements for _, calcul in calcules):
            return [
                (f"{fiche.numero}.{un.id}", un)
                for un, calcul in calcules
                if calcul.accompagnements or calcul.mesure is Mesure.OFFRES
            ]
    return []


__all__ = ["est_inconnue", "lister", "montrer"]
