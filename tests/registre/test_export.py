"""What is complete is published as official, what is not is told; our own tables come back as they went."""

import io
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.registre.colonnes import proposer
from knowledge.registre.export_decp import Incomplet, exporter
from knowledge.registre.export_tableau import entetes, exporter_csv, rangee
from knowledge.registre.fichiers import ouvrir
from knowledge.registre.marche import MarcheLu, Modification, Titulaire
from knowledge.registre.regroupement import lire
from tests.registre.conftest import SIRET_A, SIRET_B, SIRET_VILLE


def en_json(*contrats):
    sortie = io.StringIO()
    incomplets = exporter(contrats, sortie)
    return json.loads(sortie.getvalue())["marches"], incomplets


def sans_suite(contrat):
    """What the file says, without what is computed from it."""
    return replace(contrat, remarques=(), groupe="", version="")


def en_csv(contrats):
    octets = io.BytesIO()
    texte = io.TextIOWrapper(octets, "utf-8-sig", newline="")
    exporter_csv(contrats, texte)
    texte.flush()
    return io.BytesIO(octets.getvalue())


def relus(fichier):
    source = ouvrir("export", fichier)
    assert not proposer(source.entetes, source.echantillon).a_confirmer
    return [lecture.marche for lecture in lire(source)]


def test_an_official_record_comes_back_as_it_went(marche, lire_un):
    entier = marche(
        codeCPV="90911200",
        idAccordCadre="AC1",
        modifications=[{"modification": {"id": 1, "dateNotificationModification": "2024-09-01", "datePublicationDonneesModification": "2024-09-10", "montant": 400000, "titulaires": [{"titulaire": {"typeIdentifiant": "SIRET", "id": SIRET_B}}]}}],
        actesSousTraitance=[{"acteSousTraitance": {"id": 1, "sousTraitant": {"typeIdentifiant": "SIRET", "id": SIRET_B}, "dureeMois": 12, "dateNotification": "2024-06-01", "datePublicationDonnees": "2024-06-10", "montant": 20000, "variationPrix": "Ferme"}}],
        modificationsActesSousTraitance=[{"modificationActeSousTraitance": {"id": 1, "dureeMois": 14, "dateNotificationModificationSousTraitance": "2024-08-01", "datePublicationDonnees": "2024-08-10", "montant": 25000}}],
    )  # fmt: skip
    contrat, remarques = lire_un(entier)
    ecrit, incomplets = en_json(contrat)
    assert (remarques, incomplets, ecrit["contrat-concession"]) == ([], [], [])
    assert ecrit["marche"] == [entier]


def test_a_concession_comes_back_as_it_went(lire_json):
    entiere = {
        "id": "C1", "autoriteConcedante": {"id": SIRET_VILLE}, "nature": "Concession de service", "objet": "Fourrière",
        "procedure": "Procédure négociée ouverte", "dureeMois": 60, "dateSignature": "2024-01-10", "datePublicationDonnees": "2024-01-17",
        "dateDebutExecution": "2024-02-01", "valeurGlobale": 176000, "montantSubventionPublique": 0,
        "concessionnaires": [{"concessionnaire": {"typeIdentifiant": "SIRET", "id": SIRET_A}}],
        "donneesExecution": [{"donneesAnnuelles": {"datePublicationDonneesExecution": "2025-02-01", "depensesInvestissement": 10.5, "tarifs": [{"tarif": {"intituleTarif": "Jour", "tarif": 12}}]}}],
        "considerationsSociales": {"considerationSociale": ["Concession réservée"]},
        "considerationsEnvironnementales": {"considerationEnvironnementale": ["Pas de considération environnementale"]},
        "modifications": [{"modification": {"id": 1, "dateSignatureModification": "2024-06-01", "datePublicationDonneesModification": "2024-06-02", "valeurGlobale": 180000}}],
    }  # fmt: skip
    (lecture,) = lire_json(concessions=[entiere])
    ecrit, incomplets = en_json(lecture.marche)
    assert (ecrit, incomplets) == ({"marche": [], "contrat-concession": [entiere]}, [])


@pytest.mark.parametrize(
    ("changement", "manque"),
    [
        ({"montant": 0}, "montant"),
        ({"dureeMois": None}, "dureeMois"),
        ({"marcheInnovant": "NC"}, "marcheInnovant"),
        ({"procedure": "Appel d'offres"}, "procedure"),
        ({"titulaires": [{"titulaire": {"typeIdentifiant": "SIRET", "id": SIRET_A}}, {"titulaire": {"typeIdentifiant": "SIRET", "id": "Beta"}}]}, "titulaires"),
        ({"id": "un-numéro-trop-long"}, "id"),
        ({"objet": "x" * 1001}, "objet"),
        ({"modifications": [{"modification": {"id": 1, "dateNotificationModification": "2024-09-01"}}]}, "modifications"),
        ({"considerationsSociales": ["Concession réservée"]}, "considerationsSociales"),
    ],
)  # fmt: skip
def test_what_lacks_something_is_told_and_not_filled_in(marche, lire_un, changement, manque):
    contrat, _ = lire_un(marche(**changement))
    ecrit, incomplets = en_json(contrat)
    assert ecrit["marche"] == []
    assert incomplets == [Incomplet(SIRET_VILLE, contrat.numero, (manque,))]


COMPLET = MarcheLu(
    acheteur_id=SIRET_VILLE, numero="0024", acheteur_nom="Ville", objet="=Réfection ; de \"l'école\"\u00a0: lot 2", cpv="03221200", nature="services",
    nature_deduite=True, procedure="mapa", accord_cadre=True, montant_ht=Decimal("234567.50"), duree_mois=36, notifie_le=date(2024, 3, 1),
    publie_le=date(2024, 3, 20), titulaires=(Titulaire("", "", "Sans numéro"), Titulaire("SIRET", SIRET_A, "Alpha ; Frères"), Titulaire("TVA", "DE136695976", "")),
    modifications=(Modification(1, date(2024, 9, 1), 48, Decimal("130000.25"), (Titulaire("SIRET", SIRET_B, "Beta"),), date(2024, 9, 9)),), lot="2",
    decp={"nature": "Marché", "procedure": "Procédure adaptée", "techniques": ["Accord-cadre"], "considerationsSociales": ["Clause sociale", "Critère social"], "tauxAvance": 0.3,
          "offresRecues": 4, "marcheInnovant": False, "lieuExecution": {"code": "01004", "typeCode": "Code commune"}, "origineUE": 0.07, "origineFrance": 0},
    recurrent=True, fin=date(2027, 2, 28), attribution_prevue=date(2027, 1, 1), direction="-Direction", referent="@Camille",
)  # fmt: skip


def test_our_own_table_is_read_back_without_a_question():
    complet = replace(COMPLET, objet=" ".join(COMPLET.objet.split()))
    nu = MarcheLu(acheteur_id=SIRET_VILLE, numero="2")
    concession = MarcheLu(acheteur_id=SIRET_VILLE, numero="3", concession=True, nature="concession", decp={"nature": "Concession de service", "dateDebutExecution": "2024-01-01", "montantSubventionPublique": 0})  # fmt: skip
    dit = MarcheLu(
        acheteur_id=SIRET_VILLE,
        numero="4",
        nature="maitrise_oeuvre",
        procedure="appel_offres",
        recurrent=False,
        accord_cadre=False,
    )
    assert [sans_suite(contrat) for contrat in relus(en_csv([complet, nu, concession, dit]))] == [
        complet,
        nu,
        concession,
        dit,
    ]


def test_what_people_change_in_our_table_is_read(lire_texte):
    texte = en_csv([COMPLET]).getvalue().decode("utf-8-sig")
    change = texte.replace(";oui;'-Direction;'@Camille;", ";non;Patrimoine;Dominique;").replace("234567,50", "140000")
    assert change != texte
    (lecture,) = lire_texte(change)
    assert (lecture.marche.recurrent, lecture.marche.direction, lecture.marche.referent) == (
        False,
        "Patrimoine",
        "Dominique",
    )
    assert lecture.marche.montant_ht == Decimal(140000)


def test_no_cell_is_a_formula():
    texte = en_csv([COMPLET]).getvalue().decode("utf-8-sig")
    assert "'=Réfection" in texte
    assert "'@Camille" in texte
    assert len(rangee(COMPLET)) == len(entetes())


TEXTE = st.text(
    st.characters(
        codec="utf-8", exclude_characters="&<", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp", "Cf", "Cn", "Co")
    ),
    min_size=1,
    max_size=20,
)


@settings(max_examples=80 * settings.default.max_examples // 100, deadline=None)
@given(
    st.builds(
        MarcheLu,
        acheteur_id=st.just(SIRET_VILLE),
        numero=st.from_regex(r"[A-Z0-9]{1,8}[1-9]", fullmatch=True),
        direction=st.none() | TEXTE.map(lambda t: f"dir {t}"),
        referent=st.none() | st.sampled_from(["=1+1", "+33", "-x", "@a", "'b", "''=c"]),
        montant_ht=st.none() | st.decimals(2, 900_000, places=2).map(lambda d: d if d != d.to_integral_value() else d.quantize(Decimal(1))),
        duree_mois=st.none() | st.integers(1, 240),
        notifie_le=st.none() | st.dates(date(1990, 1, 1), date(2099, 12, 31)),
        fin=st.none() | st.dates(date(1990, 1, 1), date(2099, 12, 31)),
        recurrent=st.none() | st.booleans(),
        titulaires=st.lists(st.builds(Titulaire, st.just("SIRET"), st.sampled_from([SIRET_A, SIRET_B]), TEXTE.map(lambda t: f"Sté {t}")), max_size=2, unique_by=lambda t: t.identifiant).map(lambda liste: tuple(sorted(liste))),
    )
)  # fmt: skip
def test_any_contract_survives_our_table(contrat):
    bouchon = contrat.montant_ht is not None and str(contrat.montant_ht).startswith(("12345", "9876"))
    if not bouchon:
        (relu,) = relus(en_csv([contrat]))
        assert sans_suite(relu) == contrat
