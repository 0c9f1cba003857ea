"""How much of a request's body is read: counted as it comes, whatever its headers announce."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

logger = logging.getLogger(__name__)

# More than any form or any call of a platform holds; addresses that take files say how much they take.
BODY_MAX_BYTES = 1024 * 1024
# Beyond the limit the rest is read and dropped, so that the browser hears the answer instead of a broken connection.
DRAINED_MAX_BYTES = 16 * 1024 * 1024
LENGTH_DIGITS_MAX = 12


class BodyTooLargeError(Exception):
    """A request's body is over the limit; what was read of it is dropped."""


def limited(receive: Receive, most_bytes: int, drained_bytes: int = DRAINED_MAX_BYTES) -> Receive:
    """Pass the same body, refused with BodyTooLargeError once over the limit."""
    seen = 0

    async def counting() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen <= most_bytes:
            return message
        while message.get("more_body", False) and seen <= drained_bytes:
            message = await receive()
            seen += len(message.get("body", b""))
        raise BodyTooLargeError

    return counting


def announced(request: Request) -> int:
    """The length that the caller says, 0 where they say none: worth refusing for, never worth trusting."""
    length = request.headers.get("content-length", "")
    if not (length.isascii() and length.isdecimal()):
        return 0
    return int(length) if len(length) <= LENGTH_DIGITS_MAX else 10**LENGTH_DIGITS_MAX


async def read_body(request: Request, most_bytes: int = BODY_MAX_BYTES) -> bytes:
    """The whole body, for a program that calls; once over the limit no more of it is read.

    Raises BodyTooLargeError, starlette.requests.ClientDisconnect.
    """
    if announced(request) > most_bytes:
        raise BodyTooLargeError
    return await Request(request.scope, limited(request.receive, most_bytes, 0)).body()


class BoundedBodies:
    """Stands before every address, those that forget to count included; `larger` names those that take more, in bytes.

    Who leaves in the middle of a request is no fault of ours: it is told in one line.
    """

    def __init__(self, app: ASGIApp, larger: Mapping[str, int] | None = None) -> None:
        self._app = app
        self._larger = larger or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most_bytes = self._larger.get(scope["path"], BODY_MAX_BYTES)
        begun = False

        async def noting(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, limited(receive, most_bytes, max(DRAINED_MAX_BYTES, 2 * most_bytes)), noting)
        except ClientDisconnect:
            logger.info("a caller left before their request was read or answered")
        except BodyTooLargeError:
            if not begun:
                await PlainTextResponse("too large", 413)(scope, receive, send)


__all__ = ["BODY_MAX_BYTES", "BodyTooLargeError", "BoundedBodies", "announced", "limited", "read_body"]
