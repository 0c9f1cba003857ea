"""The diagnosis of the purchase of a conversation, and its next question: with its lots."""

from __future__ import annotations

from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Turn
from knowledge.diagnostic.diagnostic import Diagnostic, Suite, diagnostiquer, prochaine_question


def diagnostic_de(turn: Turn, entretien: Entretien) -> Diagnostic:
    """What today's rules say of it."""
    return diagnostiquer(turn.pack, entretien.faits, turn.aujourdhui, entretien.sans_reponse, entretien.lots)


def suite_de(turn: Turn, entretien: Entretien) -> Suite:
    """What to ask next; what the person did not answer comes last."""
    return prochaine_question(
        turn.pack, entretien.faits, turn.aujourdhui, entretien.sans_reponse, entretien.plus_tard, entretien.lots
    )


__all__ = ["diagnostic_de", "suite_de"]
