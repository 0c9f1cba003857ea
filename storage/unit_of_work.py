"""A transaction and the repositories that share it."""

from __future__ import annotations

from sqlalchemy import Connection

from storage.accompagnements import Accompagnements
from storage.achats import Achats
from storage.apprentissage import Apprentissage
from storage.consultations import Consultations
from storage.contrats import Contrats
from storage.conversations import Conversations, Retention, Transcript
from storage.demandes import Demandes
from storage.entrees import Entrees
from storage.entreprises import Entreprises
from storage.identites import Identites
from storage.imports import Depots, Imports
from storage.inbox import Inbox
from storage.indicateurs import Indicateurs
from storage.journal import Journal
from storage.liens import Liens
from storage.outbox import Outbox
from storage.rappels import Rappels
from storage.referents import Referents
from storage.roles import Roles
from storage.saisies import Saisies


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
        self.contrats = Contrats(connection)
        self.consultations = Consultations(connection)
        self.rappels = Rappels(connection)
        self.referents = Referents(connection)
        self.imports = Imports(connection)
        self.depots = Depots(connection)
        self.liens = Liens(connection)
        self.achats = Achats(connection)
        self.indicateurs = Indicateurs(connection)
        self.saisies = Saisies(connection)
        self.demandes = Demandes(connection)
        self.entrees = Entrees(connection)
        self.entreprises = Entreprises(connection)
        self.accompagnements = Accompagnements(connection)


class UnitOfWork(Reading):
    def commit(self) -> None:
        """Keep what was written; what follows, if anything, is a new transaction."""
        self._connection.commit()
