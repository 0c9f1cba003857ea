"""Buyers who come back days later: where they stood, what they say of the file, and what a service grants."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.conversation.replay import Replay
from bot.envois.rendering import markdown_to_plain
from storage.suivi.records import Pas

PARIS = ZoneInfo("Europe/Paris")
COUCHES = (
    "Couches pour les crèches de la Ville, fournitures, 99 000 € HT, 36 mois, MAPA, récurrent, pas de lots, livraisons"
)


@pytest.fixture
def acheteur(knowledge):
    replay = Replay(knowledge, datetime(2026, 11, 30, 10, tzinfo=PARIS))

    def dire(texte: str) -> str:
        return "\n".join(markdown_to_plain(un.texte) for un in replay.say(texte)).replace("\u00a0", " ")

    dire.replay = replay
    for texte in (COUCHES, "voir le résultat", "je garde la 22 et la 25"):
        dire(texte)
    replay.now = datetime(2026, 12, 7, 9, tzinfo=PARIS)
    yield dire
    replay.close()


def passages(replay) -> dict[int, Pas]:
    with replay.database.reading() as memory:
        return {ligne.action: ligne.passage for ligne in memory.achats.suivis([1])[1]}


def test_where_it_stood_is_told_with_what_was_kept(acheteur):
    dit = acheteur("Bonjour, j'avais commencé les couches. On en était où ?")
    assert "(sobriété) : retenue" in dit
    assert "insertion : proposée" in dit


def test_what_the_file_says_is_noted_action_by_action(acheteur):
    dit = acheteur(
        "J'ai publié jeudi. C'est écrit dans le dossier pour la 24 et la 25, mais j'ai oublié celle de la 22."
    )
    assert "publié le jeudi 3 décembre 2026" in dit
    apres = passages(acheteur.replay)
    assert {action for action, pas in apres.items() if Pas.INSCRITE in pas} == {24, 25}
    assert not any(Pas.ECARTEE in pas for pas in apres.values())
    with acheteur.replay.database.reading() as memory:
        [etape] = [une for une in memory.achats.etapes([1], 24)[1] if une.etape == "inscrite"]
    assert etape.jour == date(2026, 12, 3)


def test_what_a_service_grants_sets_nothing_aside(acheteur):
    dit = acheteur("on m'a demandé si je fais l'insertion. j'ai appelé le PLIE ils me laissent 350 heures")
    assert "350 heures" in dit
    assert "mets-les dans le cahier des charges" not in dit
    acheteur("mets-les dans le cahier des charges alors, c'est fait")
    assert {action for action, pas in passages(acheteur.replay).items() if Pas.INSCRITE in pas} == {8}


def test_whether_an_action_may_be_set_aside_is_answered_and_does_nothing(acheteur):
    avant = passages(acheteur.replay)
    dit = acheteur("Le PLIE m'a répondu hier : pas réaliste. Je peux écarter l'insertion avec ça ?")
    assert "j'écarte la 8 : Le PLIE m'a répondu hier : pas réaliste" in dit
    assert passages(acheteur.replay) == avant


def test_all_of_theirs_and_the_first(acheteur):
    dit = acheteur("et tous mes marchés là j'en ai combien ? lequel en premier")
    assert "Vos achats" in dit
    assert "(sobriété) : retenue" in dit
