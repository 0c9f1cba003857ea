"""Plays thirteen purchases from their first sentence: which questions remain, and which a procurement officer would not ask.

`python tests/bench/achats13.py`; what is expected is `tests/diagnostic/achats13.yaml`, written before they were first played.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot import wiring
from bot.conversation.replay import NE_SAIT_PAS, Replay
from bot.knowledge import Knowledge
from bot.wiring import Settings

ATTENDUS = Path(__file__).parents[1] / "diagnostic" / "achats13.yaml"
JOUR = datetime(2026, 11, 27, 9, tzinfo=UTC)
# What is answered to what is asked, so that a purchase goes on as a buyer's would.
REPONSES = {
    "montant_ht": "60 000 € HT",
    "duree_mois": "4 ans",
    "procedure": "MAPA",
    "alloti": "non",
    "recurrent": "oui",
    "operation_envergure": "non",
}
TOURS_MAX = 30


@dataclass(frozen=True)
class Joue:
    """A purchase that was played: what was asked, what was said and presumed before anything was answered, and the answers' words."""

    attendu: Mapping[str, Any]
    questions: tuple[str, ...]
    faits: Mapping[str, Any]
    presumes: Mapping[str, Any]

    @property
    def inutiles(self) -> tuple[str, ...]:
        """What was asked and is worth no question."""
        utiles = {*self.attendu["questions"], *self.attendu.get("admises", ())}
        return tuple(nom for nom in self.questions if nom not in utiles)

    @property
    def oubliees(self) -> tuple[str, ...]:
        """What is worth a question and was not asked."""
        return tuple(nom for nom in self.attendu["questions"] if nom not in self.questions)


@cache
def _connaissances() -> Knowledge:
    return wiring.build_knowledge(Settings())


def attendus() -> Sequence[Mapping[str, Any]]:
    """The thirteen, with what is expected of each."""
    achats: Sequence[Mapping[str, Any]] = yaml.safe_load(ATTENDUS.read_text("utf-8"))["achats"]
    return achats


def jouer(attendu: Mapping[str, Any]) -> Joue:
    """Say the first sentence, then answer what is asked until nothing is."""
    rejeu = Replay(_connaissances(), JOUR)
    try:
        rejeu.say(attendu["phrase"])
        faits = dict(rejeu.state()["faits"])
        questions: list[str] = []
        reponses = {**REPONSES, **attendu.get("reponses", {})}
        while (question := rejeu.state().get("question")) and len(questions) < TOURS_MAX:
            questions.append(question)
            rejeu.say(reponses.get(question, NE_SAIT_PAS) if questions.count(question) == 1 else NE_SAIT_PAS)
        return Joue(attendu, tuple(questions), faits, rejeu.presumed())
    finally:
        rejeu.close()


def mediane(joues: Iterable[Joue]) -> float:
    return statistics.median(len(joue.questions) for joue in joues)


def main() -> None:
    joues = [jouer(attendu) for attendu in attendus()]
    for joue in joues:
        print(f"{joue.attendu['numero']:>2} {len(joue.questions)} {', '.join(joue.questions) or '(aucune)'}")
        for quoi, noms in (("inutile", joue.inutiles), ("oubliée", joue.oubliees)):
            if noms:
                print(f"     {quoi} : {', '.join(noms)}")
        print(f"     présumé : {', '.join(joue.presumes)}")
    total = sum(len(joue.questions) for joue in joues)
    inutiles = sum(len(joue.inutiles) for joue in joues)
    print(f"{total} questions, médiane {mediane(joues)}, inutiles {inutiles}")


if __name__ == "__main__":
    main()
