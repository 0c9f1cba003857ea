"""The fault run, some weeks of it on each database; the whole of it is `make pannes`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.long, pytest.mark.first]
SCRIPT = Path(__file__).with_name("pannes.py")


@pytest.mark.parametrize(
    ("base", "ouvriers"), [("sqlite", 2), pytest.param("postgresql", 4, marks=pytest.mark.postgresql)]
)
def test_no_reminder_is_lost_nor_said_twice_without_a_reason(request, base, ouvriers):
    serveur = ["--serveur", request.getfixturevalue("postgresql_server")] if base == "postgresql" else []
    arguments = ["--jours", "21", "--marches", "40", "--base", base, "--ouvriers", str(ouvriers), *serveur]
    run = subprocess.run(
        [sys.executable, str(SCRIPT), *arguments], capture_output=True, text=True, timeout=300, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
    figures = dict(line.strip().rsplit(maxsplit=1) for line in run.stdout.splitlines() if line.startswith("  "))
    assert int(figures["heures calmes"]) > 5
    assert int(figures["rappels dit"]) + int(figures["rappels repondu"]) > 5
