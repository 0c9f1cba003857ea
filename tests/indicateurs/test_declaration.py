"""The 104 indicators of the plan: all there, each one computed or entered, and what is wrong with a bad declaration."""

import re
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.indicateurs.inventaire import dire_calcul, inventaire
from knowledge.plan.chargement import charger
from knowledge.plan.declaration import UNITES, Calcul, Etape, Fait, Mesure, Population, Saisie, Trait, mots_du_titre
from knowledge.plan.pack import Cible, Indicateur, Pack
from knowledge.plan.tableau_de_bord import Genre

DU_PLAN = Path(__file__).with_name("indicateurs_du_plan.txt")
PAGE = Path(__file__).parents[2] / "docs" / "inventaire.md"
FICHES = Path(__file__).parents[2] / "knowledge" / "packs" / "clermont" / "fiches"
FAMILLES = {"R": "realisation", "E": "effets"}
TOUS = Population(traits=frozenset({Trait.ATTRIBUE}))


def du_plan() -> list[tuple[int, str, str]]:
    lignes = [ligne for ligne in DU_PLAN.read_text("utf-8").splitlines() if not ligne.startswith("#")]
    decoupees = [ligne.split(" ", 2) for ligne in lignes]
    return [(int(action), FAMILLES[famille], titre) for action, famille, titre in decoupees]


def indicateurs(pack: Pack) -> list[tuple[int, Indicateur]]:
    return [(fiche.numero, indicateur) for fiche in pack.fiches.values() for indicateur in fiche.indicateurs]


def indicateur(pack: Pack, cle: str) -> Indicateur:
    trouve = pack.chiffre(cle)
    assert isinstance(trouve, Indicateur)
    return trouve


def calcul(pack: Pack, cle: str) -> Calcul:
    trouve = pack.chiffre(cle)
    assert trouve is not None
    assert trouve.calcul is not None
    return trouve.calcul


# --- those of the plan -----------------------------------------------------------------------------------------------------


def test_the_plan_prints_104_titles_of_which_88_differ() -> None:
    titres = [titre for _, _, titre in du_plan()]
    assert len(titres) == 104
    assert len({mots_du_titre(titre) for titre in titres}) == 88


@pytest.mark.parametrize("action", range(1, 27))
def test_a_fiche_has_the_titles_that_the_plan_prints(pack: Pack, action: int) -> None:
    """Word for word; only signs may differ."""
    imprimes = [(famille, mots_du_titre(titre)) for numero, famille, titre in du_plan() if numero == action]
    declares = [(un.famille, mots_du_titre(un.titre)) for un in pack.fiches[action].indicateurs]
    assert imprimes == declares


def test_each_is_computed_or_entered_by_somebody_of_the_plan(pack: Pack) -> None:
    for action, un in indicateurs(pack):
        if un.calcul is None:
            assert un.saisie is not None, (action, un.id)
            assert un.saisie.par in pack.services, (action, un.id)
        else:
            assert un.saisie is None, (action, un.id)
        assert un.unite in UNITES
        assert un.sens in (-1, 0, 1)
    assert Counter(un.saisie is None for _, un in indicateurs(pack)) == {True: 56, False: 48}


def test_an_evolution_is_declared_where_the_title_speaks_of_one(pack: Pack) -> None:
    for action, un in indicateurs(pack):
        assert un.evolution == un.titre.startswith("Evolution"), (action, un.id)


def test_what_a_pilot_enters_has_bounds_that_its_unit_allows(pack: Pack) -> None:
    for saisie in (a_saisir.saisie for a_saisir in pack.saisies.values()):
        if saisie.unite in {"texte", "oui_non"}:
            assert (saisie.minimum, saisie.maximum) == (None, None)
        else:
            assert saisie.minimum is not None
        if saisie.unite in {"%", "note"}:
            assert saisie.maximum is not None


def test_more_is_not_always_better(pack: Pack) -> None:
    pires = {un.id for _, un in indicateurs(pack) if un.sens == -1}
    assert {"procedures_infructueuses", "litiges_signales", "litiges_par_contrat", "offres_irregulieres"} <= pires
    sans = {un.id for _, un in indicateurs(pack) if un.sens == 0}
    assert {"repartition_clauses_par_objet", "nature_impacts_suivis"} <= sans
    assert indicateur(pack, "8.part_clauses_insertion").sens == 1


# --- how they are read -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cle", "attendu"),
    [
        (
            "8.part_clauses_insertion",
            Calcul(Genre.PART, Population(8, etape=Etape.INSCRITE), Population(8, etape=Etape.VISEE)),
        ),
        (
            "1.part_actions_menees_a_terme",
            Calcul(
                Genre.PART,
                Population(lignes=True, etape=Etape.REALISEE),
                Population(lignes=True, etape=Etape.VISEE),
            ),
        ),
        ("1.contrats_cibles", Calcul(Genre.NOMBRE, Population(traits=frozenset({Trait.CIBLE})))),
        ("1.cad_reuni", Calcul(Genre.FAIT, fait=Fait.COMITE_REUNI)),
        ("3.part_objectifs_atteints", Calcul(Genre.PART, cibles=True)),
        ("16.part_accompagnements_realises", Calcul(Genre.PART, accompagnements=True)),
        (
            "2.contrats_anticipes",
            Calcul(Genre.PART, Population(traits=frozenset({Trait.ANTICIPE})), objectif="objectif_contrats_anticipes"),
        ),
        (
            "9.services_recourant_clause",
            Calcul(Genre.NOMBRE, Population(8, etape=Etape.INSCRITE), distinct=True, evolution=True),
        ),
        (
            "8.repartition_clauses_par_objet",
            Calcul(Genre.REPARTITION, Population(8, etape=Etape.INSCRITE), evolution=True),
        ),
        ("15.soumissionnaires_moyen", Calcul(Genre.MOYENNE, TOUS, mesure=Mesure.OFFRES, evolution=True)),
        (
            "11.volume_contrats_reserves",
            Calcul(
                Genre.SOMME,
                Population(traits=frozenset({Trait.ATTRIBUE, Trait.RESERVE})),
                mesure=Mesure.MONTANT_HT,
            ),
        ),
        ("19.litiges_par_contrat", Calcul(Genre.MOYENNE, dans=TOUS, saisie="litiges_signales", evolution=True)),
        (
            "loi.part_montants_esus",
            Calcul(Genre.PART, Population(traits=frozenset({Trait.ESUS})), TOUS, Mesure.MONTANT_HT),
        ),
        (
            "cible.clause_insertion_formalises",
            Calcul(
                Genre.PART,
                Population(traits=frozenset({Trait.CLAUSE_INSERTION})),
                Population(traits=frozenset({Trait.ATTRIBUE, Trait.FORMALISE})),
            ),
        ),
    ],
)
def test_a_calculation_as_it_is_written(pack: Pack, cle: str, attendu: Calcul) -> None:
    assert calcul(pack, cle) == attendu


def test_an_action_and_traits_may_be_said_together(copie: Any) -> None:
    copie.changer("fiches/18", "{action: 18, etape: realisee}", "{action: 18, etape: realisee, contrats: tous}")
    pack = charger("clermont", copie.packs, copie.droit)
    attendu = Population(18, etape=Etape.REALISEE, traits=frozenset({Trait.ATTRIBUE}))
    assert calcul(pack, "18.part_contrats_questionnes").de == attendu


@pytest.mark.parametrize(
    ("cle", "genre", "unite"),
    [
        ("1.cad_reuni", Genre.FAIT, "oui_non"),
        ("8.heures_insertion", Genre.SAISIE, "heures"),
        ("11.ca_moyen_structures", Genre.MOYENNE, "euros"),
        ("15.soumissionnaires_moyen", Genre.MOYENNE, "nombre"),
        ("24.part_criteres_ecologiques", Genre.PART, "%"),
        ("loi.part_montants_esus", Genre.PART, "%"),
    ],
)
def test_a_unit_follows_from_the_calculation(pack: Pack, cle: str, genre: Genre, unite: str) -> None:
    un = indicateur(pack, cle)
    assert (un.genre, un.unite) == (genre, unite)


def test_a_figure_is_found_by_its_key(pack: Pack) -> None:
    assert len(pack.chiffres) == 104 + 6 + 4
    assert isinstance(pack.chiffre("cible.critere_environnemental"), Cible)
    assert indicateur(pack, "loi.part_contrats_esus").famille == "loi"
    assert pack.chiffre("8.rien") is None
    assert pack.chiffre("2.objectif_contrats_anticipes") is None


def test_an_entered_figure_is_asked_for_once(pack: Pack) -> None:
    dce = pack.saisies["dce_retires_moyen"]
    assert (dce.actions, dce.evolution) == ((15, 16, 17), True)
    evaluations = pack.saisies["qualite_moyenne_evaluations"]
    assert evaluations.actions == (18, 19)
    assert evaluations.titre == "Qualité moyenne des évaluations de nos contrats"
    assert "evolution_qualite_evaluations" not in pack.saisies
    assert pack.saisies["objectif_contrats_anticipes"].actions == (2,)
    assert all(a_saisir.saisie.id == cle for cle, a_saisir in pack.saisies.items())


def test_a_figure_that_only_serves_another_is_not_one_of_the_plan(pack: Pack) -> None:
    assert [un.id for un in pack.fiches[2].saisies] == ["objectif_contrats_anticipes"]
    assert "objectif_contrats_anticipes" not in [un.id for _, un in indicateurs(pack)]


def test_bounds_and_the_rest_of_an_entered_figure(pack: Pack) -> None:
    gain = indicateur(pack, "20.gain_prix").saisie
    assert gain is not None
    assert (gain.minimum, gain.maximum) == (Decimal(-100), Decimal(100))
    assert indicateur(pack, "15.publications_dans_les_delais").saisie == Saisie(
        "oui_non", "commande_publique", delai=True, id="publications_dans_les_delais"
    )
    temps = indicateur(pack, "5.temps_spaser").saisie
    assert temps is not None
    assert temps.ensemble


def test_only_four_actions_are_proved_by_official_data(pack: Pack) -> None:
    preuves = {numero: fiche.preuves for numero, fiche in pack.fiches.items() if fiche.preuves}
    assert preuves == {
        11: (Trait.RESERVE,),
        14: (Trait.ALLOTI,),
        17: (Trait.AVANCE_BONIFIEE,),
        24: (Trait.CRITERE_ENVIRONNEMENTAL, Trait.CONSIDERATION_ENVIRONNEMENTALE),
    }


def test_the_law_adds_shares_by_number_and_by_amount_still_to_be_confirmed(pack: Pack) -> None:
    ajoutes = {un.id: un for un in pack.indicateurs_de_la_loi}
    assert {
        (t, m) for un in ajoutes.values() if un.calcul for t in un.calcul.de.traits for m in [un.calcul.mesure]
    } == {(trait, mesure) for trait in (Trait.ESUS, Trait.INSERTION_HANDICAP) for mesure in (None, Mesure.MONTANT_HT)}
    for un in ajoutes.values():
        assert un.sources == ("CCP L2111-3",)
        assert un.a_confirmer
        assert un.verifie_le is not None


# --- faults ----------------------------------------------------------------------------------------------------------------

F08 = "fiches/08"
LOI = "droit/indicateurs"
PART = "calcul: {compte: contrats, numerateur: {action: 8, etape: inscrite}, denominateur: {action: 8, etape: visee}}"
HEURES = "saisie: {unite: heures, periode: an, par: plie}"


@pytest.mark.parametrize(
    ("fichier", "avant", "apres", "message"),
    [
        (F08, "etape: inscrite", "etape: inscrit", "« etape » ne peut pas valoir « inscrit » ; voulez-vous dire « inscrite » ?"),
        (F08, "denominateur: {action: 8, etape: visee}", "denominateur: {contrats: tout}", "contrats inconnus « tout » ; voulez-vous dire « tous » ?"),
        (F08, "denominateur: {action: 8, etape: visee}", "denominateur: {contrats: []}", "« contrats » est vide"),
        (F08, "numerateur: ", "numérateur: ", "clé inconnue « numérateur » ; voulez-vous dire « numerateur » ?"),
        (F08, "numerateur: ", "numérateur: ", "un calcul s'écrit avec une seule de ces clés : numerateur, nombre,"),
        (F08, PART, "calcul: {nombre: {contrats: tous}, somme: montant_ht}", "un calcul s'écrit avec une seule de ces clés"),
        (F08, PART, "calcul: tous", "un calcul s'écrit avec une seule de ces clés"),
        (F08, "denominateur: {action: 8, etape: visee}", "denominateur: tous", "« denominateur » doit nommer une action et une étape, ou des contrats"),
        (F08, "denominateur: {action: 8, etape: visee}", "denominateur: {}", "« denominateur » doit nommer une action et une étape, ou des contrats"),
        (F08, "denominateur: {action: 8, etape: visee}", "denominateur: {action: 8}", "une action va avec son étape"),
        (F08, "denominateur: {action: 8, etape: visee}", "denominateur: {contrats: tous, etape: visee}", "une action va avec son étape"),
        (F08, "denominateur: {action: 8, etape: visee}", "denominateur: {actions: toutes, action: 8, etape: visee}", "une seule « action », ou toutes"),
        (F08, "denominateur: {action: 8, etape: visee}", "denominateur: {actions: huit, etape: visee}", "« actions » ne peut pas valoir « huit »"),
        (F08, ", denominateur: {action: 8, etape: visee}", "", "il manque « denominateur »"),
        (F08, PART, "calcul: {nombre: {contrats: tous}, denominateur: {contrats: tous}}", "clé inconnue « denominateur »"),
        (F08, PART, "calcul: {somme: montant, de: {contrats: tous}}", "« somme » ne peut pas valoir « montant » ; voulez-vous dire « montant_ht » ?"),
        (F08, PART, "calcul: {moyenne: offres}", "il manque « de »"),
        (F08, PART, "calcul: {repartition: couleur, de: {contrats: tous}}", "« repartition » ne peut pas valoir « couleur »"),
        (F08, PART, "calcul: {fait: comite}", "« fait » ne peut pas valoir « comite »"),
        (F08, PART, "calcul: {cibles_atteintes: non}", "« cibles_atteintes » ne peut pas valoir « non »"),
        (F08, PART, "calcul: {accompagnements: realises}", "il manque « sur »"),
        (F08, PART, "calcul: {accompagnements: annules, sur: programmes}", "« accompagnements » ne peut pas valoir « annules »"),
        (F08, PART, "calcul: {accompagnements: realises, sur: tous}", "« sur » ne peut pas valoir « tous »"),
        (F08, PART, "calcul: {saisie: litiges_signales}", "il manque « sur »"),
        (F08, PART, f"{PART}\n      aide: Comptez.", "« aide » s'adresse à qui saisit"),
        (F08, PART, f"{PART}\n      sens: 2", "« sens » ne peut pas valoir « 2 »"),
        (F08, HEURES, "saisie: {unite: heure, periode: an, par: plie}", "« unite » ne peut pas valoir « heure » ; voulez-vous dire « heures » ?"),
        (F08, HEURES, "saisie: {unite: heures, periode: mois, par: plie}", "« periode » ne peut pas valoir « mois »"),
        (F08, HEURES, "saisie: {unite: heures, periode: an, par: pilé}", "service inconnu « pilé »"),
        (F08, HEURES, "saisie: {unite: heures, periode: an, par: plie, delai: oui}", "« delai » ne va qu'avec l'unité « oui_non »"),
        (F08, HEURES, "saisie: {unite: texte, periode: an, par: plie, maximum: 3}", "l'unité « texte » n'a ni minimum ni maximum"),
        (F08, HEURES, "saisie: {unite: note, periode: an, par: plie, minimum: 20}", "le minimum doit être plus petit que le maximum"),
        (F08, HEURES, "saisie: {unite: heures, periode: an, par: plie, note: 3}", "clé inconnue « note »"),
        ("fiches/02", "saisie: {unite: nombre, periode: an, par: commande_publique, compte: contrats}", "calcul: {nombre: {contrats: tous}}", "sous « saisies », un chiffre est saisi"),
        ("fiches/02", "- id: objectif_contrats_anticipes", "- id: contrats_anticipes", "« contrats_anticipes » est déjà écrit en fiches/02"),
        ("fiches/24", "preuves: [critere_environnemental,", "preuves: [critere_environnement,", "contrats inconnus « critere_environnement » ; voulez-vous dire « critere_environnemental » ?"),
        ("spaser.yaml", "calcul: {compte: contrats, numerateur: {contrats: critere_environnemental}, denominateur: {contrats: tous}}", "", "il manque « calcul »"),
        ("spaser.yaml", "{compte: contrats, numerateur: {contrats: critere_environnemental}, denominateur: {contrats: tous}}", "{nombre: {contrats: tous}}", "une cible se compte en part"),
        (LOI, "statut: a_confirmer", "statut: verifie", "« a_confirmer » est rempli mais le statut dit « verifie »"),
        (LOI, "    sources: [CCP L2111-3]\n", "", "il manque « sources »"),
        (LOI, "  - id: part_montants_esus", "  - id: part_contrats_esus", "« part_contrats_esus » est déjà écrit en droit/indicateurs.yaml:"),
    ],
)  # fmt: skip
def test_a_bad_declaration_is_told_with_its_place(
    copie: Any, fichier: str, avant: str, apres: str, message: str
) -> None:
    copie.changer(fichier, avant, apres)
    fautes = copie.lire()
    siennes = [faute for faute in fautes if message in faute]
    assert siennes, fautes
    assert all(re.match(r"\w+/\w+\.yaml:\d+ : ", faute) for faute in siennes)
    assert any(fichier.removesuffix(".yaml") in faute for faute in siennes)
    assert len(fautes) <= 2


def test_a_fault_is_on_the_line_of_the_word(copie: Any) -> None:
    ligne = copie.changer(F08, "etape: inscrite", "etape: inscrit")
    (faute,) = copie.lire()
    assert faute.startswith(f"fiches/08_clause_insertion.yaml:{ligne} : ")


# --- the page --------------------------------------------------------------------------------------------------------------


def test_the_page_of_the_docs_is_up_to_date(pack: Pack, pytestconfig: pytest.Config) -> None:
    """`--accept` rewrites it; the run still fails, so that the difference is read."""
    ecrite = PAGE.read_text("utf-8")
    if pytestconfig.getoption("accept"):
        PAGE.write_text(inventaire(pack), "utf-8")
    assert ecrite == inventaire(pack)


def test_every_title_has_its_line_in_the_page(pack: Pack) -> None:
    rangees = [ligne for ligne in inventaire(pack).splitlines() if re.match(r"\| \d+ \|", ligne)]
    assert [int(rangee.split("|")[1]) for rangee in rangees[:104]] == [numero for numero, _, _ in du_plan()]
    assert len(rangees) == 104 + 1


def test_every_indicator_that_counts_says_in_its_fiche_whether_lots_or_contracts(pack: Pack) -> None:
    """What is written, not what is left out: a silence would be a choice that nobody made."""
    dits = {
        f"{fiche['numero']}.{un['id']}": un["calcul"].get("compte")
        for chemin in sorted(FICHES.glob("*.yaml"))
        for fiche in [yaml.safe_load(chemin.read_text("utf-8"))]
        for famille in fiche["indicateurs"].values()
        for un in famille
        if "calcul" in un
    }
    assert {cle: None if (calcul := pack.chiffres[cle].calcul) is None else calcul.compte for cle in dits} == dits
    assert {cle for cle, dit in dits.items() if dit == "lots"} == {
        "11.ca_moyen_structures",
        "11.part_structures_titulaires",
        "14.part_titulaires_tpe_pme",
        "15.titulaires_tpe_pme",
        "16.evolution_part_titulaires_tpe_pme",
        "17.titulaires_tpe_pme",
    }


def test_lots_are_counted_where_a_title_counts_holders(pack: Pack) -> None:
    """Holders are counted by lot; a title that names them says « titulaires », or the firms that they are."""
    for indicateur in (un for fiche in pack.fiches.values() for un in fiche.indicateurs):
        mots = mots_du_titre(indicateur.titre)
        if indicateur.calcul is not None and indicateur.calcul.lots:
            assert {"titulaires", "structures"} & set(mots), indicateur.titre
        elif indicateur.saisie is not None:
            assert (indicateur.saisie.compte == "contrats") is bool({"contrat", "contrats"} & set(mots)), (
                indicateur.titre
            )


def test_every_calculation_is_said_in_french(pack: Pack) -> None:
    dits = {cle: dire_calcul(pack, un.calcul) for cle, un in pack.chiffres.items() if un.calcul is not None}
    assert dits["8.part_clauses_insertion"] == (
        "contrats où l'action 8 est inscrite, parmi les contrats où l'action 8 est visée"
    )
    assert not [dit for dit in dits.values() if re.search(r"[{}_]|None", dit)]


@pytest.mark.parametrize("trait", list(Trait))
@pytest.mark.parametrize("etape", list(Etape))
def test_every_trait_and_step_has_its_words(pack: Pack, trait: Trait, etape: Etape) -> None:
    dit = dire_calcul(pack, Calcul(Genre.NOMBRE, Population(18, etape=etape, traits=frozenset({trait}))))
    assert re.fullmatch(r"nombre de contrats [^{}_]+ où l'action 18 est [a-zé]+", dit)
