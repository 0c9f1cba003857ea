"""How much of a body is read, and for whom: no address trusts what is announced."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, timedelta

import pytest
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from bot.indicateurs import pages as indicateurs_pages
from bot.platforms.bodies import BODY_MAX_BYTES, DRAINED_MAX_BYTES
from bot.platforms.web.porte import PORTES
from bot.registre import pages as registre_pages
from storage.comptes.records import Role

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
CHUNK = 64 * 1024
# What a caller would send in all, if they were let.
FLOOD_BYTES = 200 * 1024 * 1024
SECRET = "s" * 43
FORM = "application/x-www-form-urlencoded"
FILES = "multipart/form-data; boundary=x"


def called(app, path, *, kind=FORM, cookie="", length=None, stops_after=None, chunk=b"a" * CHUNK):
    """Send a body without end in pieces, as `Transfer-Encoding: chunked` does; returns the status and how much was read."""
    headers = [(b"host", b"testserver"), (b"content-type", kind.encode())]
    if cookie:
        headers.append((b"cookie", cookie.encode()))
    headers.append((b"transfer-encoding", b"chunked") if length is None else (b"content-length", str(length).encode()))
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": headers,
        "server": ("testserver", 80),
        "client": ("testclient", 50000),
    }
    read, statuses = 0, []

    async def receive():
        nonlocal read
        if stops_after is not None and read >= stops_after:
            return {"type": "http.disconnect"}
        read += len(chunk)
        return {"type": "http.request", "body": chunk, "more_body": read < FLOOD_BYTES}

    async def send(message):
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    asyncio.run(app(scope, receive, send))
    return statuses, read


@pytest.fixture
def lien(database):
    """The key that opens the register to the team."""
    with database.unit_of_work() as uow:
        uow.roles.donner("slack", "equipe", Role.EQUIPE, "x", NOW)
        cle = uow.liens.creer("registre", "slack", "equipe", NOW, timedelta(hours=1))
        uow.commit()
    return cle


async def careless(request):
    await request.body()
    return PlainTextResponse("read")


@pytest.fixture
def whole(database, pack, make_app):
    """Every address beside those of platforms, and one that does not count what it reads."""

    def roles(memory, plateforme, personne):
        return memory.roles.de(plateforme, personne)

    def clock():
        return NOW

    return make_app(
        roles=roles,
        routes=[
            *registre_pages.routes(database, pack, roles, clock, https=False, adresse="http://testserver"),
            *indicateurs_pages.routes(database, pack, roles, clock, https=False),
            Route("/negligente", careless, methods=["POST"]),
        ],
    )


@pytest.mark.parametrize("kind", [FORM, FILES])
def test_no_address_reads_a_body_without_end_whoever_sends_it(whole, lien, kind, caplog):
    cookie = f"registre={lien}; " + "; ".join(f"{porte.cookie}={SECRET}" for porte in PORTES)
    addresses = [route.path.format(numero=1) for route in whole.routes if "POST" in (route.methods or ())]
    addresses.sort(key="/registre/fermer".__eq__)  # it takes the key of the others away
    assert {"/messages", "/entreprises/messages", "/registre/tri", "/registre/tableaux/figer"} <= {*addresses}
    for path in addresses:
        [status], read = called(whole, path, kind=kind, cookie=cookie)
        # Closing the register reads nothing, nor does a program without a key. A form of parts that is none is refused at its first piece.
        expected = {200} if path == "/registre/fermer" else {401} if path.startswith("/api/") else {400, 413}
        assert status in expected, path
        assert read <= DRAINED_MAX_BYTES + 2 * CHUNK, path
        if status in (200, 401):
            assert read == 0
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


@pytest.mark.parametrize("path", [f"{porte.chemin}/messages" for porte in PORTES])
@pytest.mark.parametrize("length", [None, 3, 30_000_000])
@pytest.mark.parametrize("kind", [FORM, FILES])
def test_nothing_is_read_of_who_has_no_conversation(whole, path, length, kind):
    assert called(whole, path, kind=kind, length=length) == ([400], 0)


@pytest.mark.parametrize(
    "path",
    [
        "/registre/tri",
        "/registre/tri/annuler",
        "/registre/marches/1",
        "/registre/marches",
        "/registre/cases",
        "/registre/pieces",
    ],
)
@pytest.mark.parametrize("cookie", ["", "registre=devinee"])
def test_nothing_is_read_of_who_cannot_open_the_register(whole, path, cookie):
    assert called(whole, path, cookie=cookie) == ([401], 0)


def test_nothing_is_read_of_who_may_not_freeze_a_year(whole, database):
    with database.unit_of_work() as uow:
        uow.roles.donner("slack", "acheteur", Role.ACHETEUR, "x", NOW)
        cle = uow.liens.creer("registre", "slack", "acheteur", NOW, timedelta(hours=1))
        uow.commit()
    assert called(whole, "/registre/tableaux/figer", cookie=f"registre={cle}") == ([403], 0)


def test_files_are_read_only_for_the_house_and_take_no_place_before(whole, database, hub):
    hub.uploads.turns = asyncio.Semaphore(0)
    cookie = f"{PORTES[0].cookie}={SECRET}"
    assert called(whole, "/messages", kind=FILES, cookie=cookie, length=30_000_000) == ([403], 0)
    with database.unit_of_work() as uow:
        uow.roles.donner("web", PORTES[0].address_of(SECRET).personne, Role.ACHETEUR, "x", NOW)
        uow.commit()
    # All the places are taken: so the role let them come that far.
    assert called(whole, "/messages", kind=FILES, cookie=cookie, length=30_000_000)[0] == [503]


def test_why_a_large_file_is_not_read_is_said(make_app, client):
    client.app.routes[:] = make_app(roles=lambda *_: frozenset({Role.ENTREPRISE})).routes
    client.get("/")
    files = [("fichiers", ("rc.pdf", b"x" * 300_000))]
    answer = client.post("/messages", files=files, headers={"Accept": "application/json"})
    assert (answer.status_code, "équipe SPASER" in answer.json()["erreur"]) == (403, True)


@pytest.mark.parametrize("path", [f"{porte.chemin}/messages" for porte in PORTES])
@pytest.mark.parametrize("kind", ["text/plain", "application/json", ""])
def test_what_is_no_form_is_not_taken_as_an_empty_message(client, engine, path, kind):
    client.get(path.removesuffix("messages").rstrip("/") or "/")
    headers = {"Content-Type": kind} if kind else {}
    answer = client.post(path, content=b"texte=bonjour", headers=headers)
    assert answer.status_code == 415
    assert "n'a pas pu être lue" in answer.text.replace("&#39;", "'")
    assert engine.received == []


def test_what_is_no_form_changes_nothing_in_the_register(whole, lien):
    assert called(whole, "/registre/tri", kind="text/plain", cookie=f"registre={lien}") == ([415], 0)


@pytest.mark.parametrize("path", ["/messages", "/registre/tri", "/negligente"])
def test_who_leaves_in_the_middle_of_a_request_is_no_fault(whole, lien, path, caplog):
    caplog.set_level(logging.INFO)
    cookie = f"registre={lien}; {PORTES[0].cookie}={SECRET}"
    assert called(whole, path, cookie=cookie, stops_after=CHUNK, chunk=b"a" * 1000 * 33)[0] == []
    [said] = [record for record in caplog.records if record.name == "bot.platforms.bodies"]
    assert (said.levelno, said.exc_info) == (logging.INFO, None)


def test_an_address_that_forgets_to_count_holds_no_more_than_any_call(whole):
    assert called(whole, "/negligente", length=3)[0] == [413]
    assert BODY_MAX_BYTES < FLOOD_BYTES
