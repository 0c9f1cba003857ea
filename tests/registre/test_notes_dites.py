"""What the team tells at once of several contracts is kept beside each, and opens no purchase."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.conversation.replay import Replay
from bot.envois.rendering import markdown_to_plain
from knowledge.donnees import lire_donnees
from storage.comptes.records import Role

REGISTRE = Path(__file__).parents[1] / "examples" / "registre" / "sept_marches.csv"


@pytest.fixture
def equipe(knowledge):
    replay = Replay(knowledge, datetime(2026, 11, 30, 10, tzinfo=ZoneInfo("Europe/Paris")))
    replay.give(Role.EQUIPE)
    replay.say("", fichier=(REGISTRE.name, REGISTRE.read_bytes()))
    replay.say("oui")
    replay.work()
    yield replay
    replay.close()


def notes(replay) -> dict[int, str]:
    with replay.database.reading() as memory:
        return {un: dites[0].texte for un in range(1, 8) if (dites := memory.annexes.notes(un))}


@pytest.mark.parametrize(
    ("texte", "attendus", "perdu"),
    [
        ("Notez : clause d'insertion dans le nettoyage et les autocars, critère environnemental dans le papier", {"nettoyage": 1, "autocar": 7, "papier": 6}, ""),
        ("Le PLIE m'envoie les heures de l'année : nettoyage 1 850, autocars 3 400", {"nettoyage": 1, "autocar": 7}, ""),
    ],
)  # fmt: skip
def test_what_is_told_of_several_contracts_is_kept_beside_each(equipe, texte, attendus, perdu):
    dit = "\n".join(markdown_to_plain(un.texte) for un in equipe.say(texte))
    assert f"notes de {len(attendus)}" in dit.replace("\u00a0", " ")
    assert len(notes(equipe)) == len(attendus)
    assert perdu in dit
    assert "achat direct" not in dit


@pytest.mark.parametrize(
    "texte",
    [
        "je prépare un marché de nettoyage et de papier en MAPA, 80 000 € HT",
        "le nettoyage en appel d'offres et le papier en MAPA ?",
        "combien de marchés de nettoyage ou de papier en MAPA",
    ],
)
def test_a_purchase_or_a_question_is_no_note(equipe, texte):
    equipe.say(texte)
    assert notes(equipe) == {}


def test_a_contract_told_whole_enters_the_register_and_opens_no_purchase(equipe):
    equipe.say(
        "ajoute : location de sanitaires mobiles, 54 000 HT, fin 30 juin 2028, direction des sports, ville, à voir"
    )
    with equipe.database.reading() as memory:
        marche = memory.marches.trouver(8)
    assert (marche.objet, str(marche.montant_ht), f"{marche.fin:%d/%m/%Y}", marche.direction, marche.acheteur) == (
        "location de sanitaires mobiles", "54000.00", "30/06/2028", "direction des sports", "ville",
    )  # fmt: skip
    assert (marche.recurrent, marche.referent_id) == (None, None)


VALEURS = lire_donnees(Path(__file__).with_name("valeurs_dites.yaml"))


@pytest.mark.parametrize(("texte", "attendues"), VALEURS.items())
def test_what_has_a_column_fills_it(equipe, texte, attendues):
    dit = "\n".join(markdown_to_plain(un.texte) for un in equipe.say(texte))
    with equipe.database.reading() as memory:
        la = {
            un: {nom: str(getattr(memory.marches.trouver(un), nom)) for nom in dites} for un, dites in attendues.items()
        }
    assert la == {un: {nom: str(dite) for nom, dite in dites.items()} for un, dites in attendues.items()}, dit
    assert "nature" not in dit


@pytest.mark.parametrize("texte", [un for un, dites in VALEURS.items() if len(dites) < 3 and "montant" not in un])
def test_what_was_told_is_taken_back(equipe, texte):
    def registre() -> list[object]:
        with equipe.database.reading() as memory:
            connus = memory.marches.plusieurs(range(1, 9))
            return [(un.montant_ht, un.fin, un.procedure, un.direction, un.recurrent) for un in connus if not un.retire]

    avant = registre()
    equipe.say(texte)
    equipe.say("non en fait comme avant")
    assert registre() == avant


def test_which_contract_is_asked_where_several_are_named(equipe):
    equipe.say("le gardiennage a été prolongé de 6 mois")
    equipe.say("celui des parkings")
    with equipe.database.reading() as memory:
        assert str(memory.marches.trouver(5).fin) == "2027-10-31"


def test_the_end_of_the_next_contract_is_asked_for(equipe):
    equipe.say("les autocars ont été renouvelés")
    equipe.say("jusqu'au 31 août 2032")
    with equipe.database.reading() as memory:
        assert str(memory.marches.trouver(8).fin) == "2032-08-31"


@pytest.mark.parametrize(
    "texte", ["nettoyage des locaux administratifs, 85 000 HT, mapa", "le gardiennage des parkings est à combien ?"]
)
def test_a_purchase_or_a_question_fills_no_column(equipe, texte):
    def montants() -> list[object]:
        with equipe.database.reading() as memory:
            return [(un.montant_ht, un.procedure) for un in memory.marches.plusieurs(range(1, 8))]

    avant = montants()
    equipe.say(texte)
    assert montants() == avant


def test_whom_somebody_spoke_with_is_not_the_contract_that_it_is_about(equipe):
    equipe.say("le nettoyage il est reconductible ?")
    equipe.say("ok note que j'ai appelé le service bâtiments ce matin, ils veulent 3 lots au lieu de 2")
    assert list(notes(equipe)) == [1]
    equipe.say("gardiennage, il finit quand ?")
    assert "n° 5" in equipe.say("les parkings")[0].texte
    dit = equipe.say("on a eu la réunion avec le service stationnement mardi, besoin maintenu")[0].texte
    assert list(notes(equipe)) == [1, 5]
    assert "suivi par" not in dit


def test_nothing_is_erased_nor_noted_by_a_word(equipe):
    equipe.say("le nettoyage il est reconductible ?")
    dit = equipe.say("supprime tout l'historique du marché, y a des vieilles notes")[0].texte
    assert "Je n'efface rien d'ici" in dit
    assert notes(equipe) == {}


@pytest.mark.parametrize(
    "texte", ["le rappel sur les vêtements, tu peux le repousser d'un mois", "arrête les rappels sur les vêtements"]
)
def test_what_moves_and_what_stops_the_reminders_of_a_contract_is_told(equipe, texte):
    dit = equipe.say(texte)[0].texte
    assert "Aucun rappel n'attend de réponse" in dit
    assert "n° 2" in dit
