"""What is typed to be reminded of something on a day: what, when, and what else the message says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from knowledge.francais.dates import lire_dates
from knowledge.francais.jours import lire_un_jour, plier_sur_place
from knowledge.francais.motifs import lire_motifs
from knowledge.francais.texte import mots_de, plier

TEXTE_MAX = 300
_MOTIFS = lire_motifs(__file__)


@dataclass(frozen=True, slots=True)
class PenseBete:
    """What somebody wants to be reminded of: their words, none where they said none; the day, None where it was not said;
    and what the message says beside. `relance`: it is to remind others.
    """

    texte: str
    jour: date | None
    reste: str = ""
    relance: bool = False


def lire_un_pense_bete(texte: str, aujourdhui: date) -> PenseBete | None:
    """What a message asks to be reminded of; None where it asks nothing of the kind.

    >>> jour = date(2026, 11, 30)
    >>> for dit in (
    ...     "Rappelez-moi vendredi de demander l'avis du PLIE s'il vous plaît.",
    ...     "laisse tombé. rapel moi lundi en 8 le motif pas de lot",
    ...     "Rédigez un mot, ce que chacun me doit avant le 8 janvier, et programmez la relance pour le 5.",
    ...     "rappelle-moi le seuil du MAPA", "rappelle moi de relancer la 3DE",
    ... ):
    ...     lu = lire_un_pense_bete(dit, jour)
    ...     print(lu and (lu.texte, str(lu.jour), lu.reste))
    ("demander l'avis du PLIE", '2026-12-04', '')
    ('le motif pas de lot', '2026-12-07', '')
    ('la relance', '2027-01-05', 'Rédigez un mot, ce que chacun me doit avant le 8 janvier')
    None
    ('relancer la 3DE', 'None', '')
    """
    plie = plier_sur_place(texte)
    lu = _MOTIFS.demande.search(plie) or _MOTIFS.relance.search(plie)
    if lu is None:
        return None
    relance = _MOTIFS.relance.match(plie, lu.start()) is not None
    debut = max((un.end() for un in _MOTIFS.fin_de_phrase.finditer(plie, 0, lu.start())), default=0)
    fin = next((un.start() for un in _MOTIFS.fin_de_phrase.finditer(plie, lu.end())), len(texte))
    jour, ou = _quand(plie, lu.end(), fin, aujourdhui)
    avant = texte[debut : lu.start()]
    if jour is None:
        jour, devant = _quand(plie, debut, lu.start(), aujourdhui)
        # "Lundi, rappelle-moi de…": before it, the day alone.
        if jour is not None and devant is not None:
            avant = texte[debut : devant[0]] + texte[devant[1] : lu.start()]
    objet = _objet(texte, lu.end(), fin, ou)
    de = _MOTIFS.de.match(plie[lu.end() : fin] if ou is None else _sans(plie, lu.end(), fin, ou))
    if jour is None and (de is None or not objet):
        # "Rappelle-moi le seuil" asks to be told again.
        return None
    if texte.rstrip().endswith("?") and de is None and not relance:
        return None
    reste = " ".join(un for un in (texte[:debut].strip(), _sans_lien(avant), texte[fin:].lstrip(" .!?;\n")) if un)
    return PenseBete(objet[:TEXTE_MAX], jour, _utile(reste), relance)


def _sans(texte: str, debut: int, fin: int, ou: tuple[int, int]) -> str:
    return texte[debut : ou[0]] + " " + texte[ou[1] : fin]


def _objet(texte: str, debut: int, fin: int, ou: tuple[int, int] | None) -> str:
    """The words between, without the day, nor what links them to what asks."""
    dit = texte[debut:fin] if ou is None else _sans(texte, debut, fin, ou)
    if lie := _MOTIFS.liens.match(plier_sur_place(dit)):
        dit = dit[lie.end() :]
    if bout := _MOTIFS.fin.search(plier_sur_place(dit)):
        dit = dit[: bout.start()]
    return " ".join(dit.split())


def _sans_lien(dit: str) -> str:
    plie = plier_sur_place(dit)
    bout = _MOTIFS.fin.search(plie)
    return dit[: bout.start()].strip() if bout else dit.strip()


def _utile(reste: str) -> str:
    """What is said beside, but for what only gives up what was spoken of."""
    mots = mots_de(reste)
    return "" if len(mots) < 2 or _MOTIFS.abandon.match(plier_sur_place(reste)) else reste


def _quand(plie: str, debut: int, fin: int, aujourdhui: date) -> tuple[date | None, tuple[int, int] | None]:
    """The day said there, and where: that of what is asked for, rather than one that dates something else."""
    dits = [*_MOTIFS.moment.finditer(plie, debut, fin), *_MOTIFS.quantieme.finditer(plie, debut, fin)]
    lus = []
    for un in sorted(dits, key=lambda un: un.start()):
        jour = (
            _le_mois_dit(plie, un, aujourdhui) if "jour" in un.groupdict() else lire_un_jour(aujourdhui, un[0].strip())
        )
        if jour is not None and jour >= aujourdhui:
            autre = _MOTIFS.d_autre_chose.search(plie, debut, un.start()) or _MOTIFS.borne.match(un[0])
            lus.append((bool(autre), jour, un.span()))
    if not lus:
        return None, None
    _, jour, ou = min(lus, key=lambda un: un[0])
    return jour, ou


def _le_mois_dit(plie: str, lu: re.Match[str], aujourdhui: date) -> date | None:
    """The day of that number in the month that the message names, else the next one."""
    ailleurs = [un.bas for un in lire_dates(plier(plie).texte, aujourdhui) if un.jour and un.bas >= aujourdhui]
    for un in ailleurs:
        try:
            if (dit := un.replace(day=int(lu["jour"]))) >= aujourdhui:
                return dit
        except ValueError:
            continue
    return lire_un_jour(aujourdhui, f"le {lu['jour']}")


def demande_ou_en_est_un_rappel(texte: str) -> bool:
    """Whether somebody looks for a reminder that did not come.

    >>> demande_ou_en_est_un_rappel("Mon rappel de vendredi n'est pas arrivé, ou alors je l'ai raté ?")
    True
    >>> demande_ou_en_est_un_rappel("pas de rappel avant le 3 janvier"), demande_ou_en_est_un_rappel("mes rappels")
    (False, False)
    """
    plie = plier_sur_place(texte)
    lu = _MOTIFS.rappel.search(plie)
    if lu is None or _MOTIFS.a_moi.search(plie, 0, lu.start()) is None:
        return False
    return all(un.search(plie) is not None for un in (_MOTIFS.manque, _MOTIFS.arrive))


def annule_un_rappel(texte: str) -> bool:
    """Whether somebody calls their reminder off.

    >>> annule_un_rappel("annule mon rappel de vendredi"), annule_un_rappel("annule")
    (True, False)
    """
    return _MOTIFS.annule.match(plier_sur_place(texte).strip()) is not None


def demande_ses_rappels(texte: str) -> bool:
    """Whether the list is asked for."""
    return _MOTIFS.liste.match(plier_sur_place(texte).strip()) is not None


__all__ = ["PenseBete", "annule_un_rappel", "demande_ou_en_est_un_rappel", "demande_ses_rappels", "lire_un_pense_bete"]
