"""Measures how a decision grows, and what the lots of a contract cost: a part of `make bench`."""

from __future__ import annotations

import json
import random
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from bot import wiring
from bot.diagnostic.lines import lire_faits
from knowledge.diagnostic.diagnostic import diagnostiquer, preparer
from knowledge.plan.pack import Pack
from knowledge.regles.conditions import Compare, Condition, Parmi, Toutes
from knowledge.regles.decision import Decideur, Groupe
from knowledge.regles.faits import OUI, Ensemble, Fait, Faits, Genre, Intervalle, Options, Vocabulaire
from tests.bench.bench import random_contract

JOUR = date(2026, 11, 24)
FOIS = 15


def main() -> None:
    pack = wiring.build_knowledge(wiring.Settings()).pack
    bench_growth()
    bench_compile(pack)
    bench_new_amount(pack)
    bench_lots(pack)


def best_ms(durees: Iterator[float]) -> float:
    return min(durees) * 1000


def independent(nombre: int) -> tuple[Vocabulaire, tuple[Condition, ...]]:
    """As many facts, half amounts cut at three values and half flags, in rules of an amount and a flag."""
    faits, regles = [], []
    un = Fait("", Genre.OUI_NON, "", "?", "")
    for rang in range(nombre // 2):
        faits += [replace(un, nom=f"m{rang}", genre=Genre.NOMBRE), replace(un, nom=f"d{rang}")]
        bornes = [Compare(f"m{rang}", signe, Decimal(n), "") for signe, n in ((">", 10), ("<=", 90), ("!=", 50))]
        regles.append(Toutes((*bornes, Parmi(f"d{rang}", frozenset({OUI}), ""))))
    return Vocabulaire(faits), tuple(regles)


def bench_growth() -> None:
    print("the first decision of one synthetic fiche, compiled then decided with nothing known:")
    for nombre in (8, 12, 16, 24, 48):
        vocabulaire, regles = independent(nombre)

        def une(vocabulaire: Vocabulaire = vocabulaire, regles: tuple[Condition, ...] = regles) -> tuple[float, float]:
            debut = time.perf_counter()
            decideur = Decideur(vocabulaire, [Groupe("fiche", regles)])
            compile_ = time.perf_counter()
            decideur.analyser(vocabulaire.aucun_fait())
            return compile_ - debut, time.perf_counter() - compile_

        fois = [une() for _ in range(FOIS)]
        print(
            f"  {nombre} independent facts: compiled in {best_ms(f[0] for f in fois):.2f} ms, "
            f"decided in {best_ms(f[1] for f in fois):.2f} ms"
        )
    print(f"  (the best of {FOIS}: half of the facts are amounts with three thresholds)")


def bench_compile(pack: Pack) -> None:
    def une() -> float:
        vars(pack).pop("decideur", None)
        debut = time.perf_counter()
        assert pack.decideur
        return time.perf_counter() - debut

    print(
        f"all the groups of the pack compiled: {best_ms(une() for _ in range(FOIS)):.1f} ms, once, at the first decision"
    )


def tirer(pack: Pack, graine: int, nombre: int) -> list[Faits]:
    rng = random.Random(graine)
    tires = [json.loads(json.dumps(random_contract(pack, rng)), parse_float=Decimal) for _ in range(nombre)]
    return [lire_faits(pack, tire)[0] for tire in tires]


def bench_new_amount(pack: Pack) -> None:
    contrats = tirer(pack, 3, 300)
    for faits in contrats:
        diagnostiquer(pack, faits, JOUR)
    nouveaux = [
        faits.corriger("montant_ht", Intervalle.point(Decimal(50_000 + 137 * rang)))
        for rang, faits in enumerate(contrats)
    ]
    middle = statistics.median(mesurer_us(pack, contrats))
    print(f"diagnostiquer, a contract already seen: median {middle:.0f} µs")
    print(f"diagnostiquer, the same with a new amount: median {statistics.median(mesurer_us(pack, nouveaux)):.0f} µs")


def mesurer_us(pack: Pack, contrats: Sequence[Faits]) -> Iterator[float]:
    for faits in contrats:
        debut = time.perf_counter()
        diagnostiquer(pack, faits, JOUR)
        yield (time.perf_counter() - debut) * 1e6


def lots_de(pack: Pack, contrat: Faits, rng: random.Random) -> list[Faits]:
    """Twelve lots: the facts of the contract, but for the amount and what is bought."""
    segments = sorted(pack.vocabulaire["segments"].options)
    natures = ["fournitures", "services", "travaux"]
    return [
        contrat.corriger("montant_ht", Intervalle.point(Decimal(rng.randrange(1_000, 400_000))))
        .corriger("nature", Options(frozenset({rng.choice(natures)})))
        .corriger("segments", _seul(pack, rng.choice(segments)))
        for _ in range(12)
    ]


def _seul(pack: Pack, segment: str) -> Ensemble:
    return Ensemble(frozenset({segment}), pack.vocabulaire["segments"].options - {segment})


def bench_lots(pack: Pack) -> None:
    rng = random.Random(4)
    contrats = [lots_de(pack, faits.oublier("procedure"), rng) for faits in tirer(pack, 5, 200)]
    durees = []
    for lots in contrats:
        debut = time.perf_counter()
        for faits in lots:
            pack.decideur.analyser(preparer(pack, faits, JOUR).faits)
        durees.append((time.perf_counter() - debut) * 1000)
    print(
        f"12 lots of one contract decided: first {durees[0]:.2f} ms, median {statistics.median(durees):.2f} ms, "
        f"p95 {statistics.quantiles(durees, n=20)[-1]:.2f} ms"
    )
    print("  (200 random contracts; each lot has its amount, nature and segment; first pass: caches fill as it goes)")


if __name__ == "__main__":
    main()
