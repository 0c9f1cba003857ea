"""The lots of a contract: each with its number, its name, and the facts that were said of it alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from knowledge.regles.faits import Faits, Vocabulaire


@dataclass(frozen=True, slots=True)
class Lot:
    """One lot. `numero` is its own in the contract, from 1; `faits` holds nothing of what was said of the whole contract."""

    numero: int
    intitule: str
    faits: Faits

    def en_json(self) -> dict[str, Any]:
        """A JSON-ready picture, read back by `lire_lots_gardes`."""
        return {"numero": self.numero, "intitule": self.intitule, "faits": self.faits.en_json()}


def lire_lots_gardes(vocabulaire: Vocabulaire, donnees: Iterable[Any]) -> tuple[Lot, ...]:
    """Read back what `Lot.en_json` wrote, by number; what another version wrote and this one cannot read is left out."""
    lus: dict[int, Lot] = {}
    for un in donnees:
        match un:
            case {"numero": int(numero), "intitule": str(intitule), "faits": Mapping() as faits} if numero > 0:
                lus.setdefault(numero, Lot(numero, intitule, Faits.depuis_json(vocabulaire, faits)))
    return tuple(lus[numero] for numero in sorted(lus))
