"""What people tell of a purchase, in their words, and what is then held of it."""

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml

from bot.conversation.replay import Replay

DIALOGUES = yaml.safe_load((Path(__file__).parent / "valeurs.yaml").read_text(encoding="utf8"))
JOUR = datetime(2026, 11, 30, 10, tzinfo=ZoneInfo("Europe/Paris"))


def _valeur(fait):
    if isinstance(fait, dict):
        return Decimal(fait["bas"]) if "bas" in fait and fait["bas"] == fait["haut"] else fait
    return fait if isinstance(fait, str) else fait[0]


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=lambda dialogue: dialogue["dits"][-1][:40])
def test_what_is_told_is_held(knowledge, dialogue):
    replay = Replay(knowledge, JOUR)
    for dit in dialogue["dits"]:
        replay.say(dit)
    etat = replay.state()
    replay.close()
    montants = [lot["faits"].get("montant_lot_ht") for lot in etat["lots"]]
    lots = [
        [lot["intitule"], montant and int(_valeur(montant))]
        for lot, montant in zip(etat["lots"], montants, strict=True)
    ]
    assert lots == dialogue.get("lots", lots)
    faits = {nom: _valeur(fait) for nom, fait in etat["faits"].items() if nom in dialogue["sait"]}
    if lots and all(montants) and "montant_ht" in dialogue["sait"]:
        faits["montant_ht"] = sum(montant for _, montant in lots)
    assert faits == dialogue["sait"]
    assert not set(dialogue.get("pas", ())) & etat["faits"].keys()


def test_a_lot_without_amount_is_unknown_and_not_nothing(knowledge):
    replay = Replay(knowledge, JOUR)
    replay.say("Fruits et légumes frais pour les cantines, accord cadre 4 ans, maximum 900 000 € ht, minimum 250 000.")
    lots = "pommes-poires, légumes racines, salades, agrumes-bananes, divers bio"
    replay.say(f"bon. alors 5 lots : {lots}. le lot salades fait 70 000 sur les 4 ans")
    dit = " ".join(str(reponse) for reponse in replay.say("voir le résultat"))
    replay.close()
    assert "plus de 70" not in dit
    assert "*Selon le montant des lots 1, 2, 4 et 5 :* peut-être aussi l'action 8." in dit
