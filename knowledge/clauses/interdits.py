"""What no text of a consultation may say, whatever the purchase: `interdits.yaml`, one rule a fault, with its examples."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from knowledge.donnees import lire_donnees

FICHIER = Path(__file__).with_name("interdits.yaml")


@dataclass(frozen=True, slots=True)
class Interdit:
    """A way of saying that is refused (`motif`), unless the same sentence also says `sauf`; with sentences it refuses and lets pass."""

    id: str
    pourquoi: str
    motif: re.Pattern[str]
    sauf: re.Pattern[str] | None
    refuse: tuple[str, ...]
    accepte: tuple[str, ...]


@cache
def interdits() -> tuple[Interdit, ...]:
    """Every rule, read once."""
    return lire_les_regles(lire_donnees(FICHIER)["interdits"])


def lire_les_regles(lues: Sequence[Mapping[str, Any]]) -> tuple[Interdit, ...]:
    """Rules on what sentences say, as a file of data has them."""
    return tuple(
        Interdit(
            id=un["id"],
            pourquoi=un["pourquoi"],
            motif=_motif(un["motifs"]),
            sauf=_motif(un["sauf"]) if "sauf" in un else None,
            refuse=tuple(un["refuse"]),
            accepte=tuple(un["accepte"]),
        )
        for un in lues
    )


def _motif(motifs: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(rf"(?<!\w)(?:{motif})(?!\w)" for motif in motifs), re.IGNORECASE)


def relever(texte: str, regles: Sequence[Interdit] | None = None) -> Iterator[tuple[Interdit, str]]:
    """What a text says and may not, sentence by sentence, with the words at fault; of other rules, what says what they look for."""
    plat = " ".join(texte.replace("’", "'").split())
    for phrase in re.split(r"(?<=[.;!?])\s+", plat):
        for interdit in interdits() if regles is None else regles:
            trouve = interdit.motif.search(phrase)
            if trouve is not None and (interdit.sauf is None or not interdit.sauf.search(phrase)):
                yield interdit, trouve[0]


__all__ = ["Interdit", "interdits", "lire_les_regles", "relever"]
