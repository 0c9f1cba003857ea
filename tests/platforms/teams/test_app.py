"""The adapter with Microsoft's real library, before a service and keys that are ours."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import logging
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.envois.adapters import DeliveryError, DownloadError, Outgoing, PlatformRefusedError
from bot.platforms.teams import tokens as tokens_of_teams
from bot.platforms.teams.app import TeamsPlatform
from bot.platforms.teams.library import PUBLIC, jwt
from bot.platforms.teams.outgoing import PHRASES
from bot.platforms.teams.tokens import EntraTokens, Gate, LocalTokens, TokenRefusedError, TokenUnreachableError
from bot.settings import TeamsSettings
from handlers.conversation.vocabulary import Address, Choice, Document, Fichier, Message
from storage.errors import DatabaseUnavailableError
from tests.platforms.teams.conftest import served

CLIENT_ID = "5f3b1c9e-0000-4000-8000-00000000b07a"
SECRET = "secret-tres-secret"
TENANT = "72f9aa10-0000-4000-8000-0000000000aa"
ALICE = "a11ce000-0000-4000-8000-000000000001"
SERVICE_URL = f"https://smba.trafficmanager.net/fr/{TENANT}/"
EMULATED = TeamsSettings(CLIENT_ID, SECRET, TENANT, verified=False)
VERIFIED = TeamsSettings(CLIENT_ID, SECRET, TENANT)
NATURES = (Choice("Travaux", "q:nature:travaux"), Choice("Services", "q:nature:services"))
DOCUMENT = Document("diagnostic", "12", "diagnostic-spaser-12.docx")


# --- what stands around the adapter ---------------------------------------------------------------------------------


class Service:
    """Ours: the part of Microsoft's service that the adapter calls; `answers` are given once each, in order."""

    def __init__(self):
        self.calls = []
        self.answers = {}
        self.member = {"id": "29:1", "userRole": "user", "tenantId": TENANT, "userPrincipalName": "a@ville.example"}

    def app(self):
        return Starlette(routes=[Route("/{path:path}", self._answer, methods=["GET", "POST", "PUT", "DELETE"])])

    async def _answer(self, request):
        body = await request.body()
        path = "/" + request.path_params["path"]
        self.calls.append((request.method, path, body, dict(request.headers)))
        waiting = self.answers.get(request.method, [])
        if waiting:
            return waiting.pop(0)
        if "/members/" in path:
            return JSONResponse(self.member)
        if path.endswith("/v3/conversations"):
            return JSONResponse({"id": "a:prive"}, 201)
        if request.method == "DELETE":
            return Response()
        return JSONResponse({"id": f"sent-{len(self.calls)}"}, 201)

    def of(self, method, part=""):
        return [call for call in self.calls if call[0] == method and part in call[1]]

    def posted(self):
        return [json.loads(body) for _, path, body, _ in self.of("POST") if path.endswith("/activities")]

    def said(self):
        return [activity["text"] for activity in self.posted() if activity.get("text")]


class Documents:
    def __init__(self):
        self.asked = []
        self.content = b"PK docx"

    def fetch(self, document, address):
        self.asked.append((document, address))
        if isinstance(self.content, Exception):
            raise self.content
        return self.content


class Refusing:
    """Tokens that are not given."""

    def __init__(self, error):
        self.error = error
        self.closed = False

    async def get_app_token(self, scope, tenant_id=None):
        raise self.error

    def close(self):
        self.closed = True


class Running:
    """A started platform, in its own server; `received` is what it handed over."""

    def __init__(self, settings=EMULATED, choices=NATURES, **options):
        self.documents = Documents()
        self.received = []
        self.fault = None
        self.hold = {}
        self.platform = TeamsPlatform(settings, self.documents, lambda canal, reference: choices, **options)

    async def receive(self, incoming):
        if incoming.text in self.hold:
            await asyncio.to_thread(self.hold[incoming.text].wait, 10)
        if self.fault is not None:
            raise self.fault
        self.received.append(incoming)

    def app(self):
        @asynccontextmanager
        async def lifespan(_):
            await self.platform.start(self.receive)
            yield
            await self.platform.stop()

        return Starlette(routes=list(self.platform.routes), lifespan=lifespan)

    def post(self, activity, token=None):
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return httpx.post(f"{self.url}/teams/messages", json=activity, headers=headers, timeout=20)


@pytest.fixture
def service():
    found = Service()
    with served(found.app()) as url:
        found.url = f"{url}/_connector"
        yield found


@pytest.fixture
def bot(service):
    running = Running()
    with served(running.app()) as running.url:
        running.service_url = service.url
        yield running


@pytest.fixture
def local(payload, service):
    """A recorded activity, as an emulator of this machine would post it."""
    return lambda name, **changes: payload(name, **{"serviceUrl": service.url, **changes})


@pytest.fixture
def sign(rsa_keys):
    def make(key=0, headers=(("kid", "cle-1"),), **changes):
        now = int(time.time())
        claims = {
            "iss": "https://api.botframework.com",
            "aud": CLIENT_ID,
            "serviceurl": SERVICE_URL,
            "iat": now,
            "nbf": now,
            "exp": now + 3600,
            **changes,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(claims, rsa_keys[key], algorithm="RS256", headers=dict(headers))

    return make


@pytest.fixture
def checked(cloud):
    """A platform that verifies, and can call nobody: nothing leaves this machine."""
    running = Running(VERIFIED, cloud=cloud, tokens=Refusing(TokenUnreachableError("offline")))
    with served(running.app()) as running.url:
        yield running


def outgoing(service, message, canal="a:1personnelAlice", **coordonnees):
    told = {"service_url": service.url, "bot_id": f"28:{CLIENT_ID}", "user_id": "29:1alice", "tenant_id": TENANT}
    return Outgoing(Address("teams", canal, ALICE), message, "cle-1", {**told, **coordonnees})


def eventually(condition):
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


# --- who is let in ----------------------------------------------------------------------------------------------------


def test_a_request_that_microsoft_signed_is_taken(checked, payload, sign):
    assert checked.post(payload("message"), sign()).status_code == 200
    assert [incoming.text for incoming in checked.received] == ["Marché de nettoyage, 85 k€ HT par an"]


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "un-autre-robot"},
        {"iss": "https://mal.example"},
        {"iss": f"https://login.microsoftonline.com/{TENANT}/v2.0", "tid": TENANT},
        {"iss": f"https://sts.windows.net/{TENANT}/", "tid": TENANT, "azp": "5a807f24-c9de-44ee-a3a7-329e88a00ffc"},
        {"exp": int(time.time()) - 3600},
        {"serviceurl": "https://smba.trafficmanager.net/emea/"},
        {"serviceurl": None},
        {"serviceurl": 12},
        {"key": 1},
        {"headers": (("kid", "inconnue"),)},
        {"headers": ()},
    ],
    # The same in every process: not an hour ago.
    ids=lambda changes: "un jeton périmé" if "exp" in changes else str(changes),
)
def test_any_other_token_is_refused(checked, payload, sign, changes):
    assert checked.post(payload("message"), sign(**changes)).status_code == 401
    assert checked.received == []


@pytest.mark.parametrize("token", [None, "x", "a.b.c", "é"])
def test_no_token_is_refused(checked, payload, token):
    headers = {} if token is None else {"Authorization": f"Bearer {token}".encode()}
    answer = httpx.post(f"{checked.url}/teams/messages", json=payload("message"), headers=headers)
    assert answer.status_code == 401


def test_an_unsigned_token_is_refused(checked, payload, sign):
    claims = jwt.decode(sign(), options={"verify_signature": False})
    forged = jwt.encode(claims, None, algorithm="none", headers={"kid": "cle-1"})
    assert checked.post(payload("message"), forged).status_code == 401


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        12,
        "http://smba.trafficmanager.net/fr/",
        "https://mal.trafficmanager.net/fr/",
        "https://smba.trafficmanager.net.mal.example/",
        "https://smba.trafficmanager.net@mal.example/",
        "https://u:p@smba.trafficmanager.net/",
        "https://smba.trafficmanager.net:8443/",
        "https://[smba",
        "http://127.0.0.1/",
    ],
)
def test_our_token_goes_to_teams_alone_whatever_is_signed(checked, payload, sign, url):
    answer = checked.post(payload("message", serviceUrl=url), sign(serviceurl=url))
    assert answer.status_code == 401
    assert checked.received == []


def test_without_microsoft_s_keys_a_request_is_put_off(payload, sign, cloud):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    away = dataclasses.replace(cloud, openid_metadata_url=f"http://127.0.0.1:{port}/openidconfiguration")
    running = Running(VERIFIED, cloud=away, tokens=Refusing(TokenUnreachableError("offline")))
    with served(running.app()) as running.url:
        assert running.post(payload("message"), sign()).status_code == 503


def test_microsoft_s_keys_are_not_waited_for_longer_than_teams_waits(payload, sign, cloud, monkeypatch):
    monkeypatch.setattr(tokens_of_teams, "KEYS_TIMEOUT_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        hangs = dataclasses.replace(cloud, openid_metadata_url=f"http://127.0.0.1:{port}/openidconfiguration")
        running = Running(VERIFIED, cloud=hangs, tokens=Refusing(TokenUnreachableError("offline")))
        with served(running.app()) as running.url:
            started = time.monotonic()
            assert running.post(payload("message"), sign()).status_code == 503
            assert time.monotonic() - started < 20
    assert running.received == []


def test_an_emulator_s_requests_must_come_from_this_machine(bot, local, payload):
    assert bot.post(local("message")).status_code == 200
    assert bot.post(payload("message")).status_code == 401


def test_the_route_stands_before_the_start_and_after_the_stop(payload):
    running = Running()

    async def scenario():
        transport = httpx.ASGITransport(Starlette(routes=list(running.platform.routes)))
        async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
            before = await client.post("/teams/messages", json=payload("message"))
            await running.platform.start(running.receive)
            await running.platform.stop()
            after = await client.post("/teams/messages", json=payload("message"))
        return before.status_code, after.status_code

    assert asyncio.run(scenario()) == (503, 503)


@pytest.mark.parametrize(
    ("content", "status"), [(b"", 400), (b"[1]", 400), (b"{" * 9999, 400), (b" " * 1_000_001, 413), (b"\xff", 400)]
)
def test_what_is_no_activity_is_refused(bot, content, status):
    assert httpx.post(f"{bot.url}/teams/messages", content=content).status_code == status


def test_an_invoke_that_means_nothing_to_us_says_so(bot, local):
    assert bot.post(local("invocation_inconnue")).status_code == 501


@pytest.mark.parametrize("name", ["reaction", "frappe", "supprime", "arrivee_canal", "canal_sans_mention"])
def test_what_is_ignored_is_acknowledged(bot, local, name):
    assert bot.post(local(name)).status_code == 200
    assert bot.received == []


# --- what is received -------------------------------------------------------------------------------------------------


def test_teams_is_answered_once_the_message_is_kept(bot, local):
    bot.hold["bonjour"] = release = threading.Event()
    with ThreadPoolExecutor() as pool:
        answer = pool.submit(bot.post, local("message", text="bonjour"))
        time.sleep(0.3)
        assert not answer.done()
        release.set()
        assert answer.result(10).status_code == 200
    assert len(bot.received) == 1


def test_messages_of_one_conversation_keep_their_order_and_hold_back_no_other(bot, local):
    bot.hold["un"] = release = threading.Event()
    elsewhere = local("message")["conversation"] | {"id": "a:ailleurs"}
    with ThreadPoolExecutor() as pool:
        first = pool.submit(bot.post, local("message", text="un", id="1"))
        time.sleep(0.2)
        second = pool.submit(bot.post, local("message", text="deux", id="2"))
        time.sleep(0.2)
        assert bot.post(local("message", text="trois", id="3", conversation=elsewhere)).status_code == 200
        release.set()
        assert (first.result(10).status_code, second.result(10).status_code) == (200, 200)
    assert [incoming.text for incoming in bot.received] == ["trois", "un", "deux"]


@pytest.mark.parametrize(
    ("fault", "status"), [(DatabaseUnavailableError("down"), 503), (ValueError("what was typed"), 500)]
)
def test_a_message_that_is_not_kept_is_not_acknowledged_and_the_person_is_told_once(fault, status, bot, local, service):
    bot.fault = fault
    for _ in range(2):
        answer = bot.post(local("message"))
        assert (answer.status_code, answer.content) == (status, b"")
    assert service.said() == [PHRASES["indisponible"]]
    bot.post(local("message", id="2"))
    bot.post(local("appui"))
    assert service.said() == [PHRASES["indisponible"]] * 3
    bot.fault = None
    assert bot.post(local("message")).status_code == 200
    assert [incoming.message_id for incoming in bot.received] == ["1764000000100"]


def test_what_is_delivered_again_has_the_same_name(bot, local):
    for _ in range(2):
        bot.post(local("message"))
        bot.post(local("appui"))
    assert [incoming.message_id for incoming in bot.received] == ["1764000000100", "f:appui-1"] * 2


def test_an_edit_that_changes_no_word_is_ignored(bot, local):
    bot.post(local("message"))
    bot.post(local("modifie", text=local("message")["text"]))
    assert len(bot.received) == 1
    bot.post(local("modifie"))
    bot.post(local("modifie", timestamp="2026-11-24T10:00:00Z"))
    assert [incoming.modifie for incoming in bot.received] == [False, True]


def test_an_edit_that_was_not_kept_is_taken_when_it_comes_again(bot, local):
    bot.post(local("message"))
    bot.fault = DatabaseUnavailableError("down")
    assert bot.post(local("modifie")).status_code == 503
    bot.fault = None
    assert bot.post(local("modifie")).status_code == 200
    assert [incoming.modifie for incoming in bot.received] == [False, True]


def test_the_roster_tells_who_vouches_for_a_person_and_is_asked_once(bot, local, service):
    bot.post(local("message"))
    bot.post(local("message", id="2"))
    bot.post(local("canal_mention"))
    assert [incoming.organisation for incoming in bot.received] == [TENANT] * 3
    assert [path for _, path, _, _ in service.of("GET")] == [
        "/_connector/v3/conversations/a:1personnelAlice/members/29:1aliceXw-Yz",
        "/_connector/v3/conversations/19:equipe@thread.tacv2/members/29:1aliceXw-Yz",
    ]


def test_a_guest_is_vouched_for_by_nobody(bot, local, service):
    service.member["userRole"] = "guest"
    bot.post(local("canal_mention"))
    assert [incoming.organisation for incoming in bot.received] == [""]


@pytest.mark.parametrize(
    "answer", [Response(status_code=403), Response(status_code=500), Response("x"), JSONResponse([])]
)
def test_a_roster_that_does_not_answer_vouches_for_nobody(bot, local, service, answer):
    service.answers["GET"] = [answer]
    assert bot.post(local("message")).status_code == 200
    assert [incoming.organisation for incoming in bot.received] == [""]


def test_a_roster_that_fails_later_leaves_what_it_had_told(bot, local, service):
    bot.post(local("message"))
    [(key, (_, told))] = bot.platform._members._entries.items()
    bot.platform._members.put(key, (0.0, told))  # as an hour later
    service.answers["GET"] = [Response(status_code=502)]
    bot.post(local("message", id="2"))
    assert [incoming.organisation for incoming in bot.received] == [TENANT] * 2


# --- presses ----------------------------------------------------------------------------------------------------------


def test_an_answered_question_loses_its_buttons(bot, local, service):
    sent = bot.platform.send(outgoing(service, Message("Quelle **nature** ?", NATURES)))
    assert bot.post(local("appui", replyToId=sent)).status_code == 200
    eventually(lambda: service.of("PUT"))
    [(_, path, body, _)] = service.of("PUT")
    assert path == f"/_connector/v3/conversations/a:1personnelAlice/activities/{sent}"
    assert "✓ Services" in body.decode()
    assert "Action.Submit" not in body.decode()


def test_a_button_that_is_no_answer_stays(bot, local, service):
    sent = bot.platform.send(outgoing(service, Message("Résultat", (Choice("Détail 8", "d:8"),))))
    value = {"spaser": {"a": ALICE, "choix": "d:8"}}
    assert bot.post(local("appui", replyToId=sent, value=value)).status_code == 200
    time.sleep(0.3)
    assert service.of("PUT") == []


def test_a_card_that_cannot_be_drawn_again_does_not_fail_the_press(bot, local, service):
    sent = bot.platform.send(outgoing(service, Message("Nature ?", NATURES)))
    service.answers["PUT"] = [Response(status_code=500)]
    assert bot.post(local("appui", replyToId=sent)).status_code == 200
    eventually(lambda: service.of("PUT"))
    # A card of a process that is gone.
    assert bot.post(local("appui", replyToId="inconnue", id="f:autre")).status_code == 200
    assert len(bot.received) == 2


def test_a_button_acts_for_the_person_it_was_shown_to_alone(bot, local, service):
    assert bot.post(local("appui_autre")).status_code == 200
    assert bot.received == []
    assert service.said() == [PHRASES["autre_personne"]]
    assert bot.post(local("appui_canal")).status_code == 200
    assert [incoming.choice for incoming in bot.received] == ["q:nature:services"]


def test_nothing_ticked_is_no_answer(bot, local, service):
    assert bot.post(local("appui_rien_coche")).status_code == 200
    assert bot.received == []
    assert service.said() == [PHRASES["rien_coche"]]


# --- what is sent -----------------------------------------------------------------------------------------------------


def test_a_message_is_sent_to_its_thread_from_what_was_stored_alone(service):
    thread = "19:canalAchats@thread.tacv2;messageid=1764000000001"
    later = Running()  # another process, which has received nothing
    with served(later.app()):
        sent = later.platform.send(outgoing(service, Message("Rappel", NATURES), thread, conversation_type="channel"))
    [(_, path, body, headers)] = service.of("POST")
    assert path == f"/_connector/v3/conversations/{thread}/activities"
    assert sent == "sent-1"
    activity = json.loads(body)
    assert activity["from"] == {"id": f"28:{CLIENT_ID}"}
    assert activity["summary"] == "Rappel"
    assert activity["attachments"][0]["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert headers["authorization"].startswith("Bearer ")


@pytest.mark.parametrize(
    ("answer", "retry", "permanent", "cause"),
    [
        (Response(status_code=429, headers={"Retry-After": "17"}), 17, False, "ralenti"),
        (Response(status_code=429), None, False, "ralenti"),
        (Response(status_code=429, headers={"Retry-After": "Wed, 21 Oct"}), None, False, "ralenti"),
        (
            JSONResponse({"error": {"code": "BotNotInConversationRoster", "message": "texte"}}, 403),
            None,
            True,
            "bloque",
        ),
        (JSONResponse({"error": {"code": "ConversationNotFound"}}, 404), None, True, "introuvable"),
        (Response(status_code=413), None, True, "trop_long"),
        (Response(status_code=400), None, True, "refuse"),
        (Response(status_code=401), None, False, "jeton"),
        (Response(status_code=412), None, False, "inconnue"),
        (Response(status_code=500), None, False, "injoignable"),
        (Response(status_code=502), None, False, "injoignable"),
        (Response(status_code=504), None, False, "injoignable"),
    ],
    ids=lambda value: getattr(value, "status_code", value),
)
def test_each_refusal_of_the_service_says_whether_to_try_again(bot, service, answer, retry, permanent, cause):
    service.answers["POST"] = [answer]
    with pytest.raises(DeliveryError) as caught:
        bot.platform.send(outgoing(service, Message("Bonjour secret")))
    assert (caught.value.retry_after_seconds, caught.value.permanent, caught.value.cause) == (retry, permanent, cause)
    assert "secret" not in str(caught.value)
    assert bot.platform.send(outgoing(service, Message("Bonjour"))) is not None


def test_a_service_that_refuses_our_token_is_told_with_the_setting_to_look_at(bot, service, caplog):
    service.answers["POST"] = [Response(status_code=401)]
    with pytest.raises(DeliveryError):
        bot.platform.send(outgoing(service, Message("Bonjour")))
    assert "SPASER_TEAMS_CLIENT_SECRET" in caplog.text


def test_a_second_try_says_again_what_the_first_may_have_said(bot, service):
    first = outgoing(service, Message("Bonjour"))
    names = [bot.platform.send(first), bot.platform.send(dataclasses.replace(first, essai=2))]
    assert len(service.posted()) == len(set(names)) == 2


def test_a_service_that_cannot_be_reached_is_tried_again(bot, service):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(DeliveryError) as caught:
        bot.platform.send(outgoing(service, Message("Bonjour"), service_url=f"http://127.0.0.1:{port}"))
    assert not caught.value.permanent


def test_a_stored_address_that_is_not_teams_gets_nothing(bot, service):
    with pytest.raises(DeliveryError) as caught:
        bot.platform.send(outgoing(service, Message("Bonjour"), service_url="https://mal.example/"))
    assert caught.value.permanent


def test_a_platform_that_is_not_started_sends_later(service):
    with pytest.raises(DeliveryError):
        Running().platform.send(outgoing(service, Message("Bonjour")))


def test_a_refused_token_is_told_with_the_setting_to_look_at(service, caplog, payload, sign, cloud):
    tokens = Refusing(TokenUnreachableError("offline"))
    running = Running(VERIFIED, cloud=cloud, tokens=tokens)
    with served(running.app()):
        tokens.error = TokenRefusedError("invalid_client")
        with pytest.raises(DeliveryError) as caught:
            running.platform.send(outgoing(service, Message("Bonjour"), service_url=SERVICE_URL))
    assert not caught.value.permanent
    assert "SPASER_TEAMS_CLIENT_SECRET" in caplog.text
    assert "invalid_client" in caplog.text


# --- files ------------------------------------------------------------------------------------------------------------


def test_a_file_is_asked_for_in_private_then_uploaded_without_our_token(bot, local, service):
    bot.platform.send(outgoing(service, Message("", document=DOCUMENT)))
    [attachment] = service.posted()[0]["attachments"]
    assert attachment["name"] == DOCUMENT.nom
    accepted = local("accord")
    accepted["value"]["context"] = attachment["content"]["acceptContext"]
    accepted["value"]["uploadInfo"]["uploadUrl"] = f"{service.url}/upload?tempauth=jeton"
    assert bot.post(accepted).status_code == 200
    [(_, path, body, headers)] = service.of("PUT")
    assert (path, body) == ("/_connector/upload", b"PK docx")
    assert headers["content-range"] == "bytes 0-6/7"
    assert "authorization" not in headers
    assert bot.documents.asked == [(DOCUMENT, Address("teams", "a:1personnelAlice", ALICE))] * 2
    assert service.posted()[-1]["attachments"][0]["contentType"] == "application/vnd.microsoft.teams.card.file.info"
    assert service.of("DELETE")[0][1].endswith("/activities/1764000000300")


def test_a_refused_file_is_not_uploaded(bot, local, service):
    assert bot.post(local("refus")).status_code == 200
    assert service.said() == [PHRASES["fichier_refuse"]]
    assert service.of("PUT") == []


def test_a_file_goes_to_no_other_place_than_microsoft_s(bot, local, service):
    assert bot.post(local("accord")).status_code == 200  # an emulator's is on this machine
    assert service.said() == [PHRASES["fichier_echoue"]]
    assert bot.documents.asked == []


@pytest.mark.parametrize(
    ("url", "may"),
    [
        ("https://ville-my.sharepoint.com/personal/alice/_api/v2.0/drive/items/1/uploadSession?x=y", True),
        ("http://ville-my.sharepoint.com/", False),
        ("https://sharepoint.com.mal.example/", False),
        ("https://mal.example/?.sharepoint.com", False),
        ("https://169.254.169.254/", False),
        (None, False),
    ],
)
def test_where_a_person_s_file_may_go_and_come_from(url, may):
    gate = Gate(VERIFIED)
    assert gate.keeps_files(url) is may
    gate.close()


class Doors:
    """What the gate says of addresses, where the service and the OneDrive of the tests stand on this machine."""

    def __init__(self, calls, keeps):
        self.calls, self.keeps = calls, keeps

    def may_call(self, url):
        return url.startswith(self.calls)

    def keeps_files(self, url):
        return url.startswith(self.keeps)

    def close(self):
        pass


@pytest.fixture
def drive(bot, service):
    """Another server, where Teams keeps files."""
    found = Service()
    with served(found.app()) as found.url:
        bot.platform._service.gate.close()
        bot.platform._service.gate = Doors(f"{service.url}/", f"{found.url}/")
        yield found


def test_a_file_is_read_by_its_link_without_our_token(bot, drive):
    drive.answers["GET"] = [Response(b"PK CCTP", media_type="application/octet-stream")]
    fichier = Fichier("CCTP.docx", None, {"url": f"{drive.url}/download.aspx?tempauth=jeton"})
    assert bot.platform.download(fichier, 7) == b"PK CCTP"
    [(_, path, _, headers)] = drive.of("GET")
    assert path == "/download.aspx"
    assert "authorization" not in headers


def test_a_picture_is_read_from_the_service_with_our_token(bot, drive, service):
    service.answers["GET"] = [Response(b"png", media_type="image/png")]
    fichier = Fichier("image", None, {"url": f"{service.url}/v3/attachments/0/views/original"})
    assert bot.platform.download(fichier, 100) == b"png"
    [(_, _, _, headers)] = service.of("GET")
    assert headers["authorization"].startswith("Bearer ")


def test_the_service_cannot_send_our_token_elsewhere(bot, drive, service):
    service.answers["GET"] = [Response(status_code=302, headers={"Location": f"{drive.url}/vol"})]
    fichier = Fichier("image", None, {"url": f"{service.url}/v3/attachments/0/views/original"})
    with pytest.raises(DownloadError):
        bot.platform.download(fichier, 100)
    assert drive.of("GET") == []


@pytest.mark.parametrize(
    ("answer", "most", "cause"),
    [
        (Response(b"PK CCTP", media_type="application/octet-stream"), 6, "trop_gros"),
        (Response(status_code=404), 100, "introuvable"),
        (Response(status_code=401), 100, "indisponible"),
        (Response("<html>Sign in", media_type="text/html"), 100, "introuvable"),
    ],
    ids=["trop gros", "introuvable", "indisponible", "une page"],
)
def test_a_file_that_cannot_be_read_says_why(bot, drive, answer, most, cause):
    drive.answers["GET"] = [answer]
    with pytest.raises(DownloadError) as error:
        bot.platform.download(Fichier("CCTP.docx", None, {"url": f"{drive.url}/download.aspx?tempauth=jeton"}), most)
    assert error.value.cause == cause
    assert "jeton" not in str(error.value)


@pytest.mark.parametrize("url", ["https://mal.example/a", "http://169.254.169.254/latest", "", "file:///etc/passwd"])
def test_a_file_is_read_from_nowhere_else(bot, drive, url):
    with pytest.raises(DownloadError) as error:
        bot.platform.download(Fichier("a", None, {"url": url}), 100)
    assert error.value.cause == "introuvable"


def test_a_token_that_cannot_be_had_is_for_another_time(checked):
    fichier = Fichier("image", None, {"url": "https://smba.trafficmanager.net/fr/v3/attachments/0/views/original"})
    with pytest.raises(DownloadError) as error:
        checked.platform.download(fichier, 100)
    assert error.value.cause == "indisponible"


@pytest.mark.parametrize(
    ("content", "status", "phrase"),
    [(None, 200, "fichier_perdu"), (DatabaseUnavailableError("down"), 503, "indisponible")],
)
def test_a_file_that_cannot_be_made_is_said(bot, local, service, content, status, phrase):
    bot.documents.content = content
    accepted = local("accord")
    accepted["value"]["uploadInfo"]["uploadUrl"] = f"{service.url}/upload"
    assert bot.post(accepted).status_code == status
    assert service.said() == [PHRASES[phrase]]


def test_an_upload_that_fails_is_said_and_the_card_stays(bot, local, service):
    service.answers["PUT"] = [Response(status_code=507)]
    accepted = local("accord")
    accepted["value"]["uploadInfo"]["uploadUrl"] = f"{service.url}/upload"
    assert bot.post(accepted).status_code == 200
    assert service.said() == [PHRASES["fichier_echoue"]]
    assert service.of("DELETE") == []


def test_a_document_that_is_gone_is_not_sent(bot, service):
    bot.documents.content = None
    assert bot.platform.send(outgoing(service, Message("", document=DOCUMENT))) is None
    assert service.calls == []


def test_a_file_made_in_a_channel_goes_to_the_person_alone(bot, service):
    thread = "19:canalAchats@thread.tacv2;messageid=1"
    bot.platform.send(outgoing(service, Message("", document=DOCUMENT), thread, conversation_type="channel"))
    created, card, told = service.of("POST")
    assert json.loads(created[2]) == {
        "members": [{"id": "29:1alice"}],
        "tenantId": TENANT,
        "channelData": {"tenant": {"id": TENANT}},
    }
    assert card[1] == "/_connector/v3/conversations/a:prive/activities"
    context = json.loads(card[2])["attachments"][0]["content"]["acceptContext"]
    assert context["spaser"]["canal"] == thread
    assert told[1].endswith(f"{thread}/activities")
    assert json.loads(told[2])["text"] == PHRASES["fichier_en_prive"]


def test_where_the_bot_may_not_write_in_private_it_says_how(bot, service):
    service.answers["POST"] = [JSONResponse({"error": {"code": "BotNotInstalled"}}, 403)]
    bot.platform.send(outgoing(service, Message("", document=DOCUMENT), "19:groupe", conversation_type="groupChat"))
    assert service.said() == [PHRASES["fichier_impossible"]]


# --- credentials ------------------------------------------------------------------------------------------------------


def start_then_stop(platform):
    async def scenario():
        async def receive(_): ...

        await platform.start(receive)
        await platform.stop()

    asyncio.run(scenario())


def test_refused_credentials_stop_the_start_and_name_the_setting():
    tokens = Refusing(TokenRefusedError("invalid_client"))
    with pytest.raises(PlatformRefusedError, match="SPASER_TEAMS_CLIENT_SECRET"):
        start_then_stop(Running(VERIFIED, tokens=tokens).platform)
    assert tokens.closed


def test_the_start_does_not_hang_on_microsoft():
    start_then_stop(Running(VERIFIED, tokens=Refusing(TokenUnreachableError("offline"))).platform)


class Login:
    """Ours: what Entra answers to msal."""

    def __init__(self, status, body):
        self.status_code, self.text, self.headers = status, json.dumps(body), {}
        self.posted = []

    def get(self, url, **_):
        base = f"https://login.microsoftonline.com/{TENANT}/oauth2/v2.0"
        return Answer(
            200,
            {
                "authorization_endpoint": f"{base}/authorize",
                "token_endpoint": f"{base}/token",
                "issuer": "x",
                "metadata": [],
            },
        )

    def post(self, url, **options):
        self.posted.append((url, options))
        return self

    def raise_for_status(self):
        if self.status_code >= 400:
            raise OSError(self.status_code)

    def close(self): ...


class Answer:
    def __init__(self, status, body):
        self.status_code, self.text, self.headers = status, json.dumps(body), {}

    def raise_for_status(self): ...


def test_a_token_is_asked_for_our_own_tenant_and_kept():
    login = Login(200, {"access_token": "jeton", "expires_in": 3600, "token_type": "Bearer"})
    tokens = EntraTokens(VERIFIED, http_client=login)

    async def twice():
        return [await tokens.get_app_token(PUBLIC.bot_scope) for _ in range(2)]

    assert asyncio.run(twice()) == ["jeton", "jeton"]
    [(url, options)] = login.posted
    assert url == f"https://login.microsoftonline.com/{TENANT}/oauth2/v2.0/token"
    assert options["data"]["scope"] == "https://api.botframework.com/.default"
    tokens.close()


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (401, {"error": "invalid_client", "error_description": "AADSTS7000215"}, TokenRefusedError),
        (400, {"error": "unauthorized_client"}, TokenRefusedError),
        (400, {"error": "temporarily_unavailable"}, TokenUnreachableError),
        (503, {}, TokenUnreachableError),
    ],
)
def test_a_refusal_of_entra_is_told_from_its_absence(status, body, expected):
    tokens = EntraTokens(VERIFIED, http_client=Login(status, body))
    with pytest.raises(expected):
        asyncio.run(tokens.get_app_token(PUBLIC.bot_scope))
    tokens.close()


def test_an_emulator_s_token_is_well_formed_and_unsigned():
    token = asyncio.run(LocalTokens().get_app_token("x"))
    assert jwt.get_unverified_header(token)["alg"] == "none"


# --- logs -------------------------------------------------------------------------------------------------------------


def test_no_log_holds_what_was_typed_nor_a_token(checked, payload, sign, caplog):
    # As bot/logs.py has it, even when everything of ours is told.
    caplog.set_level(logging.WARNING)
    caplog.set_level(logging.DEBUG, logger="bot")
    tokens = [sign(), sign(aud="autre"), sign(key=1), sign(serviceurl="https://mal.example/tres-secret")]
    for token in tokens:
        checked.post(payload("message", text="tres-secret"), token)
    assert caplog.records
    assert "tres-secret" not in caplog.text
    assert not [token for token in tokens if token.split(".")[1] in caplog.text]


def test_the_library_does_not_read_the_env_file_of_the_folder(tmp_path):
    import subprocess
    import sys

    (tmp_path / ".env").write_text("SPASER_TEAMS_ESSAI=oui\n")
    code = "import os, bot.platforms.teams.library; print(os.environ.get('SPASER_TEAMS_ESSAI'))"
    found = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "None"
