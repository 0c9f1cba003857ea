"""The two doors of the page: buyers at one, firms at the other, and nothing of one behind the other."""

from __future__ import annotations

import html
import io
import re
import threading
from datetime import UTC, datetime

import pytest
from starlette.testclient import TestClient

from bot import wiring
from bot.access import Access
from bot.envois.commands import ecrire
from bot.platforms.web.app import create_app
from bot.platforms.web.hub import WebAdapter
from bot.platforms.web.porte import ACHETEURS, ENTREPRISES, PORTES
from handlers.conversation.vocabulary import Document, Message

JSON = {"Accept": "application/json"}
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
# Seconds that what comes may take on a busy machine; nothing that works waits for them.
SOON = 30


@pytest.fixture
def both(person):
    """A browser that has opened both pages."""
    person.get("/entreprises")
    return person


# --- one browser, two conversations -----------------------------------------------------------------------------------


def test_each_door_has_its_cookie(client):
    for path, name in (("/", "conversation"), ("/entreprises", "ligne-directe")):
        cookie = client.get(path).headers["set-cookie"]
        assert re.fullmatch(rf"{name}=[\w-]{{43}}; HttpOnly; Max-Age=15552000; Path=/; SameSite=strict", cookie), cookie
    assert client.cookies["conversation"] != client.cookies["ligne-directe"]


def test_over_https_each_cookie_is_of_the_whole_host_as_its_prefix_demands(make_app):
    client = TestClient(make_app(https=True), base_url="https://testserver")
    cookies = [client.get(path).headers["set-cookie"] for path in ("/", "/entreprises")]
    assert [cookie.partition("=")[0] for cookie in cookies] == ["__Host-conversation", "__Host-ligne-directe"]
    for cookie in cookies:
        assert "; Path=/; " in cookie
        assert "; Secure" in cookie
        assert "Domain" not in cookie


def test_what_is_said_at_one_door_does_not_show_at_the_other(both, engine, shown):
    both.post("/messages", data={"texte": "un achat"})
    both.post("/entreprises/messages", data={"texte": "une question"})
    assert shown(both.get("/").text) == ["Bonjour vous !", "un achat", "Reçu : 8 signes"]
    assert shown(both.get("/entreprises").text) == ["Bonjour vous !", "une question", "Reçu : 12 signes"]
    assert [incoming.address.plateforme for incoming in engine.received] == ["web", "web", "ligne", "ligne"]


def test_the_same_secret_names_two_people(client, engine):
    secret = "A" * 43
    client.cookies.update({"conversation": secret, "ligne-directe": secret})
    for porte in PORTES:
        assert client.post(f"{porte.chemin}/messages", data={"texte": "moi"}).status_code == 303
    people = {(incoming.address.plateforme, incoming.address.personne) for incoming in engine.received}
    assert {plateforme for plateforme, _ in people} == {"web", "ligne"}
    assert len({personne for _, personne in people}) == 2
    assert ACHETEURS.address_of(secret).personne != ENTREPRISES.address_of(secret).personne


def test_whoever_opened_one_door_only_has_no_cookie_at_the_other(person, engine):
    assert person.post("/entreprises/messages", data={"texte": "a"}, headers=JSON).status_code == 400
    assert person.get("/entreprises/evenements").status_code == 400
    assert engine.received == []


def test_writing_without_end_at_one_door_slows_nobody_down_at_the_other(both):
    for _ in range(30):
        assert both.post("/entreprises/messages", data={"texte": "encore"}).status_code == 303
    refused = both.post("/entreprises/messages", data={"texte": "de trop"})
    assert refused.status_code == 429
    assert 'action="/entreprises/messages"' in refused.text
    assert both.post("/messages", data={"texte": "moi"}).status_code == 303


def test_a_document_is_given_at_its_own_door_only(both, engine):
    engine.answer = lambda _: Message("Voici.", document=Document("diagnostic", "7", "x.docx"))
    both.post("/messages", data={"texte": "exporter"})
    assert both.get("/documents/diagnostic/7").status_code == 200
    assert both.get("/entreprises/documents/diagnostic/7").status_code == 404
    both.post("/entreprises/messages", data={"texte": "exporter"})
    assert 'href="/entreprises/documents/diagnostic/7"' in both.get("/entreprises").text
    assert both.get("/entreprises/documents/diagnostic/7").content == b"contenu"


# --- every address stays behind its door ------------------------------------------------------------------------------


def test_the_page_of_firms_names_itself_and_sends_to_its_own_addresses(both, engine):
    page = html.unescape(both.get("/entreprises").text)
    assert "<title>Ligne directe des entreprises · Ville de Clermont-Ferrand</title>" in page
    assert "<h1>Ligne directe des entreprises</h1>" in page
    assert '<meta name="description" content="Entreprises : posez vos questions' in page
    assert 'data-chemin="/entreprises"' in page
    assert set(re.findall(r'action="([^"]*)"', page)) == {"/entreprises/messages"}
    assert set(re.findall(r'href="(/[^"]*)"', page)) == {
        "/",  # the other door
        "/entreprises#dernier",
        *re.findall(r'href="(/static/[^"]+)"', page),
    }
    assert '<a href="/">Vous êtes acheteur ?</a>' in page
    assert '<a href="/entreprises">Vous êtes une entreprise ?</a>' in both.get("/").text


@pytest.mark.parametrize("path", ["/entreprises/rien", "/entreprises/documents/a/1", "/entreprises/messages"])
def test_an_error_behind_the_door_of_firms_leads_back_to_it(both, path):
    page = both.get(path).text
    assert '<a class="retour" href="/entreprises">' in page
    assert "<title>Ligne directe des entreprises, un problème" in page
    assert both.get("/rien").text.count('<a class="retour" href="/">') == 1


def test_a_link_from_another_site_comes_in_again_by_the_same_door(client):
    response = client.get("/entreprises", headers={"Sec-Fetch-Site": "cross-site"})
    assert "set-cookie" not in response.headers
    assert 'content="0; url=/entreprises?entree=1"' in response.text
    assert "ligne-directe=" in client.get("/entreprises?entree=1", headers={"Sec-Fetch-Site": "cross-site"}).headers["set-cookie"]  # fmt: skip


def test_without_javascript_a_firm_comes_back_to_its_page(both):
    for retour, where in (("dernier", "/entreprises#dernier"), ("", "/entreprises")):
        answer = both.post("/entreprises/messages", data={"texte": "bonjour", "retour": retour})
        assert (answer.status_code, answer.headers["location"]) == (303, where)
    assert both.get("/entreprises/").headers["location"].endswith("/entreprises")


def test_another_site_cannot_post_to_the_door_of_firms(both, engine):
    answer = both.post("/entreprises/messages", data={"texte": "piège"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert engine.received == []


def test_what_a_firm_types_is_escaped(both, engine):
    typed = '<script>alert(1)</script> "<b>" {{ 7*7 }}'
    engine.answer = lambda incoming: Message(incoming.text)
    both.post("/entreprises/messages", data={"texte": typed})
    page = both.get("/entreprises").text
    assert "<script>" not in page
    assert "<b>" not in page
    assert html.escape(typed, quote=False) in page.replace("&#34;", '"').replace("&quot;", '"')


# --- files ------------------------------------------------------------------------------------------------------------


def test_no_file_can_be_joined_at_the_door_of_firms(both):
    page = both.get("/entreprises").text
    for mark in ('type="file"', 'id="joints"', 'id="depot"', 'id="modele-joint"', "Fichiers joints", "Joindre"):
        assert mark not in page
        assert mark in both.get("/").text
    assert "aide-fichiers" not in page


@pytest.mark.parametrize("size", [4, 300_000, 2_000_000])
@pytest.mark.parametrize("headers", [{}, JSON])
def test_a_file_sent_there_all_the_same_is_refused_before_anybody_reads_it(both, engine, hub, size, headers):
    files = [("fichiers", ("devis.pdf", b"x" * size, "application/pdf"))]
    answer = both.post("/entreprises/messages", data={"texte": "voici"}, files=files, headers=headers)
    if size == 4:
        assert answer.status_code == 400
        assert "ne prend pas de fichier" in (answer.json()["erreur"] if headers else answer.text)
    else:
        assert answer.status_code == 413
    assert engine.received == []
    assert hub.uploads._held == {}


# --- with the engine itself -------------------------------------------------------------------------------------------


@pytest.fixture
def bot(knowledge, database, hub):
    doors = [WebAdapter(hub, porte.plateforme) for porte in PORTES]
    return wiring.build_bot(knowledge, database, doors, Access(frozenset({"web", "terminal"})), lambda: NOW)


@pytest.fixture
def town(bot, database, hub):
    """A browser on a server whose page is trusted, as `make run` makes it."""
    app = create_app(
        engine=bot.engine, database=database, hub=hub, documents=bot.documents, collectivite="Clermont", https=False
    )
    with TestClient(app, follow_redirects=False) as client:
        yield client


def firm(client) -> str:
    return ENTREPRISES.address_of(client.cookies["ligne-directe"]).personne


def last_words(client, path: str) -> str:
    page = client.get(path).text.partition('<template id="modele"')[0]
    return html.unescape(re.sub(r"<[^>]+>", "", page.rpartition("<article")[2]))


def test_where_the_page_is_trusted_the_people_of_the_ligne_directe_are_firms_still(town, bot):
    assert "Ici la ligne directe" in last_words(town, "/entreprises")
    assert "Décrivez l'achat" in last_words(town, "/")
    for porte in PORTES:
        town.post(f"{porte.chemin}/messages", data={"texte": "mes droits"})
    firms, buyers = (last_words(town, path) for path in ("/entreprises", "/"))
    assert "Entreprise." in firms
    assert "» sur la ligne directe." in firms
    assert "Sur la ligne directe, un rôle suit ce navigateur" in firms
    assert "Acheteur." in buyers
    assert "Sur la page web, un rôle suit ce navigateur" in buyers
    town.post("/entreprises/messages", data={"texte": "nettoyage des écoles, 120 000 € HT, 3 ans"})
    assert "Diagnostic n°" not in town.get("/entreprises").text
    access = Access(frozenset({"web", "terminal"}))
    with bot.database.reading() as memory:
        assert access.now(memory, "ligne", firm(town), NOW) == {"entreprise"}


def test_what_the_team_writes_to_a_firm_streams_to_its_page_and_to_no_other(town, bot, hub, database, told):
    for porte in PORTES:
        town.get(porte.racine)
        town.post(f"{porte.chemin}/messages", data={"texte": "bonjour"})

    def write(texte, porte):
        try:
            told(1, SOON)
            ecrire(database, bot.knowledge.wording, "ligne", firm(town), texte, NOW, io.StringIO())
            bot.delivery.send_due()
            told(2, SOON if porte.plateforme == "ligne" else 0.3)
        finally:
            hub.close()

    streams = {}
    for porte in PORTES:
        hub.open()
        told.times.clear()
        texte = f"Votre dossier est complet, dit devant {porte.plateforme}."
        thread = threading.Thread(target=write, args=(texte, porte))
        thread.start()
        streams[porte.plateforme] = html.unescape(town.get(f"{porte.chemin}/evenements").text)
        thread.join()
    assert "Votre dossier est complet, dit devant ligne." in streams["ligne"]
    assert "Votre dossier est complet" not in streams["web"]
    for porte in PORTES:
        assert set(re.findall(r'action="([^"]*)"', streams[porte.plateforme])) == {f"{porte.chemin}/messages"}
