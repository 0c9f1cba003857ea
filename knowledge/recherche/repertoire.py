"""Strings, each with its rank, kept in arrays: tens of thousands are looked up, and none is an object while it waits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from zlib import crc32

import numpy as np

# Slots for each string, at least: half of them stay empty, so that a search is short.
PLACES = 2


class Repertoire:
    """A table of hashed slots over one text: each slot holds a rank plus one, or nothing.

    >>> connus = Repertoire.depuis(repertorier(["avance", "retard"]))
    >>> [connus.rang(mot) for mot in ("avance", "retard", "délai")], list(connus)
    ([0, 1, -1], ['avance', 'retard'])
    """

    def __init__(self, octets: memoryview, debuts: memoryview, places: memoryview) -> None:
        self._octets, self._debuts, self._places = octets, debuts, places
        self._masque = len(places) - 1

    @classmethod
    def depuis(cls, donnees: Mapping[str, Any], nom: str = "mots") -> Repertoire:
        """The strings that were put away under that name."""
        return cls(*(memoryview(donnees[f"{nom}.{partie}"]) for partie in ("octets", "debuts", "places")))

    def __len__(self) -> int:
        return len(self._debuts) - 1

    def __iter__(self) -> Iterator[str]:
        for rang in range(len(self)):
            yield self[rang]

    def __getitem__(self, rang: int) -> str:
        return str(self._octets[self._debuts[rang] : self._debuts[rang + 1]], "utf-8")

    def __contains__(self, mot: str) -> bool:
        return self.rang(mot) >= 0

    def rang(self, mot: str) -> int:
        """-1 for a string that is none of them."""
        # What people type may hold halves of characters.
        cle = mot.encode("utf-8", "surrogatepass")
        place = crc32(cle) & self._masque
        while suivant := self._places[place]:
            if self._octets[self._debuts[suivant - 1] : self._debuts[suivant]] == cle:
                return suivant - 1
            place = (place + 1) & self._masque
        return -1


def repertorier(mots: Iterable[str], nom: str = "mots") -> dict[str, Any]:
    """The arrays of these strings, each other than the others, in their order."""
    cles = [mot.encode() for mot in mots]
    places = np.zeros(1 << max(1, (PLACES * len(cles) - 1).bit_length()), np.uint32)
    masque = len(places) - 1
    for rang, cle in enumerate(cles, start=1):
        place = crc32(cle) & masque
        while places[place]:
            place = (place + 1) & masque
        places[place] = rang
    return {
        f"{nom}.octets": np.frombuffer(b"".join(cles), np.uint8),
        f"{nom}.debuts": np.cumsum([0, *map(len, cles)], dtype=np.uint32),
        f"{nom}.places": places,
    }


__all__ = ["Repertoire", "repertorier"]
