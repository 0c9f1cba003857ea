"""`spaser ecrire` and `spaser envois`: writing to a person, and the messages that were lost."""

from __future__ import annotations

import argparse
import sys

from bot import clock, wiring
from bot.command_line import Command, lire_numero, migrated
from bot.wiring import Settings


def add(command: Command) -> None:
    ecrire = command("ecrire", _ecrire, "écrit à une personne, là où elle a parlé à l'assistant en privé")
    ecrire.add_argument("plateforme", metavar="PLATEFORME", help="web, ligne, slack, teams, telegram, matrix")
    ecrire.add_argument("personne", metavar="PERSONNE", help="son nom sur cette plateforme : « mes droits » le dit")
    ecrire.add_argument("texte", metavar="TEXTE", help="le message, entre guillemets")
    envois = command("envois", _envois, "montre les messages qu'aucune messagerie n'a pris, et les renvoie")
    envois.add_argument("--renvoyer", type=lire_numero, metavar="N", help="remet en route le message N")


def _ecrire(settings: Settings, arguments: argparse.Namespace) -> int:
    from bot.envois import commands

    _, wording = wiring.build_pack(settings)
    who = (arguments.plateforme, arguments.personne)
    with migrated(settings) as database:
        commands.ecrire(database, wording, *who, arguments.texte, clock.now(), sys.stdout)
    return 0


def _envois(settings: Settings, arguments: argparse.Namespace) -> int:
    from bot.envois import commands

    with migrated(settings) as database:
        if arguments.renvoyer is None:
            commands.montrer_les_perdus(database, sys.stdout)
        else:
            commands.renvoyer(database, arguments.renvoyer, clock.now(), sys.stdout)
    return 0
