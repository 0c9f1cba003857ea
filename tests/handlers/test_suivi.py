"""What official data tell of a contract, and what following it makes of that."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from handlers.etapes import dire
from handlers.suivi import mesures_du_contrat, suivre
from storage.records import EtapeRecord, NouveauContrat, Pas

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
JOUR = timedelta(days=1)


@pytest.fixture
def do(database):
    def do(work):
        with database.unit_of_work() as uow:
            result = work(uow)
            uow.commit()
        return result

    return do


@pytest.fixture
def contrat(do):
    """Register a contract of the Ville, as a file tells it."""

    def contrat(numero="M1", groupe=None, **decp):
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
        nouveau = NouveauContrat("21630113500010", numero, groupe=groupe or numero, decp=decp, **dits)
        return do(lambda uow: uow.contrats.creer(nouveau, "essai", NOW))

    return contrat


def followed(uow, contrat_id):
    return uow.achats.du_contrat(contrat_id)


def test_a_declared_none_is_a_no_and_a_silence_is_nothing(do, pack, contrat):
    muet = contrat("M1")
    rien = contrat("M2", considerationsSociales=["Pas de considération sociale"], considerationsEnvironnementales=["Pas de considération environnementale"])  # fmt: skip
    tout = contrat("M3", considerationsSociales=["Clause sociale", "Marché réservé"], considerationsEnvironnementales=["Critère environnemental"])  # fmt: skip
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
def test_the_advance_of_the_plan_is_thirty_percent(do, pack, contrat, decp, attendu):
    numero = contrat(**decp)
    do(lambda uow: suivre(uow, pack, [numero], NOW))
    assert do(lambda uow: followed(uow, numero)).traits["avance_bonifiee"] is attendu


def test_official_data_prove_actions_as_of_the_notification(do, pack, contrat):
    numero = contrat(considerationsSociales=["Marché réservé"], considerationsEnvironnementales=["Clause environnementale"], attributionAvance=True, tauxAvance=0.3)  # fmt: skip
    do(lambda uow: suivre(uow, pack, [numero], NOW))
    achat = do(lambda uow: followed(uow, numero))
    lignes = do(lambda uow: uow.achats.suivis([achat.id]))[achat.id]
    assert {ligne.action: ligne.passage for ligne in lignes} == dict.fromkeys((11, 17, 24), Pas.INSCRITE)
    etapes = do(lambda uow: uow.achats.etapes([achat.id]))[achat.id]
    assert {(une.jour, une.source) for une in etapes} == {(date(2026, 3, 2), "registre")}
    assert do(lambda uow: followed(uow, numero)).traits["responsable"] is True


def test_following_again_changes_nothing_and_silences_erase_no_answer(do, pack, contrat):
    numero = contrat(offresRecues=3)
    do(lambda uow: suivre(uow, pack, [numero], NOW))
    achat = do(lambda uow: followed(uow, numero))
    do(lambda uow: uow.achats.changer(achat.id, {"tpe_pme": True, "consideration_sociale": True}, NOW))
    do(lambda uow: suivre(uow, pack, [numero], NOW + JOUR))
    again = do(lambda uow: followed(uow, numero))
    assert again.traits["tpe_pme"] is True
    assert again.traits["consideration_sociale"] is True
    assert again.offres == 3
    assert do(lambda uow: uow.achats.combien()) == 1


def test_lots_and_the_years_of_contracts(do, pack, contrat):
    seul, sans_date = contrat("M1"), contrat("M2", notifie_le=None)
    lots = [contrat(f"L{rang}", groupe="C") for rang in (1, 2)]
    do(lambda uow: suivre(uow, pack, [seul, sans_date, *lots], NOW))
    lus = do(lambda uow: [followed(uow, un) for un in (seul, sans_date, *lots)])
    assert [un.traits["alloti"] for un in lus] == [False, False, True, True]
    assert [un.annee for un in lus] == [2026, None, 2026, 2026]


def test_a_department_given_to_a_contract_is_that_of_its_lines(do, pack, contrat):
    numero = contrat(considerationsEnvironnementales=["Clause environnementale"])
    do(lambda uow: suivre(uow, pack, [numero], NOW))
    do(lambda uow: uow.contrats.changer(numero, {"direction": "Écoles"}, "alice", NOW))
    achat = do(lambda uow: followed(uow, numero))
    assert achat.direction == "Écoles"
    assert do(lambda uow: uow.indicateurs.directions_connues()) == ["Écoles"]


def test_a_diagnosed_purchase_and_its_contract_become_one_history(do, pack, contrat):
    numero = contrat(considerationsEnvironnementales=["Clause environnementale"], offresRecues=4)
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


def test_a_concession_has_no_formalised_procedure(pack, do, contrat):
    numero = contrat(concession=True, procedure="appel_offres")
    lu = do(lambda uow: uow.contrats.trouver(numero))
    assert mesures_du_contrat(lu, None, lots=False)["formalise"] is None
    assert mesures_du_contrat(lu, None, lots=False)["nature"] == "concession"
