"""What somebody asks to be reminded of on a day: told back, said that day, once, and called off in one tap."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.conversation.replay import Replay
from bot.envois.rendering import markdown_to_plain
from knowledge.rappels.pense_betes import demande_ou_en_est_un_rappel, lire_un_pense_bete

PARIS = ZoneInfo("Europe/Paris")
LUNDI = date(2026, 12, 14)


def a(jour: int, heure: int = 10) -> datetime:
    return datetime(2026, 12, jour, heure, tzinfo=PARIS)


@pytest.fixture
def quelqu_un(knowledge):
    replay = Replay(knowledge, a(14))
    yield replay
    replay.close()


def mots(messages) -> str:
    dits = "\n".join(markdown_to_plain(un.texte) for un in messages)
    return dits.replace("\u00a0", " ").replace("\u202f", " ")


def test_it_is_told_back_and_said_on_its_day_once(quelqu_un):
    assert "lundi 21 décembre 2026 : « le motif pas de lot »" in mots(
        quelqu_un.say("laisse tombé. rapel moi lundi en 8 le motif pas de lot")
    )
    assert "déjà noté" in mots(quelqu_un.say("rapel moi lundi en 8 le motif pas de lot"))
    quelqu_un.now = a(18)
    assert quelqu_un.work() == []
    quelqu_un.now = a(21, 8)
    assert quelqu_un.work() == []
    quelqu_un.now = a(21)
    assert "le motif pas de lot" in mots(quelqu_un.work())
    assert quelqu_un.work() == []
    assert "21 décembre 2026 à 10 h" in mots(quelqu_un.say("mon rappel n'est pas arrivé"))


def test_it_is_called_off_and_taken_up_again_in_one_tap(quelqu_un):
    [garde] = quelqu_un.say("rappelez-moi vendredi de demander l'avis du PLIE")
    annuler = garde.choices[0]
    [annule] = quelqu_un.say(annuler.label, annuler.value)
    quelqu_un.now = a(18)
    assert quelqu_un.work() == []
    remettre = annule.choices[0]
    quelqu_un.say(remettre.label, remettre.value)
    assert "demander l'avis du PLIE" in mots(quelqu_un.work())


def test_a_day_off_goes_to_the_next_working_day_and_a_day_is_asked_where_none_is_said(quelqu_un):
    assert "part le lundi 21 décembre 2026" in mots(quelqu_un.say("rappelle-moi samedi d'appeler la 3DE"))
    assert "Quel jour" in mots(quelqu_un.say("rappelle-moi de relancer les services"))
    assert "jeudi 17 décembre 2026 : « relancer les services »" in mots(quelqu_un.say("jeudi"))


def test_what_else_a_message_says_is_done_too(quelqu_un):
    dits = mots(
        quelqu_un.say("Couches, fournitures, 99 000 € HT. Rappelez-moi vendredi de demander l'avis du PLIE, merci")
    )
    assert "« demander l'avis du PLIE »" in dits
    assert "99 000 € HT" in dits


def test_nothing_was_asked_is_said_as_it_is(quelqu_un):
    assert "Aucun rappel de vous n'était programmé" in mots(quelqu_un.say("je n'ai pas reçu mon rappel de vendredi"))


@pytest.mark.parametrize(
    ("dit", "jour", "texte"),
    [
        ("programmez la relance pour le 5", date(2027, 1, 5), "la relance"),
        (
            "ce que chacun me doit avant le 8 février, et programmez la relance pour le 5",
            date(2027, 2, 5),
            "la relance",
        ),
        ("mets-moi un rappel le 12 janvier pour la négo", date(2027, 1, 12), "la négo"),
        ("lundi, fais-moi penser à écrire le motif", date(2026, 12, 21), "écrire le motif"),
        ("pouvez-vous me rappeler demain d'appeler la 3DE ?", date(2026, 12, 15), "appeler la 3DE"),
        (
            "rappelle-moi de préparer le comité du 12 janvier jeudi",
            date(2026, 12, 17),
            "préparer le comité du 12 janvier",
        ),
    ],
)
def test_a_day_and_words_are_read(dit, jour, texte):
    lu = lire_un_pense_bete(dit, LUNDI)
    assert lu is not None
    assert (lu.jour, lu.texte) == (jour, texte)


@pytest.mark.parametrize("dit", ["rappelle-moi le seuil du MAPA", "rappelez-moi ce qu'est l'action 8", "pas de rappel avant le 3 janvier"])  # fmt: skip
def test_what_asks_to_be_told_again_is_no_reminder(dit):
    assert lire_un_pense_bete(dit, LUNDI) is None
    assert not demande_ou_en_est_un_rappel(dit)
