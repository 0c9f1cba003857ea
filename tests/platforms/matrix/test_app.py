"""The real library against a real Synapse."""

from __future__ import annotations

import asyncio
import dataclasses
import functools
import json
import logging
import threading
import time

import pytest
from nio.event_builders import ToDeviceMessage

from bot.envois.adapters import WELCOME_CHOICE, DeliveryError, DownloadError, Outgoing, PlatformRefusedError
from bot.platforms.matrix.outgoing import NUMBERS
from handlers.conversation.vocabulary import Address, Document, Fichier, Message
from storage.errors import DatabaseUnavailableError

pytestmark = [pytest.mark.first, pytest.mark.long]
NAME = "@spaser:localhost"


def echo(incoming):
    return [] if incoming.choice else [f"vu : {incoming.text}"]


def greeted(incoming):
    return incoming.choice == WELCOME_CHOICE


# --- private rooms ----------------------------------------------------------------------------------------------------


def test_an_invitation_is_accepted_and_the_person_greeted(new_bot, new_client):
    bot = new_bot().start()
    alice = new_client()

    greeting = bot.wait(greeted)

    assert (greeting.address.canal, greeting.address.personne) == (alice.room_id, alice.personne)
    assert (greeting.organisation, greeting.prive) == ("localhost", True)


def test_an_encrypted_message_is_answered_encrypted(new_bot, new_client, peer):
    bot = new_bot()
    bot.answer = lambda incoming: [f"**Vu** : {incoming.text}"]
    bot.start()
    alice = new_client()

    name = alice.say("85 k€ de nettoyage")

    assert alice.wait("Vu : 85") == "Vu : 85 k€ de nettoyage"
    received = bot.wait("85 k€ de nettoyage")
    assert (received.message_id, received.prive) == (name, True)
    answered, _ = alice.wait_for(lambda said: said.get("body", "").startswith("Vu"))
    path = f"/_matrix/client/v3/rooms/{alice.room_id}/event/{answered}"
    assert peer.request("GET", path, token=alice.nio.access_token)["type"] == "m.room.encrypted"


def test_encryption_holds_after_the_bot_was_restarted(new_bot, new_client):
    first = new_bot()
    first.answer = echo
    first.start()
    alice = new_client()
    alice.say("avant")
    alice.wait("vu : avant")
    device = first.platform._running.client.device_id
    first.stop()

    second = new_bot()
    second.answer = echo
    second.start()
    alice.say("après")

    assert alice.wait("vu : après")
    assert second.platform._running.client.device_id == device
    assert "avant" not in second.texts()


@pytest.mark.long
def test_a_bot_whose_keys_were_used_up_while_it_was_off_publishes_new_ones(new_bot, new_client, peer):
    first = new_bot().start()
    alice = new_client()
    first.wait(greeted)
    device = first.platform._running.client.device_id
    until(lambda: first.platform._running.client.olm.uploaded_key_count)
    first.stop()
    wanted = {"one_time_keys": {NAME: {device: "signed_curve25519"}}}
    while peer.request("POST", "/_matrix/client/v3/keys/claim", wanted, alice.nio.access_token)["one_time_keys"]:
        pass

    second = new_bot()
    second.answer = echo
    second.start()

    until(lambda: second.platform._running.client.olm.uploaded_key_count == 50)
    benoit = new_client()
    benoit.say("bonjour")
    assert benoit.wait("vu : bonjour")


@pytest.mark.long
def test_a_sharing_of_keys_that_died_holds_nothing_up(new_bot, new_client):
    bot = new_bot().start()
    alice = new_client()
    incoming = bot.wait(greeted)
    client = bot.platform._running.client
    client.olm.outbound_group_sessions.pop(alice.room_id, None)
    client.sharing_session[alice.room_id] = asyncio.Event()

    bot.send(incoming, "me voici")

    assert alice.wait("me voici")


def test_people_in_a_room_without_encryption_are_answered_too(new_bot, new_client):
    bot = new_bot()
    bot.answer = echo
    bot.start()
    alice = new_client()
    alice._encrypted = False
    alice.room_id = alice.create_room()
    alice.wait_for_member(NAME)

    alice.say("en clair")

    assert alice.wait("vu : en clair")


@pytest.mark.long
def test_a_second_device_of_the_person_reads_the_bot(new_bot, new_client, peer, peer_module):
    bot = new_bot()
    bot.answer = echo
    bot.start()
    alice = new_client()
    alice.say("un")
    alice.wait("vu : un")
    other = peer_module.Client(peer, alice.personne[1:].partition(":")[0], alice._password, encrypted=True)
    other.run(other._log_in())
    other.room_id = alice.room_id

    other.say("deux")

    try:
        assert other.wait("vu : deux")
        assert alice.wait("vu : deux")
    finally:
        other.close()


def test_an_edited_message_comes_as_modified(new_bot, new_client):
    bot = new_bot().start()
    alice = new_client()
    name = alice.say("90 k")
    bot.wait("90 k")

    alice.send(
        {
            "msgtype": "m.text",
            "body": "* 90 k€",
            "m.new_content": {"msgtype": "m.text", "body": "90 k€"},
            "m.relates_to": {"rel_type": "m.replace", "event_id": name},
        }
    )

    assert bot.wait("90 k€").modifie


# --- choices ----------------------------------------------------------------------------------------------------------


def test_a_reaction_by_a_number_is_the_choice(new_bot, new_client, two_choices):
    bot = new_bot()
    bot.answer = lambda incoming: [Message("Quelle nature ?", two_choices)] if incoming.text == "quoi" else []
    bot.start()
    alice = new_client()
    alice.say("quoi")
    text = alice.wait("Quelle nature ?")

    pressed = alice.press("Travaux")

    assert "1. Services\n2. Travaux" in text
    choice = bot.wait(lambda incoming: incoming.choice == "q:nature:travaux")
    assert (choice.message_id, choice.text) == (pressed, "")


def test_the_bot_offers_the_numbers_to_press(new_bot, new_client, two_choices):
    bot = new_bot()
    bot.answer = lambda incoming: [Message("Quelle nature ?", two_choices)] if incoming.text == "quoi" else []
    bot.start()
    alice = new_client()
    alice.say("quoi")

    name, _ = alice.wait_for(lambda said: "Quelle nature ?" in said.get("body", ""))
    alice.wait_for(lambda said: said["type"] == "m.reaction" and said["m.relates_to"]["key"] == NUMBERS[1])

    offered = [said["m.relates_to"] for _, said in alice.seen() if said["type"] == "m.reaction"]
    assert [(one["event_id"], one["key"]) for one in offered] == [(name, NUMBERS[0]), (name, NUMBERS[1])]


def test_several_choices_are_answered_by_their_numbers_and_not_by_a_reaction(new_bot, new_client, two_choices):
    bot = new_bot()
    bot.answer = lambda incoming: [Message("Lesquels ?", two_choices, multiple=True)] if incoming.text == "quoi" else []
    bot.start()
    alice = new_client()
    alice.say("quoi")
    assert "répondez par leurs numéros" in alice.wait("Lesquels ?")

    alice.press("Travaux")
    assert alice.wait("répondez par un message")
    alice.tick("Services", "Travaux")

    assert bot.wait("1, 2")
    assert not [incoming for incoming in bot.received if incoming.choice not in (None, WELCOME_CHOICE)]


# --- groups -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def group(new_bot, new_client, two_choices):
    """A bot that echoes, and two people who share an encrypted room with it."""
    bot = new_bot()

    def answer(incoming):
        if incoming.choice:
            return []
        return [Message("Laquelle ?", two_choices) if incoming.text == "quoi" else Message(f"vu : {incoming.text}")]

    bot.answer = answer
    bot.start()
    alice, benoit = new_client(), new_client()
    alice.room_id = alice.create_room([NAME, benoit.personne], direct=False)
    alice.run(alice.nio.sync(0))
    benoit.run(benoit.nio.join(alice.room_id))
    benoit.room_id = alice.room_id
    for person in (alice, benoit):
        for member in (NAME, alice.personne, benoit.personne):
            person.wait_for_member(member)
    return bot, alice, benoit


def mention(body, **more):
    return {"msgtype": "m.text", "body": body, "m.mentions": {"user_ids": [NAME]}, **more}


def test_in_a_group_only_those_who_mention_the_bot_are_answered(group):
    bot, alice, benoit = group

    benoit.say("bonjour à tous")
    name = alice.send(mention("@spaser : quel délai ?"))
    said = alice.wait_for(lambda said: "vu" in said.get("body", ""))[1]

    assert said["body"] == "vu : quel délai ?"
    assert said["m.relates_to"] == {"m.in_reply_to": {"event_id": name}}
    assert said["m.mentions"] == {"user_ids": [alice.personne]}
    assert "bonjour à tous" not in bot.texts()
    assert bot.wait("quel délai ?").prive is False


def test_in_a_group_a_reply_to_the_bot_is_answered(group):
    bot, alice, benoit = group
    alice.send(mention("spaser: un"))
    name, _ = alice.wait_for(lambda said: said.get("body") == "vu : un")

    benoit.send({"msgtype": "m.text", "body": "et deux ?", "m.relates_to": {"m.in_reply_to": {"event_id": name}}})

    assert bot.wait("et deux ?").address.personne == benoit.personne
    assert benoit.wait("vu : et deux ?")


def test_in_a_thread_the_bot_answers_in_the_thread(group):
    bot, alice, benoit = group
    root = benoit.say("un sujet")

    alice.send(mention("spaser: ici ?", **{"m.relates_to": {"rel_type": "m.thread", "event_id": root}}))
    name, said = alice.wait_for(lambda said: said.get("body") == "vu : ici ?")
    follows = {"rel_type": "m.thread", "event_id": root, "is_falling_back": True, "m.in_reply_to": {"event_id": name}}
    benoit.send({"msgtype": "m.text", "body": "merci alice", "m.relates_to": follows})
    alice.send({"msgtype": "m.text", "body": "et là ?", "m.relates_to": follows})

    assert (said["m.relates_to"]["rel_type"], said["m.relates_to"]["event_id"]) == ("m.thread", root)
    assert bot.wait("et là ?").address.canal == f"{alice.room_id}|{root}"
    assert "merci alice" not in bot.texts()


def test_in_a_group_nobody_presses_for_another(group):
    bot, alice, benoit = group
    alice.send(mention("spaser: quoi"))
    name, _ = alice.wait_for(lambda said: "Laquelle ?" in said.get("body", ""))

    benoit.react(name, NUMBERS[0])
    pressed = alice.react(name, NUMBERS[1])

    choice = bot.wait(lambda incoming: incoming.choice == "q:nature:travaux")
    assert (choice.message_id, choice.address.personne) == (pressed, alice.personne)
    assert "q:nature:services" not in [incoming.choice for incoming in bot.received]


def test_a_room_where_the_bot_is_alone_is_left(new_bot, new_client):
    bot = new_bot().start()
    alice = new_client()
    bot.wait(greeted)
    room_id = alice.room_id
    alice.run(alice.nio.room_leave(room_id))

    until(lambda: room_id not in bot.platform._running.client.rooms)


# --- nothing lost, nothing twice --------------------------------------------------------------------------------------


@pytest.mark.long
def test_a_lost_database_keeps_messages_waiting_in_order(new_bot, new_client):
    bot = new_bot()
    lost = threading.Event()
    tries = []

    def before(incoming):
        if lost.is_set():
            tries.append(incoming.text)
            raise DatabaseUnavailableError("lost")

    bot.before = before
    bot.start()
    alice = new_client()
    bot.wait(greeted)
    until(lambda: bot.platform._running.listener.idle)
    time.sleep(1)
    lost.set()
    token = bot.platform._running.listener.saved
    for text in ("un", "deux", "trois"):
        alice.say(text)
    until(lambda: len(tries) >= 2)
    assert set(tries) == {"un"}
    # The rest of the token counts keys of encryption, which are kept as they come.
    assert bot.platform._running.listener.saved.partition("_")[0] == token.partition("_")[0]

    lost.clear()

    bot.wait("trois")
    assert [text for text in bot.texts() if text] == ["un", "deux", "trois"]


@pytest.mark.long
def test_another_room_does_not_wait_for_one_that_is_stuck(new_bot, new_client):
    bot = new_bot()
    bot.start()
    alice, benoit = new_client(), new_client()
    released = threading.Event()
    bot.before = lambda incoming: released.wait(30) if incoming.text == "long" else None
    alice.say("long")

    benoit.say("court")

    try:
        bot.wait("court", timeout=10)
        assert "long" not in bot.texts()
    finally:
        released.set()
    bot.wait("long")


@pytest.mark.long
def test_a_message_taken_but_not_checked_off_comes_again_under_the_same_name(new_bot, new_client):
    first = new_bot().start()
    alice = new_client()
    first.wait(greeted)
    until(lambda: first.platform._running.listener.idle)
    # The process dies between the commit of the message and the writing of the token.
    first.platform._keeping.keep_progress = lambda *_: None
    name = alice.say("une fois")
    first.wait("une fois")
    first.stop()

    second = new_bot().start()

    again = second.wait("une fois")
    assert (again.message_id, second.texts().count("une fois")) == (name, 1)


@pytest.mark.long
def test_what_is_said_while_the_bot_is_off_is_answered_once_however_long(new_bot, new_client):
    first = new_bot().start()
    alice = new_client()
    first.wait(greeted)
    first.stop()
    texts = [f"message {number}" for number in range(130)]
    for text in texts:
        alice.say(text)

    second = new_bot()
    second.answer = lambda incoming: [f"vu : {incoming.text}"] if incoming.text == texts[-1] else []
    second.start()

    assert alice.wait("vu : message 129", timeout=60)
    assert second.texts() == texts
    second.stop()
    third = new_bot().start()
    alice.say("suite")
    third.wait("suite")
    assert third.texts() == ["suite"]


@pytest.mark.long
def test_history_is_not_answered_at_the_first_start_ever(new_bot, new_client, tmp_path):
    first = new_bot().start()
    alice = new_client()
    alice.say("vieux")
    first.wait("vieux")
    first.stop()

    second = new_bot(store=tmp_path / "autre").start()
    until(lambda: knows(alice, second))
    alice.say("nouveau")

    second.wait("nouveau")
    assert second.texts() == ["nouveau"]


@pytest.mark.long
def test_what_was_said_since_the_invitation_is_answered_and_nothing_before(new_bot, new_client):
    first = new_bot().start()
    alice = new_client()
    first.wait(greeted)
    first.stop()
    alice.room_id = alice.create_room([])
    alice.say("entre nous")
    alice.run(alice.nio.room_invite(alice.room_id, NAME))
    alice.nio.rooms[alice.room_id].members_synced = False
    time.sleep(1)
    alice.say("premier message")

    second = new_bot().start()

    second.wait("premier message")
    assert second.texts() == ["", "premier message"]
    assert greeted(second.received[0])


@pytest.mark.long
def test_an_invitation_that_could_not_be_taken_is_taken_after_a_restart(new_bot, new_client):
    first = new_bot().start()
    alice = new_client()
    first.wait(greeted)
    client = first.platform._running.client
    tried = []

    async def hangs(room_id):
        tried.append(room_id)
        await asyncio.sleep(60)

    client.join = hangs
    alice.run(alice.nio.room_create(is_direct=True, invite=[NAME]))
    until(lambda: tried)
    token = first.platform._running.listener.saved
    alice.say("entretemps")
    first.wait("entretemps")
    until(lambda: first.platform._running.listener.saved != token)
    first.stop()

    second = new_bot().start()

    assert second.wait(greeted).address.canal == tried[0] != alice.room_id


@pytest.mark.long
def test_an_outage_of_the_server_loses_nothing_either_way(new_bot, new_client, peer):
    bot = new_bot()
    bot.answer = echo
    bot.start()
    alice = new_client()
    alice.say("avant")
    alice.wait("vu : avant")
    incoming = bot.wait("avant")
    alice.send({"msgtype": "m.notice", "body": "un robot parle"})

    peer.pause()
    with pytest.raises(DeliveryError) as refused:
        bot.platform.send(Outgoing(incoming.address, Message("perdu ?"), "panne:1", incoming.coordonnees))
    peer.resume()
    bot.send(incoming, "perdu ?", "panne:1")
    alice.wait("perdu ?", timeout=60)
    alice.say("après")

    assert alice.wait("vu : après", timeout=60)
    assert not refused.value.permanent
    assert [said.get("body") for _, said in alice.seen()].count("perdu ?") == 1
    assert "un robot parle" not in bot.texts()


@pytest.mark.long
def test_the_same_message_sent_twice_is_one_event_even_after_a_restart(new_bot, new_client):
    first = new_bot().start()
    alice = new_client()
    incoming = first.wait(greeted)
    once = first.send(incoming, "une seule fois", "cle:7")
    again = first.send(incoming, "une seule fois", "cle:7")
    first.stop()

    second = new_bot().start()
    later = second.send(incoming, "une seule fois", "cle:7")
    other = second.send(incoming, "une seule fois", "cle:8")

    assert once == again == later != other
    alice.wait_for(lambda said: said.get("body") == "une seule fois")
    until(lambda: [name for name, said in alice.seen() if said.get("body") == "une seule fois"] == [once, other])


# --- what cannot be read ----------------------------------------------------------------------------------------------


@pytest.mark.long
def test_a_message_that_cannot_be_decrypted_is_said_to_be_and_what_follows_is_read(new_bot, new_client):
    bot = new_bot()
    bot.platform.key_wait_seconds = 3
    bot.answer = echo
    bot.start()
    alice = new_client()
    alice.say("lisible")
    alice.wait("vu : lisible")
    hide_key(alice)

    alice.say("caché")
    alice.say("caché aussi")

    assert alice.wait("Je n'arrive pas à lire ce message chiffré")
    show_key(alice)
    alice.say("de nouveau")
    assert alice.wait("vu : de nouveau")
    said = [said.get("body", "") for _, said in alice.seen()]
    assert len([body for body in said if body.startswith("Je n'arrive pas")]) == 1
    assert "caché" not in bot.texts()


@pytest.mark.long
def test_a_message_whose_key_comes_late_is_answered(new_bot, new_client):
    bot = new_bot()
    bot.answer = echo
    bot.start()
    alice = new_client()
    alice.say("lisible")
    alice.wait("vu : lisible")
    key = withhold_key(alice)
    alice.say("en retard")
    time.sleep(2)
    assert "en retard" not in bot.texts()

    share(alice, key)

    assert alice.wait("vu : en retard")


# What touches the keys of a person runs in the loop, as all that reads the store of keys does: its library binds
# a store to its tables for the time of each call, and those of another store called meanwhile would be read.


def in_the_loop(work):
    """`work(client, ...)`, called in the loop of that client."""

    @functools.wraps(work)
    def called(client, *given):
        async def call():
            return work(client, *given)

        return client.run(call())

    return called


@in_the_loop
def hide_key(client):
    """Write with a new key that the bot is not given."""
    for device in client.nio.device_store.active_user_devices(NAME):
        client.nio.blacklist_device(device)
    client.nio.invalidate_outbound_session(client.room_id)


@in_the_loop
def show_key(client):
    for device in client.nio.device_store.active_user_devices(NAME):
        client.nio.olm.unblacklist_device(device)
    client.nio.invalidate_outbound_session(client.room_id)


@in_the_loop
def withhold_key(client):
    """Write with a new key that nobody is given; returns it."""
    client.nio.olm.create_outbound_group_session(client.room_id)
    session = client.nio.olm.outbound_group_sessions[client.room_id]
    session.shared = True
    return {
        "algorithm": "m.megolm.v1.aes-sha2",
        "room_id": client.room_id,
        "session_id": session.id,
        "session_key": session.session_key,
    }


@in_the_loop
def sealed(client, key):
    """That key as it is said to each device of the bot."""
    olm = client.nio.olm
    return [
        ToDeviceMessage("m.room.encrypted", NAME, device.id, olm._olm_encrypt(session, device, "m.room_key", key))
        for device in client.nio.device_store.active_user_devices(NAME)
        if (session := olm.session_store.get(device.curve25519))
    ]


def share(client, key):
    """Give that key to the bot."""
    for message in sealed(client, key):
        client.run(client.nio.to_device(message))


def knows(client, bot):
    """Whether that person's client has heard of the bot's device."""
    store = client.nio.device_store
    return bot.platform._running.client.device_id in {device.id for device in store.active_user_devices(NAME)}


# --- files ------------------------------------------------------------------------------------------------------------


def test_a_document_comes_as_an_encrypted_file(new_bot, new_client):
    bot = new_bot()
    bot.documents.files["7"] = b"PK\x03\x04 contenu"
    bot.start()
    alice = new_client()
    incoming = bot.wait(greeted)

    bot.send(incoming, Message("", document=Document("diagnostic", "7", "diagnostic.docx")))

    assert alice.file() == ("diagnostic.docx", b"PK\x03\x04 contenu")
    content = alice.wait_for(lambda said: said.get("msgtype") == "m.file")[1]
    assert "url" not in content
    assert content["info"] == {
        "mimetype": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "size": 12,
    }


def test_a_document_that_cannot_be_made_says_nothing(new_bot, new_client):
    bot = new_bot().start()
    new_client()
    incoming = bot.wait(greeted)

    message = Message("", document=Document("diagnostic", "8", "diagnostic.docx"))

    assert bot.send(incoming, message) is None


def test_a_document_comes_as_a_plain_file_in_a_plain_room(new_bot, new_client):
    bot = new_bot()
    bot.documents.files["7"] = b"contenu"
    bot.start()
    alice = new_client()
    alice._encrypted = False
    alice.room_id = alice.create_room()
    incoming = bot.wait(lambda incoming: incoming.address.canal == alice.room_id)

    bot.send(incoming, Message("", document=Document("diagnostic", "7", "diagnostic.docx")))

    assert alice.file() == ("diagnostic.docx", b"contenu")


# --- files that people send -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encrypted", [True, False])
def test_a_file_is_read(new_bot, new_client, encrypted):
    bot = new_bot().start()
    alice = new_client()
    room_id = alice.room_id
    if not encrypted:
        room_id = alice.create_room(encrypted=False)
        alice.wait_for_member(alice.robot, room_id)
    alice.send_file("rc.pdf", b"%PDF " + b"x" * 100_000, room_id=room_id)

    [fichier] = bot.wait(lambda incoming: incoming.fichiers).fichiers

    assert (fichier.nom, fichier.octets, "file" in fichier.reference) == ("rc.pdf", 100_005, encrypted)
    kept = dataclasses.replace(fichier, octets=None, reference=json.loads(json.dumps(fichier.reference)))
    assert bot.platform.download(kept, 100_005) == b"%PDF " + b"x" * 100_000
    for known in (fichier, kept):
        with pytest.raises(DownloadError) as refused:
            bot.platform.download(known, 100_004)
        assert refused.value.cause == "trop_gros"


def test_a_file_that_is_not_what_was_sent_is_not_read(new_bot, new_client):
    bot = new_bot().start()
    alice = new_client()
    alice.send_file("rc.pdf", b"%PDF un")
    alice.send_file("autre.pdf", b"%PDF autre")
    two = [bot.wait(lambda incoming, nom=nom: any(f.nom == nom for f in incoming.fichiers)) for nom in ("rc.pdf", "autre.pdf")]  # fmt: skip
    one, other = [incoming.fichiers[0].reference["file"] for incoming in two]

    for file in ({**one, "url": other["url"]}, {**one, "key": {}}, {**one, "iv": None}):
        with pytest.raises(DownloadError) as refused:
            bot.platform.download(Fichier("rc.pdf", None, {"file": file}), 100)
        assert refused.value.cause == "introuvable"


@pytest.mark.parametrize(
    "url",
    ["mxc://localhost/nulle-part", "https://mal.example/a", "mxc://localhost/../../v3/sync", "mxc://localhost/..", "mxc://a?b/c", ""],
)  # fmt: skip
def test_a_file_that_is_nowhere_is_not_to_be_found(new_bot, url):
    bot = new_bot().start()

    with pytest.raises(DownloadError) as refused:
        bot.platform.download(Fichier("rc.pdf", None, {"url": url}), 100)

    assert refused.value.cause == "introuvable"


# --- refusals ---------------------------------------------------------------------------------------------------------


def test_a_room_that_the_bot_is_not_in_refuses_for_good(new_bot, new_client):
    bot = new_bot().start()
    alice = new_client()
    incoming = bot.wait(greeted)
    nowhere = dataclasses.replace(incoming, address=Address("matrix", "!ailleurs:localhost", alice.personne), coordonnees={})  # fmt: skip

    with pytest.raises(DeliveryError) as unknown:
        bot.send(nowhere, "personne")
    alice.run(alice.nio.room_kick(alice.room_id, NAME))
    until(lambda: alice.room_id not in bot.platform._running.client.rooms)
    with pytest.raises(DeliveryError) as kicked:
        bot.send(incoming, "personne")

    assert [(error.value.permanent, error.value.cause) for error in (unknown, kicked)] == [(True, "introuvable")] * 2


def test_the_pace_that_the_server_asks_for_is_kept_and_reactions_stop(new_bot, new_client, peer, two_choices):
    bot = new_bot().start()
    alice = new_client()
    incoming = bot.wait(greeted)
    chef = f"chef{time.time_ns()}"
    peer.register(chef, "chef", admin=True)
    token = peer.request("POST", "/_matrix/client/v3/login", {"type": "m.login.password", "identifier": {"type": "m.id.user", "user": chef}, "password": "chef"})["access_token"]  # fmt: skip
    path = f"/_synapse/admin/v1/users/{NAME}/override_ratelimit"
    peer.request("POST", path, {"messages_per_second": 1, "burst_count": 1}, token)
    try:
        bot.send(incoming, "un", "rythme:1")
        with pytest.raises(DeliveryError) as refused:
            bot.platform.send(
                Outgoing(incoming.address, Message("deux", two_choices), "rythme:2", incoming.coordonnees)
            )
        bot.send(incoming, Message("deux", two_choices), "rythme:2")
        alice.wait("deux")
        time.sleep(3)
    finally:
        peer.request("DELETE", path, None, token)

    assert 0 < refused.value.retry_after_seconds < 10
    assert not [said for _, said in alice.seen() if said["type"] == "m.reaction"]


def test_credentials_that_are_refused_name_their_setting(new_bot):
    for changes, setting in (
        ({"password": "faux"}, "SPASER_MATRIX_PASSWORD"),
        ({"password": None}, "SPASER_MATRIX_PASSWORD"),
        ({"access_token": "faux"}, "SPASER_MATRIX_TOKEN"),
        ({"homeserver": "matrix.exemple.fr"}, "SPASER_MATRIX_HOMESERVER"),
    ):
        bot = new_bot(**changes)
        with pytest.raises(PlatformRefusedError, match=setting):
            bot.start()


def test_a_store_is_opened_only_by_its_key_and_by_one_process(new_bot):
    first = new_bot().start()
    with pytest.raises(PlatformRefusedError, match="SPASER_MATRIX_STORE is used by another process"):
        new_bot().start()
    first.stop()
    with pytest.raises(PlatformRefusedError, match="SPASER_MATRIX_STORE_KEY"):
        new_bot(store_key="une autre").start()
    new_bot().start()


def test_a_token_is_a_device_whose_keys_must_not_be_lost(new_bot, tmp_path):
    first = new_bot().start()
    until(lambda: first.platform._running.client.olm_account_shared)
    client = first.platform._running.client
    token, device = client.access_token, client.device_id
    first.stop()
    with pytest.raises(PlatformRefusedError, match="SPASER_MATRIX_DEVICE"):
        new_bot(access_token=token, device_id="AUTRE").start()
    with pytest.raises(PlatformRefusedError, match="SPASER_MATRIX_STORE is not the folder"):
        new_bot(access_token=token, store=tmp_path / "vide").start()
    with pytest.raises(PlatformRefusedError, match="SPASER_MATRIX_USER"):
        new_bot(access_token=token, user="@quelquun:localhost").start()

    again = new_bot(access_token=token, password=None).start()

    assert again.platform._running.client.device_id == device


def test_the_login_is_kept_where_only_its_owner_reads_it(new_bot, settings):
    new_bot().start()

    assert (settings.store / "connexion.json").stat().st_mode & 0o777 == 0o600
    assert settings.store.stat().st_mode & 0o777 == 0o700


@pytest.mark.long
def test_a_device_that_was_logged_out_comes_back_as_itself(new_bot, new_client, peer):
    bot = new_bot()
    bot.answer = echo
    bot.start()
    device, token = bot.platform._running.client.device_id, bot.platform._running.client.access_token
    peer.request("POST", "/_matrix/client/v3/logout", {}, token)
    until(lambda: bot.platform._running.client.access_token not in ("", token), 60)

    alice = new_client()
    alice.say("après")

    assert alice.wait("vu : après", timeout=60)
    assert bot.platform._running.client.device_id == device


@pytest.mark.long
def test_a_server_that_cannot_be_reached_is_tried_again(new_bot, peer, new_client):
    bot = new_bot()
    peer.pause()
    try:
        bot.start()
        with pytest.raises(DeliveryError):
            bot.platform.send(Outgoing(Address("matrix", "!a:localhost", "@a:localhost"), Message("un"), "1"))
    finally:
        peer.resume()

    until(bot.platform._running.writer.ready.is_set, 60)


def test_nothing_that_people_type_and_no_secret_is_logged(new_bot, new_client, caplog):
    caplog.set_level(logging.DEBUG, "bot")
    caplog.set_level(logging.INFO, "aiohttp")
    bot = new_bot()
    bot.answer = echo
    bot.start()
    alice = new_client()
    alice.say("mots secrets")
    alice.wait("vu : mots secrets")
    alice.send({"msgtype": 7, "body": "mots secrets"})
    alice.say("fin")
    alice.wait("vu : fin")

    logged = "\n".join(record.getMessage() for record in caplog.records)
    assert "mots secrets" not in logged
    assert bot.platform._running.client.access_token not in logged
    assert "invitation accepted, from a person of localhost" in logged


def until(holds, timeout=30):
    end = time.monotonic() + timeout
    while not holds():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.05)
