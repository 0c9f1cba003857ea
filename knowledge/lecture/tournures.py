"""Yes and no said by a turn of phrase: the names of people that somebody will hold, rights given over, goods brought somewhere."""

from __future__ import annotations

from knowledge.francais.contexte import Contexte, est_nie
from knowledge.francais.motifs import lire_motifs
from knowledge.lecture.participes import Dit
from knowledge.regles.faits import NON, OUI

_MOTIFS = lire_motifs(__file__)


def personnes(texte: str, contexte: Contexte) -> list[Dit]:
    """What a folded text says of data of people.

    >>> from knowledge.francais.contexte import lire_contexte
    >>> dire = lambda t: [valeur for valeur, _, _ in personnes(t, lire_contexte(t))]
    >>> dire("il aura les noms et les mails des familles"), dire("pas de fichier des inscrits"), dire("la liste des ecoles")
    (['oui'], ['non'], [])
    """
    return [
        (NON if est_nie(texte, m.start()) else OUI, *m.span())
        for m in _MOTIFS.personnes.finditer(texte)
        if not contexte.en_question(m.start())
    ]


def droits(texte: str, contexte: Contexte) -> list[Dit]:
    """What a folded text says of the rights on what is made.

    >>> from knowledge.francais.contexte import lire_contexte
    >>> dire = lambda t: [valeur for valeur, _, _ in droits(t, lire_contexte(t))]
    >>> dire("mettez que les droits nous sont cedes"), dire("on n'achete pas les droits"), dire("le rapport nous appartiendra")
    (['oui'], ['non'], ['oui'])
    """
    return [
        (NON if m["nie"] or m["garde"] or est_nie(texte, m.start()) else OUI, *m.span())
        for m in _MOTIFS.droits.finditer(texte)
        if not contexte.en_question(m.start())
    ]


def apports(texte: str, contexte: Contexte) -> list[Dit]:
    """What a folded text says of goods that are brought.

    >>> from knowledge.francais.contexte import lire_contexte
    >>> dire = lambda t: [valeur for valeur, _, _ in apports(t, lire_contexte(t))]
    >>> dire("les semi-remorques dechargent au depot"), dire("l'imprimeur depose les palettes"), dire("il depose son offre")
    (['oui'], ['oui'], [])
    """
    return [
        (NON if m["nie"] or est_nie(texte, m.start()) else OUI, *m.span())
        for m in _MOTIFS.apports.finditer(texte)
        if not contexte.en_question(m.start())
    ]
