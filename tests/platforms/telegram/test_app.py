"""The platform against the peer: the library as it is, an emulator of Telegram, and real connections between them."""

from __future__ import annotations

import http.client
import json
import logging
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import replace

import pytest

from bot.envois.adapters import WELCOME_CHOICE, DeliveryError, DownloadError, Outgoing, PlatformRefusedError
from handlers.conversation.vocabulary import Address, Choice, Document, Message
from storage.errors import DatabaseUnavailableError

# The library announces, each time Telegram asks to wait, that the type of the wait will change; both types are read.
# Against a server of its own, that must be installed and started.
pytestmark = [
    pytest.mark.long,
    pytest.mark.filterwarnings("ignore:(?s).*`retry_after`:telegram.warnings.PTBDeprecationWarning"),
]

TOKEN = "123456:TEST-token_of-the-emulator"
polling = pytest.mark.parametrize("mode", ["polling"], indirect=True)
webhook = pytest.mark.parametrize("mode", ["webhook"], indirect=True)

NATURE = Message(
    "Quelle est la **nature** du marché ?",
    (
        Choice("Travaux", "q:nature:travaux"),
        Choice("Services", "q:nature:services"),
        Choice("Pourquoi ?", "c:pourquoi"),
    ),
)
SEGMENTS = Message(
    "De quoi s'agit-il ?",
    (
        Choice("Nettoyage", "q:segments:nettoyage"),
        Choice("Restauration scolaire", "q:segments:restauration_scolaire"),
        Choice("Textile", "q:segments:textile"),
        Choice("Aucune de ces familles", "q:segments:-"),
        Choice("Pourquoi ?", "c:pourquoi"),
    ),
    multiple=True,
)


@pytest.fixture
def alice(peer):
    client = peer.client("alice")
    peer.control("introduce", chat=client.chat)
    return client


@pytest.fixture
def group(peer):
    client = peer.group("alice")
    peer.control("introduce", chat=client.chat)
    return client


def pending(peer):
    return peer.control("state")["pending"]


class Database:
    """Unavailable until told otherwise; keeps the texts of those that tried."""

    def __init__(self) -> None:
        self.down = True
        self.tried: list[str] = []

    def __call__(self, incoming) -> None:
        self.tried.append(incoming.text)
        if self.down:
            raise DatabaseUnavailableError("sqlite:///x.db: locked")


# --- starting ---------------------------------------------------------------------------------------------------------


def test_it_listens_names_its_commands_and_hears_a_person(run, peer, alice, until):
    running = run()
    alice.say("bonjour")

    [incoming] = running.wait(1)
    assert (incoming.text, incoming.address.canal, incoming.address.personne) == (
        "bonjour",
        alice.canal,
        alice.personne,
    )
    commands = until(lambda: peer.control("state")["commands"])
    assert [one["command"] for one in commands] == ["start", "aide", "fiche", "resultat", "recommencer", "droits"]
    until(lambda: not pending(peer))


def test_a_token_that_telegram_refuses_is_named_with_what_to_do(run):
    running = run(started=False, token="123456:somebody-else")
    with pytest.raises(PlatformRefusedError, match=r"SPASER_TELEGRAM_TOKEN.*@BotFather") as refusal:
        running.start()
    assert "somebody-else" not in str(refusal.value)


@polling
@pytest.mark.parametrize("token", ["", "no colon", "123:with space", "123:a/../b"])
def test_a_token_that_is_none_is_refused_before_any_call(run, peer, token):
    with pytest.raises(PlatformRefusedError, match="SPASER_TELEGRAM_TOKEN"):
        run(started=False, token=token).start()
    assert peer.control("state")["calls"] == []


@webhook
@pytest.mark.parametrize("secret", [None, "", "é", "with space"])
def test_a_webhook_without_a_good_secret_is_refused(run, secret):
    with pytest.raises(PlatformRefusedError, match="SPASER_TELEGRAM_WEBHOOK_SECRET"):
        run(started=False, webhook_secret=secret).start()


@webhook
def test_an_address_that_telegram_refuses_is_named(run, peer):
    peer.control(
        "fault", method="setWebhook", status=400, description="Bad Request: bad webhook: HTTPS url must be provided"
    )
    with pytest.raises(PlatformRefusedError, match="SPASER_TELEGRAM_WEBHOOK_URL"):
        run(started=False).start()


def test_a_telegram_that_cannot_be_reached_is_tried_again(run, peer, alice):
    peer.control("down")
    running = run()
    with pytest.raises(DeliveryError) as error:
        running.send(alice, Message("bonjour"))
    assert not error.value.permanent

    peer.control("up")
    alice.say("bonjour")
    assert running.wait(1)[0].text == "bonjour"
    assert running.send(alice, Message("bonjour"))


@polling
def test_polling_takes_away_the_webhook_that_was_set_before_and_loses_nothing(run, peer, alice):
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        peer.control("set_webhook", url=f"http://127.0.0.1:{nobody.getsockname()[1]}/telegram")
        alice.say("avant")
        running = run()
        assert running.wait(1)[0].text == "avant"
    assert peer.control("state")["webhook"] is None


@webhook
def test_the_webhook_is_set_with_its_secret_and_what_it_wants(run, peer, port):
    run()
    state = peer.control("state")
    assert state["webhook"]["url"] == f"http://127.0.0.1:{port}/telegram"
    assert state["webhook"]["secret_token"] == peer.environment["SPASER_TELEGRAM_WEBHOOK_SECRET"]
    assert json.loads(state["webhook"]["allowed_updates"]) == ["message", "edited_message", "callback_query"]


# --- losing nothing ---------------------------------------------------------------------------------------------------


def test_a_message_is_not_acknowledged_before_it_is_kept_and_comes_again_after_a_death(run, peer, alice, until):
    held = threading.Event()
    entered = threading.Event()
    first = run()

    def hold(_):
        entered.set()
        held.wait(20)
        raise DatabaseUnavailableError("dying")

    first.before = hold
    alice.say("un")
    assert entered.wait(10)
    assert pending(peer)
    threading.Timer(0.2, held.set).start()
    first.kill()
    assert first.received == []

    second = run()
    assert [incoming.text for incoming in second.wait(1)] == ["un"]
    until(lambda: not pending(peer))


def test_a_stop_waits_for_what_is_being_kept_and_confirms_it(run, peer, alice, until):
    first = run()
    entered = threading.Event()

    def slow(_):
        entered.set()
        time.sleep(0.5)

    first.before = slow
    alice.say("un")
    assert entered.wait(10)
    first.stop()
    assert first.texts() == ["un"]
    until(lambda: not pending(peer))

    second = run()
    alice.say("deux")
    second.wait(1)
    assert second.texts() == ["deux"]


def test_while_the_database_is_away_messages_wait_and_come_in_order(run, alice, until):
    running = run()
    running.before = database = Database()
    numbers = [alice.say(text)["message_id"] for text in ("un", "deux", "trois")]
    until(lambda: len(database.tried) >= 2)
    assert set(database.tried) == {"un"}
    database.down = False
    assert [incoming.message_id for incoming in running.wait(3)] == [str(number) for number in numbers]
    assert running.texts() == ["un", "deux", "trois"]


def test_people_do_not_wait_for_each_other(run, peer, alice):
    running = run()
    held = threading.Event()
    running.before = lambda incoming: incoming.text == "longue" and held.wait(20)
    alice.say("longue")
    alice.say("suite")
    bob = peer.client("bob")
    time.sleep(0.5)
    bob.say("moi")
    assert [incoming.text for incoming in running.wait(1, timeout=10)] == ["moi"]
    held.set()
    running.wait(3)
    assert running.texts() == ["moi", "longue", "suite"]


@polling
def test_the_offset_stays_below_what_is_not_kept(run, peer, alice, until):
    running = run()
    held = threading.Event()
    running.before = lambda incoming: incoming.text == "longue" and held.wait(20)
    number = alice.say("longue")["update_id"]
    peer.client("bob").say("moi")
    running.wait(1)
    time.sleep(1)
    assert number in pending(peer)
    held.set()
    running.wait(2)
    until(lambda: not pending(peer))


def test_what_people_write_during_an_outage_comes_after_it(run, peer, alice):
    running = run()
    alice.say("avant")
    running.wait(1)
    peer.control("down")
    alice.say("pendant")
    time.sleep(1)
    peer.control("up")
    running.wait(2)
    alice.say("après")
    running.wait(3)
    assert running.texts() == ["avant", "pendant", "après"]


def test_a_message_on_which_we_fail_is_given_up_in_the_end_and_its_author_told(run, alice):
    running = run()

    def fail(incoming):
        if incoming.text == "mauvais":
            raise ZeroDivisionError

    running.before = fail
    alice.say("mauvais")
    assert "recommencer" in alice.wait("n'a pas pu être traité")
    alice.say("bon")
    running.wait(1)
    assert running.texts() == ["bon"]


def test_an_update_of_a_shape_nobody_knows_stops_nothing(run, peer, alice, caplog):
    running = run()
    peer.control("say", message={"from": {"id": 5}, "chat": {"id": 5}, "text": "mots secrets"})
    peer.control("say", message={"from": "?", "chat": {"id": 6, "type": "private"}, "text": "mots secrets"})
    alice.say("bonjour")
    running.wait(1)
    assert running.texts() == ["bonjour"]
    assert "mots secrets" not in caplog.text


@polling
@pytest.mark.parametrize("raw", ["<html>maintenance</html>", "{}", '{"ok": true, "result": null}'])
def test_an_answer_that_is_none_of_telegram_s_does_not_stop_the_polling(run, peer, alice, raw):
    running = run()
    alice.say("un")
    running.wait(1)
    peer.control("fault", method="getUpdates", raw=raw)
    alice.say("deux")
    alice.say("trois")
    running.wait(3)
    assert running.texts() == ["un", "deux", "trois"]


@polling
def test_when_another_takes_our_messages_the_log_says_what_to_do(run, peer, caplog, until):
    run()
    peer.control("set_webhook", url="http://127.0.0.1:9/telegram")
    peer.control("down")
    peer.control("up")
    until(lambda: "SPASER_TELEGRAM_WEBHOOK_URL" in caplog.text)
    assert "stop the other program" in caplog.text


def test_an_edited_message_replaces_the_first_and_an_unchanged_one_is_nothing(run, alice):
    running = run()
    number = alice.say("85 k€")["message_id"]
    running.wait(1)
    alice.edit(number, "85 k€")
    alice.edit(number, "95 k€")
    alice.say("suite")
    running.wait(3)
    assert [(incoming.text, incoming.modifie) for incoming in running.received] == [
        ("85 k€", False),
        ("95 k€", True),
        ("suite", False),
    ]


def test_an_album_is_answered_once(run, alice):
    running = run()
    picture = {"photo": [{"file_id": "x", "file_unique_id": "y", "width": 9, "height": 9}], "media_group_id": "77"}
    alice.say("", caption="le devis", **picture)
    for _ in range(3):
        alice.say("", **picture)
    alice.say("suite")
    running.wait(2)
    assert [(incoming.text, tuple(file.nom for file in incoming.fichiers)) for incoming in running.received] == [
        ("le devis", ("photo",)),
        ("suite", ()),
    ]


# --- files that people send -------------------------------------------------------------------------------------------


def given(running, count=1):
    """The file that came with the last message."""
    [fichier] = running.wait(count)[-1].fichiers
    return fichier


@polling
def test_a_file_is_read(run, peer, alice, caplog):
    caplog.set_level(logging.DEBUG)
    running = run()
    alice.send_file("besoin écoles.pdf", b"%PDF besoin", "le besoin")
    fichier = given(running)
    assert (fichier.nom, fichier.octets) == ("besoin écoles.pdf", 11)
    assert running.platform.download(fichier, 11) == b"%PDF besoin"
    assert TOKEN not in caplog.text


@polling
def test_a_file_above_our_limit_or_telegram_s_is_refused(run, peer, alice):
    running = run()
    alice.send_file("besoin.pdf", b"%PDF besoin")
    with pytest.raises(DownloadError) as told:
        running.platform.download(given(running), 10)
    with pytest.raises(DownloadError) as read:
        running.platform.download(replace(given(running), octets=None), 10)
    alice.send_file("film.pdf", size=20 * 1024 * 1024 + 1)
    with pytest.raises(DownloadError) as theirs:
        running.platform.download(replace(given(running, 2), octets=None), 100 * 1024 * 1024)
    assert [error.value.cause for error in (told, read, theirs)] == ["trop_gros"] * 3


@polling
def test_a_file_that_is_gone_and_one_that_cannot_be_asked_for_now(run, peer, alice):
    running = run()
    alice.send_file("besoin.pdf")
    fichier = given(running)
    peer.control("fault", method="getFile", status=502, description="Bad Gateway")
    with pytest.raises(DownloadError) as later:
        running.platform.download(fichier, 100)
    assert running.platform.download(fichier, 100) == b"x"
    peer.control("lose", file_id=fichier.reference["file_id"])
    with pytest.raises(DownloadError) as gone:
        running.platform.download(fichier, 100)
    assert [error.value.cause for error in (later, gone)] == ["indisponible", "introuvable"]


@polling
def test_a_place_has_a_name_and_nothing_to_read(run, peer, alice):
    running = run()
    alice.say("", location={"latitude": 45.7, "longitude": 3.1})
    with pytest.raises(DownloadError) as error:
        running.platform.download(given(running), 100)
    assert error.value.cause == "introuvable"
    assert not [call for call in peer.control("state")["calls"] if call["method"] == "getFile"]


# --- the webhook's door -----------------------------------------------------------------------------------------------


def knock(port, body, **headers):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    # What is too long is answered before it is read whole: the answer is there, though the rest is not taken.
    with closing(connection):
        with suppress(BrokenPipeError):
            connection.request("POST", "/telegram", body, headers)
        return connection.getresponse().status


@webhook
@pytest.mark.parametrize("secret", [None, "", "wrong", "a-secret_of-the-webhook-12345678", "é"])
def test_who_does_not_say_the_secret_is_refused(run, peer, secret):
    running = run()
    update = {"update_id": 1, "message": {"message_id": 1, "from": {"id": 5}, "chat": {"id": 5}, "text": "bonjour"}}
    assert peer.control("call", update=update, secret=secret or "")["status"] == 403
    time.sleep(0.1)
    assert running.received == []


@webhook
@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"[]", 400),
        (b'{"update_id": "1"}', 400),
        (b"\xff", 400),
        (b"[" * 100_000, 400),
        (b'{"update_id": 1, "x": "' + b"x" * 1_100_000 + b'"}', 413),
        (b'{"update_id": 1}', 200),
    ],
)
def test_a_body_that_is_no_update_is_refused(run, peer, port, body, status):
    run()
    secret = peer.environment["SPASER_TELEGRAM_WEBHOOK_SECRET"]
    assert knock(port, body, **{"X-Telegram-Bot-Api-Secret-Token": secret}) == status


@webhook
def test_the_secret_is_asked_before_the_body_is_read(run, port):
    run()
    assert knock(port, b"{") == 403


@webhook
def test_telegram_is_answered_200_only_once_the_message_is_kept_and_the_same_again_has_the_same_number(
    run, peer, alice, until
):
    running = run()
    running.before = database = Database()
    number = alice.say("bonjour")["message_id"]
    until(lambda: [one["status"] for one in peer.control("state")["webhookTries"]].count(503) >= 2)
    database.down = False
    running.wait(1)
    until(lambda: [one["status"] for one in peer.control("state")["webhookTries"]][-1] == 200)

    update = {
        "update_id": 1,
        "message": {"message_id": number, "date": 1, "from": alice.user, "chat": alice.chat, "text": "bonjour"},
    }
    assert peer.control("call", update=update)["status"] == 200
    assert len({incoming.message_id for incoming in running.wait(2)}) == 1


@webhook
def test_before_the_bot_knows_its_name_telegram_is_asked_to_come_again(run, peer, port):
    peer.control("down")
    run()
    secret = peer.environment["SPASER_TELEGRAM_WEBHOOK_SECRET"]
    assert knock(port, b'{"update_id": 1}', **{"X-Telegram-Bot-Api-Secret-Token": secret}) == 503
    peer.control("up")


# --- sending ----------------------------------------------------------------------------------------------------------


@polling
def test_a_message_is_drawn_and_named(run, alice):
    running = run()
    reference = running.send(alice, NATURE)
    message = alice.wait_message("nature")
    assert message["text"] == "Quelle est la nature du marché ?"
    assert message["entities"] == [{"type": "bold", "offset": 14, "length": 6}]
    assert str(message["message_id"]) == reference
    assert alice.buttons() == [["Travaux", "Services", "Pourquoi ?"]]


@polling
def test_several_threads_send_at_once(run, peer, alice):
    running = run()
    people = [peer.client(f"personne{number}") for number in range(12)]
    for person in people:
        peer.control("introduce", chat=person.chat)
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda person: running.send(person, Message(f"pour {person.personne}")), people))
    for person in people:
        assert [message["text"] for message in person.messages()] == [f"pour {person.personne}"]


@polling
def test_a_document_is_sent_under_its_name(run, alice):
    running = run()
    running.documents["7"] = bytes(range(256)) * 10
    running.send(alice, Message("", document=Document("resultat", "7", "Diagnostic écoles.docx")))
    assert alice.file() == ("Diagnostic écoles.docx", bytes(range(256)) * 10)


@polling
def test_a_document_that_is_there_no_more_is_left_out(run, alice):
    running = run()
    assert running.send(alice, Message("", document=Document("resultat", "8", "x.docx"))) is None
    assert alice.messages() == []


@polling
def test_when_telegram_asks_to_wait_the_wait_is_told_and_the_next_try_passes(run, peer, alice):
    running = run()
    peer.control(
        "fault",
        method="sendMessage",
        status=429,
        description="Too Many Requests: retry after 3",
        parameters={"retry_after": 3},
    )
    with pytest.raises(DeliveryError) as error:
        running.send(alice, Message("bonjour"))
    assert (error.value.retry_after_seconds, error.value.permanent) == (3, False)
    assert running.send(alice, Message("bonjour"))
    assert [message["text"] for message in alice.messages()] == ["bonjour"]


@polling
def test_who_blocked_the_bot_or_is_not_there_gets_nothing_ever(run, peer, alice):
    running = run()
    with pytest.raises(DeliveryError) as error:
        running.send(peer.client("jamais venu"), Message("bonjour"))
    assert (error.value.permanent, error.value.cause) == (True, "introuvable")
    peer.control("block", chat=alice.chat["id"])
    with pytest.raises(DeliveryError) as error:
        running.send(alice, Message("mots secrets"))
    assert (error.value.permanent, error.value.cause) == (True, "bloque")
    assert "mots secrets" not in str(error.value)


@polling
@pytest.mark.parametrize(
    ("fault", "permanent", "cause"),
    [
        ({"status": 500, "description": "Internal Server Error"}, False, "injoignable"),
        ({"status": 502, "description": "Bad Gateway"}, False, "injoignable"),
        ({"status": 401, "description": "Unauthorized"}, False, "jeton"),
        ({"raw": "<html>mots secrets</html>"}, False, "inconnue"),
        ({"status": 503, "raw": "<html>mots secrets</html>"}, False, "injoignable"),
        ({"raw": "{}"}, False, "inconnue"),
        ({"raw": "[]"}, False, "inconnue"),
        (
            {"status": 400, "description": "Bad Request: not enough rights to send text messages to the chat"},
            True,
            "refuse",
        ),
        ({"status": 400, "description": "Bad Request: message thread not found"}, True, "introuvable"),
        ({"status": 403, "description": "Forbidden: user is deactivated"}, True, "introuvable"),
    ],
)
def test_faults_say_whether_another_try_may_succeed_and_quote_nothing(
    run, peer, alice, caplog, fault, permanent, cause
):
    running = run()
    peer.control("fault", method="sendMessage", **fault)
    with pytest.raises(DeliveryError) as error:
        running.send(alice, Message("mots secrets"))
    assert (error.value.permanent, error.value.cause) == (permanent, cause)
    assert "mots secrets" not in str(error.value) + caplog.text


@polling
def test_html_that_telegram_cannot_read_is_sent_without_style(run, peer, alice, caplog):
    running = run()
    peer.control(
        "fault", method="sendMessage", status=400, description="Bad Request: can't parse entities: <mots secrets>"
    )
    assert running.send(alice, NATURE)
    message = alice.wait_message("nature")
    assert (message["text"], message["entities"]) == ("Quelle est la nature du marché ?", [])
    assert alice.buttons()
    assert "without style" in caplog.text
    assert "mots secrets" not in caplog.text


@polling
def test_a_group_that_became_a_supergroup_is_followed(run, peer, group):
    running = run()
    moved = peer.group("alice", "Achats, plus grand")
    peer.control("introduce", chat=moved.chat)
    peer.control(
        "fault",
        method="sendMessage",
        status=400,
        description="Bad Request: group chat was upgraded to a supergroup chat",
        parameters={"migrate_to_chat_id": moved.chat["id"]},
    )
    running.send(group, Message("un"))
    running.send(group, Message("deux"))
    assert [message["text"] for message in moved.messages()] == ["un", "deux"]
    assert group.messages() == []


@polling
def test_a_message_in_parts_goes_on_where_it_failed(run, peer, alice):
    running = run()
    long = Message("🏫 " * 1700, NATURE.choices)
    original = running.platform._send_part
    sent = []

    async def failing_once(client, target, part):
        if len(sent) == 1:
            sent.append(None)
            peer_fault()
        sent.append(part)
        return await original(client, target, part)

    def peer_fault():
        peer.control("fault", method="sendMessage", status=500, description="Internal Server Error")

    running.platform._send_part = failing_once
    with pytest.raises(DeliveryError):
        running.send(alice, long)
    running.platform._send_part = original
    running.send(alice, long)
    assert "".join(message["text"] for message in alice.messages()).count("🏫") == 1700
    assert ["reply_markup" in message for message in alice.messages()] == [False, True]


@polling
def test_a_second_try_says_again_what_the_first_may_have_said(run, alice):
    running = run()
    for essai in (1, 2):
        address = Address("telegram", alice.canal, alice.personne)
        running.platform.send(Outgoing(address, Message("bonjour"), "7:0", {}, essai))
    assert [message["text"] for message in alice.messages()] == ["bonjour", "bonjour"]


@polling
def test_a_telegram_that_does_not_answer_holds_a_sender_less_than_twenty_seconds(run, peer, alice):
    running = run()
    peer.control("fault", method="sendMessage", hang=25)
    start = time.monotonic()
    with pytest.raises(DeliveryError) as error:
        running.send(alice, Message("bonjour"))
    assert time.monotonic() - start < 20
    assert not error.value.permanent


@polling
def test_what_is_sent_once_stopped_waits_for_another_start(run, alice):
    running = run()
    running.stop()
    with pytest.raises(DeliveryError):
        running.send(alice, Message("bonjour"))


@polling
@pytest.mark.parametrize("level", [logging.DEBUG, logging.INFO])
def test_neither_the_token_nor_what_is_said_is_ever_logged(run, peer, alice, caplog, level):
    caplog.set_level(level)
    caplog.clear()
    running = run()
    alice.say("mots secrets")
    running.wait(1)
    running.send(alice, Message("mots secrets"))
    peer.control("fault", method="sendMessage", status=500, description="Internal Server Error")
    with pytest.raises(DeliveryError):
        running.send(alice, Message("mots secrets"))
    secret = peer.environment["SPASER_TELEGRAM_TOKEN"].partition(":")[2]
    assert secret not in caplog.text
    assert "mots secrets" not in caplog.text


# --- groups -----------------------------------------------------------------------------------------------------------


@polling
def test_in_a_group_it_answers_the_message_that_mentions_it(run, group):
    running = run()
    group.say("on se voit quand ?")
    asked = group.say("@TestNameBot fiche 11")["message_id"]
    [incoming] = running.wait(1)
    assert (incoming.text, incoming.prive) == ("fiche 11", False)
    running.send(group, Message("Fiche 11"), **incoming.coordonnees)
    assert group.wait_message("Fiche 11")["reply_to_message"]["message_id"] == asked


@polling
def test_an_answer_passes_though_the_question_was_deleted(run, group):
    running = run()
    assert running.send(group, Message("Fiche 11"), reply_to=999_999)


@polling
def test_a_topic_is_answered_in_the_topic(run, peer):
    running = run()
    inside = peer.group("alice", topic=77)
    inside.say("@TestNameBot fiche 11")
    [incoming] = running.wait(1)
    running.send(inside, Message("Fiche 11"), **incoming.coordonnees)
    assert inside.wait_message("Fiche 11")["message_thread_id"] == 77


@polling
def test_a_button_pressed_by_another_tells_them_and_does_nothing(run, peer, group, until):
    running = run()
    asked = group.say("@TestNameBot un marché")["message_id"]
    running.wait(1)
    reference = running.send(group, NATURE, reply_to=asked)
    bob = peer.group("bob")
    alert = bob.alert(bob.press("Services"))
    assert alert["show_alert"]
    assert "autre personne" in alert["text"]
    assert group.buttons() == [["Travaux", "Services", "Pourquoi ?"]]

    group.press("Services")
    assert running.wait(2)[-1].choice == "q:nature:services"
    assert running.wait(2)[-1].coordonnees == {"reply_to": asked}
    until(lambda: "✓ Services" in group.message(int(reference))["text"])


# --- buttons ----------------------------------------------------------------------------------------------------------


@polling
def test_start_greets(run, alice):
    running = run()
    alice.say("/start")
    assert running.wait(1)[0].choice == WELCOME_CHOICE


def test_an_answer_takes_the_buttons_away_and_stays_in_sight_with_the_words_as_they_were(run, alice, until):
    running = run()
    reference = int(running.send(alice, NATURE))
    press = alice.press("Services")
    [incoming] = running.wait(1)
    assert (incoming.choice, incoming.text, incoming.message_id) == ("q:nature:services", "Services", f"cb:{press}")
    until(lambda: "reply_markup" not in alice.message(reference))
    message = alice.message(reference)
    assert message["text"] == "Quelle est la nature du marché ?\n\n✓ Services"
    assert message["entities"] == [{"type": "bold", "offset": 14, "length": 6}]
    assert alice.alert(press) == {"text": None, "show_alert": False}


def test_other_buttons_stay_and_can_be_pressed_again(run, alice):
    running = run()
    running.send(alice, NATURE)
    alice.press("Pourquoi ?")
    alice.press("Pourquoi ?")
    first, second = running.wait(2)
    assert (first.choice, second.choice) == ("c:pourquoi", "c:pourquoi")
    assert first.message_id != second.message_id
    assert alice.buttons()


@polling
def test_a_double_press_is_one_answer(run, alice):
    running = run()
    reference = int(running.send(alice, NATURE))
    alice.press_value(reference, "q:nature:services")
    alice.press_value(reference, "q:nature:services")
    alice.say("suite")
    running.wait(2)
    assert running.texts() == ["Services", "suite"]


def test_boxes_are_ticked_in_place_and_sent_together(run, alice, until):
    running = run()
    reference = int(running.send(alice, SEGMENTS))
    alice.tick("Textile", "Nettoyage")
    [incoming] = running.wait(1)
    assert incoming.choice == "q:segments:nettoyage, q:segments:textile"
    assert incoming.text == "Nettoyage, Textile"
    until(lambda: "✓ Nettoyage, Textile" in alice.message(reference)["text"])
    assert "reply_markup" not in alice.message(reference)


@polling
def test_a_box_ticked_twice_is_not_ticked(run, alice, until):
    running = run()
    running.send(alice, SEGMENTS)
    alice.press("Textile")
    until(lambda: ["☑ Textile"] in alice.buttons())
    alice.press("Textile")
    until(lambda: ["☐ Textile"] in alice.buttons())
    assert running.received == []


@polling
def test_ticks_faster_than_the_network_are_all_kept(run, alice, until):
    running = run()
    reference = int(running.send(alice, SEGMENTS))
    alice.press_value(reference, "q:segments:textile")
    alice.press_value(reference, "q:segments:nettoyage")
    alice.press_value(reference, "q:segments:restauration_scolaire")
    until(lambda: sum(label.startswith("☑") for row in alice.buttons() for label in row) == 3)
    alice.press("Valider")
    assert running.wait(1)[0].choice.count("q:segments:") == 3


@polling
def test_ticks_outlive_the_process(run, alice, until):
    first = run()
    first.send(alice, SEGMENTS)
    alice.press("Textile")
    until(lambda: ["☑ Textile"] in alice.buttons())
    first.kill()
    second = run()
    alice.press("Nettoyage")
    until(lambda: ["☑ Nettoyage"] in alice.buttons())
    alice.press("Valider")
    assert second.wait(1)[0].choice == "q:segments:nettoyage, q:segments:textile"


@polling
def test_validating_nothing_asks_to_tick_something(run, alice):
    running = run()
    running.send(alice, SEGMENTS)
    assert "Cochez" in alice.alert(alice.press("Valider"))["text"]
    assert running.received == []


@polling
def test_none_of_them_is_pressed_alone(run, alice, until):
    running = run()
    reference = int(running.send(alice, SEGMENTS))
    alice.press("Textile")
    until(lambda: ["☑ Textile"] in alice.buttons())
    alice.press("Aucune de ces familles")
    assert running.wait(1)[0].choice == "q:segments:-"
    until(lambda: "✓ Aucune de ces familles" in alice.message(reference)["text"])


@polling
def test_an_answer_on_a_message_too_old_to_change_is_asked_in_words(run, alice):
    running = run()
    reference = int(running.send(alice, NATURE))
    alert = alice.alert(alice.press_value(reference, "q:nature:services", gone=True))
    assert "trop anciens" in alert["text"]
    assert running.received == []


@polling
def test_another_button_of_an_old_message_still_acts_under_the_words_it_had(run, alice):
    running = run()
    running.choices = NATURE.choices
    reference = int(running.send(alice, NATURE))
    alice.press_value(reference, "c:pourquoi", gone=True)
    [incoming] = running.wait(1)
    assert (incoming.choice, incoming.text) == ("c:pourquoi", "Pourquoi ?")


@polling
def test_a_press_while_the_database_is_away_is_excused_then_taken_once(run, alice):
    running = run()
    running.before = database = Database()
    running.send(alice, NATURE)
    alert = alice.alert(alice.press("Services"))
    assert "indisponible" in alert["text"]
    database.down = False
    running.wait(1)
    alice.say("suite")
    running.wait(2)
    assert running.texts() == ["Services", "suite"]


@polling
def test_a_press_counts_though_the_message_cannot_be_changed(run, peer, alice):
    running = run()
    running.send(alice, NATURE)
    peer.control("fault", method="editMessageText", status=400, description="Bad Request: message can't be edited")
    peer.control("fault", method="answerCallbackQuery", status=500, description="Internal Server Error")
    alice.press("Services")
    alice.say("suite")
    running.wait(2)
    assert running.texts() == ["Services", "suite"]
