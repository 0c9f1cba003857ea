"""A purchase's page as a person uses it, in a real browser over the real engine."""

from __future__ import annotations

import re
import threading
from datetime import UTC, datetime

import pytest
import uvicorn

from bot import wiring
from bot.access import Access
from bot.diagnostic.pages import routes
from bot.platforms.web.app import create_app
from bot.platforms.web.hub import Hub, WebAdapter
from bot.serving import bind
from tests.fixtures.documents import NOTE, docx

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect

pytestmark = [pytest.mark.chromium, pytest.mark.first]

NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
TRAITEUR = "traiteur des réceptions, 200 000 € HT sur 4 ans, MAPA, non alloti"


@pytest.fixture
def served(new_file, knowledge):
    """The chat and the pages of purchases, engine and all, on a free port."""
    database = wiring.build_database(wiring.Settings(database_url=new_file()))
    access, hub = Access(frozenset({"web"})), Hub()
    bot = wiring.build_bot(knowledge, database, [WebAdapter(hub)], access, lambda: NOW)
    app = create_app(
        engine=bot.engine,
        database=database,
        hub=hub,
        documents=bot.documents,
        collectivite=knowledge.pack.collectivite,
        https=False,
        routes=routes(
            knowledge,
            database,
            bot.engine,
            hub,
            bot.documents,
            lambda memory, plateforme, personne: access.here(memory, plateforme, personne, NOW),
            lambda: NOW,
            https=False,
        ),
    )
    listener = bind("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", ws="none", timeout_graceful_shutdown=2))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    hub.close()
    server.should_exit = True
    thread.join()
    listener.close()
    database.close()


@pytest.fixture
def enter(chromium, served):
    """Open a page as a new person; what the browser complains of fails the test, but for a network that is cut."""
    contexts, complaints = [], []

    def open_page(path="/achats/en-cours", context=None, **options):
        if context is None:
            context = chromium.new_context(locale="fr-FR", timezone_id="Europe/Paris", base_url=served, **options)
            contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [one for one in complaints if "ERR_INTERNET_DISCONNECTED" not in one] == []


def describe(page, words=TRAITEUR, *, keep=True):
    page.locator("#premiers-mots").fill(words)
    page.get_by_role("button", name="Voir le diagnostic").click()
    page.locator(".carte").first.wait_for()
    if keep:
        page.get_by_role("button", name="Garder ce diagnostic").click()
        page.wait_for_url(re.compile(r"/achats/\d+"))


def change(page, nom, value):
    page.locator(f"#fait-{nom} .modifier > summary").click()
    page.locator(f"#f-{nom}").fill(value)
    page.locator(f"#fait-{nom}").get_by_role("button", name="Noter").click()


def cards(page):
    return sorted(page.locator(".carte").evaluate_all("all => all.map(one => Number(one.id.replace('action-', '')))"))


# --- a document -------------------------------------------------------------------------------------------------------


def test_a_document_dropped_in_the_chat_is_shown_then_taken_in_one_tap(enter):
    page = enter("/", **PHONE)
    note = {"name": "note de besoin.docx", "mimeType": "application/octet-stream", "buffer": docx(*NOTE[:3])}
    page.locator("#fichiers").set_input_files([note])
    page.get_by_role("button", name="Envoyer").click()
    dit = page.locator("#fil .assistant .texte").last
    expect(dit).to_contain_text("« Durée du marché : 1 an, reconductible 3 fois »")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.get_by_role("button", name="Tout prendre").click()
    expect(page.locator("#fil .assistant .texte").last).to_contain_text("durée : 48 mois")


# --- answers, without reloading ---------------------------------------------------------------------------------------


def test_the_diagnosis_is_drawn_from_the_first_sentence_and_redrawn_at_each_answer(enter):
    page = enter()
    describe(page, keep=False)
    assert page.url.endswith("/achats/en-cours")
    assert 8 in cards(page)
    page.evaluate("window.jamaisRechargee = true")
    change(page, "montant_ht", "85 000")
    expect(page.locator(".changements")).to_contain_text("+ 11")
    assert {8} & set(cards(page)) == set()
    expect(page.locator("#action-11")).to_have_class(re.compile("nouvelle"))
    expect(page.locator("#fait-montant_ht .puce-nouveau")).to_be_visible()
    expect(page.locator("#annonce")).to_contain_text("Montant : 85 000 € HT")
    expect(page.locator("#annonce")).to_contain_text("action 11")
    expect(page.locator("#fil .personne .texte").last).to_have_text("Montant : 85 000")
    assert page.evaluate("window.jamaisRechargee")


def test_the_conversation_beside_it_changes_the_document_too(enter):
    page = enter()
    describe(page)
    page.locator("#texte").fill("en fait c'est 85 000 € HT")
    page.locator("#texte").press("Enter")
    expect(page.locator("#fait-montant_ht .valeur")).to_contain_text("85 000")
    expect(page.locator("#fil .assistant").last).to_contain_text("85 000")
    assert page.locator("#texte").input_value() == ""


def test_an_action_is_kept_and_set_aside_on_its_card(enter):
    page = enter()
    describe(page)
    page.get_by_role("button", name="Retenir l’action 17").click()
    expect(page.get_by_role("button", name="Retenue l’action 17")).to_have_attribute("aria-pressed", "true")
    page.locator("#action-13 .ecarter > summary").click()
    page.locator("#motif-13").fill("aucun produit concerné")
    page.get_by_role("button", name="Écarter l’action 13").click()
    expect(page.locator("#action-13 .ecarter > summary")).to_contain_text("Écartée")
    page.locator("#action-13 .carte-pli > summary").click()
    expect(page.locator("#action-13 .decide-le")).to_contain_text("aucun produit concerné")
    expect(page.locator(".avancement")).to_contain_text("2 décidées")


def test_what_is_open_stays_open_and_the_focus_stays_where_it_was(enter):
    page = enter()
    describe(page)
    page.locator("#action-17 .carte-pli > summary").click()
    page.get_by_role("button", name="Retenir l’action 17").press("Enter")
    expect(page.locator("#action-17 .retenir.pris")).to_be_visible()
    expect(page.locator("#action-17 .carte-corps")).to_be_visible()
    assert page.evaluate("document.activeElement.closest('#action-17') !== null")


def test_a_press_in_a_hurry_is_sent_once(enter):
    page = enter()
    describe(page)
    page.get_by_role("button", name="Retenir l’action 18").dblclick()
    expect(page.locator("#action-18 .retenir.pris")).to_be_visible()
    page.wait_for_timeout(400)
    assert page.locator("#fil .personne").filter(has_text="Je retiens l’action 18").count() == 1


# --- where one is -----------------------------------------------------------------------------------------------------


def test_tabs_are_addresses_and_the_back_button_comes_back(enter):
    page = enter()
    describe(page)
    page.get_by_role("link", name="La loi").click()
    page.wait_for_url(re.compile("vue=loi"))
    expect(page.get_by_role("heading", name="Environnement")).to_be_visible()
    expect(page.locator(".onglets [aria-current=page]")).to_contain_text("La loi")
    page.get_by_role("link", name="Calendrier").click()
    page.locator("#c-date_attribution").fill("mars 2028")
    page.get_by_role("button", name="Noter").last.click()
    expect(page.locator(".jalons")).to_contain_text("2026")
    page.go_back()
    expect(page.get_by_role("heading", name="Environnement")).to_be_visible()
    page.go_back()
    expect(page.locator("#action-17")).to_be_visible()
    page.reload()
    expect(page.locator("#action-17")).to_be_visible()


def test_a_draft_survives_a_reload_and_goes_once_sent(enter):
    page = enter()
    describe(page)
    page.locator("#texte").fill("et si on passe à")
    page.locator("#action-13 .ecarter > summary").click()
    page.locator("#motif-13").fill("pas de")
    page.reload()
    assert page.locator("#texte").input_value() == "et si on passe à"
    assert page.locator("#motif-13").input_value() == "pas de"
    page.locator("#texte").fill("et si on passe à 85 k€ ?")
    page.locator("#texte").press("Enter")
    expect(page.locator("#fil .assistant").last).to_contain_text("85")
    page.reload()
    assert page.locator("#texte").input_value() == ""


def test_two_tabs_show_the_same_purchase(enter):
    one = enter()
    describe(one)
    two = enter(one.url, one.context)
    one.get_by_role("button", name="Retenir l’action 22").click()
    expect(two.locator("#action-22 .retenir.pris")).to_be_visible()
    change(two, "duree_mois", "12")
    expect(one.locator("#fait-duree_mois .valeur")).to_have_text(re.compile("12"))


def test_a_network_that_is_cut_is_said_and_the_answer_leaves_when_it_is_back(enter):
    page = enter()
    describe(page)
    page.context.set_offline(True)
    page.get_by_role("button", name="Retenir l’action 24").click()
    expect(page.locator("#etat")).to_contain_text("Connexion interrompue")
    page.context.set_offline(False)
    expect(page.locator("#action-24 .retenir.pris")).to_be_visible()
    assert page.locator("#fil .personne").filter(has_text="Je retiens l’action 24").count() == 1


def test_erasing_is_undone_in_one_tap(enter):
    page = enter()
    describe(page, keep=False)
    page.get_by_role("button", name="Abandonner cet achat").click()
    expect(page.locator("#premiers-mots")).to_be_visible()
    page.get_by_role("button", name="Le remettre").first.click()
    expect(page.locator("#action-8")).to_be_visible()


def test_a_link_is_read_by_a_colleague_and_changes_nothing(enter):
    page = enter()
    describe(page)
    page.get_by_role("button", name="Partager").click()
    link = page.locator("#lien-partage").input_value()
    reader = enter(link)
    expect(reader.locator("#action-17")).to_be_visible()
    expect(reader.get_by_text("lien de partage")).to_be_visible()
    assert reader.locator("form[data-envoi]").count() == 0
    reader.get_by_role("link", name="La loi").click()
    expect(reader.get_by_role("heading", name="Environnement")).to_be_visible()


# --- keyboard, phone, no script, paper, assistive technology ----------------------------------------------------------


def test_everything_is_done_with_the_keyboard(enter):
    page = enter()
    page.locator("#premiers-mots").focus()
    page.keyboard.type(TRAITEUR)
    page.keyboard.press("Enter")
    page.locator(".carte").first.wait_for()
    page.get_by_role("button", name="Garder ce diagnostic").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/achats/\d+"))
    page.reload()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Aller au diagnostic"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "diagnostic"
    page.locator("#action-17 .carte-pli > summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#action-17 .carte-corps")).to_be_visible()
    page.keyboard.press("Enter")
    # A key pressed before the card is folded would go into what is folding.
    expect(page.locator("#action-17 .carte-corps")).to_be_hidden()
    page.keyboard.press("Tab")  # folded: the next stop is the decision
    expect(page.locator("#action-17 .retenir")).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator("#action-17 .retenir.pris")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#motif-17")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#motif-17")).to_be_hidden()
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_on_a_phone_the_diagnosis_is_first_and_the_rest_are_sheets(enter):
    page = enter(**PHONE)
    describe(page)
    page.evaluate("window.scrollTo(0, 0)")
    expect(page.locator(".faire")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["viewport"]["width"]
    assert page.evaluate("document.documentElement.scrollHeight") < 3 * PHONE["viewport"]["height"]
    expect(page.locator("#achat")).to_be_hidden()
    page.locator(".barre [data-feuille=achat]").click()
    expect(page.get_by_role("dialog", name="L’achat")).to_be_visible()
    change(page, "duree_mois", "12")
    expect(page.locator("#fait-duree_mois .valeur")).to_have_text(re.compile("12"))
    page.keyboard.press("Escape")
    expect(page.locator("#achat")).to_be_hidden()
    assert page.evaluate("document.activeElement.dataset.feuille") == "achat"
    page.locator(".barre [data-feuille=conversation]").click()
    page.locator("#texte").fill("c'est quoi un MAPA ?")
    page.get_by_role("button", name="Envoyer").click()
    # The first search of a process builds its index.
    answer = page.locator("#fil .assistant").last
    expect(answer).to_contain_text("procédure adaptée", ignore_case=True, timeout=60_000)


def test_without_javascript_everything_is_forms_and_redirects(enter):
    page = enter(java_script_enabled=False)
    page.locator("#premiers-mots").fill(TRAITEUR)
    page.get_by_role("button", name="Voir le diagnostic").click()
    page.get_by_role("button", name="Garder ce diagnostic").click()
    assert re.search(r"/achats/\d+", page.url)
    change(page, "montant_ht", "85 000")
    expect(page.locator(".changements")).to_contain_text("+ 11")
    page.get_by_role("button", name="Retenir l’action 11").click()
    expect(page.locator("#action-11 .retenir.pris")).to_be_visible()
    page.locator("#action-13 .ecarter > summary").click()
    page.locator("#motif-13").fill("rien d'équitable ici")
    page.get_by_role("button", name="Écarter l’action 13").click()
    expect(page.locator("#action-13 .ecarter > summary")).to_contain_text("Écartée")
    page.get_by_role("link", name="Par action").click()
    expect(page.locator("#action-24")).to_be_visible()
    page.locator("#texte").fill("en fait 24 mois")
    page.get_by_role("button", name="Envoyer").click()
    expect(page.locator("#fait-duree_mois .valeur")).to_have_text(re.compile("24"))
    page.get_by_role("button", name="Partager").click()
    expect(page.locator("#lien-partage")).to_have_value(re.compile("/achats/1.lien="))


def test_each_action_is_a_heading_and_only_what_is_new_is_announced(enter):
    page = enter()
    describe(page)
    names = page.get_by_role("heading", level=3).all_inner_texts()
    assert sum("Verser une avance" in name for name in names) == 1
    assert page.get_by_role("log").count() == 1
    live = page.locator("[aria-live], [role=status], [role=alert], [role=log]")
    assert sorted(live.evaluate_all("all => all.map(one => one.id)")) == ["alerte", "annonce", "etat", "fil"]
    before = page.locator("#fil .bulle").evaluate_all("all => all.map(one => { one.vue = true; return one.id })")
    page.get_by_role("button", name="Retenir l’action 17").click()
    expect(page.locator("#action-17 .retenir.pris")).to_be_visible()
    kept = page.locator("#fil .bulle").evaluate_all("all => all.filter(one => one.vue).map(one => one.id)")
    assert kept == before  # what was read stays the same elements: the log tells additions alone


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_axe_finds_nothing(enter, faults_of, phone):
    options = PHONE if phone else {"viewport": {"width": 1360, "height": 900}}
    page = enter(bypass_csp=True, **options)
    assert faults_of(page) == []
    describe(page)
    page.get_by_role("button", name="Retenir l’action 17").click()
    page.locator("#action-17 .retenir.pris").wait_for()
    path = page.url
    for vue in ("pieces", "actions", "loi", "calendrier", "tout"):
        page.goto(f"{path.partition('?')[0]}?vue={vue}")
        assert (vue, faults_of(page)) == (vue, [])
    page.goto(path)
    page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    assert faults_of(page) == []
    if phone:
        for sheet in ("achat", "conversation"):
            page.goto(path)
            page.locator(f".barre [data-feuille={sheet}]").click()
            page.wait_for_timeout(50)
            assert faults_of(page) == []
    page.goto("/achats")
    assert faults_of(page) == []
    page.goto("/achats")


def test_on_paper_the_diagnosis_is_alone_and_whole(enter):
    page = enter(viewport={"width": 794, "height": 1123})
    describe(page)
    page.get_by_role("button", name="Retenir l’action 17").click()
    page.locator("#action-17 .retenir.pris").wait_for()
    page.goto(f"{page.url.partition('?')[0]}?vue=tout")
    page.emulate_media(media="print")
    for gone in ("#conversation", ".outils", ".barre", ".bandeau-liens", "form"):
        assert page.locator(f"{gone} >> visible=true").count() == 0, gone
    for kept in ("Verser une avance", "Un contrat écrit", "200 000 € HT", "Retenue"):
        expect(page.get_by_text(kept).first).to_be_visible()
    paper = page.pdf(format="A4")
    assert paper.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) <= 6


def test_the_word_file_is_downloaded(enter):
    page = enter()
    describe(page)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Word").click()
    assert waiting.value.suggested_filename == "diagnostic-spaser-achat-1.docx"
