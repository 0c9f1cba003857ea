"""What is typed to be reminded of something on a day: what, when, and what else the message says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from knowledge.donnees import lire_donnees
from knowledge.francais.dates import lire_dates
from knowledge.francais.jours import SEMAINE, lire_un_jour, plier_sur_place
from knowledge.francais.texte import mots_de, plier

TEXTE_MAX = 300
MOIS = "janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre"
_PHRASE = re.compile(r"[.!?;\n]+(?=\s|$)")


@dataclass(frozen=True, slots=True)
class PenseBete:
    """What somebody wants to be reminded of: their words, none where they said none; the day, None where it was not said;
    and what the message says beside. `relance`: it is to remind others.
    """

    texte: str
    jour: date | None
    reste: str = ""
    relance: bool = False


@cache
def _mots() -> dict[str, Any]:
    return dict(lire_donnees(Path(__file__).with_name("pense_betes.yaml")))


@cache
def _motif(nom: str) -> re.Pattern[str]:
    dit = _mots()[nom]
    dit = "|".join(dit) if isinstance(dit, list) else dit
    return re.compile(dit.replace("{semaine}", "|".join(SEMAINE)).replace("{mois}", MOIS))


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
    lu = _motif("demande").search(plie) or _motif("relance").search(plie)
    if lu is None:
        return None
    relance = _motif("relance").match(plie, lu.start()) is not None
    debut = max((un.end() for un in _PHRASE.finditer(plie, 0, lu.start())), default=0)
    fin = next((un.start() for un in _PHRASE.finditer(plie, lu.end())), len(texte))
    jour, ou = _quand(plie, lu.end(), fin, aujourdhui)
    avant = texte[debut : lu.start()]
    if jour is None:
        jour, devant = _quand(plie, debut, lu.start(), aujourdhui)
        # "Lundi, rappelle-moi de…": before it, the day alone.
        if jour is not None and devant is not None:
            avant = texte[debut : devant[0]] + texte[devant[1] : lu.start()]
    objet = _objet(texte, lu.end(), fin, ou)
    de = re.match(
        r"[ ,]*(?:de |d'|a |que |qu'|pour )", plie[lu.end() : fin] if ou is None else _sans(plie, lu.end(), fin, ou)
    )
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
    if lie := _motif("liens").match(plier_sur_place(dit)):
        dit = dit[lie.end() :]
    if bout := _motif("fin").search(plier_sur_place(dit)):
        dit = dit[: bout.start()]
    return " ".join(dit.split())


def _sans_lien(dit: str) -> str:
    plie = plier_sur_place(dit)
    bout = _motif("fin").search(plie)
    return dit[: bout.start()].strip() if bout else dit.strip()


def _utile(reste: str) -> str:
    """What is said beside, but for what only gives up what was spoken of."""
    mots = mots_de(reste)
    return "" if len(mots) < 2 or plier_sur_place(reste).startswith(tuple(_mots()["abandon"])) else reste


def _quand(plie: str, debut: int, fin: int, aujourdhui: date) -> tuple[date | None, tuple[int, int] | None]:
    """The day said there, and where: that of what is asked for, rather than one that dates something else."""
    dits = [*_motif("moment").finditer(plie, debut, fin), *_motif("quantieme").finditer(plie, debut, fin)]
    lus = []
    for un in sorted(dits, key=lambda un: un.start()):
        jour = (
            _le_mois_dit(plie, un, aujourdhui) if "jour" in un.groupdict() else lire_un_jour(aujourdhui, un[0].strip())
        )
        if jour is not None and jour >= aujourdhui:
            autre = _motif("d_autre_chose").search(plie, debut, un.start()) or re.match(
                r" ?(?:du|avant|d'ici)\b", un[0]
            )
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
    lu = _motif("rappel").search(plie)
    if lu is None or _motif("a_moi").search(plie, 0, lu.start()) is None:
        return False
    return all(_motif(un).search(plie) is not None for un in ("manque", "arrive"))


def annule_un_rappel(texte: str) -> bool:
    """Whether somebody calls their reminder off.

    >>> annule_un_rappel("annule mon rappel de vendredi"), annule_un_rappel("annule")
    (True, False)
    """
    return _motif("annule").match(plier_sur_place(texte).strip()) is not None


def demande_ses_rappels(texte: str) -> bool:
    """Whether the list is asked for."""
    return _motif("liste").match(plier_sur_place(texte).strip()) is not None


__all__ = ["PenseBete", "annule_un_rappel", "demande_ou_en_est_un_rappel", "demande_ses_rappels", "lire_un_pense_bete"]
