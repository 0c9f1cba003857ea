"""What is made of each payload of Slack."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.platforms.slack.incoming import Bot, Opened, Place, decode, read_command, read_event, read_home, read_press
from handlers.conversation.vocabulary import Address, Fichier

BOT = Bot("U0SPASER", "B0SPASER", "T0CLERMONT")
PRIVATE = {"canal": "D0ALICE", "fil": None, "ephemere": False}
THREAD = {"canal": "C0GENERAL", "fil": "1790000024.000100", "ephemere": False}
BESOIN = Fichier(
    "besoin.docx",
    18432,
    {"id": "F0BESOIN", "url": "https://files.slack.com/files-pri/T0CLERMONT-F0BESOIN/download/besoin.docx"},
)
EPHEMERAL = {"canal": "C0GENERAL", "fil": None, "ephemere": True}


def test_a_private_message_says_all_that_the_engine_needs(payload):
    incoming = read_event(payload("message_im"), BOT)
    assert (incoming.address.plateforme, incoming.address.canal, incoming.address.personne) == (
        "slack",
        "D0ALICE",
        "U0ALICE",
    )
    assert incoming.message_id == "1790000001.000100"
    assert incoming.text == "nettoyage de 3 écoles, < 90 k€ & 36 mois"
    assert incoming.choice is None
    assert incoming.organisation == "T0CLERMONT"
    assert incoming.prive
    assert incoming.coordonnees == PRIVATE
    assert not incoming.modifie
    assert incoming.fichiers == ()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("message_im_thread", {"text": "120 000", "coordonnees": PRIVATE | {"fil": "1790000001.000100"}}),
        (
            "message_im_links",
            {
                "text": "voir le Code (https://www.legifrance.gouv.fr/codes), clermont.fr, https://a.fr/b?c=1&d=2, "
                "plie@clermont.fr, 0473000000, @…, #general, #…, @here, @achats et @le 1er mars <b>"
            },
        ),
        ("message_im_files", {"text": "voici le besoin", "fichiers": (BESOIN,)}),
        ("message_im_file_alone", {"text": "", "choice": None, "fichiers": (BESOIN,)}),
        ("message_im_me", {"text": "cherche un traiteur"}),
        ("message_im_thread_broadcast", {"text": "36 mois", "prive": True}),
        (
            "message_changed",
            {"text": "120 000 & 3 ans", "modifie": True, "message_id": "1790000008.000100:1790000009.000000"},
        ),
        (
            "app_mention",
            {"text": "nettoyage de 3 écoles", "prive": False, "coordonnees": THREAD, "message_id": "1790000024.000100"},
        ),
        ("app_mention_in_a_thread", {"text": "85 000", "coordonnees": THREAD}),
        ("app_mention_alone", {"text": "", "choice": "accueil", "message_id": "1790000026.000100"}),
        ("app_mention_with_a_file", {"text": "", "choice": None, "fichiers": (BESOIN,)}),
        # The same name as before it was edited: answered once.
        ("app_mention_edited", {"modifie": False, "message_id": "1790000024.000100"}),
        ("app_mention_from_another_organisation", {"organisation": "T0AILLEURS"}),
        (
            "app_home_opened_messages",
            {"message_id": "bienvenue", "choice": "accueil", "text": "", "prive": True, "coordonnees": PRIVATE},
        ),
    ],
)
def test_what_a_person_says_is_read(name, expected, payload):
    incoming = read_event(payload(name), BOT)
    assert {field: getattr(incoming, field) for field in expected} == expected


@pytest.mark.parametrize(
    "name",
    [
        "message_changed_unfurl",
        "message_changed_same_words",
        "message_changed_by_the_bot",
        "message_changed_in_a_channel",
        "message_changed_to_a_tombstone",
        "message_deleted",
        "message_of_another_bot",
        "message_of_an_app",
        "message_of_the_bot_itself",
        "message_of_slackbot",
        "channel_join",
        "channel_topic",
        "pinned_item",
        "message_in_a_channel",
        "message_in_a_group_conversation",
        "app_mention_by_a_bot",
        "app_home_opened_home",
        "reaction_added",
    ],
)
def test_what_is_not_said_to_the_bot_is_left_out(name, payload):
    assert read_event(payload(name), BOT) is None


def test_a_mention_and_the_message_that_holds_it_are_one(payload):
    mention, message = payload("app_mention"), payload("message_in_a_channel")
    message["event"]["ts"] = mention["event"]["ts"]
    assert read_event(message, BOT) is None
    assert read_event(mention, BOT).message_id == mention["event"]["ts"]


@pytest.mark.parametrize(
    ("name", "direct", "text", "choice", "coordonnees"),
    [
        ("command_in_a_channel", None, "nettoyage < 90 k€ pour @bob", None, EPHEMERAL),
        ("command_empty", None, "", "accueil", EPHEMERAL),
        ("command_fiche_number", "D0ALICE", "fiche 11", None, PRIVATE),
        ("command_fiche_words", None, "fiche insertion", None, EPHEMERAL),
        ("command_fiche_said_twice", None, "Fiche 11", None, EPHEMERAL),
        ("command_fiche_empty", None, "fiche", None, EPHEMERAL),
    ],
)
def test_a_command_is_read(name, direct, text, choice, coordonnees, payload):
    command = payload(name)
    incoming = read_command(command, BOT, direct)
    assert (incoming.text, incoming.choice, incoming.coordonnees) == (text, choice, coordonnees)
    assert incoming.prive is (direct is not None)
    assert incoming.message_id == f"commande:{command['trigger_id']}"
    assert incoming.organisation == "T0CLERMONT"


@pytest.mark.parametrize(
    ("name", "canal", "choice", "words", "coordonnees"),
    [
        ("press_in_private", "D0ALICE", "q:nature:travaux", ("Travaux",), PRIVATE),
        (
            "press_in_a_thread_of_a_private_conversation",
            "D0ALICE",
            "c:pourquoi",
            ("Pourquoi ?",),
            PRIVATE | {"fil": "1790000001.000100"},
        ),
        ("press_in_a_thread", "C0GENERAL:1790000024.000100", "q:nature:travaux", ("R&D <x>",), THREAD),
        ("press_on_an_ephemeral", "C0GENERAL", "q:nature:travaux", ("Travaux",), EPHEMERAL),
        (
            "press_in_private_of_a_conversation_of_a_channel",
            "C0GENERAL",
            "q:nature:travaux",
            ("Travaux",),
            EPHEMERAL,
        ),
        ("choice_in_a_list", "D0ALICE", "q:nature:services", ("Services",), PRIVATE),
        (
            "boxes_validated",
            "D0ALICE",
            "q:segments:nettoyage, q:segments:textile",
            ("Nettoyage", "Textile"),
            PRIVATE,
        ),
        ("nothing_validated", "D0ALICE", "", (), PRIVATE),
    ],
)
def test_a_press_is_read(name, canal, choice, words, coordonnees, payload):
    body = payload(name)
    press = read_press(body)
    assert press.pour == press.incoming.address.personne == "U0ALICE"
    assert (press.incoming.address.canal, press.incoming.choice) == (canal, choice)
    assert press.libelles == words
    assert press.incoming.coordonnees == coordonnees
    assert press.incoming.message_id == f"1790000050.000100:{body['actions'][0]['action_ts']}"
    assert press.reference == "1790000050.000100"
    assert press.answers_a_question is choice.startswith("q:")


def test_a_press_by_another_person_is_told_from_hers_to_whom_it_was_shown(payload):
    press = read_press(payload("press_by_another_person"))
    assert (press.pour, press.incoming.address.personne) == ("U0ALICE", "U0BOB")


@pytest.mark.parametrize("name", ["box_ticked", "press_of_something_else"])
def test_a_box_ticked_and_the_buttons_of_others_decide_nothing(name, payload):
    assert read_press(payload(name)) is None


def test_the_name_of_a_conversation_is_enough_to_find_its_place():
    assert Place.of("C1:2.3", {}) == Place("C1", "2.3")
    assert Place.of("C1", {}) == Place("C1", ephemeral=True)
    assert Place.of("D1", {}) == Place("D1")
    assert Place.of("D1", Place("D1", "2.3").coordonnees()) == Place("D1", "2.3")


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("<@U0SPASER> : fiche 11", "fiche 11"),
        ("bonjour <@U0SPASER>", "bonjour"),
        ("pour <@U0SPASER> et <@U0BOB|bob>", "pour  et @bob"),
        ("5 &amp;lt; 6", "5 &lt; 6"),
        ("&lt;@U0SPASER&gt;", "<@U0SPASER>"),
        ("<!channel>", "@channel"),
        ("", ""),
    ],
)
def test_slack_s_marks_are_undone(typed, read):
    assert decode(typed, BOT) == read


def test_every_payload_is_tested():
    here = Path(__file__)
    names = {path.stem for path in (here.parent / "payloads").glob("*.json")}
    assert {name for name in names if f'"{name}"' not in here.read_text("utf-8")} == set()


def test_the_manifest_subscribes_to_what_is_read_and_asks_for_no_more(payload):
    docs = Path(__file__).parents[3] / "docs"
    manifest = yaml.safe_load((docs / "slack-manifest.yaml").read_text("utf-8"))
    assert manifest["settings"]["event_subscriptions"]["bot_events"] == ["app_home_opened", "app_mention", "message.im"]
    assert [command["command"] for command in manifest["features"]["slash_commands"]] == ["/spaser", "/fiche"]
    assert manifest["settings"]["interactivity"]["is_enabled"]
    guide = (docs / "slack.md").read_text("utf-8")
    asked = manifest["oauth_config"]["scopes"]["bot"]
    assert [scope for scope in asked if f"| `{scope}` |" not in guide] == []


def test_who_opens_their_home_is_read(payload):
    assert read_home(payload("app_home_opened_home"), BOT) == Opened("U0ALICE", "D0ALICE", "")
    assert read_home(payload("app_home_opened_messages"), BOT) is None
    assert read_home(payload("message_im"), BOT) is None


def test_a_press_at_home_belongs_to_the_private_conversation(payload):
    press = read_press(payload("press_at_home"))
    assert press.at_home
    assert press.incoming.address == Address("slack", "D0ALICE", "U0ALICE")
    assert (press.incoming.choice, press.incoming.text) == ("rappel:7:pris", "Je m'en occupe")
    assert (press.incoming.prive, press.incoming.coordonnees) == (True, PRIVATE)
    assert press.incoming.message_id == "V0ACCUEIL:1790000061.123456"
