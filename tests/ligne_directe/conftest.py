"""What the tests of the ligne directe share: what it says, and how it is searched and guarded."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from knowledge.ligne_directe.calculs import Contexte

EXEMPLES = Path(__file__).parents[1] / "examples"
JOUR = date(2026, 11, 24)


@pytest.fixture(scope="session")
def ligne(knowledge):
    return knowledge.ligne()


@pytest.fixture(scope="session")
def repondeur(knowledge):
    return knowledge.repondeur(())


@pytest.fixture(scope="session")
def gardien(knowledge):
    return knowledge.gardien


@pytest.fixture(scope="session")
def contexte(knowledge, ligne):
    return Contexte(knowledge.pack, ligne, JOUR)


@pytest.fixture(scope="session")
def exemples():
    """The lines of a file of examples."""
    return lambda nom: [json.loads(ligne) for ligne in (EXEMPLES / nom).read_text("utf-8").splitlines()]
