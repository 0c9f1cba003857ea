"""spaser rappels, as somebody types it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TABLEAU = ROOT / "tests" / "examples" / "registre" / "marches_2026.csv"


@pytest.fixture
def spaser(run_spaser, up_to_date, tmp_path, monkeypatch):
    """Run the program on a database of its own."""
    monkeypatch.setenv("SPASER_DATABASE_URL", f"sqlite:///{shutil.copy(up_to_date, tmp_path / 'registre.db')}")
    return lambda *arguments, entree="": run_spaser(arguments, entree, folder=ROOT)


def test_the_reminders_to_come_are_shown_and_nothing_is_sent(spaser):
    spaser("importer", TABLEAU, "--acheteur", "21630113500010", "--colonne", "recurrent=Périodique ?", "--oui")
    fait = spaser("rappels", "--jusqu-au", "2030-01-01")
    assert re.search(r"J-14 +01/07/2027 +1 +Nettoyage des écoles maternelles +Alice Martin", fait.stdout)
    assert "Rien n'est envoyé" in fait.stdout
    assert "« demain » n'est pas un jour" in spaser("rappels", "--jusqu-au", "demain").stderr

    envoye = spaser("rappels", "--envoyer")
    assert envoye.returncode == 0
    assert "rappel(s) préparés" in envoye.stdout
