"""A yes-no fact said by its name, with a yes, a no or a verb: it is told, wherever the conversation stands, and may decide of an action."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from handlers.conversation.entretien import Entretien, Etape
from handlers.conversation.vocabulary import Turn
from handlers.diagnostic import decisions
from knowledge.diagnostic.decisions import est_une_perte
from knowledge.diagnostic.paroles import lire_une_question_repondue
from knowledge.droit.qualification import ALLOTI
from knowledge.ecoute import Acte
from knowledge.ecoute.actes import SUR
from knowledge.francais.texte import plier
from knowledge.regles.faits import NON, OUI, Genre, Options

# What goes on with a fact that a verb keeps, and is no mere "c'est acté".
MOTS_D_UN_RESTE = 4


def lire(turn: Turn, entretien: Entretien, texte: str, decidees: Acte | None) -> Acte | None:
    """What a message says of yes-no facts, with what it decides of actions (`decidees`); None where it says none by its name.

    "La clause d'insertion, oui" tells a fact and keeps the action that puts it; "récurrent, oui" tells what an action hangs on.
    """
    if not entretien.faits.connus() or entretien.etape is Etape.MOTIF or _faits(decidees):
        # The words that tell facts beside decisions are known already.
        return None
    if "?" in texte:
        return _demandee_et_dite(turn, texte)
    if (compte := _nomme_puis_compte(turn, texte)) is not None:
        return compte
    affirmees = turn.affirmer(texte)
    if decidees is not None and any(not _en_depend(turn, une, affirmees.faits) for une in _decisions(decidees)):
        # "L'insertion, je la garde" decides of an action, and says no more of the contract.
        siens = {nom: dit for nom, dit in affirmees.faits.items() if nom not in affirmees.en_un_mot}
        affirmees = replace(affirmees, faits=siens)
    if affirmees.nette and len(affirmees.reste.split()) >= MOTS_D_UN_RESTE and est_une_perte(affirmees.reste):
        # "Je retiens les données personnelles, la révision et l'intervention à distance" keeps what a text says.
        return None
    if not affirmees.faits or set(affirmees.faits) <= {entretien.question}:
        return None
    dits = {nom: OUI if dit else NON for nom, dit in affirmees.faits.items()}
    a_part: dict[str, Any] = {} if decidees is None else _a_part(decidees)
    gardees = [] if decidees is None else [une for une in _decisions(decidees) if not _en_depend(turn, une, dits)]
    suite = affirmees.suite
    if suite and not a_part and suite in texte and decisions.fait_autre_chose(turn, entretien, suite, SUR):
        a_part, texte = {"suite": suite}, texte[: texte.find(suite)].strip()
    neufs = {nom for nom, dit in dits.items() if entretien.faits[nom] != Options(frozenset({dit}))}
    if gardees and not neufs:
        # The decision alone is new.
        return decidees
    if not gardees and not a_part:
        return Acte("informer", {"affirme": dits}, mots=texte)
    # Beside decisions, only the words that tell facts are read for some.
    a_lire = ". ".join(filter(None, (_faits(decidees), affirmees.mots))) if gardees else texte
    slots = {"decisions": gardees, "faits": a_lire, "affirme": dits}
    return Acte("decisions", {**a_part, **slots}, mots=texte)


def _demandee_et_dite(turn: Turn, texte: str) -> Acte | None:
    """A question about one yes-no fact, and at once its answer: "pourquoi demander si c'est récurrent ? ben oui ça l'est"."""
    if (dite := lire_une_question_repondue(texte)) is None:
        return None
    lecture = turn.lecteur.lire(dite.question, turn.aujourdhui)
    designes = {*lecture.designes, *(lu.nom for lu in lecture.lus)}
    nommes = [nom for nom in designes if turn.pack.vocabulaire[nom].genre is Genre.OUI_NON]
    if len(nommes) != 1:
        return None
    dits = {nommes[0]: OUI if dite.oui else NON}
    return Acte("informer", {"affirme": dits}, mots=dite.reponse)


def _nomme_puis_compte(turn: Turn, texte: str) -> Acte | None:
    """A yes-no fact called by its name, then told by a figure: "clause d'insertion : 3 200 heures sur cinq lots" asks for no text."""
    tete, _, dit = texte.partition(":")
    noms = [nom for nom in turn.lecteur.nommer(tete) if turn.pack.vocabulaire[nom].genre is Genre.OUI_NON]
    seul = turn.lecteur.ouvre_par_un_nom(plier(tete).texte)
    if not seul or len(noms) != 1 or noms[0] == ALLOTI or not any(map(str.isdigit, dit)):
        return None
    dits = {lu.nom: lu.possible for lu in turn.lecteur.lire(texte, turn.aujourdhui).lus if lu.sur}
    possible = dits.get(noms[0])
    valeur = possible.seule if isinstance(possible, Options) else None
    return None if valeur is None else Acte("informer", {"affirme": {noms[0]: valeur}}, mots=texte)


def _a_part(decidees: Acte) -> dict[str, Any]:
    """What stands beside decisions in a message: what follows them, what is put off, what is lost."""
    if decidees.nature != "decisions":
        return {}
    return {nom: dit for nom, dit in decidees.slots.items() if nom not in ("decisions", "faits")}


def _faits(decidees: Acte | None) -> str:
    """The words before decisions that tell facts."""
    return "" if decidees is None else str(decidees.slots.get("faits") or "")


def _decisions(decidees: Acte) -> list[dict[str, Any]]:
    if decidees.nature == "decisions":
        return list(decidees.slots["decisions"])
    seule = decisions.Decision(decidees.nature, decidees.slots["actions"], str(decidees.slots.get("motif") or ""))
    return list(decisions.en_slots([seule])["decisions"])


def _en_depend(turn: Turn, decision: Mapping[str, Any], dits: Collection[str]) -> bool:
    """Whether all the actions of a decision apply by what is told: "récurrent, oui" keeps nothing."""
    actions = (*decision["actions"], *decision.get("parmi", ()))
    return bool(actions) and all(any(turn.pack.depend_de(action, nom) for nom in dits) for action in actions)


__all__ = ["lire"]
