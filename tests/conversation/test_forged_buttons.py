"""A button that none of ours would send is answered, whatever it holds."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.conversation.replay import Replay
from handlers.capabilities import capabilities
from storage.comptes.records import Role

RESTES = ("", ":", ":1", ":x", ":²", ":1:x", ":1:2:3", ":a:b:c:d:e", ":999999999999")


@pytest.mark.parametrize("role", [None, Role.EQUIPE])
def test_a_forged_button_is_answered(knowledge, role):
    replay = Replay(knowledge, datetime(2026, 11, 24, 9, tzinfo=ZoneInfo("Europe/Paris")))
    if role is not None:
        replay.give(role)
    actes = [f"c:{nature}" for une in capabilities() for nature in une.actes]
    formes = [f"{debut}{reste}" for une in capabilities() for debut in une.formes for reste in RESTES]
    assert [choix for choix in (*actes, *formes, "lu:0", "lu:00000000:0") if not replay.say("", choix)] == []
