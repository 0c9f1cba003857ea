"""What the team says of contracts by their words, or of those just shown, one or several in a sentence: to whom each is given, whether it comes back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from handlers.conversation.acces import reserver_a_l_equipe
from handlers.conversation.acts import Force, Proposition, a_la_suite
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Outcome, Reply, Turn
from handlers.registre import marches
from handlers.registre.notes_dites import garder_une_note
from handlers.registre.trouver import designes, montres
from knowledge.ecoute import Acte
from knowledge.francais.nombres import lire_nombres
from knowledge.francais.objets import MARCHE, nommes
from knowledge.francais.phrases import parts_d_une_liste
from knowledge.registre.demandes import restent_inexpliques
from knowledge.registre.gestes_dits import (
    GesteDit,
    Quoi,
    de_tous,
    explique,
    fait_de_meme,
    lire_un_geste,
    peut_etre_un_geste,
)
from storage.comptes.records import Role

CHACUN, DE_MEME = "registre.chacun", "registre.de_meme"
# What joins two contracts of which the same is said.
LIEN = " et "


def lire(turn: Turn, entretien: Entretien, texte: str) -> Proposition | None:
    """A sentence that does something of each contract that it names, or of those just shown, and nothing else: all its words are explained."""
    if Role.EQUIPE not in turn.roles or "?" in texte or entretien.faits.connus():
        return None
    if (reste := fait_de_meme(texte)) is not None:
        return _de_meme(turn, entretien, reste, texte)
    if not peut_etre_un_geste(texte) or any(un.genre == MARCHE for un in nommes(texte)):
        # Named by its number, it is read where numbers are.
        return None
    faits: list[tuple[int, GesteDit]] = []
    notes: list[list[Any]] = []
    avant = None
    morceaux = _morceaux(turn, texte)
    for numero, dits in morceaux or ():
        geste, reste = _lire_un_morceau(dits, avant)
        if geste is None:
            return None
        if reste:
            notes.append([numero, texte])
        faits.append((numero, geste))
        avant = geste.quoi or avant
    complets = _completes(faits) if morceaux else _de_ceux_qui_sont_montres(turn, texte)
    if not complets:
        return None
    gestes = [[numero, un.quoi, un.nom] for numero, un in complets]
    return Proposition(Acte(CHACUN, {"gestes": gestes, "notes": notes}, mots=texte), Force.NOMME)


def _de_meme(turn: Turn, entretien: Entretien, reste: str, texte: str) -> Proposition | None:
    """What was just done of a contract, of those that words name."""
    attente = entretien.attente
    if not isinstance(attente, Acte) or attente.nature != DE_MEME:
        return None
    numeros = [designes(turn, part).numeros for part in parts_d_une_liste(reste)]
    if not numeros or any(len(un) != 1 for un in numeros):
        return None
    gestes = [[un[0], attente.slots["quoi"], attente.slots.get("nom")] for un in numeros]
    return Proposition(Acte(CHACUN, {"gestes": gestes}, mots=texte), Force.NOMME)


def _lire_un_morceau(dits: Sequence[str], avant: Quoi | None) -> tuple[GesteDit | None, str]:
    """What the parts of a piece do of its contract, and those, at its end, that only say why."""
    for combien in range(len(dits), 0, -1):
        geste = lire_un_geste(", ".join(dits[:combien]), avant)
        if geste is not None and all(map(explique, dits[combien:])):
            return geste, ", ".join(dits[combien:])
    return None, ""


def _de_ceux_qui_sont_montres(turn: Turn, texte: str) -> list[tuple[int, GesteDit]] | None:
    """What is done of the contract that was just shown, or of each of those where the words say so."""
    vus = montres(turn)
    geste = lire_un_geste(", ".join(parts_d_une_liste(texte)), None) if vus else None
    if geste is None or geste.quoi is None:
        return None
    dits = {int(un.valeur) for un in lire_nombres(texte)}
    tous = de_tous(texte) and (not dits or dits == {len(vus)})
    return [(un, geste) for un in vus] if tous or len(vus) == 1 else None


def _morceaux(turn: Turn, texte: str) -> list[tuple[int, list[str]]] | None:
    """The pieces of a sentence, each with its contract and without its name; a part that names none goes on with the one before."""
    trouves: list[tuple[int, list[str]]] = []
    for part in (une for dite in parts_d_une_liste(texte) for une in _un_par_un(turn, dite)):
        lus = designes(turn, part)
        if len(lus.numeros) > 1 or (not lus.numeros and not trouves and restent_inexpliques(part)):
            return None
        if lus.numeros:
            trouves.append((lus.numeros[0], [part[: lus.debut] + " " + part[lus.fin :]]))
        elif trouves:
            trouves[-1][1].append(part)
    return trouves


def _un_par_un(turn: Turn, part: str) -> list[str]:
    """ "Nettoyage et vêtements": each contract by itself, where each word beside "et" names one."""
    dits = part.split(LIEN)
    seuls = len(dits) > 1 and all(len(designes(turn, un).numeros) == 1 for un in dits)
    return dits if seuls else [part]


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
    quoi, nom = None, None
    for numero, quoi, nom in acte.slots["gestes"]:
        slots = {"numero": numero, **({"a": "a", "nom": nom} if quoi == "confier" else {})}
        faire = marches.confier if quoi == "confier" else marches.decider
        fait = faire(turn, entretien, Acte(f"registre.{quoi}", slots))
        faites = fait if faites is None else a_la_suite(faites, fait)
        turn, entretien = replace(turn, etat=fait.etat), Entretien.depuis_json(turn.pack.vocabulaire, fait.etat)
    assert faites is not None
    if notes := [garder_une_note(turn, numero, dit) for numero, dit in acte.slots.get("notes", ())]:
        note = Reply("notes_gardees", {"lignes": notes, "inconnues": ()})
        faites = Outcome(faites.etat, [*faites.replies, note])
    # "Pareil pour les parkings" does it of others.
    garde = Entretien.depuis_json(turn.pack.vocabulaire, faites.etat)
    return Outcome(replace(garde, attente=Acte(DE_MEME, {"quoi": quoi, "nom": nom})).en_json(), faites.replies)


__all__ = ["CHACUN", "DE_MEME", "chacun", "lire"]
