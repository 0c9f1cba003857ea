"""The home of a person, where a platform has one: their purchases and where each stands, then their contracts."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from bot.conversation.replay import ADDRESS, Replay
from bot.platforms.slack.outgoing import draw_home


@pytest.fixture
def replay(knowledge):
    alone = Replay(knowledge, datetime(2026, 11, 27, 9, tzinfo=UTC))
    yield alone
    alone.close()


def test_it_lists_ones_purchases_with_where_they_stand(replay):
    replay.say("nettoyage des écoles à relancer, 120 k€ HT, 3 ans, appel d'offres, non alloti")
    replay.say("retenir 8")

    (purchases, *_) = home = replay.engine.home(ADDRESS, "")

    assert "nettoyage des écoles à relancer" in purchases.texte
    assert "8 retenue" in purchases.texte
    assert "s:voir:1" in [choice.value for choice in purchases.choices]
    assert "achat n° 1" in json.dumps(draw_home(home, "D1", "alice"), ensure_ascii=False)


def test_who_has_none_is_told_how_to_begin(replay):
    assert "Vous n'avez pas encore d'achat suivi" in replay.engine.home(ADDRESS, "")[0].texte
