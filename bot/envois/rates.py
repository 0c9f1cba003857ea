"""How fast each platform may be written to, overall and in one place.

Counted in this process: with several, each counts its own, and the platform's own "slow down" (429) stays the authority.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

# Above this many places remembered, those that could be written to at full speed are forgotten.
PLACES_REMEMBERED = 2_000
# A whole message, as far as sums of fractions of it can tell.
ONE = 1 - 1e-9


@dataclass(frozen=True, slots=True)
class Rate:
    """So many messages a second in the long run, and so many at once: in t seconds, never more than burst + t * per_second."""

    per_second: float
    burst: float


@dataclass(frozen=True, slots=True)
class Limits:
    """One platform's limits; `place` is the rate in one chat, `group` that of the chats that `is_group` knows.

    The name of a place may go on, beyond `separator`, with a thread or a topic of it. `all_at_once`: a platform that asks
    to slow down means the whole account, not the place.
    """

    overall: Rate
    place: Rate | None = None
    group: Rate | None = None
    separator: str = ""
    is_group: Callable[[str], bool] = lambda _: False
    all_at_once: bool = False

    def place_of(self, canal: str) -> str:
        return canal.partition(self.separator)[0] if self.separator else canal

    def rate_in(self, place: str) -> Rate | None:
        return self.group if self.group is not None and self.is_group(place) else self.place


# As documented on 2026-11-25. Each stays below its figure whatever the moment one begins to count; where a short burst is
# said to pass, a small one is let through.
LIMITS: Mapping[str, Limits] = {
    # core.telegram.org/bots/faq: 30 a second, 1 a second in a chat (short bursts pass), 20 a minute in a group.
    "telegram": Limits(
        Rate(20, 10), Rate(1, 3), Rate(0.25, 5), separator=":", is_group=lambda chat: chat.startswith("-")
    ),
    # docs.slack.dev/apis/web-api/rate-limits: 1 a second in a channel (short bursts pass), "several hundred" a minute overall.
    "slack": Limits(Rate(5, 20), Rate(1, 5), separator=":"),
    # learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit: in a conversation 7 in a second, 60 in thirty;
    # 50 a second in a tenant.
    "teams": Limits(Rate(30, 20), Rate(1.5, 5), separator=";"),
    # Synapse's default (rc_message) is 0.2 a second and 10 at once, for the account; most servers set another for a bot, which
    # nobody can ask for: only what is surely too fast is held back, and the server says the rest.
    "matrix": Limits(Rate(5, 10), separator="|", all_at_once=True),
}


@dataclass(slots=True)
class _Bucket:
    """Messages that may leave now: it fills with time, up to the burst; below nothing, something was owed."""

    rate: Rate
    level: float
    at: float
    held_until: float = 0.0

    def wait(self, now: float) -> float:
        """How long until one may leave."""
        self.level = min(self.rate.burst, self.level + (now - self.at) * self.rate.per_second)
        self.at = now
        missing = 0.0 if self.level >= ONE else (1 - self.level) / self.rate.per_second
        return max(missing, self.held_until - now, 0.0)

    def is_full(self, now: float) -> bool:
        self.wait(now)
        return self.level >= self.rate.burst and self.held_until <= now


@dataclass(slots=True)
class _Platform:
    limits: Limits
    overall: _Bucket
    places: dict[str, _Bucket] = field(default_factory=dict)


class Rates:
    """Every method may be called from any thread; a platform that has no limits is never waited for.

    >>> rates = Rates({"x": Limits(Rate(10, 10), Rate(1, 2))}, lambda: 0.0)
    >>> [rates.take("x", canal) for canal in ("a", "a", "a", "b")]
    [0.0, 0.0, 1.0, 0.0]
    """

    def __init__(self, limits: Mapping[str, Limits] = LIMITS, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()
        now = monotonic()
        self._platforms = {
            name: _Platform(each, _Bucket(each.overall, each.overall.burst, now)) for name, each in limits.items()
        }

    def take(self, plateforme: str, canal: str | None) -> float:
        """Count a message that leaves now, and return nothing to wait for; else count nothing, and return the seconds to wait.

        `canal` is None while nobody knows where the message goes: see `owe`.
        """
        with self._lock:
            buckets = self._buckets(plateforme, canal)
            now = self._monotonic()
            wait = max((bucket.wait(now) for bucket in buckets), default=0.0)
            if not wait:
                for bucket in buckets:
                    bucket.level -= 1
            return wait

    def give_back(self, plateforme: str, canal: str | None) -> None:
        """Uncount what was taken, as nothing left."""
        with self._lock:
            for bucket in self._buckets(plateforme, canal):
                bucket.level += 1

    def owe(self, plateforme: str, canal: str) -> None:
        """Count, in its place alone, a message that was taken before its place was known."""
        with self._lock:
            for bucket in self._buckets(plateforme, canal)[1:]:
                bucket.wait(self._monotonic())
                bucket.level -= 1

    def hold(self, plateforme: str, canal: str, seconds: float) -> None:
        """The platform asks to wait: nothing leaves for that place, or for the whole of it, before."""
        with self._lock:
            platform = self._platforms.get(plateforme)
            if platform is None:
                return
            held = self._buckets(plateforme, None if platform.limits.all_at_once else canal)[-1]
            held.held_until = max(held.held_until, self._monotonic() + seconds)

    def _buckets(self, plateforme: str, canal: str | None) -> list[_Bucket]:
        """That of the platform, then that of the place if it has one."""
        platform = self._platforms.get(plateforme)
        if platform is None:
            return []
        place = None if canal is None else platform.limits.place_of(canal)
        rate = None if place is None else platform.limits.rate_in(place)
        if place is None or rate is None:
            return [platform.overall]
        now = self._monotonic()
        if place not in platform.places and len(platform.places) >= PLACES_REMEMBERED:
            platform.places = {name: one for name, one in platform.places.items() if not one.is_full(now)}
        return [platform.overall, platform.places.setdefault(place, _Bucket(rate, rate.burst, now))]


__all__ = ["LIMITS", "Limits", "Rate", "Rates"]
