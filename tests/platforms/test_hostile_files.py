"""A running server outlives the files that were made to take it down, and says of each why it is not read."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

_SPEC = importlib.util.spec_from_file_location("hostiles", Path(__file__).parents[1] / "registre" / "hostiles.py")
hostiles = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(hostiles)


@pytest.fixture
def talk(start_peer, spaser):
    """A person of the team, on the page of a running server."""
    peer = start_peer("web", spaser.url)
    spaser.environment = {"SPASER_ACHETEURS": "web"}
    spaser.start()
    person = peer.client("alice")
    spaser.run("roles", "donner", "equipe", "web", person.personne)
    yield person
    person.close()


def test_the_same_process_answers_after_each_of_them(talk, spaser):
    process = spaser._process.pid
    talk.send_file("loin.xlsx", hostiles.LOIN["apostrophes"])
    talk.wait("trop gros une fois décompressé")
    talk.send_file("chiffres.json", hostiles.decp("9" * 5000))
    talk.wait("Les importer dans le registre")
    talk.press("Importer")
    talk.wait("plus de 30 chiffres", timeout=90)
    talk.send_file("crochets.json", b"[" * 60_000)
    talk.wait("Les importer dans le registre")
    talk.press("Importer")
    talk.wait("plus de 64 niveaux", timeout=90)

    talk.send_file("sain.json", hostiles.decp())
    talk.wait("Les importer dans le registre")
    talk.press("Importer")
    talk.wait("est importé", timeout=90)
    assert spaser._process.pid == process
    assert spaser._process.poll() is None
