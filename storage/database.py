"""The database: how to reach it, bring it up to date, and open transactions on it."""

from __future__ import annotations

import json
import math
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from functools import cache, partial
from importlib.util import find_spec
from typing import Any

from sqlalchemy import URL, Connection, Engine, QueuePool, create_engine, event, func, inspect, make_url, select, text
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from storage.errors import ConversationMovedError, DatabaseFromTheFutureError, DatabaseUnavailableError
from storage.migrations import alembic_config, revisions
from storage.pliage import teach
from storage.unit_of_work import Reading, TurnOfConversation, UnitOfWork

# Any number will do, as long as every version of the program takes the same lock to migrate.
_MIGRATION_LOCK = 0x5_9A5E4
# Another process may be rebuilding a large table: starting late is better than not starting.
_MIGRATION_WAIT_MS = 60_000


class Database:
    """Nothing connects before it is used; `busy_timeout_s` is how long to wait for another's lock.

    Raises DatabaseUnavailableError for a URL that names neither SQLite nor PostgreSQL.
    """

    def __init__(self, url: str, *, busy_timeout_s: float = 5.0) -> None:
        try:
            parsed = make_url(url)
        except (ArgumentError, ValueError) as error:
            raise DatabaseUnavailableError(
                "SPASER_DATABASE_URL is not a URL: write sqlite:///path or postgresql://user:password@host/name."
            ) from error
        self._where = _without_secrets(parsed)
        match parsed.get_backend_name():
            case "sqlite":
                self._engine = _sqlite(parsed.set(drivername="sqlite"), busy_timeout_s)
            case "postgresql" | "postgres":
                self._engine = _postgresql(parsed.set(drivername="postgresql+psycopg"), busy_timeout_s)
            case _:
                raise DatabaseUnavailableError(
                    f"{self._where}: only SQLite and PostgreSQL are supported; set SPASER_DATABASE_URL to one of them."
                )

    @classmethod
    def in_memory(cls) -> Database:
        """A new database in memory, up to date: a copy of one that each process migrates once."""
        database = cls("sqlite://")
        with _raw(database._engine) as connection:
            connection.deserialize(_empty())
        return database

    def __str__(self) -> str:
        """Say where it is: the URL without its password."""
        return self._where

    def migrate(self) -> None:
        """Create the schema or bring it up to date; two processes that start at once take turns, up to a minute."""
        with self._outages(), self._engine.connect() as connection:
            # SQLite rebuilds a table to alter it, which its foreign keys would forbid.
            connection.execution_options(sqlite_foreign_keys="OFF", sqlite_wait_ms=_MIGRATION_WAIT_MS)
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = {_MIGRATION_WAIT_MS}")
                connection.execute(select(func.pg_advisory_xact_lock(_MIGRATION_LOCK)))
            if self._is_current(connection):
                return
            _upgrade(connection)
            if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                raise RuntimeError(f"{self._where}: the migration broke a foreign key; nothing was kept.")
            connection.commit()

    def _is_current(self, connection: Connection) -> bool:
        known = revisions()
        there = inspect(connection).has_table("alembic_version")
        current = set(connection.scalars(text("SELECT version_num FROM alembic_version"))) if there else set()
        if unknown := current.difference(known):
            raise DatabaseFromTheFutureError(
                f"{self._where}: revision {', '.join(sorted(unknown))} was made by a newer version of this program;"
                " install that version, or name another database in SPASER_DATABASE_URL."
            )
        return current == {known[-1]}

    @contextmanager
    def unit_of_work(self) -> Iterator[UnitOfWork]:
        """Open a transaction, rolled back unless committed. Raises DatabaseUnavailableError."""
        with self._outages(), self._engine.connect() as connection:
            yield UnitOfWork(connection)

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """Open a transaction that only reads: on SQLite, it neither waits for a writer nor makes one wait."""
        with self._outages(), self._reading_connection() as connection:
            yield Reading(connection)

    @contextmanager
    def turn(
        self, plateforme: str, canal: str, personne: str, now: datetime, *, held: bool = False
    ) -> Iterator[TurnOfConversation]:
        """Open what a message of that conversation is answered on, rolled back unless committed.

        `held`: nobody else writes to it from now on. Raises DatabaseUnavailableError, and ConversationMovedError where it is
        not held and somebody did: nothing is then kept, and it is to be done again.
        """
        with self._outages(), self._engine.connect() as connection:
            # PostgreSQL locks one conversation, and nobody waits for another's. SQLite has one lock for all: it is taken last.
            apart = not held and self._engine.dialect.name == "sqlite"
            if apart:
                connection.execution_options(sqlite_reads=True)
            lock = partial(_leave_snapshot, connection) if apart else None
            yield TurnOfConversation(connection, (plateforme, canal, personne), now, lock)

    def close(self) -> None:
        """Close the connections that are not in use."""
        self._engine.dispose()

    def _reading_connection(self) -> Connection:
        # One picture for all that is read together: a commit in between must not hide one half of a turn.
        options: dict[str, Any] = {"sqlite_reads": True}
        if self._engine.dialect.name == "postgresql":
            options |= {"postgresql_readonly": True, "isolation_level": "REPEATABLE READ"}
        return self._engine.connect().execution_options(**options)

    @contextmanager
    def _outages(self) -> Iterator[None]:
        try:
            yield
        except PoolTimeoutError as error:
            raise DatabaseUnavailableError(
                f"{self._where}: all connections of this process stayed busy too long; try again."
            ) from error
        except DBAPIError as error:
            if not _is_outage(error):
                raise
            cause = str(error.orig).partition("\n")[0].rstrip(".")
            raise DatabaseUnavailableError(
                f"{self._where}: {cause}; check SPASER_DATABASE_URL, that the database runs and can be written,"
                " and that no other program holds it, then try again."
            ) from error


@cache
def _empty() -> bytes:
    """A SQLite database up to date, without a row."""
    engine = _sqlite(make_url("sqlite://"), 0)
    with engine.connect() as connection:
        _upgrade(connection)
        connection.commit()
    with _raw(engine) as raw:
        content = raw.serialize()
    engine.dispose()
    return content


def _upgrade(connection: Connection) -> None:
    # As large as all of SQLAlchemy, and of use to nobody whose database is up to date.
    from alembic import command

    command.upgrade(alembic_config(connection), "head")


@contextmanager
def _raw(engine: Engine) -> Iterator[sqlite3.Connection]:
    with closing(engine.raw_connection()) as pooled:
        assert isinstance(pooled.driver_connection, sqlite3.Connection)
        yield pooled.driver_connection


def _is_outage(error: DBAPIError) -> bool:
    """Is the database to blame, rather than our SQL? sqlite3 says "operational" of both."""
    if isinstance(error.orig, sqlite3.DatabaseError):
        code = getattr(error.orig, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        return code == sqlite3.SQLITE_NOTADB or (isinstance(error, OperationalError) and code != sqlite3.SQLITE_ERROR)
    return isinstance(error, OperationalError) or error.connection_invalidated


class _Writer(sqlite3.Connection):
    """A connection that waits its turn among those of this process before it asks SQLite for the lock.

    SQLite wakes nobody: it sleeps, longer at each try, and whoever has waited longest looks least often.
    """

    writers: threading.Lock
    _writes = False

    def wait(self, seconds: float) -> None:
        """Be the one that writes, until the transaction ends. Raises DatabaseUnavailableError."""
        if not self._writes and not self.writers.acquire(timeout=seconds):
            raise DatabaseUnavailableError("this process wrote something else for too long; try again.")
        self._writes = True

    def commit(self) -> None:
        super().commit()
        self._leave()

    def rollback(self) -> None:
        super().rollback()
        self._leave()

    def close(self) -> None:
        super().close()
        self._leave()

    def _leave(self) -> None:
        if self._writes:
            self._writes = False
            self.writers.release()


def _begin_to_write(connection: Connection) -> None:
    """Have SQLite let this connection write, and no other."""
    raw = connection.connection.driver_connection
    assert isinstance(raw, _Writer)
    raw.wait(connection.info["pragmas"][0] / 1000)
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _leave_snapshot(connection: Connection) -> None:
    """End the snapshot that a SQLite transaction reads, and go on in one that writes."""
    connection.exec_driver_sql("COMMIT")
    try:
        _begin_to_write(connection)
    except OperationalError as error:
        # Rows are still being read from the snapshot, which is no longer that of the database.
        if getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY_SNAPSHOT:
            raise ConversationMovedError("the database was written to while it was read") from error
        raise


def _without_secrets(url: URL) -> str:
    query = {key: value for key, value in url.query.items() if key in {"host", "port"}}
    return url.set(query=query).render_as_string(hide_password=True)


# The same bytes on both databases, accents readable, and no NaN, which is not JSON.
_to_json = partial(json.dumps, ensure_ascii=False, allow_nan=False)


def _sqlite(url: URL, busy_timeout_s: float) -> Engine:
    writers = threading.Lock()
    in_memory = url.database in {None, "", ":memory:"}
    engine = create_engine(
        url,
        # isolation_level None: BEGIN is ours to write, the driver's own comes too late to protect a read-then-update.
        connect_args={
            "isolation_level": None,
            "timeout": busy_timeout_s,
            "check_same_thread": False,
            "factory": _Writer,
        },
        poolclass=QueuePool,
        # A database in memory lives in its one connection, for which the threads take turns.
        **({"pool_size": 1, "max_overflow": 0} if in_memory else {}),
        pool_timeout=busy_timeout_s,
        json_serializer=_to_json,
        hide_parameters=True,  # an error may be logged; what a person typed may not
    )

    @event.listens_for(engine, "connect")
    def _configure(connection: _Writer, _record: object) -> None:
        connection.writers = writers
        connection.execute("PRAGMA journal_mode = WAL").close()
        connection.execute("PRAGMA synchronous = FULL").close()
        teach(connection)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        wait_ms = options.get("sqlite_wait_ms", round(busy_timeout_s * 1000))
        wanted = (wait_ms, options.get("sqlite_foreign_keys", "ON"))
        # Of the connection, not of the transaction: told when they change, which only a migration has them do.
        if connection.info.get("pragmas") != wanted:
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {wanted[0]}")
            connection.exec_driver_sql(f"PRAGMA foreign_keys = {wanted[1]}")
            connection.info["pragmas"] = wanted
        if options.get("sqlite_reads"):
            connection.exec_driver_sql("BEGIN DEFERRED")
        else:
            _begin_to_write(connection)

    return engine


def _postgresql(url: URL, busy_timeout_s: float) -> Engine:
    if find_spec("psycopg") is None:
        raise DatabaseUnavailableError(
            f"{_without_secrets(url)}: the PostgreSQL driver is missing; in the project's folder, run `.venv/bin/pip install -e '.[postgresql]'`."
        )
    engine = create_engine(
        url,
        connect_args={"connect_timeout": max(2, math.ceil(busy_timeout_s))},  # libpq takes whole seconds, at least 2
        pool_pre_ping=True,
        pool_timeout=busy_timeout_s,
        json_serializer=_to_json,
        hide_parameters=True,  # an error may be logged; what a person typed may not
    )

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: object) -> None:
        connection.execute(f"SET lock_timeout = {math.ceil(busy_timeout_s * 1000)}")
        connection.commit()

    return engine
