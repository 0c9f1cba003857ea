"""How close a question is to all the ways in which each answer is asked for: cosine to their TF-IDF centroid."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from math import log, sqrt

from knowledge.francais.langue import jetons, plat, radical
from knowledge.francais.sms import en_toutes_lettres

# Letters of the pieces of words: enough to tell words apart, few enough to survive a slip.
LETTRES = 4
# A feature of one single question says nothing of an answer.
QUESTIONS_MIN = 2


# All the ways of asking, and then some: an answer that is promoted has the others read no second time.
@lru_cache(maxsize=16_384)
def traits(texte: str) -> tuple[str, ...]:
    """Stems, pairs of words and pieces of words.

    >>> traits("Quel délai ?")
    ('quel', 'dela', 'quel delai', '<que', 'quel', 'uel>', '<del', 'dela', 'elai', 'lai>')
    """
    mots = [mot for jeton in jetons(en_toutes_lettres(plat(texte))) for mot in jeton.split("-")]
    mots = ["#" if mot.isdigit() else mot for mot in mots]
    lus = [radical(mot) for mot in mots] + [" ".join(paire) for paire in pairwise(mots)]
    for mot in mots:
        borne = f"<{mot}>"
        lus += [borne[debut : debut + LETTRES] for debut in range(len(borne) - LETTRES + 1)]
    return tuple(lus)


class Profils:
    """One vector a document, from its texts. Immutable once built."""

    def __init__(self, textes: Iterable[Sequence[str]]) -> None:
        lus = [[Counter(traits(texte)) for texte in siens] for siens in textes]
        total = sum(map(len, lus))
        vus = Counter(trait for siens in lus for compte in siens for trait in compte)
        self._idf = {trait: 1 + log((1 + total) / (1 + n)) for trait, n in vus.items() if n >= QUESTIONS_MIN}
        self._documents: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for rang, siens in enumerate(lus):
            centre: dict[str, float] = defaultdict(float)
            for compte in siens:
                for trait, poids in self._vecteur(compte).items():
                    centre[trait] += poids
            norme = _norme(centre)
            for trait, poids in centre.items():
                self._documents[trait].append((rang, poids / norme))

    def noter(self, texte: str) -> dict[int, float]:
        """The cosine of each document to the text, those without a common feature left out."""
        notes: dict[int, float] = defaultdict(float)
        for trait, poids in self._vecteur(Counter(traits(texte))).items():
            for rang, part in self._documents.get(trait, ()):
                notes[rang] += poids * part
        return notes

    def _vecteur(self, compte: Mapping[str, int]) -> dict[str, float]:
        pesees = {trait: (1 + log(fois)) * self._idf[trait] for trait, fois in compte.items() if trait in self._idf}
        norme = _norme(pesees)
        return {trait: poids / norme for trait, poids in pesees.items()}


def _norme(vecteur: Mapping[str, float]) -> float:
    return sqrt(sum(poids * poids for poids in vecteur.values())) or 1.0


__all__ = ["Profils", "traits"]
