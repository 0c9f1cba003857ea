"""Makes the files that messages announce, for the person they were announced to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from bot.access import Access
from bot.capabilities import parts
from bot.knowledge import Knowledge
from handlers.conversation.vocabulary import Address, Document
from storage.comptes.records import Role
from storage.database import Database
from storage.diagnostic.records import DiagnosticRecord
from storage.unit_of_work import Reading

PARIS = ZoneInfo("Europe/Paris")


@dataclass(frozen=True, slots=True)
class Commande:
    """A file that somebody fetches: `cle` says which, as the message that announced it wrote it; `page` is the address of the site."""

    cle: str
    address: Address
    knowledge: Knowledge
    memory: Reading
    now: datetime
    access: Access
    page: str = ""

    @property
    def jour(self) -> date:
        return self.now.astimezone(PARIS).date()

    @property
    def numero(self) -> int | None:
        """The number that the key is; None where it is none."""
        return int(self.cle) if self.cle.isascii() and self.cle.isdecimal() else None

    @property
    def de_l_equipe(self) -> bool:
        return Role.EQUIPE in self.memory.roles.de(self.address.plateforme, self.address.personne)

    def diagnostic(self, numero: int) -> DiagnosticRecord | None:
        """A diagnosis of that person, wherever they talk: one begun on a platform may be exported from another."""
        garde = self.memory.journal.diagnostic(numero)
        if garde is None:
            return None
        auteur = self.memory.conversations.author(garde.conversation_id)
        return (
            garde if auteur in self.memory.identites.comptes(self.address.plateforme, self.address.personne) else None
        )


# A file's bytes; None when there is no such file for that person, or no right to it any more.
Faire = Callable[[Commande], bytes | None]


@cache
def genres() -> dict[str, Faire]:
    """Who makes each kind of file: what the `fichiers` of each capability name in `FICHIERS`."""
    return {genre: faire for module in parts("fichiers") for genre, faire in module.FICHIERS.items()}


class Documents:
    """Made when they are fetched: nothing is kept but the log and the register."""

    def __init__(
        self,
        knowledge: Knowledge,
        database: Database,
        clock: Callable[[], datetime],
        adresse: str = "",
        access: Access | None = None,
    ) -> None:
        self._knowledge = knowledge
        self._database = database
        self._clock = clock
        self._adresse = adresse
        self._access = Access() if access is None else access

    def fetch(self, document: Document, address: Address) -> bytes | None:
        """The file's bytes; None when that person has no such document, under any of their accounts, or no right to it any more.

        Raises storage.errors.DatabaseUnavailableError.
        """
        if (faire := genres().get(document.genre)) is None:
            return None
        with self._database.reading() as memory:
            return faire(
                Commande(document.cle, address, self._knowledge, memory, self._clock(), self._access, self._adresse)
            )
