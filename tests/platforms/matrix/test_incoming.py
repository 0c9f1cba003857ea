"""Events as home servers give them (the shapes of the client-server specification, with invented ids)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.envois.adapters import WELCOME_CHOICE, WELCOME_ID
from bot.platforms.matrix.incoming import Dire, Salon, needed, to_incoming, welcome
from handlers.conversation.vocabulary import Choice

PAYLOADS = Path(__file__).with_name("payloads")
ROBOT = "@spaser:agent.exemple.fr"
ALICE = "@alice.martin:agent.exemple.fr"
BENOIT = "@benoit:ville.exemple.fr"
CHOICES = (Choice("Services", "q:nature:services"), Choice("Travaux", "q:nature:travaux"))


def room(kind):
    return Salon("!salon:agent.exemple.fr", ROBOT, "Assistant SPASER", kind == "prive")


def load(name):
    return json.loads((PAYLOADS / f"{name}.json").read_text("utf-8"))


def read(name):
    payload = load(name)
    return to_incoming(payload["event"], room(payload["salon"]), payload["cible"], lambda canal, reference: CHOICES)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("message", "85 k€ de nettoyage"),
        ("emote", "cherche un MAPA"),
        ("reply_with_fallback", "des travaux"),
        ("quote_that_is_no_reply", "> <b>gras</b>\nque veut dire ceci ?"),
        ("message_in_a_thread_of_a_private_room", "et ici ?"),
        ("group_mention", "quel délai ?"),
        ("group_mention_in_the_middle", "demandons à Assistant SPASER"),
        ("group_pill_of_an_old_client", "quel délai ?"),
        ("group_called_by_its_id", "aide"),
        ("group_called_by_its_name", "aide"),
        ("group_called_with_an_at", "aide"),
        ("group_reply_to_the_bot", "des travaux"),
        ("group_thread_mention", "ici ?"),
        ("group_thread_goes_on", "des travaux"),
    ],
)
def test_what_is_said_to_the_bot_is_read(name, text):
    incoming = read(name)

    assert (incoming.text, incoming.choice, incoming.modifie, incoming.fichiers) == (text, None, False, ())


@pytest.mark.parametrize(
    "name",
    [
        "notice",
        "own_message",
        "edit_that_changes_nothing",
        "edit_of_the_words_of_another",
        "edit_in_a_group",
        "location",
        "verification",
        "redacted",
        "redaction",
        "arrival",
        "topic",
        "group_without_mention",
        "group_pill_in_what_is_quoted",
        "group_that_talks_about_it",
        "group_reply_to_another",
        "group_thread_goes_on_by_another",
        "reaction_beyond_the_choices",
        "reaction_that_is_no_number",
        "reaction_to_a_person",
        "group_reaction_by_another",
        "broken",
        "broken_reaction",
        "broken_content",
    ],
)
def test_the_rest_means_nothing(name):
    assert read(name) is None


@pytest.mark.parametrize(
    ("name", "files", "text"),
    [
        ("image", ("cctp.png",), ""),
        ("file_with_a_caption", ("CCTP nettoyage.docx",), "voici le cahier des charges"),
        ("encrypted_file", ("rc.pdf",), ""),
        ("voice", ("Message vocal",), ""),
        ("group_file", ("rc.pdf",), "le voici"),
    ],
)
def test_files_come_by_their_names(name, files, text):
    incoming = read(name)

    assert (tuple(file.nom for file in incoming.fichiers), incoming.text) == (files, text)


@pytest.mark.parametrize(
    ("name", "size", "reference"),
    [
        ("image", 31037, {"url": "mxc://agent.exemple.fr/AbCdEf"}),
        ("group_file", None, {"url": "mxc://a/b"}),
        ("encrypted_file", 1022, {"file": load("encrypted_file")["event"]["content"]["file"]}),
    ],
)
def test_a_file_is_found_again_by_its_address_and_its_key(name, size, reference):
    (fichier,) = read(name).fichiers

    assert (fichier.octets, fichier.reference) == (size, reference)
    assert json.loads(json.dumps(fichier.reference)) == reference


def test_every_payload_is_tested():
    words = Path(__file__).read_text("utf-8")

    assert [path.stem for path in PAYLOADS.glob("*.json") if f'"{path.stem}' not in words] == []


def test_a_message_says_who_where_and_by_which_server():
    incoming = read("message")

    assert (incoming.address.canal, incoming.address.personne) == ("!salon:agent.exemple.fr", ALICE)
    assert (incoming.organisation, incoming.prive) == ("agent.exemple.fr", True)
    assert incoming.coordonnees == {"salon": "!salon:agent.exemple.fr"}
    assert read("group_mention").organisation == "ville.exemple.fr"


def test_the_same_event_keeps_its_name_when_it_comes_again():
    assert read("message").message_id == read("message").message_id == "$evenement06"


def test_in_a_group_the_place_is_the_thread_and_the_answer_goes_under_the_question():
    plain, thread = read("group_mention"), read("group_thread_mention")

    assert (plain.address.canal, plain.prive) == ("!salon:agent.exemple.fr", False)
    assert plain.coordonnees == {
        "salon": "!salon:agent.exemple.fr",
        "reponse_a": plain.message_id,
        "groupe": True,
    }
    assert thread.address.canal == "!salon:agent.exemple.fr|$racine"
    assert thread.coordonnees["fil"] == "$racine"


def test_in_a_private_room_a_thread_is_the_same_conversation():
    incoming = read("message_in_a_thread_of_a_private_room")

    assert incoming.address.canal == "!salon:agent.exemple.fr"
    assert incoming.coordonnees["fil"] == "$racine"


def test_an_edit_brings_the_new_words():
    incoming = read("edit")

    assert (incoming.text, incoming.modifie) == ("90 k€", True)


def test_a_number_pressed_is_the_choice_under_a_name_of_its_own():
    incoming = read("reaction")

    assert (incoming.choice, incoming.text) == ("q:nature:travaux", "")
    assert incoming.message_id not in ("", "$question")


def test_a_number_pressed_in_a_thread_is_looked_up_in_that_thread():
    asked = []
    payload = json.loads((PAYLOADS / "group_reaction.json").read_text("utf-8"))

    def choices_of(canal, reference):
        asked.append((canal, reference))
        return CHOICES

    incoming = to_incoming(payload["event"], room("groupe"), payload["cible"], choices_of)

    assert asked == [("!salon:agent.exemple.fr|$racine", "$question-fil")]
    assert (incoming.choice, incoming.address.canal) == ("q:nature:services", "!salon:agent.exemple.fr|$racine")


def test_a_number_pressed_under_a_result_is_that_of_an_action():
    payload = json.loads((PAYLOADS / "reaction.json").read_text("utf-8"))
    sous_un_resultat = (Choice("Détail 8", "a:detail:8"), Choice("Document Word", "c:exporter"))

    incoming = to_incoming(payload["event"], room(payload["salon"]), payload["cible"], lambda *_: sous_un_resultat)

    assert incoming.choice is None
    assert incoming.text.isdecimal()


def test_one_reaction_does_not_answer_where_several_may_be_ticked():
    assert read("reaction_where_several_may_be_ticked") == Dire("plusieurs_en_une_fois")


def test_only_what_must_be_looked_up_is():
    wanted = {}
    for path in PAYLOADS.glob("*.json"):
        payload = json.loads(path.read_text("utf-8"))
        if name := needed(payload["event"], room(payload["salon"])):
            wanted[path.stem] = name
    assert wanted["reaction"] == "$question"
    assert wanted["edit"] == "$original"
    assert wanted["group_reply_to_the_bot"] == "$question-groupe"
    assert not {"message", "reply_with_fallback", "group_mention", "edit_in_a_group", "own_message"} & set(wanted)


def test_who_opens_a_private_room_is_greeted():
    greeting = welcome(room("prive"), BENOIT)

    assert (greeting.message_id, greeting.choice, greeting.prive) == (WELCOME_ID, WELCOME_CHOICE, True)
    assert greeting.organisation == "ville.exemple.fr"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
CONTENT = st.dictionaries(
    st.sampled_from(
        ["msgtype", "body", "m.relates_to", "m.new_content", "m.mentions", "formatted_body", "filename", "rel_type"]
    ),
    JSON | st.sampled_from(["m.text", "m.file", "m.replace", {"rel_type": "m.replace", "event_id": "$a"}]),
)


@settings(deadline=None)
@given(
    kind=st.sampled_from(["m.room.message", "m.reaction"]), content=CONTENT | JSON, place=st.sampled_from(["prive", "groupe"])
)  # fmt: skip
def test_no_event_of_anybody_breaks_the_reading(kind, content, place):
    event = {"type": kind, "sender": ALICE, "event_id": "$e", "content": content}

    for cible in (None, {**event, "sender": ROBOT}):
        needed(event, room(place))
        to_incoming(event, room(place), cible, lambda canal, reference: CHOICES)
