from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from storage.comptes.records import CompteRecord
from storage.diagnostic.records import NouveauDiagnostic
from storage.ligne_directe.records import NouvelleDemande

YEAR = timedelta(days=365)


@pytest.fixture
def talk(database):
    """A question, an answer that was sent, and one still to send."""

    def talk(personne, now):
        with database.unit_of_work() as uow:
            here = uow.conversations.open("web", "page", personne, now)
            uow.inbox.record(here.id, "m1", 1, "mon secret", "bouton", now)
            uow.outbox.add(here.id, f"{here.id}/2", 2, "Votre secret", (), multiple=False, document=None, now=now)
            uow.outbox.add(here.id, f"{here.id}/3", 3, "À bientôt", (), multiple=False, document=None, now=now)
            [message] = uow.outbox.claim(now, timedelta(0), 1, here.id)
            uow.outbox.sent(message.id, now)
            uow.conversations.save(here.id, {"sujet": "achat"}, 3, now)
            uow.commit()
        return here.id

    return talk


def said(database, conversation_id):
    with database.reading() as memory:
        return [(entry.texte, entry.choix) for entry in memory.transcript.since(conversation_id, 0)]


def test_old_words_are_blanked_and_recent_ones_stay(database, talk, now):
    old, recent = talk("alice", now - YEAR), talk("bob", now)

    with database.unit_of_work() as uow:
        counts = uow.retention.purge(now - YEAR / 2)
        uow.commit()

    assert counts == {"inbox": 1, "outbox": 1, "incompris": 0, "codes_de_role": 0}
    assert said(database, old) == [("", None), ("", ()), ("À bientôt", ())]
    assert said(database, recent) == [("mon secret", "bouton"), ("Votre secret", ()), ("À bientôt", ())]
    with database.reading() as memory:
        assert memory.conversations.find("web", "page", "alice").etat == {}
        assert memory.conversations.find("web", "page", "bob").etat == {"sujet": "achat"}


def test_what_we_say_by_ourselves_keeps_nothing_of_what_was_said_to_us(database, talk, now):
    number = talk("alice", now - YEAR)
    offered = {"choix_offerts": [["r:occupe:1", "Je m'en occupe"]]}
    with database.unit_of_work() as uow:
        uow.outbox.add(number, "rappel:1:0", 4, "Un rappel", (), multiple=False, document=None, now=now)
        uow.conversations.save(number, {"sujet": "achat", **offered}, 4, now)
        uow.retention.purge(now - YEAR / 2)
        uow.commit()

    assert [texte for texte, _ in said(database, number)] == ["", "", "À bientôt", "Un rappel"]
    with database.reading() as memory:
        assert memory.conversations.find("web", "page", "alice").etat == offered, "the reminder can still be answered"


def test_a_second_purge_finds_nothing_left(database, talk, now):
    talk("alice", now - YEAR)

    with database.unit_of_work() as uow:
        uow.retention.purge(now)
        assert set(uow.retention.purge(now).values()) == {0}


def test_a_second_purge_writes_no_row_again(database, talk, now):
    number = talk("alice", now - YEAR)
    with database.unit_of_work() as uow:
        uow.retention.purge(now)
        uow.commit()
    with database.unit_of_work() as uow:
        connection = uow._connection
        if connection.dialect.name == "sqlite":
            before = connection.exec_driver_sql("SELECT total_changes()").scalar()
            uow.retention.purge(now)
            assert connection.exec_driver_sql("SELECT total_changes()").scalar() == before
        else:
            place = text("SELECT ctid FROM conversations WHERE id = :id")
            before = connection.execute(place, {"id": number}).scalar()
            uow.retention.purge(now)
            assert connection.execute(place, {"id": number}).scalar() == before


def test_a_purged_message_delivered_again_is_still_known(database, talk, now):
    number = talk("alice", now - YEAR)

    with database.unit_of_work() as uow:
        uow.retention.purge(now)
        assert uow.inbox.record(number, "m1", 4, "mon secret", None, now) is None


def test_the_log_of_recommendations_outlives_the_words(database, talk, now):
    number = talk("alice", now - YEAR)
    diagnostic = NouveauDiagnostic(
        jour=date(2025, 3, 2),
        pack="clermont",
        pack_version="1",
        pack_empreinte="c0ffee",
        faits={"montant_ht": 120000},
        sans_reponse=(),
        objet="nettoyage",
        acheteur=None,
        recommandations=(),
        obligations=(),
    )
    with database.unit_of_work() as uow:
        logged = uow.journal.inscrire(number, diagnostic, now - YEAR)
        before = uow.journal.diagnostic(logged)
        uow.retention.purge(now)
        assert uow.journal.diagnostic(logged) == before


def test_what_was_told_of_an_erased_request_goes_whole_and_what_waits_never_leaves(database, conversation, now):
    owner = conversation("camille")
    nouvelles = [
        NouvelleDemande(conversation(firm), CompteRecord("web", firm), None, None, "un cas", {}, now, now)
        for firm in ("alice", "bob")
    ]
    with database.unit_of_work() as uow:
        erased, other = (uow.demandes.ouvrir(nouvelle, now) for nouvelle in nouvelles)
        told = [
            ("L'entreprise écrit", {erased}),
            ("la liste", {other, erased}),
            ("une autre", {other}),
            ("rien", set()),
        ]
        for rang, (texte, demandes) in enumerate(told, 1):
            kept = {"multiple": False, "document": None, "now": now, "demandes": demandes}
            uow.outbox.add(owner, f"{rang}:0", rang, texte, (), **kept)
        [leaving] = uow.outbox.claim(now, timedelta(minutes=1), 1)
        assert uow.retention.oublier([CompteRecord("web", "alice")], [erased], "ligne") == 2
        # The platform refuses what was on its way: it is not tried again.
        uow.outbox.retry(leaving.id, now, "indisponible: down")
        uow.commit()
    with database.unit_of_work() as uow:
        left = uow.outbox.claim(now, timedelta(minutes=1), 9)
        assert [une.texte for une in left] == ["une autre"]
        uow.outbox.sent(left[0].id, now)
        assert [une.texte for une in uow.outbox.claim(now, timedelta(minutes=1), 9)] == ["rien"]
        assert uow.outbox.abandonnes(9) == []
    assert [texte for texte, _ in said(database, owner)] == ["", "", "une autre", "rien"]
