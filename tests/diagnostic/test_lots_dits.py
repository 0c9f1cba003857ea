"""What is told of the lots of a purchase: in the chat, in the detail, in the law, and what is logged."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from handlers.conversation.entretien import Entretien, Etape
from knowledge.regles.lots import Lot
from tests.diagnostic.test_lots import faits
from tests.fixtures.bot import ALICE, NOW

FETE = (
    Lot(1, "sono", faits(montant_lot_ht=130000, nature="services")),
    Lot(2, "sécurité|privée", faits(montant_lot_ht=25000, nature="services", clause_insertion=True)),
    Lot(3, "buvette", faits(montant_lot_ht=8000, nature="fournitures", reservation="ea_esat")),
)
CONTRAT = faits(procedure="mapa", duree_mois=3, segments=[], livraisons=False, donnees_personnelles=False)


@pytest.fixture
def alotie(say, database, pack):
    """Alice's purchase, as the conversation holds it once its lots were said."""

    def commencer(lots=FETE, contrat=CONTRAT):
        say("bonjour")
        with database.unit_of_work() as uow:
            conversation = uow.conversations.open(ALICE.plateforme, ALICE.canal, ALICE.personne, NOW)
            etat = replace(Entretien(contrat), etape=Etape.QUESTION, question="recurrent", lots=lots)
            uow.conversations.save(conversation.id, etat.en_json(), conversation.rang, NOW)
            uow.commit()

    return commencer


def plat(texte):
    return re.sub(r"[\u00a0\u202f]", " ", texte)


def test_the_result_says_each_thing_once_with_its_lots(alotie, say):
    alotie()
    assert "3 lots, ensemble 163 000 € HT." in plat(say("résultat"))
    dit = plat(say("tout"))
    assert "| 1 · sono | 130 000 € HT | services |" in dit
    assert "Les lots font ensemble 163 000 € HT." in dit
    assert dit.count("**11 · ") == 1
    assert "**Lots 2 et 3.**" in dit
    assert "**Tous les lots.**" in dit
    assert "Une avance est due (lot 1)" in dit
    assert "8 000 € de 163 000 € HT, soit 4,9 % : dans la limite de 20 %" in dit
    assert "Réservation à écrire dans l'avis et le règlement : lot 3." in dit


def test_a_total_that_does_not_match_is_asked_with_the_result(alotie, say):
    alotie(contrat=CONTRAT.corriger("montant_ht", faits(montant_ht=160000)["montant_ht"]))
    assert "vous aviez dit 160 000 € HT pour le tout" in plat(say("résultat"))
    assert "Vous aviez dit 160 000 € HT pour le tout" in plat(say("tout"))


def test_the_detail_the_law_and_the_advice_name_the_lots(alotie, say):
    alotie()
    say("résultat")
    detail = plat(say("détail 17"))
    assert "Lot 1 : minimum légal 7 800 € TTC" in detail
    assert "Lot 2 : la loi n'impose pas d'avance" in detail
    assert "**Une avance est due (lot 1).**" in plat(say("loi"))
    assert "(lots 2 et 3)" in plat(say("conseils"))


def test_a_rule_is_logged_once_whatever_its_lots_and_the_lots_are_kept(alotie, say, database, pack):
    alotie()
    numero = int(re.search(r"n° (\d+)", plat(say("résultat")))[1])
    with database.reading() as memory:
        logged = memory.journal.diagnostic(numero)
    assert [lot["intitule"] for lot in logged.lots] == ["sono", "sécurité|privée", "buvette"]
    assert "montant_ht" not in logged.faits
    regles = [(une.action, une.regle) for une in logged.recommandations]
    assert len(regles) == len(set(regles))
    assert {8, 11, 17} <= {action for action, _ in regles}
    assert f"n° {numero}**" in plat(say("résultat"))


def test_a_question_about_lots_names_them(alotie, say):
    alotie(lots=(FETE[0], replace(FETE[1], faits=faits(nature="services")), FETE[2]))
    assert re.search(r"Quel est le montant du lot \?\*\* \*\(lot 2\)\*", plat(say("ce n'est pas récurrent")))
