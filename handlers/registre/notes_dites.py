"""What the team tells of contracts of the register: what has a column fills it, the rest is a note beside each; of no purchase."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from handlers.conversation.acces import auteur, memoire, reserver_a_l_equipe
from handlers.conversation.acts import Force, Proposition, aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Outcome, Reply, Turn
from handlers.registre.marches import changer
from handlers.registre.trouver import designes
from knowledge.cad.dits import dit_une_issue
from knowledge.ecoute import Acte
from knowledge.francais.texte import plier
from knowledge.indicateurs.acheteurs import lire_acheteurs
from knowledge.registre.demandes import interroge
from knowledge.registre.notes_dites import lire_des_notes
from knowledge.registre.valeurs_dites import affirme, lire_les_valeurs
from storage.comptes.records import Role
from storage.registre.records import Filtre

NOTER = "registre.noter"
NOTE_MAX = 400
BOUTONS = 5


def lire(turn: Turn, entretien: Entretien, texte: str) -> Proposition | None:
    """What is told of several contracts, each surely named; nothing of it is a decision, nor of the purchase under way."""
    if Role.EQUIPE not in turn.roles or entretien.faits.connus() or interroge(texte) or dit_une_issue(texte):
        return None
    lues = lire_des_notes(texte, lambda dit: designes(turn, dit).numeros, lambda dit: _de_l_acheteur(turn, dit))
    if lues is None:
        return _d_un_seul(turn, texte)
    slots = {"notes": [list(une) for une in lues.notes], "inconnues": list(lues.inconnues)}
    return Proposition(Acte(NOTER, slots, mots=texte), Force.NOMME)


def _de_l_acheteur(turn: Turn, dit: str) -> tuple[int, ...]:
    """The contracts of the buyer that words name, or all of them."""
    nommes = {un.qui for un in lire_acheteurs(plier(dit).texte, turn.pack.acheteurs_dits)}
    acheteur = next(iter(nommes)) if len(nommes) == 1 else None
    return tuple(un.id for un in memoire(turn).marches.liste(Filtre(acheteur=acheteur)))


def _d_un_seul(turn: Turn, texte: str) -> Proposition | None:
    """Columns of one contract, surely named, told in a sentence that tells nothing else."""
    if not affirme(texte):
        return None
    directions = memoire(turn).marches.directions()
    lue = lire_les_valeurs(texte, turn.aujourdhui)
    nom = designes(turn, lue.reste)
    if len(nom.numeros) != 1:
        return None
    reste = lue.reste[: nom.debut] + " " * (nom.fin - nom.debut) + lue.reste[nom.fin :]
    de_qui = lire_les_valeurs(reste, turn.aujourdhui, directions)
    dites = {**lue.dites, **de_qui.dites}
    # The end alone is read where its reason is, and taken back in a word.
    if not de_qui.seules or not dites or dites.keys() == {"fin_dite"}:
        return None
    lues = {nom: str(dit) for nom, dit in dites.items()}
    return Proposition(Acte(NOTER, {"notes": [[nom.numeros[0], texte, lues]]}, mots=texte), Force.NOMME)


def noter(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Fill the columns that are told of each contract; keep what has none beside it, as it was said."""
    if Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    lignes = []
    for numero, dit, *lues in acte.slots.get("notes", ()):
        marche = memoire(turn).marches.trouver(numero)
        if marche is None:
            continue
        valeurs, seules = (_lues(lues[0]), True) if lues else _de_plusieurs(turn, dit)
        avant = {nom: getattr(marche, "fin" if nom == "fin_dite" else nom) for nom in valeurs}
        if valeurs and not changer(turn, marche, **valeurs):
            avant = {}
        if not seules:
            garder_une_note(turn, numero, dit)
        lignes.append({"marche": marche, "dit": None if seules else dit[:NOTE_MAX], "valeurs": valeurs, "avant": avant})
    if not lignes:
        return aparte(turn, entretien, Reply("choix_inconnu"))
    choices = tuple(bouton("marche", f"m:voir:{une['marche'].id}", une["marche"].id) for une in lignes[:BOUTONS])
    contexte = {"lignes": lignes, "inconnues": acte.slots.get("inconnues", ())}
    return aparte(turn, replace(entretien, attente=None), Reply("notes_gardees", contexte, choices))


def garder_une_note(turn: Turn, numero: int, dit: str) -> None:
    """Keep words beside a contract, once."""
    if not any(une.texte == dit[:NOTE_MAX] for une in memoire(turn).annexes.notes(numero)):
        memoire(turn).annexes.noter(numero, dit[:NOTE_MAX], auteur(turn), turn.now)


def _lues(dites: Mapping[str, str]) -> dict[str, Any]:
    """Values as their columns hold them."""
    lire_ = {"montant_ht": Decimal, "fin_dite": date.fromisoformat}
    return {nom: lire_.get(nom, str)(dit) for nom, dit in dites.items()}


def _de_plusieurs(turn: Turn, dit: str) -> tuple[dict[str, Any], bool]:
    """What is told alike of each of the contracts that a piece names, and whether it is all that is told: their procedure."""
    lue = lire_les_valeurs(dit, turn.aujourdhui)
    if lue.procedure is None:
        return {}, False
    reste = lue.reste
    while (nom := designes(turn, reste)).numeros and nom.fin > nom.debut:
        reste = reste[: nom.debut] + " " * (nom.fin - nom.debut) + reste[nom.fin :]
    return {"procedure": lue.procedure}, replace(lue, reste=reste).seules


__all__ = ["NOTER", "lire", "noter"]
