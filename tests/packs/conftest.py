"""A whole other pack, made up: what the engine knows of one plan only must not show through it."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot import wiring
from bot.conversation.replay import Replay
from bot.envois.rendering import markdown_to_plain
from storage.comptes.records import Role

DOSSIER = Path(__file__).parent / "haute_loutre"
NOW = datetime(2026, 11, 24, 9, tzinfo=ZoneInfo("Europe/Paris"))
# The buyers, the services, the committee, the milestones, the action numbers and the amounts of the pack that comes with the engine.
D_AILLEURS = re.compile(
    r"clermont|auvergne|\bvilles?\b|m[ée]tropol|\bPLIE\b|\b3DE\b|\bQVT\b|\bCAD\b|\bJ ?- ?(?:24|14|12)\b|\bj(?:24|14|12)\b|90\s000"
    r"|\b(?:actions?|fiche|d[ée]tail|retenir|[ée]carter|cibler) (?:[1-9]|1\d|2[0-6])\b|[ée]conomie circulaire|TPE"
)


def sans_fines(texte: str) -> str:
    return re.sub("[\u00a0\u202f]", " ", texte)


def rien_d_ailleurs(texte: str) -> None:
    """Nothing of another plan is in these words."""
    dit = sans_fines(texte)
    trouve = D_AILLEURS.search(dit)
    assert trouve is None, dit[max(0, trouve.start() - 120) : trouve.end() + 120]


class Conversation:
    """A replayed conversation; every answer is looked at for words of another plan, but where the law speaks."""

    def __init__(self, knowledge, *roles: Role) -> None:
        self.replay = Replay(knowledge, NOW)
        for role in roles:
            self.replay.give(role)
        self.boutons: dict[str, str] = {}

    def __call__(self, dit: str, *, loi: bool = False, fichier: tuple[str, bytes] | None = None) -> str:
        choix = self.boutons.get(dit[1:-1]) if dit.startswith("[") else None
        messages = self.replay.say("" if choix else dit, choix, fichier=fichier)
        self.boutons = {choice.label: choice.value for message in messages for choice in message.choices}
        texte = "\n".join((*(markdown_to_plain(message.texte) for message in messages), *self.boutons))
        if not loi:
            rien_d_ailleurs(texte)
        return sans_fines(texte)

    def travailler(self, quand: datetime) -> str:
        """What the worker sends by then."""
        self.replay.now = quand
        texte = "\n".join(markdown_to_plain(message.texte) for message in self.replay.work())
        rien_d_ailleurs(texte)
        return sans_fines(texte)


@pytest.fixture(scope="session")
def autre():
    """What the engine knows when it is opened on that pack."""
    return wiring.build_knowledge(wiring.Settings(pack=str(DOSSIER)))


@pytest.fixture
def equipe(autre):
    conversation = Conversation(autre, Role.EQUIPE)
    yield conversation
    conversation.replay.close()


@pytest.fixture
def acheteuse(autre):
    conversation = Conversation(autre)
    yield conversation
    conversation.replay.close()
