"""Exact decisions: which actions apply over every value still possible, and which facts can still change that.

Plain three-valued logic is not enough: two rules of one action can cover every case between them, and a legal threshold
hangs on the amount, the nature and the date at once. So each group of rules is a decision diagram over the *cells* that
its own thresholds cut, made once, and the answer is remembered per combination of possible cells.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from operator import attrgetter, itemgetter
from types import MappingProxyType
from typing import Any, TypeAlias

from knowledge.regles.cellules import Atelier, Variable
from knowledge.regles.conditions import Condition
from knowledge.regles.diagramme import RIEN, SELON, TOUT, Diagrammes, TropDeCasError
from knowledge.regles.faits import Borne, Faits, Vocabulaire


class Verdict(StrEnum):
    """What a rule says of a contract; SOUS_CONDITION hangs only on what is known at the award."""

    OUI = "oui"
    NON = "non"
    INCONNU = "inconnu"
    SOUS_CONDITION = "sous_condition"

    @property
    def s_applique(self) -> bool:
        return self._value_ in {"oui", "sous_condition"}


# By what can come out: as soon as nothing may apply, either nothing ever does or it is not known.
_VERDICTS = {RIEN: Verdict.NON, SELON: Verdict.SOUS_CONDITION, TOUT: Verdict.OUI, SELON | TOUT: Verdict.SOUS_CONDITION}


@dataclass(frozen=True, slots=True)
class Groupe:
    """Rules that stand for one thing that applies or not: an action, or a legal obligation."""

    cle: Hashable
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Analyse:
    """What can be said of a group: the verdict of the whole and of each rule, and what could still change it."""

    verdict: Verdict
    regles: tuple[Verdict, ...]
    manque: tuple[str, ...]
    membres: frozenset[str]
    gains: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Etat:
    """The analysis of every group for one set of facts; `gains`: what an answer to each fact settles in all of them, by their weight."""

    dits: Dits
    gains: Mapping[str, float]
    cellules: tuple[int, ...]
    vivants: int

    @cached_property
    def groupes(self) -> Mapping[Hashable, Analyse]:
        """The analysis of each group."""
        return _reunir(self.dits)

    def appliques(self) -> frozenset[Hashable]:
        """The groups that apply."""
        return frozenset([cle for part in self.dits[1:] for cle, une in part.items() if une.verdict.s_applique])

    def ordre(self) -> Mapping[str, None]:
        """The facts that can still change which groups apply, as the groups name them."""
        return dict.fromkeys([nom for analyse in self.groupes.values() for nom, _ in analyse.gains])

    def manque(self) -> frozenset[str]:
        """The facts that can still change which groups apply."""
        return frozenset(self.gains)

    def membres(self) -> frozenset[str]:
        """The members of sets (segments) that can still change which groups apply."""
        return _AUCUN.union(*[analyse.membres for part in self.dits for analyse in part.values() if analyse.membres])


# Analyses by group, in parts that several contracts share; the last ones are right.
Dits: TypeAlias = "tuple[dict[Hashable, Analyse], ...]"


def _reunir(dits: Dits) -> dict[Hashable, Analyse]:
    analyses = dits[0].copy()
    for part in dits[1:]:
        analyses.update(part)
    return analyses


_AUCUN: frozenset[str] = frozenset()
# How many contracts told apart are remembered: some kilobytes each.
ETATS_MAX = 500
# How many answers are remembered of one group, and how many values of one fact.
MEMOIRE_MAX = 2000


class Decideur:
    """All the groups of a pack, compiled once; `analyser` is then mostly dictionary look-ups.

    The groups `a_cote` are told beside the others: no question is asked for them. `poids`: what is at stake in a group, by
    its key, one where it is not told. Raises TropDeCasError.
    """

    def __init__(
        self,
        vocabulaire: Vocabulaire,
        groupes: Sequence[Groupe],
        a_cote: Sequence[Groupe] = (),
        poids: Mapping[Hashable, int] = MappingProxyType({}),
    ) -> None:
        tous = (*groupes, *a_cote)
        atelier = Atelier(vocabulaire, [groupe.conditions for groupe in tous])
        compiles = [_GroupeCompile(atelier, rang, groupe, vocabulaire) for rang, groupe in enumerate(tous)]
        atelier.diagrammes.oublier_les_calculs()
        self._decoupages = atelier.decoupages
        self._compiles = {compile_.cle: compile_ for compile_ in compiles}
        # Most groups cut a fact the same way: each way is read once per contract, whatever the number of groups.
        self._lectures: dict[str, _Lecture] = {}
        cellules: list[int] = []
        places: dict[Variable, int] = {}
        for nom in dict.fromkeys([variable.fait for compile_ in compiles for variable in compile_.variables]):
            lecture = self._lectures[nom] = _Lecture(nom, atelier, compiles, len(cellules))
            places |= {variable: len(cellules) + rang for rang, variable in enumerate(lecture.variables)}
            cellules += [variable.tous for variable in lecture.variables]
        self._inconnues = cellules
        for compile_ in compiles:
            compile_.placer([places[variable] for variable in compile_.variables])
        # Groups that say the same of every contract remember together.
        memoires: dict[Hashable, dict[tuple[int, ...], Analyse]] = {}
        for compile_ in compiles:
            compile_.memoire = memoires.setdefault(compile_.identite, compile_.memoire)
        self._rangs = {compile_.cle: rang for rang, compile_ in enumerate(compiles)}
        self._principaux = _Choix(self._rangs, [self._compiles[groupe.cle] for groupe in groupes], poids)
        self._secondaires = _Choix(self._rangs, [self._compiles[groupe.cle] for groupe in a_cote])
        self._choix: dict[frozenset[Hashable], _Choix] = {}
        self._etats: dict[tuple[int, ...], Etat] = {}
        self._a_cotes: dict[tuple[int, ...], Mapping[Hashable, Analyse]] = {}

    def points(self, nom: str) -> tuple[Borne, ...]:
        """The values at which some rule of the pack cuts that fact."""
        decoupage = self._decoupages.get(nom)
        return decoupage.points if decoupage else ()

    def analyser(self, faits: Faits) -> Etat:
        """Decide every group, exactly, for the values still possible; contracts that no rule tells apart are decided once."""
        cellules, vivants = self._lire(faits)
        connu = self._etats.get(cellules)
        if connu is None:
            connu = Etat(*self._principaux.analyser(cellules, vivants), cellules, vivants)
            _retenir(self._etats, cellules, connu, ETATS_MAX)
        return connu

    def analyser_a_cote(self, etat: Etat) -> Mapping[Hashable, Analyse]:
        """Decide the groups that are told beside the others, for the same values."""
        connues = self._a_cotes.get(etat.cellules)
        if connues is None:
            connues = _reunir(self._secondaires.analyser(etat.cellules, etat.vivants)[0])
            _retenir(self._a_cotes, etat.cellules, connues, ETATS_MAX)
        return connues

    def analyser_parmi(self, cles: frozenset[Hashable], faits: Faits) -> Mapping[Hashable, Analyse]:
        """Decide some groups only, as for a lot that the others do not bear on; those groups are picked once."""
        choix = self._choix.get(cles)
        if choix is None:
            choix = _Choix(self._rangs, [compile_ for cle, compile_ in self._compiles.items() if cle in cles])
            _retenir(self._choix, cles, choix, ETATS_MAX)
        return _reunir(choix.analyser(*self._lire(faits))[0])

    def analyser_un(self, cle: Hashable, faits: Faits) -> Analyse:
        """Decide one group."""
        compile_ = self._compiles[cle]
        return compile_.analyser(compile_.lire(self._lire(faits)[0]))

    def decisifs(self, cle: Hashable, regle: int, etat: Etat) -> tuple[str, ...]:
        """The facts without which the rule's verdict would not stand, in the author's order."""
        compile_ = self._compiles[cle]
        return compile_.decisifs(regle, compile_.lire(etat.cellules))

    def manque_de_la_regle(self, cle: Hashable, regle: int, etat: Etat) -> tuple[str, ...]:
        """The facts that can still change the verdict of that rule alone, in the author's order."""
        compile_ = self._compiles[cle]
        return compile_.manque_de_la_regle(regle, compile_.lire(etat.cellules))

    def _lire(self, faits: Faits) -> tuple[tuple[int, ...], int]:
        """The possible cells of each variable, and the groups that no fact alone rules out."""
        cellules = self._inconnues.copy()
        vivants = -1
        lectures = self._lectures
        for nom, possible in faits.connus().items():
            lecture = lectures.get(nom)
            if lecture is not None:
                cle = lecture.cle(possible)
                cellules[lecture.place], restent = lecture.memoire.get(cle) or lecture.lire(cle)
                vivants &= restent
        return tuple(cellules), vivants


def trop_de_cas(vocabulaire: Vocabulaire, conditions: Sequence[Condition]) -> bool:
    """Whether these conditions tell more cases apart than can be decided together."""
    try:
        Decideur(vocabulaire, [Groupe("", tuple(conditions))]).analyser(vocabulaire.aucun_fait())
    except (TropDeCasError, RecursionError):
        return True
    return False


class _Choix:
    """Some groups, decided together: those that depend on the same facts are remembered as one."""

    def __init__(
        self,
        rangs: Mapping[Hashable, int],
        compiles: Sequence[_GroupeCompile],
        poids: Mapping[Hashable, int] = MappingProxyType({}),
    ) -> None:
        self._non = {compile_.cle: compile_.non for compile_ in compiles}
        par_faits: dict[frozenset[str], list[_GroupeCompile]] = {}
        for compile_ in compiles:
            par_faits.setdefault(frozenset([variable.fait for variable in compile_.variables]), []).append(compile_)
        paquets = [_Paquet(rangs, paquet, poids) for paquet in par_faits.values()]
        # What the loop below reads of each, once and for all: it is the cost of a diagnosis.
        self._paquets = [(un.bits, un.lire, un.memoire.get, un.analyser) for un in paquets]

    def analyser(self, cellules: tuple[int, ...], vivants: int) -> tuple[Dits, Mapping[str, float]]:
        """The analysis of each group, and what an answer to each fact settles in all of them."""
        dits = [self._non]
        gains: dict[str, float] = {}
        for bits, lire, connues, decider in self._paquets:
            if bits & vivants:
                lues = lire(cellules)
                siennes, siens = connues(lues) or decider(lues, cellules, vivants)
                dits.append(siennes)
                for nom, gain in siens:
                    gains[nom] = gains.get(nom, 0.0) + gain
        return tuple(dits), gains


_Dites: TypeAlias = "tuple[dict[Hashable, Analyse], tuple[tuple[str, float], ...]]"


class _Paquet:
    """The groups that depend on the same facts, read at once."""

    __slots__ = ("_compiles", "bits", "lire", "memoire")

    def __init__(
        self, rangs: Mapping[Hashable, int], compiles: Sequence[_GroupeCompile], poids: Mapping[Hashable, int]
    ) -> None:
        self._compiles = [(1 << rangs[compile_.cle], compile_, poids.get(compile_.cle, 1)) for compile_ in compiles]
        self.bits = sum([bit for bit, _, _ in self._compiles])
        self.lire = _lire_aux(sorted({place for compile_ in compiles for place in compile_.places}))
        self.memoire: dict[tuple[int, ...], _Dites] = {}

    def analyser(self, lues: tuple[int, ...], cellules: tuple[int, ...], vivants: int) -> _Dites:
        """What is said of those that may apply, and the sum of their gains, weighed."""
        analyses: dict[Hashable, Analyse] = {}
        gains: dict[str, float] = {}
        for bit, compile_, poids in self._compiles:
            if bit & vivants:
                analyse = compile_.analyser(compile_.lire(cellules))
                if analyse is not compile_.non:
                    analyses[compile_.cle] = analyse
                for nom, gain in analyse.gains:
                    gains[nom] = gains.get(nom, 0.0) + gain * poids
        dites = analyses, tuple(gains.items())
        _retenir(self.memoire, lues, dites, MEMOIRE_MAX)
        return dites


def _lire_aux(places: Sequence[int]) -> Callable[[tuple[int, ...]], tuple[int, ...]]:
    """Picks the cells at those places."""
    if not places:
        return lambda _: ()
    lire: Any = itemgetter(*places)
    return lire if len(places) > 1 else lambda cellules: (lire(cellules),)


def _retenir(memoire: dict[Any, Any], cle: Hashable, quoi: object, au_plus: int) -> None:
    if len(memoire) >= au_plus:
        memoire.clear()
    memoire[cle] = quoi


class _Lecture:
    """How what is known of a fact is read: the cells of each of its variables, and the groups that it rules out alone."""

    def __init__(self, nom: str, atelier: Atelier, compiles: Sequence[_GroupeCompile], place: int) -> None:
        siennes = [[variable for variable in un.variables if variable.fait == nom] for un in compiles]
        self.variables = tuple(dict.fromkeys([variable for variables in siennes for variable in variables]))
        self.place = slice(place, place + len(self.variables))
        self.cle, self._masques = _lecteur(nom, atelier, self.variables)
        rangs = {variable: rang for rang, variable in enumerate(self.variables)}
        self._exclusions: list[tuple[int, int, int]] = []
        self._tous_dehors: list[tuple[int, list[int]]] = []
        for rang_du_groupe, (un, variables) in enumerate(zip(compiles, siennes, strict=True)):
            for variable in variables:
                vivantes = un.vivantes[variable.niveau]
                if vivantes >= 0:
                    self._exclusions.append((rangs[variable], vivantes, ~(1 << rang_du_groupe)))
            if len(variables) > 1 and un.exclu_par({variable.niveau: 0b01 for variable in variables}):
                self._tous_dehors.append((~(1 << rang_du_groupe), [rangs[variable] for variable in variables]))
        self.memoire: dict[Any, tuple[tuple[int, ...], int]] = {}

    def lire(self, cle: Any) -> tuple[tuple[int, ...], int]:
        """The cells that stand for the possible ones, by variable; and the groups that may still apply, as bits."""
        cellules = tuple([v.reduire(masque) for v, masque in zip(self.variables, self._masques(cle), strict=True)])
        vivants = -1
        for rang, vivantes, sauf in self._exclusions:
            if not cellules[rang] & vivantes:
                vivants &= sauf
        for sauf, rangs in self._tous_dehors:
            if all([cellules[rang] == 0b01 for rang in rangs]):
                vivants &= sauf
        _retenir(self.memoire, cle, (cellules, vivants), MEMOIRE_MAX)
        return cellules, vivants


def _lecteur(
    nom: str, atelier: Atelier, variables: Sequence[Variable]
) -> tuple[Callable[[Any], Any], Callable[[Any], Iterable[int]]]:
    """What tells two possible values of a fact apart, and from it the possible cells of each variable."""
    if variables[0].membres is not None:
        ensembles = [variable.membres or frozenset() for variable in variables]

        def masques(connus: tuple[frozenset[str], frozenset[str]]) -> list[int]:
            dedans, dehors = connus
            return [0b10 if not dedans.isdisjoint(m) else 0b01 if m <= dehors else 0b11 for m in ensembles]

        return attrgetter("dedans", "dehors"), masques
    if nom in atelier.decoupages:
        return atelier.decoupages[nom].masque, lambda masque: [masque] * len(variables)
    bits = atelier.bits(nom)
    return attrgetter("possibles"), lambda valeurs: [sum([bits[valeur] for valeur in valeurs])] * len(variables)


class _GroupeCompile:
    """The diagram of a group, and of each of its rules, over the variables that it depends on."""

    def __init__(self, atelier: Atelier, rang: int, groupe: Groupe, vocabulaire: Vocabulaire) -> None:
        self.cle = groupe.cle
        self.variables = atelier.variables(rang)
        self._diagrammes = atelier.diagrammes
        self._diagrammes.recommencer()
        self._regles = tuple([atelier.noeud(rang, condition) for condition in groupe.conditions])
        self._racine = self._diagrammes.une_de(self._regles)
        self._rang = vocabulaire.rang
        self._niveaux = [variable.niveau for variable in self.variables]
        self.vivantes = self._diagrammes.vivantes(self._racine, self._niveaux)
        self.non = Analyse(Verdict.NON, (Verdict.NON,) * len(self._regles), (), _AUCUN, ())
        self.places: Sequence[int] = ()
        self.lire = _lire_aux(())
        self.memoire: dict[tuple[int, ...], Analyse] = {}
        self._decisifs: dict[tuple[int, tuple[int, ...]], tuple[str, ...]] = {}
        self._manques: dict[tuple[int, tuple[int, ...]], tuple[str, ...]] = {}

    def placer(self, places: Sequence[int]) -> None:
        """Say where the decider keeps the cells of each variable."""
        self.places, self.lire = places, _lire_aux(places)

    @property
    def identite(self) -> Hashable:
        """What two groups share when each of their rules says the same."""
        return self._regles, self.variables

    def exclu_par(self, masques: Mapping[int, int]) -> bool:
        """Whether nothing can apply when the other variables are not known."""
        tous = {variable.niveau: variable.tous for variable in self.variables}
        return self._diagrammes.issues(self._racine, {**tous, **masques}, {}) == RIEN

    def analyser(self, cle: tuple[int, ...]) -> Analyse:
        """The analysis over the possible cells of each variable."""
        analyse = self.memoire.get(cle)
        if analyse is None:
            analyse = self._analyser(cle)
            _retenir(self.memoire, cle, analyse, MEMOIRE_MAX)
        return analyse

    def _analyser(self, cle: tuple[int, ...]) -> Analyse:
        masques = self._masques(cle)
        memoire: dict[int, int] = {}
        verdict = self._verdict(self._racine, masques, memoire)
        if verdict is Verdict.NON:
            return self.non
        regles: tuple[Verdict, ...] = (verdict,)
        if len(self._regles) > 1:
            regles = tuple([self._verdict(regle, masques, memoire) for regle in self._regles])
        if verdict is not Verdict.INCONNU:
            return Analyse(verdict, regles, (), _AUCUN, ())
        restreint, racine = self._diagrammes.restreindre(self._racine, masques, memoire)
        manquent = self._pertinentes(restreint)
        gains = []
        # In whole parts of 2**40: they then add up to the same whatever the order.
        for nom in dict.fromkeys([variable.fait for variable in manquent]):
            siens = {variable.niveau: masques[variable.niveau] for variable in manquent if variable.fait == nom}
            reglees, reponses = restreint.reponses_qui_reglent(racine, siens)
            gains.append((nom, (reglees << 40) // reponses / (1 << 40)))
        membres = _AUCUN.union(*[variable.membres for variable in manquent if variable.membres is not None])
        return Analyse(verdict, regles, tuple([nom for nom, _ in gains]), membres, tuple(gains))

    def decisifs(self, regle: int, cle: tuple[int, ...]) -> tuple[str, ...]:
        """See Decideur."""
        connus = self._decisifs.get((regle, cle))
        if connus is None:
            connus = self._chercher_les_decisifs(self._regles[regle], cle)
            _retenir(self._decisifs, (regle, cle), connus, MEMOIRE_MAX)
        return connus

    def _chercher_les_decisifs(self, regle: int, cle: tuple[int, ...]) -> tuple[str, ...]:
        masques = self._masques(cle)
        verdict = self._verdict(regle, masques, {})
        connus = {v.fait for v, lu in zip(self.variables, cle, strict=True) if lu != v.tous}
        gardes: list[str] = []
        # Forget the facts one by one, the last ones first; keep those whose loss would unsettle the verdict.
        for nom in sorted(connus, key=self._rang.__getitem__, reverse=True):
            essai = masques | {v.niveau: v.tous for v in self.variables if v.fait == nom}
            if self._verdict(regle, essai, {}) is verdict:
                masques = essai
            else:
                gardes.append(nom)
        return tuple(reversed(gardes))

    def manque_de_la_regle(self, regle: int, cle: tuple[int, ...]) -> tuple[str, ...]:
        """See Decideur."""
        manque = self._manques.get((regle, cle))
        if manque is None:
            restreint, _ = self._diagrammes.restreindre(self._regles[regle], self._masques(cle), {})
            manque = tuple(dict.fromkeys([variable.fait for variable in self._pertinentes(restreint)]))
            _retenir(self._manques, (regle, cle), manque, MEMOIRE_MAX)
        return manque

    def _masques(self, cle: tuple[int, ...]) -> dict[int, int]:
        return dict(zip(self._niveaux, cle, strict=True))

    def _verdict(self, noeud: int, masques: Mapping[int, int], memoire: dict[int, int]) -> Verdict:
        return _VERDICTS.get(self._diagrammes.issues(noeud, masques, memoire), Verdict.INCONNU)

    def _pertinentes(self, restreint: Diagrammes) -> list[Variable]:
        """The variables of a restricted diagram; what is known before the award is in the author's order."""
        niveaux = set(restreint.niveaux)
        return [variable for variable in self.variables if variable.niveau in niveaux]
