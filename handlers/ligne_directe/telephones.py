"""A phone number in what people type."""

from __future__ import annotations

import phonenumbers

REGION = "FR"


def lire_un_telephone(texte: str) -> str | None:
    """The first valid number of a text, written the French way; None when there is none.

    >>> lire_un_telephone("rappelez moi au 0473987654 svp"), lire_un_telephone("marché de 120 000 euros")
    ('04 73 98 76 54', None)
    """
    for trouve in phonenumbers.PhoneNumberMatcher(texte, REGION):
        numero = trouve.number
        national = phonenumbers.region_code_for_number(numero) == REGION
        genre = phonenumbers.PhoneNumberFormat.NATIONAL if national else phonenumbers.PhoneNumberFormat.INTERNATIONAL
        return phonenumbers.format_number(numero, genre)
    return None


__all__ = ["lire_un_telephone"]
