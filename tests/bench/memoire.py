"""Where the memory of an idle server is: `python -m tests.bench.memoire`. Prints what the system counts, moment by moment.

`own` is what no other process could share (written pages); the rest is clean pages of files, which a second process reads again
for nothing and the system may drop.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from pathlib import Path

SPASER = Path(sys.executable).with_name("spaser")
PORT = "8766"
# By then all that is read beside the first answers has been.
REPOS_S = 4
ACHETEUR = "nettoyage des écoles, 120 k€ HT, trois ans"
ENTREPRISE = "Comment répondre à un marché quand on est une petite entreprise ?"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "SPASER_DATABASE_URL": f"sqlite:///{folder}/bench.db", "SPASER_PORT": PORT}
        subprocess.run([SPASER, "migrer"], env=environment, check=True)
        start = time.perf_counter()
        server = subprocess.Popen([SPASER, "servir"], env=environment, stdout=subprocess.PIPE, text=True)
        try:
            assert server.stdout is not None
            url = server.stdout.readline().strip()
            print(f"ready in {time.perf_counter() - start:.2f} s")
            time.sleep(REPOS_S)
            _dire("idle", server.pid)
            browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
            _demander("a visit", browser, url, None, server.pid)
            _demander("a buyer's first message", browser, f"{url}/messages", ACHETEUR, server.pid)
            _demander("a buyer's second message", browser, f"{url}/messages", "oui", server.pid)
            _demander("a firm's visit", browser, f"{url}/entreprises", None, server.pid)
            _demander("a firm's first message", browser, f"{url}/entreprises/messages", ENTREPRISE, server.pid)
            _demander("a firm's second message", browser, f"{url}/entreprises/messages", ENTREPRISE, server.pid)
        finally:
            server.terminate()
            server.wait(timeout=15)


def _demander(quoi: str, browser: urllib.request.OpenerDirector, url: str, texte: str | None, pid: int) -> None:
    corps = None if texte is None else urllib.parse.urlencode({"texte": texte}).encode()
    start = time.perf_counter()
    browser.open(url, corps, timeout=30).read()
    spent = time.perf_counter() - start
    time.sleep(REPOS_S)
    _dire(f"{quoi} ({spent * 1000:.0f} ms)", pid)


def _dire(quoi: str, pid: int) -> None:
    lignes = (ligne.split() for ligne in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines())
    ko = {mots[0]: int(mots[1]) / 1024 for mots in lignes if len(mots) == 3}
    print(f"{quoi:40} {ko['Rss:']:6.1f} MB resident, {ko['Pss:']:6.1f} its share, {ko['Private_Dirty:']:6.1f} own")


if __name__ == "__main__":
    main()
