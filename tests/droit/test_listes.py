"""What a CPV code, or a family of codes, says of the two lists of services."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.cpv import Familles
from knowledge.cpv.nomenclature import libelle
from knowledge.droit.listes import est_suppose
from knowledge.lecture import Lecteur
from knowledge.regles.faits import Texte


@pytest.fixture(scope="module")
def listes(pack):
    return {liste.fait: liste for liste in pack.listes}


def test_a_list_answers_its_own_examples(listes):
    for liste in listes.values():
        assert [un.titre for un in liste.exemples if liste.contient(un.cpv) is not un.attendu] == []


def test_every_code_of_a_list_is_in_the_nomenclature(listes):
    for liste in listes.values():
        for code in (*liste.debuts, *liste.codes, *liste.incertains, *liste.sauf):
            assert libelle(code.ljust(8, "0")) or len(code) < 8, code


def test_what_may_be_reserved_is_never_off_the_first_list(listes, pack):
    """Article 77 is a part of the services of the annex: no code is reservable and surely not one of them."""
    premiere, seconde = listes["service_social_specifique"], listes["liste_ess"]
    for code in seconde.codes:
        assert premiere.contient(code) is True, code


@pytest.mark.parametrize(
    ("codes", "specifique", "reservable"),
    [
        ("80511000", True, True),
        ("80530000", True, False),
        ("79713000", True, False),
        ("55524000", True, False),
        ("90910000", False, False),
        ("79953000", None, False),
        ("92511000", None, None),
        ("80511000 90910000", None, None),
        ("80511000 85312110", True, True),
        ("80", True, None),
        ("797", True, False),
        ("909", False, False),
        ("", None, None),
    ],
)
def test_the_two_lists_are_not_one(listes, codes, specifique, reservable):
    assert listes["service_social_specifique"].contient(codes) is specifique
    assert listes["liste_ess"].contient(codes) is reservable


@pytest.mark.parametrize(
    ("texte", "codes"),
    [
        ("formation, CPV 80511000-9, 40 000 € HT", "80511000"),
        ("CPV : 85312110 et 80511000", "85312110 80511000"),
        ("ce n'est pas le CPV 90910000-9, c'est le CPV 80511000-9", "80511000"),
        ("nettoyage des écoles", None),
        ("bon de commande 80511001", None),
    ],
)
def test_the_codes_that_a_text_names_are_kept_as_said(pack, texte, codes):
    lecture = Lecteur(pack.vocabulaire, Familles(pack.familles)).lire(texte, date(2026, 11, 28))
    lus = {lu.nom: lu for lu in lecture.lus}
    assert (lus["code_cpv"].possible.texte if "code_cpv" in lus else None) == codes


def test_a_family_is_supposed_and_a_code_is_said():
    assert est_suppose("code_cpv", Texte("797"))
    assert not est_suppose("code_cpv", Texte("79713000"))
    assert not est_suppose("objet", Texte("797"))
