"""Purchases that are followed: where actions stand whatever the order, and questions that are asked once."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta

import pytest

from storage.comptes.records import CompteRecord
from storage.suivi.records import EtapeRecord, EtatQuestion, Pas
from storage.suivi.repository import (
    ABSENTE,
    CIBLEE,
    COMITE,
    DECIBLEE,
    ECARTEE,
    INSCRITE,
    PERSONNE,
    PROPOSEE,
    REALISEE,
    REPRISE,
    RETENUE,
    passage,
)

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ETAPES = (PROPOSEE, RETENUE, CIBLEE, DECIBLEE, INSCRITE, REALISEE, REPRISE, ECARTEE, ABSENTE)
ALICE = CompteRecord("essai", "alice")


def etape(nom, jours=0, minutes=0, source=PERSONNE):
    le = NOW + timedelta(days=jours, minutes=minutes)
    return EtapeRecord(8, nom, None, le.date(), le, "essai:alice", source)


@pytest.mark.parametrize("seed", range(50))
def test_the_order_in_which_steps_are_told_changes_nothing(seed):
    rng = random.Random(seed)
    etapes = [etape(rng.choice(ETAPES), rng.randrange(3), rng.randrange(3)) for _ in range(rng.randrange(1, 9))]
    melees = etapes[:]
    rng.shuffle(melees)
    assert passage(melees) == passage(etapes)


@pytest.mark.parametrize(
    ("etapes", "attendu"),
    [
        ([etape(CIBLEE), etape(DECIBLEE, 1)], Pas(0)),
        ([etape(RETENUE), etape(CIBLEE), etape(DECIBLEE, 1)], Pas.RETENUE),
        ([etape(CIBLEE), etape(DECIBLEE, 1), etape(CIBLEE, 1, 5)], Pas.CIBLEE),
        ([etape(REALISEE), etape(REPRISE, 1)], Pas.INSCRITE | Pas.EXECUTION_DITE),
        ([etape(PROPOSEE), etape(ABSENTE, 1)], Pas.PROPOSEE | Pas.DOSSIER_DIT),
        ([etape(REALISEE, 2), etape(REPRISE, 1)], Pas.INSCRITE | Pas.REALISEE),
        ([etape(ECARTEE), etape(DECIBLEE, 1)], Pas.PROPOSEE | Pas.ECARTEE),
    ],
)
def test_what_is_taken_back_is_taken_back_alone(etapes, attendu):
    assert passage(etapes) == attendu


@pytest.fixture
def suivi(do):
    """A purchase of alice; `suivi(work)` does something of it in a transaction, and returns what that gives."""

    def create(uow):
        conversation = uow.conversations.open("essai", "mp", "alice", NOW)
        return uow.achats.creer({"conversation_id": conversation.id, "objet": "gardiennage"}, NOW)

    do.achat = do(create)
    return do


def test_targeted_then_no_longer_it_stands_so(suivi):
    suivi(lambda uow: uow.achats.dire(suivi.achat, [etape(CIBLEE, source=COMITE)], NOW))
    assert suivi(lambda uow: uow.achats.trouver(suivi.achat)).traits["cible"]
    suivi(lambda uow: uow.achats.dire(suivi.achat, [etape(DECIBLEE, 1, source=COMITE)], NOW))
    assert not suivi(lambda uow: uow.achats.trouver(suivi.achat)).traits["cible"]
    suivi(lambda uow: uow.achats.changer(suivi.achat, {"vise_tpe_pme": True}, NOW))
    assert suivi(lambda uow: uow.achats.trouver(suivi.achat)).traits["cible"]
    assert suivi(lambda uow: uow.achats.suivis([suivi.achat])) == {}


def test_a_question_is_asked_once_and_answered_once(suivi):
    jour = NOW.date()
    for _ in range(2):
        suivi(lambda uow: uow.achats.poser(suivi.achat, "publication", jour))
    [question] = suivi(lambda uow: uow.achats.a_poser([ALICE], jour, NOW, 2))
    suivi(lambda uow: uow.achats.posee(question.id, NOW))
    assert suivi(lambda uow: uow.achats.a_poser([ALICE], jour, NOW, 2)) == []
    later = NOW + timedelta(days=14)
    assert suivi(lambda uow: uow.achats.auteurs_a_questionner(jour, later, 2)) == [ALICE]
    suivi(lambda uow: uow.achats.posee(question.id, NOW))
    assert suivi(lambda uow: uow.achats.auteurs_a_questionner(jour, later, 2)) == []
    assert [une.id for une in suivi(lambda uow: uow.achats.sans_reponse(later, 2, 9))] == [question.id]
    etat = EtatQuestion.REPONDUE
    assert suivi(lambda uow: uow.achats.repondre(suivi.achat, "publication", etat, "alice", later))
    assert not suivi(lambda uow: uow.achats.repondre(suivi.achat, "publication", etat, "alice", later))
    suivi(lambda uow: uow.achats.poser(suivi.achat, "publication", jour))
    assert suivi(lambda uow: uow.achats.ouvertes([ALICE], date(2030, 1, 1))) == []


def test_a_question_that_is_opened_again_is_answered_again(suivi):
    etat = EtatQuestion.REPONDUE
    suivi(lambda uow: uow.achats.repondre(suivi.achat, "offres", etat, "alice", NOW))
    suivi(lambda uow: uow.achats.rouvrir(suivi.achat, "offres", NOW))
    [question] = suivi(lambda uow: uow.achats.ouvertes([ALICE], NOW.date()))
    assert (question.genre, question.etat, question.repondue_le) == ("offres", EtatQuestion.POSEE, NOW)
    assert suivi(lambda uow: uow.achats.repondre(suivi.achat, "offres", etat, "alice", NOW))


def test_a_purchase_is_of_whoever_diagnosed_it(suivi):
    assert suivi(lambda uow: uow.achats.est_de(suivi.achat, [ALICE]))
    assert not suivi(lambda uow: uow.achats.est_de(suivi.achat, [CompteRecord("essai", "bob")]))
    assert suivi(lambda uow: uow.achats.auteur(suivi.achat)) == ALICE
    assert [un.id for un in suivi(lambda uow: uow.achats.des_comptes([ALICE], 5))] == [suivi.achat]


def test_the_year_s_questions_are_forgotten_together(suivi):
    etat = EtatQuestion.REPONDUE
    for genre in ("realisee:2027:8", "realisee:2027:22", "realisee:2028:8"):
        suivi(lambda uow, genre=genre: uow.achats.repondre(suivi.achat, genre, etat, "alice", NOW))
    suivi(lambda uow: uow.achats.oublier(suivi.achat, "realisee:2027:"))
    assert [une.genre for une in suivi(lambda uow: uow.achats.questions([suivi.achat]))[suivi.achat]] == [
        "realisee:2028:8"
    ]
