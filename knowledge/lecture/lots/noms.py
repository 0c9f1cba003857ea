"""The names of lots: where one stands in a clause, and which lot a word designates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from knowledge.francais.motifs import lire_motifs
from knowledge.francais.texte import Jeton, Plie, ensemble, jetons, plier

_MOTIFS = lire_motifs(__file__)

_DERRIERE = ensemble(
    "a de d du des la le les l au aux pour est c ce et en un une ca fait environ sur dans entre vers plus moins pres ou puis dont par avec lot lots"
)
_MOTS_MAX = 9
_LONGUEUR = 120
_CREUX = ensemble(
    "a au aux c ce ces cet cette d de des dans du en est et l la le les lot lots marche n notre nos mon ma mes o ou par pour prestation prestations "
    "qu que qui s ses son sur un une avec sans autre autres partie travaux fourniture fournitures service services fete ce cela ca plus moins fait "
    "total clause insertion reserve reserver reservee mois ans an annee ht ttc euro euros montant duree etc cetera"
)
LETTRES_MIN = 3


def placer_le_nom(texte: str, debut: int, fin: int) -> tuple[int, int]:
    """Where the name of a lot stands in a folded clause; an empty span when none does.

    >>> texte = " c'est la sono, 30 000 €"
    >>> texte[slice(*placer_le_nom(texte, 0, len(texte)))]
    'sono'
    """
    if (est := _MOTIFS.l_est.match(texte, debut, fin)) is not None and _MOTIFS.autre_orient.search(texte):
        return est.span("nom")
    while debut < fin and (m := _MOTIFS.devant.match(texte, debut, fin)) is not None:
        debut = m.end()
    arret = _MOTIFS.arret.search(texte, debut, fin)
    if arret is not None:
        fin = arret.start()
    mots = list(_MOTIFS.mot.finditer(texte, debut, fin))
    while mots and mots[-1][0] in _DERRIERE:
        mots.pop()
    if not mots:
        return debut, debut
    return debut, _fermer(texte, mots[-1].end(), fin)


def _fermer(texte: str, fin: int, limite: int) -> int:
    """A word cut short keeps its point or its quote: "distrib'"."""
    return fin + 1 if fin < limite and texte[fin] in "'²³" else fin


def est_un_nom(mots: str) -> bool:
    """Whether folded words can be the name of a lot: nouns, and not a clause.

    >>> [est_un_nom(mots) for mots in ("gros oeuvre", "nord", "je ne sais pas", "plus cher", "12")]
    [True, True, False, False, False]
    """
    if not mots or len(mots) > _LONGUEUR or _MOTIFS.pas_un_nom.match(mots) or _MOTIFS.verbe.search(mots):
        return False
    utiles = _MOTIFS.mot.findall(mots)
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


def est_subi(plie: Plie, debut: int, fin: int) -> bool:
    """Whether a clause says what is done of a lot ("est porté à"), and not how it is called ("est la peinture").

    >>> [est_subi(plier(dit), 0, len(dit)) for dit in (" est porté à 100", " est rabotée", " est peinture")]
    [True, True, False]
    """
    m = _MOTIFS.est.match(plie.texte, debut, fin)
    return m is not None and bool(
        _MOTIFS.subi.fullmatch(m["mot"]) or plie.mots(*m.span("mot")).endswith(("é", "ée", "és", "ées"))
    )


def dire_le_nom(plie: Plie, debut: int, fin: int) -> str:
    """The name as it was typed; "" when it is none."""
    if est_subi(plie, debut, fin):
        return ""
    debut, fin = placer_le_nom(plie.texte, debut, fin)
    return plie.mots(debut, fin).strip(" '\"«»") if est_un_nom(plie.texte[debut:fin]) else ""


__all__ = ["Nomme", "Noms", "dire_le_nom", "est_subi", "est_un_nom", "placer_le_nom", "racines_de", "se_ressemblent"]
