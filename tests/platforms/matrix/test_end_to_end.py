"""A real `spaser servir` on a real Synapse: the diagnosis in an encrypted room, and in one that is not."""

from __future__ import annotations

import pytest

# The diagnosis is played on every platform, by `make test` too, in test_golden.py.
pytestmark = pytest.mark.long


@pytest.mark.parametrize("encrypted", [True, False], ids=["encrypted", "plain"])
def test_a_buyer_plays_the_diagnosis(encrypted, start_peer, spaser, scenario):
    peer = start_peer("matrix", spaser.url, encrypted=encrypted)
    spaser.environment = {**peer.environment, "SPASER_ACHETEURS": peer.organisation}
    spaser.start()
    person = peer.client("alice")

    assert person.wait("SPASER")
    scenario.play(person)
    spaser.run("ecrire", "matrix", person.personne, "Le comité se réunit mardi <à 9 h> & demi.")
    assert "<à 9 h> & demi" in person.wait("Message de l'équipe SPASER")

    database = spaser.database()
    played = scenario.logged(database, person.personne, "matrix")
    database.close()
    assert {said.action for said in played["recommandations"]} >= {8, 17, 18, 22}
    assert not [line for line in spaser.output if "netoyage" in line]


def test_what_is_said_around_a_kill_is_answered_once(start_peer, spaser):
    peer = start_peer("matrix", spaser.url)
    spaser.environment = {**peer.environment, "SPASER_ACHETEURS": peer.organisation}
    spaser.start()
    person = peer.client("alice")
    person.wait("SPASER")
    person.say("fiche 11")
    spaser.kill()
    person.send({"msgtype": "m.text", "body": "fiche 8"})

    spaser.start()

    # Killed between a send and its mark, the first holds the second until its lease of a minute ends.
    person.wait("Fiche 8", timeout=90)
    said = [content.get("body", "") for _, content in person.seen()]
    assert len([body for body in said if body.startswith("Fiche 11")]) == 1
    assert len([body for body in said if body.startswith("Fiche 8")]) == 1
