"""What if: the contracts and actions to retain so that the targets of the plan are reached within the experts' hours.

Least effort first; at equal effort, what brings the most. The answer is exact (HiGHS, mixed integers): with what cannot
be had, it says by how much, and the smallest set of demands that cannot stand together.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import StrEnum
from itertools import chain, combinations
from math import ceil, isfinite
from typing import Any

# Effort is compared as a whole number of quarters of an hour.
QUARTS = 4
# Conflicts of so few demands are all looked for, the smallest first; a larger one is cut down to what it needs.
CONFLIT_CHERCHE = 2
# Shared by the few solutions that one answer takes; what is not proven by then says so.
SECONDES = 7.0


@dataclass(frozen=True, slots=True)
class Option:
    """An action that could be retained on a contract: what it costs and what it brings. `intenable`: some side said it cannot be done."""

    contrat: int
    action: int
    heures: Mapping[str, Decimal] = field(hash=False)  # of each expert
    effort: Decimal  # of everybody
    points: int
    intenable: bool = False


@dataclass(frozen=True, slots=True)
class Objectif:
    """A target of the plan over the contracts of a year.

    `contrats` are those of the session that count in it; `deja` are the other contracts of that year: (reached, counted).
    An action of `actions` reaches it on a contract. `inconnus`: contracts of the session of which nobody knows whether they count.
    """

    cible: str
    taux: int  # percent
    actions: frozenset[int]
    contrats: frozenset[int]
    deja: tuple[int, int] = (0, 0)
    inconnus: int = 0

    @property
    def population(self) -> int:
        return len(self.contrats) + self.deja[1]

    @property
    def a_atteindre(self) -> int:
        """How many contracts of the session must reach it, at least none.

        >>> Objectif("c", 80, frozenset(), frozenset(range(9)), (0, 0)).a_atteindre
        8
        """
        il_en_faut = (Decimal(self.population * self.taux) / 100).to_integral_value(ROUND_CEILING)
        return max(0, int(il_en_faut) - self.deja[0])


@dataclass(frozen=True, slots=True)
class Probleme:
    """What there is to choose from. `forfaits`: the hours that an expert spends on any contract where one of its actions is retained.

    `imposes` and `exclus` are pinned by hand: (contract, action), or (contract, None) for all of a contract: imposed, it is
    retained by one action at least; excluded, by none. An action that is imposed is so whatever is excluded.
    """

    options: tuple[Option, ...]
    objectifs: tuple[Objectif, ...]
    heures: Mapping[str, Decimal]
    forfaits: Mapping[str, Decimal] = field(default_factory=dict)
    imposes: frozenset[tuple[int, int | None]] = frozenset()
    exclus: frozenset[tuple[int, int | None]] = frozenset()

    def impose(self, option: Option) -> bool:
        return (option.contrat, option.action) in self.imposes

    def exclut(self, option: Option) -> bool:
        ecartes = {(option.contrat, option.action), (option.contrat, None)}
        return not self.impose(option) and not self.exclus.isdisjoint(ecartes)

    def libre(self, option: Option) -> bool:
        """Whether there is a choice to make of it."""
        return self.impose(option) or not (option.intenable or self.exclut(option))

    def hors_d_atteinte(self, objectif: Objectif) -> int:
        """How many contracts a target would miss whatever hours there were: there is nothing to choose that reaches it there."""
        atteignables = {
            une.contrat
            for une in self.options
            if self.libre(une) and une.action in objectif.actions and une.contrat in objectif.contrats
        }
        return max(0, objectif.a_atteindre - len(atteignables))

    def sert(self, option: Option) -> tuple[Objectif, ...]:
        """The targets that an option reaches on its contract."""
        return tuple(un for un in self.objectifs if option.contrat in un.contrats and option.action in un.actions)


class Pourquoi(StrEnum):
    """Why an action is retained, or left."""

    IMPOSEE = "imposee"  # pinned by hand
    SERT = "sert"  # without it a target is missed
    CONTRAT_IMPOSE = "contrat_impose"  # the contract is pinned, and this is what it costs the least to do there
    EXCLUE = "exclue"  # pinned by hand
    INTENABLE = "intenable"  # a side said it cannot be done
    SANS_EFFORT = "sans_effort"  # it costs nothing
    SANS_CIBLE = "sans_cible"  # it serves no target there
    ATTEINTE = "atteinte"  # its targets are reached with less effort
    HEURES = "heures"  # an expert has no hours left for it


_RETENUES = {Pourquoi.IMPOSEE, Pourquoi.SERT, Pourquoi.CONTRAT_IMPOSE, Pourquoi.SANS_EFFORT}


@dataclass(frozen=True, slots=True)
class Choix:
    """What is made of one option, and why: the targets it serves, or the experts who have too few hours left.

    `ailleurs`: the least effort for which another contract, left as it is, would serve one of the same targets.
    """

    option: Option
    pourquoi: Pourquoi
    cibles: tuple[str, ...] = ()
    experts: tuple[str, ...] = ()
    ailleurs: Decimal | None = None

    @property
    def retenue(self) -> bool:
        return self.pourquoi in _RETENUES


@dataclass(frozen=True, slots=True)
class Atteinte:
    """What a target comes to: how many of the population reach it, how many contracts are missing, and how many of those
    would be whatever hours there were.
    """

    objectif: Objectif
    atteints: int
    manque: int
    hors_d_atteinte: int = 0


@dataclass(frozen=True, slots=True)
class Charge:
    """What an expert spends of what it has; `manque`: how many more hours it would need, for the targets that more hours reach."""

    expert: str
    prises: Decimal
    dispose: Decimal
    manque: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Bloque:
    """A demand of the smallest set that cannot stand together: a target, the hours of an expert, or a contract that is pinned.

    The actions that are imposed are not among them: they always stand, and an expert alone is one whom they exhaust.
    """

    quoi: str  # "cible", "expert", "contrat"
    cible: str | None = None
    expert: str | None = None
    contrat: int | None = None


@dataclass(frozen=True, slots=True)
class Programme:
    """What to retain. `possible`: every target is reached within the hours; else it comes as close as can be.

    `conflits`: the demands that cannot stand together, when it is not possible. `effort`: the hours of all.
    `effort_au_moins`: what it is proved not to be below; the same, but where the time was over before.
    """

    possible: bool
    choix: tuple[Choix, ...]
    atteintes: tuple[Atteinte, ...]
    charges: tuple[Charge, ...]
    conflits: tuple[tuple[Bloque, ...], ...]
    effort: Decimal
    effort_au_moins: Decimal
    points: int

    @property
    def prouve(self) -> bool:
        """Whether nothing costs less."""
        return self.effort == self.effort_au_moins

    @property
    def retenues(self) -> Mapping[int, tuple[int, ...]]:
        """The actions retained, by contract."""
        par_contrat: dict[int, tuple[int, ...]] = {}
        for un in self.choix:
            if un.retenue:
                par_contrat[un.option.contrat] = (*par_contrat.get(un.option.contrat, ()), un.option.action)
        return par_contrat


def programmer(probleme: Probleme, secondes: float = SECONDES) -> Programme:
    """What to retain: the targets reached, or as nearly as can be, within the hours; then the least effort; then the most points.

    Pins are kept whatever they cost: only they can make an expert exceed its hours.
    """
    modele = _Modele(probleme, secondes)
    stricts = modele.tous
    possible = modele.minimiser(modele.effort, stricts)
    conflits: tuple[tuple[Bloque, ...], ...] = ()
    heures_en_plus: Mapping[str, Decimal] = {}
    if not possible:
        conflits = modele.conflits()
        if not all(len(un) == 1 and un[0].cible for un in conflits):
            heures_en_plus = modele.heures_en_plus()
        stricts = modele.epingles_et_heures()
        modele.minimiser(modele.manques, stricts)
        modele.tenir(modele.manques)
        modele.minimiser(modele.effort, stricts)
    effort_au_moins = modele.borne
    modele.tenir(modele.effort)
    modele.minimiser(modele.sans_points, stricts, _PRESQUE)
    return _raconter(probleme, modele, possible, effort_au_moins, conflits, heures_en_plus)


class _Modele:
    """The same choices as rows and columns of whole numbers, solved for one aim after the other.

    Each demand (a target, the hours of an expert, a pinned contract) has a column that tells by how much it is missed;
    a demand that is `strict` must not be.
    """

    def __init__(self, probleme: Probleme, secondes: float) -> None:
        self._p = probleme
        self._reste = secondes
        self._options = [une for une in probleme.options if probleme.libre(une)]
        experts = list(probleme.heures)
        forfaits = sorted(
            {
                (une.contrat, expert)
                for une in self._options
                for expert, heures in une.heures.items()
                if heures and probleme.forfaits.get(expert)
            }
        )
        atteintes = [(rang, contrat) for rang, un in enumerate(probleme.objectifs) for contrat in sorted(un.contrats)]
        self._epingles = sorted(contrat for contrat, action in probleme.imposes if action is None)
        self._x = range(len(self._options))
        self._y = _suite(self._x, forfaits)
        self._z = _suite(self._y, atteintes)
        self._s = _suite(self._z, probleme.objectifs)
        self._o = _suite(self._s, experts)
        self._q = _suite(self._o, self._epingles)
        self._colonnes = self._q.stop
        self._lignes = list(self._contraintes(forfaits, atteintes, experts))
        self.valeurs: Sequence[float] = ()
        self._manques_admis: Mapping[int, int] = {}
        self.borne = 0.0  # below which the last aim cannot be
        self._pins_et_heures = (*self._o, *self._q)
        self.tous: tuple[int, ...] = (*self._s, *self._pins_et_heures)
        self.effort = {
            **{x: _quarts(une.effort) for x, une in zip(self._x, self._options, strict=True)},
            **{y: _quarts(probleme.forfaits[expert]) for y, (_, expert) in zip(self._y, forfaits, strict=True)},
        }
        self.sans_points = {x: -une.points for x, une in zip(self._x, self._options, strict=True)}
        self.manques = dict.fromkeys(self._s, 1)
        self.depassement = dict.fromkeys(self._o, 1)
        self.epingles_perdues = dict.fromkeys(self._q, 1)

    def _contraintes(
        self,
        forfaits: Sequence[tuple[int, str]],
        atteintes: Sequence[tuple[int, int]],
        experts: Sequence[str],
    ) -> Iterator[tuple[Mapping[int, int], float, float]]:
        """The rows: coefficients by column, lower and upper bounds."""
        rang_du_forfait = dict(zip(forfaits, self._y, strict=True))
        du_contrat: dict[int, list[int]] = {}
        for x, une in zip(self._x, self._options, strict=True):
            du_contrat.setdefault(une.contrat, []).append(x)
            for expert, heures in une.heures.items():
                if heures and (une.contrat, expert) in rang_du_forfait:
                    yield {rang_du_forfait[une.contrat, expert]: 1, x: -1}, 0, _INFINI
        for z, (rang, contrat) in zip(self._z, atteintes, strict=True):
            objectif = self._p.objectifs[rang]
            qui = {x: -1 for x in du_contrat.get(contrat, ()) if self._options[x].action in objectif.actions}
            yield {z: 1, **qui}, -_INFINI, 0
        for rang, (s, objectif) in enumerate(zip(self._s, self._p.objectifs, strict=True)):
            des_contrats = {z: 1 for z, (de, _) in zip(self._z, atteintes, strict=True) if de == rang}
            yield {**des_contrats, s: 1}, objectif.a_atteindre, _INFINI
        for o, expert in zip(self._o, experts, strict=True):
            prises = {
                x: _quarts(une.heures.get(expert, Decimal(0))) for x, une in zip(self._x, self._options, strict=True)
            }
            communes = {
                y: _quarts(self._p.forfaits[de]) for y, (_, de) in zip(self._y, forfaits, strict=True) if de == expert
            }
            coefficients = {colonne: quarts for colonne, quarts in chain(prises.items(), communes.items()) if quarts}
            yield {**coefficients, o: -1}, -_INFINI, _quarts(self._p.heures[expert], ROUND_FLOOR)
        for q, contrat in zip(self._q, self._epingles, strict=True):
            yield {**dict.fromkeys(du_contrat.get(contrat, ()), 1), q: 1}, 1, _INFINI

    def minimiser(self, quoi: Mapping[int, int], stricts: Collection[int] = (), presque: float = 0.0) -> bool:
        """Solve for one aim, or nearly so; False when what is strict cannot stand together. The values are kept, of the last that could."""
        resolu = self._resoudre(quoi, stricts, presque)
        if resolu is not None:
            self.valeurs = resolu
        return resolu is not None

    def tenir(self, quoi: Mapping[int, int]) -> None:
        """Lose nothing, from now on, of what was reached for an aim."""
        self._lignes.append((quoi, -_INFINI, round(self._vaut(quoi))))

    def _vaut(self, quoi: Mapping[int, int]) -> float:
        return sum(coefficient * self.valeurs[colonne] for colonne, coefficient in quoi.items())

    def conflits(self) -> tuple[tuple[Bloque, ...], ...]:
        """Demands that cannot stand together: each target that nothing could reach, then the smallest set of the others.

        What is imposed of an action always stands.
        """
        seules = tuple((Bloque("cible", cible=un.cible),) for un in self._p.objectifs if self._p.hors_d_atteinte(un))
        with self._sans_l_impossible():
            ensemble = self._plus_petit() if self._resoudre({}, self.tous) is None else ()
        return (*seules, ensemble) if ensemble else seules

    @contextmanager
    def _sans_l_impossible(self) -> Iterator[None]:
        """Ask of each target no more than what hours could reach."""
        self._manques_admis = {
            s: self._p.hors_d_atteinte(objectif) for s, objectif in zip(self._s, self._p.objectifs, strict=True)
        }
        yield
        self._manques_admis = {}

    def _plus_petit(self) -> tuple[Bloque, ...]:
        for taille in range(1, CONFLIT_CHERCHE + 1):
            for demandes in combinations(self.tous, taille):
                if self._resoudre({}, demandes) is None:
                    return self._nommer(demandes)
        gardees = list(self.tous)
        for demande in self.tous:
            autres = [une for une in gardees if une != demande]
            if self._resoudre({}, autres) is None:
                gardees = autres
        return self._nommer(gardees)

    def _nommer(self, demandes: Iterable[int]) -> tuple[Bloque, ...]:
        noms = [
            *(Bloque("cible", cible=un.cible) for un in self._p.objectifs),
            *(Bloque("expert", expert=expert) for expert in self._p.heures),
            *(Bloque("contrat", contrat=contrat) for contrat in self._epingles),
        ]
        return tuple(noms[demande - self._s.start] for demande in demandes)

    def epingles_et_heures(self) -> tuple[int, ...]:
        """What is strict where the targets cannot all be reached: the pins and the hours, but what pins alone already break."""
        if self._resoudre({}, self._pins_et_heures) is not None:
            return self._pins_et_heures
        for quoi in (self.epingles_perdues, self.depassement):
            self.minimiser(quoi)
            self.tenir(quoi)
        return ()

    def heures_en_plus(self) -> Mapping[str, Decimal]:
        """The hours it would take in addition, at the least of all experts, for the targets that hours alone keep away."""
        with self._sans_l_impossible():
            cibles_et_epingles = (*self._s, *self._q)
            trouve = self.minimiser(self.depassement, cibles_et_epingles, _PRESQUE)
        return self._depassements() if trouve else {}

    def _depassements(self) -> Mapping[str, Decimal]:
        return {
            expert: Decimal(round(self.valeurs[o])) / QUARTS for o, expert in zip(self._o, self._p.heures, strict=True)
        }

    @property
    def retenues(self) -> frozenset[Option]:
        return frozenset(une for x, une in zip(self._x, self._options, strict=True) if self.valeurs[x] > _MOITIE)

    def _resoudre(
        self, quoi: Mapping[int, int], stricts: Collection[int], presque: float = 0.0
    ) -> Sequence[float] | None:
        """The values of the columns at the least of `quoi`, but for a part of it; None when there are none."""
        import highspy
        import numpy as np

        lignes = self._lignes
        lp: Any = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = self._colonnes, len(lignes)
        cout, haut = np.zeros(self._colonnes), np.full(self._colonnes, _INFINI)
        bas = np.zeros(self._colonnes)
        cout[list(quoi)] = list(quoi.values())
        haut[: self._s.start] = 1
        haut[list(stricts)] = [self._manques_admis.get(strict, 0) for strict in stricts]
        for x, une in zip(self._x, self._options, strict=True):
            bas[x] = 1 if self._p.impose(une) else 0
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = cout, bas, haut
        lp.row_lower_ = np.array([une[1] for une in lignes], dtype=float)
        lp.row_upper_ = np.array([une[2] for une in lignes], dtype=float)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.cumsum([0, *(len(une[0]) for une in lignes)])
        lp.a_matrix_.index_ = np.fromiter(chain.from_iterable(une[0] for une in lignes), dtype=np.int32)
        lp.a_matrix_.value_ = np.fromiter(chain.from_iterable(une[0].values() for une in lignes), dtype=float)
        entier, reel = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
        lp.integrality_ = [entier if colonne in self._x else reel for colonne in range(self._colonnes)]
        # What wraps it for Python prints a banner before anything can silence it.
        (coeur, *_) = highspy.Highs.__bases__
        solveur: Any = coeur()
        for option, valeur in (
            ("output_flag", False),
            ("mip_rel_gap", presque),
            ("mip_abs_gap", 0.9),  # aims are whole numbers: what is nearer than one is reached
            ("time_limit", max(_AU_MOINS, self._reste * _PART)),
        ):
            solveur.setOptionValue(option, valeur)
        solveur.passModel(lp)
        if len(self.valeurs):
            depart = highspy.HighsSolution()
            depart.col_value = list(self.valeurs)
            solveur.setSolution(depart)
        solveur.run()
        self._reste -= solveur.getRunTime()
        borne = solveur.getInfo().mip_dual_bound
        self.borne = borne if isfinite(borne) else 0.0
        trouve = solveur.getInfo().primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        return list(solveur.getSolution().col_value) if trouve else None


_INFINI = float("inf")
_PRECISION = 1e-3  # of what the solver says of a whole number
_MOITIE = 0.5
_PART = 0.6  # of the seconds that are left, what one solution may take
_AU_MOINS = 0.5  # seconds, whatever is left
_PRESQUE = 0.005  # how near to the best is enough for what only tells two equals apart, or is told as an order


def _suite(avant: range, de: Sequence[Any]) -> range:
    """The columns that come after others, one for each of `de`."""
    return range(avant.stop, avant.stop + len(de))


def _quarts(heures: Decimal, arrondi: str = ROUND_CEILING) -> int:
    return int((heures * QUARTS).to_integral_value(arrondi))


# --- what is told of it -----------------------------------------------------------------------------------------------


def _raconter(
    probleme: Probleme,
    modele: _Modele,
    possible: bool,
    effort_au_moins: float,
    conflits: tuple[tuple[Bloque, ...], ...],
    heures_en_plus: Mapping[str, Decimal],
) -> Programme:
    retenues = modele.retenues
    recit = _Recit(probleme, retenues)
    charges = tuple(
        Charge(expert, prises, probleme.heures[expert], heures_en_plus.get(expert, Decimal(0)))
        for expert, prises in recit.prises.items()
    )
    atteintes = tuple(
        Atteinte(
            un,
            un.deja[0] + len(recit.atteints[un.cible]),
            max(0, un.a_atteindre - len(recit.atteints[un.cible])),
            probleme.hors_d_atteinte(un),
        )
        for un in probleme.objectifs
    )
    communes = sum((probleme.forfaits.get(expert, Decimal(0)) for _, expert in recit.presences), Decimal(0))
    effort = sum((une.effort for une in retenues), communes)
    return Programme(
        possible=possible,
        choix=tuple(recit.choix()),
        atteintes=atteintes,
        charges=charges,
        conflits=conflits,
        effort=effort,
        effort_au_moins=min(effort, Decimal(ceil(effort_au_moins - _PRECISION)) / QUARTS),
        points=sum(une.points for une in retenues),
    )


class _Recit:
    """Why each option is retained or left, read off what was chosen."""

    def __init__(self, probleme: Probleme, retenues: frozenset[Option]) -> None:
        self._p = probleme
        self._retenues = retenues
        self.presences = frozenset(
            (une.contrat, expert) for une in retenues for expert, heures in une.heures.items() if heures
        )
        self.prises = {
            expert: sum((une.heures.get(expert, Decimal(0)) for une in retenues), Decimal(0))
            + sum((self._forfait(expert) for _, de in self.presences if de == expert), Decimal(0))
            for expert in probleme.heures
        }
        self.atteints = {
            un.cible: frozenset(
                une.contrat for une in retenues if une.contrat in un.contrats and une.action in un.actions
            )
            for un in probleme.objectifs
        }
        self._manquent = {un.cible for un in probleme.objectifs if len(self.atteints[un.cible]) < un.a_atteindre}
        self._epingles = {contrat for contrat, action in probleme.imposes if action is None}
        self._ailleurs = {un.cible: self._le_moins_ailleurs(un) for un in probleme.objectifs}

    def _forfait(self, expert: str) -> Decimal:
        return self._p.forfaits.get(expert, Decimal(0))

    def _de_plus(self, option: Option) -> Mapping[str, Decimal]:
        """The hours that an option, left so far, would cost each expert in addition."""
        return {
            expert: heures + (Decimal(0) if (option.contrat, expert) in self.presences else self._forfait(expert))
            for expert, heures in option.heures.items()
            if heures
        }

    def _cout(self, option: Option) -> Decimal:
        """What an option, left so far, would cost in addition."""
        seules = sum(option.heures.values(), Decimal(0))
        return option.effort + sum(self._de_plus(option).values(), Decimal(0)) - seules

    def _le_moins_ailleurs(self, objectif: Objectif) -> Decimal | None:
        """The least effort for which a contract that misses a target would reach it."""
        autres = [
            self._cout(une)
            for une in self._p.options
            if une not in self._retenues
            and self._p.libre(une)
            and une.action in objectif.actions
            and une.contrat in objectif.contrats
            and une.contrat not in self.atteints[objectif.cible]
        ]
        return min(autres, default=None)

    def choix(self) -> Iterator[Choix]:
        for une in self._p.options:
            yield self._retenu(une) if une in self._retenues else self._laisse(une)

    def _retenu(self, option: Option) -> Choix:
        cibles = tuple(un.cible for un in self._p.sert(option))
        ailleurs = [cout for cible in cibles if (cout := self._ailleurs[cible]) is not None]
        if self._p.impose(option):
            pourquoi = Pourquoi.IMPOSEE
        elif cibles:
            pourquoi = Pourquoi.SERT
        elif option.contrat in self._epingles:
            pourquoi = Pourquoi.CONTRAT_IMPOSE
        else:
            pourquoi = Pourquoi.SANS_EFFORT
        return Choix(option, pourquoi, cibles, ailleurs=min(ailleurs, default=None))

    def _laisse(self, option: Option) -> Choix:
        cibles = tuple(un.cible for un in self._p.sert(option))
        if self._p.exclut(option):
            return Choix(option, Pourquoi.EXCLUE, cibles)
        if option.intenable:
            return Choix(option, Pourquoi.INTENABLE, cibles)
        if not cibles:
            return Choix(option, Pourquoi.SANS_CIBLE)
        manquees = [cible for cible in cibles if cible in self._manquent and option.contrat not in self.atteints[cible]]
        if not manquees:
            return Choix(option, Pourquoi.ATTEINTE, cibles)
        courts = tuple(
            expert
            for expert, heures in self._de_plus(option).items()
            if self.prises.get(expert, Decimal(0)) + heures > self._p.heures.get(expert, Decimal(0))
        )
        return Choix(option, Pourquoi.HEURES, tuple(manquees), courts)


__all__ = [
    "Atteinte",
    "Bloque",
    "Charge",
    "Choix",
    "Objectif",
    "Option",
    "Pourquoi",
    "Probleme",
    "Programme",
    "programmer",
]
