"""Those who take part in sessions are told what changes, once, and reminded the working day before; then they are forgotten."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest

from bot import wiring
from bot.access import Access
from bot.accompagnements.worker import Worker
from handlers.conversation.vocabulary import Address, Incoming
from tests.fixtures.storage import ON_POSTGRESQL

PARIS = ZoneInfo("Europe/Paris")
LUNDI = date(2027, 3, 15)
VENDREDI = date(2027, 3, 12)
DEBUT = date(2027, 3, 1)


@pytest.fixture
def access():
    """Everybody is a firm."""
    return Access(frozenset())


class Programme:
    """Sessions, firms that take places in them, and passes of the worker at the moments that a test sets."""

    def __init__(self, bot, database, screen, clock):
        self.bot, self.database, self.screen, self.clock = bot, database, screen, clock
        self._numbers = iter(range(10_000))

    def a(self, jour, heure=10):
        self.clock.now = datetime(jour.year, jour.month, jour.day, heure, tzinfo=PARIS).astimezone(UTC)

    def do(self, work):
        with self.database.unit_of_work() as uow:
            result = work(uow.accompagnements)
            uow.commit()
        return result

    def programme(self, jour=LUNDI):
        return self.do(lambda uns: uns.programmer("Premier marché", jour, "14:00", "CCI", "slack:U1", self.clock()))

    def deplace(self, numero, jour, heure="14:00"):
        self.clock.now += timedelta(minutes=1)
        assert self.do(lambda uns: uns.deplacer(numero, jour, heure, "CCI", "slack:U1", self.clock()))

    def annule(self, numero):
        self.clock.now += timedelta(minutes=1)
        assert self.do(lambda uns: uns.annuler(numero, "slack:U1", self.clock()))

    def dit(self, texte="", choix=None, personne="durand", *, prive=True):
        address = Address("essai", f"mp-{personne}" if prive else "salon", personne)
        self.bot.engine.receive(Incoming(address, str(next(self._numbers)), texte, choix, prive=prive))

    def inscrit(self, numero, personne="durand", **ou):
        self.clock.now += timedelta(minutes=1)
        self.dit("", f"x:inscrire:{numero}", personne, **ou)

    def passe(self, jour=None, heure=10):
        """A pass of the worker; returns what was said to each."""
        if jour is not None:
            self.a(jour, heure)
        before = len(self.screen.sent)
        self.bot.workers["accompagnements"].run()
        self.bot.delivery.send_due()
        return [
            (sent.address.personne, sent.message.texte.replace("\N{NO-BREAK SPACE}", " "))
            for sent in self.screen.sent[before:]
        ]

    def inscrits(self, numero):
        return self.do(lambda uns: uns.trouver(numero).inscrits)


@pytest.fixture
def programme(bot, database, screen, clock):
    un = Programme(bot, database, screen, clock)
    un.a(DEBUT)
    return un


def test_those_who_come_are_told_of_another_day_once(programme):
    numero = programme.programme()
    programme.inscrit(numero)
    programme.inscrit(numero, "martin")
    assert programme.passe() == []
    programme.deplace(numero, VENDREDI)
    said = programme.passe()
    assert [personne for personne, _ in said] == ["durand", "martin"]
    assert "« Premier marché » a lieu maintenant le 12 mars 2027 à 14 h, CCI." in said[0][1]
    assert programme.passe() == []


def test_moved_back_it_is_told_again(programme):
    numero = programme.programme()
    programme.inscrit(numero)
    for jour in (VENDREDI, LUNDI, VENDREDI):
        programme.deplace(numero, jour)
        assert len(programme.passe()) == 1


def test_another_hour_is_told_too_and_only_the_last_word_is(programme):
    numero = programme.programme()
    programme.inscrit(numero)
    programme.deplace(numero, VENDREDI)
    programme.deplace(numero, VENDREDI, "16:00")
    [(_, texte)] = programme.passe()
    assert "à 16 h" in texte


def test_those_who_come_are_told_that_it_is_called_off_at_any_hour(programme):
    numero = programme.programme()
    programme.inscrit(numero)
    programme.a(LUNDI - timedelta(days=1), 21)
    programme.annule(numero)
    [(personne, texte)] = programme.passe()
    assert personne == "durand"
    assert "**est annulée**" in texte
    assert programme.passe(LUNDI) == []


def test_moved_then_called_off_before_anybody_was_told_it_is_named_by_the_day_that_they_know(programme):
    numero = programme.programme()
    programme.inscrit(numero)
    programme.deplace(numero, VENDREDI)
    programme.inscrit(numero, "martin")
    programme.annule(numero)
    dits = dict(programme.passe())
    assert "le 15 mars 2027" in dits["durand"]
    assert "12 mars" not in dits["durand"]
    assert "le 12 mars 2027" in dits["martin"]


def test_called_off_after_its_move_was_told_it_is_named_by_its_new_day(programme):
    numero = programme.programme()
    programme.inscrit(numero)
    programme.deplace(numero, VENDREDI)
    programme.passe()
    programme.annule(numero)
    [(_, texte)] = programme.passe()
    assert "le 12 mars 2027" in texte
    assert "15 mars" not in texte


def test_who_took_a_place_after_the_change_or_left_is_told_nothing(programme):
    numero = programme.programme()
    programme.inscrit(numero, "martin")
    programme.deplace(numero, VENDREDI)
    programme.inscrit(numero, "durand")
    programme.dit("", f"x:desinscrire:{numero}", "martin")
    assert programme.passe() == []


def test_a_session_that_took_place_is_no_change(programme):
    numero = programme.programme(DEBUT)
    programme.inscrit(numero)
    programme.clock.now += timedelta(minutes=1)
    programme.do(lambda uns: uns.realiser(numero, 1, "slack:U1", programme.clock()))
    assert programme.passe() == []


def test_a_reminder_comes_the_working_day_before_at_an_hour_that_people_take(programme):
    numero = programme.programme()
    programme.inscrit(numero)
    assert programme.passe(VENDREDI - timedelta(days=1)) == []
    assert programme.passe(VENDREDI, 7) == []
    [(_, texte)] = programme.passe(VENDREDI, 9)
    assert texte == "Rappel : vous venez à « Premier marché », le 15 mars 2027 à 14 h, CCI."
    assert programme.passe(VENDREDI, 11) == []
    assert programme.passe(LUNDI) == []


def test_a_reminder_follows_the_session_to_its_new_day(programme):
    numero = programme.programme()
    programme.inscrit(numero)
    assert len(programme.passe(VENDREDI)) == 1
    programme.deplace(numero, LUNDI + timedelta(days=7))
    assert ["change" in texte for _, texte in programme.passe()] == [True]
    assert ["Rappel" in texte for _, texte in programme.passe(VENDREDI + timedelta(days=7))] == [True]


def test_nobody_is_reminded_of_what_they_were_told_that_day(programme):
    numero = programme.programme()
    programme.a(VENDREDI)
    programme.inscrit(numero)
    assert programme.passe() == []
    autre = programme.programme(LUNDI + timedelta(days=20))
    programme.inscrit(autre, "martin")
    programme.a(VENDREDI + timedelta(days=7))
    programme.deplace(autre, LUNDI + timedelta(days=7))
    assert ["change" in texte for _, texte in programme.passe()] == [True]
    assert programme.passe() == []


def test_who_cannot_be_written_to_holds_nobody_back(programme):
    numero = programme.programme()
    programme.inscrit(numero, "salon", prive=False)
    programme.inscrit(numero, "martin")
    programme.annule(numero)
    assert [personne for personne, _ in programme.passe()] == ["martin"]
    # As soon as they write in private, they are told.
    programme.dit("bonjour", personne="salon")
    assert [personne for personne, _ in programme.passe()] == ["salon"]


def test_a_person_is_told_once_where_they_last_talked_whichever_account_took_the_place(programme):
    numero = programme.programme()
    programme.inscrit(numero, "durand")
    with programme.database.unit_of_work() as uow:
        code = uow.identites.creer_code("essai", "durand", programme.clock())
        uow.commit()
    programme.clock.now += timedelta(minutes=1)
    programme.dit(f"code {code}", personne="telephone")
    programme.dit("oui", personne="telephone")
    programme.annule(numero)
    assert [personne for personne, _ in programme.passe()] == ["telephone"]
    programme.dit("bonjour", personne="durand")
    assert programme.passe() == []


def test_the_button_of_what_is_told_leaves_the_place(programme):
    numero = programme.programme()
    programme.inscrit(numero)
    programme.deplace(numero, VENDREDI)
    programme.passe()
    programme.dit("je ne viens plus")
    assert programme.inscrits(numero) == 0


def test_places_are_forgotten_a_month_after_the_session(programme):
    numero = programme.programme()
    programme.inscrit(numero)
    programme.passe(LUNDI + timedelta(days=31))
    assert programme.inscrits(numero) == 1
    programme.passe(LUNDI + timedelta(days=32))
    assert programme.inscrits(numero) == 0


class DyingComposer:
    def compose(self, reply, plateforme):
        raise ZeroDivisionError


def test_a_pass_that_dies_is_taken_up_by_the_next(programme, knowledge, access):
    numero = programme.programme()
    programme.inscrit(numero)
    programme.annule(numero)
    with pytest.raises(ZeroDivisionError):
        Worker(knowledge, programme.database, DyingComposer(), programme.clock, access).run()
    assert len(programme.passe()) == 1


@ON_POSTGRESQL
def test_several_workers_at_once_say_it_once(programme, knowledge, open_database, url, access, clock):
    numero = programme.programme()
    for rang in range(6):
        programme.inscrit(numero, f"p{rang}")
    programme.deplace(numero, VENDREDI)
    barrier = Barrier(3)

    def work(database):
        bot = wiring.build_bot(knowledge, database, [], access, clock)
        barrier.wait(10)
        bot.workers["accompagnements"].run()

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(work, [open_database(url) for _ in range(3)]))
    programme.bot.delivery.send_due()
    told = [sent.address.personne for sent in programme.screen.sent if "a lieu maintenant" in sent.message.texte]
    assert sorted(told) == [f"p{rang}" for rang in range(6)]
