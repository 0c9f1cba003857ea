"""How an amount that is said makes that of the whole contract: lots, years or months, renewals, terms to be added."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from knowledge.ligne_directe.faits.choix import CHOIX
from knowledge.ligne_directe.faits.sortes import DU_TOTAL
from knowledge.ligne_directe.faits.temps import DUREE

MOIS_D_UNE_PERIODE: Mapping[str, int] = {"an": 12, "trimestre": 3, "mois": 1}
LOTS_MAX = 99
_AUTOUR = 60
# What "the year" and "the month" are when they are dates, not periods.
_DATE = r"(?! (?:prochaine?|derniere?|passee?|de |d'|\d))"
_MONTANT_DE = r"(?:montant|budget|cout|prix|loyer|forfait|depense|somme|besoin)s?"
_PERIODES = tuple(
    (
        par,
        re.compile(
            rf"^(?:[^\d,;.?!]{{0,40}}? (?:par|chaque|tous les|toutes les|au|le|a l'|l') ?|[^\d,;.?!]{{0,30}}?/ ?)(?:{nom})\b{_DATE}"
            rf"|^[^\d,;.?!]{{0,14}} {adjectif}\b"
        ),
        re.compile(rf"\b(?:(?:par|chaque) (?:{nom})\b|{_MONTANT_DE} {adjectif}\b)[^\d;.?!]{{0,20}}$"),
    )
    for par, nom, adjectif in (
        ("an", "ans?|annees?", r"annuel\w*"),
        ("trimestre", "trimestres?", r"trimestriel\w*"),
        ("mois", "mois", r"mensuel\w*"),
    )
)
# An amount of so many units, which nobody said how many there are.
_PAR_UNITE = re.compile(
    r"^[^\d,;.?!]{0,30}?\b(?:par|/|chaque|de l'|a la|le) ?(?:jours?|journees?|semaines?|heures?|repas|eleves?|agents?|personnes?|m2|metres? carres?|unites?|passages?|interventions?|tonnes?|kg|km|commandes?|bons?|sites?|seances?|pieces?)\b"
)
_N_LOTS = re.compile(r"\b(?P<n>\d{1,2}) lots?\b")
_DE_CHACUN = re.compile(
    r"\b(?P<n>\d{1,2}) lots(?: (?:identiques|egaux|distincts|separes|similaires))?(?: (?:de |d'|en )[a-z' -]{3,30}?)?(?:,? chacun)?(?: de| a| d'un montant de| estimes a| evalues a| qui font| (?=d'environ))(?: (?:d')?environ)? $"
)
_CHACUN = re.compile(r"^[^\d;.?!]{0,40}?\b(?:chacune?|chaque|par lot|le lot|l'un\b|piece)|^ ?/ ?lot\b")
_CHACUN_AVANT = re.compile(r"\b(?:chacune?|chaque lot|par lot)\b[^\d;.?!]{0,20}$")
_EN_LOTS = re.compile(
    r"\b(?:en|avec|comprenant|comportant|compose de|dans|sur) \d{1,2} lots\b|\b(?:reparti|divise|decoupe|alloti|separe|scinde)\w*\b"
)
_AU_TOTAL = re.compile(
    r"\b(?:au total|en tout|total|totale|globale?|tous lots|pour (?:le tout|l'ensemble|les \d{1,2} lots)|tout compris|(?:reconductions?|renouvellements?|options?) (?:comprise?s?|incluse?s?))\b"
)
_LOT = re.compile(r"\blots?\b")
_RECONDUCTION = re.compile(r"\b(?:renouvel\w*|reconduc\w*|reconduit\w*)\b(?:[^\d,;.?!]{0,20} (?P<n>\d|une) fois)?")
_N_RECONDUCTIONS = re.compile(r"\b(?P<n>\d|une) (?:reconduction|renouvellement)s?\b")
# Between two amounts that are of one contract, and add up.
_PLUS = re.compile(
    r"^(?: (?:de |d'|en |pour )[a-z' -]{3,40}?)?,? ?(?:plus|\+)(?: (?:une |l')?(?:option|tranche optionnelle) (?:a|de))? ?$"
)
_ET = re.compile(r"^ (?:de |d'|en )[a-z' -]{3,40}? et ?$")
# The same amount, said otherwise.
_SOIT = re.compile(r"(?:\b(?:soit|donc|c'est-a-dire|total)|=)[^\d]{0,20}$")
_ENCORE = re.compile(r"\b(?:et|plus|puis|autre)\b|\+")


@dataclass(frozen=True, slots=True)
class Montant:
    """An amount of a text, where it stands, and what it is of; `taxe` is ht, ttc or nothing."""

    valeur: Decimal
    taxe: str
    de: str
    debut: int
    fin: int


@dataclass(frozen=True, slots=True)
class Total:
    """What was added up to the amount of a whole contract, to be told with it; a length is in months."""

    montant: Decimal
    unite: Decimal
    taxe: str = ""
    lots: int | None = None
    par: str | None = None
    duree_mois: Decimal | None = None
    reconductions: int | None = None
    termes: tuple[Decimal, ...] = ()


# --- read -------------------------------------------------------------------------------------------------------------


def lire_le_total(simple: str, montant: Montant) -> dict[str, Any]:
    """What else than the amount must be counted: `lots`, `par`, `reconductions`; or `a_totaliser`, why it cannot be.

    With "lots" and "reconductions" the amount still is that of one lot, or of the first period; with "unite" it is of nothing.
    """
    avant, apres = simple[max(0, montant.debut - _AUTOUR) : montant.debut], simple[montant.fin : montant.fin + _AUTOUR]
    if _PAR_UNITE.match(apres):
        return {"a_totaliser": "unite"}
    faits: dict[str, Any] = {}
    if par := _lire_la_periode(avant, apres):
        if len(DUREE.findall(simple)) > 1:
            return {"a_totaliser": "unite"}
        faits["par"] = par
    return faits | _lire_les_lots(simple, avant, apres) | _lire_les_reconductions(simple, par)


def termes_d_une_somme(simple: str, montants: Sequence[Montant]) -> tuple[Montant, ...]:
    """The amounts that a text adds up itself: "59 000 de services plus 5 000 de fournitures"; nothing when it does not."""
    contrat = tuple(montant for montant in montants if montant.de in ("", "marche"))
    if len(contrat) < 2 or len(contrat) != len(montants) or {"ht", "ttc"} <= {montant.taxe for montant in contrat}:
        return ()
    lies = all(_s_ajoutent(simple, un, autre) for un, autre in pairwise(contrat))
    return contrat if lies and not lire_le_total(simple, contrat[-1]) else ()


def dire_une_somme(simple: str, termes: Sequence[Montant]) -> dict[str, Any]:
    """The facts of amounts that add up."""
    taxe = next((terme.taxe for terme in termes if terme.taxe), "")
    faits: dict[str, Any] = {
        "montant_ttc" if taxe == "ttc" else "montant_ht": str(sum(terme.valeur for terme in termes))
    }
    if taxe == "ht":
        faits["taxe"] = "ht"
    faits["termes"] = " ".join(str(terme.valeur) for terme in termes)
    if {"fournitures", "services"} == natures(simple):
        faits["mixte"] = "oui"
    return faits


def se_repetent(simple: str, montants: Sequence[Montant]) -> bool:
    """Whether the same amount is said of several things: "un lot de 50 000 et un autre de 50 000"."""
    return any(
        un.valeur == autre.valeur and _ENCORE.search(simple[un.fin : autre.debut]) for un, autre in pairwise(montants)
    )


def se_complete(simple: str, montant: Montant, montants: Sequence[Montant]) -> bool:
    """Whether another amount, of nothing else, may have to be added to the one of a contract: "un marché de 59 000, puis 5 000"."""
    autres = (
        autre
        for autre in montants
        if not autre.de and autre.valeur != montant.valeur and {autre.taxe, montant.taxe} != {"ht", "ttc"}
    )
    return bool(montant.de) and any(not _SOIT.search(simple[: autre.debut]) for autre in autres)


def natures(simple: str) -> set[str]:
    """Every nature that a text names."""
    return {nature for nature, motif in CHOIX["nature"] if motif.search(simple)}


def _s_ajoutent(simple: str, un: Montant, autre: Montant) -> bool:
    entre = simple[un.fin : autre.debut]
    if _PLUS.match(entre):
        return True
    # "et" adds up what is of two natures, and is said to be.
    return _ET.match(entre) is not None and bool(natures(entre)) and bool(natures(simple[autre.fin : autre.fin + 30]))


def _lire_la_periode(avant: str, apres: str) -> str | None:
    return next((par for par, suit, precede in _PERIODES if suit.match(apres) or precede.search(avant)), None)


def _lire_les_lots(simple: str, avant: str, apres: str) -> dict[str, Any]:
    if _LOT.search(simple) is None or _AU_TOTAL.search(simple):
        return {}
    nombres = {int(trouve["n"]) for trouve in _N_LOTS.finditer(simple)}
    chacun = _DE_CHACUN.search(avant) or _CHACUN.match(apres) or _CHACUN_AVANT.search(avant)
    if chacun and len(nombres) == 1 and 1 < (lots := nombres.pop()) <= LOTS_MAX:
        return {"lots": lots}
    return {} if not chacun and _EN_LOTS.search(simple) else {"a_totaliser": "lots"}


def _lire_les_reconductions(simple: str, par: str | None) -> dict[str, Any]:
    dite = _RECONDUCTION.search(simple)
    if dite is None or _AU_TOTAL.search(simple):
        return {}
    combien = dite["n"] or ((trouve := _N_RECONDUCTIONS.search(simple)) and trouve["n"])
    if par is None or combien is None or len(DUREE.findall(simple)) != 1:
        return {"a_totaliser": "reconductions"}
    return {"reconductions": 1 if combien == "une" else int(combien)}


# --- added up ---------------------------------------------------------------------------------------------------------


def totaliser(faits: Mapping[str, Any], *, du_besoin: bool) -> tuple[dict[str, Any], Total | None, str | None]:
    """The facts with the amount of the whole, what was added up to it, and why nothing could be.

    `du_besoin`: all lots and renewals count (CCP R2121-1 to -8); else one lot, and the first period, as for an advance.
    """
    reste = {nom: valeur for nom, valeur in faits.items() if nom not in DU_TOTAL}
    nom = next((un for un in ("montant_ht", "montant_ttc") if faits.get(un) is not None), None)
    cause = faits.get("a_totaliser")
    if cause is not None and (du_besoin or cause == "unite" or nom is None):
        return {un: valeur for un, valeur in reste.items() if un != nom}, None, cause
    if nom is None:
        return reste, None, None
    unite, par = Decimal(faits[nom]), faits.get("par")
    lots = faits.get("lots") if du_besoin else None
    reconductions = faits.get("reconductions") if du_besoin else None
    termes = tuple(map(Decimal, str(faits.get("termes") or "").split()))
    duree = None if par is None or faits.get("duree_mois") is None else Decimal(faits["duree_mois"])
    if par is not None and duree is None:
        # How long it lasts must be known first: that is asked, and not the amount again.
        return {**{un: valeur for un, valeur in reste.items() if un != nom}, "montant_ht": None}, None, None
    montant = unite * (lots or 1)
    if duree is not None:
        montant = (montant * duree * (1 + (reconductions or 0)) / MOIS_D_UNE_PERIODE[par or "an"]).quantize(
            Decimal("0.01")
        )
    if lots is None and duree is None and not termes:
        return reste, None, None
    taxe = "TTC" if nom == "montant_ttc" else "HT" if faits.get("taxe") == "ht" else ""
    total = Total(montant, unite, taxe, lots, par, duree, reconductions, termes)
    return {**reste, nom: str(montant)}, total, None


__all__ = [
    "MOIS_D_UNE_PERIODE",
    "Montant",
    "Total",
    "dire_une_somme",
    "lire_le_total",
    "natures",
    "se_complete",
    "se_repetent",
    "termes_d_une_somme",
    "totaliser",
]
