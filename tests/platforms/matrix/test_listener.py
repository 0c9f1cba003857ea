"""One room, or one home server, that never answers: the others are heard all the same."""

from __future__ import annotations

import asyncio
import itertools
from types import SimpleNamespace

import pytest
from nio import InviteMemberEvent, JoinError, JoinResponse, RoomMessagesResponse, SyncResponse

from bot.platforms.matrix import listener as listening
from bot.platforms.matrix.folder import Keeping
from bot.platforms.matrix.listener import Listener
from storage.errors import DatabaseUnavailableError

ME = "@robot:ville.fr"
SLOW = "!lent:ailleurs.example"


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(listening, "FIRST_WAIT_SECONDS", 0.001)
    monkeypatch.setattr(listening, "LAST_WAIT_SECONDS", 0.002)
    monkeypatch.setattr(listening, "SYNCS_MAX", 5)


class FakeClient:
    """A server that says what `script` holds, then nothing new, for ever; `join` and `messages` answer as told."""

    user_id = ME
    device_id = "D"

    def __init__(self, script=()):
        self.rooms = {}
        self.script = list(script)
        self.syncs = 0
        self.down = False
        self.joined = []
        self.join_answer = JoinResponse
        self.messages_answer = None

    async def sync(self, *_, **__):
        await asyncio.sleep(0.002)
        if self.down:
            raise TimeoutError
        self.syncs += 1
        said = self.script.pop(0) if self.script else {}
        response = SyncResponse.__new__(SyncResponse)
        response.next_batch = f"t{self.syncs}"
        response.transport_response = None
        response.rooms = SimpleNamespace(leave={}, invite=said.get("invite", {}), join=said.get("join", {}))
        return response

    async def join(self, room_id):
        self.joined.append(room_id)
        return self.join_answer(room_id)

    async def room_messages(self, *_, **__):
        return self.messages_answer()


def timed_out(*_):
    raise TimeoutError


def invitation(inviter):
    event = InviteMemberEvent({}, inviter, ME, "invite", None, {})
    return SimpleNamespace(invite_state=[event])


def timeline(*events, limited=False):
    return SimpleNamespace(timeline=SimpleNamespace(limited=limited, prev_batch="p", events=list(events)))


def text(event_id):
    source = {"type": "m.room.message", "event_id": event_id, "sender": "@alice:ville.fr"}
    return SimpleNamespace(sender="@alice:ville.fr", source=source)


class Heard(Listener):
    """Notes what it would hand over."""

    def __init__(self, client, keeping):
        async def keep(_):
            return None

        writer = SimpleNamespace(ready=asyncio.Event(), stop_reacting=lambda _: None)
        super().__init__(client, None, keeping, SimpleNamespace(keep=keep), None, writer, None, None)
        self.connected = True
        self._since = "t0"
        self.heard = []
        self.fault = None

    async def _hand_over(self, room_id, source):
        async def hand():
            if self.fault is not None:
                raise self.fault
            self.heard.append((room_id, source["event_id"]))

        await self._until_done(hand)


def run(client, folder, scenario, timeout=5):
    async def whole():
        keeping = Keeping(folder)
        keeping.open()
        listener = Heard(client, keeping)
        listener.start()
        try:
            async with asyncio.timeout(timeout):
                await scenario(listener)
        finally:
            await listener.stop()
            keeping.close()

    asyncio.run(whole())


async def until(holds):
    while not holds():  # noqa: ASYNC110 - what is watched tells nobody
        await asyncio.sleep(0.002)


def saved(listener):
    return int((listener.saved or "t0")[1:])


def test_an_invitation_whose_room_never_answers_holds_no_sync_and_is_given_up(tmp_path):
    client = FakeClient([{"invite": {SLOW: invitation("@mallory:ailleurs.example")}}])
    client.join_answer = timed_out

    async def scenario(listener):
        await until(lambda: saved(listener) > 4 * listening.SYNCS_MAX)
        await until(lambda: not listener._later)

    run(client, tmp_path, scenario)

    # Those between which no sync passed do not count.
    assert listening.JOIN_ATTEMPTS_MAX <= len(client.joined) < 10 * listening.JOIN_ATTEMPTS_MAX
    assert Keeping(tmp_path).invitations() == {}


def test_an_invitation_that_waits_when_the_process_ends_is_taken_by_the_next(tmp_path):
    client = FakeClient([{"invite": {SLOW: invitation("@bob:ailleurs.example")}}])
    client.join_answer = timed_out
    client.join = lambda room_id: asyncio.sleep(60)

    async def first(listener):
        await until(lambda: saved(listener) > 2)

    run(client, tmp_path, first)
    assert Keeping(tmp_path).invitations() == {SLOW: "@bob:ailleurs.example"}
    again = FakeClient()

    async def second(listener):
        await until(lambda: again.joined and not listener._later)

    run(again, tmp_path, second)

    assert again.joined == [SLOW]
    assert Keeping(tmp_path).invitations() == {}


def test_an_outage_of_our_own_server_gives_no_invitation_up(tmp_path):
    client = FakeClient([{"invite": {SLOW: invitation("@bob:ailleurs.example")}}])
    client.join_answer = timed_out

    async def scenario(listener):
        await until(lambda: client.joined)
        client.down = True
        await until(lambda: len(client.joined) > 3 * listening.JOIN_ATTEMPTS_MAX)
        client.join_answer = JoinResponse
        client.down = False
        await until(lambda: not listener._later)

    run(client, tmp_path, scenario)

    assert Keeping(tmp_path).invitations() == {}


def test_a_refused_invitation_is_not_tried_again(tmp_path):
    client = FakeClient([{"invite": {SLOW: invitation("@bob:ailleurs.example")}}])

    def refused(_):
        error = JoinError("no", "M_FORBIDDEN")
        error.transport_response = None
        return error

    client.join_answer = refused

    async def scenario(listener):
        await until(lambda: client.joined and not listener._later)

    run(client, tmp_path, scenario)

    assert client.joined == [SLOW]


def test_the_invitations_of_one_home_server_do_not_delay_those_of_another(tmp_path):
    many = {f"!{number}:ailleurs.example": invitation("@mallory:ailleurs.example") for number in range(100)}
    client = FakeClient([{"invite": many}, {"invite": {"!bon:ville.fr": invitation("@alice:ville.fr")}}])

    async def scenario(listener):
        await until(lambda: "!bon:ville.fr" in client.joined)

    run(client, tmp_path, scenario)

    assert len(client.joined) <= listening.INVITATIONS_PER_MINUTE + 1


def test_a_room_whose_past_never_comes_is_read_from_what_came_and_holds_nobody_for_ever(tmp_path, caplog):
    client = FakeClient([{"join": {SLOW: timeline(text("$un"), limited=True)}}, {"join": {SLOW: timeline(text("$deux"))}}])  # fmt: skip
    client.messages_answer = timed_out

    async def scenario(listener):
        await until(lambda: len(listener.heard) == 2)
        await until(lambda: saved(listener) > 4 * listening.SYNCS_MAX)
        assert listener.heard == [(SLOW, "$un"), (SLOW, "$deux")]

    run(client, tmp_path, scenario)

    assert "cannot be read" in caplog.text
    assert f"fault {listening.FAULTS_MAX}" in caplog.text
    assert f"fault {listening.FAULTS_MAX + 1}" not in caplog.text


def test_the_past_of_a_room_waits_as_long_as_our_own_server_is_away(tmp_path):
    client = FakeClient([{"join": {SLOW: timeline(text("$deux"), limited=True)}}])
    tries = itertools.count()

    def away():
        client.down = True
        if next(tries) < 3 * listening.FAULTS_MAX:
            raise TimeoutError
        client.down = False
        return RoomMessagesResponse(SLOW, [text("$un")], "p", None)

    client.messages_answer = away

    async def scenario(listener):
        await until(lambda: len(listener.heard) == 2)
        assert listener.heard == [(SLOW, "$un"), (SLOW, "$deux")]

    run(client, tmp_path, scenario)


def test_a_database_that_is_away_is_waited_for_without_end(tmp_path):
    client = FakeClient([{"join": {SLOW: timeline(text("$un"))}}])

    async def scenario(listener):
        listener.fault = DatabaseUnavailableError("lost")
        await until(lambda: client.syncs > 4 * listening.SYNCS_MAX)
        assert listener.saved is None
        listener.fault = None
        await until(lambda: saved(listener) > 1)
        assert listener.heard == [(SLOW, "$un")]

    run(client, tmp_path, scenario)


def test_one_noisy_room_that_is_stuck_keeps_no_other_from_being_heard(tmp_path):
    noise = [{"join": {SLOW: timeline(text(f"${number}"))}} for number in range(5 * listening.FAULTS_MAX)]
    client = FakeClient([*noise, {"join": {"!bon:ville.fr": timeline(text("$bonjour"))}}])

    async def scenario(listener):
        gone = asyncio.Event()
        hand_over = listener._hand_over

        async def stuck(room_id, source):
            if room_id == SLOW:
                await gone.wait()
            await hand_over(room_id, source)

        listener._hand_over = stuck
        await until(lambda: listener.heard == [("!bon:ville.fr", "$bonjour")])
        assert listener.saved is None
        gone.set()
        await until(lambda: saved(listener) >= len(noise))
        assert listener.heard[1:] == [(SLOW, f"${number}") for number in range(len(noise))]

    run(client, tmp_path, scenario)
