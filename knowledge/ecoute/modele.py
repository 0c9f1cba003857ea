"""Two stages of linear models and the file they are kept in: a line of JSON, then signed bytes, then a small table of floats.

The first stage weighs the hashed features of a text, whole and clause by clause: one yes-no score per head ("acte:resultat",
"fait:montant_ht", "sens:oui", "etape:publie"…). The second reads these scores together, with the shape of the message, and says
how likely each set of acts is: what greets and goes on for twenty words does not only greet.
"""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from hashlib import sha256
from math import log
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.ecoute.actes import Contexte
from knowledge.ecoute.traits import BITS, case, forme
from knowledge.recherche.deja_calcule import deja_calcule

FICHIER = Path(__file__).parent / "modele.bin"
CASES = 1 << BITS
Flottants = NDArray[np.float32]
# The scores of the first stage, brought near to the size of the rest.
REDUCTION = 4.0


@dataclass(frozen=True, slots=True)
class Entete:
    """All of a model but its weights.

    `tetes` names what each yes-no model answers; a weight is its byte times the `echelle` of its model. `natures` are those of
    the acts, first among the heads; `ensembles` are the natures that messages were seen to do together. `seuil` is what offering
    readings must win to ask back; `faits` weighs whether a fact is told (see `faits.signes`).
    """

    tetes: tuple[str, ...]
    natures: tuple[str, ...]
    biais: tuple[float, ...]
    echelle: tuple[float, ...]
    ensembles: tuple[tuple[str, ...], ...]
    seuil: float
    faits: Mapping[str, float]


def resumer(entier: Flottants, clauses: Flottants, texte: str, contexte: Contexte, combien: int) -> Flottants:
    """What the second stage reads: the scores of the whole, the highest, the first and the last of its clauses, and its shape.

    `clauses` holds a row per clause; `combien` heads come first that are acts and families.
    """
    utiles = clauses[:, :combien]
    chances = 1 / (1 + np.exp(-utiles))
    scores = (entier[:combien], utiles.max(axis=0), utiles[0], utiles[-1])
    lue: Flottants = np.concatenate(
        [np.concatenate(scores) / REDUCTION, np.log1p(chances.sum(axis=0)), forme(texte, contexte, len(clauses))]
    ).astype(np.float32)
    return lue


class Modele:
    """Both stages. The weights of the first are signed bytes; the file is compressed."""

    def __init__(self, entete: Entete, idf: NDArray[np.uint8], poids: NDArray[np.int8], second: Flottants) -> None:
        self.entete = entete
        self._idf = idf
        self._poids = poids
        self.second = second
        self._echelle = np.array(entete.echelle, dtype=np.float32)
        self._biais = np.array(entete.biais, dtype=np.float32)
        self.table = table_des_ensembles(entete.ensembles, entete.natures)

    @classmethod
    def lire(cls, chemin: Path = FICHIER) -> Modele:
        """Its weights stay in the file that they are mapped from: the compressed one is opened once a version."""
        octets = chemin.read_bytes()
        nom = f"{chemin.parent.name}-{chemin.stem}"
        lu = deja_calcule(nom, sha256(octets).hexdigest(), (Path(__file__),), lambda: _tables(octets))
        return cls(Entete(**lu["entete"]), lu["idf"], lu["poids"], lu["second"])

    def ecrire(self, chemin: Path = FICHIER) -> int:
        """The same model gives the same bytes; returns how many."""
        ligne = json.dumps(asdict(self.entete), ensure_ascii=False, separators=(",", ":"))
        tables = (self._idf.tobytes(), self._poids.tobytes(), self.second.astype(np.float16).tobytes())
        return chemin.write_bytes(zlib.compress(ligne.encode() + b"\n" + b"".join(tables), 9))

    @cached_property
    def rang(self) -> dict[str, int]:
        return {tete: rang for rang, tete in enumerate(self.entete.tetes)}

    @cached_property
    def combien(self) -> int:
        """How many heads, the first ones, the second stage reads."""
        return sum(tete.startswith(("acte:", "famille:")) for tete in self.entete.tetes)

    @property
    def tables(self) -> tuple[NDArray[np.uint8], NDArray[np.int8], Flottants, Flottants]:
        """The first stage, as training reads it again: weights of features, weights of heads, their scales, their biases."""
        return self._idf, self._poids, self._echelle, self._biais

    def avec(self, second: Flottants | None = None, **champs: Any) -> Modele:
        """The same first stage under another second one, or with other fields in its header."""
        return Modele(replace(self.entete, **champs), self._idf, self._poids, self.second if second is None else second)

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

    def chances(self, resume: Flottants) -> Flottants:
        """How likely each set of acts is; the last row of the second stage is its bias."""
        poids = self.table @ (resume @ self.second[:-1] + self.second[-1])
        chances: Flottants = np.exp(poids - poids.max())
        chances /= chances.sum()
        return chances

    def apports(self, traits: Sequence[str], tete: str, combien: int = 8) -> list[tuple[str, float]]:
        """The features that weigh most for, or against, one head."""
        rang = self.rang[tete]
        places, pesees = self.peser(traits)
        echelle = float(self._echelle[rang])
        de = {int(p): float(w) * float(self._poids[p, rang]) * echelle for p, w in zip(places, pesees, strict=True)}
        lus = {trait: de[case(trait)] for trait in traits}
        return sorted(lus.items(), key=lambda lu: -abs(lu[1]))[:combien]


def _tables(fichier: bytes) -> dict[str, Any]:
    """What a file of a model says, as it is looked up."""
    ligne, _, octets = zlib.decompress(fichier).partition(b"\n")
    entete: dict[str, Any] = {
        cle: tuple(tuple(x) if isinstance(x, list) else x for x in dit) if isinstance(dit, list) else dit
        for cle, dit in json.loads(ligne).items()
    }
    largeur = len(entete["tetes"])
    second = np.frombuffer(octets[CASES * (largeur + 1) :], np.float16).astype(np.float32)
    return {
        "entete": entete,
        "idf": np.frombuffer(octets, np.uint8, CASES),
        "poids": np.frombuffer(octets, np.int8, CASES * largeur, CASES).reshape(CASES, largeur),
        "second": second.reshape(-1, len(entete["natures"]) + TAILLES),
    }


# Beside its natures, a set weighs by how many there are: one, two, or more.
TAILLES = 3


def table_des_ensembles(ensembles: Sequence[Sequence[str]], natures: Sequence[str]) -> Flottants:
    """For each set, a row that marks its natures and its size."""
    rang = {nature: place for place, nature in enumerate(natures)}
    table = np.zeros((len(ensembles), len(natures) + TAILLES), np.float32)
    for ligne, dits in enumerate(ensembles):
        table[ligne, [rang[nature] for nature in dits]] = 1
        table[ligne, len(natures) + min(len(dits), TAILLES) - 1] = 1
    return table


__all__ = [
    "CASES",
    "FICHIER",
    "REDUCTION",
    "TAILLES",
    "Entete",
    "Flottants",
    "Modele",
    "resumer",
    "table_des_ensembles",
]
