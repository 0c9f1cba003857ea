"""Answers of the team that are kept for every firm: what is said of them, and their text without what is personal."""

from __future__ import annotations

import re
from dataclasses import dataclass
from textwrap import wrap
from typing import Literal

from knowledge.francais.texte import simplifier

TITRE_MAX = 60
MARCHE = "[marché]"

# The anonymiser reads so much at once, and cuts the rest.
_MORCEAU_MAX = 250
_ETIQUETTE = re.compile(r"\[[^\[\]\d]{2,30}\]")
_PHRASE = re.compile(r"(?<=[.!?…;])\s+|\n+")
_TEXTE_DE_LOI = re.compile(
    r"(?:loi|d[ée]cret|ordonnance|directive|r[èe]glement|arr[êe]t[ée]|article|circulaire|ccp|cgct)\s*(?:\([a-z]+\)\s*)?(?:n[o°]\s*)?$",
    re.IGNORECASE,
)
# "2025-117", "25M0117", "M2025/117"; neither "2026-11-24" nor "2025/2026".
_MARCHE = re.compile(
    r"(?<![\w/-])(?:[A-Z]{1,4}[-_ ]?)?(?:20\d\d[-_/](?!20\d\d\b)(?:[A-Z]{1,4}[-_]?)?\d{1,6}|\d{2}[A-Z]{1,4}[-_]?\d{2,6})(?![\w-]|/\d)"
)
_SALUT = re.compile(
    r"^(?:(?:bonjour|bonsoir|salut|hello|madame|monsieur|messieurs|bjr|slt|à tous)\b[\s,.!:;-]*)+", re.IGNORECASE
)
_AU_REVOIR = re.compile(
    r"(?:(?<![\s,.!?;:…-])[\s,.!?;:…-]++|(?<=[\s,.!?])(?:svp|stp|s['\u2019]il (?:vous|te) pla[iî]t|merci(?: beaucoup)?(?: d['\u2019]avance| par avance)?|cordialement|cdt|cdlt|bonne journée|bien à vous|urgent))$",
    re.IGNORECASE,
)
_ORDRE = re.compile(
    r"^(?:(?P<retirer>retirer?)|(?P<publier>(?:re)?met(?:s|tre))|(?P<corriger>(?:corrig|modifi|remplac|reecri)\w*)) "
    r"(?:la |l')?(?P<quoi>reponse|entree|fiche|question)(?: promue| gardee)? (?:n[o°]? ?)?(?P<numero>\d{1,9})\b(?P<suite>.*)$"
)


@dataclass(frozen=True, slots=True)
class OrdreSurUneReponse:
    """What is to be done of the kept answer of that number; `texte` is what a correction puts in place of `quoi`."""

    verbe: Literal["retirer", "publier", "corriger"]
    numero: int
    quoi: Literal["question", "reponse"] = "reponse"
    texte: str = ""


def lire_un_ordre(texte: str) -> OrdreSurUneReponse | None:
    """ "corriger la question 1 : …", "retirer la réponse 1", "mettre la réponse 1 en service"; None for anything else.

    >>> lire_un_ordre("corriger la question 1 : Peut-on visiter ?")
    OrdreSurUneReponse(verbe='corriger', numero=1, quoi='question', texte='Peut-on visiter ?')
    >>> lire_un_ordre("retirer la réponse 12").verbe, lire_un_ordre("mets la réponse 3 en service").verbe, lire_un_ordre("retirer la réponse")
    ('retirer', 'publier', None)
    """
    lu = _ORDRE.match(simplifier(texte))
    if lu is None:
        return None
    numero = int(lu["numero"])
    if lu["corriger"] and lu["quoi"] != "fiche":
        dit = texte.partition(lu["numero"])[2].lstrip(" :,-–").strip()
        return OrdreSurUneReponse("corriger", numero, "question" if lu["quoi"] == "question" else "reponse", dit)
    if lu["quoi"] == "question" or lu["suite"] != (" en service" if lu["publier"] else ""):
        return None
    return OrdreSurUneReponse("publier" if lu["publier"] else "retirer", numero)


def morceaux(texte: str) -> list[str]:
    """A text by sentences, those that the anonymiser could not read at once in several."""
    phrases = (" ".join(phrase.split()) for phrase in _PHRASE.split(texte))
    return [une for dite in phrases for une in wrap(dite, _MORCEAU_MAX, break_long_words=False, break_on_hyphens=False)]


def sans_marche(texte: str) -> str:
    """The text without the numbers of contracts; those of laws stay.

    >>> sans_marche("le marché 2025-117, loi n° 2014-856")
    'le marché [marché], loi n° 2014-856'
    """
    return _MARCHE.sub(lambda lu: lu[0] if _TEXTE_DE_LOI.search(texte[: lu.start()]) else MARCHE, texte)


def etiquettes(texte: str) -> list[str]:
    """What stands in place of something personal, each once, in order."""
    return list(dict.fromkeys(_ETIQUETTE.findall(texte)))


def titrer(question: str) -> str:
    """The title that a question gives: without its greetings and its thanks, with a capital; cut between two words.

    >>> titrer("bonjour, est-ce que on peut visiter la ressourcerie svp ??? merci d'avance")
    'Est-ce que on peut visiter la ressourcerie ?'
    >>> titrer("Peut-on visiter la ressourcerie de la Métropole avant de répondre à vos marchés ?")
    'Peut-on visiter la ressourcerie de la Métropole avant de…'
    """
    nue = _SALUT.sub("", " ".join(question.split()))
    demande = "?" in question
    avant = None
    while avant != nue:
        avant, nue = nue, _AU_REVOIR.sub("", nue)
    nue = (nue or question).strip()
    nue = f"{nue[:1].upper()}{nue[1:]}"
    if len(nue) > TITRE_MAX:
        return nue[: TITRE_MAX - 1].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"
    return f"{nue} ?" if demande and "?" not in nue and len(nue) + 2 <= TITRE_MAX else nue
