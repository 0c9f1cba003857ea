"""How a committee rates contracts, as its pack writes it: weights, criteria, questions, the hours of each expert."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from knowledge.cad.seance import Force, Niveau
from knowledge.plan.pack import Portee
from knowledge.regles.conditions import Condition

# At so many questions does a side stop answering.
QUESTIONS_MAX = 6


class GenreDeQuestion(StrEnum):
    """What a question is answered with."""

    HEURES = "heures"
    CHOIX = "choix"
    OUI_NON = "oui_non"
    ACTIONS = "actions"
    TEXTE = "texte"


class Prerempli(StrEnum):
    """From what a question is answered beforehand, besides the answer of the last time."""

    HEURES_DES_ACTIONS = "heures_des_actions"  # the hours that the actions proposed cost this side
    ACTIONS_PROPOSEES = "actions_proposees"  # the actions proposed that this side follows
    TEMPS_RESTANT = "temps_restant"  # the choice that the months left before the award fall in
    RIEN = "rien"


@dataclass(frozen=True, slots=True)
class ChoixDeReponse:
    """One of the answers to a question: `niveau` is what it says of the criterion of the question."""

    id: str
    texte: str
    niveau: Niveau | None


@dataclass(frozen=True, slots=True)
class Question:
    """A question to one side about a contract; `critere` is what it rates, None when it only informs."""

    id: str
    texte: str
    genre: GenreDeQuestion
    prerempli: Prerempli
    critere: str | None
    choix: tuple[ChoixDeReponse, ...] = ()
    aide: str | None = None

    def choisi(self, identifiant: str) -> ChoixDeReponse | None:
        """One of its answers by its id."""
        return next((un for un in self.choix if un.id == identifiant), None)


@dataclass(frozen=True, slots=True)
class CritereDePertinence:
    """What adds points to actions of a contract that fulfils `quand`; to all of them when `actions` is empty.

    `phrase` says what the contract has; `court` names it in a line.
    """

    id: str
    phrase: str
    court: str
    points: int
    quand: Condition
    actions: frozenset[int]

    def porte_sur(self, action: int) -> bool:
        return not self.actions or action in self.actions


@dataclass(frozen=True, slots=True)
class Expert:
    """A service that rates: what it follows, the hours it has in a year for the contracts of the committee of each buyer.

    `forfait`: the hours that any contract costs it as soon as one of its actions is retained.
    """

    service: str
    actions: frozenset[int]
    heures: Mapping[str, Decimal]
    forfait: Decimal
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class CoutDAction:
    """The hours that an action costs on one contract: to the service that buys, and to each expert."""

    acheteur: Decimal
    experts: Mapping[str, Decimal]

    @property
    def total(self) -> Decimal:
        return self.acheteur + sum(self.experts.values(), Decimal(0))


@dataclass(frozen=True, slots=True)
class CibleServie:
    """A target of the plan and the actions that reach it on a contract of its population (`quand`)."""

    cible: str
    actions: frozenset[int]
    quand: Condition


@dataclass(frozen=True, slots=True)
class Seuil:
    """From how many points on something is `moyenne`, then `forte`."""

    moyenne: int
    forte: int

    def force(self, points: int) -> Force:
        """
        >>> [Seuil(3, 6).force(n) for n in (0, 3, 6)]
        [<Force.FAIBLE: 'faible'>, <Force.MOYENNE: 'moyenne'>, <Force.FORTE: 'forte'>]
        """
        if points >= self.forte:
            return Force.FORTE
        return Force.MOYENNE if points >= self.moyenne else Force.FAIBLE


@dataclass(frozen=True, slots=True)
class Bareme:
    """All of `cad.yaml`. `a_confirmer` says which of its figures nobody has decided yet: documents repeat it."""

    a_confirmer: str | None
    portees: Mapping[Portee, int]
    incertain: int  # what is taken off the points of an action that is not yet sure
    poids_des_actions: Mapping[int, int]
    poids_des_axes: Mapping[int, int]
    criteres: tuple[CritereDePertinence, ...]
    seuil_d_action: Seuil
    seuil_d_axe: Seuil
    seuil_de_contrat: Seuil
    questions: tuple[Question, ...]  # to the service that buys
    experts: Mapping[str, Expert]
    couts: Mapping[int, CoutDAction]
    cibles: tuple[CibleServie, ...]
    criteres_de_soutenabilite: Mapping[str, str]  # what each is called
    mois_tenables: int  # so many months before the award, there is time
    mois_intenables: int  # with fewer than that, there is not
    part_tenable: int  # percent of the year's hours of an expert that one contract may take
    part_intenable: int  # above, it may not

    def questions_de(self, auteur: str) -> tuple[Question, ...]:
        """What one side is asked; nothing when it is none of those that rate."""
        if auteur in self.experts:
            return self.experts[auteur].questions
        return self.questions
