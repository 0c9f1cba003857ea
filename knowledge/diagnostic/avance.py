"""The advance: what the plan proposes, and what the Code makes the least that is due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from knowledge.droit.qualification import ALLOTI, ASSIETTE, FERME, MINIMUM, completer, en_lots
from knowledge.plan.pack import Pack
from knowledge.regles.conditions import juger
from knowledge.regles.faits import Faits

CENTIME = Decimal("0.01")
POURCENT = Decimal("0.01")
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Avance:
    """Amounts in euros; None: not decided yet, 0: not due.

    `minimale_ht` and `bonifiee_ht` are shares of the amount before VAT, as the plan counts them. `legale_ttc` is the
    Code's minimum on `base_ttc` (the amount with VAT, brought down to twelve months), at `taux_pct`, with VAT assumed at
    `tva_pct`; `pme_ttc` is that minimum for an SME, `ccag_ttc` what an SME has instead where the contract refers to a CCAG
    and does not choose its option B, `plan_ttc` the plan's advance on the same base. The amounts
    with VAT of a contract divided in lots (`par_lot`) are never computed: each lot has its own, and is not known. Where
    `due` is None they are what would be due; where nobody spoke of lots (`lots_inconnus`), those of one contract.
    Sources: CCP R2191-3, R2191-7; order of 29 December 2022 (CCAG); SPASER action 17.
    """

    minimale_ht: Decimal | None
    bonifiee_ht: Decimal | None
    legale_ttc: Decimal | None
    base_ttc: Decimal | None
    pme_ttc: Decimal | None
    ccag_ttc: Decimal | None
    plan_ttc: Decimal | None
    taux_pct: Decimal
    taux_pme_pct: Decimal
    taux_ccag_pct: Decimal
    taux_plan_pct: Decimal
    tva_pct: Decimal
    prorata: bool
    par_lot: bool
    due: bool | None
    lots_inconnus: bool


def calculer_avance(pack: Pack, faits: Faits, jour: date) -> Avance:
    """The amounts of the advance for what is known of a contract."""
    faits = completer(pack, faits).faits
    du_plan = False if pack.avance_bonifiee is None else juger(pack.avance_bonifiee[1], faits)
    return chiffrer_avance(pack, faits, jour, due=juger(pack.avance_due, faits), du_plan=du_plan)


def chiffrer_avance(pack: Pack, faits: Faits, jour: date, *, due: bool | None, du_plan: bool | None) -> Avance:
    """The amounts, once it is known whether the Code and the plan's own conditions ask for an advance."""
    montant, duree = _periode(faits)
    par_lot = en_lots(faits)
    petit = faits.valeur("titulaire_moins_50_salaries")
    tva_pct = _valeur(pack, "tva_hypothese", jour)
    taux_pme_pct = _valeur(pack, "avance_taux_pme", jour)
    taux_ccag_pct = _valeur(pack, "avance_taux_ccag", jour)
    taux_pct = taux_pme_pct if petit else _valeur(pack, "avance_taux_min", jour)
    prorata_mois = _valeur(pack, "avance_prorata_mois", jour)
    prorata = duree is not None and duree > prorata_mois
    # The plan speaks of a share of the amount HT; beyond twelve months the Code's prorata makes that figure misleading.
    # Of a contract in lots it is their sum, which holds only where the whole is under the plan's ceiling.
    chiffrable = montant is not None and petit is True and duree is not None and not prorata
    chiffrable = chiffrable and (du_plan is True or not par_lot)

    base_ttc = legale_ttc = None
    if montant is not None and duree is not None and not par_lot:
        base_ttc = montant * (1 + tva_pct * POURCENT)
        if prorata:
            base_ttc = base_ttc * prorata_mois / duree
        base_ttc = _centimes(base_ttc)
    if due is False:
        legale_ttc = ZERO
    elif base_ttc is not None:
        # Not decided only for want of the length of a period: what would then be due.
        legale_ttc = _centimes(base_ttc * taux_pct * POURCENT)

    pme_ttc = ccag_ttc = None
    if legale_ttc and base_ttc is not None:
        pme_ttc, ccag_ttc = (_centimes(base_ttc * taux * POURCENT) for taux in (taux_pme_pct, taux_ccag_pct))
    plan = ZERO if pack.avance_bonifiee is None else pack.avance_bonifiee[0].taux_pct
    possible = False if petit is False else du_plan
    plan_ttc = _centimes(base_ttc * plan * POURCENT) if possible and base_ttc is not None else None
    bonifiee = ZERO if possible is False else None
    if possible and chiffrable and montant is not None:
        bonifiee = _centimes(montant * plan * POURCENT)
    minimale = ZERO if due is False else None
    if due is not False and chiffrable and montant is not None:
        minimale = _centimes(montant * taux_pme_pct * POURCENT)
    return Avance(
        minimale_ht=minimale,
        bonifiee_ht=bonifiee,
        legale_ttc=legale_ttc,
        base_ttc=base_ttc,
        pme_ttc=pme_ttc,
        ccag_ttc=ccag_ttc,
        plan_ttc=plan_ttc,
        taux_pct=taux_pct,
        taux_pme_pct=taux_pme_pct,
        taux_ccag_pct=taux_ccag_pct,
        taux_plan_pct=plan,
        tva_pct=tva_pct,
        prorata=prorata,
        par_lot=par_lot,
        due=due,
        lots_inconnus=ALLOTI not in faits and not par_lot,
    )


def additionner(ensemble: Avance, lots: Sequence[Avance]) -> Avance:
    """The advance of a contract in lots: the sum of theirs, where each of them is settled."""

    def somme(nom: str) -> Decimal | None:
        montants = [getattr(un, nom) for un in lots]
        return None if any(montant is None for montant in montants) else sum(montants, ZERO)

    return replace(
        ensemble,
        minimale_ht=somme("minimale_ht"),
        bonifiee_ht=somme("bonifiee_ht"),
        legale_ttc=somme("legale_ttc"),
        base_ttc=None,
        pme_ttc=None,
        ccag_ttc=None,
        plan_ttc=None,
        prorata=any(un.prorata for un in lots),
        par_lot=True,
    )


def _periode(faits: Faits) -> tuple[Decimal | None, Decimal | None]:
    """The amount and the months that the advance is computed on: a framework agreement's minimum, one firm period, or all."""
    duree = faits.valeur(FERME) or faits.valeur("duree_mois")
    if faits.valeur("accord_cadre") is True:
        return faits.valeur(MINIMUM), faits.valeur("duree_mois")
    return faits.valeur(ASSIETTE) or faits.valeur("montant_ht"), duree


def _valeur(pack: Pack, nom: str, jour: date) -> Decimal:
    return pack.seuils[nom].au(jour).valeur or ZERO


def _centimes(montant: Decimal) -> Decimal:
    return montant.quantize(CENTIME, ROUND_HALF_UP)
