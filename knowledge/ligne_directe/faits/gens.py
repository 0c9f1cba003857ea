"""Headcounts, and shares of them or of a contract."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from knowledge.ligne_directe.faits.montants import AVENANT
from knowledge.ligne_directe.faits.sortes import ENTIER_MAX

GENS = r"(?:salarie\w*|employe\w*|personnes?|gars|ouvriers?|compagnons?|collaborateurs?|etp\b|emplois?\b|mecs|bonhommes|tetes|associe\w*|agents?\b|techniciens?|peintres|macons|apprentis?|dans (?:la|ma|notre) (?:boite|societe|entreprise))"
EFFECTIF = re.compile(
    rf"(?<![\w/.,-])(?P<n>\d{{1,6}}) ?{GENS}"
    r"|\b(?:je suis|on est|on etait|on sera|on serait|nous etions|nous serions|nous serons|nous sommes|on n'est que|on est que|on bosse a|on tourne a|sommes|etions|boite de|equipe de|entreprise de|structure de|atelier de|effectifs?(?: de| est de| :)?|j'emploie|on emploie|nous employons)(?: environ| a peu pres| seulement| plus que)? (?P<m>\d{1,6})\b(?![.,/]\d)(?! ?(?:€|eur|euros|mois|ans|jours?|j\b|k\b|ht|ttc|%|eme|er\b|e\b|h\b|heures|sur \d|janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre))"
)
_PAS_UN_EFFECTIF = re.compile(
    r"(?:moins de|plus de|sous(?: les)?|depass\w*(?: les)?|au-dela de|au-dessus de|en dessous de|entre \d{1,5} et|inferieur a|superieur a|de \d{1,5} a|jusqu'a|recrut\w*|embauch\w*) ?$"
)
SEUL = re.compile(
    r"\b(?:je suis (?:tout |toute )?seule?|suis seule?|je bosse seule?|je travaille seule?|tout seul|toute seule|sans salarie|aucun salarie|pas de salarie|(?:zero|0) salarie|auto-?entrepreneu\w*|micro-?entrepr\w*|freelance|independante?)\b"
)
BORNE = re.compile(r"(?:on est |nous sommes |j'en ai )?(?P<sens>moins|plus) de (?P<n>\d{1,5})(?: " + GENS + ")?")
POURCENT = re.compile(r"(?<![\w.,])(?P<n>\d{1,3}(?:[.,]\d{1,2})?) ?(?:%|pour ?cents?\b|pourcents?\b)")
_PROTEGES = re.compile(r"\b(?:handicap\w*|rqth|defavoris\w*|en insertion|travailleurs|proteges?)\b")
_TANT_SUR_TANT = re.compile(
    r"(?<![\w/.,])(?P<n>\d{1,5}) (?:[a-z]+ ){0,4}(?:sur|/) (?:[a-z]+ ){0,3}(?P<sur>\d{1,5})\b(?! ?(?:mois|ans|€|euros))"
)


def lire_effectif(simple: str) -> int | None:
    """How many people the firm says it employs; 0 for one person alone."""
    for trouve in EFFECTIF.finditer(simple):
        nombre = int(trouve["n"] or trouve["m"])
        if nombre < ENTIER_MAX and not _PAS_UN_EFFECTIF.search(simple[max(0, trouve.start() - 24) : trouve.start()]):
            return nombre
    return 0 if SEUL.search(simple) else None


def lire_parts(simple: str) -> dict[str, Any]:
    """The share of workers who count for a status, or that of an amendment, in percent."""
    proteges = _PROTEGES.search(simple) is not None
    if trouve := POURCENT.search(simple):
        nom = "part_pct" if proteges else "avenant_pct" if AVENANT.search(simple) else None
        return {} if nom is None else {nom: trouve["n"].replace(",", ".")}
    if (
        (tant := _TANT_SUR_TANT.search(simple))
        and 0 <= int(tant["n"]) <= int(tant["sur"]) > 0
        and (proteges or tant[0] == simple.strip(" .!?"))
    ):
        return {"part_pct": str((Decimal(tant["n"]) * 100 / Decimal(tant["sur"])).quantize(Decimal("0.1")))}
    return {}
