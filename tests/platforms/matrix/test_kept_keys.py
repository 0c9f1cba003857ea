"""What a killed process leaves of the encryption keys: all that a message brings is kept, or it comes again as new."""

from __future__ import annotations

import asyncio
import json

import pytest
from nio import KeysUploadResponse
from nio.crypto import Olm, OlmDevice
from nio.events import ToDeviceEvent
from nio.store import SqliteStore

from bot.platforms.matrix.connection import disconnect, new_client
from bot.settings import MatrixSettings

ALICE, ROBOT = "@alice:ville.fr", "@robot:ville.fr"
ROOM = "!a:ville.fr"


class Killed(BaseException):
    """The process ends here."""


def _killed(*_, **__):
    raise Killed


class Robot:
    """The bot's client on a folder that outlives it; `start` is a new process."""

    def __init__(self, folder):
        self._settings = MatrixSettings("https://ville.fr", ROBOT, folder, "clé")
        self.client = None

    def start(self):
        self.stop()
        self.client = new_client(self._settings)
        self.client.restore_login(ROBOT, "ROBOT", "jeton")
        return self.client

    def stop(self):
        if self.client is not None:
            asyncio.run(disconnect(self.client))

    def publish(self, send):
        """Publish its keys to a server that does this with the request."""
        self.client.olm.uploaded_key_count = 0
        self.client._send = send
        return asyncio.run(self.client.keys_upload())


@pytest.fixture
def robot(tmp_path):
    (tmp_path / "robot").mkdir()
    robot = Robot(tmp_path / "robot")
    yield robot
    robot.stop()


@pytest.fixture
def alice(tmp_path):
    (tmp_path / "alice").mkdir()
    store = SqliteStore(ALICE, "ALICE", str(tmp_path / "alice"), pickle_key="clé")
    yield Olm(ALICE, "ALICE", store)
    store.database.close()


def _room_key(alice, client):
    """The event by which Alice gives the bot the key of a room, under the first one-time key that it published."""
    keys = client.olm.account.identity_keys
    device = OlmDevice(ROBOT, "ROBOT", dict(keys))
    alice.device_store.add(device)
    alice.store.save_device_keys({ROBOT: {"ROBOT": device}})
    one_time = next(iter(client.olm.account.one_time_keys["curve25519"].values()))
    client.olm.mark_keys_as_published()
    client.olm.save_account()
    alice.create_session(one_time, keys["curve25519"])
    _, sent = alice.share_group_session(ROOM, [ROBOT], ignore_unverified_devices=True)
    content = sent["messages"][ROBOT]["ROBOT"]
    event = ToDeviceEvent.parse_event({"type": "m.room.encrypted", "sender": ALICE, "content": content})
    return event, alice.outbound_group_sessions[ROOM].id, alice.account.identity_keys["curve25519"]


@pytest.mark.parametrize("at", ["save_account", "save_session", "save_inbound_group_session"])
def test_a_key_that_comes_while_the_process_dies_is_read_when_it_comes_again(at, robot, alice, monkeypatch):
    client = robot.start()
    client.olm.account.generate_one_time_keys(1)
    event, session, sender = _room_key(alice, client)
    monkeypatch.setattr(client.olm, at, _killed)
    with pytest.raises(Killed):
        client._handle_decrypt_to_device(event)

    client = robot.start()
    client._handle_decrypt_to_device(event)

    assert client.olm.inbound_group_store.get(ROOM, sender, session) is not None


def test_a_key_that_was_kept_when_the_process_dies_is_there_when_it_comes_again(robot, alice):
    client = robot.start()
    client.olm.account.generate_one_time_keys(1)
    event, session, sender = _room_key(alice, client)
    client._handle_decrypt_to_device(event)

    client = robot.start()
    client._handle_decrypt_to_device(event)

    assert client.olm.inbound_group_store.get(ROOM, sender, session) is not None


def test_the_keys_that_the_server_took_while_the_process_died_are_the_same_after(robot):
    published = []

    async def dies(_, __, ___, data):
        published.append(data)
        raise Killed

    async def takes(kind, __, ___, data):
        published.append(data)
        return kind(50, 50)

    robot.start()
    with pytest.raises(Killed):
        robot.publish(dies)
    robot.start()
    answer = robot.publish(takes)

    assert isinstance(answer, KeysUploadResponse)
    before, after = (_one_time_keys(data) for data in published)
    assert before
    assert before.items() <= after.items()


def _one_time_keys(data):
    return json.loads(data)["one_time_keys"]
