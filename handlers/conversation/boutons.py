"""The words of the buttons, read from the `boutons.yaml` of each capability."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from handlers.conversation.vocabulary import Choice
from knowledge.donnees import lire_donnees

HANDLERS = Path(__file__).parents[1]


@cache
def _mots() -> dict[str, str]:
    return {
        cle: str(mots)
        for fichier in sorted(HANDLERS.glob("*/boutons.yaml"))
        for cle, mots in lire_donnees(fichier).items()
    }


def bouton(cle: str, valeur: str, n: int | str | None = None) -> Choice:
    """A choice worded by a `boutons.yaml`. Raises KeyError for a key that is not there.

    >>> bouton("detail", "a:detail:8", 8)
    Choice(label='Détail 8', value='a:detail:8')
    """
    return Choice(_mots()[cle].format(n=n), valeur)
