"""What was not understood: kept without its author, for the team that mends the words."""

from __future__ import annotations

from collections.abc import Collection

from handlers.conversation.vocabulary import Turn
from knowledge.apprentissage.anonymat import LONGUEUR_MAX, aplatir, est_a_garder
from storage.apprentissage.records import GenreIncompris, NouvelIncompris

_BORDS = " .,;:!?…«»\"'()-"


def noter(
    turn: Turn, genre: GenreIncompris, texte: str, question: str | None = None, suggestions: Collection[int] = ()
) -> None:
    """Keep a text for the team, without what is personal; nothing is kept of one that has no word left."""
    garde = turn.anonymiser(texte)
    if est_a_garder(garde):
        cle = aplatir(garde).strip(_BORDS)[:LONGUEUR_MAX]
        turn.apprentissage.noter(NouvelIncompris(genre, garde, cle, question, tuple(suggestions)), turn.aujourdhui)
