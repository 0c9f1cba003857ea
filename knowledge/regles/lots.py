"""The lots of a contract: each with its number, its name, and the facts that were said of it alone."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.regles.faits import Faits


@dataclass(frozen=True, slots=True)
class Lot:
    """One lot. `numero` is its own in the contract, from 1; `faits` holds nothing of what was said of the whole contract."""

    numero: int
    intitule: str
    faits: Faits
