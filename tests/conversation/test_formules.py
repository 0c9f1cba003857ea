"""What a message asks for from end to end, and what only looks like it."""

from __future__ import annotations

import pytest

from handlers.conversation.formules import lire_formule
from knowledge.francais.questionnement import demande_une_definition


@pytest.mark.parametrize(
    ("texte", "nature"),
    [
        ("Résultat !", "resultat"),
        ("recomencer svp", "nouvel_achat"),
        ("je c pas", "ne_sait_pas"),
        ("?", "pourquoi_question"),
        ("stop", "annuler"),
        ("RGPD", "mes_donnees"),
        ("effacer mes données", "mes_donnees"),
        ("Stop Gaspi", None),
        ("impression de brochures", None),
        ("affiches et flyers", None),
        ("clause rgpd", None),
        ("annulation des contrats d'entretien", None),
        ("passer un marché de nettoyage", None),
        ("aide à domicile pour les personnes âgées", None),
        ("nettoyage, 85 k€ HT : qu'est-ce que je dois prévoir ?", None),
    ],
)
def test_a_formula_is_a_whole_message(texte, nature):
    assert lire_formule(texte) == nature


@pytest.mark.parametrize(
    ("texte", "demande"),
    [
        ("c'est quoi un MAPA ?", True),
        ("c koi un mapa", True),
        ("MAPA, c'est quoi ?", True),
        ("mapa ça veut dire quoi", True),
        ("qu'est-ce qu'un MAPA", True),
        ("définition de MAPA", True),
        ("que veut dire MAPA", True),
        ("c'est tous les ans", False),
        ("c'est des travaux en fait", False),
        ("c'est bon j'ai les infos : 40 000 € HT, mapa", False),
        ("c'est pas un mapa c'est un appel d'offres", False),
    ],
)
def test_to_say_what_it_is_asks_for_no_definition(texte, demande):
    assert demande_une_definition(texte) is demande
