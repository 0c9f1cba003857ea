"""The words of the buttons, read from `boutons.yaml`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

from handlers.vocabulary import Choice

FICHIER = Path(__file__).with_name("boutons.yaml")


@cache
def _mots() -> dict[str, str]:
    return {cle: str(mots) for cle, mots in yaml.safe_load(FICHIER.read_text("utf-8")).items()}


def bouton(cle: str, valeur: str, n: int | None = None) -> Choice:
    """A choice worded by `boutons.yaml`. Raises KeyError for a key that is not there.

    >>> bouton("detail", "a:detail:8", 8)
    Choice(label='Détail 8', value='a:detail:8')
    """
    return Choice(_mots()[cle].format(n=n), valeur)
