"""Says something to a person who asked nothing, where they last talked with us in private."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.composing import Composer, enqueue
from handlers.vocabulary import Reply
from storage.unit_of_work import UnitOfWork


def push(
    uow: UnitOfWork, composer: Composer, plateforme: str, personne: str, reply: Reply, cle: str, now: datetime
) -> bool:
    """Put a message for that person in the outbox, whence the worker sends it; once, however often `cle` is pushed.

    False when the person never talked with us in private there: no platform lets a stranger be written to.
    """
    found = uow.conversations.private_with(plateforme, personne)
    if found is None:
        return False
    number, _ = found
    say(uow, composer, number, plateforme, reply, cle, now)
    return True


def say(
    uow: UnitOfWork, composer: Composer, conversation_id: int, plateforme: str, reply: Reply, cle: str, now: datetime
) -> None:
    """The same, in that very conversation."""
    conversation = uow.conversations.lock(conversation_id)
    messages = composer.compose(reply, plateforme)
    if enqueue(uow, conversation.id, cle, conversation.rang + 1, messages, now):
        etat: Mapping[str, object] = conversation.etat
        if reply.choices:
            # So that "2" answers this message.
            etat = {**etat, "choix_offerts": [[choice.value, choice.label] for choice in reply.choices]}
        uow.conversations.save(conversation.id, etat, conversation.rang + len(messages), now)


__all__ = ["push", "say"]
