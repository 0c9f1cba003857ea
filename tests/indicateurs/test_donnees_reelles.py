"""The shares of real contracts, against a script that reads the raw file and uses nothing of ours."""

from __future__ import annotations

import gzip
import json
import os
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import pytest

from bot.registre.imports import importer
from handlers.indicateurs.tableau_de_bord import Mesures
from knowledge.registre.fichiers import ouvrir
from tests.indicateurs.depuis_le_brut import compter, insertion

DONNEES = Path(os.environ.get("SPASER_DONNEES_DIR") or Path(__file__).parents[3] / "shared" / "data")
NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not DONNEES.is_dir(), reason=f"no published data in {DONNEES}; set SPASER_DONNEES_DIR"),
]


@pytest.mark.parametrize("new_url", ["sqlite"], indirect=True)
def test_the_shares_of_real_contracts_are_those_of_the_raw_file(database, pack):
    chemin = DONNEES / "decp.jsonl.gz"
    with gzip.open(chemin, "rt", encoding="utf-8") as lignes:
        seulement_v2 = "".join(une for une in lignes if "v2" in str(json.loads(une).get("_format")))
    attendus = compter(chemin)
    # Whoever bought, as if all were one buyer of the plan.
    de_tous = replace(pack, acheteurs=(replace(pack.acheteurs[0], id="", siren=None),))
    importer(database, de_tous, ouvrir("v2.jsonl", BytesIO(seulement_v2.encode())), None, "essai", lambda: NOW)
    # The raw file says nothing of consultations: each of its contracts is counted apart.
    with database._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE achats SET consultation = NULL")
    with database.reading() as memory:
        lues = Mesures(memory, de_tous, None, date(2026, 11, 25))
        connues = {annee for comptes in attendus.values() for annee in comptes}
        assert {annee for annee in connues if annee >= 2020} <= set(lues.annees())
        for annee in connues:
            disent, oui = attendus["considerationsEnvironnementales"][annee]
            valeur = lues.valeur("cible.considerations_environnementales", annee, "")
            assert (valeur.renseignes, valeur.numerateur) == (disent, oui), annee
        # A social consideration may be an insertion clause: unless all of a year deny one, nobody knows.
        sans_clause = insertion(chemin)
        assert sum(sans for _, sans in sans_clause.values()) > 0
        for annee, (tous, sans) in sans_clause.items():
            valeur = lues.valeur("cible.clause_insertion_formalises", annee, "")
            assert (valeur.sur, valeur.renseignes) == (tous, sans), annee
            assert valeur.valeur == (0 if 0 < sans == tous else None), annee
        # Lots are known where they are seen, and never known not to be.
        for annee in connues:
            valeur = lues.valeur("14.part_marches_allotis_an", annee, "")
            assert valeur.valeur in (None, 100)
            assert valeur.valeur is None or valeur.renseignes == valeur.sur
            assert lues.valeur("16.evolution_part_procedures_infructueuses", annee, "").vide
    sociales = "SELECT annee, count(*), sum(CASE WHEN consideration_sociale THEN 1 ELSE 0 END) FROM achats WHERE consideration_sociale IS NOT NULL GROUP BY 1"
    with database.reading() as memory:
        trouvees = {annee: (n, oui) for annee, n, oui in memory._connection.exec_driver_sql(sociales)}
    assert trouvees == attendus["considerationsSociales"]
