"""What surrounds the facts: guesses, corrections, questions, bare numbers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from knowledge.lecture import Lecteur
from knowledge.regles.faits import Ensemble, Intervalle, Options, Possible, Texte
from tests.fixtures.knowledge import pack_reel

from .test_montants import lu


def test_a_nature_said_is_sure_and_a_nature_guessed_is_not(lecteur: Lecteur, aujourdhui: date) -> None:
    dite = lu(lecteur, "marché de fournitures", aujourdhui, "nature")
    devinee = lu(lecteur, "des chaises pour la mairie", aujourdhui, "nature")

    assert dite is not None
    assert dite.sur
    assert devinee is not None
    assert devinee.possible == Options(frozenset({"fournitures"}))
    assert not devinee.sur


def test_the_word_marche_rules_out_the_concession(lecteur: Lecteur, aujourdhui: date) -> None:
    nature = lu(lecteur, "un marché de cirque", aujourdhui, "nature")

    assert nature is not None
    assert nature.possible == Options(frozenset({"travaux", "fournitures", "services", "maitrise_oeuvre"}))
    assert nature.sur
    assert lu(lecteur, "le marché de Noël", aujourdhui, "nature") is None


def test_a_family_read_rules_no_other_out(lecteur: Lecteur, aujourdhui: date) -> None:
    segments = lu(lecteur, "nettoyage et espaces verts", aujourdhui, "segments")

    assert segments is not None
    assert segments.possible == Ensemble(dedans=frozenset({"nettoyage", "espaces_verts"}))


@pytest.mark.parametrize(
    "question",
    [
        "c'est quoi un MAPA ?",
        "un AOO, qu'est-ce que c'est ?",
        "que veut dire DSP ?",
        "définition de la concession",
        "faut-il un MAPA ?",
    ],
)
def test_a_question_about_a_word_sets_no_fact(lecteur: Lecteur, aujourdhui: date, question: str) -> None:
    assert lu(lecteur, question, aujourdhui, "procedure") is None
    assert not [lu for lu in lecteur.lire(question, aujourdhui).lus if lu.nom == "nature" and "concession" in lu.mots]


@pytest.mark.parametrize(
    ("texte", "correction", "seul"),
    [
        ("non, en fait 120 000", True, "120000"),
        ("non plutôt 120", True, "120"),
        ("finalement 85k", True, "85000"),
        ("je me suis trompé, c'est 40 000", True, "40000"),
        ("120 000", False, "120000"),
        ("et le montant 90 000,01", False, "90000.01"),
        ("120 chaises", False, None),
        ("24 mois", False, None),
        ("bonjour", False, None),
    ],
)
def test_a_bare_number_and_a_correction_are_told(
    lecteur: Lecteur, aujourdhui: date, texte: str, correction: bool, seul: str | None
) -> None:
    lecture = lecteur.lire(texte, aujourdhui)

    assert lecture.correction is correction
    assert lecture.nombre_seul == (None if seul is None else Decimal(seul))


def test_a_fact_called_by_its_label_is_named(lecteur: Lecteur, aujourdhui: date) -> None:
    assert lecteur.lire("et le montant 90 000,01", aujourdhui).designes == ("montant_ht",)
    assert lecteur.lire("la procédure je ne sais pas", aujourdhui).designes == ("procedure",)


def test_the_object_is_a_short_description(lecteur: Lecteur, aujourdhui: date) -> None:
    objet = lu(
        lecteur, "Bonjour, on relance le marché de denrées pour les cantines, 3 ans, 85k€ HT/an", aujourdhui, "objet"
    )

    assert objet is not None
    assert objet.possible == Texte("denrées pour les cantines")
    assert lu(lecteur, "bonjour", aujourdhui, "objet") is None


def test_a_long_object_is_cut(lecteur: Lecteur, aujourdhui: date) -> None:
    objet = lu(lecteur, "nettoyage " + "des locaux de la mairie " * 40, aujourdhui, "objet")

    assert objet is not None
    assert isinstance(objet.possible, Texte)
    assert len(objet.possible.texte) <= 200


@pytest.mark.parametrize(
    ("texte", "valeurs"),
    [
        ("MAPA ou AOO", {"mapa", "appel_offres"}),
        ("pas un MAPA", {"sans_publicite", "appel_offres", "procedure_negociee", "dialogue_competitif"}),
        ("mapa non plutot sans pub", {"sans_publicite"}),
        ("pas besoin d'un AOO, on fera un MAPA", {"mapa"}),
    ],
)
def test_a_procedure_can_be_refused_or_left_open(
    lecteur: Lecteur, aujourdhui: date, texte: str, valeurs: set[str]
) -> None:
    procedure = lu(lecteur, texte, aujourdhui, "procedure")

    assert procedure is not None
    assert procedure.possible == Options(frozenset(valeurs))


@pytest.mark.parametrize(
    "mot", ["mobilité", "conclusion", "transfert", "champagne", "fondation", "traitement", "décret", "canopée"]
)
def test_a_real_word_is_no_misspelling_of_another(lecteur: Lecteur, aujourdhui: date, mot: str) -> None:
    assert lecteur.lire(mot, aujourdhui).lus == ()


@pytest.mark.parametrize(
    ("faute", "segment"),
    [
        ("netoyage", "nettoyage"),
        ("vehicul", "vehicules"),
        ("rennovation", "renovation"),
        ("comunication", "communication"),
    ],
)
def test_a_misspelling_is_forgiven(lecteur: Lecteur, aujourdhui: date, faute: str, segment: str) -> None:
    segments = lu(lecteur, faute, aujourdhui, "segments")

    assert segments is not None
    assert segments.possible == Ensemble(dedans=frozenset({segment}))


@pytest.mark.parametrize(
    ("texte", "nom", "valeur"),
    [
        ("ah ok, alors non ce sera un appel d'offres", "procedure", "appel_offres"),
        ("non un appel d'offres", "procedure", "appel_offres"),
        ("non mapa", "procedure", "mapa"),
        ("mapa euh non appel d'offres", "procedure", "appel_offres"),
        ("je me suis trompé non un appel d'offres", "procedure", "appel_offres"),
        ("non des fournitures", "nature", "fournitures"),
        ("mais non c'est des travaux", "nature", "travaux"),
        ("non il y a des livraisons", "livraisons", "oui"),
        ("non c'est récurrent", "recurrent", "oui"),
        ("non récurrent", "recurrent", "non"),
        ("non pas récurrent", "recurrent", "non"),
        ("ce n'est pas récurrent", "recurrent", "non"),
        ("il n'y aura pas de livraisons", "livraisons", "non"),
        ("marché non alloti", "alloti", "non"),
        ("alloti non", "alloti", "non"),
        ("mapa et non appel d'offres", "procedure", "mapa"),
    ],
)
def test_a_non_that_answers_leaves_alone_the_value_that_follows(
    lecteur: Lecteur, aujourdhui: date, texte: str, nom: str, valeur: str
) -> None:
    dit = lu(lecteur, texte, aujourdhui, nom)

    assert dit is not None
    assert dit.possible == Options(frozenset({valeur}))
    assert not dit.nie


@pytest.mark.parametrize(
    "texte", ["il y a une erreur, c'est pas un mapa", "non pas un mapa", "non ce n'est pas un mapa", "mapa non"]
)
def test_what_is_denied_is_ruled_out_and_the_rest_stays_possible(
    lecteur: Lecteur, aujourdhui: date, texte: str
) -> None:
    dit = lu(lecteur, texte, aujourdhui, "procedure")

    assert dit is not None
    assert dit.nie
    assert dit.possible == Options(
        frozenset({"appel_offres", "dialogue_competitif", "procedure_negociee", "sans_publicite"})
    )


@pytest.mark.parametrize("texte", ["non 24 mois", "non, 24 mois", "ah non 24 mois", "non pas 36 mois, 24 mois"])
def test_a_non_that_answers_leaves_a_duration_alone(lecteur: Lecteur, aujourdhui: date, texte: str) -> None:
    dit = lu(lecteur, texte, aujourdhui, "duree_mois")

    assert dit is not None
    assert dit.possible == Intervalle.point(Decimal(24))


def test_what_was_said_and_is_denied_is_withdrawn(lecteur: Lecteur, aujourdhui: date) -> None:
    connus = pack_reel().vocabulaire.aucun_fait()
    connus = connus.apprendre("duree_mois", Intervalle.point(Decimal(36)))
    connus = connus.apprendre("segments", Ensemble(frozenset({"nettoyage"})))

    def nies(texte: str) -> dict[str, Possible]:
        return {dit.nom: dit.possible for dit in lecteur.lire(texte, aujourdhui, connus).lus if dit.nie}

    assert nies("c'est pas 3 ans") == {"duree_mois": Intervalle()}
    assert nies("c'est pas 24 mois") == {}
    deux = {
        dit.nom: dit.possible
        for dit in lecteur.lire("c'est pas du nettoyage c'est des espaces verts", aujourdhui, connus).lus
    }
    assert deux["segments"] == Ensemble(frozenset({"espaces_verts"}), frozenset({"nettoyage"}))
    assert nies("ce n'est pas du nettoyage")["segments"] == Ensemble(frozenset(), frozenset({"nettoyage"}))
