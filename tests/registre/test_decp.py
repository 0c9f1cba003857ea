"""Every known fault of the published data: put right where it proves itself, kept out and said where it does not."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from knowledge.registre.causes import causes
from knowledge.registre.marche import Titulaire
from tests.registre.conftest import SIRET_A, SIRET_B, SIRET_VILLE


def test_a_complete_record_is_read_without_a_word(marche, lire_un):
    contrat, remarques = lire_un(marche())
    assert remarques == []
    assert (contrat.acheteur_id, contrat.numero, contrat.concession) == (SIRET_VILLE, "2024M01", False)
    assert (contrat.nature, contrat.nature_deduite, contrat.procedure) == ("services", True, "appel_offres")
    assert (contrat.cpv, contrat.montant_ht, contrat.duree_mois) == ("90911200", Decimal("345678.90"), 48)
    assert (contrat.notifie_le, contrat.publie_le) == (date(2024, 3, 15), date(2024, 4, 2))
    assert contrat.titulaires == (Titulaire("SIRET", SIRET_A),)
    assert contrat.accord_cadre is True
    assert contrat.decp["considerationsSociales"] == ["Clause sociale"]
    assert contrat.decp["procedure"] == "Appel d'offres ouvert"
    assert contrat.groupe == f"{SIRET_VILLE}/2024M01"


# --- objects ----------------------------------------------------------------------------------------------------------


def test_an_object_that_lost_its_accents_is_kept_and_marked(marche, lire_un):
    contrat, remarques = lire_un(marche(objet="R\ufffdfection de la toiture"))
    assert contrat.objet == "R\ufffdfection de la toiture"
    assert remarques == [("douteux", "objet_caracteres_perdus", "objet", contrat.objet)]


@pytest.mark.parametrize(
    ("longueur", "fin", "dit"),
    [(250, "x", True), (255, "x", True), (256, "x", True), (251, "x", False), (250, ".", False)],
)
def test_an_object_cut_at_a_known_length_is_kept_and_marked(marche, lire_un, longueur, fin, dit):
    objet = ("Réfection " * 30)[: longueur - 1] + fin
    contrat, remarques = lire_un(marche(objet=objet))
    assert contrat.objet == " ".join(objet.split())
    assert ("objet_tronque" in [remarque[1] for remarque in remarques]) is dit


def test_tags_and_entities_of_web_pages_are_taken_away(marche, lire_un):
    contrat, remarques = lire_un(marche(objet="Crèche <b>municipale</b><br />\n Lot 2 et#8211; Jeux &amp; jouets"))
    assert (contrat.objet, remarques) == ("Crèche municipale Lot 2 – Jeux & jouets", [])


# --- names ------------------------------------------------------------------------------------------------------------


def test_a_name_of_more_than_200_signs_is_cut_and_marked(marche, lire_un):
    nom = "Entreprise " * 30
    titulaire = {"titulaire": {"typeIdentifiant": "SIRET", "id": SIRET_A, "denominationSociale": nom}}
    contrat, remarques = lire_un(marche(titulaires=[titulaire]))
    assert [len(un.nom) for un in contrat.titulaires] == [200]
    assert [remarque[1] for remarque in remarques] == ["nom_trop_long"]


# --- dates ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "ecrite", ["2018-12-17", "2018-12-17+01:00", "2018-12-17Z", "2018-12-17T00:00:00", "17/12/2018", "2018-12-17 00:00"]
)
def test_a_date_is_read_however_it_is_written(marche, lire_un, ecrite):
    contrat, remarques = lire_un(marche(dateNotification=ecrite))
    assert (contrat.notifie_le, remarques) == (date(2018, 12, 17), [])


@pytest.mark.parametrize(
    ("ecrite", "cause"),
    [
        ("0218-03-01", "date_annee_impossible"),
        ("2218-03-01", "date_annee_impossible"),
        ("2018-02-30", "date_impossible"),
        ("bientôt", "date_illisible"),
        ("24", "date_illisible"),
        ("03/2018", "date_illisible"),
    ],
)
def test_a_date_that_cannot_be_is_kept_out_and_said(marche, lire_un, ecrite, cause):
    contrat, remarques = lire_un(marche(dateNotification=ecrite))
    assert contrat.notifie_le is None
    assert remarques == [("douteux", cause, "notifie_le", None)]


def test_no_notification_date_is_said(marche, lire_un):
    for vide in (None, "", "NC"):
        contrat, remarques = lire_un(marche(dateNotification=vide))
        assert contrat.notifie_le is None
        assert remarques == [("douteux", "valeur_absente", "notifie_le", None)]


def test_published_long_before_it_was_notified_one_date_is_not_believed(marche, lire_un):
    contrat, remarques = lire_un(marche(dateNotification="2024-03-15", datePublicationDonnees="2023-11-02"))
    assert (contrat.notifie_le, contrat.publie_le) == (date(2024, 3, 15), None)
    assert remarques == [("douteux", "publie_avant_notifie", "publie_le", None)]
    contrat, remarques = lire_un(marche(dateNotification="2024-03-15", datePublicationDonnees="2024-03-14"))
    assert (contrat.publie_le, remarques) == (date(2024, 3, 14), [])


# --- CPV --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ecrit", "lu", "cause"),
    [
        ("90911200", "90911200", None),
        ("90911200-8", "90911200", None),
        ("90911200-8 ", "90911200", None),
        ("909112008", "90911200", None),
        ("90911 200", "90911200", None),
        (90911200, "90911200", None),
        ("3221200", "03221200", "cpv_zero_perdu"),
        (9310000, "09310000", "cpv_zero_perdu"),
        ("3310000-5", "03310000", "cpv_zero_perdu"),
        ("3310000", None, "cpv_ambigu"),
        ("12345678", None, "cpv_hors_nomenclature"),
        ("1234567", None, "cpv_hors_nomenclature"),
        ("90911200-3", None, "cpv_cle_fausse"),
        ("0", None, "cpv_illisible"),
        ("nettoyage", None, "cpv_illisible"),
        ("90911200-8 - Services de nettoyage de bâtiments", "90911200", "cpv_avec_libelle"),
        ("", None, "valeur_absente"),
    ],
)
def test_a_cpv_code_is_kept_when_the_nomenclature_or_its_key_proves_it(marche, lire_un, ecrit, lu, cause):
    contrat, remarques = lire_un(marche(codeCPV=ecrit))
    assert contrat.cpv == lu
    assert [remarque[1] for remarque in remarques] == ([cause] if cause else [])


# --- amounts and durations --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ecrit", "lu"),
    [
        (120000, "120000"),
        (120000.5, "120000.50"),
        ("120000.0", "120000"),
        ("120 000,50", "120000.50"),
        ("120\u202f000,5\u00a0€", "120000.50"),
        ("1.234.567,89", "1234567.89"),
        ("120 k€ HT", "120000"),
        ("1,2 M€", "1200000"),
        ("226105.8000", "226105.80"),
        (571117.6000000001, "571117.60"),
    ],
)
def test_an_amount_is_read_however_it_is_written(marche, lire_un, ecrit, lu):
    contrat, remarques = lire_un(marche(montant=ecrit))
    if lu == "1234567.89":
        assert remarques == [("douteux", "montant_bouchon", "montant_ht", None)]
    else:
        assert (contrat.montant_ht, remarques) == (Decimal(lu), [])


@pytest.mark.parametrize(
    ("ecrit", "cause"),
    [
        (0, "montant_nul"),
        (1, "montant_nul"),
        ("0.01", "montant_nul"),
        (-500, "montant_negatif"),
        (1e17, "montant_aberrant"),
        (10**17, "montant_aberrant"),
        ("21630113500010", "montant_aberrant"),
        (99999999, "montant_bouchon"),
        (123456.78, "montant_bouchon"),
        ("12,500", "montant_ambigu"),
        ("12.500", "montant_ambigu"),
        ("120 000 TTC", "montant_ttc"),
        ("à voir", "montant_illisible"),
        (True, "montant_illisible"),
    ],
)
def test_an_amount_that_cannot_be_a_price_is_kept_out_and_said(marche, lire_un, ecrit, cause):
    contrat, remarques = lire_un(marche(montant=ecrit))
    assert contrat.montant_ht is None
    assert remarques == [("douteux", cause, "montant_ht", None)]


def test_the_source_that_lost_its_decimal_commas_is_divided_and_said(lire_un):
    contrat, remarques = lire_un(
        {
            "Iddumarche": "70001", "SIRETacheteur": SIRET_VILLE, "Nature": "Marché simple", "Objetmarche": "Chaises de bureau",
            "CodeCPV": "39112000-0", "Procedure": "Procédure adaptée", "Dureemois": "12", "Datenotification": "30/01/2019",
            "MontantinitialHt": "1200050", "Montantprevu": "1200050", "Typeprix": "Fermes", "Siret_Titulaire": SIRET_A, "Role": "TI",
        }
    )  # fmt: skip
    assert contrat.montant_ht == Decimal("12000.50")
    assert remarques == [("corrige", "montant_sans_virgule", "montant_ht", "12000.50")]
    assert (contrat.notifie_le, contrat.procedure, contrat.nature) == (date(2019, 1, 30), "mapa", "fournitures")
    assert (contrat.titulaires, contrat.decp["typesPrix"]) == ((Titulaire("SIRET", SIRET_A),), ["Définitif ferme"])


@pytest.mark.parametrize(
    ("ecrite", "mois", "cause"),
    [
        (48, 48, None),
        ("48.0", 48, None),
        ("3 ans", 36, None),
        (240, 240, None),
        (1095, 36, "duree_en_jours"),
        (1460, 48, "duree_en_jours"),
        (365, 12, "duree_en_jours"),
        (2000, None, "duree_aberrante"),
        (500, None, "duree_aberrante"),
        (0, None, "duree_nulle"),
        (7.5, 8, "duree_arrondie"),
        ("Non disponible", None, "valeur_absente"),
        ("longtemps", None, "duree_illisible"),
    ],
)
def test_a_duration_in_days_is_converted_when_it_is_whole_years_and_else_kept_out(marche, lire_un, ecrite, mois, cause):
    contrat, remarques = lire_un(marche(dureeMois=ecrite))
    assert contrat.duree_mois == mois
    assert [remarque[1] for remarque in remarques] == ([cause] if cause else [])


# --- nature, procedure, enumerations -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "nature",
    [
        "Marché",
        "MARCHE",
        "marché",
        "March\ufffd",
        "Marché simple",
        "Marché subséquent",
        "MARCHE SUBSEQUENT",
        "Marché fractionné à tranches",
    ],
)
def test_every_spelling_of_a_marche_is_a_marche(marche, lire_un, nature):
    contrat, remarques = lire_un(marche(nature=nature))
    assert (contrat.decp["nature"], remarques) == ("Marché", [])


@pytest.mark.parametrize("nature", ["Accord-cadre", "ACCORD-CADRE", "Accord cadre"])
def test_the_older_format_said_framework_agreement_in_the_nature(marche, lire_un, nature):
    contrat, _ = lire_un(marche(nature=nature, techniques=None))
    assert (contrat.accord_cadre, contrat.decp["techniques"], contrat.decp["nature"]) == (
        True,
        ["Accord-cadre"],
        "Marché",
    )


def test_a_framework_agreement_is_denied_only_by_who_lists_techniques_and_orders_nothing(marche, lire_un):
    sans = {"technique": ["Sans objet"]}
    assert lire_un(marche(techniques=sans))[0].accord_cadre is None
    assert (
        lire_un(marche(techniques=sans, modalitesExecution={"modaliteExecution": ["Tranches"]}))[0].accord_cadre
        is False
    )
    assert lire_un(marche(techniques=None, modalitesExecution=None))[0].accord_cadre is None


@pytest.mark.parametrize(
    ("ecrite", "fait", "officielle"),
    [
        ("Procédure adaptée", "mapa", "Procédure adaptée"),
        ("Proc\ufffddure adapt\ufffde", "mapa", "Procédure adaptée"),
        ("Appel d offres ouvert", "appel_offres", "Appel d'offres ouvert"),
        ("Appel d’offres restreint", "appel_offres", "Appel d'offres restreint"),
        ("Procédure concurrentielle avec négociation", "procedure_negociee", "Procédure avec négociation"),
        ("Procédure négociée avec mise en concurrence préalable", "procedure_negociee", "Procédure avec négociation"),
        ("Marché négocié sans publicité ni mise en concurrence préalable", "sans_publicite", "Marché passé sans publicité ni mise en concurrence préalable"),
        ("Dialogue compétitif", "dialogue_competitif", "Dialogue compétitif"),
        ("Appel d'offres", "appel_offres", None),
        ("Autre", None, None),
    ],
)  # fmt: skip
def test_procedures_become_the_values_of_our_fact(marche, lire_un, ecrite, fait, officielle):
    contrat, remarques = lire_un(marche(procedure=ecrite))
    assert (contrat.procedure, contrat.decp.get("procedure"), remarques) == (fait, officielle, [])


def test_a_procedure_of_concessions_on_a_marche_is_kept_out(marche, lire_un):
    contrat, remarques = lire_un(marche(procedure="Procédure négociée ouverte"))
    assert contrat.procedure is None
    assert remarques == [("douteux", "procedure_d_un_autre_contrat", "procedure", None)]


@pytest.mark.parametrize(
    ("cpv", "objet", "nature"),
    [
        ("45233140", "Réfection de voirie", "travaux"),
        ("39112000", "Chaises", "fournitures"),
        ("90911200", "Nettoyage", "services"),
        ("71240000", "Maîtrise d'œuvre pour la construction d'une école", "maitrise_oeuvre"),
        ("71240000", "Ma\ufffdtrise d'uvre d'une école", "maitrise_oeuvre"),
        ("71240000", "Assistance à maîtrise d'ouvrage", None),
        ("71240000", "Étude urbaine", None),
        ("71631000", "Contrôle technique", "services"),
        ("45000000", "Maîtrise d'œuvre de l'école", None),
        ("31625200", "Maintenance des alarmes incendie", None),
        ("31625200", "Fourniture et maintenance d'alarmes", "fournitures"),
        (None, "Travaux", None),
    ],
)
def test_a_nature_is_deduced_only_where_the_code_and_the_object_leave_no_doubt(marche, lire_un, cpv, objet, nature):
    contrat, _ = lire_un(marche(codeCPV=cpv, objet=objet))
    assert (contrat.nature, contrat.nature_deduite) == (nature, nature is not None)


@pytest.mark.parametrize(
    ("ecrit", "lu"),
    [
        (True, True),
        ("true", True),
        ("oui", True),
        ("OUI", True),
        ("False", False),
        ("non", False),
        ("NC", None),
        ("0", False),
    ],
)
def test_booleans_are_read_in_any_words(marche, lire_un, ecrit, lu):
    contrat, remarques = lire_un(marche(marcheInnovant=ecrit))
    assert (contrat.decp.get("marcheInnovant"), remarques) == (lu, [])


def test_a_boolean_that_is_none_is_said(marche, lire_un):
    assert lire_un(marche(marcheInnovant="peut-être"))[1] == [("douteux", "booleen_illisible", "marcheInnovant", None)]


@pytest.mark.parametrize(
    "ecrites",
    [
        {"considerationSociale": ["Clause sociale", "Critère social"]},
        ["Clause sociale", "Critère social"],
        [{"considerationSociale": "Clause sociale"}, {"considerationSociale": "Critère social"}],
        "Clause sociale | Critère social",
        "Clause sociale, critère social",
        "Clause sociale et Critère social",
        "['Clause sociale', 'Critère social']",
        '{"considerationSociale": ["Clause sociale", "Crit\\u00e8re social"]}',
        "Clause sociale;Crit\ufffdre social",
    ],
)
def test_considerations_that_combine_values_are_all_read(marche, lire_un, ecrites):
    contrat, remarques = lire_un(marche(considerationsSociales=ecrites))
    assert (contrat.decp["considerationsSociales"], remarques) == (["Clause sociale", "Critère social"], [])


def test_considerations_that_contradict_themselves_or_are_unknown_are_kept_out(marche, lire_un):
    contrat, remarques = lire_un(marche(considerationsSociales=["Pas de considération sociale", "Clause sociale"]))
    assert "considerationsSociales" not in contrat.decp
    assert remarques == [("douteux", "valeurs_contraires", "considerationsSociales", None)]
    contrat, remarques = lire_un(marche(considerationsSociales=["Clause sociale", "Clause de style"]))
    assert contrat.decp["considerationsSociales"] == ["Clause sociale"]
    assert remarques == [("douteux", "valeur_inconnue", "considerationsSociales", None)]


def test_the_price_form_of_the_older_format_is_the_price_type_of_the_new(marche, lire_un):
    for ancienne, nouvelle in (
        ("Ferme", "Définitif ferme"),
        ("Ferme et actualisable", "Définitif actualisable"),
        ("Révisable", "Définitif révisable"),
    ):
        contrat, remarques = lire_un(marche(formePrix=ancienne, typesPrix=None))
        assert (contrat.decp["typesPrix"], "formePrix" in contrat.decp, remarques) == ([nouvelle], False, [])


@pytest.mark.parametrize(
    ("ecrit", "lu", "cause"),
    [
        (
            {"code": "63113", "typeCode": "CODE COMMUNE", "nom": "x"},
            {"code": "63113", "typeCode": "Code commune"},
            None,
        ),
        ('{"code": "63", "typeCode": "Code d\\u00e9partement"}', {"code": "63", "typeCode": "Code département"}, None),
        ({"code": 63000, "typeCode": "Code Postal", "nom ": "x"}, {"code": "63000", "typeCode": "Code postal"}, None),
        (
            {"code": "RE", "typeCode": "Code département"},
            {"code": "974", "typeCode": "Code département"},
            "lieu_outre_mer",
        ),
        ({"code": "63000", "typeCode": "Code département"}, None, "lieu_code"),
        ({"code": "DEP", "typeCode": "Code département"}, None, "lieu_code"),
        ({"code": "63"}, None, None),
        ("", None, None),
    ],
)
def test_a_place_is_kept_when_its_code_fits_its_kind(marche, lire_un, ecrit, lu, cause):
    contrat, remarques = lire_un(marche(lieuExecution=ecrit))
    assert contrat.decp.get("lieuExecution") == lu
    assert [remarque[1] for remarque in remarques] == ([cause] if cause else [])


def test_shares_are_between_nought_and_one(marche, lire_un):
    assert lire_un(marche(tauxAvance="30 %"))[0].decp["tauxAvance"] == 0.3
    contrat, remarques = lire_un(marche(tauxAvance=30))
    assert (contrat.decp["tauxAvance"], remarques[0][1]) == (0.3, "part_en_pour_cent")
    contrat, remarques = lire_un(marche(origineUE=0.2, origineFrance=0.5))
    assert "origineUE" not in contrat.decp
    assert [remarque[1] for remarque in remarques] == ["origines_contraires"]


# --- buyers -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "acheteur",
    [
        {"acheteur": {"id": SIRET_VILLE, "nom": "Ville"}},
        {"acheteur.id": SIRET_VILLE, "acheteur.nom": "Ville"},
        {"acheteur_id": SIRET_VILLE, "acheteur_nom": "Ville"},
        {"SIRETacheteur": SIRET_VILLE, "Nomacheteur": "Ville"},
        {"acheteur": f"{{'id': '{SIRET_VILLE}', 'nom': 'Ville'}}"},
        {"acheteur_id": int(SIRET_VILLE), "acheteur_nom": "Ville"},
        {"acheteur_id": "216 301 135 00010", "acheteur_nom": "Ville"},
    ],
)
def test_a_buyer_is_found_nested_or_flat(marche, lire_un, acheteur):
    contrat, remarques = lire_un({**marche(acheteur=None), **acheteur})
    assert (contrat.acheteur_id, contrat.acheteur_nom, remarques) == (SIRET_VILLE, "Ville", [])


def test_a_buyer_whose_check_digit_is_wrong_is_kept_and_marked(marche, lire_un):
    contrat, remarques = lire_un(marche(acheteur={"id": "21630113500011"}))
    assert contrat.acheteur_id == "21630113500011"
    assert remarques == [("douteux", "siret_cle_fausse", "acheteur_id", "21630113500011")]


@pytest.mark.parametrize(
    ("changement", "cause"),
    [
        ({"acheteur": None}, "acheteur_absent"),
        ({"acheteur": {"id": ""}}, "acheteur_absent"),
        ({"acheteur": {"id": "216301135"}}, "acheteur_siren"),
        ({"acheteur": {"id": "ville"}}, "acheteur_illisible"),
        ({"acheteur": {"nom": "Ville"}}, "acheteur_inconnu"),
        ({"id": None}, "numero_absent"),
        ({"id": "NC"}, "numero_absent"),
        ({"id": "0000000000"}, "numero_absent"),
        ({"id": "2,02E+15"}, "numero_scientifique"),
        ({"id": "M" * 201}, "numero_demesure"),
    ],
)
def test_a_record_that_nothing_names_is_set_aside(marche, lire_json, changement, cause):
    (lecture,) = lire_json(marche(**changement))
    assert (lecture.marche, lecture.regroupe_avec) == (None, None)
    assert [(r.gravite.value, r.cause) for r in lecture.remarques] == [("ecarte", cause)]


def test_the_national_identifier_gives_the_number_when_it_is_missing(marche, lire_un):
    assert lire_un({**marche(id=None), "uid": f"{SIRET_VILLE}2024M01"})[0].numero == "2024M01"
    (_,) = [lire_un({**marche(), "uid": "x"})]


# --- holders ----------------------------------------------------------------------------------------------------------

DEUX = (Titulaire("SIRET", SIRET_B, "Beta"), Titulaire("SIRET", SIRET_A, "Alpha"))


@pytest.mark.parametrize(
    "titulaires",
    [
        {"titulaires": [{"typeIdentifiant": "SIRET", "id": SIRET_A, "denominationSociale": "Alpha"}, {"typeIdentifiant": "SIRET", "id": SIRET_B, "denominationSociale": "Beta"}]},
        {"titulaires": [{"titulaire": {"typeIdentifiant": "Siret", "id": SIRET_A, "denominationSociale": "Alpha"}}, {"titulaire": {"typeIdentifiant": "siret", "id": SIRET_B, "denominationSociale": "Beta"}}]},
        {"titulaires": {"titulaire": [{"typeIdentifiant": "SIRET", "id": SIRET_A, "denominationSociale": "Alpha"}, {"id": SIRET_B, "denominationSociale": "Beta"}]}},
        {"titulaires": f"[{{'typeIdentifiant': 'SIRET', 'id': '{SIRET_A}', 'denominationSociale': 'Alpha'}}, {{'id': '{SIRET_B}', 'denominationSociale': 'Beta'}}]"},
        {"titulaires.1.id": SIRET_A, "titulaires.1.denominationSociale": "Alpha", "titulaires.2.id": SIRET_B, "titulaires.2.denominationSociale": "Beta", "titulaires.3.id": ""},
        {"titulaires.1.id": f"['{SIRET_A}', '{SIRET_B}']", "titulaires.1.typeIdentifiant": "['SIRET', 'SIRET']", "titulaires.1.denominationSociale": "['Alpha', 'Beta']"},
    ],
)  # fmt: skip
def test_holders_are_read_in_every_shape(marche, lire_un, titulaires):
    contrat, remarques = lire_un({**marche(titulaires=None), **titulaires})
    assert (contrat.titulaires, remarques) == (tuple(sorted(DEUX)), [])


@pytest.mark.parametrize(
    ("titulaire", "lu", "cause"),
    [
        ({"id": SIRET_A, "typeIdentifiant": ""}, Titulaire("SIRET", SIRET_A), None),
        ({"id": "732 829 320 00074"}, Titulaire("SIRET", SIRET_A), None),
        ({"id": "5680065901468"}, Titulaire("SIRET", "05680065901468"), "siret_zero_perdu"),
        ({"id": SIRET_A, "typeIdentifiant": "TVA"}, Titulaire("SIRET", SIRET_A), "titulaire_type"),
        (
            {"id": "FR 40 303 265 045", "typeIdentifiant": "TVA_INTRACOMMUNAUTAIRE"},
            Titulaire("TVA", "FR40303265045"),
            None,
        ),
        ({"id": "DE136695976"}, Titulaire("TVA", "DE136695976"), "titulaire_type"),
        ({"id": "732829320", "typeIdentifiant": "SIRET"}, Titulaire("SIREN", "732829320"), "titulaire_siren"),
        ({"id": "73282932000075", "denominationSociale": "Alpha"}, Titulaire("", "", "Alpha"), "titulaire_identifiant"),
        (
            {"id": "Alpha et fils", "typeIdentifiant": "SIRET"},
            Titulaire("", "", "Alpha et fils"),
            "titulaire_identifiant",
        ),
        ({"id": "NC", "denominationSociale": "Alpha"}, Titulaire("", "", "Alpha"), None),
        ({"id": "CHE-123", "typeIdentifiant": "HORS_UE"}, Titulaire("HORS-UE", "CHE123"), None),
    ],
)
def test_a_holder_keeps_the_number_that_proves_itself(marche, lire_un, titulaire, lu, cause):
    contrat, remarques = lire_un(marche(titulaires=[titulaire]))
    assert contrat.titulaires == (lu,)
    assert [remarque[1] for remarque in remarques] == ([cause] if cause else [])


def test_a_printed_list_that_would_be_a_program_is_only_a_text(marche, lire_un):
    contrat, _ = lire_un(marche(titulaires="[__import__('os').system('true')]"))
    assert all(titulaire.identifiant == "" for titulaire in contrat.titulaires)
    assert lire_un(marche(titulaires="[" * 5000))[0].numero == "2024M01"


# --- amendments -------------------------------------------------------------------------------------------------------


def test_amendments_are_numbered_in_the_order_of_their_dates(marche, lire_un):
    def modification(numero, jour, **reste):
        return {
            "modification": {
                "id": numero,
                "dateNotificationModification": jour,
                "datePublicationDonneesModification": jour,
                **reste,
            }
        }

    contrat, remarques = lire_un(
        marche(
            modifications=[
                modification(1, "2025-03-01", montant="400000.00"),
                modification(1, "2024-09-01", dureeMois=50),
            ]
        )
    )
    assert [(m.numero, m.notifiee_le, m.duree_mois, m.montant_ht) for m in contrat.modifications] == [
        (1, date(2024, 9, 1), 50, None),
        (2, date(2025, 3, 1), None, Decimal(400000)),
    ]
    assert remarques == [("corrige", "modifications_numerotees", "modifications", "1, 2")]


@pytest.mark.parametrize(
    "modifications", ["[]", [], "", None, [{"modification": {"id": 1}}], '[{"titulaires": [{"titulaire": "id"}]}]']
)
def test_an_amendment_that_says_nothing_is_none(marche, lire_un, modifications):
    contrat, remarques = lire_un(marche(modifications=modifications))
    assert (contrat.modifications, remarques) == ((), [])


def test_the_amount_of_the_amendment_itself_is_not_taken_for_that_of_the_contract(marche, lire_un):
    une = {"dateNotificationModification": "2024-09-01", "montant": 150}
    contrat, remarques = lire_un(marche(modifications=[une]))
    assert contrat.modifications[0].montant_ht is None
    assert remarques == [("douteux", "modification_sans_mesure", "modifications", None)]


# --- rows that have shifted, other shapes -----------------------------------------------------------------------------


def test_a_row_whose_columns_have_shifted_is_set_aside(lire_texte):
    entetes = "id,acheteur_id,objet,codeCPV,procedure,dureeMois,dateNotification,montant,formePrix\n"
    bonne = f"1,{SIRET_VILLE},Vêtements,18100000,Procédure adaptée,12,2024-01-10,50000,Ferme\n"
    decalee = f"2,{SIRET_VILLE},Costumes (hommes),tailleurs (femmes),18222100-2,Procédure adaptée,12,2024-01-10,50000\n"
    un, deux = lire_texte(entetes + bonne + decalee)
    assert un.marche is not None
    assert [(r.gravite.value, r.cause) for r in deux.remarques] == [("ecarte", "ligne_decalee")]
    assert "Costumes" in deux.extrait


def test_what_the_collectors_added_is_no_part_of_the_record(marche, lire_un):
    contrat, _ = lire_un(
        {**marche(codeCPV=None), "_cpv8": "90911200", "_nature3": "services", "_type": "Contrat de concession"}
    )
    assert (contrat.cpv, contrat.nature, contrat.concession) == (None, None, False)


def test_concessions_of_both_formats_are_read(lire_json, lire_un):
    ancienne = {
        "id": "2019DSP01", "autoriteConcedante": {"id": SIRET_VILLE, "nom": "Ville"}, "nature": "Délégation de service public",
        "objet": "Fourrière", "procedure": "Procédure négociée restreinte", "dureeMois": 60, "dateSignature": "2019-01-10",
        "datePublicationDonnees": "2019-01-17", "dateDebutExecution": "2019-1-16", "valeurGlobale": "176000.00",
        "montantSubventionPublique": "0.00", "codeCPV": "50118110",
        "concessionnaires": [{"typeIdentifiant": "SIRET", "id": SIRET_A, "denominationSociale": "Alpha"}],
        "donneesExecution": [{"donneesAnnuelles": {"datePublicationDonneesExecution": "2020-02-01", "depensesInvestissement": 0, "tarifs": [{"tarif": {"intituleTarif": "Enlèvement", "tarif": 120}}]}}],
    }  # fmt: skip
    contrat, remarques = lire_un(ancienne)
    assert remarques == []
    assert (contrat.concession, contrat.nature, contrat.procedure) == (True, "concession", None)
    assert (contrat.montant_ht, contrat.notifie_le) == (Decimal(176000), date(2019, 1, 10))
    assert contrat.titulaires == (Titulaire("SIRET", SIRET_A, "Alpha"),)
    assert contrat.decp["nature"] == "Délégation de service public"
    assert contrat.decp["procedure"] == "Procédure négociée restreinte"
    assert (contrat.decp["dateDebutExecution"], contrat.decp["montantSubventionPublique"]) == ("2019-01-16", 0)
    assert contrat.decp["donneesExecution"][0]["tarifs"] == [{"intituleTarif": "Enlèvement", "tarif": 120}]
    nouvelle = {**ancienne, "concessionnaires": [{"concessionnaire": {"typeIdentifiant": "SIRET", "id": SIRET_A}}]}
    (lecture,) = lire_json(concessions=[nouvelle])
    assert lecture.marche.titulaires == (Titulaire("SIRET", SIRET_A),)


def test_every_cause_that_the_code_names_is_worded():
    racine = Path(__file__).parents[2]
    dossiers = (racine / "knowledge" / "registre", racine / "bot" / "registre")
    texte = "\n".join(fichier.read_text("utf-8") for dossier in dossiers for fichier in dossier.glob("*.py"))
    nommees = set(re.findall(r'notes\.(?:douteux|corrige|ecarte)\(\s*"([a-z_]+)"', texte))
    nommees |= set(re.findall(r'Gravite\.[A-Z]+, "([a-z_]+)"', texte))
    nommees |= set(re.findall(r'_faute\(\s*[^,]+, "([a-z_]+)"', texte))
    nommees |= set(re.findall(r'FichierRefuseError\("([a-z_]+)"', texte))
    nommees |= set(re.findall(r'return None, "([a-z_]+)"', texte))
    assert len(nommees) > 50
    # What a SIRET is when it is none: whoever asks says it in the words of the buyer or of the holder.
    assert nommees - set(causes()) == {"siren_seul", "siret_illisible"}
    assert {cle for cle in causes() if f'"{cle}"' not in texte} == set(), "worded, and never said"
    for cle, cause in causes().items():
        assert cause.quoi.endswith("."), cle
        assert cause.faire.endswith("."), cle
