"""Draws a message as Slack blocks, within Slack's limits; nothing here calls Slack.

Words go into rich text, where nothing that people typed is ever read as a mark, a link or a mention: the other markup of
Slack (mrkdwn) has no way to escape `*`, `_` or `~`. The text beside the blocks is for notifications and screen readers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar
from urllib.parse import urlsplit

from bot.envois.choices import answers_of
from bot.envois.markup import Bloc, Citation, Code, Filet, Liste, Paragraphe, Span, Spans, Tableau, Titre, read, words
from bot.envois.rendering import markdown_to_plain, plain_table
from bot.platforms.slack.phrases import PHRASES
from handlers.conversation.vocabulary import Choice, Message

Json = dict[str, Any]
T = TypeVar("T")

# Slack's own limits, as its reference of Block Kit states them.
HEADER_MAX = 150
BUTTON_TEXT_MAX = 75
OPTION_TEXT_MAX = 75
ACTIONS_MAX = 25
CHECKBOXES_MAX = 10
OPTIONS_MAX = 100
INDENT_MAX = 8
PLAIN_TEXT_MAX = 3000

HOME_BLOCKS_MAX = 100

# Ours. Words and choices together stay far below Slack's 50 blocks.
WORD_BLOCKS_MAX = 30
BUTTONS_MAX = 10
CHECKBOX_OPTIONS_MAX = 2 * CHECKBOXES_MAX
TABLE_COLUMNS_MAX = 64
LARGEST_PLAIN_HEADING = 2

BLOCK_ID = "spaser"
BUTTON, SELECT, CHECKBOXES, VALIDATE = "choix", "liste", "cases", "valider"
CHOSEN = "✓"


@dataclass(frozen=True, slots=True)
class Drawing:
    """What Slack takes: the text for notifications, already escaped, and the blocks."""

    text: str
    blocks: list[Json]


def draw(message: Message, canal: str, personne: str) -> Drawing:
    """Draw a message whose choices are for that person, in that conversation."""
    blocks = [*draw_words(message.texte), *draw_choices(message, canal, personne)]
    lines = [markdown_to_plain(message.texte)] if message.texte.strip() else []
    lines += [f"{rank}. {choice.label}" for rank, choice in enumerate(message.choices, 1)]
    return Drawing(escape("\n".join(lines)), blocks)


def draw_home(messages: Sequence[Message], canal: str, personne: str, note: str = "") -> list[Json]:
    """The blocks of a person's home: whole messages, as many as fit, whose choices are those of their private conversation."""
    blocks = [_note(note)] if note else []
    for number, message in enumerate(messages):
        drawn = [*draw_words(message.texte), *draw_choices(message, canal, personne, number)]
        if len(blocks) + len(drawn) > HOME_BLOCKS_MAX - 2:
            return [*blocks, _note(PHRASES["accueil_suite"])]
        blocks += [{"type": "divider"}, *drawn] if number else drawn
    return blocks


def _note(words_: str) -> Json:
    return {"type": "context", "elements": [_plain(words_, PLAIN_TEXT_MAX)]}


def escape(text: str) -> str:
    """Make Slack show these characters instead of reading them: no mention, no link.

    >>> escape("<!channel> R&D")
    '&lt;!channel&gt; R&amp;D'
    """
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def shorten(text: str, limit: int) -> str:
    """Cut a text that Slack would refuse.

    >>> shorten("Restauration", 6)
    'Resta…'
    """
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


# --- words ------------------------------------------------------------------------------------------------------------


def draw_words(texte: str) -> list[Json]:
    """The blocks of a text; headings and rules are blocks of their own unless there are too many of them."""
    blocs = read(texte)
    drawn = list(_blocks(blocs, apart=True))
    return drawn if len(drawn) <= WORD_BLOCKS_MAX else list(_blocks(blocs, apart=False))


def _blocks(blocs: Sequence[Bloc], *, apart: bool) -> Iterator[Json]:
    elements: list[Json] = []
    for bloc in blocs:
        alone = _alone(bloc) if apart else None
        if alone is None:
            _append(elements, _elements(bloc))
            continue
        if elements:
            yield {"type": "rich_text", "elements": elements}
            elements = []
        yield alone
    if elements:
        yield {"type": "rich_text", "elements": elements}


def _alone(bloc: Bloc) -> Json | None:
    match bloc:
        case Filet():
            return {"type": "divider"}
        case Titre(niveau, spans) if niveau <= LARGEST_PLAIN_HEADING and not any(span.lien for span in spans):
            title = words(spans).replace("\n", " ").strip()
            if title and len(title) <= HEADER_MAX:
                return {"type": "header", "text": _plain(title, HEADER_MAX)}
    return None


def _append(elements: list[Json], following: list[Json]) -> None:
    """Add what follows, with the blank line that Slack does not put between two paragraphs."""
    for element in following:
        section = element["type"] == "rich_text_section"
        if section and elements and elements[-1]["type"] == "rich_text_section":
            elements[-1]["elements"] += [_text("\n\n"), *element["elements"]]
        elif section and elements:
            elements.append({**element, "elements": [_text("\n"), *element["elements"]]})
        else:
            elements.append(element)


def _elements(bloc: Bloc) -> list[Json]:
    match bloc:
        case Titre(_, spans):
            return _section([replace(span, gras=True) for span in spans])
        case Paragraphe(spans):
            return _section(spans)
        case Liste():
            return list(_lists(bloc, 0))
        case Citation():
            return _filled("rich_text_quote", _inline(_flat([bloc])))
        case Code(texte):
            return _filled("rich_text_preformatted", [_text(texte)] if texte else [])
        case Tableau():
            return _table(bloc)
        case Filet():
            return _section([Span("———")])


def _filled(kind: str, inside: list[Json]) -> list[Json]:
    """An element; none where it would be empty, which Slack refuses."""
    return [{"type": kind, "elements": inside}] if inside else []


def _section(spans: Sequence[Span]) -> list[Json]:
    return _filled("rich_text_section", _inline(spans))


def _lists(liste: Liste, indent: int) -> Iterator[Json]:
    """A list, cut where an entry holds another: Slack's lists hold only lines, and say how deep they stand."""
    entries: list[Json] = []
    done = 0

    def flush() -> Iterator[Json]:
        nonlocal entries, done
        if entries:
            made: Json = {
                "type": "rich_text_list",
                "style": "bullet" if liste.debut is None else "ordered",
                "indent": min(indent, INDENT_MAX),
                "elements": entries,
            }
            if (offset := (liste.debut or 1) - 1 + done) > 0 and liste.debut is not None:
                made["offset"] = offset
            yield made
            done += len(entries)
            entries = []

    for entree in liste.entrees:
        own = [bloc for bloc in entree if not isinstance(bloc, Liste)]
        inside = _inline(_flat(own)) or [_text(" ")]
        entries.append({"type": "rich_text_section", "elements": inside})
        for nested in entree:
            if isinstance(nested, Liste):
                yield from flush()
                yield from _lists(nested, indent + 1)
    yield from flush()


def _flat(blocs: Sequence[Bloc]) -> list[Span]:
    """The words of blocks as lines, where Slack takes no block: in a quotation, in an entry of a list."""
    spans: list[Span] = []
    for bloc in blocs:
        if spans:
            spans.append(Span("\n"))
        match bloc:
            case Titre(_, words_) | Paragraphe(words_):
                spans += [replace(span, gras=span.gras or isinstance(bloc, Titre)) for span in words_]
            case Citation(inner):
                spans += _flat(inner)
            case Code(texte):
                spans.append(Span(texte, code=True))
            case Tableau():
                spans.append(Span("\n".join(plain_table(bloc))))
            case Liste():
                spans += _flat_list(bloc)
            case Filet():
                spans.append(Span("———"))
    return spans


def _flat_list(liste: Liste) -> list[Span]:
    spans: list[Span] = []
    for number, entree in enumerate(liste.entrees, liste.debut or 0):
        mark = "• " if liste.debut is None else f"{number}. "
        spans += [*([Span("\n")] if spans else []), Span(mark), *_flat(entree)]
    return spans


def _table(tableau: Tableau) -> list[Json]:
    """Columns where they fit the width of a telephone and hold no link, else an entry by row that says each column."""
    lines = plain_table(tableau)
    linked = any(span.lien for row in (tableau.entete, *tableau.lignes) for cell in row for span in cell)
    if not linked and max(map(len, lines)) <= TABLE_COLUMNS_MAX:
        return _filled("rich_text_preformatted", [_text("\n".join(lines))])
    rows = [_row(tableau.entete, row) for row in tableau.lignes]
    entries = [{"type": "rich_text_section", "elements": _inline(row) or [_text(" ")]} for row in rows]
    if not entries:
        return _section([span for cell in tableau.entete for span in (*cell, Span(" "))])
    return [{"type": "rich_text_list", "style": "bullet", "indent": 0, "elements": entries}]


def _row(entete: Sequence[Spans], row: Sequence[Spans]) -> list[Span]:
    first, *others = row
    spans = [replace(span, gras=True) for span in first]
    for name, cell in zip(entete[1:], others, strict=True):
        if words(cell).strip():
            spans += [Span("\n"), Span(f"{words(name)} : ") if words(name).strip() else Span(""), *cell]
    return spans


def _inline(spans: Sequence[Span]) -> list[Json]:
    return [_link(span) if span.lien and _is_absolute(span.lien) else _text(span.texte, span) for span in spans if span.texte]  # fmt: skip


def _text(texte: str, span: Span | None = None) -> Json:
    style = _style(span)
    return {"type": "text", "text": texte, **({"style": style} if style else {})}


def _link(span: Span) -> Json:
    style = _style(span)
    return {"type": "link", "url": span.lien, "text": span.texte, **({"style": style} if style else {})}


def _style(span: Span | None) -> dict[str, bool]:
    if span is None:
        return {}
    marks = {"bold": span.gras, "italic": span.italique, "code": span.code}
    return {mark: True for mark, there in marks.items() if there}


def _is_absolute(url: str) -> bool:
    """Say whether Slack can follow a link: a place on our own site means nothing there."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(parts.netloc) if parts.scheme in {"http", "https"} else parts.scheme == "mailto" and bool(parts.path)


# --- choices ----------------------------------------------------------------------------------------------------------


def draw_choices(message: Message, canal: str, personne: str, among: int | None = None) -> list[Json]:
    """The blocks to press; their names say whom they are for and in which conversation, since a press brings them back.

    `among`: which of several messages drawn together this one is.
    """
    choices = message.choices
    if not choices:
        return []
    answers = answers_of(choices)
    beside = [choice for choice in choices if choice not in answers]
    blocks: list[Json]
    if message.multiple and answers:
        blocks = [*_to_tick(answers), *_buttons(beside)]
    elif len(answers) > BUTTONS_MAX:
        blocks = [*_selects(answers), *_buttons(beside)]
    else:
        blocks = _buttons(choices)
    for number, block in enumerate(blocks):
        place = str(number) if among is None else f"{among}.{number}"
        block["block_id"] = f"{BLOCK_ID}|{place}|{personne}|{canal}"
    return blocks


def is_ours(block: Json) -> bool:
    """Say whether a block of a message holds choices of ours."""
    return str(block.get("block_id", "")).startswith(f"{BLOCK_ID}|")


def settle(blocks: Sequence[Json], chosen: str) -> list[Json]:
    """The blocks of a question once answered: no choice is left, and the one taken is said."""
    # Slack wants new names for the blocks of a message that changes.
    kept = [{key: value for key, value in block.items() if key != "block_id"} for block in blocks if not is_ours(block)]
    taken = _plain(f"{CHOSEN} {chosen}", PLAIN_TEXT_MAX)
    return [*kept, {"type": "context", "elements": [taken]}]


def _buttons(choices: Sequence[Choice]) -> list[Json]:
    elements: list[Json] = [
        {
            "type": "button",
            "action_id": f"{BUTTON}:{number}",
            "text": _plain(choice.label or choice.value, BUTTON_TEXT_MAX),
            "value": choice.value,
        }
        for number, choice in enumerate(choices)
    ]
    return [_actions(part) for part in _parts(elements, ACTIONS_MAX)]


def _selects(choices: Sequence[Choice]) -> list[Json]:
    return [
        _actions(
            [
                {
                    "type": "static_select",
                    "action_id": f"{SELECT}:{number}",
                    "placeholder": _plain(PHRASES["choisir"], HEADER_MAX),
                    "options": [_option(choice) for choice in part],
                }
            ]
        )
        for number, part in enumerate(_parts(choices, OPTIONS_MAX))
    ]


def _to_tick(choices: Sequence[Choice]) -> list[Json]:
    if len(choices) <= CHECKBOX_OPTIONS_MAX:
        boxes: list[Json] = [
            {
                "type": "checkboxes",
                "action_id": f"{CHECKBOXES}:{number}",
                "options": [_option(choice) for choice in part],
            }
            for number, part in enumerate(_parts(choices, CHECKBOXES_MAX))
        ]
        return [_actions([*boxes, _validate()])]
    # Slack takes a list of several answers beside a text only.
    sections: list[Json] = [
        {
            "type": "section",
            "text": _plain(PHRASES["cocher"], PLAIN_TEXT_MAX),
            "accessory": {
                "type": "multi_static_select",
                "action_id": f"{CHECKBOXES}:{number}",
                "placeholder": _plain(PHRASES["choisir"], HEADER_MAX),
                "options": [_option(choice) for choice in part],
            },
        }
        for number, part in enumerate(_parts(choices, OPTIONS_MAX))
    ]
    return [*sections, _actions([_validate()])]


def _validate() -> Json:
    return {
        "type": "button",
        "action_id": VALIDATE,
        "text": _plain(PHRASES["valider"], BUTTON_TEXT_MAX),
        "value": VALIDATE,
        "style": "primary",
    }


def _option(choice: Choice) -> Json:
    return {"text": _plain(choice.label or choice.value, OPTION_TEXT_MAX), "value": choice.value}


def _plain(text: str, limit: int) -> Json:
    return {"type": "plain_text", "text": shorten(text, limit), "emoji": False}


def _actions(elements: list[Json]) -> Json:
    return {"type": "actions", "elements": elements}


def _parts(whole: Sequence[T], size: int) -> list[list[T]]:
    return [list(whole[start : start + size]) for start in range(0, len(whole), size)]


__all__ = [
    "BLOCK_ID",
    "BUTTON",
    "CHECKBOXES",
    "CHOSEN",
    "SELECT",
    "VALIDATE",
    "Drawing",
    "Json",
    "draw",
    "draw_choices",
    "draw_home",
    "draw_words",
    "escape",
    "is_ours",
    "settle",
    "shorten",
]
