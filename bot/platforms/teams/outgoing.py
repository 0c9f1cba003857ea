"""Draws a message as an Adaptive Card; pure.

Words stand in RichTextBlocks, never in TextBlocks: these read Markdown, each client its own, and not all of them know
the backslash; in a RichTextBlock what people typed is what is shown.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.envois.adapters import SEPARATOR
from bot.envois.choices import answers_of
from bot.envois.markup import Bloc, Citation, Code, Filet, Liste, Paragraphe, Span, Spans, Tableau, Titre, read, words
from bot.envois.rendering import markdown_to_plain, without_stray_breaks
from bot.platforms.teams.incoming import OURS, TICKED
from handlers.conversation.vocabulary import Document, Message
from knowledge.donnees import lire_donnees
from storage.conversation.records import Choice

PHRASES: dict[str, str] = lire_donnees(Path(__file__).with_name("phrases.yaml"))

CARD = "application/vnd.microsoft.card.adaptive"
FILE_CONSENT = "application/vnd.microsoft.teams.card.file.consent"
FILE_INFO = "application/vnd.microsoft.teams.card.file.info"
# Teams takes no activity above 28 KB; some room is left for what the library and the service add.
BYTES_MAX = 26_000
# Clients that do not wrap buttons cut their words: a row holds what a narrow chat does, and Teams shows six at most.
ROW_BUTTONS = 4
ROW_LETTERS = 52
BUTTON_MARGIN = 4
SUMMARY_MAX = 120
# Of the columns of a table, in letters.
WIDTH_MAX = 30
CELL_MARGIN = 3
_SIZES = {1: "Large", 2: "Medium"}
# Cards fill in {{DATE(…)}} and {{TIME(…)}} wherever they stand.
_FUNCTION = re.compile(r"\{(?=\{(?:DATE|TIME)\()")
_WORD_JOINER = "\u2060"
_NO_BREAK = "\u00a0"

Element = dict[str, Any]


def activity(message: Message, owner: str, answered: str | None = None) -> Element:
    """The activity to post: a card, whose buttons act for `owner` alone; `answered` stands in their place."""
    drawn: Element = {}
    for draw in (_columns, _lines, _plain, _as_written):
        drawn = _activity(message, draw(message.texte), owner, answered)
        if len(json.dumps(drawn, ensure_ascii=False).encode()) <= BYTES_MAX:
            break
    return drawn


def _activity(message: Message, body: list[Element], owner: str, answered: str | None) -> Element:
    if answered is None:
        body += _choices(message, owner)
    else:
        body.append(_rich([_run(Span(f"✓ {answered}", gras=True))]))
    card: Element = {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": "1.5",
        "body": body or [_rich([_run(Span(_NO_BREAK))])],
    }
    if any(element["type"] == "Table" for element in body):
        card["msteams"] = {"width": "Full"}
    return {
        "type": "message",
        "summary": summary(message.texte),
        "attachments": [{"contentType": CARD, "content": card}],
    }


def summary(texte: str) -> str:
    """The first words, for the notification."""
    flat = " ".join(" ".join(map(_bare, read(texte))).split())
    return flat if len(flat) <= SUMMARY_MAX else flat[: SUMMARY_MAX - 1].rstrip() + "…"


def said(phrase: str) -> Element:
    """One of the adapter's own sentences."""
    return {"type": "message", "text": PHRASES[phrase], "textFormat": "plain"}


def consent(document: Document, canal: str, size: int) -> Element:
    """The card that asks whether a file may be put in the person's OneDrive."""
    context = {OURS: {"genre": document.genre, "cle": document.cle, "nom": document.nom, "canal": canal}}
    content = {
        "description": PHRASES["fichier"],
        "sizeInBytes": size,
        "acceptContext": context,
        "declineContext": context,
    }
    return {"type": "message", "attachments": [{"contentType": FILE_CONSENT, "name": document.nom, "content": content}]}


def file_info(upload: Mapping[str, Any]) -> Element:
    """The card of a file that was uploaded."""
    attachment = {
        "contentType": FILE_INFO,
        "contentUrl": upload.get("contentUrl"),
        "name": upload.get("name"),
        "content": {"uniqueId": upload.get("uniqueId"), "fileType": upload.get("fileType")},
    }
    return {"type": "message", "attachments": [attachment]}


# --- choices ----------------------------------------------------------------------------------------------------------


def labels(choices: Sequence[Choice], pressed: str) -> str:
    """The words of what was pressed, of one choice or of several."""
    found = {choice.value: choice.label for choice in choices}
    return SEPARATOR.join(found[value] for value in pressed.split(SEPARATOR) if value in found)


def _choices(message: Message, owner: str) -> Iterator[Element]:
    boxes = answers_of(message.choices) if message.multiple else ()
    alone = [choice for choice in message.choices if choice not in boxes]
    actions = [_button(choice.label, {"a": owner, "choix": choice.value}, alone=True) for choice in alone]
    if boxes:
        yield {
            "type": "Input.ChoiceSet",
            "id": TICKED,
            "isMultiSelect": True,
            "style": "expanded",
            "wrap": True,
            "isRequired": True,
            "errorMessage": PHRASES["rien_coche"],
            "choices": [{"title": choice.label, "value": choice.value} for choice in boxes],
        }
        actions.insert(0, _button(PHRASES["valider"], {"a": owner}, alone=False))
    for row in _rows(actions):
        yield {"type": "ActionSet", "actions": row}


def _button(title: str, data: Mapping[str, str], *, alone: bool) -> Element:
    button: Element = {
        "type": "Action.Submit",
        "title": title,
        "data": {OURS: dict(data)},
        # The answer says that the press was taken: Teams need not.
        "msteams": {"feedback": {"hide": True}},
    }
    if alone:
        # What is ticked or missing in the card does not matter to this button.
        button["associatedInputs"] = "none"
    return button


def _rows(actions: Sequence[Element]) -> Iterator[list[Element]]:
    row: list[Element] = []
    for action in actions:
        letters = sum(len(one["title"]) + BUTTON_MARGIN for one in (*row, action))
        if row and (len(row) == ROW_BUTTONS or letters > ROW_LETTERS):
            yield row
            row = []
        row.append(action)
    if row:
        yield row


# --- words ------------------------------------------------------------------------------------------------------------


def _columns(texte: str) -> list[Element]:
    """Lists hang in columns, tables are tables."""
    return list(_blocks(read(texte), _list_in_columns, _table))


def _lines(texte: str) -> list[Element]:
    """Lighter: a list's entry and a table's row are a line each."""
    return list(_blocks(read(texte), _list_in_lines, _table_in_lines))


def _plain(texte: str) -> list[Element]:
    """Everything in one block, without styles: for what would weigh too much."""
    return [_rich([_run(Span(markdown_to_plain(texte)))])]


def _as_written(texte: str) -> list[Element]:
    return [_rich([_run(Span(texte))])]


def _blocks(
    blocs: Sequence[Bloc],
    draw_list: Callable[[Liste], Element | None],
    draw_table: Callable[[Tableau], Element | None],
) -> Iterator[Element]:
    """An element by block that shows something; a rule is a line above the next one."""
    ruled = False
    for bloc in blocs:
        if isinstance(bloc, Filet):
            ruled = True
            continue
        element: Element | None
        match bloc:
            case Titre(niveau, spans):
                element = _line(spans, gras=True, size=_SIZES.get(niveau))
                if element is not None:
                    element["spacing"] = "Medium"
            case Paragraphe(spans):
                element = _line(spans)
            case Liste():
                element = draw_list(bloc)
            case Citation(inner):
                items = list(_blocks(inner, draw_list, draw_table))
                element = {"type": "Container", "style": "emphasis", "items": items} if items else None
            case Code(texte):
                element = _line((Span(texte, code=True),))
            case Tableau():
                element = draw_table(bloc)
        if element is not None:
            if ruled:
                element["separator"] = True
            ruled = False
            yield element


def _list_in_columns(liste: Liste) -> Element | None:
    items = []
    for mark, entree in _entries(liste):
        inside = list(_blocks(entree, _list_in_columns, _table))
        if not inside:
            continue
        columns = [
            {"type": "Column", "width": "auto", "items": [_rich([_run(Span(mark))])]},
            {"type": "Column", "width": "stretch", "items": inside, "spacing": "Small"},
        ]
        items.append({"type": "ColumnSet", "columns": columns, "spacing": "Default" if liste.aeree else "Small"})
    return {"type": "Container", "items": items} if items else None


def _entries(liste: Liste) -> Iterator[tuple[str, Sequence[Bloc]]]:
    for number, entree in enumerate(liste.entrees, liste.debut or 0):
        yield ("•" if liste.debut is None else f"{number}."), entree


def _list_in_lines(liste: Liste) -> Element | None:
    return _runs_element(list(_list_runs(liste, "")))


def _list_runs(liste: Liste, indent: str) -> Iterator[Span]:
    for number, (mark, entree) in enumerate(_entries(liste)):
        yield Span(("\n" if number or indent else "") + f"{indent}{mark} ")
        for rank, bloc in enumerate(entree):
            if isinstance(bloc, Liste):
                yield from _list_runs(bloc, indent + _NO_BREAK * 4)
                continue
            if rank:
                yield Span("\n" + indent + _NO_BREAK * 2)
            yield from bloc.spans if isinstance(bloc, (Titre, Paragraphe)) else (Span(_bare(bloc)),)


def _bare(bloc: Bloc) -> str:
    match bloc:
        case Titre(_, spans) | Paragraphe(spans):
            return words(spans)
        case Citation(blocs):
            return "\n".join(_bare(inner) for inner in blocs)
        case Liste():
            return "".join(span.texte for span in _list_runs(bloc, "")).strip("\n")
        case Code(texte):
            return texte
        case Tableau():
            return "\n".join(span.texte for span in _table_runs(bloc))
        case Filet():
            return ""


def _table(tableau: Tableau) -> Element | None:
    if not any(words(cell).strip() for row in (tableau.entete, *tableau.lignes) for cell in row):
        return None
    rows = [
        {"type": "TableRow", "cells": [_cell(cell, gras=not number) for cell in row]}
        for number, row in enumerate((tableau.entete, *tableau.lignes))
    ]
    columns = [
        {"width": _width(tableau, rank), **({"horizontalCellContentAlignment": "Right"} if right else {})}
        for rank, right in enumerate(tableau.a_droite)
    ]
    return {"type": "Table", "firstRowAsHeader": True, "showGridLines": True, "columns": columns, "rows": rows}


def _width(tableau: Tableau, rank: int) -> int:
    """The share of a column: as its longest cell, within reason, and never narrower than its longest word."""
    cells = [words(row[rank]) for row in (tableau.entete, *tableau.lignes)]
    word = max((len(word) for cell in cells for word in cell.split()), default=0)
    return min(max(*map(len, cells), word + CELL_MARGIN), WIDTH_MAX)


def _cell(spans: Spans, *, gras: bool) -> Element:
    element = _line(spans, gras=gras)
    return {"type": "TableCell", "items": [element] if element else []}


def _table_in_lines(tableau: Tableau) -> Element | None:
    return _runs_element(list(_table_runs(tableau)), "\n")


def _table_runs(tableau: Tableau) -> Iterator[Span]:
    for number, row in enumerate((tableau.entete, *tableau.lignes)):
        line = " | ".join(words(cell).replace("\n", " ") for cell in row)
        yield Span(line, gras=not number)


def _runs_element(spans: Sequence[Span], between: str = "") -> Element | None:
    joined: list[Span] = []
    for span in spans:
        if joined and between:
            joined.append(Span(between))
        joined.append(span)
    return _line(tuple(joined))


def _line(spans: Spans, *, gras: bool = False, size: str | None = None) -> Element | None:
    """The spans as one block; None where there is nothing to see."""
    if not words(spans).strip():
        return None
    return _rich([_run(span, gras=gras, size=size) for span in _merged(spans)])


def _merged(spans: Spans) -> Iterator[Span]:
    """As few runs as there are styles: a line break has none of its own."""
    waiting: Span | None = None
    for span in spans:
        if not span.texte:
            continue
        if waiting is None:
            waiting = span
        elif span.texte == "\n" or _style(span) == _style(waiting):
            waiting = Span(waiting.texte + span.texte, *_style(waiting))
        else:
            yield waiting
            waiting = span
    if waiting is not None:
        yield waiting


def _style(span: Span) -> tuple[bool, bool, bool, str | None]:
    return span.gras, span.italique, span.code, span.lien


def _rich(runs: list[Element]) -> Element:
    return {"type": "RichTextBlock", "inlines": runs}


def _run(span: Span, *, gras: bool = False, size: str | None = None) -> Element:
    texte = span.texte if span.code else without_stray_breaks(span.texte)
    run: Element = {"type": "TextRun", "text": _FUNCTION.sub("{" + _WORD_JOINER, texte)}
    if size is not None:
        run["size"] = size
    if gras or span.gras:
        run["weight"] = "Bolder"
    if span.italique:
        run["italic"] = True
    if span.code:
        run["fontType"] = "Monospace"
    if span.lien is not None and span.lien.lower().startswith(("http://", "https://", "mailto:")):
        run["selectAction"] = {"type": "Action.OpenUrl", "url": span.lien}
    return run


__all__ = ["BYTES_MAX", "PHRASES", "activity", "consent", "file_info", "labels", "said", "summary"]
