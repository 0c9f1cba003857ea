"""The cotation of a contract: *pertinence* from rules and facts, *soutenabilité* from what each side answers.

They are two axes and stay so; each score is a sum or a worst case that can be recounted by hand from its reasons.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal

from knowledge.cad.bareme import Bareme, Question
from knowledge.cad.seance import ContratDeSeance, Cotation, Pertinence, Reponse, Valeur
from knowledge.plan.pack import Pack


def pertinence(pack: Pack, bareme: Bareme, contrat: ContratDeSeance) -> Pertinence:
    """What a contract can bring, per action and per axis, with its reasons."""
    raise NotImplementedError


def experts_concernes(bareme: Bareme, contrat: ContratDeSeance) -> tuple[str, ...]:
    """The experts of whom some action proposed costs hours: these alone are asked."""
    raise NotImplementedError


def prerempli(
    bareme: Bareme,
    contrat: ContratDeSeance,
    auteur: str,
    question: Question,
    jour: date,
    derniere_fois: Mapping[str, Valeur] | None = None,
) -> Valeur | None:
    """What a question would be answered: as last time where it still can be, else from the diagnosis and the calendar.

    `derniere_fois`: the answers of that side, by question, for this contract or the one that it replaces.
    """
    raise NotImplementedError


def coter(pack: Pack, bareme: Bareme, contrat: ContratDeSeance, reponses: Collection[Reponse], jour: date) -> Cotation:
    """The whole rating of a contract on one day; of several answers to one question by one side, the last counts."""
    raise NotImplementedError


def heures(bareme: Bareme, actions: Collection[int], expert: str) -> Decimal:
    """The hours that these actions on one contract cost an expert, its lump sum included."""
    raise NotImplementedError


__all__ = ["coter", "experts_concernes", "heures", "pertinence", "prerempli"]
