"""The address that Telegram calls; it answers 200 only once the message is kept, else Telegram calls again."""

from __future__ import annotations

import hmac
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.platforms.bodies import BodyTooLargeError, read_body
from storage.errors import DatabaseUnavailableError

logger = logging.getLogger(__name__)

PATH = "/telegram"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
Take = Callable[[dict[str, Any]], Awaitable[None]]


def webhook_address(url: str) -> str:
    """The address to give to Telegram, from that of the server or the whole one.

    >>> webhook_address("https://spaser.example.org/"), webhook_address("https://spaser.example.org/telegram")
    ('https://spaser.example.org/telegram', 'https://spaser.example.org/telegram')
    """
    url = url.rstrip("/")
    return url if url.endswith(PATH) else url + PATH


class Webhook:
    """Refuses until `take` is known: Telegram comes back."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()
        self.take: Take | None = None

    def route(self) -> Route:
        return Route(PATH, self._called, methods=["POST"])

    async def _called(self, request: Request) -> Response:
        said = request.headers.get(SECRET_HEADER, "").encode("latin-1", "replace")
        if not hmac.compare_digest(said, self._secret):
            logger.warning("a call to the webhook of Telegram without its secret was refused")
            return PlainTextResponse("secret", 403)
        try:
            update = json.loads(await read_body(request))
        except BodyTooLargeError:
            return PlainTextResponse("too large", 413)
        except (ValueError, RecursionError):
            return PlainTextResponse("not JSON", 400)
        if not isinstance(update, dict) or not isinstance(update.get("update_id"), int):
            return PlainTextResponse("not an update", 400)
        if self.take is None:
            return PlainTextResponse("not ready", 503)
        try:
            await self.take(update)
        except DatabaseUnavailableError:
            logger.warning("update %s is not kept: Telegram calls again", update["update_id"])
            return PlainTextResponse("not kept", 503)
        except Exception:  # noqa: BLE001 - `take` logs it, counts it, and gives it up in the end
            return PlainTextResponse("failed", 500)
        return PlainTextResponse("ok")


__all__ = ["Webhook", "webhook_address"]
