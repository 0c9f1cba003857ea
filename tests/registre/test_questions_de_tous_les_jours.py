"""The register asked as people ask: all of it and a part, what is missing, an action and how far it went; a date put right and back."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.conversation.replay import Replay
from bot.envois.rendering import markdown_to_plain
from storage.comptes.records import Role

REGISTRE = Path(__file__).parents[1] / "examples" / "registre" / "sept_marches.csv"


@pytest.fixture(scope="module")
def equipe(knowledge):
    replay = Replay(knowledge, datetime(2026, 11, 30, 10, tzinfo=ZoneInfo("Europe/Paris")))
    replay.give(Role.EQUIPE)
    replay.say("", fichier=(REGISTRE.name, REGISTRE.read_bytes()))
    replay.say("oui")
    replay.work()

    def dire(texte: str) -> str:
        return (
            "\n".join(markdown_to_plain(un.texte) for un in replay.say(texte))
            .replace("\u00a0", " ")
            .replace("\u202f", " ")
        )

    yield dire
    replay.close()


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("salu combien on a de contras en tou et combien sup a 90 000 ?", ["7 marchés au registre", "plus de 90 000 € HT"]),
        ("lesquels n'ont pas la procédure renseignée parmi les marchés ?", ["sans procédure renseignée"]),
        ("combien de contrats de la Ville ont une action 11 retenue ou ciblée ?", ["avec l'action 11", "Ciblée par le comité : 0 marché"]),
        ("ki ma pa rendu lé infos pour lé indicateurs? je relance ki", ["attendus jusqu'au"]),
        ("ou on en est de lobjectif 70 % critere environemental en 2026 ?", ["critère environnemental", "70 % visés"]),
    ],
)  # fmt: skip
def test_everyday_questions(equipe, texte, attendu):
    dit = equipe(texte)
    assert all(un in dit for un in attendu), dit


def test_the_date_that_is_denied_is_not_the_one_noted_and_it_is_put_back(equipe):
    assert "finit le 30 juin 2029" in equipe("le papier, sa fin est au 30 juin 2029 pas fin 2030. change")
    assert "C'est défait" in equipe("non en fait remet com avant jme sui planté de dossier")
