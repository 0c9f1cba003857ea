"""What firms say of themselves and of a contract, however it is typed."""

from __future__ import annotations

from time import process_time

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
        (
            "entre 20 000 et 30 000 €",
            {"montant_ht": "20000", "montant_ht_min": "20000", "montant_ht_max": "30000"},
        ),
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
    ("texte", "faits"),
    [
        ("2 lots de 50 000 chacun", {"montant_ht": "50000", "lots": 2}),
        ("3 lots, 40 000 chacun", {"montant_ht": "40000", "lots": 3}),
        ("marché de 120 000 en 3 lots", {"montant_ht": "120000"}),
        ("3 lots pour 120 000 au total", {"montant_ht": "120000"}),
        ("3 lots, 120 000", {"montant_ht": "120000", "a_totaliser": "lots"}),
        ("40 000 par lot", {"montant_ht": "40000", "a_totaliser": "lots"}),
        ("un lot de 50 000 et un autre de 50 000", {"montant_ht": "50000", "a_totaliser": "lots"}),
        ("50 000 et encore 50 000", {"a_totaliser": "sommes"}),
        ("un marché de 59 000, puis 5 000", {"montant_ht": "59000", "a_totaliser": "sommes"}),
        ("un marché de 40 000 par an soit 160 000", {"montant_ht": "40000", "par": "an"}),
        ("lot 1 à 50 000 et lot 2 à 30 000", {"a_totaliser": "sommes"}),
        ("50 000 € par an pendant 3 ans", {"montant_ht": "50000", "par": "an", "duree_mois": "36"}),
        ("20 000 €/mois", {"montant_ht": "20000", "par": "mois"}),
        ("montant annuel de 50 000", {"montant_ht": "50000", "par": "an"}),
        ("80 000 dès l'an prochain", {"montant_ht": "80000", "annee": 2027}),
        ("300 € par jour", {"montant_ht": "300", "a_totaliser": "unite"}),
        (
            "50 000 par an, 1 an renouvelable 3 fois",
            {"montant_ht": "50000", "par": "an", "reconductions": 3, "duree_mois": "12"},
        ),
        (
            "50 000 sur 1 an reconductible",
            {"montant_ht": "50000", "a_totaliser": "reconductions", "duree_mois": "12"},
        ),
        ("59 000 HT plus 5 000", {"montant_ht": "64000", "taxe": "ht", "termes": "59000 5000"}),
        ("80 000 avec 16 000 de TVA", {"montant_ht": "80000"}),
    ],
)
def test_what_makes_the_whole_of_a_contract_is_read_with_its_amount(texte, faits):
    assert lire_les_faits(texte, JOUR) == faits


def test_supplies_and_services_add_up_and_with_works_the_nature_is_asked():
    mixed = lire_les_faits("59 000 de services et 5 000 de fournitures", JOUR)
    assert (mixed["montant_ht"], mixed["nature"], mixed["mixte"]) == ("64000", "services", "oui")
    assert "nature" not in lire_les_faits("59 000 de services plus 20 000 de travaux", JOUR)


@pytest.mark.parametrize(
    ("texte", "taux"),
    [
        ("taux tva 10%", "10"),
        ("TVA à 5,5 %", "5.5"),
        ("avec 20 % de TVA", "20"),
        ("tva 2,1%", "2.1"),
        ("tva 8,5 %", None),
        ("avenant de 10 %", None),
    ],
)
def test_a_rate_of_vat_is_read_when_it_is_one_of_the_mainland(texte, taux):
    assert lire_les_faits(texte, JOUR).get("tva_pct") == taux


@pytest.mark.parametrize(
    ("texte", "effectif"),
    [
        ("on est en groupement, l'autre a 60 personnes", None),
        ("mon sous-traitant emploie 60 salariés", None),
        ("en groupement on est 60", None),
        ("nous sommes 12 et l'autre a 60 personnes", 12),
        ("pardon on est bien 12", 12),
        ("la mairie me demande si j'ai 12 salariés", 12),
    ],
)
def test_the_headcount_of_another_firm_is_not_ours(texte, effectif):
    assert lire_les_faits(texte, JOUR).get("effectif") == effectif


@pytest.mark.parametrize(
    ("fait", "texte", "valeurs"),
    [
        ("effectif", "une quinzaine", (15, 13, 17)),
        ("effectif", "entre 45 et 55", (45, 45, 55)),
        ("montant_ht", "dans les 80 000", ("80000", "72000", "88000")),
        ("montant_ht", "200 000 à 220 000", ("200000", "200000", "220000")),
        ("montant_ht", "entre 30 et 40 mille euros", ("30000", "30000", "40000")),
        ("facture_ttc", "entre 3000 et 4000 euros", ("3000", "3000", "4000")),
        ("retard_jours", "30 à 40", (30, 30, 40)),
        ("duree_mois", "environ 6 mois", ("6", None, None)),
        ("montant_ht", "on est 12 et le marché fait 80k", ("80000", None, None)),
    ],
)
def test_what_is_said_roughly_or_as_a_range_has_its_bounds(fait, texte, valeurs):
    lus = lire_les_reponses(fait, texte, JOUR)
    assert (lus[fait], lus.get(fait + "_min"), lus.get(fait + "_max")) == valeurs


def test_a_range_is_no_value_to_be_kept():
    assert lire_la_reponse("effectif", "entre 45 et 55", JOUR) is None
    assert "effectif_max" not in ajouter({"effectif": 45, "effectif_min": 45, "effectif_max": 55}, {"effectif": 12})
    assert lire_les_faits("entre 2025 et 2027", JOUR) == {}


def test_a_day_that_no_calendar_has_is_told():
    lus = lire_les_faits("ma facture a été reçue le 31/02/2026", JOUR)
    assert lus == {"jour_impossible": "31/02/2026"}
    assert ajouter(lus, {"reception": "2026-02-28"}) == {"reception": "2026-02-28"}


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
    "motif",
    [
        "1 ",
        "a ",
        "12 000 ",
        "non ",
        "facture ",
        "1.000.",
        "30 sur ",
        "12 salaries ",
        "deux ",
        "3 lots de 5000 ",
        "entre 3 et 4 ",
        "par an ",
        "environ 12 ",
    ],
)
def test_a_long_message_is_read_at_once(motif):
    debut = process_time()
    lire_les_faits((motif * 4_000)[:4_000], JOUR)
    assert process_time() - debut < 10
