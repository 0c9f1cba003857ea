"""Every computed figure against plain SQL; what must hold of all of them; what nobody knows is no figure."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Date, bindparam, insert, select, text

from handlers.indicateurs.mots import couvre
from handlers.indicateurs.tableau_de_bord import (
    Mesures,
    a_reparer,
    annees_connues,
    contrats_derriere,
    ecarts,
    figer,
    figes,
    lignes_du_classeur,
    tableau_de_bord,
    tableaux_de_bord,
)
from knowledge.indicateurs.calcul import de_json, en_json
from knowledge.plan.declaration import SENS_UNIQUE
from knowledge.plan.tableau_de_bord import SANS_DIRECTION, Dashboard, Genre, Requete, Valeur
from storage.base import Base
from storage.suivi.records import EtapeRecord
from storage.suivi.repository import passage
from tests.indicateurs.semis import ETAPES, NOW, achat, saisie, semer

JOUR = date(2026, 11, 25)
ANNEES = (2024, 2025, 2026)
# What ended without an award never was a contract.
CONTRAT = "(a.conclu IS NOT TRUE OR a.attribue IS TRUE)"
PLAN = "a.acheteur IN ('ville', 'metropole', '?')"
# The bits of a line, as the documentation of the table gives them.
BITS = {"proposee": 1, "visee": 2 | 4, "ciblee": 4, "inscrite": 8, "realisee": 16, "ecartee": 32}


def ligne(action, etape, et="1 = 1"):
    """The contracts that have a line of that action which reached that step."""
    return (
        "EXISTS (SELECT 1 FROM suivis s WHERE s.achat_id = a.id "
        f"AND s.action = {action} AND (s.passage & {BITS[etape]}) <> 0 AND {et})"
    )


def deux(action, un, autre):
    return (
        f"EXISTS (SELECT 1 FROM suivis s WHERE s.achat_id = a.id AND s.action = {action} "
        f"AND (s.passage & {BITS[un]}) <> 0 AND (s.passage & {BITS[autre]}) <> 0)"
    )


# What tells whether a step is reached: itself, that it was given up, or that somebody said how it stands (64, 128).
DIT = {"inscrite": 8 | 32 | 64, "realisee": 16 | 32 | 128}


def dite(action, etape, dans=None):
    """The contracts of which somebody told whether that step of that action is reached."""
    aussi = "" if dans is None else f"AND (s.passage & {BITS[dans]}) <> 0 "
    return (
        f"EXISTS (SELECT 1 FROM suivis s WHERE s.achat_id = a.id AND s.action = {action} {aussi}"
        f"AND (s.passage & {DIT[etape]}) <> 0)"
    )


def part_action(action, etape="inscrite", dans="visee"):
    return part(deux(action, etape, dans), dite(action, etape, dans), ligne(action, dans))


def part(de, dans, sur=None):
    """A share: what counts, among what (which says it)."""
    return (f"SELECT 100.0 * sum(CASE WHEN ({dans}) AND ({de}) THEN 1 ELSE 0 END) / nullif(sum(CASE WHEN {dans} THEN 1 ELSE 0 END), 0)", sur)  # fmt: skip


def connu(trait, dans, sur=None):
    return part(f"a.{trait} IS TRUE", f"({dans}) AND a.{trait} IS NOT NULL", sur or dans)


def un_seul_sens(trait, dans, sur=None):
    """A share of what official data only say one way: nothing while one of those that it is about says nothing."""
    connus = f"({dans}) AND a.{trait} IS NOT NULL"
    sql = (
        f"SELECT CASE WHEN sum(CASE WHEN {connus} THEN 1 ELSE 0 END) = sum(CASE WHEN {sur or dans} THEN 1 ELSE 0 END) "
        f"THEN 100.0 * sum(CASE WHEN ({dans}) AND a.{trait} IS TRUE THEN 1 ELSE 0 END) "
        f"/ nullif(sum(CASE WHEN {connus} THEN 1 ELSE 0 END), 0) END"
    )
    return sql, sur or dans


def nombre(de, connu_si="1 = 1"):
    """How many; nothing where nobody knows of any."""
    return (
        f"SELECT CASE WHEN sum(CASE WHEN {connu_si} THEN 1 ELSE 0 END) > 0 THEN sum(CASE WHEN {de} THEN 1 ELSE 0 END) END",
        None,
    )


def nombre_connu(trait, dans="1 = 1"):
    return nombre(f"{dans} AND a.{trait} IS TRUE", f"{dans} AND a.{trait} IS NOT NULL")


def moyenne(mesure, de):
    diviseur = 100.0 if mesure == "montant_ht" else 1.0
    return (f"SELECT avg(CASE WHEN {de} THEN a.{mesure} END) / {diviseur}", None)


def somme(de):
    return (f"SELECT sum(CASE WHEN {de} THEN a.montant_ht END) / 100.0", None)


def montants(trait):
    return (
        (
            f"SELECT 100.0 * sum(CASE WHEN a.attribue IS TRUE AND a.{trait} IS TRUE THEN a.montant_ht ELSE 0 END) "
            f"/ nullif(sum(CASE WHEN a.attribue IS TRUE AND a.{trait} IS NOT NULL THEN a.montant_ht END), 0)"
        ),
        None,
    )


ATTRIBUE, FORMALISE = "a.attribue IS TRUE", "a.attribue IS TRUE AND a.formalise IS TRUE"
# A contract whose procedure nobody knows may be of the population.
PEUT_ETRE_FORMALISE = "a.attribue IS TRUE AND a.formalise IS NOT FALSE"
# Somebody said something of one of its actions: the register proves some, and proposes none.
PARLE = "EXISTS (SELECT 1 FROM suivis s WHERE s.achat_id = a.id AND (s.passage & (1 | 2 | 4 | 32)) <> 0)"
RESPONSABLES = connu("responsable", "a.cible IS TRUE")
SQL = {
    "1.contrats_cibles": nombre("a.cible IS TRUE", PARLE),
    "1.part_contrats_responsables": RESPONSABLES,
    "2.part_contrats_responsables": RESPONSABLES,
    "4.part_contrats_responsables": RESPONSABLES,
    "5.part_contrats_responsables": RESPONSABLES,
    "6.part_contrats_responsables": RESPONSABLES,
    "7.part_contrats_responsables": RESPONSABLES,
    "8.part_clauses_insertion": part_action(8),
    "9.soumissionnaires_moyen_insertion": moyenne("offres", ligne(8, "inscrite")),
    "9.services_recourant_clause": (
        (
            f"SELECT CASE WHEN count(CASE WHEN {dite(8, 'inscrite')} THEN 1 END) > 0 "
            f"AND (count(CASE WHEN {ligne(8, 'inscrite')} THEN 1 END) = 0 OR "
            f"count(CASE WHEN {ligne(8, 'inscrite')} THEN a.direction END) > 0) "
            f"THEN count(DISTINCT CASE WHEN {ligne(8, 'inscrite')} THEN a.direction END) END"
        ),
        None,
    ),
    "10.part_marches_criterises_insertion": part_action(10),
    "11.part_marches_reserves": part_action(11),
    "11.ca_moyen_structures": moyenne("montant_ht", f"{ATTRIBUE} AND a.reserve IS TRUE"),
    "11.part_structures_titulaires": connu("insertion_handicap", ATTRIBUE),
    "11.evolution_contrats_reserves": nombre_connu("reserve", ATTRIBUE),
    "11.volume_contrats_reserves": somme(f"{ATTRIBUE} AND a.reserve IS TRUE"),
    "12.part_clauses_sociales_hors_insertion": part_action(12),
    "13.part_clauses_equitables": part_action(13),
    "13.contrats_equitables": nombre(ligne(13, "inscrite"), dite(13, "inscrite")),
    "14.part_marches_allotis_cibles": un_seul_sens("alloti", ligne(14, "visee")),
    "14.part_marches_allotis_an": un_seul_sens("alloti", ATTRIBUE),
    "14.part_titulaires_tpe_pme": connu("tpe_pme", ATTRIBUE),
    "15.soumissionnaires_moyen": moyenne("offres", ATTRIBUE),
    "15.procedures_infructueuses": nombre_connu("infructueux"),
    "15.titulaires_tpe_pme": nombre_connu("tpe_pme"),
    "16.soumissionnaires_moyen": moyenne("offres", ATTRIBUE),
    "16.evolution_part_procedures_infructueuses": connu("infructueux", "a.conclu IS TRUE"),
    "16.evolution_part_titulaires_tpe_pme": connu("tpe_pme", ATTRIBUE),
    "17.part_marches_avance_bonifiee": part_action(17),
    "17.soumissionnaires_moyen": moyenne("offres", ATTRIBUE),
    "17.procedures_infructueuses": nombre_connu("infructueux"),
    "17.titulaires_tpe_pme": nombre_connu("tpe_pme"),
    "18.part_contrats_questionnes": part(ligne(18, "realisee"), f"{ATTRIBUE} AND {dite(18, 'realisee')}", ATTRIBUE),
    "18.procedures_infructueuses": nombre_connu("infructueux"),
    "19.part_marches_clauses_equilibrees": part(
        ligne(19, "inscrite"), f"{ATTRIBUE} AND {dite(19, 'inscrite')}", ATTRIBUE
    ),
    "19.soumissionnaires_moyen_consultation": moyenne("offres", ATTRIBUE),
    "20.part_negociations": part_action(20, "realisee", "proposee"),
    "21.part_marches_evalues": part_action(21, "realisee"),
    "22.part_clauses_sobriete": part_action(22),
    "23.missions_amo_dd": part_action(23, "realisee"),
    "24.part_clauses_ecologiques": part_action(24),
    "24.part_criteres_ecologiques": connu("critere_environnemental", ligne(24, "visee")),
    "25.part_clauses_donnees": part_action(25),
    "26.part_clauses_compensation": part_action(26),
    "cible.critere_environnemental": connu("critere_environnemental", ATTRIBUE),
    "cible.considerations_environnementales": connu("consideration_environnementale", ATTRIBUE),
    "cible.clause_insertion_formalises": un_seul_sens("clause_insertion", FORMALISE, PEUT_ETRE_FORMALISE),
    "cible.considerations_sociales_formalises": connu("consideration_sociale", FORMALISE, PEUT_ETRE_FORMALISE),
    "cible.economie_circulaire_cibles": connu("economie_circulaire", "a.vise_economie_circulaire IS TRUE"),
    "cible.tpe_pme_cibles": connu("tpe_pme", "a.vise_tpe_pme IS TRUE"),
    "loi.part_contrats_esus": connu("esus", ATTRIBUE),
    "loi.part_montants_esus": montants("esus"),
    "loi.part_contrats_insertion_handicap": connu("insertion_handicap", ATTRIBUE),
    "loi.part_montants_insertion_handicap": montants("insertion_handicap"),
}
# These are not one aggregate of contracts: each has a test of its own below.
A_PART = {
    "1.cad_reuni",
    "1.part_actions_menees_a_terme",
    "2.contrats_anticipes",
    "3.tableaux_de_bord_faits",
    "16.part_accompagnements_realises",
    "19.litiges_par_contrat",
    "8.repartition_clauses_par_objet",
    "9.repartition_clauses_par_objet",
    *(f"{action}.part_objectifs_atteints" for action in (3, 4, 5, 6)),
}


@pytest.fixture(scope="module")
def semis():
    """The rows of `semee` in each database, once they were said one by one: to write them again takes a twentieth of it."""
    return {}


@pytest.fixture
def semee(database, semis):
    """A database of some hundred purchases."""
    tables, engine = Base.metadata.sorted_tables, database._engine
    if str(engine.url) not in semis:
        with database.unit_of_work() as uow:
            semer(uow, Random(11), 300)
            uow.commit()
        with engine.connect() as connection:
            read = {table: connection.execute(select(table)).mappings().all() for table in tables}
        semis[str(engine.url)] = {table: [dict(row) for row in rows] for table, rows in read.items() if rows}
        return database
    with engine.begin() as connection:
        for table, rows in semis[str(engine.url)].items():
            connection.execute(insert(table), rows)
    return database


def mesures(database, pack, direction=None):
    with database.reading() as memory:
        return Mesures(memory, pack, direction, JOUR)


def plain(memory, sql, annee, acheteur, direction=None):
    """The figure by hand."""
    where = [PLAN if not acheteur else f"a.acheteur = '{acheteur}'", f"a.annee = {annee}"]
    where += [] if direction is None else [f"a.direction = '{direction}'"]
    if "infructueux" not in sql and "conclu" not in sql:
        where.append(CONTRAT)
    found = memory._connection.execute(text(f"{sql} FROM achats a WHERE {' AND '.join(where)}")).scalar_one()
    return None if found is None else Decimal(str(found))


def test_every_computed_figure_has_its_sql_here(pack):
    assert {cle for cle, un in pack.chiffres.items() if un.calcul is not None} == SQL.keys() | A_PART


@pytest.mark.parametrize("direction", [None, "Sports"])
def test_each_figure_is_what_plain_sql_counts(semee, pack, direction):
    """And of how many contracts it is, those of which nobody knows whether they are of it included."""
    with semee.reading() as memory:
        lues = Mesures(memory, pack, direction, JOUR)
        for cle, (sql, sur) in SQL.items():
            for annee in ANNEES:
                for acheteur in ("", "ville", "metropole"):
                    lue = lues.valeur(cle, annee, acheteur)
                    valeur, attendue = lue.valeur, plain(memory, sql, annee, acheteur, direction)
                    if sur is not None:
                        combien = plain(
                            memory, f"SELECT sum(CASE WHEN {sur} THEN 1 ELSE 0 END)", annee, acheteur, direction
                        )
                        assert lue.sur == (combien or 0), (cle, annee, acheteur)
                    assert (valeur is None) == (attendue is None), (cle, annee, acheteur, valeur, attendue)
                    if valeur is not None:
                        assert abs(valeur - attendue) < Decimal("0.01"), (cle, annee, acheteur)


def test_lines_of_all_actions_are_counted_one_by_one(semee, pack):
    sql = (
        "SELECT 100.0 * sum(CASE WHEN (s.passage & 16) <> 0 THEN 1 ELSE 0 END) "
        "/ sum(CASE WHEN (s.passage & (16 | 32 | 128)) <> 0 THEN 1 ELSE 0 END), count(*) FROM suivis s "
        f"JOIN achats a ON a.id = s.achat_id WHERE (s.passage & 6) <> 0 AND {PLAN} AND {CONTRAT} AND a.annee = 2026"
    )
    with semee.reading() as memory:
        attendue, visees = memory._connection.execute(text(sql)).one()
        valeur = Mesures(memory, pack, None, JOUR).valeur("1.part_actions_menees_a_terme", 2026, "")
    assert abs(valeur.valeur - Decimal(str(attendue))) < Decimal("0.01")
    assert valeur.renseignes < valeur.sur == visees


def test_a_spread_counts_each_contract_once(semee, pack):
    sql = (
        f"SELECT coalesce(a.nature, '?'), count(*) FROM achats a WHERE {PLAN} AND a.annee = 2026 "
        f"AND {CONTRAT} AND {ligne(8, 'inscrite')} GROUP BY 1"
    )
    with semee.reading() as memory:
        attendus = sorted(n for _, n in memory._connection.execute(text(sql)))
        valeur = Mesures(memory, pack, None, JOUR).valeur("8.repartition_clauses_par_objet", 2026, "")
    assert sorted(n for _, n in valeur.repartition) == attendus


def test_entered_figures_enter_into_computed_ones(semee, pack):
    with semee.unit_of_work() as uow:
        uow.saisies.entrer(saisie("litiges_signales", Decimal(12)))
        uow.saisies.entrer(saisie("objectif_contrats_anticipes", Decimal(50)))
        lues = Mesures(uow, pack, None, JOUR)
        attribues = plain(uow, nombre(ATTRIBUE)[0], 2026, "")
        anticipes = plain(uow, nombre("a.anticipe IS TRUE")[0], 2026, "")
        assert lues.valeur("19.litiges_par_contrat", 2026, "").valeur == 12 / attribues
        assert lues.valeur("2.contrats_anticipes", 2026, "").valeur == 100 * anticipes / 50
        derriere = contrats_derriere(uow, pack, Requete(Dashboard.ACTIONS, 2026), "19.litiges_par_contrat", jour=JOUR)
        assert derriere.combien == attribues
        assert lues.valeur("2.contrats_anticipes", 2026, "ville").vide


SESSIONS = "16.part_accompagnements_realises"


@pytest.fixture
def programme(database):
    """A database of some sessions for firms, planned, done and called off, on days around those of the years."""
    hasard = Random(5)
    with database.unit_of_work() as uow:
        for _ in range(40):
            jour = hasard.choice((date(2024, 12, 31), date(2025, 1, 1), date(2025, 7, 3), date(2026, 2, 3), JOUR))
            numero = uow.accompagnements.programmer("Premier marché", jour, None, None, "essai", NOW)
            match hasard.randrange(4):
                case 0:
                    uow.accompagnements.annuler(numero, "essai", NOW)
                case 1 | 2:
                    uow.accompagnements.realiser(numero, hasard.choice((None, 8)), "essai", NOW)
        uow.commit()
    return database


def test_the_share_of_sessions_is_what_plain_sql_counts(programme, pack):
    sql = text(
        "SELECT 100.0 * sum(CASE WHEN etat = 'realise' THEN 1 ELSE 0 END) / count(*) FROM accompagnements "
        "WHERE jour BETWEEN :debut AND :fin"
    ).bindparams(bindparam("debut", type_=Date), bindparam("fin", type_=Date))
    with programme.reading() as memory:
        lues = Mesures(memory, pack, None, JOUR)
        for annee in ANNEES:
            bornes = {"debut": date(annee, 1, 1), "fin": date(annee, 12, 31)}
            attendue = Decimal(str(memory._connection.execute(sql, bornes).scalar_one()))
            assert abs(lues.valeur(SESSIONS, annee, "").valeur - attendue) < Decimal("0.01")
        assert [lues.valeur(SESSIONS, 2026, un) for un in ("ville", "metropole")] == [Valeur(), Valeur()]
        assert Mesures(memory, pack, "Sports", JOUR).valeur(SESSIONS, 2026, "").vide
        assert lues.annees() == [2024, 2025, 2026]
        assert annees_connues(memory, pack) == (2024, 2025, 2026)


def test_a_year_without_a_session_is_no_data_and_one_of_which_none_took_place_is_zero(database, pack):
    with database.unit_of_work() as uow:
        assert Mesures(uow, pack, None, JOUR).valeur(SESSIONS, 2026, "") == Valeur()
        numero = uow.accompagnements.programmer("Premier marché", date(2026, 3, 3), None, None, "essai", NOW)
        assert Mesures(uow, pack, None, JOUR).valeur(SESSIONS, 2026, "") == Valeur(Decimal(0), Decimal(0), Decimal(1))
        # Moved, it counts once, in the year of its day; called off, it was planned all the same.
        uow.accompagnements.deplacer(numero, date(2027, 3, 3), None, None, "essai", NOW)
        uow.accompagnements.annuler(numero, "essai", NOW)
        lues = Mesures(uow, pack, None, JOUR)
        assert lues.valeur(SESSIONS, 2026, "") == Valeur()
        assert lues.valeur(SESSIONS, 2027, "") == Valeur(Decimal(0), Decimal(0), Decimal(1))


def test_the_share_of_sessions_opens_the_sessions(programme, pack):
    requete = Requete(Dashboard.ACTIONS, 2025)
    with programme.reading() as memory:
        derriere = contrats_derriere(memory, pack, requete, SESSIONS, jour=JOUR)
        rangees = [une for une in lignes_du_classeur(memory, pack, requete) if une["cle"] == SESSIONS]
        siennes = memory.accompagnements.de_l_annee(2025)
        # It is of all the buyers together, and of a year that has some.
        for autre in (
            replace(requete, acheteur="ville"),
            replace(requete, direction="Sports"),
            replace(requete, annee=2023),
        ):
            assert contrats_derriere(memory, pack, autre, SESSIONS, jour=JOUR) is None
            assert not [une for une in lignes_du_classeur(memory, pack, autre) if une["cle"] == SESSIONS]
    valeur = derriere.chiffre.valeur
    assert derriere.chiffre.ouvrable
    assert (derriere.combien, derriere.au_numerateur) == (valeur.denominateur, valeur.numerateur)
    assert derriere.accompagnements == tuple(siennes)
    assert [(une["numero"], une["le"], une["au_numerateur"]) for une in rangees] == [
        (str(une.id), une.jour, une.etat == "realise") for une in siennes
    ]


def test_a_frozen_year_keeps_its_share_of_sessions(programme, pack):
    requete = Requete(Dashboard.ACTIONS, 2025)
    with programme.unit_of_work() as uow:
        avant = Mesures(uow, pack, None, JOUR).valeur(SESSIONS, 2025, "")
        figer(uow, pack, 2025, None, "alice", NOW)
        uow.accompagnements.programmer("Oubliée", date(2025, 5, 6), None, None, "essai", NOW)
        chiffre = contrats_derriere(uow, pack, requete, SESSIONS, jour=JOUR).chiffre
        assert (chiffre.valeur, chiffre.maintenant.denominateur) == (avant, avant.denominateur + 1)
        assert [un.chiffre.cle for un in ecarts(uow, pack, requete, JOUR)] == [SESSIONS]


def test_a_share_is_a_share_and_buyers_make_the_whole(semee, pack):
    lues = mesures(semee, pack)
    for cle, un in pack.chiffres.items():
        if un.calcul is None or un.calcul.genre is not Genre.PART or un.calcul.objectif or un.calcul.cibles:
            continue
        for annee in ANNEES:
            ensemble = lues.valeur(cle, annee, "")
            chacun = [lues.valeur(cle, annee, acheteur) for acheteur in ("ville", "metropole", "?")]
            for valeur in (ensemble, *chacun):
                assert valeur.valeur is None or 0 <= valeur.valeur <= 100, cle
            if any(un.pourquoi for un in (ensemble, *chacun)):
                continue
            for nom in ("numerateur", "denominateur"):
                assert (getattr(ensemble, nom) or 0) == sum(getattr(un, nom) or 0 for un in chacun), cle


def test_departments_part_the_whole(semee, pack):
    entiere = mesures(semee, pack)
    parties = [mesures(semee, pack, direction) for direction in ("Sports", "Bâtiments", "Écoles")]
    with semee.reading() as memory:
        sans = plain(memory, "SELECT count(*)", 2026, "") - sum(
            plain(memory, "SELECT count(*)", 2026, "", direction) for direction in ("Sports", "Bâtiments", "Écoles")
        )
    assert entiere.suivis(2026, "") == sum(une.suivis(2026, "") for une in parties) + sans


def test_nothing_followed_is_no_data_and_none_counted_is_zero(database, pack):
    lues = mesures(database, pack)
    assert all(lues.valeur(cle, 2026, "").vide for cle in pack.chiffres)
    with database.unit_of_work() as uow:
        uow.achats.creer({"acheteur": "ville", "annee": 2026, "attribue": True, "conclu": True}, NOW)
        uow.commit()
    lues = mesures(database, pack)
    # Nobody spoke of its actions: that the committee did not target it, or that it is not equitable, is not known.
    assert lues.valeur("1.contrats_cibles", 2026, "").vide
    assert lues.valeur("13.contrats_equitables", 2026, "").vide
    assert lues.valeur("9.services_recourant_clause", 2026, "").vide
    # Nobody knows whether it has a criterion: neither 0 % nor 100 %.
    valeur = lues.valeur("cible.critere_environnemental", 2026, "")
    assert (valeur.valeur, valeur.renseignes, valeur.sur) == (None, 0, 1)
    assert lues.valeur("15.titulaires_tpe_pme", 2026, "").vide


def test_none_of_what_was_spoken_of_is_zero(database, pack):
    with database.unit_of_work() as uow:
        for action in (8, 13, None):
            numero = uow.achats.creer({"acheteur": "ville", "annee": 2026, "attribue": True, "conclu": True}, NOW)
            if action is not None:
                uow.achats.dire(numero, [EtapeRecord(action, "absente", None, JOUR, NOW, "alice", "personne")], NOW)
        uow.commit()
    lues = mesures(database, pack)
    for cle in ("13.contrats_equitables", "9.services_recourant_clause"):
        assert lues.valeur(cle, 2026, "") == Valeur(Decimal(0), renseignes=1, sur=3), cle
    assert lues.valeur("1.contrats_cibles", 2026, "") == Valeur(Decimal(0))


@pytest.mark.parametrize(
    ("dits", "valeur"),
    [
        ((False, False, None), None),  # what is known leans the one way that official data can tell
        ((False, False, False), 0),
        ((True, False, None), None),
        ((True, False, False, False), 25),
        ((None, None, None), None),
    ],
)
def test_what_official_data_can_only_deny_is_no_zero(database, pack, dits, valeur):
    with database.unit_of_work() as uow:
        for dit in dits:
            commun = {"acheteur": "ville", "annee": 2026, "attribue": True, "conclu": True, "formalise": True}
            uow.achats.creer({**commun, "clause_insertion": dit, "consideration_sociale": dit is not False}, NOW)
        uow.commit()
    with database.reading() as memory:
        lu = tableau_de_bord(memory, pack, Requete(Dashboard.ACTIONS, 2026), JOUR)
        atteints = Mesures(memory, pack, None, JOUR).valeur("3.part_objectifs_atteints", 2026, "")
    [cible] = [une for une in lu.cibles if une.chiffre.cle == "cible.clause_insertion_formalises"]
    dite = cible.chiffre.valeur
    assert (dite.valeur, dite.renseignes, dite.sur) == (valeur, sum(dit is not None for dit in dits), len(dits))
    assert bool(dite.pourquoi) == (0 < dits.count(None) < len(dits))
    if valeur is None:
        assert (cible.atteinte, cible.manque_points, cible.manque_contrats) == (None, None, None)
        assert not any("insertion" in une.phrase for une in lu.a_savoir)
        assert atteints.denominateur == 1  # the social considerations alone


def test_no_figure_is_known_of_more_contracts_than_it_concerns(semee, pack):
    with semee.unit_of_work() as uow:
        for un in ("objectif_contrats_anticipes", "litiges_signales"):
            uow.saisies.entrer(saisie(un, Decimal(5)))
        lues = Mesures(uow, pack, None, JOUR)
        for cle in pack.chiffres:
            for annee in (*ANNEES, 2019):
                for acheteur in ("", "ville", "metropole"):
                    valeur = lues.valeur(cle, annee, acheteur)
                    assert (valeur.renseignes is None) == (valeur.sur is None), cle
                    assert valeur.renseignes is None or valeur.renseignes <= valeur.sur, cle


def test_a_year_without_a_committee_is_known_once_it_is_over(database, pack):
    with database.unit_of_work() as uow:
        uow.seances.convoquer("ville", date(2025, 12, 4))
        uow.seances.convoquer("ville", date(2026, 12, 3))
        uow.commit()
    lues = mesures(database, pack)
    assert lues.valeur("1.cad_reuni", 2025, "ville") == Valeur(Decimal(1), dans_les_delais=True)
    # Nobody ever told of a committee there: that it did not sit is not known.
    assert lues.valeur("1.cad_reuni", 2025, "metropole").vide
    with database.unit_of_work() as uow:
        uow.seances.convoquer("metropole", date(2024, 12, 4))
        uow.commit()
    lues = mesures(database, pack)
    assert lues.valeur("1.cad_reuni", 2025, "metropole").valeur == 0
    assert lues.valeur("1.cad_reuni", 2025, "").valeur == 0
    assert lues.valeur("1.cad_reuni", 2026, "ville").vide  # to come


def test_what_was_entered_for_one_buyer_alone_does_not_pass_for_the_whole(database, pack):
    with database.unit_of_work() as uow:
        uow.saisies.entrer(saisie("heures_insertion", Decimal(12_000), acheteur="ville"))
        assert Mesures(uow, pack, None, JOUR).valeur("8.heures_insertion", 2026, "").vide
        uow.saisies.entrer(saisie("heures_insertion", Decimal(8_500), acheteur="metropole"))
        assert Mesures(uow, pack, None, JOUR).valeur("8.heures_insertion", 2026, "").valeur == 20_500
        assert uow.saisies.entrer(saisie("heures_insertion", Decimal(8_600), acheteur="metropole"))
        assert not uow.saisies.entrer(saisie("heures_insertion", Decimal(8_600), acheteur="metropole"))
        assert Mesures(uow, pack, None, JOUR).valeur("8.heures_insertion", 2026, "").valeur == 20_600
        assert len(uow.saisies.historique("heures_insertion", 2026)) == 3


# --- steps ------------------------------------------------------------------------------------------------------------


def ce_jour(etape, source, seconde):
    le = datetime(2026, 1, 1, 0, 0, seconde, tzinfo=UTC)
    return EtapeRecord(8, etape, None, date(2026, 1, 1), le, "alice", source)


UN_PAS = st.builds(
    EtapeRecord,
    st.just(8),
    st.sampled_from((*ETAPES, "retiree")),
    st.sampled_from((None, "pas d'offre")),
    st.dates(date(2026, 1, 1), date(2026, 1, 4)),
    st.integers(0, 3).map(lambda seconds: datetime(2026, 1, 1, 0, 0, seconds, tzinfo=UTC)),
    st.just("alice"),
    st.sampled_from(("personne", "comite", "registre")),
)


@given(st.lists(UN_PAS, max_size=7), st.randoms())
def test_the_order_in_which_steps_come_does_not_matter(etapes, hasard):
    autrement = [*etapes]
    hasard.shuffle(autrement)
    assert passage(autrement) == passage(etapes)


def test_a_proof_read_again_does_not_undo_what_was_said_that_day():
    lue, relue = (ce_jour("inscrite", "registre", seconde) for seconde in (0, 3))
    ecartee = ce_jour("ecartee", "personne", 2)
    assert passage([lue, ecartee, relue]) == passage([lue, ecartee]) == passage([relue, ecartee])


@settings(max_examples=25, deadline=None)
@given(st.lists(UN_PAS, max_size=6, unique=True), st.randoms())
def test_nor_the_transactions_in_which_they_are_said(etapes, hasard):
    from storage.database import Database

    database = Database.in_memory()
    autrement = [*etapes]
    hasard.shuffle(autrement)
    with database.unit_of_work() as uow:
        ensemble = uow.achats.creer({"acheteur": "ville", "annee": 2026}, NOW)
        un_par_un = uow.achats.creer({"acheteur": "ville", "annee": 2026}, NOW)
        uow.achats.dire(ensemble, etapes, NOW)
        for une in autrement:
            uow.achats.dire(un_par_un, [une], NOW)
        found = uow.achats.suivis([ensemble, un_par_un])
        assert [un.passage for un in found.get(ensemble, [])] == [un.passage for un in found.get(un_par_un, [])]
        assert [un.passage for un in found.get(ensemble, [])] == [pas for pas in [passage(etapes)] if pas]
    database.close()


def test_what_is_set_aside_stays_among_what_was_aimed_at(database, pack):
    def etape(nom, jour):
        return EtapeRecord(8, nom, None, date(2026, 3, jour), NOW + timedelta(days=jour), "alice", "personne")

    with database.unit_of_work() as uow:
        numero = uow.achats.creer({"acheteur": "ville", "annee": 2026}, NOW)
        uow.achats.dire(numero, [etape("retenue", 1), etape("inscrite", 2)], NOW)
        valeur = Mesures(uow, pack, None, JOUR).valeur("8.part_clauses_insertion", 2026, "")
        assert (valeur.numerateur, valeur.denominateur) == (1, 1)
        uow.achats.dire(numero, [etape("ecartee", 3)], NOW)
        valeur = Mesures(uow, pack, None, JOUR).valeur("8.part_clauses_insertion", 2026, "")
        assert (valeur.numerateur, valeur.denominateur) == (0, 1)


# --- dashboards -------------------------------------------------------------------------------------------------------


def test_both_dashboards_hold_every_figure_of_the_plan_once(semee, pack):
    with semee.reading() as memory:
        deux_ = tableaux_de_bord(memory, pack, Requete(Dashboard.ACTIONS, 2026), JOUR)
    cles = [chiffre.cle for un in deux_ for chiffre in un.chiffres]
    assert sorted(cles) == sorted(cle for cle in pack.chiffres if not cle.startswith("cible."))
    assert len([cle for cle in cles if not cle.startswith("loi.")]) == 104
    for un in deux_:
        assert [une.chiffre.cle for une in un.cibles] == [f"cible.{cible.id}" for cible in pack.cibles]
        assert len(un.a_savoir) == 3
        assert un.annees == (2024, 2025, 2026)


def test_a_filter_on_an_axis_keeps_its_actions(semee, pack):
    with semee.reading() as memory:
        par_axe = [
            tableau_de_bord(memory, pack, Requete(Dashboard.ACTIONS, 2026, axe=axe), JOUR).chiffres
            for axe in (1, 2, 3, 4)
        ]
        entier = tableau_de_bord(memory, pack, Requete(Dashboard.ACTIONS, 2026), JOUR).chiffres
    assert sum(map(len, par_axe)) == len([un for un in entier if un.action is not None])


@pytest.mark.parametrize("acheteur", [None, "ville"])
def test_each_figure_opens_the_contracts_that_it_counts(semee, pack, acheteur):
    requete = Requete(Dashboard.ACTIONS, 2026, acheteur)
    with semee.reading() as memory:
        lues = Mesures(memory, pack, None, JOUR)
        for cle, un in pack.chiffres.items():
            derriere = contrats_derriere(memory, pack, requete, cle, limit=7, jour=JOUR)
            if un.calcul is None or un.calcul.fait is not None or un.calcul.cibles:
                assert derriere is None
                continue
            if un.calcul.saisie or un.calcul.objectif or un.calcul.accompagnements:
                assert derriere is None  # nobody entered what it goes with, or planned a session
                continue
            valeur = lues.valeur(cle, 2026, acheteur or "")
            if (
                un.calcul.genre is Genre.PART
                and un.calcul.objectif is None
                and not un.calcul.de.lignes
                and not un.calcul.mesure
            ):
                # Why there is no figure is seen in the contracts that say something.
                combien = valeur.denominateur or (valeur.renseignes if valeur.pourquoi else 0)
                assert derriere.combien == combien, cle
                assert valeur.pourquoi or derriere.au_numerateur == (valeur.numerateur or 0), cle
            numeros = [ligne_.achat_id for ligne_ in derriere.lignes]
            while derriere.suite is not None:
                derriere = contrats_derriere(memory, pack, requete, cle, apres=derriere.suite, limit=7, jour=JOUR)
                numeros += [ligne_.achat_id for ligne_ in derriere.lignes]
            assert len(numeros) == len(set(numeros)) == derriere.combien, cle


def test_the_rows_of_the_workbook_are_those_behind_the_figures(semee, pack):
    requete = Requete(Dashboard.ACTIONS, 2026)
    with semee.reading() as memory:
        rangees = list(lignes_du_classeur(memory, pack, requete))
        derriere = contrats_derriere(memory, pack, requete, "8.part_clauses_insertion", jour=JOUR)
    siennes = [une for une in rangees if une["cle"] == "8.part_clauses_insertion"]
    assert len(siennes) == derriere.combien
    assert sum(une["au_numerateur"] for une in siennes) == derriere.au_numerateur


def test_a_snapshot_is_taken_once_and_corrections_are_told_apart(semee, pack):
    requete = Requete(Dashboard.ACTIONS, 2025, "ville")
    with semee.unit_of_work() as uow:
        assert figer(uow, pack, 2025, "ville", "alice", NOW) == ("ville",)
        assert not figer(uow, pack, 2025, "ville", "bob", NOW + timedelta(days=1))
        assert ecarts(uow, pack, requete, JOUR) == ()
        avant = tableau_de_bord(uow, pack, requete, JOUR)
        numero = uow.achats.creer({**achat(Random(1)), "acheteur": "ville", "annee": 2025, "attribue": True, "critere_environnemental": True}, NOW)  # fmt: skip
        assert uow.achats.trouver(numero).annee == 2025
        apres = tableau_de_bord(uow, pack, requete, JOUR)
        changes = {un.chiffre.cle: un for un in ecarts(uow, pack, requete, JOUR)}
        assert figes(uow, 2025, "ville").par == "alice"
    un = changes["cible.critere_environnemental"]
    assert un.fige != un.maintenant
    # The snapshot stands, in the targets and in what is to know too; what is true now stands beside it.
    [cible] = [une for une in apres.cibles if une.chiffre.cle == "cible.critere_environnemental"]
    assert (cible.chiffre.valeur, cible.chiffre.maintenant) == (un.fige, un.maintenant)
    assert [un.valeur for un in apres.chiffres] == [un.valeur for un in avant.chiffres]
    assert [(une.chiffre.valeur, une.manque_points, une.atteinte) for une in apres.cibles] == [
        (une.chiffre.valeur, une.manque_points, une.atteinte) for une in avant.cibles
    ]
    assert apres.a_savoir == avant.a_savoir


def test_a_frozen_year_stays_as_it_was_wherever_it_is_shown(semee, pack):
    cle = "cible.critere_environnemental"
    with semee.unit_of_work() as uow:
        figer(uow, pack, 2025, None, "alice", NOW)
        avant = tableau_de_bord(uow, pack, Requete(Dashboard.ACTIONS, 2025), JOUR).cibles[0].chiffre
        for acheteur in ("ville", "metropole"):
            for _ in range(30):
                uow.achats.creer({"acheteur": acheteur, "annee": 2025, "attribue": True, "conclu": True, "critere_environnemental": True}, NOW)  # fmt: skip
        ensuite = tableau_de_bord(uow, pack, Requete(Dashboard.ACTIONS, 2026), JOUR).cibles[0].chiffre
        seul = contrats_derriere(uow, pack, Requete(Dashboard.ACTIONS, 2025), cle, jour=JOUR).chiffre
        par_direction = (
            tableau_de_bord(uow, pack, Requete(Dashboard.ACTIONS, 2025, None, "Sports"), JOUR).cibles[0].chiffre
        )
        maintenant = Mesures(uow, pack, None, JOUR).valeur(cle, 2025, "")
    assert avant.cle == cle
    # The year after compares with it, each buyer has theirs, and the page of the figure shows it.
    assert ensuite.avant == avant.valeur
    assert (ensuite.figees, ensuite.maintenant) == (frozenset({2025}), None)
    assert (seul.valeur, seul.maintenant, seul.par_acheteur) == (avant.valeur, maintenant, avant.par_acheteur)
    assert maintenant != avant.valeur
    # No department was frozen by itself.
    assert (par_direction.figees, par_direction.maintenant) == (frozenset(), None)


def test_all_the_buyers_are_frozen_with_each(semee, pack):
    with semee.unit_of_work() as uow:
        assert figer(uow, pack, 2025, "ville", "alice", NOW) == ("ville",)
        assert figer(uow, pack, 2025, None, "bob", NOW + timedelta(days=1)) == (None, "metropole")
        assert figer(uow, pack, 2025, None, "bob", NOW + timedelta(days=2)) == ()
        assert [figes(uow, 2025, un).par for un in (None, "ville", "metropole")] == ["bob", "alice", "bob"]
        for un in (None, "ville", "metropole"):
            assert ecarts(uow, pack, Requete(Dashboard.ACTIONS, 2025, un), JOUR) == (), un


def test_what_has_no_department_is_counted_by_itself(semee, pack):
    with semee.reading() as memory:
        seules = Mesures(memory, pack, SANS_DIRECTION, JOUR)
        entiere = Mesures(memory, pack, None, JOUR)
        autres = [Mesures(memory, pack, une, JOUR) for une in ("Sports", "Bâtiments", "Écoles")]
        derriere = contrats_derriere(
            memory,
            pack,
            Requete(Dashboard.ACTIONS, 2026, None, SANS_DIRECTION),
            "cible.critere_environnemental",
            jour=JOUR,
        )
    assert seules.suivis(2026, "") == entiere.suivis(2026, "") - sum(une.suivis(2026, "") for une in autres) > 0
    assert derriere.lignes
    assert {une.direction for une in derriere.lignes} == {None}


def test_a_year_that_runs_is_not_frozen(semee, pack):
    with semee.unit_of_work() as uow:
        for annee in (2026, 2049):
            with pytest.raises(ValueError, match="is not over"):
                figer(uow, pack, annee, None, "alice", NOW)


def test_freezing_is_in_time_for_the_committee_that_follows(semee, pack):
    def dit(*seances):
        with semee.unit_of_work() as uow:
            for jour in seances:
                uow.seances.convoquer("ville", jour)
            figer(uow, pack, 2025, "ville", "alice", NOW)
            return Mesures(uow, pack, None, JOUR).valeur("3.tableaux_de_bord_faits", 2025, "ville")

    assert dit(date(2025, 12, 4), date(2026, 12, 3)) == Valeur(Decimal(1), dans_les_delais=True)
    assert dit(date(2026, 3, 3)).dans_les_delais is False
    assert dit().dans_les_delais is True


def contrat(uow, rang=0, *, annee=2026, **traits):
    """An awarded contract of the town."""
    commun = {"acheteur": "ville", "annee": annee, "objet": f"achat {rang}", "attribue": True, "conclu": True}
    return uow.achats.creer({**commun, **traits}, NOW)


def pas(action, *etapes):
    """These steps of an action, a day each."""
    return [
        EtapeRecord(action, etape, None, date(2026, 3, 1 + rang), NOW + timedelta(days=rang), "alice", "personne")
        for rang, etape in enumerate(etapes)
    ]


def test_a_contract_of_unknown_procedure_is_not_left_out_of_a_share_of_formalised_ones(database, pack):
    """Sixty-six contracts of formalised procedures, sixty-four others, and the procedure of thirty-three is unknown."""
    with database.unit_of_work() as uow:
        for rang, formalise in enumerate([True] * 66 + [False] * 64 + [None] * 33):
            contrat(uow, rang, formalise=formalise, consideration_sociale=rang < 45)
        un = tableau_de_bord(uow, pack, Requete(Dashboard.ACTIONS, 2026), JOUR)
    [cible] = [une for une in un.cibles if une.chiffre.cle == "cible.considerations_sociales_formalises"]
    valeur = cible.chiffre.valeur
    assert (valeur.numerateur, valeur.denominateur, valeur.renseignes, valeur.sur) == (45, 66, 66, 99)
    # 68 % of those that are known, for 60 % aimed at: the others could undo it.
    assert (cible.vise, cible.atteinte) == (60, None)
    assert couvre(cible.chiffre) == "renseigné pour 66 sur 99\xa0contrats"


def test_what_nobody_was_asked_is_not_zero(database, pack):
    """Forty-six actions written into contracts, of which nobody was asked whether they were carried out."""
    with database.unit_of_work() as uow:
        numeros = [contrat(uow, rang) for rang in range(46)]
        for numero in numeros:
            uow.achats.dire(
                numero, [*pas(18, "proposee", "retenue", "inscrite"), *pas(20, "proposee", "inscrite")], NOW
            )
        cles = ("1.part_actions_menees_a_terme", "18.part_contrats_questionnes", "20.part_negociations")
        lues = Mesures(uow, pack, None, JOUR)
        assert {cle: lues.valeur(cle, 2026, "") for cle in cles} == dict.fromkeys(cles, Valeur(renseignes=0, sur=46))
        # Once three are told: one done, one not yet, one given up.
        for numero, etape in zip(numeros, ("realisee", "reprise", "ecartee"), strict=False):
            une = replace(pas(18, etape)[0], jour=date(2026, 6, 1), le=NOW + timedelta(days=90))
            uow.achats.dire(numero, [une], NOW)
        valeur = Mesures(uow, pack, None, JOUR).valeur(cles[0], 2026, "")
        chiffre = contrats_derriere(uow, pack, Requete(Dashboard.DEPLOIEMENT, 2026), cles[0], jour=JOUR).chiffre
    assert (valeur.numerateur, valeur.denominateur, valeur.renseignes, valeur.sur) == (1, 3, 3, 46)
    assert couvre(chiffre) == "renseigné pour 3 sur 46\xa0actions"


def test_what_the_committee_targeted_is_not_unwritten_while_nobody_told_what_the_file_holds(database, pack):
    with database.unit_of_work() as uow:
        cible, ecrite, rien = (contrat(uow, rang) for rang in range(3))
        uow.achats.dire(cible, pas(8, "proposee", "ciblee"), NOW)
        uow.achats.dire(ecrite, pas(8, "proposee", "ciblee", "inscrite"), NOW)
        uow.achats.dire(rien, pas(8, "proposee", "ciblee", "ecartee"), NOW)
        lues = Mesures(uow, pack, None, JOUR)
        for cle in ("1.part_contrats_responsables", "8.part_clauses_insertion"):
            valeur = lues.valeur(cle, 2026, "")
            assert (valeur.numerateur, valeur.denominateur, valeur.renseignes, valeur.sur) == (1, 2, 2, 3), cle


def test_what_is_kept_once_it_is_written_was_not_aimed_at(database, pack):
    with database.unit_of_work() as uow:
        uow.achats.dire(contrat(uow), pas(8, "proposee", "inscrite", "retenue"), NOW)
        assert Mesures(uow, pack, None, JOUR).valeur("8.part_clauses_insertion", 2026, "") == Valeur(
            renseignes=0, sur=0
        )


def test_a_target_that_hangs_on_what_nobody_said_is_not_said_reached(database, pack):
    with database.unit_of_work() as uow:
        for rang in range(20):
            uow.achats.creer(
                {
                    "acheteur": "ville",
                    "annee": 2026,
                    "attribue": True,
                    "conclu": True,
                    "critere_environnemental": True if rang == 0 else None,
                },
                NOW,
            )
        un = tableau_de_bord(uow, pack, Requete(Dashboard.ACTIONS, 2026), JOUR)
    cible = un.cibles[0]
    assert (cible.chiffre.valeur.valeur, cible.atteinte, cible.manque_points) == (100, None, 0)
    assert un.a_savoir[0].ton == "manque"
    assert "Aucune des cibles" not in un.a_savoir[0].phrase


def test_targets_without_any_data_are_said_so(database, pack):
    with database.unit_of_work() as uow:
        uow.achats.creer({"acheteur": "ville", "annee": 2026}, NOW)
        un = tableau_de_bord(uow, pack, Requete(Dashboard.ACTIONS, 2026), JOUR)
    assert "Aucune des cibles" in un.a_savoir[0].phrase


@pytest.mark.parametrize("acheteur", ["", "ville", "metropole"])
@pytest.mark.parametrize("peu", [False, True])
def test_no_more_contracts_say_a_figure_than_it_is_about(database, pack, acheteur, peu):
    with database.unit_of_work() as uow:
        if peu:
            uow.achats.creer({"acheteur": "ville", "annee": 2026, "direction": "Sports"}, NOW)
        else:
            semer(uow, Random(3), 60)
        lues = Mesures(uow, pack, None, JOUR)
        for cle in pack.chiffres:
            valeur = lues.valeur(cle, 2026, acheteur)
            assert (valeur.renseignes or 0) <= (valeur.sur or 0), cle


def test_of_a_purchase_without_a_buyer_the_whole_says_so_and_repairs_list_it(database, pack):
    with database.unit_of_work() as uow:
        inconnu = uow.achats.creer({"acheteur": "?", "annee": 2026, "objet": "ménage"}, NOW)
        uow.achats.creer({"acheteur": "?", "annee": 2025}, NOW)
        uow.achats.creer({"acheteur": "", "annee": 2026}, NOW)
        uow.achats.creer({"acheteur": "ville", "annee": 2026}, NOW)
        vus = {
            un: tableau_de_bord(uow, pack, Requete(Dashboard.ACTIONS, 2026, un), JOUR)
            for un in (None, "ville", "metropole")
        }
        a_faire = {un: a_reparer(uow, pack, Requete(Dashboard.ACTIONS, 2026, un)) for un in vus}
    assert {un: vu.sans_acheteur for un, vu in vus.items()} == {None: 1, "ville": 0, "metropole": 0}
    assert vus[None].achats == sum(vus[un].achats for un in ("ville", "metropole")) + vus[None].sans_acheteur
    assert [(une.achat_id, une.quoi) for une in a_faire[None]] == [(inconnu, "acheteur_inconnu")]
    assert not a_faire["ville"]


def test_an_action_never_spoken_of_is_not_a_contract_without_it(database, pack):
    with database.unit_of_work() as uow:
        uow.achats.creer({"acheteur": "ville", "annee": 2026, "attribue": True, "conclu": True}, NOW)
        valeur = Mesures(uow, pack, None, JOUR).valeur("18.part_contrats_questionnes", 2026, "")
    assert (valeur.valeur, valeur.renseignes, valeur.sur) == (None, 0, 1)


def test_what_ended_without_an_award_is_not_still_to_come(database, pack):
    with database.unit_of_work() as uow:
        for conclu in (True, False):
            uow.achats.creer({"acheteur": "ville", "annee": 2026, "conclu": conclu, "infructueux": conclu}, NOW)
        un = tableau_de_bord(uow, pack, Requete(Dashboard.ACTIONS, 2026), JOUR)
    assert un.cibles[0].a_venir == 1


def test_counts_of_a_year_that_runs_are_compared_with_no_other(semee, pack):
    with semee.reading() as memory:
        court = {un.cle: un for un in tableau_de_bord(memory, pack, Requete(Dashboard.ACTIONS, 2026), JOUR).chiffres}
        finie = {un.cle: un for un in tableau_de_bord(memory, pack, Requete(Dashboard.ACTIONS, 2025), JOUR).chiffres}
    assert court["11.evolution_contrats_reserves"].evolution is None
    assert finie["11.evolution_contrats_reserves"].evolution is not None
    assert court["24.part_criteres_ecologiques"].evolution is not None


def test_what_is_odd_is_listed_to_be_repaired(database, pack):
    with database.unit_of_work() as uow:
        uow.achats.creer({"acheteur": "ville", "annee": 2026, "attribue": True, "conclu": True, "montant_ht": Decimal(1)}, NOW)  # fmt: skip
        trouvees = a_reparer(uow, pack, Requete(Dashboard.ACTIONS, 2026))
        un = tableau_de_bord(uow, pack, Requete(Dashboard.ACTIONS, 2026), JOUR)
    assert trouvees[0].quoi == "montant_etrange"
    assert {une.quoi for une in trouvees} >= {"offres_inconnues", "titulaire_inconnu", "procedure_inconnue"}
    assert un.a_reparer == 1


def test_what_is_to_be_repaired_is_counted_beyond_what_is_listed(database, pack, monkeypatch):
    monkeypatch.setattr("handlers.indicateurs.tableau_de_bord.REPARATIONS_MAX", 2)
    with database.unit_of_work() as uow:
        for _ in range(5):
            uow.achats.creer({"acheteur": "ville", "annee": 2026, "attribue": True, "conclu": True}, NOW)
        trouvees = a_reparer(uow, pack, Requete(Dashboard.ACTIONS, 2026))
    [*offres] = [une for une in trouvees if une.quoi == "offres_inconnues"]
    assert [une.combien for une in offres] == [5, 5]


def test_steps_say_their_action_and_what_proves_them(database, pack):
    with database.unit_of_work() as uow:
        numero = uow.achats.creer({"acheteur": "ville", "annee": 2026, "attribue": True, "conclu": True, "critere_environnemental": True}, NOW)  # fmt: skip
        dites = [
            EtapeRecord(24, "inscrite", "critere_environnemental", date(2026, 3, 1), NOW, "", "registre"),
            EtapeRecord(8, "retenue", "candidats au PLIE", date(2026, 3, 2), NOW, "alice", "personne"),
            EtapeRecord(9, "proposee", None, date(2026, 3, 3), NOW, "alice", "personne"),
            EtapeRecord(8, "inscrite", None, date(2026, 3, 4), NOW, "alice", "personne"),
            EtapeRecord(8, "reprise", None, date(2026, 3, 5), NOW, "alice", "personne"),
        ]
        uow.achats.dire(numero, dites, NOW)
        requete = Requete(Dashboard.ACTIONS, 2026)

        def dites_de(cle):
            derriere = contrats_derriere(uow, pack, requete, cle, jour=JOUR)
            return derriere.action, [(une.action, une.motif, une.preuve) for une in derriere.lignes[0].etapes]

        preuve = "critère environnemental déclaré aux données essentielles"
        assert dites_de("cible.critere_environnemental") == (None, [(24, None, preuve), (8, "candidats au PLIE", None), (9, None, None), *2 * [(8, None, None)]])  # fmt: skip
        # The clause is the action's before, whatever indicator counts it.
        assert dites_de("8.part_clauses_insertion") == (8, [(8, "candidats au PLIE", None), *2 * [(8, None, None)]])
        assert dites_de("1.part_actions_menees_a_terme")[0] is None
        assert contrats_derriere(uow, pack, requete, "1.part_actions_menees_a_terme", jour=JOUR).actions
        motifs = {une["motif"] for une in lignes_du_classeur(uow, pack, requete)}
        entonnoirs = {un.action: un for un in tableau_de_bord(uow, pack, requete, JOUR).entonnoirs}
    assert motifs <= {None, "candidats au PLIE", preuve}
    assert [(entonnoirs[n].inscrites, entonnoirs[n].prouvees) for n in (8, 24)] == [(1, 0), (1, 1)]


def test_every_proof_of_the_pack_is_said_in_words(pack):
    dits = yaml.safe_load(Path(tableaux_de_bord.__code__.co_filename).with_suffix(".yaml").read_text("utf-8"))
    assert {str(trait) for fiche in pack.fiches.values() for trait in fiche.preuves} <= dits["preuves"].keys()
    assert {str(trait) for trait in SENS_UNIQUE} == dits["sens_unique"].keys()


def test_a_figure_is_the_same_once_written_and_read_back():
    for valeur in (
        Valeur(),
        Valeur(Decimal("12.5"), Decimal(1), Decimal(8), 8, 9),
        Valeur(Decimal(1), dans_les_delais=False),
        Valeur(texte="trois"),
        Valeur(renseignes=18, sur=25, pourquoi="un seul sens"),
        Valeur(repartition=(("Travaux", 2), ("Services", 1)), renseignes=3, sur=3),
    ):
        assert de_json(en_json(valeur)) == valeur


def test_what_a_target_takes_is_enough(semee, pack):
    with semee.reading() as memory:
        un = tableau_de_bord(memory, pack, Requete(Dashboard.ACTIONS, 2026), JOUR)
    for cible in un.cibles:
        valeur = cible.chiffre.valeur
        if valeur.vide:
            continue
        atteinte = 100 * (valeur.numerateur + cible.manque_contrats) / valeur.denominateur
        assert atteinte >= cible.vise or cible.manque_contrats == valeur.denominateur - valeur.numerateur
        if cible.manque_contrats:
            assert 100 * (valeur.numerateur + cible.manque_contrats - 1) / valeur.denominateur < cible.vise


def test_another_buyer_of_the_register_counts_for_nobody(semee, pack):
    lues = mesures(semee, pack)
    with semee.reading() as memory:
        autres = memory._connection.execute(text("SELECT count(*) FROM achats WHERE acheteur = ''")).scalar_one()
    assert autres
    assert lues.suivis(2026, "") == sum(lues.suivis(2026, un) for un in ("ville", "metropole", "?"))
    assert replace(Requete(Dashboard.ACTIONS, 2026), acheteur=None).acheteur is None
