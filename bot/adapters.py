"""What every platform's adapter is: a name, and one way to send."""

from __future__ import annotations

from typing import Protocol

from handlers.vocabulary import Address, Message

# The choice that an adapter sends by itself, so that whoever comes is greeted.
WELCOME_CHOICE = "accueil"


class DeliveryError(Exception):
    """A platform did not take a message; it stays in the outbox and is tried again."""

    def __init__(self, reason: str, retry_after_seconds: float | None = None) -> None:
        super().__init__(reason)
        self.retry_after_seconds = retry_after_seconds


class Adapter(Protocol):
    """Two pure translations live beside each adapter; this is the door out."""

    plateforme: str

    def send(self, address: Address, message: Message, key: str) -> None:
        """Hand a message to the platform; `key` is unique per message, for platforms that can drop repeats.

        Raises DeliveryError.
        """
