"""The firm period: what binds before any renewal, and what is never one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from knowledge.lecture import Lecteur
from knowledge.regles.faits import Intervalle

from .test_montants import lu


@pytest.mark.parametrize(
    ("texte", "mois", "fermes"),
    [
        ("nettoyage des vitres, 1 an renouvelable 3 fois", 48, 12),
        ("un an ferme puis 3 reconductions", 48, 12),
        ("2 ans + 2 fois 1 an", 48, 24),
        ("12 mois reconductible tacitement trois fois", 48, 12),
        ("assurance des véhicules, 4 ans fermes", 48, 48),
        ("entretien des ascenseurs, 3 ans non renouvelable", 36, 36),
        ("trois ans, sans tacite reconduction", 36, 36),
        ("un an ferme, reconductible 3 fois un an", 48, 12),
        ("4 ans (1 an renouvelable 3 fois)", 48, 12),
        ("1 an renouvelable 3 fois, soit 4 ans maximum", 48, 12),
        ("1 an reconductible dans la limite de 4 ans", 48, 12),
        ("durée ferme de 24 mois, deux reconductions de 12 mois", 48, 24),
        ("marché de 48 mois dont 24 mois fermes", 48, 24),
        ("période initiale de 12 mois, reconductible tacitement 2 fois pour la même durée", 36, 12),
        ("durée totale 4 ans : 2 ans fermes + 2 reconductions d'un an", 48, 24),
        ("durée: 36 mois (12 mois fermes + 2 reconductions de 12 mois)", 36, 12),
        ("reconductible deux fois un an : 12 mois + 2 x 12 mois", 36, 12),
        ("1+1+1+1 an", 48, 12),
        ("1 an + 1 an + 1 an", 36, 12),
        ("2 ans ferme + 1 + 1", 48, 24),
        ("le contrat court 18 mois fermes puis se renouvelle deux fois par périodes de 6 mois", 30, 18),
        ("nettoyage, ferme 1 an, puis 2 reconductions de 6 mois", 24, 12),
        ("6 mois renouvelable une fois 6 mois", 12, 6),
        ("un an, renouvelable deux fois, 20 000 € HT par an", 36, 12),
        ("Marché conclu pour une première période de 2 ans, puis reconduit 1 fois pour 2 ans", 48, 24),
        ("location de copieurs, 4 ans incompressibles", 48, 48),
        ("nettoyage 36 mois, 12 mois fermes et 24 mois en reconduction", 36, 12),
    ],
)
def test_the_firm_period_is_read_beside_the_whole(
    lecteur: Lecteur, aujourdhui: date, texte: str, mois: int, fermes: int
) -> None:
    duree, ferme = (lu(lecteur, texte, aujourdhui, nom) for nom in ("duree_mois", "duree_ferme_mois"))
    assert duree is not None
    assert duree.possible == Intervalle.point(Decimal(mois))
    assert ferme is not None
    assert ferme.possible == Intervalle.point(Decimal(fermes))
    assert ferme.mots in texte


def test_renewals_that_nobody_counts_leave_the_firm_period_known(lecteur: Lecteur, aujourdhui: date) -> None:
    ferme = lu(lecteur, "maintenance du chauffage, 3 ans, reconduction possible", aujourdhui, "duree_ferme_mois")
    assert ferme is not None
    assert ferme.possible == Intervalle.point(Decimal(36))


@pytest.mark.parametrize(
    "texte",
    [
        "24 mois",
        "48 mois reconductions comprises",
        "prix ferme pendant 12 mois, contrat de 3 ans",
        "tranche ferme de 6 mois, tranche optionnelle de 4 mois, travaux de voirie",
        "travaux : 2 mois de préparation + 10 mois de chantier",
        "garantie de 2 ans ferme, contrat de 3 ans",
        "offre ferme 90 jours, marché de 2 ans",
        "renouvellement du parc de copieurs, location 48 mois",
        "livraison sous 2 mois ferme",
    ],
)
def test_what_is_firm_but_no_period_of_the_contract(lecteur: Lecteur, aujourdhui: date, texte: str) -> None:
    assert lu(lecteur, texte, aujourdhui, "duree_ferme_mois") is None
