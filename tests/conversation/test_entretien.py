"""The state of a conversation: read back whole, and never a trap when another version wrote it."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.conversation.entretien import Entretien, Etape
from knowledge.regles.faits import Ensemble, Intervalle, Options
from knowledge.regles.lots import Lot


@pytest.fixture
def entretien(pack):
    begun = Entretien(pack.vocabulaire.aucun_fait(), etape=Etape.QUESTION, question="procedure", proposes=("mapa",))
    begun = begun.apprendre("montant_ht", Intervalle(Decimal(60000), Decimal(80000)))
    begun = begun.apprendre("segments", Ensemble(frozenset({"traiteur"}))).memoriser()
    return begun.apprendre("nature", Options(frozenset({"services"})))


def test_a_state_written_as_json_reads_back_the_same(entretien, pack):
    written = json.loads(json.dumps(entretien.en_json()))
    assert Entretien.depuis_json(pack.vocabulaire, written) == entretien


def test_the_lots_of_a_contract_are_kept_and_a_state_without_them_is_still_read(entretien, pack):
    sono = pack.vocabulaire.aucun_fait().apprendre("montant_lot_ht", Intervalle.point(Decimal(30000)))
    entretien = replace(entretien, lots=(Lot(1, "sono", sono), Lot(3, "buvette", pack.vocabulaire.aucun_fait())))
    written = json.loads(json.dumps(entretien.en_json()))
    assert Entretien.depuis_json(pack.vocabulaire, written) == entretien
    assert entretien.memoriser().precedent(pack.vocabulaire).lots == entretien.lots
    del written["lots"]
    assert Entretien.depuis_json(pack.vocabulaire, written) == replace(entretien, lots=())


def test_a_lot_that_cannot_be_read_back_is_left_out_alone(entretien, pack):
    state = entretien.en_json()
    state["lots"] = [{"numero": 2, "intitule": "b", "faits": {"disparu": ["oui"]}}, {"numero": "x"}, 7, None]
    assert Entretien.depuis_json(pack.vocabulaire, state).lots == (Lot(2, "b", pack.vocabulaire.aucun_fait()),)


def test_the_line_of_the_register_of_a_state_kept_already_is_read(pack):
    state = {**Entretien(pack.vocabulaire.aucun_fait()).en_json(), "contrat": 7}
    assert Entretien.depuis_json(pack.vocabulaire, state).marche == 7


def test_going_back_forgets_only_the_last_answer(entretien, pack):
    before = entretien.precedent(pack.vocabulaire)
    assert "nature" not in before.faits
    assert "montant_ht" in before.faits


@given(data=st.data())
@settings(max_examples=60 * settings.default.max_examples // 100, deadline=None)
def test_a_state_from_another_version_never_locks_the_person_out(data, pack):
    state = Entretien(pack.vocabulaire.aucun_fait()).en_json()
    junk = st.one_of(
        st.none(), st.integers(), st.text(max_size=5), st.lists(st.integers(), max_size=2), st.just({"x": 1})
    )
    for key in data.draw(st.lists(st.sampled_from(sorted(state)), max_size=4)):
        if data.draw(st.booleans()):
            state.pop(key, None)
        else:
            state[key] = data.draw(junk)
    read = Entretien.depuis_json(pack.vocabulaire, state)
    assert isinstance(read, Entretien)


def test_a_fact_and_a_choice_that_the_pack_no_longer_has_are_forgotten(entretien, pack):
    state = entretien.en_json()
    state["faits"] |= {"disparu": ["oui"], "nature": ["services", "bateau"], "procedure": ["bateau"]}
    state["dernier"] = "disparu"
    read = Entretien.depuis_json(pack.vocabulaire, state)
    assert read.faits.valeur("nature") == "services"
    assert "procedure" not in read.faits
    assert read.dernier is None
