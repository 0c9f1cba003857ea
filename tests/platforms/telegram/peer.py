"""Telegram's side, for the tests: starts `peer.js` and plays the people who write to the bot.

`peer.js` is the emulator telegram-test-api completed by us: its header says what is the emulator's and what is ours.
"""

from __future__ import annotations

import base64
import itertools
import json
import os
import shutil
import socket
import subprocess
import time
import urllib.request
import zlib
from pathlib import Path
from typing import Any, Literal, Self

HERE = Path(__file__).parent
TOKEN = "123456:TEST-token_of-the-emulator"
SECRET = "a-secret_of-the-webhook-123456789"
BOT = "TestNameBot"
PAUSE_SECONDS = 0.05
PORTS_TRIED = 5
MARKS = ("☐ ", "☑ ")


def node_modules() -> Path | None:
    """Where the emulator is installed, if it is."""
    places = [HERE.parent / "node_modules"]
    if named := os.environ.get("SPASER_TEST_NODE_MODULES"):
        places.append(Path(named))
    return next((place for place in places if (place / "telegram-test-api").is_dir()), None)


class Peer:
    """A Telegram of its own. `mode`: how the bot is to hear of its messages."""

    def __init__(self, folder: Path, bot_url: str, mode: Literal["webhook", "polling"] = "webhook") -> None:
        self._folder = folder
        self._bot_url = bot_url
        self._mode = mode
        self._process: subprocess.Popen[str] | None = None
        self._started = False
        self._take_ports()

    @classmethod
    def skip_reason(cls) -> str | None:
        if shutil.which("node") is None:
            return "no node on this machine"
        if node_modules() is None:
            return "telegram-test-api is not installed: npm install telegram-test-api in tests/platforms, or SPASER_TEST_NODE_MODULES"
        return None

    @property
    def environment(self) -> dict[str, str]:
        """What a `spaser servir` needs to be that bot."""
        settings = {"SPASER_TELEGRAM_TOKEN": TOKEN, "SPASER_TELEGRAM_API_URL": self.api_url}
        if self._mode == "webhook":
            settings |= {"SPASER_TELEGRAM_WEBHOOK_URL": self._bot_url, "SPASER_TELEGRAM_WEBHOOK_SECRET": SECRET}
        return settings

    def _take_ports(self) -> None:
        self._port, self._control_port = _free_port(), _free_port()
        self.api_url = f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Start the emulator; a port that another process took in between is changed for one that is free."""
        for left in reversed(range(PORTS_TRIED)):
            if self._launch():
                self._started = True
                return
            refused = (self._folder / "peer.log").read_text()
            self.stop()
            if self._started or not left or "EADDRINUSE" not in refused:
                raise RuntimeError(refused)
            self._take_ports()

    def _launch(self) -> bool:
        """Whether the emulator says that it is ready."""
        node = shutil.which("node")
        modules = node_modules()
        assert node is not None
        assert modules is not None
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / "peer.log").open("w") as log:
            self._process = subprocess.Popen(
                [node, str(HERE / "peer.js"), str(self._port), str(self._control_port), TOKEN],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env={**os.environ, "NODE_PATH": str(modules)},
            )
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip() == "ready"

    def stop(self) -> None:
        if (process := self._process) is None:
            return
        self._process = None
        assert process.stdin is not None
        assert process.stdout is not None
        process.kill()
        process.wait(10)
        process.stdin.close()
        process.stdout.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def control(self, order: str, **values: Any) -> dict[str, Any]:
        """Give an order to `peer.js`, which lists them."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self._control_port}/{order}", json.dumps(values).encode(), method="POST"
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            read: dict[str, Any] = json.load(answer)
        return read

    def client(self, name: str = "alice") -> Client:
        """A person, in private with the bot."""
        return Client(self, name)

    def group(self, name: str, title: str = "Achats", *, topic: int | None = None) -> Client:
        """A person in the group of that title, or in a topic of it."""
        chat = {"id": -1_000_000_000_000 - zlib.crc32(title.encode()), "type": "supergroup", "title": title}
        return Client(self, name, chat, topic)


class Client:
    """A person of Telegram, in one chat with the bot."""

    def __init__(self, peer: Peer, name: str, chat: dict[str, Any] | None = None, topic: int | None = None) -> None:
        self._peer = peer
        number = 10_000_000 + zlib.crc32(name.encode()) % 1_000_000_000
        self.user = {"id": number, "is_bot": False, "first_name": name.capitalize(), "username": name}
        self.chat = chat or {"id": number, "type": "private", "first_name": name.capitalize(), "username": name}
        self._topic = topic
        self._since = 0
        self.personne = str(number)
        self.canal = str(self.chat["id"]) + (f":{topic}" if topic else "")

    def close(self) -> None:
        """Nothing is open."""

    # --- doing --------------------------------------------------------------------------------------------------------

    def say(self, text: str, **more: Any) -> dict[str, int]:
        """Write; `more` are fields of the message as Telegram names them. Returns its numbers."""
        self._act()
        message = {"from": self.user, "chat": self.chat, "text": text, **more}
        if self._topic is not None:
            message |= {"message_thread_id": self._topic, "is_topic_message": True}
        if entities := [*_entities(text), *more.get("entities", ())]:
            message["entities"] = entities
        return self._peer.control("say", message=message)

    def send_file(self, name: str, content: bytes = b"x", text: str = "", *, size: int | None = None) -> dict[str, int]:
        """Send a file of that content, or of so many bytes."""
        self._act()
        held = {"size": size} if size is not None else {"content": base64.b64encode(content).decode()}
        number = self._peer.control("upload", **held)["file_id"]
        document = {"file_id": number, "file_unique_id": "y", "file_name": name, "file_size": size or len(content)}
        message = {"from": self.user, "chat": self.chat, "document": document}
        return self._peer.control("say", message=message | ({"caption": text} if text else {}))

    def edit(self, message_id: int, text: str) -> None:
        self._act()
        self._peer.control("edit", chat=self.chat["id"], message_id=message_id, text=text)

    def press(self, label: str) -> str:
        """Press the newest button of that label; returns the number of the press."""
        message, value = self._button(label)
        self._act()
        return self.press_value(message["message_id"], value)

    def press_value(self, message_id: int, value: str, *, gone: bool = False) -> str:
        done = self._peer.control(
            "press", chat=self.chat["id"], message_id=message_id, data=value, gone=gone, **{"from": self.user}
        )
        return str(done["callback_id"])

    def tick(self, *labels: str) -> None:
        """Tick these boxes, then validate."""
        for label in labels:
            message, value = self._button(label)
            before = _text_of(message, value)
            self.press_value(message["message_id"], value)
            self._until(lambda m=message["message_id"], v=value, b=before: _text_of(self.message(m), v) != b, 15)
        self.press("Valider")

    def alert(self, press: str, timeout: float = 15) -> dict[str, Any]:
        """How a press was answered, once it is."""
        return self._until(lambda: self._peer.control("callback", id=press)["answer"], timeout)

    # --- seeing -------------------------------------------------------------------------------------------------------

    def messages(self) -> list[dict[str, Any]]:
        """What the bot has said in this chat, as it stands now."""
        found: list[dict[str, Any]] = self._peer.control("messages", chat=self.chat["id"])["messages"]
        return [message for message in found if message.get("message_thread_id") == self._topic]

    def message(self, number: int) -> dict[str, Any]:
        return next(message for message in self.messages() if message["message_id"] == number)

    def wait(self, text: str, timeout: float = 30) -> str:
        """The text of the first message that holds `text` and came after what this person last did."""
        return str(self.wait_message(text, timeout)["text"])

    def wait_message(self, text: str, timeout: float = 30) -> dict[str, Any]:
        def find() -> dict[str, Any] | None:
            new = [message for message in self.messages() if message["serial"] > self._since]
            return next((message for message in new if _plain(text) in _plain(message.get("text", ""))), None)

        return self._until(find, timeout, f"no message holds {text!r}")

    def file(self, timeout: float = 30) -> tuple[str, bytes]:
        """The name and the bytes of the next file that came after what this person last did."""

        def find() -> dict[str, Any] | None:
            new = [message for message in self.messages() if message["serial"] > self._since]
            return next((message for message in new if "document" in message), None)

        message = self._until(find, timeout, "no file came")
        content = self._peer.control("file", message_id=message["message_id"])["content"]
        return message["document"]["file_name"], base64.b64decode(content)

    def buttons(self) -> list[list[str]]:
        """The labels of the newest message that has buttons, row by row."""
        message = next((one for one in reversed(self.messages()) if "reply_markup" in one), None)
        rows = message["reply_markup"]["inline_keyboard"] if message else []
        return [[button["text"] for button in row] for row in rows]

    def _act(self) -> None:
        self._since = int(self._peer.control("messages", chat=self.chat["id"])["serial"])

    def _button(self, label: str, timeout: float = 15) -> tuple[dict[str, Any], str]:
        """The newest message with that button, and its value."""

        def find() -> tuple[dict[str, Any], str] | None:
            for message in reversed(self.messages()):
                rows = message.get("reply_markup", {}).get("inline_keyboard", ())
                for button in itertools.chain.from_iterable(rows):
                    if _label(button["text"]) == _plain(label):
                        return message, button["callback_data"]
            return None

        return self._until(find, timeout, f"no button says {label!r}")

    def _until(self, look: Any, timeout: float, complaint: str = "nothing came") -> Any:
        end = time.monotonic() + timeout
        while not (found := look()):
            if time.monotonic() > end:
                shown = [message.get("text", message.get("document")) for message in self.messages()[-3:]]
                raise AssertionError(f"{complaint} within {timeout} s; the last messages: {shown}")
            time.sleep(PAUSE_SECONDS)
        return found


def _text_of(message: dict[str, Any], value: str) -> str | None:
    """The words on the button of that value."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", ())
    return next(
        (str(one["text"]) for one in itertools.chain.from_iterable(rows) if one["callback_data"] == value), None
    )


def _label(text: str) -> str:
    for mark in MARKS:
        text = text.removeprefix(mark)
    return _plain(text)


def _plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def _entities(text: str) -> list[dict[str, Any]]:
    """The command and the mention of the bot that Telegram would find."""
    found = []
    if text.startswith("/"):
        found.append({"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])})
    elif (start := text.find(f"@{BOT}")) >= 0:
        offset = len(text[:start].encode("utf-16-le")) // 2
        found.append({"type": "mention", "offset": offset, "length": len(BOT) + 1})
    return found


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
