"""Makes the files that messages announce, for the person they were announced to."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.engine import Knowledge
from handlers.vocabulary import Address, Document
from knowledge.diagnostic import diagnostiquer
from knowledge.faits import Faits
from storage.database import Database

PARIS = ZoneInfo("Europe/Paris")


class Documents:
    """Made when they are fetched: nothing is kept but the log."""

    def __init__(self, knowledge: Knowledge, database: Database) -> None:
        self._knowledge = knowledge
        self._database = database

    def fetch(self, document: Document, address: Address) -> bytes | None:
        """The file's bytes; None when that person has no such document, under any of their accounts.

        Raises storage.errors.DatabaseUnavailableError.
        """
        if document.genre != "diagnostic" or not (document.cle.isascii() and document.cle.isdecimal()):
            return None
        number = int(document.cle)
        with self._database.reading() as uow:
            logged = uow.journal.diagnostic(number)
            if logged is None:
                return None
            author = uow.conversations.author(logged.conversation_id)
            # Wherever they talk: a diagnosis begun on one platform may be exported from another.
            if author not in uow.identites.comptes(address.plateforme, address.personne):
                return None
            decisions = uow.journal.decisions(number)
        from handlers.document import composer

        pack = self._knowledge.pack
        faits = Faits.depuis_json(pack.vocabulaire, logged.faits)
        return composer(
            pack,
            self._knowledge.wording,
            diagnostiquer(pack, faits, logged.jour, logged.sans_reponse),
            numero=number,
            etabli_le=logged.cree_le.astimezone(PARIS).date(),
            decisions=decisions,
            meme_pack=logged.pack_empreinte == pack.empreinte,
        )
