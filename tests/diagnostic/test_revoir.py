"""A fact asked anew because somebody wants to change it, whichever fact it is and whatever it is called."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.conversation.replay import Replay
from knowledge.diagnostic.revoir import lire_le_fait_a_revoir
from tests.fixtures.knowledge import pack_reel

VOCABULAIRE = pack_reel().vocabulaire
ACHAT = "nettoyage des écoles, 120 000 € HT, 3 ans, MAPA, non alloti"
FETE = "fête de la musique, services, MAPA, 6 mois, 3 lots : sono 30 000, sécurité 25 000, buvette 8 000"


@pytest.fixture
def achat(knowledge):
    conversation = Replay(knowledge, datetime(2026, 11, 28, 9, tzinfo=UTC))
    conversation.say(ACHAT)
    yield conversation
    conversation.close()


@pytest.mark.parametrize("nom", VOCABULAIRE)
def test_every_name_of_every_fact_is_known(nom):
    fait = VOCABULAIRE[nom]
    for dit in (fait.libelle, *fait.aussi):
        for demande in (f"changer {dit}", f"Modifier la {dit}.", f"je voudrais corriger le {dit} du marché, merci"):
            assert lire_le_fait_a_revoir(demande, VOCABULAIRE) == nom, demande


@pytest.mark.parametrize(
    "dit",
    [
        "changer la durée : 4 ans",
        "peut-on modifier la durée ?",
        "la durée",
        "changer d'avis",
        "changer la chaudière",
        "corriger",
    ],
)
def test_what_says_a_value_asks_or_names_no_fact_is_read_as_before(dit):
    assert lire_le_fait_a_revoir(dit, VOCABULAIRE) is None


@pytest.mark.parametrize(
    ("dit", "nom"),
    [
        ("oublie le montant", "montant_ht"),
        ("en fait la durée n'est plus bonne", "duree_mois"),
        ("enlève la procédure", "procedure"),
    ],
)
def test_a_fact_taken_back_is_forgotten_and_asked_anew_and_one_tap_restores_it(achat, dit, nom):
    avant = achat.state()
    (posee,) = achat.say(dit)
    assert "J'oublie" in posee.texte
    assert nom not in achat.state()["faits"]
    assert achat.state()["question"] == nom
    achat.say("laisser comme c'était")
    assert achat.state()["faits"] == avant["faits"]


@pytest.mark.parametrize(
    ("demande", "redit"),
    [("c'était quoi déjà le montant que j'ai mis ?", "120 000 € HT"), ("rappelle-moi la durée", "36 mois")],
)
def test_a_fact_asked_back_is_told_alone_and_changes_nothing(achat, demande, redit):
    avant = achat.state()
    (dit, *_) = achat.say(demande)
    assert "J'ai noté" in dit.texte
    assert redit in dit.texte.replace("\u00a0", " ").replace("\u202f", " ")
    assert achat.state()["faits"] == avant["faits"]


@pytest.mark.parametrize("nom", [nom for nom in VOCABULAIRE if nom != "montant_lot_ht"])
def test_the_fact_is_asked_and_the_purchase_is_kept(achat, nom):
    avant = achat.state()
    (posee,) = achat.say(f"changer {VOCABULAIRE[nom].libelle}")
    etat = achat.state()
    assert (etat["question"], etat["diagnostic"]) == (nom, avant["diagnostic"])
    assert etat["faits"].keys() >= avant["faits"].keys() - {nom}
    assert ("Jusqu'ici" in posee.texte) == (nom in avant["faits"])
    achat.say("laisser comme c'était")
    assert achat.state()["faits"] == avant["faits"]


def test_what_is_answered_replaces_what_was_known(achat):
    achat.say("changer les familles d'achat")
    achat.say("", choice="q:segments:textile")
    achat.say("modifier la durée")
    achat.say("48")
    achat.say("corriger le montant")
    achat.say("je ne sais pas")
    faits = achat.state()["faits"]
    assert faits["segments"]["dedans"] == ["textile"]
    assert faits["duree_mois"]["bas"] == "48"
    assert "montant_ht" not in faits


def test_the_amount_of_lots_is_asked_with_their_table(knowledge):
    conversation = Replay(knowledge, datetime(2026, 11, 28, 9, tzinfo=UTC))
    conversation.say(FETE)
    (posee,) = conversation.say("changer le montant des lots")
    assert "2 · sécurité" in posee.texte
    conversation.say("lot 2 : 40 000")
    assert conversation.state()["lots"][1]["faits"]["montant_lot_ht"]["bas"] == "40000"
    conversation.close()


@pytest.fixture
def fete(knowledge):
    conversation = Replay(knowledge, datetime(2026, 11, 28, 9, tzinfo=UTC))
    conversation.say(FETE)
    yield conversation
    conversation.close()


def montants(conversation):
    return [lot["faits"]["montant_lot_ht"]["bas"] for lot in conversation.state()["lots"]]


@pytest.mark.parametrize(
    "dit", ["changer le montant du lot 2", "je voudrais corriger le budget du lot sécurité, merci"]
)
def test_the_figure_of_one_lot_is_asked_and_replaces_what_was_known_of_it(fete, dit):
    (posee,) = fete.say(dit)
    assert "Lot 2 (sécurité)" in posee.texte
    assert "25 000 € HT" in posee.texte.replace("\u00a0", " ").replace("\u202f", " ")
    fete.say("40 000")
    assert montants(fete) == ["30000", "40000", "8000"]


@pytest.mark.parametrize("dit", ["laisser comme c'était", "annuler"])
def test_the_figure_of_a_lot_may_be_left_as_it_was(fete, dit):
    avant = fete.state()
    fete.say("changer le montant du lot 2")
    reponse, *_ = fete.say("beaucoup")
    assert "Je n'ai pas su lire" in reponse.texte
    fete.say(dit)
    assert fete.state()["lots"] == avant["lots"]
    assert fete.state()["faits"] == avant["faits"]


def test_what_names_another_lot_is_about_that_one(fete):
    fete.say("changer le montant du lot 2")
    fete.say("lot 3 : 9 000")
    assert montants(fete) == ["30000", "25000", "9000"]


def test_a_fact_of_a_lot_that_has_values_is_asked_by_them(fete):
    (posee,) = fete.say("changer la nature du lot 3")
    assert "Fournitures" in [choice.label for choice in posee.choices]
    fete.say("fournitures")
    assert fete.state()["lots"][2]["faits"]["nature"] == ["fournitures"]


def test_of_a_lot_that_does_not_exist_nothing_is_asked(fete):
    fete.say("changer le montant du lot 7")
    assert montants(fete) == ["30000", "25000", "8000"]
    assert "attente" not in {cle for cle, valeur in fete.state().items() if valeur}
