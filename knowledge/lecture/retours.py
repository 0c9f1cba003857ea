"""Whether a purchase comes again: how often it is told to, or that it does not."""

from __future__ import annotations

import re

from knowledge.francais.contexte import Contexte, est_nie
from knowledge.regles.faits import NON, OUI

Dit = tuple[str, int, int]

_N = r"(?:\d{1,2}|deux|trois|quatre|cinq|six|huit)"
_MOIS = r"(?:janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre)"
_TOUS = r"(?:(?:tou(?:s|t|te|tes)|ts|tt|ttes) les|tou les?)"
# Once a year or less often: so a contract comes again, as what is done in it does not.
_RARE = re.compile(
    rf"\b(?:{_TOUS} (?:(?:{_N} )?an(?:s|nees)?|(?:debuts?|fins?) d'annees?|etes?|hivers?|printemps|automnes?|rentrees?|saisons?|noels?|mandats?|{_MOIS})"
    rf"|(?:a )?chaque (?:(?:{_N} )?ans?|annee|ete|hiver|printemps|automne|rentree|saison|noel|edition|echeance|mandat|fin (?:de|du) (?:marche|contrat|annee)|fin d'annee|mois de {_MOIS}|{_MOIS})"
    r"|every year|d'annee en annee|d'une annee sur l'autre)\b"
)
_SOUVENT = re.compile(
    rf"\b(?:{_TOUS} (?:{_N} )?(?:mois|trimestres?|semestres?)|(?:a )?chaque (?:fois|mois|trimestre|semestre))\b"
)
# What is done again with a purchase.
_REFAIRE = re.compile(
    r"\b(?:re(?:vien|fai|fera|lanc|nouvel|ach[ea]t|pass(?!age)|com{1,2}and|condui|part)\w*|rach[ea]t\w*|se fait|s'achete|(?:on|nous|j'|je) ?(?:en )?(?:prends?|prenons|achet\w+|command\w+))\b"
)
_SE_REVIENT = re.compile(
    r"\b(?:marches?|achats?|contrats?|besoins?|commandes?|prestations?) qui (?:revien\w+|se repetent?|se repete)\b(?! a \d)"
    r"|\b(?:revien(?:t|nent|dra)|se (?:relance|refait|repete|renouvelle)|re(?:part|lance|fait|passe|nouvelle)) (?:systematiquement|toujours|sans (?:cesse|arret)|a (?:l')?echeance|a la fin|continuellement|en permanence)\b"
)
_NE_REVIENT_PAS = re.compile(
    r"\b(?:ne |n')?(?:l'|le |la |les |se )?(?:refai(?:t|sons)|referai?|refera|referons|revien(?:t|dra)|renouvellera?|reproduira?|rachetera?) (?:pas|plus|jamais)\b(?! (?:tou|chaque|souvent))"
    r"|\bqu'une (?:seule )?fois\b(?! par)|\bune (?:seule )?fois (?:et|, ?) ?(?:c'est tout|(?:puis )?basta|puis c'est|point|on n'en parle|c'est fini)"
    # "Fournitures, une fois": a clause of its own, where no renewal is counted.
    r"|(?:^|(?<!ble)(?<!ion)(?<!ions)(?<!ans)[,;.:] )une (?:seule )?(?:fois|commande)(?= ?(?:$|[.!]))"
)
# By the year, after an amount: it is paid so.
_APRES_UN_PRIX = re.compile(r"(?:€|\beuros?|\bht|\bttc|\bke|\bk|\d) {0,2}$")
_CLAUSE = re.compile(r"[^,;.:!?\n()]*")
_AVANT = 60


def lire(texte: str, contexte: Contexte) -> list[Dit]:
    """What a folded text says of it: (oui or non, start, end).

    >>> from knowledge.francais.contexte import lire_contexte
    >>> [[dit for dit, _, _ in lire(t, lire_contexte(t))] for t in ("on le refait chaque ete", "livre chaque mois", "30 000 ht tous les ans", "on ne le refera pas")]
    [['oui'], [], [], ['non']]
    """
    dits: list[Dit] = [(NON, *m.span()) for m in _NE_REVIENT_PAS.finditer(texte)]
    dits += [(OUI, *m.span()) for m in _SE_REVIENT.finditer(texte) if not est_nie(texte, m.start())]
    for motif, seul in ((_RARE, True), (_SOUVENT, False)):
        for m in motif.finditer(texte):
            refait = _refait(texte, m.start(), m.end())
            paye = _APRES_UN_PRIX.search(texte, max(0, m.start() - 10), m.start()) is not None
            if (refait or (seul and not paye)) and not _est_refuse(texte, m.start()):
                dits.append((OUI, *m.span()))
    return [dit for dit in dits if not (contexte.en_question(dit[1]) or contexte.en_definition(dit[1]))]


_ON_REFAIT = re.compile(
    rf"\b(?!(?:je|nous) re(?:vien|ven|part))(?:on|nous|je|ca|cela|il|elle|faudra|va|vais) (?:le |la |les |l'|y )?{_REFAIRE.pattern}(?! a \d)"
)


def se_refait(texte: str) -> bool:
    """Whether a folded answer says that it is done again, in no words of how often: "on le refait", "ça revient"."""
    m = _ON_REFAIT.search(texte)
    return m is not None and not re.match(r" (?:pas|plus|jamais)\b", texte[m.end() :])


def est_une_premiere(texte: str) -> bool:
    """Whether a folded answer says that it was never bought before, which is no habit: "c'est la première fois".

    >>> est_une_premiere("1re edition"), est_une_premiere("la premiere fois c'etait en 2018, puis chaque annee")
    (True, False)
    """
    return _PREMIERE.search(texte) is not None and _RARE.search(texte) is None


_PREMIERE = re.compile(r"\b(?:premiere|1ere|1re) (?:fois|edition)\b")


def _refait(texte: str, debut: int, fin: int) -> bool:
    """Whether the clause of a rhythm says that something is done again."""
    avant = re.split(r"[,;.:!?\n()]", texte[max(0, debut - _AVANT) : debut])[-1]
    apres = _CLAUSE.match(texte, fin)
    return _REFAIRE.search(avant) is not None or (apres is not None and _REFAIRE.search(apres[0]) is not None)


def _est_refuse(texte: str, debut: int) -> bool:
    """Whether a rhythm is denied, or what was said of it: "pas tous les ans", "je n'ai jamais dit que ça revenait"."""
    return est_nie(texte, debut) or _DEMENTI.search(texte, max(0, debut - _AVANT), debut) is not None


_DEMENTI = re.compile(
    r"\b(?:pas|jamais|ne|n') ?(?:dit|dis|ecrit|parle|pretendu|veut dire|reviens?t?|refait|fait)\b[^,;.:!?\n]{0,40}$"
    r"|\b(?:pas|plus|jamais) $"
)
