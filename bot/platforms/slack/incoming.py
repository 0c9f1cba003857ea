"""Reads what Slack delivers (events, slash commands, presses) into what the engine takes; nothing here calls Slack."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.envois.adapters import SEPARATOR, WELCOME_CHOICE, WELCOME_ID
from bot.envois.choices import settles_a_question
from bot.platforms.slack.outgoing import BLOCK_ID, BUTTON, CHECKBOXES, SELECT, VALIDATE, is_ours
from handlers.conversation.vocabulary import Address, Fichier, Incoming

Json = Mapping[str, Any]

PLATEFORME = "slack"
# What a person says carries one of these subtypes, or none; the others tell what happened in the channel.
SPOKEN = frozenset({None, "file_share", "thread_broadcast", "me_message"})
SLACKBOT = "USLACKBOT"
FICHE_COMMAND = "/fiche"

_IN_BRACKETS = re.compile(r"<([^<>]*)>")
_NAMED_TWICE = re.compile(r"^(?:https?://|mailto:|tel:)|/$")


@dataclass(frozen=True, slots=True)
class Bot:
    """Who we are in the workspace, as auth.test says."""

    utilisateur: str
    bot: str
    equipe: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where to write: a channel, a thread of it, and whether only the person may see it."""

    channel: str
    thread: str | None = None
    ephemeral: bool = False

    @classmethod
    def of(cls, canal: str, coordonnees: Json) -> Place:
        """The place of a conversation; its name is enough to find it, save for the thread of a private one."""
        channel, _, thread = canal.partition(":")
        if "canal" in coordonnees:
            return cls(coordonnees["canal"], coordonnees.get("fil"), bool(coordonnees.get("ephemere")))
        return cls(channel, thread or None, ephemeral=not thread and not is_private(channel))

    @property
    def canal(self) -> str:
        """The name of the conversation: a private one is one however many threads it has, in a channel each thread is one."""
        return f"{self.channel}:{self.thread}" if self.thread and not self.private else self.channel

    @property
    def private(self) -> bool:
        return is_private(self.channel) and not self.ephemeral

    def coordonnees(self) -> dict[str, Any]:
        return {"canal": self.channel, "fil": self.thread, "ephemere": self.ephemeral}


@dataclass(frozen=True, slots=True)
class Press:
    """A button pressed, a line chosen, or boxes validated (`incoming` holds what, nothing when no box was ticked).

    `pour` is who may press; `libelles` are the words pressed; `reference` names the message, `blocks` and `texte` are
    what it shows (nothing for one that only the person sees); `reply_url` writes to the presser for a while. `at_home`:
    on the person's home, where it means what it would in their private conversation.
    """

    incoming: Incoming
    pour: str
    place: Place
    libelles: tuple[str, ...]
    reference: str
    blocks: Sequence[dict[str, Any]]
    texte: str
    reply_url: str
    at_home: bool = False

    @property
    def answers_a_question(self) -> bool:
        return settles_a_question(self.incoming.choice)


def is_private(channel: str) -> bool:
    """Say whether a channel is a conversation of two; that one of them is the bot, only Slack can tell."""
    return channel.startswith("D")


# --- events -----------------------------------------------------------------------------------------------------------


def read_event(payload: Json, bot: Bot) -> Incoming | None:
    """What a person said to the bot; None for all the rest. `organisation` is the team that Slack names, to be checked."""
    event: Json = payload.get("event") or {}
    match event.get("type"):
        case "message":
            return _read_message(event, bot)
        case "app_mention":
            return _read_mention(event, bot)
        case "app_home_opened":
            return _read_opening(event, bot)
    return None


def _read_message(event: Json, bot: Bot) -> Incoming | None:
    channel = str(event.get("channel", ""))
    # In a channel whoever addresses the bot mentions it, which is an event of its own.
    if event.get("channel_type", "im" if is_private(channel) else "") != "im":
        return None
    if event.get("subtype") == "message_changed":
        return _read_edit(event, channel, bot)
    if not _is_a_person(event, bot):
        return None
    return _said(event, Place(channel, event.get("thread_ts")), _files(event), bot)


def _read_mention(event: Json, bot: Bot) -> Incoming | None:
    channel = str(event.get("channel", ""))
    if is_private(channel) or not _is_a_person(event, bot):
        return None
    return _said(event, Place(channel, event.get("thread_ts") or event["ts"]), _files(event), bot)


def _said(event: Json, place: Place, fichiers: tuple[Fichier, ...], bot: Bot) -> Incoming:
    texte = decode(str(event.get("text") or ""), bot)
    return Incoming(
        Address(PLATEFORME, place.canal, event["user"]),
        # Not the event's id: a message may come as several events, and is one.
        event["ts"],
        texte,
        choice=None if texte or fichiers else WELCOME_CHOICE,
        organisation=_team(event),
        prive=place.private,
        coordonnees=place.coordonnees(),
        fichiers=fichiers,
    )


def _read_edit(event: Json, channel: str, bot: Bot) -> Incoming | None:
    after: Json = event.get("message") or {}
    before: Json = event.get("previous_message") or {}
    if not after.get("edited") or not _is_a_person(after, bot):
        return None
    texte = decode(str(after.get("text") or ""), bot)
    # An unfurled link, a reply under it, a reaction: the message changes, its words do not.
    if not texte or texte == decode(str(before.get("text") or ""), bot):
        return None
    place = Place(channel, after.get("thread_ts"))
    return Incoming(
        Address(PLATEFORME, place.canal, after["user"]),
        f"{after['ts']}:{after['edited'].get('ts', event.get('ts'))}",
        texte,
        organisation=_team(after) or _team(event),
        prive=place.private,
        coordonnees=place.coordonnees(),
        modifie=True,
        fichiers=_files(after),
    )


def _read_opening(event: Json, bot: Bot) -> Incoming | None:
    channel, person = str(event.get("channel") or ""), str(event.get("user") or "")
    if event.get("tab") != "messages" or not is_private(channel) or person in ("", bot.utilisateur):
        return None
    place = Place(channel)
    return Incoming(
        Address(PLATEFORME, place.canal, person),
        WELCOME_ID,
        "",
        choice=WELCOME_CHOICE,
        organisation=_team(event),
        coordonnees=place.coordonnees(),
    )


@dataclass(frozen=True, slots=True)
class Opened:
    """A person looks at their home; `channel` is their private conversation, empty when Slack does not tell it."""

    personne: str
    channel: str
    organisation: str


def read_home(payload: Json, bot: Bot) -> Opened | None:
    """Whose home was opened; None for all the rest."""
    event: Json = payload.get("event") or {}
    personne, channel = str(event.get("user") or ""), str(event.get("channel") or "")
    if event.get("type") != "app_home_opened" or event.get("tab") != "home" or personne in ("", bot.utilisateur):
        return None
    return Opened(personne, channel if is_private(channel) else "", _team(event))


def _is_a_person(message: Json, bot: Bot) -> bool:
    return (
        message.get("subtype") in SPOKEN
        and bool(message.get("user"))
        and message["user"] not in (bot.utilisateur, SLACKBOT)
        and not message.get("bot_id")
        and not message.get("hidden")
    )


def _team(said: Json) -> str:
    """The team of who speaks: in a channel shared between organisations it is not that of the channel."""
    return str(said.get("user_team") or said.get("source_team") or said.get("team") or "")


def _files(message: Json) -> tuple[Fichier, ...]:
    return tuple(
        Fichier(name, size if isinstance(size := file.get("size"), int) else None, _found_by(file))
        for file in message.get("files") or ()
        if (name := str(file.get("name") or file.get("title") or "").strip())
    )


def _found_by(file: Json) -> dict[str, Any]:
    """By what a file is downloaded; nothing for one that another site keeps."""
    if file.get("is_external") or not file.get("id"):
        return {}
    # That of a channel shared with another organisation comes without an address: it must be asked for.
    url = file.get("url_private_download") or file.get("url_private")
    return {"id": str(file["id"]), **({"url": str(url)} if url else {})}


# --- slash commands ---------------------------------------------------------------------------------------------------


def read_command(payload: Json, bot: Bot, direct: str | None) -> Incoming:
    """A slash command, answered in `direct`, the conversation of the bot and the person, else in its channel for their eyes only.

    Slack never delivers a command twice: its trigger is a name as good as any.
    """
    place = Place(direct) if direct else Place(str(payload["channel_id"]), ephemeral=True)
    texte = decode(str(payload.get("text") or ""), bot)
    if payload["command"] == FICHE_COMMAND and not texte.lower().startswith("fiche"):
        texte = f"fiche {texte}".strip()
    return Incoming(
        Address(PLATEFORME, place.canal, str(payload["user_id"])),
        f"commande:{payload['trigger_id']}",
        texte,
        choice=None if texte else WELCOME_CHOICE,
        organisation=str(payload.get("team_id") or ""),
        prive=place.private,
        coordonnees=place.coordonnees(),
    )


# --- presses ----------------------------------------------------------------------------------------------------------


def read_press(payload: Json) -> Press | None:
    """What was pressed on a message of ours; None for a box ticked and not yet validated, or what is not ours."""
    action = next(iter(payload.get("actions") or ()), None)
    if action is None or not is_ours(action):
        return None
    values, libelles = _pressed(action, payload)
    if values is None:
        return None
    _, _, pour, canal = str(action["block_id"]).split("|", 3)
    container: Json = payload.get("container") or {}
    message: Json = payload.get("message") or {}
    channel = str(container.get("channel_id") or (payload.get("channel") or {}).get("id", ""))
    thread = message.get("thread_ts") or container.get("thread_ts")
    seen_in = Place(channel, thread, ephemeral=bool(container.get("is_ephemeral")))
    # The conversation is the one that asked, wherever Slack let its question be shown.
    asked_in = seen_in if canal == channel and is_private(channel) else Place.of(canal, {})
    reference = str(container.get("message_ts") or message.get("ts") or "")
    at_home = container.get("type") == "view"
    if at_home:
        seen_in, reference = asked_in, str(container.get("view_id") or "")
    user: Json = payload["user"]
    incoming = Incoming(
        Address(PLATEFORME, canal, str(user["id"])),
        f"{reference}:{action.get('action_ts') or payload.get('trigger_id')}",
        # No message of the conversation offered it: the transcript says the words.
        SEPARATOR.join(libelles) if at_home else "",
        choice=SEPARATOR.join(values),
        organisation=str(user.get("team_id") or ""),
        prive=asked_in.private,
        coordonnees=asked_in.coordonnees(),
    )
    return Press(
        incoming,
        pour,
        seen_in,
        libelles,
        reference,
        list(message.get("blocks") or ()),
        str(message.get("text") or ""),
        str(payload.get("response_url") or ""),
        at_home,
    )


def _pressed(action: Json, payload: Json) -> tuple[tuple[str, ...] | None, tuple[str, ...]]:
    """The values and the words pressed; None for values when nothing is decided yet."""
    kind = str(action.get("action_id", "")).partition(":")[0]
    if kind == BUTTON:
        return (str(action.get("value", "")),), (_words(action),)
    if kind == SELECT and action.get("selected_option"):
        return _options([action["selected_option"]])
    if kind == VALIDATE:
        return _options(_ticked(action, payload))
    return None, ()


def _options(options: Sequence[Json]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return tuple(str(option["value"]) for option in options), tuple(map(_words, options))


def _ticked(action: Json, payload: Json) -> list[Json]:
    state: Json = payload.get("state") or (payload.get("view") or {}).get("state") or {}
    # Of several messages drawn together, the one whose button was pressed.
    message, point, _ = str(action["block_id"]).split("|")[1].partition(".")
    return list(_all_ticked(state.get("values") or {}, f"{BLOCK_ID}|{message if point else ''}{point}"))


def _all_ticked(values: Json, blocks: str) -> Iterator[Json]:
    for block_id, fields in values.items():
        for action_id, field in fields.items():
            if block_id.startswith(blocks) and action_id.startswith(f"{CHECKBOXES}:"):
                yield from field.get("selected_options") or ()


def _words(element: Json) -> str:
    return _unescape(str((element.get("text") or {}).get("text", "")))


# --- text -------------------------------------------------------------------------------------------------------------


def decode(text: str, bot: Bot) -> str:
    """What the person typed: Slack escapes three letters, and wraps links and mentions; the bot's own mention goes.

    >>> decode("<@U0BOT> de 60 &lt; 90 k€, voir <http://a.fr|a.fr> ou <mailto:b@c.fr|b@c.fr>", Bot("U0BOT", "B1", "T1"))
    'de 60 < 90 k€, voir a.fr ou b@c.fr'
    """
    mention = rf"<@{re.escape(bot.utilisateur)}(?:\|[^<>]*)?>"
    # "@spaser, bonjour" says "bonjour".
    rest = re.sub(rf"\s*{mention}", " ", re.sub(rf"^\s*{mention}\s*[,:;]?", "", text))
    return _unescape(_IN_BRACKETS.sub(_unwrap, rest)).strip()


def _unwrap(found: re.Match[str]) -> str:
    target, _, label = found[1].partition("|")
    if target.startswith(("@", "#", "!")):
        # Names of people and channels are not sent any more: their number would read as a figure.
        words = label or (target[1:] if target.startswith("!") and "^" not in target else "…")
        return words if words.startswith(("@", "#")) else f"{'#' if target.startswith('#') else '@'}{words}"
    if not label:
        return re.sub("^(?:mailto|tel):", "", target)
    same = _NAMED_TWICE.sub("", target) == _NAMED_TWICE.sub("", label)
    return label if same else f"{label} ({target})"


def _unescape(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


__all__ = [
    "PLATEFORME",
    "Bot",
    "Opened",
    "Place",
    "Press",
    "decode",
    "is_private",
    "read_command",
    "read_event",
    "read_home",
    "read_press",
]
