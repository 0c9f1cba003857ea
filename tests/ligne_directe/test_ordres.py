"""What the team types about requests: read in knowledge, said of the request last shown, and nothing for a firm by mistake."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.conversation.replay import ADDRESS, Replay
from handlers.conversation.vocabulary import Address
from handlers.policy import decoder
from knowledge.ligne_directe import reponses
from knowledge.ligne_directe.equipe import lire_un_ordre
from storage.comptes.records import Role

NOW = datetime(2026, 11, 24, 9, tzinfo=ZoneInfo("Europe/Paris"))
CASE = "vous me devez 4 800 € sur le solde du ravalement"


@pytest.mark.parametrize(
    ("dit", "ordre"),
    [
        ("prendre la demande 12", ("prendre", 12, None)),
        ("je m'occupe de la demande 12", ("prendre", 12, None)),
        ("ok, je prends la 12 svp", ("prendre", 12, None)),
        ("je la reprends", ("prendre", None, None)),
        ("y répondre", ("repondre", None, None)),
        ("répondre : C'est payé.", ("repondre", None, "C'est payé.")),
        ("réponds à la 12, c'est en cours", ("repondre", 12, "c'est en cours")),
        ("transférer la demande 12 à qui", ("transferer", 12, None)),
        ("confie-la à Mme Benali", ("transferer", None, "Mme Benali")),
        ("je ne la prends pas", ("occupe", None, None)),
        ("je ne peux pas prendre la 12", ("occupe", 12, None)),
        ("clôturer la demande n° 12", ("clore", 12, None)),
        ("libère la 12", ("rendre", 12, None)),
        ("la demande 12", ("voir", 12, None)),
        ("garder la réponse de la demande 12", ("promouvoir", 12, None)),
        ("nouvelles demandes", ("lister", None, "nouvelles")),
        ("les dernières demandes déjà traitées", ("lister", None, "closes")),
        ("les demandes de Rachid", ("lister_de", None, "Rachid")),
    ],
)
def test_an_order_about_a_request_is_read_however_it_is_said(dit, ordre):
    lu = lire_un_ordre(dit)
    assert (lu.verbe, lu.numero, lu.dit) == ordre


@pytest.mark.parametrize(
    "dit",
    [
        "répondre 1 offre",
        "rendez-vous le 12",
        "cloisons 12",
        "prendre 12 000 €",
        "passer à 12 mois",
        "prendre contact avec le titulaire",
        "annuler",
        "fermer le marché 12",
        "demande",
        "12",
    ],
)
def test_what_is_of_something_else_is_no_order(dit):
    assert lire_un_ordre(dit) is None


@pytest.mark.parametrize("dit", ["mets la réponse 3", "retirer la question 3", "retirer la réponse", "corriger"])
def test_nor_is_an_unfinished_order_about_a_kept_answer(dit):
    assert reponses.lire_un_ordre(dit) is None


@pytest.mark.parametrize(
    ("bouton", "nature", "slots"),
    [
        ("g:prendre:12", "demande.prendre", {"demande": 12}),
        ("g:a:12:345", "demande.transferer", {"demande": 12, "marque": 345}),
        ("g:paire:12:0:4", "reponse.choisir", {"demande": 12, "question": 0, "reponse": 4}),
        ("g:service:3", "reponse.publier", {"numero": 3}),
        # What was awaited was a string.
        ("g:envoi:12:1795000000:Oui : demain", "demande.repondre", {"demande": 12, "depuis": "1795000000", "texte": "Oui : demain"}),
    ],
)  # fmt: skip
def test_a_button_that_was_sent_already_is_still_its_act(bouton, nature, slots):
    acte = decoder(bouton)
    assert (acte.nature, acte.slots) == (nature, slots)


@pytest.fixture
def replay(knowledge):
    replay = Replay(knowledge, NOW)
    camille, firme = (Address(ADDRESS.plateforme, nom, nom) for nom in ("camille", "menuisier"))
    replay.give(Role.EQUIPE, camille)
    replay.give(Role.ENTREPRISE, firme)
    replay.say(CASE, address=firme)
    yield lambda texte: "\n".join(un.texte for un in replay.say(texte, address=camille))
    replay.close()


def test_what_was_shown_is_what_is_said_next_whatever_purchase_is_under_way(replay):
    replay("nettoyage des écoles, 85 k€ HT, 3 ans")
    assert "Demandes des entreprises" in replay("demandes")
    assert "Vous la suivez" in replay("je la prends")
    assert "Écrivez votre réponse" in replay("répondre")
    assert "rien n'est parti" in replay("laisse tomber")
    assert "est close" in replay("clore la demande")


@pytest.mark.parametrize("dit", ["c'est quoi un MAPA ?", "fiche 11 svp"])
def test_what_surely_does_something_else_is_shown_before_it_goes_to_a_firm(replay, dit):
    replay("répondre à la demande 1")
    assert "Envoyer ceci tel quel" in replay(dit)
    assert "rien n'est parti" in replay("non")


@pytest.mark.parametrize("dit", ["le marché 12 finit le 31 mars 2028", "l'achat 12 est publié"])
def test_what_names_its_thing_is_for_the_firm_or_for_that_thing_as_the_person_says(replay, dit):
    replay("répondre à la demande 1")
    assert "Voulez-vous" in replay(dit)
    assert "Envoyer ceci tel quel" in replay("Écrire ceci à l'entreprise")


@pytest.mark.parametrize("dit", ["Votre marché 12 finit le 31 mars 2028.", "Bonjour, le paiement part cette semaine."])
def test_what_may_be_for_a_firm_goes(replay, dit):
    replay("répondre à la demande 1")
    assert "part à l'entreprise" in replay(dit)


def test_an_answer_to_another_request_leaves_the_one_that_was_awaited(replay):
    replay("répondre à la demande 1")
    said = replay("répondre à la demande 7 : Bonjour.")
    assert "Rien n'est parti à l'entreprise : la réponse à la demande n° 1" in said.replace("\u00a0", " ")
    assert "pas de demande" in said
