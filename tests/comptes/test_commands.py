"""spaser roles, as the team types it."""

from __future__ import annotations

import os

import pytest

from storage.database import Database


@pytest.fixture
def spaser(run_spaser):
    env = {key: value for key, value in os.environ.items() if not key.startswith("SPASER_")}
    return lambda *arguments, lines="": run_spaser(arguments, lines, env)


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["roles", "donner", "chef", "web", "alice"], 2, "« chef » n'est pas un rôle : écrivez acheteur"),
        (["roles", "donner", "equipe", "web", " "], 1, "ne peuvent être vides"),
        (["roles", "retirer", "equipe", "web", "alice"], 1, "n'a pas le rôle equipe"),
        (["roles", "code", "equipe", "--valable", "longtemps"], 2, "« longtemps » n'est pas une durée"),
        (["roles", "code", "equipe", "--valable", "0h"], 2, "« 0h » n'est pas une durée"),
        (["roles", "code", "equipe", "--valable", "31j"], 2, "au plus 30j"),
    ],
)
def test_an_order_that_cannot_be_carried_out_says_why(spaser, arguments, status, said):
    process = spaser(*arguments)
    assert process.returncode == status
    assert said in process.stderr
    assert "Traceback" not in process.stderr


def test_roles_are_given_listed_and_taken_by_command(spaser):
    assert spaser("roles").stdout == "Personne n'a de rôle.\n"
    assert "a maintenant le rôle equipe" in spaser("roles", "donner", "Équipe", "Terminal", "alice").stdout
    assert "avait déjà le rôle equipe" in spaser("roles", "donner", "equipe", "terminal", "alice").stdout
    assert spaser("roles").stdout.splitlines()[1].split()[:3] == ["terminal", "alice", "equipe"]
    assert "n'a plus le rôle equipe" in spaser("roles", "retirer", "equipe", "terminal", "alice").stdout


def test_a_code_made_by_command_is_typed_in_the_terminal_and_kept_nowhere(spaser, tmp_path, everything):
    made = spaser("roles", "code", "equipe", "--valable", "2h").stdout.splitlines()[0]
    assert "Le code est bon" in spaser("discuter", lines=f"code {made.lower()}\n").stdout
    assert "La file est vide" in spaser("discuter", lines="file\n").stdout
    assert spaser("roles").stdout.count("equipe") == 1
    database = Database(f"sqlite:///{tmp_path / 'spaser.db'}")
    kept = everything(database).upper()
    database.close()
    assert made not in kept
    assert made.replace("-", "") not in kept
