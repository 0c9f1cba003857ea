"""The queue and the roles, from a message to the team's command: what is kept, what is not, and who sees it."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import inspect, text

from bot.access import Access
from bot.conversation.engine import Engine
from handlers.apprentissage.liste import lire_ordre
from handlers.conversation.entretien import Entretien, Recherche
from handlers.conversation.vocabulary import Address, Incoming
from handlers.fiches.recherche import refuse_la_reponse
from storage.comptes.records import Role
from storage.database import Database

EVERYBODY = Access(frozenset({"essai"}))
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
ALICE = Address("essai", "bureau", "alice")
BOB = Address("essai", "bureau", "bob")
SECRET = "zorblaxes mauves"


@pytest.fixture
def say(bot, screen):
    numbers = iter(range(10_000))

    def say(said, address=ALICE, choice=None, message_id=None):
        before = len(screen.sent)
        bot.engine.receive(Incoming(address, message_id or str(next(numbers)), said, choice))
        return "\n".join(outgoing.message.texte for outgoing in screen.sent[before:])

    return say


@pytest.fixture
def join(database):
    def join(address=ALICE, role=Role.EQUIPE):
        with database.unit_of_work() as uow:
            uow.roles.donner(address.plateforme, address.personne, role, "root", NOW)
            uow.commit()

    return join


@pytest.fixture
def queue(database):
    def queue():
        with database.reading() as memory:
            return [(entry.genre, entry.question, entry.texte, entry.compte) for entry in memory.apprentissage.tout()]

    return queue


def everything(database):
    """All that is written in all the tables, as one text."""
    with database._engine.connect() as connection:
        tables = inspect(connection).get_table_names()
        return "\n".join(
            str(tuple(row)) for table in tables for row in connection.execute(text(f"SELECT * FROM {table}"))
        )


# --- what goes in -----------------------------------------------------------------------------------------------------


def test_each_kind_of_failure_goes_into_the_queue_once(say, queue):
    say("raconte-moi une blague")
    say("décrire un achat")
    say("zorblaxes mauves")
    say("couleur mauve")
    assert queue() == [
        ("recherche", None, "raconte-moi une blague", 1),
        ("description", None, "zorblaxes mauves", 1),
        ("reponse", "nature", "couleur mauve", 1),
    ]


@pytest.mark.parametrize(
    "said",
    [
        "",
        "  ",
        "12",
        "120 000",
        "👍👍",
        "?!…",
        "xyz",
        "oui",
        "fiche 11",
        "fiche 99",
        "bonjour",
        "merci",
        "<br>",
        "100 000 TTC",
    ],
)
def test_what_says_nothing_to_learn_from_does_not(say, queue, said):
    say(said)
    say("décrire un achat")
    say(said)
    assert queue() == []


def test_what_was_understood_does_not(say, queue):
    for said in (
        "nettoyage des écoles, 85 k€ HT",
        "c'est quoi un MAPA ?",
        "je ne sais pas",
        "pourquoi ?",
        "passer",
        "résultat",
    ):
        say(said)
    assert queue() == []


def test_a_message_delivered_twice_counts_once_and_said_twice_counts_twice(say, queue):
    say("raconte-moi une blague", message_id="m1")
    say("raconte-moi une blague", message_id="m1")
    assert [count for *_, count in queue()] == [1]
    say("  Raconte-moi une BLAGUE !".lower(), message_id="m2")
    assert [count for *_, count in queue()] == [2]


def test_the_queue_holds_neither_names_nor_addresses(say, queue, database):
    say("appelle Mme Dupont au 06 12 34 56 78 ou dupont@ville.fr, 12 rue des Lilas, des zorblaxes")
    [(_, _, kept, _)] = queue()
    assert kept == "appelle Mme [nom] au [téléphone] ou [courriel] [adresse], des zorblaxes"
    with database.reading() as memory:
        row = str(memory._connection.exec_driver_sql("SELECT * FROM incompris").one())
    assert not {"alice", "bureau", "Dupont", "2026-11-24 09"} & set(row.split("'"))


def test_a_process_that_dies_before_the_commit_leaves_nothing_in_the_queue(knowledge, database, clock, queue):
    class Dying(Engine):
        def _compose(self, reply, plateforme=""):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Dying(knowledge, database, lambda *_: None, clock, EVERYBODY).receive(
            Incoming(ALICE, "1", "raconte-moi une blague")
        )
    assert queue() == []


def test_a_turn_that_dies_gives_no_role_and_uses_no_code(knowledge, database, clock, code, say):
    made = code()

    class Dying(Engine):
        def _compose(self, reply, plateforme=""):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Dying(knowledge, database, lambda *_: None, clock, EVERYBODY).receive(Incoming(ALICE, "1", f"code {made}"))
    assert "Équipe" not in say("mes droits")
    assert "équipe SPASER" in say(f"code {made}")


# --- who sees it ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "choice"),
    [
        ("file", None),
        ("questions sans réponse", None),
        ("incompri", None),
        ("traité 1", None),
        ("sans objet 1", None),
        ("", "file:liste"),
        ("", "file:apres:9:9"),
        ("", "file:traite:1"),
        ("", "file:sans_objet:1"),
    ],
)
@pytest.mark.parametrize("role", [None, Role.ACHETEUR, Role.EXPERT, Role.ENTREPRISE])
def test_whoever_is_not_in_the_team_sees_and_changes_nothing_and_learns_how_to_join(
    say, join, database, said, choice, role
):
    say(SECRET, BOB)
    if role is not None:
        join(role=role)
    answer = say(said, choice=choice)
    assert "réservée à l'équipe SPASER" in answer
    assert "code" in answer
    assert "zorblaxes" not in answer
    with database.reading() as memory:
        [entry] = memory.apprentissage.tout()
        assert entry.etat == "a_traiter"


@pytest.mark.parametrize(
    "choice",
    [
        "file:",
        "file:apres:x:1",
        "file:apres:1",
        "file:traite:x",
        "file:voler:1",
        "file:traite:²",
        f"file:traite:{9**20}",
        "refus:",
        "refus:zz",
    ],
)
def test_a_button_of_nobody_is_answered(say, join, choice):
    join()
    assert say("", choice=choice)


def test_markdown_of_strangers_is_shown_as_they_typed_it(say, join):
    say("**gras** [lien](http://x.fr) <b>zorblaxes</b> `code`", BOB)
    join()
    shown = say("file")
    assert "\\*\\*gras\\*\\*" in shown
    assert "\\<b\\>" in shown
    assert "http" not in shown


def test_a_role_holds_in_every_conversation_of_the_person_and_only_theirs(say, join):
    join()
    elsewhere = Address("essai", "autre", "alice")
    assert "La file est vide" in say("file", elsewhere)
    assert "réservée" in say("file", BOB)


# --- codes ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        "code {a}-{b}",
        "CODE {a}{b}",
        "mon code est {a} {b}",
        "Code : {a} - {b}",
        "voici le code «{a}–{b}» merci",
        "{a}-{b}",
        "{a}{b}",
        "cod {a}-{b}",
    ],
)
@pytest.mark.parametrize("lower", [False, True])
def test_a_code_gives_its_role_in_any_spelling_and_stays_nowhere_in_clear(say, code, database, typed, lower):
    made = code()
    half = len(made) // 2
    said = typed.format(a=made[:half], b=made[half:])
    say(SECRET)
    answer = say(said.lower() if lower else said)
    assert "équipe SPASER" in answer
    assert "*file*" in answer
    assert "à traiter" in say("file")
    kept = everything(database).upper()
    for spelling in (
        made,
        f"{made[:half]}-{made[half:]}",
        f"{made[:half]} {made[half:]}",
        f"{made[:half]} - {made[half:]}",
    ):
        assert spelling not in kept
    assert "NON GARDÉ" in kept


def test_a_wrong_code_stays_nowhere_either_and_five_of_them_are_enough(say, code, database, clock):
    right = code()
    answers = [say("code BCDF-2346") for _ in range(6)]
    assert [
        f"Encore {count}" in answer.replace("\u00a0", " ") for count, answer in zip((4, 3, 2, 1), answers, strict=False)
    ] == [True] * 4
    assert all("Trop de codes faux" in answer for answer in answers[4:])
    assert "Trop de codes faux" in say(f"code {right}")
    assert "Équipe" not in say("mes droits")
    assert right not in everything(database)
    assert "BCDF-2346" not in everything(database)
    clock.now += timedelta(hours=1)
    assert "Le code est bon" in say(f"code {right}")


def test_an_expired_code_is_not_valid(say, code, clock):
    made = code()
    clock.now += timedelta(hours=25)
    assert "n'est pas valable" in say(f"code {made}")


def test_a_code_is_read_in_the_middle_of_anything_and_the_question_comes_back(say, code):
    say("nettoyage des écoles, 85 k€ HT")
    answer = say(f"code {code()}")
    assert "équipe SPASER" in answer
    assert "Revenons à votre achat" in answer


def test_a_code_typed_as_a_reason_is_no_reason(say, code, database):
    say("nettoyage des écoles, 85 k€ HT, 36 mois, MAPA")
    say("résultat")
    say("écarter 18")
    made = code()
    assert "équipe SPASER" in say(f"code {made}")
    assert made not in everything(database)


@pytest.mark.parametrize(
    "said",
    [
        "code couleurs",
        "code contrats",
        "CODE COULEURS",
        "code vert-bleu",
        "code CPV 90911200-8",
        "code 90911200-8",
        "code 90911200",
        "code postal 63000",
        "code 63000 Clermont",
        "code R2123-1",
        "code APE 8130Z",
        "code html",
        "code 85 000 euros",
        "code 2019 des marchés publics",
        "le code de la commande publique",
    ],
)
def test_words_and_numbers_after_code_are_no_code(say, said):
    answer = say(said)
    assert "valable" not in answer


@pytest.mark.parametrize(
    "typed",
    [
        "2222-2222",
        "7777-7777",
        "7777 7777",
        "1234",
        "AAAA-BBBB",
        "aaaa-bbbb",
        "BCDF-GHJ",
        "BCDF GHJ",
        "AAAA-BBBB-CCCC",
        "abc123",
        "1 2 3 4",
    ],
)
@pytest.mark.parametrize("announce", ["code {}", "mon code est {} merci", "code : {}"])
def test_whatever_is_typed_for_a_code_is_answered_as_one_and_kept_nowhere(say, queue, database, typed, announce):
    say("nettoyage des écoles")
    assert "Encore 4" in say(announce.format(typed)).replace("\u00a0", " ")
    assert queue() == []
    with database.reading() as memory:
        kept = str(memory._connection.exec_driver_sql("SELECT * FROM inbox").all())
    assert typed not in kept
    assert "code (non gardé)" in kept


def test_my_rights_say_what_one_is_and_under_which_name(say, join):
    assert "« alice » sur essai" in say("mes droits")
    join(role=Role.EXPERT)
    assert "Expert" in say("mes rolles")


# --- a note, and a change of mind -------------------------------------------------------------------------------------


def test_a_note_names_nobody_and_what_it_replaces_is_told(say, join, database):
    say(SECRET)
    join()
    with database.reading() as memory:
        number = memory.apprentissage.tout()[0].id
    answer = say(f"traité {number} : vu avec Marie Dupont 0612345678").replace("\\", "")
    assert "Note gardée : vu avec [nom] [téléphone]." in answer
    answer = say(f"sans objet {number}").replace("\\", "")
    assert "au lieu de traité. La note d'avant reste : vu avec [nom] [téléphone]" in answer
    answer = say(f"sans objet {number} : doublon").replace("\\", "")
    assert "doublon (à la place de : vu avec [nom] [téléphone])" in answer
    with database.reading() as memory:
        assert [entry.note for entry in memory.apprentissage.tout()] == ["doublon"]


@pytest.mark.parametrize(
    ("said", "numbers"),
    [("un", (1,)), ("dix-sept", (17,)), ("DIX SEPT", (17,)), ("vingt et un", (21,)), ("deux, trois et 4", (2, 3, 4))],
)
def test_numbers_in_letters_are_read_and_the_note_keeps_its_own(said, numbers):
    order = lire_ordre(f"traité {said} : fiche un, 17 et deux")
    assert (order.numeros, order.note) == (numbers, "fiche un, 17 et deux")


@pytest.mark.parametrize("said", ["traiter un déchet", "traité deux tonnes", "traiter une demande"])
def test_a_purchase_with_a_number_in_letters_is_no_order(said):
    assert lire_ordre(said) is None


@pytest.mark.parametrize(
    ("said", "offered", "refuses"),
    [
        ("non c'est pas ça", "refus:12345678", True),
        ("Non !", "refus:12345678", True),
        ("non, c'est du gardiennage", "refus:12345678", False),
        ("2", "refus:12345678", False),
        ("oui", "refus:12345678", False),
        ("non c'est pas ça", "q:alloti:non", False),
    ],
)
def test_a_no_right_under_a_found_fiche_refuses_it(pack, said, offered, refuses):
    turn = SimpleNamespace(etat={"choix_offerts": [[offered, "bouton"]]})
    talk = Entretien(pack.vocabulaire.aucun_fait(), recherche=Recherche("des bancs", (12,), ()))
    assert refuse_la_reponse(turn, talk, said) is refuses
    assert not refuse_la_reponse(turn, replace(talk, recherche=None), said)


# --- commands ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def spaser(run_spaser):
    env = {key: value for key, value in os.environ.items() if not key.startswith("SPASER_")}
    return lambda *arguments, lines="": run_spaser(arguments, lines, env)


def test_the_team_reads_and_settles_the_queue_by_command(spaser):
    assert spaser("incompris").stdout == "Rien à traiter dans la file.\n"
    spaser("discuter", lines="raconte-moi une blague\nzorblaxes mauves\nraconte-moi une blague\n")
    shown = spaser("incompris").stdout.splitlines()
    assert [line.split()[1] for line in shown[1:]] == ["2", "1"]
    assert "raconte-moi une blague" in shown[1]

    [first, second] = map(json.loads, spaser("incompris", "--json").stdout.splitlines())
    assert (first["texte"], first["compte"], first["etat"]) == ("raconte-moi une blague", 2, "a_traiter")
    assert second["genre"] == "recherche"

    settled = spaser("incompris", "--traite", str(first["numero"]), "--note", "ajouté à la fiche 12")
    assert settled.returncode == 0
    assert settled.stdout == f"n° {first['numero']} : traité. Note gardée : ajouté à la fiche 12.\n"
    again = spaser("incompris", "--traite", str(first["numero"]))
    assert (again.returncode, "déjà noté" in again.stdout) == (0, True)
    spaser("incompris", "--sans-objet", str(second["numero"]))
    assert spaser("incompris").stdout == "Rien à traiter dans la file.\n"
    shown = spaser("incompris", "--tout").stdout
    assert "ajouté à la fiche 12" in shown
    assert "sans objet" in shown


def test_a_note_by_command_names_nobody_and_what_it_replaces_is_told(spaser):
    spaser("discuter", lines="raconte-moi une blague\n")
    said = spaser("incompris", "--traite", "1", "--note", "vu avec Marie Dupont 0612345678").stdout
    assert said == "n° 1 : traité. Note gardée : vu avec [nom] [téléphone].\n"
    said = spaser("incompris", "--sans-objet", "1", "--note", "doublon").stdout
    assert (
        said
        == "n° 1 : sans objet, au lieu de traité. Note gardée : doublon (à la place de : vu avec [nom] [téléphone]).\n"
    )
    assert spaser("incompris", "--sans-objet", "1").stdout == "n° 1 : sans objet, c'était déjà noté.\n"


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["incompris", "--traite", "404"], 1, "il n'y a pas de n° 404 dans la file"),
        (["incompris", "--traite", "beaucoup"], 2, "« beaucoup » n'est pas un numéro"),
        (["incompris", "--traite", "²"], 2, "« ² » n'est pas un numéro"),
        (["incompris", "--sans-objet", "-1"], 2, "--sans-objet"),
        (["incompris", "--sans-objet", "9" * 30], 2, "n'est pas un numéro"),
        (["incompris", "--note", "x"], 1, "--note va avec --traite ou --sans-objet"),
        (["incompris", "--traite", "1", "--json"], 1, "ne se lisent pas avec --tout ni --json"),
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


def test_a_code_made_by_command_is_typed_in_the_terminal_and_kept_nowhere(spaser, tmp_path):
    made = spaser("roles", "code", "equipe", "--valable", "2h").stdout.splitlines()[0]
    assert "Le code est bon" in spaser("discuter", lines=f"code {made.lower()}\n").stdout
    assert "La file est vide" in spaser("discuter", lines="file\n").stdout
    assert spaser("roles").stdout.count("equipe") == 1
    database = Database(f"sqlite:///{tmp_path / 'spaser.db'}")
    kept = everything(database).upper()
    database.close()
    assert made not in kept
    assert made.replace("-", "") not in kept
