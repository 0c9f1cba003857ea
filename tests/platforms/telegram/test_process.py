"""A whole diagnosis on the emulator of Telegram, with a real `spaser servir` that is killed on the way."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest

# The diagnosis is played on every platform, by `make test` too, in test_golden.py.
pytestmark = pytest.mark.long

HERE = Path(__file__).parent


def _scenario():
    spec = importlib.util.spec_from_file_location("spaser_telegram_scenario", HERE.parent / "scenario.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(params=["polling", "webhook"])
def telegram(request, start_peer, spaser):
    peer = start_peer("telegram", spaser.url, mode=request.param)
    spaser.environment = {**peer.environment, "SPASER_ACHETEURS": "telegram"}
    return peer


def test_a_diagnosis_is_played_to_its_document(telegram, spaser):
    spaser.start()
    person = telegram.client("alice")
    person.say("/start")
    person.wait("Bonjour")
    _scenario().play(person)


def test_what_people_write_to_a_dead_process_is_answered_once_it_lives(telegram, spaser, outbox):
    spaser.start()
    people = [telegram.client(f"personne{number}") for number in range(4)]
    for person in people:
        person.say("/start")
    for person in people:
        person.wait("Bonjour")
    for first, second in ((11, 16), (12, 17)):
        outbox.settle()  # not marked as sent, an answer would hold the next one until its lease ends
        spaser.kill()
        for person in people:
            person.say(f"fiche {first}")
            person.say(f"/fiche {second}")
        spaser.start()
        for person in people:
            person.wait(f"Fiche {second}")

    for person in people:
        heads = [message["text"].split(" · ")[0] for message in person.messages()[1:]]
        assert heads == ["Fiche 11", "Fiche 16", "Fiche 12", "Fiche 17"]
    secret = telegram.environment["SPASER_TELEGRAM_TOKEN"].partition(":")[2]
    assert not any(secret in line for line in spaser.output)
    assert all(json.loads(line)["level"] != "ERROR" for line in spaser.output if line.startswith("{"))
