"""The report of an import is rows that a person works through, in words, and never a formula."""

import csv
import io
import zipfile
from pathlib import Path

import python_calamine
import yaml

from knowledge.registre import rapport
from knowledge.registre.marche import Gravite
from knowledge.registre.rapport import Resume, ecrire_csv, ecrire_xlsx, nom_du_champ, rangees
from tests.registre.conftest import SIRET_VILLE


def fautifs(marche, lire_json):
    return lire_json(
        marche(montant=0, objet="=HYPERLINK(1)"),
        marche(id=None),
        marche(id="2", dureeMois=1095),
        marche(id="3"),
        marche(id="3"),
        marche(id="4", considerationsSociales="=oups"),
    )


def test_a_row_says_where_what_and_what_to_do(marche, lire_json):
    (lecture,) = lire_json(marche(dureeMois=1095))
    (une,) = rangees(lecture)
    assert une.cellules == (
        1,
        "2024M01 – Entretien ménager des écoles",
        "Corrigé",
        "Durée (mois)",
        "La durée est en jours là où l'on attend des mois. C'est un nombre entier d'années, converti.",
        "1095",
        "36",
        "Vérifiez la durée retenue.",
    )


def test_the_csv_has_a_row_for_each_remark_and_no_formula(marche, lire_json):
    sortie = io.StringIO(newline="")
    resume = ecrire_csv(fautifs(marche, lire_json), sortie)
    lignes = list(csv.reader(io.StringIO(sortie.getvalue()), delimiter=";"))
    assert lignes[0][:3] == ["Ligne", "Contrat", "Gravité"]
    assert len(lignes) - 1 == resume.causes.total() == 5
    assert not [cellule for ligne in lignes for cellule in ligne if cellule[:1] in ("=", "+", "-", "@")]
    assert (resume.lus, resume.pris, resume.regroupes, resume.ecartes) == (6, 4, 1, 1)


def test_the_workbook_is_filtered_frozen_and_holds_text_only(marche, lire_json):
    sortie = io.BytesIO()
    resume = ecrire_xlsx(fautifs(marche, lire_json), sortie)
    with zipfile.ZipFile(sortie) as archive:
        feuille = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<autoFilter" in feuille
    assert 'state="frozen"' in feuille
    assert "<f>" not in feuille
    sortie.seek(0)
    classeur = python_calamine.load_workbook(sortie)
    assert classeur.sheet_names == ["À vérifier", "Résumé"]
    detail = classeur.get_sheet_by_name("À vérifier").to_python()
    assert len(detail) - 1 == resume.causes.total()
    assert "=oups" in [rangee[5] for rangee in detail]
    comptes = classeur.get_sheet_by_name("Résumé").to_python()
    assert comptes[1] == ["Enregistrements lus", 6.0]
    assert comptes[5][0].startswith("Écarté")


def test_signs_that_no_workbook_may_hold_are_taken_away(lire_texte):
    lues = lire_texte(f"N°;Objet;SIRET acheteur;Durée\n1;a\x0bb;{SIRET_VILLE};\x01longtemps\n2;c;{SIRET_VILLE};12\n")
    sortie = io.BytesIO()
    ecrire_xlsx(lues, sortie)
    sortie.seek(0)
    assert python_calamine.load_workbook(sortie).get_sheet_by_name("À vérifier").height == 2


def test_the_summary_puts_first_what_is_set_aside(marche, lire_json):
    resume = Resume()
    for lecture in fautifs(marche, lire_json):
        resume.compter(lecture)
    gravites = [dit.split(" ")[0] for dit, _ in resume.lignes()[4:]]
    assert gravites == sorted(gravites, key=["Écarté", "Douteux", "Corrigé"].index)
    assert resume.causes[Gravite.ECARTE, "numero_absent", "numero"] == 1


def test_every_field_that_a_remark_may_name_has_its_name_in_french():
    dossier = Path(rapport.__file__).parent
    connus = yaml.safe_load((dossier / "rapport.yaml").read_text("utf-8"))["champs"]
    listes = yaml.safe_load((dossier / "enumerations.yaml").read_text("utf-8"))["listes"]
    assert set(listes) <= set(connus)
    assert nom_du_champ("montant_ht") == "Montant HT"
    assert nom_du_champ("") == ""
