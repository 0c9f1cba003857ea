"""Reminders: armed once, said once, to whom they are for, at an hour they take, whatever happens in between."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot import wiring
from bot.envois.adapters import DeliveryError
from handlers.conversation.vocabulary import Address, Incoming
from knowledge.rappels.echeances import a_dire
from storage.comptes.records import Role
from storage.envois.tables import Outbox
from storage.rappels.records import NouveauRappel, PreferenceRecord, ReponseRappel
from storage.rappels.tables import Rappel
from storage.registre.records import NouveauMarche
from tests.fixtures.monde import MondeCommun
from tests.fixtures.storage import ON_POSTGRESQL

PARIS = ZoneInfo("Europe/Paris")
JOUR = timedelta(days=1)
LUNDI = date(2027, 3, 1)  # J-24, J-14 and J-12 of the 1st of March 2029, of the 1st of May and of the 1st of March 2028
J24 = date(2029, 3, 1)


def a(jour, heure=10, minute=0):
    return datetime(jour.year, jour.month, jour.day, heure, minute, tzinfo=PARIS)


class Monde(MondeCommun):
    """A register, the people who answer for it, and the passes of the worker at the moments that a test sets."""

    def marche(self, attribution, referent=None, **autres):
        numero = f"M{next(self._numbers)}"
        valeurs = {"groupe": numero, "recurrent": True, "acheteur": "ville", "a_revoir": True, **autres}
        nouveau = NouveauMarche(
            "S1", numero, objet=f"objet {numero}", referent_id=referent, attribution_prevue=attribution, **valeurs
        )
        return self.do(lambda uow: uow.marches.creer(nouveau, "essai", self.clock()))

    def changer(self, marche, **valeurs):
        return self.do(lambda uow: uow.marches.changer(marche, valeurs, "essai", self.clock()))

    def parle(self, personne, texte="bonjour", choix=None):
        self.bot.engine.receive(
            Incoming(Address("essai", f"mp-{personne}", personne), str(next(self._numbers)), texte, choix)
        )

    def referent(self, nom, *, joignable=True, **voeux):
        numero = self.do(lambda uow: uow.referents.nommer(nom, nom.lower(), self.clock())).id
        if joignable:
            self.do(lambda uow: uow.referents.reconnaitre(numero, "essai", nom))
            self.parle(nom)
            if voeux:
                self.do(lambda uow: uow.rappels.preferer("essai", nom, PreferenceRecord(**voeux)))
        return numero

    def equipe(self, *noms):
        for nom in noms:
            self.do(lambda uow, nom=nom: uow.roles.donner("essai", nom, Role.EQUIPE, "root", self.clock()))
            self.parle(nom)

    def passe(self, jour, heure=10, minute=0):
        """A pass of the worker; returns what was said to each, as (person, first line)."""
        self.clock.now = a(jour, heure, minute).astimezone(UTC)
        before = len(self.screen.sent)
        self.bot.workers["rappels"].run()
        self.bot.delivery.send_due()
        return [
            (sent.address.personne, sent.message.texte.partition("\n")[0])
            for sent in self.screen.sent[before:]
            if not sent.cle.startswith("campagne:")
        ]

    def dits(self, jour, heure=10, minute=0):
        """To whom something was said, by that pass."""
        return [personne for personne, _ in self.passe(jour, heure, minute)]

    def rappels(self, marche=None):
        """(milestone, lead, recipient, state) of each reminder, in the order in which they were armed."""
        rows = select(Rappel.jalon, Rappel.avance, Rappel.destinataire, Rappel.etat).order_by(Rappel.id)
        if marche is not None:
            rows = rows.where(Rappel.marche_id == marche)
        with self.database.reading() as memory:
            return [
                (row.jalon, row.avance, row.destinataire, str(row.etat)) for row in memory._connection.execute(rows)
            ]

    def numero(self, marche):
        with self.database.reading() as memory:
            return memory.rappels.du_marche(marche)[-1].id


@pytest.fixture
def monde(bot, database, screen, clock):
    clock.now = a(date(2027, 1, 4)).astimezone(UTC)
    return Monde(bot, database, screen, clock)


@pytest.fixture
def alice(monde):
    return monde.referent("alice")


# --- once, and in time ------------------------------------------------------------------------------------------------


def test_each_warning_is_said_on_its_day_and_once(monde, alice):
    monde.marche(J24, alice)
    # A month before and on the day; the committee has no session: 45 and 14 days before, and on the day. A week-end waits.
    attendus = [
        date(2027, 2, 1),  # the 30th of January is a Saturday
        date(2027, 3, 1),
        date(2027, 12, 2),
        date(2028, 1, 3),
        date(2028, 1, 17),  # the 16th is a Sunday
        date(2028, 2, 16),
        date(2028, 3, 1),
    ]
    autour = sorted({jour + n * JOUR for jour in attendus for n in (-3, -1, 0, 1)})
    assert [jour for jour in autour if monde.dits(jour)] == attendus


def test_run_twice_it_says_nothing_more(monde, alice):
    monde.marche(J24, alice)
    assert monde.dits(LUNDI) == ["alice"]
    assert monde.dits(LUNDI) == []
    assert monde.dits(LUNDI, 10, 1) == []


def test_a_contract_registered_after_its_milestone_is_said_as_late_once(monde, alice):
    monde.passe(LUNDI - JOUR)
    monde.marche(J24 - timedelta(days=90), alice)
    assert monde.passe(LUNDI) == [("alice", "**En retard · J-24 mois : ouvrir le travail sur le renouvellement**")]
    assert monde.dits(LUNDI + JOUR) == []


def test_after_an_outage_only_what_still_holds_is_said(monde, alice):
    marche = monde.marche(J24, alice)
    monde.passe(date(2027, 1, 5))
    # Off from before J-24 less 30 days until after J-24.
    assert monde.passe(LUNDI + 7 * JOUR) == [
        ("alice", "**En retard · J-24 mois : ouvrir le travail sur le renouvellement**")
    ]
    assert monde.rappels(marche) == [("j24", "0", f"referent:{alice}", "dit")]


def test_a_week_of_outage_loses_nothing_that_fell_due_in_it(monde, alice):
    monde.passe(LUNDI - JOUR)
    marches = [monde.marche(J24 + n * JOUR, alice, a_revoir=False) for n in range(7)]
    assert monde.dits(LUNDI + 7 * JOUR) == ["alice"]
    assert [monde.rappels(marche) for marche in marches] == [[("j24", "0", f"referent:{alice}", "dit")]] * 7


def test_a_contract_that_does_not_recur_or_has_no_date_is_never_reminded(monde, alice):
    monde.marche(J24, alice, recurrent=False)
    monde.marche(J24, alice, recurrent=None)
    monde.marche(None, alice)
    monde.marche(LUNDI - JOUR, alice)
    assert monde.dits(LUNDI) == []
    assert monde.rappels() == []


def test_a_reminder_armed_before_a_kill_is_said_by_the_next_process(
    monde, alice, knowledge, database, screen, access, clock
):
    monde.marche(J24, alice)
    clock.now = a(LUNDI).astimezone(UTC)
    dead = wiring.build_bot(knowledge, database, [screen], access, clock).workers["rappels"]
    dead._say = lambda *_: None  # it dies between arming and saying
    dead.run()
    assert [etat for *_, etat in monde.rappels()] == ["a_dire"]
    assert monde.dits(LUNDI) == ["alice"]


@pytest.mark.parametrize("processes", [4])
def test_several_processes_at_once_arm_and_say_once(
    monde, alice, knowledge, open_database, url, screen, access, processes
):
    for n in range(60):
        monde.marche(J24 + n % 3 * JOUR, alice if n % 2 else None)
    monde.equipe("chef", "adjointe")
    monde.clock.now = a(LUNDI + 3 * JOUR).astimezone(UTC)
    bots = [wiring.build_bot(knowledge, open_database(url), [screen], access, monde.clock) for _ in range(processes)]
    together = Barrier(processes)

    def work(bot):
        together.wait(10)
        return bot.workers["rappels"].run().dits

    with ThreadPoolExecutor(processes) as pool:
        assert sum(pool.map(work, bots)) == 60
    with monde.database.reading() as memory:
        said = list(memory._connection.execute(select(Rappel.enveloppe, Rappel.id).where(Rappel.etat == "dit")))
        sent = list(memory._connection.execute(select(Outbox.cle).where(Outbox.cle.startswith("rappel:"))).scalars())
    assert len(said) == 60
    assert {cle.split(":")[1] for cle in sent} == {row.enveloppe.split(":")[1] for row in said}


# --- dates and people that change -------------------------------------------------------------------------------------


def test_a_date_that_moves_arms_again_and_what_waited_for_the_old_one_is_said_no_more(monde, alice):
    marche = monde.marche(J24, alice)
    monde.passe(LUNDI, heure=7)  # armed, nobody is written to at that hour
    monde.changer(marche, attribution_prevue=J24 + 400 * JOUR)
    assert monde.dits(LUNDI) == []
    assert monde.rappels(marche) == [("j24", "0", f"referent:{alice}", "perime")]
    monde.changer(marche, attribution_prevue=J24 - 10 * JOUR)
    assert monde.dits(LUNDI + JOUR) == ["alice"]


@pytest.mark.parametrize("back", [{"attribution_prevue": J24}, {"recurrent": True}])
def test_what_was_given_up_unsaid_is_said_when_the_date_or_the_recurrence_comes_back(monde, alice, back):
    marche = monde.marche(J24, alice)
    monde.passe(LUNDI, heure=7)
    monde.changer(marche, **{name: None if name != "recurrent" else False for name in back})
    assert monde.dits(LUNDI) == []
    monde.changer(marche, **back)
    assert monde.dits(LUNDI, 11) == ["alice"]
    # Said, it is said once, wherever the date goes and comes back from.
    monde.changer(marche, attribution_prevue=None)
    monde.passe(LUNDI, 12)
    monde.changer(marche, attribution_prevue=J24)
    assert monde.dits(LUNDI, 13) == []


def test_whoever_answers_no_more_for_the_contract_is_not_told_of_it(monde, alice):
    bob = monde.referent("bob")
    marche = monde.marche(J24, alice)
    monde.passe(LUNDI, heure=7)
    monde.changer(marche, referent_id=bob)
    assert monde.dits(LUNDI) == ["bob"]
    # And she is, when it is hers again.
    monde.changer(marche, referent_id=alice)
    assert monde.dits(LUNDI, 11) == ["alice"]


def test_a_session_brings_its_milestone_forward_and_taken_away_gives_it_back(monde, alice):
    monde.equipe("chef")
    marche = monde.marche(J24, alice)
    monde.passe(date(2028, 1, 4))
    assert monde.rappels(marche)[-1][:2] == ("j14", "0")
    monde.parle("chef", "CAD de la Ville le 20/01/2028")
    # Sixteen days before the session: its first warning is late, and holds.
    assert monde.dits(date(2028, 1, 4), 11) == ["alice"]
    assert monde.rappels(marche)[-1][:2] == ("j12", "45")
    monde.parle("chef", "annuler le CAD de la Ville le 20/01/2028")
    assert monde.dits(date(2028, 1, 6)) == []
    # The usual calendar, of which the first warning was said.
    monde.parle("alice", choix=f"r:reporter:{monde.numero(marche)}:mois")
    monde.changer(marche, attribution_prevue=J24 + JOUR)
    assert monde.dits(date(2028, 2, 17))[0] == "alice"
    assert ("j12", "14", f"referent:{alice}", "dit") in monde.rappels(marche)


def test_an_early_session_is_warned_of_and_the_milestone_before_it_too(monde, alice):
    monde.do(lambda uow: uow.seances.convoquer("ville", date(2028, 2, 13)))
    marche = monde.marche(J24, alice)
    monde.passe(LUNDI)
    monde.passe(date(2027, 12, 2))
    # The committee's first warning falls on a Thursday, J-14 the Saturday after; both wait until Monday.
    monde.do(lambda uow: uow.rappels.preferer("essai", "alice", PreferenceRecord(silence_jusqu_au=date(2028, 1, 3))))
    monde.passe(date(2027, 12, 30))
    monde.passe(date(2028, 1, 1))
    monde.passe(date(2028, 1, 3))
    assert [rappel[:2] for rappel in monde.rappels(marche) if rappel[3] == "dit"] == [
        ("j24", "0"),
        ("j14", "30"),
        ("j12", "45"),
        ("j14", "0"),
    ]


def test_what_somebody_put_off_takes_the_place_of_no_other_milestone(monde, alice):
    monde.do(lambda uow: uow.seances.convoquer("ville", date(2027, 10, 15)))
    marche = monde.marche(J24, alice)
    monde.passe(date(2027, 10, 14))
    # The committee sits long before J-14 less 30 days, which is the day that she chooses to hear of it again.
    monde.parle("alice", choix=f"r:reporter:{monde.numero(marche)}")
    monde.parle("alice", "le 2 décembre 2027")
    monde.passe(date(2027, 12, 2))
    assert [rappel[:2] for rappel in monde.rappels(marche) if rappel[3] == "dit"][-2:] == [
        ("j12", "report:2027-12-02"),
        ("j14", "30"),
    ]


def test_a_clock_that_goes_back_says_nothing_again(monde, alice):
    monde.marche(J24, alice)
    assert monde.dits(LUNDI + JOUR) == ["alice"]
    assert monde.dits(LUNDI, 11) == []
    assert monde.dits(LUNDI + JOUR, 11) == []
    monde.marche(J24 + JOUR, alice, a_revoir=False)
    monde.passe(LUNDI, 12)
    assert monde.dits(LUNDI + JOUR, 12) == ["alice"]


# --- hours ------------------------------------------------------------------------------------------------------------


def test_nobody_is_written_to_at_night_on_a_week_end_or_on_a_holiday(monde, alice):
    monde.marche(date(2029, 5, 1), alice)
    assert monde.dits(date(2027, 5, 1), 10) == []  # Labour day, a Saturday
    assert monde.dits(date(2027, 5, 3), 8, 59) == []
    assert monde.dits(date(2027, 5, 3), 9, 0) == ["alice"]


def test_one_is_reminded_at_the_hours_one_wants(monde):
    tard = monde.referent("tard", de_minutes=14 * 60, a_minutes=24 * 60)
    monde.marche(J24, tard)
    assert monde.dits(LUNDI, 13, 59) == []
    assert monde.dits(LUNDI, 23, 59) == ["tard"]


def test_whoever_asked_for_silence_is_told_what_holds_when_it_ends(monde):
    absente = monde.referent("absente", silence_jusqu_au=date(2027, 3, 15))
    marche = monde.marche(J24, absente)
    assert [monde.dits(LUNDI + n * JOUR) for n in (-28, -1, 0, 1, 11)] == [[]] * 5
    assert monde.dits(date(2027, 3, 15)) == ["absente"]
    assert monde.rappels(marche) == [
        ("j24", "30", f"referent:{absente}", "perime"),
        ("j24", "0", f"referent:{absente}", "dit"),
    ]


@pytest.mark.parametrize(("jour", "utc"), [(date(2027, 3, 29), 7), (date(2027, 11, 2), 8)])
def test_nine_o_clock_is_nine_in_paris_after_the_clocks_changed(monde, alice, jour, utc):
    # Easter Monday of 2027 is the 29th of March, All Saints the 1st of November: the next working days.
    jour = jour if jour.month == 11 else date(2027, 3, 30)
    monde.marche(date(jour.year + 2, jour.month, jour.day), alice)
    monde.clock.now = datetime(jour.year, jour.month, jour.day, utc - 1, 59, tzinfo=UTC)
    monde.bot.workers["rappels"].run()
    assert monde.bot.delivery.send_due() == 0
    monde.clock.now += timedelta(minutes=1)
    monde.bot.workers["rappels"].run()
    assert monde.bot.delivery.send_due() == 1


# --- how it is said ---------------------------------------------------------------------------------------------------


def test_one_message_says_all_that_falls_due_or_one_each_as_one_wishes(monde, alice):
    bob = monde.referent("bob", groupes=False)
    for qui in (alice, bob):
        for _ in range(3):
            monde.marche(J24, qui)
    assert sorted(monde.dits(LUNDI)) == ["alice", "bob", "bob", "bob"]


def point(monde):
    """The last message of a state of play, and its buttons by what they say."""
    message = monde.screen.sent[-1].message
    return message.texte.replace("\u00a0", " "), {un.label: un.value for un in message.choices}


def test_many_at_once_are_one_state_of_play_with_a_button_to_each_list(monde, alice):
    """The first import, as the return of a long absence: never twenty-three messages."""
    j24 = [monde.marche(J24, alice) for _ in range(19)]
    j12 = [monde.marche(date(2028, 3, 1), alice) for _ in range(3)]
    assert monde.dits(LUNDI) == ["alice"]
    texte, boutons = point(monde)
    assert texte.startswith("**Où en sont vos marchés : 22 à préparer**")
    assert ["3 marchés" in texte, "19 marchés" in texte, "10 jours ouvrés" in texte] == [True] * 3
    assert list(boutons) == ["J-12 mois", "J-24 mois", "Ouvrir le registre"]
    assert {monde.rappels(marche)[-1][3] for marche in (*j24, *j12)} == {"dit"}
    assert monde.dits(LUNDI, 11) == []
    # A list, page by page; each of its lines is answered as any reminder.
    monde.parle("alice", choix=boutons["J-24 mois"])
    texte, boutons = point(monde)
    assert "(1 à 8 sur 19)" in texte
    assert list(boutons)[-1] == "Les suivants"
    monde.parle("alice", choix=boutons["Les suivants"])
    texte, boutons = point(monde)
    assert "(9 à 16 sur 19)" in texte
    monde.parle("alice", "sans objet le 2, ce marché ne sera pas renouvelé")
    assert "repondu" in [monde.rappels(marche)[-1][3] for marche in j24]


def test_an_answer_to_a_state_of_play_that_names_no_contract_answers_none(monde, alice):
    marches = [monde.marche(J24, alice) for _ in range(9)]
    monde.passe(LUNDI)
    monde.parle("alice", "je m'en occupe")
    assert "(1 à 8 sur 9)" in point(monde)[0]
    assert {monde.rappels(marche)[0][3] for marche in marches} == {"dit"}


def test_who_wants_a_message_each_has_one_state_of_play_when_they_are_many(monde):
    bob = monde.referent("bob", groupes=False)
    for _ in range(9):
        monde.marche(J24, bob)
    assert monde.dits(LUNDI) == ["bob"]


def test_what_stays_unanswered_in_number_is_one_state_of_play_for_the_team(monde, alice):
    monde.equipe("chef")
    for _ in range(9):
        monde.marche(J24, alice)
    monde.passe(LUNDI)
    assert monde.dits(LUNDI + 14 * JOUR) == ["chef"]
    assert "dont 9 sans réponse" in point(monde)[0]


def test_what_is_over_is_not_reminded(monde, alice):
    for attribution in (LUNDI - JOUR, LUNDI - 400 * JOUR):
        monde.marche(attribution, alice)
    assert monde.dits(LUNDI) == []


def test_a_session_that_is_past_enters_silently(monde, alice):
    """Told after its day, it brings nothing forward: what it would have asked for is nobody's to do any more."""
    monde.equipe("chef")
    marche = monde.marche(date(2028, 9, 1), alice)  # J-12 is the 1st of September 2027
    monde.passe(LUNDI)
    avant = monde.rappels(marche)
    monde.parle("chef", "le comité de la Ville se réunit le 4 février 2027")
    with monde.database.reading() as memory:
        assert memory.seances.toutes() == {"ville": (date(2027, 2, 4),)}
    assert [monde.dits(LUNDI + n * JOUR) for n in (0, 1, 2)] == [[]] * 3
    assert monde.rappels(marche) == avant
    # Its own milestone is warned of as if there were no session.
    assert monde.dits(date(2027, 9, 1) - 45 * JOUR + JOUR)[0] == "alice"
    assert not any("4 février" in sent.message.texte for sent in monde.screen.sent[-2:])


def test_the_lots_of_one_consultation_are_one_line_and_one_answer(monde, alice):
    lots = [monde.marche(J24, alice, groupe="G1") for _ in range(3)]
    assert monde.dits(LUNDI) == ["alice"]
    assert len(monde.screen.sent[-1].message.choices) == 5  # one subject: its answers, and no list
    monde.parle("alice", choix=f"r:occupe:{monde.numero(lots[0])}")
    assert [monde.rappels(lot)[0][3] for lot in lots] == ["repondu"] * 3


# --- what is answered, and what is not --------------------------------------------------------------------------------


def test_what_is_answered_is_reminded_no_more_but_the_next_milestone_is(monde, alice):
    marche = monde.marche(J24, alice)
    monde.passe(date(2027, 2, 1))
    monde.parle("alice", choix=f"r:occupe:{monde.numero(marche)}")
    assert [monde.dits(jour) for jour in (LUNDI, LUNDI + JOUR, date(2027, 3, 15), date(2027, 12, 1))] == [[]] * 4
    assert monde.dits(date(2027, 12, 2)) == ["alice"]


def test_after_ten_working_days_without_an_answer_the_team_is_told_once(monde, alice):
    monde.equipe("chef")
    marche = monde.marche(J24, alice)
    monde.passe(LUNDI)
    assert [monde.dits(LUNDI + n * JOUR) for n in (1, 11, 13, 14, 15, 40)] == [[], [], [], ["chef"], [], []]
    assert monde.rappels(marche)[1] == ("j24", "escalade", "equipe", "dit")


def test_answered_in_time_the_team_is_not_told(monde, alice):
    monde.equipe("chef")
    marche = monde.marche(J24, alice)
    monde.passe(LUNDI)
    monde.parle("alice", choix=f"r:diag:{monde.numero(marche)}")
    assert [monde.dits(LUNDI + n * JOUR) for n in (14, 15, 40)] == [[]] * 3


@pytest.mark.parametrize("pourquoi", ["no account", "never talked", "nobody"])
def test_what_nobody_can_be_told_is_told_to_every_member_of_the_team(monde, pourquoi):
    monde.equipe("chef", "adjointe")
    qui = None if pourquoi == "nobody" else monde.referent("loin", joignable=False)
    if pourquoi == "never talked":
        monde.do(lambda uow: uow.referents.reconnaitre(qui, "essai", "loin"))
    monde.marche(J24, qui)
    assert sorted(monde.dits(LUNDI)) == ["adjointe", "chef"]
    assert monde.dits(LUNDI, 11) == []


def test_without_a_team_what_is_for_it_waits(monde, caplog):
    monde.marche(J24)
    assert monde.dits(LUNDI) == []
    assert "1 reminder(s) wait for a member of the team" in caplog.text
    monde.equipe("chef")
    assert monde.dits(LUNDI + JOUR) == ["chef"]


def test_a_message_given_up_is_told_to_the_team(monde, alice, screen):
    monde.equipe("chef")
    monde.marche(J24, alice)
    send = screen.send

    def blocked(outgoing):
        if outgoing.address.personne == "alice":
            raise DeliveryError("she left", permanent=True, cause="bloque")
        return send(outgoing)

    screen.send = blocked
    assert monde.dits(LUNDI) == []
    assert monde.dits(LUNDI, 11) == ["chef"]
    assert monde.dits(LUNDI, 12) == []
    assert monde.dits(LUNDI + 20 * JOUR) == []


def test_put_off_it_comes_again_on_that_day(monde, alice):
    marche = monde.marche(J24, alice)
    monde.passe(date(2027, 2, 1))
    monde.parle("alice", choix=f"r:reporter:{monde.numero(marche)}:semaine")
    assert [monde.dits(date(2027, 2, jour)) for jour in (2, 5, 8, 9)] == [[], [], ["alice"], []]


def test_handed_over_the_other_is_told_and_answers_for_it(monde, alice):
    bob = monde.referent("bob")
    marche = monde.marche(J24, alice)
    monde.passe(LUNDI)
    monde.parle("alice", choix=f"r:transferer:{monde.numero(marche)}")
    monde.parle("alice", "bob")
    assert monde.dits(LUNDI, 11) == ["bob"]
    assert monde.rappels(marche)[-1] == ("j24", "transfert", f"referent:{bob}", "dit")


def test_a_milestone_that_the_pack_no_longer_has_holds_nothing_back(monde, alice):
    marche = monde.marche(J24 + 400 * JOUR, alice)
    ancien = NouveauRappel(marche, "j99", J24 + 400 * JOUR, "0", f"referent:{alice}", LUNDI - JOUR)
    monde.do(lambda uow: uow.rappels.armer([ancien], monde.clock()))
    assert monde.dits(LUNDI) == []
    assert monde.rappels(marche) == [("j99", "0", f"referent:{alice}", "perime")]


# --- two at once, on PostgreSQL ---------------------------------------------------------------------------------------


@ON_POSTGRESQL
def test_an_answer_and_a_reminder_at_the_same_moment_wait_for_each_other_and_both_pass(monde, alice):
    marche = monde.marche(J24, alice)
    monde.passe(LUNDI, heure=7)
    monde.clock.now = a(LUNDI).astimezone(UTC)
    failed = []

    def remind():
        try:
            monde.bot.workers["rappels"].run()
        except Exception as error:  # noqa: BLE001
            failed.append(error)

    with monde.database.unit_of_work() as uow:
        # As an answer does: the conversation first, then the reminders that it settles.
        uow.conversations.open("essai", "mp-alice", "alice", monde.clock())
        other = threading.Thread(target=remind)
        other.start()
        time.sleep(0.3)
        uow.rappels.repondre([monde.numero(marche)], ReponseRappel.OCCUPE, None, "essai:alice", monde.clock())
        uow.commit()
    other.join(timeout=20)
    assert failed == []
    assert [etat for *_, etat in monde.rappels(marche)] == ["repondu"]


@ON_POSTGRESQL
def test_an_answer_that_changes_a_contract_waits_for_no_pass_that_waits_for_it(monde, alice):
    marche = monde.marche(J24, alice)
    monde.passe(LUNDI)
    monde.clock.now += timedelta(minutes=5)
    monde.do(lambda uow: uow.marches.revoir("ville", J24, J24))
    failed = []

    def remind():
        try:
            monde.bot.workers["rappels"].run()
        except Exception as error:  # noqa: BLE001
            failed.append(error)

    with monde.database.unit_of_work() as uow:
        uow.rappels.repondre([monde.numero(marche)], ReponseRappel.SANS_OBJET, "fini", "essai:alice", monde.clock())
        # The pass looks at the contract again: the very reminder that is being answered.
        other = threading.Thread(target=remind)
        other.start()
        time.sleep(0.3)
        uow.marches.changer(marche, {"recurrent": False}, "essai:alice", monde.clock())
        uow.commit()
    other.join(timeout=20)
    assert failed == []
    assert [etat for *_, etat in monde.rappels(marche)] == ["repondu"]


def test_what_holds_is_what_is_said(pack):
    """The law of the two above, in the abstract: what holds on a day is what a first pass on that day would say."""
    [une] = a_dire(J24, pack.jalons, LUNDI)
    assert (une.echeance.jalon.id, une.avance, une.du_le) == ("j24", 0, LUNDI)
    assert a_dire(J24, pack.jalons, J24 + JOUR) == []
