"""`spaser importer` and `spaser exporter`: what comes into the register and leaves it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bot import clock, wiring
from bot.command_line import Command, ask, migrated
from bot.wiring import Settings


def add(command: Command) -> None:
    importer = command(
        "importer", _importer, "importe un fichier de marchés dans le registre : DECP (JSON, XML, CSV) ou tableau"
    )
    importer.add_argument("fichier", metavar="FICHIER", help="JSON, XML, CSV, XLSX, XLS ou ODS, compressé ou non")
    importer.add_argument("--acheteur", metavar="SIRET", help="l'acheteur des lignes qui n'en nomment aucun")
    importer.add_argument(
        "--colonne", action="append", default=[], metavar="CHAMP=EN-TÊTE", help="d'où lire un champ d'un tableau"
    )
    importer.add_argument("--oui", action="store_true", help="accepte les colonnes proposées sans demander")
    importer.add_argument(
        "--rapport",
        metavar="FICHIER",
        help="écrit le rapport, ligne par ligne, en XLSX ou en CSV selon le nom du fichier",
    )
    exporter = command(
        "exporter", _exporter, "exporte le registre : DECP v2 (JSON), CSV ou XLSX, selon le nom du fichier"
    )
    exporter.add_argument("fichier", metavar="FICHIER", help="registre.json, registre.csv ou registre.xlsx")
    exporter.add_argument(
        "--incomplets", metavar="FICHIER", help="écrit en CSV ce qui manque aux marchés que le JSON ne peut contenir"
    )


def _importer(settings: Settings, arguments: argparse.Namespace) -> int:
    from bot.registre import commands

    pack, _ = wiring.build_pack(settings)
    with migrated(settings) as database:
        commands.importer_un_fichier(
            database,
            pack,
            Path(arguments.fichier),
            commands.Accord(arguments.acheteur, tuple(arguments.colonne), arguments.oui, ask),
            arguments.rapport and Path(arguments.rapport),
            wiring.person(),
            clock.now,
            sys.stdout,
        )
    return 0


def _exporter(settings: Settings, arguments: argparse.Namespace) -> int:
    from bot.registre import commands

    pack, _ = wiring.build_pack(settings)
    with migrated(settings) as database:
        incomplets = arguments.incomplets and Path(arguments.incomplets)
        commands.exporter(database, pack, Path(arguments.fichier), incomplets, sys.stdout)
    return 0
