"""What the verifier sees beyond spelling, on the real pack with something changed.

A verification takes seconds: faults that do not meet are put into one copy, a batch, which is verified once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import pytest

from knowledge.plan.pack import Pack
from knowledge.regles.conditions import lire_condition
from knowledge.regles.decision import Verdict
from knowledge.regles.tableau import Tableau
from knowledge.verification import Rapport, atteignables
from tests.fixtures.knowledge import JOUR, Copie

F08, F11 = "fiches/08", "fiches/11"
OUI, NON, INCONNU, SOUS_CONDITION = Verdict.OUI, Verdict.NON, Verdict.INCONNU, Verdict.SOUS_CONDITION


def fautes(rapport: Rapport) -> list[str]:
    return [str(faute) for faute in rapport.fautes]


def avertissements(rapport: Rapport) -> list[str]:
    return [str(faute) for faute in rapport.avertissements]


def seule(liste: list[str], *morceaux: str) -> str:
    (trouvee,) = [faute for faute in liste if all(morceau in faute for morceau in morceaux)]
    return trouvee


def aucune(liste: list[str], morceau: str) -> bool:
    return not any(morceau in faute for faute in liste)


def condition(pack: Pack, texte: str) -> Any:
    return lire_condition(texte, pack.vocabulaire, pack.seuils)


# --- batches of faults ---------------------------------------------------------------------------------------------------

REEL, NEUTRE, TROU, PARTIES = "réel", "neutre", "trou", "parties"
# What is spoilt in each batch, test by test, in the order of this file.
GATES: dict[str, list[Callable[[Copie], object]]] = {}
# The day on which a batch is verified: it changes warnings only.
JOURS = {REEL: date(2026, 12, 31), NEUTRE: date(2028, 1, 1)}


@dataclass
class Lot:
    """A copy with all that its tests spoil in it, and what the verifier says of it."""

    nom: str
    copie: Copie

    def __post_init__(self) -> None:
        for gater in GATES[self.nom]:
            gater(self.copie)

    @cached_property
    def rapport(self) -> Rapport:
        return self.copie.verifier(JOURS.get(self.nom, JOUR))

    @property
    def fautes(self) -> list[str]:
        return fautes(self.rapport)

    @property
    def avertissements(self) -> list[str]:
        return avertissements(self.rapport)

    def ligne(self, fichier: str, morceau: str) -> int:
        lignes = self.copie.chemin(fichier).read_text("utf-8").splitlines()
        return next(rang for rang, texte in enumerate(lignes, 1) if morceau in texte)


@pytest.fixture(scope="module")
def lots() -> dict[str, Lot]:
    return {}


@pytest.fixture
def lot(request: pytest.FixtureRequest, lots: dict[str, Lot], tmp_path_factory: pytest.TempPathFactory) -> Lot:
    nom = request.param
    if nom not in lots:
        lots[nom] = Lot(nom, Copie(tmp_path_factory.mktemp("lot")))
    return lots[nom]


def changer(fichier: str, avant: str, apres: str) -> Callable[[Copie], object]:
    return lambda copie: copie.changer(fichier, avant, apres)


def couper(fichier: str, debut: str, fin: str, par: str) -> Callable[[Copie], object]:
    """Put something in the place of all that is from a word to another."""

    def faire(copie: Copie) -> None:
        texte = copie.chemin(fichier).read_text("utf-8")
        copie.changer(fichier, texte[texte.index(debut) : texte.index(fin)], par)

    return faire


def gate(nom: str, *changements: Callable[[Copie], object]) -> pytest.MarkDecorator:
    """The test reads what is said of that batch, in which it spoils this."""
    GATES.setdefault(nom, []).extend(changements)
    return pytest.mark.parametrize("lot", [nom], indirect=True)


# --- verdicts that can be reached -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("texte", "verdicts"),
    [
        ("toujours", {OUI}),
        ("recurrent = oui", {OUI, NON, INCONNU}),
        ("titulaire_moins_50_salaries = oui", {SOUS_CONDITION}),
        ("date_consultation >= 2026-08-21", {OUI, NON}),
        ("montant_ht >= seuil(formalise)", {OUI, NON, INCONNU}),
        ("montant_ht > 0", {OUI}),
        ("montant_ht < 0", {NON}),
    ],
)
def test_reachable_verdicts(pack: Pack, texte: str, verdicts: set[Verdict]) -> None:
    """A holder that is known counts as a verdict too, but no example needs it; the day is always known."""
    assert atteignables(pack.vocabulaire, condition(pack, texte)) == verdicts


def test_reachable_verdicts_of_the_advance(pack: Pack) -> None:
    regle = pack.regle(17, "avance_bonifiee")
    assert {SOUS_CONDITION, NON, INCONNU} <= atteignables(pack.vocabulaire, regle.quand)


# --- examples --------------------------------------------------------------------------------------------------------------


@gate(PARTIES, changer(F08, "attendu: {etude_insertion: non}", "attendu: {etude_insertion: oui}"))
def test_an_example_that_expects_something_else(lot: Lot) -> None:
    trouvees = lot.fautes
    seule(
        trouvees,
        "exemple « à 90 000 € pile, le plan dit « plus de » »",
        "« etude_insertion » : attendu oui, obtenu non",
    )


@gate(NEUTRE, changer(F08, "manque: [montant_ht]", "manque: [montant_ht, nature]"))
def test_an_example_that_misses_something_else(lot: Lot) -> None:
    seule(lot.fautes, "manque attendu montant_ht, nature, obtenu montant_ht")


@gate(NEUTRE, couper("fiches/10", "exemples:", "indicateurs:", "exemples: []\n"))
def test_a_rule_without_example(lot: Lot) -> None:
    faute = seule(lot.fautes, "« critere_insertion » (action 10) n'a aucun exemple")
    assert "écrivez-en un par verdict possible" in faute


@gate(
    NEUTRE,
    changer(
        "droit/obligations",
        "    exemples:\n      - {titre: toute concession, contrat: {nature: concession}, attendu: oui}\n"
        "      - {titre: un marché, contrat: {nature: services}, attendu: non}\n",
        "    exemples: []\n",
    ),
)
def test_an_obligation_without_example(lot: Lot) -> None:
    seule(lot.fautes, "droit/obligations.yaml:", "« concession_valeur » (obligation) n'a aucun exemple")


@gate(
    NEUTRE,
    changer("fiches/02", "manque: [recurrent]", "manque: []"),
    changer("fiches/02", "{potentiel_durable: inconnu}", "{potentiel_durable: non}"),
)
def test_a_verdict_without_example(lot: Lot) -> None:
    seule(lot.fautes, "« potentiel_durable » (action 2) : aucun exemple ne donne inconnu ; ajoutez-en un")


@gate(
    TROU,
    changer(F08, "contrat: {nature: travaux, montant_ht: 90000}", "contrat: {nature: travaux, montant_ht: 89000}"),
)
def test_a_boundary_that_no_example_touches(lot: Lot) -> None:
    faute = seule(lot.fautes, "aucun exemple ne touche la borne")
    assert faute.startswith("fiches/08_clause_insertion.yaml:")
    assert "« etude_insertion » (action 8)" in faute
    assert "montant_ht = 90 000 ; ajoutez-en un qui tombe pile" in faute


@gate(REEL)
def test_a_law_without_an_unknown_example_is_told_once_for_all(lot: Lot) -> None:
    (avertissement,) = [a for a in lot.avertissements if "obligations sans exemple" in a]
    assert "concession_publicite" in avertissement


# --- boundaries ------------------------------------------------------------------------------------------------------------


@gate(
    TROU,
    changer(
        F11,
        "        - montant_ht <= 90 000\n        - passation_propre",
        "        - montant_ht < 90 000\n        - passation_propre",
    ),
)
def test_a_hole_between_two_fiches(lot: Lot) -> None:
    faute = seule(lot.fautes, "ne reçoit ni l'une ni l'autre")
    assert faute.startswith("fiches/08_clause_insertion.yaml:")
    assert (
        "« reservation » (action 11) s'arrête et « etude_insertion » (action 8) commence à montant_ht = 90 000" in faute
    )
    assert "par exemple" in faute
    assert "montant_ht = 90 000" in faute
    assert "écrivez <= ou >= d'un côté (fiches/11_marches_reserves.yaml:" in faute


@gate(NEUTRE, changer(F08, "        - montant_ht > 90 000", "        - montant_ht >= 90 000"))
def test_an_overlap_of_two_fiches(lot: Lot) -> None:
    faute = seule(lot.fautes, "reçoit les deux")
    assert "gardez l'égalité d'un seul côté" in faute


@gate(REEL)
def test_the_real_boundary_is_neither(lot: Lot) -> None:
    trouvees = lot.fautes
    assert aucune(trouvees, "s'arrête et")


@gate(
    "trou partiel",
    changer(
        F11,
        "        - montant_ht <= 90 000\n        - passation_propre",
        "        - montant_ht < 90 000\n        - passation_propre",
    ),
    changer(F11, "        - passation_propre", "        - passation_propre\n        - nature != fournitures"),
)
def test_a_boundary_of_rules_that_only_partly_meet_is_a_warning(lot: Lot) -> None:
    assert aucune(lot.fautes, "ne reçoit ni")
    seule(lot.avertissements, "ne reçoit ni l'une ni l'autre", "nature = ")


@gate(
    "jamais vrai",
    changer(
        "droit/qualification.yaml",
        "montant_ht >= seuil(services_sociaux), {aucune",
        "montant_ht > seuil(services_sociaux), {aucune",
    ),
)
def test_a_hole_at_a_legal_value(lot: Lot) -> None:
    seule(
        lot.fautes,
        "« services_sociaux_sous_750k » (obligation) s'arrête et « services_sociaux_publicite_europeenne » (obligation) "
        "commence à montant_ht = 750 000",
    )


@gate(PARTIES, changer("droit/obligations", "- montant_ht >= seuil(ecrit)", "- montant_ht > 90 000"))
def test_law_and_plan_are_not_held_against_each_other(lot: Lot) -> None:
    assert not [faute for faute in lot.fautes if "s'arrête et" in faute and "action" in faute]


@gate(
    "troisième",
    changer(
        F11,
        "        - montant_ht <= 90 000\n        - passation_propre",
        "        - montant_ht < 90 000\n        - passation_propre",
    ),
    changer(
        F11,
        "regles:\n",
        "regles:\n  - id: pile\n    portee: a_etudier\n    quand: {toutes: [montant_ht = 90 000, nature != concession]}\n"
        "    phrase: Pile.\n    faire: [Voir.]\n    contacts: [plie]\n    droit: []\n",
    ),
)
def test_a_third_rule_may_hold_the_very_point(lot: Lot) -> None:
    assert aucune(lot.fautes, "ne reçoit ni")


# --- conditions ------------------------------------------------------------------------------------------------------------


@gate(
    "jamais vrai",
    changer(
        F08, "- nature parmi travaux, fournitures", "- montant_ht < 50 000\n        - nature parmi travaux, fournitures"
    ),
)
def test_a_condition_that_is_never_true(lot: Lot) -> None:
    faute = seule(lot.fautes, "ne peut jamais être vrai")
    assert "« etude_insertion » (action 8) : « toutes: [montant_ht > 90 000, montant_ht < 50 000, nature parmi" in faute


@gate(PARTIES, changer(F08, "- montant_ht > 90 000", "- une_de: [montant_ht > 90 000, montant_ht < 0]"))
def test_a_part_that_is_never_true(lot: Lot) -> None:
    seule(lot.fautes, "« montant_ht < 0 » ne peut jamais être vrai ; corrigez ou retirez la condition")


@gate(
    PARTIES,
    changer(
        "fiches/10",
        "quand: clause_insertion = oui",
        "quand: {une_de: [clause_insertion = oui, clause_insertion = non]}",
    ),
)
def test_a_condition_that_is_always_true(lot: Lot) -> None:
    seule(lot.fautes, "est toujours vrai ; écrivez « toujours », ou corrigez", "critere_insertion")


@gate(PARTIES, changer(F08, "- nature parmi", "- toujours\n        - nature parmi"))
def test_always_among_other_conditions(lot: Lot) -> None:
    seule(lot.fautes, "« toujours » au milieu d'autres conditions ne sert à rien")


@gate(NEUTRE, changer("fiches/02", "quand: recurrent = non", "quand: {toutes: [recurrent = non, recurrent = oui]}"))
def test_advice_that_is_never_true(lot: Lot) -> None:
    seule(lot.fautes, "conseil « achat_anticipe »", "ne peut jamais être vrai")


@gate(
    NEUTRE,
    changer("fiches/20", "quand: {toutes: [procedure = appel_offres, passation_propre]}", "quand: passation_propre"),
)
def test_a_signal_with_two_values_at_once(lot: Lot) -> None:
    faute = seule(lot.fautes, "le signal « negociation » a deux valeurs à la fois")
    assert "procedure = mapa" in faute
    assert "rendez les conditions exclusives" in faute


# --- the rest --------------------------------------------------------------------------------------------------------------


@gate(NEUTRE, changer(F08, "titre_court: Étendre la clause d'insertion", f"titre_court: {'a' * 61}"))
def test_a_short_title_that_is_too_long(lot: Lot) -> None:
    faute = seule(lot.fautes, "« titre_court » fait 61 caractères : 60 au plus")
    assert f"08_clause_insertion.yaml:{lot.ligne(F08, 'titre_court: ')} : " in faute


@gate(
    "trou partiel",
    changer("fiches/10", "source: {document: SPASER, action: 10, verifie_le: 2026-11-24}", ""),
    couper(F08, "indicateurs:", "source:", "indicateurs: {realisation: [], effets: []}\n"),
)
def test_a_fiche_without_source_or_indicator(lot: Lot) -> None:
    trouvees = lot.fautes
    seule(trouvees, "fiches/10_critere_insertion.yaml", "il manque « source »")
    seule(trouvees, "l'action 8 n'a pas d'indicateur")


@gate(NEUTRE, changer("faits.yaml", "libelle: Mobilier, mots: [", "libelle: Mobilier, mots: [Pneus, "))
def test_a_word_of_two_choices(lot: Lot) -> None:
    faute = seule(lot.fautes, "« pneus » désigne à la fois « vehicules » et « mobilier » du fait « segments »")
    assert faute.startswith(f"clermont/faits.yaml:{lot.ligne('faits.yaml', 'valeur: mobilier')} : ")


@gate(NEUTRE, changer("faits.yaml", "mots_non: [", "mots_non: [récurrent, "))
def test_a_word_said_of_yes_and_of_no(lot: Lot) -> None:
    seule(lot.fautes, "« récurrent » désigne à la fois « oui » et « non » du fait « recurrent »")


@gate(TROU, changer("fiches/10", "quand: clause_insertion = oui", "quand: accord_cadre = oui"))
def test_a_fact_that_is_never_asked(lot: Lot) -> None:
    seule(
        lot.avertissements,
        "« critere_insertion » (action 10) dépend de « accord_cadre »",
        "demande: non",
    )


@gate(
    NEUTRE,
    changer(
        "fiches/16",
        "Evolution du nombre moyen de soumissionnaires par consultation",
        "Soumissionnaires par consultation",
    ),
)
def test_an_indicator_id_with_two_titles(lot: Lot) -> None:
    avertissement = seule(lot.avertissements, "« soumissionnaires_moyen »", "dans la fiche 15")
    assert avertissement.startswith("fiches/16_accompagner_entreprises.yaml:")


CALCULS = [
    (NEUTRE, F08, "part_clauses_insertion", "{action: 8, etape: inscrite}", "{action: 88, etape: inscrite}", "il n'y a pas de fiche 88"),
    (
        TROU,
        F08,
        "part_clauses_insertion",
        "denominateur: {action: 8, etape: visee}",
        "denominateur: {actions: toutes, etape: visee}",
        "on ne compte pas des actions parmi des contrats",
    ),
    (
        PARTIES,
        F08,
        "part_clauses_insertion",
        "denominateur: {action: 8, etape: visee}",
        "denominateur: {action: 8, etape: inscrite}",
        "la part serait toujours de 100 %",
    ),
    (
        NEUTRE,
        "fiches/02",
        "contrats_anticipes",
        "objectif: objectif_contrats_anticipes",
        "objectif: objectif_contrats",
        "la fiche n'a pas de chiffre saisi « objectif_contrats » ; voulez-vous dire « objectif_contrats_anticipes » ?",
    ),
    (
        NEUTRE,
        "fiches/07",
        "outils_crees",
        'saisie: {unite: "%", periode: an, par: commande_publique, ensemble: oui}\n      aide: >-',
        "calcul: {numerateur: {contrats: tous}, objectif: outils}\n      lecture: >-",
        "la fiche n'a pas de chiffre saisi « outils »",
    ),
    (
        NEUTRE,
        "fiches/19",
        "litiges_par_contrat",
        "saisie: litiges_signales",
        "saisie: litiges",
        "aucune fiche n'a de chiffre saisi « litiges » ; voulez-vous dire « litiges_signales » ?",
    ),
    (
        NEUTRE,
        "fiches/01",
        "part_actions_menees_a_terme",
        "        denominateur: {actions: toutes, etape: visee}\n",
        "        denominateur: {actions: toutes, etape: visee}\n        mesure: montant_ht\n",
        "« montant_ht » se compte par contrat, et non par action",
    ),
]  # fmt: skip
for _lot, _fiche, _, _avant, _apres, _ in CALCULS:
    gate(_lot, changer(_fiche, _avant, _apres))


@pytest.mark.parametrize(
    ("lot", "fiche", "identifiant", "message"),
    [(nom, fiche, identifiant, message) for nom, fiche, identifiant, _, _, message in CALCULS],
    indirect=["lot"],
)
def test_a_computation_that_nobody_can_make(lot: Lot, fiche: str, identifiant: str, message: str) -> None:
    faute = seule(lot.fautes, f"calcul de « {identifiant} »", message)
    assert faute.startswith(fiche)


@gate(
    NEUTRE,
    changer("spaser.yaml", "{contrats: critere_environnemental}", "{action: 99, etape: inscrite}"),
    changer("droit/indicateurs", "{contrats: esus}", "{action: 99, etape: inscrite}"),
)
@pytest.mark.parametrize(
    ("fichier", "identifiant"),
    [("spaser.yaml", "critere_environnemental"), ("droit/indicateurs", "part_contrats_esus")],
)
def test_targets_and_the_figures_of_the_law_are_looked_at_too(lot: Lot, fichier: str, identifiant: str) -> None:
    faute = seule(lot.fautes, f"calcul de « {identifiant} » : il n'y a pas de fiche 99")
    assert fichier in faute
    assert ".yaml:1 : " not in faute


@gate(
    NEUTRE,
    changer(
        "fiches/16",
        "{compte: contrats, moyenne: offres, de: {contrats: tous}, evolution: oui}",
        "{compte: contrats, nombre: {contrats: tous}}",
    ),
)
def test_a_figure_declared_in_two_ways(lot: Lot) -> None:
    trouvees = lot.fautes
    seule(trouvees, "fiches/16", "l'indicateur « soumissionnaires_moyen » n'est pas déclaré ici comme dans la fiche 15")


@gate(NEUTRE, changer("fiches/19", "saisie: {unite: note, periode", "saisie: {unite: note, maximum: 10, periode"))
def test_an_entered_figure_declared_in_two_ways(lot: Lot) -> None:
    trouvees = lot.fautes
    seule(trouvees, "fiches/19", "le chiffre saisi « qualite_moyenne_evaluations »", "comme dans la fiche 18")


@gate(TROU, changer("fiches/02", "objectif: objectif_contrats_anticipes}", "denominateur: {contrats: tous}}"))
def test_a_figure_entered_for_nothing(lot: Lot) -> None:
    faute = seule(lot.fautes, "« objectif_contrats_anticipes » est saisi pour rien")
    assert faute.startswith("fiches/02")


@gate(REEL)
def test_an_indicator_whose_title_only_changes_a_small_word_is_the_same(pack: Pack, lot: Lot) -> None:
    titres = {i.titre for f in pack.fiches.values() for i in f.indicateurs if i.id == "part_contrats_responsables"}
    assert len(titres) > 1
    assert aucune(lot.avertissements, "part_contrats_responsables")


@gate(NEUTRE, changer("spaser.yaml", "joindre: null", "joindre: poste 12 34"))
def test_services_that_cannot_be_reached_are_told_once(lot: Lot) -> None:
    avertissement = seule(lot.avertissements, "on ne sait pas comment joindre")
    assert "commande_publique" not in avertissement
    assert "plie, 3de" in avertissement


@gate(REEL)
def test_a_legal_value_that_is_not_yet_to_be_revised(lot: Lot) -> None:
    assert aucune(lot.avertissements, "devait être révisé")


@gate(NEUTRE)
def test_a_legal_value_that_was_to_be_revised(lot: Lot) -> None:
    perimes = [a for a in lot.avertissements if "devait être révisé" in a]
    assert len(perimes) == 3
    assert "devait être révisé le 2027-01-01 : vérifiez CCP R2122-8" in "\n".join(perimes)


def test_what_cannot_be_read_is_not_judged(copie: Any) -> None:
    copie.changer(F08, "- montant_ht > 90 000", "- montant > 90 000")
    (faute,) = fautes(copie.verifier())
    assert "fait inconnu « montant »" in faute


@gate(
    TROU,
    changer("droit/obligations", "quand: donnees_personnelles = oui", "quand: donnees_personelles = oui"),
    changer(
        "droit/obligations", "montant_ht: 25000}\n        attendu: oui", "montant_ht: 25000}\n        attendu: non"
    ),
)
def test_a_law_that_cannot_be_read_leaves_the_others_judged(lot: Lot) -> None:
    trouvees = lot.fautes
    seule(trouvees, "fait inconnu « donnees_personelles »")
    seule(trouvees, "« contrat_ecrit » : attendu non, obtenu oui")
    assert aucune([une for une in trouvees if "attendu" in une], "« donnees_personnelles »")


def test_a_frame_that_cannot_be_read_is_all_that_is_told(copie: Any) -> None:
    copie.chemin("jalons.yaml").unlink()
    rapport = copie.verifier()
    assert fautes(rapport) == ["clermont/jalons.yaml:1 : fichier absent"]
    assert rapport.avertissements == ()


PAIRES = [
    ("restauration_scolaire", "recurrent"), ("traiteur", "alloti"), ("nettoyage", "livraisons"),
    ("espaces_verts", "clause_insertion"), ("voirie", "donnees_personnelles"), ("informatique", "propriete_intellectuelle"),
    ("mobilier", "operation_envergure"), ("energie", "service_social_specifique"), ("construction", "accord_cadre"),
    ("renovation", "centrale_achat"), ("vehicules", "delegation_service_public"), ("textile", "gardiennage"),
]  # fmt: skip


def test_a_rule_that_crosses_too_many_facts_is_refused_with_where_to_cut(copie: Any) -> None:
    croisees = [
        f"        - toutes: [segments contient {segment}, {fait} = {'non' if fait == 'centrale_achat' else 'oui'}]"
        for segment, fait in PAIRES
    ]
    copie.changer(
        F08,
        "      toutes:\n        - montant_ht > 90 000\n        - nature parmi travaux, fournitures, services, maitrise_oeuvre\n",
        "\n".join(["      une_de:", *croisees, ""]),
    )
    (faute,) = fautes(copie.verifier())
    assert faute.startswith("fiches/08_clause_insertion.yaml:")
    assert "« etude_insertion » (action 8) : trop de faits s'y croisent (segments, recurrent, alloti, " in faute
    assert "plus de 5000 cas à distinguer ; coupez en deux : ce qui dépend de segments, " in faute
    assert "dans une autre fiche" in faute


def test_a_table_shows_what_lies_around_a_point(pack: Pack) -> None:
    tableau = Tableau(
        pack.vocabulaire, [condition(pack, "montant_ht > 90 000"), condition(pack, "montant_ht <= 90 000")]
    )
    ((_, dessous, pile, dessus),) = tableau.autour("montant_ht", tableau.points("montant_ht")[0])
    assert (dessous, pile, dessus) == ((False, True), (False, True), (True, False))
