"""A name of actions, read among words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Citee:
    """From which word to which a name goes, the actions that bear it and its words, none for a number; `titre`: it is of their own title.

    `rangs`: what it names is told by its places among what was shown, from 0, or from the end: "les deux premières", "la dernière".
    """

    debut: int
    fin: int
    actions: tuple[int, ...]
    mots: tuple[str, ...] = ()
    titre: bool = True
    rangs: tuple[int, ...] = ()


__all__ = ["Citee"]
