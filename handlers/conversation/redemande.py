"""Asks back what was read with a doubt: each reading is a button; nothing was done of it yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from handlers.conversation.acts import SEULS
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien, Redemande
from handlers.conversation.formules import declares
from handlers.conversation.vocabulary import Choice, Outcome, Reply
from knowledge.ecoute import Acte

PREFIXE = "lu"
AUCUNE = "-"
# More readings than these are no help.
LECTURES_MAX = 4


def dire_les_actes(actes: Sequence[Acte]) -> str:
    """What a reading comes to, in the words of a button.

    >>> dire_les_actes([Acte("retenir", {"actions": [8, 22]}), Acte("exporter")])
    'retenir une action (8, 22) et avoir le document Word'
    """
    return " et ".join(dict.fromkeys(map(_dire_un_acte, actes)))


def _dire_un_acte(acte: Acte) -> str:
    dit = declares()[acte.nature].dit if acte.nature in declares() else acte.nature
    numeros = acte.slots.get("actions") or acte.slots.get("sauf") or ()
    return f"{dit} ({', '.join(map(str, numeros))})" if numeros else dit


def offertes(lectures: Sequence[Sequence[Acte]]) -> list[Sequence[Acte]]:
    """The readings worth a button: each does something, and says it otherwise; "something else" stands for the rest."""
    utiles = [lecture for lecture in lectures if any(acte.nature not in SEULS for acte in lecture)]
    return list({dire_les_actes(lecture): lecture for lecture in reversed(utiles)}.values())[::-1][:LECTURES_MAX]


def redemander(entretien: Entretien, texte: str, lectures: Sequence[Sequence[Acte]]) -> Outcome:
    """Say what the message may mean, one button a meaning, and that it may be something else."""
    lectures = offertes(lectures)
    dites = [dire_les_actes(lecture) for lecture in lectures]
    choix = tuple(Choice(dit[:1].upper() + dit[1:], f"{PREFIXE}:{rang}") for rang, dit in enumerate(dites))
    suivant = replace(entretien, redemande=Redemande(texte, tuple(map(tuple, lectures))))
    reply = Reply("redemande", {"texte": texte}, (*choix, bouton("autre_chose", f"{PREFIXE}:{AUCUNE}")))
    return Outcome(suivant.en_json(), [reply])


def proposer(entretien: Entretien, reply: Reply, texte: str, lectures: Sequence[Sequence[Acte]]) -> Outcome:
    """Show something, and propose to do it: the choices of `reply` are the readings, in their order."""
    retour = (bouton("retour_au_resultat", "c:resultat"),) if entretien.diagnostic is not None else ()
    suivant = replace(entretien, redemande=Redemande(texte, tuple(map(tuple, lectures))))
    return Outcome(suivant.en_json(), [replace(reply, choices=(*reply.choices, *retour))])


def choisie(redemande: Redemande | None, reste: str) -> tuple[Acte, ...] | None:
    """The reading that a button stands for; None for "something else", and for the button of another question."""
    if redemande is None or not (reste.isdecimal() and len(reste) < 3 and int(reste) < len(redemande.lectures)):
        return None
    return redemande.lectures[int(reste)]
