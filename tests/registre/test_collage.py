"""Rows pasted from a spreadsheet: looked at before anything is imported, then imported as a file is."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest

from bot.registre.collage import RienDeColleError, lire_colle
from storage.registre.records import Filtre, Genre
from tests.platforms.web.conftest import database, engine, hub, make_app
from tests.platforms.web.test_registre import marche, site, team, text

__all__ = ["database", "engine", "hub", "make_app", "site", "team"]

VILLE = "21630113500010"
TITRES = "N° marché\tIntitulé\tMontant HT\tDurée (mois)\tDate de notification\tService"
LIGNE = "2026-12\tNettoyage des écoles\t85 000,50 €\t48\t03/02/2026\tÉducation"


def paste(client, lignes, geste="voir", acheteur=VILLE, **fields):
    response = client.post("/registre/coller", data={"lignes": lignes, "geste": geste, "acheteur": acheteur, **fields})
    assert response.status_code == 200
    return text(response.text)


def known(site):
    with site.database.reading() as memory:
        return memory.marches.liste(Filtre())


def test_pasted_rows_are_shown_before_anything_is_imported_and_twice_changes_nothing(site, team):
    page = paste(team, f"{TITRES}\n{LIGNE}\n")
    assert "1 ligne lue : 1 marché nouveau, 0 changé, 0 inchangé" in page
    assert known(site) == []
    assert "C'est importé : 1 marché nouveau" in paste(team, f"{TITRES}\n{LIGNE}", "importer")
    (un,) = known(site)
    assert (un.objet, un.montant_ht, un.duree_mois, un.direction, un.fin) == (
        "Nettoyage des écoles", Decimal("85000.50"), 48, "Éducation", date(2030, 2, 3),
    )  # fmt: skip
    assert "Rien ne changerait." in paste(team, f"{TITRES}\n{LIGNE}")
    paste(team, f"{TITRES}\n{LIGNE}", "importer")
    assert known(site) == [un]


def test_the_cells_that_would_move_are_shown_one_by_one(site, team):
    paste(team, f"{TITRES}\n{LIGNE}", "importer")
    page = paste(team, f"{TITRES}\n{LIGNE.replace('85 000,50 €', '90 000').replace('Éducation', 'Sports')}")
    assert "2026-12 Montant HT 85 000,50 € 90 000 €" in page
    assert "Direction Éducation Sports" in page
    assert known(site)[0].direction == "Éducation"


def test_rows_without_titles_are_read_once_somebody_says_what_they_hold(site, team):
    page = paste(team, LIGNE)
    assert "Ces lignes n'ont pas de titres" in page
    assert "dites quelle colonne donne le numéro du marché" in page
    dits = {"champ.0": "numero", "champ.1": "objet", "champ.3": "duree_mois", "champ.4": "notifie_le"}
    paste(team, LIGNE, "importer", **dits)
    (un,) = known(site)
    assert (un.numero, un.objet, un.montant_ht, un.fin) == ("2026-12", "Nettoyage des écoles", None, date(2030, 2, 3))


def test_columns_of_ones_own_are_read_too_and_a_cell_that_cannot_be_is_told(site, team):
    with site.database.unit_of_work() as uow:
        budget = uow.colonnes.ajouter("Budget", "budget", Genre.NOMBRE, (), "x", site.now)
        uow.commit()
    second = LIGNE.replace("2026-12", "2026-13")
    lignes = f'{TITRES}\tbudget\n{LIGNE}\t1 200,5\n"2026-14\nbis"\tx\t\t\t\t\t7\n{second}\tbeaucoup'
    assert "« beaucoup » n'est pas de ce que contient cette colonne" in paste(team, lignes)
    paste(team, lignes, "importer")
    with site.database.reading() as memory:
        par_numero = {un.numero: un.id for un in memory.marches.liste(Filtre())}
        valeurs = memory.colonnes.valeurs(par_numero.values())
    assert valeurs[par_numero["2026-12"]] == {budget: "1200.5"}
    assert par_numero["2026-13"] not in valeurs


@pytest.mark.parametrize(
    ("lignes", "acheteur", "dit"),
    [
        ("", VILLE, "Il n'y a rien à lire"),
        (" \t \n", VILLE, "Il n'y a rien à lire"),
        (f"{TITRES}\n{LIGNE}", "", "dites de quel acheteur sont ces marchés"),
        (f"{TITRES}\n{LIGNE}", "Ville", "Ce SIRET n'en est pas un"),
        ("a\t" * 200, VILLE, "C'est trop à la fois"),
        ("x\n" * 2500, VILLE, "C'est trop à la fois"),
    ],
)
def test_what_cannot_be_pasted_is_said(site, team, lignes, acheteur, dit):
    assert dit in paste(team, lignes, "importer", acheteur)
    assert known(site) == []


def test_only_the_team_pastes(site):
    buyer = site.client("acheteur")
    assert "textarea" not in buyer.get("/registre/coller").text
    assert buyer.post("/registre/coller", data={"lignes": f"{TITRES}\n{LIGNE}", "geste": "importer"}).status_code == 403
    assert known(site) == []


def test_what_is_pasted_is_shown_as_it_was_typed(site, team):
    page = team.post("/registre/coller", data={"lignes": f"</textarea><script>\t2\n{LIGNE}", "acheteur": VILLE}).text
    assert "<script>\t" not in page
    assert re.search(r"&lt;/textarea&gt;", page)


def test_a_pasted_table_knows_where_its_rows_stand():
    colle = lire_colle('Numéro;Objet\n1;"deux\nlignes"\n\n2;b;c')
    assert colle.titree
    assert colle.rangees == (("1", "deux\nlignes", ""), ("2", "b", "c"))
    assert colle.lignes == (2, 4)
    assert not lire_colle("1\tb").titree
    with pytest.raises(RienDeColleError):
        lire_colle("\x00")


def test_the_contract_of_somebody_else_is_changed_by_the_team_alone(site, team):
    (numero,) = site.fill(marche("M-1"), referent="Bob")
    paste(team, "Numéro\tDirection\nM-1\tVoirie", "importer")
    assert site.read(numero).direction == "Voirie"
