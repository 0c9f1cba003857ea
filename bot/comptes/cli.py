"""`spaser roles`: who has which role, and the codes that give one."""

from __future__ import annotations

import argparse
import sys
from datetime import timedelta
from typing import TYPE_CHECKING

from bot import clock, wiring
from bot.command_line import Command, migrated
from bot.wiring import Settings

if TYPE_CHECKING:
    from storage.comptes.records import Role


def add(command: Command) -> None:
    actions = command("roles", _roles, "montre, donne et retire les rôles").add_subparsers(
        dest="action", metavar="ACTION"
    )
    for action, help_ in (("donner", "donne un rôle à une personne"), ("retirer", "retire un rôle à une personne")):
        sub = actions.add_parser(action, help=help_, description=help_)
        sub.add_argument("role", type=_role, metavar="RÔLE", help="acheteur, expert, equipe ou entreprise")
        sub.add_argument("plateforme", metavar="PLATEFORME", help="web, ligne, terminal, slack…")
        sub.add_argument("personne", metavar="PERSONNE", help="son nom sur cette plateforme : « mes droits » le dit")
    code = actions.add_parser("code", help="affiche un code qui donne un rôle, une seule fois")
    code.add_argument("role", type=_role, metavar="RÔLE", help="acheteur, expert, equipe ou entreprise")
    code.add_argument("--valable", type=_duree, default="24h", metavar="DURÉE", help="30min, 24h, 2j (24h par défaut)")


def _role(raw: str) -> Role:
    from bot.comptes.commands import lire_role

    return lire_role(raw)


def _duree(raw: str) -> timedelta:
    from bot.comptes.commands import lire_duree

    return lire_duree(raw)


def _roles(settings: Settings, arguments: argparse.Namespace) -> int:
    from bot.comptes import commands

    with migrated(settings) as database:
        match arguments.action:
            case "donner":
                who = (arguments.role, arguments.plateforme, arguments.personne)
                commands.donner(database, *who, wiring.person(), clock.now(), sys.stdout)
            case "retirer":
                commands.retirer(database, arguments.role, arguments.plateforme, arguments.personne, sys.stdout)
            case "code":
                commands.creer_un_code(
                    database, arguments.role, arguments.valable, wiring.person(), clock.now(), sys.stdout
                )
            case _:
                commands.montrer_les_roles(database, sys.stdout)
    return 0
