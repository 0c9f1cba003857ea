"""`spaser chercher`: questions in, the fiches found out."""

from __future__ import annotations

import argparse

from bot import wiring
from bot.command_line import Command, answer
from bot.wiring import Settings


def add(command: Command) -> None:
    command("chercher", _chercher, "lit des questions en lignes JSON, écrit les fiches trouvées")


def _chercher(settings: Settings, _: argparse.Namespace) -> int:
    from bot.fiches.lines import Recherche

    knowledge = wiring.build_knowledge(settings)
    return answer(Recherche(knowledge.pack, knowledge.chercheur()))
