"""From a CPV code to its family of purchase: the one that has the longest beginning of the code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from knowledge.plan.pack import FamilleCpv

_LONGUEURS = range(8, 1, -1)


class Familles:
    """The families of one pack, by code and by name."""

    def __init__(self, familles: Iterable[FamilleCpv]) -> None:
        self._par_id = {famille.id: famille for famille in familles}
        self._par_debut = {debut: famille for famille in self._par_id.values() for debut in famille.cpv}

    def __iter__(self) -> Iterator[FamilleCpv]:
        return iter(self._par_id.values())

    def __getitem__(self, identifiant: str) -> FamilleCpv:
        return self._par_id[identifiant]

    def __contains__(self, identifiant: object) -> bool:
        return identifiant in self._par_id

    def du_code(self, code: str) -> FamilleCpv | None:
        """The family of a code of eight digits; None when the table leaves it out."""
        return next((self._par_debut[code[:n]] for n in _LONGUEURS if code[:n] in self._par_debut), None)
