"""The program `spaser` from outside: lines in, lines out, and errors that say what to do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SPASER = Path(sys.executable).with_name("spaser")


@pytest.fixture
def spaser(tmp_path):
    def run(*arguments, lines=(), **environment):
        env = {key: value for key, value in os.environ.items() if not key.startswith("SPASER_")}
        return subprocess.run(
            [SPASER, *arguments],
            input="".join(line if isinstance(line, str) else json.dumps(line) + "\n" for line in lines),
            capture_output=True,
            text=True,
            env={**env, **environment},
            cwd=tmp_path,
            check=False,
            timeout=60,
        )

    return run


def answers(process):
    return [json.loads(line) for line in process.stdout.splitlines()]


def test_a_bad_line_gets_an_error_on_its_place_and_the_rest_goes_on(spaser):
    process = spaser(
        "diagnostiquer",
        lines=[
            {"id": 1, "nature": "services"},
            "{pas du json\n",
            {"id": 3, "montant": 3},
            {"id": 4, "montant_ht": "beaucoup"},
            {"id": 5, "montant_ht": -1},
            {"id": 6, "nature": "service"},
            {"id": 7, "segments": ["traiteurs"]},
            "[1]\n",
            '{"id": 9, "montant_ht": NaN}\n',
            {"id": 10, "date_attribution": "demain"},
            {"id": 11, "alloti": "oui"},
            {"id": 12, "montant_ht": None, "alloti": False},
        ],
    )
    got = answers(process)
    assert process.returncode == 1
    assert [line["id"] for line in got] == [1, None, 3, 4, 5, 6, 7, None, 9, 10, 11, 12]
    errors = {line["id"]: line.get("erreur", "") for line in got if line["id"]}
    assert "montant_ht" in errors[3]
    assert "un nombre" in errors[4]
    assert "supérieur à 0" in errors[5]
    assert "« services »" in errors[6]
    assert "« traiteur »" in errors[7]
    assert errors[9]
    assert "AAAA-MM" in errors[10]
    assert "true ou false" in errors[11]
    assert errors[1] == errors[12] == ""
    assert got[-1]["prochaine_question"] != "montant_ht"


def test_the_law_is_that_of_the_day(spaser):
    contract = {"nature": "fournitures", "procedure": "sans_publicite", "montant_ht": 45000}
    process = spaser(
        "diagnostiquer",
        lines=[{"id": 1, **contract, "aujourdhui": "2026-03-31"}, {"id": 2, **contract, "aujourdhui": "2026-04-01"}],
    )
    before, after = answers(process)
    assert "achat_direct_seuil_atteint" in {due["id"] for due in before["obligations"]}
    assert "achat_direct_seuil_atteint" not in {due["id"] for due in after["obligations"]}


def test_an_unlisted_segment_is_no_and_a_null_is_not_asked_again(spaser):
    process = spaser("diagnostiquer", lines=[{"id": 1, "segments": [], "nature": None}])
    [answer] = answers(process)
    assert 13 not in {said["action"] for said in answer["recommandations"]}
    assert answer["prochaine_question"] != "nature"


def test_the_calendar_takes_a_month_and_refuses_a_missing_date(spaser):
    process = spaser("calendrier", lines=[{"id": 1, "date_attribution": "2029-03"}, {"id": 2}])
    month, missing = answers(process)
    assert month == {"id": 1, "j24": "2027-03-01", "j14": "2028-01-01", "j12": "2028-03-01"}
    assert "date_attribution" in missing["erreur"]


def test_a_replay_logs_nothing_and_concludes_when_asked(spaser, tmp_path):
    turns = ["traiteur, 9 500 € HT, un marché"]
    process = spaser("rejouer", "--conclure", lines=[{"id": 1, "tours": turns}, {"id": 2, "tours": "non"}])
    concluded, bad = answers(process)
    assert {11, 13, 18, 22, 24} <= set(concluded["recommandations"])
    assert concluded["question_en_cours"] is None
    assert "tours" in bad["erreur"]
    assert list(tmp_path.glob("*.db")) == []


def test_reading_tells_what_was_said_from_what_was_guessed(spaser):
    process = spaser("comprendre", lines=[{"id": 1, "texte": "nettoyage, maxi 80 000 € HT, MAPA"}])
    [answer] = answers(process)
    assert answer["faits"]["procedure"] == "mapa"
    assert answer["bornes"]["montant_ht"]["a"] == 80000


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"SPASER_PACK": "lyon"}, "no pack named lyon"),
        ({"SPASER_PORT": "beaucoup"}, "SPASER_PORT"),
        ({"SPASER_HTTPS": "yes"}, "oui or non"),
        ({"SPASER_LOG_LEVEL": "loud"}, "DEBUG"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(spaser, environment, said):
    process = spaser("diagnostiquer", lines=[{"id": 1}], **environment)
    assert process.returncode == 1
    assert said in process.stderr
    assert "Traceback" not in process.stderr


def test_a_database_that_cannot_be_reached_is_said_without_its_password(spaser):
    process = spaser("migrer", SPASER_DATABASE_URL="postgresql://someone:s3cret@127.0.0.1:1/none")
    assert process.returncode == 1
    assert "s3cret" not in process.stderr
    assert "127.0.0.1" in process.stderr
    assert "Traceback" not in process.stderr


def test_settings_are_read_from_a_dotenv_file(spaser, tmp_path):
    (tmp_path / ".env").write_text("SPASER_PACK=lyon\n")
    assert "lyon" in spaser("diagnostiquer", lines=[{"id": 1}]).stderr


def test_the_terminal_holds_the_whole_conversation_and_writes_the_word_file(spaser, tmp_path):
    process = spaser(
        "discuter", lines=["gardiennage, services, 120 k€ HT, 24 mois, MAPA\n", "résultat\n", "exporter\n"]
    )
    assert process.returncode == 0, process.stderr
    assert "Votre diagnostic SPASER" in process.stdout
    [document] = tmp_path.glob("diagnostic-spaser-*.docx")
    assert document.stat().st_size > 5000


def test_the_real_pack_has_no_fault(spaser):
    process = spaser("verifier")
    assert process.returncode == 0
    assert "0 faute(s)" in process.stdout
