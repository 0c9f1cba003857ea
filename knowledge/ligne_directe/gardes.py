"""What the assistant must not answer by itself: which messages of firms go to a person, and why.

The same words are asked of one's own case and in general ("que faire si mon offre est rejetée ?"): a linear model, learned from
messages of both kinds (`make gardes`), tells them apart; a few words are never left to it. In doubt a person
answers: only what is surely general, or what an approved answer surely fits, is kept from them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import combinations, pairwise
from math import exp, log
from pathlib import Path

from knowledge.ligne_directe.sms import en_toutes_lettres
from knowledge.modele import Modele
from knowledge.recherche.langue import VIDES, plat, radical

FICHIER = Path(__file__).parent / "gardes.bin"
MAX_CARACTERES = 2_000
# The class of what may be answered.
GENERAL = "general"
# From how sure the model is, and how well an approved answer fits (from 0 to 2.5), to how sure somebody must answer: as
# `make gardes` fits it on messages that were not learned from.
PENTE, AJUSTEMENT, ORDONNEE = 1.31, -1.27, 2.29
LOGIT_MAX = 9.0
# Under so many words that say something a message must say it by itself.
MOTS_MIN, SURETE_DES_BREFS = 3, 0.6
# What names a contract is a case; which one, the model says when it is sure of this.
SURE_DE_LA_RAISON = 0.3
NETTE = 0.6
# Lengths of the pieces of words.
LETTRES = (4, 5)


class Garde(StrEnum):
    """Why a person must answer."""

    DETRESSE = "detresse"
    PROBITE = "probite"
    DONNEES = "donnees"
    JUSTICE = "justice"
    CONSULTATION = "consultation"
    CONTESTATION = "contestation"
    LITIGE = "litige"
    PLAINTE = "plainte"
    DOSSIER = "dossier"
    HUMAIN = "humain"


# Never left to likeness, whatever else is said.
_CERTAINES: tuple[tuple[Garde, re.Pattern[str]], ...] = (
    (
        Garde.DETRESSE,
        re.compile(
            r"\b(?:me suicider|(?:me |m')(?:foutre en l'air|tuer|pendre|flinguer)|en finir avec la vie|envie (?:de mourir|d'en finir)|plus envie de vivre|au bout du rouleau)\b"
        ),
    ),
    (
        Garde.PROBITE,
        re.compile(
            r"\b(?:m'a|nous a|m'ont|nous ont) (?:deman\w*|propos\w*|reclam\w*|exig\w*)\b.{0,40}\b(?:pots? de vin|dessous de table|sous la table|bakchich|en liquide|enveloppe|commission)\b|\bm'a\b.{0,40}\bsous la table\b|\b(?:pots? de vin|dessous de table|bakchich)\b.{0,60}\b(?:m'a|nous a|pour avoir le marche)\b"
        ),
    ),
    (
        Garde.CONSULTATION,
        re.compile(
            r"\b(?:consultation|marche|appel d'offres|mapa|ao|lot|dossier) (?:n ?[o°]? ?|numero )?20[12]\d ?[-_/] ?\d{2,5}\b"
        ),
    ),
)


# What one's own case is told by, whatever it is about: a contract that can be named, a day, something that was done to us…
_SIGNES: Mapping[str, re.Pattern[str]] = {
    nom: re.compile(motif)
    for nom, motif in (
        (
            "numero",
            r"\b20[12]\d ?[-_/] ?\d{2,5}\b|\b[a-z]{2,4}[- ]?\d{2}[-_]\d{2,4}\b|\b\d{2}[-_]\d{3}\b|\b\d{2}m\d{2,4}\b",
        ),
        ("lot", r"\blot \d"),
        ("somme", r"\d ?(?:€|euros?)"),
        (
            "jour",
            r"\b(?:janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre|hier|lundi|mardi|mercredi|jeudi|vendredi)\b",
        ),
        ("depuis", r"\bdepuis\b|\bca fait\b"),
        ("question", r"\?"),
        ("exclamation", r"!"),
        ("fait", r"\b(?:m'a|nous a|m'avez|nous avez|m'ont|nous ont|on m'|vous avez|j'ai|on a|nous avons)\b"),
        ("si", r"\bsi (?:je|on|mon|ma|l'|un|une|nous|notre|j')"),
        (
            "comment",
            r"^(?:bonjour,? )?(?:comment|quel|quelle|quels|combien|est-ce|peut-on|puis-je|faut-il|c'est quoi|qui|ou |quand)",
        ),
        ("soi", r"\b(?:je suis|on est|nous sommes)\b"),
        ("mien", r"\b(?:mon|ma|mes|notre|nos)\b"),
        ("vous", r"\b(?:vous|votre|vos)\b"),
        ("non", r"\b(?:pas|plus|rien|jamais|toujours)\b"),
        ("ordre", r"\b\w{3,}ez\b"),
    )
}


@dataclass(frozen=True, slots=True)
class Soupcon:
    """How sure it is, from 0 to 1, that a person must answer, and most likely why."""

    garde: Garde
    surete: float


def traits(texte: str) -> list[str]:
    """What a message is recognised by: its words, stems, pairs of words, pieces of words, which survive misspelling, and signs.

    >>> traits("Ma facture ?")[:3]
    ['w:ma', 'w:facture', 'b:ma facture']
    """
    simple = en_toutes_lettres(plat(texte[:MAX_CARACTERES]))
    mots = ["#" if mot.isdigit() else mot for mot in re.findall(r"[a-z']+|\d+", simple)]
    lus = [f"w:{mot}" for mot in mots]
    lus += [f"b:{avant} {apres}" for avant, apres in pairwise(mots)]
    lus += [f"r:{radical(mot)}" for mot in mots if mot.isalpha()]
    for mot in mots:
        borne = f"<{mot}>"
        lus += [f"c:{borne[debut : debut + n]}" for n in LETTRES for debut in range(len(borne) - n + 1)]
    vus = [nom for nom, motif in _SIGNES.items() if motif.search(simple)]
    return [*lus, *(f"s:{nom}" for nom in vus), *(f"s:{un}+{autre}" for un, autre in combinations(vus, 2))]


class Gardien:
    """Tells the messages that a person must answer; the model is read at the first one."""

    def __init__(self, chemin: Path = FICHIER) -> None:
        self._chemin = chemin

    @cached_property
    def _modele(self) -> Modele:
        return Modele.lire(self._chemin)

    def soupconner(self, texte: str) -> Soupcon:
        """How sure it is that a person must answer; certain for what is never left to likeness."""
        # What is certain is looked for to the end: a long message may say it last.
        simple = en_toutes_lettres(plat(texte))
        surete = dict(zip(self._modele.entete.classes, self._modele.surete(traits(texte)), strict=True))
        general = surete.pop(GENERAL)
        pire = max(surete, key=surete.__getitem__)
        certaine = next((garde for garde, motif in _CERTAINES if motif.search(simple)), None)
        if certaine is Garde.CONSULTATION and surete[pire] >= SURE_DE_LA_RAISON:
            certaine = Garde(pire)
        if certaine is not None:
            return Soupcon(certaine, 1.0)
        for nette in (Garde.PROBITE, Garde.DETRESSE):
            # What is kept from everybody, and what alarms, must be nothing else.
            if pire == nette and surete[pire] < NETTE * sum(surete.values()):
                pire = max((nom for nom in surete if nom != nette), key=surete.__getitem__)
        return Soupcon(Garde(pire), 1.0 - general if any(surete.values()) else 0.0)

    def garder(self, texte: str, reponse: float) -> Garde | None:
        """Why a person must answer this message; None when the assistant may. `reponse`: how well an approved answer fits it."""
        soupcon = self.soupconner(texte)
        if soupcon.surete in (0.0, 1.0):
            return soupcon.garde if soupcon.surete else None
        mots = [mot for mot in re.findall(r"[a-z]{2,}", en_toutes_lettres(plat(texte))) if mot not in VIDES]
        if len(mots) < MOTS_MIN:
            # No answer fits "non" nor "40 000" either: only what they say themselves counts.
            return soupcon.garde if mots and soupcon.surete >= SURETE_DES_BREFS else None
        cote = max(-LOGIT_MAX, min(LOGIT_MAX, log(soupcon.surete / (1 - soupcon.surete))))
        surete = 1 / (1 + exp(-(PENTE * cote + AJUSTEMENT * reponse + ORDONNEE)))
        return soupcon.garde if surete >= self._modele.entete.seuil else None


__all__ = ["GENERAL", "Garde", "Gardien", "Soupcon", "traits"]
