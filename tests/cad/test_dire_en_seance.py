"""A session told in sentences: its day, its contracts, what each side rates, who is there, its draft; nothing that nobody said."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.conversation.replay import Replay
from bot.envois.rendering import markdown_to_plain
from knowledge.cad.chargement import charger_le_bareme
from knowledge.cad.cotation_dite import lire_une_cotation
from knowledge.cad.seance import ACHETEUR
from storage.cad.records import ECARTE, REPORTE, RETENU, Genre
from storage.comptes.records import Role

REGISTRE = Path(__file__).parents[1] / "examples" / "registre" / "sept_marches.csv"
LUNDI = datetime(2026, 11, 30, 10, tzinfo=ZoneInfo("Europe/Paris"))


@pytest.fixture
def equipe(knowledge):
    replay = Replay(knowledge, LUNDI)
    replay.give(Role.EQUIPE)
    replay.say("", fichier=(REGISTRE.name, REGISTRE.read_bytes()))
    replay.say("oui")
    replay.work()

    def dire(texte: str, choix: str | None = None) -> str:
        messages = replay.say(texte, choix)
        dire.choix = {un.label: un.value for dit in messages for un in dit.choices}
        return "\n".join(markdown_to_plain(dit.texte) for dit in messages).replace("\u00a0", " ").replace("\u202f", " ")

    dire.replay = replay
    yield dire
    replay.close()


def dits(replay, genre: Genre) -> dict:
    with replay.database.reading() as memory:
        return {
            (un.marche_id, un.sujet): (un.valeur, un.motif)
            for seance in memory.seances.liste()
            for un in memory.seances.dits(seance.id)
            if un.genre is genre
        }


def cotations(replay) -> dict:
    with replay.database.reading() as memory:
        return {
            (un.marche_id, un.qui): (dict(un.reponses), un.finie)
            for seance in [None, *(une.id for une in memory.seances.liste())]
            for un in memory.seances.cotations(seance)
        }


def test_a_session_is_set_by_its_day_and_called_off_in_one_tap(equipe):
    assert "le comité se réunit le 2 décembre 2026" in equipe(
        "Je prépare le comité de la Ville du mercredi 2 décembre 2026. Qu'est-ce qui doit y passer ?"
    )
    equipe("Annuler cette séance", equipe.choix["Annuler cette séance"])
    with equipe.replay.database.reading() as memory:
        assert memory.seances.liste() == []


def test_contracts_are_added_by_name_and_withdrawn(equipe):
    equipe("CAD de la Ville le 2 décembre 2026")
    equipe("ajoute les vêtements de travail et le papier")
    assert {marche for marche, _ in dits(equipe.replay, Genre.PLACE)} == {2, 7}
    equipe("en fait enlève le papier de la séance, trop tôt")
    assert dits(equipe.replay, Genre.PLACE)[7, None][0] == "retire"


def test_a_rating_told_is_noted_for_each_side_and_decides_nothing(equipe):
    equipe("CAD de la Ville le 2 décembre 2026")
    dit = equipe(
        "Cotation du papier. Pertinence haute. 3DE 12 heures, offre mûre, et la consultation part dans sept mois."
    )
    assert "ce n'est pas une décision" in dit
    notees = cotations(equipe.replay)
    assert (
        notees[7, ACHETEUR][0].items() >= {"maturite": "mure", "temps": "juste", "remarque": "pertinence forte"}.items()
    )
    # What is reported of a service waits for it.
    assert notees[7, "3de"] == ({"heures": "12"}, False)
    assert dits(equipe.replay, Genre.DECISION) == dits(equipe.replay, Genre.EPINGLE) == {}


def test_each_of_two_contracts_gets_its_own_rating(equipe):
    equipe("Le papier : 3DE 4 heures. Les vêtements de travail : PLIE 20 heures, pertinence forte")
    assert set(cotations(equipe.replay)) == {(7, "3de"), (2, "plie"), (2, ACHETEUR)}


def test_a_decision_puts_its_contract_on_the_agenda_and_is_corrected_in_passing(equipe):
    equipe("CAD de la Ville le 2 décembre 2026")
    assert "à l'ordre du jour" in equipe("On décide : le papier ciblé, 22 et 24. Et la 25, allez.")
    dit = equipe(
        "Non. Pas la 25, l'expert 3DE dit qu'il n'y a pas assez de livraisons. Et le nettoyage, ça vaut la peine de passer au comité ?"
    )
    assert "Le plan ne fixe pas de montant" in dit
    prevus = dits(equipe.replay, Genre.EPINGLE)
    assert {sujet for (_, sujet), (valeur, _) in prevus.items() if valeur == RETENU} == {"22", "24"}
    assert prevus[7, "25"] == (ECARTE, "l'expert 3DE dit qu'il n'y a pas assez de livraisons")


def test_presence_and_a_postponed_contract_are_in_the_draft(equipe):
    equipe("CAD de la Ville le 2 décembre 2026")
    equipe("Présents : sept élus sur neuf, plus la 3DE et le PLIE. Le papier est reporté à la prochaine séance.")
    projet = equipe("Fais-moi le relevé de décisions et clos la séance.")
    assert "Projet de relevé" in projet
    assert "sept élus sur neuf" in projet
    assert "reporté" in projet
    with equipe.replay.database.reading() as memory:
        assert [une.tenue for une in memory.seances.liste()] == [None]


def test_hours_are_of_who_gives_them(knowledge):
    bareme = charger_le_bareme(knowledge.pack)
    lues = lire_une_cotation(
        knowledge.pack,
        bareme,
        "moi je le vois pertinence moyenne ; le PLIE m'a répondu forte, 10 heures",
        (0, 0),
        ACHETEUR,
    )
    assert (lues[ACHETEUR].force, lues[ACHETEUR].rapporte) == ("moyenne", False)
    assert (lues["plie"].force, lues["plie"].reponses, lues["plie"].rapporte) == (
        "forte",
        {"heures": Decimal(10)},
        True,
    )


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        (
            "papier la 13 oui, la 25 on repousse à l'an prochain la 3DE n'a pas le temps",
            {"13": (RETENU, None), "25": (REPORTE, "à l'an prochain la 3DE n'a pas le temps")},
        ),
        ("le papier : 22 et 24 oui, 13 non", {"22": (RETENU, None), "24": (RETENU, None), "13": (ECARTE, None)}),
        (
            "pour le papier la 22 on garde, la 24 aussi et la 13 reportée, pas d'offre",
            {"22": (RETENU, None), "24": (RETENU, None), "13": (REPORTE, "pas d'offre")},
        ),
        ("le papier, la 25 on verra, la 22 ok", {"25": (REPORTE, None), "22": (RETENU, None)}),
        ("le papier on garde la 22, on reporte la 13", {"22": (RETENU, None), "13": (REPORTE, None)}),
    ],
)
def test_each_action_of_a_contract_has_its_own_outcome(equipe, texte, attendu):
    equipe("CAD de la Ville le 2 décembre 2026")
    equipe(texte)
    assert {sujet: dit for (_, sujet), dit in dits(equipe.replay, Genre.EPINGLE).items()} == attendu
