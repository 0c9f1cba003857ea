"""Events by their ids: those that the bot wrote, and those that others answer."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from nio import AsyncClient, MegolmEvent, RoomGetEventResponse  # type: ignore[import-untyped]

from bot import clock
from bot.platforms.matrix.connection import NEVER, ServerFaultError, checked
from bot.platforms.matrix.keys import Keys

KEPT = 1_000


class Events:
    """Keeps the last ones at hand, and asks the server for the others."""

    def __init__(self, client: AsyncClient, keys: Keys) -> None:
        self._client = client
        self._keys = keys
        self._kept: OrderedDict[str, Mapping[str, Any]] = OrderedDict()

    def remember_ours(self, event_id: str, content: Mapping[str, Any]) -> None:
        """Keep a message that we just wrote."""
        self._keep(
            {
                "type": "m.room.message",
                "sender": self._client.user_id,
                "event_id": event_id,
                "origin_server_ts": now_ms(),
                "content": content,
            }
        )

    async def find(self, room_id: str, event_id: str) -> Mapping[str, Any] | None:
        """An event sent earlier, decrypted if it can be; None when we may not see it.

        Raises ServerFaultError, or one of NETWORK.
        """
        if event_id in self._kept:
            return self._kept[event_id]
        try:
            found = checked(await self._client.room_get_event(room_id, event_id), RoomGetEventResponse).event
        except ServerFaultError as fault:
            if fault.code in NEVER:
                return None
            raise
        if isinstance(found, MegolmEvent):
            found.room_id = room_id
            found = self._keys.decrypted(found) or found
        source: Mapping[str, Any] = found.source
        self._keep(source)
        return source

    def _keep(self, source: Mapping[str, Any]) -> None:
        self._kept[str(source["event_id"])] = source
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)


def now_ms() -> int:
    """The moment as events tell it."""
    return int(clock.now().timestamp() * 1000)


__all__ = ["Events", "now_ms"]
