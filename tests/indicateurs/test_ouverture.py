"""The indicators as open data: that the CSV keeps to its schema, tells no data apart from zero, and runs nowhere."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot.indicateurs.ouverture import dictionnaire, donnees, table_schema
from knowledge.plan.tableau_de_bord import VIDE, Dashboard, Genre, Valeur
from tests.indicateurs.exemple import exemple

READ = {
    "string": str,
    "integer": int,
    "number": lambda lu: Decimal(re.fullmatch(r"-?\d+(\.\d+)?", lu)[0]),
    "boolean": {"true": True, "false": False}.__getitem__,
    "date": date.fromisoformat,
}


def both(pack, **autres):
    return [exemple(pack, dashboard, **autres) for dashboard in Dashboard]


def rows(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline=""), strict=True))


def faults(content, schema):
    """What breaks the schema: a small validator of the kinds and constraints that ours uses."""
    found = []
    lues = rows(content)
    if list(lues[0]) != [champ["name"] for champ in schema["fields"]]:
        found.append("columns")
    for rang, lue in enumerate(lues):
        for champ in schema["fields"]:
            ecrit, contraintes = lue[champ["name"]], champ.get("constraints", {})
            if ecrit in schema["missingValues"]:
                if contraintes.get("required"):
                    found.append((rang, champ["name"], "required"))
                continue
            try:
                valeur = READ[champ["type"]](ecrit)
            except (ValueError, KeyError, TypeError):
                found.append((rang, champ["name"], ecrit))
                continue
            if "enum" in contraintes and valeur not in contraintes["enum"]:
                found.append((rang, champ["name"], "enum", ecrit))
            if "pattern" in contraintes and not re.fullmatch(contraintes["pattern"], ecrit):
                found.append((rang, champ["name"], "pattern", ecrit))
            if not contraintes.get("minimum", valeur) <= valeur <= contraintes.get("maximum", valeur):
                found.append((rang, champ["name"], "bounds", ecrit))
    cles = [tuple(lue[champ] for champ in schema["primaryKey"]) for lue in lues]
    if len(set(cles)) != len(cles):
        found.append("primaryKey")
    return found


def test_the_data_keep_to_their_schema(pack):
    tableaux_de_bord = both(pack) + both(pack, acheteur="ville")
    assert faults(donnees(tableaux_de_bord, pack), table_schema(pack)) == []


def test_a_year_of_which_nothing_is_known_or_that_is_to_come_has_no_row(pack):
    assert rows(donnees(both(pack, vide=True), pack)) == []
    tableau = exemple(pack)
    connu, inconnu = Valeur(Decimal(0)), VIDE
    un = replace(
        tableau.chiffres[0],
        annees=((2024, connu), (2025, inconnu), (2026, connu), (2027, connu)),
        par_acheteur={"ville": inconnu},
    )
    lues = rows(donnees([replace(tableau, chiffres=(un,), cibles=())], pack))
    assert [(lue["annee"], lue["acheteur"], lue["valeur"]) for lue in lues] == [
        ("2024", "ensemble", "0"),
        ("2026", "ensemble", "0"),
    ]


def test_what_was_frozen_of_each_buyer_is_told(pack):
    ensemble, ville = exemple(pack), exemple(pack, acheteur="ville")
    lues = rows(donnees([ensemble, ville], pack))
    [*siennes] = [lue for lue in lues if lue["annee"] == "2026" and lue["action"] == "8" and lue["valeur"] != "40"]
    assert {lue["acheteur"] for lue in siennes} == {"ensemble", "ville", "metropole"}
    for lue in siennes:
        figee = lue["acheteur"] != "metropole"
        assert (lue["valeur_figee"], lue["valeur_corrigee"]) == ((lue["valeur"], "40") if figee else ("", ""))


def test_a_validator_that_sees_nothing_proves_nothing(pack):
    content = (
        donnees(both(pack), pack).replace(b",%,", b",pourcent,", 1).replace(b"2026,ville,", b"deux mille,ville,", 1)
    )
    assert {fault[1] for fault in faults(content, table_schema(pack))} == {"unite", "annee"}


def test_the_file_is_what_validators_read(pack):
    content = donnees(both(pack), pack)
    entete, _, reste = content.partition(b"\r\n")
    assert re.fullmatch(rb"[a-z_]+(,[a-z_]+)*", entete)
    assert b"\n" not in reste.replace(b"\r\n", b"")
    assert not content.startswith(b"\xef\xbb\xbf")
    assert donnees(both(pack), pack) == content


def test_there_is_a_row_for_each_figure_year_and_buyer(pack):
    tableau = exemple(pack)
    lues = rows(donnees([tableau], pack))
    attendues = sum(len(un.annees) + len(un.par_acheteur) for un in tableau.chiffres)
    attendues += sum(len(une.chiffre.annees) for une in tableau.cibles)
    assert len(lues) == attendues
    assert {lue["acheteur"] for lue in lues} == {"ensemble", "ville", "metropole"}


def test_a_figure_of_a_buyer_is_told_once_by_whoever_told_it_first(pack):
    ensemble, ville = exemple(pack), exemple(pack, acheteur="ville")
    lues = [lue for lue in rows(donnees([ensemble, ville], pack)) if lue["indicateur"] == ensemble.chiffres[0].cle]
    assert sorted((lue["acheteur"], lue["annee"]) for lue in lues) == [
        ("ensemble", "2023"), ("ensemble", "2024"), ("ensemble", "2025"), ("ensemble", "2026"), ("metropole", "2026"),
        ("ville", "2023"), ("ville", "2024"), ("ville", "2025"), ("ville", "2026"),
    ]  # fmt: skip


def test_no_data_is_empty_and_zero_is_zero(pack):
    tableau = exemple(pack)
    un = replace(tableau.chiffres[0], annees=((2025, VIDE), (2026, Valeur(Decimal(0)))), par_acheteur={})
    autre = replace(un, cle="8.autre", annees=((2025, Valeur(Decimal(1))),))
    lues = [
        lue
        for lue in rows(donnees([replace(tableau, chiffres=(un, autre), cibles=())], pack))
        if lue["indicateur"] == un.cle
    ]
    assert [lue["valeur"] for lue in lues] == ["", "0"]


def test_targets_bear_what_is_aimed_at_in_their_years(pack):
    lues = rows(donnees([exemple(pack)], pack))
    vises = {lue["annee"]: lue["cible"] for lue in lues if lue["indicateur"] == "cible.critere_environnemental"}
    assert vises == {"2023": "", "2024": "30", "2025": "", "2026": "70"}


def test_what_is_narrowed_is_not_published_for_the_whole(pack):
    tableau = exemple(pack)
    for restreint in ({"direction": "Voirie"}, {"axe": 2}):
        assert rows(donnees([replace(tableau, requete=replace(tableau.requete, **restreint))], pack)) == []


@pytest.mark.parametrize("hostile", ["=cmd|' /C calc'!A1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", ' "=1', 'a";=1\n=2'])
def test_a_text_never_begins_like_a_formula(pack, hostile):
    tableau = exemple(pack)
    valeur = Valeur(texte=hostile, repartition=((hostile, 3),))
    un = replace(
        tableau.chiffres[0], titre=hostile, genre=Genre.SAISIE, unite="texte", annees=((2026, valeur),), par_acheteur={}
    )
    content = donnees([replace(tableau, chiffres=(un,), cibles=())], pack)
    (lue,) = rows(content)
    assert not [ecrit for ecrit in lue.values() if ecrit[:1] in tuple("=+-@\t\r")]
    assert faults(content, table_schema(pack)) == []


def test_a_number_below_zero_stays_a_number(pack):
    tableau = exemple(pack)
    un = replace(tableau.chiffres[0], unite="note", annees=((2026, Valeur(Decimal("-2.345"))),), par_acheteur={})
    assert rows(donnees([replace(tableau, chiffres=(un,))], pack))[0]["valeur"] in {"-2.34", "-2.35"}


def test_the_dictionary_tells_each_column_and_each_indicator(pack):
    lues = rows(dictionnaire(pack))
    champs = {lue["nom"] for lue in lues if lue["nature"] == "champ"}
    indicateurs = {lue["nom"] for lue in lues if lue["nature"] == "indicateur"}
    assert champs == {champ["name"] for champ in table_schema(pack)["fields"]}
    assert indicateurs == set(pack.chiffres)
    assert not [lue for lue in lues if not (lue["type"] and lue["description"] and lue["source"])]


def test_every_indicator_of_the_data_is_in_the_dictionary(pack):
    connus = {lue["nom"] for lue in rows(dictionnaire(pack))}
    assert {lue["indicateur"] for lue in rows(donnees(both(pack), pack))} <= connus
