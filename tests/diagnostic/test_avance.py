"""The amounts of the advance: the plan's 30 %, its floor, and the Code's minimum on the amount with VAT."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from knowledge.diagnostic.avance import calculer_avance
from knowledge.plan.pack import Pack
from knowledge.regles.faits import Intervalle

JOUR = date(2026, 11, 24)
ZERO = Decimal(0)


def test_worked_example_of_the_law(pack: Pack, contrat: Any) -> None:
    """droit.md: 120 000 € HT over 18 months; base 144 000 x 12/18 = 96 000 € TTC; 10 % for an SME is 9 600 €."""
    faits = contrat(nature="services", montant_ht=120000, duree_mois=18, titulaire_moins_50_salaries=True)
    avance = calculer_avance(pack, faits, JOUR)
    assert avance.prorata
    assert (avance.base_ttc, avance.taux_pct, avance.tva_pct) == (Decimal(96000), Decimal(10), Decimal(20))
    assert avance.legale_ttc == Decimal(9600)
    # Beyond twelve months the plan's shares of the amount before VAT would mislead.
    assert (avance.minimale_ht, avance.bonifiee_ht) == (None, None)


def test_up_to_12_months_the_base_is_the_whole_amount(pack: Pack, contrat: Any) -> None:
    faits = contrat(nature="travaux", montant_ht=80000, duree_mois=12, titulaire_moins_50_salaries=True)
    avance = calculer_avance(pack, faits, JOUR)
    assert not avance.prorata
    assert (avance.base_ttc, avance.legale_ttc) == (Decimal(96000), Decimal(9600))
    assert (avance.minimale_ht, avance.bonifiee_ht) == (Decimal(8000), Decimal(24000))


def test_a_holder_that_is_not_known_to_be_small_gets_the_lowest_rate(pack: Pack, contrat: Any) -> None:
    avance = calculer_avance(pack, contrat(nature="services", montant_ht=80000, duree_mois=12), JOUR)
    assert (avance.taux_pct, avance.legale_ttc) == (Decimal(5), Decimal(4800))
    assert (avance.minimale_ht, avance.bonifiee_ht) == (None, None)


@pytest.mark.parametrize(
    ("montant", "duree", "legale", "bonifiee"),
    [
        ("50000", "12", ZERO, Decimal(15000)),
        ("50000.01", "12", Decimal("6000.00"), Decimal("15000.00")),
        ("120000", "2", ZERO, Decimal(36000)),
        ("120000", "2.1", Decimal(14400), Decimal(36000)),
        ("214999.99", "6", Decimal("25800.00"), Decimal("64500.00")),
        ("215000", "6", Decimal(25800), ZERO),
    ],
)
def test_boundaries(pack: Pack, contrat: Any, montant: str, duree: str, legale: Decimal, bonifiee: Decimal) -> None:
    faits = contrat(
        nature="services", montant_ht=montant, duree_mois=duree, alloti=False, titulaire_moins_50_salaries=True
    )
    avance = calculer_avance(pack, faits, JOUR)
    assert (avance.legale_ttc, avance.bonifiee_ht) == (legale, bonifiee)


def test_not_due_is_zero_and_not_decided_is_nothing(pack: Pack, contrat: Any) -> None:
    concession = calculer_avance(pack, contrat(nature="concession", montant_ht=900000, duree_mois=60), JOUR)
    assert (concession.legale_ttc, concession.minimale_ht, concession.bonifiee_ht) == (ZERO, ZERO, ZERO)
    inconnue = calculer_avance(pack, contrat(), JOUR)
    assert (inconnue.legale_ttc, inconnue.minimale_ht, inconnue.bonifiee_ht, inconnue.base_ttc) == (
        None,
        None,
        None,
        None,
    )
    grand = calculer_avance(pack, contrat(nature="services", titulaire_moins_50_salaries=False), JOUR)
    assert grand.bonifiee_ht == ZERO


def test_at_most_50_000_is_already_decided(pack: Pack, contrat: Any) -> None:
    faits = contrat(nature="services").apprendre("montant_ht", Intervalle(None, Decimal(50000)))
    assert calculer_avance(pack, faits, JOUR).legale_ttc == ZERO


def test_the_advance_of_a_framework_agreement_is_not_computed_on_its_maximum(pack: Pack, contrat: Any) -> None:
    faits = contrat(nature="services", montant_ht=200000, duree_mois=12, accord_cadre=True)
    assert calculer_avance(pack, faits, JOUR).legale_ttc is None


def test_amounts_are_rounded_to_the_cent(pack: Pack, contrat: Any) -> None:
    faits = contrat(nature="services", montant_ht="100000.33", duree_mois=13, titulaire_moins_50_salaries=True)
    avance = calculer_avance(pack, faits, JOUR)
    assert avance.base_ttc == Decimal("110769.60")
    assert avance.legale_ttc == Decimal("11076.96")
