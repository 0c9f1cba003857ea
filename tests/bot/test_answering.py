"""Requests of firms are carried from one side to the other: in time, once, whatever happens in between."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from bot import wiring
from bot.access import Access
from bot.adapters import DeliveryError
from storage.models import Demande
from storage.records import CompteRecord, EtatDemande, PreferenceRecord, Role

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

        def work(self):
            marks = {name: len(screen.sent) for name, screen in platforms.items()}
            bot.answering.run()
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
    assert "25\u00a0novembre\u00a02026 à 17\u00a0h\u00a000" in town.firm(CASE)
    assert town.work() == []
    assert who(town.at(25, 9, 0)) == ["camille", "rachid"]
    assert town.at(25, 9, 1) == []


def test_whoever_took_a_silence_is_told_nothing_and_it_waits_when_all_did(town, database):
    with database.unit_of_work() as uow:
        for name in ("camille", "rachid"):
            uow.referents.preferer("slack", name, PreferenceRecord(silence_jusqu_au=at(26, 0).date()))
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
    # The team is told again each time, the firm once.
    assert who(town.at(26, 10, 0)) == ["camille", "rachid"]
    town.rachid("", f"g:reprendre:{town.n}")
    town.rachid(f"répondre à la demande {town.n} : Voilà.")
    assert who(town.work()) == ["menuisier"]
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


def test_what_was_answered_and_left_alone_for_a_day_is_over(town):
    town.firm(CASE)
    town.work()
    town.camille("", f"g:prendre:{town.n}")
    town.camille(f"répondre à la demande {town.n} : Voilà.")
    town.work()
    town.at(25, 9)
    assert town.demande().etat is EtatDemande.REPONDUE
    town.at(25, 11)
    assert town.demande().etat is EtatDemande.CLOSE
    assert "BOAMP" in town.firm("où trouver vos marchés ?")
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


def test_a_promoted_answer_serves_the_next_firm_without_the_first_one(town, person):
    town.firm("je veux parler à un conseiller")
    town.firm("Est-ce que l'Atelier Dupont au 06 12 34 56 78 peut visiter votre showroom de mobilier recyclé ?")
    town.work()
    town.camille("", f"g:prendre:{town.n}")
    town.camille(
        f"répondre à la demande {town.n} : Oui, le showroom se visite sur rendez-vous le premier mardi du mois."
    )
    [promue] = town.camille.hears("", f"g:generale:{town.n}")
    assert "06 12 34 56 78" not in promue.texte
    other = person("telegram", "ebeniste")
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
    assert "effacée" in town.camille(f"demande {town.n}")
