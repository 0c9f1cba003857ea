"""A workspace of our own emulator of Slack, and the people in it, for scenarios that any platform plays."""

from __future__ import annotations

import importlib.util
import sys
import time
from pathlib import Path

LOOK_EVERY_SECONDS = 0.02
PRESS_SECONDS = 10


def _beside(name: str):
    """Load a module that stands beside this one, which no import finds."""
    full = f"slack_{name}"
    if full not in sys.modules:
        spec = importlib.util.spec_from_file_location(full, Path(__file__).with_name(f"{name}.py"))
        sys.modules[full] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[full])
    return sys.modules[full]


emulator = _beside("emulator")


class Peer:
    """Our emulator of Slack on a free port; `mode` is how the bot hears from it."""

    organisation = "slack:T0CLERMONT"

    def __init__(self, folder: Path, bot_url: str, mode: str = "socket", **options) -> None:
        # Slack itself waits a minute, then five: a scenario has no such time.
        self.slack = emulator.Emulator(bot_url, mode, **{"retries": (0.5, 2.0, 5.0, 10.0)} | options)

    @classmethod
    def skip_reason(cls) -> str | None:
        return None if importlib.util.find_spec("aiohttp") else "no aiohttp: install the slack extra"

    def start(self) -> None:
        self.slack.start()

    def stop(self) -> None:
        self.slack.stop()

    @property
    def environment(self) -> dict[str, str]:
        """What `spaser servir` needs to find the emulator."""
        own = {"SPASER_SLACK_BOT_TOKEN": emulator.BOT_TOKEN, "SPASER_SLACK_API_URL": self.slack.api_url}
        if self.slack.mode == "http":
            return own | {"SPASER_SLACK_SIGNING_SECRET": emulator.SIGNING_SECRET}
        return own | {"SPASER_SLACK_APP_TOKEN": emulator.APP_TOKEN}

    def client(self, name: str = "alice") -> Client:
        return Client(self.slack, name)


class Client:
    """A person of the workspace, in their private conversation with the bot."""

    def __init__(self, slack, name: str) -> None:
        self._slack = slack
        self.personne = slack.add_user(name)
        self.canal = slack.direct(self.personne)
        self._mark = len(slack.messages)

    def say(self, text: str):
        self._mark = len(self._slack.messages)
        return self._slack.say(self.personne, self.canal, text)

    def send_file(self, name: str, content: bytes, text: str = ""):
        self._mark = len(self._slack.messages)
        return self._slack.say_with_file(self.personne, self.canal, name, content, text)

    def press(self, label: str):
        message = self._newest(label)
        self._mark = len(self._slack.messages)
        return self._slack.press(self.personne, message, label)

    def tick(self, *labels: str):
        message = self._newest(*labels)
        self._mark = len(self._slack.messages)
        return self._slack.tick(self.personne, message, labels)

    def wait(self, text: str, timeout: float = 30) -> str:
        found = self._await(lambda message: text in emulator.visible(message), f"{text!r}", timeout)
        return emulator.visible(found)

    def file(self, timeout: float = 30) -> tuple[str, bytes]:
        found = self._await(lambda message: bool(message.get("files")), "a file", timeout)
        file = self._slack.files[found["files"][0]["id"]]
        return file["name"], file["content"]

    def close(self) -> None:
        """Nobody leaves Slack."""

    def _newest(self, *labels: str) -> dict:
        """The newest message where all of these can be pressed, once it is there: answers come one by one."""
        deadline = time.monotonic() + PRESS_SECONDS
        while time.monotonic() < deadline:
            for message in reversed(self._slack.seen_by(self.personne, self.canal)):
                if set(labels) <= set(emulator.labels_of(message)):
                    return message
            time.sleep(LOOK_EVERY_SECONDS)
        shown = [emulator.labels_of(message) for message in self._slack.seen_by(self.personne, self.canal)]
        raise AssertionError(f"{labels} cannot be pressed: {shown}")

    def _await(self, wanted, what: str, timeout: float) -> dict:
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            for message in self._slack.messages[self._mark :]:
                if message["channel"] == self.canal and message.get("bot_id") and wanted(message):
                    return message
            time.sleep(LOOK_EVERY_SECONDS)
        said = [emulator.visible(message) for message in self._slack.messages[self._mark :]]
        raise AssertionError(
            f"no message with {what} within {timeout} s, but {said}; violations: {self._slack.violations}"
        )
