"""spaser envois, as somebody types it."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage.database import Database

ROOT = Path(__file__).parents[2]


@pytest.fixture
def spaser(run_spaser, up_to_date, tmp_path, monkeypatch):
    """Run the program on a database of its own."""
    monkeypatch.setenv("SPASER_DATABASE_URL", f"sqlite:///{shutil.copy(up_to_date, tmp_path / 'registre.db')}")
    return lambda *arguments, entree="": run_spaser(arguments, entree, folder=ROOT)


def test_a_message_that_no_platform_took_is_shown_and_sent_again(spaser, tmp_path):
    spaser("migrer")
    now = datetime(2026, 11, 24, 9, tzinfo=UTC)
    database = Database(f"sqlite:///{tmp_path / 'registre.db'}")
    with database.unit_of_work() as uow:
        conversation = uow.conversations.open("telegram", "12", "12", now)
        uow.outbox.add(conversation.id, "essai:0", 1, "secret", (), False, None, now)  # noqa: FBT003
        uow.outbox.claim(now, now - now.replace(hour=8), 1)
        uow.outbox.abandon(1, "bloque: Forbidden: bot was blocked by the user")
        uow.commit()
    montre = spaser("envois")
    assert "bloque" in montre.stdout
    assert "secret" not in montre.stdout
    assert "le message n° 1 repart" in spaser("envois", "--renvoyer", "1").stdout
    assert "il n'y a pas de message n° 1" in spaser("envois", "--renvoyer", "1").stderr
    database.close()
