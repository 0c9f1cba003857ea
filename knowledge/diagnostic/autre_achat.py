"""Who has a purchase under way and goes on to another: "j'ai un autre marché à préparer, la collecte des cartons"."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.francais.motifs import lire_motifs
from knowledge.francais.phrases import phrases
from knowledge.francais.texte import Plie, plier

_MOTIFS = lire_motifs(__file__)


@dataclass(frozen=True, slots=True)
class AutreAchat:
    """What a message says of the purchase under way before it goes on to another, the words of that one (none where it is only
    announced), and whether it surely is one.
    """

    avant: str
    mots: str
    sur: bool


def lire_un_autre_achat(texte: str) -> AutreAchat | None:
    """Where a message announces another purchase than the one under way; None for any other message.

    >>> [lire_un_autre_achat(dit) is not None for dit in ("j'ai un autre marché à faire : des vélos", "l'autre marché finissait en mai")]
    [True, False]
    >>> lire_un_autre_achat("Je garde la 8. Deuxième achat : des vélos, 9 000 €")
    AutreAchat(avant='Je garde la 8.', mots='vélos, 9 000 €', sur=True)
    >>> dits = ("j'ai aussi l'achat de vélos, 9 000 €", "il faut que je fasse aussi les vitres, 9 000 €", "on ajoute aussi les vitres")
    >>> [None if (lu := lire_un_autre_achat(dit)) is None else lu.sur for dit in dits]
    [True, False, None]
    """
    for phrase in phrases(texte):
        dite = plier(phrase).texte
        if _MOTIFS.s_ajoute.search(dite):
            continue
        annonce = next((m for motif in _SURS if (m := motif.match(dite))), None)
        if annonce is not None or _MOTIFS.peut_etre.match(dite):
            place = texte.find(phrase)
            if place < 0:
                return None
            apres = 0 if annonce is None else _apres(plier(texte[place:]), annonce.end())
            avant = texte[:place].strip()
            clos = _MOTIFS.clot.fullmatch(plier(avant).texte)
            return AutreAchat("" if clos else avant, texte[place + apres :].strip(), annonce is not None)
    return None


def _apres(plie: Plie, fin: int) -> int:
    """Where the thing that is bought begins, after what announces it; the end where nothing more is told."""
    achat = _MOTIFS.achat.search(plie.texte, 0, fin)
    if achat is not None:
        return plie.origine[achat.start()]
    lien = _MOTIFS.lien.match(plie.texte, fin)
    debut = fin if lien is None else lien.end()
    return plie.origine[debut] if debut < len(plie.texte) else plie.origine[-1] + 1


_SURS = (
    _MOTIFS.un_autre,
    _MOTIFS.en_un_autre,
    _MOTIFS.aussi_un,
    _MOTIFS.le_suivant,
    _MOTIFS.ouvre_la_phrase,
    _MOTIFS.autre_sujet,
)

__all__ = ["AutreAchat", "lire_un_autre_achat"]
