"""A purchase that is cut, told without the word of lots: "on coupe en deux : nord 70 sud 62"."""

from __future__ import annotations

from knowledge.francais.motifs import lire_motifs

_MOTIFS = lire_motifs(__file__)


def en_lots(texte: str) -> str:
    """The text with the word: what is cut is cut in lots, and those that are told one after the other are a list.

    >>> en_lots("on coupe en 2 : nord 70 sud 62")
    '2 lots : nord 70, sud 62'
    >>> en_lots("on divise en trois"), en_lots("on paie en deux fois")
    ('trois lots', 'on paie en deux fois')
    """
    # "Le lot 1, on le coupe en deux" is of that lot.
    coupe = texte if _MOTIFS.lot.search(texte) else _MOTIFS.en_coupe.sub(lambda dit: f"{dit['n']} lots", texte)
    return _MOTIFS.a_la_file.sub(
        lambda dit: f"{dit['signe'] or ' '}{_MOTIFS.entre.sub(', ', dit['suite'].strip())}", coupe
    )
