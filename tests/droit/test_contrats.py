"""Contracts in each case of the law, and those around each boundary of the qualification: what must be said, and what must not."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.diagnostic.lines import lire_faits
from knowledge.diagnostic.diagnostic import Diagnostic, diagnostiquer
from knowledge.droit.qualification import Permission
from knowledge.regles.conditions import Parmi, atomes
from knowledge.regles.faits import Intervalle
from tests.fixtures.knowledge import pack_reel

PACK = pack_reel()
JOUR = date(2026, 11, 28)


def juger(**contrat: Any) -> Diagnostic:
    faits, sans_reponse = lire_faits(PACK, contrat)
    return diagnostiquer(PACK, faits, JOUR, sans_reponse)


def dits(diagnostic: Diagnostic) -> set[str]:
    """Obligations by their id, actions as numbers, advice by its id."""
    return {
        *(due.obligation.id for due in diagnostic.obligations),
        *(str(action) for action in diagnostic.actions),
        *(propose.conseil.id for propose in diagnostic.conseils),
    }


def c(
    nature: str, montant: Any, duree: int | None = None, procedure: str | None = None, **autres: Any
) -> dict[str, Any]:
    connus = {"nature": nature, "montant_ht": montant, "duree_mois": duree, "procedure": procedure, **autres}
    return {nom: valeur for nom, valeur in connus.items() if valeur is not None}


F, S, T, M, C = "fournitures", "services", "travaux", "maitrise_oeuvre", "concession"
DIRECT, MAPA, AO = "sans_publicite", "mapa", "appel_offres"
ALERTES = {une.id for une in PACK.obligations if une.alerte}
PUBLICITES = {
    "publicite_adaptee", "publicite_nationale", "publicite_europeenne", "publicite_travaux_sous_dispense",
    "services_sociaux_sous_750k", "services_sociaux_publicite_europeenne",
}  # fmt: skip
DE_MARCHE = {"besoin", "avance", "paiement", "exclusions", "controle_legalite", "donnees_essentielles"}

# What is due there, and what must not be said.
RAPPORT: dict[str, tuple[dict[str, Any], set[str], set[str]]] = {
    "01 fournitures 59 999 direct": (c(F, 59999, 6, DIRECT), {"achat_direct_bon_usage", "achat_direct_donnees"}, ALERTES),
    "02 services 60 000 direct": (
        c(S, 60000, 6, DIRECT), {"achat_direct_seuil_atteint", "critere_et_clause_a_prevoir"},
        {"achat_direct_bon_usage", "negociation_libre"}),
    "03 45 000 le 31/03/2026": (c(S, 45000, 6, DIRECT, date_consultation="2026-03-31"), {"achat_direct_seuil_atteint"}, set()),
    "04 travaux 120 000 le 15/01/2027": (
        c(T, 120000, 6, DIRECT, date_consultation="2027-01-15"), {"achat_direct_travaux_a_confirmer"}, {"achat_direct_seuil_atteint"}),
    "05 voirie 99 000": (
        c(T, 99000, 3, MAPA, segments=["voirie"]), {"publicite_travaux_sous_dispense", "voirie_reemploi", "zero_phyto"}, ALERTES),
    "06 nettoyage 85 000 sur 36 mois": (
        c(S, 85000, 36, MAPA, segments=["nettoyage"], duree_ferme_mois=12), {"publicite_adaptee", "reprise_du_personnel"}, {"avance"}),
    "07 service social 120 000": (
        c(S, 120000, 12, MAPA, service_social_specifique=True), {"services_sociaux_sous_750k"}, {"publicite_nationale"} | ALERTES),
    "08 service social 500 000": (
        c(S, 500000, 12, MAPA, service_social_specifique=True), {"services_sociaux_sous_750k", "20"}, {"publicite_europeenne"} | ALERTES),
    "09 service social 900 000": (
        c(S, 900000, 12, MAPA, service_social_specifique=True), {"services_sociaux_publicite_europeenne"}, {"services_sociaux_sous_750k"}),
    "10 gardiennage 70 000": (
        c(S, 70000, 12, MAPA, service_social_specifique=True, gardiennage=True),
        {"11", "services_sociaux_sous_750k", "reprise_du_personnel"}, {"reserver_ess"}),
    "11 mobilier 215 999": (c(F, 215999, 12, MAPA, segments=["mobilier"]), {"publicite_nationale", "avance", "agec"}, ALERTES),
    "12 véhicules 216 000": (
        c(F, 216000, 12, AO, segments=["vehicules"]),
        {"vehicules_faibles_emissions", "publicite_europeenne", "pneus_rechapes", "sanctions_russie"}, ALERTES),
    "13 maîtrise d'œuvre neuve 280 000": (
        c(M, 280000, 24, AO, segments=["construction"]), {"concours_maitrise_oeuvre", "moe_mission_de_base"}, ALERTES - {"concours_maitrise_oeuvre"}),
    "14 travaux 5 404 000": (
        c(T, 5404000, 18, AO, segments=["construction"]),
        {"publicite_europeenne", "commission_appel_offres", "signature_formalisee", "sanctions_russie", "batiment_energie"}, ALERTES),
    "15 accord-cadre de 60 mois": (c(F, 200000, 60, MAPA, accord_cadre=True), {"accord_cadre_duree_maximale"}, set()),
    "16 délégation de 2 M€, 84 mois": (
        c(C, 2000000, 84, delegation_service_public=True, segments=[], service_social_specifique=False),
        {"delegation_etapes", "concession_duree", "concession_motifs", "concession_exclusions", "concession_rapport_annuel",
         "concession_controle_legalite", "concession_donnees_essentielles", "concession_valeur", "service_public_laicite"},
        DE_MARCHE | {"concession_delais"}),
    "17 concession de restauration 6 M€": (
        c(C, 6000000, 60, segments=["restauration_scolaire"]),
        {"concession_services_sociaux", "concession_controle_legalite", "restauration_scolaire_sans_plastique", "egalim"},
        {"concession_delais", "concession_publicite_complete", "concession_publicite", "preinformation", "une_seule_fois"}),
    "18 restauration 210 000 le 20/08/2026": (
        c(S, 210000, 12, MAPA, segments=["restauration_scolaire"], date_consultation="2026-08-20"),
        {"restauration_scolaire_sans_plastique", "egalim"}, {"critere_environnemental"}),
    "19 travaux 300 000 le 02/01/2027": (
        c(T, 300000, 6, MAPA, segments=["espaces_verts"], date_consultation="2027-01-02"), {"publicite_nationale", "zero_phyto"}, ALERTES),
    "20 MAPA 300 000 de services": (
        c(S, 300000, 12, MAPA, service_social_specifique=False, alloti=False),
        {"mapa_seuil_europeen_atteint", "commission_appel_offres", "signature_formalisee", "allotissement_motif_formalise"},
        {"20", "mapa_regles", "allotissement_motif_mapa"}),
    "21 trois fois 20 000": (c(S, 60000, 36, MAPA, duree_ferme_mois=12), {"publicite_adaptee"}, {"avance"}),
    "22 concession 30 000 sans publicité": (
        c(C, 30000, 24, DIRECT), {"concession_achat_direct", "concession_controle_legalite"},
        {"critere_environnemental", "critere_environnemental_concession", "concession_publicite"}),
    "a 300 000 à l'UGAP": (
        c(F, 300000, 12, DIRECT, centrale_achat=True), {"centrale_achat"},
        ALERTES | PUBLICITES | {"critere_et_clause_a_prevoir", "critere_environnemental", "11", "negociation_libre", "departage",
         "preinformation", "exclusions"}),
    "b livres 80 000": (
        c(F, 80000, 12, DIRECT, cas_particulier="livres"), {"achat_direct_bon_usage"}, {"achat_direct_seuil_atteint", "publicite_adaptee"}),
    "c appel d'offres 80 000": (c(F, 80000, 12, AO), {"appel_offres_regles"}, ALERTES | {"commission_appel_offres", "signature_formalisee"}),
    "d maîtrise d'œuvre de réhabilitation": (
        c(M, 280000, 24, AO, segments=["renovation"]), {"moe_mission_de_base"}, {"concours_maitrise_oeuvre"}),
    "e travaux 120 000 en 2027, MAPA": (c(T, 120000, 6, MAPA, date_consultation="2027-01-02"), {"publicite_nationale"}, ALERTES),
    "f travaux dans une cantine": (
        c(T, 150000, 6, MAPA, segments=["restauration_scolaire", "renovation"]), {"23"},
        {"13", "egalim", "restauration_scolaire_sans_plastique", "alimentation_sobre", "circuits_courts"}),
    "g appel d'offres social 900 000": (
        c(S, 900000, 12, AO, service_social_specifique=True), {"publicite_europeenne", "appel_offres_regles", "services_sociaux_attribution", "appel_offres_choisi"}, ALERTES),
}  # fmt: skip

FRONTIERES: dict[str, tuple[dict[str, Any], set[str], set[str]]] = {
    "concession : 400 000 € de participation n'est pas la valeur": (c(C, 400000), {"concession_valeur", "concession_motifs"}, {"concession_delais"}),
    "concession : 8 M€ de chiffre d'affaires": (
        c(C, 8000000, segments=["voirie"]), {"concession_delais", "clause_sociale_concession"}, {"concession_motifs"}),
    "concession : 5 403 999": (c(C, 5403999, segments=["voirie"]), {"concession_motifs"}, {"concession_delais", "clause_sociale_concession"}),
    "concession : 5 404 000": (c(C, 5404000, segments=["voirie"]), {"concession_delais", "clause_sociale_concession"}, set()),
    "concession : transport de 6 M€": (c(C, 6000000, segments=["transport"]), {"concession_motifs"}, {"concession_delais"}),
    "concession : eau potable de 20 M€": (
        c(C, 20000000, segments=[], eau_potable=True), {"concession_motifs"}, {"concession_delais", "concession_publicite_complete"}),
    "concession : 60 mois pile": (c(C, 2000000, 60), set(), {"concession_duree"}),
    "concession : 61 mois": (c(C, 2000000, 61), {"concession_duree"}, set()),
    "concession publiée de 2 M€": (c(C, 2000000, procedure=MAPA), {"concession_publicite", "concession_procedure_de_marche"}, {"publicite_nationale"}),
    "concession de travaux, sans service public": (c(C, 2000000, delegation_service_public=False), set(), {"delegation_etapes"}),
    "UGAP 50 000": (c(F, 50000, centrale_achat=True), {"centrale_achat"}, ALERTES | PUBLICITES | {"11", "achat_direct"}),
    "UGAP 120 000 en MAPA": (
        c(F, 120000, 12, MAPA, centrale_achat=True), {"centrale_achat"}, ALERTES | PUBLICITES | {"mapa_regles", "20", "14", "candidatures"}),
    "UGAP 6 M€ de travaux": (c(T, 6000000, 12, centrale_achat=True), {"centrale_achat"}, ALERTES | PUBLICITES | {"signature_formalisee"}),
    "3 périodes de 60 000": (c(S, 180000, 36, MAPA, duree_ferme_mois=12), {"avance", "17"}, set()),
    "3 périodes de 50 000 pile": (c(S, 150000, 36, MAPA, duree_ferme_mois=12), set(), {"avance"}),
    "3 périodes d'un mois": (c(S, 300000, 3, duree_ferme_mois=1), set(), {"avance"}),
    "300 000 sur 36 mois, période inconnue": (c(S, 300000, 36), {"avance", "17"}, set()),
    "travaux de 18 mois, toujours fermes": (c(T, 300000, 18), {"avance"}, set()),
    "accord-cadre, minimum 60 000": (c(F, 200000, 12, accord_cadre=True, montant_minimum_ht=60000), {"avance", "accord_cadre_montants"}, set()),
    "accord-cadre de 48 mois": (c(F, 200000, 48, accord_cadre=True), {"accord_cadre_montants"}, {"accord_cadre_duree_maximale"}),
    "accord-cadre de 50 000, aucun bon ne dépasse": (c(F, 50000, 12, accord_cadre=True), set(), {"avance"}),
    "social 749 999": (c(S, 749999, 12, MAPA, service_social_specifique=True), {"services_sociaux_sous_750k"}, {"services_sociaux_publicite_europeenne"}),
    "social 750 000": (c(S, 750000, 12, MAPA, service_social_specifique=True), {"services_sociaux_publicite_europeenne"}, {"services_sociaux_sous_750k"}),
    "social 50 000, aucun support": (c(S, 50000, 12, MAPA, service_social_specifique=True), {"mapa_regles"}, PUBLICITES),
    "services 89 999": (c(S, 89999, 12, MAPA), {"publicite_adaptee", "11"}, {"publicite_nationale"}),
    "services 90 000": (c(S, 90000, 12, MAPA), {"publicite_nationale", "11"}, {"publicite_adaptee"}),
    "services 90 001": (c(S, 90001, 12, MAPA), {"8"}, {"11"}),
    "fournitures 215 999 MAPA": (c(F, 215999, 12, MAPA), {"20", "mapa_regles"}, ALERTES | {"controle_legalite"}),
    "fournitures 216 000 MAPA": (
        c(F, 216000, 12, MAPA), {"mapa_seuil_europeen_atteint", "controle_legalite", "signature_formalisee"}, {"20", "mapa_regles"}),
    "travaux 5 403 999 négocié": (c(T, 5403999, 12, "procedure_negociee"), {"20"}, ALERTES),
    "travaux 5 404 000 négocié": (c(T, 5404000, 12, "procedure_negociee"), {"procedures_negociees_cas_limites", "20"}, set()),
    "innovant 99 999": (c(S, 99999, 12, DIRECT, cas_particulier="innovant"), {"achat_direct_bon_usage"}, ALERTES),
    "innovant 100 000": (c(S, 100000, 12, DIRECT, cas_particulier="innovant"), {"achat_direct_seuil_atteint"}, {"achat_direct_bon_usage"}),
    "livres 90 000": (c(F, 90000, 12, DIRECT, cas_particulier="livres"), {"achat_direct_seuil_atteint"}, set()),
    "après une consultation infructueuse": (
        c(S, 80000, 12, DIRECT, cas_particulier="infructueux"), {"achat_direct_infructueux"}, {"achat_direct_seuil_atteint"}),
    "après une consultation infructueuse, 200 000": (
        c(F, 200000, 12, DIRECT, cas_particulier="infructueux"), {"achat_direct_infructueux"}, {"publicite_nationale"}),
    "300 000 en lots, aucun montant de lot": (c(F, 300000, 12, MAPA, alloti=True), {"17", "avance"}, set()),
    "social 750 000 en appel d'offres": (
        c(S, 750000, 12, AO, service_social_specifique=True), {"services_sociaux_attribution"}, {"signature_formalisee"}),
    "social 749 999 en appel d'offres": (
        c(S, 749999, 12, AO, service_social_specifique=True), set(), {"services_sociaux_attribution"}),
    "petit lot en MAPA": (c(F, 300000, 12, MAPA, cas_particulier="petit_lot"), {"20", "mapa_regles"}, ALERTES | {"publicite_europeenne"}),
    "petit lot de travaux dans une opération de 6 M€": (
        c(T, 6000000, 12, MAPA, cas_particulier="petit_lot"), {"petit_lot_conditions", "mapa_regles"}, ALERTES | {"publicite_europeenne"}),
    "MOE 215 999 neuve": (c(M, 215999, 24, MAPA, segments=["construction"]), set(), {"concours_maitrise_oeuvre"}),
    "MOE de voirie 300 000": (c(M, 300000, 24, AO, segments=["voirie"]), set(), {"concours_maitrise_oeuvre", "moe_mission_de_base"}),
    "non alloti 215 999": (c(F, 215999, 12, MAPA, alloti=False), {"allotissement_motif_mapa", "14"}, {"allotissement_motif_formalise"}),
    "non alloti, appel d'offres de 80 000": (c(F, 80000, 12, AO, alloti=False), {"allotissement_motif_mapa"}, {"allotissement_motif_formalise"}),
    "restauration scolaire : service spécifique présumé": (
        c(S, 300000, 12, MAPA, segments=["restauration_scolaire"]), {"services_sociaux_sous_750k", "13"}, ALERTES),
    "traiteur de 20 000 € : équitable, pas réservé à l'ESS": (c(S, 20000, 2, DIRECT, segments=["traiteur"]), {"13"}, {"reserver_ess"}),
    "transport scolaire : laïcité": (c(S, 80000, 12, MAPA, segments=["transport"]), {"service_public_laicite"}, set()),
    "fournitures : pas de laïcité": (c(F, 80000, 12, MAPA, segments=["mobilier"], delegation_service_public=False), set(), {"service_public_laicite"}),
    "31 décembre 2025 : 220 999": (c(F, 220999, 12, MAPA, date_consultation="2025-12-31"), {"20"}, ALERTES),
}  # fmt: skip


# What a CPV code, or the family of an object, decides; and what a firm period does.
PRESUMES: dict[str, tuple[dict[str, Any], set[str], set[str]]] = {
    "CPV : formation de 300 000 en MAPA": (
        c(S, 300000, 12, MAPA, code_cpv="80511000"), {"services_sociaux_sous_750k", "20", "mapa_regles"},
        ALERTES | {"publicite_nationale", "publicite_europeenne"}),
    "CPV : crèche de 80 000, réservable sous condition": (
        c(S, 80000, 12, MAPA, code_cpv="85312110"), {"reserver_ess", "services_sociaux_sous_750k", "11"}, ALERTES),
    "CPV : crèche, structure sans mission de service public": (
        c(S, 80000, 12, MAPA, code_cpv="85312110", mission_service_public=False), {"11"}, {"reserver_ess"}),
    "CPV : gardiennage de 80 000, de la liste mais pas réservable": (
        c(S, 80000, 12, MAPA, code_cpv="79713000", mission_service_public=True), {"services_sociaux_sous_750k"},
        {"reserver_ess", "publicite_adaptee"}),
    "CPV : nettoyage de 300 000 en MAPA": (
        c(S, 300000, 12, MAPA, code_cpv="90910000", segments=["nettoyage"]), {"mapa_seuil_europeen_atteint"},
        {"mapa_regles", "services_sociaux_sous_750k", "reserver_ess"}),
    "CPV : festival de 300 000, rien n'est tranché": (
        c(S, 300000, 12, MAPA, code_cpv="79953000"), set(),
        {"mapa_seuil_europeen_atteint", "services_sociaux_sous_750k", "mapa_regles", "reserver_ess"}),
    "CPV : formation, l'acheteur dit le contraire": (
        c(S, 300000, 12, MAPA, code_cpv="80511000", service_social_specifique=False), {"mapa_seuil_europeen_atteint"},
        {"services_sociaux_sous_750k"}),
    "famille de la sécurité, 800 000": (
        c(S, 800000, 12, MAPA, code_cpv="797"), {"services_sociaux_publicite_europeenne", "services_sociaux_attribution"},
        {"mapa_seuil_europeen_atteint", "signature_formalisee"}),
    "concession dont le code CPV est une formation, 6 M€": (
        c(C, 6000000, 60, segments=[], code_cpv="80530000"), {"concession_services_sociaux"}, {"concession_delais"}),
    "4 périodes fermes d'un an à 50 000": (c(S, 200000, 48, MAPA, duree_ferme_mois=12), set(), {"avance"}),
    "4 ans fermes, 200 000": (c(S, 200000, 48, MAPA, duree_ferme_mois=48), {"avance", "17"}, set()),
    "2 ans fermes puis 2 fois 1 an, 110 000": (c(S, 110000, 48, MAPA, duree_ferme_mois=24), {"avance"}, set()),
    "voirie publiée à 95 000": (c(T, 95000, 3, MAPA, segments=["voirie"]), {"publicite_travaux_sous_dispense"}, {"publicite_nationale"}),
    "achat direct refusé : la procédure à suivre": (
        c(S, 80000, 12, DIRECT), {"procedure_adaptee_a_suivre", "achat_direct_seuil_atteint"}, {"appel_offres_a_suivre"}),
    "MAPA refusé : l'appel d'offres à suivre": (
        c(F, 300000, 12, MAPA), {"appel_offres_a_suivre", "mapa_seuil_europeen_atteint"}, {"procedure_adaptee_a_suivre"}),
    "innovant 120 000 : relèvement à confirmer": (
        c(S, 120000, 12, DIRECT, cas_particulier="innovant"), {"achat_innovant_a_confirmer", "achat_direct_seuil_atteint"},
        {"achat_direct_bon_usage"}),
    "social 400 000 non alloti": (
        c(S, 400000, 24, MAPA, service_social_specifique=True, alloti=False), {"allotissement_motif_social"},
        {"allotissement_motif_formalise", "allotissement_motif_mapa"}),
    "concession de transport de marchandises de 6 M€": (
        c(C, 6000000, 60, segments=["transport"], transport_voyageurs=False, service_social_specifique=False),
        {"concession_delais"}, {"concession_motifs"}),
}  # fmt: skip


@pytest.mark.parametrize(
    ("contrat", "dus", "tus"),
    [*RAPPORT.values(), *FRONTIERES.values(), *PRESUMES.values()],
    ids=[*RAPPORT, *FRONTIERES, *PRESUMES],
)
def test_what_is_due_is_said_and_nothing_false(contrat: dict[str, Any], dus: set[str], tus: set[str]) -> None:
    trouves = dits(juger(**contrat))
    assert dus <= trouves
    assert not tus & trouves


def test_the_advance_of_lots_is_never_computed_on_the_whole() -> None:
    divise = juger(nature=F, montant_ht=75000, duree_mois=12, alloti=True, titulaire_moins_50_salaries=False)
    assert divise.qualification.avance_due is None
    assert (divise.avance.legale_ttc, divise.avance.base_ttc, divise.avance.minimale_ht) == (None, None, None)
    entier = juger(nature=F, montant_ht=75000, duree_mois=12, alloti=False, titulaire_moins_50_salaries=False)
    assert entier.qualification.avance_due is True
    assert entier.avance.legale_ttc == 4500
    petits = juger(nature=F, montant_ht=50000, duree_mois=12, alloti=True)
    assert petits.qualification.avance_due is False


def test_a_firm_period_is_what_the_advance_is_counted_on() -> None:
    fermes = juger(nature=S, montant_ht=240000, duree_mois=48, duree_ferme_mois=12, alloti=False)
    assert fermes.qualification.avance_due is True
    assert (fermes.avance.base_ttc, fermes.avance.legale_ttc) == (72000, 3600)
    inconnue = juger(nature=S, montant_ht=240000, duree_mois=48, alloti=False)
    assert (inconnue.qualification.avance_due, inconnue.avance.due) == (None, None)


def test_a_presumption_is_told_and_never_kept() -> None:
    presume = juger(nature=S, montant_ht=300000, procedure=MAPA, code_cpv="80511000")
    assert any("code CPV" in dit and "à confirmer" in dit for dit in presume.qualification.presumes)
    assert {"service_social_specifique", "liste_ess"}.isdisjoint(presume.faits)
    famille = juger(nature=S, montant_ht=300000, procedure=MAPA, code_cpv="797")
    assert any("la famille de son objet" in dit for dit in famille.qualification.presumes)
    contredit = juger(nature=S, montant_ht=300000, procedure=MAPA, code_cpv="80511000", service_social_specifique=False)
    assert not any("code CPV" in dit for dit in contredit.qualification.presumes)


def test_what_hangs_on_a_list_that_is_presumed_is_to_be_confirmed() -> None:
    presume = juger(nature=S, montant_ht=300000, code_cpv="80511000", procedure=MAPA).qualification
    assert presume.procedures["mapa"] is Permission.A_CONFIRMER
    assert not presume.publicite_sure
    dit = juger(nature=S, montant_ht=300000, service_social_specifique=True, procedure=MAPA).qualification
    assert dit.procedures["mapa"] is Permission.PERMISE
    assert dit.publicite_sure
    petit = juger(nature=S, montant_ht=70000, code_cpv="80511000", procedure=MAPA).qualification
    assert petit.procedures["mapa"] is Permission.PERMISE


def test_a_code_says_nothing_of_goods_or_works() -> None:
    assert (
        juger(nature=F, montant_ht=300000, procedure=MAPA, code_cpv="80511000")
        .complet.presumes.keys()
        .isdisjoint({"service_social_specifique"})
    )


def test_publicity_is_said_as_it_is_due() -> None:
    assert (
        juger(nature=S, montant_ht=900000, procedure=MAPA, service_social_specifique=True).qualification.publicite
        == "joue"
    )
    assert juger(nature=T, montant_ht=95000, procedure=MAPA).qualification.publicite == "a_confirmer"
    assert juger(nature=C, montant_ht=8000000).qualification.manque


def test_thirty_percent_are_not_refused_to_small_lots() -> None:
    lots = juger(nature=F, montant_ht=300000, duree_mois=12, alloti=True)
    assert ("avance_bonifiee", "sous_condition") in {(r.regle.id, r.verdict) for r in lots.recommandations}
    assert lots.avance.bonifiee_ht is None
    entier = juger(nature=F, montant_ht=300000, duree_mois=12, alloti=False)
    assert "avance_bonifiee" not in {r.regle.id for r in entier.recommandations}


def test_a_contest_is_for_the_file_to_settle() -> None:
    neuf = juger(nature=M, montant_ht=280000, procedure=AO, segments=["construction"]).qualification
    assert neuf.procedures["appel_offres"] is Permission.A_CONFIRMER
    rehabilite = juger(nature=M, montant_ht=280000, procedure=AO, segments=["renovation"]).qualification
    assert rehabilite.procedures["appel_offres"] is Permission.PERMISE


def test_nothing_is_qualified_of_a_contract_of_which_nothing_is_known() -> None:
    qualifiee = juger().qualification
    assert (qualifiee.regime, qualifiee.publicite, qualifiee.avance_due) == (None, None, None)
    assert set(qualifiee.procedures.values()) == {None}


def test_a_date_left_open_is_judged_over_its_days() -> None:
    faits, _ = lire_faits(PACK, {"nature": T, "montant_ht": 120000, "procedure": DIRECT})
    ouverte = faits.apprendre("date_consultation", Intervalle(date(2026, 12, 15), date(2027, 1, 31)))
    diagnostic = diagnostiquer(PACK, ouverte, JOUR)
    assert diagnostic.qualification.procedures["sans_publicite"] is None
    assert {"achat_direct_seuil_atteint", "achat_direct_travaux_a_confirmer"}.isdisjoint(dits(diagnostic))


CHOIX: dict[str, list[Any]] = {
    "nature": [F, S, T, M, C],
    "montant_ht": [8000, 25000, 59999, 60000, 90000, 100000, 140000, 215999, 216000, 750000, 5404000, 9000000],
    "duree_mois": [2, 12, 36, 61],
    "duree_ferme_mois": [1, 12],
    "procedure": [DIRECT, MAPA, AO, "procedure_negociee", "dialogue_competitif"],
    "service_social_specifique": [True, False],
    "centrale_achat": [True, False],
    "cas_particulier": ["aucun", "petit_lot", "innovant", "livres", "infructueux"],
    "alloti": [True, False],
    "segments": [["restauration_scolaire"], ["transport"], ["voirie"], ["construction"], []],
    "date_consultation": ["2025-12-31", "2026-04-01", "2026-11-28", "2027-01-02"],
}


@settings(max_examples=300)
@given(st.fixed_dictionaries({}, optional={nom: st.sampled_from(valeurs) for nom, valeurs in CHOIX.items()}))
def test_nothing_recommends_a_procedure_that_the_qualification_refuses(contrat: dict[str, Any]) -> None:
    if contrat.get("nature") == C and contrat.get("procedure") not in (None, DIRECT):
        return
    diagnostic = juger(**contrat)
    refusees = diagnostic.qualification.refusees
    conseillees = [(r.regle.id, r.regle.quand) for r in diagnostic.recommandations]
    conseillees += [(d.obligation.id, d.obligation.quand) for d in diagnostic.obligations if not d.obligation.alerte]
    for identifiant, quand in conseillees:
        nommees = {frozenset(a.valeurs) for a in atomes(quand) if isinstance(a, Parmi) and a.fait == "procedure"}
        # A rule of that procedure alone: what the right one will ask is no advice to follow the wrong one.
        if contrat.get("procedure") == MAPA and "mapa" in refusees:
            assert nommees != {frozenset({MAPA})}, identifiant
    if diagnostic.qualification.centrale:
        assert not (ALERTES - {"accord_cadre_duree_maximale"} | PUBLICITES) & dits(diagnostic)
    if diagnostic.qualification.procedures.get("mapa") is Permission.REFUSEE:
        assert "mapa_regles" not in dits(diagnostic)
        assert diagnostic.signaux["negociation"] != "regle"
