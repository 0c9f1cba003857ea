"""The approved answers: sourced, dated, their figures taken from the law and the plan of the day."""

from __future__ import annotations

import re
import shutil
from datetime import date

import pytest

from handlers.ligne_directe.jugement import remplir
from knowledge.ligne_directe.chargement import lire_la_ligne
from knowledge.ligne_directe.entrees import Calcul, renvois
from knowledge.plan.chargement import PACKS


def test_there_are_answers_for_each_theme_and_each_computation(ligne):
    assert len(ligne.entrees) >= 170
    assert {entree.calcul for entree in ligne.entrees.values()} >= set(Calcul)
    assert all(entree.sources and entree.verifie_le.year >= 2026 for entree in ligne.entrees.values())


def test_figures_follow_the_law_of_the_day(knowledge, ligne):
    entree = ligne.entrees["procedure_montant"]
    dit = {jour: remplir(entree.reponse, ligne, knowledge.pack, jour) for jour in (date(2026, 3, 31), date(2026, 4, 1))}
    assert "40\u202f000\u00a0€" in dit[date(2026, 3, 31)]
    assert "60\u202f000\u00a0€" in dit[date(2026, 4, 1)]


def test_every_answer_is_said_on_any_day_without_a_brace(knowledge, ligne):
    for entree in ligne.entrees.values():
        for jour in (date(2022, 6, 1), date(2026, 11, 24), date(2027, 6, 1)):
            for texte in (entree.titre, entree.reponse, *entree.exceptions, *entree.faire, entree.a_confirmer or ""):
                assert not set("{}") & set(remplir(texte, ligne, knowledge.pack, jour))


def test_the_thirty_percent_are_announced_and_never_promised(ligne):
    promises = re.compile(r"vous (?:aurez|toucherez|recevrez|avez droit à) (?:une avance|{plan\.avance_taux})")
    for entree in ligne.entrees.values():
        if any(renvoi == ("plan", "avance_taux") for renvoi in renvois(entree.reponse)):
            assert not promises.search(entree.reponse)
    assert "seul le contrat l'accorde" in ligne.entrees["avance_petite_entreprise"].reponse


def test_an_address_is_told_once_somebody_has_seen_it(ligne):
    assert [un.id for un in ligne.adresses(["boamp", "data_gouv", "nulle_part"])] == ["data_gouv"]
    assert all(un.adresse is None or "." in un.adresse for un in ligne.liens.values())


@pytest.fixture
def copie(tmp_path):
    shutil.copytree(PACKS / "clermont", tmp_path / "clermont")
    return tmp_path


@pytest.mark.parametrize(
    ("fichier", "avant", "apres", "faute"),
    [
        ("ligne_directe/execution.yaml", "sources: [", "source: [", "voulez-vous dire « sources »"),
        (
            "ligne_directe/offre.yaml",
            "reponse: >-\n",
            "reponse: >-\n      Sous 90 000 € ou 15 jours.\n",
            "écrit en chiffres",
        ),
        (
            "ligne_directe/offre.yaml",
            "reponse: >-\n",
            "reponse: >-\n      Plus de {avance_montan}.\n",
            "ne renvoie à rien",
        ),
        ("ligne_directe/offre.yaml", "voir: [", "voir: [inconnue_ici, ", "il n'y a pas d'entrée"),
        ("acheteurs/au_milieu.yaml", "{achat.deux_fois}", "{achat.couleur}", "ne renvoie à rien"),
        ("acheteurs/procedure.yaml", "quand: accord_cadre = oui", "quand: accord_cadr = oui", "fait inconnu"),
        ("ligne_directe/trouver.yaml", "liens: [boamp]", "liens: [bouamp]", "voulez-vous dire « boamp »"),
        ("ligne_directe.yaml", "valeur: 215 000", "valeur: 217 000", "la fiche 17 ne dit pas"),
        ("ligne_directe.yaml", '"9:00"', '"25:00"', "n'est pas une heure"),
        ("ligne_directe.yaml", "lundi,", "lundy,", "jour inconnu"),
        ("ligne_directe.yaml", "sur: [litige]", "sur: [litiges]", "ne connaît pas « litiges »"),
    ],
)
def test_a_fault_is_told_with_its_file_and_what_to_do(copie, pack, fichier, avant, apres, faute):
    chemin = copie / "clermont" / fichier
    texte = chemin.read_text("utf-8")
    assert avant in texte
    chemin.write_text(texte.replace(avant, apres, 1), "utf-8")
    fautes = [str(une) for une in lire_la_ligne(pack, copie)[1]]
    assert any(faute in une and fichier.rpartition("/")[2] in une for une in fautes), fautes


def test_a_pack_without_a_ligne_directe_answers_nothing(copie, pack):
    (copie / "clermont" / "ligne_directe.yaml").unlink()
    ligne, fautes = lire_la_ligne(pack, copie)
    assert (dict(ligne.entrees), fautes) == ({}, [])
