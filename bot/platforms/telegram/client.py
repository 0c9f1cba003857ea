"""The library's client, set up so that it never logs the token or what people write, and so that no odd update stops it."""

from __future__ import annotations

import json
import logging
import warnings
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, NoReturn
from urllib.parse import quote

from telegram import Bot
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.request import HTTPXRequest
from telegram.warnings import PTBDeprecationWarning

from bot.envois.adapters import DeliveryCause, DeliveryError, DownloadError

CONNECT_SECONDS = 5.0
READ_SECONDS = 10.0
UPLOAD_SECONDS = 12.0
# More callers than that wait for one another.
CONNECTIONS = 32
UPDATES_MAX = 100
# Telegram's words for what no other try can change.
_HOPELESS: Mapping[str, DeliveryCause] = {
    "chat not found": "introuvable",
    "user is deactivated": "introuvable",
    "have no rights to send": "refuse",
    "not enough rights": "refuse",
    "chat_write_forbidden": "refuse",
    "peer_id_invalid": "introuvable",
    "message is too long": "trop_long",
    "message thread not found": "introuvable",
    "topic_closed": "refuse",
    "topic_deleted": "introuvable",
    "group chat was deactivated": "introuvable",
    "chat_restricted": "refuse",
}
# Beside the person who blocked us, those that are not there any more, or where we are not.
_GONE = ("user is deactivated", "was kicked", "not a member", "was deleted")
UNREADABLE = "parse entities"

# The library announces a change of type each time that it raises RetryAfter; both types are read here.
warnings.filterwarnings("ignore", message=r"(?s).*`retry_after`", category=PTBDeprecationWarning)


class _Request(HTTPXRequest):
    """Answers that are not JSON (a proxy's page) are refused without being logged: they may hold what people write."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        try:
            read = json.loads(payload.decode("utf-8", "replace"))
        except ValueError:
            raise TelegramError("Invalid server response") from None
        # Of success the library reads `result`, of failure `description`.
        if not isinstance(read, dict) or ("result" not in read and read.get("ok") is not False):
            raise TelegramError("Invalid server response")
        return read


class Client(Bot):
    """A bot of Telegram; `get_me` must have answered before the rest is used."""

    def __init__(self, token: str, api_url: str) -> None:
        # First of all: the library logs its addresses as it is built.
        self._silence = _Silence(token)
        for name in _LOGGERS:
            logging.getLogger(name).addFilter(self._silence)
        self._talking = _Request(
            connection_pool_size=CONNECTIONS,
            connect_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
            write_timeout=READ_SECONDS,
            pool_timeout=CONNECT_SECONDS,
            media_write_timeout=UPLOAD_SECONDS,
        )
        self._listening = _Request(connection_pool_size=1, connect_timeout=CONNECT_SECONDS, read_timeout=READ_SECONDS)
        api_url = api_url.rstrip("/")
        super().__init__(
            token,
            base_url=f"{api_url}/bot",
            base_file_url=f"{api_url}/file/bot",
            request=self._talking,
            get_updates_request=self._listening,
        )

    async def raw_updates(self, offset: int | None, wait_seconds: int, kinds: Sequence[str]) -> list[dict[str, Any]]:
        """Ask for what is new, unread: the library's own method fails on a whole batch for one update it cannot read."""
        found = await self._post(
            "getUpdates",
            {"offset": offset, "limit": UPDATES_MAX, "timeout": wait_seconds, "allowed_updates": list(kinds)},
            read_timeout=READ_SECONDS + wait_seconds,
        )
        if not isinstance(found, list):
            raise TelegramError("Invalid server response")
        return [update for update in found if isinstance(update, dict) and isinstance(update.get("update_id"), int)]

    async def address_of(self, file_id: str) -> str:
        """Where the bytes of a file are, for an hour. Raises TelegramError; Telegram gives no file above 20 MB."""
        found = await self.get_file(file_id)
        # A server of our own may tell a place on its own disk, which is none of ours.
        return quote(found.file_path or "", safe="/:%")

    def keeps(self, url: str) -> bool:
        """Say whether that address is one of this bot's files."""
        return url.startswith(f"{self.base_file_url}/")

    async def close_connections(self) -> None:
        await self._talking.shutdown()
        await self._listening.shutdown()
        for name in _LOGGERS:
            logging.getLogger(name).removeFilter(self._silence)


# httpx logs each address, which holds the token, at INFO; the library, at DEBUG, what is said.
_LOGGERS = ("httpx", "telegram.Bot")


class _Silence(logging.Filter):
    def __init__(self, token: str) -> None:
        super().__init__()
        self._token = token

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name == "telegram.Bot":
            return record.levelno >= logging.WARNING
        return self._token not in record.getMessage()


def seconds_of(error: RetryAfter) -> float:
    """How long Telegram asks to wait."""
    asked = error.retry_after
    return asked.total_seconds() if isinstance(asked, timedelta) else float(asked)


def undelivered(error: TelegramError) -> NoReturn:
    """Raise DeliveryError, in words of ours: those of Telegram may quote the message."""
    name = type(error).__name__
    match error:
        case RetryAfter():
            raise DeliveryError("Telegram asks to wait", seconds_of(error), cause="ralenti") from None
        case Forbidden():
            gone = next((words for words in _GONE if words in error.message.lower()), None)
            reason = (
                "blocked by the person, or put out of the group" if gone is None else f"refused by Telegram: {gone}"
            )
            raise DeliveryError(reason, permanent=True, cause="bloque" if gone is None else "introuvable") from None
        case BadRequest() | ChatMigrated():
            known = next((words for words in _HOPELESS if words in error.message.lower()), name)
            cause = _HOPELESS.get(known, "refuse")
            raise DeliveryError(f"refused by Telegram: {known}", permanent=True, cause=cause) from None
        case InvalidToken():
            raise DeliveryError("Telegram refuses SPASER_TELEGRAM_TOKEN", cause="jeton") from None
        case TimedOut():
            raise DeliveryError("Telegram did not answer in time", cause="injoignable") from None
        case NetworkError():
            raise DeliveryError("Telegram cannot be reached", cause="injoignable") from None
        case _:
            raise DeliveryError(f"Telegram answered {name}") from None


def not_given(error: TelegramError) -> NoReturn:
    """Raise DownloadError for what getFile answered."""
    name = type(error).__name__
    if isinstance(error, BadRequest):
        raise DownloadError("trop_gros" if "too big" in error.message.lower() else "introuvable", name) from None
    raise DownloadError("indisponible", name) from None


__all__ = ["UNREADABLE", "Client", "not_given", "seconds_of", "undelivered"]
