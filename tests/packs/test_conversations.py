"""The golden conversations of the made-up pack, compared word for word as those of the pack that comes with the engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conversation.test_conversations import replayed
from tests.packs.conftest import rien_d_ailleurs

FICHIERS = sorted((Path(__file__).parent / "conversations").glob("*.txt"))


@pytest.mark.parametrize("fichier", FICHIERS, ids=lambda fichier: fichier.stem)
def test_conversation(fichier, autre, request):
    source = fichier.read_text("utf-8")
    again = replayed(source, autre)
    rien_d_ailleurs(again)
    if source != again and request.config.getoption("--accept"):
        fichier.write_text(again, "utf-8")
    assert source == again
