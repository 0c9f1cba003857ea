"""A linear model over features of a text, and the file it is kept in: one line of JSON, then one byte per feature and class."""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from math import sqrt
from pathlib import Path
from typing import Any, cast

import numpy as np

from knowledge.recherche.deja_calcule import Donnees, deja_calcule
from knowledge.recherche.repertoire import Repertoire, repertorier


@dataclass(frozen=True, slots=True)
class Entete:
    """All of a model but its weights.

    A weight is its byte times `echelle`. `temperature` turns scores into probabilities; `seuil` is how sure a class must be to be told, `seuils` how sure
    for what was asked, where that differs.
    """

    classes: tuple[str, ...]
    biais: tuple[float, ...]
    traits: tuple[str, ...]
    idf: tuple[float, ...]
    echelle: float
    temperature: float
    seuil: float
    seuils: Mapping[str, float] = field(default_factory=dict)


def ecrire(entete: Entete, poids: bytes, chemin: Path) -> int:
    """The same model gives the same bytes; returns how many."""
    ligne = json.dumps(asdict(entete), ensure_ascii=False, separators=(",", ":"))
    return chemin.write_bytes(zlib.compress(ligne.encode() + b"\n" + poids, 9))


class Modele:
    """TF-IDF, one score per class, a softmax. What it learned stays in the file that its arrays are mapped from."""

    def __init__(self, donnees: Donnees) -> None:
        self.classes: Sequence[str] = donnees["classes"]
        self.seuil: float = donnees["seuil"]
        self.seuils: Mapping[str, float] = donnees["seuils"]
        self.traits = Repertoire.depuis(donnees, "traits")
        self._echelle, self._temperature = donnees["echelle"], donnees["temperature"]
        self._idf, self._biais, self._matrice = donnees["idf"], donnees["biais"], donnees["matrice"]

    @classmethod
    def lire(cls, chemin: Path) -> Modele:
        octets = chemin.read_bytes()
        nom = f"{chemin.parent.name}-{chemin.stem}"
        return cls(deja_calcule(nom, sha256(octets).hexdigest(), (), lambda: _tables(octets)))

    def surete(self, traits: Iterable[str]) -> Sequence[float]:
        """How sure each class is for a text with these features; all zero when none of them is known."""
        dits = ((self.traits.rang(trait), fois) for trait, fois in Counter(traits).items())
        vus = {rang: fois for rang, fois in dits if rang >= 0}
        if not vus:
            return [0.0] * len(self.classes)
        rangs = np.fromiter(vus, np.intp, len(vus))
        pesees = (1 + np.log(np.fromiter(vus.values(), np.float64, len(vus)))) * self._idf[rangs]
        facteur = self._echelle / sqrt(float(pesees @ pesees))
        scores = self._biais + facteur * (pesees @ self._matrice[rangs])
        parts = np.exp(self._temperature * (scores - scores.max()))
        return cast("list[float]", (parts / parts.sum()).tolist())


def _tables(octets: bytes) -> dict[str, Any]:
    """What a file of a model says, as it is looked up."""
    ligne, _, poids = zlib.decompress(octets).partition(b"\n")
    dit = json.loads(ligne)
    return {
        "classes": tuple(dit["classes"]),
        "echelle": dit["echelle"],
        "temperature": dit["temperature"],
        "seuil": dit["seuil"],
        "seuils": dit.get("seuils", {}),
        "biais": np.array(dit["biais"], np.float64),
        "idf": np.array(dit["idf"], np.float64),
        "matrice": np.frombuffer(poids, np.int8).reshape(len(dit["traits"]), len(dit["classes"])),
        **repertorier(dit["traits"], "traits"),
    }
