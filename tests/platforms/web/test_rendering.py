"""The small Markdown of messages, as HTML and as plain text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.envois.rendering import markdown_to_html, markdown_to_plain
from handlers.conversation.wording import neutre


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:x",
        "data:text/html,x",
        "vbscript:x",
        "//autre.fr",
        "&#106;avascript:x",
        "file:///etc",
    ],
)
def test_a_harmful_link_stays_text(link):
    assert "<a" not in markdown_to_html(f"[clic]({link})")


@pytest.mark.parametrize("link", ["https://a.fr/b?c=d", "mailto:plie@a.fr", "/documents/1", "#haut"])
def test_a_harmless_link_is_a_link(link):
    assert f'<a href="{link}"' in markdown_to_html(f"[clic]({link})")


def test_headings_start_below_the_page_s_own_and_keep_their_distances():
    assert markdown_to_html("## a\n\n### b\n\n###### c") == "<h3>a</h3>\n<h4>b</h4>\n<h6>c</h6>\n"


@given(st.text())
def test_what_was_neutralised_is_read_as_it_was_typed(texte):
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in texte).split())
    plain = markdown_to_plain("« " + neutre(line) + " »")
    assert plain == f"« {line} »" or "&" in line


@given(st.text(alphabet=st.sampled_from("ab*_#[]()<>|`-+1. \n\\!~:&;\"'/=")))
def test_no_text_makes_html_of_its_own_or_breaks_the_terminal(texte):
    html = markdown_to_html(texte)
    assert "<script" not in html
    assert "<img" not in html
    assert " style=" not in html
    markdown_to_plain(texte)


def test_plain_text_keeps_lists_quotes_code_and_loose_items_apart():
    source = "> cité\n\n1. un\n\n   suite\n2. deux\n\n```\ncode\n```\n\n---\n\nfin  \nici <a@b.fr>"
    assert markdown_to_plain(source) == ("> cité\n\n1. un\n\n   suite\n\n2. deux\n\n    code\n\n---\n\nfin\nici a@b.fr")
