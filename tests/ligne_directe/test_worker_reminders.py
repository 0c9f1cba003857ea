"""Answers to reminders by several people: to whom the contract is, which lots an answer changes, and on which day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from handlers.conversation.vocabulary import Address, Incoming
from storage.comptes.records import Role
from storage.rappels.records import ReponseRappel
from storage.registre.records import NouveauMarche
from tests.fixtures.monde import MondeCommun

PARIS = ZoneInfo("Europe/Paris")
LUNDI = datetime(2027, 3, 1, 10, tzinfo=PARIS)
J24 = date(2029, 3, 1)


class Monde(MondeCommun):
    """A register and the people who answer for it, on the day of a milestone."""

    def referent(self, nom):
        numero = self.do(lambda uow: uow.referents.nommer(nom, nom, self.clock())).id
        self.do(lambda uow: uow.referents.reconnaitre(numero, "essai", nom))
        self.parle(nom, "bonjour")
        return numero

    def marche(self, referent, **autres):
        numero = f"M{next(self._numbers)}"
        valeurs = {"groupe": numero, "attribution_prevue": J24, "recurrent": True, "a_revoir": True, **autres}
        nouveau = NouveauMarche(
            "S1", numero, objet=f"objet {numero}", acheteur="ville", referent_id=referent, **valeurs
        )
        return self.do(lambda uow: uow.marches.creer(nouveau, "essai", self.clock()))

    def parle(self, personne, texte="", choix=None):
        """Say something; returns the answer."""
        self.bot.engine.receive(
            Incoming(Address("essai", f"mp-{personne}", personne), str(next(self._numbers)), texte, choix)
        )
        return self.screen.sent[-1].message.texte

    def rappelle(self):
        self.clock.now = LUNDI.astimezone(UTC)
        self.bot.workers["rappels"].run()
        self.bot.delivery.send_due()

    def marche_de(self, numero):
        with self.database.reading() as memory:
            return memory.marches.trouver(numero)

    def rappel(self, marche):
        with self.database.reading() as memory:
            return memory.rappels.du_marche(marche)[0]


@pytest.fixture
def monde(bot, database, screen, clock):
    clock.now = datetime(2027, 1, 4, 10, tzinfo=PARIS).astimezone(UTC)
    return Monde(bot, database, screen, clock)


@pytest.fixture
def alice(monde):
    return monde.referent("alice")


@pytest.fixture
def bob(monde):
    return monde.referent("bob")


@pytest.mark.parametrize("dit", ["je m'en occupe", "sans objet, plus de besoin", "reporter au 15", "transférer à Zoé"])
def test_a_former_referent_answers_no_more(monde, alice, bob, dit):
    marche = monde.marche(alice)
    monde.rappelle()
    monde.do(lambda uow: uow.marches.changer(marche, {"referent_id": bob}, "essai", monde.clock()))
    assert "ce marché est maintenant confié à bob" in monde.parle("alice", dit)
    assert monde.rappel(marche).reponse is None
    assert monde.marche_de(marche).referent_id == bob


@pytest.mark.parametrize("choix", ["voir", "occupe", "tout", "diag", "reporter", "transferer", "sans_objet"])
def test_nor_by_a_button(monde, alice, bob, choix):
    marche = monde.marche(alice)
    monde.rappelle()
    monde.do(lambda uow: uow.marches.changer(marche, {"referent_id": bob}, "essai", monde.clock()))
    assert "ce marché est maintenant confié à bob" in monde.parle("alice", choix=f"r:{choix}:{monde.rappel(marche).id}")
    assert monde.rappel(marche).reponse is None


def test_nor_to_what_was_asked_before_the_contract_was_given(monde, alice, bob):
    marche = monde.marche(alice)
    monde.rappelle()
    monde.parle("alice", choix=f"r:sans_objet:{monde.rappel(marche).id}")
    monde.do(lambda uow: uow.marches.changer(marche, {"referent_id": bob}, "essai", monde.clock()))
    assert "ce marché est maintenant confié à bob" in monde.parle("alice", "plus de besoin")
    assert monde.marche_de(marche).recurrent is True


def test_whom_a_reminder_was_never_said_to_is_told_nothing_of_it(monde, alice, bob):
    marche = monde.marche(alice)
    monde.rappelle()
    reponse = monde.parle("bob", choix=f"r:occupe:{monde.rappel(marche).id}")
    assert "alice" not in reponse
    assert "ne vous regarde pas" in reponse


def test_an_answer_leaves_the_lots_of_somebody_else_as_they_are(monde, alice, bob):
    le_mien, le_sien = monde.marche(alice, groupe="G1"), monde.marche(bob, groupe="G1")
    monde.rappelle()
    monde.parle("alice", "sans objet : repris en régie")
    assert (monde.marche_de(le_mien).recurrent, monde.marche_de(le_sien).recurrent) == (False, True)
    assert monde.rappel(le_sien).reponse is None


def test_nor_does_it_take_a_lot_of_another_day(monde, alice):
    l_un = monde.marche(alice, groupe="G1")
    l_autre = monde.marche(alice, groupe="G1", attribution_prevue=J24 + timedelta(days=7))
    monde.rappelle()
    monde.parle("alice", choix=f"r:occupe:{monde.rappel(l_un).id}")
    assert monde.rappel(l_un).reponse is ReponseRappel.OCCUPE
    assert monde.rappel(l_autre).reponse is None


def test_a_member_of_the_team_gives_a_contract_to_themselves(monde, alice):
    monde.do(lambda uow: uow.roles.donner("essai", "eve", Role.EQUIPE, "root", monde.clock()))
    eve = monde.referent("eve")
    marche = monde.marche(alice)
    monde.rappelle()
    monde.parle("eve", choix=f"r:transferer:{monde.rappel(marche).id}")
    monde.parle("eve", "à moi")
    assert monde.marche_de(marche).referent_id == eve


@pytest.mark.parametrize(
    ("attente", "dit", "attendu"),
    [
        ("r:report", "le 5 avril 2027", "j'en reparle le 5 avril 2027"),
        ("r:transfert", "Samira Kader", "Samira Kader en est maintenant le référent"),
        ("r:motif", "repris en régie", "ne sera pas renouvelé"),
        ("r:motif", "12", "Je n'ai pas compris cette réponse"),
    ],
)
def test_what_an_older_version_asked_for_is_still_answered(monde, alice, attente, dit, attendu):
    marche = monde.marche(alice)
    monde.rappelle()

    def attends(uow):
        kept = uow.conversations.find("essai", "mp-alice", "alice")
        etat = {**kept.etat, "attente": f"{attente}:{monde.rappel(marche).id}"}
        uow.conversations.save(kept.id, etat, kept.rang, monde.clock())

    monde.do(attends)
    assert attendu in monde.parle("alice", dit).replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("dit", "attendu"),
    [
        ("moi", "vous vous en occupez"),
        ("refile à Samira, c'est elle qui suit", "Samira en est maintenant le référent"),
        ("mardi plutôt, lundi je suis en congé", "j'en reparle le"),
        ("on n'en veut plus, c'est fini", "Pourquoi ce marché ne sera-t-il pas renouvelé ?"),
    ],
)
def test_an_answer_in_whatever_words_is_of_the_reminder_just_said(monde, alice, dit, attendu):
    monde.marche(alice)
    monde.rappelle()
    assert attendu in monde.parle("alice", dit)


def test_a_contract_of_the_reminder_that_is_named_answers_the_reminder(monde, alice):
    marche = monde.marche(alice)
    monde.rappelle()
    assert "vous vous en occupez" in monde.parle("alice", f"je m'occupe du marché {marche}")
    assert monde.rappel(marche).reponse is ReponseRappel.OCCUPE
