"""Reads a Matrix event, once decrypted, as a message to the assistant, or as nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.envois.adapters import WELCOME_CHOICE, WELCOME_ID, ChoicesOf
from bot.envois.choices import are_numbered
from bot.platforms.matrix.outgoing import NUMBERS, SEVERAL
from handlers.conversation.vocabulary import Address, Fichier, Incoming

PLATEFORME = "matrix"
Event = Mapping[str, Any]

_FILES = ("m.file", "m.image", "m.audio", "m.video")
_REPLY_IN_HTML = re.compile(r"<mx-reply>.*?</mx-reply>", re.DOTALL | re.IGNORECASE)
_QUOTED = re.compile(r"^> (?:\* )?<@[^>\n]*>[^\n]*(?:\n>[^\n]*)*\n*")
_VARIATION = "\ufe0f"


@dataclass(frozen=True, slots=True)
class Salon:
    """A room as the bot sees it: `moi` is its own user id, `nom` the name it bears there."""

    id: str
    moi: str
    nom: str
    prive: bool


@dataclass(frozen=True, slots=True)
class Dire:
    """Something to say to that person at once, which is no business of the engine: the name of a phrase."""

    phrase: str


def server_of(personne: str) -> str:
    """The home server that vouches for a person.

    >>> server_of("@alice:agent.exemple.fr:8448")
    'agent.exemple.fr:8448'
    """
    return personne.partition(":")[2]


def canal_of(salon: Salon, fil: str | None) -> str:
    """The place of a conversation: a private room, or a group and the thread within it."""
    return salon.id if salon.prive or fil is None else f"{salon.id}|{fil}"


def room_of(canal: str) -> str:
    """The room of such a place.

    >>> room_of("!salon:exemple.fr|$racine"), room_of("!salon:exemple.fr")
    ('!salon:exemple.fr', '!salon:exemple.fr')
    """
    return canal.partition("|")[0]


def welcome(salon: Salon, personne: str) -> Incoming:
    """What greets the person of a private room that the bot just entered."""
    return Incoming(
        Address(PLATEFORME, salon.id, personne),
        WELCOME_ID,
        "",
        choice=WELCOME_CHOICE,
        organisation=server_of(personne),
        prive=True,
        coordonnees=_coordonnees(salon, None, None),
    )


def needed(event: Event, salon: Salon) -> str | None:
    """The id of the event that must be at hand to read this one."""
    if event.get("sender") == salon.moi:
        return None
    relation = _relation(event)
    match event.get("type"):
        case "m.reaction":
            return _string(relation.get("event_id")) or None
        case "m.room.message" if relation.get("rel_type") == "m.replace":
            return (_string(relation.get("event_id")) or None) if salon.prive else None
        case "m.room.message" if not salon.prive and not _mentions_bot(_content(event), salon):
            return _replied_to(relation) or None
    return None


def to_incoming(event: Event, salon: Salon, cible: Event | None, choices_of: ChoicesOf) -> Incoming | Dire | None:
    """Read an event; `cible` is the one that `needed` named, if it could be had.

    Raises what `choices_of` raises.
    """
    personne = _string(event.get("sender"))
    if not personne or personne == salon.moi or not _string(event.get("event_id")):
        return None
    match event.get("type"):
        case "m.reaction":
            return _reaction(event, salon, cible, choices_of)
        case "m.room.message" if _relation(event).get("rel_type") == "m.replace":
            return _edit(event, salon, cible)
        case "m.room.message":
            return _message(event, salon, cible)
    return None


def _message(event: Event, salon: Salon, cible: Event | None) -> Incoming | None:
    content = _content(event)
    relation = _relation(event)
    if not salon.prive and not _mentions_bot(content, salon) and not _answers_bot(event, salon, cible):
        return None
    genre = content.get("msgtype")
    body = _string(content.get("body"))
    fichiers: tuple[Fichier, ...] = ()
    if genre in _FILES:
        # Where `filename` stands apart, the body is what was said of the file.
        nom = _string(content.get("filename")) or body
        fichiers, body = (_file(nom, content),), "" if nom == body else body
    elif genre not in ("m.text", "m.emote"):
        return None
    if _replied_to(relation):
        body = _QUOTED.sub("", body)
    if not salon.prive:
        body = _without_mention(body, salon)
    return _incoming(event, salon, body, fil=_thread(relation), fichiers=fichiers)


def _file(nom: str, content: Mapping[str, Any]) -> Fichier:
    info, encrypted = content.get("info"), content.get("file")
    size = info.get("size") if isinstance(info, Mapping) else None
    # In an encrypted room the key of the file comes with its address.
    known = {"file": dict(encrypted)} if isinstance(encrypted, Mapping) else {"url": _string(content.get("url"))}
    return Fichier(nom, size if isinstance(size, int) else None, known if any(known.values()) else {})


def _edit(event: Event, salon: Salon, cible: Event | None) -> Incoming | None:
    """Only one's own words can be edited; what does not change them is no edit."""
    new = _content(event).get("m.new_content")
    if not salon.prive or cible is None or not isinstance(new, Mapping) or cible.get("sender") != event.get("sender"):
        return None
    before, body = _content(cible), _string(new.get("body"))
    if new.get("msgtype") not in ("m.text", "m.emote") or body == _QUOTED.sub("", _string(before.get("body"))):
        return None
    return _incoming(event, salon, body, fil=_thread(_relation(cible)), modifie=True)


def _reaction(event: Event, salon: Salon, cible: Event | None, choices_of: ChoicesOf) -> Incoming | Dire | None:
    number = number_of(_string(_relation(event).get("key")))
    if number is None or cible is None or cible.get("sender") != salon.moi:
        return None
    if not salon.prive and event.get("sender") not in _mentioned(_content(cible)):
        return None
    fil = _thread(_relation(cible))
    choices = choices_of(canal_of(salon, fil), _string(cible.get("event_id")))
    if choices and not are_numbered(choices):
        # Under a result, a number is an action's, pressed or typed.
        return _incoming(event, salon, str(number), fil=fil, reponse_a=cible.get("event_id"))
    if number > len(choices):
        return None
    if _content(cible).get(SEVERAL):
        return Dire("plusieurs_en_une_fois")
    return _incoming(event, salon, "", fil=fil, choice=choices[number - 1].value, reponse_a=cible.get("event_id"))


def is_number(event: Event) -> bool:
    """Whether an event is a reaction by a number, which means something if the message has choices."""
    return event.get("type") == "m.reaction" and number_of(_string(_relation(event).get("key"))) is not None


def number_of(key: str) -> int | None:
    """The number that a reaction shows, whatever way the emoji is written.

    >>> number_of("3️⃣"), number_of("3⃣"), number_of("🔟"), number_of("12"), number_of("👍")
    (3, 3, 10, 12, None)
    """
    bare = key.replace(_VARIATION, "").strip()
    known = [number.replace(_VARIATION, "") for number in NUMBERS]
    if bare in known:
        return known.index(bare) + 1
    return int(bare) if bare.isascii() and bare.isdecimal() and len(bare) <= 2 and int(bare) else None


def _incoming(
    event: Event,
    salon: Salon,
    texte: str,
    *,
    fil: str | None,
    choice: str | None = None,
    modifie: bool = False,
    fichiers: tuple[Fichier, ...] = (),
    reponse_a: object = None,
) -> Incoming:
    personne, name = _string(event.get("sender")), _string(event.get("event_id"))
    return Incoming(
        Address(PLATEFORME, canal_of(salon, fil), personne),
        name,
        texte.strip(),
        choice=choice,
        organisation=server_of(personne),
        prive=salon.prive,
        coordonnees=_coordonnees(salon, fil, _string(reponse_a) or name),
        modifie=modifie,
        fichiers=fichiers,
    )


def _coordonnees(salon: Salon, fil: str | None, reponse_a: str | None) -> dict[str, Any]:
    found: dict[str, Any] = {"salon": salon.id}
    if fil is not None:
        found["fil"] = fil
    if not salon.prive:
        # Said to one among several: under their own message.
        found["reponse_a"] = reponse_a
        found["groupe"] = True
    return found


def _mentions_bot(content: Mapping[str, Any], salon: Salon) -> bool:
    if salon.moi in _mentioned(content):
        return True
    body = _string(content.get("body")).lstrip()
    if any(_begins(body, name, ends) for name, ends in _called(salon)):
        return True
    # Older clients write no `m.mentions`: their pill is a link in the HTML, outside of what they quote.
    written = _REPLY_IN_HTML.sub("", _string(content.get("formatted_body")))
    return any(f'"https://matrix.to/#/{name}"' in written for name in (salon.moi, salon.moi.replace("@", "%40")))


def _called(salon: Salon) -> tuple[tuple[str, str], ...]:
    """How one calls the bot at the start of a message, and what must follow: a bare name may just be talked about."""
    local = salon.moi[1:].partition(":")[0]
    names = [(salon.moi, r"(?![\w.:-])|:(?=\s|$)")]
    for name in filter(None, (salon.nom, local)):
        names += [(f"@{name}", r"(?![\w:])|:(?=\s|$)"), (name, r"\s?[:,]")]
    return tuple(names)


def _begins(body: str, name: str, ends: str) -> bool:
    return re.match(rf"{re.escape(name)}(?:{ends})", body, re.IGNORECASE) is not None


def _without_mention(body: str, salon: Salon) -> str:
    stripped = body.lstrip()
    for name in sorted((name for name, _ in _called(salon)), key=len, reverse=True):
        if found := re.match(rf"{re.escape(name)}(?:\s*[:,]\s*|\s+|$)", stripped, re.IGNORECASE):
            return stripped[found.end() :]
    return body


def _answers_bot(event: Event, salon: Salon, cible: Event | None) -> bool:
    """Whether it replies to the bot; what follows in a thread does so only if the bot spoke to that very person."""
    if cible is None or cible.get("sender") != salon.moi:
        return False
    return not _relation(event).get("is_falling_back") or event.get("sender") in _mentioned(_content(cible))


def _mentioned(content: Mapping[str, Any]) -> list[Any]:
    mentions = content.get("m.mentions")
    people = mentions.get("user_ids") if isinstance(mentions, Mapping) else None
    return people if isinstance(people, list) else []


def _thread(relation: Mapping[str, Any]) -> str | None:
    return _string(relation.get("event_id")) or None if relation.get("rel_type") == "m.thread" else None


def _replied_to(relation: Mapping[str, Any]) -> str:
    reply = relation.get("m.in_reply_to")
    return _string(reply.get("event_id")) if isinstance(reply, Mapping) else ""


def _relation(event: Event) -> Mapping[str, Any]:
    relation = _content(event).get("m.relates_to")
    return relation if isinstance(relation, Mapping) else {}


def _content(event: Event) -> Mapping[str, Any]:
    content = event.get("content")
    return content if isinstance(content, Mapping) else {}


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""


__all__ = [
    "PLATEFORME",
    "Dire",
    "Event",
    "Salon",
    "canal_of",
    "is_number",
    "needed",
    "number_of",
    "room_of",
    "server_of",
    "to_incoming",
    "welcome",
]
