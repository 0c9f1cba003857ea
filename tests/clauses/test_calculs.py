"""What fills a text by itself: hours with their formula, weights that sum, an advance, an index; blanks for what is unknown."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.clauses.calculs import POIDS, Calculs, Reglages, repartir
from knowledge.clauses.choix import offrir, par_piece
from knowledge.clauses.modeles import Niveau
from knowledge.clauses.remplissage import remplir
from knowledge.diagnostic.diagnostic import diagnostiquer

LE_JOUR = date(2026, 11, 30)


@pytest.fixture
def calculs(pack, bibliotheque):
    def faits(contrat, **reglages):
        return Calculs(pack, bibliotheque.baremes, contrat, Reglages(**reglages), LE_JOUR)

    return faits


def plat(texte):
    return (texte or "").replace("\u202f", " ").replace("\xa0", " ")


def test_hours_tell_how_they_are_found(calculs, nettoyage):
    heures = calculs(nettoyage)["heures_insertion"]
    assert heures.nombre == 277
    assert plat(heures.formule) == (
        "180 000 € HT × 80 % de main-d’œuvre × 5 % pour l’insertion ÷ 26 € l’heure = 277 heures"
    )


def test_hours_follow_the_level_and_what_is_set(calculs, nettoyage):
    par_niveau = [calculs(nettoyage, niveau=niveau)["heures_insertion"].nombre for niveau in Niveau]
    assert par_niveau == sorted(par_niveau)
    assert len(set(par_niveau)) == 3
    assert calculs(nettoyage, valeurs={"part_insertion": Decimal(10)})["heures_insertion"].nombre == 554
    assert plat(calculs(nettoyage, valeurs={"heures_insertion": Decimal(300)})["heures_insertion"].texte) == "300"


def test_what_is_missing_is_told_and_left_blank(pack, bibliotheque, calculs, contrat):
    inconnu = calculs(contrat(nature="services"))
    assert inconnu["heures_insertion"].texte is None
    assert inconnu["heures_insertion"].manque == ("montant_ht",)
    modele = bibliotheque.modeles["8.heures_travaux"]
    rempli = remplir(modele, inconnu, Reglages(), pack)
    assert "[nombre d’heures]" in rempli.texte
    assert {"heures_insertion"} <= {decision.nom for decision in rempli.decisions if decision.propose is None}


@given(
    st.dictionaries(st.sampled_from(POIDS), st.integers(0, 100).map(Decimal), max_size=2), st.sampled_from(list(Niveau))
)
def test_weights_sum_whatever_is_set(pack, bibliotheque, regles, niveau):
    if sum(regles.values()) > 100:
        return
    poids = repartir(bibliotheque.baremes.poids[niveau], regles)
    assert sum(poids.values()) == 100
    assert regles.items() <= poids.items()
    assert all(un >= 0 for un in poids.values())


def test_weights_that_cannot_sum_are_refused(bibliotheque):
    poids = bibliotheque.baremes.poids[Niveau.COURANT]
    with pytest.raises(ValueError, match="sum"):
        repartir(poids, {"prix": Decimal(80), "rse": Decimal(30)})


def test_the_advance_is_the_plan_s_where_it_may_be(calculs, nettoyage, gymnase):
    assert plat(calculs(nettoyage)["avance_taux"].texte) == "30 %"
    assert plat(calculs(nettoyage)["avance_montant"].texte) == "21 600 € TTC"
    assert plat(calculs(nettoyage, niveau=Niveau.PRUDENT)["avance_taux"].texte) == "10 %"
    assert plat(calculs(gymnase)["avance_taux"].texte) == "10 %"
    assert plat(calculs(gymnase, niveau=Niveau.AMBITIEUX)["avance_taux"].texte) == "30 %"


def test_an_index_is_of_the_family_of_the_purchase(calculs, nettoyage, gymnase, denrees):
    assert "ICHT" in calculs(nettoyage)["indice_revision"].texte
    assert "BT" in calculs(gymnase)["indice_revision"].texte
    assert "alimentaires" in calculs(denrees)["indice_revision"].texte


def test_a_threshold_is_that_of_the_day(calculs, nettoyage, gymnase):
    assert plat(calculs(nettoyage)["seuil_formalise"].texte).endswith("€ HT")
    assert calculs(nettoyage)["seuil_formalise"].nombre < calculs(gymnase)["seuil_formalise"].nombre


# --- chosen -------------------------------------------------------------------------------------------------------


@pytest.fixture
def offerts(pack, bibliotheque):
    def de(contrat, niveau=Niveau.COURANT, ecartees=()):
        juge = diagnostiquer(pack, contrat, LE_JOUR, presumer=True)
        return offrir(pack, bibliotheque, juge, Reglages(niveau), ecartees)

    return de


def test_a_text_of_a_family_is_offered_to_that_family(offerts, nettoyage, gymnase):
    cles = {un.modele.cle for un in offerts(nettoyage)}
    assert "8.heures_nettoyage" in cles
    assert "8.heures_travaux" not in cles
    assert "8.heures_travaux" in {un.modele.cle for un in offerts(gymnase)}


def test_of_one_text_at_several_levels_one_is_offered(offerts, gymnase):
    for niveau in Niveau:
        souches = [un.modele.souche for un in offerts(gymnase, niveau)]
        assert len(souches) == len(set(souches))
    assert "8.heures_travaux_ambitieux" in {un.modele.cle for un in offerts(gymnase, Niveau.AMBITIEUX)}
    assert "8.heures_travaux_prudent" in {un.modele.cle for un in offerts(gymnase, Niveau.PRUDENT)}


def test_of_an_action_that_is_set_aside_only_the_reason_is_left(offerts, nettoyage):
    restent = [un for un in offerts(nettoyage, ecartees={8}) if un.modele.action == 8]
    assert restent
    assert {un.modele.genre.value for un in restent} == {"motif"}


def test_a_purchase_that_the_plan_does_not_ask_it_of_has_no_clause_of_insertion(offerts, contrat):
    petit = contrat(objet="nettoyage", nature="services", montant_ht=90000, duree_mois=12, segments=["nettoyage"])
    assert not [un for un in offerts(petit) if un.modele.action == 8]


def test_texts_are_ordered_by_document(pack, offerts, denrees):
    pieces = [piece.id for piece, _ in par_piece(pack, offerts(denrees))]
    assert pieces == [un for un in ("preparation", "avis", "rc", "ccap", "cctp", "rapport") if un in pieces]
    assert len(pieces) >= 5
