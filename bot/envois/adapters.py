"""What every platform's adapter is: a name, how much a message of it holds, and one way to send."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol, runtime_checkable

from handlers.conversation.vocabulary import SEPARATOR, Address, Choice, Document, Fichier, Incoming, Message

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

# The choice that an adapter sends by itself, so that whoever comes is greeted.
WELCOME_CHOICE = "accueil"
# Its message id: a conversation is greeted once.
WELCOME_ID = "bienvenue"

# The person blocked us or took the bot away; no such person or place any more; the place lets us not write; the message is
# too long for the platform; it refuses our credentials; asks to slow down; cannot be reached; or nobody knows.
DeliveryCause = Literal["bloque", "introuvable", "refuse", "trop_long", "jeton", "ralenti", "injoignable", "inconnue"]
DownloadCause = Literal["trop_gros", "introuvable", "indisponible"]


class DeliveryError(Exception):
    """A platform did not take a message; it stays in the outbox and is tried again.

    `retry_after_seconds` is the wait that the platform asks for; `permanent`, that no other try can succeed; `cause`, what
    is told of it to people.
    """

    def __init__(
        self,
        reason: str,
        retry_after_seconds: float | None = None,
        *,
        permanent: bool = False,
        cause: DeliveryCause = "inconnue",
    ) -> None:
        super().__init__(reason)
        self.retry_after_seconds = retry_after_seconds
        self.permanent = permanent
        self.cause = cause


class DownloadError(Exception):
    """A file that a person sent cannot be had.

    `cause`: over the limit; gone, or not for us to read; or something that may pass, of the platform or of our settings.
    """

    def __init__(self, cause: DownloadCause, reason: str = "") -> None:
        super().__init__(reason or cause)
        self.cause = cause


class PlatformRefusedError(Exception):
    """A platform refuses our credentials; the message says which setting, and what to write."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message on its way: to whom, with what the platform asked to remember of that conversation.

    `cle` is unique per message and the same at each try, for platforms that can drop repeats; `essai` counts the tries:
    from the second on, an earlier one may have gone out without our knowing.
    """

    address: Address
    message: Message
    cle: str
    coordonnees: Mapping[str, Any] = field(default_factory=dict)
    essai: int = 1


class Adapter(Protocol):
    """Two pure translations live beside each adapter; this is the door out, and to the files that people send.

    `limite` is how many characters of our Markdown one message of the platform surely holds; None where it has no end.
    A longer message is split before it is kept, and its document comes alone, last, in a message without text.
    """

    plateforme: str

    @property
    def limite(self) -> int | None: ...

    def send(self, outgoing: Outgoing) -> str | None:
        """Hand a message to the platform; returns the platform's own name for it, by which it can be found again.

        Called from any thread, and may block it for some seconds. Raises DeliveryError.
        """

    def download(self, fichier: Fichier, most_bytes: int) -> bytes:
        """The bytes of a file that came with a message, no more of them than that.

        Called from any thread but that of the event loop, and may block it for some seconds. Raises DownloadError.
        """


@runtime_checkable
class Page(Adapter, Protocol):
    """An adapter whose people read the transcript itself: an answer is with them as soon as it is kept."""

    def wake(self, personne: str) -> None:
        """Have that person's open pages look for what is new. Called from any thread; must not block."""


Receive = Callable[[Incoming], Awaitable[None]]


class Platform(Adapter, Protocol):
    """An adapter that listens by itself, within the event loop of the server."""

    @property
    def routes(self) -> Sequence[BaseRoute]:
        """The webhooks to serve; none where the adapter asks the platform for what is new."""

    async def start(self, receive: Receive) -> None:
        """Listen until `stop`; `receive` returns once the message and its answer are kept.

        `receive` raises storage.errors.DatabaseUnavailableError with nothing kept: the platform must then not be told
        that the message was taken. Raises PlatformRefusedError; a platform that cannot be reached is tried again, without raising.
        """

    async def stop(self) -> None:
        """Stop listening; what was received and not kept comes again at the next start."""


class Documents(Protocol):
    def fetch(self, document: Document, address: Address) -> bytes | None:
        """Make the file; None when that person has no such document."""


# What a person's own page shows where the platform has one, by who they are there and the organisation that vouches for
# them: None where the page does not tell it, and it is as when they last wrote in private. Called from any thread; raises
# storage.errors.DatabaseUnavailableError.
Home = Callable[[Address, str | None], Sequence[Message]]
# The choices of a message sent earlier, by channel and by the platform's name for it; none when it had none.
ChoicesOf = Callable[[str, str], tuple[Choice, ...]]


__all__ = [
    "SEPARATOR",
    "WELCOME_CHOICE",
    "WELCOME_ID",
    "Adapter",
    "ChoicesOf",
    "DeliveryCause",
    "DeliveryError",
    "Documents",
    "DownloadCause",
    "DownloadError",
    "Home",
    "Outgoing",
    "Page",
    "Platform",
    "PlatformRefusedError",
    "Receive",
]
