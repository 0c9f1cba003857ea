"""spaser apprentissage, as the team types it."""

from __future__ import annotations

import json
import os

import pytest


@pytest.fixture
def spaser(run_spaser):
    env = {key: value for key, value in os.environ.items() if not key.startswith("SPASER_")}
    return lambda *arguments, lines="": run_spaser(arguments, lines, env)


@pytest.mark.parametrize("name", ["apprentissage", "incompris"])
def test_the_command_answers_to_its_name_and_to_the_one_that_scripts_say(spaser, name):
    assert spaser(name).stdout == "Rien à traiter dans la file.\n"
    assert "`spaser apprentissage --tout`" in spaser(name, "--traite", "404").stderr


def test_the_team_reads_and_settles_the_queue_by_command(spaser):
    assert spaser("apprentissage").stdout == "Rien à traiter dans la file.\n"
    spaser("discuter", lines="c'est quoi une blague ?\nzorblaxes mauves\nc'est quoi une blague ?\n")
    shown = spaser("apprentissage").stdout.splitlines()
    assert [line.split()[1] for line in shown[1:]] == ["2", "1"]
    assert "c'est quoi une blague ?" in shown[1]

    [first, second] = map(json.loads, spaser("apprentissage", "--json").stdout.splitlines())
    assert (first["texte"], first["compte"], first["etat"]) == ("c'est quoi une blague ?", 2, "a_traiter")
    assert second["genre"] == "recherche"

    settled = spaser("apprentissage", "--traite", str(first["numero"]), "--note", "ajouté à la fiche 12")
    assert settled.returncode == 0
    assert settled.stdout == f"n° {first['numero']} : traité. Note gardée : ajouté à la fiche 12.\n"
    again = spaser("apprentissage", "--traite", str(first["numero"]))
    assert (again.returncode, "déjà noté" in again.stdout) == (0, True)
    spaser("apprentissage", "--sans-objet", str(second["numero"]))
    assert spaser("apprentissage").stdout == "Rien à traiter dans la file.\n"
    shown = spaser("apprentissage", "--tout").stdout
    assert "ajouté à la fiche 12" in shown
    assert "sans objet" in shown


def test_a_note_by_command_names_nobody_and_what_it_replaces_is_told(spaser):
    spaser("discuter", lines="c'est quoi une blague ?\n")
    said = spaser("apprentissage", "--traite", "1", "--note", "vu avec Marie Dupont 0612345678").stdout
    assert said == "n° 1 : traité. Note gardée : vu avec [nom] [téléphone].\n"
    said = spaser("apprentissage", "--sans-objet", "1", "--note", "doublon").stdout
    assert (
        said
        == "n° 1 : sans objet, au lieu de traité. Note gardée : doublon (à la place de : vu avec [nom] [téléphone]).\n"
    )
    assert spaser("apprentissage", "--sans-objet", "1").stdout == "n° 1 : sans objet, c'était déjà noté.\n"


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["apprentissage", "--traite", "404"], 1, "il n'y a pas de n° 404 dans la file"),
        (["apprentissage", "--traite", "beaucoup"], 2, "« beaucoup » n'est pas un numéro"),
        (["apprentissage", "--traite", "²"], 2, "« ² » n'est pas un numéro"),
        (["apprentissage", "--sans-objet", "-1"], 2, "--sans-objet"),
        (["apprentissage", "--sans-objet", "9" * 30], 2, "n'est pas un numéro"),
        (["apprentissage", "--note", "x"], 1, "--note va avec --traite ou --sans-objet"),
        (["apprentissage", "--traite", "1", "--json"], 1, "ne se lisent pas avec --tout ni --json"),
    ],
)
def test_an_order_that_cannot_be_carried_out_says_why(spaser, arguments, status, said):
    process = spaser(*arguments)
    assert process.returncode == status
    assert said in process.stderr
    assert "Traceback" not in process.stderr
