"""What the acts do that the reader of acts hears in words that no list of ours holds."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.conversation.replay import Replay
from handlers.conversation.acts import executer
from handlers.policy import gestes
from knowledge.ecoute import Acte


@pytest.fixture
def parle(knowledge, monkeypatch):
    """Say words that are heard as these acts, whatever they are."""
    rejeu = Replay(knowledge, datetime(2026, 11, 30, 10, tzinfo=ZoneInfo("Europe/Paris")))

    def dire(texte, *natures):
        with monkeypatch.context() as m:
            if natures:
                actes = [Acte(nature, mots=texte) for nature in natures]
                m.setattr(
                    "handlers.policy._par_texte",
                    lambda turn, entretien, _attente, _texte: executer(turn, entretien, actes, gestes()),
                )
            return "\n".join(message.texte for message in rejeu.say(texte)).replace("\u202f", " ").replace("\xa0", " ")

    yield dire
    rejeu.close()


def test_facts_and_the_interview_heard_together_are_both_done_and_the_interview_asks_last(parle):
    dit = parle("20 armoires pour les archives, 12 000 € HT, mouais", "informer", "interroger_le_besoin")
    assert "montant : 12 000 € HT" in dit
    assert "le diagnostic reprend après" in dit
    assert dit.index("12 000") < dit.index("1/8")
    # One question, that of the interview.
    assert dit.count("?") == 1


def test_facts_told_beside_a_purchase_under_way_are_noted_before_the_interview(parle):
    parle("20 armoires pour les archives")
    dit = parle("ah et c'est 12 000 € HT, mouais", "informer", "interroger_le_besoin")
    assert "montant : 12 000 € HT" in dit
    assert "1/8" in dit


def test_a_cost_heard_in_words_of_no_list_is_counted_and_is_no_amount(parle):
    parle("20 armoires pour les archives, 12 000 € HT")
    dit = parle("leasing 90 mensuel, achat 4 000, 5 ans", "cout_global")
    assert "5 400 €" in dit
    assert "12 000 € HT" in parle("récapituler")


def test_nothing_is_asked_of_a_purchase_that_nobody_named(parle):
    assert "De quel achat s'agit-il" in parle("mouais", "interroger_le_besoin")
    assert "Il n'y a pas encore d'entretien" in parle("et donc ?", "note_du_besoin")


def test_the_note_and_the_sequel_find_the_interview_by_themselves(parle):
    parle("20 armoires pour les archives, 12 000 € HT. On en a vraiment besoin ?")
    parle("on en a déjà qui dorment au dépôt")
    assert "Peu, ou par moments" in parle("bref", "note_du_besoin")
    assert "Déjà dit : l'usage" in parle("bref", "reprendre_le_besoin")
