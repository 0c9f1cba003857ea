"""Conversations: who talks where, the state of the talk, its transcript, and how long words are kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Text, bindparam, cast, delete, or_, select, update

from storage.apprentissage.tables import Incompris
from storage.base import Json
from storage.columns import columns
from storage.comptes.accounts import among, among_those, those
from storage.comptes.records import CompteRecord
from storage.comptes.tables import CodeDeLiaison, CodeDeRole, EssaiDeCode
from storage.conversation.records import ConversationRecord, Entry
from storage.conversation.tables import Conversation, Inbox
from storage.envois.outbox import choices_from_json, document_from_json
from storage.envois.records import EtatEnvoi
from storage.envois.tables import Outbox
from storage.insertion import insert_unless_present
from storage.ligne_directe.copies import effacer_les_copies
from storage.rappels.tables import PenseBete

# Built once: building a statement costs more than SQLite takes to run it.
_AT_ADDRESS = select(*columns(Conversation, ConversationRecord)).where(
    Conversation.plateforme == bindparam("plateforme"),
    Conversation.canal == bindparam("canal"),
    Conversation.personne == bindparam("personne"),
)
# As strong a lock as changing it takes, and no stronger: a row that only refers to a conversation waits for nobody.
_LOCK_AT_ADDRESS = _AT_ADDRESS.with_for_update(key_share=True)
_LOCK_BY_NUMBER = (
    select(*columns(Conversation, ConversationRecord))
    .where(Conversation.id == bindparam("numero"))
    .with_for_update(key_share=True)
)
_PRIVATE_WITH = (
    select(Conversation.id, Conversation.canal)
    .where(
        Conversation.plateforme == bindparam("plateforme"),
        Conversation.personne == bindparam("personne"),
        Conversation.prive,
    )
    .order_by(Conversation.modifiee_le.desc(), Conversation.id.desc())
    .limit(1)
)
_LAST_PRIVATE = (
    select(Conversation.plateforme, Conversation.personne, Conversation.organisation)
    .where(among_those(Conversation.plateforme, Conversation.personne), Conversation.prive)
    .order_by(Conversation.modifiee_le.desc(), Conversation.id.desc())
    .limit(1)
)
_FROM = (
    update(Conversation)
    .where(Conversation.id == bindparam("conversation_id"))
    .values(
        organisation=bindparam("organisation"),
        prive=bindparam("prive"),
        coordonnees=bindparam("coordonnees", type_=Json),
    )
)
_RECEIVED = (
    select(Inbox.rang, Inbox.texte, Inbox.choix, Inbox.recu_le)
    .where(Inbox.conversation_id == bindparam("conversation_id"), Inbox.rang > bindparam("rang"))
    .order_by(Inbox.rang)
)
_SAID = (
    select(Outbox.rang, Outbox.texte, Outbox.choix, Outbox.multiple, Outbox.document, Outbox.cree_le)
    .where(Outbox.conversation_id == bindparam("conversation_id"), Outbox.rang > bindparam("rang"))
    .order_by(Outbox.rang)
)
_SAVE = update(Conversation).where(Conversation.id == bindparam("conversation_id"))


class Conversations:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def open(self, plateforme: str, canal: str, personne: str, now: datetime) -> ConversationRecord:
        """Take the conversation at this address, made if it is new, and lock it until the transaction ends."""
        address = {"plateforme": plateforme, "canal": canal, "personne": personne}
        if (row := self._connection.execute(_LOCK_AT_ADDRESS, address).one_or_none()) is None:
            new = {**address, "etat": {}, "cree_le": now, "modifiee_le": now}
            insert_unless_present(self._connection, Conversation, tuple(address), new)
            row = self._connection.execute(_LOCK_AT_ADDRESS, address).one()
        return ConversationRecord(*row)

    def lock(self, conversation_id: int) -> ConversationRecord:
        """Take a conversation by its number, and lock it until the transaction ends."""
        return ConversationRecord(*self._connection.execute(_LOCK_BY_NUMBER, {"numero": conversation_id}).one())

    def find(self, plateforme: str, canal: str, personne: str) -> ConversationRecord | None:
        """Read the conversation at this address, without locking it."""
        address = {"plateforme": plateforme, "canal": canal, "personne": personne}
        row = self._connection.execute(_AT_ADDRESS, address).one_or_none()
        return None if row is None else ConversationRecord(*row)

    def came_from(
        self, conversation_id: int, organisation: str, coordonnees: Mapping[str, Any], *, prive: bool
    ) -> None:
        """Note who vouches for the person, whether others read the channel, and how to write there again."""
        values = {"organisation": organisation, "prive": prive, "coordonnees": dict(coordonnees)}
        self._connection.execute(_FROM, {"conversation_id": conversation_id, **values})

    def private_with(self, plateforme: str, personne: str) -> tuple[int, str] | None:
        """Find that person's last private conversation there: its number and its channel."""
        account = {"plateforme": plateforme, "personne": personne}
        row = self._connection.execute(_PRIVATE_WITH, account).one_or_none()
        return None if row is None else (row.id, row.canal)

    def last_private(self, comptes: Collection[CompteRecord]) -> tuple[CompteRecord, str] | None:
        """Of these accounts, the one that was last talked with in private, and what vouches for it there."""
        row = self._connection.execute(_LAST_PRIVATE, those(comptes)).one_or_none()
        return None if row is None else (CompteRecord(row.plateforme, row.personne), row.organisation)

    def talking(self, comptes: Collection[CompteRecord], depuis: datetime) -> bool:
        """Whether something was said since then in private under one of these accounts."""
        row = self._connection.execute(
            select(Conversation.id)
            .where(
                among(Conversation.plateforme, Conversation.personne, comptes),
                Conversation.prive,
                Conversation.modifiee_le > depuis,
            )
            .limit(1)
        ).one_or_none()
        return row is not None

    def author(self, conversation_id: int) -> CompteRecord:
        """Say whose conversation it is."""
        row = self._connection.execute(
            select(Conversation.plateforme, Conversation.personne).where(Conversation.id == conversation_id)
        ).one()
        return CompteRecord(*row)

    def save(self, conversation_id: int, etat: Mapping[str, Any], rang: int, now: datetime) -> None:
        """Replace the state; it must be JSON."""
        self._connection.execute(
            _SAVE, {"conversation_id": conversation_id, "etat": dict(etat), "rang": rang, "modifiee_le": now}
        )


class Transcript:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def since(self, conversation_id: int, rang: int, limit: int | None = None) -> list[Entry]:
        """List what was said after that rank, on both sides, in order; `limit` keeps the first ones."""
        since = {"conversation_id": conversation_id, "rang": rang}
        received = self._connection.execute(_RECEIVED if limit is None else _RECEIVED.limit(limit), since)
        said = self._connection.execute(_SAID if limit is None else _SAID.limit(limit), since)
        entries = [
            Entry(r.rang, "personne", r.texte, r.choix, multiple=False, document=None, le=r.recu_le) for r in received
        ]
        entries += [
            Entry(
                s.rang,
                "assistant",
                s.texte,
                choices_from_json(s.choix),
                s.multiple,
                document_from_json(s.document),
                s.cree_le,
            )
            for s in said
        ]
        return sorted(entries, key=lambda entry: entry.rang)[:limit]


class Retention:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def purge(self, before: datetime) -> dict[str, int]:
        """Blank the words and the state of conversations in which nobody wrote since `before`; the count blanked, by table.

        What we say there by ourselves, reminders above all, keeps nothing of what people wrote: it is blanked in its own time.

        What is still to send keeps its text, and the log of recommendations stays. Texts that were not understood go when
        they were last seen or settled before then; roles stay, the codes that gave them go once they have expired.
        """
        heard = select(Inbox.id).where(Inbox.conversation_id == Conversation.id, Inbox.recu_le >= before)
        stale = select(Conversation.id).where(Conversation.cree_le < before, ~heard.exists())
        # Blanked once: a state that is already empty is not written again every day.
        worded = select(Conversation.id, Conversation.etat, Conversation.modifiee_le).where(
            Conversation.id.in_(stale), cast(Conversation.etat, Text) != "{}"
        )
        # The state holds words too: the purchase as it was described, the answer that was not understood. The choices of a
        # recent reminder stay, so that it can still be answered.
        for row in self._connection.execute(worded).all():
            offered = {"choix_offerts": row.etat["choix_offerts"]} if row.etat.get("choix_offerts") else {}
            kept = {} if row.modifiee_le < before else offered
            if kept != row.etat:
                # Unless somebody writes there at this very moment.
                unmoved = (Conversation.id == row.id, Conversation.modifiee_le == row.modifiee_le)
                self._connection.execute(update(Conversation).where(*unmoved).values(etat=kept))
        received = self._connection.execute(
            update(Inbox)
            .where(Inbox.conversation_id.in_(stale), or_(Inbox.texte != "", Inbox.choix.is_not(None)))
            .values(texte="", choix=None)
        )
        said = self._connection.execute(
            update(Outbox)
            .where(
                Outbox.conversation_id.in_(stale),
                Outbox.etat.in_((EtatEnvoi.ENVOYE, EtatEnvoi.ABANDONNE)),
                Outbox.cree_le < before,
                Outbox.texte != "",
            )
            .values(texte="")
        )
        jour = before.date()
        learned = self._connection.execute(
            delete(Incompris).where(or_(Incompris.dernier_jour < jour, Incompris.regle_jour < jour))
        )
        codes = self._connection.execute(delete(CodeDeRole).where(CodeDeRole.expire_le < before))
        self._connection.execute(delete(CodeDeLiaison).where(CodeDeLiaison.expire_le < before))
        self._connection.execute(delete(EssaiDeCode).where(EssaiDeCode.le < before))
        self._connection.execute(delete(PenseBete).where(or_(PenseBete.dit_le < before, PenseBete.annule_le < before)))
        return {
            "inbox": received.rowcount,
            "outbox": said.rowcount,
            "incompris": learned.rowcount,
            "codes_de_role": codes.rowcount,
        }

    def oublier(self, comptes: Collection[CompteRecord], demandes: Collection[int], cle: str) -> int:
        """Blank, at its word, what the person of these accounts said and was said, in every conversation; how many messages.

        Others were told of its requests, or are about to be: those messages are blanked too, and never leave. `cle`: the part of
        each state that holds its words. What else is still to send keeps its text.
        """
        theirs = select(Conversation.id).where(among(Conversation.plateforme, Conversation.personne, comptes))
        for row in self._connection.execute(
            select(Conversation.id, Conversation.etat).where(Conversation.id.in_(theirs))
        ).all():
            if cle in row.etat:
                kept = {name: value for name, value in row.etat.items() if name != cle}
                self._connection.execute(update(Conversation).where(Conversation.id == row.id).values(etat=kept))
        received = self._connection.execute(
            update(Inbox)
            .where(Inbox.conversation_id.in_(theirs), or_(Inbox.texte != "", Inbox.choix.is_not(None)))
            .values(texte="", choix=None)
        )
        gone = Outbox.etat.in_((EtatEnvoi.ENVOYE, EtatEnvoi.ABANDONNE))
        said = self._connection.execute(
            update(Outbox).where(Outbox.conversation_id.in_(theirs), gone, Outbox.texte != "").values(texte="")
        )
        return received.rowcount + said.rowcount + effacer_les_copies(self._connection, demandes)
