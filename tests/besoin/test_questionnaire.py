"""Which questions an interview asks, which one follows, and the faults of its file."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest

from knowledge.besoin.chargement import FICHIER, lire_le_questionnaire, questionnaire_de
from knowledge.besoin.paroles import demande_l_entretien, entendre, lire_la_reponse
from knowledge.besoin.questionnaire import Deroule, Etat, Reponse, lire_les_reponses
from knowledge.regles.faits import Ensemble, Options


def de(pack, nature, *familles) -> Deroule:
    faits = pack.vocabulaire.aucun_fait().apprendre("nature", Options(frozenset({nature})))
    if familles:
        faits = faits.apprendre("segments", Ensemble(frozenset(familles)))
    return Deroule(questionnaire_de(pack), faits)


def repondu(choix: str | None = None) -> Reponse:
    return Reponse(Etat.REPONDU, choix, "" if choix else "dit", "2026-03-02")


@pytest.mark.parametrize(
    ("nature", "familles", "posees", "tues"),
    [
        ("fournitures", ("mobilier",), {"renoncer", "reparer", "louer", "occasion"}, {"reduire"}),
        ("fournitures", ("alimentation",), {"renoncer", "quantites", "fin"}, {"reparer", "louer", "occasion"}),
        ("services", ("nettoyage",), {"renoncer", "reduire"}, {"louer", "occasion", "fin"}),
        ("travaux", ("construction",), {"renoncer", "existant", "reparer"}, {"louer", "reduire"}),
    ],
)
def test_only_what_matters_is_asked_and_eight_at_most(pack, nature, familles, posees, tues):
    siennes = {une.id for une in de(pack, nature, *familles).questions()}
    assert posees <= siennes
    assert not tues & siennes
    assert len(siennes) <= questionnaire_de(pack).maximum


def test_an_answer_makes_others_vain_and_what_is_passed_comes_last(pack):
    deroule = de(pack, "fournitures", "mobilier").repondre("but", Reponse(Etat.PASSE))
    deroule = deroule.repondre("renoncer", repondu("rien"))
    assert {"louer", "reparer", "occasion"}.isdisjoint(une.id for une in deroule.questions())
    asked = []
    while (suivante := deroule.suivante) is not None:
        asked.append(suivante.id)
        deroule = deroule.repondre(suivante.id, Reponse(Etat.PASSE) if suivante.id == "but" else repondu())
    assert asked[-1] == "but"
    assert deroule.fini
    # Passed twice, it is left open.
    assert [une.id for une in deroule.ouvertes()] == ["but"]
    assert deroule.a_revoir() == ("montant_ht",)


def test_what_is_told_unasked_takes_the_place_of_no_question(pack):
    deroule = de(pack, "fournitures", "mobilier")
    posees = {une.id for une in deroule.questions()}
    assert "usage" not in posees
    entendu = deroule.entendre("usage", "peu", "au garage", "2026-03-02")
    assert {une.id for une in entendu.questions()} == {*posees, "usage"}
    assert entendu.rang(entendu.suivante.id) == deroule.rang(deroule.suivante.id)
    assert entendu.retour() is None


def test_going_back_follows_the_order_of_the_answers(pack):
    deroule = de(pack, "services").repondre("but", repondu()).repondre("usagers", repondu())
    once = deroule.retour()
    twice = once.retour()
    assert (once.suivante.id, twice.suivante.id, twice.retour()) == ("usagers", "but", None)
    assert twice.repondre("but", repondu()).suivante.id == deroule.suivante.id


def test_answers_are_kept_and_read_back_but_for_questions_that_are_gone(pack):
    reponse = repondu("louer")
    gardees = [["louer", reponse.en_json()], ["partie", reponse.en_json()], "autre version"]
    assert lire_les_reponses(gardees, questionnaire_de(pack).questions) == {"louer": reponse}


@pytest.mark.parametrize(
    ("question", "texte", "choix"),
    [
        ("renoncer", "on peut sans passer de ca, rien de grave", "rien"),
        ("renoncer", "On ne peut pas s'en passer", "impossible"),
        ("existant", "pas encor cherché", "a_verifier"),
        ("existant", "non", "non"),
        ("louer", "oui en loccation", "louer"),
        ("louer", "on ne peut pas louer", "acheter"),
        ("occasion", "la 2", "partie"),
        ("quantites", "quelque chose d'autre", None),
    ],
)
def test_answers_are_read_misspelt_denied_or_by_their_rank(pack, question, texte, choix):
    lue = lire_la_reponse(questionnaire_de(pack).questions[question], texte)
    assert (None if lue.choix is None else lue.choix.id) == choix


@pytest.mark.parametrize(
    ("texte", "entendues", "reste"),
    [
        ("l'actuelle tourne 3 jours par semaine, le reste du temps elle est au garage", {"usage": "peu"}, ""),
        ("on pourrait la partager avec Riom, ils en cherchent une aussi", {"existant": "partage"}, ""),
        ("on ne peut pas la partager avec riom", {"existant": "non"}, ""),
        ("je sais pas, ça prend la poussière la moitié de l'année", {"usage": "peu"}, "je sais pas"),
        ("400 tablettes pour 16 écoles, ça remplace des pc qui marchent encore à moitié", {"quantites": None, "reparer": "partie"}, ""),
        ("elle tourne tous les jours", {"usage": "plein"}, ""),
        ("on la garderait 8 ans et on la revend", {"duree": "long", "fin": "donner"}, ""),
        # What asks answers nothing, and what is of the contract is of no question.
        ("on pourrait la partager ?", {}, "on pourrait la partager ?"),
        ("marché de 3 ans, 4 lots, livraison comprise", {}, "marché de 3 ans, 4 lots, livraison comprise"),
    ],
)  # fmt: skip
def test_free_words_answer_the_questions_that_they_answer(pack, texte, entendues, reste):
    lues, autre = entendre(questionnaire_de(pack).questions.values(), texte, "tablettes pour les écoles")
    assert {une.question.id: une.choix and une.choix.id for une in lues} == entendues
    assert autre == reste


@pytest.mark.parametrize(
    ("texte", "doute"),
    [
        ("Le service me demande une deuxième balayeuse, 240 000 €. Franchement, on en a vraiment besoin ?", True),
        ("je voudrais qu'on m'aide à réfléchir avant d'acheter des tablettes", True),
        ("40 fauteuils ergonomiques, ça vaut le coup ?", True),
        ("on nous réclame 3 vidéoprojecteurs, je suis pas sûre qu'on en ait besoin", True),
        ("on a besoin de 3 lots", False),
        ("la clause d'insertion, c'est vraiment utile ?", False),
        ("20 ordinateurs portables pour les écoles, 18 000 € HT", False),
    ],
)
def test_a_doubt_on_the_need_opens_the_interview(texte, doute):
    assert demande_l_entretien(texte) is doute


def test_faults_are_told_with_their_place_and_another_pack_has_none(pack, tmp_path):
    copie = tmp_path / "pack"
    shutil.copytree(pack.dossier, copie)
    ecrit = (copie / FICHIER).read_text("utf-8")
    faux = ecrit.replace("natures: [fournitures, travaux]", "natures: [fourniture]", 1).replace(
        "saute: [occasion, louer]", "saute: [ocasion]", 1
    )
    (copie / FICHIER).write_text(faux, "utf-8")
    _, fautes = lire_le_questionnaire(replace(pack, dossier=copie))
    dites = [str(faute) for faute in fautes]
    assert len(dites) == 2
    assert any(
        "valeur inconnue « fourniture »" in dite and "voulez-vous dire « fournitures »" in dite for dite in dites
    )
    assert any("saute « ocasion »" in dite for dite in dites)
    (copie / FICHIER).unlink()
    assert lire_le_questionnaire(replace(pack, dossier=copie)) == (None, [])
