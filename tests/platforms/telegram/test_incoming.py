"""What is read of Telegram's updates; the payloads follow the shapes of the Bot API's documentation."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.envois.adapters import WELCOME_CHOICE
from bot.platforms.telegram.incoming import chat_and_topic, to_incoming, to_press
from bot.platforms.telegram.phrases import COMMANDES, PHRASES
from handlers.conversation.vocabulary import Address

ALICE = "501234567"
PRIVATE = Address("telegram", ALICE, ALICE)
GROUP = Address("telegram", "-1001234567890", ALICE)
TOPIC = Address("telegram", "-1001234567890:77", ALICE)

PRIVATE_WORDS = {
    "private_text": "nettoyage des écoles, 85 k€ HT",
    "private_link": "voir https://a.fr",
    "fiche_11": "fiche 11",
    "droits": "mes droits",
    "unknown_command": "detail 8",
    "not_a_command": "/ 12 lots et /ou un seul",
    "forwarded": "marché de voirie",
}
GROUP_WORDS = {
    "group_mention": "Bonjour 👋 fiche 11",
    "group_text_mention": "fiche 11",
    "group_command": "resultat",
    "group_command_bare": "aide",
    "group_reply_to_us": "120 000",
    "group_reply_thread": "120 000",
    "group_captioned_photo": "un devis",
}
SILENT = [
    "edited_live_location",
    "edited_in_a_group",
    "edited_into_start",
    "group_mention_of_another",
    "group_talk",
    "group_command_unknown",
    "group_command_of_another_bot",
    "group_reply_to_another",
    "topic_talk",
    "anonymous_admin",
    "from_the_linked_channel",
    "from_a_bot",
    "new_members",
    "left_member",
    "pinned",
    "new_title",
    "migration",
    "channel_post",
    "blocked",
]


@pytest.fixture
def read(update, me):
    return lambda name: to_incoming(update(name), me)


@pytest.fixture
def press(update):
    return lambda name: to_press(update(name).callback_query)


@pytest.mark.parametrize(("name", "words"), PRIVATE_WORDS.items())
def test_in_private_everything_is_said_to_us(read, name, words):
    incoming = read(name)
    assert (incoming.address, incoming.text, incoming.choice, incoming.prive) == (PRIVATE, words, None, True)
    assert (incoming.message_id, incoming.coordonnees, incoming.organisation) == ("4021", {}, "")
    assert not incoming.modifie


@pytest.mark.parametrize("name", ["start", "start_from_a_link"])
def test_start_greets_each_time_it_is_sent(read, name):
    incoming = read(name)
    assert (incoming.text, incoming.choice, incoming.message_id) == ("", WELCOME_CHOICE, "4021")


@pytest.mark.parametrize(("name", "words"), GROUP_WORDS.items())
def test_in_a_group_only_what_speaks_to_us_is_read_without_our_name_and_answered_as_a_reply(read, name, words):
    incoming = read(name)
    assert (incoming.address, incoming.text, incoming.prive) == (GROUP, words, False)
    assert incoming.coordonnees == {"reply_to": 4021}


def test_our_name_alone_in_a_group_greets(read):
    assert read("group_mention_alone").choice == WELCOME_CHOICE


def test_a_topic_is_a_place_of_its_own(read):
    incoming = read("topic_mention")
    assert (incoming.address, incoming.text) == (TOPIC, "fiche 11")
    assert chat_and_topic(incoming.address.canal) == (-1001234567890, 77)


@pytest.mark.parametrize("name", SILENT)
def test_what_is_not_said_to_us_by_a_person_is_left_alone(read, name):
    assert read(name) is None


def test_an_edited_message_replaces_what_was_said_under_a_number_of_its_own(read, payload):
    incoming = read("edited")
    assert incoming.modifie
    assert incoming.text == "nettoyage des écoles, 95 k€ HT"
    assert incoming.message_id == f"4021:{payload('edited')['update_id']}"


@pytest.mark.parametrize(
    ("name", "files", "words"),
    [
        ("document", ("Besoin écoles.pdf",), "voici le besoin"),
        ("photo", ("photo",), ""),
        ("voice", ("message vocal",), ""),
        ("contact", ("contact",), ""),
        ("location", ("position",), ""),
        ("sticker", ("autocollant",), ""),
        ("group_captioned_photo", ("photo",), "un devis"),
    ],
)
def test_what_comes_with_a_message_is_named(read, name, files, words):
    incoming = read(name)
    assert (tuple(file.nom for file in incoming.fichiers), incoming.text) == (files, words)


@pytest.mark.parametrize(
    ("name", "size", "reference"),
    [
        ("document", 84213, {"file_id": "BQAC"}),
        ("photo", 65000, {"file_id": "B"}),
        ("location", None, {}),
        ("contact", None, {}),
    ],
)
def test_a_file_is_found_again_by_its_number(read, name, size, reference):
    (fichier,) = read(name).fichiers
    assert (fichier.octets, fichier.reference) == (size, reference)


def test_the_same_update_is_the_same_message_when_it_comes_again(read, press):
    for name in ("private_text", "edited", "group_mention"):
        assert read(name) == read(name)
    again = [press("press").incoming("q:nature:services", "Services") for _ in range(2)]
    assert again[0] == again[1]


def test_a_press_answers_with_a_number_of_its_own(press):
    pressed = press("press")
    incoming = pressed.incoming("q:nature:services", "Services")
    assert (incoming.address, incoming.message_id) == (PRIVATE, "cb:2153456789012345678")
    assert (incoming.choice, incoming.text, incoming.prive) == ("q:nature:services", "Services", True)
    assert pressed.by_its_owner


def test_in_a_group_buttons_belong_to_whom_our_message_answered(press):
    assert press("press_in_a_group").by_its_owner
    assert not press("press_by_another").by_its_owner
    assert press("press_in_a_group").incoming("c:pourquoi", "").coordonnees == {"reply_to": 4021}
    assert press("press_in_a_topic").address == TOPIC


def test_buttons_that_answer_nobody_any_more_belong_to_nobody(press):
    assert press("press_of_nobody").owner is None


def test_a_message_too_old_to_be_shown_has_no_keyboard(press):
    pressed = press("press_on_an_old_message")
    assert pressed.keyboard is None
    assert pressed.by_its_owner


@pytest.mark.parametrize("name", ["press_elsewhere", "press_of_a_game"])
def test_a_press_on_what_is_not_ours_is_none(press, name):
    assert press(name) is None


def test_every_payload_is_read_without_a_fault(payload, update, me):
    names = sorted(path.stem for path in (Path(__file__).parent / "payloads").glob("*.json"))
    assert len(names) > 40
    for name in names:
        to_incoming(update(name), me)


def test_commands_and_alerts_are_within_the_limits_of_telegram():
    for name, command in COMMANDES.items():
        assert name.islower()
        assert len(name) <= 32
        assert 1 <= len(command["description"]) <= 256
    for alert in ("pour_une_autre_personne", "trop_ancien", "cochez", "indisponible", "panne"):
        assert len(PHRASES[alert]) <= 200
