"""The words that press a button, and those that deny it or ask about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from handlers.conversation.offerts import lire_choix_offert, nomment_des_actions

OFFERTS = [
    ["m:recurrent:1", "Il revient"],
    ["m:ponctuel:1", "Il ne revient pas"],
    ["m:moi:1", "C'est moi qui m'en occupe"],
    ["m:date:1", "Changer la date"],
    ["m:diag:1", "Faire le diagnostic"],
    ["r:occupe:1", "Je m'en occupe"],
    ["c:pourquoi", "Pourquoi ?"],
]


@dataclass
class Echange:
    etat: dict[str, Any] = field(default_factory=lambda: {"choix_offerts": OFFERTS})


@pytest.mark.parametrize(
    ("dit", "valeur"),
    [
        ("il revien", "m:recurrent:1"),
        ("Il ne revient pas", "m:ponctuel:1"),
        ("il revient pas", "m:ponctuel:1"),
        ("il ne revient", "m:ponctuel:1"),
        ("changer  la dat", "m:date:1"),
        ("je m en occupe", "r:occupe:1"),
        ("pourquoi ?", "c:pourquoi"),
        ("pourquoi", "c:pourquoi"),
        ("3", "m:moi:1"),
    ],
)
def test_a_label_is_pressed_even_misspelt(dit, valeur):
    assert lire_choix_offert(Echange(), dit) == valeur


@pytest.mark.parametrize(
    "dit",
    [
        "ce n'est pas moi qui m'en occupe",
        "c'est pas moi qui m'en occupe",
        "je m'en occupe pas",
        "je ne m'en occupe plus",
        "changer pas la date",
        "faire pas le diagnostic",
        "je m'en occupe ?",
        "il revient ?",
        "changer la dat ?",
    ],
)
def test_what_denies_a_label_or_asks_about_it_presses_nothing(dit):
    assert lire_choix_offert(Echange(), dit) is None


@pytest.mark.parametrize(
    ("valeurs", "nomment"),
    [
        (["c:preciser", "a:detail:8", "c:exporter"], True),
        (["c:resultat"], True),
        (["fiche:12", "fiche:8", "refus:1"], False),
        (["fiche:12", "refus:1", "c:resultat"], True),
        (["q:nature:travaux", "c:pourquoi", "c:resultat"], False),
        (["m:recurrent:1", "m:ponctuel:1"], False),
        ([], False),
    ],
)
def test_under_a_result_the_numbers_are_those_of_actions(valeurs, nomment):
    assert nomment_des_actions(valeurs) is nomment


def test_a_number_presses_no_button_by_its_rank_where_numbers_are_those_of_actions():
    echange = Echange({"choix_offerts": [["a:detail:8", "Détail 8"], ["c:exporter", "Document Word"]]})

    assert lire_choix_offert(echange, "2") is None
    assert lire_choix_offert(echange, "document word") == "c:exporter"
    assert lire_choix_offert(Echange({"choix_offerts": [["fiche:12", "Fiche 12"]]}), "12") == "fiche:12"
