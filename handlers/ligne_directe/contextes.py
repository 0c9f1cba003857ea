"""What the templates of the ligne directe are filled with, whether somebody writes or a program asks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from handlers.conversation.vocabulary import DemandeRecord
from handlers.ligne_directe.jugement import remplir
from knowledge.francais.texte import en_bref
from knowledge.ligne_directe.calculs import Resultat
from knowledge.ligne_directe.entrees import Entree, LigneDirecte
from knowledge.ligne_directe.gardes import HORS_SUJET, Garde
from knowledge.plan.pack import Pack
from knowledge.plan.sources import mention_de


def d_une_entree(
    entree: Entree,
    resultat: Resultat | None,
    ligne: LigneDirecte,
    pack: Pack,
    jour: date,
    aussi: Iterable[Entree] = (),
) -> dict[str, Any]:
    """An entry with its figures of that day, what was worked out, and in brief what `aussi` answers."""
    return {
        "entree": entree,
        "titre": remplir(entree.titre, ligne, pack, jour),
        "texte": remplir(entree.reponse, ligne, pack, jour),
        "exceptions": [remplir(une, ligne, pack, jour) for une in entree.exceptions],
        "faire": [remplir(geste, ligne, pack, jour) for geste in entree.faire],
        "mention": mention_de(
            pack, entree, jour, entree.a_confirmer and remplir(entree.a_confirmer, ligne, pack, jour)
        ),
        "aussi": [
            {
                "titre": remplir(une.titre, ligne, pack, jour),
                "bref": en_bref(remplir(une.reponse, ligne, pack, jour)),
            }
            for une in aussi
        ],
        "liens": ligne.adresses(entree.liens),
        "resultat": resultat if resultat is not None and resultat.cas else None,
        "plan": ligne.chiffres,
        "seuils": {nom: seuil.au(jour) for nom, seuil in pack.seuils.items()},
    }


def d_une_garde(
    garde: Garde, demande: DemandeRecord | None, ligne: LigneDirecte, pack: Pack, now: datetime
) -> dict[str, Any]:
    """Why a person answers, whom else to turn to, and by when; `demande` is None when none was made."""
    return {
        "garde": garde.value,
        "recours": ligne.recours_sur(garde),
        "profil": ligne.profil_acheteur,
        "demande": demande,
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


__all__ = ["d_autre_chose", "d_une_entree", "d_une_garde", "promesse"]
