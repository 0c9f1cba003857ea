"""A real Synapse home server, and people who talk to the bot there with matrix-nio."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import io
import json
import logging
import os
import re
import secrets
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

import yaml
from nio import AsyncClient, AsyncClientConfig, MegolmEvent, RoomCreateResponse, RoomSendResponse, UploadResponse
from nio.crypto.attachments import decrypt_attachment
from nio.store import SqliteStore

ROOT = Path(__file__).parents[3]
SERVER = "localhost"
BOT = "spaser"
PASSWORD = "mot de passe du robot"
NUMBERS = [*(f"{digit}\ufe0f\u20e3" for digit in "123456789"), "\U0001f51f"]
WAIT = 30.0


def synapse_python() -> Path:
    """The Python of a virtual environment that holds matrix-synapse."""
    return Path(os.environ.get("SPASER_TEST_SYNAPSE") or ROOT / ".venv-synapse" / "bin" / "python")


class Peer:
    """One Synapse in a folder of its own; `encrypted` says what rooms its people open."""

    organisation = f"matrix:{SERVER}"

    def __init__(self, folder: Path, bot_url: str, encrypted: bool = True) -> None:
        self._folder = folder
        self._encrypted = encrypted
        self._process: subprocess.Popen[bytes] | None = None
        self._secret = secrets.token_hex(16)
        self._clients: list[Client] = []
        # One for all: the stores of matrix-nio bind classes that the whole process shares, and so bear one thread only.
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, name="matrix people", daemon=True)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {
            "SPASER_MATRIX_HOMESERVER": self.url,
            "SPASER_MATRIX_USER": f"@{BOT}:{SERVER}",
            "SPASER_MATRIX_PASSWORD": PASSWORD,
            "SPASER_MATRIX_STORE": str(folder / "robot"),
            "SPASER_MATRIX_STORE_KEY": "clé du magasin",
        }

    @classmethod
    def skip_reason(cls) -> str | None:
        python = synapse_python()
        if not python.exists():
            return f"no Synapse: set SPASER_TEST_SYNAPSE, or make {ROOT.name}/.venv-synapse with matrix-synapse in it"
        return None

    def start(self) -> None:
        self._thread.start()
        self._folder.mkdir(parents=True, exist_ok=True)
        self._write_configuration()
        self.resume()
        self.register(BOT, PASSWORD)

    def resume(self) -> None:
        """Run the server on the data that it has."""
        log = (self._folder / "synapse.log").open("ab")
        self._process = subprocess.Popen(
            [str(synapse_python()), "-m", "synapse.app.homeserver", "-c", "homeserver.yaml"],
            cwd=self._folder,
            stdout=log,
            stderr=log,
        )
        log.close()
        end = time.monotonic() + 90
        while True:
            try:
                self.request("GET", "/_matrix/client/versions")
            except OSError:
                if self._process.poll() is not None or time.monotonic() > end:
                    raise RuntimeError(f"Synapse did not start: see {self._folder / 'homeserver.log'}") from None
                time.sleep(0.2)
            else:
                return

    def pause(self) -> None:
        """Stop the server, as an outage does; its data stay."""
        assert self._process is not None
        self._process.terminate()
        try:
            self._process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def stop(self) -> None:
        for client in tuple(self._clients):
            client.close()
        if self._process is not None:
            self.pause()
        if self._thread.is_alive():
            self.loop.call_soon_threadsafe(self.loop.stop)
            self._thread.join(timeout=10)
            self.loop.close()

    def client(self, name: str = "alice") -> Client:
        """A person in a private room with the bot."""
        password = f"mot de passe de {name}"
        try:
            self.register(name, password)
        except urllib.error.HTTPError as error:
            if b"M_USER_IN_USE" not in error.read():
                raise
        client = Client(self, name, password, encrypted=self._encrypted)
        self._clients.append(client)
        client.open()
        return client

    def forget(self, client: Client) -> None:
        if client in self._clients:
            self._clients.remove(client)

    def register(self, name: str, password: str, *, admin: bool = False) -> None:
        """Make an account, by the secret that the server shares with us."""
        path = "/_synapse/admin/v1/register"
        nonce = self.request("GET", path)["nonce"]
        words = "\0".join((nonce, name, password, "admin" if admin else "notadmin"))
        mac = hmac.new(self._secret.encode(), words.encode(), hashlib.sha1).hexdigest()
        self.request("POST", path, {"nonce": nonce, "username": name, "password": password, "admin": admin, "mac": mac})

    def request(self, method: str, path: str, body: object = None, token: str | None = None) -> dict:
        request = urllib.request.Request(
            self.url + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {}),
        )
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)

    def _write_configuration(self) -> None:
        subprocess.run(
            [
                str(synapse_python()), "-m", "synapse.app.homeserver", "--server-name", SERVER,
                "--config-path", "homeserver.yaml", "--generate-config", "--report-stats=no",
            ],
            cwd=self._folder, check=True, capture_output=True,
        )  # fmt: skip
        path = self._folder / "homeserver.yaml"
        settings = yaml.safe_load(path.read_text("utf-8"))
        unlimited = {"per_second": 10_000, "burst_count": 10_000}
        settings |= {
            "listeners": [
                {"port": self.port, "bind_addresses": ["127.0.0.1"], "type": "http", "resources": [{"names": ["client"]}]}
            ],
            "database": {"name": "sqlite3", "args": {"database": str(self._folder / "homeserver.db")}},
            "registration_shared_secret": self._secret,
            "trusted_key_servers": [],
            "federation_domain_whitelist": [],
            "presence": {"enabled": False},
            "rc_message": unlimited,
            "rc_login": {"address": unlimited, "account": unlimited, "failed_attempts": unlimited},
            "rc_joins": {"local": unlimited, "remote": unlimited},
            "rc_invites": {"per_room": unlimited, "per_user": unlimited, "per_issuer": unlimited},
            "rc_admin_redaction": unlimited,
        }  # fmt: skip
        settings["rc_room_creation"] = unlimited
        path.write_text(yaml.safe_dump(settings), "utf-8")


class Client:
    """A person, with a client of their own: what they do blocks until the server took it."""

    def __init__(self, peer: Peer, name: str, password: str, *, encrypted: bool) -> None:
        logging.getLogger("nio").setLevel(logging.CRITICAL)
        self._peer = peer
        self._password = password
        self._encrypted = encrypted
        self.personne = f"@{name}:{SERVER}"
        self.robot = f"@{BOT}:{SERVER}"
        self.room_id = ""
        self._store = peer._folder / f"{name}-{secrets.token_hex(4)}"
        self._store.mkdir()
        self._changed = threading.Condition()
        self._seen: list[tuple[str, dict]] = []
        self._mark = 0
        self._open = False
        self.nio: AsyncClient = None  # type: ignore[assignment]
        self._syncing: asyncio.Task | None = None

    def open(self) -> None:
        self.run(self._log_in())
        self.room_id = self.create_room()
        self.wait_for_member(self.robot)

    def create_room(
        self, invite: list[str] | None = None, direct: bool = True, encrypted: bool | None = None, **more: object
    ) -> str:
        """Open a room and ask the bot in; returns its id."""
        encrypted = self._encrypted if encrypted is None else encrypted
        state = [{"type": "m.room.encryption", "state_key": "", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}]
        created = self.run(
            self.nio.room_create(
                is_direct=direct,
                invite=[self.robot] if invite is None else invite,
                initial_state=state if encrypted else [],
                **more,
            )
        )
        assert isinstance(created, RoomCreateResponse), created
        return created.room_id

    def wait_for_member(self, user: str, room_id: str | None = None, timeout: float = WAIT) -> None:
        room_id = room_id or self.room_id
        end = time.monotonic() + timeout
        while True:
            room = self.nio.rooms.get(room_id)
            if room is not None and user in room.users and not room.users[user].invited:
                return
            if time.monotonic() > end:
                raise TimeoutError(f"{user} did not come into {room_id}")
            time.sleep(0.05)

    # --- what a person does ---

    def say(self, text: str) -> str:
        return self.send({"msgtype": "m.text", "body": text})

    def press(self, label: str) -> str:
        """React by the number of that choice; beyond ten, type it."""
        event_id, number = self._find(label)
        if number > len(NUMBERS):
            return self.say(str(number))
        return self.react(event_id, NUMBERS[number - 1])

    def tick(self, *labels: str) -> str:
        """Type the numbers of these choices."""
        return self.say(", ".join(str(self._find(label)[1]) for label in labels))

    def react(self, event_id: str, key: str, room_id: str | None = None) -> str:
        relation = {"rel_type": "m.annotation", "event_id": event_id, "key": key}
        return self.send({"m.relates_to": relation}, kind="m.reaction", room_id=room_id)

    def send(self, content: dict, kind: str = "m.room.message", room_id: str | None = None) -> str:
        with self._changed:
            self._mark = len(self._seen)
        sent = self.run(self.nio.room_send(room_id or self.room_id, kind, content, ignore_unverified_devices=True))
        assert isinstance(sent, RoomSendResponse), sent
        return sent.event_id

    def send_file(self, name: str, content: bytes, text: str = "", room_id: str | None = None) -> str:
        """Send a file, encrypted where the room is."""
        room = self.nio.rooms[room_id or self.room_id]
        answer, keys = self.run(
            self.nio.upload(
                io.BytesIO(content),
                "application/pdf",
                None if room.encrypted else name,
                room.encrypted,
                filesize=len(content),
            )
        )
        assert isinstance(answer, UploadResponse), answer
        where = {"url": answer.content_uri} if keys is None else {"file": {**keys, "url": answer.content_uri}}
        said = {"msgtype": "m.file", "body": text or name, "filename": name, "info": {"size": len(content)}, **where}
        return self.send(said, room_id=room_id)

    # --- what a person sees ---

    def wait(self, text: str, timeout: float = WAIT) -> str:
        found = self.wait_for(lambda content: text in content.get("body", "") and content.get("msgtype") == "m.text", timeout, text)  # fmt: skip
        return found[1]["body"]

    def file(self, timeout: float = WAIT) -> tuple[str, bytes]:
        _, content = self.wait_for(lambda content: content.get("msgtype") == "m.file", timeout, "a file")
        encrypted = content.get("file")
        answer = self.run(self.nio.download(mxc=content["url"] if encrypted is None else encrypted["url"]))
        body = answer.body
        if encrypted is not None:
            body = decrypt_attachment(body, encrypted["key"]["k"], encrypted["hashes"]["sha256"], encrypted["iv"])
        return content.get("filename") or content["body"], body

    def wait_for(self, wanted, timeout: float = WAIT, what: str = "a message") -> tuple[str, dict]:
        """The first message of the bot since the last action that is what is wanted: its id and content."""
        end = time.monotonic() + timeout
        with self._changed:
            while True:
                for event_id, content in self._seen[self._mark :]:
                    if wanted(content):
                        return event_id, content
                if not self._changed.wait(end - time.monotonic()):
                    said = [content.get("body") for _, content in self._seen[self._mark :]]
                    raise TimeoutError(f"the bot did not say {what!r}; it said {said}")

    def seen(self) -> list[tuple[str, dict]]:
        """Everything the bot sent, in order: id and content."""
        with self._changed:
            return list(self._seen)

    def close(self) -> None:
        self._peer.forget(self)
        if self._open:
            self._open = False
            self.run(self._log_out())

    def run(self, work):
        return asyncio.run_coroutine_threadsafe(work, self._peer.loop).result(60)

    def _find(self, label: str) -> tuple[str, int]:
        with self._changed:
            for event_id, content in reversed(self._seen):
                if found := re.search(rf"^(\d+)\. {re.escape(label)}$", content.get("body", ""), re.MULTILINE):
                    return event_id, int(found[1])
        raise AssertionError(f"no choice {label!r} was offered")

    async def _log_in(self) -> None:
        config = AsyncClientConfig(store=SqliteStore, pickle_key="clé", request_timeout=30)
        self.nio = AsyncClient(self._peer.url, self.personne, store_path=str(self._store), config=config)
        self._open = True
        await self.nio.login(self._password, device_name="essai")
        await self.nio.sync(timeout=0, full_state=True)
        await self._keep_keys()
        self._syncing = asyncio.create_task(self._sync())

    async def _sync(self) -> None:
        while True:
            try:
                answer = await self.nio.sync(timeout=10_000)
                await self._keep_keys()
            except (OSError, TimeoutError):
                await asyncio.sleep(0.5)
                continue
            for room_id, joined in getattr(getattr(answer, "rooms", None), "join", {}).items():
                for event in joined.timeline.events:
                    self._see(room_id, event)

    def _see(self, room_id: str, event) -> None:
        if event.sender != self.robot:
            return
        source = event.source
        if isinstance(event, MegolmEvent):
            source = {"type": "m.room.message", "content": {"msgtype": "m.text", "body": "(illisible)"}}
        if source.get("type") not in ("m.room.message", "m.reaction"):
            return
        with self._changed:
            content = {**source["content"], "room_id": room_id, "type": source["type"]}
            self._seen.append((event.event_id, content))
            self._changed.notify_all()

    async def _keep_keys(self) -> None:
        if self.nio.should_upload_keys:
            await self.nio.keys_upload()
        if self.nio.should_query_keys:
            await self.nio.keys_query()
        if self.nio.should_claim_keys:
            await self.nio.keys_claim(self.nio.get_users_for_key_claiming())
        await self.nio.send_to_device_messages()

    async def _log_out(self) -> None:
        if self._syncing is not None:
            self._syncing.cancel()
            await asyncio.gather(self._syncing, return_exceptions=True)
        if self.nio is not None:
            await self.nio.close()
            if self.nio.store is not None:
                self.nio.store.database.close()


__all__ = ["Client", "Peer"]
