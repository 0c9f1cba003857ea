"""The law as it is told to firms and buyers, and what is to be confirmed, never said to be verified."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest

from bot.access import Access
from bot.conversation.replay import Replay
from bot.diagnostic.lines import lire_faits
from knowledge.diagnostic.diagnostic import diagnostiquer

JOUR = date(2026, 11, 27)
NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
A_CONFIRMER = re.compile(r"à confirmer|se confirme|[Àà] faire valider", re.IGNORECASE)


def a_plat(texte: str) -> str:
    return re.sub(r"\s+", " ", texte.replace("*", ""))


# --- what a firm is answered ------------------------------------------------------------------------------------------


@pytest.fixture
def repond(knowledge):
    replay = Replay(knowledge, NOW, Access(frozenset()))
    yield lambda *textes: a_plat("\n".join(m.texte for m in [replay.say(texte) for texte in textes][-1]))
    replay.close()


def test_an_sme_is_told_what_a_silent_ccag_gives(repond):
    dit = repond("j'ai droit à une avance ? PME de 120 salariés, marché de 150 000 € HT sur 10 mois")
    assert "10 % pour une PME" in dit
    assert "vise un CCAG sans choisir son option B, c'est 30 % pour toute PME, soit environ 54 000 €" in dit


@pytest.mark.parametrize(
    ("demande", "conclusion"),
    [
        (
            "avenant de 9 000 € sur un marché de services de 100 000 €, déjà un avenant de 8 000 avant",
            "17 000 € HT sur 100 000 € HT, soit 17 % : ce n'est pas une modification de faible montant",
        ),
        (
            "avenant possible ? avenants de 8 000 et 9 000 € sur un marché de services de 100 000 €",
            "soit 17 % : ce n'est pas",
        ),
        ("deux avenants de 5 000 € sur un marché de services de 90 000 €", "soit 11,1 % : ce n'est pas"),
        ("avenant de 9 % en services, déjà un avenant de 8 % avant", "17 % : ce n'est pas"),
        ("avenant de 9 000 € sur un marché de services de 100 000 €", "si aucune autre n'a déjà été faite"),
        ("avenant : déjà 8 000 € d'avenants sur un marché de services de 100 000 €", "il reste moins de 2 000 € HT"),
    ],
)
def test_the_amendments_of_a_contract_count_together(repond, demande, conclusion):
    dit = repond(demande)
    assert conclusion in dit
    assert "ensemble" in dit


def test_an_amendment_made_before_counts_with_the_one_thought_of_next(repond):
    dit = repond(
        "avenant de 9 000 € sur un marché de services de 100 000 €, c'est permis ?", "déjà un avenant de 8 000 avant"
    )
    assert "8 000 € déjà faits + 9 000 € = 17 000 €" in dit


def test_a_structure_of_the_social_economy_is_told_both_conditions(repond):
    dit = repond("association de l'ESS, marché réservé de service social ?")
    assert "mission de service public liée à ce service" in dit
    assert not dit.startswith("Oui")


def test_collective_catering_is_not_taken_for_a_service_that_can_be_reserved(repond):
    dit = repond(
        "nous sommes une coopérative de l'ESS, un marché de restauration collective peut-il nous être réservé ?"
    )
    assert "C'est possible" not in dit


def test_a_firm_in_liquidation_is_excluded(repond):
    dit = repond("une entreprise en liquidation judiciaire peut-elle répondre")
    assert "Non : une entreprise en liquidation judiciaire est exclue d'office" in dit
    assert "CCP L2141-3" in dit


def test_a_brand_is_an_exception(repond):
    dit = repond("le cahier des charges impose une marque")
    assert "à titre exceptionnel" in dit
    assert "« ou équivalent » n'y suffisent pas" in dit


def test_the_rejection_comes_unasked_for(repond):
    assert "vous annonce le rejet sans attendre que vous le demandiez" in repond("motifs de rejet d'une offre")


def test_plastic_containers_of_canteens_are_forbidden_by_law(repond):
    dit = repond("50 % de produits durables cantine")
    assert "la loi interdit à l'école les contenants en plastique" in dit
    assert "L541-15-10" in dit


# --- what a buyer is told ---------------------------------------------------------------------------------------------


@pytest.fixture
def dues(pack):
    def dues(**contrat):
        faits, sans_reponse = lire_faits(pack, contrat)
        return {due.obligation.id: due for due in diagnostiquer(pack, faits, JOUR, sans_reponse).obligations}

    return dues


def test_guarding_is_not_to_be_reserved_to_the_social_economy(pack):
    contrat = {"nature": "services", "montant_ht": 70000, "procedure": "mapa", "service_social_specifique": True}
    faits, sans_reponse = lire_faits(pack, contrat)
    dits = [propose.conseil.texte for propose in diagnostiquer(pack, faits, JOUR, sans_reponse).conseils]
    (conseil,) = (texte for texte in dits if "ESS (CCP L2113-15)" in texte)
    for mot in ("Deux conditions", "liste", "mission de service public", "Gardiennage", "juridiques", "À confirmer"):
        assert mot in conseil


@pytest.mark.parametrize(
    ("contrat", "obligation", "mots", "source"),
    [
        (
            {"nature": "services", "montant_ht": 120000, "duree_mois": 10},
            "avance",
            "CCAG sans choisir son option B suit l'option A : 30 % pour toute PME",
            "arrêté du 29 décembre 2022 (CCAG)",
        ),
        ({"nature": "services", "procedure": "mapa"}, "marches_reserves", "mission de service public", "CCP L2113-15"),
        ({"nature": "services"}, "specifications", "sans marque ni origine", "CCP R2111-7"),
        ({"nature": "services"}, "exclusions", "liquidation judiciaire", "CCP L2141-3"),
        (
            {"nature": "services", "procedure": "mapa", "montant_ht": 900000, "service_social_specifique": True},
            "services_sociaux_attribution",
            "l'avis d'attribution au Journal officiel de l'Union européenne dans les 30 jours",
            "CCP R2183-1",
        ),
        (
            {"nature": "fournitures", "procedure": "mapa", "montant_ht": 100000},
            "mapa_regles",
            "notifier son rejet à chaque candidat écarté",
            "CCP R2181-1",
        ),
        (
            {"nature": "services", "segments": ["restauration_scolaire"]},
            "restauration_scolaire_sans_plastique",
            "contenants alimentaires en plastique sont interdits",
            "Code de l'environnement L541-15-10",
        ),
    ],
)
def test_the_law_is_told_as_it_is(dues, contrat, obligation, mots, source):
    due = dues(**contrat)[obligation]
    assert mots in due.obligation.texte
    assert source in due.obligation.sources


def test_only_emergency_and_military_vehicles_may_do_without_retreaded_tyres(dues):
    pneus = dues(nature="services", segments=["vehicules"])["pneus_rechapes"].obligation
    assert any("Véhicules d'urgence et véhicules militaires" in exception for exception in pneus.exceptions)


# --- what is to be confirmed ------------------------------------------------------------------------------------------


def test_what_is_to_be_confirmed_says_so_in_its_data(pack):
    """A text that leaves a point open is not of those that are printed with the day they were verified."""
    obligations = [
        une.id
        for une in pack.obligations
        if une.a_confirmer is None and A_CONFIRMER.search(" ".join((une.texte, *une.exceptions)))
    ]
    fiches = [
        une.numero
        for une in pack.fiches.values()
        if une.a_confirmer is None
        and A_CONFIRMER.search(
            " ".join((*une.lectures, *une.etapes, *(conseil.texte for conseil in une.conseils), une.pilote_note or ""))
        )
    ]
    assert (obligations, fiches) == ([], [])
