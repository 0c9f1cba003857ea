"""What is told of a cost, and what it makes."""

from __future__ import annotations

from decimal import Decimal

import pytest

from knowledge.besoin.chargement import questionnaire_de
from knowledge.besoin.cout import ajouter, bascule, compter, d_un_seul_cote, lire_les_couts, lire_un_choix


def compte(pack, *textes, nombre=None):
    postes, manieres = questionnaire_de(pack).postes, []
    for texte in textes:
        manieres, su = ajouter(manieres, lire_les_couts(texte, postes))
        assert su
    return manieres, [compter(une, postes, nombre) for une in manieres]


@pytest.mark.parametrize(
    ("textes", "totaux"),
    [
        (("acheter 12 000 ou louer 300 par mois sur 5 ans",), {"acheter": 12000, "louer": 18000}),
        (("location 300 euros par mois pendant 60 mois, achat 12k€ + 400 d'entretien par an",), {"louer": 18000, "acheter": 14000}),
        (("achat 12 000, électricité 200 € par an, entretien 500/an, 8 ans, reprise 1000",), {"acheter": 16600}),
        (("20 pc à 800 €", "sur 4 ans"), {"acheter": 16000}),
        (("loccation 250 par moi ou aquisition 9000 plus 300 dentretien par an, sur 6 ans",), {"louer": 18000, "acheter": 10800}),
        # A story, sentence after sentence, over the same years; what is in a price is not counted twice.
        (("j'ai un devis location à 3 400 € par mois entretien compris. l'achat c'est 240 000 plus 9 000 d'entretien par an, on la garderait 8 ans et on la revend 30 000",), {"louer": 326400, "acheter": 282000}),
        (("la loc c'est 1200 par mois tout compris, sinon acheter 45 000 et 3 000 de réparations par an pendant 6 ans",), {"louer": 86400, "acheter": 63000}),
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
    assert (seul.total, seul.sans_prix) == (None, True)
    assert [poste.id for poste in seul.manquent][:2] == ["acquisition", "energie"]


def test_prices_of_one_are_counted_once_it_is_known_how_many(pack):
    trois = "me revoilà. en louant c'est 11 € par mois la tablette sur 36 mois, en achetant 320 € pièce, et en reconditionné 190 €"
    _, a_l_unite = compte(pack, trois)
    assert all(un.a_l_unite for un in a_l_unite)
    _, comptes = compte(pack, trois, nombre=Decimal(400))
    assert {un.nom: un.total for un in comptes} == {"louer": 158400, "acheter": 128000, "occasion": 76000}
    # "Neuf" is no nine.
    _, comptes = compte(pack, "neuf 1 500 € pièce, d'occasion 700 € pièce", nombre=Decimal(40))
    assert {un.nom: un.total for un in comptes} == {"acheter": 60000, "occasion": 28000}


@pytest.mark.parametrize(
    ("texte", "nom", "nombre"),
    [
        ("bon je pars sur 250 reconditionnées. c'est quoi la suite", "occasion", 250),
        ("finalement on va louer", "louer", None),
        ("va pour l'achat", "acheter", None),
        ("on prend quoi ?", None, None),
        ("la location est plus chère", None, None),
    ],
)
def test_the_way_that_is_chosen_is_read_with_how_many(texte, nom, nombre):
    choisie = lire_un_choix(texte, ["acheter", "louer", "occasion"])
    assert (choisie and choisie.nom, choisie and choisie.nombre) == (nom, nombre)
