"""A contract is judged with the legal values of the day its consultation is launched."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from knowledge.plan.pack import Pack


@pytest.mark.parametrize(
    ("nom", "nature", "jour", "valeur"),
    [
        ("dispense", "services", date(2026, 3, 31), 40000),
        ("dispense", "services", date(2026, 4, 1), 60000),
        ("dispense", "travaux", date(2026, 4, 1), 100000),
        ("profil_acheteur", None, date(2026, 3, 31), 40000),
        ("profil_acheteur", None, date(2026, 4, 1), 60000),
        ("formalise", "services", date(2023, 12, 31), 215000),
        ("formalise", "services", date(2025, 12, 31), 221000),
        ("formalise", "services", date(2026, 1, 1), 216000),
        ("formalise", "travaux", date(2025, 12, 31), 5538000),
        ("formalise", "travaux", date(2026, 1, 1), 5404000),
        ("donnees_essentielles", None, date(2026, 4, 1), 40000),
    ],
)
def test_value_of_the_day(pack: Pack, nom: str, nature: str | None, jour: date, valeur: int) -> None:
    assert pack.seuils[nom].au(jour).pour(nature) == Decimal(valeur)


def test_the_value_of_a_nature_that_is_not_known_is_not_known(pack: Pack) -> None:
    periode = pack.seuils["formalise"].au(date(2026, 1, 1))
    assert periode.pour(None) is None
    assert periode.valeurs(frozenset({"travaux", "services", "fournitures"})) == (Decimal(216000), Decimal(5404000))


def test_before_the_table_the_oldest_value_is_taken(pack: Pack) -> None:
    assert pack.seuils["ecrit"].au(date(2010, 1, 1)).valeur == Decimal(25000)


def test_a_value_is_sure_until_its_revision(pack: Pack) -> None:
    assert pack.seuils["formalise"].sur(date(2027, 12, 31))
    assert not pack.seuils["formalise"].sur(date(2028, 1, 1))
    assert not pack.seuils["tva_hypothese"].sur(date(2026, 1, 1))


@pytest.mark.parametrize(
    ("jour", "montant", "due"),
    [
        ("2026-03-31", 45000, True),
        ("2026-04-01", 45000, False),
        ("2026-03-31", "39999.99", False),
        ("2026-04-01", 60000, True),
        ("2026-04-01", "59999.99", False),
    ],
)
def test_direct_purchase_by_day(diagnostic: Any, jour: str, montant: Any, due: bool) -> None:
    trouve = diagnostic(nature="services", procedure="sans_publicite", montant_ht=montant, date_consultation=jour)
    assert ("achat_direct_seuil_atteint" in {o.obligation.id for o in trouve.obligations}) is due


@pytest.mark.parametrize(
    ("jour", "montant", "due"),
    [
        ("2025-12-31", 220999, False),
        ("2025-12-31", 221000, True),
        ("2026-01-01", 216000, True),
        ("2026-01-01", 215999, False),
    ],
)
def test_formalised_procedure_by_day(diagnostic: Any, jour: str, montant: int, due: bool) -> None:
    trouve = diagnostic(nature="fournitures", procedure="mapa", montant_ht=montant, date_consultation=jour)
    assert ("mapa_seuil_europeen_atteint" in {o.obligation.id for o in trouve.obligations}) is due


def test_the_advance_reads_the_rates_of_its_day(diagnostic: Any) -> None:
    trouve = diagnostic(nature="services", montant_ht=120000, duree_mois=12, date_consultation="2023-05-01")
    assert trouve.avance.taux_pct == Decimal(5)


def test_a_value_tells_since_when_it_is_and_what_it_took_the_place_of(pack):
    dispense = pack.seuils["dispense"]

    assert dispense.change(date(2026, 12, 2), "services") == (date(2026, 4, 1), Decimal(40000))
    assert dispense.change(date(2027, 2, 1), "services") == (date(2026, 4, 1), Decimal(40000))
    assert dispense.change(date(2026, 12, 2), "travaux") == (date(2022, 1, 1), None)
