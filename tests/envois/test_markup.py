"""Cutting a long message: nothing is lost, nothing changes its place or its style, and every piece fits."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversation.replay import Replay
from bot.envois.markup import Citation, Code, Liste, Paragraphe, Tableau, Titre, read, split
from bot.envois.rendering import markdown_to_plain
from handlers.conversation.wording import neutre
from storage.comptes.records import Role

CONVERSATIONS = sorted(Path(__file__).parents[1].glob("*/conversations/*.txt"))
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
# Marks that a cut may say again: of an entry, of a quote, and the line under a heading or the head of a table.
MARKS = re.compile(r"(?m)^[ >]*(?:(?:-|\d+\.)(?: +|$))*|^[=+-]+$")


def letters(texte):
    """The letters of a message as it reads, without its blanks and the marks of its blocks."""
    return "".join(MARKS.sub("", markdown_to_plain(texte)).split())


def styled(blocs):
    """Each letter with its style, in order; the heads of tables apart, as they may be said again."""
    found = []
    for bloc in blocs:
        match bloc:
            case Titre(spans=spans) | Paragraphe(spans=spans):
                found += [
                    (letter, span.gras, span.italique, span.code, span.lien)
                    for span in spans
                    for letter in span.texte
                    if not letter.isspace()
                ]
            case Liste(entrees=entrees):
                found += [one for entree in entrees for one in styled(entree)]
            case Citation(blocs=inside):
                found += styled(inside)
            case Code(texte=texte):
                found += [(letter, "bloc") for letter in texte if not letter.isspace()]
            case Tableau(lignes=lignes):
                found += [one for ligne in lignes for cell in ligne for one in styled([Paragraphe(cell)])]
    return found


# --- messages made of what templates write ------------------------------------------------------------------------------

WORDS = st.text("abcdeéà'’ -.,;:!?…()«»\u00a0\u202f€0123456789", min_size=1, max_size=60).map(
    lambda said: " ".join(said.split(" ")).strip() or "mot"
)
# What a person typed, as `neutre` writes it.
TYPED = st.text(r"ab*_`[]()<>#+-.!|~&\{} 1é", min_size=1, max_size=40).map(lambda said: neutre(said.strip() or "x"))
TEXT = st.text("abcdeéà'’ ,;:.0123456789\u00a0", min_size=1, max_size=80).map(lambda said: f"m{said.strip()}m")


def link(parts):
    return f"[{parts[0]}](https://exemple.fr/{parts[1]})"


INLINE = st.one_of(
    TEXT,
    TEXT,
    TYPED,
    TEXT.map(lambda said: f"**{said}**"),
    TEXT.map(lambda said: f"*{said}*"),
    TYPED.map(lambda said: f"« {said} »"),
    st.tuples(TEXT, TEXT).map(lambda said: f"**{said[0]} *{said[1]}***"),
    st.tuples(TEXT, st.sampled_from(["a", "b/c", "d_(e)"])).map(link),
    TEXT.map(lambda said: f"`{said}`"),
)
LINE = st.lists(INLINE, min_size=1, max_size=8).map(lambda parts: "m " + " ".join(parts))
PARAGRAPH = st.lists(LINE, min_size=1, max_size=3).map("\\\n".join)
HEADING = st.tuples(st.sampled_from(["#", "##", "###"]), TEXT).map(" ".join)


def bullets(entries):
    return "\n".join(f"- {entry}" for entry in entries)


def numbered(parts):
    start, entries = parts
    return "\n".join(
        f"{number}. " + entry.replace("\n", "\n" + " " * len(f"{number}. "))
        for number, entry in enumerate(entries, start)
    )


def nested(entries):
    return "\n".join(f"- {entry}\n  " + below.replace("\n", "\n  ") for entry, below in entries)


ENTRIES = st.lists(LINE, min_size=1, max_size=5)
LIST = st.one_of(
    ENTRIES.map(bullets),
    st.tuples(st.integers(1, 98), ENTRIES).map(numbered),
    st.lists(st.tuples(LINE, ENTRIES.map(bullets)), min_size=1, max_size=3).map(nested),
    st.tuples(st.just(1), st.lists(st.tuples(LINE, ENTRIES.map(bullets)).map("\n".join), min_size=1, max_size=3)).map(
        numbered
    ),
    ENTRIES.map(lambda entries: "\n\n".join(f"- {entry}" for entry in entries)),
)
CELL = st.one_of(TEXT, TYPED)
TABLE = st.lists(st.tuples(CELL, CELL), min_size=1, max_size=8).map(
    lambda rows: "| Tête | Queue |\n|---|--:|\n" + "\n".join(f"| {left} | {right} |" for left, right in rows)
)
QUOTE = st.one_of(PARAGRAPH, LIST).map(lambda inside: "> " + inside.replace("\n", "\n> "))
FENCE = st.lists(st.text("ab *_#-", max_size=50), min_size=1, max_size=8).map(
    lambda lines: "```\n" + "\n".join(lines) + "\n```"
)
MESSAGE = st.lists(
    st.one_of(HEADING, PARAGRAPH, PARAGRAPH, LIST, TABLE, QUOTE, FENCE, st.just("---")), min_size=1, max_size=8
).map("\n\n".join)


@settings(max_examples=3 * settings.default.max_examples, deadline=None)
@given(MESSAGE, st.integers(160, 700))
def test_a_message_cut_in_pieces_loses_nothing_changes_no_style_and_each_piece_fits(texte, limit):
    parts = split(texte, limit)
    assert all(0 < len(part) <= limit for part in parts)
    assert styled([bloc for part in parts for bloc in read(part)]) == styled(read(texte))


@settings(max_examples=2 * settings.default.max_examples, deadline=None)
@given(st.text("ab*_`[]()<>#+-.!|~&\\{} 1é\n", max_size=400), st.integers(40, 120))
def test_whatever_is_written_each_piece_fits_and_it_ends(texte, limit):
    parts = split(texte, limit)
    assert all(len(part) <= limit for part in parts)


@settings(max_examples=settings.default.max_examples, deadline=None)
@given(MESSAGE)
def test_what_fits_is_not_touched(texte):
    assert split(texte, len(texte)) == [texte]


# --- real answers -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def said(knowledge):
    """Every message of a golden conversation in three, as the bot words it today."""
    found = {}
    for fichier in CONVERSATIONS[::3]:
        replay = Replay(knowledge, NOON)
        offered = {}
        for line in fichier.read_text("utf-8").splitlines():
            if line.startswith("!"):
                replay.give(Role(line[1:].strip()))
            if not line.startswith(">"):
                continue
            typed = line[1:].strip()
            labels = typed[1:-1].split(" + ") if typed.startswith("[") and typed.endswith("]") else []
            if any(label.strip() not in offered for label in labels):
                # A button of a reminder: it comes with the hour and the file, which are not played here.
                continue
            choice = ", ".join(offered[label.strip()] for label in labels) or None
            for message in replay.say("" if choice else typed, choice):
                offered.update({choice.label: choice.value for choice in message.choices})
                found[message.texte] = fichier.stem
        replay.close()
    return list(found)


@pytest.mark.parametrize("limit", [300, 600, 1500, 3000])
def test_every_real_answer_is_cut_without_loss(said, limit):
    assert len(said) > 100
    for texte in said:
        parts = split(texte, limit)
        assert all(len(part) <= limit for part in parts)
        assert styled([bloc for part in parts for bloc in read(part)]) == styled(read(texte))
        assert letters("\n\n".join(parts)).replace("FaitValeur", "") == letters(texte).replace("FaitValeur", "")


def test_real_answers_are_not_cut_into_crumbs(said):
    long = [texte for texte in said if len(texte) > 3000]
    assert long
    for texte in long:
        assert len(split(texte, 3000)) <= 2 * (len(texte) // 3000 + 1)


# --- hard cases ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("texte", "limit", "parts"),
    [
        ("un \\*deux\\* trois", 11, ["un \\*deux\\*", "trois"]),
        ("aaaa\\*\\*\\*\\*\\*", 11, ["aaaa\\*\\*\\*", "\\*\\*"]),
        ("**un deux trois quatre**", 16, ["**un deux**", "**trois quatre**"]),
        ("*un **deux trois** quatre*", 16, ["*un **deux***", "***trois***", "*quatre*"]),
        ("un [deux trois](https://a.fr) quatre", 30, ["un [deux trois](https://a.fr)", "quatre"]),
        ("[un deux trois](https://a.fr)", 24, ["[un deux](https://a.fr)", "[trois](https://a.fr)"]),
        ("`un deux trois`", 12, ["`un deux`", "`trois`"]),
        ("un\\\ndeux\\\ntrois", 11, ["un\\\ndeux", "trois"]),
        ("8. un\n9. deux\n10. trois", 13, ["8. un\n9. deux", "10. trois"]),
        ("1. un\n1. deux\n1. trois", 13, ["1. un\n2. deux", "3. trois"]),
        ("- un\n  - deux\n  - trois\n- quatre", 18, ["- un\n  - deux", "- - trois\n- quatre"]),
        ("1. un deux trois\n2. quatre", 12, ["1. un deux", "1. trois", "2. quatre"]),
        ("```py\nun\n  deux\n```", 18, ["```py\nun\n```", "```py\n  deux\n```"]),
        ("> un deux\n> trois", 10, ["> un deux", "> trois"]),
        ("- un\n\n- deux", 7, ["- un", "- deux"]),
        ("pour 90\u202f000\u00a0€\u00a0HT", 13, ["pour", "90\u202f000\u00a0€\u00a0HT"]),
        ("on dit - trois", 9, ["on dit -", "trois"]),
        ("## un\n\n- deux trois\n- quatre", 22, ["## un\n\n- deux trois", "- quatre"]),
    ],
)
def test_what_is_open_at_a_cut_is_closed_and_opened_again(texte, limit, parts):
    assert split(texte, limit) == parts


def test_a_table_says_its_head_again_and_a_row_that_fits_stays_a_row():
    head = "| Fait | Valeur |\n|---|--:|"
    rows = [f"| montant {number} | {'9' * 30} |" for number in range(6)]
    parts = split("## Titre\n\n" + "\n".join([head, *rows]), 120)
    assert all(part.removeprefix("## Titre\n\n").startswith(head) for part in parts)
    assert [row for part in parts for row in part.split("\n") if "montant" in row] == rows


def test_a_heading_stays_with_what_it_announces():
    parts = split("début " * 20 + "\n\n## Titre\n\n" + "mot " * 40, 150)
    assert any(part.startswith("## Titre\n\nmot") for part in parts)
    assert not any(part.endswith("Titre") for part in parts)
