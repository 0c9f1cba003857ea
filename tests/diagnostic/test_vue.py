"""What the page of a purchase shows: where each fact comes from, what is still asked, the lots, what to do first."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from bot.conversation.replay import Replay
from handlers.conversation.entretien import Entretien
from handlers.diagnostic.jugement import non_presumes
from handlers.diagnostic.reprise import depuis_le_journal
from handlers.diagnostic.vue import DEVINE, DIT, INCONNU, lire_la_page, peut_remettre
from handlers.diagnostic.vue_actions import A_FAIRE_MAX
from handlers.diagnostic.vue_lots import lire_les_lots
from knowledge.lecture.faits_dits import lire_faits
from knowledge.regles.faits import Intervalle, Options
from knowledge.regles.lots import Lot
from storage.diagnostic.records import DecisionRecord

JOUR = date(2026, 11, 28)
NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)


@pytest.fixture
def page_de(knowledge):
    def lire(texte: str, decisions=None, avant=None, **etat):
        faits = knowledge.pack.vocabulaire.aucun_fait()
        for dit in lire_faits(knowledge.lecteur, texte, JOUR, None, faits).dits:
            faits = faits.apprendre(dit.nom, dit.possible)
        entretien = Entretien(faits, **etat)
        return lire_la_page(knowledge.pack, knowledge.wording, entretien, JOUR, decisions or {}, avant)

    return lire


def test_each_fact_says_where_it_comes_from(page_de):
    page = page_de(
        "traiteur, services, 200 000 € HT sur 4 ans",
        devines=frozenset({"nature"}),
        mots={"montant_ht": "200 000 € HT"},
        sans_reponse=frozenset({"recurrent"}),
    )
    origines = {ligne.champ.nom: (ligne.origine, ligne.mots) for ligne in page.faits}
    assert origines["nature"] == (DEVINE, None)
    assert origines["montant_ht"] == (DIT, "200 000 € HT")
    assert origines["recurrent"] == (INCONNU, None)
    assert page.faits[-1].champ.nom == "recurrent"


def test_what_is_presumed_is_apart_and_can_be_denied_in_place(page_de):
    page = page_de("traiteur, services, 200 000 € HT sur 4 ans, MAPA")
    presumes = {un.champ.nom: un for un in page.presumes}
    assert "hors centrale d'achat" in presumes["centrale_achat"].dit
    assert {option.valeur for option in presumes["centrale_achat"].champ.options} == {"oui", "non"}
    assert presumes["livraisons"].dit == "des livraisons sont prévues"
    assert presumes["livraisons"].raison  # the table says why
    # Of families, those that were said are, and the others are presumed away.
    assert set(presumes) & {ligne.champ.nom for ligne in page.faits} == {"segments"}
    assert all(un.dit for un in page.presumes)  # what merely follows is not told as presumed


def test_a_question_says_what_it_decides_and_the_pending_one_is_first(page_de):
    page = page_de("traiteur, services, 200 000 € HT sur 4 ans", question="alloti")
    assert page.questions[0].champ.nom == "alloti"
    assert page.questions[0].pendante
    par_nom = {une.champ.nom: une.actions for une in page.questions}
    # What is presumed is not asked.
    assert par_nom == {"alloti": (14,), "procedure": (14, 20), "recurrent": (2,)}
    assert [une.pendante for une in page.questions].count(True) == 1


def test_nothing_to_do_is_more_than_three_lines_and_what_is_set_aside_is_not_to_do(page_de, knowledge):
    texte = "traiteur, services, 200 000 € HT sur 4 ans, MAPA, non alloti"
    page = page_de(texte)
    assert 0 < len(page.faire) <= A_FAIRE_MAX
    assert {carte.numero for carte in page.faire[0].cartes} == {8, 13}
    ecartees = {action: DecisionRecord(action, "ecartee", "non", NOW, "x") for action in (8, 13)}
    page = page_de(texte, ecartees)
    assert {carte.numero for ligne in page.faire for carte in ligne.cartes}.isdisjoint({8, 13})
    assert page.decidees == 2


def test_every_action_is_under_one_document_and_no_other(page_de):
    page = page_de("rénovation d'une école, travaux, 2 M€ HT, 18 mois, appel d'offres, alloti")
    rangees = [carte.numero for piece in page.pieces for carte in piece.cartes]
    assert sorted(rangees) == [carte.numero for carte in page.cartes]


def test_the_calendar_counts_back_from_the_award_and_what_is_past_is_said(page_de):
    assert page_de("nettoyage, 85 000 € HT").jalons.dates == ()
    page = page_de("nettoyage, 85 000 € HT, attribution en mars 2028, marché récurrent")
    assert [un.passe for un in page.jalons.dates] == [True, False, False]
    assert page.jalons.prochain is page.jalons.dates[1]
    assert page_de("nettoyage, 85 000 € HT, non récurrent, attribution en mars 2028").jalons.sans


def test_lots_are_a_table_and_a_rule_of_some_says_which(page_de, knowledge):
    vide = knowledge.pack.vocabulaire.aucun_fait()
    lots = tuple(
        Lot(numero, nom, vide.apprendre("montant_lot_ht", Intervalle.point(Decimal(montant))))
        for numero, nom, montant in ((1, "sono", 30_000), (2, "sécurité", 300_000))
    )
    page = page_de("festival, services, 12 mois, MAPA", lots=lots)
    montres = lire_les_lots(knowledge.pack, knowledge.wording, lots, page.diagnostic)
    assert [(lot.numero, lot.intitule) for lot in montres] == [(1, "sono"), (2, "sécurité")]
    assert montres[0].valeurs == ("30\u202f000\xa0€\xa0HT",)
    assert 17 in montres[0].actions
    # What is always said of a lot has a field, then what can still change its actions, each once.
    champs = [[champ.nom for champ in siens] for siens in (montres[0].champs, montres[0].autres)]
    assert champs[0] == ["montant_lot_ht", "nature"]
    assert set(champs[1]) >= {"livraisons", "clause_insertion"}
    assert not set(champs[0]) & set(champs[1])
    avance = next(carte for carte in page.cartes if carte.numero == 17)
    bonifiee = next(regle for regle in avance.regles if regle.id == "avance_bonifiee")
    assert bonifiee.lots == (1,)
    # What is said lot by lot has no field of its own here.
    assert "montant_lot_ht" not in {une.champ.nom for une in page.questions}


def test_what_was_denied_is_not_presumed_again_when_the_purchase_is_read_from_the_log(knowledge):
    replay = Replay(knowledge, NOW)
    try:
        replay.say("nettoyage des écoles, services, 120 000 € HT, 3 ans, MAPA, 2 lots : nord 70 000, sud 50 000")
        replay.say("", "q:donnees_personnelles:!")
        replay.say("résultat")
        garde = replay.logged()
    finally:
        replay.close()
    entretien = depuis_le_journal(knowledge.pack, garde)
    assert [lot.intitule for lot in entretien.lots] == ["nord", "sud"]
    nies = non_presumes(knowledge, entretien)
    page = lire_la_page(knowledge.pack, knowledge.wording, entretien, garde.jour, {}, nies=nies)
    assert {carte.numero for carte in page.cartes} == {une.action for une in garde.recommandations}
    assert {un.champ.nom for un in page.presumes if un.raison} == set(garde.origines["presumes"])


def test_what_the_last_answer_changed_is_marked_and_nothing_is_of_the_first_words(page_de, knowledge):
    avant = page_de("traiteur, services, 200 000 € HT sur 4 ans").diagnostic.faits
    vide = knowledge.pack.vocabulaire.aucun_fait()
    page = page_de("traiteur, services, 85 000 € HT sur 4 ans", avant=avant)
    assert page.changements.nouvelles == (11,)
    assert page.changements.disparues == (8,)
    assert [ligne.champ.nom for ligne in page.faits if ligne.nouveau] == ["montant_ht"]
    assert [carte.numero for carte in page.cartes if carte.nouvelle] == [11]
    page = page_de("traiteur, services, 85 000 € HT sur 4 ans", avant=vide)
    assert not page.changements
    assert not any(ligne.nouveau for ligne in page.faits)


def test_nothing_said_shows_nothing_and_an_odd_state_breaks_nothing(page_de, knowledge):
    assert page_de("").vide
    vide = knowledge.pack.vocabulaire.aucun_fait()
    for efface in (None, {}, {"le": "hier"}, {"le": NOW.isoformat()}, {"le": NOW.isoformat(), "etat": {}}):
        assert peut_remettre(Entretien(vide, efface=efface), NOW) in (None, "")
    garde = {"le": NOW.isoformat(), "etat": {"faits": {"objet": "pain"}, "diagnostic": 3}}
    assert peut_remettre(Entretien(vide, efface=garde), NOW) is None  # it has a number: it is in the list


def test_a_family_or_a_nature_partly_known_is_told_as_it_is(page_de, knowledge):
    page = page_de("85 000 € HT")
    faits = page.diagnostic.faits.apprendre("nature", Options(frozenset({"services", "fournitures"})))
    page = lire_la_page(knowledge.pack, knowledge.wording, Entretien(faits), JOUR, {})
    nature = next(ligne for ligne in page.faits if ligne.champ.nom == "nature")
    assert "ou" in nature.valeur
    assert not any(option.pris for option in nature.champ.options)
