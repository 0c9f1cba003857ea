"""A buyer diagnoses a real notice in Chromium, reads the result, and the database holds the same."""

from __future__ import annotations

import io
import json
import threading
from datetime import UTC, datetime
from pathlib import Path

import docx
import pytest
import uvicorn

from bot import wiring
from bot.access import Access
from bot.platforms.web.app import create_app
from bot.platforms.web.hub import Hub, WebAdapter
from bot.serving import bind

EVERYBODY = Access(frozenset({"web"}))
pytestmark = [pytest.mark.chromium, pytest.mark.first]
QUESTIONS_MAX = 15
AVIS = json.loads((Path(__file__).parents[1] / "examples" / "avis_boamp.json").read_text("utf-8"))


@pytest.fixture
def served(new_file, knowledge):
    """The whole application, engine and all, on a free port."""
    database = wiring.build_database(wiring.Settings(database_url=new_file()))
    hub = Hub()
    bot = wiring.build_bot(
        knowledge, database, [WebAdapter(hub)], EVERYBODY, lambda: datetime(2026, 11, 24, 9, tzinfo=UTC)
    )
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
    yield f"http://127.0.0.1:{listener.getsockname()[1]}", database
    hub.close()
    server.should_exit = True
    thread.join()
    listener.close()
    database.close()


@pytest.fixture
def page(chromium, served):
    context = chromium.new_context(locale="fr-FR", accept_downloads=True, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(served[0])
    yield page
    context.close()


def say(page, text):
    page.get_by_role("textbox").fill(text)
    page.keyboard.press("Enter")


def test_a_real_notice_is_diagnosed_read_on_the_page_and_found_in_the_database(page, served):
    _, database = served

    say(page, f"{AVIS['objet']}, 180 000 € HT, 36 mois, appel d'offres")
    page.get_by_text("J'ai compris").last.wait_for()
    page.get_by_text("180 000 € HT", exact=False).last.wait_for()
    answered = 0
    while not page.get_by_text("Diagnostic n°").count():
        assert answered < QUESTIONS_MAX, page.locator("main").inner_text()
        question = page.locator("article.assistant").last
        text = question.inner_text()
        if "C'est bien cela" in text:
            label = "Oui"
        elif "ces familles d'achat" in text:
            label = "Aucune de ces familles"
        else:
            label = "Non"
        before = page.locator("article.assistant").count()
        # By keyboard: the page moves to a new answer, and a pointer could land beside the button. Once, and it must count.
        page.get_by_role("button", name=label, exact=True).last.press("Enter")
        page.locator("article.assistant").nth(before).wait_for()
        answered += 1
    page.get_by_text("Diagnostic n°").wait_for()
    page.get_by_role("button", name="Tout voir", exact=True).last.press("Enter")
    page.get_by_role("heading", name="en entier").wait_for()

    result = page.locator("article", has=page.get_by_role("heading", name="en entier")).last.inner_text()
    assert "Étendre la clause d'insertion" in result
    assert "Sécuriser le contrat pour les deux parties" in result
    assert "Négocier" not in result.split("Reste à préciser")[0]
    assert AVIS["objet"].split(" de la ville")[0] in result

    with database.reading() as memory:
        [logged] = memory.journal.derniers(10)
    assert {8, 17, 18, 19, 22, 24} <= {said.action for said in logged.recommandations}
    assert logged.faits["montant_ht"]["bas"] == "180000"
    assert "clause" in next(said.motif for said in logged.recommandations if said.action == 8)

    page.get_by_role("button", name="Document Word").last.click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="diagnostic-spaser").last.click()
    document = docx.Document(io.BytesIO(Path(waiting.value.path()).read_bytes()))
    assert any("Diagnostic SPASER" in paragraph.text for paragraph in document.paragraphs)


def test_a_misspelt_question_finds_its_answer_and_the_reload_keeps_it(page):
    say(page, "jpeu fr 1 seul lot ou fo couper en morceaux ?")
    page.get_by_text("Faut-il découper en lots").first.wait_for()
    page.get_by_text("Fiche 14").first.wait_for()
    page.reload()
    assert page.get_by_text("Faut-il découper en lots").count() >= 1
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
