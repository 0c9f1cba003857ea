"""What a page may ask of the server: how large a body, how many messages a minute."""

from __future__ import annotations

from collections import deque

from starlette.types import Message, Receive

BODY_MAX_BYTES = 256 * 1024
# Beyond the limit the rest is read and dropped, so that the browser hears the answer instead of a broken connection.
DRAINED_MAX_BYTES = 16 * 1024 * 1024
MESSAGES_PER_MINUTE = 30
# Above this many people seen, those who have been silent for a minute are forgotten.
PEOPLE_REMEMBERED = 1000


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


class RateLimit:
    """So many messages a minute for each person, counted in this process's memory.

    >>> limite = RateLimit(per_minute=2)
    >>> [limite.wait("a", now) for now in (0.0, 1.0, 2.0, 61.0)], limite.wait("b", 2.0)
    ([0, 0, 58, 0], 0)
    """

    def __init__(self, per_minute: int = MESSAGES_PER_MINUTE) -> None:
        self._per_minute = per_minute
        self._times: dict[str, deque[float]] = {}

    def wait(self, personne: str, now: float) -> int:
        """Count a message at `now` (seconds): 0 when it may pass, else how many seconds to wait."""
        if len(self._times) > PEOPLE_REMEMBERED:
            self._times = {who: times for who, times in self._times.items() if times[-1] > now - 60}
        times = self._times.setdefault(personne, deque())
        while times and times[0] <= now - 60:
            times.popleft()
        if len(times) >= self._per_minute:
            return max(1, round(times[0] + 60 - now))
        times.append(now)
        return 0


__all__ = ["BodyTooLargeError", "RateLimit", "limited"]
