"""How a message leans on what was said before it: that it comes back to a topic, and that it is nothing without one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from knowledge.donnees import lire_donnees
from knowledge.francais.sms import en_toutes_lettres
from knowledge.francais.texte import simplifier
from knowledge.ligne_directe import precisions

_FICHIER = Path(__file__).with_name("fil.yaml")
_BORD = r"(?<![\w'-]){}(?![\w'-])"
# What stands around the words that come back, and says nothing else.
_AUTOUR = re.compile(r"^(?:(?:non|mais|bon|et|alors|ok|oui|a|sur|de|pour|la|le|l'|ma|question|,|:)(?:\s+|$))+")
_PHRASES = re.compile(r"(?<=[.!?…;])\s+|\n+")


@dataclass(frozen=True, slots=True)
class Rappel:
    """What is asked of an earlier topic; `autre`: not of the last one."""

    reste: str
    autre: bool

    @property
    def suite(self) -> str:
        """It, as what goes on with that topic."""
        return f"et {self.reste}" if self.reste else ""


@cache
def _mots() -> Mapping[str, re.Pattern[str]]:
    lus: Mapping[str, Sequence[str]] = lire_donnees(_FICHIER)
    return {
        nom: re.compile(_BORD.format(f"(?:{'|'.join(map(re.escape, sorted(dits, key=len, reverse=True)))})"))
        for nom, dits in lus.items()
    }


def _simple(texte: str) -> str:
    return " ".join(en_toutes_lettres(simplifier(texte)).split())


def lire_un_rappel(texte: str) -> Rappel | None:
    """What is asked of a topic that the message comes back to; None when it comes back to none.

    >>> lire_un_rappel("non mais revenons à l'autre histoire on me la rend quand")
    Rappel(reste='on me la rend quand', autre=True)
    >>> lire_un_rappel("on me la rend quand") is None
    True
    """
    simple = _simple(texte)
    mots = _mots()
    sans, combien = mots["autres"].subn(" ", simple)
    reste, revient = mots["rappels"].subn(" ", sans)
    if not combien and not revient:
        return None
    return Rappel(_AUTOUR.sub("", " ".join(reste.split())).strip(" ,;:.!"), bool(combien))


def s_appuie(texte: str) -> bool:
    """Whether a message leans on what was said: "et pour…", "on me la rend quand".

    >>> s_appuie("et pour le second rang ?"), s_appuie("on me la rend quand"), s_appuie("comment déposer une offre ?")
    (True, True, False)
    """
    return precisions.lire_une_suite(texte) is not None or _mots()["appuis"].search(_simple(texte)) is not None


def phrases(texte: str) -> list[str]:
    """The sentences of a message.

    >>> phrases("Laissez tomber. Et pour 30 000 ?")
    ['Laissez tomber.', 'Et pour 30 000 ?']
    """
    return [une for une in _PHRASES.split(texte.strip()) if une.strip()]


__all__ = ["Rappel", "lire_un_rappel", "phrases", "s_appuie"]
