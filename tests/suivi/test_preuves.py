"""What official data tell of a contract, and what following it makes of that."""

from __future__ import annotations

import threading
import time
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from handlers.suivi.etapes import dire, etablir
from handlers.suivi.preuves import mesures_du_marche, rattraper, suivre
from knowledge.plan.declaration import SENS_UNIQUE
from storage.registre.records import NouveauMarche
from storage.suivi.records import EtapeRecord, Pas

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
JOUR = timedelta(days=1)


@pytest.fixture
def marche(do):
    """Register a contract of the Ville, as a file tells it."""

    def marche(numero="M1", groupe=None, **decp):
        dits = {
            "acheteur": "ville",
            "objet": "nettoyage des écoles",
            "nature": "services",
            "procedure": "mapa",
            "montant_ht": Decimal(85_000),
            "notifie_le": date(2026, 3, 2),
            "duree_mois": 12,
            **{
                nom: decp.pop(nom)
                for nom in ("procedure", "notifie_le", "montant_ht", "lot", "concession")
                if nom in decp
            },
        }
        nouveau = NouveauMarche("21630113500010", numero, groupe=groupe or numero, decp=decp, **dits)
        return do(lambda uow: uow.marches.creer(nouveau, "essai", NOW))

    return marche


def followed(uow, marche_id):
    return uow.achats.du_marche(marche_id)


def test_a_declared_none_is_a_no_and_a_silence_is_nothing(do, pack, marche):
    muet = marche("M1")
    rien = marche("M2", considerationsSociales=["Pas de considération sociale"], considerationsEnvironnementales=["Pas de considération environnementale"])  # fmt: skip
    tout = marche("M3", considerationsSociales=["Clause sociale", "Marché réservé"], considerationsEnvironnementales=["Critère environnemental"])  # fmt: skip
    do(lambda uow: suivre(uow, pack, [muet, rien, tout], NOW))
    lus = do(lambda uow: [followed(uow, un).traits for un in (muet, rien, tout)])
    noms = ("consideration_environnementale", "critere_environnemental", "consideration_sociale", "reserve", "clause_insertion")  # fmt: skip
    assert [[un[nom] for nom in noms] for un in lus] == [
        [None, None, None, None, None],
        [False, False, False, False, False],
        # A social clause may be one of insertion or not: nobody knows.
        [True, True, True, True, None],
    ]


@pytest.mark.parametrize(
    ("decp", "attendu"),
    [
        ({}, None),
        ({"attributionAvance": False}, False),
        ({"attributionAvance": True}, None),
        ({"attributionAvance": True, "tauxAvance": 0.05}, False),
        ({"attributionAvance": True, "tauxAvance": 0.3}, True),
    ],
)
def test_the_advance_of_the_plan_is_thirty_percent(do, pack, marche, decp, attendu):
    numero = marche(**decp)
    do(lambda uow: suivre(uow, pack, [numero], NOW))
    assert do(lambda uow: followed(uow, numero)).traits["avance_bonifiee"] is attendu


def test_official_data_prove_actions_as_of_the_notification(do, pack, marche):
    numero = marche(considerationsSociales=["Marché réservé"], considerationsEnvironnementales=["Clause environnementale"], attributionAvance=True, tauxAvance=0.3)  # fmt: skip
    do(lambda uow: suivre(uow, pack, [numero], NOW))
    achat = do(lambda uow: followed(uow, numero))
    lignes = do(lambda uow: uow.achats.suivis([achat.id]))[achat.id]
    assert {ligne.action: ligne.passage for ligne in lignes} == dict.fromkeys((11, 17, 24), Pas.INSCRITE)
    etapes = do(lambda uow: uow.achats.etapes([achat.id]))[achat.id]
    assert {(une.jour, une.source) for une in etapes} == {(date(2026, 3, 2), "registre")}
    assert do(lambda uow: followed(uow, numero)).traits["responsable"] is True


def test_following_again_changes_nothing_and_silences_erase_no_answer(do, pack, marche):
    numero = marche(offresRecues=3)
    do(lambda uow: suivre(uow, pack, [numero], NOW))
    achat = do(lambda uow: followed(uow, numero))
    do(lambda uow: uow.achats.changer(achat.id, {"tpe_pme": True, "sous_traitance": True}, NOW))
    do(lambda uow: suivre(uow, pack, [numero], NOW + JOUR))
    again = do(lambda uow: followed(uow, numero))
    assert again.traits["tpe_pme"] is True
    assert again.traits["sous_traitance"] is True
    assert again.offres == 3
    assert do(lambda uow: uow.achats.combien()) == 1


def test_lots_and_the_years_of_contracts(do, pack, marche):
    seul, sans_date = marche("M1"), marche("M2", notifie_le=None)
    lots = [marche(f"L{rang}", groupe="C") for rang in (1, 2)]
    do(lambda uow: suivre(uow, pack, [seul, sans_date, *lots], NOW))
    lus = do(lambda uow: [followed(uow, un) for un in (seul, sans_date, *lots)])
    # That no other lot is known does not make it none.
    assert [un.traits["alloti"] for un in lus] == [None, None, True, True]
    assert [un.annee for un in lus] == [2026, None, 2026, 2026]


@pytest.mark.parametrize("sociale", [None, "Pas de considération sociale", "Clause sociale", "Marché réservé"])
@pytest.mark.parametrize("environnementale", [None, "Pas de considération environnementale", "Critère environnemental"])
@pytest.mark.parametrize("lot", [None, "3"])
def test_what_official_data_say_one_way_only_is_declared_so(do, pack, marche, sociale, environnementale, lot):
    dites = {"considerationsSociales": sociale, "considerationsEnvironnementales": environnementale}
    numero = marche(lot=lot, **{nom: [une] for nom, une in dites.items() if une})
    do(lambda uow: suivre(uow, pack, [numero], NOW))
    traits = do(lambda uow: followed(uow, numero)).traits
    for trait, sens in SENS_UNIQUE.items():
        assert traits[trait.value] in (sens, None), trait
    for trait in ("reserve", "consideration_sociale"):
        assert traits[trait] is (None if sociale is None else sociale != "Pas de considération sociale" and (trait != "reserve" or sociale == "Marché réservé"))  # fmt: skip


def test_how_a_procedure_ended_is_known_of_what_was_diagnosed_only(do, pack, marche):
    du_registre, suivi = marche("M1"), marche("M2")
    do(lambda uow: suivre(uow, pack, [du_registre, suivi], NOW))
    assert [do(lambda uow, un=un: followed(uow, un)).traits["infructueux"] for un in (du_registre, suivi)] == [None] * 2

    def diagnosed(uow):
        conversation = uow.conversations.open("web", "page", "alice", NOW)
        achat_id = uow.achats.creer({"acheteur": "ville", "conversation_id": conversation.id, "infructueux": True, "conclu": True}, NOW)  # fmt: skip
        assert uow.achats.rattacher(achat_id, suivi, NOW)
        etablir(uow.achats, pack, achat_id, NOW)
        return achat_id

    achat_id = do(diagnosed)
    assert do(lambda uow: uow.achats.trouver(achat_id)).traits["infructueux"] is False
    do(lambda uow: suivre(uow, pack, [du_registre, suivi], NOW + JOUR))
    assert [do(lambda uow, un=un: followed(uow, un)).traits["infructueux"] for un in (du_registre, suivi)] == [
        None,
        False,
    ]


def test_a_department_given_to_a_contract_is_that_of_its_lines(do, pack, marche):
    numero = marche(considerationsEnvironnementales=["Clause environnementale"])
    do(lambda uow: suivre(uow, pack, [numero], NOW))
    do(lambda uow: uow.marches.changer(numero, {"direction": "Écoles"}, "alice", NOW))
    achat = do(lambda uow: followed(uow, numero))
    assert achat.direction == "Écoles"
    assert do(lambda uow: uow.indicateurs.directions_connues()) == ["Écoles"]


def test_a_diagnosed_purchase_and_its_contract_become_one_history(do, pack, marche):
    numero = marche(considerationsEnvironnementales=["Clause environnementale"], offresRecues=4)
    do(lambda uow: suivre(uow, pack, [numero], NOW))

    def diagnosed(uow):
        conversation = uow.conversations.open("web", "page", "alice", NOW)
        valeurs = {"acheteur": "?", "annee": 2025, "conversation_id": conversation.id, "objet": "ménage"}
        achat_id = uow.achats.creer(valeurs, NOW)
        uow.achats.dire(achat_id, [EtapeRecord(24, "retenue", None, date(2025, 5, 1), NOW, "alice", "personne")], NOW)
        return achat_id

    achat_id = do(diagnosed)
    assert do(lambda uow: uow.achats.rattacher(achat_id, numero, NOW))
    assert do(lambda uow: uow.achats.rattacher(achat_id, numero, NOW))  # pressed twice
    achat = do(lambda uow: followed(uow, numero))
    assert (achat.id, achat.acheteur, achat.annee, achat.offres, achat.attribue) == (achat_id, "ville", 2026, 4, True)
    [ligne] = do(lambda uow: uow.achats.suivis([achat_id]))[achat_id]
    assert ligne.passage == Pas.RETENUE | Pas.INSCRITE
    assert do(lambda uow: uow.achats.combien()) == 1
    autre = do(diagnosed)
    assert not do(lambda uow: uow.achats.rattacher(autre, numero, NOW))


def test_an_action_settles_what_its_fiche_says(do, pack):
    achat_id = do(lambda uow: uow.achats.creer({"acheteur": "ville", "annee": 2026}, NOW))

    def etape(nom, jour):
        return EtapeRecord(8, nom, None, date(2026, 3, jour), NOW, "alice", "personne")

    def clause(*etapes):
        do(lambda uow: dire(uow.achats, pack, achat_id, etapes, NOW))
        return do(lambda uow: uow.achats.trouver(achat_id)).traits["clause_insertion"]

    assert clause(etape("retenue", 1)) is None
    assert clause(etape("inscrite", 2)) is True
    assert clause(etape("ecartee", 3)) is False
    assert clause(etape("inscrite", 4)) is True


def test_a_concession_has_no_formalised_procedure(pack, do, marche):
    numero = marche(concession=True, procedure="appel_offres")
    lu = do(lambda uow: uow.marches.trouver(numero))
    assert mesures_du_marche(lu, None, lots=False)["formalise"] is None
    assert mesures_du_marche(lu, None, lots=False)["nature"] == "concession"


def test_what_was_in_the_register_before_is_followed_too(do, pack, database, marche):
    numeros = [marche("M1"), marche("M2")]
    assert rattraper(database, pack, NOW) == 2
    assert rattraper(database, pack, NOW) == 0
    assert do(lambda uow: [followed(uow, un).annee for un in numeros]) == [2026, 2026]


def test_what_official_data_no_longer_prove_goes_with_them(do, pack, marche):
    numero = marche(considerationsEnvironnementales=["Critère environnemental"])
    do(lambda uow: suivre(uow, pack, [numero], NOW))
    do(lambda uow: uow.marches.changer(numero, {"decp": {"considerationsEnvironnementales": ["Pas de considération environnementale"]}}, "essai", NOW))  # fmt: skip
    do(lambda uow: suivre(uow, pack, [numero], NOW + JOUR))
    achat = do(lambda uow: followed(uow, numero))
    assert do(lambda uow: uow.achats.suivis([achat.id])) == {}
    assert achat.traits["consideration_environnementale"] is False
    assert achat.traits["responsable"] is None
    # Whatever is said next of another action.
    do(lambda uow: dire(uow.achats, pack, achat.id, [EtapeRecord(8, "inscrite", None, date(2026, 4, 1), NOW, "a", "personne")], NOW))  # fmt: skip
    traits = do(lambda uow: followed(uow, numero)).traits
    assert (traits["consideration_environnementale"], traits["consideration_sociale"]) == (False, True)


def test_an_action_set_aside_denies_nothing_that_official_data_say(do, pack, marche):
    numero = marche(considerationsEnvironnementales=["Critère environnemental"])
    do(lambda uow: suivre(uow, pack, [numero], NOW))
    achat = do(lambda uow: followed(uow, numero))
    ecartee = EtapeRecord(24, "ecartee", "trop cher", date(2026, 4, 1), NOW, "alice", "personne")
    do(lambda uow: dire(uow.achats, pack, achat.id, [ecartee], NOW))
    traits = do(lambda uow: followed(uow, numero)).traits
    assert (traits["critere_environnemental"], traits["consideration_environnementale"]) == (True, True)


def test_the_other_lots_have_what_was_said_of_the_purchase(do, pack, marche):
    lots = [marche(f"L{rang}", groupe="C") for rang in (1, 2)]
    do(lambda uow: suivre(uow, pack, lots, NOW))

    def diagnosed(uow):
        conversation = uow.conversations.open("web", "page", "alice", NOW)
        achat_id = uow.achats.creer({"acheteur": "ville", "conversation_id": conversation.id, "alloti": False}, NOW)
        uow.achats.dire(achat_id, [EtapeRecord(8, "inscrite", None, date(2026, 1, 1), NOW, "alice", "personne")], NOW)
        return achat_id

    achat_id = do(diagnosed)
    assert do(lambda uow: uow.achats.rattacher(achat_id, lots[0], NOW))
    siens = do(lambda uow: [followed(uow, un) for un in lots])
    assert [un.id == achat_id for un in siens] == [True, False]
    lignes = do(lambda uow: uow.achats.suivis([un.id for un in siens]))
    dites = [ligne.passage for un in siens for ligne in lignes[un.id] if ligne.action == 8]
    assert dites == [Pas.INSCRITE, Pas.INSCRITE]
    # The buyer knows whether it was divided better than the register guesses.
    assert siens[0].traits["alloti"] is False


@pytest.mark.parametrize("new_url", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True)
@pytest.mark.parametrize("qui", ["import", "answer"])
def test_an_import_and_an_answer_at_once_wait_for_each_other(do, pack, database, marche, qui):
    numero = marche(considerationsEnvironnementales=["Clause environnementale"], offresRecues=4)
    do(lambda uow: suivre(uow, pack, [numero], NOW))

    def diagnosed(uow):
        conversation = uow.conversations.open("web", "page", "alice", NOW)
        return uow.achats.creer({"acheteur": "ville", "annee": 2026, "conversation_id": conversation.id}, NOW)

    achat_id = do(diagnosed)
    works = {
        "import": lambda uow: suivre(uow, pack, [numero], NOW),
        "answer": lambda uow: uow.achats.rattacher(achat_id, numero, NOW),
    }
    failed = []

    def other():
        try:
            do(works["answer" if qui == "import" else "import"])
        except Exception as error:  # noqa: BLE001
            failed.append(error)

    with database.unit_of_work() as uow:
        works[qui](uow)
        thread = threading.Thread(target=other)
        thread.start()
        time.sleep(0.3)
        uow.commit()
    thread.join(timeout=20)
    assert failed == []
    assert do(lambda uow: uow.achats.combien()) == 1
    achat = do(lambda uow: followed(uow, numero))
    assert (achat.id, achat.offres) == (achat_id, 4)
    assert [ligne.action for ligne in do(lambda uow: uow.achats.suivis([achat_id]))[achat_id]] == [24]
