"""How the state of a firm's conversation is kept beside what it was before: a purchase of a former buyer, above all."""

from __future__ import annotations

from collections.abc import Callable

from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Outcome, Reply, Turn
from handlers.ligne_directe.appel import CLE, Appel
from knowledge.ecoute import Acte

# Carries out one act of a firm, where its conversation stands. It always answers.
Geste = Callable[[Turn, Entretien, Appel, Acte], Outcome]


def lire(turn: Turn) -> Appel:
    """Where this firm's conversation stands."""
    return Appel.depuis_json(turn.etat.get(CLE))


def garder(turn: Turn, appel: Appel, *replies: Reply) -> Outcome:
    """Say these, and keep where the conversation stands; all else that the state holds stays as it is."""
    return Outcome({**turn.etat, CLE: appel.en_json()}, list(replies))


__all__ = ["Geste", "garder", "lire"]
