"""What every capability does: answer aside, then come back to what was pending."""

from __future__ import annotations

from handlers.conversation.entretien import Entretien, Etape
from handlers.conversation.vocabulary import Outcome, Reply, Turn


def aparte(turn: Turn, entretien: Entretien, reply: Reply) -> Outcome:
    """Answer aside, then come back to the question that was pending."""
    replies = [reply]
    if entretien.etape is Etape.QUESTION and (rappel := turn.reposer(turn, entretien, revenons=True)):
        replies.append(rappel)
    return Outcome(entretien.en_json(), replies)
