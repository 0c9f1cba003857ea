"""spaser importer and exporter, as somebody types them."""

from __future__ import annotations

import csv
import gzip
import itertools
import json
import re
import shutil
from pathlib import Path

import pytest

TABLEAU = Path(__file__).parents[1] / "examples" / "registre" / "marches_2026.csv"
ROOT = Path(__file__).parents[2]
SCHEMA = ROOT.parent / "shared" / "data" / "schema" / "schema_decp_v2.0.4.json"
ICI = ["--acheteur", "21630113500010"]


@pytest.fixture
def spaser(run_spaser, up_to_date, tmp_path, monkeypatch):
    """Run the program on a database of its own."""
    monkeypatch.setenv("SPASER_DATABASE_URL", f"sqlite:///{shutil.copy(up_to_date, tmp_path / 'registre.db')}")
    return lambda *arguments, entree="": run_spaser(arguments, entree, folder=ROOT)


@pytest.mark.parametrize("nom", ["rapport.pdf", "rapport", "rapport.xls"])
def test_a_report_of_another_kind_is_refused_before_anything_is_imported(spaser, tmp_path, nom):
    refuse = spaser("importer", TABLEAU, *ICI, "--oui", "--rapport", tmp_path / nom)
    assert refuse.returncode == 1
    assert "doit finir par .xlsx ou .csv" in refuse.stderr
    assert not (tmp_path / nom).exists()
    assert "lus" not in refuse.stdout


@pytest.mark.parametrize(
    ("montant", "dit"), [("9" * 5000, "plus de 30 chiffres"), ("[" * 60_000, "plus de 64 niveaux")]
)
def test_a_file_that_would_kill_its_reader_is_refused_in_a_sentence(spaser, tmp_path, montant, dit):
    fichier = tmp_path / "chiffres.json"
    fichier.write_text(f'{{"marches": {{"marche": [{{"id": "1", "montant": {montant}}}]}}}}', "utf-8")
    refuse = spaser("importer", fichier)
    assert refuse.returncode == 1
    assert dit in refuse.stderr
    absent = spaser("importer", tmp_path / "absent.json")
    assert (absent.returncode, "Traceback" in absent.stderr) == (1, False)


def test_a_table_is_imported_only_once_it_is_agreed_how(spaser, tmp_path):
    refuse = spaser("importer", TABLEAU, *ICI)
    assert refuse.returncode == 1
    assert "rien n'est importé" in refuse.stderr
    assert "Réf." in refuse.stdout

    rapport = tmp_path / "rapport.xlsx"
    fait = spaser("importer", TABLEAU, *ICI, "--colonne", "recurrent=Périodique ?", "--oui", "--rapport", rapport)
    assert fait.returncode == 0, fait.stderr
    assert "5 enregistrements lus = 4 pris + 0 regroupés + 1 écartés" in fait.stdout
    assert "4 nouveaux marchés" in fait.stdout
    assert rapport.read_bytes().startswith(b"PK")

    tableau = tmp_path / "rapport.csv"
    encore = spaser("importer", TABLEAU, *ICI, "--colonne", "recurrent=Périodique ?", "--oui", "--rapport", tableau)
    with tableau.open(encoding="utf-8-sig", newline="") as lu:
        entetes, *lignes = csv.reader(lu, delimiter=";")
    assert "ligne" in entetes[0].lower()
    assert lignes
    assert {len(ligne) for ligne in lignes} == {len(entetes)}
    assert "0 nouveaux marchés, 0 changés, 4 inchangés" in encore.stdout


@pytest.mark.parametrize(
    ("arguments", "dit"),
    [
        (["absent.csv"], "absent.csv : No such file"),
        ([ROOT / "docs" / "images" / "achat_bureau.png"], "C'est une image"),
        ([TABLEAU, "--acheteur", "123"], "n'est pas un SIRET"),
        ([TABLEAU, "--colonne", "prix=Montant"], "--colonne CHAMP=EN-TÊTE"),
    ],
)
def test_a_file_or_a_setting_that_cannot_be_used_is_said(spaser, arguments, dit):
    fait = spaser("importer", *arguments)
    assert fait.returncode == 1
    assert dit in fait.stderr
    assert "Traceback" not in fait.stderr


def test_what_is_exported_comes_back_unchanged(spaser, tmp_path):
    spaser("importer", TABLEAU, *ICI, "--colonne", "recurrent=Périodique ?", "--oui")
    for nom in ("registre.csv", "registre.xlsx"):
        fait = spaser("exporter", tmp_path / nom)
        assert "4 marché(s)" in fait.stdout
        encore = spaser("importer", tmp_path / nom)
        assert encore.returncode == 0, encore.stderr
        assert "0 nouveaux marchés, 0 changés, 4 inchangés" in encore.stdout
    assert ".json (DECP v2), .csv ou .xlsx" in spaser("exporter", tmp_path / "registre.doc").stderr


def test_what_decp_would_refuse_is_told_and_not_made_up(spaser, tmp_path):
    spaser("importer", TABLEAU, *ICI, "--oui")
    sortie, reste = tmp_path / "decp.json", tmp_path / "reste.csv"
    fait = spaser("exporter", sortie, "--incomplets", reste)
    assert "0 marché(s)" in fait.stdout
    assert json.loads(sortie.read_text("utf-8")) == {"marches": {"marche": [], "contrat-concession": []}}
    assert "considerationsEnvironnementales" in reste.read_text("utf-8")


@pytest.mark.long
def test_real_records_come_in_and_what_is_complete_leaves_valid(spaser, tmp_path):
    donnees = SCHEMA.parent.parent / "decp.jsonl.gz"
    if not donnees.exists():
        pytest.skip("the public contract records are not beside the repository")
    jsonschema = pytest.importorskip("jsonschema")
    quelques_uns = tmp_path / "decp.jsonl"
    with gzip.open(donnees, "rt", encoding="utf-8") as lignes:
        quelques_uns.write_text("".join(itertools.islice(lignes, 0, None, 24)), encoding="utf-8")
    fait = spaser("importer", quelques_uns)
    assert fait.returncode == 0, fait.stderr
    lus, pris, regroupes, ecartes = map(
        int,
        re.search(r"(\d+) enregistrements lus = (\d+) pris \+ (\d+) regroupés \+ (\d+) écartés", fait.stdout).groups(),
    )
    assert lus == 804 == pris + regroupes + ecartes
    assert f"0 nouveaux marchés, 0 changés, {pris} inchangés" in spaser("importer", quelques_uns).stdout

    sortie = tmp_path / "decp.json"
    spaser("exporter", sortie)
    ecrit = json.loads(sortie.read_text("utf-8"))
    assert len(ecrit["marches"]["marche"]) > 30
    schema = json.loads(SCHEMA.read_text("utf-8"))
    assert list(jsonschema.Draft7Validator(schema).iter_errors(ecrit)) == []
