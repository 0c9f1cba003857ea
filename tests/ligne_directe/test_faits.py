"""What firms say of themselves and of a contract, however it is typed."""

from __future__ import annotations

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.ligne_directe.faits import (
    FAITS,
    ajouter,
    etonne,
    lire_la_reponse,
    lire_les_faits,
    lire_les_reponses,
    ne_dit_que_des_faits,
)
from tests.ligne_directe.conftest import JOUR


@pytest.mark.parametrize(
    ("texte", "faits"),
    [
        (
            "on est 12, marché de 38 000 HT sur 4 mois",
            {"effectif": 12, "montant_ht": "38000", "taxe": "ht", "duree_mois": "4"},
        ),
        ("jsui tt seul et le marché fait 15k", {"effectif": 0, "montant_ht": "15000"}),
        ("nous sommes 60 salariés", {"effectif": 60}),
        ("1,2 million d'euros de travaux", {"montant_ht": "1200000", "nature": "travaux"}),
        ("un million et demi de travaux", {"montant_ht": "1500000", "nature": "travaux"}),
        (
            "travaux, 2 millions et demi sur un an et demi",
            {"montant_ht": "2500000", "nature": "travaux", "duree_mois": "18"},
        ),
        ("un ESAT d'espaces verts", {"statut": "esat", "nature": "services"}),
        ("payé avec 45 jours de retard", {"retard_jours": 45}),
        ("2 mois de retard", {"retard_jours": 60}),
        ("marché sur 2 ans", {"duree_mois": "24"}),
        ("entre 20 000 et 30 000 €", {}),
        (
            "rejeté par mail en MAPA le 3 novembre 2026",
            {"envoi": "electronique", "procedure": "adaptee", "notification": "2026-11-03"},
        ),
        ("depuis 4 mois on attend", {}),
        ("en 2026", {}),
        ("80 000 € TTC", {"montant_ttc": "80000"}),
        ("80 000 HT soit 96 000 TTC", {"montant_ht": "80000", "taxe": "ht"}),
        ("je fais 90k de CA", {"ca": "90000", "ca_de": "propre"}),
        (
            "on me demande 400 000 de CA pour un marché de 200 000",
            {"montant_ht": "200000", "ca": "400000", "ca_de": "exige"},
        ),
        ("ça fait 80 000", {"montant_ht": "80000"}),
        ("et si on est 300 ?", {"effectif": 300}),
        ("on est 3 associés", {"effectif": 3}),
        ("nous étions 12", {"effectif": 12}),
        ("je suis 20", {"effectif": 20}),
        ("moins de 50 salariés", {}),
        ("pas une pme", {"pme": "non"}),
        (
            "avenant de 20 000 sur un marché de travaux de 150 000",
            {"montant_ht": "150000", "avenant_montant": "20000", "nature": "travaux"},
        ),
        ("avenant de 12 % en travaux", {"nature": "travaux", "avenant_pct": "12"}),
        (
            "12 salariés et 80 000 HT et 10 mois",
            {"montant_ht": "80000", "taxe": "ht", "duree_mois": "10", "effectif": 12},
        ),
        ("travaux 120 000 en 2027", {"montant_ht": "120000", "nature": "travaux", "annee": 2027}),
        ("en 2031", {}),
        ("recue le 15/08/2026 payée le 20 octobre 2026", {"reception": "2026-08-15", "paiement": "2026-10-20"}),
        ("0 jour de retard", {"retard_jours": 0}),
        ("48 % de travailleurs handicapés", {"part_pct": "48"}),
        ("le 10 novembre", {"notification": "2026-11-10"}),
        ("1,2 M", {"montant_ht": "1200000"}),
        ("1,5k€", {"montant_ht": "1500"}),
        ("215 000 pile", {"montant_ht": "215000"}),
        ("80 mille", {"montant_ht": "80000"}),
        ("quatre-vingt mille euros", {"montant_ht": "80000"}),
        ("14.400,50 euros", {"montant_ht": "14400.50"}),
        ("1200 m2 de bureaux", {}),
        ("siret 12345678900012", {}),
        ("3 ans et demi", {"duree_mois": "42"}),
        ("18 mois ferme", {"duree_mois": "18"}),
        ("1 an et 3 mois", {"duree_mois": "15"}),
    ],
)
def test_facts_are_read_from_a_sentence(texte, faits):
    assert lire_les_faits(texte, JOUR) == faits


@pytest.mark.parametrize(
    ("fait", "texte", "valeur"),
    [
        ("montant_ht", "80 000", "80000"),
        ("montant_ht", "beaucoup", None),
        ("montant_ht", "0", None),
        ("montant_ht", "99999999999999", None),
        ("duree_mois", "un an", "12"),
        ("duree_mois", "18", "18"),
        ("effectif", "on est 3", 3),
        ("effectif", "personne, je suis seul", 0),
        ("effectif", "2,5", None),
        ("retard_jours", "45", 45),
        ("retard_jours", "deux mois", 60),
        ("nature", "ce sont des travaux de peinture", "travaux"),
        ("pme", "je suis artisan", "oui"),
        ("pme", "non", "non"),
        ("objet_social", "oui", "oui"),
        ("montant_ht", "8", None),
        ("montant_ht", "on est 300", None),
        ("facture_ttc", "85 euros", "85"),
        ("notification", "le 35 janvier", None),
        ("statut", "rien de cela", "aucun"),
    ],
)
def test_an_answer_is_read_as_its_question_wants(fait, texte, valeur):
    assert lire_la_reponse(fait, texte, JOUR) == valeur


@given(st.text(max_size=200), st.sampled_from(sorted(FAITS)))
def test_whatever_is_typed_reads_as_a_value_or_as_nothing(texte, fait):
    lire_les_faits(texte, JOUR)
    valeur = lire_la_reponse(fait, texte, JOUR)
    assert valeur is None or isinstance(valeur, (str, int))


def test_an_answer_says_more_than_what_was_asked():
    assert lire_les_reponses("facture_ttc", "10 000 HT", JOUR) == {"facture_ht": "10000"}
    assert lire_les_reponses("montant_ht", "80 000 TTC, 12 salariés", JOUR) == {"montant_ttc": "80000", "effectif": 12}


@pytest.mark.parametrize(
    ("fait", "texte", "raison"),
    [
        ("montant_ht", "8", "montant"),
        ("montant_ht", "-5000", "montant"),
        ("montant_ht", "10 000 000 000 000", "montant"),
        ("montant_ht", "beaucoup", None),
        ("duree_mois", "5000 mois", "duree"),
        ("notification", "le 35 janvier", "date_impossible"),
        ("notification", "le 3 mars 2027", "date_future"),
        ("notification", "le 3 mars 2021", "date_ancienne"),
        ("notification", "la semaine où il pleuvait", None),
    ],
)
def test_what_cannot_be_is_told_from_what_is_no_answer(fait, texte, raison):
    assert etonne(fait, texte, JOUR) == raison


@pytest.mark.parametrize(
    ("texte", "seuls"),
    [("on est 12 ?", True), ("80 000 ht", True), ("c'est quoi électronique ?", False), ("je veux contester", False)],
)
def test_facts_alone_are_told_from_a_question(texte, seuls):
    assert ne_dit_que_des_faits(texte) == seuls


def test_an_amount_takes_the_place_of_the_one_said_before():
    assert ajouter({"montant_ttc": "80000"}, {"montant_ht": "70000"}) == {"montant_ht": "70000"}
    assert ajouter({"reception": "2026-08-15"}, {"retard_jours": 3}) == {"retard_jours": 3}
    assert ajouter({"effectif": 12}, {"pme": "oui"}) == {"effectif": 12, "pme": "oui"}


@pytest.mark.parametrize(
    "motif", ["1 ", "a ", "12 000 ", "non ", "facture ", "1.000.", "30 sur ", "12 salaries ", "deux "]
)
def test_a_long_message_is_read_at_once(motif):
    debut = perf_counter()
    lire_les_faits((motif * 4_000)[:4_000], JOUR)
    assert perf_counter() - debut < 2
