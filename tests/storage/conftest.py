"""What the tests of storage share: a moment and a conversation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def conversation(database, now) -> Callable[[str], int]:
    """The number of that person's conversation, made if it is new."""

    def number(personne: str = "alice") -> int:
        with database.unit_of_work() as uow:
            found = uow.conversations.open("web", "page", personne, now)
            uow.commit()
        return found.id

    return number
