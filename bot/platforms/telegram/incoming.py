"""Reads what Telegram tells of: a message, its edition, or a pressed button; nothing here speaks to Telegram."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from telegram import CallbackQuery, InlineKeyboardMarkup, Message, MessageEntity, Update, User
from telegram.constants import ChatType

from bot.envois.adapters import WELCOME_CHOICE
from bot.platforms.telegram.phrases import COMMANDES, FICHIERS
from handlers.conversation.vocabulary import Address, Fichier, Incoming

PLATEFORME = "telegram"
# The entry of `coordonnees`: in a group, the message of the person that ours answers, and so whose buttons they are.
REPLY_TO = "reply_to"
_COMMAND = re.compile(r"/(?P<name>[A-Za-z0-9_]{1,32})(?:@(?P<bot>\w+))?(?:\s+(?P<rest>.*))?", re.DOTALL)
_AROUND_A_MENTION = " \t\n,;:"


def to_incoming(update: Update, me: User) -> Incoming | None:
    """Translate a message or its edition; None for whatever does not speak to us.

    In a group that is all but a mention, an answer to one of our messages, or a command of ours.
    """
    message = update.message or update.edited_message
    if message is None or not _is_from_a_person(message):
        return None
    edited = update.message is None
    private = message.chat.type == ChatType.PRIVATE
    if edited and not private:
        return None
    written = message.text or message.caption or ""
    files = _files(message)
    if not written and (edited or not files):
        return None  # a position that moves is edited every few seconds
    words = written if private else _said_to_us(message, written, me)
    if words is None:
        return None
    text, choice = _meaning(words)
    if not private and not words and not files:
        choice = WELCOME_CHOICE  # our name, and nothing else
    if edited and choice is not None:
        return None
    return Incoming(
        _address(message, message.from_user),  # type: ignore[arg-type]  # a person: it was checked
        f"{message.message_id}:{update.update_id}" if edited else str(message.message_id),
        text,
        choice=choice,
        prive=private,
        coordonnees={} if private else {REPLY_TO: message.message_id},
        modifie=edited,
        fichiers=files,
    )


def _is_from_a_person(message: Message) -> bool:
    """Not a bot, a channel, a group that speaks for its administrators, or a post copied from a channel."""
    return (
        message.from_user is not None
        and not message.from_user.is_bot
        and message.sender_chat is None
        and message.chat.type != ChatType.CHANNEL
    )


def _address(message: Message, person: User) -> Address:
    """The place is the chat, or one topic of it."""
    canal = str(message.chat.id)
    if message.is_topic_message and message.message_thread_id is not None:
        canal = f"{canal}:{message.message_thread_id}"
    return Address(PLATEFORME, canal, str(person.id))


def chat_and_topic(canal: str) -> tuple[int, int | None]:
    """Read a place again.

    >>> chat_and_topic("-1001:7"), chat_and_topic("42")
    ((-1001, 7), (42, None))
    """
    chat, _, topic = canal.partition(":")
    return int(chat), int(topic) if topic else None


# --- words ------------------------------------------------------------------------------------------------------------


def _meaning(words: str) -> tuple[str, str | None]:
    """What a command stands for: words, or the choice that greets.

    >>> _meaning("/fiche 11"), _meaning("/start abc"), _meaning("fiche 11")
    (('fiche 11', None), ('', 'accueil'), ('fiche 11', None))
    """
    if (command := _COMMAND.fullmatch(words.strip())) is None:
        return words, None
    name, rest = command["name"].lower(), (command["rest"] or "").strip()
    if name == "start":
        return "", WELCOME_CHOICE
    said = COMMANDES.get(name, {}).get("texte", command["name"])
    return f"{said} {rest}".strip(), None


def _said_to_us(message: Message, written: str, me: User) -> str | None:
    """The words that a message of a group says to us; None when it says nothing to us."""
    command = _COMMAND.fullmatch(written.strip())
    if command is not None and command["bot"]:
        return written if command["bot"].casefold() == (me.username or "").casefold() else None
    entities = message.entities or message.caption_entities
    words = _without_mentions(written, entities, me)
    if words is not None:
        return words
    ours = command is not None and command["name"].lower() in COMMANDES
    return written if ours or _answers_us(message, me) else None


def _answers_us(message: Message, me: User) -> bool:
    answered = message.reply_to_message
    # Whatever is said in a topic "answers" the message that opened it, which may be ours.
    return (
        answered is not None
        and answered.from_user is not None
        and answered.from_user.id == me.id
        and answered.forum_topic_created is None
    )


def _without_mentions(written: str, entities: Iterable[MessageEntity], me: User) -> str | None:
    """The words around the mentions of us; None when there is none."""
    units = written.encode("utf-16-le", "surrogatepass")
    kept: list[str] = []
    end = 0
    for entity in entities:
        start, stop = 2 * entity.offset, 2 * (entity.offset + entity.length)
        if _is_us(entity, _text(units[start:stop]), me):
            kept.append(_text(units[end:start]))
            end = stop
    if not kept:
        return None
    words = (part.strip(_AROUND_A_MENTION) for part in (*kept, _text(units[end:])))
    return " ".join(part for part in words if part)


def _text(units: bytes) -> str:
    return units.decode("utf-16-le", "replace")


def _is_us(entity: MessageEntity, words: str, me: User) -> bool:
    if entity.type == MessageEntity.TEXT_MENTION:
        return entity.user is not None and entity.user.id == me.id
    return entity.type == MessageEntity.MENTION and words.casefold() == f"@{me.username}".casefold()


def _files(message: Message) -> tuple[Fichier, ...]:
    """What comes with a message, by its name or by what kind of thing it is."""
    for attribute, kind in FICHIERS.items():
        if attached := getattr(message, attribute, None):
            # Of a photo Telegram gives several sizes, the largest last.
            one = attached[-1] if attribute == "photo" else attached
            file_id = getattr(one, "file_id", None)
            name = getattr(one, "file_name", None) or kind
            return (Fichier(name, getattr(one, "file_size", None), {"file_id": file_id} if file_id else {}),)
    return ()


# --- buttons ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Press:
    """A button that somebody pressed, and the message it stood under.

    `owner` is whose buttons they are, None when nobody knows any more. `keyboard` and `text` are None when Telegram does
    not show us our message again: it was deleted, or is too old.
    """

    query_id: str
    address: Address
    message_id: int
    value: str
    owner: str | None
    private: bool
    coordonnees: Mapping[str, Any]
    keyboard: InlineKeyboardMarkup | None
    text: str | None
    entities: tuple[MessageEntity, ...]

    @property
    def by_its_owner(self) -> bool:
        return self.owner == self.address.personne

    def incoming(self, value: str, label: str) -> Incoming:
        """The answer that it gives: `value` is that of the choice, or of those ticked before; `label` its words."""
        return Incoming(
            self.address,
            f"cb:{self.query_id}",
            label,
            choice=value,
            prive=self.private,
            coordonnees=self.coordonnees,
        )


def to_press(query: CallbackQuery) -> Press | None:
    """Translate a press; None for those of a game or of a message that is not ours."""
    message = query.message
    if message is None or query.data is None or query.from_user.is_bot:
        return None
    private = message.chat.type == ChatType.PRIVATE
    person = str(query.from_user.id)
    if not isinstance(message, Message):
        place = Address(PLATEFORME, str(message.chat.id), person)
        owner = person if private else None
        return Press(query.id, place, message.message_id, query.data, owner, private, {}, None, None, ())
    asked = message.reply_to_message
    owner = str(asked.from_user.id) if asked is not None and asked.from_user is not None else None
    return Press(
        query_id=query.id,
        address=_address(message, query.from_user),
        message_id=message.message_id,
        value=query.data,
        owner=person if private else owner,
        private=private,
        coordonnees={} if private or asked is None else {REPLY_TO: asked.message_id},
        keyboard=message.reply_markup,
        text=message.text,
        entities=tuple(message.entities),
    )


__all__ = ["PLATEFORME", "REPLY_TO", "Press", "chat_and_topic", "to_incoming", "to_press"]
