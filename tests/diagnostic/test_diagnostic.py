"""The diagnosis of one contract: what applies, what is still open and under which condition, what is told beside it."""

from datetime import date
from decimal import Decimal
from typing import Any

from knowledge.diagnostic.diagnostic import au_jour, diagnostiquer, preparer, prochaine_question
from knowledge.plan.pack import Pack
from knowledge.regles.decision import Verdict
from knowledge.regles.faits import Intervalle
from knowledge.verification import ecrire

JOUR = date(2026, 11, 24)


def test_an_open_rule_comes_with_what_is_left_of_its_condition(diagnostic: Any) -> None:
    ouvertes = diagnostic(nature="services").ouvertes
    (etude,) = [ouverte for ouverte in ouvertes if ouverte.regle and ouverte.regle.id == "etude_insertion"]
    assert etude.manque == ("montant_ht",)
    assert ecrire(etude.si) == "montant_ht > 90 000"


def test_an_open_obligation_comes_with_what_is_left_of_its_condition(diagnostic: Any) -> None:
    ouvertes = diagnostic(nature="services", montant_ht=300000, procedure="mapa").ouvertes
    (mapa,) = [o for o in ouvertes if o.obligation and o.obligation.id == "mapa_seuil_europeen_atteint"]
    assert mapa.manque == ("service_social_specifique",)
    assert "service_social_specifique = oui" in ecrire(mapa.si)


def test_the_reasons_are_the_facts_that_decided(diagnostic: Any) -> None:
    trouve = diagnostic(nature="services", montant_ht=120000, duree_mois=36, alloti=True)
    par_regle = {recommandation.regle.id: recommandation.decisifs for recommandation in trouve.recommandations}
    assert par_regle["etude_insertion"] == ("nature", "montant_ht")
    assert par_regle["revision_prix"] == ("duree_mois",)
    assert par_regle["juste_besoin"] == ()


def test_what_is_to_be_confirmed_says_so(diagnostic: Any) -> None:
    dues = {due.obligation.id: due.a_confirmer for due in diagnostic(nature="services").obligations}
    assert dues["conflits_interets"] is not None
    verifiees = {due.obligation.id: due.a_confirmer for due in diagnostic(nature="services").obligations}
    assert verifiees["besoin"] is None


def test_the_day_is_today_unless_it_was_said(pack: Pack, contrat: Any) -> None:
    assert au_jour(contrat(), JOUR).valeur("date_consultation") == JOUR
    dit = contrat(date_consultation="2026-02-01")
    assert au_jour(dit, JOUR) == dit
    avant = contrat().apprendre("date_consultation", Intervalle(None, date(2026, 3, 31)))
    assert au_jour(avant, JOUR) == avant


def test_a_day_that_is_only_bounded_is_judged_over_all_its_days(pack: Pack, contrat: Any) -> None:
    faits = preparer(pack, contrat(nature="services", procedure="sans_publicite", montant_ht=45000), JOUR).faits
    faits = faits.oublier("date_consultation")
    mars = faits.apprendre("date_consultation", Intervalle(date(2026, 3, 1), date(2026, 3, 31)))
    printemps = faits.apprendre("date_consultation", Intervalle(date(2026, 3, 1), date(2026, 4, 30)))
    cle = ("obligation", "achat_direct_seuil_atteint")
    assert pack.decideur.analyser(mars).groupes[cle].verdict is Verdict.OUI
    assert pack.decideur.analyser(printemps).groupes[cle].verdict is Verdict.INCONNU


def test_a_range_that_crosses_no_boundary_asks_no_amount(pack: Pack, contrat: Any) -> None:
    faits = contrat(nature="services", duree_mois=12, procedure="mapa").apprendre(
        "montant_ht", Intervalle(Decimal(61000), Decimal(80000))
    )
    assert "montant_ht" not in pack.decideur.analyser(au_jour(faits, JOUR)).manque()


def test_members_worth_naming_are_those_that_can_change_something(pack: Pack, contrat: Any) -> None:
    etat = pack.decideur.analyser(au_jour(contrat(nature="fournitures"), JOUR))
    assert {"traiteur", "textile"} <= etat.membres()
    assert etat.membres().isdisjoint({"construction", "nettoyage"})


def test_facts_without_answer_are_left_open_and_not_refused(pack: Pack, contrat: Any) -> None:
    sans_reponse = list(pack.vocabulaire)
    trouve = diagnostiquer(pack, contrat(), JOUR, sans_reponse)
    assert trouve.question is None
    assert trouve.questions_restantes == 0
    assert 8 in trouve.a_preciser
    assert prochaine_question(pack, contrat(), JOUR, sans_reponse).question is None


def test_the_first_question_settles_the_most(pack: Pack, contrat: Any) -> None:
    etat = pack.decideur.analyser(au_jour(contrat(), JOUR))
    question = prochaine_question(pack, contrat(), JOUR).question
    assert question is not None
    assert etat.gains[question] == max(gain for nom, gain in etat.gains.items() if pack.vocabulaire[nom].demande)
