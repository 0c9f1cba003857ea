"""Many yes-no linear models over the same hashed features, and the file they are kept in: a line of JSON, then signed bytes."""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from math import log
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.ecoute.traits import BITS, case

FICHIER = Path(__file__).parent / "modele.bin"
Flottants = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Entete:
    """All of a model but its weights.

    `tetes` names what each yes-no model answers: "acte:resultat", "fait:montant_ht", "sens:oui", "etape:publie"…; a weight is
    its byte times the `echelle` of its model. `ensembles` are the natures that messages were seen to do together,
    `temperature` turns their scores into probabilities, `seuil` is what offering readings must win to ask back.
    """

    tetes: tuple[str, ...]
    biais: tuple[float, ...]
    echelle: tuple[float, ...]
    ensembles: tuple[tuple[str, ...], ...]
    temperature: float
    seuil: float


class Modele:
    """TF-IDF of hashed features, one score per head. The weights are signed bytes, the file is compressed."""

    def __init__(self, entete: Entete, idf: NDArray[np.uint8], poids: NDArray[np.int8]) -> None:
        self.entete = entete
        self._idf = idf
        self._poids = poids
        self._echelle = np.array(entete.echelle, dtype=np.float32)
        self._biais = np.array(entete.biais, dtype=np.float32)

    @classmethod
    def lire(cls, chemin: Path = FICHIER) -> Modele:
        donnees = zlib.decompress(chemin.read_bytes())
        ligne, _, octets = donnees.partition(b"\n")
        champs: dict[str, Any] = {
            cle: tuple(tuple(x) if isinstance(x, list) else x for x in dit) if isinstance(dit, list) else dit
            for cle, dit in json.loads(ligne).items()
        }
        idf = np.frombuffer(octets, np.uint8, 1 << BITS)
        poids = np.frombuffer(octets, np.int8, offset=1 << BITS).reshape(1 << BITS, -1)
        return cls(Entete(**champs), idf, poids)

    def ecrire(self, chemin: Path = FICHIER) -> int:
        """The same model gives the same bytes; returns how many."""
        ligne = json.dumps(asdict(self.entete), ensure_ascii=False, separators=(",", ":"))
        return chemin.write_bytes(
            zlib.compress(ligne.encode() + b"\n" + self._idf.tobytes() + self._poids.tobytes(), 9)
        )

    @cached_property
    def rang(self) -> dict[str, int]:
        return {tete: rang for rang, tete in enumerate(self.entete.tetes)}

    def peser(self, traits: Iterable[str]) -> tuple[NDArray[np.int64], Flottants]:
        """The places of the known features of a text and their weights, whose squares add up to 1."""
        vus = Counter(map(case, traits))
        places = np.fromiter(vus.keys(), np.int64, len(vus))
        fois = np.fromiter((1 + log(n) for n in vus.values()), np.float32, len(vus))
        pesees = fois * self._idf[places]
        norme = float(np.sqrt(pesees @ pesees))
        return places, pesees / norme if norme else pesees

    def scores(self, traits: Iterable[str]) -> Flottants:
        """One score per head, the higher the more likely; 0 is even."""
        places, pesees = self.peser(traits)
        scores: Flottants = (pesees @ self._poids[places].astype(np.float32)) * self._echelle + self._biais
        return scores

    def apports(self, traits: Sequence[str], tete: str, combien: int = 8) -> list[tuple[str, float]]:
        """The features that weigh most for, or against, one head."""
        rang = self.rang[tete]
        places, pesees = self.peser(traits)
        de = {int(place): float(pesee) for place, pesee in zip(places, pesees, strict=True)}
        lus = {
            trait: de[case(trait)] * float(self._poids[case(trait), rang]) * float(self._echelle[rang])
            for trait in traits
        }
        return sorted(lus.items(), key=lambda lu: -abs(lu[1]))[:combien]


__all__ = ["FICHIER", "Entete", "Modele"]
