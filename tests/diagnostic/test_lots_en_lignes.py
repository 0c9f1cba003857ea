"""`spaser diagnostiquer` with lots: what it takes, what it refuses and in which words, what it answers."""

from __future__ import annotations

import io
import json

import pytest

from bot.diagnostic.lines import Diagnostiqueur
from bot.lines import answer_lines
from handlers.conversation.wording import Wording
from tests.fixtures.knowledge import JOUR, pack_reel

FETE = {
    "objet": "fête de la musique",
    "nature": "services",
    "procedure": "mapa",
    "lots": [
        {"numero": 1, "intitule": "sono", "montant_ht": 30000},
        {"numero": 2, "intitule": "sécurité", "montant_lot_ht": 25000},
        {"numero": 3, "intitule": "buvette", "montant_ht": 8000, "nature": "fournitures"},
    ],
}


def repondre(question):
    sortie = io.StringIO()
    pack = pack_reel()
    answer_lines([json.dumps(question)], Diagnostiqueur(pack, Wording(pack), JOUR), sortie)
    return json.loads(sortie.getvalue())


def test_lots_are_answered_one_by_one_and_once_together():
    reponse = repondre(FETE)
    assert [lot["intitule"] for lot in reponse["lots"]] == ["sono", "sécurité", "buvette"]
    assert {r["regle"] for r in reponse["lots"][0]["recommandations"]} == {"reservation", "avance_bonifiee"}
    assert "reservation" not in {r["regle"] for r in reponse["recommandations"]}
    assert reponse["total"] == {"somme_des_lots": 63000, "ecart": None}
    (tous,) = [un for un in reponse["par_lots"] if un["lots"] == [1, 2, 3]]
    assert {"action": 11, "regle": "reservation", "verdict": "oui"} in tous["recommandations"]
    (petits,) = reponse["allotissement"]["petits_lots"]
    assert (petits["voie"], petits["lots"], petits["part_pct"]) == ("sans_concurrence", [3], 12.7)
    assert reponse["lots"][2]["procedures_en_plus"] == ["sans_concurrence"]
    assert "63\u202f000" in reponse["qualification"]["texte"]


def test_a_total_that_does_not_match_is_told():
    assert repondre({**FETE, "montant_ht": 60000})["total"]["ecart"] == {"dit": 60000, "sens": "c_est_trop", "de": 3000}


def test_one_lot_or_none_is_answered_as_before():
    seul = {**FETE, "lots": [{"montant_ht": 30000}]}
    sans = {**{cle: valeur for cle, valeur in FETE.items() if cle != "lots"}, "montant_ht": 30000}
    assert repondre(seul) == repondre(sans) == repondre({**sans, "lots": []})
    assert "lots" not in repondre(seul)


def test_an_amount_that_no_lot_knows_is_not_asked():
    lots = [{"montant_ht": None, "segments": []}, {"montant_ht": None, "segments": []}]
    reponse = repondre({"nature": "services", "procedure": "mapa", "lots": lots})
    assert reponse["prochaine_question"] != "montant_lot_ht"
    inconnu = repondre({"nature": "services", "procedure": "mapa", "lots": [{"segments": []}, {"segments": []}]})
    assert (inconnu["prochaine_question"], inconnu["question_des_lots"]) == ("montant_lot_ht", [1, 2])


@pytest.mark.parametrize(
    ("champs", "attendu"),
    [
        ({"lots": 3}, "« lots » doit être une liste de lots"),
        ({"lots": [3]}, "« lots » doit être une liste de lots"),
        (
            {"lots": [{"montantht": 3}]},
            "lot en place 1 : fait inconnu « montantht » ; voulez-vous dire « montant_ht » ?",
        ),
        ({"lots": [{"numero": 4, "procedure": "mapa"}]}, "lot 4 : « procedure » est du contrat entier"),
        ({"lots": [{"montant_ht": 1, "montant_lot_ht": 1}]}, "disent tous deux son montant"),
        ({"lots": [{"montant_ht": -5}]}, "lot en place 1 : « montant_lot_ht » doit être supérieur à 0"),
        ({"lots": [{"numero": 2}, {}]}, "le lot 2 est donné deux fois"),
        ({"lots": [{"numero": "2"}]}, "« numero » doit être un entier de 1 à 999"),
        ({"lots": [{"numero": True}]}, "« numero » doit être un entier"),
        ({"lots": [{"intitule": 5}]}, "« intitule » doit être un texte"),
        ({"alloti": False, "lots": [{}, {}]}, "« alloti » est false, mais « lots » en compte 2"),
        ({"lots": [{}] * 1000}, "« lots » en compte 1000 : 999 au plus"),
        ({"lot": []}, "voulez-vous dire « lots » ?"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_lot(champs, attendu):
    assert attendu in repondre(champs)["erreur"]
