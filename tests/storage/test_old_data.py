"""A database of before is migrated, read, and goes on: its rows, its states and its buttons."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Boolean, Date, DateTime, MetaData, func, select, text
from sqlalchemy.types import JSON

from bot import wiring
from bot.access import Access
from handlers.conversation.vocabulary import Address, Incoming
from storage.migrations import alembic_config

# The rows of a database that people used, as its revision 0008 kept them: some were invented, none is of a real person.
DONNEES = json.loads((Path(__file__).parents[1] / "examples" / "donnees_0008.json").read_text("utf-8"))
REVISION = "0008"
RENOMMEES = {"contrats": "marches"}
PLUS_TARD = datetime(2026, 11, 30, 9, tzinfo=UTC)


def as_of(column, value):
    """What SQLite wrote, as the column takes it."""
    if value is None:
        return None
    if isinstance(column.type, JSON):
        return json.loads(value)
    if isinstance(column.type, DateTime):
        moment = datetime.fromisoformat(value)
        return moment.replace(tzinfo=UTC) if column.type.timezone else moment
    if isinstance(column.type, Date):
        return date.fromisoformat(value)
    return bool(value) if isinstance(column.type, Boolean) else value


@pytest.fixture
def old(open_database):
    """A database at that revision, with these rows, then migrated by the program."""
    database = open_database()
    with database._engine.begin() as connection:
        command.upgrade(alembic_config(connection), REVISION)
    with database._engine.begin() as connection:
        tables = MetaData()
        tables.reflect(connection)
        for table in tables.sorted_tables:
            rows = [
                {column.name: as_of(column, row[column.name]) for column in table.columns}
                for row in DONNEES.get(table.name, ())
            ]
            if rows:
                connection.execute(table.insert(), rows)
            if connection.dialect.name == "postgresql" and rows and "id" in table.columns:
                last = connection.execute(select(func.max(table.c.id))).scalar_one()
                connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), {last})"))
    database.migrate()
    return database


@pytest.fixture
def says(old, knowledge, screens):
    access = Access(frozenset({"slack:T1", "web"}))
    now = [PLUS_TARD]
    bot = wiring.build_bot(knowledge, old, list(screens.values()), access, lambda: now[0])
    numbers = (f"apres-{number}" for number in count())

    def says(personne, texte="", choix=None, plateforme="slack"):
        now[0] += timedelta(minutes=1)
        before = len(screens[plateforme].sent)
        address = Address(plateforme, f"mp-{personne}", personne)
        organisation = "T1" if plateforme == "slack" else ""
        bot.engine.receive(Incoming(address, next(numbers), texte, choix, organisation=organisation))
        said = [sent.message.texte for sent in screens[plateforme].sent[before:] if sent.address == address]
        return "\n\n".join(said).replace("\u00a0", " ").replace("\u202f", " ")

    return says


@pytest.fixture
def screens():
    class Screen:
        limite = None

        def __init__(self, plateforme):
            self.plateforme = plateforme
            self.sent = []

        def send(self, outgoing):
            self.sent.append(outgoing)

    return {plateforme: Screen(plateforme) for plateforme in ("slack", "telegram", "web")}


def test_nothing_is_lost_on_the_way(old):
    with old._engine.connect() as connection:
        tables = MetaData()
        tables.reflect(connection)
        kept = {
            name: connection.execute(
                select(func.count()).select_from(tables.tables[RENOMMEES.get(name, name)])
            ).scalar()
            for name in DONNEES
        }
    assert kept == {name: len(rows) for name, rows in DONNEES.items()}


def test_what_people_had_under_way_goes_on(says):
    assert "gardiennage" in says("emma", "mes marchés")
    assert "12 000 heures" in says("emma", "heures d'insertion 2025 : Ville 12 000")
    assert "comité" in says("emma", "séances").casefold()
    assert "nettoyage des écoles" in says("alice", "mes achats")
    assert "récurrent" in says("bruno", "40 000 € HT").casefold() or "lots" in says("bruno", "résultat")
    assert "demande" in says("durand", "mes demandes", plateforme="telegram").casefold()


def test_buttons_sent_before_still_answer(says):
    pressed = {
        ("alice", "a:detail:8"): "Étendre la clause d'insertion",
        ("alice", "c:loi"): "La loi",
        ("alice", "fiche:11"): "Fiche 11",
        ("emma", "file:liste"): "",
        ("emma", "m:voir:1"): "gardiennage",
        ("emma", "c:mes_marches"): "gardiennage",
        ("emma", "c:pilotes"): "Emma Roy",
        ("emma", "x:voir:1"): "Session",
    }
    said = {button: says(button[0], choix=button[1]) for button in pressed}
    assert {
        button: answer
        for button, answer in said.items()
        if not answer
        or pressed[button].casefold() not in answer.casefold()
        or "Je ne reconnais pas ce bouton" in answer
    } == {}
