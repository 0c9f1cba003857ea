"""What buyers ask in the middle of a purchase: answered first, and nothing of it is noted."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

ACHATS = yaml.safe_load(Path(__file__).with_name("au_milieu.yaml").read_text("utf-8"))
CAS = [(achat["achat"], dite) for achat in ACHATS for dite in achat["dites"]]


def plain(text):
    return re.sub(r"[\u00a0\u202f]", " ", text)


@pytest.mark.parametrize("etat", ["en_question", "au_resultat"])
@pytest.mark.parametrize(("achat", "dite"), CAS, ids=[dite["demande"][:40] for _, dite in CAS])
def test_what_is_asked_in_the_middle_of_a_purchase_is_answered(say, achat, dite, etat):
    say(achat)
    if etat == "au_resultat":
        say("donne-moi le résultat")

    said = plain(say(dite["demande"]))

    assert [words for words in dite.get("dit", ()) if words not in said] == [], said
    assert [words for words in dite.get("pas", ()) if words in said] == []
    if "garde" in dite:
        known = plain(say("récapituler"))
        assert [words for words in dite["garde"] if words not in known] == []
        assert [words for words in dite.get("ignore", ()) if words in known] == []


@pytest.mark.parametrize(
    "dit",
    [
        "36 mois de nettoyage des vitres mais est-ce que je peux tout mettre dans un seul lot ?",
        "nettoyage des vitres pendant 36 mois, je suis forcé de faire des lots ?",
    ],
)
def test_what_is_told_before_what_is_asked_is_noted(say, dit):
    said = plain(say(dit))

    assert "durée : 36 mois" in said
    assert "Faut-il découper en lots" in said


@pytest.mark.parametrize(
    ("demande", "suite", "attendu"),
    [
        ("c quoi la difference entre un accord cadre et un marché normal", "on est obligé de mettre un maxi dedans", "un maximum est obligatoire"),
        ("je dois envoyer le marché à la préfecture ?", "avant ou apres la signature", "Après la signature, dans les quinze jours"),
        ("Peut-on noter les candidats sur leur politique RSE ?", "et sur la distance de leur siege", "ni la distance du siège"),
        ("Une entreprise écartée demande pourquoi, que dois-je lui donner ?", "jusqu'à quand je dois répondre", "15 jours"),
    ],
)  # fmt: skip
def test_what_is_asked_right_after_an_answer_is_of_it(say, demande, suite, attendu):
    say(demande)

    assert attendu in plain(say(suite))


def test_a_buyer_is_told_nothing_that_is_only_for_firms(say):
    assert "consultation en cours" not in say("la cantine est ouverte le 24 ?")
