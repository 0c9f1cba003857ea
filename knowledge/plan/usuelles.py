"""What a plan holds of an ordinary purchase without asking: one line of its table of presumptions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from knowledge.francais.texte import mots_de
from knowledge.regles.conditions import Condition
from knowledge.regles.faits import Faits, Possible, Texte

if TYPE_CHECKING:
    from knowledge.plan.pack import Exemple, Place

OBJET = "objet"


@dataclass(frozen=True)
class Usuelle:
    """What is presumed of a fact of which nothing was said, when `quand` is sure and the object has one of `mots`.

    No `possible`: the fact stays unknown, and is not worth a question. No `mots`: whatever the object; one of `sauf_mots` rules it out. Of families, those that were said stay. `raison` is shown.
    """

    id: str
    fait: str
    possible: Possible | None
    quand: Condition
    mots: tuple[str, ...]
    sauf_mots: tuple[str, ...]
    raison: str
    exemples: tuple[Exemple, ...]
    place: Place

    def convient_a(self, faits: Faits) -> bool:
        """Whether the words of the object are those of that line."""
        if not self._mots and not self._sauf_mots:
            return True
        objet = faits[OBJET]
        dits = f" {' '.join(mots_de(objet.texte))} " if isinstance(objet, Texte) else ""
        if any(mot in dits for mot in self._sauf_mots):
            return False
        return not self._mots or any(mot in dits for mot in self._mots)

    @cached_property
    def _mots(self) -> tuple[str, ...]:
        return _entoures(self.mots)

    @cached_property
    def _sauf_mots(self) -> tuple[str, ...]:
        return _entoures(self.sauf_mots)


def _entoures(mots: tuple[str, ...]) -> tuple[str, ...]:
    """Folded, with the spaces that end words.

    >>> _entoures(("Réseau de chaleur",))
    (' reseau de chaleur ',)
    """
    return tuple(f" {' '.join(mots_de(mot))} " for mot in mots)


__all__ = ["Usuelle"]
