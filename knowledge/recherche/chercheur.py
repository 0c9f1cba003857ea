"""Which fiche a question is about, or none.

Each fiche is a bag of weighted words (BM25 over fields) and a list of phrases: its titles, its `mots`, its indicators and
partners. A question is scored by both; it is answered when what the best fiche explains of it outweighs what no fiche does.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from math import log

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.pack import Fiche, Pack, Terme
from knowledge.recherche.langue import (
    ABREGES,
    AILLEURS,
    AILLEURS_ENSEMBLE,
    COURANTS,
    FAIBLES,
    MOTS_D_AILLEURS,
    VIDES,
    jetons,
    jetons_par_ligne,
    plat,
    radical,
    son,
)

MAX_RESULTATS = 5
MAX_SUGGESTIONS = 3
MAX_CARACTERES = 2_000
MAX_JETONS = 120


@dataclass(frozen=True, slots=True)
class Trouvaille:
    """A fiche and how well it answers, from 0 to 1."""

    numero: int
    score: float


@dataclass(frozen=True, slots=True)
class Trouvailles:
    """What a question finds. No `resultats` is an abstention; `suggestions` are then worth a "vouliez-vous dire"."""

    resultats: tuple[Trouvaille, ...] = ()
    suggestions: tuple[int, ...] = ()
    termes: tuple[Terme, ...] = ()
    direct: bool = False
    objectif: int | None = None


# --- calibration ------------------------------------------------------------------------------------------------------
# Set on tests/examples/search.jsonl with two packs: this one, and its first edition whose `mots` were a third as many, so that
# the numbers owe little to words written for the examples.

POIDS = {
    "titre": 3.0,
    "mots": 2.5,
    "indicateur": 1.6,
    "partenaire": 1.6,
    "glossaire": 1.0,
    "resume": 1.2,
    "quand": 0.8,
    "etape": 0.5,
    "resultat": 0.4,
}
PHRASES = {"titre": 1.0, "mots": 1.0, "indicateur": 1.0, "partenaire": 0.9, "glossaire": 0.6}
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
SEUIL, SEUIL_SUGGESTION = 0.5, 0.3
MASSE_MINIMALE = 2.4

_NOMBRES = {
    mot: rang
    for rang, mot in enumerate(
        re.findall(
            r"\S+",
            "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf "
            "vingt vingt-et-un vingt-deux vingt-trois vingt-quatre vingt-cinq vingt-six",
        ),
        start=1,
    )
}
_NUMERO = r"(?:n ?[o°.]? ?|no ?|num(?:ero)? ?|# ?)?"
# In letters, a number is one only where the question ends: "une action deux fois plus chère" names no fiche.
_CHIFFRES = (
    r"(\d{1,2}(?!\d)|(?:"
    + "|".join(sorted(_NOMBRES, key=len, reverse=True))
    + r")(?=\W*(?:$|svp\b|stp\b|s'il|merci)))\b"
)
_FICHE = re.compile(r"\b(?:fiches?(?:[ -]actions?)?|actions?|fch) ?" + _NUMERO + _CHIFFRES)
_SUITE = re.compile(r"\A ?(?:,|et|ou|&|/) ?(?:la |l')?" + _NUMERO + r"(\d{1,2})\b")
_OBJECTIF = re.compile(r"\bobjectifs? ?" + _NUMERO + _CHIFFRES)
_DEFINITION = re.compile(
    r"\b(?:c'?est[ -]quoi|c koi|c quoi|kesako|qu'?est[ -]ce (?:que|qu')|qu'entend-on par|qu'appelle-t-on|que (?:veut dire|signifie)|"
    r"(?:ca |cela )?(?:veut|ve) (?:dire|dir) (?:quoi|koi)|signifie|signification|definitions? (?:d|de|du|des)\b|definis|definition|"
    r"sigle|acronyme|ca veut dire|glossaire)"
)


class Chercheur:
    """The index of a pack, and the search over it. Immutable once built, save for its caches."""

    def __init__(self, pack: Pack) -> None:
        self._fiches = pack.fiches
        self._par_objectif = {
            objectif.numero: tuple(fiche.numero for fiche in pack.fiches.values() if fiche.objectif == objectif.numero)
            for objectif in pack.objectifs
        }
        self._index = _Index(pack)
        self._lexique = _Lexique(self._index.mots)
        self._glossaire = _Glossaire(pack.glossaire)

    def chercher(self, q: str) -> Trouvailles:
        texte = plat(q[:MAX_CARACTERES])
        if nommees := self._nommees(texte):
            return nommees
        termes = self._glossaire.demandes(texte)
        lus = jetons(texte)[:MAX_JETONS]
        demande = self._lexique.lire(lus)
        notes = self._index.noter(demande, lus)
        resultats = tuple(Trouvaille(numero, note) for numero, note in notes[:MAX_RESULTATS] if note >= SEUIL)
        suggestions = (
            () if resultats else tuple(numero for numero, note in notes[:MAX_SUGGESTIONS] if note >= SEUIL_SUGGESTION)
        )
        if not resultats and termes:
            resultats = tuple(Trouvaille(numero, SEUIL) for numero in termes[0].actions[:MAX_RESULTATS])
        return Trouvailles(resultats, suggestions, termes)

    def _nommees(self, texte: str) -> Trouvailles | None:
        """The fiches called by their number, or those of an objective called by its own."""
        numeros: list[int] = []
        for trouve in _FICHE.finditer(texte):
            numeros.append(_en_nombre(trouve[1]))
            fin = trouve.end()
            while suite := _SUITE.match(texte[fin:]):
                numeros.append(int(suite[1]))
                fin += suite.end()
        numeros = [numero for numero in dict.fromkeys(numeros) if numero in self._fiches]
        if numeros:
            return Trouvailles(tuple(Trouvaille(numero, 1.0) for numero in numeros[:MAX_RESULTATS]), direct=True)
        for trouve in _OBJECTIF.finditer(texte):
            objectif = _en_nombre(trouve[1])
            if fiches := self._par_objectif.get(objectif):
                trouvailles = tuple(Trouvaille(numero, 1.0) for numero in fiches[:MAX_RESULTATS])
                return Trouvailles(trouvailles, direct=True, objectif=objectif)
        return None


def _en_nombre(ecrit: str) -> int:
    return int(ecrit) if ecrit.isdigit() else _NOMBRES[ecrit]


# --- reading a question -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Lu:
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


class _Lexique:
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

    def lire(self, jetons_lus: list[str]) -> list[_Lu]:
        lus: list[_Lu] = []
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

    def _sens(self, mot: str) -> _Lu:
        tige = radical(mot)
        if tige in self._radicaux and (mot in self._mots or mot not in MOTS_D_AILLEURS):
            return _Lu(tige, ((tige, 1.0),), 1.0)
        if tige in FAIBLES:
            return _Lu(tige, (), POIDS_FAIBLE * INCONNU)
        if tige in AILLEURS:
            return _Lu(tige, (), AILLEURS_PESE)
        if not mot.isalpha() or len(mot) < 4:
            return _Lu(tige, (), 0.0 if mot.isdigit() else INCONNU_COURT)
        if sans := self._sans_elision(mot):
            return _Lu(tige, ((sans, 0.95),), 1.0)
        cle = son(mot)
        if len(cle) >= 3 and cle in self._sons:
            return _Lu(tige, tuple((proche, 0.9) for proche in self._sons[cle]), 1.0)
        if cle in self._sons_vides:
            return _Lu(tige, (), 0.0)
        if proches := self._proches(mot):
            return _Lu(tige, proches, 1.0)
        return _Lu(tige, (), INCONNU)

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


@dataclass(frozen=True, slots=True)
class _Phrase:
    """Something a fiche is called by, as stems."""

    fiche: int
    tiges: frozenset[str]
    poids: float
    masse: float


class _Index:
    """Words and phrases of the fiches, weighed."""

    def __init__(self, pack: Pack) -> None:
        self.mots: dict[str, str] = {}
        frequences: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
        dites: dict[tuple[int, frozenset[str]], float] = {}
        self._paires: dict[tuple[str, str], set[int]] = defaultdict(set)
        lettres: dict[int, list[str]] = defaultdict(list)
        for numero, champ, lus, part in _textes(pack):
            tiges = self._apprendre(lus)
            for tige in tiges:
                frequences[tige][numero] += POIDS[champ] * part
            if champ in PHRASES and tiges:
                cle = (numero, frozenset(tiges))
                dites[cle] = max(dites.get(cle, 0.0), PHRASES[champ] * part)
                lettres[numero].append(" ".join(lus))
                for paire in pairwise(tiges):
                    self._paires[paire].add(numero)
        self._lettres = {numero: " \n " + " \n ".join(dites_ici) + " \n " for numero, dites_ici in lettres.items()}
        total = len(pack.fiches)
        self._poids = {
            tige: log(1 + (total - df + 0.5) / (df + 0.5)) * _part(tige)
            for tige, par_fiche in frequences.items()
            for df in (sum(min(1.0, poids / POIDS["mots"]) for poids in par_fiche.values()),)
        }
        self._max = log(1 + (total - 0.5) / 1.5)
        self._par_tige = {
            tige: {numero: poids / (poids + SATURATION) for numero, poids in par_fiche.items()}
            for tige, par_fiche in frequences.items()
        }
        self._phrases: dict[str, list[_Phrase]] = defaultdict(list)
        for (numero, ensemble), poids in dites.items():
            phrase = _Phrase(numero, ensemble, poids, sum(self._poids[tige] for tige in ensemble))
            for tige in ensemble:
                self._phrases[tige].append(phrase)

    def _apprendre(self, lus: list[str]) -> list[str]:
        tiges = []
        for mot in _mots(lus):
            tige = self.mots.get(mot)
            if tige is None:
                tige = self.mots[mot] = radical(mot)
            tiges.append(tige)
        return tiges

    def noter(self, demande: list[_Lu], lus: list[str]) -> list[tuple[int, float]]:
        """Fiches by decreasing score, between 0 and 1."""
        surete, masse = self._peser(demande)
        if not surete:
            return []
        explique, couvert, appuis = self._mots_de(surete)
        self._ajouter_les_paires(explique, demande)
        phrases = self._phrases_de(surete, masse)
        litteral = f" {' '.join(lus)} " if len(lus) >= MOTS_CITES else None
        ote = AILLEURS_OTE * _ailleurs(demande)
        plafond = max(masse, MASSE_MINIMALE) * (1 + PART_DES_PHRASES)
        notes = []
        for numero, par_les_mots in explique.items():
            total = par_les_mots + PART_DES_PHRASES * phrases.get(numero, 0.0)
            if litteral and litteral in self._lettres[numero]:
                total += CITE
            part = min(1.0, total / plafond)
            force = (total + BASE * part) * part**EXPOSANT - ote
            if appuis[numero] < 2:
                force *= min(1.0, couvert[numero] / masse / SEUL_COUVRE) ** SEUL_EXPOSANT
            if force > 0:
                notes.append((numero, round(force / (force + DEMI_FORCE), 4)))
        return sorted(notes, key=lambda note: (-note[1], note[0]))

    def _peser(self, demande: list[_Lu]) -> tuple[dict[str, float], float]:
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
        """For each fiche: what its words explain, the weight it covers loud enough, and by how many words."""
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

    def _ajouter_les_paires(self, explique: dict[int, float], demande: list[_Lu]) -> None:
        suite = [lu.sens[0][0] for lu in demande if lu.sens]
        for avant, apres in pairwise(suite):
            for numero in self._paires.get((avant, apres), ()):
                explique[numero] += PAIRE * min(self._poids[avant], self._poids[apres])

    def _phrases_de(self, surete: dict[str, float], masse: float) -> dict[int, float]:
        """For each fiche, the phrases that the question says most of."""
        vues: dict[int, tuple[_Phrase, float]] = {}
        for tige, part in surete.items():
            apport = part * self._poids[tige]
            for phrase in self._phrases.get(tige, ()):
                deja = vues.get(id(phrase))
                vues[id(phrase)] = (phrase, apport + (deja[1] if deja else 0.0))
        meilleures: dict[int, list[float]] = defaultdict(list)
        for phrase, dit in vues.values():
            couvert = dit / phrase.masse
            note = dit * couvert * couvert
            if couvert > ENTIERE:
                # The question is that phrase and little else.
                note += IDENTIQUE if phrase.tiges == surete.keys() else 0.0
                note += EN_ENTIER * min(1.0, dit / masse) ** 3 * min(1.0, phrase.masse / MASSE_EN_ENTIER)
            meilleures[phrase.fiche].append(phrase.poids * note)
        return {numero: max(notes) + 0.2 * (sum(sorted(notes)[-3:-1])) for numero, notes in meilleures.items()}


def _part(tige: str) -> float:
    if tige.isdigit() and len(tige) < 4:
        return POIDS_NOMBRE
    if tige in COURANTS:
        return POIDS_COURANT
    return POIDS_FAIBLE if tige in FAIBLES else 1.0


def _ailleurs(demande: list[_Lu]) -> float:
    """How much of a question belongs to another desk."""
    dits = {lu.tige for lu in demande}
    seuls = sum(lu.poids > 1 for lu in demande)
    ensemble = AILLEURS_ENSEMBLE_COMPTE * sum(groupe <= dits for groupe in AILLEURS_ENSEMBLE)
    return (seuls + ensemble) * min(1.0, COURTE / len(demande))


def _textes(pack: Pack) -> Iterator[tuple[int, str, list[str], float]]:
    """The texts of all the fiches, read together: fiche, field, words, share of the field's weight."""
    champs = [(fiche.numero, *champ) for fiche in pack.fiches.values() for champ in _champs(fiche, pack)]
    for terme in pack.glossaire:
        champs += [
            (numero, "glossaire", nom, 1 / len(terme.actions)) for numero in terme.actions for nom in _noms(terme)
        ]
    for (numero, champ, _, part), lus in zip(
        champs, jetons_par_ligne([texte for _, _, texte, _ in champs]), strict=True
    ):
        yield numero, champ, lus, part


def _champs(fiche: Fiche, pack: Pack) -> Iterator[tuple[str, str, float]]:
    """The texts of a fiche: field, text, share of the field's weight."""
    yield "titre", fiche.titre, 1.0
    yield "titre", fiche.titre_court, 0.7
    for mot in fiche.mots:
        yield "mots", mot, 1.0
    for indicateur in fiche.indicateurs:
        yield "indicateur", indicateur.titre, 1.0
    for partenaire in (*fiche.internes, *fiche.externes):
        service = pack.services.get(partenaire.nom)
        for nom in (partenaire.nom,) if service is None else (service.nom, service.sigle or ""):
            yield "partenaire", nom, 1.0
    yield "resume", fiche.resume, 1.0
    yield "quand", fiche.quand_y_penser, 1.0
    for etape in fiche.etapes:
        yield "etape", etape, 1.0
    for resultat in fiche.resultats:
        yield "resultat", resultat, 1.0


def _noms(terme: Terme) -> Iterable[str]:
    return (terme.terme, *((terme.sigle,) if terme.sigle else ()), *terme.autres)


# --- the glossary -----------------------------------------------------------------------------------------------------


class _Glossaire:
    """Which terms a question asks the meaning of."""

    def __init__(self, termes: tuple[Terme, ...]) -> None:
        self._par_nom: dict[tuple[str, ...], Terme] = {}
        noms = [(nom, terme) for terme in termes for nom in _noms(terme)]
        for (_, terme), lus in zip(noms, jetons_par_ligne([nom for nom, _ in noms]), strict=True):
            self._par_nom.setdefault(self._cle(lus), terme)
        self._plus_long = max((len(cle) for cle in self._par_nom), default=0)

    @staticmethod
    def _cle(lus: list[str]) -> tuple[str, ...]:
        return tuple(radical(mot) for jeton in lus for mot in jeton.split("-"))

    def demandes(self, texte: str) -> tuple[Terme, ...]:
        """The terms of a bare name, or of a question about a meaning, longest names first in the text."""
        demande = _DEFINITION.search(texte)
        reste = _DEFINITION.sub(" ", texte) if demande else texte
        cle = self._cle(jetons(reste))
        nue = tuple(tige for tige in cle if tige not in _ARTICLES)
        if seul := self._par_nom.get(cle) or self._par_nom.get(nue):
            return (seul,)
        return tuple(dict.fromkeys(self._dans(cle))) if demande else ()

    def _dans(self, cle: tuple[str, ...]) -> Iterator[Terme]:
        debut = 0
        while debut < len(cle):
            for taille in range(min(self._plus_long, len(cle) - debut), 0, -1):
                if terme := self._par_nom.get(cle[debut : debut + taille]):
                    yield terme
                    debut += taille
                    break
            else:
                debut += 1


_ARTICLES = frozenset(("le", "la", "les", "un", "une", "des", "du", "de", "d", "l", "et", "ce", "cet"))
