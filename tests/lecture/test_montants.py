"""Amounts in a free text, as points and as bounds."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from knowledge.lecture import Lecteur, Lu
from knowledge.regles.faits import Intervalle


def lu(lecteur: Lecteur, texte: str, aujourdhui: date, nom: str = "montant_ht") -> Lu | None:
    return next((lu for lu in lecteur.lire(texte, aujourdhui).lus if lu.nom == nom), None)


@pytest.mark.parametrize(
    ("texte", "euros"),
    [
        ("85k€ HT", 85_000),
        ("85 K€ ht", 85_000),
        ("85 000 € HT", 85_000),
        ("85\u00a0000\u202f€ HT", 85_000),
        ("85.000 euros hors taxes", 85_000),
        ("85 000,50 € H.T.", "85000.50"),
        ("1,2 M€ HT", 1_200_000),
        ("1.35M€HT", 1_350_000),
        ("2 millions d'euros HT", 2_000_000),
        ("un million et demi HT", 1_500_000),
        ("2 millions et demi d'euros HT sur deux ans et demi", 2_500_000),
        ("quatre-vingt-dix mille euros hors taxe", 90_000),
        ("septante-cinq mille euros HT", 75_000),
        ("90KE HT", 90_000),
        ("9 999 ht", 9_999),
        ("HT : 37 500", 37_500),
        ("lot 1 90 000 € HT et lot 2 10 000 € HT", 100_000),
        ("108 000 € TTC, TVA 20 %", 90_000),
        ("1 000 € HT par mois, 24 mois", 24_000),
        ("6 000 € HT par trimestre pendant 1 an", 24_000),
        ("2 lots de 45 000 € HT chacun", 90_000),
    ],
)
def test_an_amount_is_read(lecteur: Lecteur, aujourdhui: date, texte: str, euros: int | str) -> None:
    montant = lu(lecteur, texte, aujourdhui)

    assert montant is not None
    assert montant.possible == Intervalle.point(Decimal(euros))
    assert montant.sur


@pytest.mark.parametrize(
    "texte",
    [
        "85 000 €",
        "85 k€ sur 3 ans",
        "85 000 € TTC",
        "40 k€ HT par an",
        "90,000 € HT",
        "63000 Clermont-Ferrand",
        "seuil de 90 000 € HT",
        "4,50 € HT par repas",
        "pénalités de 500 € HT",
        "15 000 € HT la première année",
        "lot 2 : 30 000 € HT",
        "MOE, travaux estimés à 1,2 M€ HT",
        "80 000 € HT, 120 000 € HT",
        "groupes 2018-2019-2020",
        "poste HT/BT 20 000 V",
    ],
)
def test_nothing_is_decided(lecteur: Lecteur, aujourdhui: date, texte: str) -> None:
    assert lu(lecteur, texte, aujourdhui) is None


@pytest.mark.parametrize(
    ("texte", "possible"),
    [
        ("entre 60 et 80 k€ HT", Intervalle(Decimal(60_000), Decimal(80_000))),
        ("80 000 € HT ou 120 000 € HT", Intervalle(Decimal(80_000), Decimal(120_000))),
        ("60 à 80 k€ HT", Intervalle(Decimal(60_000), Decimal(80_000))),
        ("mini 20 000 maxi 80 000", Intervalle(Decimal(20_000), Decimal(80_000))),
        ("maxi 80 000", Intervalle(None, Decimal(80_000))),
        ("maxi 80 000 € TTC", Intervalle(None, Decimal(80_000))),
        ("ne dépassera pas 80 000 € HT", Intervalle(None, Decimal(80_000))),
        ("moins de 40 000 € HT", Intervalle(None, Decimal(40_000), haut_inclus=False)),
        ("plus de 90 000 € HT", Intervalle(Decimal(90_000), None, bas_inclus=False)),
        ("au moins 90 000 € HT", Intervalle(Decimal(90_000), None)),
        ("maximum annuel 20 000 € HT, 2 ans", Intervalle(None, Decimal(40_000))),
    ],
)
def test_a_range_or_a_ceiling_stays_open(lecteur: Lecteur, aujourdhui: date, texte: str, possible: Intervalle) -> None:
    montant = lu(lecteur, texte, aujourdhui)

    assert montant is not None
    assert montant.possible == possible


def test_a_range_without_ht_is_to_be_confirmed(lecteur: Lecteur, aujourdhui: date) -> None:
    montant = lu(lecteur, "entre 60 et 80 k€", aujourdhui)

    assert montant is not None
    assert not montant.sur


def test_an_amount_with_tax_and_no_rate_is_said(lecteur: Lecteur, aujourdhui: date) -> None:
    assert lecteur.lire("66 000 € TTC", aujourdhui).montants_ttc
    assert not lecteur.lire("66 000 € HT", aujourdhui).montants_ttc


def test_the_words_are_those_typed(lecteur: Lecteur, aujourdhui: date) -> None:
    montant = lu(lecteur, "Bonjour, environ 85\u202f000 € H.T. de mobilier", aujourdhui)

    assert montant is not None
    assert montant.mots == "85\u202f000 € H.T."
