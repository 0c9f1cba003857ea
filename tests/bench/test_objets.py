"""The command that reads real records, on records of our own."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).with_name("objets.py")


def lancer(*arguments: str, **environnement: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(SCRIPT), *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environnement},
    )


def test_it_counts_what_is_read(tmp_path: Path) -> None:
    donnees = tmp_path / "objets.jsonl.gz"
    contrats = [
        {"_objet": "Nettoyage des locaux, 2 ans", "_division": "90", "_nature3": "services"},
        {"_objet": "Fourniture de papier, 40 000 € HT", "_division": "30", "_nature3": "fournitures"},
        {"_objet": None},
    ]
    with gzip.open(donnees, "wt", encoding="utf-8") as fichier:
        fichier.writelines(json.dumps(contrat) + "\n" for contrat in contrats)
    fait = lancer("--montants", "--durees", "--echantillon", "3", SPASER_DONNEES=str(donnees))

    assert fait.returncode == 0, fait.stderr
    assert "objects read: 3 of 3, exceptions: 0" in fait.stdout
    assert "amounts: 1\n" in fait.stdout
    assert "durations: 1\n" in fait.stdout
    assert "agree: 2 of 2" in fait.stdout


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    fait = lancer(str(tmp_path / "rien.gz"))

    assert fait.returncode == 2
    assert "rien.gz : fichier absent" in fait.stderr
