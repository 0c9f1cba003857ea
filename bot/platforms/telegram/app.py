"""The assistant on Telegram: listens by polling or by webhook, and sends."""

from __future__ import annotations

import asyncio
import concurrent.futures
import logging
import re
from collections.abc import Coroutine, Mapping, Sequence
from contextlib import suppress
from typing import Any, TypeVar

from starlette.routing import BaseRoute
from telegram import BotCommand, InlineKeyboardMarkup, InputFile, Message, ReplyParameters, User
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, InvalidToken, TelegramError

from bot.envois.adapters import (
    ChoicesOf,
    DeliveryError,
    Documents,
    DownloadError,
    Outgoing,
    PlatformRefusedError,
    Receive,
)
from bot.envois.downloads import check_size, fetch
from bot.envois.memory import Recent
from bot.platforms.telegram.client import UNREADABLE, Client, not_given, undelivered
from bot.platforms.telegram.incoming import PLATEFORME, REPLY_TO, chat_and_topic
from bot.platforms.telegram.listener import KINDS, NO_PREVIEW, Listener
from bot.platforms.telegram.outgoing import LIMITE, Part, draw
from bot.platforms.telegram.phrases import COMMANDES
from bot.platforms.telegram.poller import Polling
from bot.platforms.telegram.webhook import Webhook, webhook_address
from bot.settings import TelegramSettings
from handlers.conversation.vocabulary import Fichier

logger = logging.getLogger(__name__)

SEND_SECONDS = 18.0
ASK_SECONDS = 8.0
# The first try to reach Telegram holds back the start of the server no longer than this.
FIRST_CONTACT_SECONDS = 8.0
FIRST_RETRY = 2.0
LAST_RETRY = 60.0
_TOKEN = re.compile(r"[0-9]+:[A-Za-z0-9_-]+")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
REFUSED = (
    "Telegram does not accept SPASER_TELEGRAM_TOKEN: send /mybots to @BotFather, choose the bot, then API Token, and copy "
    "it whole (digits, a colon, letters)."
)
UNGUARDED = (
    "SPASER_TELEGRAM_WEBHOOK_SECRET must be set with SPASER_TELEGRAM_WEBHOOK_URL, else anybody could write in the name of "
    "Telegram: choose up to 256 letters, digits, - or _ at random."
)
BAD_WEBHOOK = (
    "Telegram does not accept the address of SPASER_TELEGRAM_WEBHOOK_URL: it must be https, with a certificate, known to "
    "the internet, on port 443, 80, 88 or 8443. Without it the bot asks for its messages by itself."
)
T = TypeVar("T")


class TelegramPlatform:
    """One bot. `send` may be called as soon as `start` was, whether or not Telegram can be reached."""

    plateforme = PLATEFORME
    limite: int | None = LIMITE

    def __init__(self, settings: TelegramSettings, documents: Documents, choices_of: ChoicesOf) -> None:
        self._settings = settings
        self._documents = documents
        self._choices_of = choices_of
        self._webhook = Webhook(settings.webhook_secret or "") if settings.webhook_url else None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._client: Client | None = None
        self._polling: Polling | None = None
        self._opening: asyncio.Task[None] | None = None
        # Groups that became supergroups, under their new number.
        self._moved: Recent[int, int] = Recent()
        # How many parts of a message went out, when the next one failed.
        self._sent: Recent[str, int] = Recent()

    @property
    def routes(self) -> Sequence[BaseRoute]:
        return [] if self._webhook is None else [self._webhook.route()]

    # --- listening ----------------------------------------------------------------------------------------------------

    async def start(self, receive: Receive) -> None:
        """Listen until `stop`. Raises PlatformRefusedError; whoever cannot be reached is tried again in the background."""
        if not _TOKEN.fullmatch(self._settings.token):
            raise PlatformRefusedError(REFUSED)
        if self._webhook is not None and not _SECRET.fullmatch(self._settings.webhook_secret or ""):
            raise PlatformRefusedError(UNGUARDED)
        self._loop = asyncio.get_running_loop()
        self._client = Client(self._settings.token, self._settings.api_url)
        try:
            async with asyncio.timeout(FIRST_CONTACT_SECONDS):
                await self._open(self._client, receive)
        except PlatformRefusedError:
            await self.stop()
            raise
        except (TelegramError, TimeoutError) as error:
            logger.warning("Telegram cannot be reached (%s): trying again", type(error).__name__)
            self._opening = asyncio.create_task(self._keep_opening(self._client, receive), name="telegram opening")

    async def stop(self) -> None:
        """Stop listening; what was received and not kept comes again at the next start."""
        if self._webhook is not None:
            self._webhook.take = None
        if self._opening is not None:
            self._opening.cancel()
            await asyncio.wait([self._opening])
        if self._polling is not None:
            await self._polling.stop()
        client, self._client, self._loop, self._polling, self._opening = self._client, None, None, None, None
        if client is not None:
            await client.close_connections()

    async def _open(self, client: Client, receive: Receive) -> None:
        """Make ourselves known and listen. Raises PlatformRefusedError or TelegramError."""
        try:
            me: User = await client.get_me()
        except InvalidToken:
            raise PlatformRefusedError(REFUSED) from None
        listener = Listener(client, me, receive, self._choices_of)
        if self._webhook is None:
            # Telegram gives nothing to who asks while an address is set; what waits there is kept.
            await client.delete_webhook(drop_pending_updates=False)
            self._polling = Polling(client, listener.take_for_good)
            self._polling.start()
        else:
            self._webhook.take = listener.take
            await self._set_webhook(client)
        await _set_commands(client)

    async def _set_webhook(self, client: Client) -> None:
        assert self._settings.webhook_url is not None
        try:
            await client.set_webhook(
                webhook_address(self._settings.webhook_url),
                secret_token=self._settings.webhook_secret,
                allowed_updates=KINDS,
            )
        except BadRequest:
            raise PlatformRefusedError(BAD_WEBHOOK) from None

    async def _keep_opening(self, client: Client, receive: Receive) -> None:
        retry = FIRST_RETRY
        while self._polling is None:
            await asyncio.sleep(retry)
            retry = min(retry * 2, LAST_RETRY)
            try:
                await self._open(client, receive)
            except PlatformRefusedError as refusal:
                logger.error("%s", refusal)  # noqa: TRY400 - the message says it all
                retry = LAST_RETRY
            except TelegramError as error:
                logger.warning(
                    "Telegram cannot be reached (%s), next attempt in %s seconds", type(error).__name__, retry
                )
            else:
                logger.info("Telegram is reached")
                return

    # --- sending ------------------------------------------------------------------------------------------------------

    def send(self, outgoing: Outgoing) -> str | None:
        """Send a message, or its document; returns the number of the last one sent. Raises DeliveryError."""
        client = self._client
        if client is None:
            raise DeliveryError("Telegram is not started", cause="injoignable")
        target = _Target(outgoing)
        document = outgoing.message.document
        if document is None:
            return self._wait_for(self._send_parts(client, target, draw(outgoing.message), outgoing.cle))
        content = self._documents.fetch(document, outgoing.address)
        if content is None:
            logger.warning("a document is not there any more: nothing is sent for %s", outgoing.cle)
            return None
        return self._wait_for(self._send_file(client, target, InputFile(content, filename=document.nom)))

    def download(self, fichier: Fichier, most_bytes: int) -> bytes:
        check_size(fichier, most_bytes)
        client, loop = self._client, self._loop
        file_id = fichier.reference.get("file_id")
        if client is None or loop is None or loop.is_closed() or not file_id:
            raise DownloadError("indisponible" if file_id else "introuvable")
        asking = asyncio.run_coroutine_threadsafe(client.address_of(str(file_id)), loop)
        try:
            url = asking.result(ASK_SECONDS)
        except (concurrent.futures.TimeoutError, concurrent.futures.CancelledError):
            asking.cancel()
            raise DownloadError("indisponible") from None
        except TelegramError as error:
            not_given(error)
        # The address holds the token: no other address is asked.
        return fetch(url, most_bytes, client.keeps)

    def _wait_for(self, call: Coroutine[Any, Any, T]) -> T:
        loop = self._loop
        if loop is None or loop.is_closed():
            call.close()
            raise DeliveryError("Telegram is stopping", cause="injoignable")
        future = asyncio.run_coroutine_threadsafe(call, loop)
        try:
            return future.result(SEND_SECONDS)
        except concurrent.futures.TimeoutError:
            future.cancel()
            raise DeliveryError("Telegram did not answer in time", cause="injoignable") from None
        except concurrent.futures.CancelledError:
            raise DeliveryError("Telegram is stopping", cause="injoignable") from None
        except TelegramError as error:
            undelivered(error)

    async def _send_parts(self, client: Client, target: _Target, parts: Sequence[Part], cle: str) -> str | None:
        last: Message | None = None
        for number, part in enumerate(parts[self._sent.get(cle) or 0 :], (self._sent.get(cle) or 0) + 1):
            last = await self._send_part(client, target, part)
            if number < len(parts):
                self._sent.put(cle, number)
        self._sent.drop(cle)
        return None if last is None else str(last.message_id)

    async def _send_part(self, client: Client, target: _Target, part: Part) -> Message:
        try:
            return await self._to(target, _Text(client, part.html, ParseMode.HTML, part.keyboard))
        except BadRequest as error:
            if UNREADABLE not in error.message.lower():
                raise
            logger.error("Telegram could not read our HTML: sent without style")  # noqa: TRY400 - it may quote the message
            return await self._to(target, _Text(client, part.plain, None, part.keyboard))

    async def _send_file(self, client: Client, target: _Target, file: InputFile) -> str:
        sent = await self._to(target, _File(client, file))
        return str(sent.message_id)

    async def _to(self, target: _Target, say: _Text | _File) -> Message:
        """Send, to where the group went if it became a supergroup."""
        chat = self._moved.get(target.chat) or target.chat
        try:
            return await say(chat, target)
        except ChatMigrated as moved:
            self._moved.put(target.chat, moved.new_chat_id)
            return await say(moved.new_chat_id, target)


class _Target:
    """Where a message goes."""

    def __init__(self, outgoing: Outgoing) -> None:
        self.chat, self.topic = chat_and_topic(outgoing.address.canal)
        self.reply = _reply(outgoing.coordonnees)


def _reply(coordonnees: Mapping[str, Any]) -> ReplyParameters | None:
    number = coordonnees.get(REPLY_TO)
    return ReplyParameters(number, allow_sending_without_reply=True) if isinstance(number, int) else None


class _Text:
    def __init__(
        self, client: Client, text: str, parse_mode: str | None, keyboard: InlineKeyboardMarkup | None
    ) -> None:
        self._client = client
        self._text = text
        self._parse_mode = parse_mode
        self._keyboard = keyboard

    async def __call__(self, chat: int, target: _Target) -> Message:
        return await self._client.send_message(
            chat,
            self._text,
            parse_mode=self._parse_mode,
            reply_markup=self._keyboard,
            link_preview_options=NO_PREVIEW,
            message_thread_id=target.topic,
            reply_parameters=target.reply,
        )


class _File:
    def __init__(self, client: Client, file: InputFile) -> None:
        self._client = client
        self._file = file

    async def __call__(self, chat: int, target: _Target) -> Message:
        return await self._client.send_document(
            chat,
            self._file,
            message_thread_id=target.topic,
            reply_parameters=target.reply,
        )


async def _set_commands(client: Client) -> None:
    commands = [BotCommand(name, command["description"]) for name, command in COMMANDES.items()]
    with suppress(TelegramError):  # a menu is of comfort
        await client.set_my_commands(commands)


__all__ = ["TelegramPlatform"]
