"""How close a question is to all the ways in which each answer is asked for: cosine to their TF-IDF centroid."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice, pairwise
from math import log, sqrt
from typing import Any

from knowledge.francais.langue import jetons_des_lignes, plats, radical
from knowledge.francais.sms import en_toutes_lettres

# Letters of the pieces of words: enough to tell words apart, few enough to survive a slip.
LETTRES = 4
# A feature of one single question says nothing of an answer.
QUESTIONS_MIN = 2


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

    def __init__(self, textes: Iterable[Sequence[str]]) -> None:
        textes = [list(siens) for siens in textes]
        comptes = map(Counter, traits_de([texte for siens in textes for texte in siens]))
        lus = [list(islice(comptes, len(siens))) for siens in textes]
        total = sum(map(len, lus))
        vus = Counter(trait for siens in lus for compte in siens for trait in compte)
        self._idf = {trait: 1 + log((1 + total) / (1 + n)) for trait, n in vus.items() if n >= QUESTIONS_MIN}
        self._documents: dict[str, list[tuple[int, float]]] = {}
        for rang, siens in enumerate(lus):
            centre: dict[str, float] = defaultdict(float)
            for compte in siens:
                for trait, poids in self._vecteur(compte).items():
                    centre[trait] += poids
            norme = _norme(centre)
            for trait, poids in centre.items():
                self._documents.setdefault(trait, []).append((rang, poids / norme))

    @classmethod
    def depuis(cls, donnees: Mapping[str, Any]) -> Profils:
        """The profiles that `donnees` tells."""
        profils = cls.__new__(cls)
        vars(profils).update(donnees)
        return profils

    @property
    def donnees(self) -> dict[str, Any]:
        """All of them, in plain objects."""
        return vars(self)

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
