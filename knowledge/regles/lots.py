"""The lots of a contract: each with its number, its name, and the facts that were said of it alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from knowledge.regles.faits import Faits, Intervalle, Vocabulaire


@dataclass(frozen=True, slots=True)
class Lot:
    """One lot. `numero` is its own in the contract, from 1; `faits` holds nothing of what was said of the whole contract.

    `par_an` is its amount for one year, where it was told so.
    """

    numero: int
    intitule: str
    faits: Faits
    par_an: Intervalle | None = None

    def en_json(self) -> dict[str, Any]:
        """A JSON-ready picture, read back by `lire_lots_gardes`."""
        garde: dict[str, Any] = {"numero": self.numero, "intitule": self.intitule, "faits": self.faits.en_json()}
        if self.par_an is not None:
            bouts = (self.par_an.bas, self.par_an.haut)
            garde["par_an"] = [None if bout is None else str(bout) for bout in bouts]
        return garde


def lire_lots_gardes(vocabulaire: Vocabulaire, donnees: Iterable[Any]) -> tuple[Lot, ...]:
    """Read back what `Lot.en_json` wrote, by number; what another version wrote and this one cannot read is left out."""
    lus: dict[int, Lot] = {}
    for un in donnees:
        match un:
            case {"numero": int(numero), "intitule": str(intitule), "faits": Mapping() as faits} if numero > 0:
                lot = Lot(numero, intitule, Faits.depuis_json(vocabulaire, faits), _lire_par_an(un.get("par_an")))
                lus.setdefault(numero, lot)
    return tuple(lus[numero] for numero in sorted(lus))


def _lire_par_an(garde: Any) -> Intervalle | None:
    match garde:
        case [(str() | None) as bas, (str() | None) as haut]:
            try:
                return Intervalle(None if bas is None else Decimal(bas), None if haut is None else Decimal(haut))
            except InvalidOperation:
                return None
        case _:
            return None
