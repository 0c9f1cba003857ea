"""The words of the pack found in a text: procedure, nature, segments, yes and no."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from knowledge.francais.contexte import Contexte, commence_par_une_negation, est_nie
from knowledge.francais.leurres import FAUX_AMIS, leurres
from knowledge.francais.lieux import citations, dans_une_voie
from knowledge.francais.texte import PERDUE, Jeton, Plie, jetons, plier, racine
from knowledge.regles.faits import NON, OUI, Fait, Genre, Vocabulaire

_ARTICLES = frozenset({"de", "d", "des", "du", "l", "le", "la", "les", "un", "une", "aux", "au", "a", "en"})
# "La procédure sera adaptée", "procédure : adaptée": between the name of a fact and what it is told to be.
_COPULES = frozenset({"est", "sera", "serait", "sont", "seront", "bien", "donc", "plutot"})
# Never from one sentence to the next.
_ENTRE_MOTS = re.compile(r"(?:(?!\. )[ \-'/°\".]){0,3}\Z")
_ENTRE_NOM_ET_VALEUR = re.compile(r"(?:(?!\. )[ \-'/°\".,:=]){0,3}\Z")
# A shorter word beside a lost letter may be a piece of another.
LETTRES_MIN = 4
# "MAPA, non", "un appel d'offres pas du tout": refused right after it is said, and nothing is said instead.
_REFUSE = re.compile(r" ?[,:]? ?(?:non|nan|surtout pas|pas du tout) ?(?:$|[.!;])")
_INFINITIF = re.compile(r"(?:er|ir|re|oir)$")


@dataclass(frozen=True, slots=True)
class Locution:
    """A word or phrase of the pack. `indice`: a verb, or a phrase left open ("achat de"), hints and does not state.

    `nu`: it names a yes-no fact, and says neither. `nomme`: it starts with the name of its fact ("procédure adaptée").
    """

    nom: str
    valeur: str
    racines: tuple[str, ...]
    capitales: bool
    indice: bool
    nu: bool = False
    nomme: bool = False


@dataclass(frozen=True, slots=True)
class Mention:
    """A locution found in a text. `flou` counts the letters that differ; `nu`: it only names its fact."""

    nom: str
    valeur: str
    debut: int
    fin: int
    nie: bool
    flou: int
    indice: bool
    nu: bool = False

    @property
    def longueur(self) -> int:
        return self.fin - self.debut


@lru_cache(maxsize=4096)
def _racines(mots: str) -> tuple[str, ...]:
    tous = jetons(plier(mots).texte)
    interieur = tuple(j.racine for j in tous[1:-1] if j.mot not in _ARTICLES)
    return (tous[0].racine, *interieur, tous[-1].racine) if len(tous) > 1 else tuple(j.racine for j in tous)


def _accents_perdus(mots: str) -> Iterator[tuple[str, str]]:
    """Each accented word as a program that knows no accent writes it, with the word it stands for.

    >>> dict(_accents_perdus("réfection des façades")) == {"r\ufffdfection": "refection", "fa\ufffdade": "facade"}
    True
    """
    plie = plier(mots)
    for jeton in jetons(plie.texte):
        lettres = [
            PERDUE if not plie.brut[plie.origine[place]].isascii() else plie.texte[place]
            for place in range(jeton.debut, jeton.fin)
        ]
        if PERDUE in lettres:
            yield racine("".join(lettres)), jeton.racine


def squelette(mot: str) -> str:
    """A word without its double letters, which are misplaced more than any: "alotti" is "alloti".

    >>> squelette("alotti") == squelette("alloti"), squelette("mappa") == "mapa"
    (True, True)
    """
    return "".join(lettre for lettre, suivante in zip(mot, f"{mot[1:]} ", strict=True) if lettre != suivante)


class Lexique:
    """The words of every choice of a vocabulary, indexed by their first word."""

    def __init__(self, vocabulaire: Vocabulaire) -> None:
        self._par_premier: dict[str, list[Locution]] = {}
        self._oui_non = frozenset(fait.nom for fait in vocabulaire.values() if fait.genre is Genre.OUI_NON)
        self._connus: set[str] = set()
        self._accentues: dict[str, str] = {}
        for fait in vocabulaire.values():
            for locution in _locutions(fait):
                self._par_premier.setdefault(locution.racines[0], []).append(locution)
                self._connus.update(locution.racines)
            for choix in fait.choix:
                for mot in (*choix.mots, choix.libelle):
                    self._accentues.update(_accents_perdus(mot))
        for liste in self._par_premier.values():
            liste.sort(key=lambda locution: -len(locution.racines))
        self._squelettes = {
            squelette(mot): mot for mot in sorted(self._connus) if mot.isalpha() and len(mot) >= LETTRES_MIN
        }
        self._par_initiale: dict[str, list[str]] = {}
        for mot in sorted(self._connus):
            if len(mot) >= 5 and mot.isalpha():
                self._par_initiale.setdefault(mot[0], []).append(mot)
        self._proche = lru_cache(maxsize=20_000)(self._plus_proche)

    def _plus_proche(self, mot: str) -> tuple[str, int] | None:
        if PERDUE in mot:
            connu = self._accentues.get(mot) or racine(mot.strip(PERDUE))
            return (connu, 0) if connu in self._connus and len(connu) >= LETTRES_MIN else None
        doublee = self._squelettes.get(squelette(mot)) if len(mot) >= LETTRES_MIN and mot not in FAUX_AMIS else None
        if doublee is not None:
            return doublee, 1
        if len(mot) < 6 or mot in FAUX_AMIS or not mot.isalpha():
            return None
        meilleur: tuple[str, int] | None = None
        for connu in self._par_initiale.get(mot[0], ()):
            budget = 2 if min(len(connu), len(mot)) >= 8 else 1
            if abs(len(connu) - len(mot)) > budget:
                continue
            ecart = OSA.distance(mot, connu, score_cutoff=budget)
            if ecart > budget or (ecart == 2 and mot[:3] != connu[:3]):
                continue
            if meilleur is None or ecart < meilleur[1]:
                meilleur = (connu, ecart)
        return meilleur

    def mentions(self, plie: Plie, mots: Sequence[Jeton]) -> list[Mention]:
        """Every locution of the text, the longest where two of one fact overlap; decoys left out."""
        racines: list[tuple[str, int]] = []
        for jeton in mots:
            if jeton.racine in self._connus or (len(jeton.racine) < LETTRES_MIN and PERDUE not in jeton.racine):
                racines.append((jeton.racine, 0))
            else:
                racines.append(self._proche(jeton.racine) or (jeton.racine, 0))
        trouvees: list[Mention] = []
        for i, (premiere, _) in enumerate(racines):
            for locution in self._par_premier.get(premiere, ()):
                fin = self._suit(plie.texte, mots, racines, i, locution)
                if fin is None:
                    continue
                debut, arrivee = mots[i].debut, mots[fin].fin
                if locution.capitales and not plie.en_capitales(debut, arrivee):
                    continue
                flou = sum(ecart for _, ecart in racines[i : fin + 1])
                # "non récurrent" qualifies; "non un mapa" answers; "n'est pas récurrent" denies once.
                oui_non = locution.nom in self._oui_non
                nie = est_nie(plie.texte, debut, qualifiable=oui_non and locution.valeur == OUI)
                if oui_non and commence_par_une_negation(plie.texte, debut):
                    nie = False
                if not oui_non and _REFUSE.match(plie.texte, arrivee):
                    nie = True
                dite = Mention(locution.nom, locution.valeur, debut, arrivee, nie, flou, locution.indice, locution.nu)
                trouvees.append(dite)
        if not trouvees:
            return []
        faux = [m.span() for m in leurres(lettres_perdues=PERDUE in plie.texte).finditer(plie.texte)]
        faux.extend(citations(plie.texte, [m.debut for m in trouvees]))
        return _les_plus_longues(m for m in trouvees if not _leurre(m, faux) and not dans_une_voie(plie.texte, m.debut))

    @staticmethod
    def _suit(
        texte: str, mots: Sequence[Jeton], racines: Sequence[tuple[str, int]], i: int, locution: Locution
    ) -> int | None:
        place = i
        for attendu in locution.racines[1:]:
            apres_le_nom = locution.nomme and place == i
            entre, sautes = (_ENTRE_NOM_ET_VALEUR, _ARTICLES | _COPULES) if apres_le_nom else (_ENTRE_MOTS, _ARTICLES)
            for saut in range(1, 4):
                suivant = place + saut
                if suivant >= len(mots) or not entre.match(texte[mots[suivant - 1].fin : mots[suivant].debut]):
                    return None
                if racines[suivant][0] == attendu:
                    place = suivant
                    break
                if mots[suivant].mot not in sautes:
                    return None
            else:
                return None
        return place


def _locutions(fait: Fait) -> Iterable[Locution]:
    if fait.genre not in (Genre.CHOIX, Genre.OUI_NON, Genre.ENSEMBLE):
        return
    noms = {_racines(nom) for nom in (*fait.aussi, fait.libelle)} if fait.genre is Genre.CHOIX else set()
    for choix in fait.choix:
        mots = choix.mots if fait.genre is Genre.OUI_NON else (*choix.mots, choix.libelle.split(" (")[0])
        for mot in mots:
            racines = _racines(mot)
            if racines:
                dernier = jetons(plier(mot).texte)[-1].mot
                premier = jetons(plier(mot).texte)[0].mot
                indice = fait.genre is Genre.CHOIX and (
                    (dernier in _ARTICLES and len(racines) > 1)
                    or (len(racines) == 1 and len(premier) > 5 and bool(_INFINITIF.search(premier)))
                )
                nomme = racines[:1] in noms
                yield Locution(fait.nom, choix.valeur, racines, mot.isupper(), indice, nomme=nomme)
    if fait.genre is Genre.OUI_NON:
        dits = {_racines(mot) for choix in fait.choix for mot in choix.mots}
        for nom in fait.aussi:
            if (racines := _racines(nom)) and racines not in dits:
                yield Locution(fait.nom, OUI, racines, capitales=False, indice=False, nu=True)


def _leurre(mention: Mention, faux: Sequence[tuple[int, int]]) -> bool:
    return any(debut <= mention.debut and mention.fin <= fin for debut, fin in faux)


def _les_plus_longues(mentions: Iterable[Mention]) -> list[Mention]:
    gardees: list[Mention] = []
    for mention in sorted(mentions, key=lambda m: (-m.longueur, m.flou, m.debut)):
        if not any(
            autre.nom == mention.nom
            and autre.debut < mention.fin
            and mention.debut < autre.fin
            and autre.longueur > mention.longueur
            for autre in gardees
        ):
            gardees.append(mention)
    return sorted(gardees, key=lambda m: (m.debut, -m.fin))


_REPONSE_DROITE = re.compile(
    r"^[ )]*(?:[:=?,-] ?)?(?P<r>oui|non|aucune?|neant|ok|rien(?! (?:n'|ne |de (?:sur|certain|decide|defini|arrete|fixe)|a (?:dire|signaler)))|pas (?:prevue?s?|concernee?s?|de ce cote|du tout|applicable)|sans objet)\b(?! (?:plus|alloti|recurrent|plutot|pas))"
)
_REFUS_DROITE = re.compile(
    r"^ (?:non|pas) (?:prevue?s?|necessaires?|concernee?s?|exigee?s?|requise?s?|souhaitee?s?)\b|^ (?:est |sera |sont |a ete |ont ete )?(?:exclue?s?|ecartee?s?)\b|^ interdite?s?\b"
)


# "Des données, il n'y en a aucune", "la clause, on en met une": a pronoun takes up what was just named; what others do of it is no answer.
_EN_REPRISE = re.compile(
    r"(?<!\bils )(?<!\belles )\b(?:(?P<nie>n'|ne )?(?:y )?|j')en (?P<verbe>\w{1,12} (?:\w{1,12} ){0,2}?)(?P<suite>pas\b|aucune?s?\b|point\b|plus\b|jamais\b|une?\b|deux\b|plusieurs\b)"
    r"|[ ,]{1,2}(?P<mets>mett(?:ez|ons)|ajout(?:ez|ons)|gard(?:ez|ons)|prevo(?:yez|yons)|not(?:ez|ons))-l(?:a|e|es)\b"
)
# Of an earlier one: "on en avait une", "on en a mis une l'an dernier".
_NAGUERE = re.compile(r"(?:av(?:ait|ions|aient)|mettait|(?:a|ai|avons) (?:eu|mis|fait|pris)) ")
_PORTEE = 60
_FIN_DE_PHRASE = re.compile(r"[.;!?\n]")


def _se_reprend(m: Mention, mentions: Sequence[Mention], texte: str) -> str | None:
    """What a pronoun says, in the same sentence, of the fact that was just named; None where none does."""
    repris = _EN_REPRISE.search(texte, m.fin, m.fin + _PORTEE)
    if repris is None or _FIN_DE_PHRASE.search(texte, m.fin, repris.start()):
        return None
    if any(m.fin <= autre.debut < repris.end() and autre.nom != m.nom for autre in mentions):
        return None
    return _dit_par_un_pronom(repris)


def _dit_par_un_pronom(repris: re.Match[str]) -> str | None:
    if repris["mets"]:
        return OUI
    if _NAGUERE.match(repris["verbe"]):
        return None
    return OUI if repris["suite"] in ("un", "une", "deux", "plusieurs") and not repris["nie"] else NON


def repondre_par_un_pronom(texte: str) -> str | None:
    """What a folded answer says of what is asked, in the end: "on en met une", "y en a pas"; None where no pronoun takes it up."""
    dits = [dit for repris in _EN_REPRISE.finditer(texte) if (dit := _dit_par_un_pronom(repris)) is not None]
    return dits[-1] if dits else None


def oui_non(fait: Fait, mentions: Sequence[Mention], plie: Plie, contexte: Contexte) -> list[tuple[str, Mention]]:
    """What the text says of a yes-no fact, in order: (oui or non, where)."""
    dits: list[tuple[str, Mention]] = []
    for m in mentions:
        if m.nom != fait.nom or contexte.en_definition(m.debut):
            continue
        droite = plie.texte[m.fin : m.fin + 30]
        reponse = _REPONSE_DROITE.match(droite)
        if contexte.en_question(m.debut) and not (reponse and "?" in reponse[0]):
            continue
        valeur = m.valeur
        if reponse is not None and valeur == OUI:
            valeur = OUI if reponse["r"] in ("oui", "ok") else NON
        elif valeur == OUI and not m.nie and (repris := _se_reprend(m, mentions, plie.texte)):
            valeur = repris
        elif (m.nie or _REFUS_DROITE.match(droite)) and valeur == OUI:
            noms = {racine for nom in (fait.libelle, *fait.aussi) for racine in _racines(nom)}
            if not m.nu and not noms & set(_racines(plie.texte[m.debut : m.fin])):
                continue
            valeur = NON
        elif m.nie or m.nu:
            continue
        dits.append((valeur, m))
    return dits
