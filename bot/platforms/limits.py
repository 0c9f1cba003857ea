"""How many messages a minute somebody may write."""

from __future__ import annotations

from collections import deque

MESSAGES_PER_MINUTE = 30
# Above this many people seen, those who have been silent for a minute are forgotten.
PEOPLE_REMEMBERED = 1000


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


__all__ = ["RateLimit"]
