"""Measures a turn: processor, time under the write lock, statements, and people in closed loop over HTTP, on SQLite.

`python tests/bench/tours.py`; `--avant CHEMIN` measures another checkout too, in turn with this one, so that a machine that
others load weighs on both alike. Prints the minimum and the median over the rounds.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).parents[2]
# A description, answers, a correction, a question: what most turns are.
SAYS = (
    "nettoyage des écoles, 85 k€ HT par an, 3 ans, MAPA",
    "oui",
    "non",
    "non",
    "non, en fait 120 000 € HT",
    "pourquoi ?",
)
# Turns whose handlers write: the log of a diagnosis, a decision, the correction of a diagnosis.
LOGGED = ("résultat", "retenir 8", "montant 95 000 €")
CONVERSATIONS = 100
PEOPLE = (1, 10, 50)
ANSWER_SECONDS = 60
# Everybody begins at once, which is no closed loop yet: what is asked before is not counted.
WARM_UP_SECONDS = 2


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--avant", type=Path, help="another checkout, measured too")
    arguments.add_argument("--rondes", type=int, default=3)
    arguments.add_argument("--secondes", type=float, default=10)
    arguments.add_argument("--personnes", type=int, nargs="*", default=PEOPLE)
    arguments.add_argument("--mesurer", action="store_true", help=argparse.SUPPRESS)
    asked = arguments.parse_args()
    if asked.mesurer:
        sys.stdout.write(json.dumps(measure_turns()))
        return
    print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    places = {"avant": asked.avant.resolve(), "ici": HERE} if asked.avant else {"ici": HERE}
    figures: dict[str, dict[str, list[float]]] = {name: {} for name in places}
    for _ in range(asked.rondes):
        for name, place in places.items():
            found = json.loads(_run(place, [__file__, "--mesurer"]))
            for people in asked.personnes:
                found |= closed_loop(place, people, asked.secondes)
            for what, value in found.items():
                figures[name].setdefault(what, []).append(value)
            print(f"{name}, load {os.getloadavg()[0]:.1f}: {json.dumps(found, ensure_ascii=False)}", flush=True)
    print(f"\n{'minimum / median of ' + str(asked.rondes) + ' rounds':45}" + "".join(f"{name:>22}" for name in places))
    for what in next(iter(figures.values())):
        both = [f"{min(each[what]):.2f} / {statistics.median(each[what]):.2f}" for each in figures.values()]
        print(f"{what:45}" + "".join(f"{one:>22}" for one in both))


def _environment(place: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(place), "SPASER_LOG_LEVEL": "ERROR"}


def _run(place: Path, arguments: Sequence[str]) -> str:
    """What a Python of that checkout prints."""
    done = subprocess.run(
        [sys.executable, *arguments], env=_environment(place), cwd=place, stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout


# --- one turn after the other, in one thread --------------------------------------------------------------------------


class Watch:
    """Counts the statements of each turn, and how long its transactions may write: from the lock to the end of the commit."""

    def __init__(self, engine: Any) -> None:
        from sqlalchemy import event

        self.statements = 0
        self.cpu = self.wall = 0.0
        self._since: tuple[float, float] | None = None
        event.listen(engine, "after_cursor_execute", self._executed)
        for name in ("do_commit", "do_rollback"):
            setattr(engine.dialect, name, self._ending(getattr(engine.dialect, name)))

    def _executed(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        self.statements += 1
        if statement == "BEGIN IMMEDIATE":
            self._since = (time.thread_time(), time.perf_counter())

    def _ending(self, end: Callable[[Any], None]) -> Callable[[Any], None]:
        def watched(connection: Any) -> None:
            end(connection)
            if self._since is not None:
                self.cpu += time.thread_time() - self._since[0]
                self.wall += time.perf_counter() - self._since[1]
                self._since = None

        return watched

    def read(self) -> tuple[int, float, float]:
        """Statements, milliseconds of processor and of the clock since it was read last."""
        read = self.statements, self.cpu * 1e3, self.wall * 1e3
        self.statements, self.cpu, self.wall = 0, 0.0, 0.0
        return read


def measure_turns() -> dict[str, float]:
    from bot import wiring
    from bot.access import Access
    from bot.platforms.web.hub import Hub, WebAdapter
    from handlers.conversation.vocabulary import Address, Incoming

    knowledge = wiring.build_knowledge(wiring.Settings())
    spent: dict[str, list[tuple[float, int, float, float]]] = {"ordinary": [], "logged": []}
    with tempfile.TemporaryDirectory() as folder:
        database = wiring.build_database(wiring.Settings(database_url=f"sqlite:///{folder}/tours.db"))
        database.migrate()
        watch = Watch(database._engine)
        bot = wiring.build_bot(
            knowledge,
            database,
            [WebAdapter(Hub())],
            Access(frozenset({"web"})),
            lambda: datetime(2026, 11, 24, 9, tzinfo=UTC),
        )
        for conversation in range(-10, CONVERSATIONS):
            address = Address("web", "page", f"p{conversation}")
            for number, said in enumerate(SAYS + LOGGED):
                watch.read()
                start = time.thread_time()
                bot.engine.receive(Incoming(address, str(number), said))
                cpu = (time.thread_time() - start) * 1e3
                if conversation >= 0:
                    spent["ordinary" if number < len(SAYS) else "logged"].append((cpu, *watch.read()))
        database.close()
    names = ("receive, processor, ms", "statements", "under the lock, processor, ms", "under the lock, clock, ms")
    figures = {}
    for kind, rows in spent.items():
        for name, values in zip(names, zip(*rows, strict=True), strict=True):
            figures[f"{kind}: {name}, median"] = round(statistics.median(values), 2)
            if name.startswith(("under", "receive")):
                figures[f"{kind}: {name}, p95"] = round(statistics.quantiles(values, n=20)[-1], 2)
    return figures


# --- people in closed loop over HTTP ----------------------------------------------------------------------------------


def closed_loop(place: Path, people: int, seconds: float) -> dict[str, float]:
    """So many people who write again as soon as they are answered, each in conversations of six messages."""
    with tempfile.TemporaryDirectory() as folder:
        settings = {"SPASER_DATABASE_URL": f"sqlite:///{folder}/tours.db", "SPASER_PORT": "0"}
        server = subprocess.Popen(
            [sys.executable, "-c", "import sys; from bot.cli import main; sys.exit(main(['servir']))"],
            env={**_environment(place), **settings},
            cwd=folder,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            assert server.stdout is not None
            port = urllib.parse.urlsplit(server.stdout.readline().strip()).port
            assert port is not None
            now = time.perf_counter()
            _talk(port, now, now + 2, [], [])  # what is built on first use
            taken: list[float] = []
            refused: list[int] = []
            start = time.perf_counter() + WARM_UP_SECONDS
            everybody = [
                threading.Thread(target=_talk, args=(port, start, start + seconds, taken, refused))
                for _ in range(people)
            ]
            for one in everybody:
                one.start()
            time.sleep(max(0.0, start - time.perf_counter()))
            before = _cpu(server.pid)
            for one in everybody:
                one.join()
            lasted, spent = time.perf_counter() - start, _cpu(server.pid) - before
        finally:
            server.terminate()
            server.wait(timeout=30)
    cuts = statistics.quantiles(taken, n=100)
    return {
        f"{people} people: turns a second": round(len(taken) / lasted, 1),
        f"{people} people: p50, ms": round(cuts[49] * 1e3, 1),
        f"{people} people: p99, ms": round(cuts[98] * 1e3, 1),
        f"{people} people: processor a turn, ms": round(spent / len(taken) * 1e3, 1),
        f"{people} people: 503": refused.count(503),
        f"{people} people: other refusals": len(refused) - refused.count(503),
    }


def _cpu(pid: int) -> float:
    """The processor that a process has used, in seconds."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _talk(port: int, since: float, until: float, taken: list[float], refused: list[int]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER_SECONDS)
    while time.perf_counter() < until:
        connection.request("GET", "/")
        page = connection.getresponse()
        page.read()
        if page.status != 200:
            refused.append(page.status)
            continue
        cookie = (page.headers["Set-Cookie"] or "").partition(";")[0]
        for said in SAYS:
            if time.perf_counter() >= until:
                break
            headers = {
                "Cookie": cookie,
                "Accept": "application/json",
                "Content-Type": "application/x-www-form-urlencoded",
            }
            start = time.perf_counter()
            connection.request("POST", "/messages", urllib.parse.urlencode({"texte": said}), headers)
            answer = connection.getresponse()
            answer.read()
            if start < since:
                continue
            if answer.status == 202:
                taken.append(time.perf_counter() - start)
            else:
                refused.append(answer.status)
    connection.close()


if __name__ == "__main__":
    main()
