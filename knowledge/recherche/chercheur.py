"""Which fiche a question is about, or none.

Each fiche is a bag of weighted words (BM25 over fields) and a list of phrases: its titles, its `mots`, its indicators and
partners. A question is scored by both; it is answered when what the best fiche explains of it outweighs what no fiche does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from knowledge.francais.langue import jetons, jetons_par_ligne, plat, radical
from knowledge.plan.noms import Citee
from knowledge.plan.pack import Fiche, Pack, Terme
from knowledge.recherche.deja_calcule import deja_calcule
from knowledge.recherche.designation import Designation
from knowledge.recherche.index import Index, Lexique, indexer

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
# Set as that of the index is.

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
SEUIL, SEUIL_SUGGESTION = 0.5, 0.3

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
    r"(\d{1,3}(?!\d)|(?:"
    + "|".join(sorted(_NOMBRES, key=len, reverse=True))
    + r")(?=\W*(?:$|svp\b|stp\b|s'il|merci)))\b"
)
_FICHE = re.compile(r"\b(?:fiches?(?:[ -]actions?)?|actions?|fch) ?" + _NUMERO + _CHIFFRES)
_SUITE = re.compile(r"\A ?(?:,|et|ou|&|/) ?(?:la |l')?" + _NUMERO + r"(\d{1,3})\b")
_OBJECTIF = re.compile(r"\bobjectifs? ?" + _NUMERO + _CHIFFRES)
_DEFINITION = re.compile(
    r"\b(?:c'?est[ -]quoi|c koi|c quoi|kesako|qu'?est[ -]ce (?:que|qu')|qu'entend-on par|qu'appelle-t-on|que (?:veut dire|signifie)|"
    r"(?:ca |cela )?(?:veut|ve) (?:dire|dir) (?:quoi|koi)|signifie|signification|definitions? (?:d|de|du|des)\b|definis|definition|"
    r"sigle|acronyme|ca veut dire|glossaire)"
)
_LA_FICHE = re.compile(
    r"\b(?:(?:montre[rz]?|donne[rz]?|ouvr\w+|affiche[rz]?|envoye[rz]?|adresse[rz]?|voir|lire)(?:[ -]moi)? )?(?:la |une |les )?fiches?\b(?: (?:relatives? a|portant sur|qui parle d[eu]|sur|concernant))?"
)
_J_AI = re.compile(r"\b(?:j|n|l|m|t|y)'?ai\b")


class Chercheur:
    """The index of a pack, and the search over it. Immutable once built, save for its caches."""

    def __init__(self, pack: Pack) -> None:
        self._fiches = pack.fiches
        self._par_objectif = {
            objectif.numero: tuple(fiche.numero for fiche in pack.fiches.values() if fiche.objectif == objectif.numero)
            for objectif in pack.objectifs
        }
        champs = _tous_les_champs(pack)
        self._index = Index(
            deja_calcule("fiches", repr(champs), (), lambda: indexer(_textes(champs), POIDS, PHRASES, reference="mots"))
        )
        self._lexique = Lexique(self._index.mots)
        self._glossaire = _Glossaire(pack.glossaire)
        self._designation = Designation(pack)

    def chercher(self, q: str) -> Trouvailles:
        texte = plat(q[:MAX_CARACTERES])
        if nommees := self._nommees(texte):
            return nommees
        # "La fiche relative à l'insertion" is looked for by what it is about.
        texte = _LA_FICHE.sub(" ", texte)
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

    def designer(self, texte: str, parmi: Sequence[int]) -> tuple[int, ...]:
        """The actions of `parmi` that the words mean by what they are about, or by their place; none in doubt."""
        return self._designation.lire(texte[:MAX_CARACTERES], parmi)

    def citer(self, mots: Sequence[str]) -> Sequence[Citee]:
        """The names of actions among flat words."""
        return self._designation.citer(mots)

    def trancher(self, citee: Citee, siennes: Sequence[int]) -> tuple[int, ...]:
        """The action that a name means, of those at hand where one bears it; several where it tells none from the others."""
        return self._designation.trancher(citee, siennes)

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


# --- the texts of a pack ----------------------------------------------------------------------------------------------


def _tous_les_champs(pack: Pack) -> list[tuple[int, str, str, float]]:
    """The texts of all the fiches: fiche, field, text, share of the field's weight."""
    champs = [(fiche.numero, *champ) for fiche in pack.fiches.values() for champ in _champs(fiche, pack)]
    for terme in pack.glossaire:
        champs += [
            (numero, "glossaire", nom, 1 / len(terme.actions)) for numero in terme.actions for nom in _noms(terme)
        ]
    return champs


def _textes(champs: Sequence[tuple[int, str, str, float]]) -> Iterator[tuple[int, str, list[str], float]]:
    """The same with their words, read together."""
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
        # "J'ai" is no "AI".
        reste = _J_AI.sub(" ", _DEFINITION.sub(" ", texte) if demande else texte)
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
