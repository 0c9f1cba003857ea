"""Lists of numbers one after the other in arrays, and many of them gathered at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Rangs: TypeAlias = "NDArray[np.intp]"


class Listes:
    """Each list is the places between two bounds; what stands there is in arrays of its own, one for each column.

    >>> listes = Listes.depuis(ranger([(2, "a"), (0, "b"), (2, "c")], 3, ("U1",)))
    >>> listes.reunir(np.array([2, 0])), listes.colonnes[0].tolist()
    ((array([1, 2, 0]), array([2, 1])), ['b', 'a', 'c'])
    """

    def __init__(self, bornes: Rangs, colonnes: tuple[NDArray[Any], ...]) -> None:
        self._bornes, self.colonnes = bornes, colonnes

    @classmethod
    def depuis(cls, donnees: Mapping[str, Any], nom: str = "listes") -> Listes:
        """The lists that were put away under that name."""
        colonnes = sum(cle.startswith(f"{nom}.") for cle in donnees) - 1
        return cls(donnees[f"{nom}.bornes"], tuple(donnees[f"{nom}.{rang}"] for rang in range(colonnes)))

    def reunir(self, rangs: Rangs) -> tuple[Rangs, Rangs]:
        """The places of these lists, one after the other, and how many each has."""
        debuts = self._bornes[rangs].astype(np.intp)
        combien = self._bornes[rangs + 1] - debuts
        avant = np.cumsum(combien) - combien
        return np.arange(combien.sum()) + np.repeat(debuts - avant, combien), combien


def ranger(
    lignes: Iterable[tuple[Any, ...]], combien: int, sortes: tuple[Any, ...], nom: str = "listes"
) -> dict[str, Any]:
    """The arrays of so many lists: each line tells the list it is of, then its columns. Lines keep their order."""
    de, *colonnes = list(zip(*lignes, strict=True)) or [() for _ in range(1 + len(sortes))]
    rangs = np.array(de, np.intp)
    ordre = np.argsort(rangs, kind="stable")
    bornes = np.zeros(combien + 1, np.uint32)
    np.cumsum(np.bincount(rangs, minlength=combien), out=bornes[1:], dtype=np.uint32)
    tables = {
        f"{nom}.{rang}": np.array(colonne, sorte)[ordre]
        for rang, (colonne, sorte) in enumerate(zip(colonnes, sortes, strict=True))
    }
    return {f"{nom}.bornes": bornes, **tables}


__all__ = ["Listes", "Rangs", "ranger"]
