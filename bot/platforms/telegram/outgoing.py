"""Draws a message as Telegram shows it: its HTML, and buttons under it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape, unescape

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity

from bot.envois.adapters import SEPARATOR
from bot.envois.choices import answers_of
from bot.envois.markup import Bloc, Citation, Code, Filet, Liste, Paragraphe, Spans, Tableau, Titre, read, split, words
from bot.envois.rendering import plain_table
from bot.platforms.telegram.phrases import PHRASES
from handlers.conversation.vocabulary import Message

# Of our Markdown. Telegram holds 4,096 UTF-16 units once drawn: the margin is for what drawing and "✓ …" add.
LIMITE = 3_500
TEXT_UNITS_MAX = 4_096
# Beyond this Telegram leaves the rest without style, links included.
STYLES_MAX = 100
# What a phone shows of a line of code before it folds it.
TABLE_WIDTH_MAX = 34
# A row of buttons on a narrow phone: so many signs in all, each button as wide as the widest.
ROW_WIDTH = 30
ROW_BUTTONS_MAX = 3
BUTTONS_MAX = 100
# The value of the button that sends what was ticked; no choice of ours is called so.
VALIDATE = "telegram:valider"
UNTICKED, TICKED = "☐ ", "☑ "
_BULLETS = ("• ", "– ")
_TAG = re.compile(r"<[^>]*>")
_KEPT_STYLES = frozenset(
    {
        MessageEntity.BOLD,
        MessageEntity.ITALIC,
        MessageEntity.CODE,
        MessageEntity.PRE,
        MessageEntity.TEXT_LINK,
        MessageEntity.BLOCKQUOTE,
    }
)


@dataclass(frozen=True, slots=True)
class Part:
    """A message of Telegram; `plain` says the same without style."""

    html: str
    keyboard: InlineKeyboardMarkup | None = None

    @property
    def plain(self) -> str:
        return to_plain(self.html)


def draw(message: Message) -> tuple[Part, ...]:
    """Draw a message: one of Telegram's, more if it is too long, none if there is nothing to see. Buttons are under the last."""
    drawn = list(_parts(message.texte.encode("utf-8", "replace").decode()))
    keyboard = draw_choices(message)
    if keyboard is None:
        return tuple(Part(html) for html in drawn)
    *above, last = drawn or [escape(PHRASES["sans_texte"], quote=False)]
    return (*(Part(html) for html in above), Part(last, keyboard))


def units(text: str) -> int:
    """The length of a text as Telegram counts it.

    >>> units("é"), units("🏫")
    (1, 2)
    """
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def to_plain(html: str) -> str:
    """What is read of our HTML.

    >>> to_plain("<b>Saisir</b> le PLIE &amp; l'ESAT")
    "Saisir le PLIE & l'ESAT"
    """
    return unescape(_TAG.sub("", html))


def _parts(texte: str) -> Iterator[str]:
    """The text in as few messages as can hold it: a table laid flat first, then style given up, then cut."""
    blocs = read(texte)
    for manner in (_Manner(), _Manner(flat_tables=True), _Manner(flat_tables=True, sober=True)):
        html = manner.blocks(blocs).strip()
        if _fits(html):
            if to_plain(html).strip():
                yield html
            return
    half = max(1, len(texte) // 2)
    pieces = split(texte, half)
    if any(len(piece) > half for piece in pieces):
        pieces = [texte[:half], texte[half:]]
    for piece in pieces:
        yield from _parts(piece)


def _fits(html: str) -> bool:
    return units(to_plain(html)) <= TEXT_UNITS_MAX and len(_TAG.findall(html)) <= 2 * STYLES_MAX


@dataclass(frozen=True, slots=True)
class _Manner:
    """How blocks are drawn; `sober` keeps what says something (links, code, quotes) and drops bold and italics."""

    flat_tables: bool = False
    sober: bool = False
    quoted: bool = False
    depth: int = 0

    def blocks(self, blocs: Iterable[Bloc], between: str = "\n\n") -> str:
        return between.join(self._block(bloc) for bloc in blocs)

    def _block(self, bloc: Bloc) -> str:
        match bloc:
            case Titre(_, spans):
                return self._bold(self._line(spans, bold=True))
            case Paragraphe(spans):
                return self._line(spans)
            case Liste():
                return self._list(bloc)
            case Citation(blocs) if self.quoted:
                # Telegram puts no quote within a quote.
                return "\n".join(f"&gt; {line}" for line in self.blocks(blocs).split("\n"))
            case Citation(blocs):
                return f"<blockquote>{self._but(quoted=True).blocks(blocs)}</blockquote>"
            case Code(texte):
                return f"<pre>{escape(texte, quote=False)}</pre>"
            case Tableau():
                return self._table(bloc)
            case Filet():
                return "———"

    def _but(self, *, quoted: bool | None = None, depth: int | None = None) -> _Manner:
        return _Manner(
            self.flat_tables,
            self.sober,
            self.quoted if quoted is None else quoted,
            self.depth if depth is None else depth,
        )

    def _list(self, liste: Liste) -> str:
        inside = self._but(depth=self.depth + 1)
        between = "\n\n" if liste.aeree else "\n"
        entries = []
        for number, blocs in enumerate(liste.entrees, liste.debut or 0):
            mark = _BULLETS[min(self.depth, 1)] if liste.debut is None else f"{number}. "
            first, *others = inside.blocks(blocs, between).split("\n")
            entries.append("\n".join([mark + first, *(f"   {line}" if line else "" for line in others)]))
        return between.join(entries)

    def _table(self, table: Tableau) -> str:
        cells = [cell for row in (table.entete, *table.lignes) for cell in row]
        linked = any(_address(span.lien) for cell in cells for span in cell)
        plain = plain_table(table)
        if not linked and not self.quoted and max(map(len, plain)) <= TABLE_WIDTH_MAX:
            return f"<pre>{escape(chr(10).join(plain), quote=False)}</pre>"
        if self.flat_tables or not table.lignes:
            head = " | ".join(self._cell(cell, bold=True) for cell in table.entete)
            return "\n".join([self._bold(head), *(" | ".join(map(self._cell, row)) for row in table.lignes)])
        return "\n".join(self._row(table.entete, row) for row in table.lignes)

    def _row(self, names: Sequence[Spans], row: Sequence[Spans]) -> str:
        """A row as lines "column: value", its first value in bold."""
        lines = []
        for position, (name, cell) in enumerate(zip(names, row, strict=True)):
            value = self._bold(self._cell(cell, bold=True)) if position == 0 else self._cell(cell)
            said = f"{escape(words(name).strip(), quote=False)} : " if words(name).strip() else ""
            lines.append(f"{said}{value or '–'}")
        return "\n".join([f"• {lines[0]}", *(f"   {line}" for line in lines[1:])])

    def _cell(self, cell: Spans, *, bold: bool = False) -> str:
        return self._line(cell, bold=bold).replace("\n", " ")

    def _line(self, spans: Spans, *, bold: bool = False) -> str:
        """Words in their styles; `bold` when all of it is in bold already."""
        drawn: list[str] = []
        linked = ""
        for number, span in enumerate(spans):
            html = escape(span.texte, quote=False)
            linked = linked + span.texte if number and spans[number - 1].lien == span.lien else span.texte
            styled = bool(span.texte.strip())
            if span.code and styled:
                html = f"<code>{html}</code>"
            else:
                if span.italique and styled and not self.sober:
                    html = f"<i>{html}</i>"
                if span.gras and styled and not bold:
                    html = self._bold(html)
            address = _address(span.lien)
            if address and address.startswith("http") and styled:
                html = f'<a href="{escape(address)}">{html}</a>'
            drawn.append(html)
            last = number + 1 == len(spans) or spans[number + 1].lien != span.lien
            if last and address and address.startswith("mailto:"):
                # Telegram drops links that are not of the web; it finds an address that is written out.
                shown = address.removeprefix("mailto:")
                drawn.append("" if shown in linked else f" ({escape(shown, quote=False)})")
        return "".join(drawn)

    def _bold(self, html: str) -> str:
        return f"<b>{html}</b>" if html.strip() and not self.sober else html


def _address(lien: str | None) -> str | None:
    """A link that means something outside of the web page; the places of its own site do not."""
    if lien is None:
        return None
    scheme, colon, rest = lien.partition(":")
    scheme = scheme.lower()
    return f"{scheme}:{rest}" if colon and scheme in {"http", "https", "mailto"} else None


# --- buttons ----------------------------------------------------------------------------------------------------------


def draw_choices(message: Message) -> InlineKeyboardMarkup | None:
    """The buttons of a message; those that can be ticked come first, with what validates them."""
    boxes = answers_of(message.choices) if message.multiple else ()
    others = [choice for choice in message.choices if choice not in boxes]
    rows = _rows([InlineKeyboardButton(UNTICKED + box.label, callback_data=box.value) for box in boxes])
    if boxes:
        rows.append([InlineKeyboardButton(PHRASES["valider"], callback_data=VALIDATE)])
    rows += _rows([InlineKeyboardButton(choice.label, callback_data=choice.value) for choice in others])
    return InlineKeyboardMarkup(rows) if rows else None


def _rows(buttons: Sequence[InlineKeyboardButton]) -> list[list[InlineKeyboardButton]]:
    """Short buttons side by side, each as wide as the widest of its row."""
    rows: list[list[InlineKeyboardButton]] = []
    for button in buttons[:BUTTONS_MAX]:
        row = [*rows[-1], button] if rows else [button]
        if rows and len(row) <= ROW_BUTTONS_MAX and len(row) * max(len(one.text) for one in row) <= ROW_WIDTH:
            rows[-1] = row
        else:
            rows.append([button])
    return rows


def buttons_of(keyboard: InlineKeyboardMarkup) -> Iterator[tuple[str, str]]:
    """The value and the words of each button, as they stand."""
    for row in keyboard.inline_keyboard:
        for button in row:
            if isinstance(button.callback_data, str):
                yield button.callback_data, button.text


def boxes_of(keyboard: InlineKeyboardMarkup) -> dict[str, bool]:
    """The values that can be ticked, and whether they are."""
    return {
        value: text.startswith(TICKED) for value, text in buttons_of(keyboard) if text.startswith((TICKED, UNTICKED))
    }


def labels_of(keyboard: InlineKeyboardMarkup) -> dict[str, str]:
    """The words of each value, without its box."""
    return {value: text.removeprefix(TICKED).removeprefix(UNTICKED) for value, text in buttons_of(keyboard)}


def with_ticks(keyboard: InlineKeyboardMarkup, ticked: frozenset[str]) -> InlineKeyboardMarkup:
    """The same buttons, these values ticked and no other."""
    boxes, labels = boxes_of(keyboard), labels_of(keyboard)

    def redrawn(button: InlineKeyboardButton) -> InlineKeyboardButton:
        value = button.callback_data
        if not isinstance(value, str) or value not in boxes:
            return button
        return InlineKeyboardButton((TICKED if value in ticked else UNTICKED) + labels[value], callback_data=value)

    return InlineKeyboardMarkup([[redrawn(button) for button in row] for row in keyboard.inline_keyboard])


def answered(
    text: str, entities: Iterable[MessageEntity], labels: Iterable[str]
) -> tuple[str, list[MessageEntity]] | None:
    """The message once answered, its own styles kept; None when it is too long to say so."""
    said = f"{text}\n\n✓ {SEPARATOR.join(labels)}"
    if units(said) > TEXT_UNITS_MAX:
        return None
    return said, [entity for entity in entities if entity.type in _KEPT_STYLES]


__all__ = [
    "LIMITE",
    "STYLES_MAX",
    "TEXT_UNITS_MAX",
    "VALIDATE",
    "Part",
    "answered",
    "boxes_of",
    "draw",
    "draw_choices",
    "labels_of",
    "to_plain",
    "units",
    "with_ticks",
]
