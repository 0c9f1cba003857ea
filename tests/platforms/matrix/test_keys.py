"""A home server that is slow to give its people's keys: everybody else's are asked for and shared all the same."""

from __future__ import annotations

import asyncio
import time
from types import SimpleNamespace

import pytest
from nio import KeysClaimResponse, KeysQueryResponse, LocalProtocolError

from bot.platforms.matrix import keys as module
from bot.platforms.matrix.keys import Keys

ALICE, STRANGER = "@alice:ville.fr", "@bob:lent.example"
ROOM = "!a:ville.fr"


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(module, "FOREIGN_SECONDS", 0.1)


class FakeClient:
    """Two people in a room, with one device each; the stranger's server never answers while `hangs`."""

    user_id = "@robot:ville.fr"
    device_id = "D"
    should_upload_keys = False
    should_claim_keys = False

    def __init__(self):
        self.rooms = {ROOM: SimpleNamespace(users=[ALICE, STRANGER])}
        self.users_for_key_query = {ALICE, STRANGER}
        self.asked = []
        self.hangs = True
        self.sessions = {}
        self.sharing_session = {}
        self.shared = SimpleNamespace(shared=False, users_shared_with=set(), users_ignored=set())
        self.device_store = self
        self.olm = SimpleNamespace(
            should_share_group_session=lambda _: not self.shared.shared,
            get_missing_sessions=lambda users: {user: ["X"] for user in users if user not in self.sessions},
            outbound_group_sessions={ROOM: self.shared},
            session_store=self.sessions,
        )

    @property
    def should_query_keys(self):
        return bool(self.users_for_key_query)

    def active_user_devices(self, user):
        return [SimpleNamespace(id="X", curve25519=user)]

    async def _answer(self, kind, users):
        self.asked.append((kind, *users))
        if self.hangs and STRANGER in users:
            await asyncio.sleep(60)

    async def keys_query_of(self, users):
        await self._answer("query", users)
        self.users_for_key_query -= set(users)
        return KeysQueryResponse({}, {})

    async def keys_claim(self, devices):
        await self._answer("claim", devices)
        self.sessions |= dict.fromkeys(devices, "session")
        return KeysClaimResponse({}, {})

    async def share_group_session(self, _, **__):
        self.shared.users_shared_with |= {(user, "X") for user in self.sessions}
        self.shared.shared = True

    async def send_to_device_messages(self):
        return []


def test_a_slow_home_server_holds_a_message_only_a_moment_and_the_others_have_its_key():
    client = FakeClient()

    async def scenario():
        keys = Keys(client)
        begun = time.monotonic()
        await keys.share(ROOM)
        return time.monotonic() - begun

    assert asyncio.run(scenario()) < 20
    assert client.shared.users_shared_with == {(ALICE, "X")}
    assert ("claim", ALICE) in client.asked


def test_a_slow_home_server_is_not_asked_again_at_once_and_its_people_get_the_key_later(monkeypatch):
    client = FakeClient()

    async def scenario():
        keys = Keys(client)
        await keys.share(ROOM)
        count = len(client.asked)
        await keys.share(ROOM)
        assert len(client.asked) == count
        client.hangs = False
        keys._slow.clear()
        # A session of theirs came meanwhile.
        client.sessions[STRANGER] = "session"
        await keys.share(ROOM)

    asyncio.run(scenario())

    assert client.shared.users_shared_with == {(ALICE, "X"), (STRANGER, "X")}


def test_what_follows_a_sync_holds_the_turn_only_a_moment_too():
    client = FakeClient()
    client.should_claim_keys = True
    client.get_users_for_key_claiming = lambda: {STRANGER: ["X"], ALICE: ["X"]}

    async def scenario():
        begun = time.monotonic()
        await Keys(client).keep(SimpleNamespace(device_key_count=SimpleNamespace(signed_curve25519=1)))
        return time.monotonic() - begun

    assert asyncio.run(scenario()) < 20
    assert client.users_for_key_query == {STRANGER}
    assert set(client.sessions) == {ALICE}


def test_the_faults_of_our_own_server_are_still_told():
    client = FakeClient()

    async def broken(_):
        raise TimeoutError

    client.keys_query_of = broken

    with pytest.raises(TimeoutError):
        asyncio.run(Keys(client).share(ROOM))


def test_a_room_that_was_left_meanwhile_shares_nothing():
    client = FakeClient()
    client.rooms.clear()

    with pytest.raises(LocalProtocolError):
        asyncio.run(Keys(client).share(ROOM))
