"""The published data, whole: nothing raises, nothing is lost, and what is exported is valid.

The files stand beside the repository, or where SPASER_DONNEES_DIR says; a run that must not skip sets SPASER_NO_SKIP=oui.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from knowledge.registre.export_decp import exporter
from knowledge.registre.export_tableau import exporter_csv
from knowledge.registre.fichiers import ouvrir
from knowledge.registre.marche import MarcheLu
from knowledge.registre.rapport import Resume, ecrire_xlsx
from knowledge.registre.regroupement import lire
from tests.registre.conftest import DONNEES, SANS_DONNEES

CSV = DONNEES / "decp_2024H2_travaux_cpv4521_sans_objet.csv.gz"
SCHEMA = DONNEES / "schema" / "schema_decp_v2.0.4.json"

pytestmark = [
    pytest.mark.long,
    pytest.mark.first,
    SANS_DONNEES,
]

# What the whole import may cost is 60 s and 300 MB, the database included: the reading has its part of it.
MEGAOCTETS_MAX = 150


@pytest.fixture(scope="module")
def du_json(publiees):
    return publiees.lectures()


@pytest.fixture(scope="module")
def du_csv():
    with CSV.open("rb") as fichier:
        return list(lire(ouvrir(CSV.name, fichier)))


def marches(lectures) -> list[MarcheLu]:
    return [lecture.marche for lecture in lectures if lecture.marche is not None]


def resume(lectures):
    compte = Resume()
    for lecture in lectures:
        compte.compter(lecture)
    return compte


@pytest.mark.parametrize(("nom", "combien"), [("du_json", 19_283), ("du_csv", 8_957)])
def test_each_record_has_its_place(nom, combien, request):
    lectures = request.getfixturevalue(nom)
    compte = resume(lectures)
    assert compte.pris + compte.regroupes + compte.ecartes == compte.lus == combien
    assert len({lecture.ligne for lecture in lectures}) == combien
    cles = [(marche.acheteur_id, marche.numero) for marche in marches(lectures)]
    assert len(set(cles)) == len(cles)
    # The table without objects gives one number to all the lots of a consultation.
    assert compte.ecartes < 0.08 * combien


def test_every_fault_that_was_told_of_the_data_is_met(du_json):
    vues = {(cause, champ) for _, cause, champ in resume(du_json).causes}
    attendues = {
        ("objet_caracteres_perdus", "objet"), ("objet_tronque", "objet"), ("valeur_absente", "notifie_le"),
        ("publie_avant_notifie", "publie_le"), ("cpv_zero_perdu", "cpv"), ("cpv_hors_nomenclature", "cpv"),
        ("cpv_illisible", "cpv"), ("montant_nul", "montant_ht"), ("montant_sans_virgule", "montant_ht"),
        ("montant_bouchon", "montant_ht"), ("duree_en_jours", "duree_mois"), ("ligne_decalee", ""),
        ("numero_absent", "numero"), ("cotitulaire", "titulaires"), ("titulaire_identifiant", "titulaires"),
    }  # fmt: skip
    assert attendues - vues == set()


def test_every_taken_value_is_one_that_the_field_admits(du_json, du_csv):
    for marche in marches(du_json) + marches(du_csv):
        assert len(marche.acheteur_id) == 14
        assert marche.montant_ht is None or 1 < marche.montant_ht < 20_000_000_000
        assert marche.duree_mois is None or 1 <= marche.duree_mois <= 1188
        assert marche.notifie_le is None or 1990 <= marche.notifie_le.year <= 2100
        assert marche.cpv is None or len(marche.cpv) == 8
        json.dumps(marche.decp)


def test_what_is_exported_is_valid_and_comes_back(du_json):
    sortie = io.StringIO()
    pris = marches(du_json)
    incomplets = exporter(pris, sortie)
    ecrit = json.loads(sortie.getvalue())
    assert list(Draft7Validator(json.loads(SCHEMA.read_text("utf-8"))).iter_errors(ecrit)) == []
    nombre = sum(len(liste) for liste in ecrit["marches"].values())
    assert nombre + len(incomplets) == len(pris)
    assert nombre > 850
    relus = {
        (c.acheteur_id, c.numero): c for c in marches(list(lire(ouvrir("x", io.BytesIO(sortie.getvalue().encode())))))
    }
    for marche in pris:
        if (relu := relus.get((marche.acheteur_id, marche.numero))) is not None:
            # The official format has no name of a buyer nor of a holder.
            assert nu(relu) == nu(marche)
    assert len(relus) == nombre


def nu(marche):
    titulaires = tuple(replace(titulaire, nom="") for titulaire in marche.titulaires)
    return replace(marche, acheteur_nom=None, titulaires=titulaires, remarques=(), version="")


def test_our_table_brings_contracts_of_every_source_back(du_json):
    octets = io.BytesIO()
    texte = io.TextIOWrapper(octets, "utf-8-sig", newline="")
    pris = marches(du_json)[::4]
    exporter_csv(pris, texte)
    texte.flush()
    octets.seek(0)
    relus = {(c.acheteur_id, c.numero): c for c in marches(list(lire(ouvrir("x", octets))))}
    for marche in pris:
        relu = relus[marche.acheteur_id, marche.numero]
        assert replace(relu, remarques=(), groupe="", version="") == replace(
            marche, remarques=(), groupe="", version=""
        )


def test_the_report_names_every_remark(du_json, du_csv):
    for lectures in (du_json[:3000], du_csv[:3000]):
        sortie = io.BytesIO()
        compte = ecrire_xlsx(lectures, sortie)
        assert compte.lus == 3000
        assert all(nombre > 0 for _, nombre in compte.lignes()[4:])


def test_the_order_of_the_rows_of_the_table_changes_nothing(du_csv):
    with gzip.open(CSV, "rt", encoding="utf-8", newline="") as fichier:
        entetes, *rangees = list(csv.reader(fichier))
    sortie = io.StringIO(newline="")
    csv.writer(sortie).writerows([entetes, *sorted(rangees, key=lambda rangee: rangee[::-1])])
    autres = marches(list(lire(ouvrir("x", io.BytesIO(sortie.getvalue().encode())))))
    assert {c.numero + c.acheteur_id: c for c in autres} == {c.numero + c.acheteur_id: c for c in marches(du_csv)}


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the memory of a process is read in /proc")
def test_reading_takes_little_memory(publiees):
    assert publiees.nombre == 19_283
    assert publiees.megaoctets < MEGAOCTETS_MAX


def test_the_causes_of_what_is_not_exported_are_known(du_json):
    incomplets = exporter([c for c in marches(du_json) if "considerationsSociales" in c.decp], io.StringIO())
    manques = Counter(manque for incomplet in incomplets for manque in incomplet.manque)
    assert manques.total() < 100
    assert set(manques) <= {
        "marcheInnovant", "attributionAvance", "sousTraitanceDeclaree", "offresRecues", "datePublicationDonnees", "id",
        "lieuExecution", "titulaires", "modifications",
    }  # fmt: skip
