"""Which approved answer a firm's question is about, what comes next, or none.

Two readings are added up: the words and phrases that a question shares with an answer (the index of the fiches), and how
close it is to all the ways of asking for it, letters included: the one knows rare words, the other bears any spelling.
They say how well an answer fits. Which of those that fit comes first is also told by a model that learned them all at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from functools import lru_cache
from math import log
from pathlib import Path

from knowledge.francais.langue import jetons, jetons_des_lignes, jetons_par_ligne, plat, plats
from knowledge.francais.sms import en_toutes_lettres
from knowledge.ligne_directe.aiguillage import AUCUNE, Aiguillage
from knowledge.ligne_directe.entrees import RENVOI, Entree
from knowledge.ligne_directe.profils import Profils, profiler
from knowledge.recherche.deja_calcule import Donnees, deja_calcule
from knowledge.recherche.index import Index, Lexique, indexer

# The code that an index hangs on, beside that of the French and of the search.
SOURCES = (Path(__file__), Path(__file__).with_name("profils.py"))
MAX_RESULTATS = 4
# The messages of those who write at the same moment, and no more: nothing of them is to stay.
MESSAGES_MAX = 4
MAX_CARACTERES = 2_000
MAX_JETONS = 120

# --- calibration: on questions of firms that no entry was written for -------------------------------------------------

_CA = re.compile(
    r"\bC\.?A\b\.?|(?<=quel )ca\b(?= (?:faut|fo|minimum|exige))|(?<=\bde )ca\b(?= (?:pour|minimum|annuel|exige))"
)
POIDS = {"question": 2.5, "titre": 3.0, "sujet": 2.0, "reponse": 1.0, "faire": 0.5}
PHRASES = {"question": 1.0, "titre": 1.0, "sujet": 0.8}
PART_DES_PROFILS = 1.5
# Only the order hangs on it: an answer that it never learned is told by how well it fits, like the others.
PART_DE_L_AIGUILLAGE, PROBABLE_MIN = 0.15, 1e-6
SEUIL, SEUIL_AUTRE = 0.78, 0.5
# Where it is not clear which answer is the one, a few words in common make none.
EVIDENCE_MIN, NETTE = 0.15, 1.0
# What fits less than half as well as the best is no next best: a person is.
PART_DU_MEILLEUR = 0.5
SCORE_MAX = 2.5
# Nothing is that likely: only words that are shared make an answer.
INATTEIGNABLE = 2.0


@dataclass(frozen=True, slots=True)
class Trouvee:
    """An entry and how well it answers, from 0 to 2.5."""

    entree: Entree
    score: float


@dataclass(frozen=True, slots=True)
class Trouvees:
    """What a question finds, the best first; `sures` are worth giving as an answer, the others only as a proposal.

    `meilleure` is the best score, whatever it is worth; `evidence` says from 0 to 1 how clear it is which answer is the one, be it
    the first or not; `surete` how likely the first is.
    """

    sures: tuple[Trouvee, ...] = ()
    autres: tuple[Trouvee, ...] = ()
    meilleure: float = 0.0
    evidence: float = 0.0
    surete: float = 0.0


class Repondeur:
    """The index of the entries, and the search over them. Immutable once built, save for its caches.

    From `favori_sur` on, what the model finds likeliest is worth giving, whatever words it shares. `nom`: the index is kept
    for other processes under that name, where the entries are all the pack's own.
    """

    def __init__(
        self,
        entrees: Iterable[Entree],
        aiguillage: Aiguillage | None = None,
        favori_sur: float = INATTEIGNABLE,
        nom: str | None = None,
    ) -> None:
        self._connaitre(tuple(entrees))
        self._index, self._profils = _indexees(self._entrees, nom)
        self._lexique = Lexique(self._index.mots)
        # What was promoted since, from which rank on.
        self._a_cote: tuple[int, Index, Profils, Lexique] | None = None
        self._aiguillage = aiguillage
        self._favori_sur = favori_sur

    def avec(self, promues: Iterable[Entree]) -> Repondeur:
        """The same with a few more entries, in a small index beside: a promoted answer does not build them all again."""
        promues = tuple(promues)
        index = Index.a_cote(self._index, _textes(promues), POIDS, PHRASES)
        profils = self._profils.a_cote((entree.titre, *entree.questions) for entree in promues)
        autre = copy(self)
        autre._connaitre((*self._entrees, *promues))  # noqa: SLF001 - a copy of this very one
        autre._a_cote = len(self._entrees), index, profils, Lexique(index.mots)  # noqa: SLF001 - the same
        return autre

    def _connaitre(self, entrees: tuple[Entree, ...]) -> None:
        self._entrees = entrees
        self._par_nom = {entree.id: entree for entree in entrees}
        self._rangs = {entree.id: rang for rang, entree in enumerate(entrees)}
        # One message is searched several times: for itself, as what follows an answer, for a case.
        self._trouver = lru_cache(maxsize=MESSAGES_MAX)(self._chercher)

    def entree(self, identifiant: str) -> Entree | None:
        """The entry of that name."""
        return self._par_nom.get(identifiant)

    def sur(self, garde: str) -> Entree | None:
        """What the cases of that guard ask first."""
        return next((une for une in self._entrees if une.sur == garde), None)

    def chercher(self, q: str) -> Trouvees:
        """The entries that a question is about; nothing when it is about none."""
        return self._trouver(q)

    def _chercher(self, q: str) -> Trouvees:
        # "CA" would be read as "ça", which says nothing.
        q = _CA.sub("chiffre d'affaires", q[:MAX_CARACTERES])
        lus = jetons(en_toutes_lettres(plat(q)))[:MAX_JETONS]
        notes = _noter(self._index, self._profils, self._lexique, q, lus)
        if self._a_cote is not None:
            debut, index, profils, lexique = self._a_cote
            notes |= {debut + rang: note for rang, note in _noter(index, profils, lexique, q, lus).items()}
        probables = dict({} if self._aiguillage is None else self._aiguillage.noter(q))
        probables.pop(AUCUNE, None)
        # One that it never learned stands beside its favourite: which of them fits better decides.
        favori = max(probables.values(), default=0.0)
        if favori >= self._favori_sur:
            # So likely, it is the one, be it in words that no way of asking shares.
            nom = max(probables, key=probables.__getitem__)
            if nom in self._rangs:
                notes[self._rangs[nom]] = max(notes.get(self._rangs[nom], 0.0), SEUIL)
        rangs = {
            rang: note + PART_DE_L_AIGUILLAGE * log(max(probables.get(self._entrees[rang].id, favori), PROBABLE_MIN))
            for rang, note in notes.items()
        }
        meilleures = [(rang, notes[rang]) for rang in sorted(rangs, key=lambda rang: (-rangs[rang], rang))]
        meilleures = meilleures[:MAX_RESULTATS]
        trouvees = [Trouvee(self._entrees[rang], round(note, 4)) for rang, note in meilleures]
        meilleure = max((une.score for une in trouvees), default=0.0)
        evidence = max((self._evidence(une, favori, probables) for une in trouvees[:1]), default=0.0)
        seuil = SEUIL if evidence >= EVIDENCE_MIN else NETTE
        seuil_autre = max(SEUIL_AUTRE, PART_DU_MEILLEUR * meilleure)
        sures = tuple(une for une in trouvees if une.score >= seuil)
        return Trouvees(
            sures,
            tuple(une for une in trouvees if seuil_autre <= une.score < seuil),
            meilleure,
            evidence,
            max((probables.get(une.entree.id, evidence) for une in sures[:1]), default=0.0),
        )

    @staticmethod
    def _evidence(premiere: Trouvee, favori: float, probables: Mapping[str, float]) -> float:
        """How likely the model's favourite is; of an answer that it never learned, how well that one fits."""
        return favori if premiere.entree.id in probables else max(favori, min(1.0, premiere.score / SCORE_MAX))


def _noter(index: Index, profils: Profils, lexique: Lexique, q: str, lus: list[str]) -> dict[int, float]:
    """How well each entry of an index fits, by its words and by all the ways of asking for it."""
    notes = dict(index.noter(lexique.lire(lus), lus))
    for rang, note in profils.noter(q).items():
        notes[rang] = notes.get(rang, 0.0) + PART_DES_PROFILS * note
    return notes


def _indexees(entrees: tuple[Entree, ...], nom: str | None) -> tuple[Index, Profils]:
    lu = repr([(*_champs(entree), entree.questions) for entree in entrees])

    def garde(sorte: str, calculer: Callable[[], Donnees]) -> Donnees:
        return calculer() if nom is None else deja_calcule(f"{nom}-{sorte}", lu, SOURCES, calculer)

    return (
        Index(garde("index", lambda: indexer(_textes(entrees), POIDS, PHRASES, reference="question"))),
        Profils(garde("profils", lambda: profiler((entree.titre, *entree.questions) for entree in entrees))),
    )


def _textes(entrees: tuple[Entree, ...]) -> Iterator[tuple[int, str, list[str], float]]:
    """The texts of all the entries, read together: entry, field, words, share of the field's weight."""
    champs = [(rang, *champ) for rang, entree in enumerate(entrees) for champ in _champs(entree)]
    questions = [(rang, question) for rang, entree in enumerate(entrees) for question in entree.questions]
    dites = plats(_CA.sub("chiffre d'affaires", question) for _, question in questions)
    for (rang, champ, _), lus in zip(champs, jetons_par_ligne(texte for _, _, texte in champs), strict=False):
        yield rang, champ, lus, 1.0
    for (rang, _), lus in zip(questions, jetons_des_lignes(en_toutes_lettres(dites)), strict=False):
        yield rang, "question", lus, 1.0


def _champs(entree: Entree) -> Iterator[tuple[str, str]]:
    """What it says, apart from the ways of asking it: field, text."""
    yield "titre", entree.titre
    yield "sujet", entree.sujet
    yield "reponse", RENVOI.sub(" ", entree.reponse)
    for geste in entree.faire:
        yield "faire", RENVOI.sub(" ", geste)


__all__ = ["Repondeur", "Trouvee", "Trouvees"]
