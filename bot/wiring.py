"""The one place that reads the environment and the clock, and builds the real things."""

from __future__ import annotations

import gc
import getpass
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from handlers.wording import Wording
from knowledge.loading import charger
from knowledge.pack import Pack

if TYPE_CHECKING:
    from bot.adapters import Adapter
    from bot.delivery import Delivery
    from bot.documents import Documents
    from bot.engine import Engine, Knowledge
    from storage.database import Database

DEFAULT_DATABASE_URL = "sqlite:///spaser.db"
PARIS = ZoneInfo("Europe/Paris")
PORT_MAX = 65535


class SettingError(Exception):
    """A setting that cannot be used; the message says which, why, and what to write."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the environment decides. Every name is documented in the README."""

    database_url: str = DEFAULT_DATABASE_URL
    pack: str = "clermont"
    host: str = "127.0.0.1"
    port: int = 8000
    https: bool = False
    retention_days: int = 365
    log_level: str = "INFO"


def read_settings(env_file: Path = Path(".env")) -> Settings:
    """Read `SPASER_…` variables, then `.env` for those that are not set. Raises SettingError."""
    values = {**_dotenv(env_file), **os.environ}

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
    return Settings(
        database_url=text("DATABASE_URL", DEFAULT_DATABASE_URL),
        pack=text("PACK", "clermont"),
        host=text("HOST", "127.0.0.1"),
        port=whole("PORT", 8000, 0, PORT_MAX),
        https=yes("HTTPS"),
        retention_days=whole("RETENTION_DAYS", 365, 1, 3650),
        log_level=level,
    )


def _dotenv(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    from dotenv import dotenv_values

    return {name: value for name, value in dotenv_values(path).items() if value is not None}


def now() -> datetime:
    """The moment, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The day in Paris, which is the day of whoever writes."""
    return datetime.now(PARIS).date()


def person(login: Callable[[], str] = getpass.getuser) -> str:
    """Who talks in this terminal: the name of the account, or its number where it has no name."""
    try:
        return login()
    except (OSError, KeyError, ImportError):
        return str(os.getuid()) if hasattr(os, "getuid") else "local"


def build_pack(settings: Settings) -> tuple[Pack, Wording]:
    """The pack and its words. Raises knowledge.loading.PackFautifError or PackInconnuError."""
    # What is read here lives as long as the process: the collector need not walk it while it grows, nor ever after.
    gc.disable()
    try:
        pack = charger(settings.pack)
    finally:
        gc.enable()
    gc.freeze()
    return pack, Wording(pack.vocabulaire)


def build_knowledge(settings: Settings) -> Knowledge:
    """The pack, what reads messages and what words answers; the search index is built on its first use."""
    from bot.engine import Knowledge
    from knowledge.anonymat import mots_du_pack
    from knowledge.cpv import Familles, Reconnaisseur
    from knowledge.lecture.lecture import Lecteur
    from knowledge.recherche import Chercheur

    pack, wording = build_pack(settings)
    familles = Familles(pack.familles)
    return Knowledge(
        pack,
        wording,
        Lecteur(pack.vocabulaire, familles),
        cache(lambda: Chercheur(pack)),
        cache(lambda: mots_du_pack(pack)),
        cache(lambda: Reconnaisseur(familles)),
    )


def build_database(settings: Settings) -> Database:
    from storage.database import Database

    return Database(settings.database_url)


@dataclass(frozen=True, slots=True)
class Bot:
    """Everything that one process needs to talk."""

    knowledge: Knowledge
    database: Database
    engine: Engine
    delivery: Delivery
    documents: Documents


def build_bot(
    knowledge: Knowledge,
    database: Database,
    adapters: Iterable[Adapter],
    clock: Callable[[], datetime] = now,
) -> Bot:
    """An engine, its deliveries and its documents over one database."""
    from bot.delivery import Delivery
    from bot.documents import Documents
    from bot.engine import Engine

    delivery = Delivery(database, adapters, clock)
    return Bot(
        knowledge=knowledge,
        database=database,
        engine=Engine(knowledge, database, delivery.send_due, clock),
        delivery=delivery,
        documents=Documents(knowledge, database),
    )
