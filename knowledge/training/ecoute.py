"""Learn what messages do, measure author by author, and write the model: `make ecoute`.

Each file of `knowledge/ecoute/mains` holds the messages of one hand: `texte`, `contexte`, `actes`, and in `ou` the other readings
that a careful colleague could have. Whatever is told was measured on hands that were not learned from.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from math import log
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import normalize

from knowledge.ecoute.actes import DIRE, Contexte, familles
from knowledge.ecoute.modele import FICHIER, Entete, Modele
from knowledge.ecoute.traits import BITS, case, traits

MAINS = FICHIER.parent / "mains"
C = 60.0
FOIS_MIN = 2
# A set of natures seen less often is no reading of its own.
ENSEMBLE_MIN = 1
IDF_PAS = 16.0


@dataclass(frozen=True, slots=True)
class Exemple:
    """A message in its context, and the readings that are right, the first being the label."""

    texte: str
    contexte: Contexte
    lectures: tuple[tuple[Mapping[str, Any], ...], ...]
    main: str
    piege: bool

    @property
    def actes(self) -> tuple[Mapping[str, Any], ...]:
        return self.lectures[0]


def lire(dossier: Path = MAINS) -> list[Exemple]:
    """The messages of every hand, in the order of the files."""
    return [
        _lire(json.loads(ligne), chemin.stem)
        for chemin in sorted(dossier.glob("*.jsonl"))
        for ligne in chemin.read_text("utf-8").splitlines()
        if ligne.strip()
    ]


def _lire(ligne: Mapping[str, Any], main: str) -> Exemple:
    lectures = tuple(tuple(actes) for actes in (ligne["actes"], *ligne.get("ou", ())))
    return Exemple(ligne["texte"], Contexte(**ligne["contexte"]), lectures, main, bool(ligne.get("piege")))


def natures(actes: Iterable[Mapping[str, Any]], contexte: Contexte) -> frozenset[str]:
    """The natures of a reading; a yes or a no to the fact asked tells it."""
    dites = {acte["nature"] for acte in actes}
    return frozenset("informer" if contexte.oui_non and nature in ("oui", "non") else nature for nature in dites)


def tetes_de(exemple: Exemple) -> tuple[set[str], set[str]]:
    """The heads that a message makes high, and the beginnings of those that it says nothing of when they are not."""
    c = exemple.contexte
    hautes = {f"acte:{nature}" for nature in natures(exemple.actes, c)}
    muettes = {"sens:", "etape:", "reponse:", "toutes"}
    for acte in exemple.actes:
        match acte["nature"]:
            case "oui" | "non" as sens if c.question is not None:
                hautes |= {f"sens:{sens}", f"fait:{c.question}"} if c.etape == "question" else {f"sens:{sens}"}
                muettes.discard("sens:")
            case "suivre" if "etape" in acte:
                hautes.add(f"etape:{acte['etape']}")
                muettes.discard("etape:")
            case "rappel_reponse":
                hautes.add(f"reponse:{acte.get('reponse')}")
                muettes.discard("reponse:")
            case "retenir" | "ecarter":
                hautes |= {"toutes"} if acte.get("toutes") else set()
                muettes.discard("toutes")
        if acte["nature"] in DIRE:
            hautes |= {f"fait:{nom}" for nom in acte.get("faits", ())}
            if c.oui_non and isinstance(valeur := acte.get("valeurs", {}).get(c.question), bool):
                hautes.add("sens:oui" if valeur else "sens:non")
                muettes.discard("sens:")
    return hautes, muettes


@dataclass(frozen=True, slots=True)
class Corpus:
    """Examples with their features, counted once."""

    exemples: Sequence[Exemple]
    comptes: Any

    @classmethod
    def compter(cls, exemples: Sequence[Exemple]) -> Corpus:
        places: list[int] = []
        fois: list[float] = []
        bornes = [0]
        for exemple in exemples:
            vus = Counter(map(case, traits(exemple.texte, exemple.contexte)))
            places += vus
            fois += [1 + log(n) for n in vus.values()]
            bornes.append(len(places))
        forme = (len(exemples), 1 << BITS)
        return cls(exemples, sparse.csr_matrix((np.array(fois, np.float32), places, bornes), shape=forme))


def apprendre(corpus: Corpus, vus: NDArray[np.bool_]) -> Modele:
    """A model of the examples of `corpus` that `vus` marks."""
    comptes = corpus.comptes[vus]
    exemples = [exemple for exemple, vu in zip(corpus.exemples, vus, strict=True) if vu]
    presents = np.asarray((comptes > 0).sum(axis=0)).ravel()
    connus = presents >= FOIS_MIN
    idf = np.zeros(1 << BITS, np.float32)
    idf[connus] = np.log(len(exemples) / presents[connus]) + 1
    pas = np.rint(idf * IDF_PAS).astype(np.uint8)
    utiles = np.flatnonzero(pas)
    entrees = normalize(comptes[:, utiles] @ sparse.diags(pas[utiles].astype(np.float32)))
    hautes = [tetes_de(exemple) for exemple in exemples]
    tetes = sorted(set(chain.from_iterable(h for h, _ in hautes)))
    poids = np.zeros((1 << BITS, len(tetes)), np.int8)
    biais, echelles = [], []
    for rang, tete in enumerate(tetes):
        retenus = np.array([not tete.startswith(tuple(muettes)) for _, muettes in hautes])
        reponses = np.array([tete in h for h, _ in hautes])
        coefs, ordonnee = _separer(entrees[retenus], reponses[retenus])
        echelle = float(np.abs(coefs).max() / 127) or 1.0
        poids[utiles, rang] = np.rint(coefs / echelle)
        biais.append(round(ordonnee, 4))
        echelles.append(echelle)
    ensembles = Counter(tuple(sorted(natures(exemple.actes, exemple.contexte))) for exemple in exemples)
    entete = Entete(
        tuple(tetes),
        tuple(biais),
        tuple(echelles),
        tuple(sorted(ensemble for ensemble, fois in ensembles.items() if fois >= ENSEMBLE_MIN)),
        1.0,
        0.35,
    )
    return Modele(entete, pas, poids)


def _separer(entrees: Any, reponses: NDArray[np.bool_]) -> tuple[NDArray[np.float32], float]:
    """Weights and bias of one yes-no model."""
    if reponses.all() or not reponses.any():
        return np.zeros(entrees.shape[1], np.float32), 9.0 if reponses.all() else -9.0
    modele = LogisticRegression(C=C, solver="liblinear", dual=True, max_iter=1000, tol=1e-2, random_state=1)
    modele.fit(entrees, reponses)
    return modele.coef_[0], float(modele.intercept_[0])


def main(arguments: Sequence[str] | None = None) -> int:
    lecteur = argparse.ArgumentParser(prog="make ecoute", description=__doc__)
    lecteur.add_argument("--sortie", type=Path, default=FICHIER)
    lus = lecteur.parse_args(arguments)
    corpus = Corpus.compter(lire())
    octets = apprendre(corpus, np.ones(len(corpus.exemples), bool)).ecrire(lus.sortie)
    print(f"{lus.sortie.name} : {octets:,} octets".replace(",", " "))
    return 0


__all__ = ["Corpus", "Exemple", "apprendre", "familles", "lire", "natures"]

if __name__ == "__main__":
    sys.exit(main())
