"""A real `spaser` process beside real or emulated platforms, and a person on each of them."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from storage.database import Database

HERE = Path(__file__).parent
START_SECONDS = 60
STOP_SECONDS = 20
SETTLE_SECONDS = 30


class Process:
    """`spaser <command>` as an operator starts it; killed and started again on the same database."""

    def __init__(self, folder: Path, command: str = "servir") -> None:
        self._command = command
        self._folder = folder
        self._process: subprocess.Popen[str] | None = None
        self.output: list[str] = []
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.database_url = f"sqlite:///{folder / 'spaser.db'}"
        self.environment: dict[str, str] = {}
        self.program = [sys.executable, "-m", "bot"]

    def start(self, *, listens: bool = True) -> None:
        own = {name: value for name, value in os.environ.items() if not name.startswith("SPASER_")}
        self._process = subprocess.Popen(
            [*self.program, self._command, *(["--port", str(self.port)] if listens else [])],
            cwd=self._folder,
            env={
                **own,
                **self.environment,
                "SPASER_DATABASE_URL": self.database_url,
                "PYTHONPATH": str(HERE.parents[1]),
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._reader = threading.Thread(target=self._read, args=(self._process,), daemon=True)
        self._reader.start()
        deadline = time.monotonic() + START_SECONDS
        while listens and not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                pytest.fail("spaser did not start:\n" + "\n".join(self.output[-40:]))
            time.sleep(0.1)

    def wait_for_log(self, words: str, seconds: float = START_SECONDS) -> None:
        deadline = time.monotonic() + seconds
        while not any(words in line for line in list(self.output)):
            if time.monotonic() > deadline:
                pytest.fail(f"never logged {words!r}:\n" + "\n".join(self.output[-40:]))
            time.sleep(0.1)

    def run(self, *arguments: str) -> str:
        """Another command on the same database, to its end."""
        own = {name: value for name, value in os.environ.items() if not name.startswith("SPASER_")}
        done = subprocess.run(
            [*self.program, *arguments],
            cwd=self._folder,
            env={
                **own,
                **self.environment,
                "SPASER_DATABASE_URL": self.database_url,
                "PYTHONPATH": str(HERE.parents[1]),
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def kill(self) -> None:
        """As a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def _end(self, number: int) -> None:
        if self._process is None:
            return
        if self._process.poll() is None:
            self._process.send_signal(number)
            try:
                self._process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._reader.join()
        self._process = None

    def database(self) -> Database:
        return Database(self.database_url)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/sante", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def _read(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        with process.stdout:
            for line in process.stdout:
                self.output.append(line.rstrip("\n"))


class Outbox:
    """What a running bot has to send, seen and held from outside of it."""

    # Messages are claimed by this update: refused, whatever was committed stays unsent.
    _NO_CLAIM = (
        "CREATE TRIGGER muet BEFORE UPDATE ON outbox WHEN NEW.etat = 'en_cours' BEGIN SELECT RAISE(ABORT, 'muet'); END"
    )

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def hold(self) -> None:
        """Let nothing go out any more. What was on its way is marked first: killed before, it would be leased for a minute."""
        self.settle()
        self._connection.execute(self._NO_CLAIM)

    def release(self) -> None:
        self._connection.execute("DROP TRIGGER muet")

    def settle(self) -> None:
        """Wait until all that was to be sent is sent, and marked."""
        self._until("etat != 'envoye'", 0)

    def wait(self, messages: int) -> None:
        """Wait until so many messages are committed and held."""
        self._until("etat = 'a_envoyer'", messages)

    def _until(self, state: str, count: int) -> None:
        end = time.monotonic() + SETTLE_SECONDS
        while (found := self._connection.execute(f"SELECT count(*) FROM outbox WHERE {state}").fetchone()[0]) != count:
            assert time.monotonic() < end, f"{found} messages and not {count} where {state}"
            time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def load(plateforme: str, name: str) -> ModuleType:
    """A module beside a platform's tests: they are no package."""
    path = HERE / plateforme / f"{name}.py"
    full = f"spaser_tests_{plateforme}_{name}"
    if full in sys.modules:
        return sys.modules[full]
    spec = importlib.util.spec_from_file_location(full, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[full] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def scratch(tmp_path_factory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("plateformes")
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def start_peer(tmp_path) -> Iterator[Callable[..., object]]:
    """Start the peer of a platform for one test; skipped, with the reason, where a program is missing."""
    started = []

    def start(plateforme: str, bot_url: str, **options: object) -> object:
        kind = load(plateforme, "peer").Peer
        if reason := kind.skip_reason():
            pytest.skip(reason)
        folder = tmp_path / f"peer-{plateforme}"
        folder.mkdir(exist_ok=True)
        peer = kind(folder, bot_url, **options)
        started.append(peer)
        peer.start()
        return peer

    yield start
    for peer in reversed(started):
        peer.stop()


@pytest.fixture
def spaser(up_to_date, tmp_path) -> Iterator[Process]:
    """`spaser servir`, not started yet; its database is up to date and empty."""
    shutil.copy(up_to_date, tmp_path / "spaser.db")
    process = Process(tmp_path)
    yield process
    process.stop()


@pytest.fixture
def sqlite(spaser) -> Iterator[sqlite3.Connection]:
    """The database of that process, each statement by itself."""
    connection = sqlite3.connect(spaser.database_url.removeprefix("sqlite:///"), timeout=10, isolation_level=None)
    yield connection
    connection.close()


@pytest.fixture
def outbox(sqlite) -> Outbox:
    return Outbox(sqlite)


@pytest.fixture(scope="session", name="conftest")
def this_module() -> ModuleType:
    """`Process` and `load`, for fixtures that outlive one test."""
    return sys.modules[__name__]


@pytest.fixture(scope="session")
def scenario() -> ModuleType:
    return load(".", "scenario")
