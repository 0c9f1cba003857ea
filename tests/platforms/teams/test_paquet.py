"""The package for Teams' administrators, by the rules that Teams documents for manifest 1.16."""

from __future__ import annotations

import io
import json
import re
import struct
import uuid
import zipfile

import pytest

from bot.cli import main
from bot.platforms.teams.paquet import TAB_PATH, paquet
from bot.settings import TeamsSettings
from handlers.conversation.formules import lire_formule

SETTINGS = TeamsSettings("5f3b1c9e-0000-4000-8000-00000000b07a", "secret-tres-secret", "tenant")
SITE = "https://spaser.ville.example"
KEYS = {
    "$schema",
    "manifestVersion",
    "version",
    "id",
    "localizationInfo",
    "developer",
    "name",
    "description",
    "icons",
    "accentColor",
    "defaultInstallScope",
    "defaultGroupCapability",
    "bots",
    "permissions",
    "staticTabs",
    "validDomains",
    "webApplicationInfo",
}


@pytest.fixture(scope="module")
def package():
    return zipfile.ZipFile(io.BytesIO(paquet(SETTINGS, SITE)))


@pytest.fixture(scope="module")
def manifest(package):
    return json.loads(package.read("manifest.json"))


def test_the_package_holds_the_manifest_and_its_icons_at_its_root(package, manifest):
    assert package.namelist() == ["manifest.json", "color.png", "outline.png"]
    assert set(manifest["icons"].values()) == {"color.png", "outline.png"}


def test_the_same_settings_give_the_same_package():
    assert paquet(SETTINGS, SITE) == paquet(SETTINGS, SITE)


def test_the_manifest_names_the_bot_and_an_application_of_its_own(manifest):
    assert manifest["bots"][0]["botId"] == SETTINGS.client_id
    assert str(uuid.UUID(manifest["id"])) == manifest["id"] != SETTINGS.client_id
    assert "secret" not in json.dumps(manifest)


def test_the_manifest_has_the_keys_of_its_version_and_no_other(manifest):
    assert set(manifest) == KEYS
    assert manifest["manifestVersion"] == "1.16"
    assert "/v1.16/" in manifest["$schema"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", manifest["version"])
    assert re.fullmatch(r"#[0-9A-Fa-f]{6}", manifest["accentColor"])
    assert manifest["localizationInfo"] == {"defaultLanguageTag": "fr"}
    assert set(manifest["permissions"]) <= {"identity", "messageTeamMembers"}


def test_texts_fit(manifest):
    assert 0 < len(manifest["name"]["short"]) <= 30
    assert 0 < len(manifest["name"]["full"]) <= 100
    assert 0 < len(manifest["description"]["short"]) <= 80
    assert 0 < len(manifest["description"]["full"]) <= 4000
    assert 0 < len(manifest["developer"]["name"]) <= 32


def test_addresses_are_https_and_of_a_declared_domain(manifest):
    for name in ("websiteUrl", "privacyUrl", "termsOfUseUrl"):
        assert manifest["developer"][name] == f"{SITE}/"
    assert manifest["validDomains"] == ["spaser.ville.example"]


def test_the_tab_is_one_s_own_beside_the_conversation(manifest):
    conversation, tab = manifest["staticTabs"]
    assert conversation == {"entityId": "conversations", "scopes": ["personal"]}
    assert (tab["name"], tab["scopes"]) == ("Mes achats", ["personal"])
    assert tab["contentUrl"] == tab["websiteUrl"] == f"{SITE}{TAB_PATH}"
    # What Entra is asked for is this very application, as served from here.
    assert manifest["webApplicationInfo"] == {
        "id": SETTINGS.client_id,
        "resource": f"api://spaser.ville.example/botid-{SETTINGS.client_id}",
    }


def test_the_bot_talks_everywhere_and_gives_files(manifest):
    [bot] = manifest["bots"]
    assert set(bot["scopes"]) == {"personal", "team", "groupchat"}
    assert bot["supportsFiles"] is True
    assert bot["isNotificationOnly"] is False


def test_commands_fit_and_are_understood(manifest):
    lists = manifest["bots"][0]["commandLists"]
    assert len(lists) <= 3
    scopes = [scope for one in lists for scope in one["scopes"]]
    assert sorted(scopes) == ["groupchat", "personal", "team"]
    for one in lists:
        assert 0 < len(one["commands"]) <= 10
        for command in one["commands"]:
            assert 0 < len(command["title"]) <= 32
            assert 0 < len(command["description"]) <= 128
            assert lire_formule(command["title"]) is not None, command["title"]


@pytest.mark.parametrize(("name", "side", "transparent"), [("color.png", 192, False), ("outline.png", 32, True)])
def test_icons_have_the_size_that_teams_asks(package, name, side, transparent):
    content = package.read(name)
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", content[16:24]) == (side, side)
    assert (content[25] == 6) is transparent  # RGBA


@pytest.mark.parametrize("url", ["http://spaser.ville.example", "spaser.ville.example", "", "https://"])
def test_teams_takes_only_an_address_in_https(url):
    with pytest.raises(ValueError, match="https"):
        paquet(SETTINGS, url)


def test_the_package_is_written_by_a_command(tmp_path, capsys, monkeypatch):
    for name, value in (("CLIENT_ID", SETTINGS.client_id), ("CLIENT_SECRET", "s"), ("TENANT_ID", "t")):
        monkeypatch.setenv(f"SPASER_TEAMS_{name}", value)
    file = tmp_path / "spaser-teams.zip"
    assert main(["teams", "--paquet", str(file), "--adresse", SITE]) == 0
    assert file.read_bytes() == paquet(SETTINGS, SITE)
    assert main(["teams", "--paquet", str(file), "--adresse", "http://non"]) == 1
    assert "https" in capsys.readouterr().err
