"""Which of several documents a question is about: weighted words (BM25 over fields) and phrases, typos forgiven.

Each document is a bag of weighted words and a list of phrases. A question is scored by both; it is answered when what the
best document explains of it outweighs what none does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from math import log
from typing import Any, TypeAlias

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

    def __init__(self, mots: dict[str, str]) -> None:
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


# Something a document is called by: the document, the stems, the weight of its field, that of its stems.
_Phrase: TypeAlias = "tuple[int, frozenset[str], float, float]"


class Index:
    """Words and phrases of documents, weighed. A text is: document, field, words, share of the field's weight."""

    def __init__(
        self,
        textes: Iterable[tuple[int, str, list[str], float]],
        poids_des_champs: Mapping[str, float],
        phrases: Mapping[str, float],
        reference: str,
    ) -> None:
        self.mots: dict[str, str] = {}
        documents: set[int] = set()
        frequences: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
        dites: dict[tuple[int, frozenset[str]], float] = {}
        paires: dict[tuple[str, str], set[int]] = defaultdict(set)
        lettres: dict[int, list[str]] = defaultdict(list)
        for numero, champ, lus, part in textes:
            documents.add(numero)
            tiges = self._apprendre(lus)
            for tige in tiges:
                frequences[tige][numero] += poids_des_champs[champ] * part
            if champ in phrases and tiges:
                cle = (numero, frozenset(tiges))
                dites[cle] = max(dites.get(cle, 0.0), phrases[champ] * part)
                lettres[numero].append(" ".join(lus))
                for paire in pairwise(tiges):
                    paires[paire].add(numero)
        self._paires = {paire: tuple(numeros) for paire, numeros in paires.items()}
        self._lettres = {numero: " \n " + " \n ".join(dites_ici) + " \n " for numero, dites_ici in lettres.items()}
        total = len(documents)
        self._poids = {
            tige: log(1 + (total - df + 0.5) / (df + 0.5)) * _part(tige)
            for tige, par_fiche in frequences.items()
            for df in (sum(min(1.0, poids / poids_des_champs[reference]) for poids in par_fiche.values()),)
        }
        self._max = log(1 + (total - 0.5) / 1.5)
        self._par_tige = {
            tige: {numero: poids / (poids + SATURATION) for numero, poids in par_fiche.items()}
            for tige, par_fiche in frequences.items()
        }
        self._phrases: list[_Phrase] = [
            (numero, ensemble, poids, sum(self._poids[tige] for tige in ensemble))
            for (numero, ensemble), poids in dites.items()
        ]
        self._phrases_par_tige: dict[str, list[int]] = {}
        for rang, (_, ensemble, _, _) in enumerate(self._phrases):
            for tige in ensemble:
                self._phrases_par_tige.setdefault(tige, []).append(rang)
        # What documents themselves say together belongs to no other desk.
        self._ailleurs = [groupe for groupe in AILLEURS_ENSEMBLE if not self._dit_ensemble(groupe)]

    @classmethod
    def depuis(cls, donnees: Mapping[str, Any]) -> Index:
        """The index that `donnees` tells."""
        index = cls.__new__(cls)
        vars(index).update(donnees)
        return index

    @property
    def donnees(self) -> dict[str, Any]:
        """All of it, in plain objects."""
        return vars(self)

    def _dit_ensemble(self, groupe: frozenset[str]) -> bool:
        rare = min((self._phrases_par_tige.get(tige, ()) for tige in groupe), key=len)
        return any(groupe <= self._phrases[rang][1] for rang in rare)

    def _apprendre(self, lus: list[str]) -> list[str]:
        tiges = []
        for mot in _mots(lus):
            tige = self.mots.get(mot)
            if tige is None:
                tige = self.mots[mot] = radical(mot)
            tiges.append(tige)
        return tiges

    def noter(self, demande: list[Lu], lus: list[str]) -> list[tuple[int, float]]:
        """Documents by decreasing score, between 0 and 1."""
        surete, masse = self._peser(demande)
        if not surete:
            return []
        explique, couvert, appuis = self._mots_de(surete)
        self._ajouter_les_paires(explique, demande)
        phrases = self._phrases_de(surete, masse)
        litteral = f" {' '.join(lus)} " if len(lus) >= MOTS_CITES else None
        ote = AILLEURS_OTE * _ailleurs(demande, self._ailleurs)
        plafond = max(masse, MASSE_MINIMALE) * (1 + PART_DES_PHRASES)
        notes = []
        for numero, par_les_mots in explique.items():
            total = par_les_mots + PART_DES_PHRASES * phrases.get(numero, 0.0)
            if litteral and litteral in self._lettres.get(numero, ""):
                total += CITE
            part = min(1.0, total / plafond)
            force = (total + BASE * part) * part**EXPOSANT - ote
            if appuis[numero] < 2:
                force *= min(1.0, couvert[numero] / masse / SEUL_COUVRE) ** SEUL_EXPOSANT
            if force > 0:
                notes.append((numero, round(force / (force + DEMI_FORCE), 4)))
        return sorted(notes, key=lambda note: (-note[1], note[0]))

    def _peser(self, demande: list[Lu]) -> tuple[dict[str, float], float]:
        """The stems of a question with how sure each is, and the weight of all that it says, known or not."""
        surete: dict[str, float] = {}
        masse = 0.0
        for lu in demande:
            if not lu.sens:
                masse += lu.poids * self._max
                continue
            masse += min(self._max, max((self._poids[tige] for tige, _ in lu.sens if tige not in surete), default=0.0))
            for tige, part in lu.sens:
                surete[tige] = max(surete.get(tige, 0.0), part)
        return surete, masse

    def _mots_de(self, surete: dict[str, float]) -> tuple[dict[int, float], dict[int, float], dict[int, int]]:
        """For each document: what its words explain, the weight it covers loud enough, and by how many words."""
        explique: dict[int, float] = defaultdict(float)
        couvert: dict[int, float] = defaultdict(float)
        appuis: dict[int, int] = defaultdict(int)
        for tige, part in surete.items():
            poids = self._poids[tige]
            for numero, sature in self._par_tige[tige].items():
                explique[numero] += part * poids * sature
                if sature >= FRANC:
                    couvert[numero] += part * poids
                    appuis[numero] += poids >= INFORMATIF
        return explique, couvert, appuis

    def _ajouter_les_paires(self, explique: dict[int, float], demande: list[Lu]) -> None:
        suite = [lu.sens[0][0] for lu in demande if lu.sens]
        for avant, apres in pairwise(suite):
            for numero in self._paires.get((avant, apres), ()):
                explique[numero] += PAIRE * min(self._poids[avant], self._poids[apres])

    def _phrases_de(self, surete: dict[str, float], masse: float) -> dict[int, float]:
        """For each document, the phrases that the question says most of."""
        dits: dict[int, float] = defaultdict(float)
        for tige, part in surete.items():
            apport = part * self._poids[tige]
            for rang in self._phrases_par_tige.get(tige, ()):
                dits[rang] += apport
        meilleures: dict[int, list[float]] = defaultdict(list)
        for rang, dit in dits.items():
            numero, tiges, poids, masse_de_la_phrase = self._phrases[rang]
            couvert = dit / masse_de_la_phrase
            note = dit * couvert * couvert
            if couvert > ENTIERE:
                # The question is that phrase and little else.
                note += IDENTIQUE if tiges == surete.keys() else 0.0
                note += EN_ENTIER * min(1.0, dit / masse) ** 3 * min(1.0, masse_de_la_phrase / MASSE_EN_ENTIER)
            meilleures[numero].append(poids * note)
        return {numero: max(notes) + 0.2 * (sum(sorted(notes)[-3:-1])) for numero, notes in meilleures.items()}


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


__all__ = ["Index", "Lexique", "Lu"]
