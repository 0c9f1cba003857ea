"""The adapter against our emulator of Slack: what is acknowledged when, what is sent, and what happens when all goes wrong."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from bot.envois.adapters import DeliveryError, DownloadError, Outgoing, PlatformRefusedError
from bot.platforms.slack import app as slack_app
from bot.platforms.slack.app import SlackPlatform
from bot.platforms.slack.phrases import PHRASES
from handlers.conversation.vocabulary import Address, Choice, Document, Fichier, Message
from storage.errors import DatabaseUnavailableError

MODES = ("socket", "http")
# Seconds that what comes may take on a busy machine; nothing that works waits for them.
SOON = 30


@pytest.fixture
def alice(slack):
    return slack.add_user("alice")


@pytest.fixture
def dm(slack, alice):
    return slack.direct(alice)


@pytest.fixture
def general(slack, emulator, alice):
    return slack.add_channel("general", alice, slack.add_user("bob"), emulator.BOT_USER)


def outgoing(where, person, message, key="1:0", /, **coordonnees):
    return Outgoing(Address("slack", where, person), message, key, coordonnees)


# --- acknowledging ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", MODES)
def test_a_message_is_acknowledged_only_after_it_was_kept(mode, run, slack, alice, dm, until):
    # Not given again while the machine is busy: that is another test.
    slack.ack_seconds = 5
    seen_acked = []
    delivery = None

    async def keep(_):
        await asyncio.sleep(0.2)
        seen_acked.append(delivery.acked.is_set())

    running = run(mode, then=keep)
    delivery = slack.say(alice, dm, "bonjour")
    assert delivery.acked.wait(SOON)
    assert [incoming.text for incoming in running.received] == ["bonjour"]
    assert seen_acked == [False]
    assert delivery.attempts == [0]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("error", [DatabaseUnavailableError("down"), RuntimeError("bug")])
def test_a_message_that_was_not_kept_is_not_acknowledged_and_comes_again_under_the_same_name(
    mode, error, run, slack, alice, dm
):
    seen = []

    def fail_twice(incoming):
        seen.append(incoming.message_id)
        if len(seen) < 3:
            raise error

    running = run(mode, then=fail_twice)
    delivery = slack.say(alice, dm, "bonjour")
    assert delivery.acked.wait(SOON)
    assert delivery.attempts == [0, 1, 2]
    assert len(set(seen)) == 1
    assert len(running.received) == 1


@pytest.mark.parametrize("mode", MODES)
def test_a_message_that_fails_at_every_delivery_is_given_up_and_the_person_is_told(
    mode, run, slack, alice, dm, until, caplog
):
    def fail(_):
        raise RuntimeError("mot secret")

    run(mode, then=fail)
    delivery = slack.say(alice, dm, "bonjour")
    assert delivery.acked.wait(SOON)
    assert delivery.attempts == [0, 1, 2, 3]
    assert [message["text"] for message in until(lambda: slack.seen_by(alice, dm))] == [PHRASES["panne"]]
    [given_up] = [record for record in caplog.records if "given up" in record.getMessage()]
    assert given_up.getMessage().endswith("(RuntimeError)")
    assert given_up.exc_info is None


def test_a_mention_that_fails_at_every_delivery_is_told_to_the_person_alone(
    run, slack, emulator, alice, general, until
):
    def fail(_):
        raise RuntimeError("bug")

    run("socket", then=fail)
    delivery = slack.say(alice, general, f"<@{emulator.BOT_USER}> des chaises")
    assert delivery.acked.wait(SOON)
    [told] = until(lambda: slack.seen_by(alice, general))
    assert (told["text"], told["only_for"]) == (PHRASES["panne"], alice)
    assert told["thread_ts"] == delivery.payload["event"]["ts"]


def test_a_database_that_is_down_for_every_delivery_is_told_and_nothing_is_acknowledged(run, slack, alice, dm, until):
    def down(_):
        raise DatabaseUnavailableError("down")

    run("socket", then=down)
    delivery = slack.say(alice, dm, "bonjour")
    assert [message["text"] for message in until(lambda: slack.seen_by(alice, dm))] == [PHRASES["panne"]]
    assert delivery.attempts == [0, 1, 2, 3]
    assert not delivery.acked.wait(0.6)


def test_a_greeting_that_fails_at_every_delivery_is_given_up_in_silence(run, slack, alice, dm):
    def fail(_):
        raise RuntimeError("bug")

    running = run("socket", then=fail)
    assert slack.open_messages_tab(alice).acked.wait(SOON)
    running.stop()
    assert slack.seen_by(alice, dm) == []


@pytest.mark.parametrize("mode", MODES)
def test_a_message_delivered_twice_has_one_name(mode, run, slack, alice, dm, until):
    running = run(mode)
    delivery = slack.say(alice, dm, "bonjour")
    assert delivery.acked.wait(SOON)
    slack.deliver_again(delivery)
    first, again = until(lambda: running.received if len(running.received) == 2 else None)
    assert first == again


def test_what_a_stopped_process_had_not_kept_comes_to_the_next_one(run, slack, alice, dm, monkeypatch):
    monkeypatch.setattr(slack_app, "STOP_SECONDS", 0.1)
    taken = threading.Event()

    async def hang(_):
        taken.set()
        await asyncio.sleep(60)

    slack.retries = (1.0, 1.0, 1.0)
    first = run("socket", then=hang)
    delivery = slack.say(alice, dm, "bonjour")
    assert taken.wait(SOON)
    first.stop()
    assert not delivery.acked.is_set()
    second = run("socket")
    assert delivery.acked.wait(SOON)
    assert [incoming.text for incoming in second.received] == ["bonjour"]
    assert first.received == []


KEEPS_FOR_EVER = """
import asyncio, sys
from bot.settings import SlackSettings
from bot.platforms.slack.app import SlackPlatform

async def keep(incoming):
    print("taken", flush=True)
    await asyncio.sleep(60)

async def main():
    platform = SlackPlatform(SlackSettings(sys.argv[1], sys.argv[2], None, sys.argv[3]), None, None)
    await platform.start(keep)
    await asyncio.sleep(60)

asyncio.run(main())
"""


def test_what_a_killed_process_had_not_kept_comes_to_the_next_one(run, slack, settings, alice, dm):
    slack.retries = (1.0, 1.0, 1.0)
    known = settings()
    arguments = [sys.executable, "-c", KEEPS_FOR_EVER, known.bot_token, known.app_token, known.api_url]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, cwd=Path(__file__).parents[3]) as child:
        delivery = slack.say(alice, dm, "bonjour")
        assert child.stdout.readline() == b"taken\n"
        child.kill()
    assert not delivery.acked.is_set()
    running = run("socket")
    assert delivery.acked.wait(SOON)
    assert [incoming.text for incoming in running.received] == ["bonjour"]


def test_a_stop_lets_what_is_being_kept_be_acknowledged(run, slack, alice, dm):
    taken = threading.Event()

    async def slow(_):
        taken.set()
        await asyncio.sleep(0.2)

    running = run("socket", then=slow)
    delivery = slack.say(alice, dm, "bonjour")
    assert taken.wait(SOON)
    running.stop()
    assert delivery.acked.wait(SOON)
    assert delivery.attempts == [0]


def test_a_stop_lets_what_waits_for_its_turn_be_kept(run, slack, alice, dm, until):
    taken = threading.Event()

    async def slow(_):
        taken.set()
        await asyncio.sleep(0.2)

    running = run("socket", then=slow)
    first = slack.say(alice, dm, "un")
    assert taken.wait(SOON)
    second = slack.say(alice, dm, "deux")
    until(lambda: any(turn.waiting == 2 for turn in running.platform._turns.values()))
    running.stop()
    assert first.acked.wait(SOON)
    assert second.acked.wait(SOON)
    assert [incoming.text for incoming in running.received] == ["un", "deux"]


@pytest.mark.parametrize("mode", MODES)
def test_what_means_nothing_to_the_bot_is_acknowledged_at_once(mode, run, slack, alice, dm):
    running = run(mode)
    events = [
        {"type": "reaction_added", "user": alice, "item": {}, "reaction": "eyes"},
        {"type": "message", "subtype": "channel_join", "user": alice, "channel": dm, "channel_type": "im", "ts": "1.1"},
        {
            "type": "message",
            "user": alice,
            "bot_id": "B1",
            "channel": dm,
            "channel_type": "im",
            "ts": "1.2",
            "text": "a",
        },
        {"type": "app_home_opened", "user": alice, "channel": dm, "tab": "home"},
    ]
    deliveries = [slack.event(event) for event in events]
    assert all(delivery.acked.wait(SOON) for delivery in deliveries)
    assert running.received == []


@pytest.mark.parametrize("mode", MODES)
def test_messages_of_one_conversation_come_in_order_while_others_pass(mode, run, slack, alice, dm, until):
    bob = slack.add_user("bob")

    async def slow_for_alice(incoming):
        if incoming.address.personne == alice:
            await asyncio.sleep(0.1)

    running = run(mode, then=slow_for_alice)
    slack.ack_seconds = 5
    for number in range(4):
        slack.say(alice, dm, f"message {number}")
        time.sleep(0.01)
    slack.say(bob, slack.direct(bob), "et moi")
    until(lambda: len(running.received) == 5)
    texts = [incoming.text for incoming in running.received]
    assert [text for text in texts if text != "et moi"] == [f"message {number}" for number in range(4)]
    assert texts[-1] != "et moi"


def test_a_new_connection_is_opened_when_slack_asks(run, slack, alice, dm, until):
    running = run("socket")
    slack.disconnect()
    until(lambda: slack.connections == 2)
    assert slack.say(alice, dm, "encore").acked.wait(SOON)
    assert [incoming.text for incoming in running.received] == ["encore"]


def test_a_message_kept_while_the_connection_changes_has_one_name(run, slack, alice, dm, until):
    async def slow(_):
        await asyncio.sleep(0.3)

    running = run("socket", then=slow)
    delivery = slack.say(alice, dm, "bonjour")
    until(lambda: delivery.attempts)
    slack.disconnect()
    assert delivery.acked.wait(SOON)
    assert len({incoming.message_id for incoming in running.received}) == 1


def test_a_lost_connection_is_replaced(run, slack, alice, dm, until, monkeypatch):
    monkeypatch.setattr(slack_app, "LOST_SECONDS", 0.3)
    monkeypatch.setattr(slack_app, "WATCH_SECONDS", 0.05)
    monkeypatch.setattr(slack_app, "FIRST_RETRY_SECONDS", 0.1)
    running = run("socket")
    slack.cut()
    until(lambda: slack.connections >= 2)
    assert slack.say(alice, dm, "encore").acked.wait(SOON)
    assert running.received[0].text == "encore"


# --- starting ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", MODES)
def test_a_refused_bot_token_is_said_with_what_to_do(mode, run):
    with pytest.raises(PlatformRefusedError, match=r"SPASER_SLACK_BOT_TOKEN \(invalid_auth\).*xoxb"):
        run(mode, bot_token="xoxb-wrong")


def test_a_refused_app_token_is_said_with_what_to_do(run):
    with pytest.raises(PlatformRefusedError, match=r"SPASER_SLACK_APP_TOKEN \(invalid_auth\).*xapp"):
        run("socket", app_token="xapp-wrong")


def test_no_way_in_is_said(run):
    with pytest.raises(PlatformRefusedError, match="SPASER_SLACK_SIGNING_SECRET"):
        run("http", signing_secret=None)


@pytest.mark.parametrize("mode", MODES)
def test_a_slack_that_cannot_be_reached_is_tried_again(mode, run, slack, alice, dm, monkeypatch):
    monkeypatch.setattr(slack_app, "FIRST_RETRY_SECONDS", 0.1)
    slack.fail("auth.test", status=500, times=2)
    running = run(mode)
    slack.retries = (0.2, 0.5, 1.0)
    assert slack.say(alice, dm, "bonjour").acked.wait(SOON)
    assert len(running.received) == 1


# --- the webhook ------------------------------------------------------------------------------------------------------


def post(running, body, headers):
    request = urllib.request.Request(f"http://127.0.0.1:{running.port}/slack/events", body.encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def test_only_what_slack_signed_lately_is_taken(run, emulator, alice, payload):
    import json

    running = run("http")
    body = json.dumps(payload("message_im"))
    kind = {"Content-Type": "application/json"}
    assert post(running, body, kind | emulator.signed(body)) == (200, "")
    assert post(running, body, kind | emulator.signed(body, "another secret"))[0] == 401
    assert post(running, body + " ", kind | emulator.signed(body))[0] == 401
    assert post(running, body, kind | emulator.signed(body, timestamp=int(time.time()) - 600))[0] == 401
    assert post(running, body, kind)[0] == 401
    assert post(running, body, kind | {"X-Slack-Request-Timestamp": "²", "X-Slack-Signature": "v0="})[0] == 401
    assert len(running.received) == 1


def test_slack_may_check_the_address_of_the_webhook(run, emulator):
    running = run("http")
    body = '{"type": "url_verification", "token": "unused", "challenge": "3eZbrw1aB"}'
    status, answer = post(running, body, {"Content-Type": "application/json"} | emulator.signed(body))
    assert (status, answer) == (200, '{"challenge": "3eZbrw1aB"}')


def test_what_cannot_be_read_or_is_too_long_is_refused(run, emulator):
    running = run("http")
    headers = {"Content-Type": "application/json"} | emulator.signed("{")
    assert post(running, "{", headers)[0] == 400
    assert post(running, "{", headers | {"Content-Length": str(slack_app.BODY_MAX_BYTES + 1)})[0] == 413


def flood(running, headers, chunk=b"a" * 65536, most=200 * 1024 * 1024):
    """Send a body without end in chunks, whatever length is announced; returns the status, and how much left before it came."""
    sent = 0
    with socket.create_connection(("127.0.0.1", running.port), timeout=10) as caller:
        said = {"Host": "localhost", "Transfer-Encoding": "chunked", **headers}
        lines = "".join(f"{name}: {value}\r\n" for name, value in said.items())
        caller.sendall(f"POST /slack/events HTTP/1.1\r\n{lines}\r\n".encode())
        caller.settimeout(0.02)
        while sent < most:
            try:
                answer = caller.recv(4096)
                return int(answer.split()[1]), sent
            except TimeoutError:
                pass
            caller.settimeout(10)
            caller.sendall(b"%x\r\n%s\r\n" % (len(chunk), chunk))
            sent += len(chunk)
            caller.settimeout(0.02)
    raise AssertionError("all of it was read")


def test_a_body_without_end_is_refused_whatever_its_headers_announce(run, emulator):
    running = run("http")
    signed = {"Content-Type": "application/json"} | emulator.signed("{}")
    status, sent = flood(running, signed)
    assert (status, sent <= 2 * slack_app.BODY_MAX_BYTES) == (413, True)
    # Whoever does not even claim a signature is answered before anything is read.
    assert flood(running, {"Content-Type": "application/json"})[0] == 401
    assert running.received == []


@pytest.mark.parametrize("kind", ["application/json", "application/x-www-form-urlencoded"])
@pytest.mark.parametrize(
    "said",
    [
        "[]",
        "3",
        '"texte"',
        "null",
        "true",
        '{"authorizations": 3}',
        '{"team": 3, "user": [], "channel": "C"}',
        "[" * 100_000,
    ],
    ids=["list", "number", "string", "null", "true", "authorizations", "strange parts", "deep"],
)
def test_what_is_signed_but_is_no_object_is_refused_without_a_traceback(run, emulator, caplog, kind, said):
    body = said if kind == "application/json" else urllib.parse.urlencode({"payload": said})
    status, _ = post(run("http"), body, {"Content-Type": kind} | emulator.signed(body))
    assert 400 <= status < 500
    assert [record for record in caplog.records if record.exc_info] == []


@pytest.mark.parametrize(
    "strange",
    [
        {"X-Slack-Request-Timestamp": "1" * 400},
        {"X-Slack-Request-Timestamp": "1" * 5000},
        {"X-Slack-Request-Timestamp": "-1"},
        {"X-Slack-Signature": "v0=é"},
        {"X-Slack-Signature": ""},
    ],
)
def test_a_strange_time_or_signature_is_refused_without_a_traceback(run, emulator, caplog, strange):
    headers = {"Content-Type": "application/json"} | emulator.signed("{}") | strange
    assert post(run("http"), "{}", headers)[0] == 401
    assert caplog.records == []


def test_nothing_is_parsed_for_whoever_has_no_secret(run, emulator):
    headers = {"Content-Type": "application/json"} | emulator.signed("{", "another secret")
    assert post(run("http"), "{", headers)[0] == 401


def test_there_is_no_webhook_in_socket_mode(run):
    assert run("socket").platform.routes == ()


# --- who speaks -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("marks", "organisation"),
    [
        ({}, "T0CLERMONT"),
        ({"team": "T0AILLEURS"}, "T0AILLEURS"),
        ({"is_restricted": True}, ""),
        ({"is_ultra_restricted": True}, ""),
        ({"is_stranger": True}, ""),
        ({"is_stranger": True, "team": "T0AILLEURS"}, "T0AILLEURS"),
    ],
)
def test_a_person_is_vouched_for_by_their_own_team_and_a_guest_by_none(marks, organisation, run, slack):
    running = run("socket")
    person = slack.add_user("eve", **marks)
    assert slack.say(person, slack.direct(person), "bonjour").acked.wait(SOON)
    assert running.received[0].organisation == organisation


def test_the_foreign_one_of_two_teams_vouches(run, slack, alice, dm):
    running = run("socket")
    slack.say(alice, dm, "bonjour", user_team="T0AILLEURS").acked.wait(SOON)
    assert running.received[0].organisation == "T0AILLEURS"


def test_a_person_is_asked_about_once_and_unknown_when_slack_does_not_tell(run, slack, alice, dm, caplog):
    running = run("socket")
    slack.fail("users.info", error="internal_error")
    for text in ("un", "deux"):
        assert slack.say(alice, dm, text).acked.wait(SOON)
    assert [incoming.organisation for incoming in running.received] == ["", ""]
    assert len(slack.called("users.info")) == 1
    assert "users.info failed (internal_error)" in caplog.text


def test_a_slow_answer_about_a_person_does_not_delay_the_message(run, slack, alice, dm, monkeypatch):
    monkeypatch.setattr(slack_app, "WHO_SECONDS", 0.1)
    running = run("socket")
    slack.fail("users.info", hang=60)
    assert slack.say(alice, dm, "bonjour").acked.wait(SOON)
    assert running.received[0].organisation == ""


@pytest.mark.parametrize("fault", [{"error": "internal_error"}, {"hang": 2}], ids=["refused", "slow"])
def test_a_fault_leaves_what_was_known_of_a_person_and_is_asked_about_again_soon(
    fault, run, slack, alice, dm, monkeypatch
):
    monkeypatch.setattr(slack_app, "WHO_SECONDS", 1.5)
    monkeypatch.setattr(slack_app, "KNOWN_SECONDS", 0.0)
    monkeypatch.setattr(slack_app, "FAULT_KEPT_SECONDS", 0.0)
    running = run("socket")
    slack.ack_seconds = 30
    assert slack.say(alice, dm, "un").acked.wait(SOON)
    slack.fail("users.info", **fault)
    assert slack.say(alice, dm, "deux").acked.wait(SOON)
    assert slack.say(alice, dm, "trois").acked.wait(SOON)
    assert [incoming.organisation for incoming in running.received] == ["T0CLERMONT"] * 3
    assert len(slack.called("users.info")) == 3


# --- greeting, commands -----------------------------------------------------------------------------------------------


def test_whoever_opens_an_empty_conversation_is_greeted_and_no_other(run, slack, alice, dm):
    running = run("socket")
    assert slack.open_messages_tab(alice).acked.wait(SOON)
    assert slack.say(alice, dm, "bonjour").acked.wait(SOON)
    assert slack.open_messages_tab(alice).acked.wait(SOON)
    greeting, said = running.received
    assert (greeting.message_id, greeting.choice) == ("bienvenue", "accueil")
    assert said.text == "bonjour"


def test_a_greeting_that_was_not_kept_comes_again(run, slack, alice):
    tries = []

    def fail_once(incoming):
        tries.append(incoming)
        if len(tries) == 1:
            raise DatabaseUnavailableError("down")

    running = run("socket", then=fail_once)
    assert slack.open_messages_tab(alice).acked.wait(SOON)
    assert len(running.received) == 1


@pytest.mark.parametrize("mode", MODES)
def test_a_command_in_a_channel_is_answered_for_the_eyes_of_the_person(mode, run, slack, alice, general, question):
    running = run(mode)
    assert slack.command(alice, general, "/spaser", "des chaises").acked.wait(SOON)
    incoming = running.received[0]
    assert (incoming.text, incoming.prive, incoming.address.canal) == ("des chaises", False, general)
    running.platform.send(outgoing(general, alice, question, **incoming.coordonnees))
    assert slack.messages[-1]["only_for"] == alice
    assert slack.violations == []


def test_a_command_in_the_conversation_with_the_bot_is_answered_there(run, slack, alice, dm):
    running = run("socket")
    assert slack.command(alice, dm, "/fiche", "11").acked.wait(SOON)
    incoming = running.received[0]
    assert (incoming.text, incoming.prive, incoming.address.canal) == ("fiche 11", True, dm)
    running.platform.send(outgoing(dm, alice, Message("Fiche 11"), **incoming.coordonnees))
    assert slack.called("chat.postMessage")[0]["channel"] == dm


def test_a_command_in_a_conversation_with_a_colleague_is_answered_in_ours(run, slack, alice, dm):
    running = run("socket")
    slack.channels["D0COLLEGUE"] = {"id": "D0COLLEGUE", "members": {alice, "U0BOB"}, "is_im": True}
    delivery = slack.command(alice, "D0COLLEGUE", "/spaser")
    assert delivery.acked.wait(SOON)
    assert running.received[0].address.canal == dm
    assert running.received[0].choice == "accueil"
    assert delivery.response == {"text": "Je vous réponds dans notre conversation privée."}


def test_where_the_bot_is_no_member_a_command_is_answered_through_its_own_way_back(run, slack, alice, question):
    running = run("socket")
    elsewhere = slack.add_channel("ailleurs", alice)
    assert slack.command(alice, elsewhere, "/spaser", "des chaises").acked.wait(SOON)
    where = running.received[0].coordonnees
    for number in range(6):
        running.platform.send(outgoing(elsewhere, alice, question, f"1:{number}", **where))
    # Slack takes five answers this way; the next goes to the private conversation.
    assert len([message for message in slack.messages if message.get("only_for") == alice]) == 5
    assert slack.messages[-1]["channel"] == slack.direct(alice)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("error", [DatabaseUnavailableError("down"), RuntimeError("bug")])
def test_a_command_that_cannot_be_kept_says_so_to_the_person(mode, error, run, slack, alice, general):
    def down(_):
        raise error

    run(mode, then=down)
    delivery = slack.command(alice, general, "/spaser", "des chaises")
    assert delivery.acked.wait(SOON)
    assert delivery.response == {"text": "Je suis momentanément indisponible. Réessayez dans un instant."}


# --- mentions and buttons ---------------------------------------------------------------------------------------------


def test_a_mention_is_answered_in_its_thread_with_buttons_for_that_person_alone(
    run, slack, emulator, alice, general, question, until
):
    running = run("socket")
    assert slack.say(alice, general, f"<@{emulator.BOT_USER}> des chaises").acked.wait(SOON)
    incoming = running.received[0]
    thread = slack.messages[0]["ts"]
    assert (incoming.text, incoming.prive, incoming.address.canal) == ("des chaises", False, f"{general}:{thread}")
    running.platform.send(outgoing(incoming.address.canal, alice, question, **incoming.coordonnees))
    asked = slack.messages[-1]
    assert asked["thread_ts"] == thread

    assert slack.press("U0BOB", asked, "Services").acked.wait(SOON)
    told = until(lambda: [message for message in slack.messages if message.get("only_for") == "U0BOB"])
    assert "une autre personne" in told[0]["text"]
    assert len(running.received) == 1

    assert slack.press(alice, asked, "Services").acked.wait(SOON)
    assert (running.received[1].address, running.received[1].choice) == (incoming.address, "q:nature:services")
    assert running.received[1].coordonnees == incoming.coordonnees


def test_an_answered_question_keeps_its_words_and_shows_what_was_chosen(
    run, slack, emulator, alice, dm, question, until
):
    running = run("socket")
    name = running.platform.send(outgoing(dm, alice, question))
    asked = slack.messages[-1]
    assert name == asked["ts"]
    # Slack's buttons hold few letters: the whole words are known to the engine.
    running.choices[(dm, name)] = (Choice("Travaux de toute nature", "q:nature:travaux"),)
    assert slack.press(alice, asked, "Travaux").acked.wait(SOON)
    until(lambda: emulator.visible(asked).endswith("✓ Travaux de toute nature"))
    assert emulator.visible(asked) == "Quelle est la nature du marché ?\n✓ Travaux de toute nature"
    assert emulator.labels_of(asked) == []
    assert slack.violations == []


def test_other_buttons_stay_and_each_press_has_its_own_name(run, slack, emulator, alice, dm, question):
    running = run("socket")
    running.platform.send(outgoing(dm, alice, question))
    asked = slack.messages[-1]
    for _ in range(2):
        assert slack.press(alice, asked, "Pourquoi ?").acked.wait(SOON)
    one, other = running.received
    assert (one.choice, other.choice) == ("c:pourquoi", "c:pourquoi")
    assert one.message_id != other.message_id
    assert "Services" in emulator.labels_of(asked)


def test_a_message_that_cannot_be_edited_does_not_fail_the_press(run, slack, alice, dm, question, until, caplog):
    running = run("socket")
    running.platform.send(outgoing(dm, alice, question))
    slack.fail("chat.update", error="cant_update_message")
    assert slack.press(alice, slack.messages[-1], "Travaux").acked.wait(SOON)
    assert len(running.received) == 1
    until(lambda: "cant_update_message" in caplog.text)


def test_a_question_for_the_eyes_of_one_person_is_answered_in_place(
    run, slack, emulator, alice, general, question, until
):
    running = run("socket")
    running.platform.send(outgoing(general, alice, question, canal=general, fil=None, ephemere=True))
    asked = slack.messages[-1]
    assert slack.press(alice, asked, "Services").acked.wait(SOON)
    until(lambda: emulator.visible(asked) == "Quelle est la nature du marché ?\n✓ Services")
    assert running.received[0].coordonnees == {"canal": general, "fil": None, "ephemere": True}
    assert emulator.labels_of(asked) == []


SEGMENTS = tuple(Choice(f"Famille {number}", f"q:segments:f{number}") for number in range(19))
AUCUNE = Choice("Aucune de ces familles", "q:segments:-")


@pytest.mark.parametrize("count", [3, 19])
def test_several_boxes_are_ticked_then_validated_together(count, run, slack, emulator, alice, dm, until):
    running = run("socket")
    running.platform.send(outgoing(dm, alice, Message("Lesquelles ?", (*SEGMENTS[:count], AUCUNE), multiple=True)))
    asked = slack.messages[-1]
    last = f"Famille {count - 1}"
    assert slack.tick(alice, asked, ("Famille 0", last)).acked.wait(SOON)
    assert [incoming.choice for incoming in running.received] == [f"q:segments:f0, q:segments:f{count - 1}"]
    until(lambda: emulator.visible(asked).endswith(f"✓ Famille 0, {last}"))
    assert slack.violations == []


def test_nothing_ticked_is_no_answer(run, slack, alice, dm, until):
    running = run("socket")
    running.platform.send(outgoing(dm, alice, Message("Lesquelles ?", SEGMENTS[:3], multiple=True)))
    assert slack.tick(alice, slack.messages[-1], ()).acked.wait(SOON)
    until(lambda: any("Cochez" in message.get("text", "") for message in slack.messages))
    assert running.received == []


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("error", [DatabaseUnavailableError("down"), RuntimeError("bug")])
def test_a_press_that_cannot_be_kept_is_not_acknowledged_and_the_person_is_told(
    mode, error, run, slack, alice, dm, question, until
):
    def down(_):
        raise error

    running = run(mode, then=down)
    running.platform.send(outgoing(dm, alice, question))
    delivery = slack.press(alice, slack.messages[-1], "Travaux")
    until(lambda: any("indisponible" in message.get("text", "") for message in slack.messages))
    assert not delivery.acked.wait(0.6)


# --- sending ----------------------------------------------------------------------------------------------------------


def test_a_message_carries_its_key_and_mentions_nobody(run, slack, emulator, alice, dm):
    running = run("socket")
    running.platform.send(
        outgoing(dm, alice, Message("Vous avez dit : \\<!channel\\> & \\<@U0BOB\\> \\*gras\\*"), "7:0")
    )
    sent = slack.called("chat.postMessage")[0]
    assert sent["metadata"] == {"event_type": "spaser", "event_payload": {"cle": "7:0"}}
    assert sent["text"] == "Vous avez dit : &lt;!channel&gt; &amp; &lt;@U0BOB&gt; *gras*"
    assert emulator.visible(slack.messages[-1]) == "Vous avez dit : <!channel> & <@U0BOB> *gras*"
    assert slack.violations == []


def test_slack_is_waited_for_as_long_as_it_asks(run, slack, alice, dm):
    running = run("socket")
    slack.fail("chat.postMessage", error="ratelimited", status=429, retry_after=7)
    with pytest.raises(DeliveryError) as caught:
        running.platform.send(outgoing(dm, alice, Message("Bonjour")))
    assert (caught.value.retry_after_seconds, caught.value.permanent) == (7, False)
    assert running.platform.send(outgoing(dm, alice, Message("Bonjour"))) == slack.messages[-1]["ts"]
    assert len(slack.called("chat.postMessage")) == 2


@pytest.mark.parametrize(
    ("fault", "permanent", "cause"),
    [
        ({"error": "is_archived"}, True, "refuse"),
        ({"error": "channel_not_found"}, True, "introuvable"),
        ({"error": "user_disabled"}, True, "introuvable"),
        ({"error": "msg_too_long"}, True, "trop_long"),
        ({"error": "token_revoked"}, False, "jeton"),
        ({"error": "account_inactive"}, False, "jeton"),
        ({"error": "internal_error"}, False, "inconnue"),
        ({"error": "<b>what was typed</b>"}, False, "inconnue"),
        ({"status": 500}, False, "inconnue"),
        ({"status": 503, "error": "service_unavailable"}, False, "inconnue"),
    ],
)
def test_only_what_can_never_succeed_is_permanent(fault, permanent, cause, run, slack, alice, dm):
    running = run("socket")
    slack.fail("chat.postMessage", **fault)
    with pytest.raises(DeliveryError) as caught:
        running.platform.send(outgoing(dm, alice, Message("Bonjour")))
    assert (caught.value.permanent, caught.value.cause) == (permanent, cause)
    assert caught.value.retry_after_seconds is None
    assert "typed" not in str(caught.value)


def test_a_refused_token_is_logged_as_an_error_without_the_token(run, slack, emulator, alice, dm, caplog):
    running = run("socket")
    slack.bot_tokens = set()
    with pytest.raises(DeliveryError) as caught:
        running.platform.send(outgoing(dm, alice, Message("Bonjour")))
    assert not caught.value.permanent
    assert any(r.levelno == logging.ERROR and "SPASER_SLACK_BOT_TOKEN" in r.getMessage() for r in caplog.records)
    assert emulator.BOT_TOKEN not in caplog.text


def test_what_may_have_arrived_is_looked_for_before_it_is_sent_again(run, slack, alice, dm, general):
    running = run("socket")
    thread = slack.say(alice, general, "rien") or slack.messages[-1]["ts"]
    for canal in (dm, f"{general}:{thread}"):
        slack.fail("chat.postMessage", hang=0.1, after=True)
        with pytest.raises(DeliveryError):
            running.platform.send(outgoing(canal, alice, Message("Bonjour"), f"{canal}:0"))
        before = len(slack.messages)
        name = running.platform.send(outgoing(canal, alice, Message("Bonjour"), f"{canal}:0"))
        assert len(slack.messages) == before
        assert name == slack.messages[-1]["ts"]


def test_a_process_that_begins_looks_for_what_a_dead_one_may_have_sent(run, slack, alice, dm):
    first = run("socket")
    name = first.platform.send(outgoing(dm, alice, Message("Bonjour"), "7:0"))
    first.stop()
    second = run("socket")
    again = replace(outgoing(dm, alice, Message("Bonjour"), "7:0"), essai=2)
    assert second.platform.send(again) == name
    assert len(slack.seen_by(alice, dm)) == 1


def test_what_did_not_arrive_is_sent_again(run, slack, alice, dm):
    running = run("socket")
    slack.fail("chat.postMessage", hang=0.1)
    with pytest.raises(DeliveryError):
        running.platform.send(outgoing(dm, alice, Message("Bonjour")))
    running.platform.send(outgoing(dm, alice, Message("Bonjour")))
    assert len(slack.seen_by(alice, dm)) == 1


def test_a_slack_that_hangs_is_given_up_in_time(run, slack, alice, dm, monkeypatch):
    monkeypatch.setattr(slack_app, "SEND_SECONDS", 0.3)
    running = run("socket")
    slack.fail("chat.postMessage", hang=60)
    started = time.monotonic()
    with pytest.raises(DeliveryError, match="TimeoutError"):
        running.platform.send(outgoing(dm, alice, Message("Bonjour")))
    assert time.monotonic() - started < SOON


def test_blocks_that_slack_does_not_want_go_as_text(run, slack, alice, dm, question, caplog):
    running = run("socket")
    slack.fail("chat.postMessage", error="invalid_blocks")
    running.platform.send(outgoing(dm, alice, question))
    assert slack.messages[-1].get("blocks") is None
    assert slack.messages[-1]["text"].splitlines() == [
        "Quelle est la nature du marché ?",
        "1. Travaux",
        "2. Services",
        "3. Pourquoi ?",
    ]
    assert "invalid_blocks" in caplog.text


def test_a_reply_in_a_thread_of_a_private_conversation_stays_in_it(run, slack, alice, dm):
    running = run("socket")
    first = slack.say(alice, dm, "un").payload["event"]["ts"]
    slack.say(alice, dm, "deux", thread=first).acked.wait(SOON)
    incoming = running.received[1]
    assert (incoming.address.canal, incoming.prive) == (dm, True)
    running.platform.send(outgoing(dm, alice, Message("Bonjour"), **incoming.coordonnees))
    assert slack.messages[-1]["thread_ts"] == first


DOCX = Document("diagnostic", "12", "Diagnostic n° 12.docx")


def test_a_document_is_uploaded_where_the_conversation_is(run, slack, alice, dm, general):
    running = run("socket")
    name = running.platform.send(outgoing(dm, alice, Message("", document=DOCX)))
    assert (slack.files[name]["name"], slack.files[name]["content"]) == (DOCX.nom, b"PK docx")
    assert slack.messages[-1]["channel"] == dm
    running.platform.send(outgoing(f"{general}:1.2", alice, Message("", document=DOCX)))
    assert (slack.messages[-1]["channel"], slack.messages[-1]["thread_ts"]) == (general, "1.2")
    assert slack.violations == []


def test_a_document_for_the_eyes_of_one_person_goes_to_the_private_conversation(run, slack, alice, dm, general, until):
    running = run("socket")
    running.platform.send(outgoing(general, alice, Message("", document=DOCX)))
    assert slack.called("files.completeUploadExternal")[0]["channel_id"] == dm
    until(lambda: [m for m in slack.messages if m.get("only_for") == alice and "document" in m["text"]])


def test_a_document_that_is_not_there_is_not_sent(run, slack, alice, dm):
    running = run("socket")
    assert (
        running.platform.send(outgoing(dm, alice, Message("", document=Document("diagnostic", "9", "a.docx")))) is None
    )
    assert slack.files == {}


def test_a_failed_upload_is_tried_again_later(run, slack, alice, dm):
    running = run("socket")
    slack.fail("upload", status=500)
    with pytest.raises(DeliveryError):
        running.platform.send(outgoing(dm, alice, Message("", document=DOCX)))


def test_the_last_answers_leave_while_the_server_stops_and_nothing_after(run, slack, alice, dm):
    running = run("socket")
    running.do(running.platform.stop())
    assert running.platform.send(outgoing(dm, alice, Message("Bonjour")))
    running.stop()
    with pytest.raises(DeliveryError, match="not started"):
        running.platform.send(outgoing(dm, alice, Message("Bonjour"), "2:0"))


def test_many_conversations_are_written_to_at_once(run, slack):
    running = run("socket")
    people = [slack.add_user(f"p{number}") for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        names = list(pool.map(lambda who: running.platform.send(outgoing(slack.direct(who), who, Message("Bonjour"), who)), people))  # fmt: skip
    assert len(set(names)) == 8


def test_a_slack_that_hangs_at_the_start_holds_nobody(run, slack, alice, dm, monkeypatch):
    monkeypatch.setattr(slack_app, "START_SECONDS", 0.2)
    slack.fail("auth.test", hang=60)
    started = time.monotonic()
    running = run("socket")
    assert time.monotonic() - started < SOON
    slack.retries = (1.0, 1.0, 1.0)
    assert slack.say(alice, dm, "bonjour").acked.wait(SOON)
    assert len(running.received) == 1


def test_logs_hold_neither_words_nor_secrets(run, slack, emulator, alice, dm, caplog, until):
    caplog.set_level(logging.DEBUG, logger="bot")
    caplog.set_level(logging.DEBUG, logger="slack_bolt")

    def fail(_):
        raise RuntimeError("mot secret")

    running = run("socket", then=fail)
    assert slack.say(alice, dm, "mot secret").acked.wait(SOON)
    # Who is told that it failed is told before the next call is made to fail.
    until(lambda: slack.seen_by(alice, dm))
    slack.disconnect()
    slack.fail("chat.postMessage", error="invalid_arguments")
    with pytest.raises(DeliveryError):
        running.platform.send(outgoing(dm, alice, Message("mot secret")))
    said = [
        record.getMessage() for record in caplog.records if record.name.startswith(("bot.platforms.slack", "slack_"))
    ]
    assert said
    assert not [line for line in said if "secret" in line or "ticket" in line or emulator.APP_TOKEN in line]


def test_phrases_are_all_used():
    import yaml

    folder = Path(slack_app.__file__).parent
    code = "".join(path.read_text("utf-8") for path in folder.glob("*.py"))
    names = yaml.safe_load((folder / "phrases.yaml").read_text("utf-8"))
    assert [name for name in names if f'"{name}"' not in code] == []


# --- files that people send -------------------------------------------------------------------------------------------


def given(running, delivery):
    """The file that came with that message."""
    assert delivery.acked.wait(SOON)
    [fichier] = running.received[-1].fichiers
    return fichier


def test_a_file_is_read_with_our_token(run, slack, emulator, alice, dm):
    running = run("socket")
    fichier = given(running, slack.say_with_file(alice, dm, "besoin.docx", b"PK besoin", "le besoin"))
    assert (fichier.nom, fichier.octets) == ("besoin.docx", 9)
    assert running.platform.download(fichier, 9) == b"PK besoin"
    assert [call["token"] for call in slack.called("download")] == [emulator.BOT_TOKEN]


def test_a_file_is_read_by_another_process_from_what_is_known_of_it(run, slack, alice, dm):
    fichier = given(run("socket"), slack.say_with_file(alice, dm, "besoin.docx", b"PK besoin"))
    kept = Fichier(fichier.nom, fichier.octets, json.loads(json.dumps(fichier.reference)))
    assert run("socket").platform.download(kept, 100) == b"PK besoin"


def test_a_file_shared_by_another_organisation_is_asked_for_by_its_number(run, slack, alice, dm):
    running = run("socket")
    hidden = {"url_private": None, "url_private_download": None, "file_access": "check_file_info"}
    fichier = given(running, slack.say_with_file(alice, dm, "besoin.docx", b"PK besoin", **hidden))
    assert running.platform.download(fichier, 100) == b"PK besoin"
    [asked] = slack.called("files.info")
    assert asked == {"file": fichier.reference["id"]}


@pytest.mark.parametrize("size", [9, 4])
def test_a_file_above_the_limit_is_refused_even_when_its_size_was_told_wrong(run, slack, alice, dm, size):
    running = run("socket")
    fichier = given(running, slack.say_with_file(alice, dm, "besoin.docx", b"PK besoin", size=size))
    with pytest.raises(DownloadError) as caught:
        running.platform.download(fichier, 8)
    assert caught.value.cause == "trop_gros"
    assert len(slack.called("download")) == (size < 9)


@pytest.mark.parametrize("hidden", [{}, {"url_private": None, "url_private_download": None}])
def test_a_file_that_is_gone_is_not_to_be_found(run, slack, alice, dm, hidden):
    running = run("socket")
    fichier = given(running, slack.say_with_file(alice, dm, "besoin.docx", b"PK besoin", **hidden))
    slack.files[fichier.reference["id"]]["deleted"] = True
    with pytest.raises(DownloadError) as caught:
        running.platform.download(fichier, 100)
    assert caught.value.cause == "introuvable"


@pytest.mark.parametrize("hidden", [{}, {"url_private": None, "url_private_download": None}])
def test_without_the_right_to_read_files_the_log_says_which_to_add(run, slack, alice, dm, hidden, caplog):
    running = run("socket")
    slack.scopes = set()
    fichier = given(running, slack.say_with_file(alice, dm, "besoin.docx", b"PK besoin", **hidden))
    with pytest.raises(DownloadError) as caught:
        running.platform.download(fichier, 100)
    assert caught.value.cause == "indisponible"
    assert "files:read" in caplog.text
    assert "besoin" not in caplog.text


def test_our_token_goes_to_no_other_host_than_slack_s(run, slack, emulator, alice, dm):
    running = run("socket")
    fichier = given(running, slack.say_with_file(alice, dm, "besoin.docx", b"PK besoin"))
    other = emulator.Emulator()
    other.start()
    try:
        for url in (
            f"{other.url}/files-pri/T-F/download/a",
            "http://files.slack.com/a",
            "https://files.slack.com@mal.example/",
        ):
            with pytest.raises(DownloadError):
                running.platform.download(replace(fichier, reference={"id": "F1", "url": url}), 100)
        assert other.called("download") == []
    finally:
        other.stop()


def test_a_file_that_another_site_keeps_is_not_asked_for(run, slack, alice, dm):
    running = run("socket")
    fichier = given(running, slack.say_with_file(alice, dm, "besoin", b"x", is_external=True, mode="external"))
    assert fichier.reference == {}
    with pytest.raises(DownloadError) as caught:
        running.platform.download(fichier, 100)
    assert caught.value.cause == "introuvable"
    assert slack.called("download") == slack.called("files.info") == []


def test_a_slack_that_does_not_give_a_file_now_may_give_it_another_time(run, slack, alice, dm):
    running = run("socket")
    fichier = given(running, slack.say_with_file(alice, dm, "besoin.docx", b"PK besoin"))
    slack.fail("download", status=503)
    with pytest.raises(DownloadError) as caught:
        running.platform.download(fichier, 100)
    assert caught.value.cause == "indisponible"
    assert running.platform.download(fichier, 100) == b"PK besoin"


# --- the home of a person ---------------------------------------------------------------------------------------------

AGENDA = [
    Message("# Vos échéances\n\n**Nettoyage des écoles** : J-24 le 1er mars", (Choice("Je m'en occupe", "rappel:7:pris"), Choice("Reporter", "rappel:7:plus_tard"))),
    Message("## Vos achats\n\n- 85 000 € HT", (Choice("Reprendre", "c:reprendre"),)),
]  # fmt: skip


def at_home(slack, user, until, seen=None):
    """The home of that person, once it is another than the one seen."""
    return until(lambda: slack.homes.get(user) if slack.homes.get(user) is not seen else None)


@pytest.mark.parametrize("mode", MODES)
def test_the_home_is_drawn_for_who_opens_it(mode, run, slack, emulator, alice, dm, until):
    running = run(mode)
    asked = []
    running.home = lambda address, organisation: asked.append((address, organisation)) or AGENDA
    assert slack.open_home(alice).acked.wait(SOON)
    shown = at_home(slack, alice, until)
    assert "Nettoyage des écoles : J-24 le 1er mars" in emulator.visible(shown)
    assert emulator.labels_of(shown) == ["Je m'en occupe", "Reporter", "Reprendre"]
    assert asked == [(Address("slack", dm, alice), emulator.TEAM)]
    assert running.received == []


@pytest.mark.parametrize("mode", MODES)
def test_what_is_pressed_at_home_is_said_in_private_and_the_home_is_drawn_again(
    mode, run, slack, emulator, alice, dm, until
):
    running = run(mode)
    running.home = lambda address, organisation: AGENDA
    slack.open_home(alice)
    before = at_home(slack, alice, until)
    running.home = lambda address, organisation: [Message("Rien à faire.")]
    assert slack.press(alice, before, "Je m'en occupe").acked.wait(SOON)
    [incoming] = running.received
    assert incoming.address == Address("slack", dm, alice)
    assert (incoming.choice, incoming.text) == ("rappel:7:pris", "Je m'en occupe")
    assert (incoming.prive, incoming.organisation) == (True, emulator.TEAM)
    assert running.platform.send(Outgoing(incoming.address, Message("Noté."), "1:0", incoming.coordonnees))
    assert emulator.visible(slack.seen_by(alice, dm)[-1]) == "Noté."
    after = at_home(slack, alice, until, before)
    assert emulator.visible(after) == f"{PHRASES['accueil_repondu']}\nRien à faire."
    slack.open_home(alice)
    assert emulator.visible(at_home(slack, alice, until, after)) == "Rien à faire."


def test_boxes_at_home_are_those_of_the_question_that_is_validated(run, slack, alice, until):
    running = run("socket")
    segments = tuple(Choice(name, f"q:segments:{name.lower()}") for name in ("Textile", "Mobilier"))
    lots = tuple(Choice(name, f"q:lots:{name.lower()}") for name in ("Un", "Deux"))
    running.home = lambda address, organisation: [
        Message("Quelles familles ?", segments, multiple=True),
        Message("Quels lots ?", lots, multiple=True),
    ]
    slack.open_home(alice)
    shown = at_home(slack, alice, until)
    slack.tick(alice, shown, ("Mobilier", "Deux"))
    until(lambda: running.received)
    assert [incoming.choice for incoming in running.received] == ["q:segments:mobilier"]


def test_a_home_without_a_private_conversation_yet_opens_one(run, slack, alice, until):
    running = run("socket")
    running.home = lambda address, organisation: [Message(address.canal)]
    slack.event({"type": "app_home_opened", "user": alice, "tab": "home", "event_ts": slack.next_ts()})
    at_home(slack, alice, until)
    assert slack.called("conversations.open") == [{"users": alice}]


def test_a_home_holds_what_fits_and_says_that_there_is_more(run, slack, emulator, alice, until):
    running = run("socket")
    many = [Message(f"## Achat {number}\n\ntexte", AGENDA[0].choices) for number in range(60)]
    running.home = lambda address, organisation: many
    slack.open_home(alice)
    shown = at_home(slack, alice, until)
    assert 90 < len(shown["blocks"]) <= 100
    assert emulator.visible(shown).endswith(PHRASES["accueil_suite"])


@pytest.mark.parametrize("error", [DatabaseUnavailableError("down"), RuntimeError("bug")])
def test_a_home_that_cannot_be_made_is_left_as_it_is_and_silences_nothing(error, run, slack, alice, dm, until, caplog):
    running = run("socket")

    def fail(address, organisation):
        raise error

    running.home = fail
    assert slack.open_home(alice).acked.wait(SOON)
    assert slack.say(alice, dm, "bonjour").acked.wait(SOON)
    assert [incoming.text for incoming in running.received] == ["bonjour"]
    until(lambda: "home" in caplog.text or "left out" in caplog.text)
    assert slack.homes == {}


def test_a_press_at_home_that_could_not_be_kept_is_told_in_private(run, slack, alice, dm, until):
    running = run("socket")
    running.home = lambda address, organisation: AGENDA
    slack.open_home(alice)
    shown = at_home(slack, alice, until)

    def down(_):
        raise DatabaseUnavailableError("down")

    running.then = down
    slack.press(alice, shown, "Reprendre")
    assert [message["text"] for message in until(lambda: slack.seen_by(alice, dm))] == [PHRASES["indisponible"]]


def test_without_a_home_nothing_is_published(settings, slack, alice, emulator):
    platform = SlackPlatform(settings("socket"), None, None)

    async def open_() -> None:
        await platform.start(lambda incoming: None)
        await asyncio.to_thread(slack.open_home(alice).acked.wait, 5)
        await platform.stop()

    asyncio.run(open_())
    assert slack.called("views.publish") == []
