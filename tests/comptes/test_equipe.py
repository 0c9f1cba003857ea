"""What the team says of requests, and what it reads of the firms that made them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from bot import wiring
from bot.access import Access
from storage.comptes.records import Role
from storage.ligne_directe.records import EtatDemande
from storage.ligne_directe.tables import Demande, EntreePromue

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
            bot.workers["ligne_directe"].run()
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


# --- distress ---------------------------------------------------------------------------------------------------------


def test_a_distress_that_nobody_took_is_not_closed(town):
    town.firm(DISTRESS)
    town.later()
    n = town.n
    for said, pressed in ((f"clore la demande {n}", None), ("", f"g:clore:{n}")):
        assert "dit une détresse" in town.camille(said, pressed)
        assert town.demande().etat is EtatDemande.A_PRENDRE
    town.camille(f"prendre la demande {n}")
    assert "est close" in town.camille(f"clore la demande {n}")


# --- orders -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("order", "words"),
    [
        ("répondre à la demande {n}, Bonjour Monsieur, c'est payé.", "Bonjour Monsieur, c'est payé."),
        ("répondre à la demande {n} Bonjour Monsieur, c'est payé.", "Bonjour Monsieur, c'est payé."),
        ("réponds à la demande {n} que c'est en cours", "C'est en cours"),
        ("réponds à la {n}, c'est en cours", "c'est en cours"),
    ],
)
@pytest.mark.parametrize("awaited", [False, True])
def test_an_answer_without_a_colon_is_shown_and_goes_when_it_is_confirmed(asked, order, words, awaited):
    if awaited:
        asked.camille(f"répondre à la demande {asked.n}")
    [shown] = asked.camille.hears(order.format(n=asked.n))
    assert f"« {words} »" in shown.texte
    assert [choice.label for choice in shown.choices] == ["Envoyer", "Ne pas envoyer"]
    assert [dit for un, dit in asked.later() if un == "menuisier"] == []
    asked.camille("", shown.choices[0].value)
    assert [words in dit for un, dit in asked.later() if un == "menuisier"] == [True]


@pytest.mark.parametrize("order", ["répondre à la demande {n}", "répondre à la demande {n} svp"])
def test_an_order_without_words_asks_for_them(asked, order):
    assert "Écrivez votre réponse" in asked.camille(order.format(n=asked.n))


def test_taking_the_request_is_taking_the_one_that_waits(asked):
    assert "Vous la suivez" in asked.rachid("prendre la demande")
    assert asked.demande().responsable.personne == "rachid"
    assert "Aucune demande n'attend" in asked.camille("prendre la demande")
    asked.other(CASE)
    asked.firm("", "l:annuler")
    asked.firm(CASE)
    said = asked.sofiane("prendre la demande")
    assert f"n° {asked.n}" in said.replace("\u00a0", " ")
    assert "Demandes sans responsable" in said


def test_a_request_is_given_to_one_person_and_asks_to_whom(asked):
    asked.camille(f"prendre la demande {asked.n}")
    assert "À qui confier" in asked.camille(f"transférer la demande {asked.n}")
    # Nothing of a name.
    assert "Seule l'entreprise annule" in asked.camille(f"annuler la demande {asked.n}")
    [said] = asked.camille.hears(f"transfère la demande {asked.n} à sofiane et rachid")
    assert "n'a qu'un responsable" in said.texte
    assert [choice.label for choice in said.choices] == ["sofiane", "rachid"]
    assert asked.demande().responsable.personne == "camille"
    asked.camille("rachid")
    assert asked.demande().responsable.personne == "rachid"


def test_whose_requests_they_are_may_be_asked(asked):
    asked.rachid(f"prendre la demande {asked.n}")
    assert "ravalement" in asked.camille("les demandes de rachid")
    assert "sofiane ne suit aucune demande" in asked.camille("demandes de sofiane")
    assert "Personne de l'équipe" in asked.camille("les demandes de bertrand")
    assert "ravalement" not in asked.emile("les demandes de rachid")


def test_not_me_is_said_as_it_is_pressed(asked):
    assert "reste à prendre" in asked.camille("pas moi")


@pytest.mark.parametrize("order", ["demandes closes", "historique", "les dernières demandes terminées"])
def test_what_is_over_is_listed_and_opened_again_by_an_answer(asked, order):
    n = asked.n
    asked.camille(f"prendre la demande {n}")
    asked.camille(f"clore la demande {n}")
    asked.later()
    assert "Dernières demandes closes" in asked.rachid(order)
    assert "camille la suivait" in asked.rachid(f"rouvrir la demande {n}")
    assert "se rouvre quand votre réponse part" in asked.camille(f"rouvrir la demande {n}")
    assert asked.demande(n).etat is EtatDemande.CLOSE
    asked.camille("Bonjour, un mot de plus pour vous.")
    assert asked.demande(n).etat is EtatDemande.REPONDUE
    assert ["un mot de plus" in dit for un, dit in asked.later() if un == "menuisier"] == [True]


def test_once_who_had_it_is_gone_the_team_opens_it_again(asked, give):
    n = asked.n
    asked.camille(f"prendre la demande {n}")
    asked.camille(f"clore la demande {n}")
    give(Role.EQUIPE, "slack", "camille", back=True)
    asked.rachid(f"rouvrir la demande {n}")
    asked.rachid("Bonjour, un mot de plus pour vous.")
    assert asked.demande(n).responsable.personne == "rachid"


def test_an_expert_lists_only_what_they_had(asked):
    asked.camille(f"prendre la demande {asked.n}")
    asked.camille(f"clore la demande {asked.n}")
    assert "Aucune demande n'est close" in asked.emile("demandes closes")


def test_calling_off_forgets_no_purchase_when_there_is_none(town):
    assert "oublié" not in town.camille("annuler")
    town.camille("nettoyage des écoles, 85 k€ HT")
    assert "C'est oublié" in town.camille("annuler")


# --- keeping an answer ------------------------------------------------------------------------------------------------


def kept(town, question, answer):
    """A request, its answer, and what is said when the answer is kept in one step."""
    town.firm("je veux parler à un conseiller")
    town.firm(question)
    town.later()
    town.camille(f"prendre la demande {town.n}")
    town.camille(f"répondre à la demande {town.n} : {answer}")
    [said] = town.camille.hears("", f"g:promouvoir:{town.n}")
    return said


ANSWER = "Oui, la ressourcerie se visite sur inscription."


def test_an_answer_that_names_nobody_is_shown_and_given_after_a_yes(town):
    said = kept(town, "bonjour, est-ce que on peut visiter la ressourcerie svp ??", ANSWER)
    assert "Pas encore en service" in said.texte
    assert town.promue() is None or town.promue().retiree_le is not None
    assert "C'est gardé" in town.camille("oui")
    assert town.promue().titre == "Est-ce que on peut visiter la ressourcerie ?"


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("la menuiserie cinabre peut visiter la ressourcerie ?", "cinabre"),
        ("la menuiserie petit peut visiter la ressourcerie ?", "petit"),
        ("peut-on visiter la ressourcerie avec les ets vert ?", "vert"),
    ],
)
def test_a_word_that_may_name_somebody_is_read_again_first(town, question, word):
    said = kept(town, question, ANSWER)
    assert "Pas encore en service" in said.texte
    assert f": {word}" in said.texte
    assert town.promue().retiree_le is not None
    assert "se visite sur inscription" not in town.other("on peut visiter la ressourcerie ?")
    numero = town.promue().id
    assert word not in town.camille(f"corriger la question {numero} : Peut-on visiter la ressourcerie ?")
    assert "C'est gardé" in town.camille("", f"g:service:{numero}")
    # Worded otherwise with another name, it is read again.
    assert "Pas encore" in town.camille(f"corriger la réponse {numero} : Oui, voyez avec la menuiserie cinabre.")
