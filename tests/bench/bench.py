"""Measures what docs/mesures.md claims: `make bench`. Prints the machine, the figures, and how each was obtained."""

from __future__ import annotations

import json
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from bot import wiring
from bot.access import Access
from bot.diagnostic.lines import lire_faits, lire_valeur
from bot.diagnostic.lots import lire_lots
from handlers.conversation.vocabulary import Address, Incoming
from knowledge.diagnostic.diagnostic import diagnostiquer, prochaine_question
from knowledge.plan.pack import Pack
from knowledge.regles.faits import Ensemble, Genre, Options

JOUR = date(2026, 11, 24)
CONTRATS = Path(__file__).parents[1] / "examples" / "contrats.jsonl"
# What a buyer commonly says at once: "nettoyage des écoles, 85 k€ HT, 3 ans, MAPA".
DITS = ("nature", "segments", "montant_ht", "duree_mois", "procedure")
SPASER = Path(sys.executable).with_name("spaser")
EVERYBODY = Access(frozenset({"bench"}))


def main() -> None:
    print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    settings = wiring.Settings()
    knowledge = wiring.build_knowledge(settings)
    contrats = [json.loads(line, parse_float=Decimal) for line in CONTRATS.read_text("utf-8").splitlines()]
    bench_decision(knowledge.pack)
    bench_lots(knowledge.pack)
    bench_questions(knowledge.pack, contrats)
    bench_diagnostiquer(knowledge.pack)
    bench_receive(knowledge)
    bench_cold_start()
    bench_page()
    bench_reading(knowledge, contrats)
    bench_ligne_directe(knowledge)


def median_us(run: Callable[[int], object], times: int) -> tuple[float, float]:
    """Median and 95th percentile, in microseconds, of `run(i)`."""
    spent = []
    for rank in range(times):
        start = time.perf_counter()
        run(rank)
        spent.append((time.perf_counter() - start) * 1e6)
    return statistics.median(spent), statistics.quantiles(spent, n=20)[-1]


def random_contract(pack: Pack, rng: random.Random) -> dict[str, object]:
    """A contract with each fact known one time out of two, amounts and durations spread over the thresholds."""
    contract: dict[str, object] = {}
    for nom, fait in pack.vocabulaire.items():
        if rng.random() < 0.5:
            continue
        match fait.genre:
            case Genre.CHOIX:
                contract[nom] = rng.choice(fait.choix).valeur
            case Genre.OUI_NON:
                contract[nom] = rng.random() < 0.5
            case Genre.ENSEMBLE:
                contract[nom] = rng.sample(sorted(fait.options), rng.randrange(3))
            case Genre.NOMBRE:
                contract[nom] = (
                    rng.choice([2, 12, 13, 48]) if nom == "duree_mois" else round(10 ** rng.uniform(3.5, 7), 2)
                )
    return contract


def bench_decision(pack: Pack) -> None:
    rng = random.Random(1)
    faits = [
        lire_faits(pack, json.loads(json.dumps(random_contract(pack, rng)), parse_float=Decimal))[0]
        for _ in range(5000)
    ]
    middle, high = median_us(lambda rank: prochaine_question(pack, faits[rank], JOUR), len(faits))
    print(
        f"decide all fiches and obligations, choose the next question: median {middle / 1000:.3f} ms, p95 {high / 1000:.3f} ms"
    )
    print(
        "  (5 000 random contracts, each fact known one time in two, one process, first pass: caches fill as it goes)"
    )


def bench_lots(pack: Pack) -> None:
    """A contract of twelve lots, each with its nature, its amount and its families, never seen before."""
    rng = random.Random(2)
    natures, familles = ("travaux", "fournitures", "services"), sorted(pack.vocabulaire["segments"].options)

    def lots() -> list[dict[str, object]]:
        return [
            {
                "nature": rng.choice(natures),
                "montant_ht": round(10 ** rng.uniform(3.5, 6)),
                "segments": rng.sample(familles, rng.randrange(3)),
            }
            for _ in range(12)
        ]

    faits, _ = lire_faits(pack, {"procedure": "mapa", "duree_mois": 14})
    tirages = [lire_lots(pack, lots(), faits, lire_valeur)[0] for _ in range(1000)]
    middle, high = median_us(lambda rank: diagnostiquer(pack, faits, JOUR, (), tirages[rank]), len(tirages))
    print(f"diagnose a contract of 12 lots: median {middle / 1000:.3f} ms, p95 {high / 1000:.3f} ms")
    print("  (1 000 contracts of 12 random lots, one process, first pass: caches fill as it goes)")


def questions_asked(pack: Pack, contrat: dict[str, object], dits: tuple[str, ...] = ()) -> int:
    """How many questions a buyer who knows everything is asked; what the contract does not say is answered no or least.

    `dits` are the facts that a first sentence already said.
    """
    connus, _ = lire_faits(pack, contrat)
    faits, _ = lire_faits(pack, {nom: contrat[nom] for nom in dits if nom in contrat})
    asked = 0
    while (question := prochaine_question(pack, faits, JOUR).question) is not None:
        asked += 1
        if question in connus:
            possible = connus[question]
        else:
            fait = pack.vocabulaire[question]
            possible = {
                Genre.OUI_NON: lambda: Options(frozenset({"non"})),
                Genre.ENSEMBLE: lambda fait=fait: Ensemble(frozenset(), fait.options),
                Genre.CHOIX: lambda fait=fait: Options(frozenset({fait.choix[0].valeur})),
            }.get(fait.genre, lambda: pack.vocabulaire.domaine(question).inter(_tiny()))()
        faits = faits.corriger(question, possible)
    return asked


def _tiny():
    from knowledge.regles.faits import Intervalle

    return Intervalle.point(Decimal(1))


def bench_questions(pack: Pack, contrats: list[dict[str, object]]) -> None:
    counts = [questions_asked(pack, {k: v for k, v in contrat.items() if k != "id"}) for contrat in contrats]
    askable = sum(fait.demande and not fait.a_l_attribution for fait in pack.vocabulaire.values())
    described = [questions_asked(pack, {k: v for k, v in contrat.items() if k != "id"}, DITS) for contrat in contrats]
    print(
        f"questions asked when everything is answered: mean {statistics.mean(counts):.2f} "
        f"(min {min(counts)}, max {max(counts)}), against {len(pack.vocabulaire)} for a questionnaire of all facts "
        f"({askable} of them before the award)"
    )
    print(f"  ({len(counts)} contracts of tests/examples/contrats.jsonl, starting from nothing)")
    print(
        f"after one sentence that says {', '.join(DITS)}: mean {statistics.mean(described):.2f} "
        f"(min {min(described)}, max {max(described)})"
    )


def bench_diagnostiquer(pack: Pack) -> None:
    rng = random.Random(2)
    lines = "".join(json.dumps({"id": rank, **random_contract(pack, rng)}) + "\n" for rank in range(20_000))
    spent = []
    for count in (1, 20_000):
        text = "".join(lines.splitlines(keepends=True)[:count])
        start = time.perf_counter()
        subprocess.run([SPASER, "diagnostiquer"], input=text, text=True, stdout=subprocess.DEVNULL, check=True)
        spent.append(time.perf_counter() - start)
    print(f"diagnostiquer: {20_000 / (spent[1] - spent[0]):,.0f} contracts a second in one process")
    print(
        "  (the command on 20 000 random contracts, JSON lines in, its output thrown away, less its start on one line)"
    )


def bench_receive(knowledge: wiring.Knowledge) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = wiring.build_database(wiring.Settings(database_url=f"sqlite:///{folder}/bench.db"))
        database.migrate()
        bot = wiring.build_bot(knowledge, database, [], EVERYBODY, lambda: datetime(2026, 11, 24, 9, tzinfo=UTC))
        says = [
            "nettoyage des écoles, 85 k€ HT par an, 3 ans, MAPA",
            "oui",
            "non",
            "non",
            "non, en fait 120 000 € HT",
            "pourquoi ?",
        ]

        def turn(rank: int) -> None:
            address = Address("bench", str(rank // len(says)), "bench")
            bot.engine.receive(Incoming(address, str(rank), says[rank % len(says)]))

        middle, high = median_us(turn, 1200)
        database.close()
    print(
        f"engine.receive, committed to a SQLite file (WAL, synchronous=FULL): median {middle / 1000:.2f} ms, p95 {high / 1000:.2f} ms"
    )
    print(
        "  (200 conversations of 6 messages: a description, answers, a correction, a question; delivery to no platform)"
    )


def bench_cold_start() -> None:
    line = json.dumps({"id": 1, "nature": "services", "montant_ht": 95000})
    spent = []
    for _ in range(7):
        start = time.perf_counter()
        subprocess.run([SPASER, "diagnostiquer"], input=line, text=True, capture_output=True, check=True)
        spent.append(time.perf_counter() - start)
    print(
        f"spaser diagnostiquer on one line, cold: median {statistics.median(spent):.2f} s, worst {max(spent):.2f} s (7 processes)"
    )


def bench_page() -> None:
    """One person on loopback, on the program itself: a purchase's page, from the request to the last byte."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "SPASER_DATABASE_URL": f"sqlite:///{folder}/bench.db", "SPASER_PORT": "8765"}
        server = subprocess.Popen([SPASER, "servir"], env=environment, stdout=subprocess.PIPE, text=True)
        try:
            assert server.stdout is not None
            url = server.stdout.readline().strip()
            browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
            fields = {"texte": "traiteur des réceptions, 200 000 € HT sur 4 ans, MAPA, non alloti"}
            start = time.perf_counter()
            browser.open(f"{url}/achats/en-cours", timeout=30).read()
            first = time.perf_counter() - start
            browser.open(f"{url}/achats/en-cours", urllib.parse.urlencode(fields).encode(), timeout=30).read()
            keep = urllib.parse.urlencode({"choix": "c:resultat", "cle": "bench-garder"}).encode()
            page = browser.open(f"{url}/achats/en-cours", keep, timeout=30)
            octets = len(page.read())
            middle, high = median_us(lambda _: browser.open(page.url, timeout=30).read(), 200)
            listed, _ = median_us(lambda _: browser.open(f"{url}/achats", timeout=30).read(), 200)
            print(
                f"page of a purchase: median {middle / 1000:.1f} ms, p95 {high / 1000:.1f} ms ({octets / 1000:.0f} kB); the list: "
                f"{listed / 1000:.1f} ms; the first page of the process, to a new person: {first * 1000:.0f} ms"
            )
            print("  (one person on loopback, request to last byte, a connection each time)")
        finally:
            server.terminate()
            server.wait(timeout=15)


def bench_reading(knowledge: wiring.Knowledge, contrats: list[dict[str, object]]) -> None:
    texts = [json.loads(line)["text"] for line in (CONTRATS.parent / "extract.jsonl").read_text("utf-8").splitlines()]
    middle, high = median_us(lambda rank: knowledge.lecteur.lire(texts[rank % len(texts)], JOUR), 2000)
    print(f"comprendre, one text: median {middle / 1000:.2f} ms, p95 {high / 1000:.2f} ms ({len(texts)} texts)")
    from rapidfuzz import fuzz, process

    mots = sorted({mot for fait in knowledge.pack.vocabulaire.values() for choix in fait.choix for mot in choix.mots})
    middle, high = median_us(
        lambda rank: process.extract(texts[rank % len(texts)], mots, scorer=fuzz.partial_ratio, score_cutoff=90), 500
    )
    print(
        f"  beside it, plain rapidfuzz (partial_ratio) of each text over the same {len(mots)} words: median "
        f"{middle / 1000:.2f} ms, p95 {high / 1000:.2f} ms; it reads no amount, duration, date or negation"
    )
    reconnaisseur = knowledge.reconnaisseur()
    start = time.perf_counter()
    reconnaisseur.proposer("premier objet")
    first = time.perf_counter() - start
    middle, high = median_us(lambda rank: reconnaisseur.proposer(texts[rank % len(texts)]), 2000)
    print(
        f"recognise an object: median {middle / 1000:.2f} ms, p95 {high / 1000:.2f} ms (the same texts, whole); "
        f"the first, which reads the model: {first * 1000:.0f} ms"
    )
    queries = [json.loads(line)["q"] for line in (CONTRATS.parent / "search.jsonl").read_text("utf-8").splitlines()]
    chercheur = knowledge.chercheur()
    middle, high = median_us(lambda rank: chercheur.chercher(queries[rank % len(queries)]), 2000)
    print(f"chercher, one query: median {middle / 1000:.2f} ms, p95 {high / 1000:.2f} ms ({len(queries)} queries)")
    titles = [mot for fiche in knowledge.pack.fiches.values() for mot in (fiche.titre, *fiche.mots)]
    middle, _ = median_us(lambda rank: process.extractOne(queries[rank % len(queries)], titles), 500)
    print(f"  beside it, plain rapidfuzz over the same {len(titles)} titles and words: median {middle / 1000:.2f} ms")


def bench_ligne_directe(knowledge: wiring.Knowledge) -> None:
    from bot.ligne_directe.lines import Conseils

    questions = (CONTRATS.parent / "ligne_directe.jsonl").read_text("utf-8").splitlines()
    texts = [{"q": json.loads(line)["q"]} for line in questions]
    start = time.perf_counter()
    ligne, repondeur = knowledge.ligne(), knowledge.repondeur(())
    knowledge.gardien.soupconner("première question")
    ready = time.perf_counter() - start
    now = datetime(2026, 11, 24, 10, tzinfo=UTC)
    conseils = Conseils(knowledge.pack, knowledge.wording, ligne, repondeur, knowledge.gardien, now)
    middle, high = median_us(lambda rank: conseils(texts[rank % len(texts)]), 2000)
    print(
        f"conseiller, one question judged, found and put in words: median {middle / 1000:.2f} ms, p95 {high / 1000:.2f} ms "
        f"({len(texts)} questions); reading the {len(ligne.entrees)} answers, their index and the guards: {ready * 1000:.0f} ms"
    )


if __name__ == "__main__":
    main()
