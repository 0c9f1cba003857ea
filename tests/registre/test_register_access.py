"""Who reaches what of the register: a firm nothing, a buyer their contracts and the calendar, the team the rest."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from handlers.conversation.vocabulary import Fichier
from storage.comptes.records import Role
from storage.database import Database
from storage.rappels.records import NouveauRappel
from storage.registre.records import Filtre, NouveauMarche

NOW = datetime(2026, 9, 7, 9, tzinfo=UTC)
SECRET = "Gardiennage du musée d'art"
DITS = """mes marchés|échéances|mes rappels|registre|trier|classeur|agenda|fermer mon agenda|séances|envois perdus|renvoyer 1|marché 1|marchés de gardiennage
je m'occupe du marché 1|marché 1 : récurrent|marché 1 : ponctuel|marché 1 direction Culture|marché 1 référent Zoé Zed|le marché 1 finit en juin 2030
attribution du marché 1 en juin 2030|mon marché de gardiennage du musée finit en juin 2030|je suis Alice Martin|libérer le nom Alice Martin|récurrents 1|direction Culture : 1
référent Zoé Zed : 1|qui atteint J-24 d'ici décembre ?|CAD de la Ville le 10 décembre 2026|annuler le CAD de la Ville le 10 décembre 2026|je m'en occupe|sans objet : fini
reporter au 5 janvier|transférer à Zoé Zed|rappels entre 10 h et 16 h|un message par marché|pas de rappel avant le 3 janvier"""
MESSAGES = [dit for ligne in DITS.splitlines() for dit in ligne.split("|")]
BOUTONS = [
    *("m:voir:1", "m:moi:1", "m:recurrent:1", "m:ponctuel:1", "m:date:1", "m:diag:1", "m:finit:1:2030-01-01", "m:nouveau", "m:diagnostique"),
    *("r:voir:1", "r:occupe:1", "r:tout:1", "r:diag:1", "r:reporter:1", "r:reporter:1:mois", "r:transferer:1", "r:sans_objet:1"),
    *("t:page", "t:oui:1", "t:non:1", "t:accepter:1:1", "t:apres:2026-01-01:1", "p:prevenir:1", "p:jalon:j24", "d:importer:1", "d:abandonner:1", "e:renvoyer:1"),
    *("c:mes_marches", "c:echeances", "c:mes_rappels", "c:registre", "c:trier", "c:classeur", "c:agenda", "c:seances", "c:envois", "c:tableau"),
]  # fmt: skip
FORGES = [
    "m:voir:",
    "m:voir:1:2",
    "m:voir:99999999999999999999",
    "r:voir:²",
    "r:reporter:1:siecle",
    "t:apres:hier:1",
    "t:accepter:1",
    "p:prevenir:x",
    "d:importer:-1",
    "e:",
    "m:",
    "r:",
    "t:",
    "p:",
    "d:",
]
RESERVES = [
    *("trier", "classeur", "envois perdus", "renvoyer 1", "libérer le nom Alice Martin", "récurrents 1", "direction Culture : 1", "référent Zoé Zed : 1"),
    *("qui atteint J-24 d'ici décembre ?", "CAD de la Ville le 10 décembre 2026"),
]  # fmt: skip


@pytest.fixture
def database(new_file):
    """One whose numbers begin at 1; which database it is changes nothing to who may do what."""
    database = Database(new_file())
    yield database
    database.close()


@pytest.fixture
def register(database):
    """A contract of Alice's, a reminder of it said to her, and a lost message."""
    with database.unit_of_work() as uow:
        alice = uow.referents.nommer("Alice Martin", "alice martin", NOW)
        told = NouveauMarche(
            "21630113500010", "2024-9", acheteur="ville", objet=SECRET, cle_objet=SECRET.lower(), groupe="g9", recurrent=True,
            referent_id=alice.id, fin_dite=date(2028, 10, 1), fin=date(2028, 10, 1), attribution_prevue=date(2028, 10, 1),
        )  # fmt: skip
        numero = uow.marches.creer(told, "essai", NOW)
        uow.rappels.armer(
            [NouveauRappel(numero, "j24", date(2028, 10, 1), "30", f"referent:{alice.id}", date(2026, 9, 1))], NOW
        )
        uow.rappels.dire([1], "rappel:1", NOW, None)
        conversation = uow.conversations.open("slack", "tete-a-tete", "quelqu'un", NOW)
        uow.outbox.add(conversation.id, "perdu:0", 1, "mots d'un autre", (), False, None, NOW)  # noqa: FBT003
        uow.outbox.claim(NOW, NOW - NOW.replace(hour=8), 1)
        uow.outbox.abandon(1, "bloque: parti")
        uow.commit()
    return numero


@pytest.fixture
def stands(database):
    """All that could have been changed."""

    def stands():
        with database.reading() as memory:
            marches = memory.marches.liste(Filtre())
            return (
                marches,
                [memory.marches.changements(marche.id) for marche in marches],
                memory.rappels.du_marche(1),
                memory.seances.toutes(),
                memory.referents.tous(),
                memory.outbox.counts()["abandonne"],
                [memory.depots.trouver(1), memory.imports.trouver(1), memory.rappels.campagne(1)],
            )

    return stands


@pytest.mark.parametrize("said", MESSAGES)
def test_a_firm_reaches_nothing_by_words(person, register, stands, said):
    before = stands()
    answer = person("telegram", "firme")(said)
    assert answer.strip()
    assert "musée" not in answer.replace(said, "")
    assert "mots d'un autre" not in answer
    assert "/registre/" not in answer
    assert stands() == before


@pytest.mark.parametrize("choice", [*BOUTONS, *FORGES])
def test_a_firm_reaches_nothing_by_buttons(person, register, stands, choice):
    before = stands()
    answer = person("telegram", "firme")("", choice)
    assert answer.strip()
    assert "musée" not in answer
    assert stands() == before


def test_a_firm_reaches_nothing_by_files_or_documents(person, register, stands, database, knowledge):
    from bot.documents import Documents
    from handlers.conversation.vocabulary import Address, Document

    before = stands()
    fichiers = (Fichier("marches.csv", 10, {"nom": "marches.csv"}),)
    answer = person("telegram", "firme")("", fichiers=fichiers)
    assert "Je n'ai pas lu marches.csv" in answer
    assert stands() == before
    documents = Documents(knowledge, database, lambda: NOW)
    firme = Address("telegram", "prive", "firme")
    for genre, cle in (("registre", "tout"), ("rapport", "1"), ("diagnostic", "1")):
        assert documents.fetch(Document(genre, cle, "x"), firme) is None
    agenda = documents.fetch(Document("agenda", "moi", "x.ics"), firme)
    assert agenda is None or "musée" not in agenda.decode()


@pytest.mark.parametrize("choice", FORGES)
def test_a_forged_button_is_answered_and_changes_nothing(person, register, stands, give, choice):
    give(Role.EQUIPE, "terminal")
    before = stands()
    assert person("terminal")("", choice).strip()
    assert stands() == before


@pytest.mark.parametrize("said", RESERVES)
def test_what_is_the_team_s_is_refused_to_a_buyer(person, register, stands, said):
    before = stands()
    answer = person("terminal", "acheteur")(said)
    assert "réservée à l'équipe SPASER" in answer
    assert stands() == before


@pytest.mark.parametrize(
    "said",
    [
        *("je m'occupe du marché 1", "marché 1 : ponctuel", "marché 1 direction Culture", "marché 1 référent Zoé Zed", "le marché 1 finit en juin 2030"),
        *("m:moi:1", "m:recurrent:1", "r:occupe:1", "r:tout:1", "r:transferer:1", "r:sans_objet:1", "r:reporter:1:mois", "r:diag:1"),
    ],
)  # fmt: skip
def test_the_contract_of_another_is_read_by_a_buyer_and_not_changed(person, register, stands, said):
    before = stands()
    buyer = person("terminal", "acheteur")
    answer = buyer("", said) if said[1] == ":" else buyer(said)
    assert answer.strip()
    after = stands()
    # Whoever said nothing yet may have been given a name of their own; nothing else is new.
    assert (after[:4], after[5:]) == (before[:4], before[5:])


def test_the_one_who_answers_for_it_changes_it(person, register, database):
    alice = person("terminal", "alice")
    assert "vous confie 1" in alice("je suis Alice Martin").replace("\u00a0", " ")
    assert "C'est noté" in alice("marché 1 direction Culture")
    alice("", "r:occupe:1")
    with database.reading() as memory:
        assert memory.marches.trouver(1).direction == "Culture"
        assert memory.rappels.trouver(1).reponse == "occupe"
        assert [change[4] for change in memory.marches.changements(1)][-1] == "terminal:alice"


def test_a_name_that_is_somebody_s_is_not_taken_by_another(person, register, give):
    person("terminal", "alice")("je suis Alice Martin")
    assert "déjà celui d'un autre" in person("terminal", "mallory")("je suis Alice Martin")
    assert "réservée" in person("terminal", "mallory")("libérer le nom Alice Martin")
    give(Role.EQUIPE, "terminal", "chef")
    assert "C'est fait" in person("terminal", "chef")("libérer le nom Alice Martin")
    assert "vous confie 1" in person("terminal", "mallory")("je suis Alice Martin").replace("\u00a0", " ")


def test_addresses_are_given_in_private_only(person, register, give):
    give(Role.EQUIPE, "slack")
    alice = person("slack", "alice", canal="C1", organisation="T1", prive=False)
    for said in ("registre", "agenda", "classeur"):
        assert "/registre/ouvrir/" not in alice(said)
        assert "/calendrier/" not in alice(said)
