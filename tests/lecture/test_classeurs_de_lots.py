"""The lots of workbooks as services write them, whichever sheet they stand in."""

from __future__ import annotations

import io
from datetime import date

import pytest

from knowledge.lecture.lots.operations import MONTANT_LOT, Dire, LectureLots
from knowledge.lecture.lots.tableau import lire_lots_d_un_tableau
from knowledge.registre.a_part import FichierAPart
from knowledge.registre.fichiers import lire_les_feuilles
from knowledge.regles.faits import Intervalle
from tests.fixtures.classeurs import EXEMPLES, Attendu
from tests.lecture.test_lots import LECTEUR, valeur

JOUR = date(2026, 11, 28)


def court(possible: Intervalle) -> str:
    """An amount without its needless zeros."""
    return valeur(
        Intervalle(*(None if bout is None else bout.normalize() + 0 for bout in (possible.bas, possible.haut)))
    )


def lu(lecture: LectureLots) -> Attendu:
    lots = [
        f"{un.numero} {un.intitule} {next((court(dit.possible) for dit in un.dits if dit.nom == MONTANT_LOT), '?')}"
        for un in lecture.operations
        if isinstance(un, Dire)
    ]
    total = "" if lecture.total is None else court(lecture.total.possible)
    return Attendu(tuple(lots), total, tuple(f"{d.motif} {' '.join(map(str, d.numeros))}" for d in lecture.doutes))


@pytest.mark.parametrize("nom", EXEMPLES)
def test_the_lots_of_a_workbook(nom):
    contenu, attendu = EXEMPLES[nom]
    feuilles = lire_les_feuilles(nom, io.BytesIO(contenu), 12, 250)
    lectures = [lire_lots_d_un_tableau(LECTEUR, rangees, JOUR) for _, rangees in feuilles]
    assert lu(max(lectures, key=lambda une: len(une.operations))) == attendu
    assert sum(bool(une.operations) for une in lectures) == 1  # no other sheet is taken for one of lots


@pytest.mark.parametrize("nom", ["seconde_feuille.xlsx", "lots_excel.csv"])
def test_another_process_reads_the_same_cells(nom):
    contenu = EXEMPLES[nom][0]
    lues = {une.nom: [list(rangee) for rangee in une.rangees] for une in FichierAPart(nom, contenu).feuilles()}
    attendues = dict(lire_les_feuilles(nom, io.BytesIO(contenu), 12, 250))
    assert lues.keys() == attendues.keys()
    assert lues.get("Allotissement") == attendues.get("Allotissement")


def test_the_other_facts_of_a_row_are_those_of_its_lot():
    feuilles = dict(lire_les_feuilles("x", io.BytesIO(EXEMPLES["seconde_feuille.xlsx"][0]), 12, 250))
    ecoles, gymnases, reserve, _ = lire_lots_d_un_tableau(LECTEUR, feuilles["Allotissement"], JOUR).operations
    assert {dit.nom for dit in ecoles.dits} == {MONTANT_LOT, "clause_insertion", "nature", "segments"}
    assert next(dit for dit in gymnases.dits if dit.nom == "clause_insertion").possible.seule == "non"
    assert reserve.numeros == (2,)


def test_what_is_no_table_has_no_sheet():
    assert lire_les_feuilles("x.json", io.BytesIO(b'{"marches": []}'), 12, 250) == []
