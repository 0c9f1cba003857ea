"""A real process killed -9 at the worst moments: before the commit, and between the commit and the send."""

from __future__ import annotations

import time

import pytest

pytestmark = [pytest.mark.long, pytest.mark.first]
# How each platform is asked to deliver again what nobody acknowledged, fast enough for a test.
PEERS = {
    "slack": {"ack_seconds": 0.5, "retries": (0.5,) * 60},
    "telegram": {"mode": "polling"},
    "matrix": {"encrypted": True},
    "teams": {"redelivers": True},
}
DESCRIPTION = "nettoyage des vitres, 85 k€ HT, 3 ans"


@pytest.fixture(params=PEERS)
def talk(request, start_peer, spaser):
    """A person who was greeted by a running bot."""
    plateforme = request.param
    peer = start_peer(plateforme, spaser.url, **PEERS[plateforme])
    spaser.environment = {**peer.environment, "SPASER_ACHETEURS": getattr(peer, "organisation", plateforme)}
    spaser.start()
    person = peer.client("alice")
    person.say("aide")
    person.wait("Écrivez comme cela vous vient")
    yield person
    person.close()


def answered_once(sqlite, outbox):
    """The message was received once, and its answer was sent once and for all."""
    outbox.settle()
    received = sqlite.execute("SELECT count(*) FROM inbox WHERE texte = ?", (DESCRIPTION,)).fetchone()
    told = sqlite.execute("SELECT count(*), max(tentatives) FROM outbox WHERE texte LIKE '%montant : 85%'").fetchone()
    return (*received, *told)


def test_killed_before_the_commit_the_message_is_answered_after_the_restart_once(talk, spaser, sqlite, outbox):
    # What was sent is marked: killed before, it would hold what follows until its lease runs out.
    outbox.settle()
    # A writer elsewhere: the message has come in, and waits for the database.
    sqlite.execute("BEGIN IMMEDIATE")
    talk.say(DESCRIPTION)
    time.sleep(1.5)
    spaser.kill()
    sqlite.execute("ROLLBACK")
    assert sqlite.execute("SELECT count(*) FROM inbox WHERE texte = ?", (DESCRIPTION,)).fetchone() == (0,)

    spaser.start()
    talk.wait("J'ai compris")
    assert answered_once(sqlite, outbox) == (1, 1, 1)


def test_killed_between_the_commit_and_the_send_the_message_is_answered_after_the_restart_once(
    talk, spaser, sqlite, outbox
):
    outbox.hold()
    talk.say(DESCRIPTION)
    outbox.wait(1)
    spaser.kill()
    outbox.release()

    spaser.start()
    talk.wait("J'ai compris")
    assert answered_once(sqlite, outbox) == (1, 1, 1)
