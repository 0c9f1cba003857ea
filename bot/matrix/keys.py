"""The encryption keys of the bot's device: published, asked for, and shared with whoever is in a room."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from nio import (  # type: ignore[import-untyped]
    AsyncClient,
    EncryptionError,
    KeysClaimResponse,
    KeysQueryResponse,
    KeysUploadResponse,
    ToDeviceResponse,
)

from bot.matrix.connection import NETWORK, ServerFaultError, checked

logger = logging.getLogger(__name__)


class Keys:
    """One at a time: nio does not bear that its keys change while it shares them."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client
        self._turn = asyncio.Lock()

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
                checked(await client.keys_query(), KeysQueryResponse)
            if client.should_claim_keys:
                checked(await client.keys_claim(client.get_users_for_key_claiming()), KeysClaimResponse)
            for sent in await client.send_to_device_messages():
                checked(sent, ToDeviceResponse)

    async def share(self, room_id: str) -> None:
        """Give the key of what we write in a room to every device there. Raises ServerFaultError, or one of NETWORK.

        nio takes a key for shared even where that failed, and waits for ever for a sharing that died: both are seen to here.
        """
        client = self._client
        async with self._turn:
            if client.should_query_keys:
                checked(await client.keys_query(), KeysQueryResponse)
            if not client.olm.should_share_group_session(room_id):
                return
            if missing := client.get_missing_sessions(room_id):
                checked(await client.keys_claim(missing), KeysClaimResponse)
            if (left := client.sharing_session.pop(room_id, None)) is not None:
                left.set()
            # Nobody verifies a bot's contacts: who is in the room may read what is said there, verified or not.
            await client.share_group_session(room_id, ignore_unverified_devices=True)
            key = client.olm.outbound_group_sessions[room_id]
            if not self._reachable_devices(room_id) <= key.users_shared_with | key.users_ignored:
                key.shared = False
                raise ServerFaultError(None)

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
