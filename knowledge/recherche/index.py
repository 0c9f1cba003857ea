"""Which of several documents a question is about: weighted words (BM25 over fields) and phrases, typos forgiven.

Each document is a bag of weighted words and a list of phrases. A question is scored by both; it is answered when what the
best document explains of it outweighs what none does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from math import log
from typing import Any, TypeAlias, cast

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.francais.langue import (
    ABREGES,
    AILLEURS,
    AILLEURS_ENSEMBLE,
    COURANTS,
    FAIBLES,
    MOTS_D_AILLEURS,
    VIDES,
    radical,
    son,
)
from knowledge.recherche.deja_calcule import Donnees
from knowledge.recherche.listes import Listes, Rangs, ranger

# --- calibration ------------------------------------------------------------------------------------------------------
# Set on tests/examples/search.jsonl with two packs: this one, and its first edition whose `mots` were a third as many, so that
# the numbers owe little to words written for the examples.

SATURATION = 0.6  # how soon a word said often in a fiche stops counting more
PAIRE = 0.5  # two words that follow each other there as here
PART_DES_PHRASES = 0.8  # phrases against single words
ENTIERE = 0.85  # share of a phrase above which the question is held to say it
EN_ENTIER, MASSE_EN_ENTIER = (
    1.5,
    0.6,
)  # bonus for a question that is one phrase and little else, and how heavy it must be
IDENTIQUE = 0.6  # the same stems, no more, no less
CITE, MOTS_CITES = 3.0, 3  # the question, word for word, inside a title or a phrase
POIDS_FAIBLE, POIDS_NOMBRE = 0.6, 0.15  # words of any purchase; numbers under four digits
POIDS_COURANT = 0.6  # everyday words
INCONNU, INCONNU_COURT = 0.8, 0.4  # weight of a word nobody knows, against the rarest known one
AILLEURS_PESE, AILLEURS_OTE, AILLEURS_ENSEMBLE_COMPTE = 2.0, 1.5, 8  # words of other desks, alone and together
COURTE = 8  # words in a question above which those of other desks fade: a long one tells a story
FRANC, INFORMATIF = 0.5, 1.0  # a word supports a fiche when it is said there loud enough, and is rare enough
SEUL_COUVRE, SEUL_EXPOSANT = 0.8, 2.0  # a fiche with one support must explain that share of the question
BASE, EXPOSANT, DEMI_FORCE = 1.5, 0.5, 1.4  # from what is explained to a score of one half
MASSE_MINIMALE = 2.4


# --- reading a question -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Lu:
    """A word of the question: the stems it may stand for, each with how surely; none when nobody knows it."""

    tige: str
    sens: tuple[tuple[str, float], ...]
    poids: float


def _mots(jetons_lus: list[str]) -> list[str]:
    """The words of a text of the pack, those without subject left out."""
    mots: list[str] = []
    for jeton in jetons_lus:
        mots += jeton.split("-") if "-" in jeton else (jeton,)
    return [mot for mot in mots if mot not in VIDES and (len(mot) > 1 or mot.isdigit())]


class Lexique:
    """The words the pack uses, and which of them a typed word is."""

    def __init__(self, mots: Mapping[str, str]) -> None:
        self._mots = mots
        self._radicaux = frozenset(mots.values())
        # Only long enough words of letters can be misspelt: acronyms and numbers are exact.
        self._flous = [mot for mot in mots if len(mot) >= 5 and mot.isalpha()]
        self.sens = lru_cache(maxsize=8192)(self._sens)

    @cached_property
    def _sons(self) -> dict[str, tuple[str, ...]]:
        """The stems by the sound of their words; made at the first unknown word."""
        sons: dict[str, set[str]] = defaultdict(set)
        for mot, tige in self._mots.items():
            if len(mot) >= 4 and mot.isalpha():
                sons[son(mot)].add(tige)
        return {cle: tuple(sorted(tiges)) for cle, tiges in sons.items()}

    @cached_property
    def _sons_vides(self) -> frozenset[str]:
        return frozenset(son(mot) for mot in (*VIDES, *FAIBLES) if len(mot) >= 4)

    def lire(self, jetons_lus: list[str]) -> list[Lu]:
        lus: list[Lu] = []
        for jeton in jetons_lus:
            colle = jeton.replace("-", "")
            if "-" in jeton and colle in self._mots:
                lus.append(self.sens(colle))
                continue
            for brut in jeton.split("-"):
                mot = brut if brut in self._mots else ABREGES.get(brut, brut)
                if mot and mot not in VIDES and (len(mot) > 1 or mot.isdigit()):
                    lus.append(self.sens(mot))
        return lus

    def _sens(self, mot: str) -> Lu:
        tige = radical(mot)
        if tige in self._radicaux and (mot in self._mots or mot not in MOTS_D_AILLEURS):
            return Lu(tige, ((tige, 1.0),), 1.0)
        if tige in FAIBLES:
            return Lu(tige, (), POIDS_FAIBLE * INCONNU)
        if tige in AILLEURS:
            return Lu(tige, (), AILLEURS_PESE)
        if not mot.isalpha() or len(mot) < 4:
            return Lu(tige, (), 0.0 if mot.isdigit() else INCONNU_COURT)
        if sans := self._sans_elision(mot):
            return Lu(tige, ((sans, 0.95),), 1.0)
        cle = son(mot)
        if len(cle) >= 3 and cle in self._sons:
            return Lu(tige, tuple((proche, 0.9) for proche in self._sons[cle]), 1.0)
        if cle in self._sons_vides:
            return Lu(tige, (), 0.0)
        if proches := self._proches(mot):
            return Lu(tige, proches, 1.0)
        return Lu(tige, (), INCONNU)

    def _sans_elision(self, mot: str) -> str | None:
        """« linsertion », « davance » : the apostrophe was left out."""
        for prefixe in ("l", "d", "qu", "s", "j", "n", "m"):
            reste = mot[len(prefixe) :]
            if (
                mot.startswith(prefixe)
                and len(reste) >= 4
                and reste[0] in "aeiouh"
                and radical(reste) in self._radicaux
            ):
                return radical(reste)
        return None

    def _proches(self, mot: str) -> tuple[tuple[str, float], ...]:
        """Words within the budget that a length allows: a last letter left out of five, one slip up to 7 letters, two beyond."""
        if len(mot) == 4:
            tronques = {self._mots[long] for long in self._flous if len(long) == 5 and long.startswith(mot)}
            return tuple((tige, 0.8) for tige in sorted(tronques))
        budget = 1 if len(mot) < 8 else 2
        trouves = process.extract(mot, self._flous, scorer=OSA.distance, score_cutoff=budget, limit=5)
        if not trouves:
            return ()
        mieux = min(distance for _, distance, _ in trouves)
        sens: dict[str, float] = {}
        for proche, distance, _ in trouves:
            if distance == mieux and (distance < 2 or proche[0] == mot[0]):
                sens[self._mots[proche]] = 0.85 if distance < 2 else 0.7
        return tuple(sens.items())


# --- the index --------------------------------------------------------------------------------------------------------


# A text of a document: the document, the field, the words, the share of the field's weight.
Texte: TypeAlias = "tuple[int, str, list[str], float]"
Nombres: TypeAlias = "NDArray[np.float64]"


class Index:
    """Words and phrases of documents, weighed. Words are plain; all that is told of them stands in arrays, by their ranks."""

    def __init__(self, donnees: Donnees) -> None:
        self.mots: Mapping[str, str] = donnees["mots"]
        self._rangs: Mapping[str, int] = donnees["rangs"]
        self._documents: Sequence[int] = donnees["documents"]
        self._lettres: Sequence[str] = donnees["lettres"]
        self._max: float = donnees["max"]
        # What documents themselves say together belongs to no other desk.
        self._ailleurs: Sequence[frozenset[str]] = donnees["ailleurs"]
        self._poids: NDArray[np.float64] = donnees["poids"]
        # By stem, the documents that say it and how loud; by pair of stems, those that say it.
        self._par_tige = Listes.depuis(donnees, "par_tige")
        self._cles_des_paires, self._paires = donnees["cles"], Listes.depuis(donnees, "paires")
        # Each phrase: its document, the weight of its field, that of its stems, how many they are; then phrases by stem.
        self._phrases = tuple(donnees[f"phrases:{champ}"] for champ in ("document", "poids", "masse", "tiges"))
        self._phrases_par_tige = Listes.depuis(donnees, "phrases")

    @classmethod
    def a_cote(
        cls,
        index: Index,
        textes: Iterable[Texte],
        poids_des_champs: Mapping[str, float],
        phrases: Mapping[str, float],
    ) -> Index:
        """A few more documents, weighed as if they stood in that index: it is not built again."""
        releve = _Releve(textes, poids_des_champs, phrases)
        neuves = [tige for tige in releve.frequences if tige not in index._rangs]
        rangs = {**index._rangs, **{tige: rang for rang, tige in enumerate(neuves, start=len(index._rangs))}}
        poids = np.append(index._poids, [index._max * _part(tige) for tige in neuves])
        petit = cls(releve.tables(rangs, poids.tolist(), index._max))
        petit._ailleurs = [groupe for groupe in index._ailleurs if groupe in petit._ailleurs]
        petit.mots = {**index.mots, **petit.mots}
        return petit

    def noter(self, demande: list[Lu], lus: list[str]) -> list[tuple[int, float]]:
        """Documents by decreasing score, between 0 and 1."""
        surete, masse = self._peser(demande)
        if not surete:
            return []
        rangs = np.fromiter(surete, np.intp, len(surete))
        apports = np.fromiter(surete.values(), np.float64, len(surete)) * self._poids[rangs]
        explique, couvert, appuis = self._mots_de(rangs, apports)
        self._ajouter_les_paires(explique, demande)
        phrases = self._phrases_de(rangs, apports, masse)
        totaux = explique + PART_DES_PHRASES * phrases
        totaux[self._citent(lus)] += CITE
        dits = np.flatnonzero(explique)
        parts = np.minimum(1.0, totaux[dits] / (max(masse, MASSE_MINIMALE) * (1 + PART_DES_PHRASES)))
        forces = (totaux[dits] + BASE * parts) * parts**EXPOSANT - AILLEURS_OTE * _ailleurs(demande, self._ailleurs)
        seuls = np.minimum(1.0, couvert[dits] / masse / SEUL_COUVRE) ** SEUL_EXPOSANT
        forces = np.where(appuis[dits] < 2, forces * seuls, forces)
        notes = [
            (self._documents[rang], round(force / (force + DEMI_FORCE), 4))
            for rang, force in zip(dits.tolist(), forces.tolist(), strict=True)
            if force > 0
        ]
        return sorted(notes, key=lambda note: (-note[1], note[0]))

    def _citent(self, lus: list[str]) -> list[int]:
        """The documents that say the question word for word, inside a title or a phrase."""
        mots = _mots(lus)
        if len(lus) < MOTS_CITES or any(mot not in self.mots for mot in mots):
            return []
        # Looked for only where each of its words is.
        rangs = np.array(sorted({self._rangs[self.mots[mot]] for mot in mots}), np.intp)
        places, _ = self._par_tige.reunir(rangs)
        compte = np.bincount(self._par_tige.colonnes[0][places], minlength=len(self._documents))
        litteral = f" {' '.join(lus)} "
        return [rang for rang in np.flatnonzero(compte == len(rangs)).tolist() if litteral in self._lettres[rang]]

    def _peser(self, demande: list[Lu]) -> tuple[dict[int, float], float]:
        """The stems of a question with how sure each is, and the weight of all that it says, known or not."""
        surete: dict[int, float] = {}
        masse = 0.0
        for lu in demande:
            if not lu.sens:
                masse += lu.poids * self._max
                continue
            sens = [(self._rangs[tige], part) for tige, part in lu.sens]
            neufs = (float(self._poids[rang]) for rang, _ in sens if rang not in surete)
            masse += min(self._max, max(neufs, default=0.0))
            for rang, part in sens:
                surete[rang] = max(surete.get(rang, 0.0), part)
        return surete, masse

    def _mots_de(self, rangs: Rangs, apports: Nombres) -> tuple[Nombres, Nombres, Rangs]:
        """For each document: what its words explain, the weight it covers loud enough, and by how many words."""
        places, combien = self._par_tige.reunir(rangs)
        documents, satures = (colonne[places] for colonne in self._par_tige.colonnes)
        poids = np.repeat(apports, combien)
        total = len(self._documents)
        explique = _sommes(documents, poids * satures, total)
        francs = satures >= FRANC
        documents, poids = documents[francs], poids[francs]
        informatifs = documents[np.repeat(self._poids[rangs] >= INFORMATIF, combien)[francs]]
        return explique, _sommes(documents, poids, total), np.bincount(informatifs, minlength=total)

    def _ajouter_les_paires(self, explique: Nombres, demande: list[Lu]) -> None:
        suite = np.array([self._rangs[lu.sens[0][0]] for lu in demande if lu.sens])
        avant, apres = suite[:-1], suite[1:]
        cles = avant * len(self._rangs) + apres
        rangs = np.searchsorted(self._cles_des_paires, cles)
        dites = rangs < len(self._cles_des_paires)
        dites[dites] = self._cles_des_paires[rangs[dites]] == cles[dites]
        places, combien = self._paires.reunir(rangs[dites])
        poids = PAIRE * np.minimum(self._poids[avant[dites]], self._poids[apres[dites]])
        np.add.at(explique, self._paires.colonnes[0][places], np.repeat(poids, combien))

    def _phrases_de(self, rangs: Rangs, apports: Nombres, masse: float) -> Nombres:
        """For each document, the phrases that the question says most of: the best, and a little of the next two."""
        places, combien = self._phrases_par_tige.reunir(rangs)
        touchees = self._phrases_par_tige.colonnes[0][places]
        compte = np.bincount(touchees)
        dites = np.flatnonzero(compte)
        dit = _sommes(touchees, np.repeat(apports, combien))[dites]
        documents, poids, masses, tiges = (champ[dites] for champ in self._phrases)
        couvert = dit / masses
        notes = dit * couvert * couvert
        for rang in np.flatnonzero(couvert > ENTIERE).tolist():
            # The question is that phrase and little else.
            toute = len(rangs) == tiges[rang] == compte[dites[rang]]
            part, lourde = min(1.0, float(dit[rang]) / masse), min(1.0, float(masses[rang]) / MASSE_EN_ENTIER)
            notes[rang] += IDENTIQUE if toute else 0.0
            notes[rang] += EN_ENTIER * part**3 * lourde
        notes = poids * notes
        ordre = np.lexsort((notes, documents))
        documents, notes = documents[ordre], np.concatenate(([0.0, 0.0], notes[ordre]))
        fins = np.flatnonzero(np.diff(documents, append=-1))
        tailles = np.diff(fins, prepend=-1)
        deuxieme, troisieme = notes[fins + 1] * (tailles > 1), notes[fins] * (tailles > 2)
        phrases = np.zeros(len(self._documents))
        phrases[documents[fins]] = notes[fins + 2] + 0.2 * (troisieme + deuxieme)
        return phrases


class _Releve:
    """What the texts of documents say, before it is weighed."""

    def __init__(
        self, textes: Iterable[Texte], poids_des_champs: Mapping[str, float], phrases: Mapping[str, float]
    ) -> None:
        self.mots: dict[str, str] = {}
        documents: set[int] = set()
        self.frequences: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
        self._dites: dict[tuple[int, frozenset[str]], float] = {}
        self._paires: dict[tuple[str, str], set[int]] = defaultdict(set)
        self._lettres: dict[int, list[str]] = defaultdict(list)
        for numero, champ, lus, part in textes:
            documents.add(numero)
            tiges = self._apprendre(lus)
            for tige in tiges:
                self.frequences[tige][numero] += poids_des_champs[champ] * part
            if champ in phrases and tiges:
                cle = (numero, frozenset(tiges))
                self._dites[cle] = max(self._dites.get(cle, 0.0), phrases[champ] * part)
                self._lettres[numero].append(" ".join(lus))
                for paire in pairwise(tiges):
                    self._paires[paire].add(numero)
        self.documents = sorted(documents)

    def _apprendre(self, lus: list[str]) -> list[str]:
        tiges = []
        for mot in _mots(lus):
            tige = self.mots.get(mot)
            if tige is None:
                tige = self.mots[mot] = radical(mot)
            tiges.append(tige)
        return tiges

    def tables(self, rangs: Mapping[str, int], poids: Sequence[float], maximum: float) -> dict[str, Any]:
        """All that an index is made of; the ranks and the weights are those of every stem."""
        place = {numero: rang for rang, numero in enumerate(self.documents)}
        par_tige = [
            (rangs[tige], place[numero], dit / (dit + SATURATION))
            for tige, par_document in self.frequences.items()
            for numero, dit in par_document.items()
        ]
        paires = sorted(
            (rangs[avant] * len(rangs) + rangs[apres], numeros) for (avant, apres), numeros in self._paires.items()
        )
        dans_les_paires = ((rang, place[numero]) for rang, (_, dits) in enumerate(paires) for numero in sorted(dits))
        par_phrase = [(rangs[tige], rang) for rang, (_, tiges) in enumerate(self._dites) for tige in tiges]
        masses = [sum(sorted(poids[rangs[tige]] for tige in tiges)) for _, tiges in self._dites]
        return {
            "mots": self.mots,
            "rangs": dict(rangs),
            "documents": self.documents,
            "lettres": [" \n " + " \n ".join(self._lettres[numero]) + " \n " for numero in self.documents],
            "max": maximum,
            "ailleurs": [groupe for groupe in AILLEURS_ENSEMBLE if not self._dit_ensemble(groupe)],
            "poids": np.array(poids, np.float64),
            **ranger(par_tige, len(rangs), (np.uint16, np.float64), "par_tige"),
            "cles": np.array([cle for cle, _ in paires], np.int64),
            **ranger(dans_les_paires, len(paires), (np.uint16,), "paires"),
            "phrases:document": np.array([place[numero] for numero, _ in self._dites], np.int32),
            "phrases:poids": np.array(list(self._dites.values()), np.float64),
            "phrases:masse": np.array(masses, np.float64),
            "phrases:tiges": np.array([len(tiges) for _, tiges in self._dites], np.uint16),
            **ranger(par_phrase, len(rangs), (np.uint32,), "phrases"),
        }

    def _dit_ensemble(self, groupe: frozenset[str]) -> bool:
        return groupe <= self.frequences.keys() and any(groupe <= tiges for _, tiges in self._dites)


def indexer(
    textes: Iterable[Texte], poids_des_champs: Mapping[str, float], phrases: Mapping[str, float], reference: str
) -> dict[str, Any]:
    """All that an index is made of. `reference` is the field that a word of weight one is in."""
    releve = _Releve(textes, poids_des_champs, phrases)
    total = len(releve.documents)
    poids = [
        log(1 + (total - df + 0.5) / (df + 0.5)) * _part(tige)
        for tige, par_document in releve.frequences.items()
        for df in (sum(min(1.0, dit / poids_des_champs[reference]) for dit in par_document.values()),)
    ]
    rangs = {tige: rang for rang, tige in enumerate(releve.frequences)}
    return releve.tables(rangs, poids, log(1 + (total - 0.5) / 1.5))


def _sommes(places: Rangs, poids: Nombres, total: int = 0) -> Nombres:
    """What is added up at each place, in the order of the weights."""
    return cast("Nombres", np.bincount(places, poids, total))


def _part(tige: str) -> float:
    if tige.isdigit() and len(tige) < 4:
        return POIDS_NOMBRE
    if tige in COURANTS:
        return POIDS_COURANT
    return POIDS_FAIBLE if tige in FAIBLES else 1.0


def _ailleurs(demande: list[Lu], ensembles: Collection[frozenset[str]]) -> float:
    """How much of a question belongs to another desk."""
    dits = {lu.tige for lu in demande}
    seuls = sum(lu.poids > 1 for lu in demande)
    ensemble = AILLEURS_ENSEMBLE_COMPTE * sum(groupe <= dits for groupe in ensembles)
    return (seuls + ensemble) * min(1.0, COURTE / len(demande))


__all__ = ["Index", "Lexique", "Lu", "indexer"]
