"""The small Markdown of messages, read into blocks that each platform draws in its own way, and cut to its length."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import takewhile

from markdown_it import MarkdownIt
from markdown_it.token import Token

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
# Where a paragraph may be cut, the best first: not at a no-break space while another will do.
_CUTS = (re.compile(r"\n"), re.compile(r"(?<=[.!?;:…])[ \t]"), re.compile(r"[ \t]"), re.compile(r"\s"))
_BETWEEN_WORDS = 2
# What is one sign: an address, an entity.
_WHOLE = re.compile(
    r"<[a-zA-Z][a-zA-Z0-9+.-]*:[^\s<>]*>|<[^\s<>@]+@[^\s<>]+>|&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]\w*);"
)
_TICKS = re.compile(r"`+")
_LINK = re.compile(
    r"\[(?P<texte>(?:\\.|[^\\\[\]])*)\](?P<fin>\((?:<[^<>\n]*>|(?:\\.|[^\\()\s]|\([^()\s]*\))*)\))", re.DOTALL
)
_ENTRY = re.compile(r"\s*(?P<mark>[-+*]|\d{1,9}[.)])(?: {1,4}(?=\S)| |$)")
_SPECIAL = re.compile(r"[\\`*_{}\[\]<>()#+!|~&=-]")


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

    A heading stays with what it announces. What is open where a message ends is closed there and opened again in the
    next: a table says its head again, an entry of a list its mark, bold and links theirs. Nothing is lost, and nothing
    else is said twice.

    >>> split("# Un\n\ntexte\n\n# Deux\n\nsuite", 14)
    ['# Un\n\ntexte', '# Deux\n\nsuite']
    >>> split("2. **un deux trois quatre**\n3. cinq", 24)
    ['2. **un deux trois**', '2. **quatre**\n3. cinq']
    """
    if len(texte) <= limit:
        return [texte]
    parts: list[str] = []
    room = ""
    for piece in _pieces(texte, limit):
        joined = f"{room}{piece.before}{piece.source}" if room else piece.source
        if len(joined) <= limit and not piece.apart:
            room = joined
            continue
        if room:
            parts.append(room)
        room = piece.source
    return [*parts, room] if room else parts


@dataclass(frozen=True, slots=True)
class _Piece:
    """What fits in a message; `before` parts it from what precedes, if that is in the same message: `apart`, it is not."""

    source: str
    before: str = "\n\n"
    apart: bool = False


def _pieces(texte: str, limit: int) -> Iterator[_Piece]:
    """Blocks that each fit, headings tied to the block that follows."""
    head, before = "", "\n\n"
    for block in _sources(texte):
        if not head:
            before = block.before
        if block.kind == "heading_open" and len(head) + len(block.source) <= limit // 2:
            head += f"{block.source}\n\n"
            continue
        if len(head) + len(block.source) <= limit:
            yield _Piece(head + block.source, before)
        else:
            first, *others = _cut_block(block, limit, limit - len(head))
            if len(head) + len(first) > limit:
                yield _Piece(head.rstrip(), before)
                head, before = "", "\n\n"
            yield _Piece(head + first, before)
            yield from (_Piece(other, apart=True) for other in others)
        head = ""
    if head:
        yield _Piece(head.rstrip(), before)


@dataclass(frozen=True, slots=True)
class _Source:
    """A top-level block as it was written, and what parts it from the one before."""

    kind: str
    source: str
    before: str


def _sources(texte: str) -> Iterator[_Source]:
    lines = texte.split("\n")
    tokens = [token for token in MARKDOWN.parse(texte) if token.level == 0 and token.nesting >= 0 and token.map]
    before = "\n\n"
    for number, token in enumerate(tokens):
        assert token.map is not None
        # Up to the next block: what no block claims (a link's definition) stays with the one before.
        end = tokens[number + 1].map[0] if number + 1 < len(tokens) else len(lines)  # type: ignore[index]
        start = token.map[0] if number else 0
        raw = "\n".join(lines[start:end])
        if source := raw.strip("\n"):
            yield _Source(token.type, source, before)
            before = "\n\n" if raw.endswith("\n") else "\n"


def _cut_block(block: _Source, limit: int, first: int) -> list[str]:
    """Cut a block that no message holds, or that does not hold under its heading: `first` is the room for its beginning."""
    source = block.source
    match block.kind:
        case "table_open":
            return list(_cut_table(source, limit, first))
        case "bullet_list_open" | "ordered_list_open":
            return list(_cut_list(source, limit, first))
        case "blockquote_open":
            inside = "\n".join(line.lstrip().removeprefix(">").removeprefix(" ") for line in source.split("\n"))
            return _cut_inside(inside, limit, first, lambda part: "> " + part.replace("\n", "\n> "))
        case "fence":
            opening, *lines = source.split("\n")
            fence = opening.strip()[0] * 3
            fence = (re.match(rf"{fence[0]}+", opening.strip()) or [fence])[0]
            if lines and lines[-1].strip() == fence:
                lines.pop()
            return list(_cut_code(lines, limit, first, lambda part: f"{opening}\n{part}\n{fence}"))
        case "code_block":
            lines = [line.removeprefix("    ") for line in source.split("\n")]
            return list(_cut_code(lines, limit, first, lambda part: "    " + part.replace("\n", "\n    ")))
        case "heading_open" if source.startswith("#"):
            mark = f"{source.split(' ', 1)[0]} "
            room = max(limit - len(mark), 1)
            return [mark + piece for piece in _cut_line(source.removeprefix(mark).strip(), room, room)]
        case _:
            return list(_cut_line(source, limit, first))


def _cut_inside(content: str, limit: int, first: int, wrap: Callable[[str], str]) -> list[str]:
    """Cut what stands within a block, each piece wrapped again in the marks of that block."""
    # Twice: first as if it all had to hold under the heading, then, where it is too tight, in messages of its own.
    for most in (first, limit):
        room = most
        while room >= max(limit // 4, 1):
            parts = [wrap(part) for part in split(content, room)]
            excess = max(map(len, parts)) - most
            if excess <= 0:
                return parts
            room -= excess
    return list(_cut_bare(content, limit))


def _cut_code(lines: Sequence[str], limit: int, first: int, wrap: Callable[[str], str]) -> Iterator[str]:
    """Lines of code, whose blanks all count; a line that is too long alone is cut anywhere."""
    room: list[str] = []
    space = first
    # What wrapping costs, for one line.
    width = max(limit - len(wrap("")), 1)
    for whole in lines:
        for line in [whole[start : start + width] for start in range(0, len(whole), width)] or [""]:
            if room and len(wrap("\n".join([*room, line]))) > space:
                yield wrap("\n".join(room))
                room, space = [], limit
            room.append(line)
    if room:
        yield wrap("\n".join(room))


def _cut_list(source: str, limit: int, first: int) -> Iterator[str]:
    """As many entries together as there is room for; one that is too long alone goes on under its own mark."""
    [liste] = read(source)[:1]
    assert isinstance(liste, Liste)
    between = "\n\n" if liste.aeree else "\n"
    room, space = "", first
    for number, (mark, content) in enumerate(_list_entries(source), liste.debut or 0):
        # Counted as it is shown, however it was written.
        shown = mark if liste.debut is None else f"{number}{mark[-1]}"
        wrap = partial(_entry, shown)
        whole = wrap(content)
        if len(joined := f"{room}{between}{whole}" if room else whole) <= space:
            room = joined
            continue
        if room:
            yield room
            space = limit
        room = whole
        if len(whole) > space:
            *parts, room = _cut_inside(content, limit, space, wrap)
            yield from parts
            space = limit
    if room:
        yield room


def _entry(mark: str, content: str) -> str:
    indent = "\n" + " " * (len(mark) + 1)
    # An empty line stays empty.
    return re.sub(r"(?m)^ +$", "", f"{mark} {content}".replace("\n", indent))


def _list_entries(source: str) -> Iterator[tuple[str, str]]:
    """The mark of each entry of a list, and what it holds, brought back to the margin."""
    lines = source.split("\n")
    starts = [token.map[0] for token in MARKDOWN.parse(source) if token.type == "list_item_open" and token.level == 1 and token.map]  # fmt: skip
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        entry = _ENTRY.match(lines[start])
        assert entry is not None
        width = len(entry[0])
        others = [line[min(width, len(line) - len(line.lstrip())) :] for line in lines[start + 1 : end]]
        yield entry["mark"], "\n".join([lines[start][width:], *others]).rstrip("\n")


def _cut_table(source: str, limit: int, first: int) -> Iterator[str]:
    head, rule, *rows = source.split("\n")
    top = f"{head}\n{rule}"
    room, space = top, first
    for row in rows:
        if len(f"{room}\n{row}") > space and room != top:
            yield room
            room, space = top, limit
        if len(f"{room}\n{row}") > limit:
            # A row that no message holds is no row any more.
            yield from _cut_line(row, limit, space)
            space = limit
            continue
        if len(f"{room}\n{row}") > space:
            space = limit
        room = f"{room}\n{row}"
    if room != top:
        yield room


# --- cutting a line ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Mark:
    """Something open: what opens it, what closes it, where it surely ends (a link, a code span)."""

    opens: str
    closes: str
    end: int | None = None
    after: int = 0


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a line may be cut, what is open there, and how good a place it is: 0 is the best."""

    at: int
    marks: tuple[_Mark, ...]
    rank: int


def _cut_line(source: str, limit: int, first: int) -> Iterator[str]:
    """Cut at line ends, else at the ends of sentences, else between words, else anywhere but within what goes together."""
    rest, space = source, first
    while len(rest) > space:
        meant = _meaning(rest)
        cut = next((cut for cut in _cuts(rest, space) if _meaning(cut[0], cut[1]) == meant), None) if meant else None
        if cut is None:
            # Marks that do not read as they look: the words stay, without their style.
            yield from _cut_bare(rest, limit)
            return
        yield cut[0]
        rest, space = cut[1], limit
    if rest:
        yield rest


def _cuts(source: str, space: int) -> Iterator[tuple[str, str]]:
    """What each cut gives on both sides, the best cut first: in the second half of the space if any falls there."""
    places = list(takewhile(lambda place: place.at <= space, _places(source)))
    places.sort(key=lambda place: (place.rank > _BETWEEN_WORDS, place.at <= space // 2, place.rank, -place.at))
    for place in places:
        left, right = source[: place.at].rstrip(), source[place.at :].lstrip()
        if source[place.at] == "\n" and left.endswith("\\"):
            left = left[:-1].rstrip()  # the mark of a line break that the cut makes itself
        left += "".join(mark.closes for mark in reversed(place.marks))
        right = "".join(mark.opens for mark in place.marks) + right
        if left and len(left) <= space and len(right) < len(source):
            yield left, right


def _places(source: str) -> Iterator[_Place]:
    """Every place between two characters that are not one sign together."""
    at, marks = 0, list[_Mark]()
    while at < len(source):
        at, marks = _step(source, at, marks)
        if at < len(source):
            kept_together = any(mark.end is not None for mark in marks)
            yield _Place(at, tuple(marks), _rank(source, at) + (len(_CUTS) + 1) * kept_together)


def _rank(source: str, at: int) -> int:
    return next((rank for rank, cut in enumerate(_CUTS) if cut.match(source, at)), len(_CUTS))


def _step(source: str, at: int, marks: list[_Mark]) -> tuple[int, list[_Mark]]:
    """One sign further, and what is open after it."""
    top = marks[-1] if marks else None
    ended = next((number for number, mark in enumerate(marks) if mark.end == at), None)
    if ended is not None:
        return marks[ended].after, marks[:ended]
    if top is not None and top.opens.startswith("`"):
        return at + 1, marks
    sign = source[at]
    if sign == "\\" and at + 1 < len(source) and source[at + 1] != "\n":
        return at + 2, marks
    if whole := _WHOLE.match(source, at):
        return whole.end(), marks
    if sign == "`":
        ticks = _TICKS.match(source, at)
        assert ticks is not None
        closing = re.compile(rf"(?<!`){ticks[0]}(?!`)").search(source, ticks.end())
        opened = [] if closing is None else [_Mark(ticks[0], ticks[0], closing.start(), closing.end())]
        return ticks.end(), [*marks, *opened]
    if sign == "[" and (link := _LINK.match(source, at)):
        return at + 1, [*marks, _Mark("[", f"]{link['fin']}", link.end("texte"), link.end())]
    if sign in "*_":
        return _step_over_emphasis(source, at, marks)
    return at + 1, marks


def _step_over_emphasis(source: str, at: int, marks: list[_Mark]) -> tuple[int, list[_Mark]]:
    sign, end = source[at], at
    while end < len(source) and source[end] == sign:
        end += 1
    marks, left = list(marks), end - at
    if at and not source[at - 1].isspace():
        while (closed := _closed(marks, sign, left)) is not None:
            left -= len(marks.pop(closed).opens)
    if end < len(source) and not source[end].isspace():
        while left:
            run = sign * min(left, 2)
            marks.append(_Mark(run, run))
            left -= len(run)
    return end, marks


def _closed(marks: Sequence[_Mark], sign: str, left: int) -> int | None:
    """Which open mark a run of that many signs closes: of "***", opened at once, the one that is as long."""
    inner = list(takewhile(lambda number: marks[number].opens[0] == sign, reversed(range(len(marks)))))
    exact = [number for number in inner if len(marks[number].opens) == left]
    shorter = [number for number in inner[:1] if len(marks[number].opens) <= left]
    return next(iter([*exact, *shorter]), None)


def _meaning(*sources: str) -> list[tuple[object, ...]] | None:
    """Each letter of these lines with its style, blanks apart; None when one of them is more than a line of text."""
    found: list[tuple[object, ...]] = []
    for source in sources:
        match read(source):
            case (Paragraphe(spans),):
                found += [
                    (letter, span.gras, span.italique, span.code, span.lien)
                    for span in spans
                    for letter in span.texte
                    if not letter.isspace()
                ]
            case _:
                return None
    return found


def _cut_bare(source: str, limit: int) -> Iterator[str]:
    """The words alone, cut where they may be: what is left when the marks stand in the way."""
    rest = " ".join(_all_words(read(source)))
    while rest:
        end = len(rest)
        while len(_escaped(rest[:end])) > limit:
            end -= max(1, (len(_escaped(rest[:end])) - limit) // 2)
        if end < len(rest) and (blank := rest.rfind(" ", end // 2, end)) > 0:
            end = blank
        yield _escaped(rest[:end].rstrip())
        rest = rest[end:].lstrip()


def _escaped(texte: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", texte)


def _all_words(blocs: Sequence[Bloc]) -> Iterator[str]:
    """The words of blocks, in order; links with their address."""
    for bloc in blocs:
        match bloc:
            case Titre(spans=spans) | Paragraphe(spans=spans):
                yield _linked(spans)
            case Liste(entrees=entrees):
                for entree in entrees:
                    yield from _all_words(entree)
            case Citation(blocs=inside):
                yield from _all_words(inside)
            case Code(texte=texte):
                yield texte
            case Tableau(entete=entete, lignes=lignes):
                yield from (_linked(cell) for row in (entete, *lignes) for cell in row)
            case Filet():
                pass


def _linked(spans: Spans) -> str:
    said = [f"{span.texte} ({span.lien})" if span.lien not in (None, span.texte) else span.texte for span in spans]
    return "".join(said).replace("\n", " ")


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
