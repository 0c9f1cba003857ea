"""What a pack writes of its committee is read over with the rest: every fault has its line and says what to do."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from knowledge.cad.chargement import FICHIER, charger_le_bareme, lire_le_bareme
from knowledge.plan.chargement import PACKS, charger

SECOND = Path(__file__).parents[1] / "packs" / "haute_loutre"


def avec(tmp_path: Path, avant: str, apres: str):
    """The faults of the pack's file once a passage of it is written otherwise, with the line of each."""
    dossier = tmp_path / "clermont"
    shutil.copytree(PACKS / "clermont", dossier)
    texte = (dossier / FICHIER).read_text("utf-8")
    assert avant in texte
    (dossier / FICHIER).write_text(texte.replace(avant, apres, 1), "utf-8")
    ligne = texte[: texte.index(avant)].count("\n") + 1
    _, fautes = lire_le_bareme(charger(str(dossier)))
    return [(faute.place.ligne - ligne, faute.quoi) for faute in fautes]


@pytest.mark.parametrize(
    ("avant", "apres", "dit"),
    [
        ("8: {poids: 2,", "8: {poids: 0,", "un poids est un nombre entier, 1 au moins"),
        ("8: {poids: 2,", "88: {poids: 2,", "« 88 » n'est pas une action du plan"),
        ("plie: 12}", "pile: 12}", "« pile » ne cote pas ; voulez-vous dire « plie » ?"),
        ("actions: [8, 10, 12]", "actions: [8, 9]", "l'action 9 n'est pas cotée"),
        ("quand: duree_mois >= 36", "quand: duree >= 36", "fait inconnu « duree » ; voulez-vous dire « duree_mois » ?"),
        ("niveau: tenable}", "niveau: tenables}", "voulez-vous dire « tenable » ?"),
        ("critere: maturite", "critere: maturation", "voulez-vous dire « maturite » ?"),
        ("heures: {ville: 200, metropole: 200}", "heures: {ville: 200}", "il manque les heures de ce service pour « metropole »"),
        ("incertain: 1", "incertains: 1", "il manque « incertain »"),
    ],
)  # fmt: skip
def test_a_fault_is_told_where_it_is_with_what_to_do(tmp_path, avant, apres, dit):
    assert any(dit in quoi for _, quoi in avec(tmp_path, avant, apres))


def test_more_than_six_questions_are_refused(tmp_path):
    de_trop = "\n".join(f"      - {{id: q{n}, texte: encore ?, genre: texte}}" for n in range(2))
    fautes = avec(tmp_path, "    questions:\n", f"    questions:\n{de_trop}\n")
    assert any("8 questions à ce service, celles à tous comprises : 6 au plus" in quoi for _, quoi in fautes)


def test_the_pack_in_use_has_no_fault():
    bareme, fautes = lire_le_bareme(charger())
    assert fautes == []
    assert set(bareme.poids_des_actions) == set(bareme.couts)
    # Whoever follows an action has hours for it, and nobody is asked more than six questions.
    assert all(expert.actions and all(expert.heures.values()) for expert in bareme.experts.values())


def test_a_plan_without_a_committee_rates_nothing_and_may_not_say_how(tmp_path):
    dossier = tmp_path / "haute_loutre"
    shutil.copytree(SECOND, dossier)
    assert charger_le_bareme(charger(str(dossier))) is None
    (dossier / FICHIER).write_text("pertinence: {}\n", "utf-8")
    _, fautes = lire_le_bareme(charger(str(dossier)))
    assert [faute.quoi for faute in fautes] == [
        "ce plan n'a pas de comité : retirez ce fichier, ou écrivez « comite » dans spaser.yaml"
    ]
