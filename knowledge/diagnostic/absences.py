"""Who comes back after an interruption: "pardon, j'étais en réunion, je reviens" takes nothing back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from knowledge.donnees import lire_donnees
from knowledge.francais.texte import mots_de


@cache
def _mots(sorte: str) -> frozenset[str]:
    donnees: Mapping[str, Sequence[str]] = lire_donnees(Path(__file__).with_suffix(".yaml"))
    return frozenset(donnees[sorte])


def revient_d_une_absence(texte: str) -> bool:
    """Whether a whole message says that somebody was away and is back.

    >>> [revient_d_une_absence(dit) for dit in ("Pardon, j'étais en réunion, je reviens", "désolée le téléphone, me revoilà")]
    [True, True]
    >>> [revient_d_une_absence(dit) for dit in ("je reviens", "je reviens sur les lots", "retour", "pardon, retour")]
    [False, False, False, False]
    """
    mots = set(mots_de(texte))
    sortes = ("interrompt", "excuse", "revient", "suis_de", "passe", "autour")
    if not mots <= frozenset[str]().union(*map(_mots, sortes)):
        return False
    de_retour = bool(mots & _mots("revient")) or ("suis" in mots and bool(mots & _mots("suis_de")))
    absente = bool(mots & (_mots("interrompt") | _mots("excuse")))
    return absente and (de_retour or bool(mots & _mots("passe") and mots & _mots("interrompt")))


__all__ = ["revient_d_une_absence"]
