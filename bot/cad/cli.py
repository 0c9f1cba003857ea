"""`spaser cad`: the sessions of the committee, and the documents of one."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bot import clock, wiring
from bot.command_line import Command, fail, lire_jour, migrated
from bot.wiring import Settings


def add(command: Command) -> None:
    cad = command("cad", _cad, "montre les séances du comité ; prépare le dossier d'une séance, son procès-verbal")
    cad.add_argument("--acheteur", help="identifiant d'un acheteur du plan ; sans cela, la prochaine séance de tous")
    cad.add_argument("--seance", type=lire_jour, metavar="AAAA-MM-JJ", help="le jour de la séance (la prochaine)")
    cad.add_argument("--dossier", metavar="FICHIER", help="écrit le dossier des membres, en .pdf ou .docx")
    cad.add_argument("--proces-verbal", metavar="FICHIER", help="écrit le procès-verbal, en .pdf ou .docx")
    cad.add_argument("--classeur", metavar="FICHIER", help="écrit la cotation, la proposition et les décisions en XLSX")


def _cad(settings: Settings, arguments: argparse.Namespace) -> int:
    from bot.cad import commands

    voulus = {"dossier": arguments.dossier, "proces_verbal": arguments.proces_verbal, "classeur": arguments.classeur}
    voulu = commands.Voulu(
        arguments.acheteur, arguments.seance, {quoi: Path(nom) for quoi, nom in voulus.items() if nom is not None}
    )
    knowledge = wiring.build_knowledge(settings)
    with migrated(settings) as database:
        try:
            commands.preparer_la_seance(database, knowledge, voulu, clock.today(), sys.stdout)
        except OSError as error:
            return fail(str(error))
    return 0
