"""The note of an interview for the file: what was asked, answered, left open, by whom, and what it changes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from handlers.besoin.comptes import MONTANT, comptes_de, contexte_des_comptes, dits_de
from handlers.besoin.deroulement import Cas
from handlers.conversation.acces import memoire
from handlers.conversation.vocabulary import CompteRecord, Turn
from handlers.conversation.wording import Wording
from handlers.diagnostic.document import ANONYME, PARIS
from knowledge.besoin.questionnaire import Etat
from knowledge.plan.pack import Pack
from storage.unit_of_work import Reading


def ouvrable(turn: Turn) -> Reading:
    """What names are read in."""
    return memoire(turn)


def contexte_de_la_note(pack: Pack, memory: Reading, cas: Cas) -> dict[str, Any]:
    """The note as the templates say it."""
    deroule, garde = cas.deroule, cas.garde
    montant = deroule.faits.valeur(MONTANT) if MONTANT in deroule.faits.vocabulaire else None
    comptes = comptes_de(cas, montant if dits_de(cas) and isinstance(montant, Decimal) else None)
    repondues = [
        {
            "question": question.dit("question", deroule.faits),
            "titre": question.titre,
            "choix": "" if (choix := question.le_choix(une.choix)) is None else choix.libelle,
            "texte": " ; ".join(une.texte.split("\n")),
            "conseil": "" if choix is None else choix.dit("conseil", deroule.faits),
            "le": date.fromisoformat(une.le) if une.le else None,
            "action": question.action,
        }
        for question, une in deroule.dites()
        if une.etat is Etat.REPONDU
    ]
    return {
        "achat": cas.achat,
        "couts": contexte_des_comptes(comptes) if comptes.chiffres else None,
        "repondues": repondues,
        "ouvertes": [
            {"titre": une.titre, "question": une.dit("question", deroule.faits)} for une in deroule.ouvertes()
        ],
        "change": list(dict.fromkeys(deroule.ce_qui_change())),
        "revoir": [pack.vocabulaire[nom].defini or pack.vocabulaire[nom].libelle for nom in deroule.a_revoir()],
        "fini": deroule.fini,
        "le": None if garde is None else garde.modifie_le.astimezone(PARIS).date(),
        "par": None if garde is None else _nom(memory, garde.par),
        "actions": [pack.fiches[numero] for numero in deroule.questionnaire.actions],
    }


def _nom(memory: Reading, par: str) -> str | None:
    """How who answered is called; None for whoever has no name here."""
    plateforme, _, personne = par.partition(":")
    connus = memory.referents.de([CompteRecord(plateforme, personne)])
    if connus:
        return connus[0].nom
    return None if ANONYME.fullmatch(personne) else personne


def rediger(pack: Pack, wording: Wording, memory: Reading, cas: Cas) -> str:
    """The note as a document."""
    return wording.render("note_a_imprimer", {"pack": pack, **contexte_de_la_note(pack, memory, cas)})


__all__ = ["contexte_de_la_note", "ouvrable", "rediger"]
