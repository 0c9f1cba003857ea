"""How long the import of the real public records takes, and how much memory: part of `make bench`.

The records are kept beside the repository (`SPASER_DONNEES_DIR`, or the first argument): none is copied here.
"""

from __future__ import annotations

import os
import platform
import re
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOSSIER = ROOT.parent / "shared" / "data"
FICHIERS = ("decp.jsonl.gz", "decp_2024H2_travaux_cpv4521_sans_objet.csv.gz")
BILAN = re.compile(r"(\d+) enregistrements lus.*\n(\d+) nouveaux marchés, (\d+) changés, (\d+) inchangés")
# What an import is held to, for both files: seconds and megabytes.
SECONDES_MAX, MO_MAX = 60, 300
# And what it may make another wait, in milliseconds.
ATTENTE_MAX = 50


def importer(fichier: Path, url: str) -> tuple[float, int, tuple[int, ...]]:
    """Import a file in a process of its own: seconds, peak megabytes, and (read, new, changed, unchanged)."""
    program = "import resource, sys; from bot.cli import main; code = main(sys.argv[1:]); sys.stderr.write(str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)); sys.exit(code)"
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", program, "importer", str(fichier)],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env={**os.environ, "SPASER_DATABASE_URL": url},
    )
    seconds = time.perf_counter() - start
    found = BILAN.search(done.stdout)
    assert found is not None, done.stdout
    return seconds, int(done.stderr.rsplit("\n", 1)[-1].split()[-1]) // 1024, tuple(map(int, found.groups()))


def attentes(fichier: Path, base: Path) -> list[float]:
    """How long, in milliseconds, somebody who writes ten times a second waits for the lock while a file is imported."""
    attendu = []
    program = "import sys; from bot.cli import main; sys.exit(main(sys.argv[1:]))"
    with (
        subprocess.Popen(
            [sys.executable, "-c", program, "importer", str(fichier)],
            stdout=subprocess.DEVNULL,
            cwd=ROOT,
            env={**os.environ, "SPASER_DATABASE_URL": f"sqlite:///{base}"},
        ) as importe,
        closing(sqlite3.connect(base, timeout=10, isolation_level=None)) as autre,
    ):
        while importe.poll() is None:
            start = time.perf_counter()
            autre.execute("BEGIN IMMEDIATE")
            attendu.append((time.perf_counter() - start) * 1000)
            autre.execute("COMMIT")
            time.sleep(0.1)
        assert importe.returncode == 0
    return attendu


def main() -> int:
    dossier = Path(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("SPASER_DONNEES_DIR") or DOSSIER)
    if not (dossier / FICHIERS[0]).exists():
        sys.stdout.write(f"import: no public records in {dossier}: not measured\n")
        return 0
    sys.stdout.write(
        f"\nImport of real records, SQLite, one process a file ({platform.processor() or platform.machine()}, Python {platform.python_version()})\n"
    )
    total, peak = 0.0, 0
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/registre.db"
        for passage in ("first", "second"):
            for nom in FICHIERS:
                seconds, megabytes, (lus, nouveaux, changes, inchanges) = importer(dossier / nom, url)
                total += seconds if passage == "first" else 0
                peak = max(peak, megabytes)
                sys.stdout.write(
                    f"  {passage:6} {nom:52} {lus:6} read {seconds:5.1f} s {megabytes:4} MB  new {nouveaux}, changed {changes}, unchanged {inchanges}\n"
                )
        base = Path(folder) / "occupee.db"
        importer(dossier / FICHIERS[1], f"sqlite:///{base}")
        attendu = attentes(dossier / FICHIERS[0], base)
        sys.stdout.write(
            f"  somebody else writes {len(attendu)} times meanwhile: the lock is waited for {statistics.median(attendu):.1f} ms at the median,"
            f" {statistics.quantiles(attendu, n=20)[-1]:.0f} at p95, {max(attendu):.0f} at most (asked: {ATTENTE_MAX})\n"
        )
    sys.stdout.write(
        f"  both files for the first time: {total:.1f} s (asked: {SECONDES_MAX}), at most {peak} MB (asked: {MO_MAX})\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
