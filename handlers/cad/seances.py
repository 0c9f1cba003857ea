"""The sessions of the committee: those to come, and what the team says of one."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

from handlers.cad.comite import sans_comite
from handlers.conversation.acces import memoire, reserver_a_l_equipe
from handlers.conversation.acts import aparte
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Outcome, Reply, Turn
from knowledge.francais.dates import lire_dates
from knowledge.francais.texte import plier, simplifier
from knowledge.plan.pack import Acheteur
from storage.comptes.records import Role

_NON = r"^(?P<non>(?:annuler?|supprimer?|retirer?|plus de|pas de) )?(?:la |le |une |l')?(?:(?:(?:les )?(?:seance|reunion|date)s?|quand est) (?:du |de |le )?)?"
# Whatever a plan calls its committee, this is what people ask about where there is none.
_COMITES = ("comite",)


def repondre(turn: Turn, entretien: Entretien, texte: str) -> Outcome | None:
    """ "comité de la Ville le 10 décembre 2026", "annuler la séance du comité"; None for anything else."""
    comite = turn.pack.comite
    dits = "|".join(re.escape(simplifier(dit)) for dit in (_COMITES if comite is None else comite.dits))
    lu = re.match(rf"{_NON}(?:{dits})\b(?P<suite>.*)$", simplifier(texte))
    if lu is None:
        return None
    if comite is None:
        return sans_comite(turn, entretien)
    return _seance(turn, entretien, lu["suite"], retirer=bool(lu["non"]))


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


def _seance(turn: Turn, entretien: Entretien, suite: str, *, retirer: bool) -> Outcome | None:
    acheteur = _acheteur(turn, suite)
    lues = lire_dates(plier(suite).texte, turn.aujourdhui)
    if acheteur is None and not lues:
        return seances(turn, entretien) if not suite.strip(" ?") else None
    if Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    if acheteur is None or len(lues) != 1 or not lues[0].jour:
        return seances(turn, entretien, {"quoi": "incomplet"})
    jour = lues[0].bas
    if retirer:
        change = memoire(turn).seances.decommander(acheteur.id, jour)
    else:
        change = memoire(turn).seances.convoquer(acheteur.id, jour)
    if change:
        # The warnings of the milestones that a session brings forward move with it: within the year that follows it.
        comite = [jalon for jalon in turn.pack.jalons if jalon.comite]
        for jalon in comite:
            apres = timedelta(days=31 * jalon.mois_avant)
            memoire(turn).marches.revoir(acheteur.id, jour, jour + apres + timedelta(days=400))
    quoi = ("retiree" if retirer else "ajoutee") if change else "deja"
    return seances(turn, entretien, {"quoi": quoi, "nom": acheteur.nom, "jour": jour})


def _acheteur(turn: Turn, texte: str) -> Acheteur | None:
    """The buyer that a message names: by its identifier or the words of its name."""
    simple = simplifier(texte)
    for un in turn.pack.acheteurs:
        if re.search(rf"\b{un.id}\b", simple) or any(simplifier(dit) in simple for dit in (un.nom, un.court)):
            return un
    return None


__all__ = ["repondre", "seances"]
