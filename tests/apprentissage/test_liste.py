"""What was not understood, from a message to the page of the team: what is kept, what is not, and who sees it."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from bot.access import Access
from bot.conversation.engine import Engine
from handlers.conversation.entretien import Entretien, Recherche
from handlers.conversation.vocabulary import Address, Incoming
from handlers.fiches.recherche import refuse_la_reponse
from knowledge.apprentissage.paroles import lire_un_ordre
from storage.comptes.records import Role

EVERYBODY = Access(frozenset({"essai"}))
ALICE = Address("essai", "bureau", "alice")
BOB = Address("essai", "bureau", "bob")
SECRET = "zorblaxes mauves"


# --- what goes in -----------------------------------------------------------------------------------------------------


def test_each_kind_of_failure_goes_into_the_queue_once(say, queue):
    say("c'est quoi une blague ?")
    say("décrire un achat")
    say("zorblaxes mauves")
    say("zorblaxe ou zorblixe")
    assert queue() == [
        ("recherche", None, "c'est quoi une blague ?", 1),
        ("description", None, "zorblaxes mauves", 1),
        ("reponse", "nature", "zorblaxe ou zorblixe", 1),
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
    say("c'est quoi une blague ?", message_id="m1")
    say("c'est quoi une blague ?", message_id="m1")
    assert [count for *_, count in queue()] == [1]
    say("  C'est quoi une  blague ?", message_id="m2")
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
            Incoming(ALICE, "1", "c'est quoi une blague ?")
        )
    assert queue() == []


# --- who sees it ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "choice"),
    [
        ("file", None),
        ("questions sans réponse", None),
        ("incompri", None),
        ("traité 1", None),
        ("sans objet 1", None),
        ("", "c:file"),
        ("", "c:apprentissage"),
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


@pytest.mark.parametrize("choice", ["c:file", "c:apprentissage", "file:liste"])
def test_every_button_that_was_sent_opens_it(say, join, choice):
    say(SECRET, BOB)
    join()
    assert "zorblaxes" in say("", choice=choice)


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
    order = lire_un_ordre(f"traité {said} : fiche un, 17 et deux")
    assert (order.numeros, order.note) == (numbers, "fiche un, 17 et deux")


@pytest.mark.parametrize("said", ["traiter un déchet", "traité deux tonnes", "traiter une demande"])
def test_a_purchase_with_a_number_in_letters_is_no_order(said):
    assert lire_un_ordre(said) is None


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
