"""Figures of the year, as pilots type them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from knowledge.indicateurs.saisies import Entree, lire_chiffre
from knowledge.plan.declaration import Saisie

QUI = {
    "ville": "Ville de Clermont-Ferrand\nmairie\nmunicipalité",
    "metropole": "Clermont Auvergne Métropole\nagglo\nagglomération",
}


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
        ("nombre", "dix-sept", "17"),
        ("nombre", "une", "1"),
        ("heures", "12k", "12000"),
        ("heures", "12 mille heures", "12000"),
        ("heures", "2025 heures", "2025"),
        ("heures", "2 025", "2025"),
        ("heures", "12 000 heures par an", "12000"),
        ("heures", "12 000 (estimation)", "12000"),
        ("heures", "20 500 au 31/12/2026", "20500"),
        ("euros", "3M", "3000000"),
        ("euros", "1,5 million d'euros", "1500000"),
        ("euros", "120 000 € HT", "120000"),
        ("kWh", "12 000 kWh/an", "12000"),
        ("tCO2e", "12 tonnes équivalent CO2", "12"),
        ("%", "un sur deux", "50"),
        ("jours", "un jour", "1"),
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
        # Words and units that are no exact figure of the year.
        ("%", "un tiers", "mot"),
        ("%", "la moitié", "mot"),
        ("%", "80 agents", "mot"),
        ("jours", "une demi-journée", "mot"),
        ("jours", "12 jours par mois", "periode"),
        ("jours", "12 j/mois", "periode"),
        ("euros", "500 € par agent", "periode"),
        ("heures", "une dizaine", "mot"),
        ("heures", "12 milliers", "mot"),
        ("heures", "une centaine d'heures", "mot"),
        ("heures", "1e5", "mot"),
        ("heures", "12v", "mot"),
        ("heures", "a12", "mot"),
        ("heures", "3M", "mot"),
        ("heures", "plus de 12 000", "mot"),
        ("heures", "hausse de 12", "mot"),
        ("heures", "+12", "mot"),
        ("heures", "12 personnes", "mot"),
        ("heures", "000", "ambigu"),
        ("annees", "2 ans et demi", "mot"),
        ("kWh", "12 kW", "mot"),
        ("euros", "3 m²", "mot"),
        ("nombre", "12 kW", "mot"),
        ("nombre", "3 fois", "mot"),
        ("nombre", "12,5", "entier"),
        ("nombre", "2,5 litiges", "entier"),
        ("euros", "120 000 € TTC", "ttc"),
        ("euros", "120 000 € toutes taxes", "ttc"),
        ("%", "8 sur 10, soit 70 %", "desaccord"),
        # A year is not a figure.
        ("heures", "2025", "annee_ou_nombre"),
        ("nombre", "2026", "annee_ou_nombre"),
        # Zero, or nothing known?
        ("heures", "rien", "rien"),
        ("heures", "aucun problème", "rien"),
        ("nombre", "pas de souci", "rien"),
        ("heures", "12 000 mais je ne suis pas sûre", "incertain"),
        ("heures", "12 000 pour la ville", "commun"),
        ("oui_non", "oui pour la ville", "commun"),
        ("oui_non", "oui mais en partie", "illisible"),
        ("oui_non", "prévu en 2027", "illisible"),
        ("oui_non", "réalisé / pas réalisé", "illisible"),
        ("oui_non", "peut-être", "illisible"),
    ],
)
def test_what_cannot_be_taken_says_why(unite, dit, cause):
    assert lire_chiffre(dit, saisie(unite), QUI).cause == cause


@pytest.mark.parametrize("unite", ["heures", "nombre", "%", "euros", "oui_non", "texte"])
@pytest.mark.parametrize(
    "dit",
    [
        "je ne sais pas", "je sais pas encore", "aucune donnée", "pas de donnée", "pas encore d'info", "aucun retour du titulaire",
        "aucun chiffre", "rien pour le moment", "rien reçu", "rien encore", "pas encore", "pas encore consolidé", "en attente",
        "je n'ai pas encore l'info", "je n'ai pas reçu le bilan", "je ne l'ai pas", "j'attends le titulaire", "n/a", "n.c.", "NC",
        "nd", "non communiqué", "inconnu", "pas sûr", "je ne suis pas sûr", "pas maintenant", "non merci", "ok je regarde",
        "je vérifie", "zéro retour", "sans réponse", "on n'a pas de visibilité",
    ],
)  # fmt: skip
def test_what_nobody_knows_is_neither_zero_nor_no(unite, dit):
    lu = lire_chiffre(dit, saisie(unite), QUI)
    assert (lu.entrees, lu.cause, lu.inconnus) == ({}, None, {""})


@pytest.mark.parametrize(
    ("dit", "mots", "lu"),
    [
        ("aucun litige", ("litiges", "signales"), 0),
        ("pas de litige", ("litiges", "signales"), 0),
        ("aucun", (), 0),
        ("néant", (), 0),
        ("pas de litige signalé pour le moment", ("litiges", "signales"), None),
        ("aucun problème", ("litiges", "signales"), None),
    ],
)
def test_none_of_what_is_counted_is_zero(dit, mots, lu):
    entrees = lire_chiffre(dit, saisie("nombre"), QUI, mots=mots).entrees
    assert entrees.get("", Entree()).valeur == lu


@pytest.mark.parametrize(
    ("dit", "annees", "valeur"),
    [
        ("2025 : Ville 9 000", {2025}, 9000),
        ("en 2025 : Ville 9 000", {2025}, 9000),
        ("(2025) Ville 9 000", {2025}, 9000),
        ("12 000 heures en 2025 pour la ville", {2025}, 12000),
        ("ville 12 000 au 31 décembre 2025", {2025}, 12000),
        ("ville 12 000, arrêté au 15 janvier 2027", set(), 12000),
        ("ville 12 000", set(), 12000),
    ],
)
def test_the_year_that_is_named_is_told_apart(dit, annees, valeur):
    lu = lire_chiffre(dit, saisie("heures", ensemble=False), QUI)
    assert (lu.cause, lu.annees, lu.entrees["ville"].valeur) == (None, annees, valeur)


def test_what_a_share_is_of_is_no_year():
    assert lire_chiffre("1 800 sur 2025", saisie("%"), QUI).entrees[""].denominateur == 2025
    assert lire_chiffre("80 % sur 2025", saisie("%"), QUI).annees == {2025}


@pytest.mark.parametrize(
    "dit",
    [
        "8 sur 10",
        "8/10",
        "8 sur 10 soit 80 %",
        "80 % (8 sur 10)",
        "8 sur 10, donc 80%",
        "8 agents sur 10",
        "8 actions sur les 10",
    ],
)
def test_a_share_keeps_what_was_counted(dit):
    assert lire_chiffre(dit, saisie("%"), QUI).entrees[""] == Entree(Decimal(80), Decimal(8), Decimal(10))


@pytest.mark.parametrize(
    ("dit", "delai", "lu"),
    [
        ("oui", False, Entree(Decimal(1))),
        ("non", False, Entree(Decimal(0))),
        ("pas fait", False, Entree(Decimal(0))),
        ("oui, en retard", True, Entree(Decimal(1), dans_les_delais=False)),
        ("fait dans les délais", True, Entree(Decimal(1), dans_les_delais=True)),
        ("oui, pas en retard", True, Entree(Decimal(1), dans_les_delais=True)),
        ("non", True, Entree(Decimal(0))),
        ("n'a pas eu lieu", False, Entree(Decimal(0))),
        ("on n'a pas fait l'événement", False, Entree(Decimal(0))),
        ("non, faute de temps", False, Entree(Decimal(0))),
        ("oui, le 12 mars", False, Entree(Decimal(1))),
        ("ok", False, Entree(Decimal(1))),
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
        ("20 500 pour les deux", {"": 20500}),
        ("Clermont-Ferrand : 40 ; Clermont Auvergne Métropole : 45", {"ville": 40, "metropole": 45}),
        ("vile 40, metropol 45", {"ville": 40, "metropole": 45}),
        ("CAM 8 500, mairie 12 000", {"ville": 12000, "metropole": 8500}),
        ("agglo 8 500", {"metropole": 8500}),
        ("ville12 500", {"ville": 12500}),
        ("Ville12 000 Métropole8500", {"ville": 12000, "metropole": 8500}),
        ("8500metropole", {"metropole": 8500}),
        ("douze mille pour la ville", {"ville": 12000}),
        ("12k ville", {"ville": 12000}),
        ("Ville 12 000 et 8 500 pour la métropole", {"ville": 12000, "metropole": 8500}),
        ("Ville, 12 000 ; Métropole, 8 500", {"ville": 12000, "metropole": 8500}),
        ("ville 12 000\nmétropole 8 500", {"ville": 12000, "metropole": 8500}),
        ("12 000 ville, l'autre 8 500", {"ville": 12000, "metropole": 8500}),
        ("3 pour la métropole, aucune pour la ville", {"ville": 0, "metropole": 3}),
        ("aucune heure pour la ville", {"ville": 0}),
        ("aucune pour la ville et la métropole", {"ville": 0, "metropole": 0}),
        ("20 500 en tout dont 12 000 pour la Ville", {"ville": 12000, "metropole": 8500}),
        ("Ville 12 000, Métropole 8 500, total 20 500", {"ville": 12000, "metropole": 8500}),
    ],
)
def test_a_figure_goes_to_its_buyer(dit, lus):
    lu = lire_chiffre(dit, saisie("heures", ensemble=False), QUI)
    assert {nom: entree.valeur for nom, entree in lu.entrees.items()} == lus
    assert lu.cause is None


@pytest.mark.parametrize(
    ("dit", "cause"),
    [
        ("12 000 ville, 8 500", "plusieurs"),
        ("12 000, ville 8 500, métropole", "plusieurs"),
        ("12 000 et 13 000 pour la ville", "plusieurs"),
        ("ville 12 000, ville 8 500", "plusieurs"),
        ("3, ville 12 000", "plusieurs"),
        ("12 000 pour la ville et la métropole", "pour_qui"),
        ("clermont 12 000", "pour_qui"),
        ("clermont-ferrand métropole 12 000", "pour_qui"),
        ("la veille 12 000", "pour_qui"),
        ("12 000 hors métropole", "pour_qui"),
        ("tout sauf la métropole 12 000", "pour_qui"),
        ("12 000 pour la ville, pas la métropole", "pour_qui"),
        ("ville 2025", "annee_ou_nombre"),
        ("Ville 12 000, Métropole 8 500, total 21 000", "somme"),
        ("20 500 en tout dont 22 000 pour la Ville", "somme"),
    ],
)
def test_what_may_be_of_several_is_never_guessed(dit, cause):
    assert lire_chiffre(dit, saisie("heures", ensemble=False), QUI).cause == cause


@pytest.mark.parametrize(
    "dit",
    [
        "Ville 12 000, Métropole je ne sais pas", "Ville 12 000, Métropole aucune donnée", "12 000 ville, je ne sais pas pour la métropole",
        "Ville : 12 000 ; Métropole : n.c.", "12 000 pour la ville, l'autre je sais pas", "métropole pas encore, ville 12 000",
        "je ne sais pas pour la métropole, 12 000 pour la ville",
    ],
)  # fmt: skip
def test_what_is_known_of_one_buyer_is_taken(dit):
    lu = lire_chiffre(dit, saisie("heures", ensemble=False), QUI)
    assert {nom: entree.valeur for nom, entree in lu.entrees.items()} == {"ville": 12000}
    assert (lu.cause, lu.inconnus) == (None, {"metropole"})


@pytest.mark.parametrize(
    ("dit", "lus"),
    [
        ("oui à temps pour la ville, non pour la métropole", {"ville": (1, True), "metropole": (0, None)}),
        ("ville oui en retard, métropole à temps", {"ville": (1, False), "metropole": (1, True)}),
        ("non pour la ville et la métropole", {"ville": (0, None), "metropole": (0, None)}),
        ("ville non, métropole je ne sais pas", {"ville": (0, None)}),
    ],
)
def test_done_or_not_goes_to_its_buyer(dit, lus):
    entrees = lire_chiffre(dit, saisie("oui_non", ensemble=False, delai=True), QUI).entrees
    assert {nom: (entree.valeur, entree.dans_les_delais) for nom, entree in entrees.items()} == lus


def test_words_are_kept_unless_they_say_that_nothing_is_known():
    dit = "12 bâtiments en attente de diagnostic"
    assert lire_chiffre(dit, saisie("texte"), QUI).entrees == {"": Entree(texte=dit)}


def test_a_loss_keeps_its_sign_where_there_may_be_one():
    gain = Saisie("note", "plie", minimum=Decimal(-20), maximum=Decimal(20))
    entrees = lire_chiffre("ville -5, métropole +3", gain, QUI).entrees
    assert {nom: entree.valeur for nom, entree in entrees.items()} == {"ville": -5, "metropole": 3}
    assert lire_chiffre("Ville - 12 000", saisie("heures", ensemble=False), QUI).entrees["ville"].valeur == 12000


def test_an_average_need_not_be_whole():
    moyenne = Saisie("nombre", "plie", ensemble=True, minimum=Decimal(0), moyenne=True)
    assert lire_chiffre("12,5", moyenne, QUI).entrees[""].valeur == Decimal("12.5")


def test_a_bare_number_asks_of_whom_unless_one_buyer_is_left():
    assert lire_chiffre("20 500", saisie("heures", ensemble=False), QUI).cause == "pour_qui"
    seul = lire_chiffre("8 500", saisie("heures", ensemble=False), QUI, "metropole")
    assert {nom: entree.valeur for nom, entree in seul.entrees.items()} == {"metropole": 8500}


def test_a_fault_of_one_buyer_takes_nothing_of_the_other():
    lu = lire_chiffre("Ville 12 000, Métropole 24 mois", saisie("heures", ensemble=False), QUI)
    assert (lu.cause, lu.entrees) == ("unite", {})
