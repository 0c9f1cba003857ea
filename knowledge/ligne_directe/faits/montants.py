"""Amounts of money, and what each is of: a contract, an invoice, a turnover, an amendment."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from knowledge.francais.nombres import EN_UN_MOT
from knowledge.ligne_directe.faits.nombres import en_decimal
from knowledge.ligne_directe.faits.sortes import MONTANT_MAX, MONTANT_MIN
from knowledge.ligne_directe.faits.totaux import (
    Montant,
    dire_une_somme,
    lire_le_total,
    se_complete,
    se_repetent,
    termes_d_une_somme,
)

SOMME = re.compile(
    r"(?<![\w/.,-])(?<!moins )(?P<n>\d{1,15}(?:[.,]\d{1,2})?)(?![\w/.,-]?\d)(?P<u>(?: ?(?:€|eur\b|euros?\b|e\b|balles\b)){0,3})(?: ?(?:en |d')?(?P<t>ht|h\.t|hors[ -]taxes?|ttc|t\.t\.c|toutes taxes)\b)?"
)
_AUTRE_UNITE = re.compile(
    r"^ ?(?:m2|m²|metres?|ml|km|kilometres?|heures?|h|jours?|j|mois|ans?|annees?|semaines?|salarie\w*|employe\w*|personnes?|gars|ouvriers?|compagnons?|collaborateurs?|habitants?|repas|eleves?|arbres|pages?|exemplaires|unites?|pieces?|etp|clermont\w*|paris|lyon|kg|tonnes?|%|°|km2|kwh|mwh|logements?)(?![a-z])"
)
_PAS_UN_MONTANT = re.compile(
    r"(?:siret|siren|article|art\.?|n°|numero|code postal|cp|tel|telephone|bp|rcs|ref|reference) ?:? ?$"
)
_ANNEE = re.compile(r"(?:19|20)\d\d")
TTC = re.compile(r"\b(?:ttc|t\.t\.c|toutes taxes)\b")
_HT = re.compile(r"\b(?:ht|h\.t|hors[ -]taxes?)\b")
# What stands around an amount says of what it is; the last words before it win.
_AUTOUR = 60
_JUSQU_AU_NOMBRE = r"(?:(?!\b(?:marche|contrat|lot|chantier|commande|sur)\b)[^\d;?!]){0,40}$"
_CA_AVANT = re.compile(
    rf"(?:\b(?:mon|notre|de|un|le|du|son|votre|leur|en|au) ca\b|^ ?ca annuel|\bchiffres? d'affaires?){_JUSQU_AU_NOMBRE}"
)
_CA_APRES = re.compile(r"^ ?(?:de |d'|en |pour |comme )?(?:ca\b|chiffres? d'affaires?)")
AVENANT = re.compile(
    r"\b(?:avenants?|modifi\w*|modification|augment\w*|hausse|rallonge|supplement\w*|plus[- ]value|en plus)\b"
)
_AVENANT_AVANT = re.compile(
    rf"\b(?:avenants?|modif\w*|augment\w*|hausse|rallonge|supplement\w*|plus[- ]value|en plus){_JUSQU_AU_NOMBRE}"
)
_AVENANT_APRES = re.compile(
    r"^ ?(?:de |d')?(?:travaux |prestations? )?(?:en plus|supplementaires?|avenant|augmentation|de plus|rallonge)\b"
)
# An amendment that was made already, rather than the one that is thought of: what its own clause says.
_DEJA_AVANT = re.compile(
    r"\b(?:deja|precedente?s?|anterieure?s?|premiere?s?|1ere?|1er|auparavant|autre|avait|avaient|avions|a (?:eu|signe|fait)|ont (?:eu|signe|fait))\b[^\d.;?!]{0,40}$"
)
_DEJA_APRES = re.compile(
    r"^(?:(?!\b(?:marche|contrat|lot|chantier|sur|pour)\b)[^\d.;,?!]){0,40}\b(?:avant(?! (?:(?:la|le|les|que|de|un|une|mon|notre|fin)\b|[ld]'))|deja|auparavant|precedemment|anterieur\w*|l'an dernier)\b"
)
# "un avenant de 8 000 et un autre de 9 000": the second is one too.
_AVENANT_ENCORE = re.compile(
    r"^ ?(?:,|et|puis|\+|plus|,? ?et)? ?(?:deja |encore )?(?:(?:un|le) )?(?:autre|second|deuxieme|2e|2eme|troisieme|premier|1er)?(?: ?de)? ?$"
)
_COMBIEN_D_AVENANTS = re.compile(
    r"\b(?P<n>[2-9]|deux|trois|quatre|cinq|six) (?:autres |premiers |derniers )?(?:avenants?|modifications?|rallonges?|hausses?)[^\d;?!]{0,24}$"
)
_FACTURE_AVANT = re.compile(rf"\bfactures?{_JUSQU_AU_NOMBRE}")
_FACTURE_APRES = re.compile(r"^ ?(?:de |d'|en )?(?:factur\w+)")
_MARCHE_AVANT = re.compile(r"\b(?:marche|contrat|lot|chantier|commande|initial)\b[^\d;?!]{0,40}$")
_EXIGE = re.compile(r"\b(?:demand\w*|exig\w*|reclam\w*|impos\w*|il faut|faut|minimum|requis\w*|veulent|veut)\b")
_PROPRE = re.compile(
    r"\b(?:je fais|on fait|nous faisons|j'ai|on a|nous avons|mon|notre|je realise|on realise|avec|je suis a|on est a|je tourne a|on tourne a)\b"
)
_TVA_APRES = re.compile(r"^ ?(?:de |d')tva\b")
_CORRIGE = re.compile(r"\b(?:non|pardon|plutot|en fait|erreur|desole|oups|euh|je me suis trompe|enfin)\b")


def lire_montants(simple: str) -> dict[str, Any]:
    """The amounts of a text, each by what it is of; none when several that differ are of the same thing."""
    sommes = _sommes(simple)
    faits: dict[str, Any] = _du_contrat(simple, sommes)
    faits |= _des_avenants(sommes)
    for de in ("facture", "ca"):
        valeurs = {(somme.valeur, somme.taxe) for somme in sommes if somme.de == de}
        if len(valeurs) != 1:
            continue
        valeur, taxe = valeurs.pop()
        if de == "facture":
            faits["facture_ht" if taxe == "ht" else "facture_ttc"] = str(valeur)
        else:
            faits["ca"] = str(valeur)
    if "ca" in faits and (de_qui := "exige" if _EXIGE.search(simple) else "propre" if _PROPRE.search(simple) else None):
        faits["ca_de"] = de_qui
    return faits


def _des_avenants(sommes: list[Montant]) -> dict[str, Any]:
    """The amendment that is thought of, and those made before: several that differ add up, for the law counts them together."""
    faits: dict[str, Any] = {}
    for de, nom in (("avenant", "avenant_montant"), ("avenant_avant", "avenant_avant")):
        taxes = {somme.taxe for somme in sommes if somme.de == de}
        # "9 000 HT, soit 10 800 TTC" is one amount.
        les_leurs = [somme for somme in sommes if somme.de == de and (taxes != {"ht", "ttc"} or somme.taxe == "ht")]
        # An amount said again is no other amendment, unless it was made before.
        valeurs = (
            [somme.valeur for somme in les_leurs] if de == "avenant_avant" else {somme.valeur for somme in les_leurs}
        )
        if valeurs:
            faits[nom] = str(sum(valeurs, Decimal(0)))
    return faits


def _du_contrat(simple: str, sommes: list[Montant]) -> dict[str, Any]:
    """The amount of the contract, and how it makes the whole."""
    if not AVENANT.search(simple) and (termes := termes_d_une_somme(simple, sommes)):
        return dire_une_somme(simple, termes)
    contrat = [somme for somme in sommes if somme.de == "marche"] or [somme for somme in sommes if not somme.de]
    # "66 667 HT, soit 80 000 TTC" is one amount; the one before tax needs no assumption.
    if {somme.taxe for somme in contrat} == {"ht", "ttc"}:
        contrat = [somme for somme in contrat if somme.taxe == "ht"]
    if len({somme.valeur for somme in contrat}) != 1 or se_repetent(simple, contrat):
        return {} if len(contrat) < 2 else {"a_totaliser": "sommes"}
    somme = contrat[-1]
    faits = {"montant_ttc" if somme.taxe == "ttc" else "montant_ht": str(somme.valeur)}
    if somme.taxe == "ht":
        faits["taxe"] = "ht"
    if se_complete(simple, somme, sommes) and not AVENANT.search(simple):
        faits["a_totaliser"] = "sommes"
    return faits | lire_le_total(simple, somme)


def petite_somme(simple: str) -> Decimal | None:
    """The amount of an invoice may be one that no contract has."""
    valeurs = {en_decimal(trouve["n"]) for trouve in SOMME.finditer(simple) if trouve["u"] or trouve["t"]}
    valeur = valeurs.pop() if len(valeurs) == 1 else None
    return valeur if valeur is not None and plausible("facture", valeur) else None


def plausible(nom: str, montant: Decimal) -> bool:
    """Whether the fact `nom` can be worth so many euros: an invoice can be of a few, a contract cannot."""
    return (montant > 0 if nom.startswith("facture") else montant >= MONTANT_MIN) and montant < MONTANT_MAX


def _sommes(simple: str) -> list[Montant]:
    trouves = [trouve for trouve in SOMME.finditer(simple) if _est_une_somme(trouve, simple)]
    sommes: list[Montant] = []
    for rang, trouve in enumerate(trouves):
        debut = trouves[rang - 1].end() if rang else 0
        fin = trouves[rang + 1].start() if rang + 1 < len(trouves) else len(simple)
        avant = simple[max(debut, trouve.start() - _AUTOUR) : trouve.start()]
        apres = simple[trouve.end() : min(fin, trouve.end() + _AUTOUR)]
        if sommes and _CORRIGE.search(avant):
            sommes.pop()
        taxe = _taxe(trouve["t"]) or (
            ("ttc" if TTC.search(simple) else "ht" if _HT.search(simple) else "") if len(trouves) == 1 else ""
        )
        valeur = en_decimal(trouve["n"])
        de = _de_quoi(avant, apres)
        if not de and sommes and sommes[-1].de.startswith("avenant") and _AVENANT_ENCORE.match(avant):
            de = "avenant"
        if de == "avenant" or (not de and AVENANT.search(simple) and _DEJA_AVANT.search(avant)):
            de = "avenant_avant" if est_deja_fait(avant, apres) else "avenant"
            if valeur is not None and (combien := _COMBIEN_D_AVENANTS.search(avant)):
                valeur *= EN_UN_MOT.get(combien["n"]) or int(combien["n"])
        if valeur is not None and plausible(de, valeur):
            sommes.append(Montant(valeur, taxe, de, trouve.start(), trouve.end()))
    return sommes


def est_deja_fait(avant: str, apres: str) -> bool:
    """Whether what stands around an amendment says that it was made already.

    >>> est_deja_fait(", deja un avenant de ", " avant"), est_deja_fait("on veut un avenant de ", " sur ")
    (True, False)
    """
    return _DEJA_AVANT.search(avant) is not None or _DEJA_APRES.match(apres) is not None


def _est_une_somme(trouve: re.Match[str], simple: str) -> bool:
    avant, apres = simple[max(0, trouve.start() - 16) : trouve.start()], simple[trouve.end() : trouve.end() + 24]
    entier = trouve["n"].split(".")[0].split(",")[0]
    if _PAS_UN_MONTANT.search(avant):
        return False
    if trouve["u"].strip() == "e" and len(entier) < 3:
        return False
    if trouve["u"] or trouve["t"]:
        return True
    grand = 4 <= len(entier) <= 11 and not entier.startswith("0")
    return grand and not _ANNEE.fullmatch(trouve["n"]) and _AUTRE_UNITE.match(apres) is None


def _taxe(dite: str | None) -> str:
    return "" if dite is None else "ttc" if dite.startswith("t") else "ht"


def _de_quoi(avant: str, apres: str) -> str:
    if _TVA_APRES.match(apres):
        return "tva"
    if _CA_APRES.match(apres) or _CA_AVANT.search(avant):
        return "ca"
    if _AVENANT_APRES.match(apres) or _AVENANT_AVANT.search(avant):
        return "avenant"
    if _FACTURE_APRES.match(apres) or _FACTURE_AVANT.search(avant):
        return "facture"
    return "marche" if _MARCHE_AVANT.search(avant) else ""
