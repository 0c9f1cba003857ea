"""How an indicator is made, as its fiche declares it: from which contracts, at which step of which action, or by whom it is entered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from knowledge.plan.tableau_de_bord import Genre


class Etape(StrEnum):
    """What a line (a contract and an action) has reached; `visee` is kept by the buyer (retenue) or targeted by the committee (ciblee)."""

    PROPOSEE = "proposee"
    VISEE = "visee"
    CIBLEE = "ciblee"
    INSCRITE = "inscrite"
    REALISEE = "realisee"
    ECARTEE = "ecartee"


class Trait(StrEnum):
    """What the law, official data and the engine itself may say of a contract: true, false, or nobody knows.

    A plan adds its own (`TraitDuPlan`); of any of them the committee may target a contract (`vise`).
    """

    ATTRIBUE = "attribue"
    CONCLU = "conclu"  # awarded, or ended without an award
    INFRUCTUEUX = "infructueux"
    FORMALISE = "formalise"
    ALLOTI = "alloti"
    RESERVE = "reserve"
    CIBLE = "cible"  # the committee targeted it, for some action
    RESPONSABLE = "responsable"  # at least one action was written into it
    ANTICIPE = "anticipe"  # thought of at least twelve months before its award
    CRITERE_ENVIRONNEMENTAL = "critere_environnemental"
    CONSIDERATION_ENVIRONNEMENTALE = "consideration_environnementale"
    CONSIDERATION_SOCIALE = "consideration_sociale"
    CLAUSE_INSERTION = "clause_insertion"
    AVANCE_BONIFIEE = "avance_bonifiee"
    SOUS_TRAITANCE = "sous_traitance"
    TPE_PME = "tpe_pme"  # so is its holder
    ESUS = "esus"  # its holder is an approved firm of social utility
    INSERTION_HANDICAP = "insertion_handicap"  # its holder employs disabled or disadvantaged workers


# What official data can only say one way, and never the contrary: a contract of which they are silent may well be the other.
SENS_UNIQUE: Mapping[str, bool] = {Trait.CLAUSE_INSERTION: False, Trait.ALLOTI: True}


VISE = "vise_"
# The engine, or the committee that decides it, always knows these.
TOUJOURS_CONNUS: frozenset[str] = frozenset({Trait.ATTRIBUE, Trait.CONCLU, Trait.CIBLE})


def peut_etre_inconnu(trait: str) -> bool:
    """Whether nobody may have said it of a contract: what the committee targets, it says here."""
    return trait not in TOUJOURS_CONNUS and not trait.startswith(VISE)


PUBLICATION, ATTRIBUTION = "publication", "attribution"


@dataclass(frozen=True, slots=True)
class TraitDuPlan:
    """What a plan says of a contract beyond the law: how it is told, and asked.

    `contrats` ends "contrats …"; `sujet` and `libelle` name it with and without an article; `question` holds `{achat}`, `encore`
    is the same one said shorter; `oui` and `non` tell the answer back. `si_vise`: it is asked only of what the committee
    targeted on that point. `genre` and `verbe` are its names in what is kept of questions and buttons.
    """

    id: str
    contrats: str
    sujet: str
    libelle: str
    moment: str
    si_vise: bool
    question: str
    encore: str
    oui: str
    non: str
    genre: str
    verbe: str


@dataclass(frozen=True, slots=True)
class Visee:
    """A point on which the committee may target a contract: `trait` is the one that is aimed at.

    `nom` and `pour` tell it, `ecrit` is how one writes it, `mots` are the words for it; `court` is its name in buttons.
    """

    trait: str
    nom: str
    pour: str
    ecrit: str
    mots: tuple[str, ...]
    court: str

    @property
    def id(self) -> str:
        """The trait of what is targeted so."""
        return f"{VISE}{self.trait}"


class Mesure(StrEnum):
    """A number that a contract has."""

    MONTANT_HT = "montant_ht"
    OFFRES = "offres"


class Fait(StrEnum):
    """What is done or not in a year."""

    COMITE_REUNI = "comite_reuni"
    TABLEAUX_FIGES = "tableaux_figes"


@dataclass(frozen=True, slots=True)
class Population:
    """Which contracts, or which lines (contract, action) when `action` or `lignes` is given.

    `lignes`: those of all actions. `traits` must all be true. Without anything: every contract that is followed.
    """

    action: int | None = None
    lignes: bool = False
    etape: Etape | None = None
    traits: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Calcul:
    """How a figure is computed. A share counts `de` among `dans`: what is not in `dans` is in neither.

    `mesure` is what is summed or averaged over `de`; with a share, its sum over `de` is divided by its sum over `dans`;
    `distinct`: departments are counted, not contracts; `saisie` is the entered figure that is divided by the number of
    contracts of `dans` (a mean); `cibles`: the share of the plan's targets that are reached; `accompagnements`: the share
    of the sessions planned for firms that took place; `objectif`: the entered figure that stands for the number of `dans`.
    `evolution`: it is the change over the years that is looked at. `lots`: each lot counts for one, where the lots of one
    consultation are one contract otherwise.
    """

    genre: Genre
    de: Population = field(default_factory=Population)
    dans: Population | None = None
    mesure: Mesure | None = None
    distinct: bool = False
    fait: Fait | None = None
    saisie: str | None = None
    objectif: str | None = None
    cibles: bool = False
    accompagnements: bool = False
    evolution: bool = False
    lots: bool = False

    @property
    def compte(self) -> str | None:
        """What is counted, one of `COMPTES`; None for what is no count of contracts."""
        if self.fait is not None or self.cibles or self.accompagnements:
            return None
        return LOTS if self.lots else CONTRATS

    @property
    def unite(self) -> str:
        """One of `UNITES`."""
        match self.genre:
            case Genre.PART:
                return "%"
            case Genre.FAIT:
                return "oui_non"
            case _:
                return "euros" if self.mesure is Mesure.MONTANT_HT else "nombre"


# A contract counts once whatever its lots; a lot counts once, as what one holder has.
COMPTES = CONTRATS, LOTS = ("contrats", "lots")
UNITES = ("%", "nombre", "euros", "heures", "jours", "kWh", "tCO2e", "annees", "note", "oui_non", "texte")
SANS_NOMBRE = frozenset({"oui_non", "texte"})
PLAFONDS: Mapping[str, Decimal] = {"%": Decimal(100), "note": Decimal(20)}


@dataclass(frozen=True, slots=True)
class Saisie:
    """What a pilot enters once a year: in which unit, between which bounds.

    `ensemble`: one figure for all buyers (a team's time, a common event) rather than one for each. `delai`: done or not,
    and whether in time. `id` is the name under which the figure is kept: several indicators may share it. `moyenne`: so
    many of a thing on average, which need not be whole, and of which a sum says nothing. `compte`: what is counted, one of
    `COMPTES`, where it is contracts or lots.
    """

    unite: str
    par: str
    ensemble: bool = False
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    aide: str | None = None
    delai: bool = False
    id: str = ""
    moyenne: bool = False
    compte: str | None = None


def mots_du_titre(titre: str, sauf: Iterable[str] = ()) -> tuple[str, ...]:
    """A title without its case and punctuation, nor the words of `sauf`: what two spellings of one title share.

    >>> mots_du_titre("Fait ou pas, dans les délais ou pas.", sauf=["ou"])
    ('fait', 'pas', 'dans', 'les', 'délais', 'pas')
    """
    return tuple(mot for mot in re.findall(r"[\w%]+", titre.casefold()) if mot not in sauf)


__all__ = [
    "ATTRIBUTION",
    "COMPTES",
    "CONTRATS",
    "LOTS",
    "PLAFONDS",
    "PUBLICATION",
    "SANS_NOMBRE",
    "SENS_UNIQUE",
    "TOUJOURS_CONNUS",
    "UNITES",
    "VISE",
    "Calcul",
    "Etape",
    "Fait",
    "Mesure",
    "Population",
    "Saisie",
    "Trait",
    "TraitDuPlan",
    "Visee",
    "mots_du_titre",
    "peut_etre_inconnu",
]
