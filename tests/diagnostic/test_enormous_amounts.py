"""An amount that no contract has is never kept, and nothing breaks on it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from bot.conversation.replay import Replay
from bot.diagnostic.lines import lire_faits
from bot.lines import LigneFautiveError
from knowledge.regles.faits import NOMBRE_MAX
from knowledge.suivi.reponses import lire_montant

NOW = datetime(2026, 11, 27, 10, tzinfo=ZoneInfo("Europe/Paris"))
ENORMOUS = (
    "99 999 999 999 999 999 € HT",
    "999999999999 millions € HT",
    "100 000 000 000 M€ HT",
    "90 milliards € HT par an pendant 99 ans",
    "entre 1 € et 100 000 000 000 M€ HT",
    "1 000 milliards d'euros HT",
)


@pytest.fixture
def replay(knowledge):
    replay = Replay(knowledge, NOW)
    yield replay
    replay.close()


def _amount(knowledge, text):
    lus = knowledge.lecteur.lire(text, date(2026, 11, 27)).lus
    return next((lu.possible for lu in lus if lu.nom == "montant_ht"), None)


@pytest.mark.parametrize("amount", ENORMOUS)
def test_a_purchase_of_an_enormous_amount_is_followed_without_it(replay, amount):
    replay.say(f"nettoyage des écoles {amount}")
    assert replay.say("résultat")
    replay.say("mes achats")


@pytest.mark.parametrize("amount", ENORMOUS)
def test_it_is_no_fact_of_a_description(knowledge, amount):
    assert _amount(knowledge, f"nettoyage des écoles {amount}") is None


@pytest.mark.parametrize("amount", ENORMOUS[:3])
def test_who_answers_it_is_told_that_it_is_too_much(knowledge, amount):
    fait = knowledge.pack.vocabulaire["montant_ht"]
    reponse = knowledge.lecteur.lire_reponse(fait, amount, date(2026, 11, 27))
    assert (reponse.possible, reponse.incertitude) == (None, "demesure")


def test_the_sum_of_a_yearly_amount_is_bounded_too(knowledge):
    assert _amount(knowledge, "nettoyage, 300 000 M€ HT par an sur 2 ans") is not None
    assert _amount(knowledge, "nettoyage, 300 000 M€ HT par an sur 20 ans") is None


@pytest.mark.parametrize("said", ["l'achat 1 est attribué à 999999999999 M€", "il est attribué, 100 000 000 000 M€"])
def test_what_a_purchase_was_awarded_for_is_bounded(replay, said):
    replay.say("nettoyage des écoles, 85 000 € HT, 36 mois")
    replay.say("résultat")
    assert replay.say(said)
    assert lire_montant(said) is None


def test_a_line_of_json_has_the_same_bound(pack):
    assert lire_faits(pack, {"montant_ht": NOMBRE_MAX - 1})
    with pytest.raises(LigneFautiveError, match="trop grand"):
        lire_faits(pack, {"montant_ht": NOMBRE_MAX})


def test_what_is_below_fits_the_database_for_a_hundred_years():
    assert NOMBRE_MAX * 100 * 100 < 2**63
    assert isinstance(NOMBRE_MAX, Decimal)
