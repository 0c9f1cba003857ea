"""`spaser apprentissage`: what was not understood, and what became of it."""

from __future__ import annotations

import argparse
import sys

from bot import clock, wiring
from bot.command_line import Command, RefusedError, lire_numero, migrated
from bot.wiring import Settings


def add(command: Command) -> None:
    # `incompris` is the name that people's scripts still say.
    apprentissage = command(
        "apprentissage",
        _apprentissage,
        "montre ce que l'assistant n'a pas compris, et note ce qu'on en fait",
        aliases=["incompris"],
    )
    apprentissage.add_argument("--tout", action="store_true", help="montre aussi ce qui est réglé")
    apprentissage.add_argument("--json", action="store_true", help="une ligne JSON par entrée")
    reglage = apprentissage.add_mutually_exclusive_group()
    reglage.add_argument("--traite", type=lire_numero, metavar="N", help="note que l'entrée N est traitée")
    reglage.add_argument("--sans-objet", type=lire_numero, metavar="N", help="note que l'entrée N est sans objet")
    apprentissage.add_argument("--note", help="ce que l'entrée est devenue")


def _apprentissage(settings: Settings, arguments: argparse.Namespace) -> int:
    from bot.apprentissage import commands
    from storage.apprentissage.records import EtatIncompris

    etat = EtatIncompris.TRAITE if arguments.traite is not None else EtatIncompris.SANS_OBJET
    numero = arguments.traite if arguments.traite is not None else arguments.sans_objet
    if numero is None and arguments.note is not None:
        raise RefusedError(commands.PHRASES["note_seule"])
    if numero is not None and (arguments.tout or arguments.json):
        raise RefusedError(commands.PHRASES["un_seul"])
    with migrated(settings) as database:
        if numero is None:
            commands.montrer(database, sys.stdout, tout=arguments.tout, en_json=arguments.json)
        else:
            # The known words of the pack are read only when there is a note to clean.
            commands.regler(
                database,
                numero,
                etat,
                arguments.note,
                clock.today(),
                sys.stdout,
                lambda note: wiring.build_knowledge(settings).anonymiser(note),
            )
    return 0
