"""Exact decisions: which actions apply over every value still possible, and which facts can still change that.

Plain three-valued logic is not enough: two rules of one action can cover every case between them, and a legal threshold
hangs on the amount, the nature and the date at once. So each group of rules is decided by trying every combination of
the *cells* that its own thresholds cut, and the answer is remembered per combination of possible cells.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from operator import itemgetter
from types import MappingProxyType
from typing import Any, TypeAlias

from knowledge.regles.conditions import (
    SIGNES,
    Aucune,
    Compare,
    CompareSeuil,
    Condition,
    Contient,
    Parmi,
    Qualifie,
    Toujours,
    Toutes,
    UneDe,
    atomes,
)
from knowledge.regles.faits import (
    NON,
    OUI,
    Borne,
    Decoupage,
    Ensemble,
    Faits,
    Genre,
    Intervalle,
    Options,
    Possible,
    Vocabulaire,
)

NATURE = "nature"
DATE_CONSULTATION = "date_consultation"


class Verdict(StrEnum):
    """What a rule says of a contract; SOUS_CONDITION hangs only on what is known at the award."""

    OUI = "oui"
    NON = "non"
    INCONNU = "inconnu"
    SOUS_CONDITION = "sous_condition"

    @property
    def s_applique(self) -> bool:
        return self._value_ in {"oui", "sous_condition"}


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


@dataclass(frozen=True, slots=True)
class Etat:
    """The analysis of every group for one set of facts."""

    groupes: Mapping[Hashable, Analyse]
    gains: Mapping[str, float]
    cellules: tuple[int, ...]

    def manque(self) -> frozenset[str]:
        """The facts that can still change which groups apply."""
        return frozenset(self.gains)

    def membres(self) -> frozenset[str]:
        """The members of sets (segments) that can still change which groups apply."""
        return frozenset().union(*(analyse.membres for analyse in self.groupes.values()))


# How many contracts told apart are remembered: some kilobytes each.
ETATS_MAX = 500


class Decideur:
    """All the groups of a pack, compiled once; `analyser` is then mostly dictionary look-ups.

    The groups `a_cote` are told beside the others: no question is asked for them.
    """

    def __init__(self, vocabulaire: Vocabulaire, groupes: Sequence[Groupe], a_cote: Sequence[Groupe] = ()) -> None:
        self._vocabulaire = vocabulaire
        conditions = [condition for groupe in (*groupes, *a_cote) for condition in groupe.conditions]
        self._decoupages = _decouper(conditions)
        self._bits = {
            nom: {valeur: 1 << rang for rang, valeur in enumerate(_valeurs_ordonnees(vocabulaire, nom))}
            for nom, fait in vocabulaire.items()
            if fait.genre in (Genre.CHOIX, Genre.OUI_NON)
        }
        self._compiles = {
            groupe.cle: _GroupeCompile(groupe.conditions, vocabulaire, self._decoupages) for groupe in groupes
        }
        self._a_cote = {
            groupe.cle: _GroupeCompile(groupe.conditions, vocabulaire, self._decoupages) for groupe in a_cote
        }
        self._tous = {**self._compiles, **self._a_cote}
        # Most groups cut a fact the same way: each way is read once per contract, whatever the number of groups.
        places: dict[Hashable, int] = {}
        self._variables: list[_Variable] = []
        for compile_ in self._tous.values():
            for variable in compile_.variables:
                if places.setdefault(variable.identite, len(self._variables)) == len(self._variables):
                    self._variables.append(variable)
            compile_.placer([places[variable.identite] for variable in compile_.variables])
        self._etats: dict[tuple[int, ...], Etat] = {}
        self._a_cotes: dict[tuple[int, ...], Mapping[Hashable, Analyse]] = {}

    def points(self, nom: str) -> tuple[Borne, ...]:
        """The values at which some rule of the pack cuts that fact."""
        decoupage = self._decoupages.get(nom)
        return decoupage.points if decoupage else ()

    def analyser(self, faits: Faits) -> Etat:
        """Decide every group, exactly, for the values still possible; contracts that no rule tells apart are decided once."""
        cellules = self._cellules(faits)
        connu = self._etats.get(cellules)
        if connu is None:
            if len(self._etats) >= ETATS_MAX:
                self._etats.clear()
            connu = self._etats[cellules] = self._analyser(cellules)
        return connu

    def _analyser(self, cellules: tuple[int, ...]) -> Etat:
        analyses: dict[Hashable, Analyse] = {}
        gains: dict[str, float] = {}
        for cle, compile_ in self._compiles.items():
            # The remembered answer is read here rather than through two calls: this loop is the cost of a diagnosis.
            lue = compile_.lire(cellules)
            analyse = compile_.memoire.get(lue)
            if analyse is None:
                analyse = compile_.analyser(lue)
            analyses[cle] = analyse
            if analyse.gains:
                for nom, gain in analyse.gains:
                    gains[nom] = gains.get(nom, 0.0) + gain
        return Etat(analyses, gains, cellules)

    def analyser_a_cote(self, etat: Etat) -> Mapping[Hashable, Analyse]:
        """Decide the groups that are told beside the others, for the same values."""
        connues = self._a_cotes.get(etat.cellules)
        if connues is None:
            if len(self._a_cotes) >= ETATS_MAX:
                self._a_cotes.clear()
            connues = {cle: compile_.analyser(compile_.cle(etat.cellules)) for cle, compile_ in self._a_cote.items()}
            self._a_cotes[etat.cellules] = connues
        return connues

    def analyser_un(self, cle: Hashable, faits: Faits) -> Analyse:
        """Decide one group."""
        compile_ = self._tous[cle]
        return compile_.analyser(compile_.cle(self._cellules(faits)))

    def decisifs(self, cle: Hashable, regle: int, etat: Etat) -> tuple[str, ...]:
        """The facts without which the rule's verdict would not stand, in the author's order."""
        compile_ = self._tous[cle]
        return compile_.decisifs(regle, compile_.cle(etat.cellules))

    def manque_de_la_regle(self, cle: Hashable, regle: int, etat: Etat) -> tuple[str, ...]:
        """The facts that can still change the verdict of that rule alone, in the author's order."""
        compile_ = self._tous[cle]
        return compile_.manque_de_la_regle(regle, compile_.cle(etat.cellules))

    def _cellules(self, faits: Faits) -> tuple[int, ...]:
        masques = self._masques(faits)
        return tuple([variable.reduire(masques) for variable in self._variables])

    def _masques(self, faits: Faits) -> dict[str, Any]:
        masques: dict[str, Any] = {}
        for nom, possible in faits.connus().items():
            match possible:
                case Options():
                    bits = self._bits[nom]
                    masques[nom] = sum([bits[valeur] for valeur in possible.possibles])
                case Intervalle():
                    decoupage = self._decoupages.get(nom)
                    if decoupage is not None:
                        masques[nom] = decoupage.masque(possible)
                case Ensemble():
                    masques[nom] = (possible.dedans, possible.dehors)
        return masques


def _valeurs_ordonnees(vocabulaire: Vocabulaire, nom: str) -> list[str]:
    fait = vocabulaire[nom]
    return [choix.valeur for choix in fait.choix] if fait.genre is Genre.CHOIX else [NON, OUI]


def _decouper(conditions: Iterable[Condition]) -> dict[str, Decoupage]:
    points: dict[str, set[Borne]] = {}
    for condition in conditions:
        for atome in atomes(condition):
            match atome:
                case Compare(fait, _, valeur):
                    points.setdefault(fait, set()).add(valeur)
                case CompareSeuil(fait, _, seuil):
                    for periode in seuil.periodes:
                        montants = [montant for _, montant in periode.par_nature]
                        points.setdefault(fait, set()).update(
                            [periode.valeur] if periode.valeur is not None else montants
                        )
                    # A period starts on its day: "depuis" belongs to the new one.
                    points.setdefault(DATE_CONSULTATION, set()).update(p.depuis for p in seuil.periodes[1:])
    return {nom: Decoupage(tuple(sorted(valeurs))) for nom, valeurs in points.items()}


@dataclass(frozen=True, slots=True)
class _Variable:
    """One thing a group depends on: a fact, or "at least one of these members" of a set."""

    fait: str
    membres: frozenset[str] | None
    a_l_attribution: bool
    representants: tuple[int, ...]  # one global cell for each cell that the group tells apart
    reduction: dict[int, int]  # global cell -> reduced cell
    tous: int
    memoire: dict[int, int]

    @property
    def identite(self) -> Hashable:
        """What two variables share when they cut the same fact the same way."""
        return self.fait, self.membres, self.representants, tuple(self.reduction.items())

    def reduire(self, masques: Mapping[str, Any]) -> int:
        """Bit mask of the reduced cells that are still possible."""
        masque = masques.get(self.fait)
        if masque is None:
            return self.tous
        if self.membres is not None:
            dedans, dehors = masque
            if not self.membres.isdisjoint(dedans):
                return 0b10
            return 0b01 if self.membres <= dehors else 0b11
        reduit = self.memoire.get(masque)
        if reduit is None:
            reduit = 0
            for cellule, petite in self.reduction.items():
                if masque >> cellule & 1:
                    reduit |= 1 << petite
            self.memoire[masque] = reduit
        return reduit


_Test: TypeAlias = "Callable[[Sequence[int]], bool]"


class Tableau:
    """Some conditions over every combination of the cells that they tell apart: what they can say, for whoever checks them.

    `tenus`: choices that are held, so that only contracts where they stand are looked at.
    """

    def __init__(
        self, vocabulaire: Vocabulaire, conditions: Sequence[Condition], tenus: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        self._decoupages = _decouper(conditions)
        fabrique = _Fabrique(conditions, vocabulaire, self._decoupages)
        self._vocabulaire = vocabulaire
        self._variables = fabrique.variables
        self._axes = [_axe(vocabulaire, variable, tenus.get(variable.fait)) for variable in fabrique.variables]
        self._tests = tuple(fabrique.test(condition) for condition in conditions)

    @property
    def faits(self) -> tuple[str, ...]:
        """The facts that the conditions depend on, one per column; a set has several columns."""
        return tuple(variable.fait for variable in self._variables)

    def lignes(self) -> Iterator[tuple[tuple[int, ...], tuple[bool, ...]]]:
        """Each combination of cells, and which of the conditions hold there."""
        for cellules in product(*self._axes):
            yield cellules, tuple([test(cellules) for test in self._tests])

    def autour(
        self, nom: str, point: Borne
    ) -> Iterator[tuple[tuple[int, ...], tuple[bool, ...], tuple[bool, ...], tuple[bool, ...]]]:
        """All else equal, which conditions hold just below a point of a fact, at the point, and just above.

        The cells are those of the point itself. Nothing comes when the fact cannot have values on both sides.
        """
        colonne = self.faits.index(nom)
        place = 2 * self._decoupages[nom].points.index(point) + 1
        domaine = self._variables[colonne].reduction
        if not {place - 1, place, place + 1} <= domaine.keys():
            return
        axes = list(self._axes)
        axes[colonne] = (place,)
        for cellules in product(*axes):
            voisines = [(*cellules[:colonne], place + pas, *cellules[colonne + 1 :]) for pas in (-1, 0, 1)]
            dessous, dessus_le_point, dessus = [tuple([test(v) for test in self._tests]) for v in voisines]
            yield cellules, dessous, dessus_le_point, dessus

    def points(self, nom: str) -> tuple[Borne, ...]:
        """The values at which the conditions cut that fact."""
        return self._decoupages[nom].points if nom in self._decoupages else ()

    def temoins(self, cellules: Sequence[int]) -> dict[str, Possible]:
        """A combination of cells as possible values, by fact."""
        temoins: dict[str, Possible] = {}
        for variable, cellule in zip(self._variables, cellules, strict=True):
            nom = variable.fait
            if variable.membres is not None:
                connu = Ensemble(variable.membres, frozenset()) if cellule else Ensemble(frozenset(), variable.membres)
                avant = temoins.get(nom, Ensemble())
                assert isinstance(avant, Ensemble)
                temoins[nom] = avant.inter(connu)
            elif nom in self._decoupages:
                temoins[nom] = self._decoupages[nom].temoin(cellule)
            else:
                temoins[nom] = Options(frozenset({_valeurs_ordonnees(self._vocabulaire, nom)[cellule]}))
        return temoins


def _axe(vocabulaire: Vocabulaire, variable: _Variable, tenu: str | None) -> tuple[int, ...]:
    if tenu is None:
        return variable.representants
    place = _valeurs_ordonnees(vocabulaire, variable.fait).index(tenu)
    return (variable.representants[variable.reduction[place]],)


class _GroupeCompile:
    def __init__(
        self, conditions: tuple[Condition, ...], vocabulaire: Vocabulaire, decoupages: Mapping[str, Decoupage]
    ) -> None:
        fabrique = _Fabrique(conditions, vocabulaire, decoupages)
        self.variables = fabrique.variables
        self._tests = tuple(fabrique.test(condition) for condition in conditions)
        self._rang = vocabulaire.rang
        self.lire: Callable[[tuple[int, ...]], Any] = lambda _: ()
        self.memoire: dict[tuple[int, ...], Analyse] = {}
        self._memoire_regles: dict[tuple[int, tuple[int, ...]], tuple[str, ...]] = {}
        self._memoire_manques: dict[tuple[int, tuple[int, ...]], tuple[str, ...]] = {}

    def placer(self, places: Sequence[int]) -> None:
        """Say where the decider keeps the cells of each variable."""
        if places:
            lire = itemgetter(*places)
            self.lire = lire if len(places) > 1 else lambda cellules: (lire(cellules),)

    def cle(self, cellules: tuple[int, ...]) -> tuple[int, ...]:
        cle: tuple[int, ...] = self.lire(cellules)
        return cle

    def analyser(self, cle: tuple[int, ...]) -> Analyse:
        analyse = self.memoire.get(cle)
        if analyse is None:
            analyse = self.memoire[cle] = self._analyser(cle)
        return analyse

    def _analyser(self, cle: tuple[int, ...]) -> Analyse:
        axes, valeurs = self._parcourir(cle)
        ensemble = [max(niveaux) if len(niveaux) > 1 else niveaux[0] for niveaux, _ in valeurs]
        # "All" for the group is true when the rules between them cover every outcome of the award.
        ensemble = [2 if couvert else niveau for niveau, (_, couvert) in zip(ensemble, valeurs, strict=True)]
        regles = tuple(_verdict([niveaux[rang] for niveaux, _ in valeurs]) for rang in range(len(self._tests)))
        verdict = _verdict(ensemble)
        if verdict is not Verdict.INCONNU:
            return Analyse(verdict, regles, (), frozenset(), ())
        applique = [niveau > 0 for niveau in ensemble]
        pertinentes = _dependances(axes, applique)
        askables = [rang for rang, variable in enumerate(self.variables) if not variable.a_l_attribution]
        faits = self._dans_l_ordre({self.variables[askables[axe]].fait for axe in pertinentes})
        membres: frozenset[str] = frozenset().union(
            *(self.variables[askables[axe]].membres or frozenset() for axe in pertinentes)
        )
        gains = []
        for nom in faits:
            siens = [axe for axe, rang in enumerate(askables) if self.variables[rang].fait == nom]
            gains.append((nom, _part_reglee(axes, applique, siens)))
        return Analyse(verdict, regles, faits, membres, tuple(gains))

    def _parcourir(self, cle: tuple[int, ...]) -> tuple[list[list[int]], list[tuple[tuple[int, ...], bool]]]:
        """Tabulate each combination of askable cells: per rule 0 none, 1 some, 2 all outcomes of the award.

        Beside it, the same "all" for the group taken together.
        """
        possibles = [_cellules(masque, variable) for masque, variable in zip(cle, self.variables, strict=True)]
        avant = [rang for rang, variable in enumerate(self.variables) if not variable.a_l_attribution]
        apres = [rang for rang, variable in enumerate(self.variables) if variable.a_l_attribution]
        axes = [possibles[rang] for rang in avant]
        cellules = [0] * len(self.variables)
        valeurs = []
        issues = list(product(*(possibles[rang] for rang in apres)))
        for combinaison in product(*axes):
            for rang, cellule in zip(avant, combinaison, strict=True):
                cellules[rang] = cellule
            compte = [0] * len(self._tests)
            couvertes = 0
            for issue in issues:
                for rang, cellule in zip(apres, issue, strict=True):
                    cellules[rang] = cellule
                vrais = [test(cellules) for test in self._tests]
                couvertes += any(vrais)
                for rang, vrai in enumerate(vrais):
                    compte[rang] += vrai
            niveaux = tuple(2 if nombre == len(issues) else int(nombre > 0) for nombre in compte)
            valeurs.append((niveaux, couvertes == len(issues)))
        return axes, valeurs

    def decisifs(self, regle: int, cle: tuple[int, ...]) -> tuple[str, ...]:
        connus = self._memoire_regles.get((regle, cle))
        if connus is None:
            connus = self._memoire_regles[regle, cle] = self._decisifs(regle, cle)
        return connus

    def _decisifs(self, regle: int, cle: tuple[int, ...]) -> tuple[str, ...]:
        verdict = self.analyser(cle).regles[regle]
        courante = list(cle)
        gardes: list[str] = []
        # Forget the facts one by one, the last ones first; keep those whose loss would unsettle the verdict.
        for nom in reversed(self._dans_l_ordre({v.fait for v in self.variables})):
            essai = [v.tous if v.fait == nom else masque for v, masque in zip(self.variables, courante, strict=True)]
            if essai != courante and self.analyser(tuple(essai)).regles[regle] is verdict:
                courante = essai
            elif essai != courante:
                gardes.append(nom)
        return tuple(reversed(gardes))

    def manque_de_la_regle(self, regle: int, cle: tuple[int, ...]) -> tuple[str, ...]:
        manque = self._memoire_manques.get((regle, cle))
        if manque is None:
            axes, valeurs = self._parcourir(cle)
            pertinentes = _dependances(axes, [niveaux[regle] > 0 for niveaux, _ in valeurs])
            askables = [variable for variable in self.variables if not variable.a_l_attribution]
            manque = self._dans_l_ordre({askables[axe].fait for axe in pertinentes})
            self._memoire_manques[regle, cle] = manque
        return manque

    def _dans_l_ordre(self, faits: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted(faits, key=self._rang.__getitem__))


def _cellules(masque: int, variable: _Variable) -> list[int]:
    return [variable.representants[rang] for rang in range(len(variable.representants)) if masque >> rang & 1]


def _verdict(niveaux: Sequence[int]) -> Verdict:
    if min(niveaux) == 2:
        return Verdict.OUI
    if min(niveaux) == 1:
        return Verdict.SOUS_CONDITION
    return Verdict.NON if max(niveaux) == 0 else Verdict.INCONNU


def _dependances(axes: Sequence[Sequence[int]], applique: Sequence[bool]) -> list[int]:
    """The axes along which some line of the table is not constant."""
    pertinentes = []
    pas = len(applique)
    for axe, cellules in enumerate(axes):
        taille = len(cellules)
        bloc, pas = pas, pas // taille
        if taille > 1 and any(
            applique[depart + decalage] != applique[depart + decalage + pas * rang]
            for depart in range(0, len(applique), bloc)
            for decalage in range(pas)
            for rang in range(1, taille)
        ):
            pertinentes.append(axe)
    return pertinentes


def _part_reglee(axes: Sequence[Sequence[int]], applique: Sequence[bool], siens: Sequence[int]) -> float:
    """The share of answers to these axes that settle the table."""
    vus: dict[tuple[int, ...], set[bool]] = {}
    for combinaison, vrai in zip(product(*axes), applique, strict=True):
        vus.setdefault(tuple(combinaison[axe] for axe in siens), set()).add(vrai)
    return sum(len(valeurs) == 1 for valeurs in vus.values()) / len(vus)


class _Fabrique:
    """Turns conditions into tests over the cells of the group's variables."""

    def __init__(
        self, conditions: Sequence[Condition], vocabulaire: Vocabulaire, decoupages: Mapping[str, Decoupage]
    ) -> None:
        self._vocabulaire = vocabulaire
        self._decoupages = decoupages
        self._atomes = [atome for condition in conditions for atome in atomes(condition)]
        self._classes = self._classer_les_membres()
        self.variables = self._variables()
        self._place = {(variable.fait, variable.membres): rang for rang, variable in enumerate(self.variables)}

    # A set with 19 members is 19 yes-or-no variables; members that always stand together count as one.
    def _classer_les_membres(self) -> dict[str, list[frozenset[str]]]:
        par_fait: dict[str, list[frozenset[str]]] = {}
        for atome in self._atomes:
            if isinstance(atome, Contient):
                par_fait.setdefault(atome.fait, []).append(atome.valeurs)
        classes: dict[str, list[frozenset[str]]] = {}
        for fait, ensembles in par_fait.items():
            signatures: dict[tuple[bool, ...], set[str]] = {}
            for membre in frozenset().union(*ensembles):
                signatures.setdefault(tuple(membre in valeurs for valeurs in ensembles), set()).add(membre)
            classes[fait] = sorted((frozenset(membres) for membres in signatures.values()), key=sorted)
        return classes

    def _variables(self) -> tuple[_Variable, ...]:
        variables = []
        for nom in sorted(self._faits_cites(), key=self._vocabulaire.rang.__getitem__):
            fait = self._vocabulaire[nom]
            if fait.genre is Genre.ENSEMBLE:
                variables += [
                    _Variable(nom, membres, fait.a_l_attribution, (0, 1), {}, 0b11, {})
                    for membres in self._classes[nom]
                ]
                continue
            signatures: dict[Hashable, int] = {}
            reduction: dict[int, int] = {}
            representants: list[int] = []
            for cellule in self._cellules_du_domaine(nom):
                signature = tuple(self._signature(atome, nom, cellule) for atome in self._atomes)
                if signature not in signatures:
                    signatures[signature] = len(representants)
                    representants.append(cellule)
                reduction[cellule] = signatures[signature]
            if len(representants) > 1:
                tous = (1 << len(representants)) - 1
                variables.append(_Variable(nom, None, fait.a_l_attribution, tuple(representants), reduction, tous, {}))
            else:
                variables.append(_Variable(nom, None, fait.a_l_attribution, tuple(representants), reduction, 1, {}))
        return tuple(variables)

    def _faits_cites(self) -> set[str]:
        cites = set()
        for atome in self._atomes:
            cites.add(atome.fait)
            if isinstance(atome, CompareSeuil):
                if any(periode.valeur is None for periode in atome.seuil.periodes):
                    cites.add(NATURE)
                if len(atome.seuil.periodes) > 1:
                    cites.add(DATE_CONSULTATION)
        return cites

    def _cellules_du_domaine(self, nom: str) -> Iterable[int]:
        if nom in self._decoupages:
            decoupage = self._decoupages[nom]
            domaine = self._vocabulaire.domaine(nom)
            masque = decoupage.masque(domaine) if isinstance(domaine, Intervalle) else 0
            return [cellule for cellule in range(decoupage.nombre) if masque >> cellule & 1]
        return range(len(_valeurs_ordonnees(self._vocabulaire, nom)))

    def _signature(self, atome: Any, nom: str, cellule: int) -> Hashable:
        match atome:
            case Compare(fait) if fait == nom:
                return self._compare(nom, cellule, atome.signe, atome.valeur)
            case Parmi(fait, valeurs) if fait == nom:
                return _valeurs_ordonnees(self._vocabulaire, nom)[cellule] in valeurs
            case CompareSeuil(fait, signe, seuil):
                if fait == nom:
                    return tuple(
                        self._compare(nom, cellule, signe, montant)
                        for periode in seuil.periodes
                        for montant in periode.valeurs(self._vocabulaire[NATURE].options)
                    )
                if nom == NATURE:
                    nature = _valeurs_ordonnees(self._vocabulaire, NATURE)[cellule]
                    return tuple(periode.pour(nature) for periode in seuil.periodes)
                if nom == DATE_CONSULTATION:
                    return self._periode(seuil, cellule)
        return None

    def _compare(self, nom: str, cellule: int, signe: str, valeur: Borne) -> bool:
        place = 2 * self._decoupages[nom].points.index(valeur) + 1
        return SIGNES[signe](cellule, place)

    def _periode(self, seuil: Any, cellule: int) -> int:
        points = self._decoupages[DATE_CONSULTATION].points
        return sum(cellule >= 2 * points.index(periode.depuis) + 1 for periode in seuil.periodes[1:])

    def test(self, condition: Condition) -> _Test:
        match condition:
            case Toujours():
                return lambda _: True
            case Toutes(parts):
                tests = [self.test(part) for part in parts]
                return lambda cellules: all([test(cellules) for test in tests])
            case UneDe(parts):
                tests = [self.test(part) for part in parts]
                return lambda cellules: any([test(cellules) for test in tests])
            case Aucune(parts):
                tests = [self.test(part) for part in parts]
                return lambda cellules: not any([test(cellules) for test in tests])
            case Qualifie(_, quand):
                return self.test(quand)
            case Contient(fait, valeurs):
                places = [self._place[fait, membres] for membres in self._classes[fait] if membres <= valeurs]
                return lambda cellules: any([cellules[place] for place in places])
            case Parmi(fait, valeurs):
                place = self._place[fait, None]
                ordre = _valeurs_ordonnees(self._vocabulaire, fait)
                bonnes = frozenset(rang for rang, valeur in enumerate(ordre) if valeur in valeurs)
                return lambda cellules: cellules[place] in bonnes
            case Compare(fait, signe, valeur):
                place = self._place[fait, None]
                borne = 2 * self._decoupages[fait].points.index(valeur) + 1
                compare = SIGNES[signe]
                return lambda cellules: compare(cellules[place], borne)
            case CompareSeuil():
                return self._test_du_seuil(condition)

    def _test_du_seuil(self, atome: CompareSeuil) -> _Test:
        place = self._place[atome.fait, None]
        place_nature = self._place.get((NATURE, None))
        place_date = self._place.get((DATE_CONSULTATION, None))
        points = self._decoupages[atome.fait].points
        natures = _valeurs_ordonnees(self._vocabulaire, NATURE)
        compare = SIGNES[atome.signe]
        bornes = [
            [
                2 * points.index(montant) + 1 if (montant := periode.pour(nature)) is not None else None
                for nature in natures
            ]
            for periode in atome.seuil.periodes
        ]
        periode_de: dict[int, int] = {}
        if len(atome.seuil.periodes) > 1:
            periode_de = {
                cellule: self._periode(atome.seuil, cellule)
                for cellule in range(self._decoupages[DATE_CONSULTATION].nombre)
            }

        def test(cellules: Sequence[int]) -> bool:
            periode = periode_de[cellules[place_date]] if periode_de and place_date is not None else 0
            borne = bornes[periode][cellules[place_nature] if place_nature is not None else 0]
            return borne is not None and compare(cellules[place], borne)

        return test
