"""How messages are drawn, and that Slack takes whatever is drawn."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.envois.markup import split
from bot.platforms.slack.app import MESSAGE_MAX
from bot.platforms.slack.outgoing import draw, draw_words, settle
from handlers.conversation.vocabulary import Choice, Message


def drawn(message):
    return draw(message, "D0ALICE", "U0ALICE")


def words(*elements):
    return [{"type": "rich_text", "elements": list(elements)}]


def section(*parts):
    return {"type": "rich_text_section", "elements": list(parts)}


def text(words_, **style):
    return {"type": "text", "text": words_, **({"style": style} if style else {})}


def test_styles_links_and_line_breaks_are_drawn():
    source = "**Saisir** le *PLIE*, `L2112-2`\n[le Code](https://a.fr/b?c=1&d=2)"
    assert draw_words(source) == words(
        section(
            text("Saisir", bold=True),
            text(" le "),
            text("PLIE", italic=True),
            text(", "),
            text("L2112-2", code=True),
            text("\n"),
            {"type": "link", "url": "https://a.fr/b?c=1&d=2", "text": "le Code"},
        )
    )


def test_a_link_that_slack_cannot_follow_is_only_its_words():
    assert draw_words("[ici](/documents/1)") == words(section(text("ici")))


def test_paragraphs_keep_a_blank_line_between_them_and_after_a_list():
    assert draw_words("un\n\ndeux\n\n- trois\n\nquatre") == words(
        section(text("un"), text("\n\n"), text("deux")),
        {"type": "rich_text_list", "style": "bullet", "indent": 0, "elements": [section(text("trois"))]},
        section(text("\n"), text("quatre")),
    )


def test_headings_are_headers_while_there_are_few_of_them():
    assert draw_words("# Action 8\n\ntexte\n\n---\n\n### Petit") == [
        {"type": "header", "text": {"type": "plain_text", "text": "Action 8", "emoji": False}},
        *words(section(text("texte"))),
        {"type": "divider"},
        *words(section(text("Petit", bold=True))),
    ]
    assert {block["type"] for block in draw_words("\n\n".join(["# a"] * 100))} == {"rich_text"}
    assert draw_words("# " + "a" * 151)[0]["type"] == "rich_text"


def test_a_list_within_a_list_is_deeper_and_numbers_go_on():
    blocks = draw_words("3. un\n   - deux\n4. trois")
    assert [
        (part["style"], part["indent"], part.get("offset", 0), len(part["elements"])) for part in blocks[0]["elements"]
    ] == [("ordered", 0, 2, 1), ("bullet", 1, 0, 1), ("ordered", 0, 3, 1)]


def test_quotations_and_code_are_drawn():
    assert draw_words("> à défaut,\n> dire pourquoi\n\n```\na < b\n```") == words(
        {"type": "rich_text_quote", "elements": [text("à défaut,"), text("\n"), text("dire pourquoi")]},
        {"type": "rich_text_preformatted", "elements": [text("a < b")]},
    )


def test_a_narrow_table_is_columns_and_a_wide_one_is_lines():
    narrow = draw_words("| Fait | Valeur |\n|---|--:|\n| montant | 90 |")
    assert narrow == words(
        {"type": "rich_text_preformatted", "elements": [text("Fait    | Valeur\n--------+-------\nmontant |     90")]}
    )
    wide = draw_words(f"| Action | Portée | Pour |\n|---|---|---|\n| 8 | {'très ' * 20} | |")
    entry = wide[0]["elements"][0]["elements"][0]
    assert wide[0]["elements"][0]["type"] == "rich_text_list"
    assert entry["elements"][0] == text("8", bold=True)
    assert "Portée : " in [part["text"] for part in entry["elements"]]
    assert "Pour : " not in [part["text"] for part in entry["elements"]]


@pytest.mark.parametrize(
    "typed", ["<!channel>", "<@U0BOB>", "*gras* _souligné_ ~barré~ `code`", "&lt;b&gt;", "<https://a.fr|b>"]
)
def test_what_people_type_is_shown_as_they_typed_it(typed, emulator):
    escaped = "".join(f"\\{letter}" if letter in "<>*_~`&|" else letter for letter in typed)
    drawing = drawn(Message(f"Vous avez dit : {escaped}"))
    assert drawing.blocks == words(section(text(f"Vous avez dit : {typed}")))
    assert list(emulator.faults_of({"text": drawing.text, "blocks": drawing.blocks})) == []


def test_the_text_beside_the_blocks_numbers_the_choices():
    message = Message("Quelle **nature** ?", (Choice("Travaux & co", "q:n:t"), Choice("Services", "q:n:s")))
    assert drawn(message).text == "Quelle nature ?\n1. Travaux &amp; co\n2. Services"


def answers(count, question="segments"):
    return tuple(Choice(f"Réponse {number}", f"q:{question}:r{number}") for number in range(count))


WHY = Choice("Pourquoi ?", "c:pourquoi")
NONE = Choice("Aucune", "q:segments:-")


def kinds(message):
    return [[element["type"] for element in block.get("elements", [block.get("accessory")])] for block in drawn(message).blocks[1:]]  # fmt: skip


@pytest.mark.parametrize(
    ("choices", "multiple", "expected"),
    [
        ((*answers(3), WHY), False, [["button"] * 4]),
        ((*answers(11), WHY), False, [["static_select"], ["button"]]),
        ((*answers(3), NONE, WHY), True, [["checkboxes", "button"], ["button", "button"]]),
        ((*answers(19), NONE), True, [["checkboxes", "checkboxes", "button"], ["button"]]),
        ((*answers(21), NONE), True, [["multi_static_select"], ["button"], ["button"]]),
        (
            tuple(Choice(str(n), f"{'abcdefgh'[n % 8]}:{n}") for n in range(30)),
            False,
            [["button"] * 25, ["button"] * 5],
        ),
    ],
)
def test_choices_take_the_shape_that_fits_their_number(choices, multiple, expected):
    assert kinds(Message("?", choices, multiple=multiple)) == expected


def test_the_names_of_blocks_say_for_whom_and_where():
    names = [block.get("block_id") for block in drawn(Message("?", (*answers(11), WHY))).blocks]
    assert names == [None, "spaser|0|U0ALICE|D0ALICE", "spaser|1|U0ALICE|D0ALICE"]


def test_a_long_label_is_cut():
    (button,) = drawn(Message("?", (Choice("é" * 100, "c:x"),))).blocks[1]["elements"]
    assert button["text"]["text"] == "é" * 74 + "…"


def test_an_answered_question_has_no_choice_left():
    drawing = drawn(Message("?", (*answers(11), WHY)))
    for block in drawing.blocks:
        block.setdefault("block_id", "xYz")
    assert settle(drawing.blocks, "Réponse 1") == [
        *words(section(text("?"))),
        {"type": "context", "elements": [{"type": "plain_text", "text": "✓ Réponse 1", "emoji": False}]},
    ]


def test_an_empty_message_draws_nothing():
    assert drawn(Message("")).blocks == []


LINES = st.sampled_from(
    [
        "# Titre",
        "### Petit",
        "- un",
        "  - deux",
        "    - trois",
        "0. zéro",
        "7. sept",
        "> cité",
        "> > - cité",
        "```",
        "---",
        "| a | b |",
        "|---|--:|",
        "| [x](https://a.fr) | **y** |",
        "[lien](https://a.fr 'titre')",
        "[mal](http:///)",
        "<https://a.fr>",
        "![image](https://a.fr/i.png)",
        "[d]: https://a.fr",
        "[d]",
        "",
        "    code",
        "\\<!channel\\>",
        "&amp;",
        "- ",
    ]
)
MARKDOWN = st.lists(LINES | st.text(max_size=60) | st.text("&<>*_~`#|- \n", max_size=40), max_size=120).map("\n".join)
CHOICES = st.lists(
    st.builds(Choice, st.text(max_size=120), st.sampled_from(["q:a:b", "q:a:c", "q:a:-", "c:d", "a:detail:8"])),
    max_size=130,
).map(tuple)


@settings(deadline=None, max_examples=3 * settings.default.max_examples)
@example(texte="\n\n".join(["# a", "---"] * 250), choices=(*answers(99), *answers(30, "autre")), multiple=True)
@example(texte="\n".join(["- a"] * 700), choices=answers(130), multiple=False)
@given(texte=MARKDOWN, choices=CHOICES, multiple=st.booleans())
def test_slack_takes_whatever_the_engine_may_say(emulator_faults, texte, choices, *, multiple):
    for part in split(texte, MESSAGE_MAX):
        drawing = drawn(Message(part, choices, multiple=multiple))
        assert list(emulator_faults({"text": drawing.text, "blocks": drawing.blocks})) == []
        settled = settle(drawing.blocks, "é" * 5000)
        assert list(emulator_faults({"text": "", "blocks": settled})) == []


@settings(deadline=None)
@given(st.text("&<>", min_size=MESSAGE_MAX, max_size=MESSAGE_MAX))
def test_slack_takes_a_message_full_of_letters_to_escape(emulator_faults, texte):
    drawing = drawn(Message(texte))
    assert list(emulator_faults({"text": drawing.text, "blocks": drawing.blocks})) == []
