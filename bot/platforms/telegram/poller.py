"""Asks Telegram for what is new, and confirms an update only once it and all those before it are kept.

The library's own Updater confirms what it has fetched before it is processed: what a killed process held would be lost.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.platforms.telegram.client import Client, seconds_of
from bot.platforms.telegram.listener import KINDS

logger = logging.getLogger(__name__)

WAIT_SECONDS = 30
FIRST_RETRY = 1.0
LAST_RETRY = 30.0
CONFLICT_SECONDS = 15.0
REFUSED_SECONDS = 60.0
# While an update is not kept yet, what is new to others is asked for this often.
FIRST_PAUSE = 0.2
LAST_PAUSE = 5.0
STOPPING_SECONDS = 5.0


class Polling:
    """`keep` returns once an update is kept, however long that takes, and keeps those of one conversation in order."""

    def __init__(self, client: Client, keep: Callable[[dict[str, Any]], Coroutine[Any, Any, None]]) -> None:
        self._client = client
        self._keep = keep
        self._flying: dict[int, asyncio.Task[None]] = {}
        self._kept: set[int] = set()
        self._offset: int | None = None
        self._task: asyncio.Task[None] | None = None
        self._conflict = False

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="telegram polling")

    async def stop(self) -> None:
        """Fetch no more, leave a moment to what is being kept, and confirm what is."""
        if self._task is None:
            return
        self._task.cancel()
        await asyncio.wait([self._task])
        if self._flying:
            await asyncio.wait(self._flying.values(), timeout=STOPPING_SECONDS)
        for task in self._flying.values():
            task.cancel()
        self._advance()
        if self._offset is not None:
            try:
                async with asyncio.timeout(STOPPING_SECONDS):
                    await self._client.raw_updates(self._offset, 0, KINDS)
            except (TelegramError, TimeoutError):
                logger.info("the last updates are not confirmed: they come again, and are known")

    async def _run(self) -> None:
        retry = FIRST_RETRY
        pause = FIRST_PAUSE
        while True:
            if self._flying:
                await asyncio.wait(self._flying.values(), timeout=pause)
                self._advance()
            pause = min(pause * 2, LAST_PAUSE) if self._flying else FIRST_PAUSE
            try:
                updates = await self._client.raw_updates(self._offset, 0 if self._flying else WAIT_SECONDS, KINDS)
            except TelegramError as error:
                await asyncio.sleep(self._why(error, retry))
                retry = min(retry * 2, LAST_RETRY)
                continue
            except Exception:
                # Whatever it was, the next call may pass; without this loop nobody would be heard any more.
                logger.exception("asking Telegram for what is new failed, next attempt in %s seconds", LAST_RETRY)
                await asyncio.sleep(LAST_RETRY)
                continue
            if self._conflict:
                logger.info("Telegram answers us alone again")
            retry, self._conflict = FIRST_RETRY, False
            if self._begin(updates):
                pause = FIRST_PAUSE

    def _why(self, error: TelegramError, retry: float) -> float:
        """Log what stands in the way, and return how long to wait."""
        match error:
            case RetryAfter():
                return seconds_of(error)
            case Conflict():
                if not self._conflict:
                    logger.error(
                        "Telegram gives our messages to another: stop the other program that uses SPASER_TELEGRAM_TOKEN, "
                        "or set SPASER_TELEGRAM_WEBHOOK_URL if this bot is meant to be called; trying again every %s seconds",
                        CONFLICT_SECONDS,
                    )
                self._conflict = True
                return CONFLICT_SECONDS
            case InvalidToken():
                logger.error(
                    "Telegram does not accept SPASER_TELEGRAM_TOKEN any more: ask @BotFather for the token and start again"
                )
                return REFUSED_SECONDS
            case _:
                logger.warning(
                    "Telegram cannot be reached (%s), next attempt in %s seconds", type(error).__name__, retry
                )
                return retry

    def _begin(self, updates: list[dict[str, Any]]) -> bool:
        """Start on what is new, in order; says whether there was any."""
        numbers = [update["update_id"] for update in updates]
        # What Telegram does not give again is confirmed.
        self._kept &= set(numbers)
        new = [update for update in updates if not self._known(update["update_id"])]
        for update in new:
            number = update["update_id"]
            self._flying[number] = asyncio.create_task(self._keep(update), name=f"telegram update {number}")
        if numbers and not self._flying:
            self._offset = max(numbers) + 1
        return bool(new)

    def _known(self, number: int) -> bool:
        return number in self._flying or number in self._kept

    def _advance(self) -> None:
        """Move the offset to the first update that is not kept."""
        for number, task in list(self._flying.items()):
            if task.done() and not task.cancelled():
                del self._flying[number]
                self._kept.add(number)
        if self._flying:
            self._offset = min(self._flying)
        elif self._kept:
            self._offset = max(self._kept) + 1


__all__ = ["Polling"]
