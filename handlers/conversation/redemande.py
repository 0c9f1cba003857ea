"""Asks back what was read with a doubt: each reading is a button; nothing was done of it yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from zlib import crc32

from handlers.conversation.acts import SEULS
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien, Redemande
from handlers.conversation.formules import declares
from handlers.conversation.vocabulary import Choice, Outcome, Reply, Turn
from knowledge.ecoute import Acte

PREFIXE = "lu"
AUCUNE = "-"
# More readings than these are no help.
LECTURES_MAX = 4


def dire_les_actes(actes: Sequence[Acte]) -> str:
    """What a reading comes to, in the words of a button.

    >>> dire_les_actes([Acte("retenir", {"actions": [8, 22]}), Acte("exporter")])
    'retenir une action (8, 22) et avoir le document, en Word ou en PDF'
    """
    return " et ".join(dict.fromkeys(map(_dire_un_acte, actes)))


def _dire_un_acte(acte: Acte) -> str:
    # What no capability words is never said by its name in the code.
    dit = declares()[acte.nature].dit if acte.nature in declares() else bouton("sans_nom", "").label
    numeros = acte.slots.get("actions") or acte.slots.get("sauf") or ()
    numeros = numeros or [acte.slots[nom] for nom in ("numero", "demande") if acte.slots.get(nom)]
    return f"{dit} ({', '.join(map(str, numeros))})" if numeros else dit


def offertes(lectures: Sequence[Sequence[Acte]]) -> list[Sequence[Acte]]:
    """The readings worth a button: each does something, and says it otherwise; "something else" stands for the rest."""
    utiles = [lecture for lecture in lectures if any(acte.nature not in SEULS for acte in lecture)]
    return list({dire_les_actes(lecture): lecture for lecture in reversed(utiles)}.values())[::-1][:LECTURES_MAX]


def redemander(entretien: Entretien, texte: str, lectures: Sequence[Sequence[Acte]]) -> Outcome:
    """Say what the message may mean, one button a meaning, and that it may be something else."""
    lectures = offertes(lectures)
    dites = [dire_les_actes(lecture) for lecture in lectures]
    suivant = replace(entretien, redemande=Redemande(texte, tuple(map(tuple, lectures))))
    choix = tuple(Choice(dit[:1].upper() + dit[1:], valeur(texte, rang)) for rang, dit in enumerate(dites))
    reply = Reply("redemande", {"texte": texte}, (*choix, bouton("autre_chose", valeur(texte, AUCUNE))))
    return Outcome(suivant.en_json(), [reply])


def proposer(entretien: Entretien, reply: Reply, texte: str, lectures: Sequence[Sequence[Acte]]) -> Outcome:
    """Show something, and propose to do it: the choices of `reply` are the readings, in their order."""
    retour = (bouton("retour_au_resultat", "c:resultat"),) if entretien.diagnostic is not None else ()
    suivant = replace(entretien, redemande=Redemande(texte, tuple(map(tuple, lectures))))
    return Outcome(suivant.en_json(), [replace(reply, choices=(*reply.choices, *retour))])


def valeur(texte: str, rang: int | str) -> str:
    """The value of the button of a reading: which message it is of, and its rank; another one may have been asked about since."""
    return f"{PREFIXE}:{crc32(texte.encode()):08x}:{rang}"


def vient_de_redemander(turn: Turn) -> bool:
    """Whether what was last said asked a message back."""
    return any(
        offert.startswith(f"{PREFIXE}:") and offert.endswith(f":{AUCUNE}")
        for offert, _ in turn.etat.get("choix_offerts", ())
    )


def proposee(turn: Turn, entretien: Entretien) -> str | None:
    """The button of the one thing that was just proposed to be done; None where nothing was, or several things."""
    if entretien.redemande is None or len(entretien.redemande.lectures) != 1 or vient_de_redemander(turn):
        return None
    choix = valeur(entretien.redemande.texte, 0)
    return choix if any(offert == choix for offert, _ in turn.etat.get("choix_offerts", ())) else None


def choisie(redemande: Redemande | None, choix: str) -> tuple[Acte, ...] | None:
    """The reading that a button stands for, no act for "something else"; None for the button of another message."""
    if redemande is None:
        return None
    valeurs = {valeur(redemande.texte, rang): lecture for rang, lecture in enumerate(redemande.lectures)}
    return {valeur(redemande.texte, AUCUNE): (), **valeurs}.get(choix)
