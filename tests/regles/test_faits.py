"""Facts are sets of possible values that only shrink, until someone corrects them."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from knowledge.plan.pack import Pack
from knowledge.regles.faits import (
    ContradictionError,
    Decoupage,
    Ensemble,
    FaitInconnuError,
    Faits,
    Intervalle,
    Options,
    Texte,
)


def options(*valeurs: str) -> Options:
    return Options(frozenset(valeurs))


def test_an_unknown_fact_still_admits_its_whole_domain(pack: Pack) -> None:
    rien = pack.vocabulaire.aucun_fait()
    assert rien["nature"] == Options(pack.vocabulaire["nature"].options)
    assert rien["alloti"] == options("oui", "non")
    assert rien["montant_ht"] == Intervalle(Decimal(0), None, bas_inclus=False)
    assert "nature" not in rien
    assert rien.valeur("nature") is None


def test_learning_shrinks(pack: Pack) -> None:
    faits = pack.vocabulaire.aucun_fait()
    faits = faits.apprendre("montant_ht", Intervalle(Decimal(60000))).apprendre(
        "montant_ht", Intervalle(None, Decimal(80000))
    )
    assert faits["montant_ht"] == Intervalle(Decimal(60000), Decimal(80000))
    faits = faits.apprendre("nature", options("travaux", "services")).apprendre(
        "nature", options("services", "fournitures")
    )
    assert faits.valeur("nature") == "services"
    faits = faits.apprendre("segments", Ensemble(frozenset({"textile"}))).apprendre(
        "segments", Ensemble(frozenset(), frozenset({"mobilier"}))
    )
    assert faits["segments"] == Ensemble(frozenset({"textile"}), frozenset({"mobilier"}))


def test_learning_leaves_the_old_facts_alone(pack: Pack) -> None:
    rien = pack.vocabulaire.aucun_fait()
    rien.apprendre("alloti", options("oui"))
    assert rien == pack.vocabulaire.aucun_fait()


@pytest.mark.parametrize(
    ("nom", "avant", "apres"),
    [
        ("nature", options("travaux"), options("services")),
        ("montant_ht", Intervalle(None, Decimal(80000)), Intervalle.point(Decimal(90000))),
        ("montant_ht", Intervalle(None, Decimal(80000), haut_inclus=False), Intervalle(Decimal(80000))),
        ("segments", Ensemble(frozenset({"textile"})), Ensemble(frozenset(), frozenset({"textile"}))),
        ("date_consultation", Intervalle.point(date(2026, 1, 1)), Intervalle.point(date(2026, 1, 2))),
    ],
)
def test_what_contradicts_is_refused_and_a_correction_replaces(pack: Pack, nom: str, avant: Any, apres: Any) -> None:
    faits = pack.vocabulaire.aucun_fait().apprendre(nom, avant)
    with pytest.raises(ContradictionError) as erreur:
        faits.apprendre(nom, apres)
    assert erreur.value.nom == nom
    assert faits.corriger(nom, apres).valeur(nom) == pack.vocabulaire.aucun_fait().apprendre(nom, apres).valeur(nom)


@pytest.mark.parametrize("montant", [0, -5])
def test_an_amount_is_more_than_zero(pack: Pack, montant: int) -> None:
    rien = pack.vocabulaire.aucun_fait()
    for apprendre in (rien.apprendre, rien.corriger):
        with pytest.raises(ContradictionError):
            apprendre("montant_ht", Intervalle.point(Decimal(montant)))


def test_a_fact_of_another_pack_is_named(pack: Pack) -> None:
    with pytest.raises(FaitInconnuError):
        pack.vocabulaire.aucun_fait().apprendre("couleur", options("bleu"))


def test_mapa_rules_out_the_concession(pack: Pack) -> None:
    faits = pack.vocabulaire.aucun_fait().apprendre("procedure", options("mapa"))
    assert faits["nature"] == Options(pack.vocabulaire["nature"].options - {"concession"})
    with pytest.raises(ContradictionError):
        faits.apprendre("nature", options("concession"))


def test_correcting_the_procedure_takes_back_what_it_ruled_out(pack: Pack) -> None:
    faits = pack.vocabulaire.aucun_fait().apprendre("procedure", options("mapa"))
    assert "concession" in getattr(faits.corriger("procedure", options("sans_publicite"))["nature"], "possibles")  # noqa: B009
    assert faits.oublier("procedure") == pack.vocabulaire.aucun_fait()


def test_a_nature_said_outright_stands_whatever_the_procedure(pack: Pack) -> None:
    rien = pack.vocabulaire.aucun_fait()
    avant = rien.corriger("nature", options("concession")).corriger("procedure", options("mapa"))
    apres = rien.corriger("procedure", options("mapa")).corriger("nature", options("concession"))
    assert avant == apres
    assert avant.valeur("nature") == "concession"


def test_values_come_back_as_plain_python(contrat: Any) -> None:
    faits = contrat(
        objet="chaises",
        nature="fournitures",
        montant_ht="12000.50",
        alloti=False,
        segments=["mobilier"],
        date_attribution="2028-03-01",
    )
    assert faits.valeur("objet") == "chaises"
    assert faits.valeur("nature") == "fournitures"
    assert faits.valeur("montant_ht") == Decimal("12000.50")
    assert faits.valeur("alloti") is False
    assert faits.valeur("segments") == {"mobilier"}
    assert faits.valeur("date_attribution") == date(2028, 3, 1)


def test_json_round_trip(pack: Pack) -> None:
    faits = pack.vocabulaire.aucun_fait()
    for nom, possible in (
        ("procedure", options("mapa")),
        ("alloti", options("non")),
        ("segments", Ensemble(frozenset({"textile"}), frozenset({"mobilier"}))),
        ("montant_ht", Intervalle(Decimal("0.1"), Decimal("80000.10"), bas_inclus=False)),
        ("date_attribution", Intervalle(date(2028, 3, 1))),
        ("objet", Texte("des « chaises » à 12 €")),
    ):
        faits = faits.apprendre(nom, possible)
    relus = Faits.depuis_json(pack.vocabulaire, json.loads(json.dumps(faits.en_json())))
    assert faits == relus
    assert hash(faits) == hash(relus)
    assert faits.connus() == relus.connus()


def test_a_fact_that_the_pack_no_longer_has_is_left_out(pack: Pack) -> None:
    relus = Faits.depuis_json(pack.vocabulaire, {"couleur": ["bleu"], "alloti": ["oui"]})
    assert list(relus) == ["alloti"]


def test_facts_are_listed_in_the_authors_order(contrat: Any, pack: Pack) -> None:
    noms = list(contrat(alloti=True, montant_ht=5, nature="services", objet="x"))
    assert noms == sorted(noms, key=pack.vocabulaire.rang.__getitem__)


@pytest.mark.parametrize(
    ("intervalle", "cellules"),
    [
        (Intervalle(), {0, 1, 2, 3, 4}),
        (Intervalle.point(Decimal(10)), {1}),
        (Intervalle.point(Decimal(15)), {2}),
        (Intervalle(Decimal(10), Decimal(20)), {1, 2, 3}),
        (Intervalle(Decimal(10), Decimal(20), bas_inclus=False, haut_inclus=False), {2}),
        (Intervalle(Decimal(20), bas_inclus=False), {4}),
        (Intervalle(None, Decimal(10), haut_inclus=False), {0}),
        (Intervalle(Decimal(11), Decimal(12)), {2}),
    ],
)
def test_cells_that_an_interval_meets(intervalle: Intervalle, cellules: set[int]) -> None:
    decoupage = Decoupage((Decimal(10), Decimal(20)))
    assert {cellule for cellule in range(decoupage.nombre) if decoupage.masque(intervalle) >> cellule & 1} == cellules
    for cellule in cellules:
        assert decoupage.masque(decoupage.temoin(cellule)) == 1 << cellule
