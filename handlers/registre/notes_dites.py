"""What the team tells at once of several contracts, which no other reading takes: kept as a note beside each, and of no purchase."""

from __future__ import annotations

from dataclasses import replace

from handlers.conversation.acces import auteur, memoire, reserver_a_l_equipe
from handlers.conversation.acts import Force, Proposition, aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Outcome, Reply, Turn
from handlers.registre.trouver import designes
from knowledge.cad.dits import dit_une_issue
from knowledge.ecoute import Acte
from knowledge.registre.demandes import interroge
from knowledge.registre.notes_dites import lire_des_notes
from storage.comptes.records import Role

NOTER = "registre.noter"
NOTE_MAX = 400
BOUTONS = 5


def lire(turn: Turn, entretien: Entretien, texte: str) -> Proposition | None:
    """What is told of several contracts, each surely named; nothing of it is a decision, nor of the purchase under way."""
    if Role.EQUIPE not in turn.roles or entretien.faits.connus() or interroge(texte) or dit_une_issue(texte):
        return None
    lues = lire_des_notes(texte, lambda dit: designes(turn, dit).numeros)
    if lues is None:
        return None
    slots = {"notes": [list(une) for une in lues.notes], "inconnues": list(lues.inconnues)}
    return Proposition(Acte(NOTER, slots, mots=texte), Force.NOMME)


def noter(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Keep each note beside its contract, as it was said; no figure nor field of the register follows from it."""
    if Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    lignes = []
    for numero, dit in acte.slots.get("notes", ()):
        marche = memoire(turn).marches.trouver(numero)
        if marche is None:
            continue
        deja = any(une.texte == dit[:NOTE_MAX] for une in memoire(turn).annexes.notes(numero))
        if not deja:
            memoire(turn).annexes.noter(numero, dit[:NOTE_MAX], auteur(turn), turn.now)
        lignes.append({"marche": marche, "dit": dit[:NOTE_MAX]})
    if not lignes:
        return aparte(turn, entretien, Reply("choix_inconnu"))
    choices = tuple(bouton("marche", f"m:voir:{une['marche'].id}", une["marche"].id) for une in lignes[:BOUTONS])
    contexte = {"lignes": lignes, "inconnues": acte.slots.get("inconnues", ())}
    return aparte(turn, replace(entretien, attente=None), Reply("notes_gardees", contexte, choices))


__all__ = ["NOTER", "lire", "noter"]
