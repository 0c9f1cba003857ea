"""Who may drop a document, and what becomes of it in the conversation."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.access import Access
from bot.conversation import engine
from bot.conversation.replay import Replay
from handlers.conversation.vocabulary import Address, Fichier, Incoming
from storage.comptes.records import Role
from tests.fixtures.documents import CCAP, NOTE, docx, numerise

NOW = datetime(2026, 11, 30, 9, tzinfo=ZoneInfo("Europe/Paris"))


@pytest.fixture
def replay(knowledge):
    made = Replay(knowledge, NOW)
    yield made
    made.close()


def offered(message):
    return {choice.label: choice.value for choice in message.choices}


def test_nothing_of_a_document_is_noted_before_a_yes(replay):
    (message,) = replay.say("", fichier=("ccap.docx", docx(*CCAP)))
    assert "160" in message.texte
    assert not replay.state()["faits"]
    replay.say("", offered(message)["Ne rien prendre"])
    assert not replay.state()["faits"]


def test_the_team_s_documents_tell_of_a_purchase_and_its_tables_go_to_the_register(replay):
    replay.give(Role.EQUIPE)
    assert "Tout prendre" in offered(replay.say("", fichier=("ccap.docx", docx(*CCAP)))[-1])
    (message,) = replay.say("", fichier=("marches.csv", b"Num\xc3\xa9ro;Objet;Montant\n1;Gaz;120000\n"))
    assert "colonnes" in message.texte


def test_a_firm_s_document_is_opened_by_nobody(knowledge, monkeypatch):
    monkeypatch.setattr(engine, "FichierAPart", None)
    replay = Replay(knowledge, NOW, Access())
    replay.give(Role.ENTREPRISE)
    (message,) = replay.say("", fichier=("offre.docx", docx(*CCAP)))
    assert message.texte.startswith("Je n'ai pas lu offre.docx")
    assert "PDF" not in message.texte
    replay.close()


def test_in_a_room_of_several_no_document_is_opened(replay, monkeypatch):
    monkeypatch.setattr(engine, "FichierAPart", None)
    replay.adapter.files["note.docx"] = docx(*NOTE)
    note = Fichier("note.docx", 900, {"nom": "note.docx"})
    replay.engine.receive(Incoming(Address("rejeu", "salon", "rejeu"), "1", "", prive=False, fichiers=(note,)))
    assert "privé" in replay.adapter.messages[-1].texte


def test_several_documents_are_one_list_and_where_they_differ_both_values_are_shown(replay):
    replay.adapter.files |= {"a.docx": docx("# Durée", "Durée : 3 ans."), "b.docx": docx("Durée du marché : 4 ans.")}
    fichiers = tuple(Fichier(nom, 900, {"nom": nom}) for nom in ("a.docx", "b.docx"))
    replay.engine.receive(Incoming(Address("rejeu", "rejeu", "rejeu"), "1", "", fichiers=fichiers))
    (message,) = replay.adapter.messages
    assert "**a.docx**, **b.docx**" in message.texte
    assert "se contredi" in message.texte


def test_a_button_of_another_document_takes_nothing_of_the_one_shown_since(replay):
    avant = offered(replay.say("", fichier=("ccap.docx", docx(*CCAP)))[-1])
    replay.say("", fichier=("note.docx", docx(*NOTE)))
    message = replay.say("", avant["Tout prendre"])[0]
    assert message.texte.startswith("Je n'ai plus ce document")
    assert not replay.state()["faits"]


def test_a_scan_is_said_to_have_no_text_and_what_is_personal_is_not_quoted(replay):
    (message,) = replay.say("", fichier=("besoin.pdf", numerise()))
    assert "numérisé" in message.texte
    (message,) = replay.say(
        "", fichier=("b.docx", docx("# Objet", "Achat de bancs, voir Mme Dupont au 06 12 34 56 78."))
    )
    assert "06 12" not in message.texte.partition("—")[2]
