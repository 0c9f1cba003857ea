"""What a buyer changes in their own copy of a text: a value, a rhythm, a sentence out, a word for another, a sentence of theirs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from knowledge.clauses.interdits import Interdit, lire_les_regles, relever
from knowledge.clauses.raccourci import debut_de
from knowledge.donnees import lire_donnees
from knowledge.francais.langue import FAIBLES, VIDES, jetons, plat, radical
from knowledge.recherche.index import Lexique

FICHIER = Path(__file__).with_name("retouches.yaml")
# A sentence of the buyer's stands in the text with these words behind it, so that nobody publishes it unread.
A_RELIRE = "[votre ajout, à relire]"
AJOUT_MAX, AJOUTS_MAX = 300, 12
# The share of the words of a demand that a sentence must hold to be what they are about.
PART_DITE = 0.5
_PHRASES = re.compile(r"(?<=[.!?;])\s+(?=[A-ZÀ-Ý«{])")
_BLANCS = re.compile(r"\{(\w+)\}")
Donne: TypeAlias = "Decimal | str"


class Geste(StrEnum):
    """What a retouch does to a text."""

    REGLE = "regle"
    RYTHME = "rythme"
    OTE = "ote"
    MOT = "mot"
    AJOUT = "ajout"


@dataclass(frozen=True, slots=True)
class Retouche:
    """One change of one text, named by what it has for a name at every level.

    `de`: the setting, the rhythm, the sentence as the model has it, or the word that is changed; `a`: what takes its place, and of a
    setting what it was before, None where nothing was set.
    """

    texte: str
    geste: Geste
    de: str = ""
    a: Donne | None = None


@cache
def donnees() -> Mapping[str, Any]:
    """The words and the rules of retouches."""
    return dict(lire_donnees(FICHIER))


@cache
def tenus() -> tuple[Interdit, ...]:
    """What a text must keep, with why."""
    return lire_les_regles(donnees()["tenus"])


# --- the sentences of a text ------------------------------------------------------------------------------------------


def phrases(texte: str) -> list[str]:
    """The sentences of a text, and the items of its lists.

    >>> phrases("Le relevé est remis. Il est daté.\\n1. une date ;")
    ['Le relevé est remis.', 'Il est daté.', '1. une date ;']
    """
    return [phrase for ligne in texte.splitlines() for phrase in _PHRASES.split(ligne) if phrase.strip()]


def sans(texte: str, otees: Sequence[str]) -> str:
    """A text without these sentences; one that it does not have changes nothing.

    >>> sans("Le relevé est remis. Il est daté.", ["Il est daté."])
    'Le relevé est remis.'
    """
    lignes = []
    for ligne in texte.splitlines():
        gardees = [phrase for phrase in _PHRASES.split(ligne) if phrase not in otees]
        if gardees:
            lignes.append(" ".join(gardees))
    if lignes and lignes[-1].endswith((";", ",")):
        lignes[-1] = f"{lignes[-1][:-1].rstrip()}."
    return "\n".join(lignes)


def trouver(texte: str, dits: str) -> tuple[str, ...]:
    """The sentences of a model that words are about, the same as well said together; none where no sentence says half of them.

    >>> trouver("Le titulaire remet un relevé. Les camions sont à l’arrêt moteur coupé.", "le blabla sur les camion")
    ('Les camions sont à l’arrêt moteur coupé.',)
    """
    toutes = phrases(texte)
    mots = {phrase: _mots(_BLANCS.sub(lambda m: m[1].replace("_", " "), phrase)) for phrase in toutes}
    tiges = {phrase: {radical(mot) for mot in siens} for phrase, siens in mots.items()}
    lexique = Lexique({mot: radical(mot) for siens in mots.values() for mot in siens})
    notes = dict.fromkeys(toutes, 0.0)
    cherches = _mots(dits)
    for mot in cherches:
        sens = {tige for tige, _ in lexique.lire([mot])[0].sens} if lexique.lire([mot]) else set()
        sens |= _voisins(mot)
        portent = [phrase for phrase in toutes if tiges[phrase] & sens]
        for phrase in portent:
            notes[phrase] += 1 + 1 / len(portent)
    meilleure = max(notes.values(), default=0.0)
    dites = [phrase for phrase, note in notes.items() if note and note == meilleure]
    return tuple(dites) if dites and int(meilleure) >= PART_DITE * len(cherches) else ()


def _mots(texte: str) -> list[str]:
    creux = set(donnees()["creux"])
    lus = (mot for jeton in jetons(plat(texte)) for mot in jeton.split("-"))
    return [
        mot for mot in lus if len(mot) > 1 and mot not in VIDES and radical(mot) not in FAIBLES and mot not in creux
    ]


def _voisins(mot: str) -> set[str]:
    tige = radical(mot)
    return {radical(un) for ligne in donnees()["voisins"] if tige in {radical(un) for un in ligne} for un in ligne}


def en_vue(phrase: str) -> str:
    """The first words of a sentence of a model, as they are told."""
    return debut_de(_BLANCS.sub("…", phrase))


def pourquoi_garder(texte: str, phrase: str, *, note: bool) -> str | None:
    """Why a sentence cannot go; None where it may. `note`: the text is scored by what it says."""
    if note:
        return str(donnees()["garder"]["critere"])
    for tenu, _ in relever(phrase, tenus()):
        return tenu.pourquoi
    if phrases(texte)[:1] == [phrase]:
        return str(donnees()["garder"]["regle"])
    return None


# --- words ------------------------------------------------------------------------------------------------------------


def remplacer(texte: str, de: str, a: str) -> str:
    """A text where a word stands in the place of another, with its plural and its capital.

    >>> remplacer("Soumissionnaires et soumissionnaire", "soumissionnaires", "candidats")
    'Candidats et candidat'
    """

    def mis(m: re.Match[str]) -> str:
        mot = f"{a.rstrip('s')}s" if m[1] and " " not in a and not a.endswith(("x", "z")) else a
        if not m[1] and de.endswith("s") and a.endswith("s") and " " not in a:
            mot = a[:-1]
        return mot[:1].upper() + mot[1:] if m[0][:1].isupper() else mot

    return _motif(de).sub(mis, texte)


def dit(texte: str, mot: str) -> bool:
    """Whether a text says a word, in the singular or the plural."""
    return bool(mot) and _motif(mot).search(texte) is not None


def _motif(mot: str) -> re.Pattern[str]:
    nu = mot.strip().removesuffix("s") if " " not in mot.strip() else mot.strip()
    souple = re.escape(nu).replace("'", "['’]").replace("’", "['’]")
    return re.compile(rf"(?<!\w){souple}(s)?(?!\w)", re.IGNORECASE)


@cache
def _ecrits(rythme: str) -> tuple[str, ...]:
    return tuple(donnees()["rythmes"][rythme]["ecrits"])


def rythmes_de(texte: str) -> tuple[str, ...]:
    """The rhythms at which something of a text is done.

    >>> rythmes_de("Il remet chaque semestre un relevé, et un bilan annuel.")
    ('semestre', 'an')
    """
    return tuple(un for un in donnees()["rythmes"] if any(dit(texte, forme) for forme in _ecrits(un)))


def a_ce_rythme(texte: str, de: str, a: str) -> str:
    """A text where what is done at one rhythm is done at another.

    >>> a_ce_rythme("Les prix sont révisés tous les six mois.", "semestre", "an")
    'Les prix sont révisés une fois par an.'
    """
    for ancien, nouveau in zip(_ecrits(de), _ecrits(a), strict=True):
        motif = re.compile(rf"(?<!\w){re.escape(ancien)}(?!\w)", re.IGNORECASE)
        texte = motif.sub(lambda m, n=nouveau: n[:1].upper() + n[1:] if m[0][:1].isupper() else n, texte)  # type: ignore[misc]
    return texte


def faute_de(phrase: str) -> tuple[str, str] | None:
    """What a sentence of the buyer's may not say, and why: the words at fault first; None where it may stand."""
    return next(((mots, interdit.pourquoi) for interdit, mots in relever(phrase)), None)


# --- the copy ---------------------------------------------------------------------------------------------------------


def de_ce_texte(retouches: Sequence[Retouche], souche: str) -> tuple[Retouche, ...]:
    """The retouches of one text, in their order."""
    return tuple(une for une in retouches if une.texte == souche)


def otees(retouches: Sequence[Retouche]) -> list[str]:
    """The sentences that are out."""
    return [une.de for une in retouches if une.geste is Geste.OTE]


def mis_en_mots(texte: str, retouches: Sequence[Retouche]) -> str:
    """A filled text, or its title, with its words and its rhythms as the buyer wants them."""
    for une in retouches:
        if une.geste is Geste.MOT:
            texte = remplacer(texte, une.de, str(une.a))
        elif une.geste is Geste.RYTHME:
            texte = a_ce_rythme(texte, une.de, str(une.a))
    return texte


def ajouts(retouches: Sequence[Retouche]) -> Iterator[str]:
    """The sentences of the buyer's, each with the words that ask for it to be read."""
    return (f"{une.a} {A_RELIRE}" for une in retouches if une.geste is Geste.AJOUT)


__all__ = [
    "AJOUTS_MAX", "AJOUT_MAX", "A_RELIRE", "Donne", "Geste", "Retouche", "a_ce_rythme", "ajouts", "de_ce_texte", "dit", "donnees", "en_vue", "faute_de", "mis_en_mots",
    "otees", "phrases", "pourquoi_garder", "remplacer", "rythmes_de", "sans", "tenus", "trouver",
]  # fmt: skip
