"""The nature of what is bought is guessed from its words only where it is sure, and never against what is said."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.cpv.natures import FICHIER, Natures, traits_de_nature
from knowledge.lecture import Lecteur
from knowledge.lecture.faits_dits import Origine, lire_faits
from knowledge.recherche.modele import Modele
from knowledge.regles.faits import Options
from knowledge.training.natures import seuil_de
from tests.fixtures.knowledge import pack_reel

NATURES = Natures()
LECTEUR = Lecteur(pack_reel().vocabulaire)
JOUR = date(2026, 11, 27)


def lue(texte):
    [nature] = [dit for dit in lire_faits(LECTEUR, texte, JOUR).dits if dit.nom == "nature"] or [None]
    return nature


@pytest.mark.parametrize("objet", ["", "zorblaxes à gogo", "lot 3", "12 000", "bonjour", "🙂"])
def test_nothing_is_guessed_of_an_object_that_says_nothing(objet):
    assert NATURES.deviner(objet) is None


def test_a_purchase_whose_words_are_none_of_ours_has_the_nature_of_its_object():
    nature = lue("150 PC portables reconditionnés, 58k HT")
    assert nature is not None
    assert nature.origine is Origine.DEVINE
    assert nature.possible == Options(frozenset({"fournitures"}))


def test_what_is_said_is_never_replaced_by_a_guess():
    assert lue("150 PC portables reconditionnés, en services, 58k HT").possible == Options(frozenset({"services"}))
    assert lue("150 PC portables, ce n'est pas un marché de fournitures") is None or "fournitures" not in str(
        lue("150 PC portables, ce n'est pas un marché de fournitures").possible
    )


@given(st.lists(st.sampled_from([*list(Modele.lire(FICHIER).traits)[::50], "12", "lot", "é🙂"]), max_size=12))
def test_any_words_are_answered(tires):
    assert NATURES.deviner(" ".join(tires)) in {None, "travaux", "fournitures", "services"}


def test_the_head_is_a_feature_of_its_own():
    assert "^ecran" in traits_de_nature("écrans de scène")
    assert "^ecran" not in traits_de_nature("location d'écrans")


def test_the_threshold_is_the_lowest_that_keeps_what_is_promised():
    assert seuil_de([(0.9, True)] * 50 + [(0.6, False)] * 50) == 0.9
    assert seuil_de([(0.9, False)] * 50) > 1
