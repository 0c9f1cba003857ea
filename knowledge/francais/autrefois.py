"""Where a text tells of an earlier contract: "l'ancien, c'était trois lots et 120 000 € sur quatre ans, et là on repart à neuf"."""

from __future__ import annotations

import re
from collections.abc import Sequence

Zone = tuple[int, int]

_ARTICLE = r"(?:l'|le |la |les |notre |nos |mon |ma |mes |leur |leurs |cet? |cette )"
# What no contract was before: "le montant actuel", "la question précédente".
_NON = r"(?!montants?\b|budgets?\b|estimations?\b|questions?\b|enveloppes?\b|sommes?\b|chiffres?\b|prix\b|valeurs?\b|totaux\b|total\b|message\b|reponse\b|besoins?\b|annee\b)"
# An earlier contract, or what it bought, that the sentence is about: it stands first in its clause, or after "sur", "avec".
_D_AVANT = re.compile(
    rf"(?:(?:^|[,;:.!?(\n]|\b(?:mais|et|que|sur|dans|avec|pour|chez|avant|pendant)\b)[ ]*)"
    rf"(?P<d>(?:ancien|sortant|precedent|actuel)(?:ne|te|e|le)?(?= ?:)|{_ARTICLE}(?:(?:ancien|precedent|ex)(?:ne|te)?s?(?=[ ,:])(?! (?:ecoles?|batiments?|montants?|budgets?|mairie|hopital|halle|piscine|gymnase|usine|caserne|site)\b)"
    rf"|actuel(?:le)?s?(?=,? (?:c'etait|coute|coutait|dure|durait|etait|est a)\b)"
    rf"|{_NON}[a-z-]+ (?:{_NON}[a-z-]+ )?(?:actuel(?:le)?s?(?= (?:coute|dure|est a|etait|vaut|revient))|precedente?s?|sortante?s?|d'avant)\b))"
)
# A time that is over, for as long as the sentence tells of it.
_JUSQU_ICI = re.compile(
    r"\b(?:jusqu'ici|jusqu'a (?:present|maintenant)|jusque[ -]la|auparavant|autrefois|a l'epoque"
    r"|avant,? (?=(?:c'?etait|c ?t\b|ct\b|(?:on|nous|il|ca|y) (?:y )?(?:en )?(?:avai|etai|payai|faisai|prenai|coutai))))"
)
_L_AN_DERNIER = re.compile(
    r"(?<!comme )(?<!que )(?<!rapport a )\b(?:l'an (?:dernier|passe)|l'annee (?:derniere|passee|precedente)|la derniere fois|la fois (?:d'avant|precedente|derniere|passee))\b"
)
# Who comes back to what is bought now.
_ICI = re.compile(
    r"\b(?:mais|maintenant|aujourd'hui|desormais|dorenavant|cette fois|cette annee|ce coup|celui-ci|donc|du coup|ici"
    r"|la (?=(?:on|c'est|c|je|nous|ce|il|j'|ca)\b)|nouveau|nouvelle|prochaine?|celui-la|(?:on|je|nous) (?:en )?(?:part|passe|repart|prevoit|table|compte|vise|met|reprend|refait|fe|renouvelle|relance|veut|veux|voudrai[ts])"
    r"|prevoi[ts]?|prevu[es]*|(?:il )?(?:me |nous )?(?:faut|faudra))\b"
)
_CLAUSE = re.compile(rf"[,;:(] |\b(?:et|contre) |{_ICI.pattern}")
_UN_CHIFFRE = re.compile(
    r"\d|\b(?:deux|trois|quatre|cinq|six|sept|huit|neuf|dix|douze|vingt|trente|septante|cent|mille)\b"
)


def lire_autrefois(texte: str, phrases: Sequence[Zone]) -> tuple[Zone, ...]:
    """The stretches of a folded text, cut in sentences, that tell of an earlier contract.

    >>> def dire(texte):
    ...     return [texte[a:b] for a, b in lire_autrefois(texte, [(0, len(texte))])]
    >>> dire("l'ancien, c'etait trois lots et 120 000 € sur quatre ans, mais la on part sur deux")
    ["l'ancien, c'etait trois lots et 120 000 € sur quatre ans, "]
    >>> dire("l'an dernier on a paye 62 000, il en faut autant sur 3 ans"), dire("comme l'an dernier, 62 000")
    (['l\\'an dernier on a paye 62 000'], [])
    """
    zones: list[Zone] = []
    for debut, fin in phrases:
        phrase = texte[debut:fin]
        places = [(m.start("d"), m.end(), False) for m in _D_AVANT.finditer(phrase)]
        places += [(m.start(), m.end(), False) for m in _JUSQU_ICI.finditer(phrase)]
        places += [(m.start(), m.end(), True) for m in _L_AN_DERNIER.finditer(phrase)]
        for debut_dit, apres, une_clause in sorted(places):
            place = debut_dit
            ici = _ICI.search(phrase, apres)
            bout = len(phrase) if ici is None else ici.start()
            clause = max((m.end() for m in _CLAUSE.finditer(phrase, 0, place)), default=0)
            if une_clause and _UN_CHIFFRE.search(phrase, clause, place):
                # "80 000 l'an dernier": what it tells was just said.
                place, bout = clause, apres
            elif une_clause and (chiffre := _UN_CHIFFRE.search(phrase, apres, bout)):
                # What is told of a year ends with its clause.
                virgule = phrase.find(", ", chiffre.end(), bout)
                bout = bout if virgule < 0 else virgule
            zones.append((debut + place, debut + bout))
    return (*zones, *_recits(texte))


# "L'an dernier c'était un MAPA": told in the past, of a time that is named.
_NAGUERE = re.compile(
    r"\b(?:l'an (?:dernier|passe)|l'annee (?:derniere|passee)|(?:le|la|du|au|un|une) (?:\w{1,15} )?precedente?s?|la (?:derniere|premiere) fois|la fois d'avant|les fois d'avant"
    r"|(?:le|la|du|au) (?:dernier|derniere) (?:marche|contrat|consultation)|l'ancien(?:ne)?s?|avant|auparavant|jusqu'ici|jusqu'a present|autrefois|a l'epoque|en (?:20[01]\d|202[0-5]))\b"
)
_IMPARFAIT = re.compile(
    r"\b(?:c'etait|ct|etai(?:t|ent|ons)|avai(?:t|ent|s)|avions|faisai\w{1,3}|passai\w{1,3}|achetai\w{1,3}|prenai\w{1,3}|fut)\b"
)
_TEMPS = re.compile(rf"[.;!?\n]|{_ICI.pattern}|, (?:on|je|nous) \b")


def _recits(texte: str) -> tuple[Zone, ...]:
    """The stretches that tell of an earlier contract.

    >>> _recits("l'an dernier c'etait un mapa, cette fois un aoo"), _recits("comme l'an dernier, en mapa")
    (((0, 30),), ())
    """
    zones: list[Zone] = []
    debut = 0
    for m in [*_TEMPS.finditer(texte), None]:
        fin = len(texte) if m is None else m.start()
        if _NAGUERE.search(texte, debut, fin) and _IMPARFAIT.search(texte, debut, fin):
            zones.append((debut, fin))
        debut = fin if m is None else m.end()
    return tuple(zones)


__all__ = ["lire_autrefois"]
