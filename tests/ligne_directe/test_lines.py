"""`spaser conseiller`: a firm's question in, the ligne directe's answer out."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.ligne_directe.lines import Conseils


@pytest.mark.parametrize(
    ("now", "said", "unsaid"),
    [
        (datetime(2026, 3, 31, 21, 30, tzinfo=UTC), "40 000", "60 000"),
        # In Paris, the first of April has begun.
        (datetime(2026, 3, 31, 22, 30, tzinfo=UTC), "60 000", "40 000"),
    ],
)
def test_the_law_is_that_of_the_day_in_paris(knowledge, now, said, unsaid):
    conseils = Conseils(
        knowledge.pack, knowledge.wording, knowledge.ligne(), knowledge.repondeur(()), knowledge.gardien, now
    )
    reponse = conseils({"q": "à partir de quel montant faut-il une mise en concurrence pour des fournitures ?"})
    dit = reponse["reponse"].replace("\N{NARROW NO-BREAK SPACE}", " ")
    assert said in dit
    assert unsaid not in dit


@pytest.mark.parametrize("courtesy", ["Bonjour", "merci bonne journée", "ok compris", "super, merci beaucoup !"])
def test_a_courtesy_disturbs_nobody(knowledge, courtesy):
    now = datetime(2026, 11, 24, 9, tzinfo=UTC)
    conseils = Conseils(
        knowledge.pack, knowledge.wording, knowledge.ligne(), knowledge.repondeur(()), knowledge.gardien, now
    )
    assert conseils({"q": courtesy})["escalade"] is False
