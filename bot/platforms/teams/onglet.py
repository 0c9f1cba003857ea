"""The personal tab « Mes achats »: a page that Teams frames, and the home of whom the token of Teams names."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from bot.envois.adapters import Home
from bot.envois.rendering import markdown_to_html
from bot.platforms.teams.incoming import PLATEFORME
from bot.platforms.teams.library import PUBLIC, CloudEnvironment
from bot.platforms.teams.paquet import TAB_PATH
from bot.platforms.teams.tokens import CallerRefusedError, KeysUnreachableError, Visitors
from bot.settings import TeamsSettings
from handlers.conversation.gabarits import environnement
from handlers.conversation.vocabulary import Address, Message
from storage.errors import DatabaseUnavailableError

logger = logging.getLogger(__name__)

FOLDER = Path(__file__).parent
LIST_PATH = f"{TAB_PATH}/liste"
# Microsoft's own client library stands among ours: a page that others frame takes no script from elsewhere.
FILES = {
    "onglet.css": "text/css; charset=utf-8",
    "onglet.js": "text/javascript; charset=utf-8",
    "MicrosoftTeams.min.js": "text/javascript; charset=utf-8",
}
# What Microsoft asks to let frame a tab; its library reads there which other hosts of its own may.
HOSTS = "https://teams.microsoft.com https://*.teams.microsoft.com https://*.cloud.microsoft"
KNOWN_HOSTS = "https://res.cdn.office.net"
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        f"connect-src 'self' {KNOWN_HOSTS}; form-action 'none'; base-uri 'none'; frame-ancestors {HOSTS}"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}
KEPT = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}
CHAT = "https://teams.microsoft.com/l/chat/0/0"


@dataclass(frozen=True, slots=True)
class Section:
    """A message of the home; `choices` are (label, lien): each opens the conversation with its words written."""

    html: Markup
    choices: tuple[dict[str, str], ...]


class Onglet:
    """Serves the tab; `home` tells what a person's holds, `adresse` is that of this server."""

    def __init__(self, settings: TeamsSettings, home: Home, adresse: str, cloud: CloudEnvironment = PUBLIC) -> None:
        self._home = home
        self._bot = f"28:{settings.client_id}"
        self._visitors = Visitors(settings, adresse, cloud)
        self._files = {nom: (FOLDER / "static" / nom).read_bytes() for nom in FILES}
        self._urls = {nom: f"{TAB_PATH}/{hashlib.sha256(it).hexdigest()[:16]}/{nom}" for nom, it in self._files.items()}
        self._environment = environnement([FOLDER / "templates"], autoescape=True)
        self._html = self._render("onglet.html", asset=self._urls, chat=self._chat())

    @property
    def routes(self) -> Sequence[BaseRoute]:
        return [
            Route(TAB_PATH, self._page),
            Route(LIST_PATH, self._list, methods=["POST"]),
            *(Route(url, self._file) for url in self._urls.values()),
        ]

    def close(self) -> None:
        self._visitors.close()

    async def _page(self, _: Request) -> Response:
        return HTMLResponse(self._html, headers=HEADERS)

    async def _file(self, request: Request) -> Response:
        nom = request.url.path.rpartition("/")[2]
        return Response(self._files[nom], media_type=FILES[nom], headers=KEPT)

    async def _list(self, request: Request) -> Response:
        """The home of whom the token names, and of nobody else: the request says no other name."""
        try:
            personne = await self._visitors.who(request.headers.get("authorization", ""))
            messages = await asyncio.to_thread(self._home, Address(PLATEFORME, "", personne), None)
        except CallerRefusedError as error:
            logger.warning("a request to %s is refused: %s", LIST_PATH, error)
            return Response(status_code=401, headers=HEADERS)
        except (KeysUnreachableError, DatabaseUnavailableError) as error:
            logger.warning("the tab of Teams cannot be shown now (%s)", type(error).__name__)
            return Response(status_code=503, headers=HEADERS)
        sections = [self._section(message) for message in messages]
        return HTMLResponse(self._render("onglet_liste.html", messages=sections), headers=HEADERS)

    def _section(self, message: Message) -> Section:
        html = Markup(markdown_to_html(message.texte))  # noqa: S704 (the parser lets no HTML through)
        return Section(html, tuple({"label": un.label, "lien": self._chat(un.label)} for un in message.choices))

    def _chat(self, words: str = "") -> str:
        """The address that opens the conversation with the bot, these words in the field."""
        return f"{CHAT}?{urlencode({'users': self._bot, **({'message': words} if words else {})})}"

    def _render(self, template: str, **contexte: Any) -> str:
        return self._environment.get_template(template).render(contexte)


__all__ = ["LIST_PATH", "Onglet"]
