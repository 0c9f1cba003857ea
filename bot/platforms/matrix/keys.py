"""The encryption keys of the bot's device: published, asked for, and shared with whoever is in a room."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any

from nio import (  # type: ignore[import-untyped]
    EncryptionError,
    KeysClaimResponse,
    KeysQueryResponse,
    KeysUploadResponse,
    LocalProtocolError,
    ToDeviceResponse,
)

from bot.platforms.matrix.connection import NETWORK, Client, ServerFaultError, checked
from bot.platforms.matrix.incoming import server_of

logger = logging.getLogger(__name__)

# Another home server has that long to give the keys of its people: everybody's messages wait meanwhile.
FOREIGN_SECONDS = 4.0
# One that took longer is not asked again before.
SLOW_SECONDS = 60.0


class Keys:
    """One at a time: nio does not bear that its keys change while it shares them."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._turn = asyncio.Lock()
        # Until when a home server is not asked.
        self._slow: dict[str, float] = {}

    async def keep(self, sync: Any) -> None:
        """Publish and fetch, after a sync, the keys that the server misses, or that we do.

        Raises ServerFaultError, or one of NETWORK.
        """
        client = self._client
        if sync.device_key_count.signed_curve25519 == 0:
            # nio takes none at all for not known, and would never publish any more.
            client.olm.uploaded_key_count = 0
        async with self._turn:
            if client.should_upload_keys:
                checked(await client.keys_upload(), KeysUploadResponse)
            if client.should_query_keys:
                await self._query(client.users_for_key_query)
            if client.should_claim_keys:
                await self._claim(client.get_users_for_key_claiming())
            for sent in await client.send_to_device_messages():
                checked(sent, ToDeviceResponse)

    async def share(self, room_id: str) -> None:
        """Give the key of what we write in a room to every device there that we know how to reach.

        Raises ServerFaultError, LocalProtocolError, or one of NETWORK.

        nio takes a key for shared even where that failed, and waits for ever for a sharing that died: both are seen to here.
        """
        client = self._client
        async with self._turn:
            if (room := client.rooms.get(room_id)) is None:
                raise LocalProtocolError("not in that room any more")
            users = set(room.users)
            await self._query(client.users_for_key_query & users)
            key = client.olm.outbound_group_sessions.get(room_id)
            if key is not None and not self._has_all(key, room_id):
                # Somebody could not be reached when it was shared.
                key.shared = False
            if not client.olm.should_share_group_session(room_id):
                return
            await self._claim(client.olm.get_missing_sessions(sorted(users)))
            if (left := client.sharing_session.pop(room_id, None)) is not None:
                left.set()
            # Nobody verifies a bot's contacts: who is in the room may read what is said there, verified or not.
            await client.share_group_session(room_id, ignore_unverified_devices=True)
            key = client.olm.outbound_group_sessions[room_id]
            if not self._has_all(key, room_id):
                key.shared = False
                raise ServerFaultError(None)

    async def _query(self, users: Iterable[str]) -> None:
        async def ask(some: Sequence[str]) -> None:
            checked(await self._client.keys_query_of(some), KeysQueryResponse)

        await self._by_server(users, ask)

    async def _claim(self, devices: Mapping[str, Sequence[str]]) -> None:
        async def ask(some: Sequence[str]) -> None:
            checked(await self._client.keys_claim({user: devices[user] for user in some}), KeysClaimResponse)

        await self._by_server(devices, ask)

    async def _by_server(self, users: Iterable[str], ask: Callable[[Sequence[str]], Awaitable[None]]) -> None:
        """Ask for the people of each home server apart: one that hangs leaves only its own without keys."""
        servers: dict[str, list[str]] = defaultdict(list)
        for user in users:
            servers[server_of(user)].append(user)
        now = time.monotonic()
        self._slow = {server: until for server, until in self._slow.items() if until > now}
        asked = [self._ask(server, some, ask) for server, some in servers.items() if server not in self._slow]
        # All have ended before the turn passes, whatever became of one.
        for outcome in await asyncio.gather(*asked, return_exceptions=True):
            if isinstance(outcome, BaseException):
                raise outcome

    async def _ask(self, server: str, some: Sequence[str], ask: Callable[[Sequence[str]], Awaitable[None]]) -> None:
        ours = server == server_of(self._client.user_id)
        try:
            async with asyncio.timeout(None if ours else FOREIGN_SECONDS):
                await ask(some)
        except TimeoutError:
            if ours:
                raise
            self._slow[server] = time.monotonic() + SLOW_SECONDS
            logger.warning("keys of people of %s did not come in time: they may not read what is written now", server)

    def _has_all(self, key: Any, room_id: str) -> bool:
        shared: set[tuple[str, str]] = key.users_shared_with | key.users_ignored
        return self._reachable_devices(room_id) <= shared

    def _reachable_devices(self, room_id: str) -> set[tuple[str, str]]:
        client = self._client
        return {
            (user, device.id)
            for user in client.rooms[room_id].users
            for device in client.device_store.active_user_devices(user)
            if device.id != client.device_id and client.olm.session_store.get(device.curve25519)
        }

    def decrypted(self, event: Any) -> Any | None:
        """An event in clear; None while its key is missing."""
        if self._client.olm.inbound_group_store.get(event.room_id, event.sender_key, event.session_id) is None:
            return None
        try:
            return self._client.decrypt_event(event)
        except EncryptionError:
            return None

    async def request(self, event: Any) -> None:
        """Ask for the key of an event, best effort."""
        client = self._client
        if event.session_id in client.outgoing_key_requests:
            return
        # The device that wrote it: of ours there is only this one.
        request = event.as_key_request(event.sender, client.device_id, event.session_id, event.device_id)
        try:
            checked(await client.to_device(request), ToDeviceResponse)
        except (*NETWORK, ServerFaultError) as error:
            logger.warning("a Matrix key could not be asked for: %s", type(error).__name__)


__all__ = ["Keys"]
