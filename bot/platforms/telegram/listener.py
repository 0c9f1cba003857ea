"""Takes one update at a time: hands it to the engine, or does itself what is Telegram's own (ticking a box)."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from typing import Any

from telegram import LinkPreviewOptions, Update, User
from telegram.error import TelegramError

from bot.envois.adapters import SEPARATOR, ChoicesOf, Receive
from bot.envois.choices import settles_a_question
from bot.envois.memory import Recent
from bot.platforms.telegram.client import Client
from bot.platforms.telegram.incoming import Press, chat_and_topic, to_incoming, to_press
from bot.platforms.telegram.lanes import Lanes
from bot.platforms.telegram.outgoing import VALIDATE, answered, boxes_of, labels_of, with_ticks
from bot.platforms.telegram.phrases import PHRASES
from handlers.conversation.vocabulary import Incoming
from storage.errors import DatabaseUnavailableError

logger = logging.getLogger(__name__)

KINDS = ("message", "edited_message", "callback_query")
# An update on which we fail so many times, for no fault of the database, is given up: the next ones must not wait for ever.
ATTEMPTS_MAX = 3
ALERT_MAX = 200
FIRST_RETRY = 1.0
LAST_RETRY = 30.0
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

Place = tuple[str, int]  # a chat or topic, and one message in it


class Listener:
    """What it remembers is only of comfort: everything that counts is in the update, or in the database."""

    def __init__(self, client: Client, me: User, receive: Receive, choices_of: ChoicesOf) -> None:
        self._client = client
        self._me = me
        self._receive = receive
        self._choices_of = choices_of
        self._lanes = Lanes()
        # Ticked boxes of a message, and the presses that made them so: two quick presses both show the keyboard of before.
        self._ticked: Recent[Place, tuple[frozenset[str], frozenset[str]]] = Recent()
        self._answers: Recent[Place, str] = Recent()
        self._texts: Recent[Place, bytes] = Recent()
        self._albums: Recent[tuple[str, str], str] = Recent()
        self._failures: Recent[int, int] = Recent()
        self._excused: Recent[str, str] = Recent()

    async def take(self, raw: dict[str, Any]) -> None:
        """Return once the update is kept. Raises DatabaseUnavailableError, and whatever else went wrong, to be called again."""
        async with self._lanes.turn(lane_of(raw)):
            await self._try(raw)

    async def take_for_good(self, raw: dict[str, Any]) -> None:
        """Try until the update is kept; those of the same person in the same chat wait for it."""
        retry = FIRST_RETRY
        async with self._lanes.turn(lane_of(raw)):
            while True:
                try:
                    await self._try(raw)
                except DatabaseUnavailableError:
                    logger.warning("update %s is not kept, next attempt in %s seconds", raw["update_id"], retry)
                except Exception:  # noqa: BLE001 - it was logged and counted
                    logger.warning("update %s: next attempt in %s seconds", raw["update_id"], retry)
                else:
                    return
                await asyncio.sleep(retry)
                retry = min(retry * 2, LAST_RETRY)

    async def _try(self, raw: dict[str, Any]) -> None:
        with self._counting(raw["update_id"]) as given_up:
            if not given_up:
                await self._take(raw)
                return
        await self._say_given_up(raw)

    @contextmanager
    def _counting(self, number: int) -> Iterator[bool]:
        """Tell whether the update failed too often already; a failure within the block counts."""
        failures = self._failures.get(number) or 0
        try:
            yield failures >= ATTEMPTS_MAX
        except DatabaseUnavailableError:
            raise
        except Exception:
            self._failures.put(number, failures + 1)
            logger.exception("update %s failed, attempt %s of %s", number, failures + 1, ATTEMPTS_MAX)
            raise

    async def _take(self, raw: dict[str, Any]) -> None:
        try:
            update = Update.de_json(raw, self._client)
            query = update.callback_query
            press = to_press(query) if query is not None else None
            incoming = to_incoming(update, self._me)
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
            # Only its name: the text of the fault may quote the message.
            logger.error("update %s is not of a known shape (%s): left out", raw["update_id"], type(error).__name__)  # noqa: TRY400
            return
        if press is not None:
            await self._take_press(press)
        elif query is not None:
            await self._close(query.id)
        elif incoming is not None:
            message = update.message or update.edited_message
            await self._take_message(incoming, message.message_id, message.media_group_id)  # type: ignore[union-attr]

    # --- messages -----------------------------------------------------------------------------------------------------

    async def _take_message(self, incoming: Incoming, message_id: int, album: str | None) -> None:
        place = (incoming.address.canal, message_id)
        digest = hashlib.sha256(incoming.text.encode("utf-8", "replace")).digest()
        if incoming.modifie and self._texts.get(place) == digest:
            return  # what was edited is not the text
        if album is not None and not incoming.text and self._albums.get((incoming.address.canal, album)):
            return  # one answer for all the pictures of an album
        await self._receive(incoming)
        self._texts.put(place, digest)
        if album is not None:
            self._albums.put((incoming.address.canal, album), incoming.message_id)

    # --- buttons ------------------------------------------------------------------------------------------------------

    async def _take_press(self, press: Press) -> None:
        place = (press.address.canal, press.message_id)
        needs_its_keyboard = settles_a_question(press.value) or press.value == VALIDATE
        if press.owner is None or (press.keyboard is None and needs_its_keyboard):
            await self._close(press.query_id, "trop_ancien")
        elif not press.by_its_owner:
            await self._close(press.query_id, "pour_une_autre_personne")
        elif press.keyboard is None:
            label = await self._label_from_before(press)
            await self._receive_press(press, press.value, label)
            await self._close(press.query_id)
        elif press.value in boxes_of(press.keyboard):
            await self._tick(press, place)
        elif press.value == VALIDATE:
            await self._validate(press, place)
        else:
            label = labels_of(press.keyboard).get(press.value, "")
            await self._answer(press, place, press.value, [label] if label else [])

    async def _label_from_before(self, press: Press) -> str:
        """The words of a button of a message that Telegram does not show us again."""
        choices = await asyncio.to_thread(self._choices_of, press.address.canal, str(press.message_id))
        return next((choice.label for choice in choices if choice.value == press.value), "")

    def _ticks(self, press: Press, place: Place) -> tuple[frozenset[str], frozenset[str]]:
        """What is ticked, and the presses behind it: as we left it, else as the message shows it."""
        assert press.keyboard is not None
        shown = frozenset(value for value, ticked in boxes_of(press.keyboard).items() if ticked)
        return self._ticked.get(place) or (shown, frozenset())

    async def _tick(self, press: Press, place: Place) -> None:
        assert press.keyboard is not None
        ticked, presses = self._ticks(press, place)
        if press.query_id not in presses:
            ticked ^= {press.value}
            self._ticked.put(place, (ticked, presses | {press.query_id}))
        chat, _ = chat_and_topic(press.address.canal)
        edition = self._client.edit_message_reply_markup(
            chat_id=chat, message_id=press.message_id, reply_markup=with_ticks(press.keyboard, ticked)
        )
        await asyncio.gather(_at_best(edition), self._close(press.query_id))

    async def _validate(self, press: Press, place: Place) -> None:
        assert press.keyboard is not None
        ticked, _ = self._ticks(press, place)
        # In the order of the buttons, whatever the order of the presses.
        values = [value for value in boxes_of(press.keyboard) if value in ticked]
        if not values:
            await self._close(press.query_id, "cochez")
            return
        labels = labels_of(press.keyboard)
        await self._answer(press, place, SEPARATOR.join(values), [labels[value] for value in values])

    async def _answer(self, press: Press, place: Place, value: str, labels: list[str]) -> None:
        if self._answers.get(place) == value:
            await self._close(press.query_id)  # pressed twice, before the buttons could go
            return
        await self._receive_press(press, value, SEPARATOR.join(labels))
        if settles_a_question(value):
            await asyncio.gather(self._show_answer(press, place, value, labels), self._close(press.query_id))
        else:
            await self._close(press.query_id)

    async def _receive_press(self, press: Press, value: str, label: str) -> None:
        try:
            await self._receive(press.incoming(value, label))
        except DatabaseUnavailableError:
            if not self._excused.get(press.query_id):
                self._excused.put(press.query_id, press.value)
                await self._close(press.query_id, "indisponible")
            raise

    async def _show_answer(self, press: Press, place: Place, value: str, labels: list[str]) -> None:
        """Take the buttons away and leave the answer in sight."""
        chat, _ = chat_and_topic(press.address.canal)
        redrawn = answered(press.text, press.entities, labels) if press.text and labels else None
        if redrawn is None:
            edition = self._client.edit_message_reply_markup(chat_id=chat, message_id=press.message_id)
        else:
            text, entities = redrawn
            edition = self._client.edit_message_text(
                text,
                chat_id=chat,
                message_id=press.message_id,
                entities=entities,
                link_preview_options=NO_PREVIEW,
            )
        if await _at_best(edition):
            self._answers.put(place, value)
            self._ticked.drop(place)

    async def _close(self, query_id: str, phrase: str | None = None) -> None:
        """Stop the waiting sign of a pressed button; with a phrase, show it to who pressed and to nobody else."""
        text = PHRASES[phrase][:ALERT_MAX] if phrase else None
        await _at_best(self._client.answer_callback_query(query_id, text=text, show_alert=phrase is not None))

    async def _say_given_up(self, raw: dict[str, Any]) -> None:
        logger.error("update %s given up after %s attempts", raw["update_id"], ATTEMPTS_MAX)
        match raw:
            case {"callback_query": {"id": str(query_id)}}:
                await self._close(query_id, "panne")
            case {"message": {"message_id": int(message_id), "chat": {"id": int(chat), "type": "private"}}}:
                said = self._client.send_message(chat, PHRASES["panne"], reply_to_message_id=message_id)
                await _at_best(said)


def lane_of(raw: dict[str, Any]) -> Hashable:
    """What must be taken in order: what one person does in one chat.

    >>> lane_of({"update_id": 1, "message": {"chat": {"id": 5}, "from": {"id": 6}}}), lane_of({"update_id": 2})
    ((5, 6), 2)
    """
    match raw:
        case {"callback_query": {"from": {"id": person}, "message": {"chat": {"id": chat}}}}:
            return (chat, person)
        case {"message": {"chat": {"id": chat}, "from": {"id": person}}}:
            return (chat, person)
        case {"edited_message": {"chat": {"id": chat}, "from": {"id": person}}}:
            return (chat, person)
    number: Hashable = raw["update_id"]
    return number


async def _at_best(call: Any) -> bool:
    """Try once what may fail without harm; says whether it was done."""
    try:
        await call
    except TelegramError as error:
        if "not modified" in error.message:
            return True
        logger.warning("Telegram did not take an edition or a sign (%s)", type(error).__name__)
        return False
    return True


__all__ = ["KINDS", "NO_PREVIEW", "Listener", "lane_of"]
