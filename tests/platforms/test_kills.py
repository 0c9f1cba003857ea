"""A real process killed -9 at the worst moments: before the commit, and between the commit and the send."""

from __future__ import annotations

import sqlite3
import time

import pytest

# How each platform is asked to deliver again what nobody acknowledged, fast enough for a test.
PEERS = {
    "slack": {"ack_seconds": 0.5, "retries": (0.5,) * 60},
    "telegram": {"mode": "polling"},
    "matrix": {"encrypted": True},
    "teams": {"redelivers": True},
}
DESCRIPTION = "nettoyage des vitres, 85 k€ HT, 3 ans"
# Messages are claimed by this update: refused, whatever was committed stays unsent.
NO_CLAIM = (
    "CREATE TRIGGER muet BEFORE UPDATE ON outbox WHEN NEW.etat = 'en_cours' BEGIN SELECT RAISE(ABORT, 'muet'); END"
)


@pytest.fixture(params=PEERS)
def talk(request, start_peer, spaser):
    """A person who was greeted by a running bot."""
    plateforme = request.param
    peer = start_peer(plateforme, spaser.url, **PEERS[plateforme])
    spaser.environment = {**peer.environment, "SPASER_ACHETEURS": getattr(peer, "organisation", plateforme)}
    spaser.start()
    person = peer.client("alice")
    person.say("aide")
    person.wait("Ce que vous pouvez écrire")
    yield person
    person.close()


@pytest.fixture
def sqlite(spaser):
    connection = sqlite3.connect(spaser.database_url.removeprefix("sqlite:///"), timeout=10, isolation_level=None)
    yield connection
    connection.close()


def until(look, timeout=30):
    end = time.monotonic() + timeout
    while not look():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.05)


def answered_once(sqlite):
    """The message was received once, and its answer was sent once and for all."""
    until(lambda: sqlite.execute("SELECT count(*) FROM outbox WHERE etat != 'envoye'").fetchone() == (0,))
    received = sqlite.execute("SELECT count(*) FROM inbox WHERE texte = ?", (DESCRIPTION,)).fetchone()
    told = sqlite.execute("SELECT count(*), max(tentatives) FROM outbox WHERE texte LIKE '%montant : 85%'").fetchone()
    return (*received, *told)


def test_killed_before_the_commit_the_message_is_answered_after_the_restart_once(talk, spaser, sqlite):
    # What was sent is marked: killed before, it would hold what follows until its lease runs out.
    until(lambda: sqlite.execute("SELECT count(*) FROM outbox WHERE etat != 'envoye'").fetchone() == (0,))
    # A writer elsewhere: the message has come in, and waits for the database.
    sqlite.execute("BEGIN IMMEDIATE")
    talk.say(DESCRIPTION)
    time.sleep(1.5)
    spaser.kill()
    sqlite.execute("ROLLBACK")
    assert sqlite.execute("SELECT count(*) FROM inbox WHERE texte = ?", (DESCRIPTION,)).fetchone() == (0,)

    spaser.start()
    talk.wait("J'ai compris")
    assert answered_once(sqlite) == (1, 1, 1)


def test_killed_between_the_commit_and_the_send_the_message_is_answered_after_the_restart_once(talk, spaser, sqlite):
    until(lambda: sqlite.execute("SELECT count(*) FROM outbox WHERE etat != 'envoye'").fetchone() == (0,))
    sqlite.execute(NO_CLAIM)
    talk.say(DESCRIPTION)
    until(lambda: sqlite.execute("SELECT count(*) FROM outbox WHERE etat = 'a_envoyer'").fetchone() == (1,))
    spaser.kill()
    sqlite.execute("DROP TRIGGER muet")

    spaser.start()
    talk.wait("J'ai compris")
    assert answered_once(sqlite) == (1, 1, 1)
