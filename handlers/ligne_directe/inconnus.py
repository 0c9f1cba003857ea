"""The words of an answer that may tell who it was for: those that nothing we know is written with, and names that are words too."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from handlers.conversation.vocabulary import Turn
from knowledge.apprentissage.anonymat import aplatir
from knowledge.apprentissage.noms import FORMES, NOMS, nommes
from knowledge.cpv.nomenclature import tous
from knowledge.francais.langue import VIDES, radical
from knowledge.francais.prenoms import PRENOMS
from knowledge.ligne_directe.entrees import Entree

# Shorter, they are abbreviations and articles.
LETTRES_MIN = 3
MONTRES = 12
_MOT = re.compile(r"[a-z]+")
_ETIQUETTE = re.compile(r"\[[^\[\]]{2,30}\]")
# Days and months, and what is asked of offices and building sites, that neither plan, entries nor nomenclature hold.
_COURANTS = frozenset(
    "lundi mardi mercredi jeudi vendredi samedi dimanche janvier fevrier mars avril mai juin juillet aout septembre octobre "  # noqa: SIM905
    "novembre decembre matin midi soir heure heures demain hier pdf mail mails word excel site sites internet visio badge badges "
    "voulais voulait savais agree agrees demarchage".split()
)


def a_relire(turn: Turn, *textes: str) -> list[str]:
    """The words of these texts that may name somebody, each once, in order; tags stand for nobody any more.

    In doubt a word is one of them: it costs whoever reads it again one tap.
    """
    connus = _connus(turn)
    trouves: dict[str, None] = {}
    for texte in textes:
        simple = aplatir(_ETIQUETTE.sub(" ", texte))
        trouves |= dict.fromkeys(mot for mot in _MOT.findall(simple) if _inconnu(mot, connus))
        trouves |= dict.fromkeys(nommes(simple))
    # Firms of the registry may be called by words like others.
    noms = (
        []
        if turn.memoire is None
        else [aplatir(une.nom) for une in turn.memoire.entreprises.dans_l_annuaire() if une.nom]
    )
    dits = " ".join(_MOT.findall(aplatir(" ".join(textes))))
    trouves |= dict.fromkeys(nom for nom in noms if re.search(rf"\b{re.escape(' '.join(_MOT.findall(nom)))}\b", dits))
    return list(trouves)[:MONTRES]


def _inconnu(mot: str, connus: frozenset[str]) -> bool:
    if len(mot) < LETTRES_MIN or mot in connus:
        return False
    return mot in PRENOMS or radical(mot) not in connus or mot in NOMS


def _connus(turn: Turn) -> frozenset[str]:
    """Every word of the plan, of the entries, of the nomenclature and of the language, and their stems."""
    return _avec_leurs_radicaux(frozenset(turn.mots_connus()) | _mots_des_entrees(turn.ligne().entrees.values()))


@cache
def _avec_leurs_radicaux(mots: frozenset[str]) -> frozenset[str]:
    nomenclature = frozenset(_MOT.findall(aplatir(" ".join(libelle for _, libelle in tous()))))
    connus = (mots | nomenclature | VIDES | _COURANTS | FORMES) - PRENOMS
    return connus | frozenset(radical(mot) for mot in connus)


def _mots_des_entrees(entrees: Iterable[Entree]) -> frozenset[str]:
    # Each word is flattened once, however often it is said.
    dits = {
        mot
        for une in entrees
        for texte in (une.titre, une.sujet, *une.questions, une.reponse, *une.faire)
        for mot in texte.split()
    }
    return frozenset(_MOT.findall(aplatir(" ".join(dits))))


__all__ = ["a_relire"]
