"""The settled readings of DESIGN.md, section 3: contracts and the actions they get, boundaries included."""

from decimal import Decimal
from typing import Any

import pytest

from knowledge.diagnostic.diagnostic import Diagnostic
from knowledge.droit.qualification import completer
from knowledge.plan.pack import Pack
from knowledge.regles.decision import Verdict
from knowledge.regles.faits import Intervalle

MARCHES = ("travaux", "fournitures", "services", "maitrise_oeuvre")
TOUTES = {2, 8, 10, 11, 12, 13, 14, 17, 18, 19, 20, 22, 23, 24, 25, 26}

Ligne = tuple[str, dict[str, Any], set[int], set[int]]

LIGNES: list[Ligne] = [
    # 90 000 € exactly
    ("8 et 11 : 89 999,99", {"nature": "services", "montant_ht": "89999.99"}, {11}, {8}),
    ("8 et 11 : 90 000 pile", {"nature": "services", "montant_ht": 90000}, {11}, {8}),
    ("8 et 11 : 90 000,01", {"nature": "services", "montant_ht": "90000.01"}, {8}, {11}),
    # action 8: every nature but the concession, below the European threshold too
    *((f"8 : {nature}", {"nature": nature, "montant_ht": 120000}, {8}, {11}) for nature in MARCHES),
    ("8 : concession", {"nature": "concession", "montant_ht": 6000000}, set(), {8, 11}),
    # action 10
    ("10 : clause prévue", {"clause_insertion": True}, {10}, set()),
    ("10 : pas de clause", {"clause_insertion": False, "nature": "services", "montant_ht": 300000}, {8}, {10}),
    # action 11
    *((f"11 : {nature}", {"nature": nature, "montant_ht": 20000}, {11}, {8}) for nature in MARCHES),
    ("11 : concession", {"nature": "concession", "montant_ht": 20000}, set(), {11}),
    # action 2
    ("2 : récurrent", {"recurrent": True}, {2}, set()),
    ("2 : ponctuel", {"recurrent": False}, set(), {2}),
    # action 12
    ("12 : concession", {"nature": "concession"}, {12}, set()),
    *((f"12 : {nature}", {"nature": nature}, set(), {12}) for nature in MARCHES),
    # action 13
    *(
        (f"13 : {s}", {"nature": nature, "segments": [s]}, {13}, set())
        for nature in ("fournitures", "services", "concession")
        for s in ("restauration_scolaire", "traiteur", "objets_promotionnels")
    ),
    *((f"13 : {s}", {"segments": [s]}, set(), {13}) for s in ("alimentation", "nettoyage", "communication")),
    ("13 : travaux dans une cantine", {"nature": "travaux", "segments": ["restauration_scolaire"]}, set(), {13}),
    # action 14
    *(
        (f"14 : {procedure}", {"nature": "travaux", "procedure": procedure, "alloti": False}, {14}, set())
        for procedure in ("mapa", "appel_offres", "procedure_negociee", "dialogue_competitif")
    ),
    ("14 : alloti", {"nature": "travaux", "procedure": "mapa", "alloti": True}, set(), {14}),
    ("14 : sans publicité", {"nature": "travaux", "procedure": "sans_publicite", "alloti": False}, set(), {14}),
    ("14 : concession", {"nature": "concession", "alloti": False}, set(), {14}),
    # action 17: the plan's figure or the law's, not when both are known to fail
    ("17 : sous 215 000", {"nature": "services", "montant_ht": "214999.99", "duree_mois": 2}, {17}, set()),
    ("17 : 215 000 sur 2 mois", {"nature": "services", "montant_ht": 215000, "duree_mois": 2}, set(), {17}),
    ("17 : 215 000 sur 3 mois", {"nature": "services", "montant_ht": 215000, "duree_mois": 3}, {17}, set()),
    (
        "17 : 50 salariés et 50 000 pile",
        {"nature": "services", "montant_ht": 50000, "duree_mois": 12, "titulaire_moins_50_salaries": False},
        set(),
        {17},
    ),
    (
        "17 : 50 salariés et 50 000,01",
        {"nature": "services", "montant_ht": "50000.01", "duree_mois": "2.5", "titulaire_moins_50_salaries": False},
        {17},
        set(),
    ),
    (
        "17 : moins de 50 salariés, petit marché d'un mois",
        {"nature": "services", "montant_ht": 800, "duree_mois": 1, "titulaire_moins_50_salaries": True},
        {17},
        set(),
    ),
    ("17 : concession", {"nature": "concession", "montant_ht": 100000, "duree_mois": 24}, set(), {17}),
    # actions 18, 22, 24
    ("18, 22, 24 : rien n'est connu", {}, {18, 22, 24}, TOUTES - {18, 22, 24}),
    ("18, 22, 24 : concession", {"nature": "concession"}, {18, 22, 24}, set()),
    ("18, 22, 24 : petit achat", {"nature": "fournitures", "montant_ht": 500}, {18, 22, 24}, set()),
    # action 19
    (
        "19 : 12 mois pile",
        {"duree_mois": 12, "donnees_personnelles": False, "propriete_intellectuelle": False},
        set(),
        {19},
    ),
    ("19 : plus de 12 mois", {"duree_mois": "12.01"}, {19}, set()),
    ("19 : données personnelles", {"duree_mois": 1, "donnees_personnelles": True}, {19}, set()),
    ("19 : propriété intellectuelle", {"duree_mois": 1, "propriete_intellectuelle": True}, {19}, set()),
    # action 20
    ("20 : MAPA", {"nature": "services", "procedure": "mapa"}, {20}, set()),
    ("20 : négociée", {"nature": "services", "procedure": "procedure_negociee"}, {20}, set()),
    ("20 : dialogue", {"nature": "services", "procedure": "dialogue_competitif"}, {20}, set()),
    ("20 : appel d'offres", {"procedure": "appel_offres"}, set(), {20}),
    ("20 : sans publicité", {"nature": "services", "procedure": "sans_publicite"}, set(), {20}),
    ("20 : concession", {"nature": "concession", "procedure": "procedure_negociee"}, set(), {20}),
    # actions 23 and 26
    *(
        (f"23 : {nature}, {segment}", {"nature": nature, "segments": [segment], "montant_ht": 500}, {23}, set())
        for nature in ("travaux", "maitrise_oeuvre")
        for segment in ("construction", "renovation")
    ),
    ("23 : services", {"nature": "services", "segments": ["renovation"], "operation_envergure": True}, set(), {23, 26}),
    ("23 : voirie", {"nature": "travaux", "segments": ["voirie"], "operation_envergure": True}, set(), {23, 26}),
    (
        "26 : envergure",
        {"nature": "travaux", "segments": ["construction"], "operation_envergure": True},
        {23, 26},
        set(),
    ),
    (
        "26 : pas d'envergure",
        {"nature": "travaux", "segments": ["construction"], "operation_envergure": False},
        {23},
        {26},
    ),
    (
        "26 : seul l'acheteur le dit",
        {"nature": "travaux", "segments": ["construction"], "montant_ht": 9000000},
        {23},
        {26},
    ),
    # action 25
    ("25 : livraisons", {"nature": "fournitures", "livraisons": True}, {25}, set()),
    ("25 : transport", {"nature": "services", "segments": ["transport"], "livraisons": False}, {25}, set()),
    ("25 : ni l'un ni l'autre", {"nature": "services", "segments": ["nettoyage"], "livraisons": False}, set(), {25}),
]


@pytest.mark.parametrize(("faits", "avec", "sans"), [ligne[1:] for ligne in LIGNES], ids=[ligne[0] for ligne in LIGNES])
def test_reading(diagnostic: Any, faits: dict[str, Any], avec: set[int], sans: set[int]) -> None:
    actions = set(diagnostic(**faits).actions)
    assert avec <= actions
    assert set() == actions & sans


def obligations(diagnostic: Diagnostic) -> list[str]:
    return [due.obligation.id for due in diagnostic.obligations]


def conseils(diagnostic: Diagnostic) -> set[str]:
    return {propose.conseil.id for propose in diagnostic.conseils}


def test_90_000_is_told_to_be_the_boundary(pack: Pack) -> None:
    assert any("frontière" in lecture for lecture in pack.fiches[11].lectures)


@pytest.mark.parametrize(
    ("nature", "seuil"),
    [("services", 216000), ("fournitures", 216000), ("maitrise_oeuvre", 216000), ("travaux", 5404000)],
)
def test_the_law_asks_a_social_condition_at_the_european_threshold_of_the_nature(
    diagnostic: Any, nature: str, seuil: int
) -> None:
    assert "clause_sociale" in obligations(diagnostic(nature=nature, montant_ht=seuil))
    assert "clause_sociale" not in obligations(diagnostic(nature=nature, montant_ht=f"{seuil - 1}.99"))


def test_a_concession_has_its_own_social_condition(diagnostic: Any) -> None:
    dues = obligations(diagnostic(nature="concession", montant_ht=5404000))
    assert "clause_sociale_concession" in dues
    assert "clause_sociale" not in dues


def test_amount_at_most_80_000_settles_8_and_11(pack: Pack, contrat: Any) -> None:
    for maximum in (80000, 90000):
        faits = contrat(nature="services").apprendre("montant_ht", Intervalle(None, Decimal(maximum)))
        etat = pack.decideur.analyser(completer(pack, faits).faits)
        assert Verdict.NON is etat.groupes["action", 8].verdict
        assert Verdict.OUI is etat.groupes["action", 11].verdict


@pytest.mark.parametrize(
    ("montant", "suivi"), [("9999.99", False), (10000, True), (25000, True), (40000, True), ("40000.01", False)]
)
def test_internal_follow_up_from_10_to_40_000(diagnostic: Any, montant: Any, suivi: bool) -> None:
    assert suivi is diagnostic(nature="services", montant_ht=montant).signaux["suivi_10_40k"]


def test_internal_follow_up_is_not_for_concessions_and_waits_for_the_amount(diagnostic: Any) -> None:
    assert False is diagnostic(nature="concession", montant_ht=20000).signaux["suivi_10_40k"]
    assert None is diagnostic(nature="services").signaux["suivi_10_40k"]


def test_below_the_dispense_buying_directly_needs_no_reservation(diagnostic: Any) -> None:
    assert "achat_direct" in conseils(diagnostic(nature="services", montant_ht="59999.99"))
    assert "achat_direct" not in conseils(diagnostic(nature="services", montant_ht=60000))


def test_reserving_to_ess_is_for_social_and_specific_services_alone(diagnostic: Any) -> None:
    assert "reserver_ess" in conseils(diagnostic(nature="services", montant_ht=70000, service_social_specifique=True))
    assert "reserver_ess" not in conseils(
        diagnostic(nature="services", montant_ht=70000, service_social_specifique=False)
    )
    assert "reserver_ess" not in conseils(diagnostic(nature="services", montant_ht=70000))


def test_tie_break_is_advice_outside_concessions(diagnostic: Any) -> None:
    assert "departage" in conseils(diagnostic(nature="services", procedure="mapa"))
    assert "departage" not in conseils(diagnostic(nature="services", procedure="mapa", centrale_achat=True))
    assert "departage" not in conseils(diagnostic(nature="concession"))


def test_the_30_percent_advance_is_proposed_under_condition_before_the_award(diagnostic: Any) -> None:
    recommandations = diagnostic(nature="services", montant_ht=30000).recommandations
    assert [r.verdict for r in recommandations if r.fiche.numero == 17] == ["sous_condition"]


def test_raw_materials_beyond_3_months_are_the_codes_rule_and_not_action_19(diagnostic: Any) -> None:
    quatre = diagnostic(nature="travaux", duree_mois=4, donnees_personnelles=False, propriete_intellectuelle=False)
    assert "revision_matieres" in obligations(quatre)
    assert 19 not in quatre.actions
    assert "revision_matieres" not in obligations(diagnostic(nature="travaux", duree_mois=3))


@pytest.mark.parametrize(
    ("procedure", "signal"),
    [
        ("mapa", "regle"),
        ("procedure_negociee", "possible"),
        ("dialogue_competitif", "possible"),
        ("appel_offres", "impossible"),
        ("sans_publicite", None),
    ],
)
def test_negotiation_by_procedure(diagnostic: Any, procedure: str, signal: str | None) -> None:
    assert signal == diagnostic(nature="services", procedure=procedure).signaux["negociation"]
    assert None is diagnostic(nature="concession", procedure=procedure).signaux["negociation"]


def test_a_procedure_that_the_amount_does_not_allow_is_said_first(diagnostic: Any) -> None:
    mapa = diagnostic(nature="services", procedure="mapa", montant_ht=216000, service_social_specifique=False)
    assert obligations(mapa)[0] == "mapa_seuil_europeen_atteint"
    assert (
        obligations(diagnostic(nature="services", procedure="sans_publicite", montant_ht=60000))[0]
        == "achat_direct_seuil_atteint"
    )
    assert "mapa_seuil_europeen_atteint" not in obligations(
        diagnostic(nature="services", procedure="mapa", montant_ht="215999.99", service_social_specifique=False)
    )


def test_social_services_stay_adapted_at_any_amount(diagnostic: Any) -> None:
    mapa = diagnostic(nature="services", procedure="mapa", montant_ht=900000, service_social_specifique=True)
    assert "mapa_seuil_europeen_atteint" not in obligations(mapa)


def test_water_energy_and_matter_are_experimental_advice(diagnostic: Any) -> None:
    sans = diagnostic(nature="services", segments=["energie"], livraisons=False)
    assert 25 not in sans.actions
    assert "suivi_impacts" in conseils(sans)


def test_action_24_comes_after_22(pack: Pack) -> None:
    assert ("apres", 22) in {(lien.genre, lien.action) for lien in pack.liens[24]}
