"""How messages look in a Matrix room."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.envois.markup import split
from bot.platforms.matrix.outgoing import CONTENT_BYTES_MAX, LIMITE, SEVERAL, size, to_content, to_html
from handlers.conversation.vocabulary import Choice, Message

TAGS = {"h3", "h4", "h5", "h6", "p", "strong", "em", "code", "pre", "a", "br", "hr", "ul", "ol", "li", "blockquote"}
TABLE_TAGS = {"table", "thead", "tbody", "tr", "th", "td"}
# What an event may hold: 64 KiB, of which the server's own part is kept free.
EVENT_BYTES_MAX = 65_536 - 1_500


def choices(count):
    return tuple(Choice(f"Choix n° {rank}", f"q:fait:{rank}") for rank in range(1, count + 1))


def test_every_block_is_drawn():
    text = "# Action 8\n\n**Saisir** le *PLIE* `M57`\n\n- un\n- deux\n\n3. trois\n\n> cité\n\n---\n\n    code <b>"

    assert to_html(text) == (
        "<h3>Action 8</h3><p><strong>Saisir</strong> le <em>PLIE</em> <code>M57</code></p><ul><li>un</li><li>deux</li></ul>"
        '<ol start="3"><li>trois</li></ol><blockquote><p>cité</p></blockquote><hr><pre><code>code &lt;b&gt;</code></pre>'
    )


def test_a_table_is_a_table():
    assert to_html("| Fait | Valeur |\n|---|--:|\n| montant | 90 |") == (
        "<table><thead><tr><th>Fait</th><th>Valeur</th></tr></thead>"
        "<tbody><tr><td>montant</td><td>90</td></tr></tbody></table>"
    )


def test_links_lead_out_and_nowhere_else():
    assert to_html('[PLIE](https://plie.fr/?a=1&b="2") [ici](/documents/1)') == (
        '<p><a href="https://plie.fr/?a=1&amp;b=%222%22">PLIE</a> ici</p>'
    )


def test_what_people_type_is_escaped():
    content = to_content(Message('<img src=x onerror="a"> & \\*rien\\*'), {})

    assert "<img" not in content["formatted_body"]
    assert content["body"] == '<img src=x onerror="a"> & *rien*'


def test_choices_are_numbered_in_both_forms():
    content = to_content(Message("Laquelle ?", choices(2)), {})

    assert content["body"] == "Laquelle ?\n\n1. Choix n° 1\n2. Choix n° 2"
    assert content["formatted_body"].endswith("<ol><li>Choix n° 1</li><li>Choix n° 2</li></ol>")
    assert SEVERAL not in content


def test_under_a_result_no_rank_stands_beside_the_numbers_of_the_actions():
    content = to_content(Message("?", (Choice("Détail 8", "a:detail:8"), Choice("Document Word", "c:exporter"))), {})

    assert content["body"].startswith("?\n\n- Détail 8\n- Document Word\n\n")
    assert "<ul><li>Détail 8</li><li>Document Word</li></ul>" in content["formatted_body"]


def test_beyond_ten_or_where_several_may_be_ticked_the_text_asks_for_numbers():
    many, several = to_content(Message("?", choices(11)), {}), to_content(Message("?", choices(2), multiple=True), {})

    assert many["body"].endswith("11. Choix n° 11\n\nRépondez par le numéro de votre choix.")
    assert several["body"].endswith("répondez par leurs numéros, par exemple « 1, 3 ».")
    assert several[SEVERAL] is True


def test_the_label_of_a_choice_is_escaped():
    content = to_content(Message("?", (Choice("<b>Oui</b>", "oui"),)), {})

    assert "<li>&lt;b&gt;Oui&lt;/b&gt;</li>" in content["formatted_body"]


def test_in_a_group_the_person_is_named_and_the_answer_hangs_under_the_question():
    content = to_content(Message("oui"), {"reponse_a": "$q"}, "@alice:a.fr")

    assert content["m.mentions"] == {"user_ids": ["@alice:a.fr"]}
    assert content["m.relates_to"] == {"m.in_reply_to": {"event_id": "$q"}}


def test_in_a_thread_the_answer_stays_there():
    content = to_content(Message("oui"), {"fil": "$r", "reponse_a": "$q"})

    assert content["m.relates_to"] == {
        "rel_type": "m.thread",
        "event_id": "$r",
        "is_falling_back": True,
        "m.in_reply_to": {"event_id": "$q"},
    }
    assert to_content(Message("oui"), {"fil": "$r"})["m.relates_to"] == {"rel_type": "m.thread", "event_id": "$r"}


def test_a_table_whose_columns_would_not_fit_is_still_said():
    wide = "| a | b |\n|---|---|\n| " + "x" * 1_000 + " | y |\n" + "|a|\n" * 450

    content = to_content(Message(wide[:LIMITE]), {})

    assert size(content) <= CONTENT_BYTES_MAX
    assert "x" * 1_000 in content["body"]


class Checker(HTMLParser):
    """Collects the tags, and sees that each is closed."""

    def __init__(self):
        super().__init__()
        self.open = []
        self.tags = set()

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        if tag not in ("br", "hr"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


WORDS = st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc")), max_size=60)
BLOCKS = st.one_of(
    WORDS,
    WORDS.map("# {}".format),
    st.lists(WORDS, min_size=1, max_size=6).map(lambda entries: "\n".join(f"- {entry}" for entry in entries)),
    st.lists(WORDS, min_size=1, max_size=6).map(
        lambda rows: "| a | b |\n|---|---|\n" + "\n".join(f"| {row} | 1 |" for row in rows)
    ),
    WORDS.map("> {}".format),
    WORDS.map("**{}** `x` [lien](https://a.fr)".format),
    st.integers(1, 5_000).map(lambda count: "\U0001f51f" * count),
    st.integers(1, 3_000).map(lambda count: "&<" * count),
    st.integers(1, 900).map(lambda count: "- &\n" * count),
)


@settings(deadline=None)
@given(st.lists(BLOCKS, max_size=8).map("\n\n".join), st.integers(0, 30), st.booleans())
def test_every_message_fits_an_event_once_encrypted(text, count, multiple):
    for part in split(text, LIMITE):
        content = to_content(Message(part, choices(count), multiple=multiple), {"fil": "$" + "r" * 43})
        # Base64 of the content, of the room, and of what Megolm adds.
        assert (size(content) + 500) * 4 / 3 + 600 <= EVENT_BYTES_MAX
        if "formatted_body" in content:
            checker = Checker()
            checker.feed(content["formatted_body"])
            assert not checker.open
            assert checker.tags <= TAGS | TABLE_TAGS


@settings(deadline=None)
@given(st.text(max_size=200))
def test_whatever_is_typed_makes_no_tag(typed):
    escaped = re.sub(r"([\\`*_{}\[\]()#+\-.!|<>~&])", r"\\\1", typed)
    checker = Checker()
    checker.feed(to_html(f"vous avez dit {escaped}"))

    assert checker.tags <= TAGS | TABLE_TAGS
