"""The register as a workbook: what each sheet holds, that nothing in it runs, and that our import reads it back."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest
import python_calamine

from bot.registre.classeur import classeur
from bot.registre.exports import marche_lu
from knowledge.registre.colonnes import colonnes_de_l_export, proposer
from knowledge.registre.fichiers import ouvrir
from knowledge.registre.regroupement import lire
from storage.registre.consultations import Selection
from storage.registre.records import Filtre, NouveauMarche

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def marche(numero, **valeurs):
    defauts = {"acheteur": "ville", "objet": "Nettoyage des écoles"}
    return NouveauMarche(acheteur_id="21630113500010", numero=str(numero), **{**defauts, **valeurs})


COMPLET = marche(
    "2024-17",
    acheteur_nom="Ville de Clermont-Ferrand",
    cpv="90911200",
    nature="services",
    procedure="mapa",
    accord_cadre=True,
    montant_ht=Decimal("120000.50"),
    duree_mois=36,
    notifie_le=date(2024, 7, 1),
    titulaires=({"type_identifiant": "SIRET", "identifiant": "78471226700060", "nom": "Propre & fils"},),
    modifications=({"numero": 1, "notifiee_le": "2025-01-10", "duree_mois": 48, "montant_ht": None, "titulaires": []},),
    recurrent=True,
    direction="Éducation",
    fin=date(2028, 7, 1),
    attribution_prevue=date(2028, 7, 1),
)


@pytest.fixture
def workbook(database, pack):
    def workbook(*nouveaux, selection=None):
        with database.unit_of_work() as uow:
            numeros = [uow.marches.creer(un, "web:x", NOW) for un in nouveaux]
            uow.marches.proposer({numero: (True, {"genre": "mots"}) for numero in numeros})
            uow.commit()
        with database.reading() as memory:
            return classeur(memory, pack, selection)

    return workbook


def sheet(content, name):
    """A sheet as dictionaries by title."""
    titres, *rows = python_calamine.load_workbook(BytesIO(content)).get_sheet_by_name(name).to_python()
    return [dict(zip(titres, row, strict=True)) for row in rows]


def test_the_first_sheet_holds_real_dates_and_numbers_what_people_said_and_what_is_reckoned_from_it(workbook):
    (row,) = sheet(workbook(COMPLET), "Contrats")
    assert row["Date de notification"] == date(2024, 7, 1)
    assert row["Montant HT (€)"] == 120000.5
    assert row["SIRET de l'acheteur"] == "21630113500010"
    assert (row["Fin"], row["Fin comptée"]) == ("", date(2028, 7, 1))
    assert (row["Attribution prévue"], row["Attribution comptée"]) == ("", date(2028, 7, 1))
    assert (row["Récurrent"], row["Direction"], row["Référent"]) == ("oui", "Éducation", "")


def test_deadlines_are_listed_for_what_recurs(workbook):
    content = workbook(COMPLET, marche(2, recurrent=False, fin=date(2028, 7, 1), attribution_prevue=date(2028, 7, 1)))
    rows = sheet(content, "Échéances")
    assert [(row["Repère"], row["Date"]) for row in rows] == [
        ("J-24", date(2026, 7, 1)),
        ("J-14", date(2027, 5, 1)),
        ("J-12", date(2027, 7, 1)),
        ("Attribution", date(2028, 7, 1)),
    ]
    assert {row["Acheteur"] for row in rows} == {"Ville de Clermont-Ferrand"}


def test_what_must_be_completed_is_listed_with_what_lacks(workbook):
    content = workbook(COMPLET, marche(2), marche(3, recurrent=False))
    assert [
        (row["Marché"], row["Ce qui manque"], row["Récurrence proposée"]) for row in sheet(content, "À compléter")
    ] == [
        ("2024-17", "aucun référent", ""),
        ("2", "récurrent ou ponctuel, aucune date de fin, aucun référent", "récurrent, d'après l'objet seul"),
    ]


def test_only_what_is_selected_is_written(workbook):
    content = workbook(COMPLET, marche(2), selection=Selection(Filtre(recurrent=True)))
    assert [row["Numéro"] for row in sheet(content, "Contrats")] == ["2024-17"]


@pytest.mark.parametrize(
    "texte", ['=HYPERLINK("http://x";"y")', "+1+1", "-2", "@SUM(1)", "\t=1", "http://a.fr", "{=1}", "0012"]
)
def test_what_people_wrote_is_text_that_no_spreadsheet_runs(workbook, texte):
    content = workbook(marche(1, objet=texte, direction=texte))
    (row,) = sheet(content, "Contrats")
    assert (row["Objet"].strip(), row["Direction"].strip()) == (texte.strip(), texte.strip())
    with ZipFile(BytesIO(content)) as archive:
        sheets = [archive.read(nom) for nom in archive.namelist() if nom.startswith("xl/worksheets/sheet")]
        assert not any("hyperlink" in nom.lower() or "_rels/sheet" in nom for nom in archive.namelist())
    assert not any(b"<f>" in xml or b"<f " in xml or b"<hyperlink" in xml for xml in sheets)


def test_an_empty_register_gives_a_workbook_with_its_headings(workbook):
    assert sheet(workbook(), "Contrats") == []
    titres = python_calamine.load_workbook(BytesIO(workbook())).get_sheet_by_name("Contrats").to_python()[0]
    assert set(titres) >= {colonne.titre for colonne in colonnes_de_l_export()}


def test_our_import_reads_the_first_sheet_back_without_a_question_and_changes_nothing(workbook, database):
    content = workbook(COMPLET, marche("=2", objet="'=1+1", direction="- voirie", fin=date(2027, 1, 1)))
    source = ouvrir("registre.xlsx", BytesIO(content))
    entetes = python_calamine.load_workbook(BytesIO(content)).get_sheet_by_name("Contrats").to_python()[0]
    assert not proposer(entetes, []).a_confirmer
    back = {lecture.marche.numero: lecture.marche for lecture in lire(source) if lecture.marche}
    with database.reading() as memory:
        told = {un.numero: marche_lu(un) for un in memory.marches.tous()}
    assert back.keys() == told.keys() == {"2024-17", "=2"}
    for numero, avant in told.items():
        for champ in (
            "acheteur_id", "objet", "cpv", "nature", "procedure", "montant_ht", "duree_mois", "notifie_le", "titulaires", "modifications",
            "recurrent", "direction", "referent", "fin", "attribution_prevue",
        ):  # fmt: skip
            assert getattr(back[numero], champ) == getattr(avant, champ), (numero, champ)
