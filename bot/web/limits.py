"""How large a body a page may send."""

from __future__ import annotations

from starlette.types import Message, Receive

BODY_MAX_BYTES = 256 * 1024
# Beyond the limit the rest is read and dropped, so that the browser hears the answer instead of a broken connection.
DRAINED_MAX_BYTES = 16 * 1024 * 1024


class BodyTooLargeError(Exception):
    """A request's body is over the limit; it was read to its end and dropped."""


def limited(receive: Receive) -> Receive:
    """Pass the same body, refused with BodyTooLargeError once over the limit."""
    seen = 0

    async def counting() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen <= BODY_MAX_BYTES:
            return message
        while message.get("more_body", False) and seen <= DRAINED_MAX_BYTES:
            message = await receive()
            seen += len(message.get("body", b""))
        raise BodyTooLargeError

    return counting


__all__ = ["BodyTooLargeError", "limited"]
