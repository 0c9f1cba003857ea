"""Lots of a followed purchase: steps of some and not of others, holders, and the contracts that they became."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from knowledge.suivi.lots import apparier, lire_les_issues, lire_les_liens, lire_une_etape
from storage.registre.records import NouveauMarche
from storage.suivi.passages import passage, passage_du_lot
from storage.suivi.records import EtapeRecord, LotAchete, Pas
from storage.suivi.repository import ECARTEE, INSCRITE, PERSONNE, PROPOSEE, REALISEE, RETENUE
from tests.suivi.test_worker import Monde

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
NOMS = {1: "vitrerie", 2: "locaux", 3: "voirie"}
LOTS = [LotAchete(numero, nom, Decimal(10_000)) for numero, nom in NOMS.items()]


def etape(nom, *lots, minutes=0):
    return EtapeRecord(8, nom, None, NOW.date(), NOW.replace(minute=minutes), "essai:alice", PERSONNE, lots)


# --- what is said -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dit", "issues"),
    [
        ("lot 1 à Onet, lot 2 sans suite", [((1,), "attribue", "Onet"), ((2,), "sans_suite", None)]),
        ("le lot 1 a été attribué à la société GSF, les lots 2 et 3 à Onet Services",
         [((1,), "attribue", "GSF"), ((2, 3), "attribue", "Onet Services")]),
        ("lot 2 infructueux", [((2,), "infructueux", None)]),
        ("lot 1 attribué, lot 2 sans suite", [((1,), "attribue", None), ((2,), "sans_suite", None)]),
        ("lot 1 : 40 000, lot 2 : 30 000", []),
        ("lot 4 sans suite", []),
        ("le lot 1 est-il attribué à Onet ?", []),
    ],
)  # fmt: skip
def test_who_holds_each_lot(dit, issues):
    assert [(une.lots, une.issue, une.titulaire) for une in lire_les_issues(dit, NOMS)] == issues


@pytest.mark.parametrize(
    ("dit", "lue"),
    [
        ("retiens 8 pour les lots 1 et 3", ("retenue", (1, 3), (8,), False)),
        ("la clause est dans le lot 2 seulement", ("inscrite", (2,), (), True)),
        ("l'action 8 n'est pas dans le lot 1", ("ecartee", (1,), (8,), False)),
        ("l'action 8 est réalisée pour le lot 3", ("realisee", (3,), (8,), False)),
        ("écarte la 11 pour le lot vitrerie", ("ecartee", (1,), (11,), False)),
        ("retiens la 8", None),
        ("le lot 2 fait 40 000", None),
    ],
)
def test_steps_of_some_lots(dit, lue):
    trouve = lire_une_etape(dit, NOMS)
    assert (None if trouve is None else (trouve.etape, trouve.lots, trouve.actions, trouve.seulement)) == lue


def test_links_by_number_by_name_and_taken_back():
    dits = lire_les_liens("le lot 1 est le marché 45, le lot 2 n'est pas le marché 46", NOMS)
    assert [(un.lot, un.marche, un.non) for un in dits] == [(1, 45, False), (2, 46, True)]
    marches = {7: ("2", "Nettoyage"), 8: ("9", "Nettoyage - voirie"), 9: (None, "Vitrerie des écoles")}
    assert apparier(NOMS, marches) == {2: 7, 3: 8, 1: 9}
    # Of two that are alike, neither.
    assert apparier({1: "nettoyage"}, {7: (None, "Nettoyage A"), 8: (None, "Nettoyage B")}) == {}


# --- where an action stands -------------------------------------------------------------------------------------------


def test_a_step_of_one_lot_is_the_contract_s_and_none_of_the_others():
    etapes = [etape(PROPOSEE), etape(INSCRITE, 2, minutes=1), etape(ECARTEE, 1, 3, minutes=1)]
    assert passage(etapes, tuple(NOMS)) == Pas.PROPOSEE | Pas.INSCRITE
    assert [passage_du_lot(etapes, n) for n in NOMS] == [
        Pas.PROPOSEE | Pas.ECARTEE, Pas.PROPOSEE | Pas.INSCRITE, Pas.PROPOSEE | Pas.ECARTEE,
    ]  # fmt: skip


def test_set_aside_for_every_lot_it_is_for_the_contract():
    etapes = [etape(PROPOSEE), *(etape(ECARTEE, numero, minutes=numero) for numero in NOMS)]
    assert passage(etapes[:3], tuple(NOMS)) == Pas.PROPOSEE
    assert passage(etapes, tuple(NOMS)) == Pas.PROPOSEE | Pas.ECARTEE


# --- the register -----------------------------------------------------------------------------------------------------


@pytest.fixture
def attache(database):
    """A purchase of three lots that became three contracts of one consultation; the third is another's."""
    with database.unit_of_work() as uow:
        conversation = uow.conversations.open("essai", "mp", "alice", NOW)
        achat = uow.achats.creer({"conversation_id": conversation.id, "objet": "nettoyage", "acheteur": "ville"}, NOW)
        uow.achats.dire_les_lots(achat, LOTS, NOW)
        uow.achats.dire(achat, [etape(PROPOSEE), etape(RETENUE, 1, 3, minutes=1), etape(INSCRITE, 1, minutes=2)], NOW)
        marches = [
            uow.marches.creer(
                NouveauMarche("21630113500010", f"2026-{n}", "ville", objet=f"nettoyage lot {n}", lot=str(n), groupe="lots/abc",
                              notifie_le=date(2026, 3, 1)),
                "essai", NOW,
            )
            for n in NOMS
        ]  # fmt: skip
        etranger = uow.marches.creer(NouveauMarche("21630113500010", "autre", "ville", groupe="autre"), "essai", NOW)
        uow.achats.suivre(
            {m: {"acheteur": "ville", "consultation": "lots/abc", "attribue": True, "conclu": True} for m in marches},
            {},
            NOW,
        )
        assert uow.achats.rattacher(achat, marches[0], NOW)
        uow.commit()
    return database, achat, marches, etranger


def passages(memory, marches):
    achats = [memory.achats.du_marche(marche) for marche in marches]
    suivis = memory.achats.suivis([un.id for un in achats])
    return [suivis[un.id][0].passage if un.id in suivis else Pas(0) for un in achats]


def test_each_contract_has_the_steps_of_its_lot(attache):
    database, achat, marches, etranger = attache
    with database.unit_of_work() as uow:
        assert uow.achats.rattacher_les_lots(achat, dict(zip(NOMS, marches, strict=True)), NOW)
        assert [lot.marche_id for lot in uow.achats.trouver(achat).lots] == marches
        _, deux, trois = passages(uow, marches)
        assert (deux, trois) == (Pas.PROPOSEE, Pas.PROPOSEE | Pas.RETENUE)
        assert not uow.achats.rattacher_les_lots(achat, {1: etranger}, NOW)
        assert not uow.achats.rattacher_les_lots(achat, {4: marches[0]}, NOW)
        # Said of the wrong ones: the other way round.
        assert uow.achats.rattacher_les_lots(achat, {2: marches[2], 3: marches[1]}, NOW)
        _, deux, trois = passages(uow, marches)
        assert (deux, trois) == (Pas.PROPOSEE | Pas.RETENUE, Pas.PROPOSEE)
        uow.achats.dire(achat, [replace(etape(REALISEE, 3, minutes=5))], NOW)
        uow.achats.partager(achat, NOW)
        assert Pas.REALISEE in passages(uow, marches)[1]


def test_detached_the_lots_are_no_contract_s(attache):
    database, achat, marches, _ = attache
    with database.unit_of_work() as uow:
        uow.achats.rattacher_les_lots(achat, dict(zip(NOMS, marches, strict=True)), NOW)
        assert uow.achats.detacher(achat, NOW) == [marches[0]]
        ici = uow.achats.trouver(achat)
        assert (ici.marche_id, ici.consultation, {lot.marche_id for lot in ici.lots}) == (None, None, {None})
        assert passages(uow, marches[1:]) == [Pas(0), Pas(0)]
        assert [lot.intitule for lot in ici.lots] == list(NOMS.values())


# --- in the conversation ----------------------------------------------------------------------------------------------


@pytest.fixture
def monde(bot, database, screen, clock):
    clock.now = NOW
    un = Monde(bot, database, screen, clock)
    un._connus = set()
    return un


def test_said_in_the_conversation_it_is_kept_lot_by_lot(monde):
    achat = monde.diagnostique("nettoyage des bâtiments", lots=[lot.en_json() for lot in LOTS])
    assert "pas pour les lots 1, 3" in monde.dit("la clause est dans le lot 2 seulement")
    assert monde.suivi(achat)[8] == Pas.PROPOSEE | Pas.RETENUE | Pas.INSCRITE
    assert "à retenir pour les lots 1, 3" in monde.dit("retiens 22 pour les lots 1 et 3")
    dit = monde.dit("lot 1 à Onet, lot 2 sans suite")
    assert "lot 1 : attribué à Onet" in dit
    assert "lot 2 : sans suite" in dit
    assert "Reste à dire : le lot 3" in dit
    assert not monde.achat(achat).conclu
    monde.dit("le lot 3 est attribué à GSF")
    ici = monde.achat(achat)
    assert (ici.conclu, ici.attribue, ici.traits["infructueux"]) == (True, True, False)
    assert [(lot.issue, lot.titulaire) for lot in ici.lots] == [
        ("attribue", "Onet"),
        ("sans_suite", None),
        ("attribue", "GSF"),
    ]


def test_every_lot_failed_the_procedure_did(monde):
    achat = monde.diagnostique("nettoyage des bâtiments", lots=[lot.en_json() for lot in LOTS[:2]])
    monde.dit("lot 1 infructueux, lot 2 infructueux")
    ici = monde.achat(achat)
    assert (ici.conclu, ici.attribue, ici.traits["infructueux"]) == (True, False, True)


def test_a_lot_that_is_dropped_is_no_action_of_it(monde):
    achat = monde.diagnostique("nettoyage des bâtiments", lots=[lot.en_json() for lot in LOTS])
    avant = monde.suivi(achat)
    monde.dit("retire le lot vitrerie")
    assert monde.suivi(achat) == avant
