"""What is judged together: all of a pack for a contract; of a contract in lots, what bears on the whole or on each lot."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from knowledge.regles.conditions import Condition
from knowledge.regles.decision import Decideur, Groupe

if TYPE_CHECKING:
    from knowledge.plan.pack import Conseil, Fiche, Obligation, Pack

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
class Ressort:
    """The rules, the obligations and the advice that are judged together; the keys of `conseils` are those of their groups.

    `lus`: what `knowledge.diagnostic.diagnostic` already read of an analysis.
    """

    fiches: tuple[Fiche, ...]
    obligations: tuple[Obligation, ...]
    conseils: tuple[tuple[Hashable, Fiche, Conseil], ...]
    decideur: Decideur
    lus: dict[tuple[int, ...], Any] = field(default_factory=dict, repr=False, compare=False)


def composer(
    pack: Pack, sur: Collection[PorteSur], qualifications: Mapping[str, Condition], avance_du_plan: Condition | None
) -> Ressort:
    """Gather what bears on these, and compile its conditions; the qualifications are told beside."""
    fiches = tuple(fiche for fiche in pack.fiches.values() if fiche.porte_sur in sur)
    obligations = tuple(loi for loi in pack.obligations if loi.porte_sur in sur)
    conseils = tuple(un for un in pack.conseils if un[2].porte_sur in sur)
    groupes = [
        Groupe(("action", fiche.numero), tuple(regle.quand for regle in fiche.regles))
        for fiche in fiches
        if fiche.regles
    ]
    groupes += [Groupe(("obligation", obligation.id), (obligation.quand,)) for obligation in obligations]
    a_cote = [Groupe(cle, (conseil.quand,)) for cle, _, conseil in conseils]
    a_cote += [
        Groupe(("signal", signal.nom, rang), (condition,))
        for fiche in fiches
        for signal in fiche.signaux
        for rang, (_, condition) in enumerate(signal.valeurs)
    ]
    a_cote += [Groupe(("qualification", nom), (quand,)) for nom, quand in qualifications.items()]
    if avance_du_plan is not None:
        a_cote.append(Groupe(AVANCE_DU_PLAN, (avance_du_plan,)))
    return Ressort(fiches, obligations, conseils, Decideur(pack.vocabulaire, groupes, a_cote))


__all__ = ["AVANCE_DUE", "AVANCE_DU_PLAN", "QUALIFICATIONS_DU_LOT", "RESERVABLE_ESS", "PorteSur", "Ressort", "composer"]
