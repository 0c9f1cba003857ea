"""The watch list: the team is told of each of its days ahead, on the day, and once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot import wiring
from handlers.conversation.vocabulary import Address, Incoming
from storage.comptes.records import Role

PARIS = ZoneInfo("Europe/Paris")
A_TRENTE_JOURS, A_SEPT_JOURS, LE_JOUR = date(2026, 12, 2), date(2026, 12, 28), date(2027, 1, 4)


class Monde:
    """The team, and the passes of the worker at the moments that a test sets."""

    def __init__(self, bot, database, screen, clock):
        self.bot, self.database, self.screen, self.clock = bot, database, screen, clock
        self._numbers = iter(range(1_000))

    def parle(self, personne, texte="bonjour"):
        before = len(self.screen.sent)
        self.bot.engine.receive(
            Incoming(Address("essai", f"mp-{personne}", personne), str(next(self._numbers)), texte, None)
        )
        self.bot.delivery.send_due()
        return "\n".join(sent.message.texte for sent in self.screen.sent[before:])

    def equipe(self, *noms):
        for nom in noms:
            with self.database.unit_of_work() as uow:
                uow.roles.donner("essai", nom, Role.EQUIPE, "root", self.clock())
                uow.commit()
            self.parle(nom)

    def passe(self, jour, heure=10, bot=None):
        """What that pass says, as (person, words)."""
        self.clock.now = datetime(jour.year, jour.month, jour.day, heure, tzinfo=PARIS).astimezone(UTC)
        before = len(self.screen.sent)
        (bot or self.bot).workers["veille"].run()
        self.bot.delivery.send_due()
        return [(sent.address.personne, sent.message.texte) for sent in self.screen.sent[before:]]


@pytest.fixture
def monde(bot, database, screen, clock):
    clock.now = datetime(2026, 11, 30, 9, tzinfo=UTC)
    return Monde(bot, database, screen, clock)


def test_each_day_is_told_ahead_then_nearer_then_on_the_day(monde):
    monde.equipe("camille")
    assert monde.passe(date(2026, 12, 1)) == []
    ((qui, avant),) = monde.passe(A_TRENTE_JOURS)
    assert qui == "camille"
    assert "À prévoir :" in avant
    assert "**1er\u00a0janvier\u00a02027** · Loi 2026-403, article 13" in avant
    assert "Seuils européens" not in avant
    ((_, plus_pres),) = monde.passe(A_SEPT_JOURS)
    assert plus_pres == avant
    ((_, passe),) = monde.passe(LE_JOUR)
    assert "Le jour est passé" in passe


def test_it_is_told_once_whatever_the_number_of_passes(monde):
    monde.equipe("camille", "dominique")
    assert sorted(qui for qui, _ in monde.passe(A_TRENTE_JOURS)) == ["camille", "dominique"]
    assert [monde.passe(A_TRENTE_JOURS, heure) for heure in (10, 11, 16)] == [[]] * 3
    assert monde.passe(date(2026, 12, 10)) == []


def test_it_waits_for_an_hour_a_day_and_a_member_that_take_it(monde):
    assert monde.passe(A_TRENTE_JOURS) == []
    monde.equipe("camille")
    assert monde.passe(date(2026, 12, 5)) == []  # a Saturday
    assert monde.passe(date(2026, 12, 7), 4) == []
    assert [qui for qui, _ in monde.passe(date(2026, 12, 7))] == ["camille"]


def test_what_was_read_since_is_not_told(monde, knowledge, database, screen, access, clock):
    textes = knowledge.pack.textes
    relus = {
        nom: replace(texte, lecture=None if texte.lecture is None else replace(texte.lecture, le=date(2027, 1, 2)))
        for nom, texte in textes.textes.items()
    }
    tout_lu = {
        nom: texte if texte.lecture else replace(texte, lecture=relus["CCP R2122-8"].lecture)
        for nom, texte in relus.items()
    }
    pack = replace(knowledge.pack, textes=replace(textes, textes=tout_lu))
    monde.equipe("camille")
    bot = wiring.build_bot(replace(knowledge, pack=pack), database, [screen], access, clock)
    assert monde.passe(LE_JOUR, bot=bot) == []
    ((_, dit),) = monde.passe(LE_JOUR)
    assert "Palier 2027 de la loi AGEC" in dit


def test_what_comes_back_is_told_each_time(monde):
    monde.equipe("camille")
    monde.passe(LE_JOUR)
    ((_, dit),) = monde.passe(date(2027, 6, 1))
    assert "**1er\u00a0juillet\u00a02027** · Taux de la BCE du semestre" in dit
    assert "article 13" not in dit


def test_the_team_sees_the_whole_list_and_nobody_else(monde):
    monde.equipe("camille")
    liste = monde.parle("camille", "veille juridique")
    assert "Rien n'est en retard" in liste
    assert "Seuils européens 2028-2029" in liste
    assert "Des textes n'ont jamais été lus" in liste
    assert "réservée à l'équipe" in monde.parle("alex", "veille juridique")


def test_the_list_says_what_is_late(monde):
    monde.equipe("camille")
    monde.clock.now = datetime(2027, 1, 4, 9, tzinfo=UTC)
    liste = monde.parle("camille", "veille juridique")
    assert liste.index("Le jour est passé") < liste.index("Loi 2026-403, article 13") < liste.index("À prévoir")
