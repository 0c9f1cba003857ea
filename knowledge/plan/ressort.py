"""What is judged together: all of a pack for a contract; of a contract in lots, what bears on the whole or on each lot."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from knowledge.regles.conditions import Condition
from knowledge.regles.decision import Decideur, Groupe

if TYPE_CHECKING:
    from knowledge.plan.pack import Conseil, Fiche, Obligation, Pack, Signal

# The group of the plan's own advance; the Code's is a qualification.
AVANCE_DUE = ("qualification", "avance_due")
AVANCE_DU_PLAN = ("avance", "plan")
# What the law calls a lot by itself: whether its advance is due, whether it may be reserved to the ESS.
RESERVABLE_ESS = ("qualification", "reservable_ess")
QUALIFICATIONS_DU_LOT = (AVANCE_DUE[1], RESERVABLE_ESS[1])


class PorteSur(StrEnum):
    """What a rule or an obligation is judged on: the whole contract, or each of its lots as a contract of its own."""

    MARCHE = "marche"
    LOT = "lot"


@dataclass(frozen=True, slots=True)
class Due:
    """A legal obligation that applies."""

    obligation: Obligation

    @property
    def a_confirmer(self) -> str | None:
        return self.obligation.a_confirmer


@dataclass(frozen=True, slots=True)
class Propose:
    """A piece of advice that fits the contract and is no rule of it."""

    fiche: Fiche
    conseil: Conseil


@dataclass(frozen=True, slots=True)
class Ressort:
    """The rules, the obligations and the advice that are judged together.

    `actions`, `lois`, `conseils` and `signaux` tell what is said where their groups apply, by their keys, in the author's
    order.
    """

    actions: Mapping[Hashable, Fiche]
    lois: Mapping[Hashable, Due]
    conseils: Mapping[Hashable, Propose]
    signaux: tuple[tuple[Signal, tuple[Hashable, ...]], ...]
    decideur: Decideur


def composer(
    pack: Pack, sur: Collection[PorteSur], qualifications: Mapping[str, Condition], avance_du_plan: Condition | None
) -> Ressort:
    """Gather what bears on these, and compile its conditions; the qualifications are told beside."""
    fiches = [fiche for fiche in pack.fiches.values() if fiche.porte_sur in sur]
    actions: dict[Hashable, Fiche] = {("action", fiche.numero): fiche for fiche in fiches if fiche.regles}
    lois: dict[Hashable, Due] = {("obligation", loi.id): Due(loi) for loi in pack.obligations if loi.porte_sur in sur}
    conseils = {cle: Propose(fiche, conseil) for cle, fiche, conseil in pack.conseils if conseil.porte_sur in sur}
    signaux = tuple(
        (signal, tuple(("signal", signal.nom, rang) for rang in range(len(signal.valeurs))))
        for fiche in fiches
        for signal in fiche.signaux
    )
    groupes = [Groupe(cle, tuple(regle.quand for regle in fiche.regles)) for cle, fiche in actions.items()]
    groupes += [Groupe(cle, (due.obligation.quand,)) for cle, due in lois.items()]
    a_cote = [Groupe(cle, (propose.conseil.quand,)) for cle, propose in conseils.items()]
    a_cote += [
        Groupe(cle, (condition,))
        for signal, cles in signaux
        for cle, (_, condition) in zip(cles, signal.valeurs, strict=True)
    ]
    a_cote += [Groupe(("qualification", nom), (quand,)) for nom, quand in qualifications.items()]
    if avance_du_plan is not None:
        a_cote.append(Groupe(AVANCE_DU_PLAN, (avance_du_plan,)))
    decideur = Decideur(pack.vocabulaire, groupes, a_cote, pack.enjeux)
    return Ressort(actions, lois, conseils, signaux, decideur)


__all__ = [
    "AVANCE_DUE",
    "AVANCE_DU_PLAN",
    "QUALIFICATIONS_DU_LOT",
    "RESERVABLE_ESS",
    "Due",
    "PorteSur",
    "Propose",
    "Ressort",
    "composer",
]
