"""The cards: what they show, that they show what people typed as they typed it, and that Teams takes them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.envois.markup import split
from bot.platforms.teams.app import LIMITE
from bot.platforms.teams.outgoing import PHRASES, activity, consent, file_info, labels, said, summary
from handlers.conversation.vocabulary import Choice, Document, Message

# What Teams takes, of a whole activity.
TEAMS_BYTES_MAX = 28 * 1024
# What Teams shows of the actions of one set.
TEAMS_ACTIONS_MAX = 6
RICH = """\
# Diagnostic

Marché de **services**, *120 000 € HT* ([CCP](https://www.legifrance.gouv.fr/)).

- un
- deux
  1. et demi

| Action | Pour quand |
|---|--:|
| 8 | J-24 |

> À défaut, le dire.

---

    code
"""
SEGMENTS = (
    Choice("Nettoyage", "q:segments:nettoyage"),
    Choice("Textile", "q:segments:textile"),
    Choice("Aucune", "q:segments:-"),
    Choice("Pourquoi ?", "c:pourquoi"),
)


def card(message, answered=None):
    return activity(message, "alice", answered)["attachments"][0]["content"]


def every(node, kind):
    """All the parts of a card of that type, in their order."""
    if isinstance(node, dict):
        if node.get("type") == kind:
            yield node
        for part in node.values():
            yield from every(part, kind)
    elif isinstance(node, list):
        for part in node:
            yield from every(part, kind)


def shown(node):
    return "".join(run["text"] for run in every(node, "TextRun"))


def test_each_kind_of_block_has_its_shape():
    drawn = card(Message(RICH))
    kinds = [element["type"] for element in drawn["body"]]
    assert kinds == ["RichTextBlock", "RichTextBlock", "Container", "Table", "Container", "RichTextBlock"]
    title, paragraph, _, table, quote, code = drawn["body"]
    assert title["inlines"] == [{"type": "TextRun", "text": "Diagnostic", "size": "Large", "weight": "Bolder"}]
    assert [run.get("weight") or run.get("italic") for run in paragraph["inlines"]][1:4] == ["Bolder", None, True]
    assert [run["selectAction"]["url"] for run in paragraph["inlines"] if "selectAction" in run] == [
        "https://www.legifrance.gouv.fr/"
    ]
    assert table["columns"][1]["horizontalCellContentAlignment"] == "Right"
    assert quote["style"] == "emphasis"
    assert code["separator"]
    assert code["inlines"][0]["fontType"] == "Monospace"
    assert drawn["msteams"] == {"width": "Full"}
    assert drawn["version"] == "1.5"


def test_lists_hang_beside_their_marks():
    marks = [
        column["items"][0]["inlines"][0]["text"]
        for column in every(card(Message(RICH)), "Column")
        if column["width"] == "auto"
    ]
    assert marks == ["•", "•", "1."]


@pytest.mark.parametrize("url", ["/documents/1", "javascript:alert(1)", "ftp://x"])
def test_only_addresses_of_the_web_and_mail_are_links(url):
    assert "selectAction" not in json.dumps(card(Message(f"[ici]({url})")))


def test_a_card_reads_no_markdown_and_no_date_in_what_was_typed():
    typed = "\\*gras\\* \\[x\\](https://mal.example) {{DATE(2017-02-14T06:08:39Z,SHORT)}}"
    drawn = card(Message(f"Vous avez dit : {typed}"))
    assert not list(every(drawn, "TextBlock"))
    assert not list(every(drawn, "Action.OpenUrl"))
    assert "*gras* [x](https://mal.example)" in shown(drawn)
    assert "{{DATE" not in shown(drawn)


def test_choices_are_buttons_that_say_whose_they_are():
    drawn = card(Message("Nature ?", (Choice("Travaux", "q:nature:travaux"), Choice("Pourquoi ?", "c:pourquoi"))))
    assert [(one["title"], one["data"]) for one in every(drawn, "Action.Submit")] == [
        ("Travaux", {"spaser": {"a": "alice", "choix": "q:nature:travaux"}}),
        ("Pourquoi ?", {"spaser": {"a": "alice", "choix": "c:pourquoi"}}),
    ]


def test_answers_of_a_multiple_question_are_ticked_the_others_pressed():
    message = Message("Familles ?", SEGMENTS, multiple=True)
    drawn = card(message)
    boxes = next(every(drawn, "Input.ChoiceSet"))
    assert [one["title"] for one in boxes["choices"]] == ["Nettoyage", "Textile"]
    assert boxes["isMultiSelect"]
    pressed = {one["title"]: one for one in every(drawn, "Action.Submit")}
    assert list(pressed) == [PHRASES["valider"], "Aucune", "Pourquoi ?"]
    assert pressed[PHRASES["valider"]]["data"] == {"spaser": {"a": "alice"}}
    assert "associatedInputs" not in pressed[PHRASES["valider"]]
    assert pressed["Aucune"]["associatedInputs"] == "none"


def test_many_choices_are_several_rows():
    drawn = card(Message("Lequel ?", tuple(Choice(f"Détail {number}", f"d:{number}") for number in range(26))))
    rows = list(every(drawn, "ActionSet"))
    assert len(rows) > 1
    assert all(len(row["actions"]) <= TEAMS_ACTIONS_MAX for row in rows)
    assert [action["title"] for row in rows for action in row["actions"]] == [
        f"Détail {number}" for number in range(26)
    ]


def test_an_answered_card_keeps_its_words_and_shows_the_answer():
    message = Message("Nature ?", (Choice("Travaux", "q:nature:travaux"),))
    drawn = card(message, "Travaux")
    assert shown(drawn) == "Nature\u00a0?✓ Travaux"
    assert not list(every(drawn, "Action.Submit"))


def test_labels_of_what_was_pressed():
    assert labels(SEGMENTS, "q:segments:nettoyage, q:segments:textile") == "Nettoyage, Textile"
    assert labels(SEGMENTS, "q:autre:x") == ""


def test_a_message_without_words_still_draws_its_buttons():
    drawn = card(Message("", (Choice("Aide", "c:aide"),)))
    assert [one["title"] for one in every(drawn, "Action.Submit")] == ["Aide"]
    assert card(Message(""))["body"]


def test_the_notification_shows_the_first_words():
    assert summary("# Diagnostic\n\nMarché de **services**") == "Diagnostic Marché de services"
    assert len(summary("mot " * 500)) <= 120


def test_a_file_s_card_holds_what_finds_the_document_again():
    posted = consent(Document("diagnostic", "12", "d.docx"), "19:canal", 99)
    [attachment] = posted["attachments"]
    assert attachment["name"] == "d.docx"
    assert attachment["content"]["sizeInBytes"] == 99
    assert attachment["content"]["acceptContext"] == {
        "spaser": {"genre": "diagnostic", "cle": "12", "nom": "d.docx", "canal": "19:canal"}
    }


def test_an_uploaded_file_s_card_names_it():
    posted = file_info({"contentUrl": "https://x/d.docx", "name": "d.docx", "uniqueId": "u", "fileType": "docx"})
    assert posted["attachments"][0]["content"] == {"uniqueId": "u", "fileType": "docx"}


def test_our_own_sentences_read_no_markdown():
    assert said("indisponible")["textFormat"] == "plain"


PIECES = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            "# titre",
            "- un",
            "  - deux",
            "1. un",
            "> cité",
            "---",
            "| a | b |\n|---|--:|\n| c | d |",
            "    code",
            "**b**",
            "é",
        ]
    ),
    st.sampled_from(
        ["-\n- a\n- b\n  - c", "| " + "x" * 300 + " | y |\n|---|---|\n" + "| a | b |\n" * 60, "[l](https://a.fr)"]
    ),
)


@settings(deadline=None, max_examples=150 * settings.default.max_examples // 100)
@given(st.lists(PIECES, max_size=120).map("\n\n".join), st.integers(0, 30))
def test_whatever_the_engine_splits_is_drawn_within_teams_limits(texte, buttons):
    choices = tuple(
        Choice(f"Une réponse assez longue {number}", f"q:fait:valeur_{number}") for number in range(buttons)
    )
    for part in split(texte, LIMITE):
        for multiple in (False, True):
            drawn = activity(Message(part, choices, multiple=multiple), "a" * 36)
            assert len(json.dumps(drawn, ensure_ascii=False).encode()) <= TEAMS_BYTES_MAX
            assert all(len(row["actions"]) <= TEAMS_ACTIONS_MAX for row in every(drawn, "ActionSet"))


@pytest.mark.parametrize(
    "texte",
    ["a\n\n" * 1300, "- a\n" * 1000, "*a* " * 1000, "| a | b |\n|---|---|\n" + "| a | b |\n" * 390, "🙂" * 4000],
)
def test_the_heaviest_messages_are_drawn_lighter(texte):
    drawn = activity(Message(texte[:LIMITE]), "alice")
    assert len(json.dumps(drawn, ensure_ascii=False).encode()) <= TEAMS_BYTES_MAX
    assert shown(drawn).count("a") >= min(texte[:LIMITE].count("a"), 900) or "🙂" in texte


@given(st.text(alphabet=st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=200))
def test_no_word_is_lost(word):
    from handlers.conversation.wording import neutre

    drawn = shown(card(Message(f"Vous avez dit : {neutre(word)}")))
    assert "".join(word.split()) in "".join(drawn.replace("\u2060", "").split())
