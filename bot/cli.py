"""The program `spaser`: one command per job, each loading only what it needs; those of a capability are in its own folder."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from bot import clock, logs, wiring
from bot.capabilities import parts
from bot.command_line import EXIT_FAULT, Command, RefusedError, Run, answer, fail, forgive
from bot.settings import SettingError
from bot.wiring import PORT_MAX, Settings

NAMES = {"slack": "Slack", "teams": "Teams", "telegram": "Telegram", "matrix": "Matrix (Tchap)"}
EXIT_INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    arguments = _parser().parse_args(argv)
    from knowledge.plan.chargement import PackFautifError, PackInconnuError

    try:
        settings = wiring.read_settings()
        logs.configure(settings.log_level)
        run: Run = arguments.run
        return run(settings, arguments)
    except SettingError as error:
        return fail(str(error))
    except PackInconnuError as error:
        return fail(
            f"There is no pack named {error}: SPASER_PACK names a folder of knowledge/packs, or the path of one that holds a spaser.yaml."
        )
    except PackFautifError as error:
        return fail(
            f"The pack has {len(error.fautes)} fault(s); `spaser verifier` lists them all. First: {error.fautes[0]}"
        )
    except RefusedError as error:
        return fail(str(error))
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has left: that is no fault of ours.
        sys.stderr.close()
        return 0
    except Exception as error:
        from storage.errors import StorageError

        if isinstance(error, StorageError):
            return fail(str(error))
        raise


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="spaser", description="L'assistant SPASER.")
    commands = parser.add_subparsers(required=True, metavar="COMMANDE")

    def command(name: str, run: Run, help_: str, aliases: Sequence[str] = ()) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, aliases=aliases, help=help_, description=help_)
        sub.set_defaults(run=run)
        return sub

    _add(command)
    for module in parts("cli"):
        module.add(command)
    return parser


def _add(command: Command) -> None:
    """What is of no capability: the conversation, the database, the pack."""
    servir = command("servir", _servir, "ouvre la page web et chaque messagerie réglée, et envoie ce qui attend")
    servir.add_argument("--host", help="adresse d'écoute (SPASER_HOST)")
    servir.add_argument("--port", type=_port, help="port d'écoute (SPASER_PORT)")
    for plateforme, name in NAMES.items():
        seule = command(plateforme, _plateforme, f"ouvre la conversation sur {name} seulement")
        seule.set_defaults(plateforme=plateforme)
        seule.add_argument("--host", help="adresse d'écoute des webhooks (SPASER_HOST)")
        seule.add_argument("--port", type=_port, help="port d'écoute des webhooks (SPASER_PORT)")
        if plateforme == "teams":
            seule.add_argument("--paquet", metavar="FICHIER", help="écrit le paquet à charger dans Teams, et s'arrête")
            seule.add_argument("--adresse", default="", help="adresse publique de ce serveur, en https, pour le paquet")
    command("discuter", _discuter, "ouvre la conversation dans le terminal")
    rejouer = command("rejouer", _rejouer, "rejoue des conversations en lignes JSON, sans rien garder")
    rejouer.add_argument("--conclure", action="store_true", help="répond « je ne sais pas » jusqu'au résultat")
    ecouter = command(
        "ecouter", _ecouter, "lit des messages en lignes JSON, écrit ce qu'ils font ; ou explique un message"
    )
    ecouter.add_argument("texte", nargs="?", help="le message à expliquer ; sans lui, des lignes JSON sont lues")
    for nom in ("etape", "question", "attendu", "montre", "role"):
        ecouter.add_argument(f"--{nom}", help=f"« {nom} » du contexte")
    ecouter.add_argument("--aparte", action="store_true", help="une question attend encore")
    command("migrer", _migrer, "crée la base de données ou la met à jour")
    verifier = command("verifier", _verifier, "relit un dossier de fiches et dit toutes ses fautes")
    verifier.add_argument("pack", nargs="?", help="nom ou chemin du dossier (SPASER_PACK)")


def _port(raw: str) -> int:
    if not (raw.isascii() and raw.isdecimal() and len(raw) <= len(str(PORT_MAX)) and int(raw) <= PORT_MAX):
        raise argparse.ArgumentTypeError(
            f"{raw!r} is not a port: write a whole number from 0 (any free one) to {PORT_MAX}"
        )
    return int(raw)


def _servir(settings: Settings, arguments: argparse.Namespace) -> int:
    from bot.serving import serve

    port = settings.port if arguments.port is None else arguments.port
    return serve(settings, arguments.host or settings.host, port)


def _plateforme(settings: Settings, arguments: argparse.Namespace) -> int:
    from bot.serving import serve_alone

    host = arguments.host or settings.host
    if getattr(arguments, "paquet", None):
        return _paquet(arguments, host)
    port = settings.port if arguments.port is None else arguments.port
    return serve_alone(settings, arguments.plateforme, host, port)


def _paquet(arguments: argparse.Namespace, host: str) -> int:
    from bot.platforms.teams.outgoing import PHRASES
    from bot.platforms.teams.paquet import paquet
    from bot.settings import TeamsSettings

    teams = wiring.read_platform_settings("teams", host)
    assert isinstance(teams, TeamsSettings)
    try:
        Path(arguments.paquet).write_bytes(paquet(teams, arguments.adresse))
    except ValueError:
        return fail(PHRASES["paquet_adresse"].format(adresse=arguments.adresse))
    except OSError as error:
        return fail(f"{arguments.paquet}: {error.strerror}")
    return 0


def _discuter(settings: Settings, _: argparse.Namespace) -> int:
    from bot.platforms.terminal import PLATEFORME, TerminalAdapter, read_lines, talk
    from handlers.conversation.vocabulary import Address

    forgive(sys.stdin, "replace")
    forgive(sys.stdout, "replace")
    database = wiring.build_database(settings)
    database.migrate()
    adapter = TerminalAdapter(sys.stdout, Path())
    bot = wiring.build_bot(
        wiring.build_knowledge(settings),
        database,
        [adapter],
        wiring.build_access(settings),
        adresse=settings.page,
        publique=settings.adresse,
    )
    adapter.documents = bot.documents
    talk(bot.engine, Address(PLATEFORME, "local", wiring.person()), read_lines(), sys.stdout)
    return 0


def _rejouer(settings: Settings, arguments: argparse.Namespace) -> int:
    from bot.conversation.replay import Rejeu

    knowledge = wiring.build_knowledge(settings)
    return answer(Rejeu(knowledge, clock.today, conclure=arguments.conclure))


def _ecouter(settings: Settings, arguments: argparse.Namespace) -> int:
    from bot.conversation.lines import Ecouteur, expliquer, lire_contexte

    ecoute = wiring.build_knowledge(settings).ecoute
    if arguments.texte is None:
        return answer(Ecouteur(ecoute, clock.today()))
    forgive(sys.stdout, "replace", "utf-8")
    contexte = lire_contexte(vars(arguments))
    sys.stdout.writelines(f"{ligne}\n" for ligne in expliquer(ecoute, arguments.texte, contexte, clock.today()))
    return 0


def _migrer(settings: Settings, _: argparse.Namespace) -> int:
    wiring.build_database(settings).migrate()
    return 0


def _verifier(settings: Settings, arguments: argparse.Namespace) -> int:
    from knowledge.verification import verifier

    rapport = verifier(arguments.pack or settings.pack, jour=clock.today())
    for faute in rapport.fautes:
        sys.stdout.write(f"{faute}\n")
    for avertissement in rapport.avertissements:
        sys.stdout.write(f"(avertissement) {avertissement}\n")
    sys.stdout.write(f"{len(rapport.fautes)} faute(s), {len(rapport.avertissements)} avertissement(s)\n")
    return EXIT_FAULT if rapport.fautes else 0


if __name__ == "__main__":
    sys.exit(main())
