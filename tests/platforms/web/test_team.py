"""The team on the page: the role follows the cookie, and the page shows no code."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from starlette.testclient import TestClient

from bot import wiring
from bot.access import Access
from bot.platforms.web.app import create_app
from bot.platforms.web.hub import WebAdapter
from storage.comptes.records import Role

EVERYBODY = Access(frozenset({"web"}))
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.fixture
def app(knowledge, database, hub):
    bot = wiring.build_bot(knowledge, database, [WebAdapter(hub)], EVERYBODY, lambda: NOW)
    return create_app(
        engine=bot.engine, database=database, hub=hub, documents=bot.documents, collectivite="Clermont", https=False
    )


@pytest.fixture
def code(database):
    with database.unit_of_work() as uow:
        made = uow.roles.creer_code(Role.EQUIPE, "root", NOW, timedelta(hours=24))
        uow.commit()
    return f"{made[:4]}-{made[4:]}"


def test_a_code_typed_on_the_page_opens_the_queue_to_that_browser_only(app, person, code):
    person.post("/messages", data={"texte": "zorblaxes mauves"})
    person.post("/messages", data={"texte": f"code {code.lower()}"})
    page = person.get("/").text
    assert "équipe SPASER" in page
    assert code not in page.upper()
    assert "code (non gardé)" in page
    person.post("/messages", data={"choix": "file:liste"})
    page = person.get("/").text
    assert "zorblaxes mauves" in page
    assert 'value="file:traite:1"' in page

    stranger = TestClient(app, follow_redirects=False)
    stranger.get("/")
    stranger.post("/messages", data={"choix": "file:liste"})
    page = stranger.get("/").text
    assert "réservée à l&#39;équipe SPASER" in page or "réservée à l'équipe SPASER" in page
    assert "zorblaxes" not in page


def test_a_settled_entry_pressed_twice_says_so_on_the_page(person, code):
    person.post("/messages", data={"texte": "zorblaxes <b>mauves</b>"})
    person.post("/messages", data={"texte": f"code {code}"})
    for _ in range(2):
        person.post("/messages", data={"choix": "file:traite:1"})
    page = person.get("/").text
    assert "C'est noté : n° 1" in page.replace("&#39;", "'").replace("\u00a0", " ")
    assert "C'était déjà noté" in page.replace("&#39;", "'").replace("\u00a0", " ")
    assert "<b>mauves" not in page


def test_the_discreet_button_answers_on_the_page_and_is_kept_once(person, database):
    person.post("/messages", data={"texte": "comment aider les petites entreprises ?"})
    with database.reading() as memory:
        [row] = memory._connection.exec_driver_sql("SELECT choix FROM outbox WHERE choix LIKE '%refus:%'").all()
    refus = row[0][row[0].index("refus:") :][:14]
    for _ in range(2):
        person.post("/messages", data={"choix": refus})
    assert "ce n'était pas cela" in person.get("/").text.replace("&#39;", "'")
    with database.reading() as memory:
        [entry] = memory.apprentissage.tout()
    assert (entry.genre, entry.compte) == ("recherche_refusee", 1)
