"""What is done of one message in its conversation: decided, put off, dropped, asked, and what is still asked after it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from bot.conversation.replay import Replay

CAS = yaml.safe_load(Path(__file__).with_name("tours.yaml").read_text("utf-8"))
NOW = datetime(2026, 12, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("tours", "cas"), [pytest.param(un["tours"], un, id=un["tours"][-1][:60]) for siens in CAS.values() for un in siens]
)
def test_a_message_does_what_it_says_and_no_more(knowledge, tours, cas):
    replay = Replay(knowledge, NOW)
    try:
        for tour in tours:
            messages = replay.say(tour)
        dit = (
            "\n".join(message.texte for message in messages)
            .replace("\N{NO-BREAK SPACE}", " ")
            .replace("\N{NARROW NO-BREAK SPACE}", " ")
            .replace("’", "'")
        )
        boutons = "\n".join(choice.label for message in messages for choice in message.choices)

        assert [un for un in cas.get("dit", ()) if un not in dit.replace("**", "")] == []
        assert [un for un in cas.get("tait", ()) if un in f"{dit}\n{boutons}"] == []
        assert cas.get("attend") in (None, replay.state().get("question"))
    finally:
        replay.close()
