"""What is asked of the plan and what pilots type, read without a conversation."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.indicateurs.paroles import Cadre, lire_demande, lire_sujet
from knowledge.indicateurs.reponses import (
    dit_pas_moi,
    lire_des_pilotes,
    lire_pour_qui,
    lire_un_chiffre_nomme,
    lire_une_correction,
    lire_une_promesse,
)

ACHETEURS = {"ville": "Ville de Clermont-Ferrand\nmairie", "metropole": "Clermont Auvergne Métropole\nagglo"}
CADRE = Cadre(2026, ACHETEURS, ("Direction des sports", "DSI"))
LE_PREMIER = date(2026, 12, 1)


@pytest.mark.parametrize(
    ("dit", "quoi", "sujet"),
    [
        ("où en est-on sur l'insertion ?", "situer", "l'insertion"),
        ("alors on en est où", None, None),
        ("où en est-on ?", None, None),
        ("où est la fiche 8 ?", None, None),
        ("tablo de bor du déploiement", "deploiement", "deploiement"),
        ("bilan de l'action 8", "situer", "l'action 8"),
        ("bilan du marché de nettoyage", None, None),
        ("taux de marchés réservés", "taux", "marches reserves"),
        ("taux de femmes : 30 %", None, None),
        ("combien de contrats en 2025 ?", "combien", "contrats"),
        ("combien d'heures pour 800 000 € de travaux ?", None, None),
        ("combien d'offres pour mon marché de nettoyage ?", "achat", "mon marche de nettoyage"),
        ("quel est l'état de mon marché ?", "achat", "mon marche"),
        ("quel est l'état de l'art ?", None, None),
        ("les objectifs du plan", "cibles", "objectifs"),
        ("geler l'année 2025", "figer", "geler"),
        ("nettoyage des écoles, 85 000 € HT", None, None),
    ],
)
def test_what_is_asked_of_the_plan(dit, quoi, sujet):
    lue = lire_demande(dit, CADRE)
    assert (quoi, sujet) == (None, None) if lue is None else (lue.quoi, lue.sujet) == (quoi, sujet)


@pytest.mark.parametrize(
    ("dit", "annee", "acheteur", "direction"),
    [
        ("bilan d'il y a deux ans à l'agglo", 2024, "metropole", None),
        ("tdb n-1 de la mairie", 2025, "ville", None),
        ("tableau de bord 2025 de la ville et de la métropole", 2025, None, None),
        ("tableau de bord de la direction des sports", 2026, None, "Direction des sports"),
        ("tableau de bord des sports", 2026, None, None),
        ("bilan du plan 2022-2027", 2026, None, None),
    ],
)
def test_of_when_and_of_whom(dit, annee, acheteur, direction):
    lue = lire_demande(dit, CADRE)
    assert (lue.annee, lue.acheteur, lue.direction) == (annee, acheteur, direction)


def test_words_that_were_heard_to_ask_leave_their_subject():
    assert lire_sujet("tu peux me donner les chiffres d'insertion de la ville ?", CADRE).sujet.endswith("d'insertion")
    assert lire_sujet("on en est où ?", CADRE).de_tout


@pytest.mark.parametrize(
    ("dit", "jour"),
    [
        ("fin janvier", date(2027, 1, 31)),
        ("pas avant le 15", date(2026, 12, 15)),
        ("désolée, lundi", date(2026, 12, 7)),
        ("12 mars", date(2027, 3, 12)),
        ("12 000 heures en mars", None),
        ("remise des prix le 12 mars", None),
    ],
)
def test_a_promised_day(dit, jour):
    assert lire_une_promesse(dit, LE_PREMIER) == jour


@pytest.mark.parametrize(
    ("dit", "reste"),
    [("oups, 12 300", "12 300"), ("non, c'était 12 300", "12 300"), ("non", None), ("erreur de saisie : 3", "3"), ("12", None)],
)  # fmt: skip
def test_what_takes_back(dit, reste):
    lue = lire_une_correction(dit)
    assert (None if lue is None else lue.reste) == reste


def test_a_figure_that_is_named():
    dit = lire_un_chiffre_nomme("pardon, heures d'insertion = Ville 9 000 en 2025", ACHETEURS)
    assert (dit.quoi, dit.valeur, dit.annees, dit.du_nom, dit.qui) == (
        "heures d'insertion",
        "Ville 9 000 en 2025",
        (2025,),
        False,
        None,
    )
    assert lire_un_chiffre_nomme("12 000 en tout", ACHETEURS) is None


def test_of_whom_a_figure_is():
    assert [lire_pour_qui(dit, ACHETEURS) for dit in ("la mairie", "les deux", "l'agglo et la ville", "12")] == [
        "ville",
        "",
        None,
        None,
    ]


def test_somebody_else_and_who():
    assert dit_pas_moi("c'est plus moi")
    assert not dit_pas_moi("moi je dirais 12")
    dits = lire_des_pilotes("le pilote du PLIE est Alice Martin et celui de la 3DE est Bob Durand et Zoé Petit")
    assert [(un.service, un.genre) for un in dits] == [("PLIE", "nom"), ("3DE", "plusieurs")]
    assert lire_des_pilotes("le marché de la Ville est attribué") == []
