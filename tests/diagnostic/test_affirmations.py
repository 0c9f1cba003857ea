"""Yes-no facts said by their names."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from knowledge.diagnostic.affirmations import Affirmations
from knowledge.diagnostic.diagnostic import diagnostiquer
from knowledge.plan.pack import Pack
from knowledge.regles.faits import Intervalle, Options
from knowledge.regles.lots import Lot

SAID = {
    "une clause insertion oui on en met une": {"clause_insertion": True},
    "Clause insertion : oui, l'élue y tient": {"clause_insertion": True},
    "clause d insertion non pas adapté, c'est des techniciens": {"clause_insertion": False},
    "la clause insertion : non. euh si, la cheffe vient de me dire si": {"clause_insertion": True},
    "on garde les droits dauteur donc PI oui": {"propriete_intellectuelle": True},
    "les lots : non un seul": {"alloti": False},
    "récurrent non, données perso oui": {"recurrent": False, "donnees_personnelles": True},
}
NOT_SAID = (
    "la clause d'insertion svp",
    "clause d'insertion, on verra avec le PLIE",
    "des données personnelles ?",
    "il faut étudier la clause d'insertion",
    "oui pour la 8",
    "nettoyage des écoles, 85 k€ HT",
    "",
)


@pytest.mark.parametrize("dit", SAID)
def test_a_fact_is_said_by_its_name(pack: Pack, dit: str) -> None:
    assert Affirmations(pack.vocabulaire).lire(dit).faits == SAID[dit]


@pytest.mark.parametrize("dit", NOT_SAID)
def test_a_name_alone_or_a_doubt_says_nothing(pack: Pack, dit: str) -> None:
    assert Affirmations(pack.vocabulaire).lire(dit).faits == {}


def test_lots_that_are_only_named_take_no_action_from_the_contract(pack: Pack) -> None:
    jour = date(2026, 11, 30)
    faits = pack.vocabulaire.aucun_fait()
    for nom, possible in {
        "nature": Options(frozenset({"travaux"})),
        "montant_ht": Intervalle.point(Decimal(480_000)),
        "duree_mois": Intervalle.point(Decimal(10)),
        "procedure": Options(frozenset({"mapa"})),
        "alloti": Options(frozenset({"oui"})),
    }.items():
        faits = faits.corriger(nom, possible)
    lots = [Lot(1, "terrassement", pack.vocabulaire.aucun_fait()), Lot(2, "béton", pack.vocabulaire.aucun_fait())]
    nommes = diagnostiquer(pack, faits, jour, lots=lots, presumer=True)
    assert nommes.actions == diagnostiquer(pack, faits, jour, presumer=True).actions
    # A small lot may still be reserved.
    assert 11 in nommes.indecises
    chiffres = [
        Lot(lot.numero, lot.intitule, lot.faits.corriger("montant_lot_ht", Intervalle.point(Decimal(60_000))))
        for lot in lots
    ]
    assert 8 not in diagnostiquer(pack, faits, jour, lots=chiffres, presumer=True).actions
