"""What is said of lots in passing: called off, taken up, asked about, kept for some, and never dropped in silence."""

from __future__ import annotations

from decimal import Decimal

import pytest

from knowledge.lecture.lots.application import compter_les_annees, somme_des_lots
from knowledge.regles.faits import Intervalle
from knowledge.regles.lots import Lot, lire_lots_gardes
from tests.diagnostic.test_lots import faits
from tests.diagnostic.test_lots_dits import plat

TROIS = "nettoyage en 3 lots : vitrerie 40 000 €, bureaux 120 000 €, écoles 300 000 €, 36 mois"


@pytest.fixture
def dire(say):
    """Say several things in a row; the last answer, on plain spaces."""

    def suite(*dits):
        return plat([say(dit) for dit in dits][-1])

    return suite


@pytest.mark.parametrize("non", ["annule", "mouais, en fait non, annule", "non, remets ce qu'il y avait"])
def test_what_is_called_off_right_after_a_lot_changed_is_that_change(dire, non):
    dit = dire(TROIS, "retire le lot 3", non)
    assert "| 3 · écoles | 300 000 € HT |" in dit
    assert "C'est oublié" not in dit


@pytest.mark.parametrize("non", ["non, annule", "bon, on laisse comme ça", "on ne change rien"])
def test_a_hypothesis_that_is_refused_changes_nothing(dire, say, non):
    assert "je ne change rien" in dire(TROIS, "et si on réunissait les lots 1 et 2 ?", non)
    assert "| 2 · bureaux | 120 000 € HT |" in plat(say("récapitule"))


@pytest.mark.parametrize("oui", ["bon ok on réunit", "oui vas-y", "d'accord, applique"])
def test_a_hypothesis_that_is_taken_up_is_applied(dire, oui):
    assert "Lots 1 et 2 : réunis." in dire(TROIS, "et si on réunissait les lots 1 et 2 ?", oui)


def test_all_is_dropped_where_all_is_named(dire):
    assert "C'est oublié" in dire(TROIS, "retire le lot 3", "annule tout")


def test_an_amount_that_is_said_of_nothing_is_not_the_total(dire):
    dit = dire(TROIS, "et la maintenance, 20 000 €")
    assert "je ne sais pas à quel lot va ce montant" in dit
    assert "460 000 € HT" in dit


def test_the_sum_is_chosen_in_words(dire):
    assert "lequel est le bon" in dire(TROIS, "le total c'est 500 000")
    assert "lequel est le bon" not in dire("ah non c'est quatre cent soixante, vous avez raison")


def test_an_announced_lot_is_new_and_not_unknown(dire):
    dire("entretien d'espaces verts, 3 lots, 4 ans", "lot 1 tonte 200k", "lot 2 élagage 120k")
    dit = dire("et le lot 3 80k")
    assert "| 3 | 80 000 € HT |" in dit
    assert "je n'ai pas de lot" not in dit


def test_what_becomes_of_a_lot_is_kept_by_the_follow_up(dire):
    dit = dire(TROIS, "le lot 1 est attribué, le lot 2 est infructueux")
    assert "lot 1 : attribué" in dit
    assert "Reste à dire : le lot 3" in dit


def test_lots_answer_what_is_asked_of_them(dire):
    dire(TROIS, "insertion seulement sur les lots 2 et 3")
    dit = dire("sur quels lots y a-t-il l'insertion ?")
    assert "Clause d'insertion : lots 2 et 3." in dit
    assert "Pas le lot 1." in dit
    assert "**460 000 € HT**" in dire("et le total ?")


def test_an_action_is_kept_for_some_lots(dire):
    assert "pour les lots 1" in dire(TROIS, "résultat", "garde la 17 pour les lots 1 et 2")
    assert "17 · " in dire("qu'est-ce que j'ai retenu ?")


def test_yearly_amounts_are_counted_over_the_duration_of_the_contract_or_their_own():
    lots = (
        Lot(1, "ascenseurs", faits(), Intervalle.point(Decimal(30000))),
        Lot(2, "portes", faits(duree_mois=12), Intervalle.point(Decimal(5000))),
        Lot(3, "toiture", faits(montant_lot_ht=45000)),
    )
    comptes = compter_les_annees(lots, Decimal(48))
    assert [lot.faits.valeur("montant_lot_ht") for lot in comptes] == [120000, 5000, 45000]
    assert somme_des_lots(comptes) == Intervalle.point(Decimal(170000))
    assert somme_des_lots(lots) is None


def test_a_lot_keeps_its_yearly_amount():
    lot = Lot(1, "ascenseurs", faits(), Intervalle(None, Decimal(30000)))
    assert lire_lots_gardes(lot.faits.vocabulaire, [lot.en_json()]) == (lot,)
    illisible = {**lot.en_json(), "par_an": ["x", None]}
    assert lire_lots_gardes(lot.faits.vocabulaire, [illisible]) == (Lot(1, "ascenseurs", faits()),)
