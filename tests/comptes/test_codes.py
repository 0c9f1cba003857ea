"""The codes that give a role: typed anyhow, used once, and kept nowhere."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.access import Access
from bot.conversation.engine import Engine
from handlers.conversation.vocabulary import Address, Incoming
from knowledge.comptes.paroles import LETTRES, LONGUEUR
from storage.comptes.records import CODE_LENGTH, CODE_LETTERS, Role

EVERYBODY = Access(frozenset({"essai"}))
ALICE = Address("essai", "bureau", "alice")
SECRET = "zorblaxes mauves"


def test_codes_are_read_as_they_are_drawn():
    assert (LETTRES, LONGUEUR) == (CODE_LETTERS, CODE_LENGTH)


def test_a_turn_that_dies_gives_no_role_and_uses_no_code(knowledge, database, clock, code, say):
    made = code()

    class Dying(Engine):
        def _compose(self, reply, plateforme=""):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Dying(knowledge, database, lambda *_: None, clock, EVERYBODY).receive(Incoming(ALICE, "1", f"code {made}"))
    assert "Équipe" not in say("mes droits")
    assert "équipe SPASER" in say(f"code {made}")


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
def test_a_code_gives_its_role_in_any_spelling_and_stays_nowhere_in_clear(
    say, code, database, typed, lower, everything
):
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


def test_a_wrong_code_stays_nowhere_either_and_five_of_them_are_enough(say, code, database, clock, everything):
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


def test_a_code_typed_as_a_reason_is_no_reason(say, code, database, everything):
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
