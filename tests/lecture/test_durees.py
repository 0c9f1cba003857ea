"""Durations and dates in a free text."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from knowledge.lecture import Lecteur
from knowledge.regles.faits import Intervalle

from .test_montants import lu


@pytest.mark.parametrize(
    ("texte", "mois"),
    [
        ("24 mois", 24),
        ("3 ans", 36),
        ("deux ans et demi", 30),
        ("un an et demi", 18),
        ("2 ans et 6 mois", 30),
        ("travaux de 2,5 mois", "2.5"),
        ("1 an renouvelable 3 fois", 48),
        ("12 mois reconductibles trois fois", 48),
        ("1 an reconductible 3 fois par période d'un an", 48),
        ("6 mois renouvelable une fois 6 mois", 12),
        ("reconductible deux fois un an : 12 mois + 2 x 12 mois", 36),
        ("2 ans + 1 an + 1 an", 48),
        ("48 mois reconductions comprises", 48),
        ("1 an renouvelable 3 fois, soit 4 ans", 48),
        ("4 ans (1 an renouvelable 3 fois)", 48),
        ("3 ans non renouvelable", 36),
        ("deux ans fermes, on ne reconduit plus rien", 24),
        ("4 ans maximum", 48),
        ("du 1er janvier 2027 au 31 décembre 2029", 36),
        ("de janvier 2027 à juin 2027", 6),
        ("garantie 5 ans, contrat de 2 ans", 24),
    ],
)
def test_a_duration_counts_its_renewals(lecteur: Lecteur, aujourdhui: date, texte: str, mois: int | str) -> None:
    duree = lu(lecteur, texte, aujourdhui, "duree_mois")

    assert duree is not None
    assert duree.possible == Intervalle.point(Decimal(mois))


@pytest.mark.parametrize(
    "texte",
    [
        "garantie 2 ans",
        "2 ans de garantie",
        "livraison sous 6 semaines",
        "livraison 3 mois après commande",
        "délai de paiement 30 jours",
        "préavis de 3 mois",
        "enfants de 3 à 6 ans",
        "tous les 4 ans",
        "depuis 3 ans",
        "par an",
        "T2 2027",
        "marché 2018AN-13",
        "vacances du 5 au 20 juillet 2027",
    ],
)
def test_other_times_are_not_the_duration(lecteur: Lecteur, aujourdhui: date, texte: str) -> None:
    assert lu(lecteur, texte, aujourdhui, "duree_mois") is None


@pytest.mark.parametrize(
    ("texte", "possible"),
    [
        ("entre 12 et 24 mois", Intervalle(Decimal(12), Decimal(24))),
        ("2 ou 3 ans", Intervalle(Decimal(24), Decimal(36))),
        ("durée de moins de 4 ans", Intervalle(None, Decimal(48), haut_inclus=False)),
        ("3 ans renouvelable", Intervalle(Decimal(36), None)),
    ],
)
def test_a_duration_can_stay_open(lecteur: Lecteur, aujourdhui: date, texte: str, possible: Intervalle) -> None:
    duree = lu(lecteur, texte, aujourdhui, "duree_mois")

    assert duree is not None
    assert duree.possible == possible


@pytest.mark.parametrize(
    ("texte", "possible"),
    [
        ("attribution 03/2029", Intervalle.point(date(2029, 3, 1))),
        ("attribution prévue en mars", Intervalle.point(date(2027, 3, 1))),
        ("notification le 15/06/2028", Intervalle.point(date(2028, 6, 15))),
        ("attribution dans 6 mois", Intervalle.point(date(2027, 5, 24))),
        ("attribution au 2e trimestre 2028", Intervalle(date(2028, 4, 1), date(2028, 6, 30))),
    ],
)
def test_the_award_is_dated(lecteur: Lecteur, aujourdhui: date, texte: str, possible: Intervalle) -> None:
    attribution = lu(lecteur, texte, aujourdhui, "date_attribution")

    assert attribution is not None
    assert attribution.possible == possible


@pytest.mark.parametrize(
    "texte",
    ["fin du marché en mars 2028", "attribué en mars 2022", "critères d'attribution 2028", "livraison en mai 2027"],
)
def test_another_date_is_not_the_award(lecteur: Lecteur, aujourdhui: date, texte: str) -> None:
    assert lu(lecteur, texte, aujourdhui, "date_attribution") is None


@pytest.mark.parametrize(
    ("texte", "mois"),
    [
        ("le marché fait un an et on peut le reconduire deux fois", 36),
        ("on signe 1 an, on le reconduira peut-être 2 fois", 36),
        ("douze mois et il est possible de reconduire 3 fois", 48),
        ("ah non 4 ans, j'avais oublié la reconduction d'un an", 48),
        ("ça fait 5 ans, on n'avait pas compté le renouvellement de 2 ans", 60),
        ("donc 3 ans maxi, 75 600 HT", 36),
    ],
)
def test_renewals_told_in_a_sentence_are_counted_once(
    lecteur: Lecteur, aujourdhui: date, texte: str, mois: int
) -> None:
    duree = lu(lecteur, texte, aujourdhui, "duree_mois")

    assert duree is not None
    assert duree.possible == Intervalle.point(Decimal(mois))


@pytest.mark.parametrize(
    "texte", ["on n'en rachètera pas avant vingt ans", "rien avant 10 ans", "ça fait 20 ans qu'on le passe"]
)
def test_how_long_one_waits_to_buy_again_is_no_duration(lecteur: Lecteur, aujourdhui: date, texte: str) -> None:
    assert lu(lecteur, texte, aujourdhui, "duree_mois") is None
