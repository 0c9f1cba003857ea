"""Where a text tells of an earlier contract: "l'ancien, c'était trois lots et 120 000 € sur quatre ans, et là on repart à neuf"."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.francais.motifs import lire_motifs

Zone = tuple[int, int]

_MOTIFS = lire_motifs(__file__)


def lire_autrefois(texte: str, phrases: Sequence[Zone]) -> tuple[Zone, ...]:
    """The stretches of a folded text, cut in sentences, that tell of an earlier contract.

    >>> def dire(texte):
    ...     return [texte[a:b] for a, b in lire_autrefois(texte, [(0, len(texte))])]
    >>> dire("l'ancien, c'etait trois lots et 120 000 € sur quatre ans, mais la on part sur deux")
    ["l'ancien, c'etait trois lots et 120 000 € sur quatre ans, "]
    >>> dire("l'an dernier on a paye 62 000, il en faut autant sur 3 ans"), dire("comme l'an dernier, 62 000")
    (["l'an dernier on a paye 62 000"], [])
    """
    zones: list[Zone] = []
    for debut, fin in phrases:
        phrase = texte[debut:fin]
        places = [(m.start("d"), m.end(), False) for m in _MOTIFS.d_avant.finditer(phrase)]
        places += [(m.start(), m.end(), False) for m in _MOTIFS.jusqu_ici.finditer(phrase)]
        places += [(m.start(), m.end(), True) for m in _MOTIFS.l_an_dernier.finditer(phrase)]
        for debut_dit, apres, une_clause in sorted(places):
            place = debut_dit
            ici = _MOTIFS.ici.search(phrase, apres)
            bout = len(phrase) if ici is None else ici.start()
            clause = max((m.end() for m in _MOTIFS.clause.finditer(phrase, 0, place)), default=0)
            if une_clause and _MOTIFS.un_chiffre.search(phrase, clause, place):
                # "80 000 l'an dernier": what it tells was just said.
                place, bout = clause, apres
            elif une_clause and (chiffre := _MOTIFS.un_chiffre.search(phrase, apres, bout)):
                # What is told of a year ends with its clause.
                virgule = phrase.find(", ", chiffre.end(), bout)
                bout = bout if virgule < 0 else virgule
            zones.append((debut + place, debut + bout))
    return tuple(dict.fromkeys((*zones, *_recits(texte))))


def _recits(texte: str) -> tuple[Zone, ...]:
    """The stretches that tell of an earlier contract.

    >>> _recits("l'an dernier c'etait un mapa, cette fois un aoo"), _recits("comme l'an dernier, en mapa")
    (((0, 30),), ())
    """
    zones: list[Zone] = []
    debut = 0
    for m in [*_MOTIFS.temps.finditer(texte), None]:
        fin = len(texte) if m is None else m.start()
        if _MOTIFS.naguere.search(texte, debut, fin) and _MOTIFS.imparfait.search(texte, debut, fin):
            zones.append((debut, fin))
        debut = fin if m is None else m.end()
    return tuple(zones)


__all__ = ["lire_autrefois"]
