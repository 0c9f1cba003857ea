"""A session: which contracts come in, what is decided of them and targeted, undone, kept as minutes; whose ratings are whose."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from handlers.cad.comite import Quand
from handlers.cad.gestes import decider, defaire, dresser, placer
from handlers.cad.seance import celui, decision_de, presentes
from knowledge.cad.seance import Issue
from storage.cad.records import CotationRecord
from storage.diagnostic.records import NouveauDiagnostic
from storage.registre.records import NouveauMarche
from storage.suivi.records import Pas

NOW = datetime(2026, 12, 10, 14, tzinfo=UTC)
QUAND = Quand(NOW.date(), NOW, "essai:equipe")
AVANT, SEANCE, APRES = date(2025, 12, 11), date(2026, 12, 10), date(2027, 12, 9)


def marche(numero, attribution, **valeurs):
    defauts = {"acheteur": "ville", "objet": f"Marché {numero}", "recurrent": True}
    return NouveauMarche(
        "21630113500010", str(numero), **{**defauts, **valeurs}, attribution_prevue=attribution, fin_dite=attribution
    )


@pytest.fixture
def memory(database):
    with database.unit_of_work() as uow:
        uow.marches.ajouter(
            [
                marche(1, date(2028, 1, 15)),
                marche(2, date(2028, 11, 30)),
                marche(3, date(2027, 12, 1)),  # of the session before
                marche(4, date(2028, 12, 9)),  # of the one after: it sits on that very day a year before
                marche(5, date(2028, 3, 1), recurrent=False),
                marche(6, date(2028, 3, 1), acheteur="metropole"),
                marche(7, date(2028, 5, 1), groupe="g", lot="1"),
                marche(8, date(2028, 5, 1), groupe="g", lot="2"),
            ],
            None,
            NOW,
        )
        for jour in (AVANT, SEANCE, APRES):
            uow.seances.convoquer("ville", jour)
        yield uow


def seance(memory, jour=SEANCE):
    return next(une for une in memory.seances.liste() if une.jour == jour)


def numeros(memory, pack, jour=SEANCE):
    return [int(un.marche.numero) for un in presentes(memory, pack, seance(memory, jour))]


def trouver(memory, numero):
    return next(un for un in memory.marches.tous() if un.numero == str(numero))


def le(memory, pack, numero, jour=SEANCE):
    return celui(presentes(memory, pack, seance(memory, jour)), trouver(memory, numero).id)


def remplacant(memory, numero):
    return memory.achats.qui_remplace(trouver(memory, numero).id)


def visees(memory, numero):
    achat = remplacant(memory, numero)
    lignes = [] if achat is None else memory.achats.suivis([achat.id]).get(achat.id, [])
    return [une.action for une in lignes if Pas.CIBLEE in une.passage]


def test_contracts_come_in_by_their_milestone_lots_together(memory, pack):
    assert numeros(memory, pack) == [1, 7, 2]
    assert numeros(memory, pack, AVANT) == [3]
    assert numeros(memory, pack, APRES) == [4]
    assert [lot.numero for lot in le(memory, pack, 8).lots] == ["7", "8"]


def test_somebody_adds_and_withdraws(memory, pack):
    ici = seance(memory)
    assert placer(memory, ici, trouver(memory, 5), None, "ajoute", "volontaire", QUAND)
    assert placer(memory, ici, trouver(memory, 1), le(memory, pack, 1), "retire", None, QUAND)
    assert not placer(memory, ici, trouver(memory, 1), None, "retire", None, QUAND)
    assert numeros(memory, pack) == [5, 7, 2]


def test_what_is_retained_is_targeted_as_of_the_session_and_what_is_not_no_more(memory, pack):
    ici, plus_tard = seance(memory), replace(QUAND, jour=SEANCE + timedelta(days=3), le=NOW + timedelta(days=3))
    fait = decider(memory, pack, ici, le(memory, pack, 1), "retenu", ["8", "22", "vise_tpe_pme"], None, QUAND)
    achat = remplacant(memory, 1)
    assert visees(memory, 1) == [8, 22]
    assert (achat.annee, achat.attribution_le, achat.traits["vise_tpe_pme"]) == (2028, date(2028, 1, 15), True)
    assert {une.jour for une in memory.achats.etapes([achat.id])[achat.id]} == {SEANCE}
    assert not decider(memory, pack, ici, fait.presente, "retenu", ["8"], None, plus_tard).change
    fait = decider(memory, pack, ici, fait.presente, "ecarte", ["22"], "pas d'offre", plus_tard)
    assert visees(memory, 1) == [8]
    assert decision_de(fait.presente).actions == (8,)
    fait = decider(memory, pack, ici, fait.presente, "reporte", [], "incomplet", plus_tard)
    assert visees(memory, 1) == []
    assert (decision_de(fait.presente).issue, fait.presente.retenus) == (Issue.REPORTE, ())
    # Retained again, it is put off no more.
    fait = decider(
        memory, pack, ici, fait.presente, "retenu", ["8"], None, replace(plus_tard, le=NOW + timedelta(days=4))
    )
    assert (decision_de(fait.presente).issue, visees(memory, 1)) == (Issue.RETENU, [8])


def test_what_was_said_is_undone_and_stands_again(memory, pack):
    ici = seance(memory)
    decider(memory, pack, ici, le(memory, pack, 1), "retenu", ["8"], None, QUAND)
    fait = decider(memory, pack, ici, le(memory, pack, 1), "ecarte", ["8"], "trop petit", QUAND)
    avant = memory.seances.dernier_dit()
    (touche,) = defaire(memory, pack, ici, fait.depuis, replace(QUAND, le=NOW + timedelta(minutes=1)))
    assert (touche.retenus, visees(memory, 1)) == (("8",), [8])
    (touche,) = defaire(memory, pack, ici, avant, replace(QUAND, le=NOW + timedelta(minutes=2)))
    assert ([dit.motif for dit in touche.ecartes], visees(memory, 1)) == (["trop petit"], [])
    # Nobody undoes what somebody else said.
    assert defaire(memory, pack, ici, 0, replace(QUAND, par="essai:autre")) == []


def test_a_purchase_that_was_targeted_is_the_one_that_is_diagnosed(memory, pack):
    decider(memory, pack, seance(memory), le(memory, pack, 1), "retenu", ["8"], None, QUAND)
    vise = remplacant(memory, 1)
    conversation = memory.conversations.open("essai", "alice", "alice", NOW)
    memory.journal.inscrire(
        conversation.id,
        NouveauDiagnostic(
            NOW.date(), "clermont", "1", "x", {}, (), "Nettoyage", "ville", (), (), marche_id=trouver(memory, 1).id
        ),
        NOW,
    )
    repris = remplacant(memory, 1)
    assert (repris.id, repris.conversation_id, visees(memory, 1)) == (vise.id, conversation.id, [8])


def test_minutes_keep_what_was_presented_and_the_rest_comes_back(memory, pack):
    ici = seance(memory)
    decider(memory, pack, ici, le(memory, pack, 1), "retenu", ["8"], None, QUAND)
    decider(memory, pack, ici, le(memory, pack, 2), "reporte", [], "incomplet", QUAND)
    dresser(memory, pack, ici, "Deux élus absents.", QUAND, tenue=True)
    memory.marches.changer(trouver(memory, 1).id, {"attribution_prevue": date(2030, 1, 1)}, "x", NOW)
    assert numeros(memory, pack) == [7, 2, 1]
    # Put off, or left without a decision.
    assert set(numeros(memory, pack, APRES)) == {2, 4, 7}
    assert not memory.seances.decommander("ville", SEANCE)


def test_ratings_outlive_a_session_that_is_called_off(memory):
    def cotation(jour, **valeurs):
        numero = None if jour is None else seance(memory, jour).id
        return CotationRecord(
            numero, trouver(memory, 1).id, "plie", {"heures": "12"}, **{"finie": True, "le": NOW, "par": "x", **valeurs}
        )

    memory.seances.coter(cotation(SEANCE, finie=False))
    memory.seances.coter(cotation(SEANCE))
    assert [une.finie for une in memory.seances.cotations(seance(memory).id)] == [True]
    suivante = seance(memory, APRES).id
    assert memory.seances.decommander("ville", SEANCE)
    assert memory.seances.derniere_cotation([trouver(memory, 1).id], "plie", suivante).reponses == {"heures": "12"}
