from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from storage.conversation.tables import Conversation
from storage.database import _MIGRATION_LOCK, Database
from storage.errors import DatabaseUnavailableError

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ONLY_SQLITE = pytest.mark.parametrize("new_url", ["sqlite"], indirect=True)
ONLY_POSTGRESQL = pytest.mark.parametrize(
    "new_url", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True
)


def test_naming_a_database_does_not_touch_it(tmp_path):
    Database(f"sqlite:///{tmp_path / 'spaser.db'}")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg", "postgresql+psycopg2"])
def test_every_name_of_postgresql_means_psycopg(scheme):
    assert Database(f"{scheme}://spaser@localhost/spaser")._engine.url.drivername == "postgresql+psycopg"


def test_a_database_in_memory_serves_several_threads():
    database = Database.in_memory()

    def count(_turn: int) -> None:
        with database.unit_of_work() as uow:
            here = uow.conversations.open("web", "page", "alice", NOW)
            uow.conversations.save(here.id, {}, here.rang + 1, NOW)
            uow.commit()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(count, range(40)))
    with database.reading() as memory:
        assert memory.conversations.find("web", "page", "alice").rang == 40
    database.close()


def test_each_database_in_memory_is_up_to_date_and_of_its_own():
    one, other, migrated = Database.in_memory(), Database.in_memory(), Database("sqlite://")
    migrated.migrate()
    with one.unit_of_work() as uow:
        uow.conversations.open("web", "page", "alice", NOW)
        uow.commit()

    def schema(database):
        with database._engine.connect() as connection:
            tables = connection.execute(text("SELECT type, name FROM sqlite_master ORDER BY name")).all()
            return tables, connection.execute(text("SELECT * FROM alembic_version")).all()

    assert schema(one) == schema(other) == schema(migrated)
    with other.reading() as memory:
        assert memory.conversations.find("web", "page", "alice") is None
    for database in (one, other, migrated):
        database.close()


@pytest.mark.parametrize("url", ["spaser.db", "", "http://[::1"])
def test_what_is_not_a_url_is_said_to_be_none(url):
    with pytest.raises(DatabaseUnavailableError, match=r"SPASER_DATABASE_URL is not a URL: write sqlite:///path or"):
        Database(url)


def test_another_kind_of_database_is_refused():
    with pytest.raises(DatabaseUnavailableError, match="only SQLite and PostgreSQL are supported"):
        Database("mysql://localhost/spaser")


@pytest.mark.parametrize(
    ("address", "cause"),
    [
        ("sqlite:///{tmp_path}/nowhere/spaser.db", "unable to open database file"),
        ("sqlite:///{tmp_path}/notes.txt", "file is not a database"),
        ("postgresql://spaser:s3cret@127.0.0.1:1/spaser?passfile=s3cret", "Connection refused"),
    ],
)
def test_an_unreachable_database_says_where_and_why_without_the_password(tmp_path, address, cause):
    (tmp_path / "notes.txt").write_text("Ceci n'est pas une base de données. " * 100)
    database = Database(address.format(tmp_path=tmp_path))

    with pytest.raises(DatabaseUnavailableError) as raised:
        database.migrate()

    message = str(raised.value)
    assert message.startswith(f"{database}: ")
    assert cause in message
    assert "check SPASER_DATABASE_URL" in message
    assert "s3cret" not in message
    database.close()


def test_a_conversation_held_too_long_by_another_program_is_unavailable(database, open_database, url):
    impatient = open_database(url, busy_timeout_s=0.1)

    with database.unit_of_work() as holder:
        holder.conversations.open("web", "page", "alice", NOW)
        with pytest.raises(DatabaseUnavailableError), impatient.unit_of_work() as uow:
            uow.conversations.open("web", "page", "alice", NOW)

    with impatient.unit_of_work() as uow:
        uow.conversations.open("web", "page", "alice", NOW)


@ONLY_SQLITE
def test_writers_of_one_process_wait_for_the_end_of_a_transaction_and_not_of_its_block(database, open_database, url):
    impatient = open_database(url, busy_timeout_s=0.1)

    def write(personne):
        with impatient.unit_of_work() as uow:
            uow.conversations.open("web", "page", personne, NOW)
            uow.commit()

    with impatient.unit_of_work() as holder:
        holder.conversations.open("web", "page", "alice", NOW)
        with pytest.raises(DatabaseUnavailableError):
            write("bob")
        holder.commit()
        write("bob")
    with impatient.unit_of_work() as leaver:
        leaver.conversations.open("web", "page", "carole", NOW)
    write("dora")
    with impatient.reading() as memory:
        found = [memory.conversations.find("web", "page", personne) for personne in ("alice", "bob", "carole", "dora")]
    assert [conversation is not None for conversation in found] == [True, True, False, True]


@ONLY_SQLITE
def test_a_file_locked_by_another_program_cannot_be_read(database, open_database, url, tmp_path):
    database.close()
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as holder:
        holder.execute("PRAGMA locking_mode = EXCLUSIVE")
        holder.execute("BEGIN EXCLUSIVE")

        impatient = open_database(url, busy_timeout_s=0.1)
        with pytest.raises(DatabaseUnavailableError, match="database is locked"), impatient.reading() as memory:
            memory.conversations.find("web", "page", "alice")


def test_a_migration_waits_for_whoever_writes_far_longer_than_a_message_does(database, open_database, url):
    impatient = open_database(url, busy_timeout_s=0.1)
    with ThreadPoolExecutor(1) as threads:
        with database.unit_of_work() as holder:
            if holder._connection.dialect.name == "sqlite":
                holder.conversations.open("web", "page", "alice", NOW)
            else:
                holder._connection.execute(select(func.pg_advisory_xact_lock(_MIGRATION_LOCK)))
            migration = threads.submit(impatient.migrate)
            with pytest.raises(TimeoutError):
                migration.result(timeout=0.6)
        migration.result(timeout=10)

    # And then a message waits no longer than before.
    with database.unit_of_work() as holder:
        holder.conversations.open("web", "page", "alice", NOW)
        with pytest.raises(DatabaseUnavailableError), impatient.unit_of_work() as uow:
            uow.conversations.open("web", "page", "alice", NOW)


def test_a_reader_does_not_wait_for_a_writer(database, open_database, url):
    impatient = open_database(url, busy_timeout_s=0.1)

    with database.unit_of_work() as writer:
        writer.conversations.open("web", "page", "alice", NOW)
        with impatient.reading() as memory:
            assert memory.conversations.find("web", "page", "alice") is None


def test_one_thread_too_many_is_told_that_the_connections_are_busy():
    database = Database("sqlite://", busy_timeout_s=0.1)
    with (
        database.reading(),
        pytest.raises(DatabaseUnavailableError, match="connections of this process stayed busy"),
        database.reading(),
    ):
        pass
    database.close()


@ONLY_POSTGRESQL
def test_a_connection_lost_in_a_transaction_is_unavailable_and_the_next_one_works(database):
    with pytest.raises(DatabaseUnavailableError), database.unit_of_work() as uow:
        uow._connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    with database.unit_of_work() as uow:
        uow.conversations.open("web", "page", "alice", NOW)
        uow.commit()


def test_our_own_fault_is_not_taken_for_an_outage(database):
    with pytest.raises(DBAPIError, match="nulle_part"), database.unit_of_work() as uow:
        uow._connection.execute(text("SELECT * FROM nulle_part"))


def test_foreign_keys_are_enforced(database):
    with pytest.raises(DBAPIError, match=r"(?i)foreign key"), database.unit_of_work() as uow:
        uow.inbox.record(404, "m1", 1, "bonjour", None, NOW)


@ONLY_SQLITE
def test_sqlite_writes_through_a_log_and_waits_for_the_disk(database):
    with database.unit_of_work() as uow:
        pragmas = {
            name: uow._connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}


def test_what_is_json_in_the_tables_is_not_text_twice(database):
    with database.unit_of_work() as uow:
        here = uow.conversations.open("web", "page", "alice", NOW)
        uow.conversations.save(here.id, {"mot": "été"}, 1, NOW)
        assert uow._connection.scalar(select(Conversation.etat["mot"].as_string())) == "été"
