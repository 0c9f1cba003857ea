"""What is asked of lots, and what is said of them that nothing is noted of."""

from __future__ import annotations

from handlers.conversation.acts import aparte
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Outcome, Reply, Turn
from handlers.diagnostic import lots_dits, resultat
from handlers.fiches import recherche as fiches
from knowledge.diagnostic.lots_demandes import Demande
from knowledge.ecoute import Acte
from knowledge.lecture.lots.operations import LectureLots
from knowledge.regles.faits import NON, Options
from knowledge.regles.lots import Lot

AUCUNE = "aucune"


def dire(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Answer from the lots: those that have a clause or are reserved, and those that are not; their total; that no result is kept."""
    quoi = Demande(acte.slots["quoi"])
    dits: dict[bool | None, list[int]] = {True: [], False: [], None: []}
    if quoi in (Demande.INSERTION, Demande.RESERVATION):
        for lot in entretien.lots:
            dits[_tient(entretien, lot, quoi.value)].append(lot.numero)
    contexte = {
        "quoi": quoi.value,
        "oui": dits[True],
        "non": dits[False],
        "inconnus": dits[None],
        "combien": len(entretien.lots),
        **lots_dits.des_lots_dits(turn, entretien),
    }
    return aparte(turn, entretien, Reply("lots", contexte, resultat.retour_au_resultat(entretien)))


def _tient(entretien: Entretien, lot: Lot, nom: str) -> bool | None:
    """Whether a lot has it, as itself or as the whole contract has; None where nobody said."""
    for faits in (lot.faits, entretien.faits):
        dit = faits.dits().get(nom)
        if isinstance(dit, Options):
            return not dit.possibles & {NON, AUCUNE}
    return None


def rien_de_note(turn: Turn, entretien: Entretien, acte: Acte, lecture: LectureLots) -> Outcome | None:
    """Words about known lots that hold no fact: that is said, with what the plan says of their subject; None for anything else."""
    if not lecture.vises or "?" in acte.mots or lots_dits.apprend(turn, entretien, lecture.reste):
        return None
    reply = Reply("rien_du_lot", {"lots": lecture.vises, "combien": 0})
    trouve = fiches.nette(turn, entretien, acte.mots)
    if trouve is not None:
        return Outcome(trouve.etat, [reply, *trouve.replies])
    return aparte(turn, entretien, reply)


def decisions_prises(turn: Turn, entretien: Entretien, _: Acte) -> Outcome:
    """The actions that were kept and set aside so far, with their reasons."""
    return resultat.dire_les_decisions(turn, entretien)


__all__ = ["decisions_prises", "dire", "rien_de_note"]
