"""Reminders in the database: armed once, taken by one process, answered, told to the team when nobody does."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier

import pytest

from storage.rappels.records import EtatRappel, NouveauRappel, ReponseRappel
from storage.registre.records import NouveauMarche
from tests.fixtures.storage import ON_POSTGRESQL

JOUR = timedelta(days=1)
BASE = date(2029, 3, 1)
LE = date(2027, 3, 1)
ALICE = "referent:1"


@pytest.fixture
def marche(do, now):
    def marche(numero="M1", groupe=None):
        nouveau = NouveauMarche("S1", numero, groupe=groupe or numero, recurrent=True, attribution_prevue=BASE)
        return do(lambda uow: uow.marches.creer(nouveau, "x", now))

    return marche


@pytest.fixture
def rappel(marche):
    """A reminder of a contract of its own."""
    return NouveauRappel(marche(), "j24", BASE, "0", ALICE, LE)


@pytest.fixture
def armer(do, now):
    def armer(*nouveaux, le=now):
        return do(lambda uow: uow.rappels.armer(nouveaux, le))

    return armer


@pytest.fixture
def lire(database):
    def lire(marche_id):
        with database.reading() as memory:
            return memory.rappels.du_marche(marche_id)

    return lire


def test_a_key_is_armed_once_whichever_part_of_it_changes_it_is_another(armer, marche, rappel):
    assert armer(rappel) == 1
    assert armer(rappel, replace(rappel, du_le=LE + JOUR)) == 0
    for autre in (
        {"marche_id": marche("M2")},
        {"jalon": "j14"},
        {"base": BASE + JOUR},
        {"avance": "30"},
        {"destinataire": "equipe"},
    ):
        assert armer(replace(rappel, **autre), rappel) == 1


def test_two_of_one_key_in_one_batch_are_one(armer, rappel):
    assert armer(rappel, rappel) == 1


def test_given_up_unsaid_it_is_armed_again_said_or_answered_it_is_not(do, armer, rappel, lire, now):
    armer(rappel)
    [un] = lire(rappel.marche_id)
    do(lambda uow: uow.rappels.perimer([un.id]))
    assert armer(replace(rappel, du_le=LE + JOUR)) == 1
    [encore] = lire(rappel.marche_id)
    assert (encore.id, encore.etat, encore.du_le) == (un.id, EtatRappel.A_DIRE, LE + JOUR)
    do(lambda uow: uow.rappels.dire([un.id], "rappel:1", now, None))
    assert armer(rappel) == 0
    # What was said is never given up.
    do(lambda uow: uow.rappels.perimer([un.id]))
    do(lambda uow: uow.rappels.repondre([un.id], ReponseRappel.OCCUPE, None, "x", now))
    assert armer(rappel) == 0
    assert lire(rappel.marche_id)[0].etat is EtatRappel.REPONDU


def test_processes_that_arm_the_same_in_any_order_arm_each_once(marche, url, open_database, now):
    nouveaux = [NouveauRappel(marche(f"M{n}"), "j24", BASE, "0", ALICE, LE) for n in range(30)]
    together = Barrier(3, timeout=30)

    def arm(database, lesquels):
        together.wait(10)
        with database.unit_of_work() as uow:
            armed = uow.rappels.armer(lesquels, now)
            uow.commit()
        return armed

    orders = (nouveaux, nouveaux[::-1], nouveaux[15:] + nouveaux[:15])
    with ThreadPoolExecutor(3) as pool:
        assert sum(pool.map(arm, [open_database(url) for _ in orders], orders)) == 30


@ON_POSTGRESQL
def test_what_is_due_is_taken_by_one_process_at_a_time(armer, marche, rappel, open_database, url, database, do):
    armer(rappel, replace(rappel, marche_id=marche("M2")))
    with database.unit_of_work() as uow, open_database(url).unit_of_work() as other:
        assert len(uow.rappels.prendre(ALICE, LE, 1)) == 1
        assert len(other.rappels.prendre(ALICE, LE, 10)) == 1
    assert len(do(lambda uow: uow.rappels.prendre(ALICE, LE, 10))) == 2


def test_nothing_is_said_before_its_day_nor_to_anybody_else(do, armer, rappel):
    armer(rappel, replace(rappel, avance="30", destinataire="equipe", du_le=LE + JOUR))
    assert do(lambda uow: uow.rappels.destinataires(LE - JOUR)) == []
    assert do(lambda uow: uow.rappels.destinataires(LE)) == [ALICE]
    assert do(lambda uow: uow.rappels.destinataires(LE + JOUR)) == [ALICE, "equipe"]
    assert do(lambda uow: uow.rappels.prendre("equipe", LE, 10)) == []
    assert do(lambda uow: uow.rappels.combien_a_dire(LE)) == 1


def test_handed_to_somebody_else_it_is_theirs_once(do, armer, rappel, lire):
    armer(rappel)
    [un] = lire(rappel.marche_id)
    assert do(lambda uow: uow.rappels.changer_de_destinataire(un.id, "equipe"))
    assert not do(lambda uow: uow.rappels.changer_de_destinataire(un.id, "equipe"))
    assert [(r.destinataire, r.etat) for r in lire(rappel.marche_id)] == [
        (ALICE, EtatRappel.PERIME),
        ("equipe", EtatRappel.A_DIRE),
    ]


def test_an_answer_is_dated_signed_and_noted_once(do, armer, rappel, lire, now):
    armer(rappel)
    [un] = lire(rappel.marche_id)
    do(lambda uow: uow.rappels.dire([un.id], "rappel:1", now, LE + 14 * JOUR))
    assert do(lambda uow: uow.rappels.repondre([un.id], ReponseRappel.SANS_OBJET, "fini", "slack:U1", now)) == 1
    assert do(lambda uow: uow.rappels.repondre([un.id], ReponseRappel.SANS_OBJET, "fini", "slack:U2", now)) == 0
    [lu] = lire(rappel.marche_id)
    assert (lu.etat, lu.reponse, lu.motif, lu.repondu_par, lu.relance_le) == (
        EtatRappel.REPONDU,
        ReponseRappel.SANS_OBJET,
        "fini",
        "slack:U1",
        None,
    )
    key = (rappel.marche_id, "j24", BASE)
    assert do(lambda uow: uow.rappels.repondus([rappel.marche_id])) == {key: {ReponseRappel.SANS_OBJET}}
    assert do(lambda uow: uow.rappels.repondus([])) == {}


def test_an_answer_settles_the_lots_of_the_consultation_for_that_milestone(do, armer, marche, lire, now):
    lots = [marche(f"L{n}", "G1") for n in range(3)]
    autre = marche("M9")
    armer(*(NouveauRappel(numero, "j24", BASE, "0", ALICE, LE) for numero in (*lots, autre)))
    armer(NouveauRappel(lots[0], "j14", BASE, "0", ALICE, LE))
    [premier, *_] = lire(lots[0])
    with_it = do(lambda uow: uow.rappels.compagnons(premier))
    assert [(r.marche.id, r.jalon) for r in with_it] == [(numero, "j24") for numero in lots]


def test_what_stays_unanswered_comes_up_once_on_its_day(do, armer, rappel, lire, now):
    armer(rappel)
    [un] = lire(rappel.marche_id)
    do(lambda uow: uow.rappels.dire([un.id], "rappel:1", now, LE + 14 * JOUR))
    assert do(lambda uow: uow.rappels.a_relancer(LE + 13 * JOUR, 10)) == []
    assert [r.id for r in do(lambda uow: uow.rappels.a_relancer(LE + 14 * JOUR, 10))] == [un.id]
    do(lambda uow: uow.rappels.relances([un.id]))
    assert do(lambda uow: uow.rappels.a_relancer(LE + 20 * JOUR, 10)) == []


@pytest.mark.parametrize("donne", [True, False])
def test_what_was_in_a_message_given_up_is_found(do, armer, rappel, lire, conversation, now, donne):
    armer(rappel)
    [un] = lire(rappel.marche_id)
    numero = conversation()
    do(lambda uow: uow.rappels.dire([un.id], "rappel:1", now, LE + 14 * JOUR))
    do(lambda uow: uow.outbox.add(numero, "rappel:1:0", 1, "-", (), multiple=False, document=None, now=now))
    [claimed] = do(lambda uow: uow.outbox.claim(now, JOUR, 10))
    if donne:
        do(lambda uow: uow.outbox.abandon(claimed.id, "bloque: gone"))
    else:
        do(lambda uow: uow.outbox.sent(claimed.id, now))
    assert [r.id for r in do(lambda uow: uow.rappels.perdus(10))] == ([un.id] if donne else [])


def test_how_far_a_lead_went_is_remembered_and_may_go_back(do):
    assert do(lambda uow: uow.rappels.passage("ville:j24:24:0")) is None
    for jour in (BASE, BASE + JOUR, BASE - JOUR):
        do(lambda uow, jour=jour: uow.rappels.passer("ville:j24:24:0", jour))
        assert do(lambda uow: uow.rappels.passage("ville:j24:24:0")) == jour
    assert do(lambda uow: uow.rappels.passages()) == {"ville:j24:24:0": BASE - JOUR}


def test_a_session_is_noted_once_and_taken_away_once(do):
    assert do(lambda uow: uow.seances.convoquer("ville", LE + JOUR))
    assert do(lambda uow: uow.seances.convoquer("ville", LE))
    assert not do(lambda uow: uow.seances.convoquer("ville", LE))
    assert do(lambda uow: uow.seances.toutes()) == {"ville": (LE, LE + JOUR)}
    assert do(lambda uow: uow.seances.decommander("ville", LE))
    assert not do(lambda uow: uow.seances.decommander("ville", LE))


def test_a_campaign_is_previewed_then_sent_once(do, now):
    numero = do(lambda uow: uow.rappels.preparer("j24", LE, "slack:U1", now))
    assert do(lambda uow: uow.rappels.campagne(numero)).envoyee_le is None
    do(lambda uow: uow.rappels.envoyer(numero, now))
    assert do(lambda uow: uow.rappels.campagne(numero)).envoyee_le == now
    assert do(lambda uow: uow.rappels.campagne(numero + 1)) is None


def test_of_more_contracts_than_a_database_takes_at_once_one_knows_who_was_told(do, armer, rappel):
    armer(rappel)
    beaucoup = range(1, 70_000)
    assert do(lambda uow: uow.rappels.armes(beaucoup, "j24")) == {(rappel.marche_id, BASE)}
    assert [un.id for un in do(lambda uow: uow.marches.plusieurs(beaucoup))] == [rappel.marche_id]
