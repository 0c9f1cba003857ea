"""The advance: what the plan proposes, and what the Code makes the least that is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from knowledge.conditions import juger, lire_condition
from knowledge.faits import Faits
from knowledge.pack import AvanceDuPlan, Pack

CENTIME = Decimal("0.01")
POURCENT = Decimal("0.01")
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Avance:
    """Amounts in euros; None: not decided yet, 0: not due.

    `minimale_ht` and `bonifiee_ht` are shares of the amount before VAT, as the plan counts them. `legale_ttc` is the
    Code's minimum on `base_ttc` (the amount with VAT, brought down to twelve months), at `taux_pct`, with VAT assumed at
    `tva_pct`. Sources: CCP R2191-3, R2191-7; SPASER action 17.
    """

    minimale_ht: Decimal | None
    bonifiee_ht: Decimal | None
    legale_ttc: Decimal | None
    base_ttc: Decimal | None
    taux_pct: Decimal
    tva_pct: Decimal
    prorata: bool


def calculer_avance(pack: Pack, faits: Faits, jour: date) -> Avance:
    """The three amounts of the advance for what is known of a contract."""
    valeur = {nom: seuil.au(jour).valeur or ZERO for nom, seuil in pack.seuils.items() if nom.startswith(("avance", "tva"))}
    montant = faits.valeur("montant_ht")
    duree = faits.valeur("duree_mois")
    petit = faits.valeur("titulaire_moins_50_salaries")
    tva_pct = valeur["tva_hypothese"]
    taux_pct = valeur["avance_taux_pme"] if petit else valeur["avance_taux_min"]
    due = _due(pack, faits)
    prorata = duree is not None and duree > valeur["avance_prorata_mois"]
    # The plan speaks of a share of the amount HT; beyond twelve months the Code's prorata makes that figure misleading.
    chiffrable = montant is not None and petit is True and duree is not None and not prorata

    base_ttc = legale_ttc = None
    if montant is not None and duree is not None:
        base_ttc = montant * (1 + tva_pct * POURCENT)
        if prorata:
            base_ttc = base_ttc * valeur["avance_prorata_mois"] / duree
        base_ttc = _centimes(base_ttc)
    if due is False:
        legale_ttc = ZERO
    elif due and base_ttc is not None and faits.valeur("accord_cadre") is not True:
        legale_ttc = _centimes(base_ttc * taux_pct * POURCENT)

    minimale = ZERO if due is False else None
    if due and chiffrable:
        minimale = _centimes(montant * valeur["avance_taux_pme"] * POURCENT)
    return Avance(
        minimale_ht=minimale,
        bonifiee_ht=_bonifiee(pack, faits, chiffrable=chiffrable),
        legale_ttc=legale_ttc,
        base_ttc=base_ttc,
        taux_pct=taux_pct,
        tva_pct=tva_pct,
        prorata=prorata,
    )


def _due(pack: Pack, faits: Faits) -> bool | None:
    conditions = ("montant_ht > seuil(avance_montant)", "duree_mois > seuil(avance_duree)", "nature != concession")
    avis = [juger(lire_condition(texte, pack.vocabulaire, pack.seuils), faits) for texte in conditions]
    return False if False in avis else None if None in avis else True


def _plan(pack: Pack) -> AvanceDuPlan | None:
    return next((fiche.avance for fiche in pack.fiches.values() if fiche.avance), None)


def _bonifiee(pack: Pack, faits: Faits, *, chiffrable: bool) -> Decimal | None:
    plan = _plan(pack)
    if plan is None:
        return ZERO
    sous_le_plafond = juger(lire_condition(f"montant_ht < {plan.plafond_ht}", pack.vocabulaire, pack.seuils), faits)
    marche = juger(lire_condition("nature != concession", pack.vocabulaire, pack.seuils), faits)
    if False in (sous_le_plafond, marche) or faits.valeur("titulaire_moins_50_salaries") is False:
        return ZERO
    if sous_le_plafond and marche and chiffrable:
        return _centimes(faits.valeur("montant_ht") * plan.taux_pct * POURCENT)
    return None


def _centimes(montant: Decimal) -> Decimal:
    return montant.quantize(CENTIME, ROUND_HALF_UP)
