"""Turns the small Markdown of messages into HTML for the page, and into plain text for the terminal."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from markdown_it.token import Token

from bot.envois.markup import MARKDOWN, Bloc, Citation, Code, Filet, Liste, Paragraphe, Spans, Tableau, Titre, read

# The page's own headings are h1 (the header) and h2 (the conversation): a message starts below them.
FIRST_HEADING = 3
LAST_HEADING = 6
ALIGNMENTS = {"text-align:left": "gauche", "text-align:center": "centre", "text-align:right": "droite"}
_BREAKS = re.compile(r" (?=[:;!?»](?:\W|$))|(?<=«) |(?<=\d) (?=\d{3}(?!\d)|[€%]|[kM]€)")


def without_stray_breaks(texte: str) -> str:
    r"""Keep French punctuation, thousands and units on the line of what they follow.

    >>> without_stray_breaks("« 90 000 € » : oui ? 5 %").replace("\xa0", "_")
    '«_90_000_€_»_: oui_? 5_%'
    """
    return _BREAKS.sub("\u00a0", texte)


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
    tokens = MARKDOWN.parse(texte)
    for token in _leaves(tokens):
        if token.type == "text":
            token.content = without_stray_breaks(token.content)
    _shift_headings(tokens)
    _class_alignments(tokens)
    _mark_outside_links(tokens)
    _wrap_tables(tokens)
    return str(MARKDOWN.renderer.render(tokens, MARKDOWN.options, {}))


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
    return "\n".join(_plain_blocks(read(texte)))


def _plain_blocks(blocs: Sequence[Bloc]) -> list[str]:
    """Lay out a run of blocks, a blank line between two of them."""
    lines: list[str] = []
    for bloc in blocs:
        if lines:
            lines.append("")
        lines += _plain_block(bloc)
    return lines


def _plain_block(bloc: Bloc) -> list[str]:
    match bloc:
        case Titre(niveau, spans):
            titre = plain_line(spans)
            trait = {1: "=", 2: "-"}.get(niveau)
            return [titre, trait * len(titre)] if trait else [titre]
        case Paragraphe(spans):
            return plain_line(spans).split("\n")
        case Liste():
            return _plain_list(bloc)
        case Citation(blocs):
            return [f"> {line}".rstrip() for line in _plain_blocks(blocs)]
        case Code(texte):
            return [f"    {line}" for line in texte.split("\n")]
        case Tableau():
            return plain_table(bloc)
        case Filet():
            return ["-" * 3]


def _plain_list(liste: Liste) -> list[str]:
    lines: list[str] = []
    for number, entree in enumerate(liste.entrees, liste.debut or 0):
        mark = "- " if liste.debut is None else f"{number}. "
        if lines and liste.aeree:
            lines.append("")
        first, *others = _entry_lines(entree, aeree=liste.aeree) or [""]
        lines.append((mark + first).rstrip())
        lines += [(" " * len(mark) + line).rstrip() for line in others]
    return lines


def _entry_lines(entree: Sequence[Bloc], *, aeree: bool) -> list[str]:
    """An entry's lines; within a tight list nothing stands between a line and its sub-list."""
    if aeree:
        return _plain_blocks(entree)
    return [line for bloc in entree for line in _plain_block(bloc)]


def plain_table(tableau: Tableau) -> list[str]:
    """The lines of a table, its columns as wide as their words."""
    rows = [[plain_line(cell).replace("\n", " ") for cell in row] for row in (tableau.entete, *tableau.lignes)]
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    lines = [
        " | ".join(
            cell.rjust(width) if to_right else cell.ljust(width)
            for cell, width, to_right in zip(row, widths, tableau.a_droite, strict=True)
        ).rstrip()
        for row in rows
    ]
    return [lines[0], "-+-".join("-" * width for width in widths), *lines[1:]]


def plain_line(spans: Spans) -> str:
    """Keep the words of a line, link addresses in brackets unless they are the words themselves."""
    words: list[str] = []
    for number, span in enumerate(spans):
        words.append(span.texte)
        last = number + 1 == len(spans) or spans[number + 1].lien != span.lien
        if span.lien is not None and last:
            linked = "".join(other.texte for other in spans[: number + 1] if other.lien == span.lien)
            if span.lien.removeprefix("mailto:") != linked:
                words.append(f" ({span.lien})")
    return "".join(words)


__all__ = ["markdown_to_html", "markdown_to_plain", "plain_line", "plain_table", "without_stray_breaks"]
