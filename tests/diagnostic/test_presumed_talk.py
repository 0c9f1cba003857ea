"""What the conversation presumes: shown, denied in one tap or in words, then said; logged apart, and counted by no indicator."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from docx import Document

from bot.conversation.replay import ADDRESS, Replay
from bot.documents import Documents

COMMANDE = "je dois commander 300 gourdes et tote bags floqués pour le forum des assos, 6500 euros HT"


@pytest.fixture
def replay(knowledge):
    with_memory = Replay(knowledge, datetime(2026, 11, 27, 9, tzinfo=UTC))
    yield with_memory
    with_memory.close()


def test_a_small_order_is_judged_at_once_and_shows_what_it_presumes(replay):
    (said,) = replay.say(COMMANDE)

    assert replay.state()["question"] is None
    assert "sans publicité ni mise en concurrence" in said.texte.split("*Présumé :*")[1]
    (whole,) = replay.say("tout")
    assert "des livraisons sont prévues" in whole.texte
    assert "procédure : sans publicité ni mise en concurrence (à ce montant" in whole.texte
    assert "livraisons" not in replay.state()["faits"]


def test_one_tap_denies_a_presumption_which_is_then_said(replay):
    (said,) = replay.say("nettoyage des écoles à relancer, 85 k€ HT, 3 ans, MAPA, non alloti")
    denial = next(choice for choice in said.choices if choice.value == "q:clause_insertion:!")

    replay.say(denial.label, denial.value)

    assert replay.state()["faits"]["clause_insertion"] == ["oui"]
    assert "clause_insertion" not in replay.presumed()
    assert 10 in replay.recommendations()


def test_denying_one_value_of_several_asks_for_the_others(replay):
    replay.say(COMMANDE)

    (asked,) = replay.say("", "q:procedure:!")

    assert replay.state()["question"] == "procedure"
    assert "Quelle procédure" in asked.texte
    assert "q:procedure:mapa" in [choice.value for choice in asked.choices]


@pytest.mark.parametrize("words", ["si, il y a des livraisons", "si, des livraisons sont prévues"])
def test_words_deny_it_too(replay, words):
    replay.say("nettoyage des écoles à relancer, 85 k€ HT, 3 ans, MAPA, non alloti")

    replay.say(words)

    assert replay.state()["faits"]["livraisons"] == ["oui"]
    assert 25 in replay.recommendations()


def test_the_log_keeps_each_presumption_apart_with_its_reason(replay):
    replay.say(COMMANDE)

    logged = replay.logged()

    assert logged.origines["faits"]["montant_ht"] == "dit"
    assert logged.origines["faits"]["nature"] == "devine"
    assert logged.origines["presumes"]["livraisons"] == {
        "valeur": ["oui"],
        "ligne": "fournitures_livrees",
        "raison": "des fournitures se livrent",
    }
    assert not logged.faits.keys() & logged.origines["presumes"].keys() - {"segments"}


def test_what_an_indicator_counts_of_a_purchase_ignores_what_is_presumed(replay):
    replay.say(COMMANDE)

    number = replay.logged().achat_id
    with replay.database.reading() as memory:
        achat = memory.achats.trouver(number)

    # Presumed undivided and bought on quotes: nobody said so.
    assert "alloti" in replay.presumed()
    assert (achat.traits["alloti"], achat.traits["formalise"]) == (None, None)


def test_the_word_file_says_what_is_presumed_and_what_is_supposed(replay, knowledge):
    replay.say(COMMANDE)
    replay.say("exporter")
    document = replay.adapter.messages[-1].document
    content = Documents(knowledge, replay.database, lambda: replay.now).fetch(document, ADDRESS)

    cells = {
        " ".join(cell.text.split())
        for table in Document(BytesIO(content)).tables
        for row in table.rows
        for cell in row.cells
    }

    assert "présumé : des fournitures se livrent" in cells
    assert any(cell.startswith("déduit") for cell in cells)


def test_an_amount_without_its_tax_is_asked_about_only_where_the_tax_decides(replay):
    (asked,) = replay.say("vêtements de travail à relancer, 3 lots, bons de commande, 60000 par an pendant 4 ans")
    assert replay.state()["question"] == "montant_ht"
    assert "C'est bien cela" in asked.texte

    replay.say("oui")

    assert "montant_ht" not in replay.state()["devines"]
    assert replay.state()["question"] is None


def test_an_amount_with_its_tax_is_known_within_a_sixth(replay):
    replay.say("formation secourisme pour 40 agents, 9 800 euros TTC")

    assert replay.state()["question"] is None
    assert replay.state()["faits"]["montant_ht"] == {
        "bas": "8166.67",
        "haut": "9800",
        "bas_inclus": True,
        "haut_inclus": True,
    }


def test_a_few_likely_families_are_proposed_and_another_may_be_named(replay):
    (asked,) = replay.say("évolution de l'architecture de la solution, services, 80 000 € HT, 3 mois, MAPA, non alloti")
    while replay.state()["question"] not in ("segments", None):
        (asked,) = replay.say("non")
    few = len(replay.state()["proposes"])
    assert 1 <= few <= 4
    assert "q:segments:+" in [choice.value for choice in asked.choices]

    replay.say("", "q:segments:+")

    assert len(replay.state()["proposes"]) > few


def test_none_of_the_few_is_none_at_all(replay):
    replay.say("travaux au gymnase, 80 000 € HT, 3 mois, MAPA, non alloti")

    replay.say("", "q:segments:-")

    assert replay.state()["question"] is None
    assert 23 not in replay.recommendations()
