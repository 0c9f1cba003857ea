"""How long it takes to choose what a committee retains: 500 contracts, twelve actions each, the hours and targets of the pack.

python -m tests.bench.cad
"""

from __future__ import annotations

import platform
import random
import time
from decimal import Decimal

from knowledge.cad.bareme import Bareme
from knowledge.cad.chargement import charger_le_bareme
from knowledge.cad.programme import Objectif, Option, Probleme, programmer
from knowledge.plan.chargement import charger
from knowledge.plan.pack import Pack

CONTRATS, ACTIONS = 500, 12
# Hours of the experts, as so many times those of the pack: enough, barely, far from it.
MOYENS = (40, 15, 1)


def probleme(pack: Pack, bareme: Bareme, moyens: int, graine: int = 7) -> Probleme:
    """Contracts that differ by what is proposed and by the hours that their experts ask for."""
    hasard = random.Random(graine)
    options = []
    for contrat in range(CONTRATS):
        for action in hasard.sample(sorted(bareme.couts), ACTIONS):
            cout = bareme.couts[action]
            heures = {qui: max(Decimal(1), valeur + hasard.randint(-3, 3)) for qui, valeur in cout.experts.items()}
            effort = sum(heures.values(), cout.acheteur + hasard.randint(0, 3))
            points = hasard.randint(2, 14)
            options.append(Option(contrat, action, heures, effort, points, hasard.random() < 0.1))
    formalises = frozenset(hasard.sample(range(CONTRATS), CONTRATS // 3))
    cibles = {cible.id: cible for cible in pack.cibles}
    objectifs = tuple(
        Objectif(
            une.cible,
            cibles[une.cible].derniere,
            une.actions,
            formalises if cibles[une.cible].population == "formalises" else frozenset(range(CONTRATS)),
        )
        for une in bareme.cibles
    )
    return Probleme(
        tuple(options),
        objectifs,
        {nom: un.heures["ville"] * moyens for nom, un in bareme.experts.items()},
        {nom: un.forfait for nom, un in bareme.experts.items()},
    )


def main() -> None:
    pack = charger()
    bareme = charger_le_bareme(pack)
    assert bareme is not None
    print(f"{platform.python_version()}, {platform.processor() or platform.machine()}")
    print(f"{CONTRATS} contrats × {ACTIONS} actions")
    for moyens in MOYENS:
        pose = probleme(pack, bareme, moyens)
        depart = time.perf_counter()
        programme = programmer(pose)
        duree = time.perf_counter() - depart
        etat = "possible" if programme.possible else f"impossible ({len(programme.conflits)} conflits)"
        prouve = "prouvé" if programme.prouve else "non prouvé"
        print(f"{moyens} fois les heures du pack : {duree:.2f} s, {etat}, {prouve}, effort {programme.effort} h")


if __name__ == "__main__":
    main()
