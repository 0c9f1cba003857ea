"""Yes and no said by more than fixed words: what is delivered, hours of insertion, what is not decided yet."""

from __future__ import annotations

from knowledge.francais.motifs import lire_motifs
from knowledge.francais.texte import Plie
from knowledge.regles.faits import NON, OUI

_MOTIFS = lire_motifs(__file__)

Dit = tuple[str, int, int]


def livraisons(plie: Plie) -> list[Dit]:
    """What is said to be delivered, goods and never a work or a study.

    >>> from knowledge.francais.texte import plier
    >>> [[valeur for valeur, _, _ in livraisons(plier(t))] for t in ("bacs livrés lundi", "achat de livres", "site web livré en mai")]
    [['oui'], [], []]
    """
    dits: list[Dit] = []
    for m in _MOTIFS.livre.finditer(plie.texte):
        accentue = "é" in plie.mots(*m.span()).lower()
        gauche = plie.texte[max(0, m.start() - 60) : m.start()]
        if not (
            accentue or "ee" in m[0] or _MOTIFS.etre.search(gauche) or _MOTIFS.suite_de_livre.match(plie.texte, m.end())
        ):
            continue
        clause = _MOTIFS.fin.split(gauche)[-1]
        if _MOTIFS.remis.search(clause):
            continue
        dits.append((NON if _MOTIFS.nie.search(gauche) else OUI, *m.span()))
    return dits


def insertion(texte: str) -> list[Dit]:
    """Hours of insertion counted, or insertion made compulsory.

    >>> [bool(insertion(t)) for t in ("insertion : 900 h", "1 200 heures d'insertion", "chantier d'insertion")]
    [True, True, False]
    """
    return [
        (OUI, *m.span())
        for m in _MOTIFS.heures_d_insertion.finditer(texte)
        if not _MOTIFS.sans.search(texte, max(0, m.start() - 25), m.start())
    ]


def est_indecis(texte: str, debut: int, fin: int) -> bool:
    """Whether what stands there is said not to be decided yet.

    >>> textes = ("allotissement pas encore decide", "on ne sait pas si on allotit", "allotissement prevu")
    >>> [est_indecis(t, t.index("allot"), t.index("allot") + 7 + 6 * ("ment" in t)) for t in textes]
    [True, True, False]
    """
    return bool(
        _MOTIFS.indecis_avant.search(texte, max(0, debut - 70), debut)
        or _MOTIFS.indecis_apres.match(texte[fin : fin + 50])
    )
