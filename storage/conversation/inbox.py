"""The inbox: each message of a platform is recorded once, whatever the redeliveries."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from storage.conversation.tables import Inbox as Received
from storage.insertion import insert_unless_present

_KNOWN = select(Received.id).where(
    Received.conversation_id == bindparam("conversation_id"), Received.message_id == bindparam("message_id")
)


class Inbox:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def known(self, conversation_id: int, message_id: str) -> bool:
        """Say whether a message was recorded."""
        message = {"conversation_id": conversation_id, "message_id": message_id}
        return self._connection.execute(_KNOWN, message).first() is not None

    def record(
        self, conversation_id: int, message_id: str, rang: int, texte: str, choix: str | None, now: datetime
    ) -> int | None:
        """Give a new message its number; None if it was already recorded."""
        return insert_unless_present(
            self._connection,
            Received,
            ("conversation_id", "message_id"),
            {
                "conversation_id": conversation_id,
                "message_id": message_id,
                "rang": rang,
                "texte": texte,
                "choix": choix,
                "recu_le": now,
            },
        )
