"""What is said of a firm's request in conversations, the firm's and the team's: its copies go when it does."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, select, update

from storage.conversation.tables import Conversation, Inbox
from storage.envois.records import EtatEnvoi
from storage.envois.tables import Outbox
from storage.ligne_directe.coordonnees import lire_les_telephones, masquer_ces_telephones, masquer_les_telephones
from storage.ligne_directe.records import Sens
from storage.ligne_directe.tables import Demande, LigneDeDemande, Mention

# Values of one statement: databases bear only so many.
AT_ONCE = 500
_GONE = (EtatEnvoi.ENVOYE, EtatEnvoi.ABANDONNE)


def effacer_les_copies(connection: Connection, demandes: Collection[int]) -> int:
    """Blank what anybody was told of these requests; how many messages.

    What waits for a platform that is down never leaves: it must not tell a case once it is back.
    """
    found = list(_told_of(connection, demandes))
    for first in range(0, len(found), AT_ONCE):
        connection.execute(
            update(Outbox)
            .where(Outbox.id.in_(found[first : first + AT_ONCE]))
            .values(
                texte="",
                etat=case((Outbox.etat.in_(_GONE), Outbox.etat), else_=EtatEnvoi.ABANDONNE),
                bail_jusqu_au=None,
                # Withdrawn, which is no failure to be told to the team: nobody is to send it again.
                erreur=None,
            )
        )
    return len(found)


def masquer_les_copies(connection: Connection, demande: int) -> None:
    """Take the phone numbers that a firm left out of its request, of all that it wrote, and of what anybody was told of it.

    Other numbers that are told stay: those of our own desk, or of whoever answers.
    """
    une = connection.execute(
        select(Demande.conversation_id, Demande.question, Demande.telephone).where(Demande.id == demande)
    ).one()
    numeros = lire_les_telephones(f"{une.telephone or ''}\n{une.question}")
    connection.execute(
        update(Demande)
        .where(Demande.id == demande)
        .values(telephone=None, question=masquer_les_telephones(une.question))
    )
    lignes = and_(LigneDeDemande.demande_id == demande, LigneDeDemande.sens == Sens.ENTREPRISE)
    numeros |= _masquer_les_ecrits(connection, LigneDeDemande, lignes)
    numeros |= _masquer_les_ecrits(connection, Inbox, Inbox.conversation_id == une.conversation_id)
    if numeros:
        _masquer_les_dits(connection, demande, une.conversation_id, numeros)
        _masquer_l_etat(connection, une.conversation_id, numeros)


def _masquer_les_ecrits(
    connection: Connection, model: type[LigneDeDemande | Inbox], which: ColumnElement[bool]
) -> set[str]:
    """Mask the numbers in what a firm wrote; which they were."""
    numeros: set[str] = set()
    for numero, texte in _texts(connection, select(model.id, model.texte).where(which)).items():
        if (masque := masquer_les_telephones(texte)) != texte:
            numeros |= lire_les_telephones(texte)
            connection.execute(update(model).where(model.id == numero).values(texte=masque))
    return numeros


def _masquer_les_dits(connection: Connection, demande: int, conversation: int, numeros: Collection[str]) -> None:
    au_sien = select(Outbox.id, Outbox.texte).where(Outbox.conversation_id == conversation, Outbox.texte != "")
    for numero, texte in {**_told_of(connection, [demande]), **_texts(connection, au_sien)}.items():
        if (masque := masquer_ces_telephones(texte, numeros)) != texte:
            connection.execute(update(Outbox).where(Outbox.id == numero).values(texte=masque))


def _masquer_l_etat(connection: Connection, conversation: int, numeros: Collection[str]) -> None:
    """The state holds the question too. Unless the firm writes at this very moment: its turn replaces the state."""
    held = (
        select(Conversation.etat)
        .where(Conversation.id == conversation)
        .with_for_update(skip_locked=True, key_share=True)
    )
    etat = connection.execute(held).scalar_one_or_none()
    if etat is not None and (masque := _mask(etat, numeros)) != etat:
        connection.execute(update(Conversation).where(Conversation.id == conversation).values(etat=masque))


def _mask(value: Any, numeros: Collection[str]) -> Any:
    match value:
        case str():
            return masquer_ces_telephones(value, numeros)
        case list():
            return [_mask(one, numeros) for one in value]
        case dict():
            return {name: _mask(one, numeros) for name, one in value.items()}
    return value


def _told_of(connection: Connection, demandes: Collection[int]) -> dict[int, str]:
    """The messages that tell of these requests, and their texts."""
    found: dict[int, str] = {}
    numeros = sorted(demandes)
    for first in range(0, len(numeros), AT_ONCE):
        told = select(Mention.outbox_id).where(Mention.demande_id.in_(numeros[first : first + AT_ONCE]))
        found |= _texts(connection, select(Outbox.id, Outbox.texte).where(Outbox.id.in_(told), Outbox.texte != ""))
    return found


def _texts(connection: Connection, statement: Any) -> dict[int, str]:
    return {row.id: row.texte for row in connection.execute(statement)}


__all__ = ["effacer_les_copies", "masquer_les_copies"]
