"""The interview of a purchase: opened where whoever writes may answer for it, kept at each answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from handlers.conversation.acces import auteur, memoire
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Turn
from handlers.diagnostic import questions
from handlers.diagnostic.jugement import diagnostic_de, rejuger
from handlers.diagnostic.resultat import a_jour
from handlers.suivi.miens import le_mien, les_miens
from knowledge.besoin.chargement import questionnaire_de
from knowledge.besoin.questionnaire import Deroule, Question, Questionnaire, lire_les_reponses
from knowledge.lecture.faits_dits import Origine, est_par_periode, lire_faits
from knowledge.plan.pack import Pack
from knowledge.regles.faits import Faits
from storage.besoin.records import BesoinRecord
from storage.suivi.records import AchatRecord
from storage.unit_of_work import Reading


@dataclass(frozen=True, slots=True)
class Cas:
    """The interview of one purchase; `garde` is what is kept of it, None before it begins."""

    achat: AchatRecord
    deroule: Deroule
    garde: BesoinRecord | None


def ouvrir(turn: Turn, entretien: Entretien, numero: Any, *, a_changer: bool = True) -> Cas | None:
    """The interview of a purchase by its number; None where it is not theirs, or the pack has no interview."""
    questionnaire = questionnaire_de(turn.pack)
    achat = le_mien(turn, numero, a_changer=a_changer) if isinstance(numero, int) else None
    if questionnaire is None or achat is None:
        return None
    return de_l_achat(memoire(turn), questionnaire, achat, _faits(turn, entretien, achat.id))


def de_l_achat(memory: Reading, questionnaire: Questionnaire, achat: AchatRecord, faits: Faits) -> Cas:
    """The interview of a purchase, of which `faits` are known."""
    garde = memory.besoins.de_l_achat(achat.id)
    if garde is None:
        return Cas(achat, Deroule(questionnaire, faits), None)
    reponses = lire_les_reponses(garde.reponses, questionnaire.questions)
    return Cas(achat, Deroule(questionnaire, faits, reponses, garde.courante), garde)


def du_journal(pack: Pack, memory: Reading, achat: AchatRecord) -> Cas | None:
    """The same, outside of any conversation; None where there was no interview."""
    questionnaire, gardes = questionnaire_de(pack), memory.journal.de_l_achat(achat.id)
    if questionnaire is None or not gardes or memory.besoins.de_l_achat(achat.id) is None:
        return None
    return de_l_achat(memory, questionnaire, achat, rejuger(pack, gardes[0]).faits)


def numero_d_ici(turn: Turn, entretien: Entretien) -> int | None:
    """The purchase of this conversation."""
    return None if entretien.diagnostic is None else memoire(turn).achats.du_diagnostic(entretien.diagnostic)


def _faits(turn: Turn, entretien: Entretien, numero: int) -> Faits:
    """What is known of that purchase, presumed included."""
    if numero == numero_d_ici(turn, entretien):
        return diagnostic_de(turn, entretien).faits
    gardes = memoire(turn).journal.de_l_achat(numero)
    return rejuger(turn.pack, gardes[0]).faits if gardes else turn.pack.vocabulaire.aucun_fait()


def a_reprendre(turn: Turn, entretien: Entretien) -> int | None:
    """The purchase whose interview is taken up: that of this conversation, else the last one of theirs that is not ended."""
    ici = numero_d_ici(turn, entretien)
    if ici is not None and memoire(turn).besoins.de_l_achat(ici) is not None:
        return ici
    ouvert = memoire(turn).besoins.dernier_ouvert([achat.id for achat in les_miens(turn)])
    return None if ouvert is None else ouvert.achat_id


def d_ici(turn: Turn, entretien: Entretien) -> Cas | None:
    """The interview of the purchase of this conversation; None where it has no number yet."""
    if turn.memoire is None:
        return None
    return ouvrir(turn, entretien, numero_d_ici(turn, entretien))


def inscrire(turn: Turn, entretien: Entretien) -> tuple[Entretien, int | None]:
    """The purchase of this conversation, logged if it was not: its interview is kept with it."""
    entretien, _, _ = a_jour(turn, entretien)
    return entretien, numero_d_ici(turn, entretien)


def garder(turn: Turn, cas: Cas, deroule: Deroule) -> Cas:
    """Keep an interview as it stands after an answer."""
    reponses = [[cle, une.en_json()] for cle, une in deroule.reponses.items()]
    fini = deroule.fini
    memoire(turn).besoins.garder(cas.achat.id, reponses, deroule.courante, auteur(turn), turn.now, fini=fini)
    return Cas(cas.achat, deroule, memoire(turn).besoins.de_l_achat(cas.achat.id))


def noter_les_faits(
    turn: Turn, entretien: Entretien, cas: Cas, question: Question, texte: str
) -> tuple[Entretien, list[str]]:
    """The facts of the purchase that an answer tells in so many words, noted; of the purchase of this conversation only."""
    if not question.faits or est_par_periode(texte) or cas.achat.id != numero_d_ici(turn, entretien):
        return entretien, []
    avant = entretien.faits
    for dit in lire_faits(turn.lecteur, texte, turn.aujourdhui, None, entretien.faits).dits:
        sur = dit.origine is Origine.DIT and not (dit.incertain or dit.nie)
        if sur and dit.nom in question.faits:
            suivant, _ = questions.apprendre(entretien.memoriser(), dit.nom, dit.possible, dit.mots)
            entretien = replace(suivant, dernier=dit.nom, mots={**suivant.mots, dit.nom: dit.mots})
    notes = [
        turn.phrase("fait", nom, entretien.faits[nom]) for nom in entretien.faits if entretien.faits[nom] != avant[nom]
    ]
    if notes:
        entretien, _, _ = a_jour(turn, entretien)
    return entretien, notes


__all__ = [
    "Cas",
    "a_reprendre",
    "d_ici",
    "du_journal",
    "garder",
    "inscrire",
    "noter_les_faits",
    "numero_d_ici",
    "ouvrir",
]
