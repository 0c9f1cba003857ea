"""The one place that reads the environment and the clock, and builds the real things."""

from __future__ import annotations

import gc
import getpass
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from bot.clock import now
from bot.settings import (
    PLATFORMS,
    MatrixSettings,
    PlatformSettings,
    SettingError,
    SlackSettings,
    TeamsSettings,
    TelegramSettings,
    is_address,
    is_mentioned,
    read_platform,
)
from handlers.conversation.wording import Wording
from knowledge.plan.chargement import charger
from knowledge.plan.pack import Pack

if TYPE_CHECKING:
    from bot.access import Access
    from bot.conversation.engine import Engine
    from bot.documents import Documents
    from bot.envois.adapters import Adapter, Platform
    from bot.envois.delivery import Delivery
    from bot.envois.due import DueWorker
    from bot.envois.senders import Sending
    from bot.knowledge import Knowledge
    from handlers.conversation.vocabulary import Address, Choice, Fichier, Message
    from storage.database import Database

ENV_FILE = Path(".env")
DEFAULT_DATABASE_URL = "sqlite:///spaser.db"
PORT_MAX = 65535
# Indexes of the ligne directe kept: that of now, and those of a moment ago while answers are promoted.
REPONDEURS_MAX = 2
# Buyers ask in words that no list shares: what the model finds so likely is proposed them all the same.
FAVORI_SUR = 0.5


@dataclass(frozen=True, slots=True)
class Settings:
    """What the environment decides. Every name is documented in docs/reglages.md."""

    database_url: str = field(default=DEFAULT_DATABASE_URL, repr=False)
    pack: str = "clermont"
    host: str = "127.0.0.1"
    port: int = 8000
    https: bool = False
    retention_days: int = 365
    log_level: str = "INFO"
    acheteurs: frozenset[str] = frozenset({"web", "terminal"})
    adresse: str = ""

    @property
    def page(self) -> str:
        """Where people open the page, without a final slash: what is set, else where this machine listens."""
        return self.adresse or f"http://{self.host}:{self.port}"


def read_values(env_file: Path = ENV_FILE) -> Mapping[str, str]:
    """The environment, then `.env` for what is not set there."""
    return {**_dotenv(env_file), **os.environ}


def read_settings(env_file: Path = ENV_FILE) -> Settings:
    """Read the `SPASER_…` variables that are not a platform's. Raises SettingError."""
    values = read_values(env_file)

    def text(name: str, default: str) -> str:
        return values.get(f"SPASER_{name}", "").strip() or default

    def whole(name: str, default: int, lowest: int, highest: int) -> int:
        raw = text(name, str(default))
        # isdecimal alone takes Arabic digits, isdigit also takes "²"; int takes no more than 4,300 of them.
        digits = raw.isascii() and raw.isdecimal() and len(raw) <= len(str(highest))
        if not digits or not lowest <= int(raw) <= highest:
            raise SettingError(f"SPASER_{name} is {raw!r}: write a whole number from {lowest} to {highest}.")
        return int(raw)

    def yes(name: str) -> bool:
        raw = text(name, "non").lower()
        if raw not in ("oui", "non"):
            raise SettingError(f"SPASER_{name} is {raw!r}: write oui or non.")
        return raw == "oui"

    level = text("LOG_LEVEL", "INFO").upper()
    if level not in ("DEBUG", "INFO", "WARNING", "ERROR"):
        raise SettingError(f"SPASER_LOG_LEVEL is {level!r}: write DEBUG, INFO, WARNING or ERROR.")
    https = yes("HTTPS")
    return Settings(
        database_url=text("DATABASE_URL", DEFAULT_DATABASE_URL),
        pack=text("PACK", "clermont"),
        host=text("HOST", "127.0.0.1"),
        port=whole("PORT", 8000, 0, PORT_MAX),
        https=https,
        retention_days=whole("RETENTION_DAYS", 365, 1, 3650),
        log_level=level,
        # A page that the internet can read has firms among its readers.
        acheteurs=_acheteurs(text("ACHETEURS", "terminal" if https else "web, terminal")),
        adresse=_adresse(text("ADRESSE", "")),
    )


def _adresse(raw: str) -> str:
    if raw and not is_address(raw):
        raise SettingError(
            f"SPASER_ADRESSE is {raw!r}: write the address at which people open the page, https://spaser.example.org for instance."
        )
    return raw.rstrip("/")


def _acheteurs(raw: str) -> frozenset[str]:
    known = ("web", "terminal", *PLATFORMS)
    entries = frozenset(entry.strip() for entry in raw.split(",") if entry.strip())
    for entry in sorted(entries):
        plateforme, colon, organisation = entry.partition(":")
        # Alone, the name of a platform that tells organisations apart would make its guests and strangers buyers.
        apart = plateforme in PLATFORMS and plateforme != "telegram"
        named = organisation != "" and organisation == organisation.strip()
        if plateforme not in known or (not named if apart else bool(colon)):
            raise SettingError(
                f"SPASER_ACHETEURS holds {entry!r}: write web, terminal or telegram (everybody there), or an organisation "
                "of the others (slack:T0123456, teams:TENANT, matrix:example.org: alone, their guests and strangers would be "
                "buyers too), separated by commas."
            )
    return entries


def read_platform_settings(plateforme: str, host: str, env_file: Path = ENV_FILE) -> PlatformSettings:
    """One platform's settings. Raises SettingError, with how to get what is missing."""
    return read_platform(plateforme, read_values(env_file), host)


def configured_platforms(host: str, env_file: Path = ENV_FILE) -> dict[str, PlatformSettings]:
    """The settings of each platform that has some. Raises SettingError when one has some but not all that it needs."""
    values = read_values(env_file)
    return {name: read_platform(name, values, host) for name in PLATFORMS if is_mentioned(name, values)}


def _dotenv(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    from dotenv import dotenv_values

    return {name: value for name, value in dotenv_values(path).items() if value is not None}


def person(login: Callable[[], str] = getpass.getuser) -> str:
    """Who talks in this terminal: the name of the account, or its number where it has no name."""
    try:
        return login()
    except (OSError, KeyError, ImportError):
        return str(os.getuid()) if hasattr(os, "getuid") else "local"


def build_pack(settings: Settings) -> tuple[Pack, Wording]:
    """The pack and its words. Raises knowledge.plan.chargement.PackFautifError or PackInconnuError."""
    # What is read here lives as long as the process: the collector need not walk it while it grows, nor ever after.
    gc.disable()
    try:
        pack = charger(settings.pack)
    finally:
        gc.enable()
    gc.freeze()
    return pack, Wording(pack)


def build_knowledge(settings: Settings) -> Knowledge:
    """The pack, what reads messages and what words answers; the search index is built on its first use."""
    from bot.knowledge import Knowledge
    from handlers.ligne_directe.promues import en_entree
    from knowledge.apprentissage.anonymat import mots_du_pack
    from knowledge.cpv import Familles, Reconnaisseur
    from knowledge.diagnostic.affirmations import Affirmations
    from knowledge.ecoute import Ecoute
    from knowledge.lecture.lecture import Lecteur
    from knowledge.ligne_directe.aiguillage import DES_ACHETEURS, Aiguillage
    from knowledge.ligne_directe.chargement import charger_la_ligne
    from knowledge.ligne_directe.gardes import Gardien
    from knowledge.ligne_directe.repondeur import Repondeur
    from knowledge.recherche import Chercheur

    pack, wording = build_pack(settings)
    ligne = cache(lambda: charger_la_ligne(pack))
    familles = Familles(pack.familles)
    aiguillage = Aiguillage()
    lecteur = Lecteur(pack.vocabulaire, familles)
    repondeur = cache(lambda: Repondeur(ligne().entrees.values(), aiguillage, nom="entreprises"))
    return Knowledge(
        pack,
        wording,
        lecteur,
        cache(lambda: Chercheur(pack)),
        cache(lambda: mots_du_pack(pack)),
        cache(lambda: Reconnaisseur(familles)),
        ligne,
        lru_cache(maxsize=REPONDEURS_MAX)(
            lambda promues: repondeur().avec(map(en_entree, promues)) if promues else repondeur()
        ),
        cache(lambda: Repondeur(ligne().acheteurs.values(), Aiguillage(DES_ACHETEURS), FAVORI_SUR, "acheteurs")),
        Gardien(),
        Ecoute.depuis(lecteur),
        Affirmations(pack.vocabulaire),
    )


def build_database(settings: Settings) -> Database:
    from storage.database import Database

    return Database(settings.database_url)


def build_access(settings: Settings) -> Access:
    from bot.access import Access

    return Access(settings.acheteurs)


def build_documents(
    knowledge: Knowledge,
    database: Database,
    clock: Callable[[], datetime] = now,
    adresse: str = "",
    access: Access | None = None,
) -> Documents:
    """`access` says who is of the house: without it, only those to whom a role was given."""
    from bot.documents import Documents

    return Documents(knowledge, database, clock, adresse, access)


def build_platform(
    plateforme: str,
    settings: PlatformSettings,
    knowledge: Knowledge,
    database: Database,
    home: Callable[[Address, str | None], Sequence[Message]] | None = None,
    adresse: str = "",
    access: Access | None = None,
) -> Platform:
    """A platform ready to start; `home` says what the home of a person shows, where it has one; `adresse` is the page's.

    Raises SettingError when its libraries are not installed.
    """
    documents = build_documents(knowledge, database, adresse=adresse, access=access)

    def choices_of(canal: str, reference: str) -> tuple[Choice, ...]:
        with database.reading() as memory:
            return memory.outbox.choices_of(plateforme, canal, reference)

    try:
        match settings:
            case SlackSettings():
                from bot.platforms.slack.app import SlackPlatform

                return SlackPlatform(settings, documents, choices_of, home)
            case TelegramSettings():
                from bot.platforms.telegram.app import TelegramPlatform

                return TelegramPlatform(settings, documents, choices_of)
            case TeamsSettings():
                from bot.platforms.teams.app import TeamsPlatform

                return TeamsPlatform(settings, documents, choices_of, home, adresse)
            case MatrixSettings():
                from bot.platforms.matrix.app import MatrixPlatform

                return MatrixPlatform(settings, documents, choices_of)
    except ModuleNotFoundError as error:
        raise SettingError(
            f"the libraries of {plateforme} are not installed ({error.name}): in the project's folder, .venv/bin/pip install -e '.[{plateforme}]'."
        ) from error


@dataclass(frozen=True, slots=True)
class Bot:
    """Everything that one process needs to talk; `workers` by their names; `sending` where other threads send."""

    knowledge: Knowledge
    database: Database
    engine: Engine
    delivery: Delivery
    documents: Documents
    workers: Mapping[str, DueWorker]
    sending: Sending | None = None


def build_bot(
    knowledge: Knowledge,
    database: Database,
    adapters: Sequence[Adapter],
    access: Access,
    clock: Callable[[], datetime] = now,
    *,
    threaded: bool = False,
    adresse: str = "",
    publique: str = "",
) -> Bot:
    """An engine, its deliveries, its reminders and its documents over one database; `threaded`: answers are sent by other threads.

    `adresse` is where the page is served, `publique` the same where it was set, so that a chat may send people there.
    """
    from bot.capabilities import workers
    from bot.conversation.engine import Engine
    from bot.envois.adapters import Page
    from bot.envois.composer import Composer
    from bot.envois.delivery import Delivery
    from bot.envois.senders import Sending

    delivery = Delivery(database, adapters, clock)
    sending = Sending(delivery, [adapter.plateforme for adapter in adapters]) if threaded else None
    limits = {adapter.plateforme: adapter.limite for adapter in adapters if adapter.limite is not None}
    pages = {adapter.plateforme: adapter for adapter in adapters if isinstance(adapter, Page)}
    by_name = {adapter.plateforme: adapter for adapter in adapters}

    def download(plateforme: str, fichier: Fichier, most_bytes: int) -> bytes:
        return by_name[plateforme].download(fichier, most_bytes)

    composer = Composer(knowledge.wording, limits)
    deliver = sending.soon if sending else delivery.deliver
    return Bot(
        knowledge=knowledge,
        database=database,
        engine=Engine(knowledge, database, deliver, clock, access, limits, download, adresse, pages, publique),
        delivery=delivery,
        documents=build_documents(knowledge, database, clock, adresse, access),
        workers={kind.name: kind(knowledge, database, composer, clock, access) for kind in workers()},
        sending=sending,
    )
