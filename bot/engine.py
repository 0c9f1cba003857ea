"""Receives a message and answers it, in one transaction; the only place that holds the order of events."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.adapters import WELCOME_CHOICE
from handlers.dialogue import repondre
from handlers.droits import masquer_codes
from handlers.vocabulary import (
    Address,
    DecisionRecord,
    EssaiRecord,
    Incoming,
    Message,
    NouveauDiagnostic,
    Outcome,
    Reply,
    Turn,
)
from handlers.wording import Wording, montants_du_seuil
from knowledge.anonymat import anonymiser
from knowledge.cpv import Proposition, Reconnaisseur
from knowledge.lecture.lecture import Lecteur
from knowledge.pack import Pack
from knowledge.recherche import Chercheur
from storage.database import Database
from storage.errors import DatabaseUnavailableError
from storage.journal import Journal
from storage.roles import Roles
from storage.unit_of_work import Reading

logger = logging.getLogger(__name__)

PARIS = ZoneInfo("Europe/Paris")
# What a database, a page or a person can do nothing with; line breaks and tabs stay.
_KEPT_CONTROLS = frozenset("\n\t")
# Beyond this nothing more of a message is kept: the answer says that it was too long.
STORED_TEXT_MAX = 4_100
# All the choices of a question ticked together hold in far less: beyond, no button of ours sent it.
CHOICE_MAX = 2_000
STORED_CHOICE_MAX = 200
UNKNOWN_CHOICE = "?"


@dataclass(frozen=True)
class Knowledge:
    """What is true, and what reads and words it: built once, shared by every turn."""

    pack: Pack
    wording: Wording
    lecteur: Lecteur
    chercheur: Callable[[], Chercheur]
    mots_connus: Callable[[], Collection[str]]
    reconnaisseur: Callable[[], Reconnaisseur]

    def anonymiser(self, texte: str) -> str:
        return anonymiser(texte, self.mots_connus())

    def reconnaitre(self, objet: str) -> Proposition | None:
        return self.reconnaisseur().proposer(objet)


class Engine:
    """`receive` answers; `welcome` says what a conversation opens on, before there is one."""

    def __init__(
        self,
        knowledge: Knowledge,
        database: Database,
        deliver: Callable[[int], object],
        clock: Callable[[], datetime],
    ) -> None:
        self._knowledge = knowledge
        self._database = database
        self._deliver = deliver
        self._clock = clock

    def receive(self, incoming: Incoming) -> None:
        """Answer one message; a message delivered again gets no second answer, only the sending of one that was not sent.

        Raises storage.errors.DatabaseUnavailableError, with nothing kept: the platform's own retry, or the person's,
        finds the conversation as it was. Once the answer is kept nothing is raised: the worker sends what could not be.
        """
        now = self._clock()
        address = incoming.address
        choice = None if incoming.choice is None else clean(incoming.choice)
        stored_choice = choice
        if choice is not None and len(choice) > CHOICE_MAX:
            choice, stored_choice = UNKNOWN_CHOICE, choice[:STORED_CHOICE_MAX]
        incoming = Incoming(address, incoming.message_id, clean(incoming.text), choice)
        with self._database.unit_of_work() as uow:
            conversation = uow.conversations.open(address.plateforme, address.canal, address.personne, now)
            rang = conversation.rang + 1
            received = uow.inbox.record(
                conversation.id,
                incoming.message_id,
                rang,
                self._kept(_shown(incoming, conversation.etat)),
                stored_choice,
                now,
            )
            if received is not None:
                outcome = repondre(self._turn(uow, incoming, conversation.etat, conversation.id, now))
                for number, reply in enumerate(outcome.replies):
                    message = self._render(reply)
                    cle = f"{received}:{number}"
                    if not uow.outbox.add(
                        conversation.id,
                        cle,
                        rang + 1 + number,
                        message.texte,
                        message.choices,
                        message.multiple,
                        message.document,
                        now,
                    ):
                        raise RuntimeError(f"the outbox key {cle} was used before: a received message has a new number")
                uow.conversations.save(conversation.id, _with_choices(outcome), rang + len(outcome.replies), now)
                uow.commit()
        try:
            self._deliver(conversation.id)
        except DatabaseUnavailableError:
            logger.warning("answer to inbox row %s kept but not sent: the worker will send it", received)

    def welcome(self) -> list[Message]:
        """What a new conversation opens on; nothing is written. Raises storage.errors.DatabaseUnavailableError."""
        nobody = Incoming(Address("", "", ""), "", "", WELCOME_CHOICE)
        with self._database.reading() as uow:
            outcome = repondre(self._turn(uow, nobody, {}, 0, self._clock()))
        return [self._render(reply) for reply in outcome.replies]

    def _turn(
        self, uow: Reading, incoming: Incoming, etat: Mapping[str, Any], conversation: int, now: datetime
    ) -> Turn:
        return Turn(
            incoming=incoming,
            etat=etat,
            now=now,
            aujourdhui=now.astimezone(PARIS).date(),
            pack=self._knowledge.pack,
            lecteur=self._knowledge.lecteur,
            chercheur=self._knowledge.chercheur,
            reconnaitre=self._knowledge.reconnaitre,
            journal=_JournalOfTheTurn(uow.journal, conversation),
            phrase=self._knowledge.wording.phrase,
            motif=self._knowledge.wording.motif,
            montants=montants_du_seuil,
            apprentissage=uow.apprentissage,
            anonymiser=self._knowledge.anonymiser,
            droits=_DroitsOfTheTurn(uow.roles, incoming.address),
            roles=uow.roles.de(incoming.address.plateforme, incoming.address.personne),
        )

    def _kept(self, texte: str) -> str:
        """What the transcript keeps: a code that gives a role must not be read there."""
        return masquer_codes(texte, self._knowledge.wording.phrase("code_masque"))[:STORED_TEXT_MAX]

    def _render(self, reply: Reply) -> Message:
        # Rendered before the commit: what is stored is what was said, and a fault shows before anything is kept.
        return Message(
            self._knowledge.wording.render(reply.template, dict(reply.contexte)),
            reply.choices,
            reply.multiple,
            reply.document,
        )


class _JournalOfTheTurn:
    """The log, for the conversation of this turn only."""

    def __init__(self, journal: Journal, conversation: int) -> None:
        self._journal = journal
        self._conversation = conversation

    def inscrire(self, diagnostic: NouveauDiagnostic, now: datetime) -> int:
        return self._journal.inscrire(self._conversation, diagnostic, now)

    def decider(self, diagnostic: int, action: int, etape: str, motif: str | None, par: str, now: datetime) -> bool:
        return self._journal.decider(diagnostic, action, etape, motif, par, now)

    def decisions(self, diagnostic: int) -> Mapping[int, DecisionRecord]:
        return self._journal.decisions(diagnostic)


class _DroitsOfTheTurn:
    """The rights, for the person of this turn only."""

    def __init__(self, roles: Roles, address: Address) -> None:
        self._roles = roles
        self._address = address

    def utiliser_code(self, code: str, now: datetime) -> EssaiRecord:
        return self._roles.utiliser_code(code, self._address.plateforme, self._address.personne, now)


def clean(text: str) -> str:
    """Take out control characters (NUL, escape, bidirectional overrides …), keeping line breaks.

    >>> clean("a\\x00b\\u202ec\\nd")
    'abc\\nd'
    """
    return "".join(
        letter for letter in text if letter in _KEPT_CONTROLS or letter.isprintable() or letter in "\u00a0\u202f\u200d"
    )


def _shown(incoming: Incoming, etat: Mapping[str, Any]) -> str:
    """What the transcript shows of what the person did: the words, or those of the button."""
    if incoming.choice is None or incoming.text:
        return incoming.text
    labels = dict(etat.get("choix_offerts", ()))
    return ", ".join(labels[value] for value in incoming.choice.split(", ") if value in labels)


def _with_choices(outcome: Outcome) -> dict[str, Any]:
    """The state, with the choices just offered: so that a number, a label or its misspelling can stand for one."""
    # Those of the last message that has some: it is the one whose "2" is the second choice. A list, not a mapping: a
    # JSON database keeps no order of keys.
    last = next((reply.choices for reply in reversed(outcome.replies) if reply.choices), ())
    offered = [[choice.value, choice.label] for choice in last]
    return {**outcome.etat, "choix_offerts": offered}
