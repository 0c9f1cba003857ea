"""The names that the page answers to, and that browsers come back by https."""

from __future__ import annotations

import pytest
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from bot.platforms.web.security import hosts_allowed


@pytest.fixture
def ask(make_app):
    """Somebody who calls us by that name."""

    async def called(request):
        return PlainTextResponse("ok")

    def ask(host, path="/", bound="127.0.0.1", adresse="", *, https=False):
        app = make_app(
            hosts=hosts_allowed(bound, adresse, https=https),
            open_to_all=["/slack/events"],
            routes=[Route("/slack/events", called)],
            https=https,
        )
        return TestClient(app).get(path, headers={"Host": host})

    return ask


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1:8000", "[::1]:8000", "LOCALHOST", "127.0.0.1"])
def test_a_page_of_this_machine_answers_to_its_own_names(ask, host):
    assert ask(host).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8000", "localhost.evil.example", "10.1.2.3", "", "a@localhost"]
)
@pytest.mark.parametrize("path", ["/", "/entreprises", "/static/app.js", "/rien"])
def test_another_name_that_leads_here_is_told_so_and_gets_nothing(ask, host, path):
    answer = ask(host, path)
    assert answer.status_code == 421
    assert "ne répond pas sous ce nom" in answer.text
    assert "set-cookie" not in answer.headers
    assert "content-security-policy" in answer.headers


@pytest.mark.parametrize("bound", ["127.0.0.1", "0.0.0.0"])
@pytest.mark.parametrize(
    ("host", "status"), [("ici.fr", 200), ("ICI.FR:443", 200), ("localhost", 200), ("evil.example", 421)]
)
def test_a_page_with_an_address_answers_to_it(ask, bound, host, status):
    assert ask(host, bound=bound, adresse="https://ici.fr", https=True).status_code == status


def test_where_our_names_are_not_known_any_is_answered(ask):
    assert ask("intranet", bound="0.0.0.0").status_code == 200
    assert ask("ville.fr", https=True).status_code == 200


@pytest.mark.parametrize("path", ["/sante", "/slack/events"])
def test_platforms_and_watchers_call_under_names_of_their_own(ask, path):
    assert ask("tunnel.example", path).status_code == 200


@pytest.mark.parametrize(("https", "said"), [(True, "max-age=31536000"), (False, None)])
@pytest.mark.parametrize("path", ["/", "/sante", "/rien"])
def test_browsers_come_back_by_https_once_it_is_set(ask, path, https, said):
    assert ask("localhost", path, https=https).headers.get("strict-transport-security") == said
