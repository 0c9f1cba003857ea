"""A CPV code is read only where it is surely one."""

import pytest

from knowledge.cpv.nomenclature import codes_dans, libelle, tous


@pytest.mark.parametrize(
    ("texte", "codes"),
    [
        ("CPV 90910000", ["90910000"]),
        ("code cpv : 90910000-9, nettoyage", ["90910000"]),
        ("c.p.v. n° 90910000 - 9", ["90910000"]),
        ("90910000-9", ["90910000"]),
        ("CPV : 45233140-2, 45112500-0 et 34922100-7", ["45233140", "45112500", "34922100"]),
        # The wrong check digit, after the word: the digits still name a code.
        ("CPV 90910000-3", ["90910000"]),
        # Without the word, an eight-digit number is a number.
        ("bon de commande 90910000", []),
        ("90910000", ["90910000"]),
        ("dossier 90910000-3", []),
        ("CPV 12345678", []),
        ("siret 83455372900015", []),
        ("20261124 et 0612345678", []),
        ("", []),
    ],
)
def test_codes_named_in_a_text(texte, codes):
    assert [trouve.code for trouve in codes_dans(texte)] == codes


def test_a_code_says_where_it_stands():
    texte = "Nettoyage (CPV 90910000-9), 3 ans"
    (trouve,) = codes_dans(texte)
    assert texte[trouve.debut : trouve.fin] == "CPV 90910000-9"


def test_the_nomenclature_is_whole():
    codes = dict(tous())
    assert len(codes) == 9454
    assert libelle("45000000") == "Travaux de construction"
    assert libelle("99999999") is None
