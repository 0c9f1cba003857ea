"""A firm on Telegram, and the team on Slack: a night, an owner who is busy, another one, and a process that is killed."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

pytestmark = [pytest.mark.long, pytest.mark.first]
PARIS = ZoneInfo("Europe/Paris")
AUTRE_HEURE = Path(__file__).with_name("autre_heure.py")
# Longer than a sweep of the worker: what has not come by then does not come.
SWEEP_SECONDS = 8
QUESTION = "la mairie nous doit encore 9 000 € sur le chantier de l'école, ça fait 3 mois, faites quelque chose"


@pytest.fixture
def clock(tmp_path):
    """Sets the hour of the process, in Paris."""
    shift = tmp_path / "decalage"

    def at(day: int, hour: int, minute: int = 0) -> None:
        wanted = datetime(2026, 11, day, hour, minute, tzinfo=PARIS)
        written = shift.with_suffix(".nouveau")
        written.write_text(str((wanted - datetime.now(UTC)).total_seconds()), "utf-8")
        written.replace(shift)

    at.file = shift
    return at


@pytest.fixture
def town(spaser, start_peer, clock):
    """The server at that hour, a workspace of Slack and a Telegram."""
    slack = start_peer("slack", spaser.url, mode="socket")
    telegram = start_peer("telegram", spaser.url, mode="polling")
    spaser.program = [sys.executable, str(AUTRE_HEURE)]
    spaser.environment = {
        **slack.environment,
        **telegram.environment,
        "SPASER_ACHETEURS": "slack:T0CLERMONT",
        "ESSAI_DECALAGE": str(clock.file),
    }
    return slack, telegram


class Talk:
    """The three of them, and what happens between them in turn."""

    def __init__(self, town, spaser, clock, outbox) -> None:
        self.slack, self.telegram = town
        self.spaser, self.clock, self.outbox = spaser, clock, outbox

    def begin(self) -> None:
        self.clock(24, 22)
        self.spaser.start()
        self.camille, self.rachid = self.slack.client("camille"), self.slack.client("rachid")
        for person in (self.camille, self.rachid):
            person.say("bonjour")
            person.wait("SPASER")
            self.spaser.run("roles", "donner", "equipe", "slack", person.personne)
        self.firm = self.telegram.client("menuisier")

    def night(self) -> None:
        """The firm is told until when, and nobody is woken."""
        before = len(self.slack.slack.messages)
        self.firm.say("/start")
        self.firm.wait("ligne directe")
        self.firm.say(QUESTION)
        assert "au plus tard le mercredi 25 novembre 2026 à 17 h" in self.firm.wait("demande n° 1").replace(
            "\u00a0", " "
        )
        self.firm.say("tout est sur chorus depuis juillet")
        self.firm.wait("Ajouté à votre demande")
        time.sleep(SWEEP_SECONDS)
        assert len(self.slack.slack.messages) == before

    def morning(self) -> None:
        """Both are told; one of them has it, and the assistant keeps quiet."""
        self.clock(25, 9, 1)
        for person in (self.camille, self.rachid):
            person.wait("Une entreprise demande quelqu'un")
        self.camille.press("Je la prends")
        assert "chorus depuis juillet" in self.camille.wait("Vous la suivez")
        self.rachid.press("Je la prends")
        self.rachid.wait("est suivie par")
        said = len(self.firm.messages())
        self.firm.say("on peut avoir une avance en attendant ?")
        self.camille.wait("une avance en attendant")
        assert len(self.firm.messages()) == said

    def busy(self) -> None:
        """Its owner does not answer: reminded at half the time, then the team is told, and the firm; somebody else takes it."""
        self.clock(25, 14, 5)
        self.camille.wait("l'entreprise attend votre réponse")
        self.clock(25, 17, 1)
        self.rachid.wait("Réponse en retard")
        self.firm.wait("Nous sommes en retard")
        self.clock(26, 9, 1)
        self.rachid.press("Je la reprends")
        self.rachid.wait("Vous la suivez")
        self.camille.wait("Vous ne suivez plus")

    def killed(self) -> None:
        """The process dies while the answer and its receipt are on their way: they come, once."""
        self.outbox.hold()
        self.rachid.say("répondre à la demande 1 : Votre facture est mandatée ce jour, paiement sous huit jours.")
        self.outbox.wait(2)
        self.spaser.kill()
        self.outbox.release()
        self.spaser.start()
        self.rachid.wait("part à l'entreprise")
        answer = self.firm.wait("Votre facture est mandatée ce jour")
        assert "Un conseiller de la commande publique vous répond" in answer

    def reassigned(self) -> None:
        self.firm.say("et les intérêts ?")
        self.rachid.wait("et les intérêts")
        self.rachid.press("Confier à…")
        self.rachid.wait("À qui confier la demande")
        self.rachid.say(self.camille.personne)
        self.camille.wait("vous est confiée")
        self.camille.press("Répondre")
        self.camille.wait("Écrivez votre réponse")
        self.camille.say("Ils sont versés avec le solde.")
        self.firm.wait("Ils sont versés avec le solde")

    def end(self) -> None:
        self.firm.press("C'est réglé")
        self.firm.wait("votre demande est close")
        texts = [message.get("text", "") for message in self.firm.messages()]
        assert sum("Votre facture est mandatée ce jour" in text for text in texts) == 1
        self.firm.say("ou trouver vos marchés ?")
        self.firm.wait("où la Ville et la Métropole mettent leurs dossiers")
        assert self.slack.slack.violations == []


def test_a_request_of_the_night_is_answered_by_whoever_can(town, spaser, clock, outbox):
    talk = Talk(town, spaser, clock, outbox)
    for step in (talk.begin, talk.night, talk.morning, talk.busy, talk.killed, talk.reassigned, talk.end):
        step()
