"""CPV codes in a description: facts, never amounts."""

from datetime import date

import pytest

from knowledge.cpv import Familles
from knowledge.lecture import Lecteur
from tests.fixtures.knowledge import pack_reel

JOUR = date(2026, 11, 24)


@pytest.fixture(scope="module")
def lire():
    pack = pack_reel()
    lecteur = Lecteur(pack.vocabulaire, Familles(pack.familles))
    return lambda texte: lecteur.lire(texte, JOUR)


def par_nom(lecture):
    return {lu.nom: lu for lu in lecture.lus}


def test_a_code_says_the_nature_and_the_family_and_names_the_purchase(lire):
    lus = par_nom(lire("CPV 90910000-9, 85 k€ HT, 3 ans"))
    assert lus["nature"].possible.seule == "services"
    assert lus["nature"].sur
    assert lus["segments"].possible.dedans == {"nettoyage"}
    assert lus["nature"].mots == "CPV 90910000-9 (Services de nettoyage)"
    assert lus["objet"].possible.texte == "Services de nettoyage"
    assert lus["montant_ht"].possible.seule == 85_000


def test_the_digits_of_a_code_are_no_amount(lire):
    assert "montant_ht" not in par_nom(lire("nettoyage, CPV 90910000 € HT"))
    assert "montant_ht" not in par_nom(lire("montant : CPV 90910000-9"))


def test_words_and_codes_add_their_families(lire):
    lus = par_nom(lire("travaux de voirie, CPV 45112700-2"))
    assert lus["segments"].possible.dedans == {"voirie", "espaces_verts"}


def test_a_sure_word_wins_over_a_code(lire):
    lus = par_nom(lire("marché de maîtrise d'œuvre, CPV 45000000-7"))
    assert lus["nature"].possible.seule == "maitrise_oeuvre"


def test_a_code_wins_over_a_guess(lire):
    assert not par_nom(lire("linge"))["nature"].sur
    lus = par_nom(lire("linge, CPV 98310000-9"))
    assert lus["nature"].sur
    assert lus["nature"].possible.seule == "services"


def test_codes_of_two_natures_say_nothing_and_are_told(lire):
    lecture = lire("CPV 90910000-9 et 34144210-3, 40 k€ HT")
    assert {"nature", "segments"}.isdisjoint(par_nom(lecture))
    assert lecture.contradictions == ("nature",)


@pytest.mark.parametrize("texte", ["pas le CPV 90910000-9", "on a écarté le CPV 90910000-9", "hors CPV 90910000-9"])
def test_a_refused_code_says_nothing(lire, texte):
    assert {"nature", "segments"}.isdisjoint(par_nom(lire(texte)))


def test_a_code_of_engineering_leaves_two_natures(lire):
    assert par_nom(lire("CPV 71240000-2"))["nature"].possible.possibles == {"services", "maitrise_oeuvre"}


@pytest.mark.parametrize("texte", ["CPV 12345678", "bon de commande 90910000", "90910001", "CPV ?", "cpv : à préciser"])
def test_what_is_no_code_says_nothing(lire, texte):
    lus = par_nom(lire(texte))
    assert "segments" not in lus
    assert "nature" not in lus


def test_a_purchase_without_a_word_of_ours_can_be_named(lire):
    lecture = lire("Bonjour, brumisateurs pour les parcs, 40 k€ HT, 12 mois")
    assert lecture.objet_possible == "brumisateurs pour les parcs"
    assert lire("40 k€ HT, 12 mois").objet_possible == ""
