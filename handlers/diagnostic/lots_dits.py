"""What is said of the lots of a purchase: taken all at once, shown as a table, and asked again where it does not hold together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien, Etape
from handlers.conversation.vocabulary import Outcome, Turn
from handlers.diagnostic import questions
from handlers.diagnostic.juger import suite_de
from handlers.diagnostic.lots import tableau_des_lots
from knowledge.droit.qualification import ALLOTI, LOT, MONTANT
from knowledge.ecoute import Acte
from knowledge.lecture.lots import AttenteLots, lire_lots
from knowledge.lecture.lots_gestes import Doute, LectureLots, Motif
from knowledge.lecture.lots_suite import appliquer
from knowledge.regles.faits import NON, OUI, Options
from knowledge.regles.lots import Lot

# What is left of a message that only tells of lots is no more words than these.
MOTS_DE_RESTE = 4
# These are said by the table, or by its total.
TUS = frozenset({Motif.FUSION})


def lire(turn: Turn, entretien: Entretien, texte: str) -> LectureLots:
    """What a message tells of lots, where the conversation stands."""
    if LOT not in turn.pack.vocabulaire:
        return LectureLots(reste=texte)
    attendu = None
    if entretien.question in (ALLOTI, LOT):
        attendu = AttenteLots(entretien.question, suite_de(turn, entretien).lots)
    return lire_lots(turn.lecteur, texte, turn.aujourdhui, entretien.lots, attendu, entretien.faits)


def ne_dit_que_des_lots(turn: Turn, entretien: Entretien, texte: str) -> bool:
    """Whether a message does something to lots, and says hardly anything else."""
    if "?" in texte:
        return False
    lecture = lire(turn, entretien, texte)
    return bool(lecture.operations) and (bool(entretien.lots) or len(lecture.reste.split()) <= MOTS_DE_RESTE)


def prendre(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome | None:
    """Carry out what a message does to lots, then take what else it tells; None where it does nothing to any."""
    lecture = lire(turn, entretien, acte.mots)
    if not (lecture.operations or lecture.doutes):
        return None
    avant = entretien.memoriser()
    suivant = avec_les_lots(turn, avant, lecture)
    suivant, compris = _prendre_le_total(suivant, lecture)
    suivant, autres = _prendre_le_reste(turn, suivant, lecture, acte.mots)
    notes: dict[str, Any] = {
        "lots": tableau(turn, suivant),
        "changes": _changements(turn, entretien.lots, suivant.lots),
        "doutes": _doutes(turn, lecture.doutes),
    }
    suite = replace(suivant, question=None, ttc=None)
    outcome = questions.avancer(turn, suite, [*compris, *autres], **notes)
    if all(doute.motif is not Motif.TOTAL for doute in lecture.doutes):
        return outcome
    *dites, derniere = outcome.replies
    choices = (bouton("somme_des_lots", "lt:somme"), *derniere.choices)
    return replace(outcome, replies=[*dites, replace(derniere, choices=choices)])


def avec_les_lots(turn: Turn, entretien: Entretien, lecture: LectureLots) -> Entretien:
    """The purchase once these operations are carried out: two lots or more are a division, one that is left is none."""
    lots = appliquer(turn.pack.vocabulaire, entretien.lots, lecture.operations)
    suivant = replace(entretien, lots=lots)
    if len(lots) > 1:
        return _dire_alloti(suivant, OUI)
    return _dire_alloti(suivant, NON) if len(entretien.lots) > 1 else suivant


def _dire_alloti(entretien: Entretien, valeur: str) -> Entretien:
    dit = Options(frozenset({valeur}))
    return entretien if entretien.faits[ALLOTI] == dit else entretien.apprendre(ALLOTI, dit)


def _prendre_le_total(entretien: Entretien, lecture: LectureLots) -> tuple[Entretien, list[questions.Compris]]:
    """The amount that was said of the whole; that of a contract whose lots were just told gives way to their sum."""
    if lecture.total is not None:
        suivant, appris = questions.apprendre(entretien, MONTANT, lecture.total.possible, lecture.total.mots)
        return suivant, [appris]
    return entretien, []


def _prendre_le_reste(
    turn: Turn, entretien: Entretien, lecture: LectureLots, mots: str
) -> tuple[Entretien, list[questions.Compris]]:
    """What the words that are of no lot tell of the purchase; the first ones of all name it."""
    compris: list[questions.Compris] = []
    suivant = entretien
    if any(signe.isalpha() for signe in lecture.reste):
        lue = turn.lecteur.lire(lecture.reste, turn.aujourdhui, entretien.faits)
        suivant, compris = questions.apprendre_lus(turn, entretien, lue)
    if entretien.etape is Etape.ACCUEIL or entretien.question == "objet":
        for dits in (lecture.reste, _avant_les_lots(lecture, mots)):
            suivant = questions.nommer(turn, suivant, turn.lecteur.lire(dits, turn.aujourdhui, entretien.faits))
    return suivant, [un for un in compris if un.nom != ALLOTI]


def _avant_les_lots(lecture: LectureLots, mots: str) -> str:
    """The words before those of the first lot, which often name the purchase: "3 lots pour la fête de la musique : sono…"."""
    places = [mots.find(operation.mots) for operation in lecture.operations if operation.mots]
    debut = min((place for place in places if place >= 0), default=0)
    return mots[:debut].strip(" :,;-") or (mots.partition(":")[0] if ":" in mots else "")


def tableau(turn: Turn, entretien: Entretien) -> list[Any]:
    """The lots as the templates show them; empty where there are none."""
    return tableau_des_lots(turn.phrase, entretien.lots) if entretien.lots else []


def _changements(turn: Turn, avant: Sequence[Lot], apres: Sequence[Lot]) -> list[dict[str, Any]]:
    """What a message changed of lots that were known: those that are gone, and the amounts that are others."""
    restent = {lot.numero: lot for lot in apres}
    changes: list[dict[str, Any]] = []
    for lot in avant:
        reste = restent.get(lot.numero)
        deja, dit = (un.faits.dits().get(LOT) if un is not None else None for un in (lot, reste))
        if reste is None:
            changes.append({"lot": lot, "montant": None, "avant": None})
        elif deja is not None and dit is not None and dit != deja:
            montants = [turn.phrase("valeur", MONTANT, possible) for possible in (dit, deja)]
            changes.append({"lot": reste, "montant": montants[0], "avant": montants[1]})
    return changes


def _doutes(turn: Turn, doutes: Sequence[Doute]) -> list[dict[str, Any]]:
    """What must be asked, one line a reason."""
    dits = {doute.motif: doute for doute in doutes if doute.motif not in TUS}
    return [
        {
            "motif": doute.motif.value,
            "mots": doute.mots[:80],
            "numeros": doute.numeros,
            "montant": None if doute.montant is None else turn.phrase("valeur", MONTANT, doute.montant),
        }
        for doute in dits.values()
    ]


def prendre_la_somme(turn: Turn, entretien: Entretien, _: Acte) -> Outcome:
    """The total of the lots is the amount of the purchase: what was said of the whole is given up."""
    suivant = replace(entretien.memoriser().oublier(MONTANT), question=None)
    return questions.avancer(turn, suivant, [], lots=tableau(turn, suivant))


__all__ = ["avec_les_lots", "lire", "ne_dit_que_des_lots", "prendre", "prendre_la_somme", "tableau"]
