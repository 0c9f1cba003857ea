"""Files that people send: what they hold, which heading is which field, and their import once somebody says yes."""

from __future__ import annotations

from handlers.entretien import Entretien
from handlers.vocabulary import Outcome, Turn


def recevoir(turn: Turn, entretien: Entretien) -> Outcome:
    raise NotImplementedError


def reprendre(turn: Turn, entretien: Entretien, attente: str, texte: str) -> Outcome | None:
    return None


def repondre_par_choix(turn: Turn, entretien: Entretien, reste: str) -> Outcome | None:
    return None
