"""`spaser rappels` and `spaser calendrier`: the reminders to come, and the milestones of an award."""

from __future__ import annotations

import argparse
import sys
from datetime import timedelta

from bot import clock, wiring
from bot.command_line import Command, answer, lire_jour, migrated
from bot.wiring import Settings


def add(command: Command) -> None:
    rappels = command(
        "rappels", _rappels, "montre les rappels à venir sans rien envoyer ; --envoyer fait ce qui est dû"
    )
    rappels.add_argument(
        "--jusqu-au", type=lire_jour, metavar="AAAA-MM-JJ", help="simule jusqu'à ce jour (dans 31 jours)"
    )
    rappels.add_argument("--envoyer", action="store_true", help="prépare et envoie ce qui est dû aujourd'hui")
    command("calendrier", _calendrier, "lit des dates d'attribution en lignes JSON, écrit le jour de chaque jalon")


def _rappels(settings: Settings, arguments: argparse.Namespace) -> int:
    from bot.rappels import commands

    jour = clock.today()
    with migrated(settings) as database:
        if arguments.envoyer:
            bot = wiring.build_bot(wiring.build_knowledge(settings), database, [], wiring.build_access(settings))
            commands.envoyer(bot.workers["rappels"], sys.stdout)
            return 0
        pack, _ = wiring.build_pack(settings)
        jusqu_au = arguments.jusqu_au or jour + timedelta(days=31)
        commands.montrer(database, pack, jour, jusqu_au, sys.stdout)
    return 0


def _calendrier(settings: Settings, _: argparse.Namespace) -> int:
    from bot.rappels.lines import Calendrier

    pack, _wording = wiring.build_pack(settings)
    return answer(Calendrier(pack))
