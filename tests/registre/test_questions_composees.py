"""The register asked in any composition: which contracts, and what of them; each conversation of the file, in its order."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.conversation.replay import Replay
from bot.envois.rendering import markdown_to_plain
from knowledge.donnees import lire_donnees
from storage.comptes.records import Role

CONVERSATIONS = lire_donnees(Path(__file__).with_name("questions_composees.yaml"))
REGISTRE = Path(__file__).parents[1] / "examples" / "registre" / "douze_marches.csv"


@pytest.fixture
def dire(knowledge):
    replay = Replay(knowledge, datetime(2026, 12, 2, 10, tzinfo=ZoneInfo("Europe/Paris")))
    replay.give(Role.EQUIPE)
    replay.say("", fichier=(REGISTRE.name, REGISTRE.read_bytes()))
    replay.say("oui")
    replay.work()

    def _dire(texte: str) -> str:
        dits = "\n".join(markdown_to_plain(un.texte) for un in replay.say(texte))
        return dits.replace("\u00a0", " ").replace("\u202f", " ")

    yield _dire
    replay.close()


@pytest.mark.parametrize("tours", CONVERSATIONS, ids=[tours[0]["dit"] for tours in CONVERSATIONS])
def test_a_question_is_answered_from_the_register(dire, tours):
    for tour in tours:
        reponse = dire(tour["dit"])
        assert [un for un in tour.get("attendu", ()) if un not in reponse] == [], f"{tour['dit']} -> {reponse}"
        assert [un for un in tour.get("absent", ()) if un in reponse] == [], f"{tour['dit']} -> {reponse}"
