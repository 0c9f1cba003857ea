"""The dashboards as a workbook: what each sheet holds, that numbers are numbers, and that nothing in it runs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest
import python_calamine

from bot.indicateurs.classeur import classeur
from knowledge.plan.tableau_de_bord import VIDE, Dashboard, Genre, Valeur
from tests.indicateurs.exemple import exemple

HOSTILE = ["=cmd|' /C calc'!A1", "+1", "-1", "@SUM(A1)", "{=1}", "http://a.fr", "\t=1", "12", "\x00\x0b", "x" * 40_000]


def ligne(**autres):
    return {
        "cle": "8.part_clauses_insertion",
        "numero": 17,
        "objet": "Nettoyage des écoles",
        "acheteur": "ville",
        "direction": "Éducation",
        "annee": 2026,
        "action": 8,
        "etape": "inscrite",
        "au_numerateur": True,
        "motif": None,
        **autres,
    }


def both(pack, **autres):
    return [exemple(pack, dashboard, **autres) for dashboard in Dashboard]


def sheet(content, name):
    """A sheet as dictionaries by title."""
    titres, *rows = python_calamine.load_workbook(BytesIO(content)).get_sheet_by_name(name).to_python()
    return [dict(zip(titres, row, strict=False)) for row in rows]


def test_the_first_sheet_has_a_row_for_each_figure_and_each_target(pack):
    content = classeur(both(pack), [], pack)
    assert python_calamine.load_workbook(BytesIO(content)).sheet_names == ["Chiffres", "Cibles", "Contrats", "À lire"]
    rows = sheet(content, "Chiffres")
    assert len(rows) == sum(len(fiche.indicateurs) for fiche in pack.fiches.values()) + len(pack.cibles)
    assert len({row["Repère"] for row in rows}) == len(rows)
    assert [an for an in rows[0] if an.isdecimal()] == ["2023", "2024", "2025", "2026"]


def test_a_figure_has_its_years_what_it_is_made_of_and_who_enters_it(pack):
    tableau = exemple(pack)
    un = replace(
        tableau.chiffres[0],
        genre=Genre.PART,
        unite="%",
        par="plie",
        annees=((2025, VIDE), (2026, Valeur(Decimal("62.5"), Decimal(5), Decimal(8), 8, 12))),
        par_acheteur={"ville": Valeur(Decimal(60)), "metropole": VIDE},
        maintenant=Valeur(Decimal(50)),
    )
    row = sheet(classeur([replace(tableau, chiffres=(un,))], [], pack), "Chiffres")[0]
    assert (row["Action"], row["Unité"], row["2025"], row["2026"]) == (8, "%", "pas de donnée", 62.5)
    assert (row["Numérateur"], row["Dénominateur"], row["Contrats renseignés"], row["Contrats concernés"]) == (
        5,
        8,
        8,
        12,
    )
    assert (row["Ville de Clermont-Ferrand"], row["Clermont Auvergne Métropole"]) == (60, "pas de donnée")
    assert (row["Saisi par"], row["Depuis corrigé"].replace("\xa0", " ")) == ("PLIE", "50 %")


def test_targets_tell_what_is_left_and_what_they_count(pack):
    rows = sheet(classeur(both(pack), [], pack), "Cibles")
    assert len(rows) == 6
    assert (rows[0]["Cible 2024 (%)"], rows[0]["Cible 2026 (%)"], rows[0]["Année visée"]) == (30, 70, 2026)
    assert rows[0]["Parmi"] == "Tous les contrats de l'année."


def test_the_contracts_behind_are_rows_with_names_numbers_and_dates(pack):
    lignes = [
        ligne(montant_ht=Decimal("120000.50"), le=date(2026, 3, 2)),
        ligne(numero=18, au_numerateur=False, acheteur="x"),
    ]
    premiere, seconde = sheet(classeur(both(pack), iter(lignes), pack), "Contrats")
    assert premiere["Indicateur"] == "% de contrats clausés insertion / ciblés"
    assert (premiere["Acheteur"], premiere["Étape"], premiere["Au numérateur"]) == (
        "Ville de Clermont-Ferrand",
        "inscrite",
        "oui",
    )
    assert (premiere["Montant HT (€)"], premiere["Depuis le"], premiere["Année"]) == (120000.5, date(2026, 3, 2), 2026)
    assert (seconde["Acheteur"], seconde["Au numérateur"], seconde["Montant HT (€)"]) == ("x", "non", "")


def test_no_data_is_told_and_never_zero(pack):
    for row in sheet(classeur(both(pack, vide=True), [], pack), "Chiffres"):
        assert {row["2025"], row["2026"]} == {"pas de donnée"}
        # A target tells nothing of each buyer here.
        assert row["Ville de Clermont-Ferrand"] in {"pas de donnée", ""}


@pytest.mark.parametrize("hostile", HOSTILE)
def test_nothing_typed_is_a_formula_or_a_link(pack, hostile):
    tableau = exemple(pack)
    un = replace(tableau.chiffres[0], titre=hostile, unite="texte", annees=((2026, Valeur(texte=hostile)),))
    lignes = [ligne(objet=hostile, motif=hostile, direction=hostile, cle=hostile, etape=hostile)]
    content = classeur([replace(tableau, chiffres=(un,))], lignes, pack)
    with ZipFile(BytesIO(content)) as archive:
        sheets = [archive.read(nom) for nom in archive.namelist() if nom.startswith("xl/worksheets/")]
    assert not [un for un in sheets if b"<f>" in un or b"<hyperlink" in un]
    assert len(sheet(content, "Contrats")[0]["Objet"]) <= 32_767


@pytest.mark.parametrize(("combien", "feuilles"), [(0, [0]), (2, [2]), (3, [2, 1]), (5, [2, 2, 1])])
def test_what_a_sheet_does_not_hold_goes_on_in_another(pack, combien, feuilles):
    content = classeur(both(pack), [ligne(numero=rang) for rang in range(combien)], pack, lignes_max=2)
    noms = [nom for nom in python_calamine.load_workbook(BytesIO(content)).sheet_names if nom.startswith("Contrats")]
    assert noms == ["Contrats", "Contrats 2", "Contrats 3"][: len(feuilles)]
    assert [len(sheet(content, nom)) for nom in noms] == feuilles


def test_it_is_the_same_each_time(pack):
    content = classeur(both(pack), [ligne()], pack)
    assert content == classeur(both(pack), [ligne()], pack)
    with ZipFile(BytesIO(content)) as archive:
        assert b"2026-11-25T00:00:00Z</dcterms:created>" in archive.read("docProps/core.xml")
