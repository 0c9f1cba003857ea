"""A message in sentences."""

from __future__ import annotations

import re

from knowledge.francais.jours import plier_sur_place
from knowledge.francais.motifs import lire_motifs
from knowledge.francais.texte import ensemble

_MOTIFS = lire_motifs(__file__)
_FIN = re.compile(r"(?<=[.!?;…])\s+|\s*\n\s*")
_OUVRANTS, _FERMANTS = "«“(", "»”)"
# A full stop ends no sentence after these.
_ABREGES = ensemble("m mm mme mr art env approx cf ex min mini max maxi etc nb no tel dept av bd st p n r l d")
_MOT = re.compile(r"\w+")
_LISTE = re.compile(r"[,;:\n]+ *(?:et )?|[.!?]+(?:\s|$)| et (?=l[ea]s? |l'|ceux? |celui |celle |aussi |n°)")


def phrases(texte: str) -> tuple[str, ...]:
    """The sentences of a message, in order: what is quoted or between brackets is not cut, nor what an abbreviation ends.

    >>> phrases("MAPA. Et si c'était 215 500 ?")
    ('MAPA.', "Et si c'était 215 500 ?")
    >>> phrases("Voir l'art. 3 (« vu. Lu »). Merci !")
    ("Voir l'art. 3 (« vu. Lu »).", 'Merci !')
    """
    lues: list[str] = []
    debut = place = ouverts = guillemets = 0
    for fin in [*_FIN.finditer(texte), None]:
        borne = len(texte) if fin is None else fin.start()
        ouverts += _ouverts(texte[place:borne])
        guillemets += texte.count('"', place, borne)
        place = borne
        entiere = ouverts <= 0 and guillemets % 2 == 0 and not _est_abrege(texte[max(debut, borne - 12) : borne])
        if fin is not None and "\n" not in fin[0] and not entiere:
            continue
        if morceau := texte[debut:borne].strip():
            lues.append(morceau)
        debut, ouverts, guillemets = borne if fin is None else fin.end(), 0, 0
    return tuple(lues)


def parts_d_une_liste(texte: str) -> list[str]:
    """The parts of a list in words, cut at its signs and at "et" before an article.

    >>> parts_d_une_liste("Ajoute les couches et les fruits et légumes, le papier")
    ['Ajoute les couches', 'les fruits et légumes', 'le papier']
    >>> parts_d_une_liste("le papier à M. Bertin, les couches à Mme. Roche")
    ['le papier à M. Bertin', 'les couches à Mme. Roche']
    """
    plat = plier_sur_place(texte)
    bords = [lu.span() for lu in _LISTE.finditer(plat) if not _est_abrege(texte[: lu.start() + 1])]
    debuts, fins = [0, *(fin for _, fin in bords)], [*(debut for debut, _ in bords), len(texte)]
    return [dit for debut, fin in zip(debuts, fins, strict=True) if (dit := texte[debut:fin].strip())]


def _ouverts(texte: str) -> int:
    return sum(texte.count(signe) for signe in _OUVRANTS) - sum(texte.count(signe) for signe in _FERMANTS)


def _est_abrege(morceau: str) -> bool:
    """Whether a full stop only shortens the last word."""
    mots = _MOT.findall(morceau.lower())
    return morceau.endswith(".") and not morceau.endswith("..") and bool(mots) and mots[-1] in _ABREGES


def separer_le_recit(texte: str) -> tuple[str, str]:
    """What a message tells first, and the story that follows; both empty where none does.

    >>> separer_le_recit("elle compte neuf salariés, le patron me l'a dit"), separer_le_recit("12,5 k€")
    (('elle compte neuf salariés', "le patron me l'a dit"), ('', ''))
    """
    tete, *suite = (partie.strip() for partie in _MOTIFS.recit.split(texte, maxsplit=1))
    return (tete, suite[0]) if tete and suite else ("", "")


__all__ = ["parts_d_une_liste", "phrases", "separer_le_recit"]
