"""Turns replies into messages that their platform can hold, and puts them in the outbox."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.envois.markup import split
from handlers.conversation.vocabulary import Message, Reply
from handlers.conversation.wording import Wording
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Composer:
    """`limits` says how many characters one message of each platform holds, where that has an end."""

    wording: Wording
    limits: Mapping[str, int] = field(default_factory=dict)

    def compose(self, reply: Reply, plateforme: str = "") -> list[Message]:
        """Word a reply, in as many messages as it takes there: the buttons with the last of its words, then the document alone."""
        texte = self.wording.render(reply.template, dict(reply.contexte))
        limit = self.limits.get(plateforme)
        if limit is None:
            return [Message(texte, reply.choices, reply.multiple, reply.document, reply.demandes)]
        *before, last = split(texte, limit)
        messages = [*map(Message, before), Message(last, reply.choices, reply.multiple)]
        if reply.document is not None:
            messages.append(Message("", document=reply.document))
        return [replace(message, demandes=reply.demandes) for message in messages]


def enqueue(
    uow: UnitOfWork,
    conversation: int,
    cle: str,
    rang: int,
    messages: Sequence[Message],
    now: datetime,
    *,
    envoyes: bool = False,
) -> bool:
    """Put messages in the outbox from that rank on, their keys numbered from `cle`; False if that key was used before.

    `envoyes`: they are read where they are written, and nothing is left to send.
    """
    # No further than the first that was used before: what is worded longer today must not add its end to it.
    return all(
        uow.outbox.add(
            conversation,
            f"{cle}:{number}",
            rang + number,
            message.texte,
            message.choices,
            message.multiple,
            message.document,
            now,
            demandes=message.demandes,
            envoye=envoyes,
        )
        for number, message in enumerate(messages)
    )


__all__ = ["Composer", "enqueue"]
