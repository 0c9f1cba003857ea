"""The program `spaser`: one command per job, each loading only what it needs."""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot import clock, logs, wiring
from bot.settings import SettingError
from bot.wiring import PORT_MAX, Settings

if TYPE_CHECKING:
    from storage.comptes.records import Role
    from storage.database import Database

EXIT_FAULT = 1
NAMES = {"slack": "Slack", "teams": "Teams", "telegram": "Telegram", "matrix": "Matrix (Tchap)"}
EXIT_INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    arguments = _parser().parse_args(argv)
    from knowledge.plan.chargement import PackFautifError, PackInconnuError

    try:
        settings = wiring.read_settings()
        logs.configure(settings.log_level)
        run: Callable[[Settings, argparse.Namespace], int] = arguments.run
        return run(settings, arguments)
    except SettingError as error:
        return _fail(str(error))
    except PackInconnuError as error:
        return _fail(
            f"There is no pack named {error}: SPASER_PACK names a folder of knowledge/packs, or the path of one that holds a spaser.yaml."
        )
    except PackFautifError as error:
        return _fail(
            f"The pack has {len(error.fautes)} fault(s); `spaser verifier` lists them all. First: {error.fautes[0]}"
        )
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has left: that is no fault of ours.
        sys.stderr.close()
        return 0
    except Exception as error:
        from storage.errors import StorageError

        if isinstance(error, StorageError):
            return _fail(str(error))
        raise


def _fail(message: str) -> int:
    sys.stderr.write(f"spaser: {message}\n")
    return EXIT_FAULT


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="spaser", description="L'assistant SPASER.")
    commands = parser.add_subparsers(required=True, metavar="COMMANDE")

    def command(name: str, run: Callable[[Settings, argparse.Namespace], int], help_: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=help_, description=help_)
        sub.set_defaults(run=run)
        return sub

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
    command("migrer", _migrer, "crée la base de données ou la met à jour")
    verifier = command("verifier", _verifier, "relit un dossier de fiches et dit toutes ses fautes")
    verifier.add_argument("pack", nargs="?", help="nom ou chemin du dossier (SPASER_PACK)")
    incompris = command("incompris", _incompris, "montre ce que l'assistant n'a pas compris, et note ce qu'on en fait")
    incompris.add_argument("--tout", action="store_true", help="montre aussi ce qui est réglé")
    incompris.add_argument("--json", action="store_true", help="une ligne JSON par entrée")
    reglage = incompris.add_mutually_exclusive_group()
    reglage.add_argument("--traite", type=_numero, metavar="N", help="note que l'entrée N est traitée")
    reglage.add_argument("--sans-objet", type=_numero, metavar="N", help="note que l'entrée N est sans objet")
    incompris.add_argument("--note", help="ce que l'entrée est devenue")
    ecrire = command("ecrire", _ecrire, "écrit à une personne, là où elle a parlé à l'assistant en privé")
    ecrire.add_argument("plateforme", metavar="PLATEFORME", help="web, ligne, slack, teams, telegram, matrix")
    ecrire.add_argument("personne", metavar="PERSONNE", help="son nom sur cette plateforme : « mes droits » le dit")
    ecrire.add_argument("texte", metavar="TEXTE", help="le message, entre guillemets")
    _register_parser(command)
    _roles_parser(command("roles", _roles, "montre, donne et retire les rôles"))
    command("diagnostiquer", _diagnostiquer, "lit des contrats en lignes JSON, écrit leurs diagnostics")
    command("calendrier", _calendrier, "lit des dates d'attribution en lignes JSON, écrit le jour de chaque jalon")
    command("comprendre", _comprendre, "lit des textes en lignes JSON, écrit les faits compris")
    command("chercher", _chercher, "lit des questions en lignes JSON, écrit les fiches trouvées")
    command(
        "conseiller",
        _conseiller,
        "lit des questions d'entreprises en lignes JSON, écrit les réponses de la ligne directe",
    )
    rejouer = command("rejouer", _rejouer, "rejoue des conversations en lignes JSON, sans rien garder")
    rejouer.add_argument("--conclure", action="store_true", help="répond « je ne sais pas » jusqu'au résultat")
    return parser


def _register_parser(command: Callable[..., argparse.ArgumentParser]) -> None:
    """What is done about the register and its reminders."""
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
    rappels = command(
        "rappels", _rappels, "montre les rappels à venir sans rien envoyer ; --envoyer fait ce qui est dû"
    )
    rappels.add_argument("--jusqu-au", type=_jour, metavar="AAAA-MM-JJ", help="simule jusqu'à ce jour (dans 31 jours)")
    rappels.add_argument("--envoyer", action="store_true", help="prépare et envoie ce qui est dû aujourd'hui")
    envois = command("envois", _envois, "montre les messages qu'aucune messagerie n'a pris, et les renvoie")
    envois.add_argument("--renvoyer", type=_numero, metavar="N", help="remet en route le message N")


def _roles_parser(roles: argparse.ArgumentParser) -> None:
    actions = roles.add_subparsers(dest="action", metavar="ACTION")
    for action, help_ in (("donner", "donne un rôle à une personne"), ("retirer", "retire un rôle à une personne")):
        sub = actions.add_parser(action, help=help_, description=help_)
        sub.add_argument("role", type=_role, metavar="RÔLE", help="acheteur, expert, equipe ou entreprise")
        sub.add_argument("plateforme", metavar="PLATEFORME", help="web, ligne, terminal, slack…")
        sub.add_argument("personne", metavar="PERSONNE", help="son nom sur cette plateforme : « mes droits » le dit")
    code = actions.add_parser("code", help="affiche un code qui donne un rôle, une seule fois")
    code.add_argument("role", type=_role, metavar="RÔLE", help="acheteur, expert, equipe ou entreprise")
    code.add_argument("--valable", type=_duree, default="24h", metavar="DURÉE", help="30min, 24h, 2j (24h par défaut)")


def _numero(raw: str) -> int:
    from bot.comptes.commands import lire_numero

    return lire_numero(raw)


def _jour(raw: str) -> date:
    try:
        return date.fromisoformat(raw)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"« {raw} » n'est pas un jour : écrivez par exemple 2027-03-01") from error


def _role(raw: str) -> Role:
    from bot.comptes.commands import lire_role

    return lire_role(raw)


def _duree(raw: str) -> timedelta:
    from bot.comptes.commands import lire_duree

    return lire_duree(raw)


def _port(raw: str) -> int:
    if not (raw.isascii() and raw.isdecimal() and len(raw) <= len(str(PORT_MAX)) and int(raw) <= PORT_MAX):
        raise argparse.ArgumentTypeError(
            f"{raw!r} is not a port: write a whole number from 0 (any free one) to {PORT_MAX}"
        )
    return int(raw)


# --- for people -------------------------------------------------------------------------------------------------------


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
        return _fail(PHRASES["paquet_adresse"].format(adresse=arguments.adresse))
    except OSError as error:
        return _fail(f"{arguments.paquet}: {error.strerror}")
    return 0


def _discuter(settings: Settings, _: argparse.Namespace) -> int:
    from bot.platforms.terminal import PLATEFORME, TerminalAdapter, read_lines, talk
    from handlers.conversation.vocabulary import Address

    _forgive(sys.stdin, "replace")
    _forgive(sys.stdout, "replace")
    database = wiring.build_database(settings)
    database.migrate()
    adapter = TerminalAdapter(sys.stdout, Path())
    bot = wiring.build_bot(
        wiring.build_knowledge(settings), database, [adapter], wiring.build_access(settings), adresse=settings.page
    )
    adapter.documents = bot.documents
    talk(bot.engine, Address(PLATEFORME, "local", wiring.person()), read_lines(), sys.stdout)
    return 0


def _forgive(stream: object, errors: str, encoding: str | None = None) -> None:
    """Let one byte or letter that does not fit spoil no more than itself."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding=encoding, errors=errors)


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


def _incompris(settings: Settings, arguments: argparse.Namespace) -> int:
    from bot.comptes import commands as comptes_commands
    from storage.apprentissage.records import EtatIncompris

    etat = EtatIncompris.TRAITE if arguments.traite is not None else EtatIncompris.SANS_OBJET
    numero = arguments.traite if arguments.traite is not None else arguments.sans_objet
    if numero is None and arguments.note is not None:
        return _fail(comptes_commands.PHRASES["incompris"]["note_seule"])
    if numero is not None and (arguments.tout or arguments.json):
        return _fail(comptes_commands.PHRASES["incompris"]["un_seul"])
    with _migrated(settings) as database:
        try:
            if numero is None:
                comptes_commands.montrer_la_file(database, sys.stdout, tout=arguments.tout, en_json=arguments.json)
            else:
                note, jour = arguments.note, clock.today()
                # The known words of the pack are read only when there is a note to clean.
                comptes_commands.regler(
                    database, numero, etat, note, jour, sys.stdout, lambda dite: _anonymiser(settings, dite)
                )
        except comptes_commands.RefusedError as error:
            return _fail(str(error))
    return 0


def _anonymiser(settings: Settings, note: str) -> str:
    return wiring.build_knowledge(settings).anonymiser(note)


def _ecrire(settings: Settings, arguments: argparse.Namespace) -> int:
    from bot.comptes import commands as comptes_commands

    _, wording = wiring.build_pack(settings)
    with _migrated(settings) as database:
        try:
            who = (arguments.plateforme, arguments.personne)
            comptes_commands.ecrire(database, wording, *who, arguments.texte, clock.now(), sys.stdout)
        except comptes_commands.RefusedError as error:
            return _fail(str(error))
    return 0


def _importer(settings: Settings, arguments: argparse.Namespace) -> int:
    from bot.comptes import commands as comptes_commands
    from bot.registre import commands as registre_commands

    pack, _ = wiring.build_pack(settings)
    with _migrated(settings) as database:
        try:
            registre_commands.importer_un_fichier(
                database,
                pack,
                Path(arguments.fichier),
                registre_commands.Accord(arguments.acheteur, tuple(arguments.colonne), arguments.oui, _ask),
                arguments.rapport and Path(arguments.rapport),
                wiring.person(),
                clock.now,
                sys.stdout,
            )
        except comptes_commands.RefusedError as error:
            return _fail(str(error))
    return 0


def _ask(question: str) -> str:
    """What is typed in answer; nothing where nobody can type."""
    if not sys.stdin.isatty():
        return ""
    try:
        return input(question)
    except EOFError:
        return ""


def _exporter(settings: Settings, arguments: argparse.Namespace) -> int:
    from bot.comptes import commands as comptes_commands
    from bot.registre import commands as registre_commands

    pack, _ = wiring.build_pack(settings)
    with _migrated(settings) as database:
        try:
            incomplets = arguments.incomplets and Path(arguments.incomplets)
            registre_commands.exporter(database, pack, Path(arguments.fichier), incomplets, sys.stdout)
        except comptes_commands.RefusedError as error:
            return _fail(str(error))
    return 0


def _rappels(settings: Settings, arguments: argparse.Namespace) -> int:
    from bot.registre import commands as registre_commands

    jour = clock.today()
    with _migrated(settings) as database:
        if arguments.envoyer:
            bot = wiring.build_bot(wiring.build_knowledge(settings), database, [], wiring.build_access(settings))
            registre_commands.envoyer_les_rappels(bot.workers["rappels"], sys.stdout)
            return 0
        pack, _ = wiring.build_pack(settings)
        jusqu_au = arguments.jusqu_au or jour + timedelta(days=31)
        registre_commands.montrer_les_rappels(database, pack, jour, jusqu_au, sys.stdout)
    return 0


def _envois(settings: Settings, arguments: argparse.Namespace) -> int:
    from bot.comptes import commands as comptes_commands
    from bot.registre import commands as registre_commands

    with _migrated(settings) as database:
        try:
            if arguments.renvoyer is None:
                registre_commands.montrer_les_envois_perdus(database, sys.stdout)
            else:
                registre_commands.renvoyer(database, arguments.renvoyer, clock.now(), sys.stdout)
        except comptes_commands.RefusedError as error:
            return _fail(str(error))
    return 0


def _indicateurs(settings: Settings, arguments: argparse.Namespace) -> int:
    from bot.comptes.commands import RefusedError
    from bot.indicateurs import commands as indicateurs_commands

    pack = wiring.build_knowledge(settings).pack
    now = clock.now()
    voulu = indicateurs_commands.Voulu(
        arguments.annee or clock.today().year,
        arguments.acheteur,
        wiring.person(),
        figer=arguments.figer,
        classeur=None if arguments.classeur is None else Path(arguments.classeur),
        pdf=None if arguments.pdf is None else Path(arguments.pdf),
        publier=None if arguments.publier is None else Path(arguments.publier),
        oui=arguments.oui,
        demander=_ask,
    )
    with _migrated(settings) as database:
        try:
            indicateurs_commands.montrer(database, pack, voulu, now, sys.stdout)
        except (RefusedError, OSError) as error:
            return _fail(str(error))
    return 0


def _annee(texte: str) -> int:
    annee = int(texte)
    if not 2000 <= annee <= 2100:
        raise argparse.ArgumentTypeError("une année, comme 2026")
    return annee


def _roles(settings: Settings, arguments: argparse.Namespace) -> int:
    from bot.comptes import commands as comptes_commands

    with _migrated(settings) as database:
        try:
            match arguments.action:
                case "donner":
                    who = (arguments.role, arguments.plateforme, arguments.personne)
                    comptes_commands.donner(database, *who, wiring.person(), clock.now(), sys.stdout)
                case "retirer":
                    who = (arguments.role, arguments.plateforme, arguments.personne)
                    comptes_commands.retirer(database, *who, sys.stdout)
                case "code":
                    comptes_commands.creer_un_code(
                        database, arguments.role, arguments.valable, wiring.person(), clock.now(), sys.stdout
                    )
                case _:
                    comptes_commands.montrer_les_roles(database, sys.stdout)
        except comptes_commands.RefusedError as error:
            return _fail(str(error))
    return 0


@contextmanager
def _migrated(settings: Settings) -> Iterator[Database]:
    _forgive(sys.stdout, "replace", "utf-8")
    database = wiring.build_database(settings)
    try:
        database.migrate()
        yield database
    finally:
        database.close()


# --- for integrators and tests ----------------------------------------------------------------------------------------


def _answer(answer: Callable[[Mapping[str, Any]], Mapping[str, Any]]) -> int:
    from bot.lines import answer_lines

    _forgive(sys.stdin, "surrogateescape", "utf-8")
    _forgive(sys.stdout, "strict", "utf-8")
    return answer_lines(sys.stdin, answer, sys.stdout)


def _diagnostiquer(settings: Settings, _: argparse.Namespace) -> int:
    from bot.diagnostic.lines import Diagnostiqueur

    pack, wording = wiring.build_pack(settings)
    return _answer(Diagnostiqueur(pack, wording, clock.today()))


def _calendrier(settings: Settings, _: argparse.Namespace) -> int:
    from bot.rappels.lines import Calendrier

    pack, _wording = wiring.build_pack(settings)
    return _answer(Calendrier(pack))


def _comprendre(settings: Settings, _: argparse.Namespace) -> int:
    from bot.diagnostic.lines import Comprehension

    knowledge = wiring.build_knowledge(settings)
    return _answer(Comprehension(knowledge.lecteur, knowledge.reconnaitre, clock.today()))


def _chercher(settings: Settings, _: argparse.Namespace) -> int:
    from bot.fiches.lines import Recherche

    knowledge = wiring.build_knowledge(settings)
    return _answer(Recherche(knowledge.pack, knowledge.chercheur()))


def _conseiller(settings: Settings, _: argparse.Namespace) -> int:
    from bot.ligne_directe.lines import Conseils

    knowledge = wiring.build_knowledge(settings)
    pack, wording, ligne = knowledge.pack, knowledge.wording, knowledge.ligne()
    return _answer(Conseils(pack, wording, ligne, knowledge.repondeur(()), knowledge.gardien, clock.now()))


def _rejouer(settings: Settings, arguments: argparse.Namespace) -> int:
    from bot.conversation.replay import Rejeu

    knowledge = wiring.build_knowledge(settings)
    return _answer(Rejeu(knowledge, clock.today, conclure=arguments.conclure))


if __name__ == "__main__":
    sys.exit(main())
