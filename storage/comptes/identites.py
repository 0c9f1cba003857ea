"""The accounts that one person joined across platforms, and the conversations they have under them."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Text, bindparam, cast, delete, func, insert, select, update

from storage.columns import columns
from storage.comptes.accounts import among
from storage.comptes.codes import digest, draw
from storage.comptes.records import AilleursRecord, CompteRecord, LiaisonRecord
from storage.comptes.tables import CodeDeLiaison, Identite
from storage.conversation.tables import Conversation, Inbox
from storage.insertion import insert_unless_present

# Long enough to change device and type it, short enough to be useless to whoever finds it.
CODE_LASTS = timedelta(minutes=15)

_GROUPE = select(Identite.groupe).where(
    Identite.plateforme == bindparam("plateforme"), Identite.personne == bindparam("personne")
)

_DU_GROUPE = (
    select(Identite.plateforme, Identite.personne).where(Identite.groupe == bindparam("groupe")).order_by(Identite.id)
)


class Identites:
    """`once`: the accounts of a person are read once, then again only if this very object changed them."""

    def __init__(self, connection: Connection, *, once: bool = False) -> None:
        self._connection = connection
        self._once = once
        self._read: dict[CompteRecord, list[CompteRecord]] = {}

    def comptes(self, plateforme: str, personne: str) -> list[CompteRecord]:
        """List the accounts of the person who has this one, itself included and first."""
        this = CompteRecord(plateforme, personne)
        if this not in self._read or not self._once:
            self._read[this] = self._comptes(this)
        return list(self._read[this])

    def _comptes(self, this: CompteRecord) -> list[CompteRecord]:
        groupe = self._groupe(this.plateforme, this.personne)
        if groupe is None:
            return [this]
        rows = self._connection.execute(_DU_GROUPE, {"groupe": groupe})
        return [this, *(other for row in rows if (other := CompteRecord(*row)) != this)]

    def creer_code(self, plateforme: str, personne: str, now: datetime) -> str:
        """Make a code that joins another account to this one; the earlier ones of this account are worth nothing any more."""
        self._connection.execute(
            update(CodeDeLiaison)
            .where(
                CodeDeLiaison.plateforme == plateforme,
                CodeDeLiaison.personne == personne,
                CodeDeLiaison.utilise_le.is_(None),
                CodeDeLiaison.expire_le > now,
            )
            .values(expire_le=now)
        )
        code = draw()
        self._connection.execute(
            insert(CodeDeLiaison).values(
                empreinte=digest(code),
                plateforme=plateforme,
                personne=personne,
                cree_le=now,
                expire_le=now + CODE_LASTS,
            )
        )
        return code

    def liaison(self, empreinte: str, now: datetime) -> LiaisonRecord | None:
        """Find what the code of this digest would join, without joining it; None if it is worth nothing (any more)."""
        return self._usable(CodeDeLiaison.empreinte == empreinte, now)

    def perimer(self, liaison: int, now: datetime) -> None:
        """Make a code worth nothing: others may have read it."""
        self._connection.execute(
            update(CodeDeLiaison)
            .where(CodeDeLiaison.id == liaison, CodeDeLiaison.expire_le > now)
            .values(expire_le=now)
        )

    def relier(self, liaison: int, plateforme: str, personne: str, now: datetime) -> CompteRecord | None:
        """Join this account to the one that asked for that code, and say which; None if the code expired or served."""
        found = self._usable(CodeDeLiaison.id == liaison, now)
        if found is None or found.compte == CompteRecord(plateforme, personne):
            return None
        # Said by the update itself: of two who confirm one code at once, only one is joined.
        self._read.clear()
        used = self._connection.execute(
            update(CodeDeLiaison)
            .where(CodeDeLiaison.id == liaison, CodeDeLiaison.utilise_le.is_(None), CodeDeLiaison.expire_le > now)
            .values(utilise_le=now)
        )
        if used.rowcount == 0:
            return None
        groupe = self._groupe_ou_nouveau(found.compte.plateforme, found.compte.personne, now)
        mine = self._groupe_ou_nouveau(plateforme, personne, now)
        self._connection.execute(update(Identite).where(Identite.groupe == mine).values(groupe=groupe))
        return found.compte

    def delier(self, plateforme: str, personne: str) -> bool:
        """Make this account a person of its own again; False when it was."""
        groupe = self._groupe(plateforme, personne)
        if groupe is None:
            return False
        self._read.clear()
        self._connection.execute(
            delete(Identite).where(Identite.plateforme == plateforme, Identite.personne == personne)
        )
        others = self._connection.execute(select(Identite.id).where(Identite.groupe == groupe)).all()
        if len(others) == 1:
            self._connection.execute(delete(Identite).where(Identite.groupe == groupe))
        return True

    def organisations(self, plateforme: str, personne: str, heard_since: datetime) -> list[tuple[str, str]]:
        """List what vouches for the person's *other* accounts, as (plateforme, organisation).

        Only what was true the last time each wrote, and not before `heard_since`: whoever left the organisation does not
        keep its trust.
        """
        autres = self.comptes(plateforme, personne)[1:]
        if not autres:
            return []
        last = func.max(Inbox.recu_le).label("last")
        rows = self._connection.execute(
            select(Conversation.plateforme, Conversation.personne, Conversation.organisation, last)
            .join(Inbox, Inbox.conversation_id == Conversation.id)
            .where(_any_of(autres), Inbox.recu_le >= heard_since)
            .group_by(Conversation.id)
            .order_by(last)
        )
        newest = {(row.plateforme, row.personne): row.organisation for row in rows}
        return [(where, organisation) for (where, _), organisation in newest.items()]

    def ailleurs(self, plateforme: str, personne: str) -> list[AilleursRecord]:
        """List the private conversations that go on under the person's other accounts, the last modified first."""
        autres = self.comptes(plateforme, personne)[1:]
        if not autres:
            return []
        rows = self._connection.execute(
            select(*columns(Conversation, AilleursRecord))
            .where(_any_of(autres), Conversation.prive)
            .order_by(Conversation.modifiee_le.desc(), Conversation.id.desc())
        )
        return [AilleursRecord(row.id, row.plateforme, row.etat) for row in rows if row.etat]

    def quitter(self, conversation: int, plateforme: str, personne: str) -> bool:
        """Empty the state of a conversation of another account of this person: it goes on here.

        False if it is not theirs, or is empty already.
        """
        autres = self.comptes(plateforme, personne)[1:]
        if not autres:
            return False
        emptied = self._connection.execute(
            update(Conversation)
            .where(Conversation.id == conversation, _any_of(autres), cast(Conversation.etat, Text) != "{}")
            .values(etat={})
        )
        return emptied.rowcount > 0

    def _groupe(self, plateforme: str, personne: str) -> str | None:
        # At every message: building a statement costs more than SQLite takes to run it.
        account = {"plateforme": plateforme, "personne": personne}
        return self._connection.execute(_GROUPE, account).scalar_one_or_none()

    def _usable(self, which: ColumnElement[bool], now: datetime) -> LiaisonRecord | None:
        row = self._connection.execute(
            select(CodeDeLiaison.id, CodeDeLiaison.plateforme, CodeDeLiaison.personne).where(
                which,
                CodeDeLiaison.utilise_le.is_(None),
                CodeDeLiaison.expire_le > now,
            )
        ).one_or_none()
        return None if row is None else LiaisonRecord(row.id, CompteRecord(row.plateforme, row.personne))

    def _groupe_ou_nouveau(self, plateforme: str, personne: str, now: datetime) -> str | None:
        """The group of an account, one of its own if it had none; another transaction may be giving it one."""
        if (groupe := self._groupe(plateforme, personne)) is None:
            values = {"plateforme": plateforme, "personne": personne, "groupe": uuid.uuid4().hex, "reliee_le": now}
            insert_unless_present(self._connection, Identite, ("plateforme", "personne"), values)
            groupe = self._groupe(plateforme, personne)
        return groupe


def _any_of(comptes: list[CompteRecord]) -> ColumnElement[bool]:
    return among(Conversation.plateforme, Conversation.personne, comptes)


__all__ = ["CODE_LASTS", "Identites"]
