"""The stream that keeps the page fresh."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from bot.envois.adapters import Outgoing
from bot.platforms.web.hub import Hub, WebAdapter
from handlers.conversation.vocabulary import Address, Incoming, Message

# Seconds that what comes may take on a busy machine; nothing that works waits for them.
SOON = 30


@pytest.fixture
def stream(person, hub, told):
    """Read the stream until the server stops, `after` having been called in another thread; `silent` where nothing comes of it."""

    def read(after=None, headers=None, path="/evenements", *, silent=False):
        told.times.clear()

        def then():
            try:
                told(1, SOON)
                if after is not None:
                    after()
                    told(2, 0.3 if silent else SOON)
            finally:
                hub.close()

        thread = threading.Thread(target=then)
        thread.start()
        response = person.get(path, headers=headers)
        thread.join()
        hub.open()
        return response

    return read


def ids(response) -> list[str]:
    return [line.removeprefix("id: ") for line in response.text.splitlines() if line.startswith("id: ")]


def test_the_stream_tells_both_sides_with_the_rank_as_identifier(person, stream, shown):
    person.post("/messages", data={"texte": "bonjour"})
    response = stream()
    assert response.headers["content-type"].startswith("text/event-stream")
    assert ids(response) == ["1", "2", "3", "4"]
    assert shown(response.text.replace("data: ", "")) == ["Bonjour vous !", "bonjour", "Reçu : 7 signes"]


def test_the_stream_and_the_page_render_a_message_alike(person, stream):
    person.post("/messages", data={"texte": "bonjour"})
    lines = stream(path="/evenements?depuis=3").text.splitlines()
    fragment = "\n".join(line.removeprefix("data: ") for line in lines if line.startswith("data: "))
    page = person.get("/").text.replace(" meme-jour", "")
    assert fragment.startswith("<article")
    assert fragment in page


@pytest.mark.parametrize(
    ("headers", "path", "expected"),
    [
        ({"Last-Event-ID": "2"}, "/evenements", ["3", "4"]),
        ({}, "/evenements?depuis=3", ["4"]),
        ({"Last-Event-ID": "4"}, "/evenements?depuis=1", []),
        ({"Last-Event-ID": "-1"}, "/evenements", ["1", "2", "3", "4"]),
        ({"Last-Event-ID": "9" * 30}, "/evenements", ["1", "2", "3", "4"]),
        ({}, "/evenements?depuis=abc", ["1", "2", "3", "4"]),
    ],
)
def test_the_stream_resumes_after_the_last_message_seen(person, stream, headers, path, expected):
    person.post("/messages", data={"texte": "bonjour"})
    assert ids(stream(headers=headers, path=path)) == expected


def test_a_message_written_from_another_thread_wakes_the_stream(person, engine, stream):
    person.post("/messages", data={"texte": "bonjour"})
    address = engine.received[0].address
    # The stream is closed long before it would look by itself.
    response = stream(lambda: engine.receive(Incoming(address, "poussé", "rappel")), path="/evenements?depuis=4")
    assert ids(response) == ["5", "6"]


def test_nobody_else_s_messages_are_told(stranger, stream):
    response = stream(
        lambda: stranger.post("/messages", data={"texte": "secret"}), path="/evenements?depuis=2", silent=True
    )
    assert ids(response) == []


def test_without_a_cookie_there_is_no_stream(client):
    assert client.get("/evenements").status_code == 400


def test_a_listener_is_woken_once_for_what_happened_before_it_waited():
    async def scenario():
        hub = Hub()
        adapter = WebAdapter(hub)
        with hub.listen("a") as listener:
            threads = [
                threading.Thread(target=adapter.send, args=(Outgoing(Address("web", who, who), Message("m"), "k"),))
                for who in ("a", "a", "b")
            ]
            for thread in threads:
                thread.start()
                thread.join()
            start = time.monotonic()
            await listener.wait(30)
            woken_after = time.monotonic() - start
            start = time.monotonic()
            await listener.wait(0.05)
            return woken_after, time.monotonic() - start

    woken_after, slept = asyncio.run(scenario())
    assert woken_after < 20
    assert slept >= 0.05


def test_waking_someone_whose_loop_has_ended_is_harmless():
    hub = Hub()

    async def leave_without_a_word():
        listening = hub.listen("a")
        listening.__enter__()
        return listening

    listening = asyncio.run(leave_without_a_word())
    hub.wake("a")
    hub.close()
    assert listening is not None
