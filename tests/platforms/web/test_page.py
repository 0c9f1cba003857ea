"""The page and what is sent to it."""

from __future__ import annotations

import asyncio
import hashlib
import html
import re
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from starlette.testclient import TestClient

from bot.envois.adapters import DownloadError
from bot.platforms.web.hub import WebAdapter
from handlers.conversation.vocabulary import Choice, Document, Message
from storage.database import Database

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
JSON = {"Accept": "application/json"}


def cle_of(page: str) -> str:
    return re.search(r'name="cle" value="([0-9a-f]{32})"', page)[1]


def field_of(page: str) -> str:
    return html.unescape(re.search(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.DOTALL)[1])


def test_the_page_opens_on_a_welcome_with_its_buttons(client, engine, shown):
    page = client.get("/").text
    assert shown(page) == ["Bonjour vous !"]
    assert '<button type="submit" name="choix" value="c:decrire" class="">Décrire un achat</button>' in page
    assert engine.received == []


def test_whoever_only_looks_leaves_no_trace_in_the_database(client, database):
    for _ in range(3):
        client.cookies.clear()
        client.get("/")
    with database.reading() as memory:
        assert memory._connection.exec_driver_sql("SELECT count(*) FROM conversations").scalar() == 0


def test_the_welcome_is_written_once_with_the_first_message_under_the_rank_it_was_shown_with(person, engine, shown):
    before = person.get("/").text
    for texte in ("un", "deux"):
        person.post("/messages", data={"texte": texte})
    assert [(incoming.message_id, incoming.choice) for incoming in engine.received][:1] == [("bienvenue-0", "accueil")]
    after = person.get("/").text
    assert len(engine.received) == 3
    assert shown(after)[0] == "Bonjour vous !"
    assert 'id="m2" data-rang="2"' in before
    assert 'id="m2" data-rang="2"' in after
    assert re.search(r'<main id="conversation"\s+data-rang="2"', before)


def test_a_button_of_the_welcome_can_be_the_first_message(person, engine, shown):
    person.post("/messages", data={"choix": "c:aide"})
    assert engine.received[-1].text == "Aide"
    assert shown(person.get("/").text) == ["Bonjour vous !", "Aide", "Reçu : 4 signes"]


def test_a_conversation_whose_words_were_forgotten_begins_again(person, database, engine, shown):
    person.post("/messages", data={"choix": "c:aide"})
    with database.unit_of_work() as uow:
        while waiting := uow.outbox.claim(NOW, timedelta(minutes=1), 10):
            for message in waiting:
                uow.outbox.sent(message.id, NOW)
        uow.retention.purge(NOW + timedelta(days=1))
        uow.commit()
    page = person.get("/").text
    assert shown(page) == ["Bonjour vous !"]
    assert page.partition('<template id="modele"')[0].count('<form class="choix') == 1
    person.post("/messages", data={"texte": "me revoilà"})
    assert shown(person.get("/").text) == ["Bonjour vous !", "me revoilà", "Reçu : 10 signes"]
    assert 'id="m6"' in page
    assert [incoming.message_id for incoming in engine.received if incoming.choice == "accueil"] == [
        "bienvenue-0",
        "bienvenue-4",
    ]


def test_what_runs_beside_the_page_starts_and_stops_with_it(make_app):
    events = []

    @asynccontextmanager
    async def around():
        events.append("start")
        yield
        events.append("stop")

    app = make_app(around=around)
    with TestClient(app) as client:
        assert client.get("/sante").text == "ok"
        assert events == ["start"]
    assert events == ["start", "stop"]


def test_reloading_keeps_the_conversation(person, shown):
    person.post("/messages", data={"texte": "des chaises"})
    assert shown(person.get("/").text) == ["Bonjour vous !", "des chaises", "Reçu : 11 signes"]


def test_looking_at_the_headers_alone_greets_nobody(client, engine):
    assert client.head("/").status_code == 200
    assert engine.received == []


def test_a_conversation_erased_from_the_database_is_greeted_again(client, engine, shown):
    response = client.get("/", headers={"Cookie": "conversation=" + "A" * 43})
    assert shown(response.text) == ["Bonjour vous !"]
    assert "conversation=" + "A" * 43 in response.headers["set-cookie"]


# --- security ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/sante", "/inconnue", "/documents/a/1", "/static/0/app.css"])
def test_every_answer_carries_the_security_headers(person, path):
    headers = person.get(path).headers
    assert headers["content-security-policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    assert headers["cache-control"] == "no-store"


def test_the_page_holds_no_inline_script_or_style_and_no_outside_asset(person, engine):
    engine.answer = lambda _: Message("| a | b |\n|:--|--:|\n| 1 | 2 |\n\n![x](https://ailleurs.fr/x.png)")
    person.post("/messages", data={"texte": "tableau"})
    page = person.get("/").text
    assert re.findall(r"<script(?![^>]* src=\"/static/)", page) == []
    assert re.findall(r"<style|\sstyle=|\son\w+=", page) == []
    assert re.findall(r'(?:src|<link[^>]* href)="(?!/static/)', page) == []
    assert '<td class="droite">2</td>' in page


def test_the_cookie_is_secret_strict_and_lasts(client):
    cookie = client.get("/").headers["set-cookie"]
    assert re.fullmatch(r"conversation=[\w-]{43}; HttpOnly; Max-Age=15552000; Path=/; SameSite=strict", cookie), cookie


def test_over_https_the_cookie_travels_over_https_only(make_app):
    client = TestClient(make_app(https=True), base_url="https://testserver")
    cookie = client.get("/").headers["set-cookie"]
    assert cookie.startswith("__Host-conversation=")
    assert "; Secure" in cookie


def test_the_database_does_not_hold_the_cookie(person, engine):
    person.post("/messages", data={"texte": "bonjour"})
    secret = person.cookies["conversation"]
    digest = hashlib.sha256(secret.encode()).hexdigest()[:32]
    address = engine.received[0].address
    assert (address.plateforme, address.canal, address.personne) == ("web", digest, digest)


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://ailleurs.fr"},
        {"Origin": "null"},
        {"Origin": "http://testserver:81"},
    ],
)
def test_another_site_cannot_post(person, engine, headers):
    response = person.post("/messages", data={"texte": "piège"}, headers=headers)
    assert response.status_code == 403
    assert "elle est refusée" in response.text
    assert engine.received == []


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "same-origin", "Origin": "https://vu-du-proxy.fr"}, {"Origin": "http://testserver"}]
)
def test_the_page_itself_can_post(person, headers):
    assert person.post("/messages", data={"texte": "oui"}, headers=headers).status_code == 303


def test_following_a_link_from_another_site_does_not_lose_the_conversation(client, engine):
    response = client.get("/", headers={"Sec-Fetch-Site": "cross-site"})
    assert "set-cookie" not in response.headers
    assert 'content="0; url=/?entree=1"' in response.text
    assert engine.received == []
    assert "set-cookie" in client.get("/?entree=1", headers={"Sec-Fetch-Site": "cross-site"}).headers


TYPED = '<script>alert(1)</script> "<b>" & \' [x](javascript:alert(1)) {{ 7*7 }}'


def test_what_a_person_types_is_escaped_everywhere(person, engine, database, hub):
    label = '<img src=x onerror=alert(1)> "'
    engine.answer = lambda incoming: Message(
        incoming.text, (Choice(label, '"><script>'),), document=Document("g", '"><a>', '<i>"nom".docx')
    )
    person.post("/messages", data={"texte": TYPED})
    page = person.get("/").text
    assert "<script>" not in page
    assert "<img" not in page
    assert "<b>" not in page
    assert "<i>" not in page
    assert 'href="javascript' not in page
    assert "49" not in re.search(r'class="texte">&lt;script.*', page)[0]
    assert html.escape(TYPED, quote=False) in page.replace("&#34;", '"').replace("&#39;", "'")
    assert 'value="&#34;&gt;&lt;script&gt;"' in page
    assert 'href="/documents/g/%22%3E%3Ca%3E"' in page


def test_what_a_person_types_is_escaped_in_the_page_of_a_refusal(person, engine):
    engine.down = True
    page = person.post("/messages", data={"texte": "</textarea><script>"}).text
    assert "<script>" not in page
    assert field_of(page) == "</textarea><script>"


# --- sending ----------------------------------------------------------------------------------------------------------


def test_without_javascript_a_message_comes_back_to_the_page(person):
    response = person.post("/messages", data={"texte": "bonjour", "retour": "dernier"})
    assert (response.status_code, response.headers["location"]) == (303, "/#dernier")
    response = person.post("/messages", data={"texte": "bonjour", "retour": "//ailleurs.fr"})
    assert (response.status_code, response.headers["location"]) == (303, "/")


def test_with_javascript_a_message_is_answered_in_json(person):
    response = person.post("/messages", data={"texte": "bonjour"}, headers=JSON)
    assert (response.status_code, response.json()) == (202, {"rang": 4})


def test_the_same_key_twice_is_answered_once(person, shown):
    cle = cle_of(person.get("/").text)
    for _ in range(2):
        assert person.post("/messages", data={"texte": "bonjour", "cle": cle}).status_code == 303
    assert shown(person.get("/").text) == ["Bonjour vous !", "bonjour", "Reçu : 7 signes"]


@pytest.mark.parametrize("cle", ["", "court", "é" * 20, "x" * 65])
def test_a_strange_key_is_replaced(person, engine, cle):
    person.post("/messages", data={"texte": "a", "cle": cle})
    person.post("/messages", data={"texte": "b", "cle": cle})
    ids = {incoming.message_id for incoming in engine.received}
    assert len(ids) == 3
    assert cle not in ids


def test_every_rendering_gives_a_new_key(person):
    assert cle_of(person.get("/").text) != cle_of(person.get("/").text)


def test_a_pressed_choice_reaches_the_engine_with_its_words(person, engine, shown):
    person.post("/messages", data={"choix": "c:aide"})
    assert (engine.received[-1].text, engine.received[-1].choice) == ("Aide", "c:aide")
    page = person.get("/").text
    assert "Aide" in shown(page)
    assert '<form class="choix repondu"' in page
    assert 'value="c:aide" class=" choisi">Aide<span class="vh"> (votre réponse)</span>' in page


def test_several_choices_are_joined(person, engine):
    choices = (
        Choice("Nettoyage", "q:s:n"),
        Choice("Textile", "q:s:t"),
        Choice("Autre", "q:s:a"),
        Choice("Aucune", "q:s:-"),
        Choice("Pourquoi ?", "c:pourquoi"),
    )
    engine.answer = lambda _: Message("Lesquels ?", choices, multiple=True)
    person.post("/messages", data={"texte": "familles"})
    page = person.get("/").text
    assert page.count('<input type="checkbox" name="choix"') == 3
    assert [value for value in ("q:s:-", "c:pourquoi") if f'value="{value}" class="annexe">' in page] == [
        "q:s:-",
        "c:pourquoi",
    ]
    person.post("/messages", data={"choix": ["q:s:n", "q:s:t"]})
    assert (engine.received[-1].text, engine.received[-1].choice) == ("Nettoyage, Textile", "q:s:n, q:s:t")
    assert person.get("/").text.count('autocomplete="off" checked>') == 2


def test_a_choice_that_does_not_exist_still_reaches_the_engine(person, engine):
    assert person.post("/messages", data={"choix": "rien"}).status_code == 303
    assert engine.received[-1].choice == "rien"


def test_an_empty_message_still_reaches_the_engine(person, engine, shown):
    assert person.post("/messages", data={"texte": ""}).status_code == 303
    assert (engine.received[-1].text, engine.received[-1].choice) == ("", None)
    assert shown(person.get("/").text) == ["Bonjour vous !", "Reçu : 0 signes"]


def test_line_ends_are_ours_and_nul_is_taken_out(person, engine):
    person.post("/messages", data={"texte": "a\r\nb\x00c"})
    assert engine.received[-1].text == "a\nbc"


def test_a_message_of_fifty_thousand_characters_passes(person, engine):
    files = {"texte": (None, "🎉" * 50_000)}
    assert person.post("/messages", files=files).status_code == 303
    assert len(engine.received[-1].text) == 50_000


@pytest.mark.parametrize("headers", [{}, JSON])
def test_a_body_over_the_limit_is_refused_in_french(person, engine, headers):
    response = person.post("/messages", data={"texte": "a" * 300_000}, headers=headers)
    assert response.status_code == 413
    assert "trop volumineux" in response.text
    assert engine.received == []


def test_a_body_without_a_length_is_counted_too(person):
    chunks = (b"texte=" + b"a" * 50_000 for _ in range(8))
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert person.post("/messages", content=chunks, headers=headers).status_code == 413


def test_a_file_is_refused(person, engine):
    response = person.post("/messages", files={"texte": ("virus.exe", b"MZ")}, headers=JSON)
    assert (response.status_code, list(response.json())) == (400, ["erreur"])
    assert engine.received == []


# --- files ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def reading(engine, hub):
    """What the engine reads of the files that come, as it answers."""
    adapter, read = WebAdapter(hub), []

    def answer(incoming):
        read.extend(
            (fichier.nom, fichier.octets, adapter.download(fichier, 10_000_000)) for fichier in incoming.fichiers
        )
        return Message("Lu.")

    engine.answer = answer
    return read


def joined(*files):
    return [("fichiers", (nom, content, "application/octet-stream")) for nom, content in files]


@pytest.mark.parametrize("headers", [{}, JSON])
def test_files_sent_with_words_are_read_while_the_message_is_answered_and_kept_no_longer(
    person, engine, reading, hub, headers
):
    files = joined(("C:\\Marchés\\CCTP.docx", b"PK 1"), ("rc.pdf", b"x" * 3_000_000))
    answer = person.post("/messages", data={"texte": "voici"}, files=files, headers=headers)
    assert answer.status_code == (202 if headers else 303)
    assert engine.received[-1].text == "voici"
    assert reading == [("CCTP.docx", 4, b"PK 1"), ("rc.pdf", 3_000_000, b"x" * 3_000_000)]
    for fichier in engine.received[-1].fichiers:
        with pytest.raises(DownloadError) as error:
            WebAdapter(hub).download(fichier, 10_000_000)
        assert error.value.cause == "introuvable"


def test_a_file_is_not_given_beyond_the_limit_that_is_asked(person, engine, hub):
    causes = []

    def answer(incoming):
        with pytest.raises(DownloadError) as error:
            WebAdapter(hub).download(incoming.fichiers[0], 3)
        causes.append(error.value.cause)
        return Message("Lu.")

    engine.answer = answer
    person.post("/messages", files=joined(("rc.pdf", b"1234")))
    assert causes == ["trop_gros"]


def test_a_message_that_fails_keeps_nothing_of_its_files(person, engine, hub):
    engine.down = True
    person.post("/messages", files=joined(("rc.pdf", b"1234")), headers=JSON)
    assert hub.uploads._held == {}


def test_a_field_of_files_left_empty_is_no_file(person, engine):
    body = (
        b'--x\r\nContent-Disposition: form-data; name="texte"\r\n\r\nbonjour\r\n--x\r\nContent-Disposition: form-data; '
        b'name="fichiers"; filename=""\r\nContent-Type: application/octet-stream\r\n\r\n\r\n--x--\r\n'
    )
    person.post("/messages", content=body, headers={"Content-Type": "multipart/form-data; boundary=x"})
    assert (engine.received[-1].text, engine.received[-1].fichiers) == ("bonjour", ())


@pytest.mark.parametrize("headers", [{}, JSON])
@pytest.mark.parametrize(
    ("files", "status", "said"),
    [
        ([("rc.pdf", b"")], 400, "vide"),
        ([(f"{number}.pdf", b"x") for number in range(4)], 413, "joindre 3 fichiers"),
        ([("rc.pdf", b"x" * 20_000_001)], 413, "dépasser 20 Mo"),
        ([(f"{number}.pdf", b"x" * (21 * 1024 * 1024)) for number in range(3)], 413, "dépasser 20 Mo"),
    ],
    ids=["empty", "many", "large", "larger than all together"],
)
def test_files_that_are_not_taken_are_refused_in_french(person, engine, files, status, said, headers):
    answer = person.post("/messages", data={"texte": "voici"}, files=joined(*files), headers=headers)
    assert answer.status_code == status
    assert said in html.unescape(answer.json()["erreur"] if headers else answer.text)
    assert engine.received == []


def test_words_too_long_are_refused_as_such_even_beside_a_file(person, engine):
    answer = person.post("/messages", data={"texte": "a" * 300_000}, files=joined(("rc.pdf", b"x")), headers=JSON)
    assert answer.status_code == 413
    assert "trop volumineux" in answer.json()["erreur"]
    assert engine.received == []


def test_when_as_many_files_as_can_be_are_being_read_the_next_is_asked_to_come_back(person, engine, hub):
    hub.uploads.turns = asyncio.Semaphore(0)
    answer = person.post("/messages", files=joined(("rc.pdf", b"x" * 300_000)), headers=JSON)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "15")
    assert person.post("/messages", data={"texte": "sans fichier"}).status_code == 303


def test_the_limits_are_told_beside_the_field(person):
    page = person.get("/").text.replace("\u00a0", " ")
    assert re.search(
        r'<input type="file" id="fichiers" name="fichiers" multiple aria-describedby="aide-fichiers">', page
    )
    assert "Fichiers joints : 3 au plus, 20 Mo chacun." in page


def test_without_its_cookie_a_message_is_refused_with_what_to_do(client):
    response = client.post("/messages", data={"texte": "bonjour"}, headers=JSON)
    assert response.status_code == 400
    assert "Autorisez les cookies" in response.json()["erreur"]


def test_too_many_messages_in_a_minute_are_refused_and_kept_in_the_field(person, engine):
    for _ in range(30):
        assert person.post("/messages", data={"texte": "encore"}).status_code == 303
    response = person.post("/messages", data={"texte": "de trop"})
    assert response.status_code == 429
    assert 0 < int(response.headers["retry-after"]) <= 60
    assert "Attendez une minute" in response.text
    assert field_of(response.text) == "de trop"
    assert engine.received[-1].text == "encore"


def test_one_person_does_not_slow_another_down(person, stranger):
    for _ in range(31):
        person.post("/messages", data={"texte": "encore"})
    assert stranger.post("/messages", data={"texte": "moi"}).status_code == 303


# --- when something is down -------------------------------------------------------------------------------------------


def test_a_database_that_is_down_is_told_and_the_words_are_kept(person, engine, shown):
    engine.down = True
    cle = "0123456789abcdef"
    response = person.post("/messages", data={"texte": "des chaises\n\npour l'école", "cle": cle})
    assert response.status_code == 503
    assert "est pas perdu : renvoyez-le" in response.text
    assert field_of(response.text) == "des chaises\n\npour l'école"
    assert f'value="{cle}"' in response.text
    engine.down = False
    person.post("/messages", data={"texte": "des chaises", "cle": cle})
    assert shown(person.get("/").text)[1:] == ["des chaises", "Reçu : 11 signes"]


def test_a_database_that_is_down_is_told_in_json_too(person, engine):
    engine.down = True
    response = person.post("/messages", data={"texte": "des chaises"}, headers=JSON)
    assert response.status_code == 503
    assert "renvoyez-le" in response.json()["erreur"]


def test_a_database_that_cannot_be_reached_leaves_a_page_that_says_so(make_app, tmp_path):
    client = TestClient(make_app(database=Database(f"sqlite:///{tmp_path}/absent/x.db")))
    page = client.get("/")
    assert page.status_code == 503
    assert "ne répond pas" in page.text
    assert client.post("/messages", data={"choix": "c:aide"}).status_code == 503
    assert client.get("/evenements").status_code == 503
    assert client.get("/documents/diagnostic/7").status_code == 503
    assert (client.get("/sante").status_code, client.get("/sante").text) == (503, "database unavailable")


def test_health_is_said_when_the_database_reads(client):
    assert (client.get("/sante").status_code, client.get("/sante").text) == (200, "ok")


def test_a_fault_of_ours_is_told_in_french(app, engine):
    client = TestClient(app, raise_server_exceptions=False)
    client.get("/")
    engine.broken = True
    response = client.post("/messages", data={"texte": "a"}, headers=JSON)
    assert (response.status_code, "a rencontré un problème" in response.json()["erreur"]) == (500, True)


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/rien", 404), ("GET", "/messages", 405), ("PUT", "/", 405)]
)
def test_what_does_not_exist_is_told_in_french(client, method, path, status):
    response = client.request(method, path)
    assert response.status_code == status
    assert "Revenir à la conversation" in response.text


# --- files ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def with_document(person, engine):
    engine.answer = lambda _: Message("Voici.", document=Document("diagnostic", "7", 'Été "8".docx'))
    person.post("/messages", data={"texte": "exporter"})
    return person


def test_a_document_is_given_as_an_attachment(with_document):
    page = with_document.get("/").text
    assert 'href="/documents/diagnostic/7"' in page
    response = with_document.get("/documents/diagnostic/7")
    assert (response.status_code, response.content) == (200, b"contenu")
    assert response.headers["content-disposition"] == (
        "attachment; filename=\"_t_ _8_.docx\"; filename*=UTF-8''%C3%89t%C3%A9%20%228%22.docx"
    )
    assert response.headers["content-type"].endswith("wordprocessingml.document")


def test_the_document_of_another_person_is_not_found(with_document, stranger, app):
    for client in (stranger, TestClient(app)):
        response = client.get("/documents/diagnostic/7")
        assert response.status_code == 404
        assert "existe pas dans votre conversation" in response.text


def test_a_document_that_cannot_be_made_any_more_is_not_found(with_document, engine):
    engine.answer = lambda _: Message("Voici.", document=Document("diagnostic", "8", "x.docx"))
    with_document.post("/messages", data={"texte": "exporter"})
    assert with_document.get("/documents/diagnostic/8").status_code == 404


def test_the_page_s_files_are_kept_for_good_at_an_address_that_follows_their_content(person):
    for url in re.findall(r'"(/static/[^"]+)"', person.get("/").text):
        response = person.get(url)
        assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert url.split("/")[2] == hashlib.sha256(response.content).hexdigest()[:16]


@pytest.mark.parametrize(
    "path", ["/static/0000000000000000/app.js", "/static/../app.py", "/static/%2e%2e/app.py", "/static/"]
)
def test_no_other_file_is_given(client, path):
    assert client.get(path).status_code == 404
