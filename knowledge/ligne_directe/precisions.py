"""What follows an answer that was worked out: the same question of something else, a slip corrected, a question of its own."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.francais.langue import VIDES, jetons, plat, radical
from knowledge.francais.texte import simplifier
from knowledge.ligne_directe.faits import ne_dit_que_des_faits

# "et pour des services ?", "et si on était 60 ?": the same question, of something else.
_SUITE = re.compile(
    r"^(?:et|mais|sinon|ou alors|donc|alors)\b[ ,]*(?:(?:si|pour|avec|en|dans|quand|a|de)\b ?)?(?:(?:je suis|j'ai|on est|on etait|on a|nous sommes|nous etions|c'est|c'etait|un|une|des|du|de la|le|la|les)\b ?)?(?P<reste>.*)$"
)
# "non 49", "en fait 60", "ttc pardon 14 400": what was said last was a slip.
_CORRECTION = re.compile(
    r"^(?:(?:ah |euh |oups |mince |heu )*(?:non|pardon|plutot|en fait|erreur|desolee?|oups|finalement|correction|je me suis trompee?|je voulais dire|enfin)\b[ ,:]*+){1,9}(?:c'est |c'etait |on est |nous sommes |plutot )?(?P<reste>.*?)$|^(?P<avant>.*?)(?<![ ,])[ ,]*+\b(?:pardon|en fait|plutot|desolee?|je voulais dire)\b[ ,]*(?P<apres>.*)$"
)
# What is corrected, then what else is said.
_PUIS = re.compile(r"[,;.] | et (?=\D)")
_UNE_ANNEE = re.compile(r"(?:en )?20[2-4]\d")
# Words that ask, wherever they stand; "ou", "que" and "qui" may stand in an answer.
_INTERROGE = re.compile(
    r"^(?:qui|ou|quand)\b|\b(?:c'est quoi|quoi|comment|combien|pourquoi|pk|quel(?:le)?s?|est-ce|qu'est|faut-il|peut-on|doit-on|dois-je|puis-je|ca veut dire|cela veut dire|definition)\b"
)


# "non la retenue, pas l'avance", "pas l'avance, la retenue": what is meant, and what is not.
_AUTRE_SUJET = re.compile(
    r"^(?:(?:ah |euh |mais ){0,2}(?:non|pardon|plutot|en fait)[ ,]{1,3}){0,3}(?:(?:c'est|je (?:parle|parlais|demande|demandais|veux|voulais)(?: dire)?|ma question (?:c'est|etait))[ ,]{1,3})?"
    r"(?:(?:de |sur |pour )?(?P<garde>[^,?]{3,60}?)[ ,]{1,3}(?:et |mais )?pas (?:de |sur |pour )?(?P<ecarte>[^,?]{3,60}?)|pas (?:de |sur |pour )?(?P<ecarte_>[^,?]{3,60}?)[ ,]{1,3}(?:mais |plutot ){0,2}(?:de |sur |pour )?(?P<garde_>[^,?]{3,60}?))[ ?.!]{0,8}$"
)


@dataclass(frozen=True, slots=True)
class AutreSujet:
    """What is meant in the place of what was answered."""

    garde: str
    ecarte: str


def lire_un_autre_sujet(texte: str, repondu: str) -> AutreSujet | None:
    """What is meant instead of something that was answered; None where what is set aside was not.

    >>> lire_un_autre_sujet("non la retenue, pas l'avance", "combien pour l'avance ?")
    AutreSujet(garde='la retenue', ecarte="l'avance")
    >>> lire_un_autre_sujet("je ne suis pas concerné, pas vrai ?", "combien pour l'avance ?") is None
    True
    """
    lu = _AUTRE_SUJET.match(simplifier(texte))
    if lu is None:
        return None
    sujet = AutreSujet(lu["garde"] or lu["garde_"], lu["ecarte"] or lu["ecarte_"])
    ecarte = _tiges(sujet.ecarte)
    return sujet if ecarte and ecarte <= _tiges(repondu) and not _tiges(sujet.garde) <= ecarte else None


def sans(texte: str, ecarte: str) -> str:
    """A text without the words of what was set aside.

    >>> sans("combien pour l'avance ?", "l'avance")
    'combien pour'
    """
    ecartees = _tiges(ecarte)
    return " ".join(mot for mot in jetons(plat(texte)) if radical(mot) not in ecartees)


def _tiges(texte: str) -> set[str]:
    return {radical(mot) for mot in jetons(plat(texte)) if mot not in VIDES}


def lire_une_suite(texte: str) -> str | None:
    """What the same question is now asked of; None for words that follow nothing.

    >>> lire_une_suite("et pour 30 000 ?"), lire_une_suite("quel est le délai ?")
    ('30 000', None)
    """
    lue = _SUITE.match(simplifier(texte))
    return None if lue is None else lue["reste"]


def lire_une_correction(texte: str) -> str | None:
    """What takes the place of what was said last; None for words that correct nothing.

    >>> lire_une_correction("non en fait 12"), lire_une_correction("12")
    ('12', None)
    """
    lue = _CORRECTION.match(simplifier(texte))
    return None if lue is None else lue["reste"] or lue["apres"] or ""


def premiere_partie(correction: str) -> str:
    """The first thing that corrects, before what else is said.

    >>> premiere_partie("12, le marché fait 180k")
    '12'
    """
    return _PUIS.split(correction, maxsplit=1)[0]


def est_une_annee(dit: str) -> bool:
    return _UNE_ANNEE.fullmatch(dit) is not None


def demande_autre_chose(texte: str) -> bool:
    """Whether words that may be an answer are a question of their own: "c'est quoi électronique ?", but not "12 ?"."""
    interroge = _INTERROGE.search(simplifier(texte)) is not None
    return interroge or ("?" in texte and not ne_dit_que_des_faits(texte))
