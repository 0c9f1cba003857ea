"""All the model texts of a pack, with the tables of what is computed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from knowledge.clauses.calculs import Baremes
from knowledge.clauses.modeles import Modele


@dataclass(frozen=True)
class Bibliotheque:
    """Every model text of a pack, by its key, in the order of the actions; `baremes` are the tables of what is computed, `mots` how each is
    asked for in everyday words, by what the same text has for a name at every level.
    """

    modeles: Mapping[str, Modele] = field(default_factory=dict)
    baremes: Baremes = field(default_factory=Baremes)
    mots: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def par_action(self) -> Mapping[int, tuple[Modele, ...]]:
        """The texts of each action that has some."""
        par: dict[int, list[Modele]] = {}
        for modele in self.modeles.values():
            par.setdefault(modele.action, []).append(modele)
        return {action: tuple(modeles) for action, modeles in par.items()}


__all__ = ["Bibliotheque"]
