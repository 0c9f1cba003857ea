"""Messages as Telegram shows them: what it reads of our HTML, its limits, and the buttons."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from telegram import MessageEntity

from bot.envois.markup import split
from bot.platforms.telegram.outgoing import (
    BUTTONS_MAX,
    LIMITE,
    STYLES_MAX,
    TEXT_UNITS_MAX,
    VALIDATE,
    answered,
    boxes_of,
    draw,
    draw_choices,
    labels_of,
    to_plain,
    units,
    with_ticks,
)
from handlers.conversation.vocabulary import Choice, Message
from handlers.conversation.wording import neutre

TAG = re.compile(r'</?(?:b|i|code|pre|blockquote)>|<a href="[^"<>]*">|</a>')
ALLOWED = {"b", "i", "code", "pre", "a", "blockquote"}
SEGMENTS = (
    Choice("Nettoyage", "q:segments:nettoyage"),
    Choice("Restauration scolaire", "q:segments:restauration_scolaire"),
    Choice("Textile", "q:segments:textile"),
    Choice("Aucune de ces familles", "q:segments:-"),
    Choice("Je ne sais pas", "q:segments:?"),
    Choice("Pourquoi ?", "c:pourquoi"),
)


class TelegramHtml(HTMLParser):
    """Reads HTML as the Bot API documents it, and refuses what it refuses."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.open: list[str] = []
        self.styles = 0
        self.links: list[str] = []

    def handle_starttag(self, tag, attrs):
        assert tag in ALLOWED
        assert not {"code", "pre"} & set(self.open), "nothing stands within code"
        assert tag not in self.open, f"{tag} within {tag}"
        self.open.append(tag)
        self.styles += 1
        if tag == "a":
            [(name, link)] = attrs
            assert name == "href"
            assert link.startswith(("http:", "https:"))
            self.links.append(link)
        else:
            assert not attrs

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data

    def handle_comment(self, data):
        raise AssertionError("a comment")

    def handle_decl(self, decl):
        raise AssertionError("a declaration")


def telegram(html):
    reader = TelegramHtml()
    reader.feed(html)
    reader.close()
    assert reader.open == []
    assert reader.text == to_plain(html)
    # The Bot API knows these names only; numbers are all known. Any other < or & is a fault to it, not to this reader.
    assert not re.search(r"&(?!(lt|gt|amp|quot|#x?[0-9a-f]+);)", html)
    assert not re.search(r"[<>]", TAG.sub("", html))
    return reader


def html(texte):
    [part] = draw(Message(texte))
    telegram(part.html)
    return part.html


# --- what is drawn ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("texte", "drawn"),
    [
        ("**Saisir** le *PLIE*", "<b>Saisir</b> le <i>PLIE</i>"),
        ("***tout***", "<b><i>tout</i></b>"),
        ("## Action **8**\n\nfaire", "<b>Action 8</b>\n\nfaire"),
        ("- un\n- deux\n  - et demi", "• un\n• deux\n   – et demi"),
        ("3. un\n4. deux", "3. un\n4. deux"),
        ("- un\n\n- deux", "• un\n\n• deux"),
        ("> dit\n>\n> > et redit", "<blockquote>dit\n\n&gt; et redit</blockquote>"),
        ("`a < b`", "<code>a &lt; b</code>"),
        ("```\na & b\n```", "<pre>a &amp; b</pre>"),
        ("[le Code](https://a.fr/?a=1&b=2)", '<a href="https://a.fr/?a=1&amp;b=2">le Code</a>'),
        ("[écrire](mailto:a@b.fr) à [a@b.fr](mailto:a@b.fr)", "écrire (a@b.fr) à a@b.fr"),
        ("[ici](/fiche) et [là](#x)", "ici et là"),
        ("a\n\n---\n\nb", "a\n\n———\n\nb"),
        ("| Fait | € |\n|---|--:|\n| montant | 90 |", "<pre>Fait    |  €\n--------+---\nmontant | 90</pre>"),
    ],
)
def test_each_block_has_its_shape(texte, drawn):
    assert html(texte) == drawn


def test_a_table_too_wide_for_a_phone_becomes_a_list():
    drawn = html(
        "| Action | Portée | Quand |\n|---|---|---|\n"
        "| 8. Étendre la clause d'insertion | à étudier | J-24 |\n| 18. Juste besoin | | [J-14](https://a.fr) |"
    )
    assert drawn == (
        "• Action : <b>8. Étendre la clause d&#x27;insertion</b>\n   Portée : à étudier\n   Quand : J-24\n"
        '• Action : <b>18. Juste besoin</b>\n   Portée : –\n   Quand : <a href="https://a.fr">J-14</a>'
    ).replace("&#x27;", "'")


@given(
    st.text(
        alphabet=st.sampled_from("<>&\"'*_`[]()#|~\\") | st.characters(categories=["L", "N", "P", "S", "Zs"]),
        max_size=300,
    )
)
def test_what_people_type_is_shown_as_typed(said):
    said = " ".join(said.split())
    [part] = draw(Message(f"Vous avez dit : « {neutre(said)} »."))
    assert telegram(part.html).text == f"Vous avez dit : « {said} »."
    assert part.plain == f"Vous avez dit : « {said} »."


# --- limits -----------------------------------------------------------------------------------------------------------

WORDS = st.text(alphabet="abcé €&<>'\"_*`#|[]()!\\~-.:0123🏫", min_size=1, max_size=120)
LINKS = st.sampled_from(["https://a.fr/b?c=d&e", "mailto:a@b.fr", "/fiche", "javascript:x", "HTTP://A.fr"])
INLINE = st.one_of(
    WORDS,
    WORDS.map(lambda words: f"**{words}**"),
    WORDS.map(lambda words: f"*{words}*"),
    WORDS.map(lambda words: f"`{words}`"),
    st.tuples(WORDS, LINKS).map(lambda both: f"[{both[0]}]({both[1]})"),
)
LINE = st.lists(INLINE, min_size=1, max_size=4).map(" ".join)
TABLE = st.integers(1, 4).flatmap(
    lambda columns: st.lists(
        st.lists(WORDS.map(lambda words: words.replace("|", "")), min_size=columns, max_size=columns),
        min_size=1,
        max_size=12,
    ).map(
        lambda rows: "\n".join(
            [f"|{'|'.join(rows[0])}|", f"|{'---|' * columns}", *(f"|{'|'.join(row)}|" for row in rows[1:])]
        )
    )
)
BLOCK = st.one_of(
    LINE,
    LINE.map(lambda line: f"## {line}"),
    st.lists(LINE, min_size=1, max_size=12).map(lambda lines: "\n".join(f"- {line}" for line in lines)),
    st.lists(LINE, min_size=1, max_size=6).map(lambda lines: "\n".join(f"1. {line}\n   - {line}" for line in lines)),
    LINE.map(lambda line: f"> {line}\n>\n> > {line}"),
    LINE.map(lambda line: f"```\n{line}\n```"),
    TABLE,
    st.just("---"),
)
MARKDOWN = st.lists(BLOCK, min_size=1, max_size=25).map("\n\n".join)
HOSTILE = st.text(alphabet="ab1 \n#*_`|-[](){}<>&~\\\t!.🏫/:h", max_size=LIMITE)


def within_limits(parts):
    for part in parts:
        seen = telegram(part.html)
        assert 0 < units(seen.text.strip()) <= TEXT_UNITS_MAX
        assert seen.styles <= STYLES_MAX


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.one_of(MARKDOWN, HOSTILE))
def test_whatever_is_cut_to_our_limit_is_drawn_within_those_of_telegram(texte):
    for piece in split(texte, LIMITE):
        within_limits(draw(Message(piece)))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(MARKDOWN.map(lambda texte: texte.replace("🏫", "e")))
def test_a_message_within_our_limit_is_one_of_telegram(texte):
    for piece in split(texte, LIMITE):
        assert len(draw(Message(piece))) <= 1


@pytest.mark.parametrize(
    "texte",
    [
        "🏫" * LIMITE,
        "| " + "colonne " * 60 + "| b |\n|---|---|\n" + "| a | b |\n" * 300,
        " ".join(["**a** b"] * 437),
        " ".join(["[a](https://a.fr)"] * 194),
        "&" * LIMITE,
        "1.\n" * 1166,
        "> " * 1700,
    ],
)
def test_the_worst_messages_are_drawn_within_the_limits(texte):
    texte = texte[:LIMITE]
    parts = draw(Message(texte))
    within_limits(parts)


def test_too_many_styles_give_up_bold_before_links():
    texte = "[Code](https://a.fr) " + "**a** b " * 300
    [part] = draw(Message(texte))
    assert telegram(part.html).links == ["https://a.fr"]
    assert telegram(part.html).styles == 1


def test_cutting_loses_no_word():
    texte = "\n\n".join(f"phrase{number} 🏫🏫🏫🏫🏫🏫🏫🏫🏫🏫🏫🏫🏫🏫" for number in range(150))[:LIMITE]
    parts = draw(Message(texte))
    assert len(parts) > 1
    assert " ".join(part.plain for part in parts).split() == texte.split()


def test_nothing_to_see_is_no_message_and_buttons_alone_have_a_line_above_them():
    assert draw(Message("[](/x)")) == ()
    [part] = draw(Message("", SEGMENTS[3:]))
    assert part.html
    assert part.keyboard is not None


def test_buttons_are_under_the_last_part():
    parts = draw(Message("🏫 " * 1700, SEGMENTS))
    assert [part.keyboard is not None for part in parts] == [False] * (len(parts) - 1) + [True]


# --- buttons ----------------------------------------------------------------------------------------------------------


def rows(keyboard):
    return [[button.text for button in row] for row in keyboard.inline_keyboard]


def test_short_labels_share_a_row_and_long_ones_have_theirs():
    labels = ("Détail 8", "Retenir 8", "Écarter 8", "Comment nous lisons le plan", "Oui", "Non")
    keyboard = draw_choices(Message("", tuple(Choice(label, f"c:{label}") for label in labels)))
    assert rows(keyboard) == [["Détail 8", "Retenir 8", "Écarter 8"], ["Comment nous lisons le plan"], ["Oui", "Non"]]


def test_several_answers_are_boxes_then_validate_then_what_is_pressed_alone():
    keyboard = draw_choices(Message("", SEGMENTS, multiple=True))
    assert rows(keyboard) == [
        ["☐ Nettoyage"],
        ["☐ Restauration scolaire"],
        ["☐ Textile"],
        ["Valider"],
        ["Aucune de ces familles"],
        ["Je ne sais pas", "Pourquoi ?"],
    ]
    assert keyboard.inline_keyboard[3][0].callback_data == VALIDATE


def test_a_message_with_one_answer_has_no_box():
    assert boxes_of(draw_choices(Message("", SEGMENTS))) == {}


@given(st.sets(st.sampled_from([choice.value for choice in SEGMENTS[:3]])))
def test_ticks_live_in_the_keyboard(ticked):
    keyboard = draw_choices(Message("", SEGMENTS, multiple=True))
    redrawn = with_ticks(keyboard, frozenset(ticked))
    assert {value for value, on in boxes_of(redrawn).items() if on} == ticked
    assert labels_of(redrawn) == labels_of(keyboard)
    assert with_ticks(redrawn, frozenset()) == keyboard


def test_there_are_no_more_buttons_than_telegram_takes():
    keyboard = draw_choices(Message("", tuple(Choice(f"Fiche {n}", f"fiche:{n}") for n in range(150))))
    assert len(labels_of(keyboard)) == BUTTONS_MAX


def test_an_answered_message_keeps_its_words_and_styles():
    bold = MessageEntity(MessageEntity.BOLD, 0, 4)
    found = MessageEntity(MessageEntity.URL, 5, 3)
    assert answered("Quoi a.b ?", [bold, found], ["Oui", "Non"]) == ("Quoi a.b ?\n\n✓ Oui, Non", [bold])
    assert answered("x" * TEXT_UNITS_MAX, [], ["Oui"]) is None
