"""Where an action of a purchase stands: what its steps say together, of the contract and of each of its lots."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_
from typing import Any

from storage.suivi.records import EtapeRecord, Pas

PROPOSEE, RETENUE, CIBLEE, INSCRITE, REALISEE, ECARTEE = (
    "proposee", "retenue", "ciblee", "inscrite", "realisee", "ecartee",
)  # fmt: skip
# No longer recommended, after a correction: what was decided of it falls.
RETIREE = "retiree"
# No longer aimed at by the committee; told not done, yet or after all; told not to be in the file, and aimed at by nobody.
DECIBLEE, REPRISE, ABSENTE = "deciblee", "reprise", "absente"
# Where a step comes from: what somebody answered or pressed, the committee, or official data.
PERSONNE, COMITE, REGISTRE = "personne", "comite", "registre"
# What a step says on its own; a purchase whose action was done has it written too.
_PAS = {
    PROPOSEE: Pas.PROPOSEE,
    CIBLEE: Pas.CIBLEE,
    INSCRITE: Pas.INSCRITE,
    REALISEE: Pas.INSCRITE | Pas.REALISEE,
    ABSENTE: Pas.PROPOSEE | Pas.DOSSIER_DIT,
}
_RANG = {
    RETIREE: 0, PROPOSEE: 1, RETENUE: 2, DECIBLEE: 3, CIBLEE: 4, ABSENTE: 5, ECARTEE: 6, INSCRITE: 7, REPRISE: 8, REALISEE: 9,
}  # fmt: skip


def _order(une: EtapeRecord) -> tuple[Any, ...]:
    said = (False, _RANG[une.etape]) if une.source == REGISTRE else (True, une.le)
    return (une.jour, *said, _RANG[une.etape], une.source, une.par)


def passage(etapes: Iterable[EtapeRecord], lots: Sequence[int] = ()) -> Pas:
    """What the steps of one action say of a contract, in whatever order they are given; `lots` are the numbers of its lots.

    Reached for one lot, a step is reached; the action is set aside when it is for every lot that it was proposed for.
    """
    dites = list(etapes)
    if not any(une.lots for une in dites):
        return _passage(dites)
    tous = set(lots) or {numero for une in dites for numero in une.lots}
    siens = [pas for numero in sorted(tous) if (pas := passage_du_lot(dites, numero))]
    reunis = reduce(or_, siens, Pas(0))
    return reunis if all(Pas.ECARTEE in pas for pas in siens) else reunis & ~Pas.ECARTEE


def passage_du_lot(etapes: Iterable[EtapeRecord], numero: int) -> Pas:
    """What they say of one lot: what is said of it, and of the whole contract."""
    return _passage(une for une in etapes if not une.lots or numero in une.lots)


def _passage(etapes: Iterable[EtapeRecord]) -> Pas:
    """What steps of one thing say together.

    The day decides; on one day, what official data prove comes first, whenever they were read, then what was said last;
    said at once, the step that goes furthest. Setting aside takes back that it was written or done, not that it was aimed
    at: a share counts what was given up among what was aimed at. An action is aimed at before it is written: kept
    afterwards, it was not.
    """
    pas = Pas(0)
    for une in sorted(etapes, key=_order):
        match une.etape:
            case "retiree":
                pas = Pas(0)
            case "ecartee":
                pas = (pas | Pas.PROPOSEE | Pas.ECARTEE) & ~(Pas.INSCRITE | Pas.REALISEE)
            case "proposee":
                pas |= Pas.PROPOSEE
            case "deciblee":
                pas &= ~Pas.CIBLEE
            case "reprise" if Pas.INSCRITE in pas:
                pas = (pas | Pas.EXECUTION_DITE) & ~Pas.REALISEE
            case "reprise":
                pass
            case "retenue":
                pas = (pas if Pas.INSCRITE in pas else pas | Pas.RETENUE) & ~Pas.ECARTEE
            case _:
                pas = (pas | _PAS[une.etape]) & ~Pas.ECARTEE
    return pas


__all__ = [
    "ABSENTE", "CIBLEE", "COMITE", "DECIBLEE", "ECARTEE", "INSCRITE", "PERSONNE", "PROPOSEE", "REALISEE", "REGISTRE", "REPRISE", "RETENUE",
    "RETIREE", "passage", "passage_du_lot",
]  # fmt: skip
