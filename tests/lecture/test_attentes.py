"""The question that waits is the last thing a message may be taken for."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.lecture.faits_dits import Attente, lire_faits

JOUR = date(2026, 12, 2)

A_COTE = (
    ("alloti", "ok merci, je demande à ma cheffe et je reviens"),
    ("donnees_personnelles", "ni vu ni connu"),
    ("clause_insertion", "ah non pardon, je me suis trompée de dossier"),
)
REPONDENT = (
    ("alloti", "oui, trois lots", "oui"),
    ("alloti", "non, tout va ensemble", "non"),
    ("livraisons", "oui, au dépôt tous les lundis", "oui"),
    ("donnees_personnelles", "non, rien de nominatif", "non"),
    ("recurrent", "oui, tous les ans", "oui"),
)


@pytest.mark.parametrize(("fait", "texte"), A_COTE)
def test_what_is_said_beside_a_question_answers_nothing(lecteur, fait, texte):
    assert fait not in lire_faits(lecteur, texte, JOUR, Attente(fait), repond=True)


@pytest.mark.parametrize(("fait", "texte", "valeur"), REPONDENT)
def test_an_answer_is_taken(lecteur, fait, texte, valeur):
    assert lire_faits(lecteur, texte, JOUR, Attente(fait))[fait].possible.seule == valeur
