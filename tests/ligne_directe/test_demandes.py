"""Requests of firms: one at a time, one owner each, nothing said twice, and what is forgotten."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy.exc import IntegrityError

from handlers.conversation.vocabulary import Address
from handlers.ligne_directe.firme import FirmeQuiEcrit
from storage.comptes.records import CompteRecord
from storage.ligne_directe.records import EtatDemande, NouvelleDemande, Sens
from tests.fixtures.storage import ON_POSTGRESQL

FIRM = CompteRecord("web", "alice")
CAMILLE, RACHID = CompteRecord("slack", "camille"), CompteRecord("slack", "rachid")
HOUR = timedelta(hours=1)


@pytest.fixture
def nouvelle(conversation, now):
    def nouvelle(personne="alice", garde=None, question="une question"):
        return NouvelleDemande(
            conversation(personne),
            CompteRecord("web", personne),
            garde,
            "avance",
            question,
            {"effectif": 12},
            now + 6 * HOUR,
            now + 3 * HOUR,
        )

    return nouvelle


@pytest.fixture
def ouvrir(do, nouvelle, now):
    def ouvrir(personne="alice", **more):
        new = nouvelle(personne, **more)
        return do(lambda uow: uow.demandes.ouvrir(new, now))

    return ouvrir


def test_a_conversation_has_one_open_request_and_numbers_are_used_once(do, ouvrir, nouvelle, now, database):
    numero = ouvrir()
    with pytest.raises(IntegrityError), database.unit_of_work() as uow:
        uow.demandes.ouvrir(nouvelle(), now)
    assert do(lambda uow: uow.demandes.clore(numero, EtatDemande.ANNULEE, FIRM, now))
    assert not do(lambda uow: uow.demandes.clore(numero, EtatDemande.CLOSE, FIRM, now))
    assert ouvrir() > numero
    assert ouvrir("bob") > numero


def test_of_two_who_take_it_one_has_it(do, ouvrir, now):
    numero = ouvrir()
    assert do(lambda uow: uow.demandes.prendre(numero, CAMILLE, now))
    assert not do(lambda uow: uow.demandes.prendre(numero, RACHID, now))
    assert do(lambda uow: uow.demandes.trouver(numero)).responsable == CAMILLE
    assert not do(lambda uow: uow.demandes.rendre(numero, RACHID, now))
    assert do(lambda uow: uow.demandes.rendre(numero, CAMILLE, now))
    assert [une.id for une in do(lambda uow: uow.demandes.a_annoncer(9))] == [numero]


@ON_POSTGRESQL
def test_at_once_too(database, ouvrir, now):
    numero = ouvrir()
    barrier = Barrier(2)

    def take(compte):
        with database.unit_of_work() as uow:
            barrier.wait(10)
            taken = uow.demandes.prendre(numero, compte, now)
            uow.commit()
        return taken

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(take, (CAMILLE, RACHID))) == [False, True]


@pytest.fixture
def meanwhile(database):
    """Do some work in another thread until it waits for a lock of this one's; call the result to have what it returns."""

    def blocked():
        with database.reading() as memory:
            return memory._connection.exec_driver_sql("SELECT count(*) FROM pg_locks WHERE NOT granted").scalar() > 0

    with ThreadPoolExecutor(1) as threads:

        def meanwhile(work):
            begun = threads.submit(work)
            for _ in range(200):
                if begun.done() or blocked():
                    return lambda: begun.result(10)
                time.sleep(0.02)
            raise AssertionError("neither done nor waiting")

        yield meanwhile


@ON_POSTGRESQL
def test_a_request_that_its_firm_writes_in_is_ended_after_its_words_are_added(database, do, ouvrir, now, meanwhile):
    numero = ouvrir()
    do(lambda uow: uow.demandes.prendre(numero, CAMILLE, now))
    with database.unit_of_work() as uow:
        here = uow.conversations.open("web", "page", "alice", now)
        firme = FirmeQuiEcrit(uow, Address("web", "page", "alice"), here.id)
        assert firme.demande().id == numero
        ended = meanwhile(lambda: do(lambda other: other.demandes.clore(numero, EtatDemande.CLOSE, CAMILLE, now)))
        firme.ajouter("un détail", now)
        uow.commit()
    assert ended()
    assert [une.genre for une in do(lambda uow: uow.demandes.lignes(numero))] == [
        "ouverte",
        "prise",
        "message",
        "close",
    ]


@ON_POSTGRESQL
def test_who_takes_and_ends_a_request_in_one_breath_waits_for_nothing_that_its_firm_says(
    database, do, ouvrir, now, meanwhile
):
    numero = ouvrir()

    def take_and_end(uow):
        return uow.demandes.prendre(numero, CAMILLE, now), uow.demandes.clore(numero, EtatDemande.CLOSE, CAMILLE, now)

    with database.unit_of_work() as uow:
        here = uow.conversations.open("web", "page", "alice", now)
        # Otherwise they would hold the request, and wait for the conversation, of which the turn waits for the request.
        assert meanwhile(lambda: do(take_and_end))() == (True, True)
        assert FirmeQuiEcrit(uow, Address("web", "page", "alice"), here.id).demande() is None


@ON_POSTGRESQL
def test_a_request_that_ends_first_is_not_found_by_its_firm(database, do, ouvrir, nouvelle, now, meanwhile):
    numero = ouvrir()
    new = nouvelle()
    with database.unit_of_work() as uow:
        uow.demandes.clore(numero, EtatDemande.CLOSE, CAMILLE, now)
        found = meanwhile(lambda: do(lambda other: other.demandes.ouverte_de(new.conversation_id, tenue=True)))
        uow.commit()
    assert found() is None
    assert ouvrir() > numero


@ON_POSTGRESQL
def test_a_closed_request_is_not_answered_while_its_firm_opens_another_one(
    database, do, ouvrir, nouvelle, now, meanwhile
):
    closed = ouvrir()
    do(lambda uow: uow.demandes.clore(closed, EtatDemande.CLOSE, CAMILLE, now))
    new = nouvelle()
    with database.unit_of_work() as uow:
        uow.conversations.lock(new.conversation_id)
        uow.demandes.ouvrir(new, now)
        answered = meanwhile(lambda: do(lambda other: other.demandes.repondre(closed, "et aussi", CAMILLE, now)))
        uow.commit()
    assert not answered()


def test_a_closed_request_is_opened_again_only_if_its_firm_has_no_other_one(do, ouvrir, now):
    closed = ouvrir()
    do(lambda uow: uow.demandes.repondre(closed, "voici", CAMILLE, now))
    do(lambda uow: uow.demandes.clore(closed, EtatDemande.CLOSE, CAMILLE, now))
    other = ouvrir()
    assert not do(lambda uow: uow.demandes.rouvrir(closed, now + 6 * HOUR, now + 3 * HOUR))
    assert do(lambda uow: uow.demandes.trouver(closed)).etat is EtatDemande.CLOSE
    do(lambda uow: uow.demandes.clore(other, EtatDemande.ANNULEE, FIRM, now))
    assert do(lambda uow: uow.demandes.rouvrir(closed, now + 6 * HOUR, now + 3 * HOUR))
    assert do(lambda uow: uow.demandes.trouver(closed)).etat is EtatDemande.PRISE


def test_words_wait_for_their_owner_and_are_given_once(do, ouvrir, now):
    numero = ouvrir()
    do(lambda uow: uow.demandes.ajouter(numero, "un détail", FIRM, now))
    assert do(lambda uow: uow.demandes.a_transmettre(9)) == []
    do(lambda uow: uow.demandes.prendre(numero, CAMILLE, now))
    [ligne] = do(lambda uow: uow.demandes.a_transmettre(9))
    assert (ligne.texte, ligne.sens) == ("un détail", Sens.ENTREPRISE)
    do(lambda uow: uow.demandes.transmise(ligne.id, now))
    assert do(lambda uow: uow.demandes.a_transmettre(9)) == []
    do(lambda uow: uow.demandes.ajouter(numero, "encore", FIRM, now))
    shown = do(lambda uow: uow.demandes.lignes(numero))[-1].id
    do(lambda uow: uow.demandes.ajouter(numero, "écrit pendant la lecture", FIRM, now))
    do(lambda uow: uow.demandes.lues(numero, shown, now))
    assert [une.texte for une in do(lambda uow: uow.demandes.a_transmettre(9))] == ["écrit pendant la lecture"]


def test_what_waits_for_one_owner_holds_back_neither_an_answer_nor_another_owner(do, ouvrir, now):
    silent, answered, other, ended = ouvrir(), ouvrir("bob"), ouvrir("chloé"), ouvrir("dora")
    do(lambda uow: uow.demandes.prendre(silent, CAMILLE, now))
    for number in range(9):
        do(lambda uow, number=number: uow.demandes.ajouter(silent, f"mot {number}", FIRM, now))
    do(lambda uow: uow.demandes.prendre(other, RACHID, now))
    do(lambda uow: uow.demandes.ajouter(other, "un mot", CompteRecord("web", "chloé"), now))
    do(lambda uow: uow.demandes.repondre(answered, "voici", RACHID, now))
    do(lambda uow: uow.demandes.clore(ended, EtatDemande.CLOSE, CAMILLE, now, prevenir=True))
    waiting = do(lambda uow: uow.demandes.a_transmettre(5))
    assert [(une.demande_id, une.genre) for une in waiting[:2]] == [(answered, "reponse"), (ended, "close")]
    assert [une.texte for une in waiting[2:]] == ["mot 0", "un mot", "mot 1"]


def test_nothing_of_what_is_over_waits_for_its_owner(do, ouvrir, now):
    numero = ouvrir()
    do(lambda uow: uow.demandes.prendre(numero, CAMILLE, now))
    do(lambda uow: uow.demandes.ajouter(numero, "un détail", FIRM, now))
    do(lambda uow: uow.demandes.clore(numero, EtatDemande.ANNULEE, FIRM, now, prevenir=True))
    assert [une.genre for une in do(lambda uow: uow.demandes.a_transmettre(9))] == ["annulee"]


def test_it_can_be_answered_until_it_is_called_off_and_again_once_closed(do, ouvrir, now):
    numero = ouvrir()
    assert do(lambda uow: uow.demandes.repondre(numero, "voici", CAMILLE, now))
    assert do(lambda uow: uow.demandes.trouver(numero)).etat is EtatDemande.REPONDUE
    assert do(lambda uow: uow.demandes.derniere_reponse(numero)) == "voici"
    do(lambda uow: uow.demandes.clore(numero, EtatDemande.CLOSE, CAMILLE, now))
    assert do(lambda uow: uow.demandes.repondre(numero, "et aussi", CAMILLE, now))
    do(lambda uow: uow.demandes.clore(numero, EtatDemande.CLOSE, CAMILLE, now))
    autre = ouvrir()
    assert not do(lambda uow: uow.demandes.repondre(numero, "trop tard", CAMILLE, now))
    do(lambda uow: uow.demandes.clore(autre, EtatDemande.ANNULEE, FIRM, now))
    assert not do(lambda uow: uow.demandes.repondre(autre, "non", CAMILLE, now))


def test_its_phone_number_goes_with_it(do, ouvrir, now):
    numero = ouvrir()
    do(lambda uow: uow.demandes.telephone(numero, "06 12 34 56 78"))
    assert do(lambda uow: uow.demandes.trouver(numero)).telephone == "06 12 34 56 78"
    do(lambda uow: uow.demandes.clore(numero, EtatDemande.CLOSE, CAMILLE, now))
    assert do(lambda uow: uow.demandes.trouver(numero)).telephone is None


def test_late_ones_are_those_whose_time_has_come(do, ouvrir, now):
    numero = ouvrir()
    assert do(lambda uow: uow.demandes.a_relancer(now + 2 * HOUR, 9)) == []
    assert [une.id for une in do(lambda uow: uow.demandes.a_relancer(now + 3 * HOUR, 9))] == [numero]
    do(lambda uow: uow.demandes.relancee(numero, 1, now + 6 * HOUR))
    assert do(lambda uow: uow.demandes.a_relancer(now + 3 * HOUR, 9)) == []
    do(lambda uow: uow.demandes.repondre(numero, "voici", CAMILLE, now))
    assert do(lambda uow: uow.demandes.a_relancer(now + 99 * HOUR, 9)) == []


def test_what_ended_is_blanked_in_its_time_and_at_its_firms_word_at_once(do, ouvrir, now):
    ended, kept = ouvrir(), ouvrir("bob")
    do(lambda uow: uow.demandes.repondre(ended, "voici", CAMILLE, now))
    do(lambda uow: uow.demandes.clore(ended, EtatDemande.CLOSE, CAMILLE, now))
    assert do(lambda uow: uow.demandes.oublier(now)) == 0
    assert do(lambda uow: uow.demandes.oublier(now + HOUR)) == 1
    blank = do(lambda uow: uow.demandes.trouver(ended))
    assert (blank.question, dict(blank.faits), blank.etat) == ("", {}, EtatDemande.CLOSE)
    assert all(not ligne.texte for ligne in do(lambda uow: uow.demandes.lignes(ended)))
    bob = CompteRecord("web", "bob")
    assert do(lambda uow: uow.demandes.oublier_de([bob], now)) == 1
    assert do(lambda uow: uow.demandes.trouver(kept)).etat is EtatDemande.ANNULEE
    assert do(lambda uow: uow.demandes.trouver(kept)).question == ""


def test_a_promoted_answer_is_one_a_request_and_can_be_taken_back(do, ouvrir, now):
    numero = ouvrir()
    assert do(lambda uow: uow.entrees.promouvoir(numero, "titre", "question", "réponse", "slack:camille", now))
    assert not do(lambda uow: uow.entrees.promouvoir(numero, "titre", "question", "réponse", "slack:rachid", now))
    assert do(lambda uow: uow.entrees.promouvoir(numero, "titre", "question", "mieux", "slack:rachid", now))
    [promue] = do(lambda uow: uow.entrees.en_service())
    assert promue.reponse == "mieux"
    assert do(lambda uow: uow.entrees.retirer(promue.id, now))
    assert not do(lambda uow: uow.entrees.retirer(promue.id, now))
    assert do(lambda uow: uow.entrees.en_service()) == []
    assert do(lambda uow: uow.entrees.promouvoir(numero, "titre", "question", "mieux", "slack:camille", now))


def test_a_firm_is_kept_as_it_says_and_found_only_if_it_agrees(do, now):
    elsewhere = CompteRecord("web", "menuisier")

    def say(compte, values, when):
        do(lambda uow: uow.entreprises.enregistrer(compte, [FIRM, elsewhere], values, when))

    say(FIRM, {"siret": "21630113500010", "metier": "peinture"}, now)
    say(FIRM, {"effectif": 4}, now + HOUR)
    fiche = do(lambda uow: uow.entreprises.de([FIRM]))
    assert (fiche.metier, fiche.effectif, fiche.consenti_le, fiche.modifie_le) == ("peinture", 4, now, now + HOUR)
    assert (fiche.statuts, do(lambda uow: uow.entreprises.dans_l_annuaire())) == (None, [])
    # Nobody can be found without a name or a way to write to them.
    assert do(lambda uow: uow.entreprises.annuaire([FIRM], now))
    assert do(lambda uow: uow.entreprises.dans_l_annuaire()) == []
    # What it says under another of its accounts is of the same firm.
    say(elsewhere, {"nom": "Dupont", "contact": "dupont@exemple.fr", "statuts": []}, now + 2 * HOUR)
    [found] = do(lambda uow: uow.entreprises.dans_l_annuaire())
    assert (found.compte, found.nom, found.metier, found.statuts) == (FIRM, "Dupont", "peinture", ())
    assert do(lambda uow: uow.entreprises.de([CAMILLE])) is None
    assert do(lambda uow: uow.entreprises.supprimer([FIRM, elsewhere]))
    assert not do(lambda uow: uow.entreprises.supprimer([FIRM]))
    assert do(lambda uow: uow.entreprises.dans_l_annuaire()) == []


def test_only_what_is_as_it_was_answered_is_ended_for_its_silence(do, ouvrir, now):
    numero = ouvrir()

    def end(repondue_le):
        return do(
            lambda uow: uow.demandes.clore(numero, EtatDemande.CLOSE, CAMILLE, now + 9 * HOUR, repondue_le=repondue_le)
        )

    do(lambda uow: uow.demandes.repondre(numero, "voici", CAMILLE, now))
    do(lambda uow: uow.demandes.rouvrir(numero, now + 6 * HOUR, now + 3 * HOUR))
    assert not end(now)
    do(lambda uow: uow.demandes.repondre(numero, "et ceci", CAMILLE, now + HOUR))
    assert not end(now)
    assert end(now + HOUR)
