"""A transaction and the repositories that share it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Executable, event

from storage.accompagnements.repository import Accompagnements
from storage.apprentissage.repository import Apprentissage
from storage.besoin.repository import Besoins
from storage.cad.repository import Seances
from storage.clauses.repository import Clauses
from storage.comptes.identites import Identites
from storage.comptes.liens import Liens
from storage.comptes.roles import Roles
from storage.conversation.inbox import Inbox
from storage.conversation.records import ConversationRecord
from storage.conversation.repository import Conversations, Retention, Transcript
from storage.diagnostic.repository import Journal
from storage.envois.outbox import Outbox
from storage.errors import ConversationMovedError
from storage.indicateurs.repository import Indicateurs
from storage.indicateurs.saisies import Saisies
from storage.ligne_directe.demandes import Demandes
from storage.ligne_directe.entrees import Entrees
from storage.ligne_directe.entreprises import Entreprises
from storage.rappels.pense_betes import PenseBetes
from storage.rappels.repository import Rappels
from storage.registre.annexes import Annexes, ColonnesPropres, Vues
from storage.registre.consultations import Consultations
from storage.registre.imports import Depots, Imports
from storage.registre.marches import Marches
from storage.registre.referents import Referents
from storage.suivi.repository import Achats


class Reading:
    """The repositories, on a transaction that keeps nothing of what is written in it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.conversations = Conversations(connection)
        self.inbox = Inbox(connection)
        self.outbox = Outbox(connection)
        self.transcript = Transcript(connection)
        self.journal = Journal(connection)
        self.apprentissage = Apprentissage(connection)
        self.roles = Roles(connection)
        self.identites = Identites(connection)
        self.retention = Retention(connection)
        self.marches = Marches(connection)
        self.consultations = Consultations(connection)
        self.colonnes = ColonnesPropres(connection)
        self.annexes = Annexes(connection)
        self.vues = Vues(connection)
        self.rappels = Rappels(connection)
        self.pense_betes = PenseBetes(connection)
        self.seances = Seances(connection)
        self.referents = Referents(connection)
        self.imports = Imports(connection)
        self.depots = Depots(connection)
        self.liens = Liens(connection)
        self.achats = Achats(connection)
        self.besoins = Besoins(connection)
        self.indicateurs = Indicateurs(connection)
        self.saisies = Saisies(connection)
        self.demandes = Demandes(connection)
        self.entrees = Entrees(connection)
        self.entreprises = Entreprises(connection)
        self.clauses = Clauses(connection)
        self.accompagnements = Accompagnements(connection)


class UnitOfWork(Reading):
    def commit(self) -> None:
        """Keep what was written; what follows, if anything, is a new transaction."""
        self._connection.commit()


class TurnOfConversation(UnitOfWork):
    """What a message is answered on: read in a snapshot, then written in one short transaction, if the conversation stands.

    `take` opens that transaction. So does, by itself, the first statement that writes, or that reads a row to hold it: what
    is read from then on is of that moment, as in a transaction of PostgreSQL, and what must not move is read so. Where the
    database locks the conversation alone (`lock` is None), it is taken from the beginning.
    """

    def __init__(
        self, connection: Connection, address: tuple[str, str, str], now: datetime, lock: Callable[[], None] | None
    ) -> None:
        super().__init__(connection)
        self.identites = Identites(connection, once=True)
        self._address = address
        self._now = now
        self._lock = lock
        self._message: tuple[str, str, str | None] | None = None
        self._received: int | None = None
        if lock is None:
            self._conversation: ConversationRecord | None = self.conversations.open(*address, now)
        else:
            self._conversation = self.conversations.find(*address)
            event.listen(connection, "before_execute", self._before)

    @property
    def numero(self) -> int:
        """The number of the conversation; 0 for one that is not written yet."""
        return 0 if self._conversation is None else self._conversation.id

    @property
    def etat(self) -> dict[str, Any]:
        """Where the conversation stands."""
        return {} if self._conversation is None else self._conversation.etat

    def receive(self, message_id: str, texte: str, choix: str | None) -> bool:
        """Say what is answered: it is written before whatever answers it. False if it was written already."""
        if self.inbox.known(self.numero, message_id):
            return False
        self._message = (message_id, texte, choix)
        if self._lock is None:
            self._record()
        return True

    def take(self) -> tuple[ConversationRecord, int]:
        """Take the conversation, as it was read, until the transaction ends; with the number of the message that is answered.

        Raises ConversationMovedError.
        """
        if self._lock is not None:
            lock, self._lock = self._lock, None
            lock()
            read, self._conversation = self._conversation, self.conversations.open(*self._address, self._now)
            if self._conversation.rang if read is None else self._conversation != read:
                raise ConversationMovedError(f"conversation {self.numero} was written to meanwhile")
            self._record()
        if self._conversation is None or self._received is None:
            raise RuntimeError("nothing was received in this turn: there is nothing to answer")
        return self._conversation, self._received

    def _record(self) -> None:
        if self._conversation is not None and self._message is not None:
            message_id, texte, choix = self._message
            self._received = self.inbox.record(
                self._conversation.id, message_id, self._conversation.rang + 1, texte, choix, self._now
            )

    def _before(self, _connection: Connection, statement: Executable, *_: Any) -> None:
        if self._lock is None or not _writes(statement):
            return
        if self._conversation is None:
            # What is written may name the conversation, which has no number yet.
            raise ConversationMovedError("the conversation is not written yet")
        self.take()


def _writes(statement: Executable) -> bool:
    """Whether it writes, or reads rows to hold them."""
    return bool(getattr(statement, "is_dml", False)) or getattr(statement, "_for_update_arg", None) is not None
