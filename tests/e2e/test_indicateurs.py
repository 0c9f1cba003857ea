"""The dashboards as a person reads them, in a real browser: desk, phone, keyboard only, no script, on paper, by an assistive tool."""

from __future__ import annotations

import socket
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
import uvicorn

from bot.indicateurs import pages as indicateurs_pages
from bot.platforms.web.app import create_app
from bot.platforms.web.hub import Hub
from bot.registre import pages as registre_pages
from storage.comptes.records import Role
from storage.database import Database
from tests.platforms.web.fausse_source import FausseSource

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect

pytestmark = [pytest.mark.chromium, pytest.mark.first, pytest.mark.long]

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
BASE = "/registre/tableaux"
PAGES = (
    "actions",
    "deploiement",
    "actions?annee=2025&acheteur=ville&axe=2",
    "chiffre/8.part_clauses_insertion",
    "a-reparer",
    "cliche",
    "cliche?annee=2025",
)
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
DESK = {"viewport": {"width": 1280, "height": 900}}
SIZES = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])


class NoEngine:
    def welcome(self, address):
        return []


@dataclass
class Site:
    url: str
    elsewhere: str
    link: str
    source: FausseSource


@pytest.fixture
def site(new_file, pack):
    database = Database(new_file())
    with database.unit_of_work() as uow:
        uow.roles.donner("slack", "U1", Role.EQUIPE, "x", NOW)
        cle = uow.liens.creer("registre", "slack", "U1", NOW, timedelta(hours=12))
        uow.commit()
    source = FausseSource()
    source.figer(None, pack, 2025, None, "slack:U1", NOW)

    def roles(memory, plateforme, personne):
        return memory.roles.de(plateforme, personne)

    parts = (database, pack, roles, lambda: NOW)
    app = create_app(
        engine=NoEngine(),
        database=database,
        hub=Hub(),
        documents=None,
        collectivite=pack.collectivite,
        https=False,
        routes=[
            *registre_pages.routes(*parts, https=False),
            *indicateurs_pages.routes(*parts, source=source, https=False),
        ],
    )
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", ws="none", timeout_graceful_shutdown=5))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    port = listening.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    yield Site(url, f"http://localhost:{port}", f"{url}/registre/ouvrir/{cle}?vers=tableaux", source)
    server.should_exit = True
    thread.join()
    listening.close()
    database.close()


@pytest.fixture
def visit(chromium, site):
    """Open the dashboards as the team; whatever the browser complains of, or asks of another host, fails the test."""
    contexts, complaints = [], []

    def open_page(path="", **options):
        context = chromium.new_context(locale="fr-FR", timezone_id="Europe/Paris", **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "request",
            lambda r: r.url.startswith((site.url, site.elsewhere, "data:")) or complaints.append(r.url),
        )
        page.goto(site.link)
        if path:
            page.goto(f"{site.url}{BASE}/{path}")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def focused(page):
    return page.evaluate("(document.activeElement.labels?.[0] ?? document.activeElement).textContent.trim()")


def go_to(page, name, most=80):
    for _ in range(most):
        page.keyboard.press("Tab")
        if focused(page) == name:
            return
    raise AssertionError(name)


# --- read -------------------------------------------------------------------------------------------------------------


def test_the_link_opens_the_dashboards_even_from_another_site(chromium, site):
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{site.elsewhere}/sante")
    page.evaluate("link => { location.href = link; }", site.link)
    page.get_by_role("heading", name="Les actions du SPASER en 2026").wait_for()
    assert page.url.startswith(f"{site.url}{BASE}/actions")
    context.close()


def test_a_person_filters_opens_a_figure_its_contracts_and_comes_back(visit, site):
    page = visit(**DESK)
    page.get_by_label("Année").select_option("2025")
    page.get_by_label("Acheteur", exact=True).select_option("Ville de Clermont-Ferrand")
    page.get_by_label("Direction").select_option("Sports & loisirs")
    page.get_by_role("button", name="Filtrer").click()
    expect(page.get_by_role("heading", level=2)).to_have_text("Les actions du SPASER en 2025")
    expect(page.locator(".chapeau")).to_contain_text("Ville de Clermont-Ferrand, direction Sports & loisirs")
    page.get_by_role("link", name="% de contrats clausés insertion / ciblés").click()
    expect(page.get_by_role("heading", name="120 contrats derrière ce chiffre")).to_be_visible()
    page.get_by_role("link", name="Page suivante").click()
    expect(page.get_by_text("Nettoyage des écoles, lot 050")).to_be_visible()
    page.get_by_role("link", name="Les actions du SPASER").click()
    expect(page.get_by_label("Année")).to_have_value("2025")
    assert page.evaluate("document.querySelector('tr:target th').textContent").strip().startswith("% de contrats cla")
    asked = site.source.demandes[-1]
    assert (asked.annee, asked.acheteur, asked.direction) == (2025, "ville", "Sports & loisirs")


def test_every_chart_is_drawn(visit):
    page = visit("actions", **DESK)
    page.wait_for_load_state("load")
    broken = page.locator("img").evaluate_all("all => all.filter(e => !e.naturalWidth).map(e => e.src.slice(0, 120))")
    assert broken == []
    assert page.locator("img.courbe").count() > 20
    assert page.locator("picture img").first.evaluate("e => e.naturalWidth") > 600


@SIZES
def test_no_letter_of_a_chart_is_over_another_in_the_letters_of_this_browser(visit, size):
    page = visit("actions", **size)
    page.wait_for_load_state("load")
    # The drawing is opened as a document: inside a picture, nothing can be measured.
    source = page.locator("picture img").first.evaluate("e => e.currentSrc")
    boxes = page.evaluate(
        """source => {
            const box = document.createElement("div");
            box.innerHTML = atob(source.split(",")[1]);
            document.body.append(box);
            const width = box.querySelector("svg").getBoundingClientRect();
            const found = [...box.querySelectorAll("text")].map(e => e.getBoundingClientRect());
            const out = found.map(r => [r.left - width.left, r.right - width.left, r.top, r.bottom]);
            box.remove();
            return [width.width, out];
        }""",
        source,
    )
    width, texts = boxes
    assert len(texts) > 20
    assert all(left >= -1 and right <= width + 1 for left, right, _, _ in texts)
    for rank, (left, right, top, bottom) in enumerate(texts):
        for other_left, other_right, other_top, other_bottom in texts[rank + 1 :]:
            across = min(right, other_right) - max(left, other_left)
            down = min(bottom, other_bottom) - max(top, other_top)
            assert across < 1 or down < 6, (left, top, other_left, other_top)


@pytest.mark.parametrize(
    "width", [390, 1280, *(pytest.param(width, marks=pytest.mark.long) for width in (700, 1000, 1600))]
)
def test_charts_fill_their_card(visit, width):
    page = visit("actions", viewport={"width": width, "height": 900})
    page.wait_for_load_state("load")
    for rank in range(2):
        room, taken, drawn = (
            page.locator("picture.ecran img")
            .nth(rank)
            .evaluate("e => [e.closest('.carte').clientWidth, e.getBoundingClientRect().width, e.naturalWidth]")
        )
        assert taken > room - 60
        assert 0.8 < taken / drawn < 1.6


def test_the_team_freezes_a_year_on_the_page(visit, site):
    page = visit("cliche?annee=2024", **DESK)
    page.get_by_role("button", name="Figer").click()  # the browser asks for the box first
    assert (2024, None) not in site.source.cliches
    page.get_by_label("Je fige les chiffres de 2024").check()
    page.get_by_role("button", name="Figer").click()
    expect(page.get_by_role("status")).to_contain_text("Les chiffres sont figés.")
    assert (2024, None) in site.source.cliches


def test_everything_works_without_a_script(visit):
    page = visit("actions", java_script_enabled=False, **PHONE)
    page.get_by_label("Axe du plan").select_option("2")
    page.get_by_role("button", name="Filtrer").click()
    expect(page.locator("section.axe")).to_have_count(1)
    expect(page.get_by_role("button", name="Imprimer")).to_be_hidden()


# --- by everybody -----------------------------------------------------------------------------------------------------


@SIZES
def test_no_page_breaks_a_rule_of_accessibility(visit, site, faults_of, size):
    page = visit(bypass_csp=True, **size)
    for path in PAGES:
        page.goto(f"{site.url}{BASE}/{path}")
        assert faults_of(page) == [], path


@SIZES
def test_every_page_fits_its_window_and_its_headings_follow_each_other(visit, site, size):
    page = visit(**size)
    for path in PAGES:
        page.goto(f"{site.url}{BASE}/{path}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        levels = page.locator("h1, h2, h3, h4, h5").evaluate_all("all => all.map(e => Number(e.tagName[1]))")
        assert levels[:2] == [1, 2]
        assert all(after <= before + 1 for before, after in pairwise(levels)), path


def test_what_the_pointer_must_hit_is_large_enough_on_a_phone(visit):
    page = visit("actions", **PHONE)
    page.locator("details.replier summary").first.click()
    small = page.locator("main form button, main select, main summary, nav a").evaluate_all(
        "all => all.filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 36).map(e => e.textContent)"
    )
    assert small == []


def test_the_keyboard_alone_goes_everywhere_and_shows_where_it_is(visit):
    page = visit("actions", **DESK)
    page.keyboard.press("Tab")
    assert focused(page) == "Aller au contenu"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "contenu"
    go_to(page, "Année")
    page.keyboard.press("ArrowDown")
    go_to(page, "Filtrer")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2)).to_have_text("Les actions du SPASER en 2025")
    go_to(page, "Axe 3")
    shown = page.evaluate(
        "getComputedStyle(document.activeElement).outlineStyle + getComputedStyle(document.activeElement).outlineWidth"
    )
    assert shown == "solid3px"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    inside = page.evaluate("document.activeElement.closest('section.axe').getAttribute('aria-labelledby')")
    assert inside == "axe3"


# --- on paper ---------------------------------------------------------------------------------------------------------


def test_paper_holds_the_figures_and_no_control(visit):
    page = visit("actions", color_scheme="dark", **PHONE)
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="Les six cibles du plan")).to_be_visible()
    controls = "main button, main select, main nav, header nav, footer"
    assert page.locator(controls).evaluate_all("all => all.filter(e => e.checkVisibility()).length") == 0
    assert page.locator("table.cibles").evaluate("e => getComputedStyle(e).display") == "table"
    pdf = page.pdf(prefer_css_page_size=True, print_background=True)
    assert pdf.startswith(b"%PDF")
    assert 4 <= pdf.count(b"/Type /Page\n") <= 20
    assert b"/MediaBox [0 0 594" in pdf or b"/MediaBox [0 0 595" in pdf
