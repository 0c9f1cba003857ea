"""Draws a message as Matrix shows it: a plain body, the same in HTML, and its choices, numbered but under a result."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.envois.choices import are_numbered
from bot.envois.markup import Bloc, Citation, Code, Filet, Liste, Paragraphe, Span, Spans, Tableau, Titre, read
from bot.envois.rendering import markdown_to_plain
from handlers.conversation.vocabulary import Message
from knowledge.donnees import lire_donnees

PHRASES: dict[str, str] = lire_donnees(Path(__file__).with_name("phrases.yaml"))

# The reactions that stand for the first ten choices of a message.
NUMBERS = (*(f"{digit}\ufe0f\u20e3" for digit in "123456789"), "\U0001f51f")
# Marks a message of which several choices may be ticked, so that one reaction is not taken for the whole answer.
SEVERAL = "fr.spaser.plusieurs"

# An event holds 64 KiB. Encrypted, its content is JSON in ASCII (a character takes up to 12 bytes), then base64: a third more.
CONTENT_BYTES_MAX = 45_000
# So many characters fit even if each takes 12 bytes, with room for the choices.
LIMITE = 3_000


def to_content(message: Message, coordonnees: Mapping[str, Any], personne: str | None = None) -> dict[str, Any]:
    """The content of an `m.room.message`; `personne` is named to those who share the room with them."""
    choices = [choice.label for choice in message.choices]
    numbered = are_numbered(message.choices)
    note = _note(message)
    content: dict[str, Any] = {
        "msgtype": "m.text",
        "body": _plain(markdown_to_plain(message.texte), choices, note, numbered=numbered),
        "format": "org.matrix.custom.html",
        "formatted_body": _html(message.texte, choices, note, numbered=numbered),
        "m.mentions": {} if personne is None else {"user_ids": [personne]},
    }
    if message.multiple:
        content[SEVERAL] = True
    if relation := relates_to(coordonnees):
        content["m.relates_to"] = relation
    return _fitting(content, _plain(message.texte, choices, note, numbered=numbered))


def relates_to(coordonnees: Mapping[str, Any]) -> dict[str, Any]:
    """Where the answer hangs: in the thread of the question, or under it."""
    reply = {"m.in_reply_to": {"event_id": coordonnees["reponse_a"]}} if coordonnees.get("reponse_a") else {}
    if fil := coordonnees.get("fil"):
        # A client that knows no threads shows a reply.
        return {"rel_type": "m.thread", "event_id": fil, **({"is_falling_back": True} if reply else {}), **reply}
    return reply


def size(content: Mapping[str, Any]) -> int:
    """How many bytes the content takes before it is encrypted."""
    return len(json.dumps(content))


def _fitting(content: dict[str, Any], source: str) -> dict[str, Any]:
    """The content without its HTML, then with the Markdown as it is, where a drawing grew too long (wide tables)."""
    if size(content) <= CONTENT_BYTES_MAX:
        return content
    content = {key: value for key, value in content.items() if key not in ("format", "formatted_body")}
    if size(content) <= CONTENT_BYTES_MAX:
        return content
    return {**content, "body": source}


def _note(message: Message) -> str:
    if message.multiple and message.choices:
        return PHRASES["plusieurs"]
    if not are_numbered(message.choices):
        return PHRASES["par_libelle"]
    return PHRASES["par_numero"] if len(message.choices) > len(NUMBERS) else ""


def _plain(texte: str, choices: Sequence[str], note: str, *, numbered: bool) -> str:
    drawn = "\n".join(f"{f'{rank}.' if numbered else '-'} {label}" for rank, label in enumerate(choices, 1))
    return "\n\n".join(part for part in (texte, drawn, note) if part)


# --- HTML -------------------------------------------------------------------------------------------------------------


def _html(texte: str, choices: Sequence[str], note: str, *, numbered: bool) -> str:
    drawn = "".join(f"<li>{html.escape(label)}</li>" for label in choices)
    tag = "ol" if numbered else "ul"
    parts = (
        to_html(texte),
        f"<{tag}>{drawn}</{tag}>" if drawn else "",
        f"<p><em>{html.escape(note)}</em></p>" if note else "",
    )
    return "".join(parts)


def to_html(texte: str) -> str:
    """Our Markdown in the tags that Matrix clients show; what people typed is escaped.

    >>> to_html("# Action 8\\n\\n**Saisir** <vite>")
    '<h3>Action 8</h3><p><strong>Saisir</strong> &lt;vite&gt;</p>'
    """
    return "".join(_blocks(read(texte)))


def _blocks(blocs: Sequence[Bloc], *, tight: bool = False) -> Iterator[str]:
    for bloc in blocs:
        yield _block(bloc, tight=tight)


def _block(bloc: Bloc, *, tight: bool) -> str:
    match bloc:
        case Titre(niveau, spans):
            tag = f"h{min(niveau + 2, 6)}"
            return f"<{tag}>{_spans(spans)}</{tag}>"
        case Paragraphe(spans):
            return _spans(spans) if tight else f"<p>{_spans(spans)}</p>"
        case Liste():
            return _list(bloc)
        case Citation(blocs):
            return f"<blockquote>{''.join(_blocks(blocs))}</blockquote>"
        case Code(texte):
            return f"<pre><code>{html.escape(texte)}</code></pre>"
        case Tableau():
            return _table(bloc)
        case Filet():
            return "<hr>"


def _list(liste: Liste) -> str:
    entries = "".join(f"<li>{''.join(_blocks(entree, tight=not liste.aeree))}</li>" for entree in liste.entrees)
    if liste.debut is None:
        return f"<ul>{entries}</ul>"
    start = "" if liste.debut == 1 else f' start="{liste.debut}"'
    return f"<ol{start}>{entries}</ol>"


def _table(tableau: Tableau) -> str:
    head = "".join(f"<th>{_spans(cell)}</th>" for cell in tableau.entete)
    rows = "".join("<tr>" + "".join(f"<td>{_spans(cell)}</td>" for cell in row) + "</tr>" for row in tableau.lignes)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _spans(spans: Spans) -> str:
    return "".join(map(_span, spans))


def _span(span: Span) -> str:
    if span.texte == "\n":
        return "<br>"
    drawn = html.escape(span.texte)
    if span.code:
        drawn = f"<code>{drawn}</code>"
    if span.italique:
        drawn = f"<em>{drawn}</em>"
    if span.gras:
        drawn = f"<strong>{drawn}</strong>"
    # A place on our own site means nothing in a client of somebody else.
    if span.lien is not None and span.lien.lower().startswith(("http://", "https://", "mailto:")):
        drawn = f'<a href="{html.escape(span.lien)}">{drawn}</a>'
    return drawn


__all__ = [
    "CONTENT_BYTES_MAX",
    "LIMITE",
    "NUMBERS",
    "PHRASES",
    "SEVERAL",
    "relates_to",
    "size",
    "to_content",
    "to_html",
]
