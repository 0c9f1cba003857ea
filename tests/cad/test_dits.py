"""What is said for a session is read as it is said, and nothing else is."""

from __future__ import annotations

from datetime import date

import pytest

from handlers.cad.seance import bareme_de
from knowledge.cad.dits import PASSE, PROPOSE, DecisionDite, lire_des_decisions, lire_du_comite, lire_une_reponse
from knowledge.cad.seance import ACHETEUR

JOUR = date(2026, 11, 30)


def dite(issue, *sujets, marche=None, motif=None):
    return DecisionDite(issue, sujets, marche, motif)


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("retenu 8 et 11 pour le marché 618", [dite("retenu", "8", "11", marche=618)]),
        ("Marché 618 : retenue la 8", [dite("retenu", "8", marche=618)]),
        ("écarté la 13, pas d'offre", [dite("ecarte", "13", motif="pas d'offre")]),
        ("ecarter la 13 car moins de 3 offres", [dite("ecarte", "13", motif="moins de 3 offres")]),
        ("reporté", [dite("reporte")]),
        ("reporter le marché 618 au CAD de mars", [dite("reporte", marche=618, motif="au CAD de mars")]),
        (
            "retenu 8, 22 et l'économie circulaire pour le marché 5, écartée la 17, l'an dernier déjà refusée",
            [
                dite("retenu", "8", "22", "vise_economie_circulaire", marche=5),
                dite("ecarte", "17", marche=5, motif="l'an dernier déjà refusée"),
            ],
        ),
        # Neither is decided: of another thing, or asked.
        ("gardiennage des parkings, 8 agents", []),
        ("retenu 8 pour le marché 618 ?", []),
        ("je voudrais un marché reporté", []),
    ],
)
def test_decisions_are_read_clause_by_clause(pack, texte, attendu):
    assert list(lire_des_decisions(pack, texte)) == attendu


@pytest.mark.parametrize(
    ("texte", "nature", "slots"),
    [
        ("préparer le CAD", "preparer", {"acheteur": None, "jour": None}),
        ("Quels marchés présenter au CAD de décembre ?", "preparer", {"acheteur": None, "jour": None}),
        ("preparation du comité de la Métropole", "preparer", {"acheteur": "metropole", "jour": None}),
        ("cotation du marché 618", "coter", {"numero": 618}),
        ("ajouter le marché 12 au CAD", "placer", {"numero": 12, "valeur": "ajoute", "motif": None}),
        (
            "le CAD de la Ville s'est tenu le 10 décembre 2026",
            "proces_verbal",
            {"acheteur": "ville", "jour": "2026-12-10", "tenue": True},
        ),
        ("le comité ne s'est pas réuni", "proces_verbal", {"acheteur": None, "jour": None, "tenue": False}),
        (
            "Claire Roux n'est plus membre du CAD de la Ville",
            "membre",
            {"nom": "Claire Roux", "parti": True, "acheteur": "ville"},
        ),
    ],
)
def test_what_is_done_of_a_session_is_read(pack, texte, nature, slots):
    acte = lire_du_comite(pack, texte, JOUR)
    assert (acte.nature, acte.slots) == (f"comite.{nature}", slots)


@pytest.mark.parametrize(
    "texte", ["CAD de la Ville le 10 décembre 2026", "le comité", "qui est membre du comité ?", ""]
)
def test_a_session_that_is_told_is_none_of_these(pack, texte):
    assert lire_du_comite(pack, texte, JOUR) is None


def test_an_answer_is_read_in_the_words_of_its_question(pack):
    questions = {une.id: une for une in bareme_de(pack).questions_de(ACHETEUR)}

    def lue(question, texte, possibles=(8, 22)):
        return lire_une_reponse(questions[question], texte, possibles)

    assert lue("besoin", "Tout est ouvert") == lue("besoin", "oui") == lue("besoin", "1") == "ouvert"
    assert lue("maturite", "presque aucune") == "absente"
    assert lue("maturite", "je ne sais pas") == "inconnue"
    assert lue("heures", "disons 20 h") == 20
    assert lue("actions", "la 8 et la 22") == (8, 22)
    assert lue("actions", "aucune") == ()
    assert lue("actions", "13") is None  # it is not proposed
    assert lue("heures", "beaucoup") is None
    assert (lue("heures", "passer"), lue("temps", "comme proposé")) == (PASSE, PROPOSE)
