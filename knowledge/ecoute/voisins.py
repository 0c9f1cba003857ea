"""The labelled messages nearest to one, to show what it was learned from: for people who repair a reading, not for reading."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rapidfuzz import fuzz, process

from knowledge.ecoute.actes import Contexte
from knowledge.francais.langue import plat

MAINS = Path(__file__).parent / "mains"


@dataclass(frozen=True, slots=True)
class Voisin:
    """A labelled message, how near it is from 0 to 100, its hand, and the natures of its acts."""

    texte: str
    proximite: float
    main: str
    etape: str
    natures: tuple[str, ...]


@cache
def _exemples(dossier: Path) -> tuple[Voisin, ...]:
    lignes = (
        (chemin.stem, json.loads(ligne))
        for chemin in sorted(dossier.glob("*.jsonl"))
        for ligne in chemin.read_text("utf-8").splitlines()
    )
    return tuple(
        Voisin(dit["texte"], 0.0, main, dit["contexte"]["etape"], tuple(acte["nature"] for acte in dit["actes"]))
        for main, dit in lignes
    )


def voisins(texte: str, contexte: Contexte, combien: int = 3, dossier: Path = MAINS) -> Sequence[Voisin]:
    """The nearest examples of the same stage, the nearest first; none where the examples are not installed."""
    memes = [exemple for exemple in _exemples(dossier) if exemple.etape == contexte.etape]
    lus = process.extract(
        plat(texte[:400]), [plat(exemple.texte) for exemple in memes], scorer=fuzz.token_sort_ratio, limit=combien
    )
    return [
        Voisin(e.texte, round(proximite, 1), e.main, e.etape, e.natures)
        for e, proximite in ((memes[rang], proximite) for _, proximite, rang in lus)
    ]


__all__ = ["Voisin", "voisins"]
