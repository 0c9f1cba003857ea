from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import pytest

from storage.diagnostic.records import (
    DecisionRecord,
    DiagnosticRecord,
    NouveauDiagnostic,
    ObligationRecord,
    RecommandationRecord,
)
from storage.errors import UnknownRecommendationError

NETTOYAGE = NouveauDiagnostic(
    jour=date(2026, 3, 2),
    pack="clermont",
    pack_version="2024-2026",
    pack_empreinte="c0ffee",
    faits={"montant_ht": "120000.50", "nature": ["services"]},
    sans_reponse=("duree_mois",),
    objet="nettoyage des écoles",
    acheteur="ville",
    recommandations=(
        {
            "action": 8,
            "regle": "etude",
            "portee": "a_etudier",
            "verdict": "oui",
            "motif": "120 000 € dépassent 90 000 €",
        },
        {"action": 22, "regle": "toujours", "portee": "systematique", "verdict": "oui", "motif": "tout contrat"},
    ),
    obligations=(
        {"id": "condition_sociale", "a_confirmer": None},
        {"id": "avance", "a_confirmer": "la taille du titulaire"},
    ),
)


@pytest.fixture
def diagnose(database, conversation, now):
    def diagnose(diagnostic=NETTOYAGE):
        number = conversation()
        with database.unit_of_work() as uow:
            diagnosed = uow.journal.inscrire(number, diagnostic, now)
            uow.commit()
        return diagnosed

    return diagnose


@pytest.fixture
def decide(database, now):
    def decide(diagnostic, action, etape, motif=None, par="alice", le=now):
        with database.unit_of_work() as uow:
            changed = uow.journal.decider(diagnostic, action, etape, motif, par, le)
            uow.commit()
        return changed

    return decide


def test_a_diagnosis_is_read_as_it_was_said(database, conversation, diagnose, now):
    number = diagnose()

    with database.reading() as memory:
        read = memory.journal.diagnostic(number)

    assert read == DiagnosticRecord(
        id=number,
        conversation_id=conversation(),
        cree_le=now,
        jour=date(2026, 3, 2),
        pack="clermont",
        pack_version="2024-2026",
        pack_empreinte="c0ffee",
        faits={"montant_ht": "120000.50", "nature": ["services"]},
        sans_reponse=("duree_mois",),
        objet="nettoyage des écoles",
        acheteur="ville",
        marche_id=None,
        achat_id=read.achat_id,
        recommandations=(
            RecommandationRecord(8, "etude", "a_etudier", "oui", "120 000 € dépassent 90 000 €"),
            RecommandationRecord(22, "toujours", "systematique", "oui", "tout contrat"),
        ),
        obligations=(
            ObligationRecord("condition_sociale", None),
            ObligationRecord("avance", "la taille du titulaire"),
        ),
    )


def test_a_diagnosis_may_conclude_on_nothing(database, diagnose):
    number = diagnose(replace(NETTOYAGE, recommandations=(), obligations=(), objet=None, acheteur=None))

    with database.reading() as memory:
        read = memory.journal.diagnostic(number)
    assert (read.recommandations, read.obligations, read.objet, read.acheteur) == ((), (), None, None)


def test_an_unknown_diagnosis_is_none(database):
    with database.reading() as memory:
        assert memory.journal.diagnostic(404) is None


def test_the_last_diagnoses_come_newest_first(database, diagnose):
    numbers = [diagnose(replace(NETTOYAGE, objet=objet)) for objet in ("un", "deux", "trois")]

    with database.reading() as memory:
        last = memory.journal.derniers(2)
    assert [(read.id, read.objet, len(read.recommandations)) for read in last] == [
        (numbers[2], "trois", 2),
        (numbers[1], "deux", 2),
    ]


def test_the_last_decision_of_each_action_stands(database, diagnose, decide, now):
    number = diagnose()
    diagnose()
    later = now + timedelta(days=1)

    assert decide(number, 8, "retenue")
    assert decide(number, 22, "retenue")
    assert decide(number, 8, "ecartee", "pas d'offre", par="bob", le=later)

    with database.reading() as memory:
        assert memory.journal.decisions(number) == {
            8: DecisionRecord(8, "ecartee", "pas d'offre", later, "bob"),
            22: DecisionRecord(22, "retenue", None, now, "alice"),
        }


def test_the_same_click_twice_is_logged_once_but_a_change_of_mind_is_not_lost(diagnose, decide):
    number = diagnose()

    assert decide(number, 8, "ecartee", "pas d'offre")
    assert not decide(number, 8, "ecartee", "pas d'offre")
    assert decide(number, 8, "ecartee", "trop court")
    assert decide(number, 8, "retenue")
    assert decide(number, 8, "ecartee", "trop court")


def test_a_second_click_waits_for_the_first_and_is_not_logged(database, diagnose, decide, now):
    number = diagnose()

    with database.unit_of_work() as first, ThreadPoolExecutor(1) as thread:
        assert first.journal.decider(number, 8, "retenue", None, "alice", now)
        second = thread.submit(decide, number, 8, "retenue")
        with pytest.raises(TimeoutError):
            second.result(timeout=0.2)
        first.commit()
        assert second.result() is False


@pytest.mark.parametrize("action", [9, 0])
def test_an_action_that_was_not_recommended_cannot_be_decided(database, diagnose, decide, action):
    number = diagnose()
    with pytest.raises(UnknownRecommendationError, match=f"does not recommend action {action}"):
        decide(number, action, "retenue")

    with database.reading() as memory:
        assert memory.journal.decisions(number) == {}


def test_an_unknown_diagnosis_cannot_be_decided(diagnose, decide):
    number = diagnose()
    with pytest.raises(UnknownRecommendationError):
        decide(number + 1, 8, "retenue")
