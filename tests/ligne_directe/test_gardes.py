"""What is never left to likeness, and what short messages are not taken for."""

from __future__ import annotations

import pytest

from handlers.ligne_directe.jugement import garde_de
from knowledge.ligne_directe.gardes import Garde


@pytest.fixture
def pourquoi(repondeur, gardien):
    return lambda texte: garde_de(texte, repondeur, gardien)


@pytest.mark.parametrize(
    ("texte", "garde"),
    [
        ("un agent m'a demandé une commission pour avoir le marché", Garde.PROBITE),
        ("UN ÉLU NOUS A PROPOSÉ UNE ENVELOPPE", Garde.PROBITE),
        ("je suis au bout du rouleau", Garde.DETRESSE),
        ("j'ai plus envie de vivre", Garde.DETRESSE),
        ("question sur la consultation 2026-118", Garde.CONSULTATION),
        ("vous me devez 4 800 € depuis mars, payez", Garde.LITIGE),
        (
            "Mon offre sur le marché 2026-045 de la médiathèque a été rejetée et je trouve ça injuste",
            Garde.CONTESTATION,
        ),
        (
            "Votre grille m'a donné 2/10 sur le marché d'espaces verts 2025, je veux la faire modifier",
            Garde.CONTESTATION,
        ),
        ("mon avocat vous attaquera au tribunal", Garde.JUSTICE),
        ("supprimez mes données personnelles de vos fichiers", Garde.DONNEES),
        ("votre agent m'a insulté au téléphone", Garde.PLAINTE),
        ("avez-vous reçu mon dossier envoyé lundi ?", Garde.DOSSIER),
        ("rappelez-moi, je veux parler à quelqu'un", Garde.HUMAIN),
    ],
)
def test_a_case_is_handed_over_for_its_reason(pourquoi, texte, garde):
    assert pourquoi(texte) is garde


@pytest.mark.parametrize(
    "texte", ["non", "oui", "40 000", "12", "services", "je ne sais pas", "merci", "?", "", "8 mois"]
)
def test_short_answers_are_no_case(pourquoi, texte):
    assert pourquoi(texte) is None


@pytest.mark.parametrize(
    "texte",
    [
        "au bout de combien de temps est-on payé ?",
        "si mon offre est rejetée, à quoi ai-je droit comme explications ?",
        "comment sont calculées les pénalités de retard en général ?",
        "comment contester une décision devant le juge ?",
        "un concurrent peut-il voir mon offre ?",
        "on est 12, marché de 60 000 HT sur 8 mois, on a droit à une avance ?",
    ],
)
def test_general_questions_are_no_case(pourquoi, texte):
    assert pourquoi(texte) is None
