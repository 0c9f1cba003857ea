"""The page as a person uses it, in a real browser."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect

pytestmark = [pytest.mark.chromium, pytest.mark.first, pytest.mark.long]

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


def said(page):
    """What the conversation shows, in order: who, and the words."""
    return page.locator("#fil .message:not([hidden])").evaluate_all(
        "messages => messages.map(m => [m.classList.contains('personne') ? 'personne' : 'assistant', "
        "m.querySelector('.texte').textContent.trim().replaceAll('\u00a0', ' ')])"
    )


def say(page, texte):
    before = page.locator("#fil .assistant").count()
    page.locator("#texte").fill(texte)
    page.locator("#texte").press("Enter")
    page.locator("#fil .assistant").nth(before).wait_for()
    expect(page.locator("#fil .en-attente")).to_have_count(0)


def scroll_y(page):
    return page.evaluate("Math.round(window.scrollY)")


def focused(page):
    return page.evaluate("document.activeElement.id || document.activeElement.className")


def test_a_person_talks_with_the_keyboard_only(visit):
    page = visit(**PHONE)  # where the field does not take the focus by itself
    page.keyboard.press("Tab")
    assert focused(page) == "evitement"
    page.keyboard.press("Enter")
    page.keyboard.type("Nettoyage des écoles")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("120 k€")
    page.keyboard.press("Enter")
    expect(page.locator("#fil .personne .texte").last).to_have_text("Nettoyage des écoles\n120 k€")
    expect(page.locator("#fil .assistant .texte").last).to_contain_text("Vous avez dit")
    assert focused(page) == "texte"
    assert page.locator("#texte").input_value() == ""


def test_a_choice_is_pressed_with_the_keyboard_and_the_focus_goes_to_the_answer(visit):
    page = visit()
    say(page, "nature")
    page.get_by_role("button", name="Services").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#fil .assistant .texte").last).to_have_text("Vous avez dit : Services")
    assert said(page)[-2] == ["personne", "Services"]
    assert page.evaluate("document.activeElement === document.querySelector('#fil .assistant:last-child')")
    expect(page.locator("button.choisi")).to_have_text("Services (votre réponse)")
    expect(page.locator("form.choix:not(.repondu)")).to_have_count(0)


def test_several_choices_are_ticked_and_sent_together(visit):
    page = visit()
    say(page, "segments")
    page.get_by_label("Nettoyage").check()
    page.get_by_label("Textile").check()
    page.get_by_role("button", name="Valider").click()
    expect(page.locator("#fil .assistant .texte").last).to_have_text("Vous avez dit : Nettoyage, Textile")
    assert said(page)[-2] == ["personne", "Nettoyage, Textile"]


def test_what_stands_beside_the_answers_is_pressed_alone(visit):
    page = visit()
    say(page, "segments")
    expect(page.get_by_role("checkbox")).to_have_count(6)
    page.get_by_label("Nettoyage").check()
    page.get_by_role("button", name="Aucune de ces familles").click()
    expect(page.locator("#fil .assistant .texte").last).to_have_text("Vous avez dit : Aucune de ces familles")
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(0)


def test_an_empty_message_is_answered_in_sight(visit):
    page = visit(viewport={"width": 1000, "height": 500})
    say(page, "resultat")
    say(page, "segments")
    page.get_by_role("button", name="Valider").click()
    expect(page.locator("#fil .assistant .texte").last).to_have_text("Vous avez dit :")
    expect(page.locator("#fil .assistant").last).to_be_in_viewport()


def test_a_choice_pressed_twice_in_a_hurry_is_sent_once(visit, site):
    page = visit()
    site.engine.delay_seconds = 0.4
    page.get_by_role("button", name="Chercher une fiche").dblclick()
    expect(page.locator("#fil .assistant")).to_have_count(2)
    page.wait_for_timeout(600)
    assert [who for who, _ in said(page)] == ["assistant", "personne", "assistant"]


def test_reloading_keeps_the_conversation_as_it_was(visit):
    page = visit()
    say(page, "nature")
    page.get_by_role("button", name="Services").click()
    expect(page.locator("#fil .assistant")).to_have_count(3)
    before = said(page)
    page.reload()
    assert said(page) == before
    expect(page.locator("button.choisi")).to_have_text("Services (votre réponse)")


def test_two_tabs_show_the_same_conversation(visit):
    one = visit()
    two = visit(one.context)
    say(one, "depuis le premier")
    expect(two.locator("#fil .assistant .texte").last).to_have_text("Vous avez dit : depuis le premier")
    say(two, "depuis le second")
    expect(one.locator("#fil .assistant .texte").last).to_have_text("Vous avez dit : depuis le second")
    assert said(one) == said(two)
    assert len(said(one)) == 5


def test_what_is_sent_shows_at_once_and_in_order_while_the_answer_is_waited_for(visit, site):
    page = visit()
    site.engine.answers.clear()
    for texte in ("un", "deux", "trois"):
        page.locator("#texte").fill(texte)
        page.locator("#texte").press("Enter")
    assert [words for who, words in said(page) if who == "personne"] == ["un", "deux", "trois"]
    expect(page.locator("#attente")).to_be_visible()
    site.engine.answers.set()
    expect(page.locator("#fil .assistant")).to_have_count(4)
    expect(page.locator("#attente")).to_be_hidden()
    assert [words for _, words in said(page)][1:] == [
        "un", "Vous avez dit : un", "deux", "Vous avez dit : deux", "trois", "Vous avez dit : trois"
    ]  # fmt: skip


def test_words_that_the_server_changes_are_shown_as_it_keeps_them(visit, site):
    page = visit()
    say(page, "a\u0000b")
    assert said(page)[1:] == [["personne", "ab"], ["assistant", "Vous avez dit : ab"]]


def test_html_typed_by_a_person_stays_text(visit):
    page = visit()
    typed = "<img src=x onerror=alert(1)><script>alert(2)</script> **gras** [lien](javascript:alert(3))"
    say(page, typed)
    page.reload()
    assert [words for _, words in said(page)][1:] == [typed, f"Vous avez dit : {typed}"]
    assert page.locator("#fil img, #fil script, #fil strong, #fil a").count() == 0


def test_a_message_written_by_another_process_arrives_by_itself(visit, site):
    page = visit()
    say(page, "un")
    with site.database.unit_of_work() as uow:
        uow.outbox.add(1, "rappel", 5, "J-14 approche.", (), multiple=False, document=None, now=datetime.now(UTC))
        uow.conversations.save(1, {}, 5, datetime.now(UTC))
        uow.commit()
    expect(page.locator("#fil .assistant .texte").last).to_have_text("J-14 approche.")


def test_a_long_answer_is_read_from_its_beginning_and_the_last_message_is_one_press_away(visit):
    page = visit(viewport={"width": 1000, "height": 600})
    say(page, "resultat")
    heading = page.get_by_role("heading", name="Ce que le SPASER demande")
    expect(heading).to_be_in_viewport()
    page.get_by_role("button", name="Aller au dernier message").click()
    expect(page.get_by_role("button", name="Écarter 8")).to_be_in_viewport()
    expect(page.get_by_role("button", name="Aller au dernier message")).to_be_hidden()


def test_a_long_way_down_to_an_answer_is_jumped(visit):
    page = visit(viewport={"width": 1000, "height": 600})
    for _ in range(3):
        say(page, "resultat")
    page.evaluate("window.scrollTo(0, 0)")
    page.evaluate(
        """() => {
          window.seen = new Set();
          const look = () => { window.seen.add(Math.round(window.scrollY)); requestAnimationFrame(look); };
          look();
        }"""
    )
    say(page, "d'ailleurs")
    expect(page.locator("#fil .assistant").last).to_be_in_viewport()
    page.wait_for_timeout(600)
    places = page.evaluate("[...window.seen]")
    flown_over = [place for place in places if 300 < place < max(places) - 300]
    assert flown_over == []


def test_on_a_phone_the_way_down_covers_no_word(visit):
    page = visit(**PHONE)
    say(page, "resultat")
    button = page.get_by_role("button", name="Aller au dernier message")
    expect(button).to_be_visible()
    footer, box = page.locator(".saisie").bounding_box(), button.bounding_box()
    assert footer["y"] <= box["y"]
    assert box["y"] + box["height"] <= page.locator("#formulaire").bounding_box()["y"]


def test_pages_of_pasted_text_leave_the_answer_in_sight(visit):
    page = visit(**PHONE)
    say(page, "Article premier. " * 250)
    assert page.locator("#fil .personne .texte").last.bounding_box()["height"] <= PHONE["viewport"]["height"] * 0.4 + 1
    expect(page.locator("#fil .assistant").last).to_be_in_viewport()


def test_a_message_that_arrives_does_not_move_whoever_reads_above(visit):
    one = visit(viewport={"width": 1000, "height": 600})
    say(one, "resultat")
    one.mouse.wheel(0, -10_000)
    one.wait_for_timeout(600)
    position = scroll_y(one)
    two = visit(one.context)
    say(two, "d'ailleurs")
    expect(one.locator("#fil .assistant .texte").last).to_have_text("Vous avez dit : d'ailleurs")
    one.wait_for_timeout(600)
    assert scroll_y(one) == position


def test_a_document_is_downloaded_under_its_name(visit):
    page = visit()
    say(page, "resultat")
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger le document").click()
    assert download.value.suggested_filename == "Diagnostic SPASER, nettoyage des écoles.docx"


def test_starting_again_is_one_press(visit):
    page = visit()
    page.get_by_role("button", name="Recommencer").click()
    expect(page.locator("#fil .assistant .texte").last).to_have_text("Vous avez dit : recommencer")


@pytest.mark.parametrize(
    "options", [PHONE, {"viewport": {"width": 320, "height": 500}}, {"viewport": {"width": 640, "height": 400}}]
)
def test_a_small_window_never_scrolls_sideways(visit, options):
    page = visit(**options)
    say(page, "resultat")
    say(page, "segments")
    say(page, "x" * 300)
    widths = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert widths[0] <= widths[1]
    # "Aller au dernier message" comes and goes while the page settles: what has just gone has no size.
    small = page.locator("button:visible, .case:visible, .fichier:visible").evaluate_all(
        "targets => targets.map(t => [t.textContent, t.getBoundingClientRect()])"
        ".filter(([, box]) => box.height > 0 && (box.width < 44 || box.height < 44)).map(([name]) => name)"
    )
    assert small == []


def test_the_page_works_without_javascript(visit):
    page = visit(java_script_enabled=False)
    page.get_by_label("Votre message").fill("nature")
    page.get_by_role("button", name="Envoyer").click()
    page.get_by_role("button", name="Services").click()
    expect(page.locator("#fil .assistant .texte").last).to_have_text("Vous avez dit : Services")
    page.get_by_label("Votre message").fill("segments")
    page.get_by_role("button", name="Envoyer").click()
    page.get_by_label("Traiteur").check()
    page.get_by_label("Textile").check()
    page.get_by_role("button", name="Valider").click()
    expect(page.locator("#fil .assistant .texte").last).to_have_text("Vous avez dit : Traiteur, Textile")
    assert urlsplit(page.url).fragment == "dernier"
    page.reload()
    expect(page.locator("#fil .assistant")).to_have_count(5)


def test_a_cut_connection_is_told_and_resumes_without_losing_or_doubling(visit, site):
    page = visit()
    other = visit(page.context)
    page.context.set_offline(True)
    page.evaluate("window.dispatchEvent(new Event('online'))")  # a stream asked for while there is no network
    expect(page.locator("#etat")).to_have_text("Connexion interrompue, nouvel essai…")
    page.locator("#texte").fill("écrit dans le train")
    page.locator("#texte").press("Enter")
    expect(page.locator("#etat")).to_have_text("Message pas encore envoyé, nouvel essai…")
    page.context.set_offline(False)
    expect(page.locator("#fil .assistant .texte").last).to_have_text("Vous avez dit : écrit dans le train")
    page.wait_for_timeout(2500)
    assert said(page)[1:] == [
        ["personne", "écrit dans le train"],
        ["assistant", "Vous avez dit : écrit dans le train"],
    ]
    expect(other.locator("#fil .assistant .texte").last).to_have_text("Vous avez dit : écrit dans le train")
    assert said(other) == said(page)
    visit.complaints[:] = [one for one in visit.complaints if "ERR_INTERNET_DISCONNECTED" not in one]


def test_a_refused_message_goes_back_to_the_field_with_the_reason(visit):
    page = visit()
    page.route("**/messages", lambda route: route.fulfill(status=503, json={"erreur": "La mémoire ne répond pas."}))
    page.locator("#texte").fill("des chaises")
    page.locator("#texte").press("Enter")
    expect(page.get_by_role("alert")).to_have_text("La mémoire ne répond pas.")
    assert page.locator("#texte").input_value() == "des chaises"
    assert [who for who, _ in said(page)] == ["assistant"]
    page.unroute("**/messages")
    page.locator("#texte").press("Enter")
    expect(page.locator("#fil .assistant .texte").last).to_have_text("Vous avez dit : des chaises")
    expect(page.get_by_role("alert")).to_be_hidden()
    visit.complaints[:] = [one for one in visit.complaints if "503" not in one]


def test_a_stream_held_back_by_a_proxy_does_not_hold_the_answer_back(visit):
    page = visit()
    page.route("**/evenements*", lambda route: None)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.locator("#texte").fill("derrière un proxy")
    page.locator("#texte").press("Enter")
    expect(page.locator("#fil .assistant .texte").last).to_have_text("Vous avez dit : derrière un proxy")
    assert len(said(page)) == 3


def test_coming_back_by_a_link_from_another_site_finds_the_conversation(visit, site):
    page = visit()
    say(page, "à retrouver")
    page.route("http://intranet.example/", lambda route: route.fulfill(
        content_type="text/html", body=f'<a href="{site.url}/">Assistant</a>'
    ))  # fmt: skip
    page.goto("http://intranet.example/")
    page.get_by_role("link", name="Assistant").click()
    expect(page.locator("#fil .assistant .texte").last).to_have_text("Vous avez dit : à retrouver")
    visit.complaints[:] = [one for one in visit.complaints if "intranet.example" not in one]


def test_the_conversation_is_said_to_screen_readers(visit):
    page = visit()
    say(page, "nature")
    log = page.get_by_role("log", name="Messages de la conversation")
    assert (log.get_attribute("aria-live"), page.locator("html").get_attribute("lang")) == ("polite", "fr")
    tree = page.locator("body").aria_snapshot()
    for landmark in (
        "- banner",
        "- main",
        "- contentinfo",
        'heading "Assistant SPASER" [level=1]',
        'textbox "Votre message"',
    ):
        assert landmark in tree


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_contrasts_enough_with_what_it_stands_on(visit, scheme):
    page = visit(color_scheme=scheme)
    say(page, "segments")
    say(page, "resultat")
    faint = page.evaluate(CONTRAST)
    assert faint == []


def test_the_server_stops_without_waiting_for_the_pages_that_stay_open(visit, site):
    page = visit()
    start = time.monotonic()
    site.stop()
    assert time.monotonic() - start < 30  # half of what it waits for who does not leave
    page.close()  # it calls the server again until then, and complains
    visit.complaints[:] = [one for one in visit.complaints if "ERR_CONNECTION_REFUSED" not in one]


# The texts of the page whose contrast with the nearest painted background is under 4.5 (3 for large ones).
CONTRAST = """() => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const rgba = (color) => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1);
    return canvas.getImageData(0, 0, 1, 1).data;
  };
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const painted = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const color = rgba(getComputedStyle(e).backgroundColor);
      if (color[3] > 250) return color;
    }
    return [255, 255, 255, 255];
  };
  const faint = [];
  for (const element of document.body.querySelectorAll('*')) {
    const words = [...element.childNodes].filter(n => n.nodeType === 3).map(n => n.data.trim()).join('');
    if (!words || !element.checkVisibility()) continue;
    const style = getComputedStyle(element);
    const [a, b] = [light(rgba(style.color)), light(painted(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < (parseFloat(style.fontSize) >= 24 ? 3 : 4.5)) faint.push(`${ratio.toFixed(2)} ${words.slice(0, 40)}`);
  }
  return faint;
}"""


# --- files ------------------------------------------------------------------------------------------------------------

CCTP = {"name": "CCTP nettoyage.docx", "mimeType": "application/octet-stream", "buffer": b"x" * 120_000}
RC = {"name": "rc.pdf", "mimeType": "application/pdf", "buffer": b"x" * 9}
DROP = """(names) => {
  const brought = new DataTransfer();
  for (const name of names) brought.items.add(new File(["x".repeat(2048)], name));
  for (const kind of ["dragenter", "dragover", "drop"]) {
    document.querySelector("#fil").dispatchEvent(new DragEvent(kind, { dataTransfer: brought, bubbles: true, cancelable: true }));
    if (kind === "dragover") window.seenDuringDrag = !document.querySelector("#depot").hidden;
  }
}"""


def test_files_are_joined_and_taken_back_with_the_keyboard_then_sent_with_words(visit):
    page = visit(**PHONE)
    opened = []
    page.on("filechooser", lambda chooser: opened.append(chooser))  # noqa: PLW0108 - Playwright marks what it is given
    page.locator("#texte").focus()
    page.keyboard.press("Shift+Tab")
    assert focused(page) == "fichiers"
    page.keyboard.press("Space")
    for _ in range(200):
        if opened:
            break
        page.wait_for_timeout(50)
    opened[0].set_files([CCTP, RC])
    expect(page.locator("#joints .joint")).to_have_text(["CCTP nettoyage.docx120 Ko", "rc.pdf0,1 Ko"])
    expect(page.locator("#annonce")).to_have_text("Joint au message : CCTP nettoyage.docx, rc.pdf")
    page.get_by_role("button", name="Retirer le fichier rc.pdf").focus()
    page.keyboard.press("Enter")
    assert (
        page.evaluate("document.activeElement.getAttribute('aria-label')") == "Retirer le fichier CCTP nettoyage.docx"
    )
    page.locator("#texte").fill("le cahier des charges")
    page.locator("#texte").press("Enter")
    expect(page.locator("#fil .assistant .texte").last).to_have_text("Lu : CCTP nettoyage.docx (120000 octets)")
    expect(page.locator("#joints")).to_be_hidden()
    expect(page.locator("#fil .personne").last).to_contain_text("CCTP nettoyage.docx")
    assert ["personne", "le cahier des charges"] in said(page)
    expect(page.locator("#fil .en-attente")).to_have_count(0)


def test_a_long_name_does_not_widen_the_page(visit):
    page = visit(**PHONE)
    page.locator("#fichiers").set_input_files([{**RC, "name": "Règlement de la consultation, " * 6 + ".pdf"}])
    expect(page.get_by_role("button", name="Retirer le fichier")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_file_alone_is_a_message(visit):
    page = visit()
    page.locator("#fichiers").set_input_files([RC])
    page.get_by_role("button", name="Envoyer").click()
    expect(page.locator("#fil .assistant .texte").last).to_have_text("Lu : rc.pdf (9 octets)")
    expect(page.locator("#fil .personne").last).to_contain_text("rc.pdf")


def test_files_dropped_anywhere_on_the_page_are_joined(visit):
    page = visit()
    page.evaluate(DROP, ["un.pdf", "deux.pdf"])
    expect(page.locator("#joints .joint-nom")).to_have_text(["un.pdf", "deux.pdf"])
    assert page.evaluate("window.seenDuringDrag")
    expect(page.locator("#depot")).to_be_hidden()


def test_what_cannot_be_joined_is_said_and_the_rest_is_joined(visit):
    page = visit()
    empty = {"name": "vide.pdf", "mimeType": "application/pdf", "buffer": b""}
    large = {"name": "film.pdf", "mimeType": "application/pdf", "buffer": b"x" * 20_000_001}
    page.locator("#fichiers").set_input_files([empty, large, RC])
    expect(page.locator("#alerte")).to_contain_text("Ce fichier est vide.")
    expect(page.locator("#alerte")).to_contain_text("Un fichier ne peut pas dépasser 20 Mo.")
    expect(page.locator("#joints .joint-nom")).to_have_text(["rc.pdf"])
    page.evaluate(DROP, ["un.pdf", "deux.pdf", "trois.pdf"])
    expect(page.locator("#alerte")).to_contain_text("Vous pouvez joindre 3 fichiers à un message.")
    expect(page.locator("#joints .joint-nom")).to_have_text(["rc.pdf", "un.pdf", "deux.pdf"])


def test_files_of_a_refused_message_are_joined_again(visit, site):
    page = visit()
    page.route("**/messages", lambda route: route.fulfill(status=413, json={"erreur": "Trop gros."}), times=1)
    page.locator("#fichiers").set_input_files([RC])
    page.locator("#texte").fill("voici")
    page.get_by_role("button", name="Envoyer").click()
    expect(page.locator("#alerte")).to_have_text("Trop gros.")
    expect(page.locator("#joints .joint-nom")).to_have_text(["rc.pdf"])
    assert page.locator("#texte").input_value() == "voici"
    visit.complaints.clear()  # the browser notes the 413
    page.get_by_role("button", name="Envoyer").click()
    expect(page.locator("#fil .assistant .texte").last).to_have_text("Lu : rc.pdf (9 octets)")


def test_without_javascript_files_are_sent_with_the_form(visit):
    page = visit(java_script_enabled=False)
    page.get_by_label("Joindre un fichier").set_input_files([CCTP, RC])
    page.locator("#texte").fill("voici")
    page.get_by_role("button", name="Envoyer").click()
    expect(page.locator("#fil .assistant .texte").last).to_have_text("Lu : rc.pdf (9 octets)")
