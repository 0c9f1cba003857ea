"""A year of real contracts, and what people would say of them in it: every figure and target, recounted by plain SQL.

The records are published ones of 2024 (Licence Ouverte 2.0), of many buyers, given to the two of the plan in turn.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from random import Random

import pytest

from bot.registre.imports import importer
from handlers.indicateurs.tableau_de_bord import Mesures, tableau_de_bord
from handlers.suivi.etapes import dire
from knowledge.indicateurs.calcul import atteint
from knowledge.plan.tableau_de_bord import Dashboard, Requete
from knowledge.registre.fichiers import ouvrir
from storage.suivi.records import EtapeRecord
from tests.indicateurs.test_tableau_de_bord import SQL, plain

ANNEE = Path(__file__).parents[1] / "examples" / "decp_2024.jsonl"
NOW = datetime(2025, 1, 15, 9, tzinfo=UTC)
ACHETEURS = {"ville": "21630113500010", "metropole": "24630070100042"}


@pytest.fixture
def annee(database, pack):
    """The register of that year, and of one contract in two what its buyer said, each answer known, unknown or missing."""
    lignes = [json.loads(une) for une in ANNEE.read_text("utf-8").splitlines()]
    for rang, une in enumerate(lignes):
        une["acheteur"] = {"id": tuple(ACHETEURS.values())[rang % 2]}
    contenu = "\n".join(json.dumps(une) for une in lignes).encode()
    importer(database, pack, ouvrir("annee.jsonl", BytesIO(contenu)), None, "essai", lambda: NOW)
    hasard = Random(2024)
    with database.unit_of_work() as uow:
        suivis = [achat for achat in uow.achats.plusieurs(range(1, 400)).values() if achat.acheteur]
        for achat in suivis:
            if hasard.random() < 0.5:
                continue
            jour = achat.attribution_le or date(2024, 6, 1)
            dites = []
            for action in hasard.sample(sorted(pack.fiches), 7):
                suite = ["proposee", hasard.choice(("retenue", "ciblee", None)), hasard.choice(("inscrite", "ecartee", "absente", None)), hasard.choice(("realisee", "reprise", None, None))]  # fmt: skip
                dites += [
                    EtapeRecord(action, etape, None, jour - timedelta(days=90 - 30 * rang), NOW + timedelta(seconds=rang), "alice", "personne")
                    for rang, etape in enumerate(suite)
                    if etape
                ]  # fmt: skip
            dire(uow.achats, pack, achat.id, dites, NOW)
            dits = {nom: hasard.choice((True, False, None)) for nom in ("tpe_pme", "esus", "insertion_handicap", "economie_circulaire")}  # fmt: skip
            uow.achats.changer(achat.id, {nom: dit for nom, dit in dits.items() if dit is not None}, NOW)
            uow.achats.changer(achat.id, {"vise_tpe_pme": hasard.random() < 0.4, "vise_economie_circulaire": hasard.random() < 0.4}, NOW)  # fmt: skip
        # As plain SQL reads it: each contract apart, whatever its consultation (a test of its own counts lots).
        uow._connection.exec_driver_sql("UPDATE achats SET consultation = NULL")
        uow.commit()
    return database


def test_every_figure_and_target_of_a_real_year_is_what_plain_sql_counts(annee, pack):
    with annee.reading() as memory:
        lues = Mesures(memory, pack, None, NOW.date())
        assert lues.attribues(2024, "") > 50
        connus = 0
        for cle, (sql, sur) in SQL.items():
            for acheteur in ("", *ACHETEURS):
                lue, attendue = lues.valeur(cle, 2024, acheteur), plain(memory, sql, 2024, acheteur)
                assert (lue.valeur is None) == (attendue is None), (cle, acheteur, lue, attendue)
                assert lue.valeur is None or abs(lue.valeur - attendue) < Decimal("0.01"), (cle, acheteur)
                if sur is not None:
                    tous = plain(memory, f"SELECT sum(CASE WHEN {sur} THEN 1 ELSE 0 END)", 2024, acheteur)
                    assert lue.sur == (tous or 0), (cle, acheteur)
                connus += lue.valeur is not None
        # The sample says something of most of them.
        assert connus > len(SQL)


def test_no_target_of_a_real_year_is_said_reached_that_the_unknown_could_undo(annee, pack):
    with annee.reading() as memory:
        tableau = tableau_de_bord(memory, pack, Requete(Dashboard.ACTIONS, 2024), NOW.date())
    for cible in tableau.cibles:
        valeur = cible.chiffre.valeur
        assert cible.atteinte == atteint(valeur, cible.vise)
        if cible.atteinte:
            pire = 100 * valeur.numerateur / valeur.sur
            assert pire >= cible.vise, cible.chiffre.cle
    assert {cible.atteinte for cible in tableau.cibles} >= {None}
