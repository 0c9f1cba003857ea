"""How large a body a page may send."""

from __future__ import annotations

from starlette.types import Message, Receive

from bot.web.uploads import FICHIER_MAX_BYTES, FICHIERS_MAX

BODY_MAX_BYTES = 256 * 1024
BODY_WITH_FILES_MAX_BYTES = FICHIERS_MAX * FICHIER_MAX_BYTES + BODY_MAX_BYTES
# Beyond the limit the rest is read and dropped, so that the browser hears the answer instead of a broken connection.
DRAINED_MAX_BYTES = 16 * 1024 * 1024
DRAINED_WITH_FILES_MAX_BYTES = 2 * BODY_WITH_FILES_MAX_BYTES


class BodyTooLargeError(Exception):
    """A request's body is over the limit; it was read to its end and dropped."""


def limited(receive: Receive, most_bytes: int = BODY_MAX_BYTES, drained_bytes: int = DRAINED_MAX_BYTES) -> Receive:
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


__all__ = ["BodyTooLargeError", "limited"]
