"""Lengths, delays, days and years."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from knowledge.francais.dates import DateLue, lire_dates
from knowledge.francais.texte import plier
from knowledge.ligne_directe.faits.nombres import en_decimal
from knowledge.ligne_directe.faits.sortes import MOIS_MAX, RETARD_MAX

JOURS_PAR_MOIS = 30
MOIS_PAR_AN = 12
SEMAINES_PAR_AN = 52
# A letter, or an invoice, of another day than these is a slip of the pen.
AVENIR_MAX = timedelta(days=3)
PASSE_MAX = timedelta(days=2 * 366)
# "le 10 novembre", said at the end of November, is not that of next year.
SANS_ANNEE = timedelta(days=60)
ANNEES_A_VENIR = 3
DUREE = re.compile(
    r"(?<![\w/,.-])(?P<n>\d{1,4}(?:[.,]\d)?|un|une) ?(?P<unite>mois|ans?|annees?|semaines?)\b(?: et (?:(?P<demi>demie?)\b|(?P<plus>\d{1,2}) mois\b))?"
)
_PAS_UNE_DUREE = re.compile(
    r"(?:depuis|il y a|cela fait|ca fait|fait|retard(?: de)?|voila|apres|dans|moins de|plus de|j'ai|tous les) ?$"
)
_NI_CELLE_CI = re.compile(
    r"^ (?:de retard|d'existence|d'experience|d'anciennete|de metier|de retraite|d'age|avant|apres)\b"
)
RETARD = re.compile(
    r"(?<![\w.,])(?P<n>\d{1,5}) ?(?P<u>jours?|j\b|mois|semaines?)(?: de)? retard|retard (?:est |d'environ )?(?:de |d')?(?P<m>\d{1,5}) ?(?P<v>jours?|j\b|mois|semaines?)|(?P<rien>(?:aucun|sans|pas de|zero jour de) retard)"
)
A_VENIR = re.compile(
    r"\b(?:en|pour|des|fin|debut|courant|annee|janvier|mars|juin|septembre) (?P<an>20\d\d)\b(?! ?(?:€|euros?|ht|ttc))"
)
L_AN_PROCHAIN = re.compile(r"\b(?:l'an prochain|l'annee prochaine)\b")
_RECUE = re.compile(r"\b(?:recue?s?|reception\w*|receptionnee?|deposee?|depot)\b")
_PAYEE = re.compile(r"\b(?:payee?s?|paie\w*|paye|reglee?s?|reglement|virement|viree?|vire)\b")
_IMPAYEE = re.compile(
    r"\b(?:(?:toujours|encore) pas (?:ete )?(?:paye\w*|regle\w*)|(?:pas|jamais) (?:encore )?(?:ete )?(?:paye\w*|regle\w*)|impayee?|j'attends toujours)\b"
)
_JOUR_PROCHE = re.compile(r"\b(?P<jour>aujourd'hui|avant-hier|hier)\b")
DATE_ECRITE = re.compile(
    r"\b\d{1,2} ?(?:janvier|janv|fevrier|fev|mars|avril|mai|juin|juillet|juil|aout|septembre|sept|octobre|oct|novembre|nov|decembre|dec)\b|\b\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?\b"
)


_JOUR_MOIS = re.compile(
    r"(?<![\w/.-])(?P<j>\d{1,2})(?:[/.-](?P<m>\d{1,2})[/.-](?P<a>\d{4}|\d\d)(?![\d/.-])| ?(?P<mois>janv|fev|mars|avr|mai|juin|juil|aout|sept|oct|nov|dec)[a-z]*\b(?: (?P<an>20\d\d))?)"
)
_MOIS = ("janv", "fev", "mars", "avr", "mai", "juin", "juil", "aout", "sept", "oct", "nov", "dec")
_BISSEXTILE = 2024


def lire_jour_impossible(simple: str) -> str | None:
    """A day that no calendar has, as it is to be said back.

    >>> lire_jour_impossible("recue le 31/02/2026"), lire_jour_impossible("le 35 janvier"), lire_jour_impossible("le 29 fevrier")
    ('31/02/2026', '35/01', None)
    """
    for trouve in _JOUR_MOIS.finditer(simple):
        mois = int(trouve["m"]) if trouve["m"] else _MOIS.index(trouve["mois"]) + 1
        an = trouve["a"] or trouve["an"] or ""
        annee = int(an) + (2000 if len(an) == 2 else 0) if an else _BISSEXTILE
        try:
            date(annee, mois, int(trouve["j"]))
        except ValueError:
            return f"{int(trouve['j']):02}/{mois:02}{'/' + an if an else ''}"
    return None


def lire_duree(simple: str) -> Decimal | None:
    """The length of a contract, in months; what counts from the past is none."""
    for trouve in DUREE.finditer(simple):
        if _PAS_UNE_DUREE.search(simple[max(0, trouve.start() - 16) : trouve.start()]) or _NI_CELLE_CI.match(
            simple[trouve.end() :]
        ):
            continue
        combien = Decimal(1) if trouve["n"] in ("un", "une") else en_decimal(trouve["n"])
        if combien is None:
            continue
        if trouve["demi"]:
            combien += Decimal("0.5")
        mois = combien
        if trouve["unite"].startswith("an"):
            mois = combien * MOIS_PAR_AN
        elif trouve["unite"].startswith("sem"):
            mois = (combien * MOIS_PAR_AN / SEMAINES_PAR_AN).quantize(Decimal("0.1"))
        mois += Decimal(trouve["plus"] or 0)
        mois = mois.to_integral_value() if mois == mois.to_integral_value() else mois
        return mois if 0 < mois <= MOIS_MAX else None
    return None


def lire_retard(simple: str) -> int | None:
    """A payment's delay, in days."""
    if trouve := RETARD.search(simple):
        if trouve["rien"]:
            return 0
        unite = trouve["u"] or trouve["v"]
        jours = int(trouve["n"] or trouve["m"]) * (JOURS_PAR_MOIS if unite == "mois" else 7 if unite[0] == "s" else 1)
        return jours if jours <= RETARD_MAX else None
    return None


def lire_annee(simple: str, aujourdhui: date) -> int | None:
    """A year to come, when its rules may be others."""
    if L_AN_PROCHAIN.search(simple):
        return aujourdhui.year + 1
    annees = {int(trouve["an"]) for trouve in A_VENIR.finditer(simple)}
    annee = annees.pop() if len(annees) == 1 else None
    return annee if annee is not None and aujourdhui.year < annee <= aujourdhui.year + ANNEES_A_VENIR else None


def lire_jours(simple: str, texte: str, aujourdhui: date) -> dict[str, Any]:
    """The day of a letter, those of the receipt and of the payment of an invoice."""
    plie = plier(texte).texte
    lues = [lue for lue in lire_dates(plie, aujourdhui) if lue.jour]
    faits: dict[str, Any] = {}
    seul = seul_jour(simple, texte, aujourdhui)
    if seul is not None and vraisemblable(seul, aujourdhui):
        faits["notification"] = seul.isoformat()
    debut = 0
    for lue in lues:
        avant, jour = plie[debut : lue.debut], _passe(lue, aujourdhui)
        debut = lue.fin
        mots = [
            (trouve.start(), nom)
            for nom, motif in (("reception", _RECUE), ("paiement", _PAYEE))
            for trouve in motif.finditer(avant)
        ]
        if mots and vraisemblable(jour, aujourdhui):
            faits[max(mots)[1]] = jour.isoformat()
    if "reception" in faits and "paiement" not in faits and _IMPAYEE.search(simple):
        faits["paiement"] = aujourdhui.isoformat()
    return faits


def seul_jour(simple: str, texte: str, aujourdhui: date) -> date | None:
    """The only day that a text names; without a year, the last one that was."""
    lues = [lue for lue in lire_dates(plier(texte).texte, aujourdhui) if lue.jour]
    if len(lues) == 1:
        return _passe(lues[0], aujourdhui)
    if not lues and (proche := _JOUR_PROCHE.search(simple)):
        return aujourdhui - timedelta(days={"aujourd'hui": 0, "hier": 1, "avant-hier": 2}[proche["jour"]])
    return None


def vraisemblable(jour: date, aujourdhui: date) -> bool:
    """Whether a letter or an invoice can be of that day."""
    return aujourdhui - PASSE_MAX <= jour <= aujourdhui + AVENIR_MAX


def _passe(lue: DateLue, aujourdhui: date) -> date:
    if lue.annee_dite or lue.relative or lue.bas <= aujourdhui + SANS_ANNEE:
        return lue.bas
    return lue.bas.replace(year=lue.bas.year - 1, day=min(lue.bas.day, 28) if lue.bas.month == 2 else lue.bas.day)
