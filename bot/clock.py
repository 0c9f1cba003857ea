"""The clock, read here alone: everything else is given its moments."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")


def now() -> datetime:
    """The moment, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The day in Paris, which is the day of whoever writes."""
    return datetime.now(PARIS).date()
