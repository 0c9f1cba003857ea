"""The interview of a purchase as its page shows it: where it stands, the question to answer, what was answered, what it all costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from handlers.besoin.deroulement import Cas, de_l_achat
from handlers.besoin.note import contexte_de_la_note
from knowledge.besoin.chargement import questionnaire_de
from knowledge.besoin.questionnaire import Etat
from knowledge.plan.pack import Pack
from knowledge.regles.faits import Faits
from storage.suivi.records import AchatRecord
from storage.unit_of_work import Reading


@dataclass(frozen=True, slots=True)
class QuestionPosee:
    """The question to answer, with the short answers that one press gives; `deja` is what was answered before it was asked again."""

    cle: str
    question: str
    pourquoi: str
    exemple: str
    choix: tuple[tuple[str, str], ...]
    rang: int
    combien: int
    deja: str


@dataclass(frozen=True, slots=True)
class VueDuBesoin:
    """What the page says of the need: `note` is what the note for the file says, `posee` None once all was asked."""

    numero: int
    commence: bool
    note: Mapping[str, Any]
    posee: QuestionPosee | None

    @property
    def repondues(self) -> int:
        return len(self.note["repondues"])


def lire_le_besoin(pack: Pack, memory: Reading, achat: AchatRecord | None, faits: Faits) -> VueDuBesoin | None:
    """The interview of a purchase of which `faits` are known; None where the pack has none, or the purchase no number yet."""
    questionnaire = questionnaire_de(pack)
    if questionnaire is None or achat is None:
        return None
    cas = de_l_achat(memory, questionnaire, achat, faits)
    return VueDuBesoin(achat.id, cas.garde is not None, contexte_de_la_note(pack, memory, cas), _posee(cas))


def _posee(cas: Cas) -> QuestionPosee | None:
    question, faits = cas.deroule.suivante, cas.deroule.faits
    if question is None:
        return None
    reponse = cas.deroule.reponses.get(question.id)
    rang, combien = cas.deroule.rang(question.id)
    return QuestionPosee(
        question.id,
        question.dit("question", faits),
        question.dit("pourquoi", faits),
        question.dit("exemple", faits),
        tuple((un.id, un.libelle) for un in question.choix),
        rang,
        combien,
        "" if reponse is None or reponse.etat is not Etat.REPONDU else question.en_mots(reponse),
    )


__all__ = ["QuestionPosee", "VueDuBesoin", "lire_le_besoin"]
