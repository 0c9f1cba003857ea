"""The site that the pages of each capability are served on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.conversation.engine import Engine
from bot.documents import Documents
from bot.knowledge import Knowledge
from bot.platforms.web.acces import Roles
from bot.platforms.web.hub import Hub
from storage.database import Database


@dataclass(frozen=True, slots=True)
class Site:
    """What pages are made of. `roles` tells what a person is now, `ici` what whoever asks from this site is; `clock` gives an
    aware moment; `page` is the address that links are written with, `publique` the one that was set, empty where none was.
    """

    knowledge: Knowledge
    database: Database
    engine: Engine
    hub: Hub
    documents: Documents
    roles: Roles
    ici: Roles
    clock: Callable[[], datetime]
    https: bool
    page: str
    publique: str = ""
