"""Headcounts, and shares of them or of a contract."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from knowledge.ligne_directe.faits.montants import AVENANT, est_deja_fait
from knowledge.ligne_directe.faits.sortes import ENTIER_MAX

GENS = r"(?:salarie\w*|travailleurs?|employe\w*|personnes?|gars|ouvriers?|compagnons?|collaborateurs?|etp\b|emplois?\b|mecs|bonhommes|tetes|associe\w*|agents?\b|techniciens?|peintres|macons|apprentis?|dans (?:la|ma|notre) (?:boite|societe|entreprise))"
EFFECTIF = re.compile(
    rf"(?<![\w/.,-])(?P<n>\d{{1,6}}) ?{GENS}"
    r"|\b(?:je suis|on est|on etait|on sera|on serait|nous etions|nous serions|nous serons|nous sommes|on n'est que|on est que|on bosse a|on tourne a|sommes|etions|boite de|equipe de|entreprise de|structure de|atelier de|effectifs?(?: de| est de| :)?|j'emploie|on emploie|nous employons)(?: (?:environ|a peu pres|seulement|plus que|bien|donc|toujours|plutot|finalement|exactement|juste|en fait)){0,2} (?P<m>\d{1,6})\b(?![.,/]\d)(?! ?(?:€|eur|euros|mois|ans|jours?|j\b|k\b|ht|ttc|%|eme|er\b|e\b|h\b|heures|sur \d|janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre))"
)
_PAS_UN_EFFECTIF = re.compile(
    r"(?:moins de|plus de|sous(?: les)?|depass\w{0,12}(?: les)?|au-dela de|au-dessus de|en dessous de|entre \d{1,5} et|inferieur a|superieur a|de \d{1,5} a|jusqu'a|recrut\w{0,12}|embauch\w{0,12}) ?$"
)
_AVANT = 60
# Of whom a headcount is, earlier in the same clause: another firm's is not ours, nor is that of several together.
_D_UN_AUTRE = re.compile(
    r"\b(?:l'autre|les autres|une? autre|ils? (?:sont|ont|est|a)|elles? (?:sont|ont|est|a)|eux|lui|(?:mon|ma|mes|notre|nos|le|la|les|une?|leurs?) (?:co-?traitante?s?|partenaires?|sous-?traitants?|mandataires?|concurrents?|clients?|fournisseurs?|acheteurs?|mairie|metropole|maison mere|filiales?))\b(?:(?!\b(?:j'ai|on a|on est|nous avons|nous sommes|je suis)\b).)*$"
)
_A_PLUSIEURS = re.compile(r"\b(?:groupement|ensemble|a (?:nous )?(?:deux|2|trois|3|tous))\b")
_CLAUSE = re.compile(r"[,.;:!?]| (?:mais|et|nous|moi) ")
SEUL = re.compile(
    r"\b(?:je suis (?:tout |toute )?seule?|suis seule?|je bosse seule?|je travaille seule?|tout seul|toute seule|sans salarie|aucun salarie|pas de salarie|(?:zero|0) salarie|auto-?entrepreneu\w*|micro-?entrepr\w*|freelance|independante?)\b"
)
BORNE = re.compile(r"(?:on est |nous sommes |j'en ai )?(?P<sens>moins|plus) de (?P<n>\d{1,5})(?: " + GENS + ")?")
POURCENT = re.compile(r"(?<![\w.,])(?P<n>\d{1,3}(?:[.,]\d{1,2})?) ?(?:%|pour ?cents?\b|pourcents?\b)")
# The rates of the mainland (those of overseas are not applied here); a rate is of the VAT when it says so.
_TAUX_DE_TVA = frozenset(map(Decimal, ("20", "10", "5.5", "2.1")))
TVA = re.compile(
    r"\b(?:tva|taxes?)(?: (?:est|a|de|au|taux|reduite?|intermediaire|normale?|:|applicable|serait|sera|c'est)){0,4} ?(?:d')?(?P<n>\d{1,2}(?:[.,]\d{1,2})?) ?(?:%|pour ?cents?\b)?(?![\w.,]?\d)|(?P<m>\d{1,2}(?:[.,]\d{1,2})?) ?(?:%|pour ?cents?) (?:de |comme )?(?:taux de )?tva\b"
)
_PROTEGES = re.compile(r"\b(?:handicap\w*|rqth|defavoris\w*|en insertion|travailleurs|proteges?)\b")
_TANT_SUR_TANT = re.compile(
    r"(?<![\w/.,])(?P<n>\d{1,5}) (?:[a-z]+ ){0,4}(?:sur|/) (?:[a-z]+ ){0,3}(?P<sur>\d{1,5})\b(?! ?(?:mois|ans|€|euros))"
)
# "45 dont 20 handicapés".
_DONT = re.compile(r"(?<![\w/.,-])(?P<sur>\d{1,5}) (?:[a-z]+ ){0,3}dont (?P<n>\d{1,5})\b")


TAUX_BCE_MAX = 20
# "bce + 8" says what the law adds to it, "bce en 2026" a year.
_TAUX_BCE = re.compile(
    r"\b(?:bce|banque centrale)\b(?:(?!\bplus\b|\bmajor|\baugment|\bpoints?\b)[^+?!;\d]){0,40}?"
    r"(?:(?<=a )|(?<=de )|(?<=est )|(?<=soit )|(?<=: )|(?<== )|(?<=bce )|(?=\d+,\d|\d+ ?%))"
    r"(?P<n>\d{1,2}(?:[.,]\d{1,3})?)(?![\w/]| ?(?:points?|jours?|j|euros?|€|ans?|mois)\b)"
)


def lire_effectif(simple: str) -> int | None:
    """How many people the firm says it employs; 0 for one person alone."""
    for trouve in EFFECTIF.finditer(simple):
        nombre = int(trouve["n"] or trouve["m"])
        avant = simple[max(0, trouve.start() - _AVANT) : trouve.start()]
        if nombre >= ENTIER_MAX or _PAS_UN_EFFECTIF.search(avant[-24:]):
            continue
        clause = _CLAUSE.split(avant)[-1]
        d_un_autre = trouve["n"] is not None and _D_UN_AUTRE.search(clause)
        if not d_un_autre and not _A_PLUSIEURS.search(clause):
            return nombre
    return 0 if SEUL.search(simple) else None


def lire_tva(simple: str) -> str | None:
    """The rate of VAT that a text says, in percent; None for one that is not applied on the mainland."""
    dits = {Decimal((trouve["n"] or trouve["m"]).replace(",", ".")) for trouve in TVA.finditer(simple)}
    taux = dits.pop() if len(dits) == 1 else None
    return str(taux) if taux in _TAUX_DE_TVA else None


def lire_taux_bce(simple: str) -> str | None:
    """The rate of the European Central Bank that a text says, in percent; None when it says none, or several.

    >>> lire_taux_bce("si le taux de la bce est a 2,4 %"), lire_taux_bce("la bce + 8 points"), lire_taux_bce("la bce en 2026")
    ('2.4', None, None)
    """
    dits = {Decimal(trouve["n"].replace(",", ".")) for trouve in _TAUX_BCE.finditer(simple)}
    taux = dits.pop() if len(dits) == 1 else None
    return None if taux is None or taux > TAUX_BCE_MAX else str(taux)


def lire_parts(simple: str) -> dict[str, Any]:
    """The share of workers who count for a status, or that of an amendment, in percent."""
    simple = TVA.sub(" ", simple)
    proteges = _PROTEGES.search(simple) is not None
    if trouve := POURCENT.search(simple):
        if proteges:
            return {"part_pct": trouve["n"].replace(",", ".")}
        return _parts_des_avenants(simple) if AVENANT.search(simple) else {}
    if (
        (tant := _TANT_SUR_TANT.search(simple) or (_DONT.search(simple) if proteges else None))
        and 0 <= int(tant["n"]) <= int(tant["sur"]) > 0
        and (proteges or tant[0] == simple.strip(" .!?"))
    ):
        return {"part_pct": str((Decimal(tant["n"]) * 100 / Decimal(tant["sur"])).quantize(Decimal("0.1")))}
    return {}


def _parts_des_avenants(simple: str) -> dict[str, Any]:
    """The first share is of the amendment that is thought of; those made before add up."""
    trouves = list(POURCENT.finditer(simple))
    faits: dict[str, Any] = {}
    avant = Decimal(0)
    for rang, trouve in enumerate(trouves):
        debut = trouves[rang - 1].end() if rang else 0
        fin = trouves[rang + 1].start() if rang + 1 < len(trouves) else len(simple)
        part = trouve["n"].replace(",", ".")
        if est_deja_fait(simple[debut : trouve.start()], simple[trouve.end() : fin]):
            avant += Decimal(part)
        else:
            faits.setdefault("avenant_pct", part)
    return faits | ({"avenant_avant_pct": str(avant)} if avant else {})
