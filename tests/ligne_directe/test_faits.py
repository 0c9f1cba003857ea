"""What firms say of themselves and of a contract, however it is typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.ligne_directe.faits import FAITS, lire_la_reponse, lire_les_faits
from tests.ligne_directe.conftest import JOUR


@pytest.mark.parametrize(
    ("texte", "faits"),
    [
        ("on est 12, marché de 38 000 HT sur 4 mois", {"effectif": 12, "montant_ht": "38000", "duree_mois": "4"}),
        ("jsui tt seul et le marché fait 15k", {"effectif": 0, "montant_ht": "15000"}),
        ("nous sommes 60 salariés", {"effectif": 60}),
        ("1,2 million d'euros de travaux", {"montant_ht": "1200000.0", "nature": "travaux"}),
        ("un ESAT d'espaces verts", {"statut": "esat", "nature": "services"}),
        ("payé avec 45 jours de retard", {"retard_jours": 45}),
        ("2 mois de retard", {"retard_jours": 60}),
        ("marché sur 2 ans", {"duree_mois": "24"}),
        ("entre 20 000 et 30 000 €", {}),
        (
            "rejeté par mail en MAPA le 3 novembre 2026",
            {"envoi": "electronique", "procedure": "adaptee", "notification": "2026-11-03"},
        ),
        ("depuis 4 mois on attend", {}),
        ("en 2026", {}),
    ],
)
def test_facts_are_read_from_a_sentence(texte, faits):
    assert lire_les_faits(texte, JOUR) == faits


@pytest.mark.parametrize(
    ("fait", "texte", "valeur"),
    [
        ("montant_ht", "80 000", "80000"),
        ("montant_ht", "beaucoup", None),
        ("montant_ht", "0", None),
        ("montant_ht", "99999999999999", None),
        ("duree_mois", "un an", "12"),
        ("duree_mois", "18", "18"),
        ("effectif", "on est 3", 3),
        ("effectif", "personne, je suis seul", 0),
        ("effectif", "2,5", None),
        ("retard_jours", "45", 45),
        ("retard_jours", "deux mois", 60),
        ("nature", "ce sont des travaux de peinture", "travaux"),
        ("pme", "je suis artisan", "oui"),
    ],
)
def test_an_answer_is_read_as_its_question_wants(fait, texte, valeur):
    assert lire_la_reponse(fait, texte, JOUR) == valeur


@given(st.text(max_size=200), st.sampled_from(sorted(FAITS)))
def test_whatever_is_typed_reads_as_a_value_or_as_nothing(texte, fait):
    lire_les_faits(texte, JOUR)
    valeur = lire_la_reponse(fait, texte, JOUR)
    assert valeur is None or isinstance(valeur, (str, int))
