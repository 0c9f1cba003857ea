"""Takes the phone numbers out of what is kept."""

from __future__ import annotations

import re

import phonenumbers

REGION = "FR"
# Written like one of here, even if nobody can have it.
_DIX_CHIFFRES = re.compile(r"(?<![\d.,])0[1-9](?:[ .-]?\d\d){4}(?!\d)")
MASQUE = "[téléphone]"


def masquer_les_telephones(texte: str) -> str:
    """The same words without their numbers.

    >>> masquer_les_telephones("rappelez au 0473987654 ou 06 12 34 56 78, marché de 120 000 euros")
    'rappelez au [téléphone] ou [téléphone], marché de 120 000 euros'
    """
    for trouve in reversed(list(phonenumbers.PhoneNumberMatcher(texte, REGION))):
        texte = texte[: trouve.start] + MASQUE + texte[trouve.end :]
    return _DIX_CHIFFRES.sub(MASQUE, texte)


__all__ = ["MASQUE", "masquer_les_telephones"]
