"""`spaser diagnostiquer` and `spaser comprendre`: contracts in, their diagnoses out; texts in, their facts out."""

from __future__ import annotations

import argparse

from bot import clock, wiring
from bot.command_line import Command, answer
from bot.wiring import Settings


def add(command: Command) -> None:
    command("diagnostiquer", _diagnostiquer, "lit des contrats en lignes JSON, écrit leurs diagnostics")
    command("comprendre", _comprendre, "lit des textes en lignes JSON, écrit les faits compris")


def _diagnostiquer(settings: Settings, _: argparse.Namespace) -> int:
    from bot.diagnostic.lines import Diagnostiqueur

    pack, wording = wiring.build_pack(settings)
    return answer(Diagnostiqueur(pack, wording, clock.today()))


def _comprendre(settings: Settings, _: argparse.Namespace) -> int:
    from bot.diagnostic.lines import Comprehension

    knowledge = wiring.build_knowledge(settings)
    return answer(Comprehension(knowledge.lecteur, knowledge.reconnaitre, clock.today()))
