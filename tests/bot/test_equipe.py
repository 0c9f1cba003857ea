"""What the team says of requests, and what it reads of the firms that made them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from bot import wiring
from bot.access import Access
from storage.models import Demande, EntreePromue
from storage.records import Role

PARIS = ZoneInfo("Europe/Paris")
CASE = "vous me devez 4 800 € sur le solde du ravalement depuis mars, payez"
DISTRESS = "je vais me foutre en l'air si vous ne payez pas, je n'en peux plus de vivre"
PHONE, IBAN = "06 12 34 56 78", "FR76 3000 6000 0112 3456 7890 189"


@pytest.fixture
def house():
    return Access(frozenset({"slack:T1"}))


@pytest.fixture
def town(knowledge, database, platforms, clock, house, person, give):
    """A firm, an expert and three of the team."""
    bot = wiring.build_bot(knowledge, database, list(platforms.values()), house, clock)

    class Town:
        firm = person("telegram", "menuisier")
        other = person("telegram", "ebeniste")
        minute = 0

        def later(self):
            """Ten minutes pass, and the worker with them; what it said to each."""
            self.minute += 10
            clock.now = datetime(2026, 11, 24, 10 + self.minute // 60, self.minute % 60, tzinfo=PARIS)
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
            with database.reading() as memory:
                return memory._connection.execute(select(func.max(Demande.id))).scalar_one()

        def demande(self, numero=None):
            with database.reading() as memory:
                return memory.demandes.trouver(numero or self.n)

        def promue(self):
            with database.reading() as memory:
                return memory.entrees.trouver(
                    memory._connection.execute(select(func.max(EntreePromue.id))).scalar_one()
                )

    town = Town()
    town.later()
    for name in ("camille", "rachid", "sofiane", "emile"):
        one = person("slack", name, canal=f"dm-{name}", organisation="T1")
        one("bonjour")
        give(Role.EXPERT if name == "emile" else Role.EQUIPE, "slack", name)
        setattr(town, name, one)
    return town


@pytest.fixture
def asked(town):
    """A request that nobody has."""
    town.firm(CASE)
    town.later()
    return town


# --- what is read of what a firm said before --------------------------------------------------------------------------


def test_nobody_reads_an_earlier_request_nor_what_was_said_before_it(town):
    town.firm("où trouver vos marchés ?")
    town.later()
    town.firm(f"{CASE}, IBAN {IBAN}, appelez le {PHONE}")
    town.later()
    n = town.n
    town.camille(f"prendre la demande {n}")
    town.camille(f"répondre à la demande {n} : Le paiement part jeudi.")
    town.later()
    town.firm("", "l:regle")
    town.later()
    town.firm(f"comment facturer ? mon compte est {IBAN} et mon numéro {PHONE}")
    town.firm("", "l:robot")
    town.later()
    town.firm("", "l:annuler")
    town.later()
    town.firm("où retirer le dossier de consultation ?")
    town.later()
    town.firm("vous me devez encore 900 € sur l'autre chantier, payez")
    assert town.n > n
    assert town.demande().ouverte
    town.rachid(f"prendre la demande {town.n}")
    town.rachid(f"transférer la demande {town.n} à emile")
    read = town.emile(f"demande {town.n}")
    assert "où retirer le dossier" in read
    for hidden in ("4 800", "ravalement", "FR76", "06 12", "jeudi", "où trouver"):
        assert hidden not in read


def test_phones_and_accounts_are_masked_in_what_was_said_before(town):
    # Neither a case nor a request: nothing but words before one.
    town.firm("où trouver vos marchés ?")
    town.firm(f"autre question, comment facturer ? {IBAN} {PHONE}")
    town.firm("", "l:annuler")
    town.later()
    town.firm("je cherche vos marchés")
    town.later()
    town.firm(CASE)
    read = town.camille(f"prendre la demande {town.n}")
    assert "je cherche vos marchés" in read
    assert "FR76" not in read
    assert "06 12" not in read


def test_what_the_assistant_worked_out_of_a_record_stays_between_it_and_the_firm(town):
    for said in ("mon entreprise", "d'accord", "21630113500010", "Menuiserie Cinabre", "menuisier", "60", "sarl"):
        town.firm(said)
    town.firm("contact@cinabre.example")
    assert "à 60" in town.firm("j'ai droit à une avance ? marché de 40 k€, 6 mois")
    town.later()
    town.firm(CASE)
    read = town.camille(f"prendre la demande {town.n}")
    assert "j'ai droit à une avance" in read
    assert "L'avance" in read
    for hidden in ("à 60", "salariés", "Cinabre", "cinabre", "sarl", "21630113500010"):
        assert hidden not in read
