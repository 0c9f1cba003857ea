"""`spaser conseiller`: questions of firms in, the answers of the ligne directe out."""

from __future__ import annotations

import argparse

from bot import clock, wiring
from bot.command_line import Command, answer
from bot.wiring import Settings


def add(command: Command) -> None:
    command(
        "conseiller",
        _conseiller,
        "lit des questions d'entreprises en lignes JSON, écrit les réponses de la ligne directe",
    )


def _conseiller(settings: Settings, _: argparse.Namespace) -> int:
    from bot.ligne_directe.lines import Conseils

    knowledge = wiring.build_knowledge(settings)
    pack, wording, ligne = knowledge.pack, knowledge.wording, knowledge.ligne()
    return answer(Conseils(pack, wording, ligne, knowledge.repondeur(()), knowledge.gardien, clock.now()))
