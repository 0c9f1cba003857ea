"""A linear model over features of a text, and the file it is kept in: one line of JSON, then one byte per feature and class."""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import exp, log, sqrt
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Entete:
    """All of a model but its weights.

    A weight is its byte times `echelle`. `temperature` turns scores into probabilities; `seuil` is how sure a class must be to be told.
    """

    classes: tuple[str, ...]
    biais: tuple[float, ...]
    traits: tuple[str, ...]
    idf: tuple[float, ...]
    echelle: float
    temperature: float
    seuil: float


class Modele:
    """TF-IDF, one score per class, a softmax. Pure Python: the object of a contract takes about 0.1 ms."""

    def __init__(self, entete: Entete, poids: bytes) -> None:
        self.entete = entete
        self.rang: Mapping[str, int] = {trait: rang for rang, trait in enumerate(entete.traits)}
        self._poids = memoryview(poids).cast("b")

    @classmethod
    def lire(cls, chemin: Path) -> Modele:
        donnees = zlib.decompress(chemin.read_bytes())
        ligne, _, poids = donnees.partition(b"\n")
        champs: dict[str, Any] = {
            cle: tuple(dit) if isinstance(dit, list) else dit for cle, dit in json.loads(ligne).items()
        }
        return cls(Entete(**champs), poids)

    def ecrire(self, chemin: Path) -> int:
        """The same model gives the same bytes; returns how many."""
        ligne = json.dumps(asdict(self.entete), ensure_ascii=False, separators=(",", ":"))
        return chemin.write_bytes(zlib.compress(ligne.encode() + b"\n" + bytes(self._poids), 9))

    def surete(self, traits: Iterable[str]) -> Sequence[float]:
        """How sure each class is for a text with these features; all zero when none of them is known."""
        entete = self.entete
        vus = Counter(self.rang[trait] for trait in traits if trait in self.rang)
        largeur = len(entete.classes)
        if not vus:
            return [0.0] * largeur
        pesees = {rang: (1 + log(fois)) * entete.idf[rang] for rang, fois in vus.items()}
        facteur = entete.echelle / sqrt(sum(pesee * pesee for pesee in pesees.values()))
        scores = list(entete.biais)
        for rang, pesee in pesees.items():
            part = pesee * facteur
            debut = rang * largeur
            for place, poids in enumerate(self._poids[debut : debut + largeur]):
                if poids:
                    scores[place] += part * poids
        plus_haut = max(scores)
        parts = [exp(entete.temperature * (score - plus_haut)) for score in scores]
        total = sum(parts)
        return [part / total for part in parts]
