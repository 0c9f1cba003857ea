"""Phone numbers, and numbers of accounts and cards, in what people type: read, and taken out of what is kept."""

from __future__ import annotations

import re
from collections.abc import Collection

import phonenumbers

REGION = "FR"
# Written like one of here, even if nobody can have it, or as "+33 (0)6", which the library reads nothing in.
_DIX_CHIFFRES = re.compile(
    r"(?<![\d.,])(?:0|(?:\+|00)33[ \u00a0\u202f.-]?(?:\(0\)[ \u00a0\u202f.-]?)?)(?P<numero>[1-9](?:[ \u00a0\u202f.-]?\d\d){4})(?!\d)"
)
# Between the digits of a number, in a message: spaces, dots, brackets, and what makes these harmless in Markdown.
_ENTRE = r"[\s.\\()/-]*"
MASQUE = "[téléphone]"
_IBAN = re.compile(r"\b[A-Za-z]{2}\d{2}(?:[ .]?[A-Za-z0-9]{4}){3,7}(?:[ .]?[A-Za-z0-9]{1,3})?\b")
_CARTE = re.compile(r"(?<!\d)(?:\d{4}[ .-]?){3}\d{4}(?!\d)")


def lire_un_telephone(texte: str) -> str | None:
    """The first valid number of a text, written the French way; None when there is none.

    >>> lire_un_telephone("rappelez moi au 0473987654 svp"), lire_un_telephone("marché de 120 000 euros")
    ('04 73 98 76 54', None)
    >>> lire_un_telephone("au +33 (0)6 12 34 56 78")
    '06 12 34 56 78'
    """
    trouves = [trouve.number for trouve in phonenumbers.PhoneNumberMatcher(texte, REGION)]
    if not trouves and (ecrit := _DIX_CHIFFRES.search(texte)):
        lu = phonenumbers.parse(ecrit["numero"], REGION)
        trouves = [lu] if phonenumbers.is_possible_number(lu) else []
    if not trouves:
        return None
    national = phonenumbers.region_code_for_number(trouves[0]) == REGION
    genre = phonenumbers.PhoneNumberFormat.NATIONAL if national else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(trouves[0], genre)


def masquer_les_comptes(texte: str) -> str:
    """The same words without the number of a bank account or of a card: nobody who answers needs them.

    >>> masquer_les_comptes("IBAN FR76 3000 6000 0112 3456 7890 189, carte 4970 1012 3456 7890")
    'IBAN [IBAN], carte [carte]'
    """
    return _CARTE.sub("[carte]", _IBAN.sub("[IBAN]", texte))


def masquer_les_telephones(texte: str) -> str:
    """The same words without their numbers.

    >>> masquer_les_telephones("rappelez au 0473987654 ou +33 (0)6 12 34 56 78, marché de 120 000 euros")
    'rappelez au [téléphone] ou [téléphone], marché de 120 000 euros'
    """
    for trouve in reversed(list(phonenumbers.PhoneNumberMatcher(texte, REGION))):
        texte = texte[: trouve.start] + MASQUE + texte[trouve.end :]
    return _DIX_CHIFFRES.sub(MASQUE, texte)


def lire_les_telephones(texte: str) -> set[str]:
    """The digits that make each number of a text another than any other, without what comes before them (0, +33).

    >>> sorted(lire_les_telephones("au 0473987654 ou +33 6 12 34 56 78, marché de 120 000 euros"))
    ['473987654', '612345678']
    """
    valides = {
        phonenumbers.national_significant_number(trouve.number)
        for trouve in phonenumbers.PhoneNumberMatcher(texte, REGION)
    }
    return valides | {re.sub(r"\D", "", trouve["numero"]) for trouve in _DIX_CHIFFRES.finditer(texte)}


def masquer_ces_telephones(texte: str, numeros: Collection[str]) -> str:
    """The same words without these numbers, as `lire_les_telephones` reads them; the others stay.

    >>> masquer_ces_telephones(r"au \\+33 6 12 34 56 78 (**0612345678**), pas au 04 73 98 76 54", {"612345678"})
    'au [téléphone] (**[téléphone]**), pas au 04 73 98 76 54'
    """
    for numero in numeros:
        avant = rf"(?:(?:\\?\+|00)\d{{1,3}}{_ENTRE}(?:0{_ENTRE})?|0{_ENTRE})?"
        texte = re.sub(rf"(?<!\d){avant}{_ENTRE.join(numero)}(?!\d)", MASQUE, texte)
    return texte


__all__ = [
    "MASQUE",
    "lire_les_telephones",
    "lire_un_telephone",
    "masquer_ces_telephones",
    "masquer_les_comptes",
    "masquer_les_telephones",
]
