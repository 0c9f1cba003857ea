"""A real `spaser servir` beside our emulator of Slack, in both modes."""

from __future__ import annotations

import pytest

# The diagnosis is played on every platform, by `make test` too, in test_golden.py.
pytestmark = pytest.mark.long

MODES = ("socket", "http")
# Seconds that what comes may take on a busy machine; nothing that works waits for them.
SOON = 30


@pytest.fixture
def play(start_peer, spaser):
    """Start the emulator and the bot, told to trust the people of the workspace."""

    def start(mode, **options):
        peer = start_peer("slack", spaser.url, mode=mode, **options)
        spaser.environment = peer.environment | {"SPASER_ACHETEURS": "slack:T0CLERMONT"}
        spaser.start()
        return peer

    return start


@pytest.mark.parametrize("mode", MODES)
def test_a_diagnosis_is_played_to_its_document(mode, play):
    peer = play(mode)
    alice = peer.client("alice")
    alice.say("évolution de l'architecture de la solution, services, 120 000 € HT, 36 mois, non alloti")
    alice.wait("Quelle procédure")
    alice.press("Procédure adaptée (MAPA)")
    alice.wait("Plusieurs réponses sont possibles")
    alice.tick("Traiteur", "Informatique")
    assert "120" not in alice.wait("traiteur")
    alice.press("Voir le résultat")
    assert "8 · Étendre la clause d'insertion" in alice.wait("8 · Étendre")
    alice.press("Document Word")
    name, content = alice.file()
    assert name.endswith(".docx")
    assert content.startswith(b"PK")
    assert peer.slack.violations == []


@pytest.mark.parametrize("mode", MODES)
def test_a_message_said_while_the_process_was_dead_is_answered_once_it_lives(mode, play, spaser, outbox):
    peer = play(mode, ack_seconds=1.0, retries=(0.5, 4.0, 8.0))
    alice = peer.client("alice")
    alice.say("bonjour")
    alice.wait("SPASER")
    outbox.settle()  # not marked as sent, the answer would hold the next one until its lease ends
    spaser.kill()
    delivery = alice.say("fiche 11")
    assert not delivery.acked.wait(0.5)
    spaser.start()
    alice.wait("Fiche 11", 40)
    assert delivery.acked.wait(SOON)
    peer.slack.deliver_again(delivery)
    alice.say("fiche 8")
    alice.wait("Fiche 8")
    answers = [message for message in peer.slack.seen_by(alice.personne, alice.canal) if "Fiche 11" in str(message)]
    assert len(answers) == 1


def test_a_conversation_in_a_channel_stays_in_its_thread_and_a_command_for_the_eyes_of_one(play, until):
    peer = play("socket")
    slack = peer.slack
    alice, bob = peer.client("alice"), peer.client("bob")
    channel = slack.add_channel("achats", alice.personne, bob.personne, "U0SPASER")
    slack.say(alice.personne, channel, "<@U0SPASER> traiteur pour un séminaire, 30 k€ HT")
    asked = until(lambda: [m for m in slack.seen_by(alice.personne, channel) if m.get("blocks")], 30)[0]
    assert asked["thread_ts"] == slack.messages[0]["ts"]
    slack.command(bob.personne, channel, "/fiche", "11")
    whispered = until(lambda: [m for m in slack.messages if m.get("only_for") == bob.personne and m.get("blocks")], 30)
    assert "Fiche 11" in str(whispered[0]["blocks"])
    assert slack.violations == []
