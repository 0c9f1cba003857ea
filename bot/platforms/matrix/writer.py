"""Writes in rooms: messages, files, the bot's own few phrases, and the numbers to press."""

from __future__ import annotations

import asyncio
import hashlib
import io
import logging
import mimetypes
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from nio import (  # type: ignore[import-untyped]
    AsyncClient,
    EncryptionError,
    LocalProtocolError,
    RoomSendResponse,
    UploadResponse,
)

from bot.envois.adapters import DeliveryCause, DeliveryError, Outgoing
from bot.envois.choices import are_numbered
from bot.platforms.matrix.connection import BAD_TOKEN, NETWORK, NEVER, ServerFaultError, checked
from bot.platforms.matrix.events import Events
from bot.platforms.matrix.incoming import room_of
from bot.platforms.matrix.keys import Keys
from bot.platforms.matrix.outgoing import NUMBERS, PHRASES, relates_to, to_content

logger = logging.getLogger(__name__)

# What Matrix's names for a fault mean to people.
CAUSES: Mapping[str, DeliveryCause] = {
    "M_FORBIDDEN": "refuse",
    "M_NOT_FOUND": "introuvable",
    "M_TOO_LARGE": "trop_long",
    "M_UNRECOGNIZED": "refuse",
    "M_INVALID_PARAM": "refuse",
}
READY_SECONDS = 8.0
PHRASE_ATTEMPTS = 3
PHRASE_WAIT_SECONDS = 1.0
# Where the server says no how long.
LIMITED_WAIT_SECONDS = 30.0
# After a 429 no more reactions for that long: they would take the place of messages.
NO_REACTIONS_SECONDS = 600.0
REACTION_PAUSE_SECONDS = 0.5


class Writer:
    """Every method raises DeliveryError, but those that say that they do their best."""

    def __init__(self, client: AsyncClient, keys: Keys, events: Events) -> None:
        self._client = client
        self._keys = keys
        self._events = events
        self._reacting: dict[str, asyncio.Task[None]] = {}
        self._no_reactions_until = 0.0
        # Set once the rooms are known.
        self.ready = asyncio.Event()

    async def close(self) -> None:
        tasks = tuple(self._reacting.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def send(self, outgoing: Outgoing, file: bytes | None) -> str:
        """Write a message, or that file; returns the id of the event."""
        room_id = str(outgoing.coordonnees.get("salon") or room_of(outgoing.address.canal))
        personne = outgoing.address.personne if outgoing.coordonnees.get("groupe") else None
        tx = transaction(outgoing.cle, room_id, outgoing.address.personne, outgoing.message.texte)
        if file is None:
            content = to_content(outgoing.message, outgoing.coordonnees, personne)
        else:
            content = await self._uploaded(room_id, outgoing, file)
        self.stop_reacting(room_id)
        event_id = await self._post(room_id, "m.room.message", content, tx)
        self._events.remember_ours(event_id, content)
        choices = len(outgoing.message.choices)
        numbered = are_numbered(outgoing.message.choices) and not outgoing.message.multiple
        if numbered and 0 < choices <= len(NUMBERS):
            self._reacting[room_id] = asyncio.create_task(self._react(room_id, event_id, choices, tx))
        return event_id

    async def say(
        self, room_id: str, phrase: str, cle: str, personne: str | None = None, reponse_a: str | None = None
    ) -> None:
        """Say one of our own few phrases, best effort."""
        content: dict[str, Any] = {
            "msgtype": "m.text",
            "body": PHRASES[phrase],
            "m.mentions": {} if personne is None else {"user_ids": [personne]},
        }
        if relation := relates_to({"reponse_a": reponse_a}):
            content["m.relates_to"] = relation
        for _ in range(PHRASE_ATTEMPTS):
            try:
                await self._post(room_id, "m.room.message", content, transaction(cle))
            except DeliveryError as error:
                if error.permanent:
                    return
                await asyncio.sleep(error.retry_after_seconds or PHRASE_WAIT_SECONDS)
            else:
                return
        logger.error("a phrase of the Matrix bot itself could not be said: %s", phrase)

    def stop_reacting(self, room_id: str) -> None:
        """The choices of the message before are of no use once something follows."""
        if (task := self._reacting.pop(room_id, None)) is not None:
            task.cancel()

    async def _react(self, room_id: str, event_id: str, choices: int, tx: str) -> None:
        """Offer the numbers to press. Best effort: the message says them too."""
        if time.monotonic() < self._no_reactions_until:
            return
        for number in NUMBERS[:choices]:
            relation = {"rel_type": "m.annotation", "event_id": event_id, "key": number}
            try:
                await self._post(room_id, "m.reaction", {"m.relates_to": relation}, transaction(tx, number))
            except DeliveryError:
                return
            await asyncio.sleep(REACTION_PAUSE_SECONDS)

    async def _uploaded(self, room_id: str, outgoing: Outgoing, file: bytes) -> dict[str, Any]:
        document = outgoing.message.document
        assert document is not None
        await self._until_ready()
        room = self._client.rooms.get(room_id)
        encrypt = room is not None and room.encrypted
        kind = mimetypes.guess_type(document.nom)[0] or "application/octet-stream"
        with self._faults():
            answer, keys = await self._client.upload(
                io.BytesIO(file),
                content_type=kind,
                # The server need not know the name of what it cannot read.
                filename=None if encrypt else document.nom,
                encrypt=encrypt,
                filesize=len(file),
            )
            url = checked(answer, UploadResponse).content_uri
        content: dict[str, Any] = {
            "msgtype": "m.file",
            "body": document.nom,
            "filename": document.nom,
            "info": {"mimetype": kind, "size": len(file)},
            "m.mentions": {},
        }
        if keys is None:
            content["url"] = url
        else:
            content["file"] = {**keys, "url": url}
        if relation := relates_to(outgoing.coordonnees):
            content["m.relates_to"] = relation
        return content

    async def _post(self, room_id: str, kind: str, content: Mapping[str, Any], tx: str) -> str:
        """Send an event; the same `tx` from the same device makes one event, however often."""
        await self._until_ready()
        room = self._client.rooms.get(room_id)
        if room is None:
            raise DeliveryError("the bot is not in that Matrix room", permanent=True, cause="introuvable")
        with self._faults():
            if room.encrypted:
                await self._keys.share(room_id)
            sent = await self._client.room_send(room_id, kind, dict(content), tx_id=tx, ignore_unverified_devices=True)
            return str(checked(sent, RoomSendResponse).event_id)

    @contextmanager
    def _faults(self) -> Iterator[None]:
        """Say what went wrong in the words of the outbox, and nothing of what was sent."""
        try:
            yield
        except ServerFaultError as fault:
            if fault.retry_after_seconds is not None or fault.code == "M_LIMIT_EXCEEDED":
                self._no_reactions_until = time.monotonic() + NO_REACTIONS_SECONDS
                wait = fault.retry_after_seconds or LIMITED_WAIT_SECONDS
                raise DeliveryError("the Matrix server asks to wait", wait, cause="ralenti") from None
            if fault.code in BAD_TOKEN:
                logger.error("Matrix refuses the login: SPASER_MATRIX_TOKEN or SPASER_MATRIX_PASSWORD must be renewed")  # noqa: TRY400
            cause = "jeton" if fault.code in BAD_TOKEN else CAUSES.get(fault.code or "", "inconnue")
            raise DeliveryError(str(fault), permanent=fault.code in NEVER, cause=cause) from None
        except NETWORK as error:
            reason = f"the Matrix server cannot be reached: {type(error).__name__}"
            raise DeliveryError(reason, cause="injoignable") from None
        except (LocalProtocolError, EncryptionError) as error:
            raise DeliveryError(f"the Matrix message cannot be encrypted yet: {type(error).__name__}") from None

    async def _until_ready(self) -> None:
        try:
            async with asyncio.timeout(READY_SECONDS):
                await self.ready.wait()
        except TimeoutError:
            raise DeliveryError("the Matrix server cannot be reached yet", cause="injoignable") from None


def transaction(*parts: str) -> str:
    """The transaction of a message, the same at each try.

    Its words are in it: the keys of an outbox that was made anew begin again, while the server remembers.
    """
    return "spaser" + hashlib.sha256("\0".join(parts).encode()).hexdigest()[:40]


__all__ = ["Writer", "transaction"]
