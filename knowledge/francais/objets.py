"""What a sentence is about when it names it by its number: a purchase, a contract, a request, actions."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from knowledge.francais.texte import simplifier

ACHAT, MARCHE, DEMANDE, ACTION = "achat", "marche", "demande", "action"

# "Achat 12 000 €", "un marché de 3 ans": how much, how many, which year; not which one.
_MESURE = r"(?:k|keur|meur|€|%|euros?|eur|ht|ttc|ans?|annees?|mois|semaines?|jours?|heures?|h|lots?|offres?|titulaires?|bons?|millions?|m€|ke|fois|agents?|kg|t|m2)"
# A number that says which one.
UN = rf"\d{{1,9}}(?![\d.,]*\d)(?! \d{{3}}(?!\d))(?! ?{_MESURE}(?!\w))"
_DES = rf"{UN}(?:(?:, ?| et |, et | ou | & ){UN})*"
_NUMERO = r"(?:n° ?|n[o.] |numeros? )"
_LE = r"(?:\b(?:cet|cette|ce|ces|mon|ma|mes|notre|nos|le|la|les|au|aux|du|des)\s|\bl')"
_NOMME = re.compile(
    rf"{_LE}(?P<genre>achat|marche|demande|action)s? {_NUMERO}?(?P<numeros>{_DES})"
    rf"|\b(?P<genre2>achat|marche|demande|action)s? {_NUMERO}(?P<numeros2>{_DES})"
    rf"|^(?P<genre3>achat|marche|demande|action)s? (?P<numeros3>{_DES})(?=\s*(?:[:,]|(?:est|sont|a|ont|etait|sera|pour|n'est|publie|attribue|realise)\b))"
)
# Said before what a sentence is about.
AMORCE = r"(?:(?:bonjour|ca y est|bonne nouvelle|pour info|finalement|en fait|en realite|non|oui|et|pour),? )*"
_AVANT = re.compile(rf"^{AMORCE}")
_ANNEE = re.compile(r"20\d\d")


@dataclass(frozen=True, slots=True)
class Objet:
    """One thing that is named; `debut` and `fin` are where, in the simplified text."""

    genre: str
    numero: int
    debut: int
    fin: int


def nommes(texte: str) -> list[Objet]:
    """What a message names by its number, in order.

    >>> [(un.genre, un.numero) for un in nommes("j'ai réalisé les actions 8 et 22 de l'achat 833")]
    [('action', 8), ('action', 22), ('achat', 833)]
    >>> nommes("un marché de 3 ans"), nommes("achat 12 000 € de chaises"), nommes("le marché 2026 de nettoyage"), nommes("le marché 60 k€")
    ([], [], [], [])
    """
    simple = simplifier(texte)
    trouves = []
    for lu in _NOMME.finditer(simple):
        genre = lu["genre"] or lu["genre2"] or lu["genre3"]
        dits = lu["numeros"] or lu["numeros2"] or lu["numeros3"]
        if genre in (ACHAT, MARCHE) and _ANNEE.fullmatch(dits) and "n" not in lu[0].partition(genre)[2]:
            continue
        trouves += [Objet(genre, int(un), lu.start(), lu.end()) for un in re.findall(r"\d+", dits)]
    return trouves


def sujet(texte: str) -> Objet | None:
    """What a sentence begins with, when it says something of it: "l'achat 834 est pour la Métropole".

    >>> sujet("finalement l'achat 834 est pour la Métropole"), sujet("le marché 12"), sujet("la ville, comme l'achat 3")
    (Objet(genre='achat', numero=834, debut=11, fin=22), None, None)
    """
    simple = simplifier(texte)
    debut = _AVANT.match(simple)
    assert debut is not None
    premier = next(iter(nommes(texte)), None)
    if premier is None or premier.debut != debut.end() or not re.search(r"\w", simple[premier.fin :]):
        return None
    return premier


def d_autre_chose(
    texte: str, *, actions: Collection[int] = (), achat: int | None = None, marches: Collection[int] = ()
) -> bool:
    """Whether a message names something else than what is pending: these actions, that purchase, these contracts.

    >>> d_autre_chose("pour l'action 8 : 63 heures", actions=(8,)), d_autre_chose("l'achat 833 est réalisé", actions=(8,))
    (False, True)
    """
    connus: dict[str, set[int | None]] = {ACTION: set(actions), ACHAT: {achat}, MARCHE: set(marches)}
    return any(un.numero not in connus.get(un.genre, ()) for un in nommes(texte))


__all__ = ["ACHAT", "ACTION", "AMORCE", "DEMANDE", "MARCHE", "UN", "Objet", "d_autre_chose", "nommes", "sujet"]
