"""Reads the activities that Teams posts; pure, from the JSON as it came.

The library's own models are not used here: they refuse activities whose newer parts they do not know, and Teams stops
calling a bot that answers with errors.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from bot.envois.adapters import SEPARATOR, WELCOME_CHOICE, WELCOME_ID
from handlers.conversation.vocabulary import Address, Document, Fichier, Incoming

PLATEFORME = "teams"
CHANNEL = "msteams"
PERSONAL = "personal"
# Under this key, whatever we put into a button or a file's card and read back when it is pressed.
OURS = "spaser"
TICKED = "choix"
FILE = "application/vnd.microsoft.teams.file.download.info"
_AT = re.compile(r"<at[^<>]*+>((?:(?!<at\b).)*?)</at>", re.IGNORECASE | re.DOTALL)
_BOT_PREFIX = "28:"
_BLANKS = re.compile(r"[ \u00a0]+")
_EMPTY_LINES = re.compile(r"\n{3,}")

Activity = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Received:
    """A message, or a press; `reference` is the card that was pressed, `owner` whose card it is.

    `edited` is the message that this one replaces. The organisation is not told by an activity: the roster has it.
    """

    incoming: Incoming
    reference: str | None = None
    owner: str | None = None
    edited: str | None = None


@dataclass(frozen=True, slots=True)
class Consent:
    """The answer to a file's card: where to upload it, None when refused. `address` is where the document was made."""

    address: Address
    document: Document
    coordonnees: Mapping[str, Any]
    reference: str
    upload: Mapping[str, Any] | None


def read(activity: Activity) -> Received | Consent | None:
    """Tell what an activity means; None for all that is not said to the bot."""
    author = _part(activity, "from")
    if (
        _text(activity, "channelId") != CHANNEL
        or not _text(author, "id")
        or not _text(_part(activity, "conversation"), "id")
    ):
        return None
    if _text(author, "id").startswith(_BOT_PREFIX) or _text(author, "id") == _text(_part(activity, "recipient"), "id"):
        return None
    match _text(activity, "type"):
        case "message":
            return _message(activity)
        case "messageUpdate":
            return _edit(activity)
        case "conversationUpdate":
            return _welcome(activity) if _opened(activity) else None
        case "installationUpdate":
            return _welcome(activity) if _text(activity, "action") == "add" else None
        case "invoke":
            return _consent(activity) if _text(activity, "name") == "fileConsent/invoke" else None
        case _:
            return None


def is_private(activity: Activity) -> bool:
    conversation = _part(activity, "conversation")
    kind = _text(conversation, "conversationType")
    return kind == PERSONAL or (not kind and not conversation.get("isGroup"))


def coordinates(activity: Activity) -> dict[str, Any]:
    """What it takes to write there again, after a restart, from this alone."""
    conversation, data = _part(activity, "conversation"), _part(activity, "channelData")
    found = {
        "service_url": _text(activity, "serviceUrl"),
        "conversation_id": _text(conversation, "id"),
        "conversation_type": _text(conversation, "conversationType") or PERSONAL,
        "tenant_id": _text(conversation, "tenantId") or _text(_part(data, "tenant"), "id"),
        "bot_id": _text(_part(activity, "recipient"), "id"),
        "user_id": _text(_part(activity, "from"), "id"),
        "team_id": _text(_part(data, "team"), "id"),
    }
    return {name: value for name, value in found.items() if value}


def organisation(member: Mapping[str, Any]) -> str:
    """The tenant that vouches for a member of a roster: their own; none for guests, whose own is not told.

    >>> organisation({"userRole": "user", "tenantId": "t1", "userPrincipalName": "a@ville.fr"})
    't1'
    >>> organisation({"userRole": "guest", "tenantId": "t1"}), organisation({"tenantId": "t1"})
    ('', '')
    """
    if _text(member, "userRole").lower() != "user" or "#ext#" in _text(member, "userPrincipalName").lower():
        return ""
    return _text(member, "tenantId")


def _address(activity: Activity) -> Address:
    author = _part(activity, "from")
    personne = _text(author, "aadObjectId") or _text(author, "id")
    return Address(PLATEFORME, _text(_part(activity, "conversation"), "id"), personne)


def _message(activity: Activity) -> Received | None:
    pressed = _part(activity, "value").get(OURS)
    if isinstance(pressed, Mapping):
        return _press(activity, pressed)
    names = _bot_names(activity)
    if not is_private(activity) and not names:
        return None
    texte, pictures = _words(activity, names)
    fichiers = tuple(_files(activity)) or (Fichier("image"),) * pictures
    if not texte and not fichiers and is_private(activity):
        return None
    return Received(_incoming(activity, _text(activity, "id"), texte, fichiers=fichiers))


def _press(activity: Activity, pressed: Mapping[str, Any]) -> Received:
    choice = pressed.get("choix")
    if not isinstance(choice, str):
        ticked = _text(_part(activity, "value"), TICKED)
        choice = SEPARATOR.join(value.strip() for value in ticked.split(",") if value.strip())
    owner = pressed.get("a")
    return Received(
        _incoming(activity, _text(activity, "id"), "", choice=choice),
        reference=_text(activity, "replyToId") or None,
        owner=owner if isinstance(owner, str) else None,
    )


def _edit(activity: Activity) -> Received | None:
    if not is_private(activity) or _text(_part(activity, "channelData"), "eventType") != "editMessage":
        return None
    texte, _ = _words(activity, _bot_names(activity))
    edited = _text(activity, "id")
    # The edit has the id of what it edits: the moment tells them apart, and is the same when it is delivered again.
    return Received(_incoming(activity, f"{edited}#{_text(activity, 'timestamp')}", texte, modifie=True), edited=edited)


def _opened(activity: Activity) -> bool:
    added, bot = activity.get("membersAdded"), _text(_part(activity, "recipient"), "id")
    return isinstance(added, list) and any(isinstance(one, Mapping) and _text(one, "id") == bot for one in added)


def _welcome(activity: Activity) -> Received | None:
    return Received(_incoming(activity, WELCOME_ID, "", choice=WELCOME_CHOICE)) if is_private(activity) else None


def _consent(activity: Activity) -> Consent | None:
    value = _part(activity, "value")
    told = _part(value, "context").get(OURS)
    if not isinstance(told, Mapping):
        return None
    here = _address(activity)
    return Consent(
        # The document is looked for under the name of whoever answers, whatever the card says.
        Address(PLATEFORME, _text(told, "canal") or here.canal, here.personne),
        Document(_text(told, "genre"), _text(told, "cle"), _text(told, "nom")),
        coordinates(activity),
        _text(activity, "replyToId"),
        _part(value, "uploadInfo") if _text(value, "action") == "accept" else None,
    )


def _incoming(
    activity: Activity,
    message_id: str,
    texte: str,
    *,
    choice: str | None = None,
    modifie: bool = False,
    fichiers: tuple[Fichier, ...] = (),
) -> Incoming:
    return Incoming(
        _address(activity),
        message_id,
        texte,
        choice,
        prive=is_private(activity),
        coordonnees=coordinates(activity),
        modifie=modifie,
        fichiers=fichiers,
    )


def _files(activity: Activity) -> Iterator[Fichier]:
    for one in _attachments(activity):
        kind = _text(one, "contentType")
        if kind == FILE:
            yield _file(_text(one, "name") or "application", _text(_part(one, "content"), "downloadUrl"))
        elif kind.startswith("image/"):
            yield _file(_text(one, "name") or "image", _text(one, "contentUrl"))


def _file(name: str, url: str) -> Fichier:
    return Fichier(name, reference={"url": url} if url else {})


def _attachments(activity: Activity) -> Iterator[Mapping[str, Any]]:
    several = activity.get("attachments")
    yield from (one for one in several if isinstance(one, Mapping)) if isinstance(several, list) else ()


# --- words ------------------------------------------------------------------------------------------------------------


def _bot_names(activity: Activity) -> tuple[str, ...]:
    """The words by which the bot is mentioned; none when it is not."""
    bot, several = _text(_part(activity, "recipient"), "id"), activity.get("entities")
    mentions = [
        one
        for one in (several if isinstance(several, list) else ())
        if isinstance(one, Mapping) and _text(one, "type") == "mention" and _text(_part(one, "mentioned"), "id") == bot
    ]
    return tuple(
        _flat(_AT.sub(r"\1", _text(one, "text"))) or _text(_part(one, "mentioned"), "name") for one in mentions
    )


def _words(activity: Activity, names: Collection[str]) -> tuple[str, int]:
    """What was typed, without the mention of the bot; and how many pictures stand in it."""
    rich = next(
        (_text(one, "content") for one in _attachments(activity) if _text(one, "contentType") == "text/html"), ""
    )
    if not rich and _text(activity, "textFormat") in {"xml", "html"}:
        rich = _text(activity, "text")
    if rich:
        # The plain text of a message with a mention has lost the difference between what was typed and its own tags.
        reader = _Html(names)
        reader.feed(rich)
        reader.close()
        return _tidy("".join(reader.words)), reader.pictures
    texte = _AT.sub(lambda found: "" if _names_bot(found[1], names) else found[1], _text(activity, "text"))
    return _tidy(html.unescape(texte)), 0


def _tidy(texte: str) -> str:
    lines = [_BLANKS.sub(" ", line).strip() for line in texte.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip()


def _flat(texte: str) -> str:
    return " ".join(html.unescape(texte).split())


def _names_bot(texte: str, names: Collection[str]) -> bool:
    """Say whether these words are a mention of the bot, or the part of it that one tag holds."""
    flat = _flat(texte)
    return any(f" {flat} " in f" {name} " for name in names)


class _Html(HTMLParser):
    """The words of a message's HTML: lines where blocks end, emojis by their sign, no quoted message."""

    BLOCKS = frozenset({"p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote", "ul", "ol"})

    def __init__(self, names: Collection[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.pictures = 0
        self._names = names
        self._quoted = 0
        self._mention: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        kind = told.get("itemtype", "").rpartition("/")[2]
        if tag == "blockquote" and (self._quoted or kind == "Reply"):
            self._quoted += 1
        if self._quoted:
            return
        if tag == "at" or (tag == "span" and kind == "Mention"):
            self._mention = []
        elif tag == "br" or tag in self.BLOCKS:
            self._break()
            if tag == "li":
                self.words.append("- ")
        elif tag in {"img", "emoji"}:
            if tag == "emoji" or kind == "Emoji":
                self.words.append(told.get("alt", ""))
            else:
                self.pictures += 1

    def handle_endtag(self, tag: str) -> None:
        if self._quoted:
            self._quoted -= tag == "blockquote"
            return
        if tag in {"at", "span"} and self._mention is not None:
            mentioned = "".join(self._mention)
            self._mention = None
            if not _names_bot(mentioned, self._names):
                self.words.append(mentioned)
        elif tag in self.BLOCKS:
            self._break()

    def handle_data(self, data: str) -> None:
        if self._quoted:
            return
        into = self.words if self._mention is None else self._mention
        # A line feed in the source is only a space; a blank between two blocks is nothing.
        if data.strip() or (into and not into[-1].endswith("\n")):
            into.append(data.replace("\r", " ").replace("\n", " "))

    def _break(self) -> None:
        if self.words and not self.words[-1].endswith("\n"):
            self.words.append("\n")


def _part(whole: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = whole.get(name)
    return found if isinstance(found, Mapping) else {}


def _text(whole: Mapping[str, Any], name: str) -> str:
    found = whole.get(name)
    return found if isinstance(found, str) else ""


__all__ = [
    "OURS",
    "PLATEFORME",
    "TICKED",
    "Activity",
    "Consent",
    "Received",
    "coordinates",
    "is_private",
    "organisation",
    "read",
]
