"""One's reminders that wait for an answer, and how one wants to be reminded."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from handlers.conversation.acces import memoire, mes_referents
from handlers.conversation.acts import Force, Proposition, aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Outcome, Reply, Turn
from handlers.rappels.pense_betes import a_montrer
from handlers.rappels.rappel import DERNIERS, EQUIPE, SUJETS_MAX, sujets_de
from knowledge.ecoute import Acte
from knowledge.rappels.paroles import lire_une_preference
from storage.comptes.records import Role
from storage.rappels.records import EtatRappel

MINUTES_D_UN_JOUR = 24 * 60


def lire(turn: Turn, _: Entretien, texte: str) -> Proposition | None:
    """How one wants to be reminded."""
    lue = lire_une_preference(texte, turn.aujourdhui)
    if lue is None:
        return None
    slots: dict[str, object] = {"groupes": lue.groupes}
    if lue.heures is not None:
        slots = {"heures": list(lue.heures)}
    elif lue.silence is not None:
        slots = {"silence": lue.silence.isoformat()}
    # Every word is of reminders, which nothing else is called: no purchase under way is meant.
    return Proposition(Acte("rappels.regler", slots, mots=texte), Force.NOMME)


def regler(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Remind of it so from now on."""
    apres = memoire(turn).rappels.preference(turn.droits.comptes())
    match acte.slots:
        case {"heures": [de, a]}:
            if not 0 <= de < a <= MINUTES_D_UN_JOUR:
                return aparte(turn, entretien, Reply("heures_impossibles"))
            apres = replace(apres, de_minutes=de, a_minutes=a)
        case {"silence": jour}:
            apres = replace(apres, silence_jusqu_au=date.fromisoformat(jour))
        case {"groupes": bool(groupes)}:
            apres = replace(apres, groupes=groupes)
    adresse = turn.incoming.address
    memoire(turn).rappels.preferer(adresse.plateforme, adresse.personne, apres)
    return aparte(turn, entretien, Reply("preference", {"preference": apres}))


def mes_rappels(turn: Turn, entretien: Entretien) -> Outcome:
    """What one was reminded of and did not answer, and how one is reminded."""
    destinataires = [f"referent:{referent.id}" for referent in mes_referents(turn)]
    if Role.EQUIPE in turn.roles:
        destinataires.append(EQUIPE)
    tous = memoire(turn).rappels.de(destinataires, DERNIERS) if destinataires else []
    ouverts = sujets_de(turn, [rappel for rappel in tous if rappel.etat is EtatRappel.DIT])
    contexte: dict[str, Any] = {
        "ouverts": ouverts[:SUJETS_MAX],
        "total": len(ouverts),
        "preference": memoire(turn).rappels.preference(turn.droits.comptes()),
        "escalade": turn.pack.escalade_jours_ouvres,
    }
    choices = tuple(
        bouton("repondre_a", f"r:voir:{sujet.numero}", rang) for rang, sujet in enumerate(ouverts[:SUJETS_MAX], 1)
    )
    propres, annulations = a_montrer(turn)
    contexte, choices = {**contexte, **propres}, (*choices, *annulations)
    return aparte(turn, entretien, Reply("mes_rappels", contexte, choices))


__all__ = ["lire", "mes_rappels", "regler"]
