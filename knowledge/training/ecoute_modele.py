"""Fit the model of the reader of acts: heads over hashed features, then what their scores say together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import normalize

from knowledge.ecoute.actes import DIRE, FAMILLES, Contexte, famille
from knowledge.ecoute.modele import CASES, REDUCTION, TAILLES, Entete, Flottants, Modele, resumer, table_des_ensembles
from knowledge.ecoute.propositions import couper
from knowledge.ecoute.traits import case, traits
from knowledge.training.ecoute_exemples import Exemple

# How closely the heads follow the examples.
C, TOLERANCE = 20.0, 0.05
# A byte so small says nothing: without them the file is a fifth smaller.
MUET = 1
FOIS_MIN = 2
IDF_PAS = 16.0
COEURS = 2
Marques = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Corpus:
    """Examples with their features, counted once: a row per message in `entiers`, a row per clause in `clauses`."""

    exemples: Sequence[Exemple]
    entiers: Any
    clauses: Any
    bornes: NDArray[np.int64]

    @classmethod
    def compter(cls, exemples: Sequence[Exemple]) -> Corpus:
        coupes = [[clause.mots for clause in couper(e.texte)] or [e.texte] for e in exemples]
        return cls(
            exemples,
            _compter([(e.texte, e) for e in exemples]),
            _compter([(mots, e) for clauses, e in zip(coupes, exemples, strict=True) for mots in clauses]),
            np.cumsum([0, *map(len, coupes)]),
        )

    def marquer(self, mains: frozenset[str]) -> Marques:
        """Which examples are of these hands."""
        return np.array([exemple.main in mains for exemple in self.exemples])


def _compter(textes: Sequence[tuple[str, Exemple]]) -> Any:
    places: list[int] = []
    fois: list[float] = []
    bornes = [0]
    for texte, exemple in textes:
        vus = Counter(map(case, traits(texte, exemple.contexte)))
        places += vus
        fois += [1 + log(n) for n in vus.values()]
        bornes.append(len(places))
    return sparse.csr_matrix((np.array(fois, np.float32), places, bornes), shape=(len(textes), CASES))


# --- what each example says to each head ------------------------------------------------------------------------------


def tetes_de(exemple: Exemple) -> tuple[set[str], frozenset[str]]:
    """The heads that a message makes high, and the kinds of heads that it says nothing of."""
    c, pose = exemple.contexte, exemple.contexte.question
    hautes = {f"acte:{nature}" for nature in exemple.ensembles[0]}
    hautes |= {f"famille:{lue}" for lue in map(famille, exemple.ensembles[0]) if lue in FAMILLES}
    muettes = {"sens:", "etape:", "reponse:", "toutes"}
    for acte in exemple.actes:
        match acte["nature"]:
            case "oui" | "non" as sens if pose is not None:
                hautes |= {f"sens:{sens}", *([f"fait:{pose}"] if c.etape == "question" else [])}
                muettes.discard("sens:")
            case "suivre" if "etape" in acte:
                hautes.add(f"etape:{acte['etape']}")
                muettes.discard("etape:")
            case "rappel_reponse" if "reponse" in acte:
                hautes.add(f"reponse:{acte['reponse']}")
                muettes.discard("reponse:")
            case "retenir" | "ecarter":
                hautes |= {"toutes"} if acte.get("toutes") else set()
                muettes.discard("toutes")
            case nature if nature in DIRE:
                hautes |= {f"fait:{nom}" for nom in acte.get("faits", ())}
                if c.oui_non and isinstance(valeur := acte.get("valeurs", {}).get(pose), bool):
                    hautes.add("sens:oui" if valeur else "sens:non")
                    muettes.discard("sens:")
    return hautes, frozenset(muettes)


def _ordre(tete: str) -> tuple[int, str]:
    """The acts first, then their families: what the second stage reads."""
    return 0 if tete.startswith("acte:") else 1 if tete.startswith("famille:") else 2, tete


# --- the first stage --------------------------------------------------------------------------------------------------


def toutes_les_tetes(exemples: Sequence[Exemple]) -> list[str]:
    """Every head that some example makes high, in the order of the model."""
    return sorted(set(chain.from_iterable(tetes_de(exemple)[0] for exemple in exemples)), key=_ordre)


def apprendre_les_tetes(corpus: Corpus, vus: Marques, tetes: Sequence[str]) -> Modele:
    """The heads, from the examples that `vus` marks; its second stage adds up the scores of the acts."""
    comptes = corpus.entiers[vus]
    exemples = [exemple for exemple, vu in zip(corpus.exemples, vus, strict=True) if vu]
    presents = np.asarray((comptes > 0).sum(axis=0)).ravel()
    connus = presents >= FOIS_MIN
    idf = np.zeros(CASES, np.float32)
    idf[connus] = np.log(len(exemples) / presents[connus]) + 1
    pas = np.rint(idf * IDF_PAS).astype(np.uint8)
    utiles = np.flatnonzero(pas)
    entrees = _ranger(normalize(comptes[:, utiles] @ sparse.diags(pas[utiles].astype(np.float32))))
    dites = [tetes_de(exemple) for exemple in exemples]

    def une(tete: str) -> tuple[NDArray[np.float32], float]:
        retenus = np.array([not tete.startswith(tuple(muettes)) for _, muettes in dites])
        reponses = np.array([tete in hautes for hautes, _ in dites])
        return _separer(entrees if retenus.all() else _ranger(entrees[retenus]), reponses[retenus])

    with ThreadPoolExecutor(COEURS) as coeurs:
        apprises = list(coeurs.map(une, tetes))
    echelles = [float(np.abs(coefs).max() / 127) or 1.0 for coefs, _ in apprises]
    poids = np.zeros((CASES, len(tetes)), np.int8)
    for rang, (coefs, _) in enumerate(apprises):
        octets = np.rint(coefs / echelles[rang])
        poids[utiles, rang] = np.where(np.abs(octets) > MUET, octets, 0)
    natures = tuple(tete.removeprefix("acte:") for tete in tetes if tete.startswith("acte:"))
    ensembles = tuple(
        sorted({ensemble for exemple in exemples for ensemble in exemple.ensembles if set(ensemble) <= set(natures)})
    )
    entete = Entete(
        tuple(tetes),
        natures,
        tuple(round(biais, 4) for _, biais in apprises),
        tuple(echelles),
        ensembles,
        1.0,
        {},
    )
    combien = sum(tete.startswith(("acte:", "famille:")) for tete in tetes)
    return Modele(entete, pas, poids, _depart(len(natures), combien, _largeur(combien)))


def _ranger(matrice: Any) -> Any:
    """Rows whose columns are in order: what several threads read must not be put in order by each."""
    rangee = matrice.tocsr()
    rangee.sum_duplicates()
    rangee.sort_indices()
    return rangee


def _separer(entrees: Any, reponses: Marques) -> tuple[NDArray[np.float32], float]:
    """Weights and bias of one yes-no model."""
    if not len(reponses) or reponses.all() or not reponses.any():
        return np.zeros(entrees.shape[1], np.float32), 9.0 if len(reponses) and reponses.all() else -9.0
    modele = LogisticRegression(C=C, solver="liblinear", dual=True, max_iter=200, tol=TOLERANCE, random_state=1)
    modele.fit(entrees, reponses)
    return modele.coef_[0], float(modele.intercept_[0])


def noter(modele: Modele, comptes: Any) -> Flottants:
    """The scores of rows of counts, as `Modele.scores` gives them."""
    idf, poids, echelle, biais = modele.tables
    entrees = normalize(comptes @ sparse.diags(idf.astype(np.float32)))
    notes: Flottants = np.asarray(entrees @ poids.astype(np.float32)) * echelle + biais
    return notes


# --- the second stage -------------------------------------------------------------------------------------------------


def _largeur(combien: int) -> int:
    vide = np.zeros((1, combien), np.float32)
    return len(resumer(vide[0], vide, "", Contexte(), combien))


def _depart(natures: int, combien: int, largeur: int) -> Flottants:
    """A second stage that adds up the scores of the acts as they are; its last row is its bias."""
    assert natures <= combien
    table = np.zeros((largeur + 1, natures + TAILLES), np.float32)
    table[np.arange(natures), np.arange(natures)] = REDUCTION
    return table


PASSES, LOT, PAS, RAPPEL = 10, 256, 0.01, 1e-4
INFIME = 1e-9
# An alternative reading counts less than the label.
POIDS_DES_AUTRES = 0.5


def apprendre_les_ensembles(
    resumes: Flottants,
    exemples: Sequence[Exemple],
    ensembles: Sequence[tuple[str, ...]],
    natures: Sequence[str],
    combien: int,
) -> Flottants:
    """The second stage: a softmax over sets of acts, by gradient (Adam), from where the scores add up."""
    table = table_des_ensembles(ensembles, natures)
    rang = {ensemble: place for place, ensemble in enumerate(ensembles)}
    justes = np.zeros((len(exemples), len(ensembles)), np.float32)
    for ligne, exemple in enumerate(exemples):
        for autre, ensemble in enumerate(exemple.ensembles):
            if ensemble in rang:
                justes[ligne, rang[ensemble]] = max(justes[ligne, rang[ensemble]], POIDS_DES_AUTRES if autre else 1.0)
    utiles = np.flatnonzero(justes.any(axis=1))
    entrees = np.hstack([resumes, np.ones((len(resumes), 1), np.float32)])
    depart = _depart(len(natures), combien, resumes.shape[1])
    poids, elan, carre = depart.copy(), np.zeros_like(depart), np.zeros_like(depart)
    hasard = np.random.default_rng(0)
    fois = 0
    for passe in range(PASSES):
        pas = PAS * (1 - 0.9 * passe / PASSES)
        for lot in np.array_split(hasard.permutation(utiles), max(1, len(utiles) // LOT)):
            x = entrees[lot]
            chances = _adoucir((x @ poids) @ table.T)
            voulues = np.maximum(chances, INFIME) * justes[lot]
            voulues /= voulues.sum(axis=1, keepdims=True)
            pente = x.T @ ((chances - voulues) @ table) / len(lot) + RAPPEL * (poids - depart)
            fois += 1
            elan = 0.9 * elan + 0.1 * pente
            carre = 0.99 * carre + 0.01 * pente**2
            poids -= pas * (elan / (1 - 0.9**fois)) / (np.sqrt(carre / (1 - 0.99**fois)) + 1e-8)
    return poids


def _adoucir(notes: Flottants) -> Flottants:
    chances: Flottants = np.exp(notes - notes.max(axis=1, keepdims=True))
    chances /= chances.sum(axis=1, keepdims=True)
    return chances


def resumer_tout(corpus: Corpus, entiers: Flottants, clauses: Flottants, combien: int) -> Flottants:
    """What the second stage reads of every example."""
    return np.array(
        [
            resumer(entiers[rang], clauses[debut:fin], exemple.texte, exemple.contexte, combien)
            for rang, (exemple, debut, fin) in enumerate(
                zip(corpus.exemples, corpus.bornes[:-1], corpus.bornes[1:], strict=True)
            )
        ]
    )


__all__ = [
    "Corpus",
    "apprendre_les_ensembles",
    "apprendre_les_tetes",
    "noter",
    "resumer_tout",
    "tetes_de",
    "toutes_les_tetes",
]
