"""The contract in hand: the one that the team spoke of last. What is said next without a name is of it, or asks the same of another."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from handlers.conversation.acces import memoire
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Outcome, Turn
from handlers.registre.en_mots import DE_MEME
from handlers.registre.notes_dites import DEFAIRE_CE_QUI_EST_DIT, EN_MAIN, MOTS_DITS
from handlers.registre.trouver import designes
from knowledge.ecoute import Acte
from knowledge.francais.langue import VIDES
from knowledge.francais.texte import mots_de
from knowledge.recherche.choses import Designees
from knowledge.registre.demandes import nomme_le_registre
from knowledge.registre.en_main import apres_une_negation, corrige_la_valeur, redemande_d_un_autre, reprend
from knowledge.registre.notes_dites import demande_de_noter, raconte_un_echange, sans_l_interlocuteur
from storage.comptes.records import Role

CLE = EN_MAIN
# What awaits a figure of the plan.
DES_CHIFFRES = "indicateurs."
# The buttons that are of one contract.
_DE_LUI = ("m:", "co:coter:", "co:relancer:", "co:placer:")


def reprendre(turn: Turn, entretien: Entretien, texte: str) -> Turn | None:
    """The turn of the same message with the name of the contract that it is of: the one in hand, or another of which the same is asked, or the same with
    another day or figure; None where it is of none.
    """
    garde = turn.etat.get(CLE)
    if Role.EQUIPE not in turn.roles or not isinstance(garde, dict) or entretien.faits.connus():
        return None
    nom, dit, ou = garde.get("nom"), garde.get("dit"), garde.get("ou")
    nie = apres_une_negation(texte)
    echange = raconte_un_echange(texte) or demande_de_noter(texte)
    de_quoi = sans_l_interlocuteur(texte) if echange else texte
    lus = designes(turn, de_quoi if nie is None else nie)
    if echange and de_quoi != texte and not lus.numeros and isinstance(nom, str):
        # "J'ai appelé le service bâtiments", of the contract that was just spoken of.
        suite = _disant(turn, f"{nom} : {texte}")
        return replace(suite, etat={**suite.etat, MOTS_DITS: texte})
    if len(lus.numeros) == 1 and isinstance(dit, str) and isinstance(ou, list):
        reste = _sans(texte if nie is None else nie, lus)
        attente = entretien.attente.nature if isinstance(entretien.attente, Acte) else None
        if redemande_d_un_autre(reste) and attente == DE_MEME:
            return None if nie is not None else _disant(turn, f"{turn.phrase('de_meme')} {lus.dits}")
        if redemande_d_un_autre(reste) and not (nie is not None and attente == DEFAIRE_CE_QUI_EST_DIT):
            return _disant(turn, f"{dit[: ou[0]]}{lus.dits}{dit[ou[1] :]}")
    if isinstance(dit, str) and (corrige := corrige_la_valeur(dit, texte, turn.aujourdhui)) is not None:
        return _disant(turn, corrige)
    if lus.numeros or not isinstance(nom, str) or (nomme_le_registre(texte) and reprend(texte, nom) is None):
        return None
    repris = reprend(texte, nom)
    if repris is None:
        return None
    suite = _disant(turn, repris)
    return replace(suite, etat={**suite.etat, MOTS_DITS: texte})


def _disant(turn: Turn, texte: str) -> Turn:
    return replace(turn, incoming=replace(turn.incoming, text=texte))


def fait_de_meme(attente: Acte | str | None) -> bool:
    """Whether what was just done of a contract may be done of another."""
    return isinstance(attente, Acte) and attente.nature == DE_MEME


def _sans(texte: str, lus: Designees) -> str:
    return texte[: lus.debut] + " " * (lus.fin - lus.debut) + texte[lus.fin :]


def retenir(turn: Turn, outcome: Outcome, texte: str) -> Outcome:
    """The state, with the contract that is in hand after this message: the one it names, else the only one that is shown, else the one that was."""
    if Role.EQUIPE not in turn.roles:
        return outcome
    etat = {cle: valeur for cle, valeur in outcome.etat.items() if cle != CLE}
    apres = _apres(turn, outcome, texte)
    return Outcome(etat if apres is None else {**etat, CLE: apres}, outcome.replies)


def _apres(turn: Turn, outcome: Outcome, texte: str) -> Mapping[str, Any] | None:
    attente = outcome.etat.get("attente")
    if isinstance(attente, list) and attente and str(attente[0]).startswith(DES_CHIFFRES):
        # "38 000 € de denrées bio" is a figure, and of no contract.
        return None
    lus = designes(turn, texte) if texte else Designees(())
    if len(lus.numeros) == 1:
        return {"nom": lus.dits, "dit": texte, "ou": [lus.debut, lus.fin]}
    montres_ = {
        choix.value.split(":")[2]
        for reply in outcome.replies
        for choix in reply.choices
        if choix.value.startswith(_DE_LUI) and len(choix.value.split(":")) > 2
    }
    if len(montres_) == 1 and (un := montres_.pop()).isdecimal():
        nom = _nom(turn, int(un))
        return None if nom is None else {"nom": nom}
    garde = turn.etat.get(CLE)
    return None if montres_ or not isinstance(garde, dict) else garde


def _nom(turn: Turn, numero: int) -> str | None:
    """The words that name that contract and no other: the fewest."""
    marche = memoire(turn).marches.trouver(numero)
    if marche is None:
        return None
    objet = marche.objet or ""
    mots = [mot for mot in mots_de(objet) if mot not in VIDES and len(mot) > 2]
    for essai in (*mots, *(" ".join(deux) for deux in itertools.pairwise(mots)), objet):
        if designes(turn, essai).numeros == (numero,):
            return essai
    return None


__all__ = ["CLE", "fait_de_meme", "reprendre", "retenir"]
