"""A name of actions, read among words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Citee:
    """From which word to which a name goes, the actions that bear it and its words, none for a number; `titre`: it is of their own title."""

    debut: int
    fin: int
    actions: tuple[int, ...]
    mots: tuple[str, ...] = ()
    titre: bool = True


__all__ = ["Citee"]
