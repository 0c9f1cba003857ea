"""What is told of a cost, and what it makes."""

from __future__ import annotations

import pytest

from knowledge.besoin.chargement import questionnaire_de
from knowledge.besoin.cout import ajouter, bascule, compter, d_un_seul_cote, depuis_json, en_json, lire_les_couts


def compte(pack, *textes):
    postes, manieres = questionnaire_de(pack).postes, []
    for texte in textes:
        manieres, su = ajouter(manieres, lire_les_couts(texte, postes))
        assert su
    assert depuis_json(en_json(manieres), postes) == manieres
    return manieres, [compter(une, postes) for une in manieres]


@pytest.mark.parametrize(
    ("textes", "totaux"),
    [
        (("acheter 12 000 ou louer 300 par mois sur 5 ans",), {"acheter": 12000, "louer": 18000}),
        (("location 300 euros par mois pendant 60 mois, achat 12k€ + 400 d'entretien par an",), {"louer": 18000, "acheter": 14000}),
        (("achat 12 000, électricité 200 € par an, entretien 500/an, 8 ans, reprise 1000",), {"acheter": 16600}),
        (("20 pc à 800 €", "sur 4 ans"), {"acheter": 16000}),
        (("loccation 250 par moi ou aquisition 9000 plus 300 dentretien par an, sur 6 ans",), {"louer": 18000, "acheter": 10800}),
        # What comes back makes no total without a duration.
        (("achat 9 000, entretien 300 par an",), {"acheter": None}),
    ],
)  # fmt: skip
def test_figures_are_counted_as_they_are_told(pack, textes, totaux):
    _, comptes = compte(pack, *textes)
    assert {un.nom: un.total for un in comptes} == totaux


def test_two_ways_side_by_side(pack):
    postes = questionnaire_de(pack).postes
    manieres, comptes = compte(pack, "acheter 12 000 ou louer 300 par mois sur 5 ans", "acheter : entretien 400 par an")
    assert bascule(*manieres, postes) == (45, "acheter")
    assert [poste.id for poste in d_un_seul_cote(comptes, postes)] == ["entretien"]
    # Of which of them is not told: it is asked.
    assert ajouter(manieres, lire_les_couts("énergie 100 par an", postes)) == (manieres, False)


def test_what_nobody_told_is_missing_and_never_counted(pack):
    _, [seul] = compte(pack, "installation 500, sur 5 ans")
    assert seul.total == 500
    assert [poste.id for poste in seul.manquent][:2] == ["acquisition", "energie"]
