"""The program `spaser` from outside: lines in, lines out, and errors that say what to do."""

from __future__ import annotations

import io
import json
import os
import signal
import socket
import subprocess
import sys
import tomllib
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import clock, wiring
from bot.access import Access
from bot.conversation.engine import Engine
from bot.platforms.terminal import TerminalAdapter, talk
from handlers.conversation.vocabulary import Address, Incoming
from storage.database import Database

ROOT = Path(__file__).parents[2]
SPASER = Path(sys.executable).with_name("spaser")
EVERYBODY = Access(frozenset({"terminal"}))


@pytest.fixture
def spaser(run_spaser):
    def run(*arguments, lines=(), **environment):
        env = {key: value for key, value in os.environ.items() if not key.startswith("SPASER_")}
        told = "".join(line if isinstance(line, str) else json.dumps(line) + "\n" for line in lines)
        return run_spaser(arguments, told, {**env, **environment})

    return run


@pytest.fixture
def spaser_bytes(tmp_path):
    """The program itself, as a shell starts it."""

    def run(command, source):
        return subprocess.run(
            [SPASER, command], input=source, capture_output=True, cwd=tmp_path, check=False, timeout=60
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


def test_no_line_ends_the_stream_whatever_it_holds(spaser):
    lines = [
        '{"id": 1, "montant_ht": 1e30}',
        '{"id": 2, "montant_ht": 1e400000000}',
        '{"id": 3, "montant_ht": ' + "9" * 5000 + "}",
        '{"id": 4, "montant_ht": 1e-400000000}',
        '{"id": 5, "montant_ht": -Infinity}',
        '{"id": 6, "montant_ht": -1e400000000}',
        '{"id": 7, "duree_mois": 1e999999999999999999999}',
        '{"id": NaN}',
        '{"id": ' + "[" * 900 + "]" * 900 + "}",
        "[" * 100_000,
        '{"id": "\\ud800"}',
        '{"id": ' + "9" * 5000 + "}",
        '{"id": 1e400000000}',
        '{"id": 12345678901234567890}',
        '{"id": 14, "montant_ht": 90000.01, "objet": "\\udfff"}',
        '{"id": 15, "montant_ht": 90000}',
    ]
    process = spaser("diagnostiquer", lines=[line + "\n" for line in lines])
    got = answers(process)
    assert process.stderr == ""
    assert len(got) == len(lines)
    assert ["erreur" in line for line in got] == [True] * 10 + [False] * 6
    assert "trop grand" in got[0]["erreur"]
    assert "trop grand" in got[2]["erreur"]
    assert "décimales" in got[3]["erreur"]
    assert max(len(line.get("erreur", "")) for line in got) < 200
    assert got[10]["id"] == "\ud800"
    assert [line["id"] for line in got[11:]] == ["9" * 5000, "1E+400000000", 12345678901234567890, 14, 15]


def test_bytes_that_are_no_utf_8_get_an_error_on_their_place(spaser_bytes):
    process = spaser_bytes("comprendre", b'{"id": 1, "texte": "\xe9t\xe9"}\n{"id": 2, "texte": "nettoyage"}\n')
    bad, good = (json.loads(line) for line in process.stdout.splitlines())
    assert "UTF-8" in bad["erreur"]
    assert good["id"] == 2
    assert "erreur" not in good


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


def test_a_command_loads_nothing_of_the_others():
    program = (
        "import sys; from bot.cli import main; main(['calendrier']); print(*sys.modules)\n"
        "main(['diagnostiquer']); print(*sys.modules)"
    )
    process = subprocess.run([sys.executable, "-c", program], input="", capture_output=True, text=True, check=True)
    heavy = ("sqlalchemy", "alembic", "storage.database", "starlette", "docxtpl", "handlers.policy")
    readers = ("handlers.conversation.entretien", "knowledge.lecture.lecture", "knowledge.recherche", "snowballstemmer")
    for loaded in map(str.split, process.stdout.splitlines()):
        assert "bot.apprentissage.cli" in loaded
        assert set(loaded) & {*heavy, *readers} == set()


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
        ({"SPASER_PORT": "²"}, "SPASER_PORT"),
        ({"SPASER_PORT": "٨٠٨٠"}, "SPASER_PORT"),
        ({"SPASER_RETENTION_DAYS": "9" * 5000}, "SPASER_RETENTION_DAYS"),
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
    assert "Diagnostic n° 1 · gardiennage" in process.stdout
    [document] = tmp_path.glob("diagnostic-spaser-*.docx")
    assert document.stat().st_size > 5000


def test_a_word_file_that_cannot_be_written_is_said_in_french_and_the_talk_goes_on(spaser, tmp_path):
    told = ["gardiennage, services, 120 k€ HT, 24 mois, MAPA\n", "résultat\n"]
    spaser("discuter", lines=[*told, "exporter\n"])
    [document] = tmp_path.glob("diagnostic-spaser-*.docx")
    document.unlink()
    document.mkdir()  # a name that is taken by a folder cannot be written, even by root
    process = spaser("discuter", lines=["exporter\n", "aide\n"])
    assert process.returncode == 0
    assert "Le document n'a pas pu être écrit" in process.stdout
    assert "Traceback" not in process.stderr
    assert len(process.stdout.partition("puis tapez « exporter »")[2]) > 200


def test_a_locked_database_is_said_in_french_and_the_person_types_again(knowledge, new_file, tmp_path):
    url = new_file()
    database = Database(url, busy_timeout_s=0.1)
    output = io.StringIO()
    bot = wiring.build_bot(knowledge, database, [TerminalAdapter(output, tmp_path)], EVERYBODY)
    holder = Database(url)

    def lines():
        with holder.unit_of_work() as uow:
            uow.conversations.open("a", "b", "c", datetime(2026, 11, 24, tzinfo=UTC))
            yield "c'est quoi un MAPA ?"
        yield "c'est quoi un MAPA ?"

    talk(bot.engine, Address("terminal", "local", "alice"), lines(), output)
    _, told, answered = output.getvalue().partition("retapez-le dans quelques instants")
    assert told
    assert "procédure adaptée" in answered
    database.close()
    holder.close()


def test_opening_the_terminal_sends_nobody_else_s_messages(knowledge, new_file, tmp_path):
    database = Database(new_file())
    silent = Engine(knowledge, database, lambda *_: None, clock.now, EVERYBODY)
    silent.receive(Incoming(Address("terminal", "local", "bob"), "1", "nettoyage, 85 k€ HT"))
    silent.receive(Incoming(Address("terminal", "local", "alice"), "1", "traiteur, 9 500 € HT"))
    output = io.StringIO()
    bot = wiring.build_bot(knowledge, database, [TerminalAdapter(output, tmp_path)], EVERYBODY)
    talk(bot.engine, Address("terminal", "local", "alice"), [], output)
    assert "9\u202f500" in output.getvalue()
    assert "85\u202f000" not in output.getvalue()
    database.close()


def test_an_account_without_a_name_is_called_by_its_number():
    def nameless():
        raise KeyError("getpwuid(): uid not found: 54321")

    assert wiring.person(nameless) == str(os.getuid())


def test_libraries_never_log_their_details_whatever_the_level():
    program = (
        "import logging; from bot import logs; logs.configure('DEBUG')\n"
        "for name in ('sqlalchemy.engine', 'uvicorn.error', 'sse_starlette.sse', 'alembic.runtime'):\n"
        "    logging.getLogger(name).debug('typed'); logging.getLogger(name).info('typed')\n"
        "logging.getLogger('bot.envois.delivery').debug('ours')\n"
        "logging.getLogger('uvicorn.error').warning('theirs')\n"
    )
    process = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert [json.loads(line)["message"] for line in process.stderr.splitlines()] == ["ours", "theirs"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_server_says_only_its_real_address_and_leaves_quietly_when_told_to(tmp_path, number):
    env = {key: value for key, value in os.environ.items() if not key.startswith("SPASER_")}
    with subprocess.Popen(
        [SPASER, "servir", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
        env={**env, "SPASER_LOG_LEVEL": "DEBUG"},
    ) as server:
        address = server.stdout.readline().strip()
        with urllib.request.urlopen(f"{address}/sante", timeout=20) as response:
            assert response.read() == b"ok"
        server.send_signal(number)
        out, err = server.communicate(timeout=20)
    assert server.returncode == 0
    assert not address.endswith(":0")
    assert (out, err) == ("", "")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--port", "99999"], "from 0 (any free one) to 65535"),
        (["--port", "²"], "from 0 (any free one) to 65535"),
        (["--host", "nulle-part.invalid", "--port", "0"], "not an address of this machine"),
        (["--host", "192.0.2.1", "--port", "0"], "not an address of this machine"),
        (["--host", "x" * 70 + ".fr", "--port", "0"], "not an address of this machine"),
    ],
)
def test_where_it_cannot_listen_is_said(spaser, arguments, said):
    process = spaser("servir", *arguments)
    assert process.returncode != 0
    assert said in process.stderr
    assert "Traceback" not in process.stderr


def test_a_port_that_is_taken_is_said(spaser):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        process = spaser("servir", "--port", str(taken.getsockname()[1]))
    assert process.returncode == 1
    assert "is taken" in process.stderr


def test_the_wheel_takes_every_file_that_the_program_reads():
    with (ROOT / "pyproject.toml").open("rb") as file:
        globs = tomllib.load(file)["tool"]["setuptools"]["package-data"]
    packed = {path for folder, patterns in globs.items() for glob in patterns for path in (ROOT / folder).glob(glob)}
    read = {
        path
        for folder in globs
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and path.suffix not in (".py", ".pyc") and "__pycache__" not in path.parts
    }
    assert read - packed == set()


def test_the_real_pack_has_no_fault(spaser):
    process = spaser("verifier")
    assert process.returncode == 0
    assert "0 faute(s)" in process.stdout
