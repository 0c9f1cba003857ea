"""What the team says of contracts by their words, one or several in a sentence: to whom each is given, whether it comes back."""

from __future__ import annotations

from dataclasses import replace

from handlers.conversation.acces import reserver_a_l_equipe
from handlers.conversation.acts import Force, Proposition, a_la_suite
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Outcome, Turn
from handlers.registre import marches
from handlers.registre.trouver import designes
from knowledge.ecoute import Acte
from knowledge.francais.objets import MARCHE, nommes
from knowledge.francais.phrases import parts_d_une_liste
from knowledge.registre.gestes_dits import GesteDit, lire_un_geste, peut_etre_un_geste
from storage.comptes.records import Role

CHACUN = "registre.chacun"


def lire(turn: Turn, entretien: Entretien, texte: str) -> Proposition | None:
    """A sentence that does something of each contract that it names, and nothing else: all its words are explained."""
    if Role.EQUIPE not in turn.roles or "?" in texte or entretien.faits.connus() or not peut_etre_un_geste(texte):
        return None
    if any(un.genre == MARCHE for un in nommes(texte)):
        # Named by its number, it is read where numbers are.
        return None
    faits: list[tuple[int, GesteDit]] = []
    avant = None
    morceaux = _morceaux(turn, texte)
    for numero, reste in morceaux or ():
        geste = lire_un_geste(reste, avant)
        if geste is None:
            return None
        faits.append((numero, geste))
        avant = geste.quoi or avant
    complets = _completes(faits)
    if not complets:
        return None
    gestes = [[numero, un.quoi, un.nom] for numero, un in complets]
    return Proposition(Acte(CHACUN, {"gestes": gestes}, mots=texte), Force.NOMME)


def _morceaux(turn: Turn, texte: str) -> list[tuple[int, str]] | None:
    """The pieces of a sentence, each with its contract and without its name; a piece that names none goes on with the one before."""
    trouves: list[tuple[int, str]] = []
    for part in parts_d_une_liste(texte):
        lus = designes(turn, part)
        if len(lus.numeros) > 1 or (not lus.numeros and not trouves):
            return None
        if not lus.numeros:
            numero, reste = trouves[-1]
            trouves[-1] = (numero, f"{reste}, {part}")
        else:
            trouves.append((lus.numeros[0], part[: lus.debut] + " " + part[lus.fin :]))
    return trouves


def _completes(faits: list[tuple[int, GesteDit]]) -> list[tuple[int, GesteDit]] | None:
    """What is done of each: of one that has no verb of its own, what is done of the next that has one; None where none follows."""
    dits: list[tuple[int, GesteDit]] = []
    for rang, (numero, geste) in enumerate(faits):
        suivant = next((autre for _, autre in faits[rang:] if autre.quoi is not None), None)
        if suivant is None:
            return None
        dits.append((numero, suivant if geste.quoi is None else geste))
    return dits


def chacun(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Do each of them, one after the other."""
    if Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    faites: Outcome | None = None
    for numero, quoi, nom in acte.slots["gestes"]:
        slots = {"numero": numero, **({"a": "a", "nom": nom} if quoi == "confier" else {})}
        faire = marches.confier if quoi == "confier" else marches.decider
        fait = faire(turn, entretien, Acte(f"registre.{quoi}", slots))
        faites = fait if faites is None else a_la_suite(faites, fait)
        turn, entretien = replace(turn, etat=fait.etat), Entretien.depuis_json(turn.pack.vocabulaire, fait.etat)
    assert faites is not None
    return faites


__all__ = ["CHACUN", "chacun", "lire"]
