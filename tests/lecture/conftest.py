"""One reader for all the tests: it is pure, so it can be shared."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.lecture import Lecteur
from knowledge.plan.chargement import charger
from knowledge.regles.faits import Vocabulaire


@pytest.fixture(scope="session")
def vocabulaire() -> Vocabulaire:
    return charger().vocabulaire


@pytest.fixture(scope="session")
def lecteur(vocabulaire: Vocabulaire) -> Lecteur:
    return Lecteur(vocabulaire)


@pytest.fixture(scope="session")
def aujourdhui() -> date:
    return date(2026, 11, 24)
