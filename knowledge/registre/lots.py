"""Which lot of which consultation a contract is, as its object and its number say."""

from __future__ import annotations

import hashlib
import re
from datetime import date

from knowledge.francais.texte import plier
from knowledge.registre.enumerations import mots_de

_LOT = re.compile(
    r"\blots? ?(?:n ?° ?|n[o0] ?|num(?:ero)? ?|# ?)?"
    r"(?P<no>(?:\d{1,3}(?:[.-]\d{1,2})?(?: ?(?:bis|ter)| ?[a-h](?![a-z]))?|[ivx]{1,5}(?![a-z])|[a-h](?![a-z'])))"
    r"(?P<suite>(?: ?(?:,|et|&) ?\d{1,3}(?!\d| ?(?!et\b)[a-z])|[/-]\d{1,3}(?!\d| ?[a-z]))*)"
)
# Before the lot, what names the consultation; shorter, it names nothing.
TRONC_MIN = 12
_FIN_DU_TRONC = re.compile(r"(?<![\s:;,.(/–-])[\s:;,.(/–-]++$")
_COMPTE = re.compile(r"\(? ?\d{1,3} ?lots? ?\)?[ :-]*$")
_DU_NUMERO = re.compile(
    r"^(?P<base>.*\w)[ _./-]{0,6}(?:lots?|l|[_./-])[ _./-]{0,6}0{0,6}(?P<no>\d{1,3})$", re.IGNORECASE
)
# What numbers spell in many ways: "2024.04.2" and "2024-0402-00" are one.
_ZEROS = re.compile(r"[\D0]+")
_CHIFFRES_MIN = 3
_JUSQU_A = 300
_DE_LOTS = "lots/"
_AUTOUR = " :;,.()/–—-"


def lire_lot(objet: str | None) -> str | None:
    """The lot that an object says, several as they are written.

    >>> [lire_lot(t) for t in ("École : Lot n° 03 - Peinture", "Gaz (2 lots)", "Denrées, lots 1 et 2", "lot A", None)]
    ['3', None, '1 et 2', 'A', None]
    """
    trouve = None if objet is None or "ot" not in objet.lower() else _chercher(objet)
    return None if trouve is None else _net(trouve)


def _chercher(objet: str) -> re.Match[str] | None:
    # The last one names the lot: what comes before may name others, or the framework's.
    trouves = list(_LOT.finditer(plier(objet[:_JUSQU_A]).texte))
    return trouves[-1] if trouves else None


def _net(trouve: re.Match[str]) -> str:
    numero = trouve["no"].lstrip("0") or "0"
    suite = re.sub(r"\b0+(?=\d)", "", trouve["suite"])
    return (numero + suite).upper().replace(" ET ", " et ")


def groupe_de(
    acheteur_id: str, numero: str, objet: str | None, lot: str | None, notifie_le: date | None, accord_cadre: str | None
) -> str:
    """The same text for all the lots of one consultation; the contract's own key when nothing says it is a lot.

    Read from the record alone, so that another import gives the same: the words before the lot, and the framework
    agreement or, where it is each lot's own, the year of notification; where the object begins with the lot, the number
    without it.
    """
    propre = f"{acheteur_id}/{numero}"
    if lot is None:
        return propre
    tronc = tronc_de(objet)
    annee = "" if notifie_le is None else str(notifie_le.year)
    if len(tronc) >= TRONC_MIN:
        commun = accord_cadre if accord_cadre and not _est_le_numero(accord_cadre, numero) else None
        return _empreinte(acheteur_id, tronc, commun or annee)
    m = _DU_NUMERO.match(numero)
    if m is not None and m["no"] == lot and len(m["base"]) > 4:
        return _empreinte(acheteur_id, m["base"].lower(), annee)
    return propre


def _est_le_numero(accord_cadre: str, numero: str) -> bool:
    """Whether a framework agreement is named as the contract itself, as some profiles do of every lot.

    >>> [_est_le_numero(accord, numero) for accord, numero in (
    ...     ("2024-MAP-0016-2", "2024-MAP-0016-2"), ("2024-06-041-PS", "24-06041"), ("2024.04.2", "2024-0402-00"), ("2024-010", "2024-010-2"))]
    [True, True, True, False]
    """
    dits = [chiffres for un in (accord_cadre, numero) if (chiffres := _ZEROS.sub("", un))]
    if len(dits) < 2 or min(map(len, dits)) < _CHIFFRES_MIN:
        return accord_cadre == numero
    return dits[0].endswith(dits[1]) or dits[1].endswith(dits[0])


def tronc_de(objet: str | None) -> str:
    """The folded words before the lot.

    >>> tronc_de("Rénovation du gymnase (3 lots): Lot 2 : Peinture")
    'renovation du gymnase'
    """
    if objet is None:
        return ""
    trouve = _chercher(objet)
    if trouve is None:
        return ""
    avant = plier(objet[:_JUSQU_A]).texte[: trouve.start()]
    return mots_de(_COMPTE.sub("", _FIN_DU_TRONC.sub("", avant)))


def dire_le_lot(objet: str) -> tuple[str, str]:
    """What names the consultation, and what names the lot, as they are written; all of the object where it says no lot.

    >>> dire_le_lot("Rénovation du gymnase : Lot n° 02 - Peinture"), dire_le_lot("Gaz")
    (('Rénovation du gymnase', 'Peinture'), ('Gaz', 'Gaz'))
    """
    trouve = _chercher(objet)
    if trouve is None:
        return objet, objet
    plie = plier(objet)
    avant = plie.mots(0, trouve.start()).rstrip(_AUTOUR)
    apres = plie.mots(trouve.end(), len(plie.texte)).lstrip(_AUTOUR)
    return avant or objet, apres or objet


def est_de_lots(groupe: str) -> bool:
    """Whether a group is that of lots, rather than a contract's own key."""
    return groupe.startswith(_DE_LOTS)


def _empreinte(*parties: str) -> str:
    return _DE_LOTS + hashlib.sha256("\x1f".join(parties).encode()).hexdigest()[:24]


__all__ = ["dire_le_lot", "est_de_lots", "groupe_de", "lire_lot", "tronc_de"]
