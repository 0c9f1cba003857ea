"""What each platform needs to be told: what is missing is named, with how to get it, and no secret is shown."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bot import wiring
from bot.settings import PLATFORMS, SettingError, Values, is_mentioned, read_platform

WHOLE = {
    "slack": {"BOT_TOKEN": "xoxb-s3cret", "SIGNING_SECRET": "s3cret"},
    "telegram": {"TOKEN": "1:s3cret"},
    "teams": {"CLIENT_ID": "id", "CLIENT_SECRET": "s3cret", "TENANT_ID": "tenant"},
    "matrix": {
        "HOMESERVER": "https://matrix.exemple.fr",
        "USER": "@spaser:exemple.fr",
        "PASSWORD": "s3cret",
        "STORE_KEY": "s3cret",
    },
}


def read(plateforme, host="127.0.0.1", without=(), **more):
    values = {name: value for name, value in {**WHOLE[plateforme], **more}.items() if name not in without}
    return read_platform(plateforme, {f"SPASER_{plateforme.upper()}_{name}": v for name, v in values.items()}, host)


@pytest.mark.parametrize("plateforme", PLATFORMS)
def test_what_is_whole_is_read_and_shows_no_secret(plateforme):
    assert "s3cret" not in repr(read(plateforme))
    assert "s3cret" not in repr(Values(plateforme, WHOLE[plateforme]))


@pytest.mark.parametrize(("plateforme", "name"), [(p, name) for p, names in WHOLE.items() for name in names])
@pytest.mark.parametrize("blank", [False, True])
def test_what_is_missing_is_named_with_where_its_steps_are(plateforme, name, blank):
    with pytest.raises(SettingError) as said:
        read(plateforme, **({name: "  "} if blank else {"without": (name,)}))
    assert f"SPASER_{plateforme.upper()}_{name}" in str(said.value)
    assert f"docs/{plateforme}.md tells the steps" in str(said.value)
    assert "s3cret" not in str(said.value)


def test_a_telegram_webhook_needs_its_secret():
    with pytest.raises(SettingError, match="SPASER_TELEGRAM_WEBHOOK_SECRET"):
        read("telegram", WEBHOOK_URL="https://spaser.exemple.fr")
    assert read("telegram", WEBHOOK_URL="https://spaser.exemple.fr", WEBHOOK_SECRET="s3cret").webhook_secret


@pytest.mark.parametrize("url", ["exemple.fr", "ftp://exemple.fr", "https://", "https://["])
@pytest.mark.parametrize(
    ("plateforme", "name"), [("matrix", "HOMESERVER"), ("slack", "API_URL"), ("telegram", "WEBHOOK_URL")]
)
def test_what_is_no_address_is_said(plateforme, name, url):
    with pytest.raises(SettingError, match=rf"SPASER_{plateforme.upper()}_{name} is .*https://"):
        read(plateforme, **{name: url})


@pytest.mark.parametrize(
    ("host", "allowed"),
    [("127.0.0.1", True), ("localhost", True), ("::1", True), ("0.0.0.0", False), ("192.168.0.7", False), ("x", False)],
)
def test_teams_goes_unverified_on_this_very_machine_only(host, allowed):
    if allowed:
        assert not read("teams", host, SANS_VERIFICATION="OUI").verified
    else:
        with pytest.raises(SettingError, match="SPASER_TEAMS_SANS_VERIFICATION"):
            read("teams", host, SANS_VERIFICATION="oui")
    with pytest.raises(SettingError, match="oui or non"):
        read("teams", host, SANS_VERIFICATION="peut-être")
    assert read("teams", host).verified


def test_one_variable_with_a_value_mentions_a_platform():
    assert is_mentioned("slack", {"SPASER_SLACK_API_URL": "x"})
    assert not is_mentioned("slack", {"SPASER_SLACK_BOT_TOKEN": " ", "SPASER_TEAMS_CLIENT_ID": "x"})


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("", {"web", "terminal"}),
        ("SPASER_HTTPS=oui", {"terminal"}),
        ("SPASER_HTTPS=oui\nSPASER_ACHETEURS=web, slack:T1", {"web", "slack:T1"}),
    ],
)
def test_who_is_a_buyer_by_default_depends_on_who_can_read_the_page(tmp_path, lines, said):
    file = tmp_path / ".env"
    file.write_text(lines)
    assert wiring.read_settings(file).acheteurs == said


@pytest.mark.parametrize(
    "entry",
    [
        "slack",
        "matrix",
        "slack:",
        "discord",
        ":t1",
        "web; slack",
        "slack: t1",
        "web:x",
        "telegram:x",
        "ligne",
        "ligne:x",
    ],
)
def test_an_entry_that_names_no_platform_is_said(tmp_path, entry):
    file = tmp_path / ".env"
    file.write_text(f"SPASER_ACHETEURS='{entry}'")
    with pytest.raises(SettingError, match=f"SPASER_ACHETEURS holds '{entry}'"):
        wiring.read_settings(file)


@pytest.mark.parametrize(
    ("plateforme", "library"),
    [("slack", "slack_bolt"), ("teams", "microsoft_teams"), ("telegram", "telegram"), ("matrix", "nio")],
)
def test_a_library_that_is_not_installed_is_said_with_the_command(plateforme, library, tmp_path):
    program = f"""
import sys
sys.modules[{library!r}] = None
from bot import wiring
from bot.settings import SettingError, read_platform
values = {{"SPASER_{plateforme.upper()}_" + name: value for name, value in {WHOLE[plateforme]!r}.items()}}
settings = read_platform({plateforme!r}, values, "127.0.0.1")
try:
    wiring.build_platform({plateforme!r}, settings, wiring.build_knowledge(wiring.Settings()), wiring.build_database(wiring.Settings()))
except SettingError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert f"pip install -e '.[{plateforme}]'" in done.stdout, done.stderr
