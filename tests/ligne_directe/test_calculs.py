"""What is worked out for firms, against the sums made by hand from the law and the plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.ligne_directe.calculs import Contexte, calculer
from knowledge.ligne_directe.entrees import Calcul


@pytest.fixture
def calcule(contexte):
    return lambda calcul, **faits: calculer(Calcul(calcul), faits, contexte)


def test_the_advance_of_the_plan_and_of_the_law(calcule):
    r = calcule("avance", montant_ht="120000", duree_mois="18", effectif=12)
    # 120 000 HT, 144 000 TTC, brought down to twelve months of eighteen: 96 000.
    assert (r.valeurs["plan"], r.valeurs["plan_ttc"], r.valeurs["legale_ttc"]) == (
        True,
        Decimal("28800.00"),
        Decimal("9600.00"),
    )
    assert r.valeurs["prorata"] is True
    assert r.manque == ()


@pytest.mark.parametrize(
    ("montant", "duree", "effectif", "plan", "due"),
    [
        ("214999.99", "6", 49, True, True),
        ("215000", "6", 49, False, True),
        ("100000", "6", 50, False, True),
        ("50000", "6", 10, True, False),
        ("50000.01", "2", 10, True, False),
        ("50000.01", "3", 10, True, True),
        ("300000", "1", 300, False, False),
    ],
)
def test_the_boundaries_of_the_advance(calcule, montant, duree, effectif, plan, due):
    r = calcule("avance", montant_ht=montant, duree_mois=duree, effectif=effectif)
    assert (r.valeurs["plan"], r.valeurs["due"]) == (plan, due)


def test_a_big_firm_has_the_least_rate_of_the_law(calcule):
    assert calcule("avance", montant_ht="100000", duree_mois="12", effectif=400).valeurs["legale_ttc"] == Decimal(
        "6000.00"
    )
    assert calcule("avance", montant_ht="100000", duree_mois="12", effectif=200).valeurs["legale_ttc"] == Decimal(
        "12000.00"
    )


def test_what_is_missing_is_asked_and_what_holds_is_said(calcule):
    r = calcule("avance", effectif=60)
    assert (r.manque, r.valeurs["plan"]) == (("montant_ht", "duree_mois"), False)
    assert calcule("avance").cas == ""
    unknown = calcule("avance", effectif=None, montant_ht=None, duree_mois=None)
    assert (unknown.cas, unknown.manque) == ("", ())


def test_interest_for_late_payment_is_at_least_eight_points(calcule, contexte):
    r = calcule("retards", facture_ttc="12000", retard_jours=45)
    assert r.valeurs["interets"] == Decimal("118.36")  # 12 000 x 8 % x 45 / 365
    assert r.valeurs["indemnite"] == 40
    with_bce = replace(contexte.ligne, taux_bce=Decimal("2.15"))
    known = calculer(Calcul.RETARDS, {"facture_ttc": "12000", "retard_jours": 45}, replace(contexte, ligne=with_bce))
    assert known.valeurs["interets"] == Decimal("150.16")  # 10.15 %
    assert calcule("retards", facture_ttc="12000", retard_jours=0).cas == "pas_de_retard"


@pytest.mark.parametrize(
    ("faits", "cas"),
    [
        ({"statut": "ea"}, "handicap"),
        ({"statut": "esat"}, "handicap"),
        ({"statut": "siae"}, "insertion"),
        ({"statut": "ess"}, "ess"),
        ({"statut": "ess", "objet_social": "oui"}, "ess_social"),
        ({"statut": "ess", "objet_social": "non"}, "ess_autre"),
        ({"statut": "aucun"}, "aucun"),
        ({}, ""),
    ],
)
def test_to_whom_reserved_contracts_are_open(calcule, faits, cas):
    assert calcule("reserve", **faits).cas == cas


@pytest.mark.parametrize(
    ("envoi", "jour", "pas_avant"),
    [("electronique", "2026-11-10", date(2026, 11, 21)), ("papier", "2026-02-20", date(2026, 3, 8))],
)
def test_the_contract_is_not_signed_before(calcule, envoi, jour, pas_avant):
    r = calcule("attente", procedure="formalisee", envoi=envoi, notification=jour)
    assert r.valeurs["pas_avant"] == pas_avant
    assert calcule("attente", procedure="adaptee").cas == "attente_adaptee"


@pytest.mark.parametrize(
    ("montant", "nature", "cas"),
    [
        ("59999.99", "services", "dispense"),
        ("60000", "services", "adaptee_libre"),
        ("90000", "services", "adaptee_nationale"),
        ("215999.99", "fournitures", "adaptee_nationale"),
        ("216000", "fournitures", "formalise"),
        ("99999.99", "travaux", "dispense"),
        ("100000", "travaux", "adaptee_nationale"),
        ("5404000", "travaux", "formalise"),
    ],
)
def test_the_procedure_for_an_amount(calcule, montant, nature, cas):
    assert calcule("procedure", montant_ht=montant, nature=nature).cas == cas


def test_what_was_announced_for_works_in_2027_is_to_be_confirmed(contexte):
    later = Contexte(contexte.pack, contexte.ligne, date(2027, 1, 2))
    said = [
        calculer(Calcul.PROCEDURE, {"montant_ht": m, "nature": "travaux"}, later).cas
        for m in ("99999", "120000", "140000")
    ]
    assert said == ["dispense", "dispense_a_confirmer", "adaptee_nationale"]


def test_the_rate_that_a_firm_says_is_used_and_is_an_answer_by_itself(calcule):
    r = calcule("retards", taux_bce_pct="2.4")
    assert (r.cas, r.valeurs["taux_pct"], r.manque) == ("taux", Decimal("10.4"), ("facture_ttc", "retard_jours"))
    r = calcule("retards", taux_bce_pct="2.4", facture_ttc="36500", retard_jours=10)
    assert (r.cas, r.valeurs["interets"]) == ("retards", 104)


def test_shares_of_an_amount(calcule, contexte):
    assert calcule("ca_minimum", montant_ht="80000").valeurs["maximum"] == 120_000
    earlier = Contexte(contexte.pack, contexte.ligne, date(2025, 6, 1))
    assert calculer(Calcul.CA_MINIMUM, {"montant_ht": "80000"}, earlier).valeurs["maximum"] == 160_000
    assert calcule("retenue", montant_ht="100000", effectif=10).valeurs["maximum_ttc"] == 3_600
    assert calcule("retenue", montant_ht="100000", pme="non").valeurs["maximum_ttc"] == 6_000
    ttc = calcule("retenue", montant_ttc="110000", effectif=15).valeurs
    assert (ttc["montant_ttc"], ttc["ttc_suppose"], ttc["maximum_ttc"]) == (110_000, False, 3_300)
    assert calcule("avenant", montant_ht="400000", nature="travaux").valeurs["maximum"] == 60_000
    assert calcule("avenant", montant_ht="4000000", nature="services").valeurs["maximum"] == 216_000


@given(
    st.decimals(1, 10_000_000, places=2),
    st.integers(1, 120),
    st.integers(0, 2_000),
)
def test_an_advance_is_never_more_than_the_price_nor_less_than_nothing(contexte, montant, duree, effectif):
    faits = {"montant_ht": str(montant), "duree_mois": str(duree), "effectif": effectif}
    valeurs = calculer(Calcul.AVANCE, faits, contexte).valeurs
    prix = montant * Decimal("1.2")
    for nom in ("plan_ttc", "legale_ttc"):
        assert valeurs[nom] is None or 0 <= valeurs[nom] <= prix


def test_an_amount_with_vat_is_brought_to_one_without_and_says_so(calcule):
    r = calcule("avance", montant_ttc="80000", duree_mois="14", effectif=6)
    assert (r.valeurs["plan_ttc"], r.valeurs["legale_ttc"], r.valeurs["montant_ht"]) == (20_571, 6_857, 66_667)
    assert calcule("avance", montant_ttc="100000", duree_mois="10", effectif=6).valeurs["plan_ttc"] == 30_000
    assert calcule("avance", montant_ttc="60000", duree_mois="10", effectif=6).valeurs["due"] is False
    assert calcule("ca_minimum", montant_ttc="120000").valeurs["maximum"] == 150_000
    invoice = calcule("retards", montant_ht="10000", taxe="ht", retard_jours=45)
    assert invoice.valeurs["facture_ttc"] == 12_000


def test_days_late_are_counted_from_the_receipt_and_the_payment(calcule):
    r = calcule("retards", facture_ttc="12000", reception="2026-08-15", paiement="2026-10-20")
    assert (r.valeurs["jours"], r.valeurs["ecart"]) == (36, 66)
    assert calcule("retards", reception="2026-10-01", paiement="2026-10-20").cas == "pas_de_retard"
    assert calcule("retards", facture_ttc="12000", reception="2026-08-15").manque == ("paiement",)


@pytest.mark.parametrize(
    ("faits", "sous_le_taux"),
    [
        ({"montant_ht": "150000", "avenant_montant": "20000"}, True),
        ({"montant_ht": "100000", "avenant_montant": "15000"}, False),
        ({"avenant_pct": "12"}, True),
        ({"avenant_pct": "15"}, False),
    ],
)
def test_a_change_is_compared_with_the_share_of_the_law(calcule, faits, sous_le_taux):
    r = calcule("avenant", nature="travaux", **faits)
    assert (r.cas, r.valeurs["sous_le_taux"], r.manque) == ("avenant_compare", sous_le_taux, ())


def test_a_turnover_is_compared_with_the_most_that_may_be_required(calcule):
    assert calcule("ca_minimum", montant_ht="200000", ca="400000", ca_de="exige").valeurs["trop"] is True
    assert calcule("ca_minimum", montant_ht="200000", ca="300000").valeurs["trop"] is False


def test_a_share_under_the_least_closes_a_reserved_contract(calcule):
    assert calcule("reserve", statut="esat", part_pct="48").cas == "part_insuffisante"
    assert calcule("reserve", statut="esat", part_pct="50").cas == "handicap"


def test_a_headcount_of_a_big_firm_is_no_sme(calcule):
    assert calcule("retenue", montant_ht="100000", effectif=300).valeurs["maximum_ttc"] == 6_000


def test_a_year_to_come_has_its_own_thresholds(calcule):
    r = calcule("procedure", montant_ht="120000", nature="travaux", annee=2027)
    assert (r.cas, r.valeurs["annee"]) == ("dispense_a_confirmer", 2027)


@pytest.mark.parametrize(
    ("faits", "total"),
    [
        ({"montant_ht": "40000", "lots": 3}, 120_000),
        ({"montant_ht": "50000", "par": "an", "duree_mois": "36"}, 150_000),
        ({"montant_ht": "20000", "par": "mois", "duree_mois": "12"}, 240_000),
        ({"montant_ht": "5000", "par": "trimestre", "duree_mois": "24"}, 40_000),
        ({"montant_ht": "50000", "par": "an", "duree_mois": "12", "reconductions": 3}, 200_000),
        ({"montant_ht": "64000", "termes": "59000 5000"}, 64_000),
    ],
)
def test_the_procedure_hangs_on_the_whole_and_says_what_was_added_up(calcule, faits, total):
    r = calcule("procedure", nature="services", **faits)
    assert (r.valeurs["montant_ht"], r.valeurs["total"].montant) == (total, total)


def test_what_cannot_be_added_up_is_asked(calcule):
    assert calcule("procedure", nature="services", montant_ht="50000", par="an").manque == ("duree_mois",)
    for cause in ("lots", "reconductions", "unite", "sommes"):
        r = calcule("procedure", nature="services", montant_ht="50000", a_totaliser=cause)
        assert (r.cas, r.manque) == ("a_totaliser", ("montant_ht",))


def test_an_advance_is_of_one_lot_and_of_the_whole_length(calcule):
    lot = calcule("avance", montant_ht="60000", lots=4, duree_mois="6", effectif=8)
    assert (lot.valeurs["montant_ht"], lot.valeurs["par_lot"], lot.valeurs["plan"]) == (60_000, True, True)
    years = calcule("avance", montant_ht="40000", par="an", duree_mois="48", effectif=8)
    # 160 000 HT, 192 000 TTC, brought down to twelve months of forty-eight: 48 000.
    assert (years.valeurs["montant_ht"], years.valeurs["plan_ttc"], years.valeurs["due"]) == (160_000, 14_400, True)
    assert calcule("avance", montant_ht="40000", par="an", effectif=8).manque == ("duree_mois",)


def test_a_rate_of_vat_that_is_said_is_used(calcule):
    r = calcule("avance", montant_ht="100000", tva_pct="10", duree_mois="6", effectif=8)
    assert (r.valeurs["plan_ttc"], r.valeurs["legale_ttc"], r.valeurs["tva_dite"]) == (33_000, 11_000, True)
    invoice = calcule("retards", facture_ht="10000", tva_pct="5.5", retard_jours=45)
    assert invoice.valeurs["facture_ttc"] == 10_550


def _entre(nom, bas, haut):
    return {nom: bas, f"{nom}_min": bas, f"{nom}_max": haut}


@pytest.mark.parametrize(
    ("calcul", "faits", "cas", "manque"),
    [
        ("procedure", {"nature": "travaux", **_entre("montant_ht", "30000", "40000")}, "dispense", ()),
        ("procedure", {"nature": "travaux", **_entre("montant_ht", "80000", "110000")}, "fourchette", ("montant_ht",)),
        ("procedure", {"nature": "services", **_entre("montant_ttc", "70000", "80000")}, "fourchette", ("montant_ht",)),
        ("avance", _entre("effectif", 45, 55), "fourchette", ("effectif", "montant_ht", "duree_mois")),
        ("avance", _entre("effectif", 30, 49), "avance", ("montant_ht", "duree_mois")),
        ("retenue", {"montant_ht": "100000", **_entre("effectif", 10, 20)}, "retenue", ()),
        ("retenue", {"montant_ht": "100000", **_entre("effectif", 200, 300)}, "fourchette", ("effectif",)),
    ],
)
def test_a_range_counts_when_both_its_ends_lead_to_the_same(calcule, calcul, faits, cas, manque):
    r = calcule(calcul, **faits)
    assert (r.cas, r.manque) == (cas, manque)


def test_interest_on_a_range_is_that_of_its_low_end(calcule):
    r = calcule("retards", retard_jours=60, **_entre("facture_ttc", "3000", "4000"))
    assert r.valeurs["interets"] == Decimal("39.45")


def test_two_ranges_are_tried_together(calcule):
    sizes = {**_entre("effectif", 10, 40), **_entre("montant_ht", "100000", "120000")}
    assert calcule("avance", duree_mois="6", **sizes).valeurs["plan"] is True
    assert calcule("avance", duree_mois="6", **sizes | _entre("montant_ht", "100000", "220000")).cas == "fourchette"


def test_dates_that_cannot_be_are_told(calcule):
    before = calcule("retards", facture_ttc="3000", reception="2026-10-12", paiement="2026-10-10")
    assert (before.cas, before.manque) == ("paye_avant", ("retard_jours",))
    assert calcule("retards", facture_ttc="3000", jour_impossible="31/02/2026").cas == "jour_impossible"
