"""What a dashboard holds: figures with their years, the steps of each action, the six targets, and what to know of it all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Genre(StrEnum):
    """How a figure is made; its unit follows from it, but for what a pilot enters."""

    PART = "part"  # %, of a population
    NOMBRE = "nombre"
    SOMME = "somme"
    MOYENNE = "moyenne"
    REPARTITION = "repartition"
    FAIT = "fait"  # done or not, in time or not
    SAISIE = "saisie"  # entered by a pilot


class Dashboard(StrEnum):
    """The two dashboards of action 3."""

    DEPLOIEMENT = "deploiement"  # the actions that the plan lists as such
    ACTIONS = "actions"  # the others


@dataclass(frozen=True, slots=True)
class Valeur:
    """A figure for one year and one buyer, or all of them together. All None: no data, which is not zero.

    `valeur` is in the unit of the figure. `numerateur` and `denominateur` are what a share was made of. Of `sur`
    contracts, `renseignes` say what the figure needs: the share is over those. `texte` is what a pilot wrote;
    `repartition` is (label, how many), the greatest first; `dans_les_delais` goes with what is done or not (valeur 1 or 0).
    `pourquoi`: why there is no data though some contracts say something, in words.
    """

    valeur: Decimal | None = None
    numerateur: Decimal | None = None
    denominateur: Decimal | None = None
    renseignes: int | None = None
    sur: int | None = None
    texte: str | None = None
    repartition: tuple[tuple[str, int], ...] = ()
    dans_les_delais: bool | None = None
    pourquoi: str | None = None

    @property
    def vide(self) -> bool:
        """Whether there is no data."""
        return self.valeur is None and self.texte is None and not self.repartition


VIDE = Valeur()
SANS_DIRECTION = ""


@dataclass(frozen=True, slots=True)
class Chiffre:
    """One indicator of one action, or one target, as a dashboard shows it.

    `cle` names it in addresses and snapshots ("8.part_clauses_insertion", "cible.critere_environnemental",
    "loi.achats_esus"). `unite` is "%", "nombre", "euros", "heures", "jours", "kWh", "tCO2e", "annees", "note",
    "oui_non" or "texte". `annees` is (year, value), oldest first, the year shown last. `par_acheteur` is of the year
    shown. The values of years that were frozen for the committee (`figees`) are those of their snapshots; `maintenant` is what
    that of the year shown would be today, None when it was not frozen. `par` is the service that enters it.
    `ouvrable`: there are contracts, or sessions for firms, behind it; `sur_quoi`: what it
    is known of, "contrats", "lots", "actions" or "cibles". `sens`: whether more is better (+1), worse (-1) or neither (0). `comparable`:
    the last two years can be: both are over where they are counts, and known of enough contracts.
    """

    cle: str
    titre: str
    famille: str  # "realisation", "effets", "cible" or "loi"
    genre: Genre
    unite: str
    annees: tuple[tuple[int, Valeur], ...]
    action: int | None = None
    par: str | None = None
    lecture: str | None = None  # how the title was read, where it leaves a doubt
    ouvrable: bool = False
    sens: int = 0
    sur_quoi: str = "contrats"
    par_acheteur: Mapping[str, Valeur] = field(default_factory=dict)
    figees: frozenset[int] = frozenset()
    maintenant: Valeur | None = None
    comparable: bool = True

    @property
    def valeur(self) -> Valeur:
        """That of the year shown."""
        return self.annees[-1][1]

    @property
    def avant(self) -> Valeur:
        """That of the year before."""
        return self.annees[-2][1] if len(self.annees) > 1 else VIDE

    @property
    def evolution(self) -> Decimal | None:
        """What was gained or lost since the year before, in the unit (points for a share); None without both years."""
        if not self.comparable or self.valeur.valeur is None or self.avant.valeur is None:
            return None
        return self.valeur.valeur - self.avant.valeur


@dataclass(frozen=True, slots=True)
class CibleSuivie:
    """A target of the plan: `chiffre` in %, what is aimed at by year, and what it takes to get there.

    `vise` is the target of the year shown, or else the next one; the last one after it. `manque_points`: points to go,
    0 when it is reached among those that say. `manque_contrats`: how many more of the contracts already counted it would
    take; `a_venir`: how many purchases of that year are still to conclude; None where nothing is known. `atteinte`: reached
    even if all those that say nothing were against, or not even if all were for; else None, nobody can tell yet.
    `passee`: the year is over, and nothing more can be won in it.
    """

    chiffre: Chiffre
    objectifs: Mapping[int, int]
    vise: int
    annee_visee: int
    manque_points: Decimal | None
    manque_contrats: int | None
    a_venir: int | None
    atteinte: bool | None = None
    passee: bool = False


@dataclass(frozen=True, slots=True)
class Entonnoir:
    """How many contracts reached each step of one action, the year shown. `visees`: kept by the buyer or targeted.

    Of those `inscrites`, `prouvees` by official data were proposed by no diagnosis.
    """

    action: int
    proposees: int = 0
    visees: int = 0
    inscrites: int = 0
    realisees: int = 0
    ecartees: int = 0
    prouvees: int = 0


@dataclass(frozen=True, slots=True)
class ASavoir:
    """One of the things to know, as a sentence already worded, and the figure that it is about."""

    phrase: str
    cle: str | None = None
    ton: str = "neutre"  # "bon", "mauvais", "neutre" or "manque"
    saisies: bool = False  # it is about figures that pilots have not entered yet


@dataclass(frozen=True, slots=True)
class Requete:
    """What is asked for: one of the dashboards, a year, and filters; None narrows nothing.

    `acheteur` is an id of the pack; a `direction` of "" is that of what has none (SANS_DIRECTION).
    """

    dashboard: Dashboard
    annee: int
    acheteur: str | None = None
    direction: str | None = None
    axe: int | None = None


@dataclass(frozen=True, slots=True)
class TableauDeBord:
    """A dashboard as it stood on a day. `contrats`: awarded that year, `achats`: followed that year in all.

    `a_savoir`: the three things to know. `saisies_attendues`: figures that a pilot has not entered yet.
    `fige_le`: the day of the snapshot of that year, if it was taken. `sans_acheteur`: of the purchases of all buyers
    together, those of which nobody said whose they are.
    """

    requete: Requete
    jour: date
    annees: tuple[int, ...]  # those for which there is something, oldest first
    contrats: int
    achats: int
    chiffres: tuple[Chiffre, ...]
    cibles: tuple[CibleSuivie, ...]
    entonnoirs: tuple[Entonnoir, ...]
    a_savoir: tuple[ASavoir, ...]
    saisies_attendues: int
    a_reparer: int
    fige_le: date | None = None
    sans_acheteur: int = 0

    def de(self, action: int) -> tuple[Chiffre, ...]:
        """The figures of one action, those of what is done before those of its effects."""
        return tuple(chiffre for chiffre in self.chiffres if chiffre.action == action)


__all__ = [
    "SANS_DIRECTION",
    "VIDE",
    "ASavoir",
    "Chiffre",
    "CibleSuivie",
    "Dashboard",
    "Entonnoir",
    "Genre",
    "Requete",
    "TableauDeBord",
    "Valeur",
]
