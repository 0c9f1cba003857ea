"""The outbox: every word the bot says, added with the turn that says it, leased to one sender at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Boolean, Connection, and_, bindparam, func, insert, or_, select, update

from storage.conversation.records import Choice, Document
from storage.conversation.tables import Conversation
from storage.envois.records import EnvoiPerduRecord, EtatEnvoi, OutboxRecord
from storage.envois.tables import Outbox as ToSend
from storage.insertion import insert_unless_present
from storage.ligne_directe.tables import Mention

# The oldest unsent message of each conversation.
_HEADS = (
    select(ToSend.conversation_id, func.min(ToSend.rang).label("rang"))
    .where(ToSend.etat.in_((EtatEnvoi.A_ENVOYER, EtatEnvoi.EN_COURS)))
    .group_by(ToSend.conversation_id)
    .subquery()
)
_DUE = (
    select(
        ToSend.id,
        ToSend.conversation_id,
        Conversation.plateforme,
        Conversation.canal,
        Conversation.personne,
        Conversation.coordonnees,
        ToSend.cle,
        ToSend.rang,
        ToSend.texte,
        ToSend.choix,
        ToSend.multiple,
        ToSend.document,
        ToSend.tentatives,
    )
    .join(Conversation, Conversation.id == ToSend.conversation_id)
    .join(_HEADS, and_(_HEADS.c.conversation_id == ToSend.conversation_id, _HEADS.c.rang == ToSend.rang))
    .where(
        or_(
            and_(ToSend.etat == EtatEnvoi.A_ENVOYER, ToSend.a_envoyer_le <= bindparam("now")),
            and_(ToSend.etat == EtatEnvoi.EN_COURS, ToSend.bail_jusqu_au <= bindparam("now")),
        ),
        or_(
            bindparam("partout", type_=Boolean),
            Conversation.plateforme.in_(bindparam("plateformes", expanding=True)),
        ),
    )
    .order_by(ToSend.a_envoyer_le, ToSend.id)
    .limit(bindparam("limit"))
)
_WAITING = _DUE.with_only_columns(ToSend.conversation_id)
_TAKE = _DUE.with_for_update(skip_locked=True, of=ToSend)
_TAKE_IN_CONVERSATION = _TAKE.where(ToSend.conversation_id == bindparam("conversation_id"))
_BY_REFERENCE = (
    select(ToSend.choix)
    .join(Conversation, Conversation.id == ToSend.conversation_id)
    .where(
        ToSend.reference == bindparam("reference"),
        Conversation.plateforme == bindparam("plateforme"),
        Conversation.canal == bindparam("canal"),
    )
)
_LEASE = (
    update(ToSend)
    .where(ToSend.id.in_(bindparam("ids", expanding=True)))
    .values(etat=EtatEnvoi.EN_COURS, bail_jusqu_au=bindparam("until"), tentatives=ToSend.tentatives + 1)
)
_UPDATE = update(ToSend).where(ToSend.id == bindparam("outbox_id"))


class Outbox:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(
        self,
        conversation_id: int,
        cle: str,
        rang: int,
        texte: str,
        choix: Iterable[Choice],
        multiple: bool,
        document: Document | None,
        now: datetime,
        a_envoyer_le: datetime | None = None,
        demandes: Collection[int] = (),
        *,
        envoye: bool = False,
    ) -> bool:
        """Enqueue a message, to send from `a_envoyer_le` on (by default now); False if the key was used before.

        `demandes` are the requests of firms that it tells of; `envoye`: whoever it is for reads it where it is written.
        """
        sent = {"etat": EtatEnvoi.ENVOYE, "envoye_le": now} if envoye else {}
        outbox_id = insert_unless_present(
            self._connection,
            ToSend,
            ("cle",),
            {
                "conversation_id": conversation_id,
                "cle": cle,
                "rang": rang,
                "texte": texte,
                "choix": [asdict(choice) for choice in choix],
                "multiple": multiple,
                "document": asdict(document) if document else None,
                "cree_le": now,
                "a_envoyer_le": a_envoyer_le or now,
                **sent,
            },
        )
        if outbox_id is not None and demandes:
            rows = [{"outbox_id": outbox_id, "demande_id": numero} for numero in sorted(demandes)]
            self._connection.execute(insert(Mention), rows)
        return outbox_id is not None

    def claim(
        self,
        now: datetime,
        lease: timedelta,
        limit: int,
        conversation_id: int | None = None,
        plateformes: Collection[str] | None = None,
    ) -> list[OutboxRecord]:
        """Take what is due, or was taken by a sender whose lease ran out: no one else gets it before `now + lease`.

        Only the oldest unsent message of each conversation is taken: words arrive in order, and one that waits for
        its retry holds back those behind it, not other conversations. A sender names the `plateformes` it can reach:
        the rest waits for another one.
        """
        statement = _TAKE if conversation_id is None else _TAKE_IN_CONVERSATION
        rows = self._connection.execute(
            statement,
            {
                "now": now,
                "limit": limit,
                "conversation_id": conversation_id,
                "partout": plateformes is None,
                "plateformes": list(plateformes or ()),
            },
        ).all()
        if not rows:
            return []
        self._connection.execute(_LEASE, {"ids": [row.id for row in rows], "until": now + lease})
        return [
            OutboxRecord(
                **{
                    **row._asdict(),
                    "choix": choices_from_json(row.choix),
                    "document": document_from_json(row.document),
                    "tentatives": row.tentatives + 1,
                }
            )
            for row in rows
        ]

    def waiting(self, now: datetime, limit: int, plateforme: str) -> list[int]:
        """List conversations of that platform whose oldest unsent message is due, without taking it."""
        rows = self._connection.execute(
            _WAITING, {"now": now, "limit": limit, "partout": False, "plateformes": [plateforme]}
        )
        return [row.conversation_id for row in rows]

    def sent(self, outbox_id: int, now: datetime, reference: str | None = None) -> None:
        """Note that it went out, under that name of the platform's, whatever was thought of it meanwhile."""
        sent = {
            "etat": EtatEnvoi.ENVOYE,
            "envoye_le": now,
            "bail_jusqu_au": None,
            "erreur": None,
            "reference": reference,
        }
        self._connection.execute(_UPDATE, {"outbox_id": outbox_id, **sent})

    def retry(self, outbox_id: int, a_envoyer_le: datetime, erreur: str) -> None:
        """Try again later, as it did not go out. Without effect if another sender has settled it since."""
        self._settle(outbox_id, etat=EtatEnvoi.A_ENVOYER, a_envoyer_le=a_envoyer_le, erreur=erreur)

    def abandon(self, outbox_id: int, erreur: str) -> None:
        """Give up on it, and let the following ones pass. Without effect if another sender has settled it since."""
        self._settle(outbox_id, etat=EtatEnvoi.ABANDONNE, erreur=erreur)

    def _settle(self, outbox_id: int, **values: Any) -> None:
        self._connection.execute(
            _UPDATE.where(ToSend.etat == EtatEnvoi.EN_COURS), {"outbox_id": outbox_id, "bail_jusqu_au": None, **values}
        )

    def choices_of(self, plateforme: str, canal: str, reference: str) -> tuple[Choice, ...]:
        """Read the choices of a message sent to that channel, by the platform's name for it; none if it had none."""
        row = self._connection.execute(
            _BY_REFERENCE, {"plateforme": plateforme, "canal": canal, "reference": reference}
        ).first()
        return () if row is None else choices_from_json(row.choix)

    def known(self, cle: str) -> bool:
        """Say whether a message was ever enqueued under that key."""
        return self._connection.execute(select(ToSend.id).where(ToSend.cle == cle)).first() is not None

    def abandonnes(self, limit: int) -> list[EnvoiPerduRecord]:
        """List the messages that were given up, the newest first; not those that were withdrawn, which nobody is to send."""
        rows = self._connection.execute(
            select(
                ToSend.id,
                Conversation.plateforme,
                Conversation.personne,
                ToSend.texte,
                ToSend.cree_le,
                ToSend.tentatives,
                ToSend.erreur,
            )
            .join(Conversation, Conversation.id == ToSend.conversation_id)
            .where(ToSend.etat == EtatEnvoi.ABANDONNE, ToSend.erreur.is_not(None))
            .order_by(ToSend.id.desc())
            .limit(limit)
        )
        return [EnvoiPerduRecord(*row) for row in rows]

    def renvoyer(self, outbox_id: int, now: datetime) -> bool:
        """Send a message that was given up after all; False when it is none, or its words were forgotten."""
        again = self._connection.execute(
            update(ToSend)
            .where(ToSend.id == outbox_id, ToSend.etat == EtatEnvoi.ABANDONNE, ToSend.texte != "")
            .values(etat=EtatEnvoi.A_ENVOYER, tentatives=0, a_envoyer_le=now, bail_jusqu_au=None, erreur=None)
        )
        return again.rowcount > 0

    def counts(self) -> dict[str, int]:
        """Count the messages in each state, zeros included."""
        rows = self._connection.execute(select(ToSend.etat, func.count()).group_by(ToSend.etat))
        return dict.fromkeys(map(str, EtatEnvoi), 0) | {str(etat): count for etat, count in rows}


def choices_from_json(choix: Iterable[Mapping[str, str]]) -> tuple[Choice, ...]:
    return tuple(Choice(**choice) for choice in choix)


def document_from_json(document: Mapping[str, str] | None) -> Document | None:
    return Document(**document) if document else None
