"""Which contracts seem to come back, and the proof that is shown."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.registre.recurrence import Proposition, Resume, proposer

VILLE = "21630113500010"
METROPOLE = "24630070100012"


def resume(numero, objet, notifie="2024-03-01", duree=12, **autres):
    notifie_le = date.fromisoformat(notifie) if notifie else None
    fin = None if notifie_le is None or duree is None else notifie_le + timedelta(days=round(duree * 30.44))
    defauts = {"acheteur_id": VILLE, "cpv": "90910000", "nature": "services"}
    return Resume(numero, objet=objet, duree_mois=duree, notifie_le=notifie_le, fin=fin, **{**defauts, **autres})


PREMIER = resume(1, "Nettoyage des locaux des écoles élémentaires", "2020-03-01", 48)
SECOND = resume(2, "NETTOYAGE DES ECOLES ELEMENTAIRES (relance 2024)", "2024-02-10", 48)


def test_a_purchase_made_again_is_proposed_with_the_earlier_one_as_proof():
    assert proposer([PREMIER, SECOND])[2] == Proposition(recurrent=True, genre="anterieur", marches=(1,))
    assert proposer([PREMIER, SECOND])[2].motif == {"genre": "anterieur", "contrats": [1], "mots": []}


def test_the_first_of_them_has_only_its_words():
    assert proposer([PREMIER, SECOND])[1] == Proposition(recurrent=True, genre="mots", mots=("nettoyage",))


def test_several_earlier_ones_are_told_the_latest_first():
    trois = resume(3, "Nettoyage des écoles élémentaires", "2028-03-01", 48)
    avant = resume(4, "Nettoyage écoles élémentaires", "2024-02-12", 48)
    assert proposer([PREMIER, SECOND, trois, avant])[3].marches == (4, 2)


@pytest.mark.parametrize(
    ("second", "pourquoi"),
    [
        (replace(SECOND, acheteur_id=METROPOLE), "another buyer"),
        (replace(SECOND, cpv="45212000"), "another family of purchases"),
        (replace(SECOND, nature="travaux"), "another nature"),
        (replace(SECOND, objet="Nettoyage des gymnases municipaux"), "another place"),
        (replace(SECOND, notifie_le=date(2020, 9, 1)), "too soon: the same consultation"),
        (replace(SECOND, notifie_le=date(2022, 9, 1)), "in the middle of the first"),
        (replace(SECOND, notifie_le=date(2026, 9, 1)), "years after its end"),
        (replace(SECOND, notifie_le=None), "no date"),
        (replace(SECOND, objet=None), "no object"),
    ],
)
def test_what_is_another_purchase_is_not_taken_for_the_same(second, pourquoi):
    assert proposer([PREMIER, second]).get(2, Proposition(recurrent=True, genre="mots")).genre == "mots", pourquoi


def test_another_establishment_of_the_buyer_is_the_same_buyer():
    assert proposer([PREMIER, replace(SECOND, acheteur_id="21630113599999")])[2].genre == "anterieur"


def test_renewals_that_were_not_taken_end_a_contract_on_a_birthday_of_its_second_half():
    assert proposer([PREMIER, replace(SECOND, notifie_le=date(2023, 3, 4))])[2].genre == "anterieur"
    assert proposer([PREMIER, replace(SECOND, notifie_le=date(2021, 3, 4))])[2].genre == "mots"


def test_lots_of_one_consultation_are_no_proof_of_each_other():
    same = [replace(PREMIER, groupe="g"), replace(SECOND, groupe="g")]
    assert proposer(same)[2].genre == "mots"
    filed = [
        replace(PREMIER, objet="Nettoyage des écoles, consultation 1812PLAN"),
        replace(SECOND, objet="Nettoyage des écoles, consultation 1812PLAN"),
    ]
    assert proposer(filed)[2].genre == "mots"


def test_long_objects_that_differ_by_one_name_are_two_purchases():
    objet = "Fourniture de pièces détachées, accessoires et maintenance des équipements de la société {}"
    autres = [
        resume(n, f"Objet numéro {n} sans rapport : fourniture de pain", acheteur_id=METROPOLE) for n in range(10, 40)
    ]
    siemens = resume(1, objet.format("SIEMENS"), "2020-01-01", 48)
    sakura = resume(2, objet.format("SAKURA"), "2024-01-05", 48)
    assert proposer([siemens, sakura, *autres])[2].genre == "mots"
    assert proposer([siemens, replace(sakura, objet=objet.format("SIEMENS")), *autres])[2].genre == "anterieur"


def test_trades_of_one_building_after_another_are_no_proof():
    lots = [
        resume(1, "Lot 5 : menuiseries intérieures bois", "2022-01-05", 12, nature="travaux", cpv="45421000"),
        resume(2, "Lot 7 : menuiseries intérieures bois", "2023-01-05", 12, nature="travaux", cpv="45421000"),
    ]
    assert proposer(lots) == {}


@pytest.mark.parametrize(
    ("objet", "autres", "attendu"),
    [
        ("Maintenance des ascenseurs", {}, True),
        ("Fourniture de denrées alimentaires", {}, True),
        ("Travaux de peinture à bons de commande", {"accord_cadre": True, "nature": "travaux"}, True),
        ("Travaux de peinture à bons de commande", {"accord_cadre": True, "duree": 6}, None),
        ("Fourniture de mobilier pour la mairie annexe", {"duree": 8}, None),
        ("Construction d'un gymnase", {}, False),
        ("Étude de faisabilité d'une piscine", {}, False),
        ("Acquisition d'une balayeuse", {}, False),
        ("Fourniture, installation et mise en service de deux chaudières", {}, False),
        ("Fourniture de deux tondeuses", {}, False),
        ("Fourniture de matériaux pour la construction", {}, None),
        ("Travaux d'am\ufffdnagement de la place", {}, False),
        ("Entretien et rénovation de l'éclairage public", {}, None),
        ("Maîtrise d'œuvre, accord-cadre", {"accord_cadre": True, "duree": 48}, None),
        ("Marché subséquent n° 3 : maintenance des serveurs", {}, None),
        ("Formation des agents", {}, None),
        ("", {}, None),
        ("18MPQ037", {}, None),
    ],
)
def test_without_an_earlier_one_words_and_shape_suggest_or_say_nothing(objet, autres, attendu):
    proposition = proposer([resume(1, objet, **autres)]).get(1)
    assert (proposition and proposition.recurrent) is attendu
    assert proposition is None or (proposition.genre == "mots" and proposition.mots and not proposition.marches)


def test_a_purchase_that_was_made_again_is_not_said_to_be_made_once():
    avant = resume(1, "Refonte et exploitation du site, étude des usages", "2020-03-01", 48)
    apres = resume(2, "Refonte et exploitation du site, étude des usages", "2024-03-01", 48)
    assert proposer([avant, apres])[2].genre == "anterieur"
    assert 1 not in proposer([avant, apres]) or proposer([avant, apres])[1].recurrent


_MOTS = (
    "nettoyage",
    "écoles",
    "vitres",
    "mairie",
    "denrées",
    "gymnases",
    "maintenance",
    "ascenseurs",
    "construction",
    "lot 2",
)
_RESUMES = st.lists(
    st.builds(
        Resume,
        id=st.just(0),
        acheteur_id=st.sampled_from((VILLE, METROPOLE)),
        objet=st.none() | st.lists(st.sampled_from(_MOTS), max_size=5).map(" ".join),
        cpv=st.sampled_from((None, "90910000", "45000000")),
        nature=st.sampled_from((None, "services", "travaux")),
        accord_cadre=st.none() | st.booleans(),
        duree_mois=st.sampled_from((None, 6, 12, 48)),
        notifie_le=st.none() | st.dates(date(2015, 1, 1), date(2027, 1, 1)),
        fin=st.none() | st.dates(date(2015, 1, 1), date(2031, 1, 1)),
    ),
    max_size=25,
).map(lambda resumes: [replace(un, id=rang) for rang, un in enumerate(resumes, 1)])


@settings(max_examples=60 * settings.default.max_examples // 100, deadline=None)
@given(_RESUMES, st.randoms())
def test_the_order_in_which_a_register_is_read_changes_nothing(resumes, hasard):
    melange = list(resumes)
    hasard.shuffle(melange)
    assert proposer(melange) == proposer(resumes)


@settings(max_examples=60 * settings.default.max_examples // 100, deadline=None)
@given(_RESUMES)
def test_every_proof_is_an_earlier_contract_of_the_same_buyer(resumes):
    par_numero = {un.id: un for un in resumes}
    for numero, proposition in proposer(resumes).items():
        assert (proposition.genre == "anterieur") == bool(proposition.marches)
        assert proposition.marches or proposition.mots
        for preuve in proposition.marches:
            avant, apres = par_numero[preuve], par_numero[numero]
            assert avant.acheteur_id[:9] == apres.acheteur_id[:9]
            assert apres.notifie_le - avant.notifie_le >= timedelta(days=270)


def test_a_large_register_of_one_buyer_is_read_in_seconds():
    lieux = [f"quartier{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}{chr(97 + n // 676)}" for n in range(2500)]
    resumes = [
        resume(rang, f"Nettoyage et entretien des locaux {lieu}", f"{annee}-03-01", 48, accord_cadre=True)
        for rang, (lieu, annee) in enumerate(((lieu, annee) for lieu in lieux for annee in (2016, 2020, 2024)), 1)
    ]
    start = time.perf_counter()
    propositions = proposer(resumes)
    assert time.perf_counter() - start < 5
    assert sum(un.genre == "anterieur" for un in propositions.values()) == 5000
