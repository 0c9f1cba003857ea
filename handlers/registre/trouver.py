"""The contract that words mean, whatever is to be done of it: by its number, its object, who holds it, whose it is.

One is enough; of several, buttons ask which; of none, what was looked for is said. What was to be done waits meanwhile, with its words.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from handlers.conversation.acces import memoire
from handlers.conversation.acts import Faire, Force, Proposition, aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Choice, Outcome, Reply, Turn
from knowledge.ecoute import Acte
from knowledge.francais.choix import lire_ordinal
from knowledge.francais.objets import MARCHE, nommes
from knowledge.francais.texte import simplifier
from knowledge.recherche.choses import Chose, Choses, Designees
from knowledge.registre.demandes import mots_d_un_ordre, restent_inexpliques
from knowledge.registre.paroles import lire_des_numeros, lire_un_objet
from storage.comptes.records import Role

CELUI = "registre.celui"
# The buttons of a contract that is shown.
DE_CELUI_LA = ("m:moi:", "m:date:", "m:diag:", "m:voir:")
# Offered at once: more would be a list.
OFFERTS_MAX = 5
# An answer to "which one?" is short; what is longer is something else.
MOTS_D_UNE_REPONSE = 7
# More words than these do more than name.
MOTS_D_UN_NOM = 5
LIBELLE_MAX = 60


def designes(turn: Turn, texte: str, sans: Collection[str] = (), parmi: Collection[int] | None = None) -> Designees:
    """The contracts that words mean, one for the lots of a consultation; `sans`: words that name none here."""
    marches = memoire(turn).marches
    simple = simplifier(texte)
    for un in nommes(texte):
        if un.genre == MARCHE and marches.trouver(un.numero) is not None:
            return Designees((un.numero,), simple[un.debut : un.fin], un.debut, un.fin)
    noms = marches.noms()
    choses = Choses(Chose(un.id, un.numero, (un.objet or "", _titulaires(un.titulaires), _de_qui(un))) for un in noms)
    lus = choses.designer(texte, {*sans, *mots_d_un_ordre()}, parmi)
    groupes = {un.id: un.groupe or str(un.id) for un in noms}
    premiers: dict[str, int] = {}
    for numero in lus.numeros:
        premiers.setdefault(groupes[numero], numero)
    return replace(lus, numeros=tuple(premiers.values()))


def _titulaires(titulaires: Sequence[Any]) -> str:
    return " ".join(str(un.get("nom") or "") for un in titulaires)


def _de_qui(noms: Any) -> str:
    return f"{noms.direction or ''} {noms.referent or ''}"


def designe(turn: Turn, texte: str, sans: Collection[str] = ()) -> int | None:
    """The one contract that words surely mean."""
    numeros = designes(turn, texte, sans).numeros
    return numeros[0] if len(numeros) == 1 else None


def montre(turn: Turn) -> int | None:
    """The one contract that was just shown, by its buttons."""
    vus = montres(turn)
    return vus[0] if len(vus) == 1 else None


def montres(turn: Turn) -> tuple[int, ...]:
    """The contracts that were just shown, by their buttons, in their order."""
    offerts = (valeur for valeur, _ in turn.etat.get("choix_offerts", ()) if valeur.startswith(DE_CELUI_LA))
    return tuple(int(un) for un in dict.fromkeys(valeur.split(":")[2] for valeur in offerts) if un.isdecimal())


def du_marche_dit(faire: Faire, sans: Collection[str] = ()) -> Faire:
    """Carry out an act on the contract that it numbers, else on the one that its words mean, else on the one just shown."""

    def agir(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
        if isinstance(acte.slots.get("numero"), int):
            return faire(turn, entretien, acte)
        lus = designes(turn, acte.mots, sans)
        numeros = lus.numeros or tuple(un for un in [montre(turn)] if un is not None)
        if len(numeros) == 1:
            ou = {"ou": [lus.debut, lus.fin]} if lus.numeros else {}
            return faire(turn, entretien, replace(acte, slots={**acte.slots, **ou, "numero": numeros[0]}))
        return demander_lequel(turn, entretien, acte, lus)

    return agir


def demander_lequel(turn: Turn, entretien: Entretien, acte: Acte, lus: Designees) -> Outcome:
    """Which of the contracts that words may mean; what was looked for, where they mean none."""
    montres = memoire(turn).marches.plusieurs(lus.numeros[:OFFERTS_MAX])
    attente = Acte(acte.nature, {**acte.slots, "mots": acte.mots, "parmi": [*lus.numeros]})
    dit = lus.dits or lire_un_objet(acte.mots, turn.aujourdhui)
    contexte = {"marches": montres, "combien": len(lus.numeros), "dit": dit}
    choices: list[Choice] = [
        Choice(f"{un.id} · {(un.objet or un.numero)[:LIBELLE_MAX]}", f"m:celui:{un.id}") for un in montres
    ]
    if not montres:
        choices.append(bouton("registre", "c:registre"))
    return aparte(turn, replace(entretien, attente=attente), Reply("lequel_des_marches", contexte, tuple(choices)))


def lire_un_nom(turn: Turn, entretien: Entretien, texte: str) -> Proposition | None:
    """One of the contracts just shown that the team only names, to see it: "les parkings"."""
    vus = montres(turn)
    if Role.EQUIPE not in turn.roles or entretien.faits.connus() or not vus or len(texte.split()) > MOTS_D_UN_NOM:
        return None
    lus = designes(turn, texte)
    if (
        len(lus.numeros) != 1
        or lus.numeros[0] not in vus
        or restent_inexpliques(f"{texte[: lus.debut]} {texte[lus.fin :]}")
    ):
        return None
    return Proposition(Acte("registre.voir", {"numero": lus.numeros[0]}, mots=texte), Force.ENTIER)


def lire_lequel(turn: Turn, entretien: Entretien, texte: str) -> Proposition | None:
    """Which contract, as it was asked: by its rank, its number or its words; what was to be done of it is then read again."""
    attente = entretien.attente
    if not isinstance(attente, Acte) or not {"mots", "parmi"} <= attente.slots.keys():
        return None
    parmi = [un for un in attente.slots["parmi"] if isinstance(un, int)]
    if not texte.strip() or len(texte.split()) > MOTS_D_UNE_REPONSE:
        return None
    rang = lire_ordinal(simplifier(texte)) or 0
    numeros = lire_des_numeros(texte) or ()
    if len(numeros) == 1 and (numeros[0] in parmi or (not parmi and memoire(turn).marches.trouver(numeros[0]))):
        numero: int | None = numeros[0]
    elif 0 < rang <= len(parmi):
        numero = parmi[rang - 1]
    else:
        lus = designes(turn, texte, parmi=parmi or None).numeros
        numero = lus[0] if len(lus) == 1 else None
    return None if numero is None else Proposition(_complet(attente, numero), Force.ATTENDU)


def _complet(attente: Acte, numero: int) -> Acte:
    slots = {nom: dit for nom, dit in attente.slots.items() if nom not in ("mots", "parmi")}
    return Acte(attente.nature, {**slots, "numero": numero}, mots=str(attente.slots["mots"]))


def complet(entretien: Entretien, acte: Acte) -> Acte:
    """What was waiting for its contract, where a button tells which; else the act itself."""
    attente = entretien.attente
    if acte.nature != CELUI or not isinstance(attente, Acte) or "mots" not in attente.slots:
        return acte
    return _complet(attente, acte.slots["numero"])


__all__ = [
    "CELUI",
    "complet",
    "demander_lequel",
    "designe",
    "designes",
    "du_marche_dit",
    "lire_lequel",
    "montre",
    "montres",
]
