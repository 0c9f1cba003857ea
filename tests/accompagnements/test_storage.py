"""Sessions for firms and their places: what is final stays, what is said twice changes nothing, and places are forgotten."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from storage.accompagnements.records import AccompagnementRecord, EtatAccompagnement, InscriptionRecord
from storage.comptes.records import CompteRecord

MARS = date(2027, 3, 12)
ALICE, BOB = CompteRecord("telegram", "42"), CompteRecord("web", "bob")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def do(database):
    def do(work):
        with database.unit_of_work() as uow:
            result = work(uow.accompagnements)
            uow.commit()
        return result

    return do


@pytest.fixture
def programmer(do, now):
    def programmer(titre="Répondre à un premier marché", jour=MARS, heure="14:00", lieu="Maison de l'économie"):
        return do(lambda uns: uns.programmer(titre, jour, heure, lieu, "slack:U1", now))

    return programmer


@pytest.fixture
def trouver(do):
    return lambda numero: do(lambda uns: uns.trouver(numero))


def test_a_session_is_planned_moved_and_done(do, programmer, trouver, now):
    numero = programmer()
    assert trouver(numero) == AccompagnementRecord(
        numero, "Répondre à un premier marché", MARS, "14:00", "Maison de l'économie", EtatAccompagnement.PROGRAMME, None, 0
    )  # fmt: skip
    avril = (date(2027, 4, 2), "09:00-12:00", None)
    assert do(lambda uns: uns.deplacer(numero, *avril, "slack:U1", now))
    assert not do(lambda uns: uns.deplacer(numero, *avril, "slack:U1", now))
    assert do(lambda uns: uns.realiser(numero, None, "slack:U1", now))
    assert not do(lambda uns: uns.realiser(numero, None, "slack:U1", now))
    assert do(lambda uns: uns.realiser(numero, 14, "slack:U1", now))
    assert not do(lambda uns: uns.realiser(numero, 14, "slack:U1", now))
    assert do(lambda uns: uns.realiser(numero, 15, "slack:U1", now))
    une = trouver(numero)
    assert (une.jour, une.heure, une.lieu, une.etat, une.participants) == (*avril, EtatAccompagnement.REALISE, 15)


def test_what_became_of_a_session_is_final(do, programmer, trouver, now):
    faite, annulee = programmer(), programmer()
    do(lambda uns: uns.realiser(faite, 3, "slack:U1", now))
    assert do(lambda uns: uns.annuler(annulee, "slack:U1", now))
    for numero in (faite, annulee):
        avant = trouver(numero)
        assert not do(lambda uns, numero=numero: uns.annuler(numero, "slack:U1", now))
        assert not do(lambda uns, numero=numero: uns.deplacer(numero, date(2027, 5, 4), None, None, "slack:U1", now))
        assert trouver(numero) == avant
    assert not do(lambda uns: uns.realiser(annulee, 3, "slack:U1", now))
    assert not do(lambda uns: uns.annuler(99, "slack:U1", now))
    assert trouver(99) is None


def test_sessions_come_in_the_order_of_their_days_and_hours(do, programmer, now):
    soir, matin, avant = programmer(heure="18:00"), programmer(heure="09:30"), programmer(jour=date(2027, 3, 1))
    annulee, passee = programmer(), programmer(jour=date(2026, 11, 3))
    do(lambda uns: uns.annuler(annulee, "slack:U1", now))

    def numeros(quoi, *de):
        return do(lambda uns: [une.id for une in getattr(uns, quoi)(*de)])

    assert numeros("a_venir", date(2027, 3, 1)) == [avant, matin, soir]
    assert numeros("a_venir", MARS) == [matin, soir]
    assert numeros("a_conclure", MARS) == [passee, avant]
    assert numeros("de_l_annee", 2027) == [avant, matin, annulee, soir]
    assert numeros("de_l_annee", 2026) == [passee]


def test_a_session_counts_once_in_the_year_of_its_day(do, programmer, now):
    numeros = [programmer(jour=jour) for jour in (date(2026, 12, 31), MARS, MARS, MARS)]
    do(lambda uns: uns.realiser(numeros[1], 3, "slack:U1", now))
    do(lambda uns: uns.annuler(numeros[2], "slack:U1", now))
    do(lambda uns: uns.deplacer(numeros[0], date(2027, 1, 1), None, None, "slack:U1", now))
    etats = EtatAccompagnement
    assert do(lambda uns: uns.compter()) == {2027: {etats.PROGRAMME: 2, etats.REALISE: 1, etats.ANNULE: 1}}


def test_a_place_is_taken_once_and_left_once(do, programmer, trouver, now):
    numero = programmer()
    assert do(lambda uns: uns.inscrire(numero, ALICE, now))
    assert not do(lambda uns: uns.inscrire(numero, ALICE, now + MINUTE))
    assert do(lambda uns: uns.inscrire(numero, BOB, now))
    assert trouver(numero).inscrits == 2
    assert do(lambda uns: uns.inscriptions(numero)) == [
        InscriptionRecord(ALICE, now, date(2027, 3, 12)),
        InscriptionRecord(BOB, now, date(2027, 3, 12)),
    ]
    assert do(lambda uns: uns.inscriptions_de([ALICE])) == {numero}
    assert do(lambda uns: uns.inscriptions_de([])) == frozenset()
    assert do(lambda uns: uns.desinscrire(numero, [ALICE, CompteRecord("slack", "U7")]))
    assert not do(lambda uns: uns.desinscrire(numero, [ALICE]))
    assert trouver(numero).inscrits == 1


def test_a_change_is_one_after_somebody_took_a_place(do, programmer, now):
    deplacee, annulee, tranquille, faite = (programmer() for _ in range(4))
    plus_tard = now + MINUTE
    do(lambda uns: uns.deplacer(deplacee, MARS, "15:00", None, "slack:U1", plus_tard))
    for numero in (deplacee, annulee, tranquille, faite):
        do(lambda uns, numero=numero: uns.inscrire(numero, ALICE, plus_tard))
    # Who took a place after it was moved knows its day.
    assert do(lambda uns: uns.changes(MARS)) == []
    ensuite = plus_tard + MINUTE
    do(lambda uns: uns.deplacer(deplacee, MARS, "16:00", None, "slack:U1", ensuite))
    do(lambda uns: uns.annuler(annulee, "slack:U1", ensuite))
    do(lambda uns: uns.realiser(faite, 1, "slack:U1", ensuite))
    trouves = do(lambda uns: uns.changes(MARS))
    assert [(une.id, le) for une, le in trouves] == [(annulee, ensuite), (deplacee, ensuite)]
    assert do(lambda uns: uns.changes(MARS + timedelta(days=1))) == []


def test_places_are_forgotten_after_a_session_or_at_a_word(do, programmer, trouver, now):
    passee, a_venir = programmer(jour=date(2026, 1, 5)), programmer()
    for numero in (passee, a_venir):
        for compte in (ALICE, BOB):
            do(lambda uns, numero=numero, compte=compte: uns.inscrire(numero, compte, now))
    do(lambda uns: uns.realiser(passee, 2, "slack:U1", now))
    assert do(lambda uns: uns.oublier(date(2026, 1, 6))) == 2
    assert (trouver(passee).inscrits, trouver(passee).participants) == (0, 2)
    assert do(lambda uns: uns.oublier_de([ALICE])) == 1
    assert do(lambda uns: uns.inscriptions_de([ALICE, BOB])) == {a_venir}
