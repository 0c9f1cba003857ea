"""Figures of the year, as pilots type them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from knowledge.indicateurs.declaration import Saisie
from knowledge.lecture.chiffres import Entree, lire_chiffre

QUI = {"ville": "Ville de Clermont-Ferrand", "metropole": "Clermont Auvergne Métropole"}


def saisie(unite, *, ensemble=True, delai=False):
    bornes = {"%": (0, 100), "note": (0, 20)}.get(unite, (0, None))
    minimum, maximum = (None if une is None else Decimal(une) for une in bornes)
    return Saisie(unite, "plie", ensemble=ensemble, minimum=minimum, maximum=maximum, delai=delai)


@pytest.mark.parametrize(
    ("unite", "dit", "valeur"),
    [
        ("heures", "12 000", "12000"),
        ("heures", "12.000 h", "12000"),
        ("heures", "environ 12000 heures", "12000"),
        ("heures", "douze mille heures", "12000"),
        ("heures", "0", "0"),
        ("heures", "aucune", "0"),
        ("heures", "12 000 en 2026", "12000"),
        ("nombre", "zéro", "0"),
        ("euros", "1,2 M€", "1200000"),
        ("euros", "85 k€", "85000"),
        ("euros", "85 000 euros", "85000"),
        ("kWh", "12,5 MWh", "12500"),
        ("kWh", "3 GWh", "3000000"),
        ("kWh", "1 250 000 kWh", "1250000"),
        ("tCO2e", "12 tonnes", "12"),
        ("tCO2e", "1 500 kg", "1.5"),
        ("tCO2e", "12,5 tCO2e", "12.5"),
        ("annees", "7 ans", "7"),
        ("annees", "90 mois", "7.5"),
        ("%", "80 %", "80"),
        ("%", "80", "80"),
        ("%", "80,5 pour cent", "80.5"),
        ("note", "14", "14"),
        ("note", "14/20", "14"),
        ("note", "7 sur 10", "14"),
        ("nombre", "4 procédures", "4"),
    ],
)
def test_a_number_is_read_in_its_unit(unite, dit, valeur):
    assert lire_chiffre(dit, saisie(unite), QUI).entrees[""].valeur == Decimal(valeur)


@pytest.mark.parametrize(
    ("unite", "dit", "cause"),
    [
        ("euros", "24 mois", "unite"),
        ("heures", "500 jours", "unite"),
        ("heures", "12 000 €", "unite"),
        ("kWh", "12 heures", "unite"),
        ("nombre", "80 %", "unite"),
        ("%", "120 %", "bornes"),
        ("%", "12 sur 10", "bornes"),
        ("%", "8 sur 0", "bornes"),
        ("note", "25", "bornes"),
        ("heures", "-5", "bornes"),
        ("heures", "12,000", "ambigu"),
        ("heures", "beaucoup", "illisible"),
        ("heures", "", "illisible"),
        ("heures", "12 ou 13", "plusieurs"),
        ("annees", "7 mois", "unite"),
        ("oui_non", "peut-être", "illisible"),
    ],
)
def test_what_cannot_be_taken_says_why(unite, dit, cause):
    assert lire_chiffre(dit, saisie(unite), QUI).cause == cause


@pytest.mark.parametrize("dit", ["8 sur 10", "8/10", "8 agents sur 10", "8 actions sur les 10"])
def test_a_share_keeps_what_was_counted(dit):
    assert lire_chiffre(dit, saisie("%"), QUI).entrees[""] == Entree(Decimal(80), Decimal(8), Decimal(10))


@pytest.mark.parametrize(
    ("dit", "delai", "lu"),
    [
        ("oui", False, Entree(Decimal(1))),
        ("non", False, Entree(Decimal(0))),
        ("pas fait", False, Entree(Decimal(0))),
        ("pas encore réalisé", False, Entree(Decimal(0))),
        ("oui, en retard", True, Entree(Decimal(1), dans_les_delais=False)),
        ("fait dans les délais", True, Entree(Decimal(1), dans_les_delais=True)),
        ("oui, pas en retard", True, Entree(Decimal(1), dans_les_delais=True)),
        ("non", True, Entree(Decimal(0))),
    ],
)
def test_done_or_not_and_in_time(dit, delai, lu):
    assert lire_chiffre(dit, saisie("oui_non", delai=delai), QUI).entrees[""] == lu


def test_done_without_saying_when_is_asked_back():
    assert lire_chiffre("oui", saisie("oui_non", delai=True), QUI).cause == "delai"


@pytest.mark.parametrize(
    ("dit", "lus"),
    [
        ("Ville 12 000, Métropole 8 500", {"ville": 12000, "metropole": 8500}),
        ("12 000 pour la Ville et 8 500 pour la Métropole", {"ville": 12000, "metropole": 8500}),
        ("métropole : 8500 / ville : 12000", {"ville": 12000, "metropole": 8500}),
        ("Ville de Clermont-Ferrand : 12 000 h", {"ville": 12000}),
        ("Clermont Auvergne Métropole 8 500", {"metropole": 8500}),
        ("la métro 8 500", {"metropole": 8500}),
        ("12 000 (Ville) et 8 500 (Métropole)", {"ville": 12000, "metropole": 8500}),
        ("Ville : 12 000 ; Métropole : aucune", {"ville": 12000, "metropole": 0}),
        ("20 500 en tout", {"": 20500}),
        ("20 500 au total, Ville et Métropole", {"": 20500}),
    ],
)
def test_a_figure_goes_to_its_buyer(dit, lus):
    lu = lire_chiffre(dit, saisie("heures", ensemble=False), QUI)
    assert {nom: entree.valeur for nom, entree in lu.entrees.items()} == lus
    assert lu.cause is None


def test_a_bare_number_asks_of_whom_unless_one_buyer_is_left():
    assert lire_chiffre("20 500", saisie("heures", ensemble=False), QUI).cause == "pour_qui"
    seul = lire_chiffre("8 500", saisie("heures", ensemble=False), QUI, "metropole")
    assert {nom: entree.valeur for nom, entree in seul.entrees.items()} == {"metropole": 8500}


def test_a_fault_of_one_buyer_takes_nothing_of_the_other():
    lu = lire_chiffre("Ville 12 000, Métropole 24 mois", saisie("heures", ensemble=False), QUI)
    assert (lu.cause, lu.entrees) == ("unite", {})
