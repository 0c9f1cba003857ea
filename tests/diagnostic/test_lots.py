"""A contract and its lots: each lot as a contract of its own, the whole from all of them, one lot as no lots at all."""

from __future__ import annotations

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.diagnostic.allotissement import Voie, conseiller_l_allotissement
from knowledge.diagnostic.diagnostic import au_jour, diagnostiquer, prochaine_question
from knowledge.diagnostic.lots import joindre, vue
from knowledge.droit.lots import Sens, reunir
from knowledge.droit.qualification import Permission
from knowledge.plan.ressort import PorteSur
from knowledge.regles.faits import NON, OUI, Ensemble, Faits, Genre, Intervalle, Options, ParLot
from knowledge.regles.lots import Lot
from tests.fixtures.knowledge import JOUR, pack_reel, possible

PACK = pack_reel()
VOCABULAIRE = PACK.vocabulaire
D = Decimal


def faits(**valeurs):
    dits = {
        nom: valeur if isinstance(valeur, Intervalle | Options | Ensemble) else possible(VOCABULAIRE, nom, valeur)
        for nom, valeur in valeurs.items()
    }
    return Faits(VOCABULAIRE, dits)


def lots(*siens):
    return tuple(Lot(rang, f"lot {rang}", faits(**valeurs)) for rang, valeurs in enumerate(siens, start=1))


def montants(*valeurs, **autres):
    return lots(*[{} if un is None else {"montant_lot_ht": un, **autres} for un in valeurs])


# --- the whole, from its lots -----------------------------------------------------------------------------------------


def test_amounts_add_up_and_an_unknown_lot_leaves_the_sum_open_above():
    assert reunir(faits(), montants(30000, 25000, 8000)).faits.valeur("montant_ht") == 63000
    entre = montants(Intervalle(D(10), D(20)), Intervalle(D(1), D(2), haut_inclus=False))
    assert reunir(faits(), entre).somme == Intervalle(D(11), D(22), haut_inclus=False)
    assert reunir(faits(), montants(30000, None)).somme == Intervalle(D(30000), None, bas_inclus=False)


@given(st.lists(st.integers(1, 500_000), min_size=2, max_size=5), st.data())
def test_whatever_the_lots_really_are_their_total_is_possible(vrais, data):
    dits = [
        data.draw(
            st.sampled_from(
                [
                    {"montant_lot_ht": vrai},
                    {"montant_lot_ht": Intervalle(D(vrai) - data.draw(st.integers(0, 9)), D(vrai) + 7)},
                    {},
                ]
            )
        )
        for vrai in vrais
    ]
    total = Intervalle.point(D(sum(vrais)))
    dit = data.draw(st.sampled_from([{}, {"montant_ht": sum(vrais)}, {"montant_ht": Intervalle(None, D(10_000_000))}]))
    reunis = reunir(faits(**dit), lots(*dits))
    assert reunis.ecart is None
    assert not reunis.faits["montant_ht"].inter(total).vide
    for vrai, sien in zip(vrais, reunis.par_lot, strict=True):
        assert not sien["montant_ht"].inter(Intervalle.point(D(vrai))).vide


def test_a_total_that_the_lots_do_not_make_is_kept_beside_their_sum():
    reunis = reunir(faits(montant_ht=60000), montants(30000, 25000, 8000))
    assert (reunis.ecart.sens, reunis.ecart.de) == (Sens.C_EST_TROP, 3000)
    assert reunis.faits["montant_ht"] == Intervalle(D(60000), D(63000))
    manque = reunir(faits(montant_ht=Intervalle(D(70000), D(80000))), montants(30000, 25000)).ecart
    assert (manque.sens, manque.de) == (Sens.IL_MANQUE, None)


def test_a_total_bounds_what_a_lot_may_still_be():
    reunis = reunir(faits(montant_ht=63000), montants(30000, 25000, None))
    assert reunis.ecart is None
    assert reunis.faits.valeur("montant_ht") == 63000
    assert reunis.par_lot[2]["montant_ht"].haut == 8000


def test_the_families_add_up_and_one_yes_is_enough():
    reunis = reunir(
        faits(),
        lots({"segments": ["traiteur"], "livraisons": False}, {"segments": Ensemble(frozenset({"transport"}))}),
    )
    assert reunis.faits["segments"].dedans == {"traiteur", "transport"}
    assert reunis.faits["segments"].dehors == frozenset()
    assert "livraisons" not in reunis.faits
    assert reunir(faits(), lots({"livraisons": False}, {"livraisons": True})).faits.valeur("livraisons") is True
    assert reunir(faits(livraisons=True), lots({"livraisons": False}, {})).faits.valeur("livraisons") is True
    assert reunir(faits(livraisons=True), lots(*[{"livraisons": False}] * 2)).faits.valeur("livraisons") is False
    assert reunir(faits(), lots({"duree_mois": 12}, {"duree_mois": 48})).faits.valeur("duree_mois") == 48


def test_the_nature_is_the_common_one_or_what_weighs_more_than_half():
    def nature(*couples):
        siens = lots(*[{"nature": nature, "montant_lot_ht": montant} for nature, montant in couples])
        return reunir(faits(), siens)

    assert nature(("services", 1), ("services", 2)).faits.valeur("nature") == "services"
    inegales = nature(("services", 30000), ("fournitures", 30001))
    assert inegales.faits.valeur("nature") == "fournitures"
    assert inegales.presumes.keys() == {"nature"}
    egales = nature(("services", 30000), ("fournitures", 30000))
    assert egales.faits["nature"] == Options(frozenset({"services", "fournitures"}))
    # Conceiving a work is a service: the two together weigh more than the supplies.
    etudes = nature(("services", 20), ("maitrise_oeuvre", 20), ("fournitures", 30)).faits["nature"]
    assert etudes == Options(frozenset({"services", "maitrise_oeuvre"}))
    assert "nature" not in reunir(faits(), lots({"nature": "travaux"}, {})).faits
    assert reunir(faits(nature="travaux"), lots({"nature": "services"}, {})).faits.valeur("nature") == "travaux"


def test_several_lots_are_a_divided_contract_whatever_was_said():
    assert reunir(faits(alloti=False), montants(1, 2)).faits.valeur("alloti") is True


# --- one lot ----------------------------------------------------------------------------------------------------------


def test_one_lot_answers_as_no_lots(un_exemple):
    _, exemple = un_exemple
    contrat = exemple.contrat
    if contrat.valeur("alloti") is True or "montant_lot_ht" in contrat:
        return  # others are said to come, or the lot is told already
    siens, de_tous = {}, {}
    for nom, valeur in contrat.dits().items():
        propre = VOCABULAIRE[nom].par_lot is not None or nom == "montant_ht"
        (siens if propre else de_tous)["montant_lot_ht" if nom == "montant_ht" else nom] = valeur
    un_lot = (Lot(1, "", Faits(VOCABULAIRE, siens)),)
    assert diagnostiquer(PACK, Faits(VOCABULAIRE, de_tous), JOUR, (), un_lot) == diagnostiquer(PACK, contrat, JOUR)


def test_one_lot_where_others_are_said_to_come_is_no_whole():
    diagnostic = diagnostiquer(PACK, faits(alloti=True, nature="services"), JOUR, (), montants(80000))
    assert [un.lot.numero for un in diagnostic.lots] == [1]
    assert diagnostic.faits["montant_ht"] == Intervalle(D(80000), None, bas_inclus=False)


# --- each lot judged alone --------------------------------------------------------------------------------------------

POSSIBLES = {
    "nature": ["travaux", "fournitures", "services", "maitrise_oeuvre"],
    "montant_lot_ht": [9999, 50000, 50001, 79999, 80000, 90000, 90001, 214999, 215000, 1_000_000],
    "segments": [[], ["traiteur"], ["construction"], ["transport", "informatique"]],
    "livraisons": [True, False],
    "clause_insertion": [True, False],
    "donnees_personnelles": [True, False],
    "duree_mois": [2, 3, 12, 13, 48],
    "titulaire_moins_50_salaries": [True, False],
}
DU_MARCHE = {
    "procedure": ["sans_publicite", "mapa", "appel_offres"],
    "nature": ["travaux", "services"],
    "duree_mois": [2, 14],
    "recurrent": [True, False],
    "segments": [["nettoyage"], ["renovation"]],
    "livraisons": [True],
    "date_consultation": ["2025-12-31", "2026-04-01"],
}


def quelques_uns(possibles):
    return st.fixed_dictionaries({}, optional={nom: st.sampled_from(valeurs) for nom, valeurs in possibles.items()})


@given(quelques_uns(DU_MARCHE), st.lists(quelques_uns(POSSIBLES), min_size=2, max_size=4))
def test_each_lot_is_decided_as_the_contract_that_it_would_be_alone(de_tous, siens):
    diagnostic = diagnostiquer(PACK, faits(**de_tous), JOUR, (), lots(*siens))
    for un, sien in zip(diagnostic.lots, siens, strict=True):
        seul = {**de_tous, **sien, "alloti": False}
        montant = seul.pop("montant_lot_ht", None)
        seul |= {} if montant is None else {"montant_ht": montant, "montant_lot_ht": montant}
        attendu = diagnostiquer(PACK, faits(**seul), JOUR)
        du_lot = {fiche.numero for fiche in PACK.fiches.values() if fiche.porte_sur is PorteSur.LOT}
        assert un.recommandations == tuple(r for r in attendu.recommandations if r.fiche.numero in du_lot)
        assert un.obligations == tuple(o for o in attendu.obligations if o.obligation.porte_sur is PorteSur.LOT)
        assert un.a_preciser == {action: m for action, m in attendu.a_preciser.items() if action in du_lot}
        assert un.avance == attendu.avance


@given(quelques_uns(DU_MARCHE), st.lists(quelques_uns(POSSIBLES), min_size=2, max_size=3))
def test_the_whole_is_decided_as_the_divided_contract_that_its_lots_make(de_tous, siens):
    diagnostic = diagnostiquer(PACK, faits(**de_tous), JOUR, (), lots(*siens))
    attendu = diagnostiquer(PACK, reunir(au_jour(faits(**de_tous), JOUR), lots(*siens)).faits, JOUR)
    assert diagnostic.recommandations == tuple(
        r for r in attendu.recommandations if r.fiche.porte_sur is PorteSur.MARCHE
    )
    assert diagnostic.obligations == tuple(o for o in attendu.obligations if o.obligation.porte_sur is PorteSur.MARCHE)


@given(st.data())
def test_what_is_settled_of_the_whole_holds_however_the_lots_turn_out(data):
    """Settled facts of the lots, drawn at random, never contradict what was decided before they were known."""
    siens = data.draw(st.lists(quelques_uns(POSSIBLES), min_size=2, max_size=3))
    avant = diagnostiquer(PACK, faits(procedure="mapa"), JOUR, (), lots(*siens))
    finis = [
        {**{nom: data.draw(st.sampled_from(valeurs)) for nom, valeurs in POSSIBLES.items()}, **sien} for sien in siens
    ]
    apres = diagnostiquer(PACK, faits(procedure="mapa"), JOUR, (), lots(*finis))
    for premier, dernier in zip((avant, *avant.lots), (apres, *apres.lots), strict=True):
        sures = {r.regle.id for r in premier.recommandations if r.verdict == "oui"}
        if "nature" not in avant.reunis.presumes:
            assert sures <= {r.regle.id for r in dernier.recommandations}


# --- questions --------------------------------------------------------------------------------------------------------


def test_what_twelve_lots_miss_is_asked_once_with_their_numbers():
    siens = montants(*[50000] * 12, nature="services", segments=["nettoyage"])
    diagnostic = diagnostiquer(PACK, faits(procedure="mapa", duree_mois=12, recurrent=False), JOUR, (), siens)
    assert diagnostic.question_des_lots == tuple(range(1, 13))
    sans, poses = set(), []
    while (
        suite := prochaine_question(PACK, faits(procedure="mapa", duree_mois=12), JOUR, sans, (), siens)
    ).question is not None:
        poses.append(suite.question)
        sans.add(suite.question)
    assert len(poses) == len(set(poses))


def test_the_amount_is_asked_of_the_lots_that_lack_it():
    siens = lots({"montant_lot_ht": 30000}, {}, {})
    suite = prochaine_question(
        PACK, faits(nature="services", segments=[], procedure="mapa", duree_mois=12), JOUR, (), (), siens
    )
    assert (suite.question, suite.lots) == ("montant_lot_ht", (2, 3))


def test_a_total_that_does_not_match_is_asked_of_the_whole_where_it_matters():
    siens = montants(100000, 115000, nature="services", segments=[], livraisons=False)
    reunis = prochaine_question(PACK, faits(montant_ht=230000, procedure="mapa"), JOUR, (), (), siens)
    assert "montant_ht" in reunis.demandables
    assert "montant_lot_ht" not in reunis.demandables


def test_what_no_lot_can_change_is_not_asked():
    siens = montants(9000, 9000, nature="fournitures", segments=[], livraisons=False, clause_insertion=False)
    connus = faits(procedure="sans_publicite", duree_mois=1, recurrent=False)
    sans = {"donnees_personnelles", "propriete_intellectuelle"}
    assert prochaine_question(PACK, connus, JOUR, sans, (), siens).question is None


# --- said once --------------------------------------------------------------------------------------------------------


def test_what_several_lots_have_is_said_once():
    siens = lots(
        {"montant_lot_ht": 30000, "nature": "services"},
        {"montant_lot_ht": 125000, "nature": "services"},
        {"montant_lot_ht": 8000, "nature": "fournitures"},
    )
    ensemble = vue(diagnostiquer(PACK, faits(procedure="mapa", duree_mois=12), JOUR, (), siens))
    dites = {(une.recommandation.regle.id, une.lots) for une in ensemble.recommandations}
    assert {("reservation", (1, 3)), ("etude_insertion", (2,)), ("avance_bonifiee", (1, 2, 3))} <= dites
    assert ("juste_besoin", ()) in dites
    (reservation,) = [une for une in ensemble.recommandations if une.recommandation.regle.id == "reservation"]
    assert dict(reservation.decisifs)["montant_lot_ht"] == Intervalle(D(8000), D(30000))
    assert ensemble.groupes[0] == (1, 2, 3)


@given(quelques_uns(DU_MARCHE), st.lists(quelques_uns(POSSIBLES), min_size=2, max_size=4))
def test_the_view_says_all_that_the_diagnosis_says_and_nothing_twice(de_tous, siens):
    diagnostic = diagnostiquer(PACK, faits(**de_tous), JOUR, (), lots(*siens))
    ensemble = vue(diagnostic)
    dites = [
        (lot, une.recommandation.regle.id, une.recommandation.verdict)
        for une in ensemble.recommandations
        for lot in une.lots or (0,)
    ]
    assert len(dites) == len(set(dites))
    assert set(dites) == {
        (un.lot.numero if hasattr(un, "lot") else 0, r.regle.id, r.verdict)
        for un in (diagnostic, *diagnostic.lots)
        for r in un.recommandations
    }
    dues = [(lot, dite.quoi.obligation.id) for dite in ensemble.obligations for lot in dite.lots or (0,)]
    assert len(dues) == len(set(dues))
    assert len(dues) == sum(len(un.obligations) for un in (diagnostic, *diagnostic.lots))


def test_what_a_presumed_list_allows_the_whole_is_to_be_confirmed_as_of_a_contract():
    siens = lots(
        {"montant_lot_ht": 300000, "nature": "services", "segments": ["restauration_scolaire"]},
        {"montant_lot_ht": 20000, "nature": "fournitures", "segments": ["mobilier"]},
    )
    qualifiee = diagnostiquer(PACK, faits(procedure="mapa"), JOUR, (), siens).qualification
    assert (qualifiee.procedures["mapa"], qualifiee.publicite_sure) == (Permission.A_CONFIRMER, False)


def test_joined_values_hold_each_of_them():
    assert joindre([Intervalle(D(1), D(2)), Intervalle(None, D(1))]) == Intervalle(None, D(2))
    assert joindre([Intervalle(D(1), None), Intervalle(D(1), D(4), bas_inclus=False)]) == Intervalle(D(1), None)
    assert joindre([Options(frozenset({OUI})), Options(frozenset({NON}))]) == Options(frozenset({OUI, NON}))


# --- small lots -------------------------------------------------------------------------------------------------------


def petits(voie, *valeurs, nature="services", jour=JOUR):
    siens = montants(*map(D, valeurs), nature=nature)
    connus = faits(procedure="appel_offres", service_social_specifique=False)
    conseils = conseiller_l_allotissement(diagnostiquer(PACK, connus, jour, (), siens))
    return next((un for un in conseils.petits_lots if un.voie is voie), None)


def test_the_arithmetic_of_small_lots_is_shown():
    petit = petits(Voie.PROCEDURE_ADAPTEE, 100000, 82000, 20000, 80000, 18000)
    assert (petit.lots, petit.au_dela) == ((3, 5), ())
    assert (petit.cumul, petit.total, petit.part_pct, petit.limite_pct) == (38000, 300000, D("12.7"), 20)


@pytest.mark.parametrize(
    ("montant", "nature", "reste", "est_petit"),
    [
        ("79999.99", "services", 400_000, True),
        ("80000", "services", 400_000, False),
        ("79999.99", "maitrise_oeuvre", 400_000, True),
        ("80000", "fournitures", 400_000, False),
        ("999999.99", "travaux", 5_000_000, True),
        ("1000000", "travaux", 5_000_000, False),
    ],
)
def test_a_small_lot_is_strictly_under_its_threshold(montant, nature, reste, est_petit):
    assert (petits(Voie.PROCEDURE_ADAPTEE, montant, reste, nature=nature) is not None) is est_petit


@pytest.mark.parametrize(("petit", "tient"), [("75000", True), ("75000.01", False)])
def test_small_lots_hold_in_a_fifth_of_the_whole_to_the_cent(petit, tient):
    trouve = petits(Voie.PROCEDURE_ADAPTEE, petit, 300000)
    assert bool(trouve.lots) is tient
    assert (trouve.part_pct if tient else trouve.part_de_tous_pct) == (D(20) if tient else D("20.1"))


def test_as_many_small_lots_as_the_limit_lets():
    trouve = petits(Voie.PROCEDURE_ADAPTEE, 30000, 70000, 20000, 200000)
    assert (trouve.lots, trouve.au_dela) == ((1, 3), (2,))


def test_only_a_whole_above_the_threshold_has_small_lots():
    assert petits(Voie.PROCEDURE_ADAPTEE, 20000, 195999) is None
    assert petits(Voie.PROCEDURE_ADAPTEE, 20000, 196000) is not None
    assert petits(Voie.SANS_CONCURRENCE, 10000, 49999) is None
    direct = petits(Voie.SANS_CONCURRENCE, 10000, 50000)
    assert (direct.lots, direct.plafonds) == ((1,), (60000,))


def test_the_thresholds_of_small_lots_are_those_of_the_day():
    en_mars = JOUR.replace(month=3)
    assert petits(Voie.SANS_CONCURRENCE, 40000, 300000, jour=en_mars) is None
    assert petits(Voie.SANS_CONCURRENCE, 40000, 300000).lots == (1,)


def test_an_unknown_lot_only_makes_the_share_smaller_than_said():
    siens = lots(
        *[{"nature": "fournitures", "montant_lot_ht": un} for un in (300000, 20000)], {"nature": "fournitures"}
    )
    conseils = conseiller_l_allotissement(diagnostiquer(PACK, faits(procedure="appel_offres"), JOUR, (), siens))
    (adaptee, _) = conseils.petits_lots
    assert (adaptee.lots, adaptee.exact, adaptee.part_pct) == ((2,), False, D("6.3"))


def test_where_another_fact_decides_that_the_whole_may_not_the_small_lots_say_so():
    conseils = conseiller_l_allotissement(
        diagnostiquer(PACK, faits(), JOUR, (), montants(300000, 20000, nature="services"))
    )
    assert [(un.voie, un.sur) for un in conseils.petits_lots] == [
        (Voie.PROCEDURE_ADAPTEE, False),
        (Voie.SANS_CONCURRENCE, True),
    ]


@given(st.lists(st.integers(1, 400_000), min_size=2, max_size=7))
def test_no_larger_choice_of_small_lots_holds_in_the_limit(valeurs):
    trouve = petits(Voie.PROCEDURE_ADAPTEE, *valeurs)
    if trouve is None:
        assert sum(valeurs) < 216000 or min(valeurs) >= 80000
        return
    meilleur = max(
        sum(choix)
        for choix in product((0, 1), repeat=len(valeurs))
        if all(valeur < 80000 for valeur, pris in zip(valeurs, choix, strict=True) if pris)
        and 5 * sum(valeur for valeur, pris in zip(valeurs, choix, strict=True) if pris) <= sum(valeurs)
    )
    assert len(trouve.lots) == meilleur


def test_lots_that_could_be_reserved_are_named_and_those_that_are_no_more():
    siens = lots(
        {"montant_lot_ht": 90000, "nature": "services"},
        {"montant_lot_ht": 90001, "nature": "services"},
        {"montant_lot_ht": 50000, "nature": "services", "reservation": "ea_esat"},
        {"montant_lot_ht": 40000, "nature": "services", "service_social_specifique": True, "liste_ess": True},
    )
    conseils = conseiller_l_allotissement(diagnostiquer(PACK, faits(procedure="mapa"), JOUR, (), siens))
    assert (conseils.reservables, conseils.a_l_ess, conseils.reserves) == ((1, 4), (4,), (3,))
    assert conseils.micro == (3, 4)


# --- what the pack declares -------------------------------------------------------------------------------------------


def test_every_way_of_gathering_fits_its_fact():
    for fait in VOCABULAIRE.values():
        if fait.par_lot is ParLot.UN_SUFFIT:
            assert fait.genre is Genre.OUI_NON
        assert fait.nom not in {"procedure", "acheteur", "alloti", "montant_ht"} or fait.par_lot is None


def test_a_rule_on_a_lot_reads_no_threshold_of_the_whole(copie):
    copie.changer("droit/obligations.yaml", "rang: 12\n", "rang: 12\n    porte_sur: lot\n")
    assert any("seuil(" in faute.quoi and "tous les lots" in faute.quoi for faute in copie.verifier().fautes)


def test_a_rule_on_the_whole_reads_no_fact_that_only_lots_have(copie):
    copie.changer("fiches/17_avance", "porte_sur: lot\n", "")
    fautes = [faute for faute in copie.verifier().fautes if "titulaire_moins_50_salaries" in faute.quoi]
    assert fautes
    assert "porte_sur: lot" in fautes[0].quoi
