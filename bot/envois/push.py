"""Says something to a person who asked nothing, where they last talked with us in private."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.envois.composer import Composer, enqueue
from handlers.conversation.vocabulary import Reply
from storage.unit_of_work import UnitOfWork


def push(
    uow: UnitOfWork, composer: Composer, plateforme: str, personne: str, reply: Reply, cle: str, now: datetime
) -> bool:
    """Put a message for that person in the outbox, whence the worker sends it; once, however often `cle` is pushed.

    False when that was said already, or when the person never talked with us in private there: no platform lets a stranger
    be written to.
    """
    found = uow.conversations.private_with(plateforme, personne)
    if found is None:
        return False
    number, _ = found
    return say(uow, composer, number, plateforme, reply, cle, now)


def say(
    uow: UnitOfWork, composer: Composer, conversation_id: int, plateforme: str, reply: Reply, cle: str, now: datetime
) -> bool:
    """The same, in that very conversation; False when it was said already."""
    conversation = uow.conversations.lock(conversation_id)
    messages = composer.compose(reply, plateforme)
    if not enqueue(uow, conversation.id, cle, conversation.rang + 1, messages, now):
        return False
    etat: Mapping[str, object] = conversation.etat
    if reply.choices:
        # So that "2" answers this message.
        etat = {**etat, "choix_offerts": [[choice.value, choice.label] for choice in reply.choices]}
    uow.conversations.save(conversation.id, etat, conversation.rang + len(messages), now)
    return True


__all__ = ["push", "say"]
