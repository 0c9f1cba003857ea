"""What each cause of `causes.yaml` says, in French."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from knowledge.registre.enumerations import lire_table

_FICHIER = Path(__file__).parent / "causes.yaml"


@dataclass(frozen=True, slots=True)
class Cause:
    """What was seen, why it matters ("" when it says itself), and what to do."""

    quoi: str
    pourquoi: str
    faire: str

    @property
    def phrase(self) -> str:
        return f"{self.quoi} {self.pourquoi}".strip()


@cache
def causes() -> Mapping[str, Cause]:
    """Every cause, by its key."""
    return {
        cle: Cause(dite["quoi"], dite.get("pourquoi", ""), dite["faire"]) for cle, dite in lire_table(_FICHIER).items()
    }


__all__ = ["Cause", "causes"]
