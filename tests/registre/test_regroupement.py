"""Records of one contract are joined whatever their order, lots are told apart, and the counts add up."""

import io
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.registre.fichiers import ouvrir
from knowledge.registre.lots import groupe_de, lire_lot, tronc_de
from knowledge.registre.marche import Titulaire
from knowledge.registre.regroupement import compter, lire
from tests.registre.conftest import SIRET_A, SIRET_B, SIRET_METROPOLE, SIRET_VILLE


def lectures(enregistrements):
    contenu = "\n".join(json.dumps(un) for un in enregistrements) or "{}"
    return list(lire(ouvrir("x", io.BytesIO(contenu.encode()))))


def contrats(lues):
    return {(c.acheteur_id, c.numero): c for une in lues if (c := une.marche) is not None}


def un_titulaire(siret, nom=""):
    return [{"titulaire": {"typeIdentifiant": "SIRET", "id": siret, "denominationSociale": nom}}]


def test_co_holders_told_by_a_row_each_are_joined(marche, lire_json):
    lues = lire_json(
        marche(titulaires=un_titulaire(SIRET_B, "Beta")), marche(titulaires=un_titulaire(SIRET_A, "Alpha"))
    )
    (contrat,) = contrats(lues).values()
    assert contrat.titulaires == (Titulaire("SIRET", SIRET_B, "Beta"), Titulaire("SIRET", SIRET_A, "Alpha"))
    assert sorted((une.marche is not None, une.regroupe_avec is not None) for une in lues) == [
        (False, True),
        (True, False),
    ]
    (jointe,) = [une for une in lues if une.regroupe_avec]
    assert jointe.remarques[0].cause == "cotitulaire"


def test_the_same_record_twice_counts_once(marche, lire_json):
    une, autre = lire_json(marche(), marche())
    assert (une.ligne, autre.regroupe_avec, autre.remarques[0].cause) == (1, 1, "doublon")


@pytest.mark.parametrize(
    ("ancien", "recent"),
    [
        ({"montant": 100000}, {"montant": 110000, "datePublicationDonnees": "2024-05-01"}),
        ({"montant": 100000}, {"montant": 110000, "modifications": [{"modification": {"id": 1, "dateNotificationModification": "2024-06-01", "dureeMois": 50}}]}),
        ({"montant": 100000, "objet": None}, {"montant": 110000}),
    ],
)  # fmt: skip
def test_of_two_tellings_the_latest_then_the_most_complete_is_kept_and_the_other_is_said(
    marche, lire_json, ancien, recent
):
    for ordre in ((ancien, recent), (recent, ancien)):
        lues = lire_json(*(marche(**changement) for changement in ordre))
        (contrat,) = contrats(lues).values()
        assert contrat.montant_ht == Decimal(110000)
        (jointe,) = [une for une in lues if une.regroupe_avec]
        assert ("version_anterieure", "montant_ht", "100000", "110000") in [
            (r.cause, r.champ, r.lu, r.retenu) for r in jointe.remarques
        ]


def test_two_contracts_under_one_number_are_not_taken_for_one(marche, lire_json):
    un = marche(titulaires=un_titulaire(SIRET_A), objet="Contrôle technique du collège", montant=18000)
    autre = marche(
        titulaires=un_titulaire(SIRET_B),
        objet="Fourniture de barrières",
        montant=90000,
        datePublicationDonnees="2024-06-01",
    )
    lues = lire_json(un, autre)
    (contrat,) = contrats(lues).values()
    assert contrat.objet == "Fourniture de barrières"
    (ecartee,) = [une for une in lues if une.marche is None]
    assert ecartee.regroupe_avec is None
    assert (ecartee.remarques[0].gravite.value, ecartee.remarques[0].cause) == ("ecarte", "numero_partage")
    assert "Contrôle technique" in ecartee.remarques[0].lu


def test_lots_that_share_a_number_are_contracts_of_one_consultation(marche, lire_json):
    lues = lire_json(
        marche(objet="Réhabilitation de l'école (2 lots): Lot 1 : Gros œuvre", montant=300000),
        marche(objet="Réhabilitation de l'école (2 lots): Lot 2 : Peinture", montant=40000),
    )
    pris = contrats(lues)
    assert sorted(numero for _, numero in pris) == ["2024M01-L1", "2024M01-L2"]
    assert {contrat.lot for contrat in pris.values()} == {"1", "2"}
    assert len({contrat.groupe for contrat in pris.values()}) == 1
    assert all("numero_partage_par_lots" in [r.cause for r in une.remarques] for une in lues)


# --- rows of the flat tables -------------------------------------------------------------------------------------------

ENTETES = "uid,id,codeCPV,acheteur_id,titulaire_id,montant,dateNotification,procedure,dureeMois,offresRecues"


def rangee(titulaire=SIRET_A, montant="100000", jour="2024-03-01", duree="12"):
    return f"{SIRET_VILLE}M1,M1,45214200,{SIRET_VILLE},{titulaire},{montant},{jour},Procédure adaptée,{duree},3"


def test_the_rows_of_amendments_go_to_their_contract(lire_texte):
    lignes = [rangee(), rangee(titulaire=SIRET_B), rangee(jour="2024-09-01", montant="120000"), rangee(jour="2024-09-01", montant="120000", titulaire=SIRET_B), rangee(jour="2024-12-01", montant="120000", duree="14")]  # fmt: skip
    for ordre in (lignes, lignes[::-1]):
        lues = lire_texte("\n".join([ENTETES, *ordre]))
        (contrat,) = contrats(lues).values()
        assert (contrat.notifie_le, contrat.montant_ht, contrat.duree_mois) == (date(2024, 3, 1), Decimal(100000), 12)
        assert {un.identifiant for un in contrat.titulaires} == {SIRET_A, SIRET_B}
        premiere, seconde = contrat.modifications
        assert (premiere.notifiee_le, premiere.montant_ht, premiere.duree_mois, premiere.titulaires) == (
            date(2024, 9, 1),
            Decimal(120000),
            None,
            (),
        )
        assert (seconde.notifiee_le, seconde.montant_ht, seconde.duree_mois) == (date(2024, 12, 1), None, 14)
        assert compter(lues) == {"lus": 5, "pris": 1, "regroupes": 4, "ecartes": 0}


def test_another_contract_under_the_number_keeps_its_amendments_away(lire_texte):
    lues = lire_texte("\n".join([ENTETES, rangee(), rangee(titulaire=SIRET_B, montant="90000"), rangee(jour="2024-09-01", montant="110000"), rangee(titulaire=SIRET_B, jour="2024-09-02", montant="95000")]))  # fmt: skip
    (contrat,) = contrats(lues).values()
    assert len({une.identifiant for une in contrat.titulaires}) == 1
    assert len(contrat.modifications) == 1
    assert [r.cause for une in lues if une.marche is None and une.regroupe_avec is None for r in une.remarques] == [
        "numero_partage"
    ] * 2


def test_a_later_row_of_other_holders_and_another_amount_is_no_amendment(lire_texte):
    lues = lire_texte("\n".join([ENTETES, rangee(), rangee(titulaire=SIRET_B, jour="2024-09-01", montant="700000")]))
    (contrat,) = contrats(lues).values()
    assert (contrat.modifications, [r.cause for r in contrat.remarques]) == ((), [])
    assert [r.cause for une in lues if une.marche is None for r in une.remarques] == ["numero_partage"]
    cession = lire_texte("\n".join([ENTETES, rangee(), rangee(titulaire=SIRET_B, jour="2024-09-01")]))
    (contrat,) = contrats(cession).values()
    assert [un.identifiant for un in contrat.modifications[0].titulaires] == [SIRET_B]


def test_an_amendment_row_out_of_all_proportion_keeps_its_date_and_not_its_amount(lire_texte):
    lues = lire_texte("\n".join([ENTETES, rangee(), rangee(jour="2024-09-01", montant="900")]))
    (contrat,) = contrats(lues).values()
    assert (contrat.modifications[0].notifiee_le, contrat.modifications[0].montant_ht) == (date(2024, 9, 1), None)
    assert {r.cause for r in contrat.remarques} == {"lignes_de_modification", "modification_sans_mesure"}


# --- lots ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("objet", "lot"),
    [
        ("Travaux : Lot 2 : Peinture", "2"),
        ("Travaux - LOT N°03", "3"),
        ("Travaux lot n\ufffd 12 sols", "12"),
        ("Denrées, lots 1, 2 et 3", "1, 2 et 3"),
        ("Lot 2A : menuiseries", "2A"),
        ("Lot II - Voirie", "II"),
        ("Gaz (3 lots)", None),
        ("Lot 1 : Lot 1 – 2470 maçonnerie", "1"),
        ("Lot 5 - 3 cages d'escalier", "5"),
        ("Achat de lots de cadeaux", None),
        ("Pilotage", None),
    ],
)
def test_the_lot_is_read_in_the_object(objet, lot):
    assert lire_lot(objet) == lot


def test_the_lots_of_one_consultation_share_their_group_and_nobody_else():
    def groupe(objet, numero="1", jour=date(2024, 3, 1), acheteur=SIRET_VILLE, accord=None):
        return groupe_de(acheteur, numero, objet, lire_lot(objet), jour, accord)

    un = groupe("Rénovation du gymnase (2 lots) - Lot 1 : Gros œuvre")
    assert groupe("RENOVATION DU GYMNASE : lot n° 02, peinture", "2", date(2024, 4, 20)) == un
    assert groupe("Rénovation du gymnase - Lot 2", jour=date(2026, 4, 20)) != un
    assert groupe("Rénovation du gymnase - Lot 2", acheteur=SIRET_METROPOLE) != un
    assert groupe("Rénovation de la mairie - Lot 1") != un
    assert groupe("Rénovation du gymnase") == f"{SIRET_VILLE}/1"
    assert groupe("Lot 1 : peinture", "2024-07-1") == groupe("Lot 2 : sols", "2024-07-2")
    assert groupe("Lot 1 : peinture", "A24") != groupe("Lot 2 : sols", "A25")
    assert groupe("Gaz et électricité lot 1", accord="AC1", jour=date(2023, 1, 1)) == groupe(
        "Gaz et électricité lot 2", accord="AC1"
    )
    assert tronc_de("Lot 3") == ""


# --- laws -------------------------------------------------------------------------------------------------------------

NUMEROS = st.sampled_from(["M1", "M2", "M3", "0000", ""])
ENREGISTREMENT = st.fixed_dictionaries(
    {
        "id": NUMEROS,
        "acheteur": st.fixed_dictionaries({"id": st.sampled_from([SIRET_VILLE, SIRET_METROPOLE, "x"])}),
        "objet": st.sampled_from(["Gymnase : Lot 1 : sols", "Gymnase : Lot 2 : peinture", "Chaises de bureau", "Étude de sols", None]),
        "montant": st.sampled_from([50000, 60000, 0]),
        "dateNotification": st.sampled_from(["2024-01-10", "2024-02-10", None]),
        "datePublicationDonnees": st.sampled_from(["2024-03-01", "2024-03-02"]),
        "titulaires": st.sampled_from([un_titulaire(SIRET_A), un_titulaire(SIRET_B), un_titulaire(SIRET_B, "Beta"), []]),
    }
)  # fmt: skip
RANGEE = st.builds(
    lambda titulaire, montant, jour, duree: dict(zip(ENTETES.split(","), rangee(titulaire, montant, jour, duree).split(","), strict=True)),
    st.sampled_from([SIRET_A, SIRET_B, "x"]),
    st.sampled_from(["50000", "60000", "0"]),
    st.sampled_from(["2024-01-10", "2024-02-10", ""]),
    st.sampled_from(["12", "24"]),
)  # fmt: skip


@settings(max_examples=150 * settings.default.max_examples // 100, deadline=None)
@given(st.lists(ENREGISTREMENT | RANGEE, min_size=1, max_size=9), st.randoms())
def test_the_order_of_records_changes_nothing_and_nothing_is_lost(enregistrements, hasard):
    lues = lectures(enregistrements)
    melanges = enregistrements[:]
    hasard.shuffle(melanges)
    autres = lectures(melanges)
    assert contrats(lues) == contrats(autres)
    assert len([1 for une in lues if une.marche]) == len(contrats(lues)), "no key comes twice"
    for dites in (lues, autres):
        assert sorted(une.ligne for une in dites) == list(range(1, len(enregistrements) + 1))
        comptes = compter(dites)
        assert comptes["pris"] + comptes["regroupes"] + comptes["ecartes"] == comptes["lus"] == len(enregistrements)
        prises = {une.ligne for une in dites if une.marche}
        assert all(une.regroupe_avec in prises for une in dites if une.regroupe_avec)
        assert all(une.remarques for une in dites if une.marche is None)
    assert lectures(enregistrements) == lues, "reading twice gives the same"


@settings(max_examples=60 * settings.default.max_examples // 100, deadline=None)
@given(ENREGISTREMENT)
def test_a_contract_read_again_after_another_file_has_the_same_key_group_and_version(enregistrement):
    seul = contrats(lectures([enregistrement]))
    accompagne = contrats(lectures([enregistrement, {**enregistrement, "id": "autre"}]))
    for cle, contrat in seul.items():
        assert accompagne[cle] == replace(contrat)
        assert contrat.version == accompagne[cle].version


def test_lots_are_of_one_consultation_though_each_has_an_agreement_of_its_own():
    """As real profiles publish them: `idAccordCadre` is the lot's own number, in one spelling or another."""
    dits = (
        (("2024-MAP-0016-2", "2024-MAP-0016-2"), ("2024-MAP-0016-4", "2024-MAP-0016-4"), ("2024-MAP0016-3", "2024-MAP0016-3")),
        (("24-06041", "2024-06-041-PS"), ("24-06042", "2024-06-042-PS")),
        (("2024-0401-00", "2024.04.01"), ("2024-0402-00", "2024.04.2"), ("2024-0403-00", "2024.04.3")),
    )  # fmt: skip
    for numeros in dits:
        groupes = {
            groupe_de(
                SIRET_VILLE, numero, f"Restauration de l'église : lot {rang}", str(rang), date(2024, 5, rang), accord
            )
            for rang, (numero, accord) in enumerate(numeros, 1)
        }
        assert len(groupes) == 1, numeros
