"""What is presumed: only where it is asked for, apart from what was said, and without making the advice worse."""

import json
from pathlib import Path

import pytest

from knowledge.diagnostic.diagnostic import diagnostiquer, prochaine_question
from knowledge.diagnostic.enjeux import supposes
from knowledge.diagnostic.presomptions import Origine, presumer
from knowledge.regles.faits import Faits, Intervalle
from knowledge.regles.lots import Lot
from tests.fixtures.knowledge import JOUR, possible

EXEMPLES = Path(__file__).parents[1] / "examples" / "contrats.jsonl"
CONTRATS = [json.loads(ligne) for ligne in EXEMPLES.read_text("utf-8").splitlines()]
# What a first sentence tells.
DITS = ("objet", "nature", "montant_ht", "duree_mois", "segments")
HORS = frozenset({"id"})


def test_unknown_stays_unknown_unless_asked_to_presume(pack, contrat):
    faits = contrat(objet="nettoyage des écoles", nature="services", montant_ht=85000, segments=["nettoyage"])

    seul, presume = (diagnostiquer(pack, faits, JOUR, presumer=oui) for oui in (False, True))

    assert not seul.usuelles
    assert seul.complet.faits["livraisons"] == pack.vocabulaire.domaine("livraisons")
    assert presume.juges.valeur("livraisons") is False
    assert presume.faits.dits() == seul.faits.dits()


def test_what_is_said_prevails(pack, contrat):
    faits = contrat(objet="nettoyage des écoles", nature="services", montant_ht=85000, livraisons=True)

    presumes = presumer(pack, faits)

    assert "livraisons" not in presumes.par_fait
    assert presumes.faits.valeur("livraisons") is True


def test_what_was_denied_or_is_not_known_is_not_presumed(pack, contrat):
    faits = contrat(objet="ramettes de papier", nature="fournitures", montant_ht=15000, duree_mois=12)

    nie = diagnostiquer(pack, faits, JOUR, presumer=True, nies={"procedure"})
    tu = diagnostiquer(pack, faits, JOUR, {"procedure"}, presumer=True)

    assert "procedure" not in nie.usuelles
    assert nie.question == "procedure"
    assert "procedure" not in tu.usuelles
    assert tu.question != "procedure"


def test_each_fact_says_where_it_comes_from(pack, contrat):
    faits = contrat(objet="ramettes de papier", nature="fournitures", montant_ht=15000, duree_mois=12)

    diagnostic = diagnostiquer(pack, faits, JOUR, presumer=True)

    assert diagnostic.origine("montant_ht") is Origine.DIT
    assert diagnostic.origine("livraisons") is Origine.PRESUME
    assert diagnostic.origine("centrale_achat") is Origine.PRESUME
    assert diagnostic.origine("duree_ferme_mois") is Origine.DEDUIT


def test_a_presumption_says_what_its_denial_would_change(pack, contrat):
    faits = contrat(objet="ramettes de papier", nature="fournitures", montant_ht=15000, duree_mois=12)

    enjeux = {un.nom: un for un in supposes(diagnostiquer(pack, faits, JOUR, presumer=True))}

    assert enjeux["livraisons"].en_moins == (25,)
    assert enjeux["clause_insertion"].en_plus == (10,)
    # Another procedure may be a MAPA: negotiation, and a reason not to divide.
    assert set(enjeux["procedure"].en_plus) >= {14, 20}


def test_what_a_presumption_decided_is_told_apart_in_the_recommendation(pack, contrat):
    faits = contrat(objet="ramettes de papier", nature="fournitures", montant_ht=15000, duree_mois=12)

    suivi = next(r for r in diagnostiquer(pack, faits, JOUR, presumer=True).recommandations if r.fiche.numero == 25)

    assert (suivi.decisifs, suivi.presumes) == ((), ("livraisons",))


def test_each_lot_is_presumed_what_a_lot_may_have_of_its_own(pack, contrat):
    vocabulaire = pack.vocabulaire
    lots = [
        Lot(rang, titre, Faits(vocabulaire, {"nature": possible(vocabulaire, "nature", nature)}))
        for rang, (titre, nature) in enumerate([("papier", "fournitures"), ("nettoyage", "services")], start=1)
    ]

    diagnostic = diagnostiquer(pack, contrat(alloti=True), JOUR, (), lots, presumer=True)

    assert [lot.juges.valeur("livraisons") for lot in diagnostic.lots] == [True, False]
    assert all("procedure" not in lot.usuelles for lot in diagnostic.lots)


@pytest.mark.parametrize("contrat_entier", CONTRATS, ids=[un["id"] for un in CONTRATS])
def test_the_advice_is_as_good_as_when_everything_is_answered_or_told_as_conditional(pack, contrat_entier):
    vocabulaire = pack.vocabulaire
    tout = {nom: possible(vocabulaire, nom, un) for nom, un in contrat_entier.items() if nom not in HORS}
    dits = {nom: un for nom, un in tout.items() if nom in DITS}
    sans_reponse: set[str] = set()
    posees = []
    while (suite := prochaine_question(pack, Faits(vocabulaire, dits), JOUR, sans_reponse, presumer=True)).question:
        posees.append(suite.question)
        if suite.question in tout:
            dits[suite.question] = tout[suite.question]
        else:
            sans_reponse.add(suite.question)

    entier = diagnostiquer(pack, Faits(vocabulaire, tout), JOUR)
    presume = diagnostiquer(pack, Faits(vocabulaire, dits), JOUR, sans_reponse, presumer=True)
    conditionnelles = {action for un in supposes(presume) for action in (*un.en_plus, *un.en_moins)}

    assert set(entier.actions) <= {*presume.actions, *presume.a_preciser} | conditionnelles
    # What is recommended and would not be rests on a presumption, which says so.
    assert set(presume.actions) <= {*entier.actions, *entier.a_preciser} | conditionnelles
    assert len(posees) <= 5


def test_a_presumed_duration_is_at_most_a_year(pack, contrat):
    faits = contrat(objet="300 gourdes", nature="fournitures", montant_ht=6500)

    assert presumer(pack, faits).faits["duree_mois"] == Intervalle(0, 12, bas_inclus=False)
