"""The tab « Mes achats »: whom it shows what, where it may be framed, and what it says outside Teams."""

from __future__ import annotations

import re
import shutil
import time
from contextlib import contextmanager

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from bot.platforms.teams.library import jwt
from bot.platforms.teams.onglet import LIST_PATH, Onglet
from bot.platforms.teams.paquet import TAB_PATH
from bot.platforms.web.security import SecurityHeaders
from bot.settings import TeamsSettings
from handlers.conversation.vocabulary import Choice, Message
from storage.errors import DatabaseUnavailableError

CLIENT_ID = "5f3b1c9e-0000-4000-8000-00000000b07a"
TENANT = "72f9aa10-0000-4000-8000-0000000000aa"
SETTINGS = TeamsSettings(CLIENT_ID, "secret", TENANT)
SITE = "https://spaser.ville.example"
ALICE, BOB, FIRME, PERSONNE = "oid-alice", "oid-bob", "oid-firme", "oid-jamais-vu"


@pytest.fixture
def sign(rsa_keys, cloud):
    """A token as Entra gives it to Teams for somebody; `changes` replace its claims, None takes one out."""

    def make(oid=ALICE, key=0, **changes):
        now = int(time.time())
        claims = {
            "iss": f"{cloud.login_endpoint}/{TENANT}/v2.0",
            "aud": CLIENT_ID,
            "scp": "access_as_user",
            "oid": oid,
            "tid": TENANT,
            "iat": now,
            "exp": now + 3600,
            **changes,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(claims, rsa_keys[key], algorithm="RS256", headers={"kid": "cle-1"})

    return make


@contextmanager
def opened(home, cloud, settings=SETTINGS):
    """The tab, beside another page of the site, whose headers are those of the whole site."""
    onglet = Onglet(settings, home, SITE, cloud)

    async def other(_):
        return HTMLResponse("une autre page")

    app = Starlette(routes=[*onglet.routes, Route("/achats", other)], middleware=[Middleware(SecurityHeaders)])
    try:
        with TestClient(app) as client:
            yield client
    finally:
        onglet.close()


def ask(client, token=None):
    return client.post(LIST_PATH, headers={"Authorization": f"Bearer {token}"} if token else {})


def nobody(address, organisation):
    raise AssertionError("nobody's purchases are looked for")


def test_each_sees_their_own_purchases_and_nobody_else_s(person, cloud, sign):
    alice = person("teams", ALICE, "a:alice", organisation="clermont")
    bob = person("teams", BOB, "a:bob", organisation="clermont")
    firme = person("teams", FIRME, "a:firme")
    alice("nettoyage des écoles, 120 000 € HT, 36 mois")
    alice("résultat")
    bob("bonjour")
    firme("bonjour")
    with opened(alice._bot.engine.home, cloud) as client:
        seen = {who: ask(client, sign(who)) for who in (ALICE, BOB, FIRME, PERSONNE)}
    assert {who: answer.status_code for who, answer in seen.items()} == dict.fromkeys(seen, 200)
    assert {who for who, answer in seen.items() if "nettoyage des écoles" in answer.text} == {ALICE}
    assert "Vous n'avez pas encore d'achat suivi" in seen[BOB].text
    # A button opens the conversation, its words written.
    lien = re.escape(f"https://teams.microsoft.com/l/chat/0/0?users=28%3A{CLIENT_ID}&amp;message=Achat+")
    assert re.search(lien + r"\d+", seen[ALICE].text)


@pytest.mark.parametrize(
    "changes",
    [
        {"key": 1},
        {"aud": "une-autre-application"},
        {"aud": f"api://ailleurs.example/botid-{CLIENT_ID}"},
        {"iss": "https://api.botframework.com"},
        {"iss": "https://login.microsoftonline.com/un-autre-locataire/v2.0"},
        {"scp": None},
        {"scp": "User.Read"},
        {"oid": None},
        {"oid": ""},
        {"oid": 12},
        {"exp": 1},
    ],
    ids=str,
)
def test_any_other_token_shows_nothing(cloud, sign, changes):
    with opened(nobody, cloud) as client:
        answer = ask(client, sign(**changes))
    assert (answer.status_code, answer.text) == (401, "")


def test_no_token_shows_nothing(cloud, sign):
    forged = jwt.encode({"aud": CLIENT_ID, "oid": ALICE}, None, algorithm="none", headers={"kid": "cle-1"})
    with opened(nobody, cloud) as client:
        assert [ask(client, token).status_code for token in (None, "x", "a.b.c", forged)] == [401] * 4
        assert client.get(LIST_PATH).status_code == 405


def test_both_names_of_the_application_are_its_own(cloud, sign):
    asked = []

    def home(address, organisation):
        asked.append((address.plateforme, address.personne, organisation))
        return []

    with opened(home, cloud) as client:
        for aud in (CLIENT_ID, f"api://spaser.ville.example/botid-{CLIENT_ID}"):
            assert ask(client, sign(aud=aud)).status_code == 200
    # Who vouches for them is what the roster said when they last wrote: the token does not tell a guest.
    assert asked == [("teams", ALICE, None)] * 2


def test_an_emulator_which_signs_nothing_opens_no_tab(cloud, sign):
    with opened(nobody, cloud, TeamsSettings(CLIENT_ID, "secret", TENANT, verified=False)) as client:
        assert ask(client, sign()).status_code == 401


def test_without_the_database_the_tab_is_put_off(cloud, sign):
    def down(address, organisation):
        raise DatabaseUnavailableError

    with opened(down, cloud) as client:
        assert ask(client, sign()).status_code == 503


def test_what_is_shown_holds_no_markup_of_anybody(cloud, sign):
    messages = [Message("**Achat 1** : <script>x</script>", (Choice('Achat "1" & <2>', "s:voir:1"),))]
    with opened(lambda *_: messages, cloud) as client:
        text = ask(client, sign()).text
    assert "<script" not in text
    assert "<strong>Achat 1</strong>" in text
    assert "message=Achat+%221%22+%26+%3C2%3E" in text


def test_teams_alone_may_frame_the_tab_and_no_other_page(cloud):
    with opened(nobody, cloud) as client:
        policy, elsewhere = (client.get(path).headers["content-security-policy"] for path in (TAB_PATH, "/achats"))
    assert (
        "frame-ancestors https://teams.microsoft.com https://*.teams.microsoft.com https://*.cloud.microsoft" in policy
    )
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in elsewhere


ANY = {"access-control-allow-origin": "*"}
HOST = """<!doctype html><title>Teams</title><iframe src="{tab}" style="width:100%;height:90vh"></iframe>
<script>
const answers = {{
  initialize: ["content", "web", '{{"apiVersion":2,"supports":{{}}}}', "2.0.0"],
  getContext: [{{ theme: "dark", entityId: "achats", locale: "fr-fr" }}],
  "authentication.getAuthToken": [true, "{token}"],
}};
window.addEventListener("message", (event) => {{
  const {{ id, uuid, func, args }} = event.data;
  (window.asked ??= []).push([func, args]);
  if (func in answers) event.source.postMessage({{ id, uuid, args: answers[func] }}, event.origin);
}});
window.dress = (theme) => document.querySelector("iframe").contentWindow.postMessage({{ func: "themeChange", args: [theme] }}, "*");
</script>"""


@pytest.mark.chromium
def test_the_tab_in_a_browser(cloud, sign):
    """Outside Teams it says what to do; in a window that speaks as Teams does, it shows what is its person's."""
    sync_api = pytest.importorskip("playwright.sync_api")
    executable = shutil.which("chromium") or pytest.skip("no Chromium on this machine")

    with (
        opened(lambda *_: [Message("Un achat", (Choice("Achat 1", "s:voir:1"),))], cloud) as client,
        sync_api.sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"]) as browser,
    ):

        def answer(route):
            asked = route.request
            given = client.request(asked.method, asked.url.removeprefix(SITE), headers=asked.headers)
            route.fulfill(status=given.status_code, headers=dict(given.headers), body=given.content)

        page, errors = browser.new_page(), []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
        page.route(f"{SITE}/**", answer)
        page.goto(SITE + TAB_PATH)
        sync_api.expect(page.get_by_text("Cette page s’ouvre dans Microsoft Teams")).to_be_visible()

        html = HOST.format(tab=SITE + TAB_PATH, token=sign())
        for host in ("teams.microsoft.com", "mal.example"):
            page.route(f"https://{host}/", lambda route: route.fulfill(body=html, content_type="text/html"))
        page.route("https://res.cdn.office.net/**", lambda route: route.fulfill(json={"validOrigins": []}, headers=ANY))
        page.goto("https://teams.microsoft.com/")
        tab = page.frame_locator("iframe")
        sync_api.expect(tab.get_by_text("Un achat")).to_be_visible()
        sync_api.expect(tab.locator("html")).to_have_attribute("data-theme", "dark")
        page.evaluate("dress('contrast')")
        sync_api.expect(tab.locator("html")).to_have_attribute("data-theme", "contrast")
        tab.get_by_role("link", name="Achat 1").click()
        page.wait_for_function("asked.some(([func]) => func === 'executeDeepLink')")
        assert errors == []

        # Framed by anybody else, it is not even read.
        page.goto("https://mal.example/")
        assert TAB_PATH not in page.frames[-1].url
