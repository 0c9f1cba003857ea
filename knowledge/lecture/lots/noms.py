"""The names of lots: where one stands in a clause, and which lot a word designates."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from knowledge.francais.texte import Jeton, Plie, ensemble, jetons, plier

# Before a name, what joins it to the lot.
_DEVANT = re.compile(
    r"[ \n,:;.()=/\"'*•>|-]+|l'(?:une?|autre)(?= )|(?:(?:en plus|de plus|supplementaires?|ah|jsp|encore|mais|me(?= c)|d'un cote|de l'autre|j'oubliais|j'ai oublie|j'avais oublie|c'?est|ce sera|ce serait|ca sera|c (?:la|le|les)|(?:y|il y) (?:a|aura|en a)|on a|sera|serait|est|lots?|porte sur|portant sur|concerne|comprend|"
    r"s'appelle(?:ra)?|dit|nommee?|appelee?|intitulee?|le|la|les|un|une|du|des|de la|de l'|de|d'|l'|pour|sur|avec|et|puis|aussi|alors|donc|euh|enfin|plutot|finalement|en fait|maintenant|"
    r"ses(?= \d)|ces(?= \d)|c(?= [a-z]{4})|autre|nouveau|petit|gros(?! ?o?e?u)|qui|a|au|aux|en|cote|partie|que|bon|bah|ben|oui|non|ok|ajoute\w*|rajoute\w*|mets?|mettez|note\w*|il faut|faut|manque|j'ai|tous|toutes|tout|soit|ensuite|apres|d'abord)(?=[ ,:'(]|$))"
)
# What restricts or joins, and names nothing.
_ADVERBES = r"\b(?:seule?s?|seulement|uniquement|exclusivement|notamment|simplement|egalement|actuellement|dorenavant|desormais|toujours|encore|juste|deja)\b"
# Where it ends.
_ARRET = re.compile(
    rf" ?(?<!\d)\d{{1,9}}(?:[.,]\d{{1,9}})? ?%|{_ADVERBES}|\bcl(?:au|o)[sz]es?\b|\bd?ins?er[a-z]{{0,3}}ion\b|\b(?:oui|non|ok|enfin|en plus|donc|du coup|d'un cote|de l'autre|d'autre part)\b| (?:idem|pareil|itou|moitie moins|jsp|a (?:chiffrer|determiner|definir|preciser|voir))\b|[,;:(\n=|*]| ?-> ?| - |\.(?= |$)|(?<=[a-z)])[ ]?/[ ]|"
    r"\b(?:reserv\w+|sans (?:clause|insertion|reserv)|avec (?:une? )?(?:clause|insertion|reserv|\d)|clauses?|insertion|estim\w+|evalu\w+|chiffr\w+|prevue? (?=a|pour|\d)|dont|qui|qu'|titulaire|attribu\w+|confi[ea]\w*|"
    r"c'est|ce sera|ca (?:fait|sera|coute|fera)|sera|seront|serait|(?<!secteur )(?<!zone )(?<!quartier )(?<!quartiers )(?<!cote )(?<!lot )(?<!rive )est|sont|fait|font|faisait|faisaient|etait|etaient|devien\w*|devenait|(?:pass|mont|baiss|cout|augment|grimp)(?:ait|aient|erait|era|ant)|valait|valaient|allait|descendait|feront|fera|coute\w*|vaut|valent|passe\w*|monte\w*|descend\w*|baisse\w*|je|j'|on|nous|ils?|elles?|parce|car|mais|budget\w*|montant\w*|environ|autour|max\w*|mini|minimum|"
    r"entre (?=\d)|moins d|plus d|au moins|au plus|a peu pres|pres de|a peine|jusqu|soit|hors tax\w*|h\.?t\b|ttc|chacun\w*|chaque|pour (?=\d|un montant|environ)|a (?=\d|environ|peu|hauteur)|de (?=\d)|sur (?=\d)|"
    r"maintenant|svp|stp|merci|s'il|finalement|en fait|plutot|aussi|egalement|en tout|au total|total|saute\w*|tombe\w*|finalise|qu'on|dans la consultation|au marche|euh|hein|quoi)\b"
)
_DERRIERE = ensemble(
    "a de d du des la le les l au aux pour est c ce et en un une ca fait environ sur dans entre vers plus moins pres ou puis dont par avec lot lots"
)
_MOTS_MAX = 9
_LONGUEUR = 120
# What a name does not begin with.
_PAS_UN_NOM = re.compile(
    r"(?:c|plus|moins|trop|pas|tres|bien|ok|bon|non|oui|fini|pareil|idem|ca|cela|je|tu|il|elle|on|nous|vous|ils|que|qui|quoi|combien|comment|si|meme|encore|mieux|deux|trois|seul|unique|"
    r"seulement|uniquement|exclusivement|ses|ces|devrait|devraient|doit|va|peut|"
    r"ferme|obligatoire|different\w*|separe\w*|chacun\w*|chaque|merci|svp|stp|effet|fait|moi|toi|question|possible|attribu\w+|notifi\w+|infructu\w+|tout|rien|mapa|ao|aoo|alloti\w*|"
    r"hein|quoi|voila|vite|apres|avant|total|confondus|geographiques?|techniques|minimum|maximum|distincts?|principa\w+|restants?|suivants?|autres?|derniers?|premiers?|excepte|ensemble|pareils?)(?:$|[ ,'])|(?:services?|travaux|fournitures?|reserve\w*|part|a part|prix|montant|budget|reste|lots?|sans)$"
)
_VERBE = re.compile(
    r"\bn'|\b(?:ne|aura|auront|aurait|auraient|avait|avaient|seront|seraient|bonjours?|bjr|ca|je|j'|tu|on|nous|vous|ils?|elles?|c'est|est-ce|suis|sommes|avons|avez|ont|sont|faut|peut|peux|veux|veut|doit|dois|que|qu'|qui|quoi|quand|si|parce|comment|combien|pourquoi|merci|s'il|mapa|appel d'offres)\b"
)
_CREUX = ensemble(
    "a au aux c ce ces cet cette d de des dans du en est et l la le les lot lots marche n notre nos mon ma mes o ou par pour prestation prestations "
    "qu que qui s ses son sur un une avec sans autre autres partie travaux fourniture fournitures service services fete ce cela ca plus moins fait "
    "total clause insertion reserve reserver reservee mois ans an annee ht ttc euro euros montant duree"
)
LETTRES_MIN = 3


def placer_le_nom(texte: str, debut: int, fin: int) -> tuple[int, int]:
    """Where the name of a lot stands in a folded clause; an empty span when none does.

    >>> texte = " c'est la sono, 30 000 €"
    >>> texte[slice(*placer_le_nom(texte, 0, len(texte)))]
    'sono'
    """
    if (est := _L_EST.match(texte, debut, fin)) is not None and _AUTRE_ORIENT.search(texte):
        return est.span("nom")
    while debut < fin and (m := _DEVANT.match(texte, debut, fin)) is not None:
        debut = m.end()
    arret = _ARRET.search(texte, debut, fin)
    if arret is not None:
        fin = arret.start()
    mots = list(_MOT.finditer(texte, debut, fin))
    while mots and mots[-1][0] in _DERRIERE:
        mots.pop()
    if not mots:
        return debut, debut
    return debut, _fermer(texte, mots[-1].end(), fin)


_MOT = re.compile(r"[^\W_]+")
# "Ouest 900 000, est 700 000": beside other quarters, it is one.
_L_EST = re.compile(r"[ ,;:.]*+(?:et |puis |(?:le |secteur |quartiers? |zone )*|l')(?P<nom>est)(?= ?(?:[\d,;:(]|$))")
_AUTRE_ORIENT = re.compile(r"\b(?:nord|sud|ouest|centre)\b")


def _fermer(texte: str, fin: int, limite: int) -> int:
    """A word cut short keeps its point or its quote: "distrib'"."""
    return fin + 1 if fin < limite and texte[fin] in "'²³" else fin


def est_un_nom(mots: str) -> bool:
    """Whether folded words can be the name of a lot: nouns, and not a clause.

    >>> [est_un_nom(mots) for mots in ("gros oeuvre", "nord", "je ne sais pas", "plus cher", "12")]
    [True, True, False, False, False]
    """
    if not mots or len(mots) > _LONGUEUR or _PAS_UN_NOM.match(mots) or _VERBE.search(mots):
        return False
    utiles = _MOT.findall(mots)
    return len(utiles) <= _MOTS_MAX and any(len(mot) > 1 and not mot[0].isdigit() for mot in utiles)


@lru_cache(maxsize=1024)
def racines_de(intitule: str) -> tuple[str, ...]:
    """The words that name a lot, without their plural; all of them when none says more than "services".

    >>> racines_de("Nettoyage des écoles"), racines_de("Services")
    (('nettoyage', 'ecole'), ('service',))
    """
    tous = jetons(plier(intitule).texte)
    return tuple(dict.fromkeys(j.racine for j in tous if j.mot not in _CREUX)) or tuple(j.racine for j in tous)


@lru_cache(maxsize=16384)
def se_ressemblent(dit: str, connu: str) -> bool:
    """Whether a word is the other, cut short or misspelt: "secu" and "securite", "vestaire" and "vestiaire"."""
    if dit == connu:
        return True
    if dit.isdigit() or connu.isdigit() or len(dit) < LETTRES_MIN:
        return False
    if len(dit) >= 3 and connu.startswith(dit) and len(connu) - len(dit) >= 2:
        return True
    if len(connu) >= 4 and dit.startswith(connu):
        return True
    if min(len(dit), len(connu)) < 5:
        return False
    budget = 2 if min(len(dit), len(connu)) >= 8 else 1
    return dit[0] == connu[0] and OSA.distance(dit, connu, score_cutoff=budget) <= budget


@dataclass(frozen=True, slots=True)
class Nomme:
    """Lots called by their names in a folded text; several in `numeros`: the name could be any of them."""

    numeros: tuple[int, ...]
    debut: int
    fin: int


class Noms:
    """The names of the lots known, to find them in a text."""

    def __init__(self, intitules: Mapping[int, str]) -> None:
        self._racines = {numero: racines_de(intitule) for numero, intitule in intitules.items() if intitule}

    def trouver(self, texte: str, libre: Sequence[tuple[int, int]] = ()) -> list[Nomme]:
        """Every lot that a folded text names, outside the spans that are taken.

        >>> noms = Noms({1: "Gros œuvre", 2: "VRD", 3: "Nettoyage des écoles", 4: "Nettoyage des gymnases"})
        >>> [n.numeros for n in noms.trouver("insertion sur le gros oeuvre et vrd, nettoyage gymnases, nettoyage")]
        [(1,), (2,), (4,), (3, 4)]
        """
        suites: list[tuple[set[int], list[Jeton]]] = []
        for jeton in jetons(texte):
            if any(debut <= jeton.debut < fin for debut, fin in libre):
                continue
            if jeton.mot in _CREUX and not (self._seuls(jeton)):
                continue
            lots = {n for n, racines in self._racines.items() if any(se_ressemblent(jeton.racine, r) for r in racines)}
            if not lots:
                if suites and suites[-1][1]:
                    suites.append((set(), []))
                continue
            if suites and suites[-1][1] and self._continue(texte, suites[-1], lots, jeton):
                suites[-1] = (suites[-1][0] & lots, [*suites[-1][1], jeton])
            else:
                suites.append((lots, [jeton]))
        return [self._choisir(lots, mots) for lots, mots in suites if mots]

    def _seuls(self, jeton: Jeton) -> bool:
        return any(racines == (jeton.racine,) for racines in self._racines.values())

    @staticmethod
    def _continue(texte: str, suite: tuple[set[int], list[Jeton]], lots: set[int], jeton: Jeton) -> bool:
        lien = texte[suite[1][-1].fin : jeton.debut]
        return bool(suite[0] & lots) and not any(signe in lien for signe in ",;.:\n")

    def _choisir(self, lots: set[int], mots: Sequence[Jeton]) -> Nomme:
        # "La sono" is the lot of that very name, and not "sono extérieure".
        entiers = {n for n in lots if len(self._racines[n]) == len({j.racine for j in mots})}
        pareils = {n for n in entiers or lots if set(self._racines[n]) == {j.racine for j in mots}}
        exacts = {n for n in entiers or lots if any(j.racine in self._racines[n] for j in mots)}
        return Nomme(
            tuple(sorted(pareils or (entiers & exacts) or entiers or exacts or lots)), mots[0].debut, mots[-1].fin
        )

    def chercher(self, intitule: str) -> tuple[int, ...]:
        """The lots that a whole name can be: every word of it is a word of theirs, or theirs of it."""
        dites = racines_de(intitule)
        if not dites:
            return ()
        trouves = [
            n
            for n, racines in self._racines.items()
            if all(any(se_ressemblent(dit, r) for r in racines) for dit in dites)
            or all(any(se_ressemblent(r, dit) for dit in dites) for r in racines)
        ]
        exacts = [n for n in trouves if set(self._racines[n]) == set(dites)]
        return tuple(exacts or trouves)


# "Le lot 4 est porté à 100 000": what a lot undergoes is said after "est", and is no name.
_EST = re.compile(
    r"[ ,]*(?:est|sera|serait|sont|seront|etait|a ete|soit|reste|vient d'etre)(?: (?:donc|bien|maintenant|finalement|desormais|deja|aussi|revue? et))* (?P<mot>[a-z]+)"
)
_SUBI = re.compile(
    r"(?:port|ramen|fix|relev|augment|arret|estim|evalu|abaiss|major|rehauss|limit|plafonn|diminu|confirm|valid|supprim|annul|ajout|retir|conserv|gard|inchang|remont|chiffr|lanc|relanc|publi|sign|termin|modifi|corrig|recalcul|reestim|reevalu)e?e?s?|(?:revu|mis|reduit|maintenu|pret|fini|descendu|monte|passe)e?s?"
)


def est_subi(plie: Plie, debut: int, fin: int) -> bool:
    """Whether a clause says what is done of a lot ("est porté à"), and not how it is called ("est la peinture").

    >>> [est_subi(plier(dit), 0, len(dit)) for dit in (" est porté à 100", " est rabotée", " est peinture")]
    [True, True, False]
    """
    m = _EST.match(plie.texte, debut, fin)
    return m is not None and bool(
        _SUBI.fullmatch(m["mot"]) or plie.mots(*m.span("mot")).endswith(("é", "ée", "és", "ées"))
    )


def dire_le_nom(plie: Plie, debut: int, fin: int) -> str:
    """The name as it was typed; "" when it is none."""
    if est_subi(plie, debut, fin):
        return ""
    debut, fin = placer_le_nom(plie.texte, debut, fin)
    return plie.mots(debut, fin).strip(" '\"«»") if est_un_nom(plie.texte[debut:fin]) else ""


__all__ = ["Nomme", "Noms", "dire_le_nom", "est_subi", "est_un_nom", "placer_le_nom", "racines_de", "se_ressemblent"]
