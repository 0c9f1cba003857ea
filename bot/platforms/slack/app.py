"""The Slack adapter: listens by Socket Mode or by webhook, answers through the Web API."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Coroutine, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any, TypeVar

import aiohttp
from slack_bolt import BoltResponse
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import Message as ASGIMessage

from bot.envois.adapters import (
    SEPARATOR,
    WELCOME_ID,
    ChoicesOf,
    DeliveryCause,
    DeliveryError,
    Documents,
    DownloadError,
    Home,
    Outgoing,
    PlatformRefusedError,
    Receive,
)
from bot.envois.downloads import NotTheFileError, check_size, fetch, is_at, is_under
from bot.envois.memory import Recent
from bot.platforms.bodies import BodyTooLargeError, read_body
from bot.platforms.slack.incoming import (
    PLATEFORME,
    Bot,
    Opened,
    Place,
    Press,
    is_private,
    read_command,
    read_event,
    read_home,
    read_press,
)
from bot.platforms.slack.outgoing import CHOSEN, Drawing, draw, draw_home, escape, settle, shorten
from bot.platforms.slack.phrases import PHRASES
from bot.settings import SlackSettings
from handlers.conversation.vocabulary import Address, Document, Fichier, Incoming
from storage.errors import DatabaseUnavailableError

logger = logging.getLogger(__name__)

T = TypeVar("T")

PATH = "/slack/events"
# The queue of drawings of one person's home, beside those of conversations.
HOME = "home"
BODY_MAX_BYTES = 1024 * 1024
# Our Markdown, as blocks, stays well below what Slack takes in one message.
MESSAGE_MAX = 3000
SAID_AGAIN_MAX = 1000

CALL_SECONDS = 8
SEND_SECONDS = 17.0
# Slack waits three seconds for its acknowledgement: who a person is must not take them all.
WHO_SECONDS = 1.5
START_SECONDS = 10.0
STOP_SECONDS = 5.0
WATCH_SECONDS = 2.0
LOST_SECONDS = 30.0
FIRST_RETRY_SECONDS = 1.0
LAST_RETRY_SECONDS = 60.0

KNOWN_SECONDS = 600.0
FAULT_KEPT_SECONDS = 10.0
# A response_url lives thirty minutes and writes five times.
REPLY_SECONDS = 25 * 60.0
REPLY_USES = 5
# Slack delivers an event once, and three times more if it is not acknowledged: at once, after a minute, after five.
LAST_ATTEMPT = 3

REFUSED_BOT = (
    "Slack refuses the token of SPASER_SLACK_BOT_TOKEN ({code}): write the Bot User OAuth Token (xoxb-…) that the "
    "page OAuth & Permissions of the application shows, and install the application in the workspace again if it was removed."
)
REFUSED_APP = (
    "Slack refuses the token of SPASER_SLACK_APP_TOKEN ({code}): write an App-Level Token (xapp-…) with the scope "
    "connections:write, and turn Socket Mode on in the application."
)
NO_DOOR = (
    "Slack has no way in: set SPASER_SLACK_APP_TOKEN (xapp-…, Socket Mode) or SPASER_SLACK_SIGNING_SECRET (the webhook "
    "/slack/events checks with it who calls)."
)

RATE_LIMITED = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})
DEFAULT_RETRY_AFTER_SECONDS = 30.0
# Faults of the token, or of the application as a whole: once mended, what waits can go out.
TOKEN_FAULTS = frozenset(
    {
        "access_denied",
        "account_inactive",
        "app_missing_action_url",
        "invalid_auth",
        "missing_scope",
        "no_permission",
        "not_allowed_token_type",
        "not_authed",
        "org_login_required",
        "team_access_not_granted",
        "token_expired",
        "token_revoked",
        "two_factor_setup_required",
    }
)
# What no other try can change, and what it means to people.
PERMANENT_FAULTS: Mapping[str, DeliveryCause] = {
    "cannot_dm_bot": "refuse",
    "cannot_reply_to_message": "refuse",
    "channel_is_archived": "refuse",
    "channel_not_found": "introuvable",
    "channel_type_not_supported": "refuse",
    "is_archived": "refuse",
    "msg_too_long": "trop_long",
    "not_in_channel": "introuvable",
    "restricted_action": "refuse",
    "restricted_action_non_threadable_channel": "refuse",
    "restricted_action_read_only_channel": "refuse",
    "restricted_action_thread_locked": "refuse",
    "restricted_action_thread_only_channel": "refuse",
    "thread_not_found": "introuvable",
    "user_disabled": "introuvable",
    "user_not_found": "introuvable",
    "user_not_in_channel": "introuvable",
}
# Where Slack keeps the files of its workspaces.
FILE_HOSTS = ("files.slack.com", "files.slack-gov.com")
NO_FILE = frozenset({"file_deleted", "file_not_found", "file_not_visible", "not_visible"})
NO_FILES = (
    "Slack does not give a file to us (%s): add the scope files:read to the application, install it again in the workspace, "
    "and write its new token in SPASER_SLACK_BOT_TOKEN"
)
NOT_THERE = frozenset({"channel_not_found", "not_in_channel", "user_not_in_channel"})
BLOCK_FAULTS = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"})
REACHED_US_NOT = (aiohttp.ClientError, OSError, TimeoutError)
_CODE = re.compile(r"[a-z_]{2,60}")
_TIMESTAMP = re.compile(r"[0-9]{1,12}")
_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}")


class SlackPlatform:
    """One workspace's Slack. Socket Mode where there is an app token, else the webhook of `routes`."""

    plateforme = PLATEFORME
    limite = MESSAGE_MAX

    def __init__(
        self, settings: SlackSettings, documents: Documents, choices_of: ChoicesOf, home: Home | None = None
    ) -> None:
        self._settings = settings
        self._home = home
        self._documents = documents
        self._choices_of = choices_of
        self._library = _library_logger()
        # No retry by the library: it sends again what may have arrived. The outbox does, knowing it.
        self._client = AsyncWebClient(
            token=settings.bot_token,
            base_url=settings.api_url,
            timeout=CALL_SECONDS,
            logger=self._library,
            retry_handlers=[],
        )
        self._app = self._build_app()
        self._handler = AsyncSlackRequestHandler(self._app)
        self._bot: Bot | None = None
        self._receive: Receive | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._supervisor: asyncio.Task[None] | None = None
        self._underway: set[asyncio.Task[Any]] = set()
        self._aside: set[asyncio.Task[None]] = set()
        self._turns: dict[tuple[str, str], _Turn] = {}
        self._people: Recent[str, _Person] = Recent()
        self._direct: Recent[str, str] = Recent()
        self._greeted: Recent[str, bool] = Recent()
        self._replies: Recent[tuple[str, str], _Reply] = Recent()
        self._whispers: Recent[tuple[str, str], Drawing] = Recent()
        self._doubtful: Recent[str, bool] = Recent()

    def _build_app(self) -> AsyncApp:
        async def authorize() -> AuthorizeResult:
            # Asked once, at the start. The library's own check acknowledges a message when Slack cannot be asked.
            assert self._bot is not None
            return AuthorizeResult(
                enterprise_id=None,
                team_id=self._bot.equipe,
                bot_user_id=self._bot.utilisateur,
                bot_id=self._bot.bot,
            )

        app = AsyncApp(
            name="spaser",
            logger=self._library,
            client=AsyncWebClient(
                base_url=self._settings.api_url, timeout=CALL_SECONDS, logger=self._library, retry_handlers=[]
            ),
            signing_secret=self._settings.signing_secret or "",
            request_verification_enabled=self._settings.app_token is None,
            authorize=authorize,
        )
        # The last of the middlewares answers all: a listener would acknowledge an event before it has run, and what
        # matches no listener is logged with what the person typed.
        app.middleware(self._door)
        return app

    @property
    def routes(self) -> Sequence[BaseRoute]:
        return () if self._settings.app_token else (Route(PATH, self._webhook, methods=["POST"]),)

    # --- listening ----------------------------------------------------------------------------------------------------

    async def start(self, receive: Receive) -> None:
        if not self._settings.app_token and not self._settings.signing_secret:
            raise PlatformRefusedError(NO_DOOR)
        self._loop = asyncio.get_running_loop()
        self._receive = receive
        first: asyncio.Future[None] = self._loop.create_future()
        self._supervisor = asyncio.create_task(self._stay_connected(first))
        # A Slack that does not answer must not keep the rest of the server waiting.
        await asyncio.wait({first}, timeout=START_SECONDS)
        _conclude(first)
        try:
            await first
        except PlatformRefusedError:
            await self.stop()
            raise

    async def stop(self) -> None:
        # From here on nothing is acknowledged; what is being kept is, if it ends soon.
        self._receive = None
        pending: set[asyncio.Task[Any]] = set()
        if underway := self._underway - {asyncio.current_task()}:
            _, pending = await asyncio.wait(underway, timeout=STOP_SECONDS)
        tasks = [task for task in (self._supervisor, *self._aside, *pending) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        # What was answered last may still be sent, as long as the loop runs.
        self._supervisor = None

    async def _stay_connected(self, first: asyncio.Future[None]) -> None:
        """Connect, and connect again whatever happens; `first` tells how the first try ended."""
        wait = FIRST_RETRY_SECONDS
        while True:
            try:
                if self._bot is None:
                    self._bot = await self._who_we_are()
                if self._settings.app_token is None:
                    _conclude(first)
                    return
                async with self._socket(self._settings.app_token) as socket:
                    logger.info("connected to Slack by Socket Mode")
                    wait = FIRST_RETRY_SECONDS
                    _conclude(first)
                    await _watch(socket)
                logger.warning("the Socket Mode connection is lost, opening another")
            except PlatformRefusedError as error:
                if not first.done():
                    first.set_exception(error)
                    return
                logger.error("%s", error)  # noqa: TRY400 - the message says what to do, where it was raised does not
            except (SlackClientError, *REACHED_US_NOT) as error:
                logger.warning("Slack cannot be reached (%s), next try in %s seconds", _name(error), wait)
            _conclude(first)
            await asyncio.sleep(wait)
            wait = min(wait * 2, LAST_RETRY_SECONDS)

    async def _who_we_are(self) -> Bot:
        try:
            answer = await self._client.auth_test()
        except SlackApiError as error:
            if (code := _code(error)) in TOKEN_FAULTS:
                raise PlatformRefusedError(REFUSED_BOT.format(code=code)) from error
            raise
        return Bot(answer["user_id"], answer["bot_id"] or "", answer["team_id"])

    @asynccontextmanager
    async def _socket(self, app_token: str) -> AsyncIterator[AsyncSocketModeHandler]:
        """A connection, closed at the end. Raises PlatformRefusedError, SlackApiError, or what the network raises."""
        try:
            opened = await self._app.client.apps_connections_open(app_token=app_token)
        except SlackApiError as error:
            if (code := _code(error)) in TOKEN_FAULTS:
                raise PlatformRefusedError(REFUSED_APP.format(code=code)) from error
            raise
        handler = AsyncSocketModeHandler(self._app, app_token, logger=self._library)
        handler.client.wss_uri = opened["url"]
        try:
            # The library tries the same address for ever, and an address is good for one connection.
            async with asyncio.timeout(CALL_SECONDS):
                await handler.connect_async()  # type: ignore[no-untyped-call]
            yield handler
        finally:
            await handler.close_async()  # type: ignore[no-untyped-call]

    async def _webhook(self, request: Request) -> Response:
        timestamp = request.headers.get("x-slack-request-timestamp", "")
        signature = request.headers.get("x-slack-signature", "")
        if not (_TIMESTAMP.fullmatch(timestamp) and _SIGNATURE.fullmatch(signature)):
            return Response(status_code=401)
        if self._bot is None or self._receive is None:
            return Response(status_code=503)
        try:
            body = await read_body(request, BODY_MAX_BYTES)
            # The library parses before it looks at the signature: nothing is parsed for whoever has no secret.
            if not SignatureVerifier(self._settings.signing_secret or "").is_valid(body, timestamp, signature):
                return Response(status_code=401)
            return await self._handler.handle(_read_again(request, body))
        except BodyTooLargeError:
            return Response(status_code=413)
        except (ValueError, TypeError, AttributeError, LookupError, RecursionError) as error:
            # `_door` lets none of these out: they are the library's own, of what is no object of Slack's.
            logger.warning("a delivery of Slack that cannot be read is refused (%s)", _name(error))
            return Response(status_code=400)

    async def _door(self, body: dict[str, Any], request: AsyncBoltRequest) -> BoltResponse:
        """Every delivery, its signature checked; only status 200 acknowledges it, in both modes."""
        task = asyncio.current_task()
        assert task is not None
        self._underway.add(task)
        task.add_done_callback(self._underway.discard)
        receive, bot = self._receive, self._bot
        if receive is None or bot is None:
            return BoltResponse(status=503)
        last = _attempt(request) >= LAST_ATTEMPT
        try:
            return await self._take(body, bot, receive, last=last)
        except DatabaseUnavailableError:
            logger.warning("database unavailable: a delivery of Slack is not acknowledged, Slack sends it again")
            return BoltResponse(status=503)
        except Exception as error:
            if last:
                logger.error("an event of Slack is given up after its last delivery (%s)", _name(error))  # noqa: TRY400
                return BoltResponse(status=200)
            logger.exception("a delivery of Slack failed and is not acknowledged")
            return BoltResponse(status=500)

    async def _take(self, body: dict[str, Any], bot: Bot, receive: Receive, *, last: bool) -> BoltResponse:
        if body.get("type") == "event_callback":
            incoming = read_event(body, bot)
            if incoming is not None and not await self._needs_no_greeting(incoming):
                await self._heard(incoming, receive, last=last)
            elif (opened := read_home(body, bot)) is not None:
                self._do_aside(self._show_home(opened))
        elif body.get("type") == "block_actions":
            press = read_press(body)
            if press is not None:
                await self._pressed(press, receive)
        elif "command" in body and "trigger_id" in body:
            return await self._commanded(body, bot, receive)
        return BoltResponse(status=200)

    async def _heard(self, incoming: Incoming, receive: Receive, *, last: bool) -> None:
        try:
            await self._pass_on(incoming, receive)
        except Exception:
            # A greeting that fails is nothing that the person waits for.
            if last and incoming.message_id != WELCOME_ID:
                self._do_aside(self._say_lost(incoming))
            raise

    async def _commanded(self, body: dict[str, Any], bot: Bot, receive: Receive) -> BoltResponse:
        """A command is delivered once: whatever happens, its answer says so."""
        channel, personne = str(body["channel_id"]), str(body["user_id"])
        try:
            # A conversation of two may be one with a colleague, where the bot cannot write.
            direct = await self._direct_channel(personne) if is_private(channel) else None
            incoming = read_command(body, bot, direct)
            self._remember_reply(incoming.address, str(body.get("response_url") or ""))
            await self._pass_on(incoming, receive)
        except Exception as error:  # noqa: BLE001 - the door of what comes once
            logger.error("a slash command could not be taken (%s): the person is told so", _name(error))  # noqa: TRY400
            return BoltResponse(status=200, body=PHRASES["indisponible"])
        return BoltResponse(status=200, body=PHRASES["reponse_en_prive"] if direct not in (None, channel) else "")

    async def _pressed(self, press: Press, receive: Receive) -> None:
        address = press.incoming.address
        if address.personne != press.pour:
            self._do_aside(self._tell(press, "pas_pour_vous"))
            return
        if not press.incoming.choice:
            self._do_aside(self._tell(press, "rien_coche"))
            return
        self._remember_reply(address, press.reply_url)
        try:
            await self._pass_on(press.incoming, receive)
        except Exception:
            # Slack does not deliver a press again: the person must press once more.
            self._do_aside(self._tell(press, "indisponible"))
            raise
        if press.at_home:
            opened = Opened(address.personne, address.canal, press.incoming.organisation)
            self._do_aside(self._show_home(opened, PHRASES["accueil_repondu"]))
        elif press.answers_a_question:
            self._do_aside(self._settle(press))

    async def _pass_on(self, incoming: Incoming, receive: Receive) -> None:
        """Hand over in the order of arrival within a conversation, knowing who vouches for the person."""
        address = incoming.address
        async with self._turn(address):
            organisation = await self._organisation(address.personne, incoming.organisation)
            await receive(replace(incoming, organisation=organisation))

    @asynccontextmanager
    async def _turn(self, address: Address) -> AsyncIterator[None]:
        key = (address.canal, address.personne)
        turn = self._turns.setdefault(key, _Turn(asyncio.Lock()))
        turn.waiting += 1
        try:
            async with turn.lock:
                yield
        finally:
            turn.waiting -= 1
            if not turn.waiting:
                del self._turns[key]

    async def _needs_no_greeting(self, incoming: Incoming) -> bool:
        """Say whether this is the opening of a conversation where something was said already."""
        if incoming.message_id != WELCOME_ID:
            return False
        channel = incoming.address.canal
        if self._greeted.get(channel):
            return True
        try:
            history = await self._client.conversations_history(channel=channel, limit=1)
        except (SlackClientError, *REACHED_US_NOT) as error:
            logger.warning("the history of a conversation cannot be read (%s): it is greeted", _name(error))
            return False
        if history["messages"]:
            self._greeted.put(channel, value=True)
        return bool(history["messages"])

    async def _organisation(self, personne: str, named: str) -> str:
        """The team that vouches for a person; nothing for a guest, and for whom Slack does not tell us about."""
        now = asyncio.get_running_loop().time()
        known = self._people.get(personne)
        if known is None or known.until <= now:
            known = await self._look_up(personne, known, now)
            self._people.put(personne, known)
        if not known.vouched:
            return ""
        # Where two teams are named, the foreign one: being of our own team opens doors.
        foreign = [team for team in (named, known.team) if team and self._bot and team != self._bot.equipe]
        return foreign[0] if foreign else (known.team or named)

    async def _look_up(self, personne: str, last: _Person | None, now: float) -> _Person:
        try:
            async with asyncio.timeout(WHO_SECONDS):
                user = (await self._client.users_info(user=personne))["user"]
        except (SlackClientError, *REACHED_US_NOT) as error:
            logger.warning("users.info failed (%s): a person stays known as before", _name(error))
            # What was known serves meanwhile: a buyer does not become a firm because a call failed.
            return replace(last or _Person("", vouched=False, until=now), until=now + FAULT_KEPT_SECONDS)
        guest = any(user.get(mark) for mark in ("is_restricted", "is_ultra_restricted", "is_invited_user", "deleted"))
        stranger = bool(user.get("is_stranger")) and self._bot is not None and user.get("team_id") == self._bot.equipe
        return _Person(user.get("team_id") or "", vouched=not (guest or stranger), until=now + KNOWN_SECONDS)

    # --- beside the conversation --------------------------------------------------------------------------------------

    def _do_aside(self, work: Coroutine[Any, Any, None]) -> None:
        """Do what must neither delay nor break the acknowledgement."""
        task = asyncio.create_task(_quietly(work))
        self._aside.add(task)
        task.add_done_callback(self._aside.discard)

    async def _show_home(self, opened: Opened, note: str = "") -> None:
        """Draw a person's home, one drawing at a time: the last one asked for is the one that stays."""
        if self._home is None:
            return
        async with self._turn(Address(PLATEFORME, HOME, opened.personne)):
            try:
                channel = opened.channel or await self._direct_channel(opened.personne)
                organisation = await self._organisation(opened.personne, opened.organisation)
                address = Address(PLATEFORME, channel, opened.personne)
                messages = await asyncio.to_thread(self._home, address, organisation)
            except (DatabaseUnavailableError, SlackClientError, *REACHED_US_NOT):
                raise
            except Exception:
                logger.exception("the home of a person of Slack could not be made")
                return
            view = {"type": "home", "blocks": draw_home(messages, channel, opened.personne, note)}
            await self._client.views_publish(user_id=opened.personne, view=view)

    async def _tell(self, press: Press, phrase: str) -> None:
        """Say a word to the one who pressed, for their eyes only."""
        text = PHRASES[phrase]
        if press.at_home:
            await self._client.chat_postMessage(channel=press.place.channel, text=escape(text))
            return
        try:
            await self._client.chat_postEphemeral(
                channel=press.place.channel,
                user=press.incoming.address.personne,
                thread_ts=press.place.thread,
                text=escape(text),
            )
        except SlackApiError as error:
            if _code(error) not in NOT_THERE or not press.reply_url:
                raise
            await self._reply(press.reply_url, Drawing(escape(text), []))

    async def _say_lost(self, incoming: Incoming) -> None:
        """Say that a message was not taken: to the person alone where others read."""
        place = Place.of(incoming.address.canal, incoming.coordonnees)
        text = escape(PHRASES["panne"])
        if place.private:
            await self._client.chat_postMessage(channel=place.channel, thread_ts=place.thread, text=text)
        else:
            await self._client.chat_postEphemeral(
                channel=place.channel, user=incoming.address.personne, thread_ts=place.thread, text=text
            )

    async def _settle(self, press: Press) -> None:
        """Take the buttons of a question away and show what was chosen."""
        chosen = SEPARATOR.join(await self._labels(press))
        if press.place.ephemeral:
            shown = self._whispers.get((press.place.channel, press.reference)) or Drawing("", [])
            blocks = settle(shown.blocks, chosen)
            await self._reply(press.reply_url, Drawing(escape(f"{CHOSEN} {chosen}"), blocks), in_place=True)
            return
        await self._client.chat_update(
            channel=press.place.channel,
            ts=press.reference,
            text=f"{shorten(press.texte, SAID_AGAIN_MAX)}\n{escape(f'{CHOSEN} {chosen}')}",
            blocks=settle(press.blocks, chosen),
        )

    async def _labels(self, press: Press) -> Sequence[str]:
        """The words chosen, whole where the question is still known: Slack's buttons hold few letters."""
        known = await asyncio.to_thread(self._choices_of, press.incoming.address.canal, press.reference)
        labels = {choice.value: choice.label for choice in known}
        values = (press.incoming.choice or "").split(SEPARATOR)
        return [labels.get(value, label) for value, label in zip(values, press.libelles, strict=True)]

    def _remember_reply(self, address: Address, url: str) -> None:
        if url:
            until = asyncio.get_running_loop().time() + REPLY_SECONDS
            self._replies.put((address.canal, address.personne), _Reply(url, until, REPLY_USES))

    async def _reply(self, url: str, drawing: Drawing, *, in_place: bool = False) -> bool:
        """Write through a response_url, which needs no membership; says whether Slack took it."""
        webhook = AsyncWebhookClient(url, timeout=CALL_SECONDS, logger=self._library, retry_handlers=[])
        answer = await webhook.send(
            text=drawing.text,
            blocks=drawing.blocks or None,
            response_type="ephemeral",
            replace_original=in_place,
            unfurl_links=False,
            unfurl_media=False,
        )
        return answer.status_code == 200

    # --- files that people send ---------------------------------------------------------------------------------------

    def download(self, fichier: Fichier, most_bytes: int) -> bytes:
        check_size(fichier, most_bytes)
        url = fichier.reference.get("url") or self._address_of(str(fichier.reference.get("id", "")))
        try:
            return fetch(url, most_bytes, self._keeps_files, {"Authorization": f"Bearer {self._settings.bot_token}"})
        except NotTheFileError as error:
            # What Slack shows to who may not read: its page to log in.
            logger.error(NO_FILES, error)  # noqa: TRY400 - the message says it all
            raise DownloadError("indisponible", str(error)) from None

    def _keeps_files(self, url: str) -> bool:
        """Say whether our token may go there: to where Slack keeps files, or to the server that stands for Slack."""
        return is_at(url, FILE_HOSTS) or is_under(url, self._settings.api_url)

    def _address_of(self, file_id: str) -> str:
        """Ask for what an event does not tell: the address of a file shared by another organisation."""
        loop = self._loop
        if not file_id or loop is None or not loop.is_running():
            raise DownloadError("introuvable" if not file_id else "indisponible")
        asking = asyncio.run_coroutine_threadsafe(_within(CALL_SECONDS, self._client.files_info(file=file_id)), loop)
        try:
            file = asking.result(CALL_SECONDS + 2)["file"]
        except SlackApiError as error:
            code = _code(error)
            if code in TOKEN_FAULTS:
                logger.error(NO_FILES, code)  # noqa: TRY400 - the message says it all
            raise DownloadError("introuvable" if code in NO_FILE else "indisponible", code) from None
        except (CancelledError, SlackClientError, *REACHED_US_NOT) as error:
            asking.cancel()
            raise DownloadError("indisponible", _name(error)) from None
        url = file.get("url_private_download") or file.get("url_private")
        if not url or file.get("is_external"):
            raise DownloadError("introuvable")
        return str(url)

    # --- sending ------------------------------------------------------------------------------------------------------

    def send(self, outgoing: Outgoing) -> str | None:
        loop = self._loop
        if loop is None or not loop.is_running():
            raise DeliveryError("the Slack adapter is not started", cause="injoignable")
        document, content = outgoing.message.document, b""
        if document is not None:
            fetched = self._documents.fetch(document, outgoing.address)
            if fetched is None:
                logger.warning("the document of outbox key %s is not there any more: nothing is sent", outgoing.cle)
                return None
            content = fetched
        place = Place.of(outgoing.address.canal, outgoing.coordonnees)
        work = (
            self._say(outgoing, place) if document is None else self._upload(outgoing.address, place, document, content)
        )
        sending = asyncio.run_coroutine_threadsafe(_within(SEND_SECONDS, work), loop)
        try:
            return sending.result(SEND_SECONDS + 2)
        except SlackClientError as error:
            raise _delivery_error(error) from error
        except (CancelledError, *REACHED_US_NOT) as error:
            sending.cancel()
            raise DeliveryError(f"Slack cannot be reached ({_name(error)})", cause="injoignable") from error

    async def _say(self, outgoing: Outgoing, place: Place) -> str | None:
        address = outgoing.address
        drawing = draw(outgoing.message, address.canal, address.personne)
        if not drawing.blocks:
            return None
        if place.ephemeral:
            return await self._whisper(place, address, drawing, outgoing.cle)
        if (outgoing.essai > 1 or self._doubtful.get(outgoing.cle)) and (sent := await self._find(place, outgoing.cle)):
            return sent
        return await self._post(place, drawing, outgoing.cle)

    async def _post(self, place: Place, drawing: Drawing, cle: str) -> str:
        self._doubtful.put(cle, value=True)
        try:
            answer = await self._with_or_without_blocks(
                self._client.chat_postMessage,
                drawing,
                cle,
                channel=place.channel,
                thread_ts=place.thread,
                metadata={"event_type": "spaser", "event_payload": {"cle": cle}},
                unfurl_links=False,
                unfurl_media=False,
            )
        except SlackApiError as error:
            # Slack said no: there is no doubt, unless it broke while saying so.
            if _status(error) < 500:
                self._doubtful.drop(cle)
            raise
        except aiohttp.ClientConnectorError:
            self._doubtful.drop(cle)
            raise
        self._doubtful.drop(cle)
        return str(answer["ts"])

    async def _find(self, place: Place, cle: str) -> str | None:
        """Look for a message that may have arrived, by the key it carries; None when it did not, or cannot be seen."""
        try:
            if place.thread:
                answer = await self._client.conversations_replies(
                    channel=place.channel, ts=place.thread, limit=200, include_all_metadata=True
                )
            else:
                answer = await self._client.conversations_history(
                    channel=place.channel, limit=50, include_all_metadata=True
                )
        except SlackApiError as error:
            logger.warning("what Slack kept of outbox key %s cannot be read (%s): it is sent again", cle, _name(error))
            return None
        for message in answer["messages"]:
            if (message.get("metadata") or {}).get("event_payload", {}).get("cle") == cle:
                logger.info("outbox key %s had arrived: it is not sent again", cle)
                self._doubtful.drop(cle)
                return str(message["ts"])
        return None

    async def _whisper(self, place: Place, address: Address, drawing: Drawing, cle: str) -> str | None:
        """Write for the person's eyes only; where the bot is not a member, by the command's own way back, else in private."""
        try:
            answer = await self._with_or_without_blocks(
                self._client.chat_postEphemeral, drawing, cle, channel=place.channel, user=address.personne
            )
        except SlackApiError as error:
            if _code(error) not in NOT_THERE:
                raise
        else:
            reference = str(answer["message_ts"])
            self._whispers.put((place.channel, reference), drawing)
            return reference
        url = self._way_back(address)
        if url and await self._reply(url, drawing):
            return None
        return await self._post(Place(await self._direct_channel(address.personne)), drawing, cle)

    def _way_back(self, address: Address) -> str | None:
        reply = self._replies.get((address.canal, address.personne))
        if reply is None or not reply.uses or reply.until <= asyncio.get_running_loop().time():
            return None
        reply.uses -= 1
        return reply.url

    async def _upload(self, address: Address, place: Place, document: Document, content: bytes) -> str:
        name = PurePath(document.nom).name
        # A file cannot be for one person's eyes in a channel.
        where = Place(await self._direct_channel(address.personne)) if place.ephemeral else place
        answer = await self._client.files_upload_v2(
            file=content, filename=name, title=name, channel=where.channel, thread_ts=where.thread
        )
        if place.ephemeral:
            note = Drawing(escape(PHRASES["document_en_prive"]), [])
            self._do_aside(self._note(place, address, note))
        return str(answer["files"][0]["id"])

    async def _note(self, place: Place, address: Address, note: Drawing) -> None:
        try:
            await self._client.chat_postEphemeral(channel=place.channel, user=address.personne, text=note.text)
        except SlackApiError as error:
            url = self._way_back(address)
            if _code(error) not in NOT_THERE or url is None:
                raise
            await self._reply(url, note)

    async def _direct_channel(self, personne: str) -> str:
        known = self._direct.get(personne)
        if known is None:
            answer = await self._client.conversations_open(users=personne)
            known = str(answer["channel"]["id"])
            self._direct.put(personne, known)
        return known

    async def _with_or_without_blocks(self, call: Any, drawing: Drawing, cle: str, **where: Any) -> Any:
        """Post; the words alone, their choices numbered, if Slack does not want our blocks."""
        try:
            return await call(text=drawing.text, blocks=drawing.blocks, **where)
        except SlackApiError as error:
            if _code(error) not in BLOCK_FAULTS:
                raise
            logger.error("Slack refuses the blocks of outbox key %s (%s): it goes as plain text", cle, _name(error))  # noqa: TRY400
            return await call(text=drawing.text, **where)


@dataclass(slots=True)
class _Turn:
    """The queue of one conversation; `waiting` counts who is in it."""

    lock: asyncio.Lock
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class _Person:
    """What users.info said; good until that moment of the loop's clock."""

    team: str
    vouched: bool
    until: float


@dataclass(slots=True)
class _Reply:
    url: str
    until: float
    uses: int


class _Unreadable(logging.Filter):
    """Takes the words out of what the library logs: they hold requests, addresses with tickets, what people typed."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else "no exception"
        record.msg = "the Slack library complains in %s, line %s of %s (%s)"
        record.args = (record.funcName, record.lineno, record.filename, error)
        record.exc_info = record.exc_text = None
        return True


def _library_logger() -> logging.Logger:
    """The logger of the library, which copies its level and its filter to all of its own."""
    library = logging.getLogger(f"{__name__}.library")
    library.setLevel(logging.WARNING)
    if not library.filters:
        library.addFilter(_Unreadable())
    return library


def _read_again(request: Request, body: bytes) -> Request:
    """The same request, for the library, which reads its body itself."""

    async def receive() -> ASGIMessage:
        return {"type": "http.request", "body": body, "more_body": False}

    return Request(request.scope, receive)


def _attempt(request: AsyncBoltRequest) -> int:
    """How often Slack delivered this before; it tells it of events alone, as neither commands nor presses come again."""
    said = next(iter(request.headers.get("x-slack-retry-num", ())), "")
    return int(said) if said.isdecimal() else 0


def _conclude(first: asyncio.Future[None]) -> None:
    if not first.done():
        first.set_result(None)


async def _watch(socket: AsyncSocketModeHandler) -> None:
    """Return once the library has not found its way back to Slack for a while."""
    loop = asyncio.get_running_loop()
    alive = loop.time()
    while loop.time() - alive < LOST_SECONDS:
        if await socket.client.is_connected():
            alive = loop.time()
        await asyncio.sleep(WATCH_SECONDS)


async def _within(seconds: float, work: Coroutine[Any, Any, T]) -> T:
    async with asyncio.timeout(seconds):
        return await work


async def _quietly(work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except (DatabaseUnavailableError, SlackClientError, ValueError, *REACHED_US_NOT) as error:
        logger.warning("a touch to a message of Slack was left out (%s)", _name(error))


def _delivery_error(error: SlackClientError) -> DeliveryError:
    if not isinstance(error, SlackApiError):
        return DeliveryError(f"Slack did not take the message ({_name(error)})", cause="injoignable")
    code = _code(error)
    if code in RATE_LIMITED or _status(error) == 429:
        return DeliveryError("Slack asks to slow down", _retry_after(error), cause="ralenti")
    if code in TOKEN_FAULTS:
        logger.error("%s", REFUSED_BOT.format(code=code))
        return DeliveryError(f"Slack refuses our token ({code})", cause="jeton")
    cause = PERMANENT_FAULTS.get(code, "inconnue")
    return DeliveryError(f"Slack refuses the message ({code})", permanent=code in PERMANENT_FAULTS, cause=cause)


def _retry_after(error: SlackApiError) -> float:
    headers = getattr(error.response, "headers", None) or {}
    said = {str(name).lower(): value for name, value in headers.items()}.get("retry-after", "")
    return float(said) if str(said).isdecimal() else DEFAULT_RETRY_AFTER_SECONDS


def _status(error: SlackApiError) -> int:
    response = error.response
    return int(getattr(response, "status_code", None) or getattr(response, "status", None) or 200)


def _code(error: SlackApiError) -> str:
    """Slack's own word for a fault, or the status; never the rest of an answer, which may repeat what was sent."""
    data = getattr(error.response, "data", None)
    code = data.get("error") if isinstance(data, dict) else None
    return code if isinstance(code, str) and _CODE.fullmatch(code) else f"HTTP {_status(error)}"


def _name(error: BaseException) -> str:
    return _code(error) if isinstance(error, SlackApiError) else type(error).__name__


__all__ = ["SlackPlatform"]
