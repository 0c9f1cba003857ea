"""A firm asks its question at its own door, in Chromium, on a server whose page is trusted."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
import uvicorn

from bot import wiring
from bot.access import Access
from bot.platforms.web.app import create_app
from bot.platforms.web.hub import Hub, WebAdapter
from bot.platforms.web.porte import PORTES
from bot.serving import bind

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect

pytestmark = [pytest.mark.chromium, pytest.mark.first]

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
DESK = {"viewport": {"width": 1280, "height": 900}}
SIZES = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
QUESTION = "on est 12, marché de 60 000 HT sur 8 mois, on a droit à une avance ?"
DROP = """() => {
  const brought = new DataTransfer();
  brought.items.add(new File(["x"], "devis.pdf"));
  for (const kind of ["dragenter", "dragover", "drop"]) {
    const event = new DragEvent(kind, { dataTransfer: brought, bubbles: true, cancelable: true });
    document.querySelector("#fil").dispatchEvent(event);
    if (!event.defaultPrevented) return `${kind} is the browser's`;
  }
  return "";
}"""


@dataclass
class Site:
    url: str


@pytest.fixture
def site(new_file, knowledge):
    """The whole application, engine and all, on a free port."""
    database = wiring.build_database(wiring.Settings(database_url=new_file()))
    hub = Hub()
    doors = [WebAdapter(hub, porte.plateforme) for porte in PORTES]
    access = Access(frozenset({"web"}))
    bot = wiring.build_bot(knowledge, database, doors, access, lambda: datetime(2026, 11, 24, 9, tzinfo=UTC))
    app = create_app(
        engine=bot.engine,
        database=database,
        hub=hub,
        documents=bot.documents,
        collectivite=knowledge.pack.collectivite,
        https=False,
    )
    listener = bind("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", ws="none", timeout_graceful_shutdown=2))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    yield Site(f"http://127.0.0.1:{listener.getsockname()[1]}")
    hub.close()
    server.should_exit = True
    thread.join()
    listener.close()
    database.close()


@pytest.fixture
def enter(visit, site):
    """Open the buyers' page, and go from it to that of firms."""

    def enter(context=None, **options):
        page = visit(context, **options)
        page.get_by_role("link", name="Vous êtes une entreprise ?").click()
        page.get_by_role("heading", name="Ligne directe des entreprises", level=1).wait_for()
        return page

    return enter


def answer_to(page, act):
    """The answer that comes of it."""
    before = page.locator("#fil .assistant").count()
    act()
    page.locator("#fil .assistant").nth(before).wait_for()
    expect(page.locator("#fil .en-attente")).to_have_count(0)
    return page.locator("#fil .assistant").last


def say(page, texte):
    page.locator("#texte").fill(texte)
    return answer_to(page, lambda: page.locator("#texte").press("Enter"))


def press(page, label):
    return answer_to(page, page.get_by_role("button", name=label, exact=True).last.click)


@SIZES
def test_a_firm_asks_for_an_advance_looks_further_and_asks_for_a_person(enter, faults_of, size):
    page = enter(bypass_csp=True, **size)
    expect(page.locator("#fil .assistant").first).to_contain_text("Ici la ligne directe des entreprises")
    assert page.get_by_text("Joindre un fichier").count() == 0

    answer = say(page, QUESTION)
    expect(answer).to_contain_text("Oui, c'est dans les conditions du plan")
    expect(answer).to_contain_text("Source : ")
    expect(page.locator("#fil .personne .texte").last).to_be_in_viewport()

    answer = press(page, "Demander, refuser ou vérifier son avance")
    expect(answer.get_by_role("listitem").first).to_be_visible()
    page.wait_for_timeout(400)
    # The words pressed stand whole above the answer, not behind the header.
    header = page.locator(".entete").bounding_box()
    words = page.locator("#fil .personne .texte").last.bounding_box()
    assert words["y"] >= max(0, header["y"] + header["height"])

    expect(press(page, "Parler à un conseiller")).to_contain_text("demande n° 1")
    expect(page.get_by_role("button", name="Annuler ma demande")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    small = page.locator("button:visible").evaluate_all(
        "all => all.map(e => [e.textContent, e.getBoundingClientRect()])"
        ".filter(([, box]) => box.height > 0 && (box.width < 44 || box.height < 44)).map(([name]) => name)"
    )
    assert small == []
    assert faults_of(page) == []
    assert page.url.endswith("/entreprises")


def test_the_two_conversations_of_a_browser_stay_apart(visit, enter):
    firm = enter(**DESK)
    say(firm, QUESTION)
    firm.get_by_role("link", name="Vous êtes acheteur ?").click()
    expect(firm.get_by_role("heading", level=1)).to_have_text("Assistant SPASER")
    expect(firm.locator("#fil .message:not([hidden])")).to_have_count(1)
    expect(say(firm, "fiche 17")).to_contain_text("17")
    again = enter(firm.context)
    expect(again.locator("#fil .personne:not([hidden]) .texte")).to_have_text([QUESTION])
    # A page that is open already follows its own door.
    other = enter(firm.context)
    answer = say(other, "prochaines sessions").inner_text()
    expect(again.locator("#fil .assistant").last).to_contain_text(answer.splitlines()[-1])
    expect(firm.locator("#fil .personne:not([hidden]) .texte")).to_have_text(["fiche 17"])


def test_without_javascript_a_firm_stays_at_its_door(enter):
    page = enter(java_script_enabled=False, **PHONE)
    page.get_by_label("Votre message").fill(QUESTION)
    page.get_by_role("button", name="Envoyer").click()
    expect(page.locator("#fil .assistant").last).to_contain_text("Oui, c'est dans les conditions du plan")
    page.get_by_role("button", name="Parler à un conseiller").last.click()
    expect(page.locator("#fil .assistant").last).to_contain_text("demande n° 1")
    assert page.url.endswith("/entreprises#dernier")


def test_where_the_stream_is_held_back_the_page_of_the_door_is_read_again(enter):
    page = enter(**DESK)
    page.route("**/evenements*", lambda route: None)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(say(page, QUESTION)).to_contain_text("Oui, c'est dans les conditions du plan")


def test_a_file_dropped_on_the_page_leaves_the_conversation_there_and_is_refused_with_the_reason(enter):
    page = enter(**DESK)
    assert page.evaluate(DROP) == ""
    expect(page.get_by_role("alert")).to_have_text(
        "La ligne directe ne prend pas de fichier. Dites avec vos mots ce qu'il faut en retenir."
    )
    expect(say(page, QUESTION)).to_contain_text("Oui, c'est dans les conditions du plan")
    expect(page.get_by_role("alert")).to_be_hidden()
