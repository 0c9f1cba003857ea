from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from datetime import date, timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from storage.apprentissage.records import EtatIncompris, GenreIncompris, IncomprisRecord, NouvelIncompris
from storage.apprentissage.tables import Incompris

JOUR = date(2026, 3, 2)
BANCS = NouvelIncompris(GenreIncompris.RECHERCHE, "Des bancs ?", "des bancs", None, (12, 24))


@pytest.fixture
def note(database):
    def note(nouveau=BANCS, jour=JOUR):
        with database.unit_of_work() as uow:
            uow.apprentissage.noter(nouveau, jour)
            uow.commit()

    return note


@pytest.fixture
def settle(database):
    def settle(numero, etat, note=None, jour=JOUR):
        with database.unit_of_work() as uow:
            changed = uow.apprentissage.regler(numero, etat, note, jour)
            uow.commit()
        return changed

    return settle


@pytest.fixture
def entries(database):
    def entries():
        with database.reading() as memory:
            return memory.apprentissage.tout()

    return entries


def test_a_text_is_read_as_it_was_noted(note, entries):
    note()
    [entry] = entries()
    assert entry == IncomprisRecord(
        id=entry.id,
        genre=GenreIncompris.RECHERCHE,
        question=None,
        texte="Des bancs ?",
        suggestions=(12, 24),
        compte=1,
        premier_jour=JOUR,
        dernier_jour=JOUR,
        etat=EtatIncompris.A_TRAITER,
        note=None,
        regle_jour=None,
    )


def test_the_same_text_counts_once_more_and_keeps_its_first_words_and_both_days(note, entries):
    note()
    note(replace(BANCS, texte="DES BANCS", suggestions=(3,)), JOUR + timedelta(days=5))
    note(jour=JOUR + timedelta(days=2))
    [entry] = entries()
    assert (entry.texte, entry.compte, entry.suggestions) == ("Des bancs ?", 3, (12, 24))
    assert (entry.premier_jour, entry.dernier_jour) == (JOUR, JOUR + timedelta(days=5))


def test_the_same_words_fail_apart_by_kind_and_by_question(note, entries):
    for nouveau in (
        BANCS,
        replace(BANCS, genre=GenreIncompris.RECHERCHE_REFUSEE),
        replace(BANCS, genre=GenreIncompris.REPONSE, question="nature"),
        replace(BANCS, genre=GenreIncompris.REPONSE, question="procedure"),
    ):
        note(nouveau)
        note(nouveau)
    assert [entry.compte for entry in entries()] == [2, 2, 2, 2]


def test_the_database_itself_refuses_the_same_text_twice(database, note):
    note()
    with database.unit_of_work() as uow:
        connection = uow._connection
        row = connection.execute(select(*Incompris.__table__.columns)).one()._asdict()
        again = Incompris.__table__.insert().values({**row, "id": row["id"] + 1})
        with pytest.raises(IntegrityError):
            connection.execute(again)


def test_no_column_says_who_where_or_at_what_time():
    named = {column.name for column in Incompris.__table__.columns}
    assert named - {field.name for field in fields(IncomprisRecord)} == {"cle"}
    assert not any(getattr(column.type, "timezone", None) for column in Incompris.__table__.columns)
    assert not Incompris.__table__.foreign_keys


def test_several_writers_at_once_lose_no_count(database, note, entries):
    start = Barrier(4)

    def count(_thread):
        start.wait(10)
        for _ in range(10):
            note()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(count, range(4)))
    assert [entry.compte for entry in entries()] == [40]


def test_what_is_rolled_back_was_not_noted(database, entries):
    with database.unit_of_work() as uow:
        uow.apprentissage.noter(BANCS, JOUR)
    assert entries() == []


def test_the_most_frequent_come_first_and_pages_follow_each_other(database, note):
    for number in range(5):
        note(replace(BANCS, cle=f"banc {number}", texte=f"banc {number}"))
    note(replace(BANCS, cle="banc 3", texte="banc 3"))
    with database.reading() as memory:
        first = memory.apprentissage.a_traiter(3)
        second = memory.apprentissage.a_traiter(3, (first[-1].compte, first[-1].id))
        assert memory.apprentissage.a_traiter(3, (second[-1].compte, second[-1].id)) == []
        assert memory.apprentissage.combien() == 5
    assert [entry.texte for entry in first] == ["banc 3", "banc 0", "banc 1"]
    assert [entry.texte for entry in second] == ["banc 2", "banc 4"]


def test_a_settled_entry_leaves_the_queue_and_settling_it_again_changes_nothing(note, settle, entries, database):
    note()
    [entry] = entries()
    assert settle(entry.id, EtatIncompris.TRAITE, "ajouté à la fiche 12")
    assert not settle(entry.id, EtatIncompris.TRAITE, "ajouté à la fiche 12")
    assert not settle(entry.id, EtatIncompris.TRAITE)
    with database.reading() as memory:
        assert memory.apprentissage.a_traiter(8) == []
        assert memory.apprentissage.combien() == 0
    [settled] = entries()
    assert (settled.etat, settled.note, settled.regle_jour) == (EtatIncompris.TRAITE, "ajouté à la fiche 12", JOUR)


def test_a_change_of_mind_and_another_note_are_kept(note, settle, entries):
    note()
    [entry] = entries()
    assert settle(entry.id, EtatIncompris.TRAITE, "un")
    assert settle(entry.id, EtatIncompris.TRAITE, "deux")
    assert settle(entry.id, EtatIncompris.SANS_OBJET)
    [settled] = entries()
    assert (settled.etat, settled.note) == (EtatIncompris.SANS_OBJET, "deux")


def test_an_unknown_entry_cannot_be_settled(settle, database):
    assert not settle(404, EtatIncompris.TRAITE)
    with database.reading() as memory:
        assert memory.apprentissage.trouver(404) is None


@pytest.mark.parametrize(
    ("etat", "days", "after"),
    [
        (EtatIncompris.TRAITE, 0, EtatIncompris.TRAITE),
        (EtatIncompris.TRAITE, 1, EtatIncompris.A_TRAITER),
        (EtatIncompris.SANS_OBJET, 30, EtatIncompris.SANS_OBJET),
    ],
)
def test_what_was_dealt_with_and_comes_back_another_day_is_to_deal_with_again(note, settle, entries, etat, days, after):
    note()
    settle(entries()[0].id, etat, "la note")
    note(jour=JOUR + timedelta(days=days))
    [entry] = entries()
    assert (entry.etat, entry.compte, entry.note) == (after, 2, "la note")


def test_old_entries_are_purged_whether_seen_or_settled_long_ago(database, note, settle, entries, now):
    old, settled_long_ago, settled_lately, recent = (
        replace(BANCS, cle=cle, texte=cle) for cle in ("vieux", "regle", "regle depuis peu", "recent")
    )
    note(old, JOUR - timedelta(days=400))
    for nouveau in (settled_long_ago, settled_lately, recent):
        note(nouveau)
    numbers = {entry.texte: entry.id for entry in entries()}
    settle(numbers["regle"], EtatIncompris.SANS_OBJET, jour=JOUR - timedelta(days=366))
    settle(numbers["regle depuis peu"], EtatIncompris.TRAITE)
    with database.unit_of_work() as uow:
        assert uow.retention.purge(now - timedelta(days=365))["incompris"] == 2
        uow.commit()
    assert {entry.texte for entry in entries()} == {"recent", "regle depuis peu"}


def test_the_longest_text_fits_its_index(database, note):
    note(replace(BANCS, cle="\U0001f600" * 300, texte="\U0001f600" * 300))
    with database.reading() as memory:
        assert memory._connection.execute(select(func.count()).select_from(Incompris)).scalar() == 1
