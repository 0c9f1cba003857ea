"""Turns the small Markdown of messages into HTML for the page, and into plain text for the terminal."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

# The page's own headings are h1 (the header) and h2 (the conversation): a message starts below them.
FIRST_HEADING = 3
LAST_HEADING = 6
ALIGNMENTS = {"text-align:left": "gauche", "text-align:center": "centre", "text-align:right": "droite"}
_BREAKS = re.compile(r" (?=[:;!?»](?:\W|$))|(?<=«) |(?<=\d) (?=\d{3}(?!\d)|[€%]|[kM]€)")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


def is_safe_link(url: str) -> bool:
    """Say whether a link may be followed: the web, a mail address, or a place on this very site.

    >>> [is_safe_link(url) for url in ("https://a.fr", "mailto:a@b.fr", "/documents/1", "javascript:x", "//autre.fr")]
    [True, True, True, False, False]
    """
    if url.startswith("//") or "\\" in url:
        return False
    scheme = _SCHEME.match(url)
    return scheme is None or scheme[0].lower() in {"http:", "https:", "mailto:"}


def without_stray_breaks(texte: str) -> str:
    r"""Keep French punctuation, thousands and units on the line of what they follow.

    >>> without_stray_breaks("« 90 000 € » : oui ? 5 %").replace("\xa0", "_")
    '«_90_000_€_»_: oui_? 5_%'
    """
    return _BREAKS.sub("\u00a0", texte)


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    parser.validateLink = is_safe_link  # type: ignore[method-assign]
    return parser


_MARKDOWN = _parser()


@lru_cache(maxsize=256)
def markdown_to_html(texte: str) -> str:
    r"""Render HTML that is safe to put in the page: no raw HTML, image or inline style, only harmless links.

    >>> print(markdown_to_html("# Action 8\n\n**Saisir** le <b>PLIE</b>"), end="")
    <h3>Action 8</h3>
    <p><strong>Saisir</strong> le &lt;b&gt;PLIE&lt;/b&gt;</p>
    >>> print(markdown_to_html("[le Code](https://a.fr) et [ici](/fiche)"), end="")
    <p><a href="https://a.fr" target="_blank" rel="noopener noreferrer">le Code</a> et <a href="/fiche">ici</a></p>
    >>> print(markdown_to_html("[piège](javascript:alert(1))"), end="")
    <p>[piège](javascript:alert(1))</p>
    """
    tokens = _MARKDOWN.parse(texte)
    for token in _leaves(tokens):
        if token.type == "text":
            token.content = without_stray_breaks(token.content)
    _shift_headings(tokens)
    _class_alignments(tokens)
    _mark_outside_links(tokens)
    _wrap_tables(tokens)
    return str(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}))


def _shift_headings(tokens: Sequence[Token]) -> None:
    """Make the largest heading of the message the first allowed; the others keep their distance to it."""
    headings = [token for token in tokens if token.type in {"heading_open", "heading_close"}]
    largest = min((int(token.tag[1]) for token in headings), default=1)
    for token in headings:
        token.tag = f"h{min(FIRST_HEADING + int(token.tag[1]) - largest, LAST_HEADING)}"


def _class_alignments(tokens: Sequence[Token]) -> None:
    """Turn alignments into classes: the page's security policy refuses inline styles."""
    for token in tokens:
        if (style := token.attrs.pop("style", None)) is not None:
            token.attrSet("class", ALIGNMENTS[str(style)])
        if token.type == "th_open":
            token.attrSet("scope", "col")


def _mark_outside_links(tokens: Sequence[Token]) -> None:
    for token in _leaves(tokens):
        if token.type == "link_open" and str(token.attrs["href"]).lower().startswith(("http:", "https:")):
            token.attrSet("target", "_blank")
            token.attrSet("rel", "noopener noreferrer")


def _wrap_tables(tokens: list[Token]) -> None:
    """Put each table in a box that scrolls instead of the page, and that the keyboard can reach."""
    wrapped: list[Token] = []
    for token in tokens:
        if token.type == "table_open":
            wrapped.append(Token("box_open", "div", 1, attrs={"class": "tableau", "tabindex": "0"}, block=True))
        wrapped.append(token)
        if token.type == "table_close":
            wrapped.append(Token("box_close", "div", -1, block=True))
    tokens[:] = wrapped


def _leaves(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        yield from token.children or (token,)


def markdown_to_plain(texte: str) -> str:
    r"""Render text to read in a terminal: no marks or escapes, lists and tables laid out, links with their address.

    >>> print(markdown_to_plain("# Action 8\n\n**Saisir** le [PLIE](https://plie.fr) \\<vite\\>\n\n- un\n- deux\n  1. et demi"))
    Action 8
    ========
    <BLANKLINE>
    Saisir le PLIE (https://plie.fr) <vite>
    <BLANKLINE>
    - un
    - deux
      1. et demi
    >>> print(markdown_to_plain("| Fait | Valeur |\n|---|--:|\n| montant | 90 |"))
    Fait    | Valeur
    --------+-------
    montant |     90
    """
    return "\n".join(_plain_blocks(list(_MARKDOWN.parse(texte))))


def _plain_blocks(tokens: list[Token]) -> list[str]:
    """Lay out a run of blocks, a blank line between two of them."""
    lines: list[str] = []
    start = 0
    while start < len(tokens):
        end = _closing(tokens, start)
        opening, inside = tokens[start], tokens[start + 1 : end]
        # Within a tight list, paragraphs are hidden: nothing stands between a line and its sub-list.
        if lines and not (start and tokens[start - 1].hidden):
            lines.append("")
        lines += _plain_block(opening, inside)
        start = end + 1
    return lines


def _plain_block(opening: Token, inside: list[Token]) -> list[str]:
    match opening.type:
        case "heading_open":
            titre = _plain_inline(inside[0])
            trait = {"h1": "=", "h2": "-"}.get(opening.tag)
            return [titre, trait * len(titre)] if trait else [titre]
        case "paragraph_open":
            return _plain_inline(inside[0]).split("\n")
        case "bullet_list_open" | "ordered_list_open":
            return _plain_list(opening, inside)
        case "blockquote_open":
            return [f"> {line}".rstrip() for line in _plain_blocks(inside)]
        case "fence" | "code_block":
            return [f"    {line}" for line in opening.content.rstrip("\n").split("\n")]
        case "table_open":
            return _plain_table(inside)
        case "hr":
            return ["-" * 3]
        case _:
            return _plain_inline(opening).split("\n")


def _plain_list(opening: Token, inside: list[Token]) -> list[str]:
    lines: list[str] = []
    number = int(opening.attrs.get("start", 1))
    start = 0
    while start < len(inside):
        end = _closing(inside, start)
        mark = "- " if opening.type == "bullet_list_open" else f"{number}. "
        contents = inside[start + 1 : end]
        loose = bool(contents) and contents[0].type == "paragraph_open" and not contents[0].hidden
        if lines and loose:
            lines.append("")
        first, *others = _plain_blocks(contents) or [""]
        lines.append((mark + first).rstrip())
        lines += [(" " * len(mark) + line).rstrip() for line in others]
        number += 1
        start = end + 1
    return lines


def _plain_table(inside: list[Token]) -> list[str]:
    rows: list[list[str]] = []
    right: list[bool] = []
    for position, token in enumerate(inside):
        if token.type == "tr_open":
            rows.append([])
        elif token.type in {"th_open", "td_open"}:
            rows[-1].append(_plain_inline(inside[position + 1]).replace("\n", " "))
            if token.type == "th_open":
                right.append(token.attrs.get("style") == "text-align:right")
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    lines = [
        " | ".join(
            cell.rjust(width) if to_right else cell.ljust(width)
            for cell, width, to_right in zip(row, widths, right, strict=True)
        ).rstrip()
        for row in rows
    ]
    return [lines[0], "-+-".join("-" * width for width in widths), *lines[1:]]


def _plain_inline(token: Token) -> str:
    """Keep the words of a line, link addresses in brackets unless they are the words themselves."""
    words: list[str] = []
    links: list[tuple[str, int]] = []
    for child in token.children or ():
        match child.type:
            case "softbreak" | "hardbreak":
                words.append("\n")
            case "link_open":
                links.append((str(child.attrs["href"]), len(words)))
            case "link_close":
                address, since = links.pop()
                if address.removeprefix("mailto:") != "".join(words[since:]):
                    words.append(f" ({address})")
            case _:
                words.append(child.content)
    return "".join(words)


def _closing(tokens: Sequence[Token], start: int) -> int:
    """Find where the block that opens at `start` closes; a block of one token closes on itself."""
    depth = 0
    for position in range(start, len(tokens)):
        depth += tokens[position].nesting
        if depth == 0:
            return position
    return len(tokens) - 1


__all__ = ["is_safe_link", "markdown_to_html", "markdown_to_plain"]
