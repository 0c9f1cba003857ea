"""Exact decisions: which actions apply over every value still possible, and which facts can still change that.

Plain three-valued logic is not enough: two rules of one action can cover every case between them, and a legal threshold
hangs on the amount, the nature and the date at once. So each group of rules is a decision diagram over the *cells* that
its own thresholds cut, made once, and the answer is remembered per combination of possible cells.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from operator import attrgetter
from types import MappingProxyType
from typing import Any, TypeAlias

from knowledge.regles.cellules import Atelier, Variable
from knowledge.regles.conditions import Condition
from knowledge.regles.diagramme import NOEUDS_MAX, RIEN, SELON, TOUT, Diagrammes, TropDeCasError
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


class Analyses(dict[Hashable, Analyse]):
    """The groups that may apply, in the author's order, by their key; of any other it is answered that it does not."""

    __slots__ = ("_non",)

    def __init__(self, dites: Iterable[_Dite], non: Mapping[Hashable, Analyse]) -> None:
        super().__init__([(cle, analyse) for _, cle, analyse in sorted(dites)])
        self._non = non

    def __missing__(self, cle: Hashable) -> Analyse:
        return self._non[cle]


@dataclass(frozen=True)
class Etat:
    """The analysis of every group for one set of facts.

    `bits` are what is still possible, as the `Decideur` reads it: they tell contracts apart as far as its rules do.
    """

    bits: int
    parts: Sequence[Part] = field(repr=False)
    non: Mapping[Hashable, Analyse] = field(repr=False)

    @cached_property
    def gains(self) -> Mapping[str, float]:
        """What an answer to each fact settles in all the groups, by their weight."""
        gains: dict[str, float] = {}
        for part in self.parts:
            for nom, gain in part.gains:
                gains[nom] = gains.get(nom, 0.0) + gain
        return gains

    @cached_property
    def groupes(self) -> Analyses:
        """The analysis of each group."""
        return Analyses([dite for part in self.parts for dite in part.dites], self.non)

    def ordre(self) -> Mapping[str, None]:
        """The facts that can still change which groups apply, as the groups name them."""
        return dict.fromkeys([nom for analyse in self.groupes.values() for nom, _ in analyse.gains])

    def manque(self) -> frozenset[str]:
        """The facts that can still change which groups apply."""
        return frozenset(self.gains)

    def membres(self) -> frozenset[str]:
        """The members of sets (segments) that can still change which groups apply."""
        return _AUCUN.union(*[part.membres for part in self.parts])


_AUCUN: frozenset[str] = frozenset()
# How many contracts told apart are remembered: those that one turn judges, some kilobytes each.
ETATS_MAX = 64
# How many answers are remembered of one group, and how many values of one fact.
MEMOIRE_MAX = 2000


class Decideur:
    """All the groups of a pack, compiled once; `analyser` is then mostly dictionary look-ups.

    What is known of a contract is one number: the cells still possible of each variable side by side, then a bit for each
    group that no fact alone rules out. What one fact says is such a number too: all of them hold together. What a group
    depends on is some of those bits.

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
        variables: dict[str, dict[Variable, int]] = {}
        largeur = 0
        for variable in dict.fromkeys([variable for compile_ in compiles for variable in compile_.variables]):
            variables.setdefault(variable.fait, {})[variable] = largeur
            largeur += variable.tous.bit_length()
        for rang, compile_ in enumerate(compiles):
            compile_.placer([variables[variable.fait][variable] for variable in compile_.variables], largeur + rang)
        self._tout = (1 << largeur + len(compiles)) - 1
        self._lectures = {
            nom: _Lecture(nom, atelier, compiles, places, self._tout) for nom, places in variables.items()
        }
        # Groups that say the same of every contract remember together.
        memoires: dict[Hashable, dict[int, Analyse]] = {}
        for compile_ in compiles:
            compile_.memoire = memoires.setdefault(compile_.identite, compile_.memoire)
        self._principaux = _Choix([self._compiles[groupe.cle] for groupe in groupes], poids)
        self._secondaires = _Choix([self._compiles[groupe.cle] for groupe in a_cote])
        self._etats: dict[int, Etat] = {}
        self._a_cotes: dict[int, Analyses] = {}

    def points(self, nom: str) -> tuple[Borne, ...]:
        """The values at which some rule of the pack cuts that fact."""
        decoupage = self._decoupages.get(nom)
        return decoupage.points if decoupage else ()

    def analyser(self, faits: Faits) -> Etat:
        """Decide every group, exactly, for the values still possible; contracts that no rule tells apart are decided once."""
        bits = self._lire(faits)
        connu = self._etats.get(bits)
        if connu is None:
            connu = self._principaux.analyser(bits)
            _retenir(self._etats, bits, connu, ETATS_MAX)
        return connu

    def analyser_a_cote(self, etat: Etat) -> Analyses:
        """Decide the groups that are told beside the others, for the same values."""
        connues = self._a_cotes.get(etat.bits)
        if connues is None:
            connues = self._secondaires.analyser(etat.bits).groupes
            _retenir(self._a_cotes, etat.bits, connues, ETATS_MAX)
        return connues

    def analyser_un(self, cle: Hashable, faits: Faits) -> Analyse:
        """Decide one group."""
        return self._compiles[cle].analyser(self._lire(faits))

    def decisifs(self, cle: Hashable, regle: int, etat: Etat) -> tuple[str, ...]:
        """The facts without which the rule's verdict would not stand, in the author's order."""
        return self._compiles[cle].decisifs(regle, etat.bits)

    def manque_de_la_regle(self, cle: Hashable, regle: int, etat: Etat) -> tuple[str, ...]:
        """The facts that can still change the verdict of that rule alone, in the author's order."""
        return self._compiles[cle].manque_de_la_regle(regle, etat.bits)

    def _lire(self, faits: Faits) -> int:
        """What is known of a contract."""
        bits = self._tout
        lectures = self._lectures
        for nom, possible in faits.connus().items():
            lecture = lectures.get(nom)
            if lecture is not None:
                cle = lecture.cle(possible)
                bits &= lecture.memoire.get(cle) or lecture.lire(cle)
        return bits


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
        self, compiles: Sequence[_GroupeCompile], poids: Mapping[Hashable, int] = MappingProxyType({})
    ) -> None:
        self._non = {compile_.cle: compile_.non for compile_ in compiles}
        par_faits: dict[frozenset[str], list[_GroupeCompile]] = {}
        for compile_ in compiles:
            par_faits.setdefault(frozenset([variable.fait for variable in compile_.variables]), []).append(compile_)
        paquets = [_Paquet(paquet, poids) for paquet in par_faits.values()]
        # What the loop below reads of each, once and for all: it is the cost of a diagnosis.
        self._paquets = [(un.vivants, un.masque, un.memoire.get, un.analyser) for un in paquets]

    def analyser(self, bits: int) -> Etat:
        """The analysis of each group."""
        parts = [
            connues(bits & masque) or decider(bits)
            for vivants, masque, connues, decider in self._paquets
            if bits & vivants
        ]
        return Etat(bits, parts, self._non)


# A group that may apply: its rank, its key and what is said of it.
_Dite: TypeAlias = "tuple[int, Hashable, Analyse]"


@dataclass(eq=False, slots=True)
class Part:
    """What is said of the groups of a packet that may apply, and the sum of their gains, weighed.

    `lu` is what the only reader of the decider makes of it, kept beside it: many contracts share a part.
    """

    dites: Sequence[_Dite]
    gains: tuple[tuple[str, float], ...]
    membres: frozenset[str]
    lu: Any = None


class _Paquet:
    """The groups that depend on the same facts, read at once."""

    __slots__ = ("_compiles", "masque", "memoire", "vivants")

    def __init__(self, compiles: Sequence[_GroupeCompile], poids: Mapping[Hashable, int]) -> None:
        self._compiles = [(compile_, poids.get(compile_.cle, 1)) for compile_ in compiles]
        self.vivants = self.masque = 0
        for compile_ in compiles:
            self.vivants |= compile_.vivant
            self.masque |= compile_.masque
        self.memoire: dict[int, Part] = {}

    def analyser(self, bits: int) -> Part:
        """What is said of those that may apply."""
        dites: list[_Dite] = []
        gains: dict[str, float] = {}
        for compile_, poids in self._compiles:
            if bits & compile_.vivant:
                analyse = compile_.analyser(bits)
                if analyse.verdict is not Verdict.NON:
                    dites.append((compile_.rang, compile_.cle, analyse))
                for nom, gain in analyse.gains:
                    gains[nom] = gains.get(nom, 0.0) + gain * poids
        part = Part(dites, tuple(gains.items()), _AUCUN.union(*[analyse.membres for _, _, analyse in dites]))
        _retenir(self.memoire, bits & self.masque, part, MEMOIRE_MAX)
        return part


def _retenir(memoire: dict[Any, Any], cle: Hashable, quoi: object, au_plus: int) -> None:
    if len(memoire) >= au_plus:
        memoire.clear()
    memoire[cle] = quoi


class _Lecture:
    """How what is known of a fact is read: the bits that it leaves, of its own variables and of the groups that it rules out alone."""

    def __init__(
        self, nom: str, atelier: Atelier, compiles: Sequence[_GroupeCompile], places: Mapping[Variable, int], tout: int
    ) -> None:
        self._places = places
        self._autres = tout
        for variable, place in places.items():
            self._autres ^= variable.tous << place
        self.cle, self._masques = _lecteur(nom, atelier, tuple(places))
        # Each group that is ruled out where none of some bits is left.
        self._exclusions: list[tuple[int, int]] = []
        for un in compiles:
            siennes = [variable for variable in un.variables if variable.fait == nom]
            for variable in siennes:
                vivantes = un.vivantes[variable.niveau]
                if vivantes >= 0:
                    self._exclusions.append(((vivantes & variable.tous) << places[variable], un.vivant))
            if len(siennes) > 1 and un.exclu_par({variable.niveau: 0b01 for variable in siennes}):
                self._exclusions.append((sum([0b10 << places[variable] for variable in siennes]), un.vivant))
        self.memoire: dict[Any, int] = {}

    def lire(self, cle: Any) -> int:
        """What is left once that is known of the fact."""
        bits = self._autres
        for (variable, place), masque in zip(self._places.items(), self._masques(cle), strict=True):
            bits |= variable.reduire(masque) << place
        for vivantes, groupe in self._exclusions:
            if not bits & vivantes:
                bits &= ~groupe
        _retenir(self.memoire, cle, bits, MEMOIRE_MAX)
        return bits


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
        self.rang, self.cle = rang, groupe.cle
        self.variables = atelier.variables(rang)
        self._diagrammes = atelier.diagrammes
        self._diagrammes.recommencer()
        self._regles = tuple([atelier.noeud(rang, condition) for condition in groupe.conditions])
        self._racine = self._diagrammes.une_de(self._regles)
        self._ordre = vocabulaire.rang
        niveaux = [variable.niveau for variable in self.variables]
        self.vivantes = self._diagrammes.vivantes(self._racine, niveaux)
        self.non = Analyse(Verdict.NON, (Verdict.NON,) * len(self._regles), (), _AUCUN, ())
        self._places: Sequence[tuple[int, int, int]] = ()
        self.masque = self.vivant = 0
        self.memoire: dict[int, Analyse] = {}
        self._restes = Diagrammes(self._diagrammes.attribution)
        self._analyses: dict[tuple[Verdict, tuple[Verdict, ...], int], Analyse] = {}
        self._decisifs: dict[tuple[int, int], tuple[str, ...]] = {}
        self._manques: dict[tuple[int, int], tuple[str, ...]] = {}

    def placer(self, places: Sequence[int], vivant: int) -> None:
        """Say where the decider keeps the cells of each variable, and whether the group may apply."""
        self._places = [(v.niveau, place, v.tous) for v, place in zip(self.variables, places, strict=True)]
        self.masque = sum([tous << place for _, place, tous in self._places])
        self.vivant = 1 << vivant

    @property
    def identite(self) -> Hashable:
        """What two groups share when each of their rules says the same."""
        return self._regles, self.variables

    def exclu_par(self, masques: Mapping[int, int]) -> bool:
        """Whether nothing can apply when the other variables are not known."""
        tous = {variable.niveau: variable.tous for variable in self.variables}
        return self._diagrammes.issues(self._racine, {**tous, **masques}, {}) == RIEN

    def analyser(self, bits: int) -> Analyse:
        """The analysis over the possible cells of each variable."""
        cle = bits & self.masque
        analyse = self.memoire.get(cle)
        if analyse is None:
            analyse = self._analyser(cle)
            _retenir(self.memoire, cle, analyse, MEMOIRE_MAX)
        return analyse

    def _analyser(self, cle: int) -> Analyse:
        masques = self._masques(cle)
        memoire: dict[int, int] = {}
        verdict = self._verdict(self._racine, masques, memoire)
        if verdict is Verdict.NON:
            return self.non
        regles: tuple[Verdict, ...] = (verdict,)
        if len(self._regles) > 1:
            regles = tuple([self._verdict(regle, masques, memoire) for regle in self._regles])
        reste = self._restreindre(self._racine, masques, memoire)
        analyse = self._analyses.get((verdict, regles, reste))
        if analyse is None:
            analyse = self._analyses[verdict, regles, reste] = Analyse(verdict, regles, *self._manque(reste))
        return analyse

    def _restreindre(self, noeud: int, masques: Mapping[int, int], memoire: dict[int, int]) -> int:
        """What is left to decide. Many contracts leave the same: what is missing is told once of each."""
        if len(self._restes.niveaux) > NOEUDS_MAX:
            self._restes = Diagrammes(self._diagrammes.attribution)
            self._analyses.clear()
        return self._diagrammes.restreindre(noeud, masques, memoire, self._restes)

    def _manque(self, reste: int) -> tuple[tuple[str, ...], frozenset[str], tuple[tuple[str, float], ...]]:
        """The facts and the members of sets on which hangs what is left to decide, and what an answer to each fact settles of it."""
        cellules = self._restes.cellules(reste)
        manquent = [variable for variable in self.variables if variable.niveau in cellules]
        self._restes.recommencer()
        gains = []
        # In whole parts of 2**40: they then add up to the same whatever the order.
        for nom in dict.fromkeys([variable.fait for variable in manquent]):
            siens = {variable.niveau: cellules[variable.niveau] for variable in manquent if variable.fait == nom}
            reglees, reponses = self._restes.reponses_qui_reglent(reste, siens)
            gains.append((nom, (reglees << 40) // reponses / (1 << 40)))
        membres = _AUCUN.union(*[variable.membres for variable in manquent if variable.membres is not None])
        return tuple([nom for nom, _ in gains]), membres, tuple(gains)

    def decisifs(self, regle: int, bits: int) -> tuple[str, ...]:
        """See Decideur."""
        cle = bits & self.masque
        connus = self._decisifs.get((regle, cle))
        if connus is None:
            connus = self._chercher_les_decisifs(self._regles[regle], cle)
            _retenir(self._decisifs, (regle, cle), connus, MEMOIRE_MAX)
        return connus

    def _chercher_les_decisifs(self, regle: int, cle: int) -> tuple[str, ...]:
        masques = self._masques(cle)
        verdict = self._verdict(regle, masques, {})
        connus = {variable.fait for variable in self.variables if masques[variable.niveau] != variable.tous}
        gardes: list[str] = []
        # Forget the facts one by one, the last ones first; keep those whose loss would unsettle the verdict.
        for nom in sorted(connus, key=self._ordre.__getitem__, reverse=True):
            essai = masques | {v.niveau: v.tous for v in self.variables if v.fait == nom}
            if self._verdict(regle, essai, {}) is verdict:
                masques = essai
            else:
                gardes.append(nom)
        return tuple(reversed(gardes))

    def manque_de_la_regle(self, regle: int, bits: int) -> tuple[str, ...]:
        """See Decideur."""
        cle = bits & self.masque
        manque = self._manques.get((regle, cle))
        if manque is None:
            niveaux = self._restes.cellules(self._restreindre(self._regles[regle], self._masques(cle), {}))
            manque = tuple(dict.fromkeys([variable.fait for variable in self.variables if variable.niveau in niveaux]))
            _retenir(self._manques, (regle, cle), manque, MEMOIRE_MAX)
        return manque

    def _masques(self, cle: int) -> dict[int, int]:
        return {niveau: cle >> place & tous for niveau, place, tous in self._places}

    def _verdict(self, noeud: int, masques: Mapping[int, int], memoire: dict[int, int]) -> Verdict:
        return _VERDICTS.get(self._diagrammes.issues(noeud, masques, memoire), Verdict.INCONNU)
