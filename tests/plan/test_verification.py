"""What the verifier sees beyond spelling, on the real pack with one thing changed."""

from datetime import date
from typing import Any

import pytest

from knowledge.plan.pack import Pack
from knowledge.regles.conditions import lire_condition
from knowledge.regles.decision import Verdict
from knowledge.regles.tableau import Tableau
from knowledge.verification import Rapport, atteignables

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


def test_an_example_that_expects_something_else(copie: Any) -> None:
    copie.changer(F08, "attendu: {etude_insertion: non}", "attendu: {etude_insertion: oui}")
    trouvees = fautes(copie.verifier())
    seule(
        trouvees,
        "exemple « à 90 000 € pile, le plan dit « plus de » »",
        "« etude_insertion » : attendu oui, obtenu non",
    )


def test_an_example_that_misses_something_else(copie: Any) -> None:
    copie.changer(F08, "manque: [montant_ht]", "manque: [montant_ht, nature]")
    seule(fautes(copie.verifier()), "manque attendu montant_ht, nature, obtenu montant_ht")


def test_a_rule_without_example(copie: Any) -> None:
    chemin = copie.chemin("fiches/10")
    texte = chemin.read_text("utf-8")
    debut, fin = texte.index("exemples:"), texte.index("indicateurs:")
    chemin.write_text(texte[:debut] + "exemples: []\n" + texte[fin:], "utf-8")
    faute = seule(fautes(copie.verifier()), "« critere_insertion » (action 10) n'a aucun exemple")
    assert "écrivez-en un par verdict possible" in faute


def test_an_obligation_without_example(copie: Any) -> None:
    copie.changer(
        "droit/obligations",
        "    exemples:\n      - {titre: toute concession, contrat: {nature: concession}, attendu: oui}\n"
        "      - {titre: un marché, contrat: {nature: services}, attendu: non}\n",
        "    exemples: []\n",
    )
    seule(fautes(copie.verifier()), "droit/obligations.yaml:", "« concession_valeur » (obligation) n'a aucun exemple")


def test_a_verdict_without_example(copie: Any) -> None:
    copie.changer("fiches/02", "manque: [recurrent]", "manque: []")
    copie.changer("fiches/02", "{potentiel_durable: inconnu}", "{potentiel_durable: non}")
    seule(fautes(copie.verifier()), "« potentiel_durable » (action 2) : aucun exemple ne donne inconnu ; ajoutez-en un")


def test_a_boundary_that_no_example_touches(copie: Any) -> None:
    copie.changer(F08, "contrat: {nature: travaux, montant_ht: 90000}", "contrat: {nature: travaux, montant_ht: 89000}")
    faute = seule(fautes(copie.verifier()), "aucun exemple ne touche la borne")
    assert faute.startswith("fiches/08_clause_insertion.yaml:")
    assert "« etude_insertion » (action 8)" in faute
    assert "montant_ht = 90 000 ; ajoutez-en un qui tombe pile" in faute


def test_a_law_without_an_unknown_example_is_told_once_for_all(copie: Any) -> None:
    (avertissement,) = [a for a in avertissements(copie.verifier()) if "obligations sans exemple" in a]
    assert "concession_publicite" in avertissement


# --- boundaries ------------------------------------------------------------------------------------------------------------


def test_a_hole_between_two_fiches(copie: Any) -> None:
    copie.changer(
        F11,
        "        - montant_ht <= 90 000\n        - passation_propre",
        "        - montant_ht < 90 000\n        - passation_propre",
    )
    faute = seule(fautes(copie.verifier()), "ne reçoit ni l'une ni l'autre")
    assert faute.startswith("fiches/08_clause_insertion.yaml:")
    assert (
        "« reservation » (action 11) s'arrête et « etude_insertion » (action 8) commence à montant_ht = 90 000" in faute
    )
    assert "par exemple" in faute
    assert "montant_ht = 90 000" in faute
    assert "écrivez <= ou >= d'un côté (fiches/11_marches_reserves.yaml:" in faute


def test_an_overlap_of_two_fiches(copie: Any) -> None:
    copie.changer(F08, "        - montant_ht > 90 000", "        - montant_ht >= 90 000")
    faute = seule(fautes(copie.verifier()), "reçoit les deux")
    assert "gardez l'égalité d'un seul côté" in faute


def test_the_real_boundary_is_neither(copie: Any) -> None:
    trouvees = fautes(copie.verifier())
    assert aucune(trouvees, "s'arrête et")


def test_a_boundary_of_rules_that_only_partly_meet_is_a_warning(copie: Any) -> None:
    copie.changer(
        F11,
        "        - montant_ht <= 90 000\n        - passation_propre",
        "        - montant_ht < 90 000\n        - passation_propre",
    )
    copie.changer(F11, "        - passation_propre", "        - passation_propre\n        - nature != fournitures")
    rapport = copie.verifier()
    assert aucune(fautes(rapport), "ne reçoit ni")
    seule(avertissements(rapport), "ne reçoit ni l'une ni l'autre", "nature = ")


def test_a_hole_at_a_legal_value(copie: Any) -> None:
    copie.changer(
        "droit/qualification.yaml",
        "montant_ht >= seuil(services_sociaux), {aucune",
        "montant_ht > seuil(services_sociaux), {aucune",
    )
    seule(
        fautes(copie.verifier()),
        "« services_sociaux_sous_750k » (obligation) s'arrête et « services_sociaux_publicite_europeenne » (obligation) "
        "commence à montant_ht = 750 000",
    )


def test_law_and_plan_are_not_held_against_each_other(copie: Any) -> None:
    copie.changer("droit/obligations", "- montant_ht >= seuil(ecrit)", "- montant_ht > 90 000")
    assert not [faute for faute in fautes(copie.verifier()) if "s'arrête et" in faute and "action" in faute]


def test_a_third_rule_may_hold_the_very_point(copie: Any) -> None:
    copie.changer(
        F11,
        "        - montant_ht <= 90 000\n        - passation_propre",
        "        - montant_ht < 90 000\n        - passation_propre",
    )
    copie.changer(
        F11,
        "regles:\n",
        "regles:\n  - id: pile\n    portee: a_etudier\n    quand: {toutes: [montant_ht = 90 000, nature != concession]}\n"
        "    phrase: Pile.\n    faire: [Voir.]\n    contacts: [plie]\n    droit: []\n",
    )
    assert aucune(fautes(copie.verifier()), "ne reçoit ni")


# --- conditions ------------------------------------------------------------------------------------------------------------


def test_a_condition_that_is_never_true(copie: Any) -> None:
    copie.changer(
        F08, "- nature parmi travaux, fournitures", "- montant_ht < 50 000\n        - nature parmi travaux, fournitures"
    )
    faute = seule(fautes(copie.verifier()), "ne peut jamais être vrai")
    assert "« etude_insertion » (action 8) : « toutes: [montant_ht > 90 000, montant_ht < 50 000, nature parmi" in faute


def test_a_part_that_is_never_true(copie: Any) -> None:
    copie.changer(F08, "- montant_ht > 90 000", "- une_de: [montant_ht > 90 000, montant_ht < 0]")
    seule(fautes(copie.verifier()), "« montant_ht < 0 » ne peut jamais être vrai ; corrigez ou retirez la condition")


def test_a_condition_that_is_always_true(copie: Any) -> None:
    copie.changer(
        "fiches/10",
        "quand: clause_insertion = oui",
        "quand: {une_de: [clause_insertion = oui, clause_insertion = non]}",
    )
    seule(fautes(copie.verifier()), "est toujours vrai ; écrivez « toujours », ou corrigez", "critere_insertion")


def test_always_among_other_conditions(copie: Any) -> None:
    copie.changer(F08, "- montant_ht > 90 000", "- toujours\n        - montant_ht > 90 000")
    seule(fautes(copie.verifier()), "« toujours » au milieu d'autres conditions ne sert à rien")


def test_advice_that_is_never_true(copie: Any) -> None:
    copie.changer("fiches/02", "quand: recurrent = non", "quand: {toutes: [recurrent = non, recurrent = oui]}")
    seule(fautes(copie.verifier()), "conseil « achat_anticipe »", "ne peut jamais être vrai")


def test_a_signal_with_two_values_at_once(copie: Any) -> None:
    copie.changer(
        "fiches/20", "quand: {toutes: [procedure = appel_offres, passation_propre]}", "quand: passation_propre"
    )
    faute = seule(fautes(copie.verifier()), "le signal « negociation » a deux valeurs à la fois")
    assert "procedure = mapa" in faute
    assert "rendez les conditions exclusives" in faute


# --- the rest --------------------------------------------------------------------------------------------------------------


def test_a_short_title_that_is_too_long(copie: Any) -> None:
    ligne = copie.changer(F08, "titre_court: Étendre la clause d'insertion", f"titre_court: {'a' * 61}")
    faute = seule(fautes(copie.verifier()), "« titre_court » fait 61 caractères : 60 au plus")
    assert f"08_clause_insertion.yaml:{ligne} : " in faute


def test_a_fiche_without_source_or_indicator(copie: Any) -> None:
    copie.changer("fiches/10", "source: {document: SPASER, action: 10, verifie_le: 2026-11-24}", "")
    chemin = copie.chemin(F08)
    texte = chemin.read_text("utf-8")
    debut, fin = texte.index("indicateurs:"), texte.index("source:")
    chemin.write_text(texte[:debut] + "indicateurs: {realisation: [], effets: []}\n" + texte[fin:], "utf-8")
    trouvees = fautes(copie.verifier())
    seule(trouvees, "fiches/10_critere_insertion.yaml", "il manque « source »")
    seule(trouvees, "l'action 8 n'a pas d'indicateur")


def test_a_word_of_two_choices(copie: Any) -> None:
    copie.changer("faits.yaml", "libelle: Mobilier, mots: [", "libelle: Mobilier, mots: [Pneus, ")
    faute = seule(
        fautes(copie.verifier()), "« pneus » désigne à la fois « vehicules » et « mobilier » du fait « segments »"
    )
    ligne = next(
        rang
        for rang, texte in enumerate(copie.chemin("faits.yaml").read_text("utf-8").splitlines(), 1)
        if "valeur: mobilier" in texte
    )
    assert faute.startswith(f"clermont/faits.yaml:{ligne} : ")


def test_a_word_said_of_yes_and_of_no(copie: Any) -> None:
    copie.changer("faits.yaml", "mots_non: [", "mots_non: [récurrent, ")
    seule(fautes(copie.verifier()), "« récurrent » désigne à la fois « oui » et « non » du fait « recurrent »")


def test_a_fact_that_is_never_asked(copie: Any) -> None:
    copie.changer("fiches/10", "quand: clause_insertion = oui", "quand: accord_cadre = oui")
    seule(
        avertissements(copie.verifier()),
        "« critere_insertion » (action 10) dépend de « accord_cadre »",
        "demande: non",
    )


def test_an_indicator_id_with_two_titles(copie: Any) -> None:
    copie.changer(
        "fiches/16",
        "Evolution du nombre moyen de soumissionnaires par consultation",
        "Soumissionnaires par consultation",
    )
    avertissement = seule(avertissements(copie.verifier()), "« soumissionnaires_moyen »", "dans la fiche 15")
    assert avertissement.startswith("fiches/16_accompagner_entreprises.yaml:")


@pytest.mark.parametrize(
    ("fiche", "identifiant", "avant", "apres", "message"),
    [
        (F08, "part_clauses_insertion", "{action: 8, etape: inscrite}", "{action: 88, etape: inscrite}", "il n'y a pas de fiche 88"),
        (
            F08,
            "part_clauses_insertion",
            "denominateur: {action: 8, etape: visee}",
            "denominateur: {actions: toutes, etape: visee}",
            "on ne compte pas des actions parmi des contrats",
        ),
        (
            F08,
            "part_clauses_insertion",
            "denominateur: {action: 8, etape: visee}",
            "denominateur: {action: 8, etape: inscrite}",
            "la part serait toujours de 100 %",
        ),
        (
            "fiches/02",
            "contrats_anticipes",
            "objectif: objectif_contrats_anticipes",
            "objectif: objectif_contrats",
            "la fiche n'a pas de chiffre saisi « objectif_contrats » ; voulez-vous dire « objectif_contrats_anticipes » ?",
        ),
        (
            "fiches/07",
            "outils_crees",
            'saisie: {unite: "%", periode: an, par: commande_publique, ensemble: oui}\n      aide: >-',
            "calcul: {numerateur: {contrats: tous}, objectif: outils}\n      lecture: >-",
            "la fiche n'a pas de chiffre saisi « outils »",
        ),
        (
            "fiches/19",
            "litiges_par_contrat",
            "saisie: litiges_signales",
            "saisie: litiges",
            "aucune fiche n'a de chiffre saisi « litiges » ; voulez-vous dire « litiges_signales » ?",
        ),
        (
            "fiches/01",
            "part_actions_menees_a_terme",
            "        denominateur: {actions: toutes, etape: visee}\n",
            "        denominateur: {actions: toutes, etape: visee}\n        mesure: montant_ht\n",
            "« montant_ht » se compte par contrat, et non par action",
        ),
    ],
)  # fmt: skip
def test_a_computation_that_nobody_can_make(
    copie: Any, fiche: str, identifiant: str, avant: str, apres: str, message: str
) -> None:
    copie.changer(fiche, avant, apres)
    faute = seule(fautes(copie.verifier()), f"calcul de « {identifiant} »", message)
    assert faute.startswith(fiche)


@pytest.mark.parametrize(
    ("fichier", "identifiant", "contrats"),
    [("spaser.yaml", "critere_environnemental", "critere_environnemental"), ("droit/indicateurs", "part_contrats_esus", "esus")],
)  # fmt: skip
def test_targets_and_the_figures_of_the_law_are_looked_at_too(
    copie: Any, fichier: str, identifiant: str, contrats: str
) -> None:
    ligne = copie.changer(fichier, f"{{contrats: {contrats}}}", "{action: 99, etape: inscrite}")
    faute = seule(fautes(copie.verifier()), f"calcul de « {identifiant} » : il n'y a pas de fiche 99")
    assert fichier in faute
    assert ligne > 1


def test_a_figure_declared_in_two_ways(copie: Any) -> None:
    copie.changer(
        "fiches/16",
        "{compte: contrats, moyenne: offres, de: {contrats: tous}, evolution: oui}",
        "{compte: contrats, nombre: {contrats: tous}}",
    )
    trouvees = fautes(copie.verifier())
    seule(trouvees, "fiches/16", "l'indicateur « soumissionnaires_moyen » n'est pas déclaré ici comme dans la fiche 15")


def test_an_entered_figure_declared_in_two_ways(copie: Any) -> None:
    copie.changer("fiches/19", "saisie: {unite: note, periode", "saisie: {unite: note, maximum: 10, periode")
    trouvees = fautes(copie.verifier())
    seule(trouvees, "fiches/19", "le chiffre saisi « qualite_moyenne_evaluations »", "comme dans la fiche 18")


def test_a_figure_entered_for_nothing(copie: Any) -> None:
    copie.changer("fiches/02", "objectif: objectif_contrats_anticipes}", "denominateur: {contrats: tous}}")
    faute = seule(fautes(copie.verifier()), "« objectif_contrats_anticipes » est saisi pour rien")
    assert faute.startswith("fiches/02")


def test_an_indicator_whose_title_only_changes_a_small_word_is_the_same(pack: Pack, copie: Any) -> None:
    titres = {i.titre for f in pack.fiches.values() for i in f.indicateurs if i.id == "part_contrats_responsables"}
    assert len(titres) > 1
    assert aucune(avertissements(copie.verifier()), "part_contrats_responsables")


def test_services_that_cannot_be_reached_are_told_once(copie: Any) -> None:
    copie.changer("spaser.yaml", "joindre: null", "joindre: poste 12 34")
    avertissement = seule(avertissements(copie.verifier()), "on ne sait pas comment joindre")
    assert "commande_publique" not in avertissement
    assert "plie, 3de" in avertissement


def test_a_legal_value_that_was_to_be_revised(copie: Any) -> None:
    assert aucune(avertissements(copie.verifier(date(2026, 12, 31))), "devait être révisé")
    perimes = [a for a in avertissements(copie.verifier(date(2028, 1, 1))) if "devait être révisé" in a]
    assert len(perimes) == 3
    assert "devait être révisé le 2027-01-01 : vérifiez CCP R2122-8" in "\n".join(perimes)


def test_what_cannot_be_read_is_not_judged(copie: Any) -> None:
    copie.changer(F08, "- montant_ht > 90 000", "- montant > 90 000")
    (faute,) = fautes(copie.verifier())
    assert "fait inconnu « montant »" in faute


def test_a_law_that_cannot_be_read_leaves_the_others_judged(copie: Any) -> None:
    copie.changer("droit/obligations", "quand: donnees_personnelles = oui", "quand: donnees_personelles = oui")
    copie.changer(
        "droit/obligations", "montant_ht: 25000}\n        attendu: oui", "montant_ht: 25000}\n        attendu: non"
    )
    trouvees = fautes(copie.verifier())
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
