"""Advice on the division in lots itself: which could be reserved, which are small, which the law lets pass apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from enum import StrEnum

from knowledge.diagnostic.diagnostic import Diagnostic, DiagnosticLot
from knowledge.droit.qualification import MONTANT
from knowledge.plan.declaration import Trait
from knowledge.plan.ressort import RESERVABLE_ESS
from knowledge.regles.conditions import valeurs_possibles
from knowledge.regles.decision import Verdict
from knowledge.regles.faits import Intervalle
from knowledge.regles.seuils import Seuil

RESERVATION, AUCUNE = "reservation", "aucune"
LIMITE = "petits_lots_cumul"
# The plan gives no figure of a very small lot. Reading: what the law lets be bought directly is within reach of the smallest firms.
MICRO = "dispense_acquise"
CENT, DIXIEME, RIEN = Decimal(100), Decimal("0.1"), Decimal(0)


class Voie(StrEnum):
    """What the law lets small lots do that the whole may not. Sources: CCP R2123-1 (2°), R2122-8."""

    PROCEDURE_ADAPTEE = "procedure_adaptee"
    SANS_CONCURRENCE = "sans_concurrence"


# The threshold that each small lot stays under, and the qualification by which the whole may not do the same.
SEUILS = {
    Voie.PROCEDURE_ADAPTEE: ("petit_lot", "procedure_formalisee_due"),
    Voie.SANS_CONCURRENCE: ("dispense_acquise", "achat_direct_exclu"),
}


@dataclass(frozen=True, slots=True)
class PetitsLots:
    """Lots that may pass otherwise than the whole, as many as the limit lets.

    `sur` False: only if the whole may not do so, which another fact still decides. `cumul` is their amount out of `total`, `part_pct` their share, at most `limite_pct`; `exact` False: some amounts are
    intervals or unknown, the share is at most that. `au_dela`: lots as small, which would pass the limit with them;
    `part_de_tous_pct` is the share of all of them.
    """

    voie: Voie
    lots: tuple[int, ...]
    au_dela: tuple[int, ...]
    plafonds: tuple[Decimal, ...]
    cumul: Decimal
    total: Decimal
    part_pct: Decimal
    part_de_tous_pct: Decimal
    limite_pct: Decimal
    exact: bool
    sur: bool


@dataclass(frozen=True, slots=True)
class Allotissement:
    """Lots by number. `reservables`: those that the plan asks to consider reserving, `a_l_ess` those among them which a condition
    of the law lets go to the ESS; `reserves` are already; `micro`: within reach of the smallest firms.
    """

    reservables: tuple[int, ...]
    a_l_ess: tuple[int, ...]
    reserves: tuple[int, ...]
    micro: tuple[int, ...]
    petits_lots: tuple[PetitsLots, ...]

    def voies(self, numero: int) -> tuple[Voie, ...]:
        """What that lot may do and the whole may not."""
        return tuple(une.voie for une in self.petits_lots if numero in une.lots)


def conseiller_l_allotissement(diagnostic: Diagnostic) -> Allotissement | None:
    """What can be advised on the lots of a contract; None when it has none."""
    if not diagnostic.lots:
        return None
    reserves = [un for un in diagnostic.lots if est_reserve(un)]
    reservables = [un for un in diagnostic.lots if not est_reserve(un) and _est_reservable(un)]
    return Allotissement(
        reservables=_numeros(reservables),
        a_l_ess=_numeros([un for un in reservables if _verdict_ess(un).s_applique]),
        reserves=_numeros(reserves),
        micro=_numeros([un for un in diagnostic.lots if _sous(diagnostic.pack.seuils[MICRO], un)]),
        petits_lots=tuple(
            petits for voie in Voie if (petits := _petits_lots(diagnostic, voie, diagnostic.lots)) is not None
        ),
    )


def _numeros(lots: Sequence[DiagnosticLot]) -> tuple[int, ...]:
    return tuple(un.lot.numero for un in lots)


def est_reserve(un: DiagnosticLot) -> bool:
    """Whether it was said that the lot is reserved, to whomever."""
    return RESERVATION in un.faits and AUCUNE not in un.faits[RESERVATION].possibles  # type: ignore[union-attr]


def _est_reservable(un: DiagnosticLot) -> bool:
    return any(Trait.RESERVE in une.fiche.etablit for une in un.recommandations)


def _verdict_ess(un: DiagnosticLot) -> Verdict:
    return un.ressort.decideur.analyser_a_cote(un.etat)[RESERVABLE_ESS].verdict


def _montant(un: DiagnosticLot) -> Intervalle:
    montant = un.faits[MONTANT]
    assert isinstance(montant, Intervalle)
    return montant


def _haut(un: DiagnosticLot) -> Decimal:
    haut = _montant(un).haut
    assert isinstance(haut, Decimal)
    return haut


def _bas(un: DiagnosticLot) -> Decimal:
    bas = _montant(un).bas
    return bas if isinstance(bas, Decimal) else RIEN


def _sous(seuil: Seuil, un: DiagnosticLot) -> bool:
    """Whether the lot surely stays under that threshold of the day, whatever its nature."""
    montant = _montant(un)
    valeur = min(valeurs_possibles(seuil, un.juges), default=RIEN)
    if not isinstance(montant.haut, Decimal):
        return False
    return montant.haut < valeur or (montant.haut == valeur and not montant.haut_inclus)


def _petits_lots(diagnostic: Diagnostic, voie: Voie, lots: Sequence[DiagnosticLot]) -> PetitsLots | None:
    """The smallest lots first, as many as the limit lets: so the most lots pass."""
    nom, empeche = SEUILS[voie]
    exact = all(_montant(un).seule is not None for un in lots)
    empechee = diagnostic.qualification.verdicts[empeche]
    if empechee is False or (empechee is None and not exact):
        return None
    seuil = diagnostic.pack.seuils[nom]
    petits = sorted((un for un in lots if _sous(seuil, un)), key=_haut)
    limite = next(iter(valeurs_possibles(diagnostic.pack.seuils[LIMITE], diagnostic.juges)))
    # The share only grows with each one more.
    tout = _au_moins(diagnostic)
    combien = sum(_tient(petits[: rang + 1], lots, tout, limite) for rang in range(len(petits)))
    retenus = petits[:combien]
    if not petits:
        return None
    cumul, total = _part(retenus, lots, tout)
    de_tous, avec_tous = _part(petits, lots, tout)
    return PetitsLots(
        voie=voie,
        lots=tuple(sorted(_numeros(retenus))),
        au_dela=tuple(sorted(_numeros(petits[combien:]))),
        plafonds=tuple(sorted({valeur for un in petits for valeur in valeurs_possibles(seuil, un.juges)})),
        cumul=cumul,
        total=total,
        part_pct=_en_pct(cumul, total, limite),
        part_de_tous_pct=_en_pct(de_tous, avec_tous, limite),
        limite_pct=limite,
        exact=exact,
        sur=empechee is True,
    )


def _au_moins(diagnostic: Diagnostic) -> Decimal:
    """What the whole is told to cost at least: some of its lots may not be told yet."""
    montant = diagnostic.faits.connus().get(MONTANT)
    return montant.bas if isinstance(montant, Intervalle) and isinstance(montant.bas, Decimal) else RIEN


def _part(petits: Sequence[DiagnosticLot], lots: Sequence[DiagnosticLot], tout: Decimal) -> tuple[Decimal, Decimal]:
    """What those lots weigh at most, and the whole when they do, never under what it is told to cost."""
    siens = set(_numeros(petits))
    cumul = sum([_haut(un) for un in petits], RIEN)
    return cumul, max(tout, cumul + sum([_bas(un) for un in lots if un.lot.numero not in siens], RIEN))


def _tient(petits: Sequence[DiagnosticLot], lots: Sequence[DiagnosticLot], tout: Decimal, limite: Decimal) -> bool:
    cumul, total = _part(petits, lots, tout)
    return cumul * CENT <= limite * total


def _en_pct(cumul: Decimal, total: Decimal, limite: Decimal) -> Decimal:
    """A share to the tenth, which never rounds down to the limit what passes it."""
    if not total:
        return RIEN
    passe = cumul * CENT > limite * total
    return (cumul * CENT / total).quantize(DIXIEME, ROUND_CEILING if passe else ROUND_HALF_UP)


__all__ = ["Allotissement", "PetitsLots", "Voie", "conseiller_l_allotissement", "est_reserve"]
