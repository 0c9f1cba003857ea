"""`spaser indicateurs`: the figures of a year, shown, written, frozen, published."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bot import clock, wiring
from bot.command_line import Command, ask, fail, migrated
from bot.wiring import Settings


def add(command: Command) -> None:
    indicateurs = command(
        "indicateurs", _indicateurs, "montre les chiffres d'une année ; les écrit, les fige, les publie"
    )
    indicateurs.add_argument("--annee", type=_annee, help="l'année (celle qui court)")
    indicateurs.add_argument("--acheteur", help="identifiant d'un acheteur du plan ; tous ensemble sans cela")
    indicateurs.add_argument(
        "--figer",
        action="store_true",
        help="fige les chiffres de l'année pour le comité, une fois pour toutes : dit ce qui manque, puis demande",
    )
    indicateurs.add_argument(
        "--oui", action="store_true", help="fige sans demander ; sans terminal, rien n'est figé sans cela"
    )
    indicateurs.add_argument("--classeur", metavar="FICHIER", help="écrit les chiffres et leurs contrats en XLSX")
    indicateurs.add_argument("--pdf", metavar="FICHIER", help="écrit le document pour les élus en PDF")
    indicateurs.add_argument(
        "--publier", metavar="DOSSIER", help="écrit les données ouvertes : CSV, dictionnaire et schéma"
    )


def _annee(texte: str) -> int:
    annee = int(texte)
    if not 2000 <= annee <= 2100:
        raise argparse.ArgumentTypeError("une année, comme 2026")
    return annee


def _indicateurs(settings: Settings, arguments: argparse.Namespace) -> int:
    from bot.indicateurs import commands

    pack = wiring.build_knowledge(settings).pack
    now = clock.now()
    voulu = commands.Voulu(
        arguments.annee or clock.today().year,
        arguments.acheteur,
        wiring.person(),
        figer=arguments.figer,
        classeur=None if arguments.classeur is None else Path(arguments.classeur),
        pdf=None if arguments.pdf is None else Path(arguments.pdf),
        publier=None if arguments.publier is None else Path(arguments.publier),
        oui=arguments.oui,
        demander=ask,
    )
    with migrated(settings) as database:
        try:
            commands.montrer(database, pack, voulu, now, sys.stdout)
        except OSError as error:
            return fail(str(error))
    return 0
