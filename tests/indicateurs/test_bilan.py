"""What is asked of the plan and of one's purchases: of which year, of whom, and what was frozen."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.conversation.replay import Replay
from bot.envois.rendering import markdown_to_plain
from handlers.indicateurs.tableau_de_bord import figer
from knowledge.indicateurs.titres import nommes
from storage.comptes.records import Role

NOW = datetime(2026, 11, 25, 9, 30, tzinfo=ZoneInfo("Europe/Paris"))
ACHAT = "nettoyage des écoles de la Ville, 120 000 € HT sur 3 ans, MAPA, services, alloti, pas récurrent"
AUTRE = "nouveau marché de gardiennage des parkings, services, 50 000 € HT, 24 mois, MAPA"
TOUS, VILLE, METROPOLE = "Tous les acheteurs", "Ville de Clermont-Ferrand", "Clermont Auvergne Métropole"


@pytest.fixture
def replay(knowledge):
    replay = Replay(knowledge, NOW)
    yield replay
    replay.close()


@pytest.fixture
def suivi(replay):
    """Contracts of 2024 and 2025; what is followed of them."""

    def suivre(**autres):
        with replay.database.unit_of_work() as uow:
            numero = uow.achats.creer(
                {"acheteur": "ville", "annee": 2025, "attribue": True, "conclu": True, **autres}, NOW
            )
            uow.commit()
        return numero

    suivre()
    suivre(annee=2024)
    return suivre


@pytest.fixture
def dire(replay):
    def dire(texte):
        return "\n---\n".join(markdown_to_plain(un.texte) for un in replay.say(texte)).replace(
            "\N{NO-BREAK SPACE}", " "
        )

    return dire


def une_ligne(dit, debut):
    [ligne] = [une for une in dit.splitlines() if une.removeprefix("- ").startswith(debut)]
    return ligne


# --- of which year ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dit", "annee"),
    [
        ("où en est-on sur l'insertion ?", 2026),
        ("où en est-on sur l'insertion cette année ?", 2026),
        ("où en est-on sur l'insertion en 2025 ?", 2025),
        ("où en est-on sur l'insertion l'an dernier ?", 2025),
        ("où en est-on sur l'insertion l an passe", 2025),
        ("ou en etait on sur l'insertion lannee derniere", 2025),
        ("où en est-on l'année dernière sur l'insertion ?", 2025),
        ("chiffres de l'action 8 de l'année précédente", 2025),
        ("où en est-on sur l'insertion il y a un an", 2025),
        ("où en est-on sur l'insertion il y a 2 ans", 2024),
        ("où en est-on sur l'insertion, année n-1", 2025),
        ("où en est-on sur l'insertion du SPASER 2022-2027 ?", 2026),
        ("bilan 2025 de l'action 8", 2025),
        ("où en est-on sur l'insertion entre 2024 et 2025 ?", 2025),
    ],
)
def test_the_year_that_is_named_is_answered(dire, suivi, dit, annee):
    assert dire(dit).startswith(f"8 · Étendre la clause d'insertion, {annee}")


def test_the_other_years_that_are_named_are_not_forgotten(dire, suivi):
    assert "redemandez pour 2024." in dire("où en est-on sur l'insertion en 2025 et 2024 ?")


@pytest.mark.parametrize(
    ("quand", "annee"),
    [("en 2019", 2019), ("1999", 1999), ("en 1985", 1985), ("en 2030", 2030), ("l'année prochaine", 2027), ("il y a cinq ans", 2021)],
)  # fmt: skip
@pytest.mark.parametrize(
    "quoi", ["où en est-on sur l'insertion {}", "les cibles {}", "tableau de bord {}", "bilan {}", "combien d'heures d'insertion {}"]
)  # fmt: skip
def test_of_a_year_that_nobody_knows_nothing_is_told_but_that(dire, suivi, quoi, quand, annee):
    dit = dire(quoi.format(quand))
    assert dit.startswith(
        f"L'année {annee} n'a pas commencé" if annee > 2026 else f"De l'année {annee}, rien n'est connu"
    )
    assert "Années connues : 2024 et 2025." in dit
    assert "pas de donnée" not in dit


@pytest.mark.parametrize(
    ("dit", "reponse"),
    [
        ("figer le bilan 1999", "De l'année 1999, rien n'est connu : ni achat suivi, ni chiffre saisi. Il n'y a rien à figer."),
        ("figer le bilan 2030", "L'année 2030 n'a pas commencé"),
        ("figer l'année prochaine", "L'année 2027 n'a pas commencé"),
        ("figer le bilan 2026", "L'année 2026 court encore"),
        ("figer les chiffres de cette année", "L'année 2026 court encore"),
        ("figer le bilan", "Figer les chiffres 2025"),
        ("figer le bilan de l'an dernier", "Figer les chiffres 2025"),
        ("figer l'année 2024", "Figer les chiffres 2024"),
        ("figer le tdb de 2024 pour la ville et la métropole", "Figer les chiffres 2024"),
    ],
)  # fmt: skip
def test_only_a_year_that_is_over_and_known_is_frozen(replay, dire, suivi, dit, reponse):
    replay.give(Role.EQUIPE)
    assert dire(dit).startswith(reponse)


# --- of whom ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("qui", "entite"),
    [
        ("", TOUS),
        ("pour la ville", VILLE),
        ("à la mairie de Clermont", VILLE),
        ("pour la ville de Clermont Ferrand", VILLE),
        ("pour la métro", METROPOLE),
        ("pour clermont auvergne metropole", METROPOLE),
        ("pour la metropole et la ville", TOUS),
        ("pour la Ville et Clermont Auvergne Métropole", TOUS),
        ("pour les deux acheteurs", TOUS),
        ("pour tous les acheteurs", TOUS),
    ],
)
@pytest.mark.parametrize("avant", [True, False])
def test_the_buyers_that_are_named_are_counted(dire, suivi, qui, entite, avant):
    dit = dire(
        f"où en est-on {qui} sur l'insertion en 2025 ?" if avant else f"où en est-on sur l'insertion en 2025 {qui} ?"
    )
    assert dit.startswith(f"8 · Étendre la clause d'insertion, 2025 · {entite}\n")


@pytest.mark.parametrize(
    ("dit", "quand", "entite"),
    [
        ("tdb", 2026, TOUS),
        ("bilan", 2026, TOUS),
        ("le bilan svp", 2026, TOUS),
        ("bilan 2025", 2025, TOUS),
        ("bilan de l'an dernier", 2025, TOUS),
        ("bilan du plan", 2026, TOUS),
        ("quel est le bilan du plan 2022-2027 ?", 2026, TOUS),
        ("faire le bilan de la ville", 2026, VILLE),
        ("chiffres 2025", 2025, TOUS),
        ("les chiffres de 2025", 2025, TOUS),
        ("les chiffres de l'année dernière pour la métropole", 2025, METROPOLE),
        ("indicateurs 2025", 2025, TOUS),
        ("combien de contrats en 2025 ?", 2025, TOUS),
        ("où en est-on pour la ville et la métropole ?", 2026, TOUS),
        ("tableau de bord de la ville et de la metropole 2025", 2025, TOUS),
    ],
)
def test_a_dashboard_is_asked_for_in_few_words(dire, suivi, dit, quand, entite):
    assert dire(dit).startswith(f"Les actions du plan, {quand} · {entite}\n")


@pytest.mark.parametrize(
    "dit", ["bilan carbone", "chiffres", "résultat", "bilan du marché de nettoyage", "indicateurs"]
)
def test_what_says_something_else_is_no_dashboard(dire, suivi, dit):
    assert "du plan, 202" not in dire(dit)


# --- one purchase -----------------------------------------------------------------------------------------------------


@pytest.fixture
def mes_achats(dire):
    dire(ACHAT)
    dire("résultat")
    dire(AUTRE)
    dire("résultat")


@pytest.mark.parametrize(
    ("dit", "objet"),
    [
        ("où en est l'achat 1 ?", "nettoyage"),
        ("ou en est mon achat n° 2", "gardiennage"),
        ("où en est-on de l'achat 1 ?", "nettoyage"),
        ("ou en est mon marché de nettoyage ?", "nettoyage"),
        ("où en est-on sur mon marché de gardiennage ?", "gardiennage"),
        ("où en est la consultation pour le gardiennage des parkings ?", "gardiennage"),
        ("ou en est le marche de netoyage", "nettoyage"),
        ("où en sont mes marchés de nettoyage ?", "nettoyage"),
        ("où en est le gardiennage des parkings ?", "gardiennage"),
        ("quel est l'état de mon marché de nettoyage ?", "nettoyage"),
        ("avancement de mon achat 2", "gardiennage"),
        ("où en est le dossier de nettoyage ?", "nettoyage"),
        ("combien d'offres pour mon marché de nettoyage ?", "nettoyage"),
        ("des nouvelles de mon marché de nettoyage ?", "nettoyage"),
    ],
)
def test_where_a_purchase_stands_is_that_purchase(dire, mes_achats, dit, objet):
    assert dire(dit).startswith(f"« {objet}")


@pytest.mark.parametrize("dit", ["où en est mon marché ?", "où en sont mes achats ?", "suivi de mes achats"])
def test_without_more_words_all_of_them_are_listed(dire, mes_achats, dit):
    assert dire(dit).startswith("Vos achats, et où en sont leurs actions")


@pytest.mark.parametrize(
    "dit",
    ["où en est mon marché de voirie ?", "où en est l'achat de pavés ?", "quel est le statut de mon contrat de voirie"],
)
def test_a_purchase_that_nobody_has_is_said_so_and_theirs_are_listed(dire, mes_achats, dit):
    reponse = dire(dit)
    assert reponse.startswith("Aucun de vos achats ne répond à")
    assert "(achat n° 1)" in reponse


def test_of_several_purchases_one_is_asked_which(dire, mes_achats):
    dit = dire("où en est mon marché de services ?")
    assert dit.startswith("Plusieurs de vos achats répondent")
    assert "(achat n° 1)" in dit
    assert "(achat n° 2)" in dit


@pytest.mark.parametrize(
    ("dit", "action"),
    [
        ("où en sont les marchés réservés ?", 11),
        ("où en est-on sur les contrats réservés", 11),
        ("où en est l'allotissement ?", 14),
        ("taux de marchés réservés", 11),
    ],
)
def test_what_is_of_the_plan_stays_of_the_plan(dire, mes_achats, dit, action):
    assert dire(dit).startswith(f"{action} · ")


# --- figures ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dit", "cles"),
    [
        ("heures d'insertion", ["8.heures_insertion"]),
        ("heures d'insertion a-t-on faites", ["8.heures_insertion"]),
        ("marchés réservés", ["11.part_marches_reserves", "11.evolution_contrats_reserves"]),
        ("procédures infructueuses", ["16.evolution_part_procedures_infructueuses", "15.procedures_infructueuses"]),
        ("dépenses équitables", ["13.depenses_equitables"]),
        ("litiges signalés", ["19.litiges_par_contrat", "18.litiges_signales"]),
        ("temps", []),
        ("temps dure un marché", []),
        ("contrats à trier", []),
        ("licornes", []),
        ("contrats", None),
    ],
)
def test_the_figures_that_words_name(pack, dit, cles):
    lus = nommes(pack, dit)
    assert (lus if lus is None else sorted(lus)) == (cles if cles is None else sorted(cles))


def test_how_many_is_answered_by_the_figure(dire, suivi, replay):
    replay.give(Role.EQUIPE)
    dire("heures d'insertion réalisées 2025 : Ville 2 000, Métropole 8 000")
    dit = dire("combien d'heures d'insertion l'an dernier ?")
    assert dit.startswith("2025 · Tous les acheteurs")
    assert une_ligne(dit, "Action 8").endswith(": 10 000 heures")
    assert une_ligne(dire("combien d'heures d'insertion en 2025 pour la ville"), "Action 8").endswith(": 2 000 heures")


def test_a_mean_is_said_as_one(dire, suivi):
    suivi(offres=4)
    assert ": 4 en moyenne, sur 1 contrat, renseigné pour 1 sur 2 contrats" in dire(
        "où en est-on sur l'action 15 en 2025 ?"
    )


@pytest.mark.parametrize(
    ("dit", "debut", "ligne"),
    [
        ("où en est-on sur l'action 15 en 2025 ?", "Evolution du nombre moyen de soum", "4 en moyenne, sur 1 contrat ; aujourd'hui 7 (en moyenne, sur 1 contrat)"),
        ("combien de soumissionnaires par consultation en 2025", "Action 15 · Evolution", "4 en moyenne, sur 1 contrat ; aujourd'hui 7 (en moyenne, sur 1 contrat)"),
        ("les cibles de 2025", "% de contrats avec un critère", "100 % pour 70 % visés en 2026, atteinte ; aujourd'hui 0 % (0 sur 1)"),
        ("où en est-on sur l'action 24 en 2025", "Cible : % de contrats avec un critère", "100 % pour 70 % visés en 2026, atteinte ; aujourd'hui 0 % (0 sur 1)"),
    ],
)  # fmt: skip
def test_what_was_frozen_stays_and_what_it_became_stands_apart(dire, replay, pack, dit, debut, ligne):
    with replay.database.unit_of_work() as uow:
        achat = {"acheteur": "ville", "annee": 2025, "attribue": True, "conclu": True}
        numero = uow.achats.creer({**achat, "offres": 4, "critere_environnemental": True}, NOW)
        figer(uow, pack, 2025, None, "alice", NOW)
        uow.achats.changer(numero, {"offres": 7, "critere_environnemental": False}, NOW)
        uow.commit()
    reponse = dire(dit)
    assert "Chiffres figés pour le comité le 25 novembre 2026 ; ce qui a changé depuis est dit à part." in reponse
    assert une_ligne(reponse, debut).endswith(f": {ligne}")


def test_the_dashboard_says_how_many_figures_changed_since_they_were_frozen(dire, replay, pack, suivi):
    with replay.database.unit_of_work() as uow:
        numero = uow.achats.creer({"acheteur": "ville", "annee": 2025, "attribue": True, "conclu": True}, NOW)
        figer(uow, pack, 2025, None, "alice", NOW)
        uow.commit()
    assert "Chiffres figés pour le comité le 25 novembre 2026.\n" in dire("bilan 2025")
    with replay.database.unit_of_work() as uow:
        uow.achats.changer(numero, {"critere_environnemental": True}, NOW)
        uow.commit()
    # The target, and the share of targets that are reached is of the other dashboard.
    assert "1 chiffre a été corrigé depuis" in dire("bilan 2025")


@pytest.mark.parametrize("dit", ["bilan 2025", "les cibles 2025", "où en est-on sur l'insertion en 2025", "combien d'heures d'insertion en 2025"])  # fmt: skip
def test_what_is_of_no_buyer_is_said_where_all_are_shown(dire, suivi, dit):
    suivi(acheteur="?")
    phrase = "Dont 1 achat de 2025 sans acheteur : compté dans l'ensemble, chez aucun acheteur."
    assert phrase in dire(dit)
    assert phrase not in dire(f"{dit} pour la ville")
    assert phrase not in dire(dit.replace("2025", "2024"))
