"""A transaction and the repositories that share it."""

from __future__ import annotations

from sqlalchemy import Connection

from storage.accompagnements.repository import Accompagnements
from storage.apprentissage.repository import Apprentissage
from storage.cad.repository import Seances
from storage.comptes.identites import Identites
from storage.comptes.liens import Liens
from storage.comptes.roles import Roles
from storage.conversation.inbox import Inbox
from storage.conversation.repository import Conversations, Retention, Transcript
from storage.diagnostic.repository import Journal
from storage.envois.outbox import Outbox
from storage.indicateurs.repository import Indicateurs
from storage.indicateurs.saisies import Saisies
from storage.ligne_directe.demandes import Demandes
from storage.ligne_directe.entrees import Entrees
from storage.ligne_directe.entreprises import Entreprises
from storage.rappels.repository import Rappels
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
        self.rappels = Rappels(connection)
        self.seances = Seances(connection)
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
