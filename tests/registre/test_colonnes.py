"""People's tables: headings matched, checked on their values, confirmed or changed, and their rows read."""

import io
import json
from datetime import date
from decimal import Decimal

import pytest
import xlsxwriter

from knowledge.registre.colonnes import Correspondance, champs_connus, doutes, proposer
from knowledge.registre.fichiers import ouvrir
from knowledge.registre.marche import Titulaire
from knowledge.registre.regroupement import lire
from tests.registre.conftest import SIRET_A, SIRET_METROPOLE, SIRET_VILLE

ACHETEURS = {"Ville de Clermont-Ferrand": SIRET_VILLE, "Ville": SIRET_VILLE, "Métropole": SIRET_METROPOLE}


def proposition(entetes, *rangees):
    return proposer(entetes, [dict(zip(entetes, rangee, strict=False)) for rangee in rangees])


def trouves(*entetes, rangees=()):
    return proposition(entetes, *rangees).champs


def test_usual_headings_are_surely_known():
    entetes = ("Acheteur", "N° de marché", "Objet du marché", "Nature", "Procédure", "Code CPV", "Montant HT", "Durée (mois)", "Reconductions", "Date de notification", "Date de fin", "Titulaire", "SIRET", "Récurrent", "Direction", "Référent", "N° lot")  # fmt: skip
    trouvee = proposition(entetes)
    assert trouvee.champs == {
        "acheteur": "Acheteur", "numero": "N° de marché", "objet": "Objet du marché", "nature": "Nature", "procedure": "Procédure",
        "cpv": "Code CPV", "montant_ht": "Montant HT", "duree_mois": "Durée (mois)", "reconductions": "Reconductions",
        "notifie_le": "Date de notification", "fin": "Date de fin", "titulaire": "Titulaire", "titulaire_siret": "SIRET",
        "recurrent": "Récurrent", "direction": "Direction", "referent": "Référent", "lot": "N° lot",
    }  # fmt: skip
    assert (trouvee.douteuses, trouvee.inconnues, trouvee.a_confirmer) == ((), (), False)


@pytest.mark.parametrize(
    ("entete", "champ"),
    [
        ("REFERENCE DU MARCHE", "numero"),
        ("Intitulé", "objet"),
        ("Libellé du marchés", "objet"),
        ("montant total ht (€)", "montant_ht"),
        ("Montant max. HT sur la durée", "montant_ht"),
        ("Durée en années", "duree_mois"),
        ("Notifié le", "notifie_le"),
        ("Date notif.", "notifie_le"),
        ("Echéance", "fin"),
        ("Date d'attribution prévue", "attribution_prevue"),
        ("Attributaire(s)", "titulaire"),
        ("Direction pilote", "direction"),
        ("Acheteur référent", "referent"),
        ("Marché récurrent ?", "recurrent"),
        ("SIRET du titulaire", "titulaire_siret"),
        ("SIRET acheteur", "acheteur_id"),
    ],
)
def test_headings_are_known_under_their_other_names(entete, champ):
    assert trouves(entete) == {champ: entete}


@pytest.mark.parametrize(
    "entete",
    [
        "Montant TTC",
        "Montant annuel HT",
        "Commentaire",
        "Code postal du titulaire",
        "Montant de l'avenant",
        "Mail du référent",
        "Adresse du titulaire",
    ],
)
def test_what_another_thing_is_called_is_left_out(entete):
    assert trouves(entete) == {}


def test_tax_included_is_never_read_as_without():
    trouvee = proposition(("N°", "Objet", "Montant TTC"), ("1", "a", 120))
    assert "montant_ht" not in trouvee.champs
    assert [(p.champ, p.doute) for p in trouvee.douteuses] == [("montant_ht", "montant_ttc")]
    trouvee = proposition(("N°", "Montant TTC", "Montant HT"), ("1", 120, 100))
    assert (trouvee.champs["montant_ht"], trouvee.inconnues) == ("Montant HT", ("Montant TTC",))


def test_an_amount_that_does_not_say_its_tax_is_to_be_confirmed():
    trouvee = proposition(("N°", "Montant"), ("1", "12 000"))
    assert [(p.champ, p.entete, p.doute) for p in trouvee.douteuses] == [("montant_ht", "Montant", "taxe_non_dite")]
    assert trouvee.a_confirmer
    assert not trouvee.confirmer().a_confirmer


def test_the_values_are_asked_too():
    trouvee = proposition(
        ("N°", "Montant HT", "Fin"), ("1", date(2026, 1, 1), "nettoyage"), ("2", date(2027, 1, 1), "gaz")
    )
    assert trouvee.champs == {"numero": "N°"}
    assert {(p.champ, p.doute) for p in trouvee.douteuses} == {
        ("montant_ht", "valeurs_autres"),
        ("fin", "valeurs_autres"),
    }
    trouvee = proposition(("N°", "Fin"), *[(str(rang), "31/12/2026" if rang % 2 else "voir X") for rang in range(10)])
    assert [(p.entete, p.doute) for p in trouvee.douteuses] == [("Fin", "valeurs_melangees")]
    assert all(p.doute in doutes() for p in trouvee.douteuses)


def test_a_person_changes_what_is_proposed():
    trouvee = proposition(("N°", "Montant", "Coût final HT"), ("1", "10", "20"))
    changee = trouvee.changer("montant_ht", "Coût final HT")
    assert changee.champs["montant_ht"] == "Coût final HT"
    assert "Montant" in changee.inconnues
    echangee = changee.changer("objet", "N°")
    assert ("numero" in echangee.champs, echangee.champs["objet"]) == (False, "N°")
    assert "objet" not in echangee.changer("objet", None).champs
    for champ, entete in (("inconnu", "N°"), ("objet", "inconnu")):
        with pytest.raises(KeyError):
            trouvee.changer(champ, entete)


def test_a_correspondence_is_kept_as_json():
    for trouvee in (
        proposition(("N°", "Montant"), ("1", "10")),
        proposer(("id", "acheteur_id", "objet", "montant"), ()),
    ):
        assert Correspondance.depuis_json(json.loads(json.dumps(trouvee.en_json()))) == trouvee


def test_official_tables_need_no_question():
    trouvee = proposer(("uid", "id", "codeCPV", "acheteur_id", "montant", "dureeMois"), ())
    assert (trouvee.officielle, trouvee.a_confirmer, trouvee.inconnues) == (True, False, ())


def test_every_field_has_headings_that_are_its_own():
    for nom, champ in champs_connus().items():
        assert trouves(champ.titre) == {nom: champ.titre}


TABLEAU = """Suivi des marchés;;;;;;;;;;;
Acheteur;N°;Objet;Nature;Procédure;Montant HT;Durée;Reconductions;Notifié le;Titulaire;SIRET titulaire;Récurrent
Ville de Clermont-Ferrand;24-001;Nettoyage des écoles, lot 1;Services;MAPA;85 000,00 €;1 an;3;15/03/2024;Alpha;73282932000074;oui
METROPOLE;24-002;Maîtrise d'œuvre du dépôt;MOE;AOO;1,2 M€;36;;2024-04-01;"Beta ; Gamma";;non
Région;24-003;Chaises;F;MAPA;12 000;12;;01/02/2024;Alpha;;
Ville;24-004;Traiteur;Services;gré à gré;de 10 à 20 k€;1 an renouvelable 3 fois;;12/2024;Alpha;;peut-être
TOTAL;;;;;97 000;;;;;;
"""


def test_a_table_written_by_people_is_read(lire_texte):
    un, deux, trois, quatre, total = lire_texte(TABLEAU, acheteurs=ACHETEURS)
    marche = un.marche
    assert (un.ligne, marche.acheteur_id, marche.numero, marche.lot) == (3, SIRET_VILLE, "24-001", "1")
    assert (marche.nature, marche.nature_deduite, marche.procedure) == ("services", False, "mapa")
    assert (marche.montant_ht, marche.duree_mois, marche.notifie_le) == (Decimal(85000), 48, date(2024, 3, 15))
    assert (marche.titulaires, marche.recurrent) == ((Titulaire("SIRET", SIRET_A, "Alpha"),), True)
    assert [(r.cause, r.lu, r.retenu) for r in un.remarques] == [("reconductions_ajoutees", "12 + 3", "48")]
    marche = deux.marche
    assert (marche.acheteur_id, marche.nature, marche.procedure) == (
        SIRET_METROPOLE,
        "maitrise_oeuvre",
        "appel_offres",
    )
    assert (marche.montant_ht, marche.duree_mois, marche.recurrent) == (Decimal(1200000), 36, False)
    assert [titulaire.nom for titulaire in marche.titulaires] == ["Beta", "Gamma"]
    assert (trois.marche, trois.remarques[0].cause) == (None, "acheteur_inconnu")
    marche = quatre.marche
    assert (marche.procedure, marche.montant_ht, marche.duree_mois, marche.notifie_le, marche.recurrent) == (
        "sans_publicite",
        None,
        48,
        None,
        None,
    )
    assert {r.cause for r in quatre.remarques} == {"montant_illisible", "date_illisible", "booleen_illisible"}
    assert (total.ligne, total.marche, total.remarques[0].cause) == (7, None, "ligne_de_total")


def test_rows_that_name_no_buyer_have_the_one_the_caller_gives(lire_texte):
    texte = "N°;Objet;Montant HT\n1;Chaises;12000\n"
    (lecture,) = lire_texte(texte)
    assert lecture.remarques[0].cause == "acheteur_absent"
    (lecture,) = lire_texte(texte, acheteur_defaut=SIRET_VILLE)
    assert lecture.marche.acheteur_id == SIRET_VILLE
    assert lecture.remarques == (), "nothing is said of what the table has no column for"


@pytest.mark.parametrize(
    ("entete", "valeur", "mois"),
    [
        ("Durée (ans)", 4, 48),
        ("Durée (jours)", 730, 24),
        ("Durée", "18 mois fermes", 18),
        ("Durée (ans)", "6 mois", 6),
        ("Durée", "12 mois + 2 x 6 mois", 24),
    ],
)
def test_a_duration_is_in_the_unit_its_heading_or_its_text_says(entete, valeur, mois):
    sortie = io.BytesIO()
    with xlsxwriter.Workbook(sortie) as classeur:
        page = classeur.add_worksheet()
        page.write_row(0, 0, ["N°", "Objet", entete, "Date de notification", "Attribution prévue"])
        page.write_row(1, 0, [12, "Gaz", valeur])
        page.write_datetime(1, 3, date(2024, 3, 1), classeur.add_format({"num_format": "dd/mm/yyyy"}))
        page.write(1, 4, "mars 2028")
    (lecture,) = lire(ouvrir("x.xlsx", sortie), acheteur_defaut=SIRET_VILLE)
    assert (lecture.marche.numero, lecture.marche.duree_mois) == ("12", mois)
    assert (lecture.marche.notifie_le, lecture.marche.attribution_prevue) == (date(2024, 3, 1), date(2028, 3, 1))
    assert ("date_au_mois", "attribution_prevue") in [(r.cause, r.champ) for r in lecture.remarques]


def test_dates_left_as_numbers_by_a_spreadsheet_are_put_right_and_said(lire_texte):
    (lecture,) = lire_texte("N°;Objet;Date de notification;Fin\n1;Gaz;45352;06/2027\n", acheteur_defaut=SIRET_VILLE)
    assert (lecture.marche.notifie_le, lecture.marche.fin) == (date(2024, 3, 1), date(2027, 6, 30))
    assert [r.cause for r in lecture.remarques] == ["date_excel", "date_au_mois"]


def test_titles_sections_and_notes_of_a_sheet_never_become_contracts(lire_texte):
    texte = (
        "N° marché;Objet;Titulaire;Montant HT;Date notification;Durée (mois)\n"
        "SUIVI DES MARCHÉS 2025;;;;;\n"
        "TRAVAUX;;;;;\n"
        "2025-01;Réfection de la voirie;Colas;85 000;03/03/2025;48\n"
        "N° marché;Objet;Titulaire;Montant HT;Date notification;Durée (mois)\n"
        "FOURNITURES ET SERVICES;FOURNITURES ET SERVICES;FOURNITURES ET SERVICES;;;\n"
        "2025-02;Papier;;;;\n"
        "Sous-total;;;97 000;;\n"
        "Source : service commande publique;;;;;\n"
    )
    lues = lire_texte(texte, acheteur_defaut=SIRET_VILLE)
    assert [une.marche.numero for une in lues if une.marche] == ["2025-01", "2025-02"]
    # Each is said in the report, should it be a contract after all.
    assert [une.remarques[0].cause for une in lues if not une.marche] == [
        "ligne_de_section", "ligne_de_section", "ligne_de_titres", "ligne_de_section", "ligne_de_total", "ligne_de_section",
    ]  # fmt: skip
