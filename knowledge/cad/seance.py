"""A session of the committee as plain records: its contracts, what each is rated, what was decided, and the year before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from knowledge.plan.pack import Portee
from knowledge.regles.faits import Faits

# Who rates a contract: the service that buys it, and each expert by the id of its service in the pack.
ACHETEUR = "acheteur"

# What a question may be answered: a number of hours, the id of a choice, yes or no, the actions ticked, words.
Valeur = Decimal | str | bool | tuple[int, ...]


class Niveau(StrEnum):
    """How well an action can be carried through, by one criterion; from best to worst."""

    TENABLE = "tenable"
    SOUS_CONDITION = "sous_condition"
    INTENABLE = "intenable"


class Force(StrEnum):
    """How much a contract, or one action of it, can bring; from least to most."""

    FAIBLE = "faible"
    MOYENNE = "moyenne"
    FORTE = "forte"


class Issue(StrEnum):
    """What the committee decided of a contract."""

    RETENU = "retenu"
    ECARTE = "ecarte"
    REPORTE = "reporte"


class Sort(StrEnum):
    """What became of an action that was decided, a year later; the furthest step that was said. `INCONNU`: nobody said."""

    INCONNU = "inconnu"
    INSCRITE = "inscrite"
    REALISEE = "realisee"
    ECARTEE = "ecartee"


@dataclass(frozen=True, slots=True)
class ActionProposee:
    """An action that the diagnosis of the contract proposes; `sure` is False where `manque` could still change it.

    `phrase` is why, in the words of its rule.
    """

    action: int
    portee: Portee
    sure: bool
    phrase: str
    manque: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ContratDeSeance:
    """A contract that the committee looks at: what is known of it, and what its diagnosis proposes.

    `echeance` is the planned award of the next contract; `faits` are those of the diagnosis, presumed ones included;
    `ajoute`: it is there because somebody added it, not by its date.
    """

    marche_id: int
    objet: str
    acheteur: str
    echeance: date | None
    faits: Faits
    proposees: tuple[ActionProposee, ...] = ()
    direction: str | None = None
    montant_ht: Decimal | None = None
    duree_mois: int | None = None
    titulaire: str | None = None
    achat_id: int | None = None
    ajoute: bool = False

    @property
    def actions(self) -> tuple[int, ...]:
        """The numbers of what is proposed."""
        return tuple(une.action for une in self.proposees)


@dataclass(frozen=True, slots=True)
class Reponse:
    """What one side answered to one question about one contract; the last that was said counts."""

    marche_id: int
    auteur: str
    question: str
    valeur: Valeur
    par: str
    le: datetime


@dataclass(frozen=True, slots=True)
class Motif:
    """A reason of a score: the criterion of the pack by its id, what it gave, and what it is called."""

    critere: str
    points: int
    phrase: str


@dataclass(frozen=True, slots=True)
class PertinenceDAction:
    """What an action can bring to a contract: its points are the sum of its reasons, times `poids`, the weight of the action."""

    action: int
    points: int
    force: Force
    poids: int
    motifs: tuple[Motif, ...]
    sure: bool


@dataclass(frozen=True, slots=True)
class PertinenceDAxe:
    """What a contract can bring to an axis of the plan: the points of its actions there, times `poids`, the weight of the axis."""

    axe: int
    points: int
    force: Force
    poids: int
    actions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Pertinence:
    """What a contract can bring to the plan, by rules and facts alone."""

    points: int
    force: Force
    actions: tuple[PertinenceDAction, ...]
    axes: tuple[PertinenceDAxe, ...]

    def de(self, action: int) -> PertinenceDAction | None:
        """What is said of one action; None when it is not proposed."""
        return next((une for une in self.actions if une.action == action), None)


@dataclass(frozen=True, slots=True)
class Critere:
    """A criterion of the soutenabilité as one side rates it: `valeur` as it was answered or reckoned.

    `texte` says the answer as the pack words it; `repondu`: somebody said so, else it is what the pack and the calendar
    let suppose. `sur`: of hours, how many there are in the year.
    """

    critere: str
    niveau: Niveau | None
    valeur: Valeur | None
    repondu: bool
    texte: str | None = None
    sur: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Soutenabilite:
    """Whether one side can carry the contract through: as well as its weakest criterion, never their average."""

    auteur: str
    criteres: tuple[Critere, ...]

    @property
    def niveau(self) -> Niveau | None:
        """The worst of its criteria; None while none is known."""
        ordre = list(Niveau)
        connus = [un.niveau for un in self.criteres if un.niveau is not None]
        return max(connus, key=ordre.index, default=None)

    @property
    def repondue(self) -> bool:
        """Whether that side answered anything."""
        return any(un.repondu for un in self.criteres)


@dataclass(frozen=True, slots=True)
class Ecart:
    """What the sides do not answer alike: a criterion, with each one's level by author, or an `action`, possible for some alone."""

    critere: str
    niveaux: Mapping[str, Niveau]
    action: int | None = None


@dataclass(frozen=True, slots=True)
class Cotation:
    """The rating of a contract: what it can bring beside whether it can be carried through, never one figure of both.

    `attendus`: who has still to answer; `intenables`: the actions that some side did not hold possible, and who;
    `remarques`: what each side wrote to the committee.
    """

    marche_id: int
    pertinence: Pertinence
    soutenabilites: tuple[Soutenabilite, ...]
    ecarts: tuple[Ecart, ...]
    attendus: tuple[str, ...]
    intenables: Mapping[int, tuple[str, ...]]
    remarques: Mapping[str, str]

    def de(self, auteur: str) -> Soutenabilite | None:
        """What one side says; None when it is not concerned."""
        return next((une for une in self.soutenabilites if une.auteur == auteur), None)


@dataclass(frozen=True, slots=True)
class Decision:
    """What the committee decided of a contract: which actions and points (`vises`) it aims at, or why not, or until when."""

    marche_id: int
    issue: Issue
    par: str
    le: datetime
    actions: tuple[int, ...] = ()
    vises: tuple[str, ...] = ()
    motif: str | None = None
    reporte_au: date | None = None


@dataclass(frozen=True, slots=True)
class SuiteDAction:
    """What became of an action that the committee decided: how far it went, and why it was set aside."""

    action: int
    sort: Sort
    motif: str | None = None
    jour: date | None = None


@dataclass(frozen=True, slots=True)
class LigneDeRevue:
    """A contract of the session of the year before, what was decided of it and what became of each action."""

    objet: str
    decision: Decision
    suites: tuple[SuiteDAction, ...] = ()
    attribue: bool | None = None


@dataclass(frozen=True, slots=True)
class Revue:
    """The review of the session before: of which day, and its contracts."""

    jour: date
    lignes: tuple[LigneDeRevue, ...]


@dataclass(frozen=True, slots=True)
class Seance:
    """A session of a buyer's committee. `tenue`: its minutes say that it met."""

    acheteur: str
    jour: date
    contrats: tuple[ContratDeSeance, ...]
    reponses: tuple[Reponse, ...] = ()
    decisions: tuple[Decision, ...] = ()
    presents: tuple[str, ...] = ()
    tenue: bool = False
    revue: Revue | None = None
