"""Requests of firms are carried from one side to the other: in time, once, whatever happens in between."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from bot import wiring
from bot.access import Access
from bot.envois.adapters import DeliveryError
from bot.logs import JsonFormatter
from storage.comptes.records import CompteRecord, Role
from storage.envois.tables import Outbox
from storage.errors import DatabaseUnavailableError
from storage.ligne_directe.demandes import Demandes
from storage.ligne_directe.records import EtatDemande
from storage.ligne_directe.tables import Demande
from storage.rappels.records import PreferenceRecord
from tests.fixtures.storage import ON_POSTGRESQL

PARIS = ZoneInfo("Europe/Paris")
CASE = "vous me devez 4 800 € sur le solde du ravalement depuis mars, payez"


def at(day, hour, minute=0):
    return datetime(2026, 11, day, hour, minute, tzinfo=PARIS)


@pytest.fixture
def house():
    return Access(frozenset({"slack:T1"}))


@pytest.fixture
def town(knowledge, database, platforms, clock, house, person, give):
    """A firm on Telegram, two of the team on Slack, and the passes of the worker."""
    bot = wiring.build_bot(knowledge, database, list(platforms.values()), house, clock)

    class Town:
        firm = person("telegram", "menuisier")
        camille = person("slack", "camille", canal="dm-camille", organisation="T1")
        rachid = person("slack", "rachid", canal="dm-rachid", organisation="T1")

        def at(self, *when):
            """Set the hour, and let the worker pass; what it said to each of them."""
            clock.now = at(*when)
            return self.work()

        run = staticmethod(bot.workers["ligne_directe"].run)

        def work(self):
            marks = {name: len(screen.sent) for name, screen in platforms.items()}
            bot.workers["ligne_directe"].run()
            bot.delivery.send_due()
            return [
                (outgoing.address.personne, outgoing.message.texte)
                for name, screen in platforms.items()
                for outgoing in screen.sent[marks[name] :]
            ]

        @property
        def n(self):
            """The number of the last request: those of earlier tests are not used again."""
            with database.reading() as memory:
                return memory._connection.execute(select(func.max(Demande.id))).scalar_one()

        def demande(self):
            with database.reading() as memory:
                return memory.demandes.trouver(self.n)

    town = Town()
    clock.now = at(24, 10)
    for one in (town.camille, town.rachid):
        one("bonjour")
        give(Role.EQUIPE, "slack", one.address.personne)
    return town


def who(said):
    return [personne for personne, _ in said]


def test_at_night_nobody_is_told_and_in_the_morning_everybody_is_once(town):
    town.at(24, 22)
    assert "25\u00a0novembre\u00a02026 à 17\u00a0h." in town.firm(CASE)
    assert town.work() == []
    assert who(town.at(25, 9, 0)) == ["camille", "rachid"]
    assert town.at(25, 9, 1) == []


def test_whoever_took_a_silence_is_told_nothing_and_it_waits_when_all_did(town, database):
    with database.unit_of_work() as uow:
        for name in ("camille", "rachid"):
            uow.rappels.preferer("slack", name, PreferenceRecord(silence_jusqu_au=at(26, 0).date()))
        uow.commit()
    town.firm(CASE)
    assert town.at(24, 11) == []
    assert who(town.at(26, 9, 0)) == ["camille", "rachid", "menuisier"]  # late by then: the firm is told too


def test_the_firm_and_its_owner_talk_and_the_assistant_keeps_quiet(town):
    town.firm(CASE)
    town.work()
    assert "Vous la suivez" in town.camille(f"prendre la demande {town.n}")
    assert town.firm("le chantier est fini depuis juin") == ""
    assert [(un, "fini depuis juin" in dit) for un, dit in town.work()] == [("camille", True)]
    town.camille(f"répondre à la demande {town.n} : Je regarde.")
    assert [(un, "Je regarde." in dit) for un, dit in town.work()] == [("menuisier", True)]
    assert town.firm("merci beaucoup") == ""
    assert town.work() == []
    assert town.firm("et la retenue ?") == ""
    assert who(town.work()) == ["camille"]
    assert town.demande().etat is EtatDemande.PRISE


def test_an_owner_who_does_not_answer_is_reminded_then_the_team_and_the_firm_are_told(town):
    town.firm(CASE)
    town.work()
    town.camille(f"prendre la demande {town.n}")
    assert town.at(24, 14, 59) == []
    assert who(town.at(24, 15, 0)) == ["camille"]
    assert town.at(24, 16, 59) == []
    late = town.at(25, 10, 0)
    assert who(late) == ["camille", "rachid", "menuisier"]
    assert "en retard" in late[-1][1]
    assert town.at(25, 10, 30) == []
    assert town.demande().promis_le == at(25, 10)
    # All are told again at the next day that was promised, once.
    again = town.at(26, 10, 0)
    assert who(again) == ["camille", "rachid", "menuisier"]
    assert "en retard depuis le 25" in again[0][1].replace("\u00a0", " ")
    assert town.at(26, 10, 5) == []
    town.rachid("", f"g:reprendre:{town.n}")
    town.rachid(f"répondre à la demande {town.n} : Voilà.")
    assert who(town.work()) == ["camille", "menuisier"]
    assert town.at(27, 16) == []


def test_what_is_given_back_is_told_to_the_team_again(town):
    town.firm(CASE)
    town.work()
    town.camille("", f"g:prendre:{town.n}")
    town.camille("", f"g:rendre:{town.n}")
    assert who(town.work()) == ["camille", "rachid"]
    town.rachid("", f"g:prendre:{town.n}")
    town.rachid(f"transférer la demande {town.n} à camille")
    assert [(un, "vous est confiée" in dit) for un, dit in town.work()] == [("camille", True)]


def test_a_firm_that_calls_it_off_has_its_owner_told(town):
    town.firm(CASE)
    town.work()
    town.camille("", f"g:prendre:{town.n}")
    assert "annulée" in town.firm("annuler ma demande")
    assert [(un, "annulé" in dit) for un, dit in town.work()] == [("camille", True)]
    assert "annulé" in town.camille(f"répondre à la demande {town.n} : trop tard")
    assert town.work() == []


def test_a_pass_that_dies_before_it_is_marked_says_nothing_twice(town, platforms, monkeypatch):
    town.firm(CASE)
    town.work()
    town.camille("", f"g:prendre:{town.n}")
    town.camille(f"répondre à la demande {town.n} : Une seule fois.")
    telegram = platforms["telegram"]
    monkeypatch.setattr(telegram, "send", lambda outgoing: (_ for _ in ()).throw(DeliveryError("down")))
    assert town.work() == []
    monkeypatch.undo()
    town.at(24, 12)
    town.at(24, 13)
    assert sum("Une seule fois." in texte for _, texte in telegram.shown) == 1


def test_what_was_answered_and_left_alone_for_three_days_of_opening_is_over(town):
    town.firm(CASE)
    town.work()
    town.camille("", f"g:prendre:{town.n}")
    town.camille(f"répondre à la demande {town.n} : Voilà.")
    town.work()
    town.at(27, 9, 59)
    assert town.demande().etat is EtatDemande.REPONDUE
    assert town.at(27, 10, 1) == []
    assert town.demande().etat is EtatDemande.CLOSE
    assert "profil d'acheteur" in town.firm("où trouver vos marchés ?")
    # Its owner may still add to it.
    town.camille(f"répondre à la demande {town.n} : J'oubliais ceci.")
    assert who(town.work()) == ["menuisier"]


def test_a_report_of_probity_is_kept_nowhere_and_handed_to_nobody(town, database):
    said = "un agent m'a demandé une commission pour avoir le marché"
    answer = town.firm(said)
    assert "Agence française anticorruption" in answer
    assert "procureur" in answer
    assert town.work() == []
    with database.reading() as memory:
        found = memory.conversations.find("telegram", "tete-a-tete", "menuisier")
        kept = [entry.texte for entry in memory.transcript.since(found.id, 0)]
        assert memory.demandes.ouvertes(9) == []
        assert memory.apprentissage.tout() == []
    assert not any("commission" in texte for texte in kept)
    # Nor what follows it, nor when a number is left with it.
    town.firm("je veux rester anonyme")
    assert "ni ne transmets" in town.firm("un agent m'a demandé une enveloppe, rappelez-moi au 06 12 34 56 78")
    with database.reading() as memory:
        later = [entry.texte for entry in memory.transcript.since(found.id, 0)]
        assert memory.demandes.ouvertes(9) == []
    assert not any("rester anonyme" in texte or "enveloppe" in texte for texte in later)
    assert said not in str(found.etat)
    # Nor while somebody of the team has another request of the same firm.
    town.firm(CASE)
    town.work()
    town.camille("", f"g:prendre:{town.n}")
    assert "Agence française anticorruption" in town.firm(said)
    assert town.work() == []


def test_whoever_answers_reads_neither_a_report_nor_a_record_said_before(town):
    town.firm("un agent m'a demandé une commission pour avoir le marché")
    town.firm("mon entreprise")
    for said in ("d'accord", "21630113500010", "Menuiserie Cinabre", "menuisier", "8", "sarl", "06 11 22 33 44"):
        town.firm(said)
    town.firm("où trouver vos marchés ?")
    town.at(24, 10, 5)
    town.firm(CASE)
    town.work()
    read = town.camille(f"prendre la demande {town.n}")
    assert "où trouver vos marchés" in read
    for hidden in ("Cinabre", "21630113500010", "06 11 22 33 44", "grave", "non conservé", "salariés"):
        assert hidden not in read
    # Unless the firm joins it.
    town.firm("", "l:joindre")
    assert "Menuiserie Cinabre" in town.camille(f"demande {town.n}")


def test_a_promoted_answer_serves_the_next_firm_without_the_first_one(town, person):
    town.firm("je veux parler à un conseiller")
    town.firm("Est-ce que l'Atelier Dupont au 06 12 34 56 78 peut visiter votre showroom de mobilier recyclé ?")
    town.work()
    town.camille("", f"g:prendre:{town.n}")
    town.camille(
        f"répondre à la demande {town.n} : Oui, le showroom se visite sur rendez-vous le premier mardi du mois."
    )
    assert "question générale" in town.camille("", f"g:generale:{town.n}")
    other = person("telegram", "ebeniste")
    assert "réponse générale" in town.camille("Peut-on visiter le showroom de mobilier recyclé ?")
    [draft] = town.camille.hears("Oui, sur rendez-vous, le premier mardi du mois. Appelez le 04 73 00 00 00.")
    assert "04 73" not in draft.texte
    assert "J'ai remplacé" in draft.texte
    assert "premier mardi" not in other("on peut visiter le showroom de mobilier recyclé ?")
    [promue] = town.camille.hears("", next(un.value for un in draft.choices))
    assert "J'ai remplacé" not in promue.texte
    answer = other("on peut visiter le showroom de mobilier recyclé ?")
    assert "premier mardi du mois" in answer
    assert "06 12" not in answer
    town.camille("", next(un.value for un in promue.choices))
    assert "premier mardi" not in other("on peut visiter le showroom de mobilier recyclé ?")
    # A case is an answer for nobody else.
    town.firm("autre question")
    other(CASE)
    town.work()
    town.rachid("", f"g:prendre:{town.n}")
    town.rachid(f"répondre à la demande {town.n} : C'est payé.")
    assert "cas particulier" in town.rachid(f"promouvoir la demande {town.n}")


def test_everything_a_firm_said_goes_at_its_word(town, database):
    town.firm("mon entreprise")
    town.firm("d'accord")
    town.firm("21630113500010")
    town.firm(CASE)
    town.work()
    town.camille("", f"g:prendre:{town.n}")
    town.firm("effacer mes données")
    assert "effacé" in town.firm("", "l:p:effacer_oui")
    with database.reading() as memory:
        found = memory.conversations.find("telegram", "tete-a-tete", "menuisier")
        assert memory.entreprises.de([CompteRecord("telegram", "menuisier")]) is None
        assert "4 800" not in str([entry.texte for entry in memory.transcript.since(found.id, 0)])
        assert "4 800" not in str(found.etat)
    assert town.demande().question == ""
    assert "est effacé" in town.camille(f"demande {town.n}")


def outbox(database, *columns):
    with database.reading() as memory:
        return memory._connection.execute(select(*columns).order_by(Outbox.id)).all()


def test_what_waits_for_a_platform_that_is_down_never_leaves_once_it_is_erased(town, platforms, database, clock):
    platforms["slack"].refusals = 99
    town.firm(CASE)
    town.work()
    assert any("4 800" in texte for (texte,) in outbox(database, Outbox.texte))
    town.firm("effacer mes données")
    assert "effacé" in town.firm("", "l:p:effacer_oui")
    platforms["slack"].refusals = 0
    assert town.at(24, 13) == []
    assert not any("4 800" in texte for (texte,) in outbox(database, Outbox.texte))
    # Withdrawn, which the team has nothing to do about.
    with database.reading() as memory:
        assert memory.outbox.abandonnes(9) == []


def test_a_phone_number_goes_from_every_copy_when_its_request_ends_and_ours_stays(town, database):
    number = "06 12 34 56 78"
    town.firm("je veux parler à un conseiller")
    town.firm(f"vous me devez 4 800 € sur le solde du ravalement, rappelez-moi au {number}, payez")
    town.work()
    town.camille("", f"g:prendre:{town.n}")
    town.firm("ou bien au +33 (0)7 12 34 56 78")
    town.work()
    town.camille(f"répondre à la demande {town.n} : Appelez-nous au 04 73 98 76 54.")
    town.work()
    texts = [texte for (texte,) in outbox(database, Outbox.texte)]
    assert any(number in texte for texte in texts)
    assert any("7 12 34 56 78" in texte for texte in texts)
    town.camille(f"clore la demande {town.n}")
    with database.reading() as memory:
        found = memory.conversations.find("telegram", "tete-a-tete", "menuisier")
        kept = [une.texte for une in memory.transcript.since(found.id, 0)]
        kept += [une.texte for une in memory.demandes.lignes(town.n)]
    kept += [town.demande().question, str(found.etat), *(texte for (texte,) in outbox(database, Outbox.texte))]
    assert [texte for texte in kept if "12 34 56 78" in texte] == []
    assert any("04 73 98 76 54" in texte for texte in kept)
    assert any("vous me devez" in texte and "[téléphone]" in texte for texte in kept)


def test_what_its_owner_was_told_goes_with_a_request_whose_time_has_come(town, database, clock):
    town.firm(CASE)
    town.work()
    first = town.n
    town.camille("", f"g:prendre:{first}")
    town.camille("demandes")
    town.firm("une précision. " * 30)
    for _ in range(8):
        town.firm("et encore ceci, qui est long : " + "le solde du ravalement, " * 20)
    town.work()
    town.camille(f"demande {first}")
    town.camille(f"clore la demande {first}")
    clock.now = at(26, 10)
    other = "vous refusez de payer le béton du parvis depuis mars, payez"
    town.firm(other)
    town.work()
    town.camille("", f"g:prendre:{town.n}")
    with database.unit_of_work() as uow:
        assert uow.demandes.oublier(at(25, 10)) == 1
        uow.commit()
    told = outbox(database, Outbox.texte, Outbox.conversation_id)
    with database.reading() as memory:
        camille = memory.conversations.find("slack", "dm-camille", "camille").id
    hers = [texte for texte, conversation in told if conversation == camille]
    assert not any("ravalement" in texte or "précision" in texte for texte in hers)
    assert any("parvis" in texte for texte in hers)


def test_the_number_of_a_bank_account_is_kept_nowhere(town, database):
    town.firm(f"{CASE}, mon IBAN est FR76 3000 6000 0112 3456 7890 189")
    town.work()
    town.camille("", f"g:prendre:{town.n}")
    town.firm("ma carte : 4970 1012 3456 7890")
    town.work()
    with database.reading() as memory:
        found = memory.conversations.find("telegram", "tete-a-tete", "menuisier")
        received = [une.texte for une in memory.transcript.since(found.id, 0)]
    assert any("mon IBAN est [IBAN]" in texte for texte in received)
    assert "ma carte : [carte]" in received
    told = [texte for (texte,) in outbox(database, Outbox.texte)]
    assert not any("7890" in texte for texte in (*received, *told))


def taken(town):
    town.firm(CASE)
    town.work()
    town.camille("", f"g:prendre:{town.n}")
    town.camille("", f"g:repondre:{town.n}")


@pytest.mark.parametrize(
    "order",
    [
        "demandes",
        "aide",
        "clore la demande {n}",
        "je suis occupée",
        "non annule",
        "annuler la réponse",
        "je ne veux rien envoyer",
        "réponses gardées",
        "programmer une session : Un premier marché, le 12 mars 2027 à 14 h",
    ],
)
def test_an_order_typed_while_an_answer_is_awaited_goes_to_no_firm(town, order):
    taken(town)
    said = town.camille(order.format(n=town.n))
    assert "ien n'est parti à l'entreprise" in said
    assert not [dit for un, dit in town.work() if un == "menuisier" and "vous répond" in dit]
    town.camille("Bonjour, voici ce que je voulais vous dire.")
    assert not [dit for un, dit in town.work() if un == "menuisier" and "vous répond" in dit]


@pytest.mark.parametrize("button", ["g:voir:{other}", "g:rendre:{n}", "g:repondre:{other}"])
def test_a_button_of_a_request_ends_the_wait_for_another_answer(town, person, button):
    person("telegram", "ebeniste")(CASE)
    other = town.n
    town.work()
    town.camille("", f"g:prendre:{other}")
    taken(town)
    assert "rien n'est parti" in town.camille("", button.format(n=town.n, other=other)).lower()
    town.camille("Bonjour, voici ce que je voulais vous dire.")
    assert "menuisier" not in who(town.work())


@pytest.mark.parametrize("odd", [".", "ok", "merci", "nettoyage des écoles, 85 k€ HT par an, 3 ans, MAPA"])
def test_what_hardly_is_an_answer_is_confirmed_first(town, odd):
    taken(town)
    assert "Envoyer ceci tel quel" in town.camille(odd)
    assert town.work() == []
    assert "rien n'est parti" in town.camille("non")
    town.camille("", f"g:repondre:{town.n}")
    town.camille(odd)
    town.camille("oui")
    assert [(un, odd in dit) for un, dit in town.work()] == [("menuisier", True)]


def test_the_order_typed_again_goes_without_its_prefix_and_once(town):
    taken(town)
    town.camille(f"répondre à la demande {town.n} : Bonjour à vous.")
    [(_, dit)] = town.work()
    assert "Bonjour à vous." in dit
    assert "répondre à la demande" not in dit
    assert "déjà partie" in town.camille(f"répondre {town.n} : Bonjour à vous.")
    assert town.work() == []


def test_an_answer_is_awaited_for_an_hour_and_kept_when_too_long(town):
    taken(town)
    assert "Je l'attends toujours" in town.camille("a " * 2200)
    assert "3 000" in town.camille("a " * 1600).replace("\u202f", " ").replace("\u00a0", " ")
    town.at(24, 11, 30)
    said = town.camille("Le mandatement est en cours.")
    assert "n'était plus attendue" in said
    assert "Le mandatement est en cours." in said
    assert town.work() == []


def test_only_its_owner_reads_the_number_and_it_goes_with_the_request(town):
    town.firm("vous me devez 4 800 € sur le solde du ravalement, rappelez-moi au 06 12 34 56 78, payez")
    assert not any("06 12" in dit for _, dit in town.work())
    town.firm("ou au 07 12 34 56 78")
    assert "06 12" not in town.rachid(f"demande {town.n}")
    assert "06 12 34 56 78" in town.camille(f"prendre {town.n}")
    assert "07 12" not in town.rachid(f"demande {town.n}")
    town.camille("clore")
    assert "06 12" not in town.demande().question
    shown = town.camille(f"demande {town.n}")
    assert "06 12" not in shown
    assert "07 12" not in shown
    assert "promise" not in shown


def test_whoever_lost_a_request_is_told_and_their_answer_is_given_back(town):
    taken(town)
    town.rachid("", f"g:reprendre:{town.n}")
    assert [(un, "ne suivez plus" in dit) for un, dit in town.work()] == [("camille", True)]
    said = town.camille("Bonjour, le mandatement est en cours.")
    assert "n'est pas partie" in said
    assert "le mandatement est en cours" in said
    assert town.work() == []


def test_the_team_is_told_late_at_the_next_opening_when_nobody_could_be_told_before(town):
    town.firm(CASE)
    town.work()
    town.camille("", f"g:prendre:{town.n}")
    assert who(town.at(25, 20)) == ["menuisier"]
    assert who(town.at(26, 9)) == ["camille", "rachid"]


def test_the_report_and_what_it_was_answered_are_not_shown_before_the_request(town):
    town.firm("un agent m'a demandé une commission pour avoir le marché")
    town.firm(CASE)
    town.work()
    shown = town.camille(f"demande {town.n}")
    assert "non conservé" not in shown
    assert "anticorruption" not in shown


def test_an_answer_to_what_the_firm_ended_is_asked_about_and_names_its_newer_request(town):
    town.firm(CASE)
    town.work()
    first = town.n
    town.camille(f"je prends la {first}")
    town.camille(f"je réponds à la demande {first} : Voilà.")
    town.work()
    town.firm("", "l:regle")
    assert "clos elle-même" in town.camille(f"répondre à la demande {first} : J'oubliais.")
    town.camille("non")
    assert town.work() == []
    town.firm(CASE)
    town.work()
    town.camille(f"répondre à la demande {first} : J'oubliais.")
    assert f"la n° {town.n}" in town.camille("oui")


def test_what_was_opened_again_is_reminded_again_and_told_late_again(town):
    taken(town)
    town.work()
    assert who(town.at(24, 15)) == ["camille"]
    town.camille(f"répondre à la demande {town.n} : Voilà.")
    town.work()
    town.at(25, 9, 30)
    assert town.firm("et la retenue de garantie ?") == ""
    town.work()
    assert who(town.at(25, 14, 45)) == ["camille"]
    assert who(town.at(26, 11)) == ["camille", "rachid", "menuisier"]


def test_two_workers_at_once_remind_once(town, knowledge, database, platforms, house, clock):
    town.firm(CASE)
    town.work()
    clock.now = at(24, 15)
    with database.reading() as memory:
        read = memory.demandes.a_relancer(clock.now, 9)
    assert who(town.work()) == ["camille", "rachid"]
    second = wiring.build_bot(knowledge, database, list(platforms.values()), house, clock).workers["ligne_directe"]
    assert [second._remind(un, clock.now, announced=False) for un in read if un.id == town.n] == [0]
    # Even when the first one has noted nothing else than how often it was said.
    with database.unit_of_work() as uow:
        uow.demandes.relancee(town.n, 1, clock.now)
        uow.commit()
    assert [second._remind(un, clock.now, announced=False) for un in read if un.id == town.n] == [0]
    assert second.run().annoncees == 0


@ON_POSTGRESQL
@pytest.mark.parametrize("when", [(24, 15), (25, 10)], ids=["in time", "late"])
def test_an_owner_who_answers_while_a_pass_waits_is_not_reminded_nor_is_their_firm_told(town, database, clock, when):
    taken(town)
    town.work()
    clock.now = at(*when)
    before = outbox(database, Outbox.cle)

    def blocked():
        with database.reading() as memory:
            return memory._connection.exec_driver_sql("SELECT count(*) FROM pg_locks WHERE NOT granted").scalar() > 0

    with ThreadPoolExecutor(1) as threads:
        with database.unit_of_work() as uow:
            uow.conversations.open("slack", "dm-camille", "camille", clock.now)
            run = threads.submit(town.run)
            for _ in range(200):
                if run.done() or blocked():
                    break
                time.sleep(0.02)
            uow.demandes.repondre(town.n, "Bonjour.", CompteRecord("slack", "camille"), clock.now)
            uow.commit()
        assert run.result(10).relances == 0
    assert outbox(database, Outbox.cle) == before
    assert [un for un, _ in town.work()] == ["menuisier"]


def test_what_was_answered_stays_answered_in_other_hands(town):
    taken(town)
    town.camille("Bonjour, le mandatement est en cours.")
    town.work()
    town.camille(f"transférer la demande {town.n} à rachid")
    assert [(un, "vous est confiée" in dit) for un, dit in town.work()] == [("rachid", True)]
    assert town.demande().etat is EtatDemande.REPONDUE
    town.at(27, 10, 1)
    assert town.demande().etat is EtatDemande.CLOSE


def test_an_owner_is_told_that_the_firm_has_its_answer_and_that_it_erased_all(town):
    town.firm(CASE)
    town.work()
    town.camille("", f"g:prendre:{town.n}")
    town.firm("", "l:regle")
    assert [(un, "a clos" in dit) for un, dit in town.work()] == [("camille", True)]
    town.firm(CASE)
    town.work()
    town.camille("", f"g:prendre:{town.n}")
    town.firm("effacer mes données")
    town.firm("", "l:p:effacer_oui")
    assert [(un, "annulé" in dit) for un, dit in town.work()] == [("camille", True)]
    assert town.work() == []


def test_words_erased_while_a_pass_is_about_to_carry_them_go_nowhere(
    town, knowledge, database, platforms, house, clock
):
    town.firm(CASE)
    town.work()
    town.camille("", f"g:prendre:{town.n}")
    town.firm("le chantier est fini depuis juin")
    with database.reading() as memory:
        read = [une for une in memory.demandes.a_transmettre(99) if une.demande_id == town.n]
    town.firm("effacer mes données")
    town.firm("", "l:p:effacer_oui")
    second = wiring.build_bot(knowledge, database, list(platforms.values()), house, clock).workers["ligne_directe"]
    assert [second._carry(une, clock.now) for une in read] == [0]
    assert not any("fini depuis juin" in dit for _, dit in town.work())


def test_a_request_on_which_a_pass_fails_holds_back_no_other_one(town, person, database, monkeypatch, caplog):
    town.firm(CASE)
    faulty = town.n
    person("telegram", "ebeniste")(CASE)
    find = Demandes.trouver

    def fail(self, numero):
        if numero == faulty:
            raise ZeroDivisionError(CASE)
        return find(self, numero)

    monkeypatch.setattr(Demandes, "trouver", fail)
    told = town.work()
    assert [f"demande n° {town.n}" in dit for _, dit in told] == [True, True]
    [logged] = [JsonFormatter().format(record) for record in caplog.records if record.exc_info]
    assert f"request {faulty}" in logged
    assert "ravalement" not in logged
    monkeypatch.setattr(Demandes, "trouver", lambda *_: _unavailable())
    with pytest.raises(DatabaseUnavailableError):
        town.work()
    monkeypatch.undo()
    assert [f"demande n° {faulty}" in dit for _, dit in town.work()] == [True, True]
    # Nor on what is carried, reminded or ended.
    for n in (faulty, town.n):
        town.camille("", f"g:prendre:{n}")
    monkeypatch.setattr(Demandes, "trouver", fail)
    assert [f"Demande n° {town.n}" in dit for _, dit in town.at(24, 15)] == [True]


def _unavailable():
    raise DatabaseUnavailableError("gone")


def test_nothing_waits_for_ever_for_somebody_who_cannot_be_told(town, database):
    with database.unit_of_work() as uow:
        uow.rappels.preferer("slack", "rachid", PreferenceRecord(silence_jusqu_au=at(30, 0).date()))
        uow.commit()
    town.firm(CASE)
    town.work()
    n = town.n
    town.camille("", f"g:prendre:{n}")
    town.camille(f"transférer la demande {n} à rachid")
    assert town.work() == []
    town.camille("", f"g:reprendre:{n}")
    town.work()
    with database.reading() as memory:
        assert [une.genre for une in memory.demandes.a_transmettre(99) if une.demande_id == n] == ["reprise"]
    town.firm("annuler ma demande")
    town.work()
    with database.unit_of_work() as uow:
        uow.demandes.oublier(at(30, 23))
        assert [une for une in uow.demandes.a_transmettre(99) if une.demande_id == n] == []
        uow.commit()


def test_a_pass_that_cannot_mark_what_it_said_is_seen_and_the_next_one_marks_it(town, database, monkeypatch):
    taken(town)
    town.camille("Bonjour, le mandatement est en cours.")

    def waiting():
        with database.reading() as memory:
            return [une.genre for une in memory.demandes.a_transmettre(99) if une.demande_id == town.n]

    monkeypatch.setattr(Demandes, "transmise", lambda *_: None)
    assert who(town.work()) == ["menuisier"]
    assert waiting() == ["reponse"]
    assert town.work() == []
    monkeypatch.undo()
    assert town.work() == []
    assert waiting() == []


@pytest.fixture
def comes_back(town):
    """A firm whose request was answered, and ended by it; what it says next may be of it."""
    taken(town)
    town.camille("Bonjour, le mandatement est en cours.")
    town.work()
    town.firm("", "l:regle")
    town.work()
    return town


@pytest.mark.parametrize(
    "said",
    [
        "je reviens sur ma demande : rien n'est arrivé",
        "demande {n} : toujours rien sur le compte",
        "et pour la retenue de garantie ?",
        "vous aviez dit lundi",
        "vous m'aviez répondu que c'était parti",
        "au fait, le RIB a changé",
    ],
)
def test_a_firm_that_comes_back_to_its_closed_request_is_heard_by_the_same_person(comes_back, said):
    town, said = comes_back, said.format(n=comes_back.n)
    town.at(30, 10)
    answer = town.firm(said).replace("\u00a0", " ")
    assert f"Je transmets à la personne qui vous a répondu : demande n° {town.n} rouverte." in answer
    demande = town.demande()
    assert (demande.etat, demande.close_le, demande.relances, demande.silence) == (EtatDemande.PRISE, None, 0, True)
    assert demande.responsable == CompteRecord("slack", "camille")
    assert who(town.work()) == ["camille"]
    assert who(town.at(30, 15)) == ["camille"]


@pytest.mark.parametrize("said", ["mes demandes", "ma demande", "demande {n}", "demande 999999 : et alors ?"])
def test_a_firm_that_only_names_its_closed_request_opens_nothing(comes_back, said, database):
    first = comes_back.n
    comes_back.firm(said.format(n=first))
    with database.reading() as memory:
        assert memory.demandes.trouver(first).etat is EtatDemande.CLOSE


def test_nor_does_one_that_comes_back_too_late(comes_back, clock, database):
    first = comes_back.n
    clock.now = datetime(2026, 12, 28, 10, tzinfo=PARIS)
    comes_back.firm("au fait, le RIB a changé")
    with database.reading() as memory:
        assert memory.demandes.trouver(first).etat is EtatDemande.CLOSE


def test_a_button_gives_a_request_to_whom_it_names_whoever_has_it_by_then(town, person, give):
    other = person("slack", "nadia", canal="dm-nadia", organisation="T1")
    other("bonjour")
    give(Role.EQUIPE, "slack", "nadia")
    town.firm(CASE)
    town.work()
    town.camille("", f"g:prendre:{town.n}")
    [asked] = town.camille.hears("", f"g:transferer:{town.n}")
    to_nadia = next(choice.value for choice in asked.choices if choice.label == "nadia")
    town.rachid("", f"g:reprendre:{town.n}")
    town.camille("", to_nadia)
    assert town.demande().responsable == CompteRecord("slack", "nadia")
    told = {un: "vous est confiée" in dit for un, dit in town.work()}
    assert told == {"camille": False, "rachid": False, "nadia": True}
    # Whoever presses it next is told that it is theirs already.
    assert "suivie par nadia" in town.rachid("", to_nadia)
    assert town.demande().responsable == CompteRecord("slack", "nadia")


# --- what must be heard whatever was being asked ----------------------------------------------------------------------


def test_distress_said_in_a_request_like_others_makes_it_urgent_and_is_told_at_once(town):
    town.firm(CASE)
    assert "Urgent" not in town.work()[0][1]
    assert "3114" in town.firm("je vais me foutre en l'air")
    told = town.work()
    assert who(told) == ["camille", "rachid"]
    assert all("Urgent" in text and "foutre en l'air" in text for _, text in told)
    assert "urgent" in town.camille("demandes").lower()
    town.camille(f"prendre la demande {town.n}")
    assert "3114" in town.firm("je vais me tuer")
    [(somebody, text)] = town.work()
    assert somebody == "camille"
    assert "Urgent" in text


def test_a_number_is_taken_back_at_a_word(town):
    town.firm("rappelez moi au 0612345678 c'est pour un souci de chantier")
    assert town.demande().telephone == "06 12 34 56 78"
    assert "avec le numéro" in town.firm("vous gardez quoi sur moi ?")
    assert "n'a plus de numéro" in town.firm("effacez mon numéro")
    assert town.demande().telephone is None
    assert "12345678" not in town.demande().question
    assert "06 12 34 56 78" not in town.camille(f"prendre la demande {town.n}")


def test_annuler_ends_what_was_under_way_and_not_the_request_that_somebody_answers(town):
    town.firm(CASE)
    town.work()
    town.camille(f"prendre la demande {town.n}")
    town.firm("mon entreprise")
    town.firm("d'accord")
    town.firm("annuler")
    assert town.demande().etat is EtatDemande.PRISE
    assert "annuler ma demande" in town.firm("annuler")
    assert town.demande().etat is EtatDemande.PRISE
    assert town.firm("oubliez") == ""
    town.firm("annuler ma demande")
    assert town.demande().etat is EtatDemande.ANNULEE


def test_a_typed_c_est_regle_ends_the_request_and_its_contrary_opens_it_again(town):
    town.firm(CASE)
    town.work()
    town.camille(f"répondre à la demande {town.n} : C'est payé.")
    town.work()
    town.firm("c'est réglé")
    assert town.demande().etat is EtatDemande.CLOSE
    town.firm("une facture pas réglée donne-t-elle droit à des intérêts ?")
    assert town.demande().etat is EtatDemande.CLOSE
    town.firm("en fait non c'est pas réglé")
    assert town.demande().etat is EtatDemande.PRISE


def test_a_yes_said_later_erases_nothing(town, database):
    town.firm(CASE)
    assert "On le fait" in town.firm("effacer mes données")
    town.firm("je regarde")
    assert town.demande().etat is EtatDemande.A_PRENDRE
    town.firm("oui")
    assert town.demande().etat is EtatDemande.A_PRENDRE
    town.firm("effacer mes données")
    town.firm("oui, mais seulement mon numéro de téléphone")
    assert town.demande().question


def test_a_person_wanted_again_is_asked_what_for(town):
    town.firm(CASE)
    first = town.n
    town.work()
    town.camille(f"répondre à la demande {first} : C'est payé.")
    town.work()
    town.firm("c'est réglé")
    assert "Écrivez votre question" in town.firm("je veux parler à un conseiller")
    assert town.n == first


def test_a_danger_that_nobody_took_is_not_closed_in_a_word(town):
    town.firm("il y a un blessé grave sur le chantier")
    assert "prenez-la avant de la clore" in town.camille(f"clore la demande {town.n}")
    assert town.demande().etat is EtatDemande.A_PRENDRE
