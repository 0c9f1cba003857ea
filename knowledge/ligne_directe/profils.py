"""How close a question is to all the ways in which each answer is asked for: cosine to their TF-IDF centroid."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from functools import lru_cache
from itertools import islice, pairwise
from math import log, sqrt
from typing import Any

import numpy as np

from knowledge.francais.langue import jetons_des_lignes, plats, radical
from knowledge.francais.sms import en_toutes_lettres
from knowledge.recherche.deja_calcule import Donnees
from knowledge.recherche.listes import Listes, ranger
from knowledge.recherche.repertoire import Repertoire, repertorier

# Letters of the pieces of words: enough to tell words apart, few enough to survive a slip.
LETTRES = 4
# A feature of one single question says nothing of an answer.
QUESTIONS_MIN = 2


# The same question is read by the profiles and by the model that learned them.
@lru_cache(maxsize=4)
def traits(texte: str) -> tuple[str, ...]:
    """Stems, pairs of words and pieces of words.

    >>> traits("Quel délai ?")
    ('quel', 'dela', 'quel delai', '<que', 'quel', 'uel>', '<del', 'dela', 'elai', 'lai>')
    """
    return next(traits_de([texte]))


def traits_de(textes: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """Those of each text: thousands of ways of asking are written out in one pass."""
    for lus in jetons_des_lignes(en_toutes_lettres(plats(textes))):
        mots = ["#" if mot.isdigit() else mot for jeton in lus for mot in jeton.split("-")]
        yield (
            *map(radical, mots),
            *map(" ".join, pairwise(mots)),
            *(morceau for mot in mots for morceau in _morceaux(mot)),
        )


# A few thousand words are said in ten thousand questions.
@lru_cache(maxsize=16_384)
def _morceaux(mot: str) -> tuple[str, ...]:
    borne = f"<{mot}>"
    return tuple(borne[debut : debut + LETTRES] for debut in range(len(borne) - LETTRES + 1))


class Profils:
    """One vector a document, from its texts. Immutable once built."""

    def __init__(self, donnees: Donnees) -> None:
        self._traits = Repertoire.depuis(donnees, "traits")
        self._idf = memoryview(donnees["idf"])
        # By feature, the documents whose vector has it, and how much.
        self._documents = Listes.depuis(donnees, "documents")

    def a_cote(self, textes: Iterable[Sequence[str]]) -> Profils:
        """The vectors of a few more documents, weighed as these are."""
        centres = _centres(
            ([Counter(traits(texte)) for texte in siens] for siens in textes), self._traits.rang, self._idf
        )
        autre = copy(self)
        autre._documents = Listes.depuis(_ranges(centres, len(self._idf)), "documents")  # noqa: SLF001 - a copy of this one
        return autre

    def noter(self, texte: str) -> dict[int, float]:
        """The cosine of each document to the text, those without a common feature left out."""
        vecteur = _vecteur(Counter(traits(texte)), self._traits.rang, self._idf)
        places, combien = self._documents.reunir(np.fromiter(vecteur, np.intp, len(vecteur)))
        poids = np.repeat(np.fromiter(vecteur.values(), np.float64, len(vecteur)), combien)
        documents, parts = self._documents.colonnes
        notes = np.bincount(documents[places], poids * parts[places])
        dits = np.flatnonzero(notes)
        return dict(zip(dits.tolist(), notes[dits].tolist(), strict=True))


def profiler(textes: Iterable[Sequence[str]]) -> dict[str, Any]:
    """All that profiles are made of, from the texts of each document."""
    textes = [list(siens) for siens in textes]
    comptes = map(Counter, traits_de([texte for siens in textes for texte in siens]))
    lus = [list(islice(comptes, len(siens))) for siens in textes]
    total = sum(map(len, lus))
    vus = Counter(trait for siens in lus for compte in siens for trait in compte)
    poids = {trait: 1 + log((1 + total) / (1 + n)) for trait, n in vus.items() if n >= QUESTIONS_MIN}
    rangs = {trait: rang for rang, trait in enumerate(poids)}
    idf = list(poids.values())
    centres = _centres(lus, lambda trait: rangs.get(trait, -1), idf)
    # The words of one message at a time are read from now on.
    _morceaux.cache_clear()
    return {**repertorier(rangs, "traits"), "idf": np.array(idf, np.float64), **_ranges(centres, len(idf))}


def _ranges(centres: Iterable[Mapping[int, float]], combien: int) -> dict[str, Any]:
    lignes = ((rang, numero, part) for numero, centre in enumerate(centres) for rang, part in centre.items())
    return ranger(lignes, combien, (np.uint16, np.float64), "documents")


def _centres(
    lus: Iterable[Iterable[Mapping[str, int]]], rang: Callable[[str], int], idf: Sequence[float]
) -> Iterator[dict[int, float]]:
    """The vector of each document, as long as one."""
    for siens in lus:
        centre: dict[int, float] = defaultdict(float)
        for compte in siens:
            for trait, poids in _vecteur(compte, rang, idf).items():
                centre[trait] += poids
        norme = _norme(centre)
        yield {trait: poids / norme for trait, poids in centre.items()}


def _vecteur(compte: Mapping[str, int], rang: Callable[[str], int], idf: Sequence[float]) -> dict[int, float]:
    """By the rank of each known feature."""
    dits = ((rang(trait), fois) for trait, fois in compte.items())
    pesees = {lu: (1 + log(fois)) * idf[lu] for lu, fois in dits if lu >= 0}
    norme = _norme(pesees)
    return {trait: poids / norme for trait, poids in pesees.items()}


def _norme(vecteur: Mapping[int, float]) -> float:
    return sqrt(sum(poids * poids for poids in vecteur.values())) or 1.0


__all__ = ["Profils", "profiler", "traits"]
