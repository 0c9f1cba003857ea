"""The small Markdown of messages, read into blocks that each platform draws in its own way, and cut to its length."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
# Where a paragraph may be cut, the best first.
_CUTS = (re.compile(r"\n"), re.compile(r"(?<=[.!?;:…])\s"), re.compile(r"\s"))


@dataclass(frozen=True, slots=True)
class Span:
    """Words of one line, in one style; a line break is a span of its own, whose text is a line feed."""

    texte: str
    gras: bool = False
    italique: bool = False
    code: bool = False
    lien: str | None = None


Spans = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Titre:
    niveau: int
    spans: Spans


@dataclass(frozen=True, slots=True)
class Paragraphe:
    spans: Spans


@dataclass(frozen=True, slots=True)
class Liste:
    """`debut` is the first number, None for bullets; `aeree`: a blank line parts its entries."""

    debut: int | None
    entrees: tuple[tuple[Bloc, ...], ...]
    aeree: bool


@dataclass(frozen=True, slots=True)
class Citation:
    blocs: tuple[Bloc, ...]


@dataclass(frozen=True, slots=True)
class Code:
    texte: str


@dataclass(frozen=True, slots=True)
class Tableau:
    """`entete` is a cell by column; `a_droite` says which columns hold numbers."""

    entete: tuple[Spans, ...]
    lignes: tuple[tuple[Spans, ...], ...]
    a_droite: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Filet:
    pass


Bloc = Titre | Paragraphe | Liste | Citation | Code | Tableau | Filet


def is_safe_link(url: str) -> bool:
    """Say whether a link may be followed: the web, a mail address, or a place on this very site.

    >>> [is_safe_link(url) for url in ("https://a.fr", "mailto:a@b.fr", "/documents/1", "javascript:x", "//autre.fr")]
    [True, True, True, False, False]
    """
    if url.startswith("//") or "\\" in url:
        return False
    scheme = _SCHEME.match(url)
    return scheme is None or scheme[0].lower() in {"http:", "https:", "mailto:"}


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    parser.validateLink = is_safe_link  # type: ignore[method-assign]
    return parser


MARKDOWN = _parser()


def read(texte: str) -> tuple[Bloc, ...]:
    """Read a message.

    >>> read("**Saisir** le PLIE")
    (Paragraphe(spans=(Span(texte='Saisir', gras=True, italique=False, code=False, lien=None), Span(texte=' le PLIE', gras=False, italique=False, code=False, lien=None))),)
    """
    return _blocks(MARKDOWN.parse(texte))


def words(spans: Spans) -> str:
    """The bare words of a line."""
    return "".join(span.texte for span in spans)


def _blocks(tokens: Sequence[Token]) -> tuple[Bloc, ...]:
    found: list[Bloc] = []
    start = 0
    while start < len(tokens):
        end = _closing(tokens, start)
        found.append(_block(tokens[start], tokens[start + 1 : end]))
        start = end + 1
    return tuple(found)


def _block(opening: Token, inside: Sequence[Token]) -> Bloc:
    match opening.type:
        case "heading_open":
            return Titre(int(opening.tag[1]), _spans(inside[0]))
        case "paragraph_open":
            return Paragraphe(_spans(inside[0]))
        case "bullet_list_open" | "ordered_list_open":
            debut = int(opening.attrs.get("start", 1)) if opening.type == "ordered_list_open" else None
            aeree = any(token.type == "paragraph_open" and not token.hidden for token in _entries(inside))
            return Liste(debut, tuple(_blocks(entry) for entry in _children(inside)), aeree)
        case "blockquote_open":
            return Citation(_blocks(inside))
        case "fence" | "code_block":
            return Code(opening.content.rstrip("\n"))
        case "table_open":
            return _table(inside)
        case "hr":
            return Filet()
        case _:
            return Paragraphe(_spans(opening))


def _entries(inside: Sequence[Token]) -> Iterator[Token]:
    """The first block of each entry of a list."""
    for entry in _children(inside):
        yield from entry[:1]


def _children(inside: Sequence[Token]) -> Iterator[Sequence[Token]]:
    start = 0
    while start < len(inside):
        end = _closing(inside, start)
        yield inside[start + 1 : end]
        start = end + 1


def _table(inside: Sequence[Token]) -> Tableau:
    rows: list[list[Spans]] = []
    right: list[bool] = []
    for position, token in enumerate(inside):
        if token.type == "tr_open":
            rows.append([])
        elif token.type in {"th_open", "td_open"}:
            rows[-1].append(_spans(inside[position + 1]))
            if token.type == "th_open":
                right.append(token.attrs.get("style") == "text-align:right")
    return Tableau(tuple(rows[0]), tuple(map(tuple, rows[1:])), tuple(right))


def _spans(token: Token) -> Spans:
    spans: list[Span] = []
    bold = italic = 0
    links: list[str] = []
    for child in token.children or ():
        match child.type:
            case "strong_open" | "strong_close":
                bold += child.nesting
            case "em_open" | "em_close":
                italic += child.nesting
            case "link_open":
                links.append(str(child.attrs["href"]))
            case "link_close":
                links.pop()
            case "softbreak" | "hardbreak":
                spans.append(Span("\n"))
            case kind if child.content:
                lien = links[-1] if links else None
                span = Span(child.content, bold > 0, italic > 0, kind == "code_inline", lien)
                if spans and _same_style(spans[-1], span):
                    span = Span(spans.pop().texte + span.texte, span.gras, span.italique, span.code, span.lien)
                spans.append(span)
            case _:
                pass
    return tuple(spans)


def _same_style(one: Span, other: Span) -> bool:
    style = (other.gras, other.italique, other.code, other.lien)
    return one.texte != "\n" and (one.gras, one.italique, one.code, one.lien) == style


def _closing(tokens: Sequence[Token], start: int) -> int:
    """Find where the block that opens at `start` closes; a block of one token closes on itself."""
    depth = 0
    for position in range(start, len(tokens)):
        depth += tokens[position].nesting
        if depth == 0:
            return position
    return len(tokens) - 1


# --- cutting ----------------------------------------------------------------------------------------------------------


def split(texte: str, limit: int) -> list[str]:
    r"""Cut a message into messages of at most `limit` characters, between its blocks wherever that is possible.

    A heading stays with what it announces; a table's head is said again. Nothing is lost, and nothing is said twice but that.

    >>> split("# Un\n\ntexte\n\n# Deux\n\nsuite", 14)
    ['# Un\n\ntexte', '# Deux\n\nsuite']
    """
    if len(texte) <= limit:
        return [texte]
    parts: list[str] = []
    room = ""
    for piece in _pieces(texte, limit):
        joined = f"{room}\n\n{piece}" if room else piece
        if len(joined) <= limit:
            room = joined
            continue
        if room:
            parts.append(room)
        room = piece
    return [*parts, room] if room else parts


def _pieces(texte: str, limit: int) -> Iterator[str]:
    """Blocks that each fit, headings tied to the block that follows."""
    waiting: list[str] = []
    for kind, source in _sources(texte):
        if kind == "heading_open":
            waiting.append(source)
            continue
        head = "".join(f"{heading}\n\n" for heading in waiting)
        waiting = []
        if len(head) + len(source) <= limit:
            yield head + source
            continue
        first, *others = _cut_block(kind, source, limit, max(limit - len(head), limit // 2))
        if len(head) + len(first) <= limit:
            yield head + first
        else:
            yield from _cut_lines(head.rstrip(), limit, limit)
            yield first
        yield from others
    for heading in waiting:
        yield from _cut_lines(heading, limit, limit)


def _sources(texte: str) -> Iterator[tuple[str, str]]:
    """The top-level blocks as they were written, with the kind of each."""
    lines = texte.split("\n")
    tokens = [token for token in MARKDOWN.parse(texte) if token.level == 0 and token.nesting >= 0 and token.map]
    for number, token in enumerate(tokens):
        assert token.map is not None
        # Up to the next block: what no block claims (a link's definition) stays with the one before.
        end = tokens[number + 1].map[0] if number + 1 < len(tokens) else len(lines)  # type: ignore[index]
        start = token.map[0] if number else 0
        if source := "\n".join(lines[start:end]).strip("\n"):
            yield token.type, source


def _cut_block(kind: str, source: str, limit: int, first: int) -> list[str]:
    if kind == "table_open":
        return list(_cut_table(source, limit, first))
    if kind in {"bullet_list_open", "ordered_list_open"}:
        return list(_gather(_list_entries(source), limit, first))
    return list(_cut_lines(source, limit, first))


def _list_entries(source: str) -> Iterator[str]:
    """The entries of a list, as written."""
    lines = source.split("\n")
    starts = [token.map[0] for token in MARKDOWN.parse(source) if token.type == "list_item_open" and token.level == 1 and token.map]  # fmt: skip
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        yield "\n".join(lines[start:end]).rstrip("\n")


def _gather(pieces: Iterator[str], limit: int, first: int) -> Iterator[str]:
    """As many lines together as there is room for; a piece that is too long alone is cut."""
    room, space = "", first
    for whole in pieces:
        for piece in [whole] if len(whole) <= limit else _cut_lines(whole, limit, limit):
            joined = f"{room}\n{piece}" if room else piece
            if len(joined) <= space:
                room = joined
                continue
            if room:
                yield room
                space = limit
            room = piece
    if room:
        yield room


def _cut_table(source: str, limit: int, first: int) -> Iterator[str]:
    head, rule, *rows = source.split("\n")
    top = f"{head}\n{rule}"
    room, space = top, first
    for row in rows:
        if len(f"{room}\n{row}") > space and room != top:
            yield room
            room, space = top, limit
        if len(f"{room}\n{row}") > space:
            # A row that no message holds is no row any more.
            yield from _cut_lines(row, limit, limit)
            continue
        room = f"{room}\n{row}"
    if room != top:
        yield room


def _cut_lines(source: str, limit: int, first: int) -> Iterator[str]:
    """Cut at line ends, else at the ends of sentences, else between words, else anywhere."""
    rest, space = source, first
    while len(rest) > space:
        end = next((found for cut in _CUTS if (found := _last_cut(cut, rest, space))), space)
        yield rest[:end].rstrip()
        rest, space = rest[end:].lstrip(), limit
    if rest:
        yield rest


def _last_cut(cut: re.Pattern[str], texte: str, space: int) -> int:
    """Where the last of these cuts falls within the space, in its second half; 0 for nowhere."""
    found = [match.start() for match in cut.finditer(texte, 0, space + 1) if match.start() > space // 2]
    return found[-1] if found else 0


__all__ = [
    "MARKDOWN",
    "Bloc",
    "Citation",
    "Code",
    "Filet",
    "Liste",
    "Paragraphe",
    "Span",
    "Spans",
    "Tableau",
    "Titre",
    "is_safe_link",
    "read",
    "split",
    "words",
]
