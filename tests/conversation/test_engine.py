"""One message, one transaction: redelivery, two at once, death before or after the commit, a database that fails."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from bot import wiring
from bot.access import Access
from bot.conversation.engine import Engine
from bot.envois.delivery import Delivery
from bot.envois.worker import Job, Worker
from bot.logs import JsonFormatter
from handlers.conversation.vocabulary import Address, Incoming
from storage.errors import DatabaseUnavailableError

pytestmark = pytest.mark.both
EVERYBODY = Access(frozenset({"essai"}))
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
ADDRESS = Address("essai", "bureau", "alice")
DESCRIPTION = "nettoyage des écoles, services, 85 k€ HT, 36 mois, MAPA"


def say(bot, text, message_id, choice=None, address=ADDRESS):
    bot.engine.receive(Incoming(address, message_id, text, choice))


def state(database):
    with database.reading() as memory:
        return memory.conversations.find("essai", "bureau", "alice").etat


def test_a_message_is_answered_and_the_answer_sent(bot, screen):
    say(bot, DESCRIPTION, "1")
    [(_, text)] = screen.shown
    assert "85\u202f000\u00a0€\u00a0HT" in text


def test_a_message_delivered_twice_is_answered_once(bot, screen):
    say(bot, DESCRIPTION, "1")
    say(bot, DESCRIPTION, "1")
    assert len(screen.shown) == 1


def test_the_same_text_in_two_messages_is_answered_twice(bot, screen):
    say(bot, DESCRIPTION, "1")
    say(bot, DESCRIPTION, "2")
    assert len(screen.shown) == 2


def test_the_same_button_pressed_twice_changes_nothing_the_second_time(bot, database):
    say(bot, "résultat", "0")
    say(bot, DESCRIPTION, "1")
    say(bot, "résultat", "2")
    say(bot, "", "3", "a:retenir:18")
    say(bot, "", "4", "a:retenir:18")
    with database.reading() as memory:
        [logged] = memory.journal.derniers(5)
        assert memory.journal.decisions(logged.id)[18].etape == "retenue"
        assert memory._connection.exec_driver_sql("SELECT count(*) FROM etapes WHERE etape = 'retenue'").scalar() == 1


def test_asking_for_the_result_twice_logs_one_diagnosis(bot, database):
    say(bot, DESCRIPTION, "1")
    say(bot, "résultat", "2")
    say(bot, "résultat", "3")
    with database.reading() as memory:
        assert len(memory.journal.derniers(5)) == 1


def test_two_messages_at_once_in_one_conversation_are_both_kept_in_order(bot, database):
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda number: say(bot, f"nettoyage, {number} 000 € HT", str(number)), range(10, 26)))
    with database.reading() as memory:
        found = memory.conversations.find("essai", "bureau", "alice")
        entries = memory.transcript.since(found.id, 0)
    assert [entry.rang for entry in entries] == list(range(1, len(entries) + 1))
    assert sum(entry.de == "personne" for entry in entries) == 16
    assert len(state(database)["pas"]) == 16


def test_a_process_that_dies_before_the_commit_leaves_nothing_and_the_redelivery_answers(
    knowledge, database, screen, clock
):
    def die(*_):
        raise KeyboardInterrupt

    class Dying(Engine):
        def _compose(self, reply, plateforme=""):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Dying(knowledge, database, die, clock, EVERYBODY).receive(Incoming(ADDRESS, "1", DESCRIPTION))
    with database.reading() as memory:
        assert memory.conversations.find("essai", "bureau", "alice") is None

    say(wiring.build_bot(knowledge, database, [screen], EVERYBODY, clock), DESCRIPTION, "1")
    assert len(screen.shown) == 1


def test_a_process_that_dies_after_the_commit_is_finished_by_the_worker_once(knowledge, database, screen, clock, bot):
    def die(*_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Engine(knowledge, database, die, clock, EVERYBODY).receive(Incoming(ADDRESS, "1", DESCRIPTION))
    assert screen.shown == []

    worker = Worker(bot.delivery, database, clock, timedelta(days=365))
    assert worker.sweep() == 1
    assert worker.sweep() == 0
    assert len(screen.shown) == 1


def test_a_message_delivered_again_sends_the_answer_that_was_not_sent(knowledge, database, screen, clock, bot):
    Engine(knowledge, database, lambda *_: None, clock, EVERYBODY).receive(Incoming(ADDRESS, "1", DESCRIPTION))
    say(bot, DESCRIPTION, "1")
    assert len(screen.shown) == 1


def test_a_platform_that_is_down_loses_nothing_and_keeps_the_order(bot, screen, clock):
    screen.refusals = 1
    say(bot, "c'est quoi un MAPA ?", "1")
    say(bot, DESCRIPTION, "2")
    assert screen.shown == []
    clock.now += timedelta(minutes=1)
    bot.delivery.send_due()
    assert [key.split(":")[1] for key, _ in screen.shown] == ["0", "0"]
    assert "procédure adaptée" in screen.shown[0][1]
    assert "85" in screen.shown[1][1]


def test_a_platform_says_how_long_to_wait(bot, screen, clock):
    screen.refusals, screen.retry_after = 1, 600
    say(bot, DESCRIPTION, "1")
    clock.now += timedelta(minutes=9)
    assert bot.delivery.send_due() == 0
    clock.now += timedelta(minutes=2)
    assert bot.delivery.send_due() == 1


def test_a_message_that_never_goes_out_is_given_up_and_lets_the_next_pass(bot, screen, clock, database):
    screen.refusals = 4
    say(bot, DESCRIPTION, "1")
    insisting = Delivery(database, [screen], clock, attempts_max=4)
    for _ in range(4):
        clock.now += timedelta(hours=2)
        insisting.send_due()
    with database.reading() as memory:
        assert memory.outbox.counts()["abandonne"] == 1
    say(bot, "aide", "2")
    assert screen.shown


def test_whoever_writes_after_a_long_outage_waits_a_few_minutes_at_most(bot, screen, clock):
    screen.refusals = 500
    say(bot, DESCRIPTION, "1")
    for _ in range(200):
        clock.now += timedelta(minutes=5)
        bot.delivery.send_due()
    screen.refusals = 0
    clock.now += timedelta(minutes=5)
    assert bot.delivery.send_due() == 1


def test_a_database_that_is_lost_for_the_mark_of_what_went_out_is_asked_again(database, clock, screen, bot):
    class Flaky:
        """Loses the database for the first mark."""

        def __init__(self):
            self.marks = 0

        def unit_of_work(self):
            if screen.shown and self.marks == 0:
                self.marks += 1
                raise DatabaseUnavailableError("x.db: locked")
            return database.unit_of_work()

    Engine(bot.knowledge, database, lambda *_: None, clock, EVERYBODY).receive(Incoming(ADDRESS, "1", DESCRIPTION))
    Delivery(Flaky(), [screen], clock).send_due()
    clock.now += timedelta(minutes=2)
    assert bot.delivery.send_due() == 0
    assert len(screen.shown) == 1


def test_a_sender_leaves_other_platforms_alone(knowledge, database, screen, clock):
    Engine(knowledge, database, lambda *_: None, clock, EVERYBODY).receive(Incoming(ADDRESS, "1", DESCRIPTION))
    other = type(screen)("ailleurs")
    assert Delivery(database, [other], clock).send_due() == 0
    assert other.shown == []
    assert Delivery(database, [screen], clock).send_due() == 1
    assert len(screen.shown) == 1


def test_the_state_survives_a_restart_and_another_day(knowledge, database, screen, clock, bot):
    say(bot, "nettoyage, services, 85 k€ HT, MAPA", "1")
    clock.now += timedelta(days=30)
    again = wiring.build_bot(knowledge, database, [screen], EVERYBODY, clock)
    say(again, "récapitule", "2")
    assert "85\u202f000" in screen.shown[1][1]


def test_the_log_holds_the_facts_the_rules_the_pack_and_the_day(bot, database, pack):
    say(bot, "gardiennage, services, 120 000 € HT, 24 mois, MAPA", "1")
    say(bot, "résultat", "2")
    with database.reading() as memory:
        [logged] = memory.journal.derniers(5)
    assert logged.jour.isoformat() == "2026-11-24"
    assert (logged.pack, logged.pack_version, logged.pack_empreinte) == (pack.nom, pack.version, pack.empreinte)
    said = {(r.action, r.regle): r.motif for r in logged.recommandations}
    assert "120\u202f000\u00a0€\u00a0HT" in said[8, "etude_insertion"]
    assert any(o.obligation == "critere_environnemental" for o in logged.obligations)


def test_control_characters_and_emoji_reach_the_database(bot, database):
    say(bot, "net\x00toyage \U0001f600 \ud83d, 40 000 € HT\u202e", "1")
    with database.reading() as memory:
        found = memory.conversations.find("essai", "bureau", "alice")
        assert memory.transcript.since(found.id, 0)[0].texte == "nettoyage \U0001f600 , 40 000 € HT"


def test_fifty_thousand_characters_are_refused_with_a_sentence_and_not_kept(bot, screen, database):
    say(bot, "x" * 50_000, "1")
    assert "50\u202f000" in screen.shown[0][1]
    with database.reading() as memory:
        found = memory.conversations.find("essai", "bureau", "alice")
        assert len(memory.transcript.since(found.id, 0)[0].texte) < 5000


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        ("", "Votre message est vide"),
        ("a:detail:99", "pas d'action 99"),
        ("fiche:999", "pas de fiche 999"),
        *(
            (choice, "Je ne reconnais pas ce bouton")
            for choice in (
                "q:nature:bateau",
                "q:rien:oui",
                "a:voler:8",
                "zzz",
                "c:zzz",
                "q",
                "n:nouveau",
                "objectif:0",
                "q:segments:x, q:nature:y",
                "q:nature:services, " * 200,
            )
        ),
    ],
)
def test_a_choice_that_does_not_exist_is_said_to_be_unknown_and_changes_nothing(bot, screen, database, choice, said):
    say(bot, DESCRIPTION, "1")
    say(bot, "résultat", "2")
    of_the_last_message = dict.fromkeys(("choix_offerts", "montre", "aparte", "actes"))
    before = {**state(database), **of_the_last_message}
    screen.sent.clear()
    say(bot, "", "3", choice)
    assert said in screen.shown[0][1]
    assert {**state(database), **of_the_last_message} == before


def test_no_more_of_a_choice_is_kept_than_a_button_of_ours_holds(bot, database):
    say(bot, "", "1", "q:segments:" + "x" * 50_000)
    with database.reading() as memory:
        found = memory.conversations.find("essai", "bureau", "alice")
        assert memory.transcript.since(found.id, 0)[0].choix == "q:segments:" + "x" * 189


def test_the_welcome_is_what_a_conversation_opens_on_and_writes_nothing(bot, screen, database):
    [welcome] = bot.engine.welcome(ADDRESS)
    with database.reading() as memory:
        assert memory.conversations.find("", "", "") is None
        assert memory.outbox.counts()["a_envoyer"] == 0
    say(bot, "", "1", "accueil")
    assert [text for _, text in screen.shown] == [welcome.texte]
    assert welcome.choices


def test_a_database_lost_after_the_commit_does_not_unsay_the_answer(knowledge, database, screen, clock, bot):
    def lost(*_):
        raise DatabaseUnavailableError("x.db: lost")

    Engine(knowledge, database, lost, clock, EVERYBODY).receive(Incoming(ADDRESS, "1", DESCRIPTION))
    assert bot.delivery.send_due() == 1


def test_a_fault_of_the_adapter_postpones_the_message_and_keeps_only_the_type_of_the_fault(
    bot, screen, clock, database, caplog
):
    class Faulty(type(screen)):
        def send(self, outgoing):
            raise ZeroDivisionError(f"could not send {outgoing.message.texte}")

    faulty = wiring.build_bot(bot.knowledge, database, [Faulty()], EVERYBODY, clock)
    say(faulty, DESCRIPTION, "1")
    with database.reading() as memory:
        rows = memory._connection.exec_driver_sql("SELECT etat, erreur FROM outbox").all()
    assert [tuple(row) for row in rows] == [("a_envoyer", "inconnue: ZeroDivisionError")]
    assert "nettoyage" not in JsonFormatter().format(next(r for r in caplog.records if r.exc_info))
    clock.now += timedelta(minutes=1)
    assert bot.delivery.send_due() == 1


def test_the_worker_goes_on_after_a_sweep_that_failed(database, clock):
    swept = threading.Event()

    class FailsOnce:
        calls = 0

        def send_due(self):
            self.calls += 1
            if self.calls == 1:
                raise ZeroDivisionError
            swept.set()
            return 0

    worker = Worker(FailsOnce(), database, clock, timedelta(days=365), every_seconds=0.01)
    worker.start()
    assert swept.wait(5)
    worker.stop()


def test_a_long_job_holds_back_no_message_and_never_runs_twice_at_once(database, clock):
    begun, go_on = threading.Semaphore(0), threading.Event()

    def long():
        begun.release()
        assert go_on.wait(5)

    class Sends:
        def send_due(self):
            return 1

    job = Job("long", timedelta(0), long, apart=True)
    worker = Worker(Sends(), database, clock, timedelta(days=365), jobs=(job,))
    assert worker.sweep() == 2
    assert begun.acquire(timeout=5)
    assert worker.sweep() == 2
    assert not begun.acquire(blocking=False)
    go_on.set()
    worker.stop()
    worker.sweep()
    assert begun.acquire(timeout=5)
    worker.stop()


def test_a_slow_platform_leaves_the_rest_of_the_batch_to_whoever_comes_after_the_lease(
    knowledge, database, screen, clock, bot
):
    class Slow(type(screen)):
        def send(self, outgoing):
            super().send(outgoing)
            clock.now += timedelta(seconds=25)

    silent = Engine(knowledge, database, lambda *_: None, clock, EVERYBODY)
    for person in ("alice", "bob", "carole"):
        silent.receive(Incoming(Address("essai", "bureau", person), "1", DESCRIPTION))
    slow = Slow()
    assert Delivery(database, [slow], clock).send_due() == 2
    clock.now += timedelta(minutes=2)
    assert bot.delivery.send_due() == 1
    assert len({key for key, _ in slow.shown + screen.shown}) == 3


def test_a_locked_database_keeps_nothing_and_says_so(knowledge, new_file, screen, clock):
    url = new_file()
    database = wiring.build_database(wiring.Settings(database_url=url))
    impatient = type(database)(url, busy_timeout_s=0.1)
    with database.unit_of_work() as holder:
        holder.conversations.open("a", "b", "c", NOW)
        with pytest.raises(DatabaseUnavailableError):
            say(wiring.build_bot(knowledge, impatient, [screen], EVERYBODY, clock), DESCRIPTION, "1")
    assert screen.shown == []
    say(wiring.build_bot(knowledge, impatient, [screen], EVERYBODY, clock), DESCRIPTION, "1")
    assert len(screen.shown) == 1
    database.close()
    impatient.close()


def test_a_killed_process_between_the_commit_and_the_send_is_finished_after_the_restart(
    knowledge, tmp_path, screen, clock
):
    url = f"sqlite:///{tmp_path / 'x.db'}"
    program = textwrap.dedent(
        """
        import os, signal, sys
        from datetime import UTC, datetime
        from bot import wiring
        from bot.access import Access
        from handlers.conversation.vocabulary import Address, Incoming

        class Killer:
            plateforme = "essai"
            limite = None
            def send(self, outgoing):
                os.kill(os.getpid(), signal.SIGKILL)

        settings = wiring.Settings(database_url=sys.argv[1])
        database = wiring.build_database(settings)
        database.migrate()
        bot = wiring.build_bot(wiring.build_knowledge(settings), database, [Killer()], Access(),
                               lambda: datetime(2026, 11, 24, 9, tzinfo=UTC))
        bot.engine.receive(Incoming(Address("essai", "bureau", "alice"), "1", "nettoyage, 85 k€ HT, 36 mois"))
        """
    )
    killed = subprocess.run([sys.executable, "-c", program, url], check=False)
    assert killed.returncode == -9

    database = wiring.build_database(wiring.Settings(database_url=url))
    bot = wiring.build_bot(knowledge, database, [screen], EVERYBODY, clock)
    assert bot.delivery.send_due() == 0, "the dead process still holds its lease"
    clock.now += timedelta(minutes=2)
    assert bot.delivery.send_due() == 1
    say(bot, "nettoyage, 85 k€ HT, 36 mois", "1")
    assert len(screen.shown) == 1
    database.close()
