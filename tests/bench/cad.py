"""How long it takes to choose what a committee retains: 500 contracts, twelve actions each, the hours and targets of the pack;
and to open the pages of a session of 120 contracts.

python -m tests.bench.cad
"""

from __future__ import annotations

import platform
import random
import statistics
import tempfile
import time
from datetime import date, timedelta
from decimal import Decimal

from bot import wiring
from knowledge.cad.bareme import Bareme
from knowledge.cad.chargement import charger_le_bareme
from knowledge.cad.programme import Objectif, Option, Probleme, programmer
from knowledge.plan.chargement import charger
from knowledge.plan.pack import Pack
from storage.database import Database
from storage.registre.records import NouveauMarche
from tests.cad.test_pages import NOW, PAGES, Site

CONTRATS, ACTIONS = 500, 12
# Hours of the experts, as so many times those of the pack: enough, barely, far from it.
MOYENS = (40, 15, 1)
# The contracts of a session, and what is bought.
SEANCE, FOIS = 120, 5
OBJETS = (
    "Gardiennage des musées",
    "Balayage des rues",
    "Denrées des crèches",
    "Maintenance des ascenseurs",
    "Mobilier des écoles",
)


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


def pages(adresse: str) -> None:
    """The pages of a session of many contracts, as a browser asks for them."""
    knowledge = wiring.build_knowledge(wiring.Settings())
    database = Database(adresse)
    database.migrate()
    site = Site(database, knowledge)
    with database.unit_of_work() as uow:
        uow.marches.ajouter(
            [
                NouveauMarche(
                    f"9{rang}", f"9{rang}", "ville", objet=f"{OBJETS[rang % len(OBJETS)]} {rang}", recurrent=True,
                    attribution_prevue=date(2028, 1, 3) + timedelta(days=rang), montant_ht=Decimal(20_000 + 7_000 * rang),
                )
                for rang in range(SEANCE - 1)
            ],
            None,
            NOW,
        )  # fmt: skip
        uow.commit()
    client = site.client("equipe")
    for page in PAGES:
        temps, occupe = [], []
        for _ in range(FOIS + 1):
            depart, processeur = time.perf_counter(), time.process_time()
            assert client.get(site.page("ville", page)).status_code == 200
            temps.append(time.perf_counter() - depart)
            occupe.append(time.process_time() - processeur)
        print(
            f"{SEANCE} contrats, {page or '/'} : {statistics.median(temps[1:]) * 1000:.0f} ms, {statistics.median(occupe[1:]) * 1000:.0f} de processeur"
        )
    database.close()


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
    with tempfile.TemporaryDirectory() as dossier:
        pages(f"sqlite:///{dossier}/seance.db")


if __name__ == "__main__":
    main()
