"""The web chat's addresses: the page, what is sent to it, what streams from it, and the files it gives."""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import quote

from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.envois.adapters import SEPARATOR, WELCOME_CHOICE, WELCOME_ID, Documents
from bot.platforms.bodies import BodyTooLargeError, BoundedBodies, announced, limited
from bot.platforms.limits import RateLimit
from bot.platforms.web.acces import Roles
from bot.platforms.web.hub import Hub
from bot.platforms.web.limits import BODY_MAX_BYTES, BODY_WITH_FILES_MAX_BYTES, DRAINED_WITH_FILES_MAX_BYTES, is_form
from bot.platforms.web.page import Bulle, Renderer, accueil, bulles, media_type, offered
from bot.platforms.web.porte import ACHETEURS, PORTES, Porte, porte_de
from bot.platforms.web.security import AllowedHosts, ConversationCookie, SecurityHeaders, comes_from_elsewhere
from bot.platforms.web.uploads import FICHIER_MAX_BYTES, Envoye, UploadRefusedError, read_files
from handlers.conversation.vocabulary import Address, Document, Fichier, Incoming, Message
from handlers.diagnostic.partage import DE_LA_MAISON
from storage.comptes.records import Role
from storage.conversation.records import Entry
from storage.database import Database
from storage.errors import DatabaseUnavailableError

# How long a stream sleeps when nobody wakes it: another process may have written to the conversation.
POLL_SECONDS = 2.0
PING_SECONDS = 15
# A slow telephone has the time to send its files; who sends nothing does not keep the place of others.
UPLOAD_SECONDS = 300.0
BUSY_SECONDS = 15
# More files than are taken can be read, to say so; as many choices as a question may have.
PARTS_MAX = 200
RANG_DIGITS_MAX = 9
# Pressed buttons are looked up this far back, to write in the transcript the words the person saw.
CHOICES_LOOKED_BACK = 100
_CLE = re.compile(r"[A-Za-z0-9-]{8,64}")
_ANCHOR = re.compile(r"[a-z][a-z0-9-]{0,31}")


class Engine(Protocol):
    def receive(self, incoming: Incoming) -> None:
        """Answer one message, in one transaction."""

    def welcome(self, address: Address) -> Sequence[Message]:
        """Say what a new conversation opens on there; nothing is written."""


class RefusalError(Exception):
    """A request that gets a sentence instead of an answer: `code` names it in `phrases.html`."""

    def __init__(self, status: int, code: str, **headers: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.headers = {nom.replace("_", "-"): value for nom, value in headers.items()}


@dataclass(frozen=True, slots=True)
class Envoi:
    """What a form of the page sends."""

    texte: str = ""
    choix: tuple[str, ...] = ()
    cle: str = ""
    retour: str = ""
    fichiers: tuple[Envoye, ...] = ()


def lire_envoi(form: FormData, fichiers: tuple[Envoye, ...] = ()) -> Envoi:
    """Read the form; a missing or strange key is replaced by a new one, an unknown place to come back to is the top."""
    cle, retour = _field(form, "cle"), _field(form, "retour")
    return Envoi(
        # Browsers send line ends as CRLF; no database takes NUL in a text.
        _field(form, "texte").replace("\r\n", "\n").replace("\x00", ""),
        tuple(value.replace("\x00", "") for value in form.getlist("choix") if isinstance(value, str)),
        cle if _CLE.fullmatch(cle) else new_cle(),
        retour if _ANCHOR.fullmatch(retour) else "",
        fichiers,
    )


def _field(form: FormData, nom: str) -> str:
    value = form.get(nom)
    return value if isinstance(value, str) else ""


def new_cle() -> str:
    """Make a name for a message that has not been sent yet."""
    return secrets.token_hex(16)


def to_incoming(
    address: Address, envoi: Envoi, entries: Sequence[Entry], fichiers: tuple[Fichier, ...] = ()
) -> Incoming:
    """Translate for the engine; a pressed button says the words that stood on it."""
    if not envoi.choix:
        return Incoming(address, envoi.cle, envoi.texte, fichiers=fichiers)
    labels = {choix.value: choix.label for entry in entries for choix in offered(entry)}
    seen = SEPARATOR.join(labels[value] for value in envoi.choix if value in labels)
    return Incoming(address, envoi.cle, envoi.texte or seen, choice=SEPARATOR.join(envoi.choix))


def _no_roles(*_: object) -> frozenset[Role]:
    return frozenset()


def create_app(
    *,
    engine: Engine,
    database: Database,
    hub: Hub,
    documents: Documents,
    collectivite: str,
    https: bool,
    roles: Roles = _no_roles,
    hosts: Callable[[str], bool] = lambda _: True,
    open_to_all: Collection[str] = (),
    routes: Sequence[BaseRoute] = (),
    larger: Mapping[str, int] | None = None,
    around: Callable[[], AbstractAsyncContextManager[None]] = nullcontext,
) -> Starlette:
    """Build the web chat, each door of it. Nothing connects before the first request; `https` makes the cookies travel over https only.

    `roles` tells whose large files are read: without it, nobody's. `hosts` tells the names that we
    answer to, but for `open_to_all`, which are called under any. `routes` are served beside it, those that take `larger` bodies
    named with their bytes, and `around` is entered while it serves.
    """
    renderer = Renderer(collectivite)
    site = Site(database, renderer)
    chats = [
        WebChat(porte, engine, database, hub, documents, roles, renderer, ConversationCookie(porte.cookie, https=https))
        for porte in PORTES
    ]
    files = {f"{porte.chemin}/messages": BODY_WITH_FILES_MAX_BYTES for porte in PORTES if porte.fichiers}

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        hub.open()
        async with around():
            yield
            hub.close()

    return Starlette(
        routes=[
            *(route for chat in chats for route in chat.routes()),
            Route("/static/{path:path}", site.static),
            Route("/sante", site.health),
            *routes,
        ],
        middleware=[
            Middleware(SecurityHeaders, https=https),
            Middleware(AllowedHosts, allowed=hosts, refuse=site.misnamed, open_to_all=("/sante", *open_to_all)),
            Middleware(BoundedBodies, larger={**files, **(larger or {})}),
        ],
        exception_handlers={
            RefusalError: site.refused,
            DatabaseUnavailableError: site.unavailable,
            BodyTooLargeError: site.too_large,
            HTTPException: site.not_served,
            Exception: site.failed,
        },
        lifespan=lifespan,
    )


@dataclass(frozen=True, slots=True)
class WebChat:
    """Answers the requests that come by one door; blocking work is done in threads."""

    porte: Porte
    engine: Engine
    database: Database
    hub: Hub
    documents: Documents
    roles: Roles
    renderer: Renderer
    cookie: ConversationCookie
    rate: RateLimit = field(default_factory=RateLimit)

    def routes(self) -> list[BaseRoute]:
        """The addresses of this door."""
        chemin = self.porte.chemin
        return [
            Route(self.porte.racine, self.page),
            Route(f"{chemin}/messages", self.send, methods=["POST"]),
            Route(f"{chemin}/evenements", self.events),
            Route(f"{chemin}/documents/{{genre}}/{{cle:path}}", self.document),
        ]

    # --- the page -----------------------------------------------------------------------------------------------------

    async def page(self, request: Request) -> Response:
        """Show the whole conversation; whoever has none is greeted, and it is written with their first message only."""
        secret = self.cookie.read(request)
        if request.method == "HEAD":
            return HTMLResponse()
        if secret is None and comes_from_elsewhere(request) and "entree" not in request.query_params:
            # A strict cookie does not follow a link from another site: come in again, from here, before starting anew.
            return HTMLResponse(self.renderer.page("entree.html", self.porte))
        secret = secret or self.cookie.new()
        address = self.porte.address_of(secret)
        try:
            entries = await run_in_threadpool(self.entries, address)
            response = await run_in_threadpool(self._conversation, address, entries)
        except DatabaseUnavailableError:
            response = self._page([], 0, 503, "base")
        self.cookie.write(response, secret)
        return response

    def _conversation(
        self,
        address: Address,
        entries: Sequence[Entry],
        status: int = 200,
        alerte: str | None = None,
        envoi: Envoi | None = None,
    ) -> HTMLResponse:
        shown, rang = bulles(entries), _last(entries)
        if not has_begun(entries):
            welcome = accueil(self.engine.welcome(address), rang)
            shown, rang = [*shown, *welcome], welcome[-1].rang or rang
        return self._page(shown, rang, status, alerte, envoi)

    def _page(
        self,
        shown: Sequence[Bulle],
        rang: int,
        status: int = 200,
        alerte: str | None = None,
        envoi: Envoi | None = None,
    ) -> HTMLResponse:
        kept = envoi or Envoi(cle=new_cle())
        html = self.renderer.page(
            "page.html",
            self.porte,
            bulles=shown,
            rang=rang,
            cle=kept.cle,
            texte=kept.texte,
            alerte=alerte,
            octets_max=BODY_MAX_BYTES,
            fichier_octets_max=FICHIER_MAX_BYTES,
        )
        return HTMLResponse(html, status)

    def entries(self, address: Address, rang: int = 0, back: int | None = None) -> Sequence[Entry]:
        """Read the transcript beyond `rang`, or only the last `back` of it."""
        with self.database.reading() as uow:
            conversation = uow.conversations.find(address.plateforme, address.canal, address.personne)
            if conversation is None:
                return []
            since = rang if back is None else max(0, conversation.rang - back)
            return uow.transcript.since(conversation.id, since)

    # --- what the person sends ----------------------------------------------------------------------------------------

    async def send(self, request: Request) -> Response:
        """Hand a message to the engine; answers when it is committed, its answer included."""
        if comes_from_elsewhere(request):
            raise RefusalError(403, "origine")
        secret = self.cookie.read(request)
        if secret is None:
            raise RefusalError(400, "cookie")
        address = self.porte.address_of(secret)
        envoi = await self._read_envoi(request, address)
        try:
            self.slow_down(address.personne)
            # A file may take long to read, in a process of its own: it takes the turn of nobody's words.
            async with nullcontext() if envoi.fichiers else self.hub.turns:
                rang = await run_in_threadpool(self._receive, address, envoi)
        except (RefusalError, DatabaseUnavailableError) as error:
            if _wants_json(request):
                raise
            return await self._refused_page(address, envoi, error)
        self.hub.wake(address.personne)
        if _wants_json(request):
            return JSONResponse({"rang": rang}, 202)
        return RedirectResponse(self.porte.racine + (f"#{envoi.retour}" if envoi.retour else ""), 303)

    async def _read_envoi(self, request: Request, address: Address) -> Envoi:
        """Read the form. Raises RefusalError, BodyTooLargeError, DatabaseUnavailableError."""
        kind = request.headers.get("content-type", "")
        if not is_form(kind):
            raise RefusalError(415, "illisible")
        large = announced(request) > BODY_MAX_BYTES
        if not self.porte.fichiers or not large or not kind.startswith("multipart/form-data"):
            return await self._read_form(Request(request.scope, limited(request.receive, BODY_MAX_BYTES)))
        # Only files make a form that large; the rest of it holds no more than without them. Nobody else's are opened:
        # before a byte of them is read, and before they take the place of somebody whose are.
        if not await run_in_threadpool(self._opens_files, address):
            raise RefusalError(403, "fichiers_maison")
        turns = self.hub.uploads.turns
        most = 0 if turns.locked() else BODY_WITH_FILES_MAX_BYTES
        receive = limited(request.receive, most, DRAINED_WITH_FILES_MAX_BYTES)
        if not most:
            with suppress(BodyTooLargeError):
                await receive()
            raise RefusalError(503, "trop_de_monde", Retry_After=str(BUSY_SECONDS))
        try:
            async with turns, asyncio.timeout(UPLOAD_SECONDS):
                return await self._read_form(Request(request.scope, receive))
        except BodyTooLargeError:
            raise RefusalError(413, "fichier_trop_gros") from None
        except TimeoutError:
            raise RefusalError(408, "envoi_trop_lent") from None

    def _opens_files(self, address: Address) -> bool:
        with self.database.reading() as memory:
            return bool(DE_LA_MAISON & self.roles(memory, address.plateforme, address.personne))

    async def _read_form(self, request: Request) -> Envoi:
        try:
            async with request.form(max_files=PARTS_MAX, max_fields=PARTS_MAX, max_part_size=BODY_MAX_BYTES) as form:
                envoi = lire_envoi(form, await read_files(form, "fichiers"))
        except UploadRefusedError as error:
            raise RefusalError(error.status, error.code) from error
        except HTTPException as error:
            # The library's words for words that are longer than a form may hold.
            if "maximum size" in error.detail:
                raise RefusalError(413, "trop_long") from error
            raise
        if envoi.fichiers and not self.porte.fichiers:
            raise RefusalError(400, "sans_fichiers")
        return envoi

    def slow_down(self, personne: str) -> None:
        """Raises RefusalError for who writes without end."""
        if wait := self.rate.wait(personne, asyncio.get_running_loop().time()):
            raise RefusalError(429, "trop_vite", Retry_After=str(wait))

    def _receive(self, address: Address, envoi: Envoi) -> int:
        """Return how far the transcript goes once the message is answered."""
        entries = self.begin(address)
        with self.hub.uploads.hold(envoi.fichiers) as fichiers:
            self.engine.receive(to_incoming(address, envoi, entries, fichiers))
        with self.database.reading() as memory:
            conversation = memory.conversations.find(address.plateforme, address.canal, address.personne)
            return 0 if conversation is None else conversation.rang

    def begin(self, address: Address) -> Sequence[Entry]:
        """Write the welcome of a conversation that has nothing to read; the last lines of its transcript."""
        entries = self.entries(address, back=CHOICES_LOOKED_BACK)
        if not has_begun(entries):
            # After the rank it comes after: words that were forgotten are greeted again. Written now, under the ranks that the page gave it: its buttons and its numbers can be answered.
            welcome_id = f"{WELCOME_ID}-{_last(entries)}"
            self.engine.receive(Incoming(address, welcome_id, "", choice=WELCOME_CHOICE))
            entries = self.entries(address, back=CHOICES_LOOKED_BACK)
        return entries

    async def _refused_page(
        self, address: Address, envoi: Envoi, error: RefusalError | DatabaseUnavailableError
    ) -> Response:
        """Show the reason, and keep in the field what was typed: sent again, it is the same message."""
        status, code = (error.status, error.code) if isinstance(error, RefusalError) else (503, "base")
        try:
            entries = await run_in_threadpool(self.entries, address)
            response = await run_in_threadpool(self._conversation, address, entries, status, code, envoi)
        except DatabaseUnavailableError:
            response = self._page([], 0, status, code, envoi)
        if isinstance(error, RefusalError):
            response.headers.update(error.headers)
        return response

    # --- what streams to the page -------------------------------------------------------------------------------------

    async def events(self, request: Request) -> Response:
        """Stream what was written since, by either side and from any tab, as fragments of the page."""
        secret = self.cookie.read(request)
        if secret is None:
            raise RefusalError(400, "cookie")
        since = request.headers.get("last-event-id") or request.query_params.get("depuis", "")
        rang = int(since) if since.isdecimal() and since.isascii() and len(since) <= RANG_DIGITS_MAX else 0
        address = self.porte.address_of(secret)
        # Read once before answering: a database that is down is told by the status, not by a stream that breaks.
        entries = await run_in_threadpool(self.entries, address, rang)
        return EventSourceResponse(self._stream(address, rang, entries), ping=PING_SECONDS, sep="\n")

    async def _stream(self, address: Address, rang: int, entries: Sequence[Entry]) -> AsyncIterator[ServerSentEvent]:
        with self.hub.listen(address.personne) as listener:
            while not self.hub.closed:
                for entry in entries:
                    rang = entry.rang
                    fragment = self.renderer.fragment(self.porte, entry, new_cle())
                    yield ServerSentEvent(fragment, event="message", id=str(rang))
                await listener.wait(POLL_SECONDS)
                try:
                    entries = await run_in_threadpool(self.entries, address, rang)
                except DatabaseUnavailableError:
                    return  # the page comes back by itself, and says meanwhile that the connection is lost

    # --- the rest -----------------------------------------------------------------------------------------------------

    async def document(self, request: Request) -> Response:
        """Give a file of this person's conversation, made now."""
        secret = self.cookie.read(request)
        genre, cle = request.path_params["genre"], request.path_params["cle"]
        if secret is None:
            raise RefusalError(404, "document")
        nom, content = await run_in_threadpool(self._document, self.porte.address_of(secret), genre, cle)
        ascii_nom = re.sub(r'[^ -~]|["\\]', "_", nom)
        disposition = f"attachment; filename=\"{ascii_nom}\"; filename*=UTF-8''{quote(nom, safe='')}"
        return Response(content, media_type=media_type(nom), headers={"Content-Disposition": disposition})

    def _document(self, address: Address, genre: str, cle: str) -> tuple[str, bytes]:
        """Its name and its content. Raises RefusalError."""
        for entry in self.entries(address):
            if entry.document and (entry.document.genre, entry.document.cle) == (genre, cle):
                document = Document(genre, cle, entry.document.nom)
                content = self.documents.fetch(document, address)
                if content is not None:
                    return document.nom, content
                break
        raise RefusalError(404, "document")


@dataclass(frozen=True, slots=True)
class Site:
    """What the doors share: their files, their health, and what is said of a request that gets no answer."""

    database: Database
    renderer: Renderer

    async def static(self, request: Request) -> Response:
        """Give a file of the page, to keep for a year: its address changes when it does."""
        found = self.renderer.assets.content(request.url.path)
        if found is None:
            raise RefusalError(404, "introuvable")
        content, kind = found
        return Response(content, media_type=kind, headers={"Cache-Control": "public, max-age=31536000, immutable"})

    async def health(self, request: Request) -> Response:  # noqa: ARG002
        """Say whether messages can be answered, to whoever watches the server."""
        try:
            await run_in_threadpool(self._read)
        except DatabaseUnavailableError:
            return PlainTextResponse("database unavailable", 503)
        return PlainTextResponse("ok")

    def _read(self) -> None:
        with self.database.reading() as memory:
            memory.conversations.find(ACHETEURS.plateforme, "", "")

    # --- what goes wrong ----------------------------------------------------------------------------------------------

    async def refused(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, RefusalError)
        return self._error(request, error.status, error.code, error.headers)

    def misnamed(self, request: Request) -> Response:
        """Say that we are not called so."""
        return self._error(request, 421, "hote")

    async def unavailable(self, request: Request, error: Exception) -> Response:  # noqa: ARG002
        return self._error(request, 503, "base")

    async def too_large(self, request: Request, error: Exception) -> Response:  # noqa: ARG002
        return self._error(request, 413, "trop_long")

    async def failed(self, request: Request, error: Exception) -> Response:  # noqa: ARG002
        return self._error(request, 500, "panne")

    async def not_served(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        code = {404: "introuvable", 405: "methode"}.get(error.status_code, "illisible")
        return self._error(request, error.status_code, code, dict(error.headers or {}))

    def _error(self, request: Request, status: int, code: str, headers: dict[str, str] | None = None) -> Response:
        if _wants_json(request):
            return JSONResponse({"erreur": self.renderer.erreur(code)}, status, headers)
        return HTMLResponse(self.renderer.page("erreur.html", porte_de(request.url.path), code=code), status, headers)


def _last(entries: Sequence[Entry]) -> int:
    return entries[-1].rang if entries else 0


def has_begun(entries: Sequence[Entry]) -> bool:
    """Say whether there is something to read: a conversation whose words were forgotten begins again."""
    return any(entry.texte.strip() for entry in entries)


def _wants_json(request: Request) -> bool:
    return "application/json" in request.headers.get("accept", "")


__all__ = ["Engine", "RefusalError", "WebChat", "create_app", "has_begun", "lire_envoi", "new_cle", "to_incoming"]
