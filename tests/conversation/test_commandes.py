"""What a message asks for from end to end, and what only looks like it."""

from __future__ import annotations

import pytest

from handlers.conversation.commandes import lire_demande_entiere, lire_sur_une_action
from knowledge.francais.questionnement import demande_une_definition


@pytest.mark.parametrize(
    ("texte", "commande"),
    [
        ("imprimer", "exporter"),
        ("Imprime", "exporter"),
        ("je voudrais imprimer ça", "exporter"),
        ("on peut imprimer le résultat ?", "exporter"),
        ("affiche le résultat", "resultat"),
        ("RGPD", "mes_donnees"),
        ("effacer mes données", "mes_donnees"),
        ("supprimez toutes mes données personnelles svp", "mes_donnees"),
        ("impression de brochures", None),
        ("imprimer des brochures", None),
        ("affiches", None),
        ("affiches et flyers", None),
        ("le titulaire traite des données personnelles", None),
        ("clause rgpd", None),
    ],
)
def test_a_bare_command_is_no_fact_of_a_purchase(texte, commande):
    assert lire_demande_entiere(texte) == commande


@pytest.mark.parametrize(
    ("texte", "actions"),
    [
        ("oui pour la 8", (8,)),
        ("ok pour la 8 et la 11", (8, 11)),
        ("d'accord pour la 8, la 11 et la 17", (8, 11, 17)),
        ("je garde la 8", (8,)),
        ("je prends la 8 et la 17 merci", (8, 17)),
        ("on retient la 11", (11,)),
    ],
)
def test_an_agreement_on_a_number_keeps_that_action(texte, actions):
    dit = lire_sur_une_action(texte)

    assert dit is not None
    assert (dit.verbe, dit.actions) == ("retenir", actions)


@pytest.mark.parametrize(
    "texte", ["oui pour 8 mois", "je garde 24 mois", "je prends 8 chaises", "oui", "ok pour lundi"]
)
def test_an_agreement_on_something_else_keeps_no_action(texte):
    assert lire_sur_une_action(texte) is None


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
