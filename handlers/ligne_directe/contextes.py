"""What the templates of the ligne directe are filled with, whether somebody writes or a program asks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from handlers.conversation.vocabulary import DemandeRecord
from handlers.ligne_directe.jugement import remplir
from knowledge.francais.texte import en_bref
from knowledge.ligne_directe.calculs import Resultat
from knowledge.ligne_directe.entrees import Entree, LigneDirecte, SousQuestion
from knowledge.ligne_directe.gardes import HORS_SUJET, Garde
from knowledge.plan.pack import Pack
from knowledge.plan.sources import mention_de

# What is told of an answer: its sub-questions, each with the yes or the no that was asked for.
Dites = Sequence[tuple[SousQuestion, str | None]]


def d_une_entree(
    entree: Entree,
    resultat: Resultat | None,
    ligne: LigneDirecte,
    pack: Pack,
    jour: date,
    aussi: Iterable[tuple[Entree, Dites]] = (),
    dites: Dites = (),
    *,
    entier: bool = True,
    seul: bool = False,
) -> dict[str, Any]:
    """An entry with its figures of that day, what was worked out, what `dites` says of it first, and in a sentence what `aussi` answers.

    `entier`: all of it is told; else what is cited, left open and reached is that of `dites`. `seul`: its example for a firm of one
    person is told too.
    """
    if dites and not entier:
        entree = _bornee(entree, dites)
    if resultat is not None and resultat.cas and all(une.generale for une, _ in dites):
        # What was worked out says it.
        dites = ()
    return {
        "entree": entree,
        "phrases": [
            # The whole tells its own exceptions.
            _phrase(replace(une, exceptions=()) if entier else une, dit, ligne, pack, jour)
            for une, dit in dites
        ],
        "entier": entier,
        "seul": remplir(entree.seul, ligne, pack, jour) if entree.seul and (entier or seul) else None,
        "appeler": ligne.noms(entree.appeler) if entier else [],
        "titre": remplir(entree.titre, ligne, pack, jour),
        "texte": remplir(entree.reponse, ligne, pack, jour),
        "exceptions": [remplir(une, ligne, pack, jour) for une in entree.exceptions],
        "faire": [remplir(geste, ligne, pack, jour) for geste in entree.faire],
        "mention": mention_de(
            pack, entree, jour, entree.a_confirmer and remplir(entree.a_confirmer, ligne, pack, jour)
        ),
        "aussi": [en_une_phrase(une, siennes, ligne, pack, jour) for une, siennes in aussi],
        "liens": ligne.adresses(entree.liens),
        "resultat": resultat if resultat is not None and resultat.cas else None,
        "plan": ligne.chiffres,
        "seuils": {nom: seuil.au(jour) for nom, seuil in pack.seuils.items()},
    }


def en_une_phrase(entree: Entree, dites: Dites, ligne: LigneDirecte, pack: Pack, jour: date) -> dict[str, Any]:
    """An answer as it is told beside something else: what was asked of it, else its first sentence."""
    return {
        "titre": remplir(entree.titre, ligne, pack, jour),
        "phrases": [_phrase(*dite, ligne, pack, jour) for dite in dites],
        "bref": en_bref(remplir(entree.reponse, ligne, pack, jour)),
    }


def _bornee(entree: Entree, dites: Dites) -> Entree:
    """An answer of which only that is told: what it cites, leaves open and names is of these."""

    def tous(noms: Iterable[str | None]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(nom for nom in noms if nom))

    unes = [une for une, _ in dites]
    return replace(
        entree,
        sources=tous(nom for une in unes for nom in une.sources),
        a_confirmer=" ".join(tous(une.a_confirmer for une in unes)) or None,
        liens=tous(nom for une in unes for nom in une.liens),
        appeler=tous(nom for une in unes for nom in une.appeler),
        lettre=next((une.lettre for une in unes if une.lettre), None),
        seul=next((une.seul for une in unes if une.seul), None),
    )


def _phrase(une: SousQuestion, dit: str | None, ligne: LigneDirecte, pack: Pack, jour: date) -> dict[str, Any]:
    exceptions = [remplir(exception, ligne, pack, jour) for exception in une.exceptions]
    return {"dit": dit, "texte": remplir(une.reponse, ligne, pack, jour), "exceptions": exceptions}


def d_une_garde(
    garde: Garde, demande: DemandeRecord | None, ligne: LigneDirecte, pack: Pack, now: datetime
) -> dict[str, Any]:
    """Why a person answers, whom else to turn to, and by when; `demande` is None when none was made."""
    return {
        "garde": garde.value,
        "recours": ligne.recours_sur(garde),
        "profil": ligne.profil_acheteur,
        "demande": demande,
        "regle": None,
        "encore": False,
        "reste": False,
        **promesse(ligne, pack, now),
    }


def d_autre_chose(ligne: LigneDirecte, pack: Pack) -> dict[str, Any]:
    """What is about anything but public purchasing: what we answer on, and where to go for the rest."""
    return {"pack": pack, "recours": ligne.recours_sur(HORS_SUJET)}


def promesse(ligne: LigneDirecte, pack: Pack, now: datetime) -> dict[str, Any]:
    """When a person answers: said before anybody types."""
    return {
        "horaires": ligne.horaires,
        "delai": ligne.delai,
        "service": pack.services["commande_publique"],
        "ouverte": ligne.ouverture.ouverte(now),
        "promis_le": ligne.ouverture.apres(now, ligne.delai_minutes),
    }


__all__ = ["Dites", "d_autre_chose", "d_une_entree", "d_une_garde", "en_une_phrase", "promesse"]
