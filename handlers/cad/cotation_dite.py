"""A rating told in a sentence: noted for the side that it is of; what is reported of others is theirs to confirm."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from handlers.cad.en_seance import hors, vue_de_la_cotation
from handlers.cad.mots import noms_des_cotes
from handlers.cad.seance import Presente, bareme_de, contrat_de, cotation_de, ecrire_une_valeur
from handlers.conversation.acces import auteur, memoire
from handlers.conversation.acts import aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Outcome, Reply, Turn
from knowledge.cad.bareme import Bareme, GenreDeQuestion, Question
from knowledge.cad.cotation_dite import CotationDite, lire_une_cotation
from knowledge.cad.seance import Valeur
from storage.cad.records import CotationRecord, SeanceRecord


def noter(
    turn: Turn,
    entretien: Entretien,
    seance: SeanceRecord | None,
    presente: Presente,
    texte: str,
    ou: tuple[int, int],
    cotes: tuple[str, ...],
) -> Outcome | None:
    """Keep what a message tells of the rating of a contract; None where it tells no answer. `cotes`: those whoever writes
    answers for, their own first.
    """
    bareme = bareme_de(turn.pack)
    dites = lire_une_cotation(turn.pack, bareme, texte, ou, cotes[0]) if cotes else {}
    if not dites:
        return None
    notees = {cote: dite for cote, dite in dites.items() if cote in cotes or len(cotes) > 1}
    pour = None if seance is None else seance.id
    vues = [_garder(turn, bareme, pour, presente, cote, dite) for cote, dite in notees.items()]
    noms = noms_des_cotes(turn.pack)
    contrat = contrat_de(memoire(turn), turn, presente, turn.aujourdhui)
    cotation = cotation_de(turn, contrat, memoire(turn).seances.cotations(pour), turn.aujourdhui)
    contexte = {
        "presente": presente,
        "seance": seance,
        "notees": vues,
        "pas_a_vous": [noms[cote] for cote in dites if cote not in notees],
        **vue_de_la_cotation(turn, cotation),
    }
    choices = (bouton("coter", f"co:coter:{presente.marche.id}", presente.marche.id),)
    return aparte(turn, replace(entretien, attente=None), Reply("cotation_dite", contexte, choices))


def _garder(
    turn: Turn, bareme: Bareme, pour: int | None, presente: Presente, cote: str, dite: CotationDite
) -> dict[str, Any]:
    """Keep what one side answers beside what it answered before; where it is reported, its rating is still awaited."""
    numero, questions = presente.marche.id, bareme.questions_de(cote)
    avant = memoire(turn).seances.cotation(pour, numero, cote)
    dits: dict[str, Valeur] = dict(dite.reponses)
    remarque = next((une for une in questions if une.genre is GenreDeQuestion.TEXTE), None)
    if dite.force is not None and remarque is not None:
        dits[remarque.id] = f"pertinence {dite.force}"
    reponses: Mapping[str, Any] = {
        **({} if avant is None else avant.reponses),
        **{question: ecrire_une_valeur(valeur) for question, valeur in dits.items()},
    }
    finie = not dite.rapporte and all(une.id in reponses for une in questions)
    memoire(turn).seances.coter(CotationRecord(pour, numero, cote, reponses, finie, turn.now, auteur(turn)))
    return {
        "cote": noms_des_cotes(turn.pack)[cote],
        "rapporte": dite.rapporte,
        "reponses": [_en_mots(une, dits[une.id], bareme) for une in questions if une.id in dits],
        "reste": sum(une.id not in reponses for une in questions),
    }


def _en_mots(question: Question, valeur: Valeur, bareme: Bareme) -> dict[str, Any]:
    choisi = question.choisi(valeur) if isinstance(valeur, str) else None
    genre = "heures" if question.genre is GenreDeQuestion.HEURES else "texte"
    return {
        "quoi": bareme.criteres_de_soutenabilite.get(question.critere or ""),
        "reponse": {"genre": genre, "dit": valeur if choisi is None else choisi.texte},
    }


def renvoyer(turn: Turn, entretien: Entretien, numero: int) -> Outcome:
    """What is told of a rating and holds no answer is asked question by question."""
    reply = hors("de_la_cotation", numero=numero)
    return aparte(turn, entretien, replace(reply, choices=(bouton("coter", f"co:coter:{numero}", numero),)))


__all__ = ["noter", "renvoyer"]
