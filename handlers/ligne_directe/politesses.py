"""Words that people say and that ask for nothing."""

from __future__ import annotations

import re

# What is said and asks for nothing: it begins with one of these words, and all the others are of them too.
_POLIS = frozenset(
    """
    thumbsup clap pray pouce allo ouais euh ok oki okay d'accord dac merci mrc super top genial parfait nickel cool bien tres clair compris salut bonjour bonsoir slt oui non ah
    oh hum eh note bonne thanks thank de
    """.split()  # noqa: SIM905 - read more easily than quoted words
)
_AUTOUR = frozenset(
    """
    bcp beaucoup c'est c bon journee soiree a vous bientot ca va et infiniment pour votre aide reponse tout you lot rien
    """.split()  # noqa: SIM905
)


def est_poli(simple: str) -> bool:
    """Thanks, a greeting, an emoji, three dots: what asks for nothing, by its words made simple.

    >>> est_poli("ok merci beaucoup"), est_poli("..."), est_poli("bonjour, une question")
    (True, True, False)
    """
    mots = re.split(r"[\s,;:.!?-]+", simple.strip(" ,;:.!?-"))
    if not any(mot.isalnum() or "'" in mot for mot in mots):
        return True
    return mots[0] in _POLIS and all(mot in _POLIS or mot in _AUTOUR for mot in mots)


__all__ = ["est_poli"]
