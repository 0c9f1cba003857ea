"""The lots of a workbook that a buyer sends while a purchase is under way: shown as a table, then taken or left in one tap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from handlers.conversation.acts import Force, Proposition, aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import FichierRecu, Outcome, Reply, Turn
from handlers.diagnostic import lots_dits
from knowledge.droit.qualification import LOT
from knowledge.ecoute import Acte
from knowledge.francais.avis import lire_avis
from knowledge.lecture.lots.operations import Dire, LectureLots
from knowledge.lecture.lots.tableau import lire_lots_d_un_tableau
from knowledge.registre.causes import causes

PRENDRE, LAISSER = "lots.prendre_le_classeur", "lots.laisser_le_classeur"


def recevoir(turn: Turn, entretien: Entretien) -> Outcome:
    """Files just came: say which lots they hold, and ask before any is taken; of several, the one that holds the most."""
    lus = [(recu, rangees, _lire(turn, entretien, rangees)) for recu in turn.recus for rangees in _tableaux(recu)]
    recu, rangees, lecture = max(lus, key=lambda lu: _combien(lu[2]), default=(turn.recus[0], (), LectureLots()))
    if not _combien(lecture):
        return aparte(turn, entretien, _sans_lots(turn.recus))
    suivant = lots_dits.avec_les_lots(turn, entretien, lecture)
    contexte = {
        "nom": recu.nom,
        "combien": _combien(lecture),
        "total": None if lecture.total is None else turn.phrase("valeur", lecture.total.nom, lecture.total.possible),
        "notes": lots_dits.notes(turn, entretien, suivant, lecture.operations, lecture.doutes),
    }
    choices = (bouton("prendre_les_lots", "lt:prendre"), bouton("laisser_les_lots", "lt:laisser"))
    garde = replace(entretien, classeur={"nom": recu.nom, "rangees": rangees}, attente=Acte(PRENDRE))
    return Outcome(garde.en_json(), [Reply("classeur_de_lots", contexte, choices)])


def sont_deja_pris(turn: Turn, entretien: Entretien, recus: Sequence[FichierRecu]) -> bool:
    """Whether the lots of these tables would change nothing of those of the purchase."""
    lues = [_lire(turn, entretien, rangees) for recu in recus for rangees in _tableaux(recu)]
    return all(lots_dits.avec_les_lots(turn, entretien, une).lots == entretien.lots for une in lues)


def _tableaux(recu: FichierRecu) -> list[list[list[Any]]]:
    return [[list(rangee) for rangee in feuille.rangees] for feuille in recu.feuilles]


def _lire(turn: Turn, entretien: Entretien, rangees: Sequence[Sequence[Any]]) -> LectureLots:
    if LOT not in turn.pack.vocabulaire:
        return LectureLots()
    return lire_lots_d_un_tableau(turn.lecteur, rangees, turn.aujourdhui, entretien.lots)


def _combien(lecture: LectureLots) -> int:
    return sum(isinstance(un, Dire) for un in lecture.operations)


def _sans_lots(recus: Sequence[FichierRecu]) -> Reply:
    """Why nothing was found: the file could not be read, or tells of no lot."""
    refuse = next((recu for recu in recus if recu.cause), None)
    if refuse is None:
        return Reply("classeur_sans_lots", {"fichiers": [recu.nom for recu in recus]})
    cause = causes().get(str(refuse.cause))
    return Reply("depot_refuse", {"nom": refuse.nom, "code": refuse.cause, "cause": cause, "detail": refuse.detail})


def lire(_: Turn, entretien: Entretien, texte: str) -> Proposition | None:
    """Yes or no, right after the lots of a workbook were shown."""
    attente = entretien.attente
    if not isinstance(attente, Acte) or attente.nature != PRENDRE or entretien.classeur is None:
        return None
    avis = lire_avis(texte)
    if avis is None or avis.suite:
        return None
    return Proposition(Acte(PRENDRE if avis.accord else LAISSER, mots=texte), Force.ATTENDU)


def prendre(turn: Turn, entretien: Entretien, _: Acte) -> Outcome:
    """Take the lots that were shown, as a pasted table would be."""
    lecture = LectureLots() if entretien.classeur is None else _lire(turn, entretien, entretien.classeur["rangees"])
    pris = lots_dits.prendre(turn, replace(entretien, classeur=None), Acte("informer"), lecture)
    return pris or laisser(turn, entretien, _)


def laisser(turn: Turn, entretien: Entretien, _: Acte) -> Outcome:
    """Take none of them."""
    nom = None if entretien.classeur is None else entretien.classeur["nom"]
    return aparte(turn, replace(entretien, classeur=None), Reply("classeur_laisse", {"nom": nom}))


__all__ = ["laisser", "lire", "prendre", "recevoir", "sont_deja_pris"]
