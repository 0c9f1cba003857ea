"""The adapter in Microsoft's Agents Playground: a real `spaser servir`, and a person in a browser."""

from __future__ import annotations

import contextlib
import sqlite3
import time

import pytest

pytestmark = [pytest.mark.chromium, pytest.mark.long, pytest.mark.first]


@pytest.fixture(scope="module")
def running(conftest, teams_peer, tmp_path_factory):
    if reason := teams_peer.Peer.skip_reason():
        pytest.skip(reason)
    folder = tmp_path_factory.mktemp("teams")
    process = conftest.Process(folder)
    peer = teams_peer.Peer(folder, process.url)
    peer.start()
    process.environment = {**peer.environment, "SPASER_ACHETEURS": peer.organisation}
    try:
        process.start()
        yield process, peer
    finally:
        peer.stop()
        process.stop()


@pytest.fixture(scope="module")
def alice(running):
    return running[1].client("alice")


def test_opening_the_chat_greets(alice):
    assert "Bonjour" in alice.wait("Bonjour")


def test_a_buyer_plays_the_diagnosis_to_the_file(alice, scenario):
    scenario.play(alice)


def test_what_people_type_is_shown_as_typed(alice):
    alice.say("zzz *étoiles* [lien](https://mal.example) {{DATE(2017-02-14T06:08:39Z,SHORT)}}")
    shown = alice.wait("zzz")
    assert "*étoiles*" in shown
    assert "[lien](https://mal.example)" in shown


def test_a_person_is_written_to_after_a_restart(running, alice):
    process, _ = running
    process.kill()
    process.start()
    process.run("ecrire", "teams", alice.personne, "Le comité se réunit mardi <à 9 h> & demi.")
    assert "<à 9 h> & demi" in alice.wait("comité")


def test_nothing_that_was_typed_is_logged(running):
    process, _ = running
    assert "étoiles" not in "\n".join(process.output)
    assert "secret-d-essai" not in "\n".join(process.output)


def test_a_killed_process_is_given_the_message_again_and_answers_once(conftest, teams_peer, tmp_path):
    if reason := teams_peer.Peer.skip_reason():
        pytest.skip(reason)
    process = conftest.Process(tmp_path)
    peer = teams_peer.Peer(tmp_path, process.url, redelivers=True)
    peer.start()
    process.environment = {**peer.environment, "SPASER_ACHETEURS": peer.organisation}
    try:
        process.start()
        bob = peer.client("bob")
        bob.wait("Bonjour")
        with contextlib.closing(sqlite3.connect(tmp_path / "spaser.db", timeout=10, isolation_level=None)) as database:
            # A writer elsewhere: the message has come in, and waits for the database.
            database.execute("BEGIN IMMEDIATE")
            bob.say("nettoyage des vitres, 85 k€ HT, 3 ans")
            time.sleep(1.5)
            process.kill()
            database.execute("ROLLBACK")
            process.start()
            bob.wait("J'ai compris")
            found = database.execute("SELECT count(*) FROM inbox WHERE texte LIKE '%vitres%'").fetchone()
        assert found == (1,)
    finally:
        peer.stop()
        process.stop()
