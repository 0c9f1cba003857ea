"""What a firm that has a place is told of a session: a change, or that it comes."""

from __future__ import annotations

from datetime import date

from handlers.conversation.boutons import bouton
from handlers.conversation.vocabulary import AccompagnementRecord, Reply
from storage.accompagnements.records import EtatAccompagnement


def annoncer_un_changement(session: AccompagnementRecord, connu: date | None = None) -> Reply:
    """A session that somebody has a place in was moved, or called off; `connu`: the day that they know."""
    annulee = session.etat is EtatAccompagnement.ANNULE
    choices = () if annulee else (bouton("ne_plus_venir", f"x:desinscrire:{session.id}"),)
    return Reply(
        "session_changee",
        {"session": session, "annulee": annulee, "connu": connu if connu != session.jour else None},
        choices,
    )


def rappeler(session: AccompagnementRecord) -> Reply:
    """A session that somebody has a place in comes on the next working day."""
    return Reply("session_rappelee", {"session": session}, (bouton("ne_plus_venir", f"x:desinscrire:{session.id}"),))
