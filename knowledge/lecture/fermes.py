"""The firm period of a contract: the months that bind it whatever becomes of its renewals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from knowledge.francais.contexte import Contexte
from knowledge.lecture.durees import ADDITION, NON_RENOUVELABLE, Duree, LectureDuree

# "3 ans fermes", "un an de période ferme": never a firm price, a firm offer, the firm part of works.
_DITE_APRES = re.compile(
    r" ?\(?(?:de |d')?(?:(?:periode|duree|engagement) )?(?:fermes?|incompressibles?|initiale?s?|initiaux|de base)\b(?! (?:de |du )?prix)"
)
_DITE_AVANT = re.compile(
    r"(?:\b(?:duree|periode|engagement|marche|contrat|accord[ -]cadre)(?: contractuelle?| d'execution| d'engagement)? (?:fermes?|initiale?|incompressible|de base)"
    r"|\bpremiere periode|(?:^|[,;(:.\n+-]|\bdont|\bpuis|\bsoit|\bet|\bcar) ?fermes?)[ ,:=(]*+(?:(?:est |sera |fixee )?(?:de |d'|a |sur |pour )?)$"
)
_GAUCHE = 60


def lire_la_ferme(texte: str, durees: Sequence[Duree], duree: LectureDuree, contexte: Contexte) -> Duree | None:
    """The firm period that a text tells, in so many words or as what its renewals follow; None when it tells none.

    `duree` is what the same text says of the whole.
    """
    seuil = contexte.apres_correction([d.debut for d in durees])
    retenues = [d for d in durees if d.debut >= seuil and d.haut is None and not d.borne]
    dites = [d for d in retenues if _est_dite(texte, d)]
    if dites:
        return _plausible(dites[0], duree) if len({d.mois for d in dites}) == 1 else None
    if duree.base is not None:
        return _plausible(duree.base, duree)
    sommes = [somme for d in retenues if d.total and (somme := _premier_terme(texte, d))]
    if sommes:
        return _plausible(sommes[0], duree)
    # Nothing renews it: all of it is firm.
    if len(retenues) == 1 and NON_RENOUVELABLE.search(texte):
        return _plausible(retenues[0], duree)
    return None


def sans_les_fermes(texte: str, durees: Sequence[Duree]) -> list[Duree]:
    """The durations that may be the whole's, where one is told beside its firm part: "48 mois dont 24 mois fermes"."""
    return [d for d in durees if not _est_dite(texte, d)]


def _est_dite(texte: str, duree: Duree) -> bool:
    gauche = texte[max(0, duree.debut - _GAUCHE) : duree.debut]
    return bool(_DITE_APRES.match(texte, duree.fin) or _DITE_AVANT.search(gauche))


def _premier_terme(texte: str, duree: Duree) -> Duree | None:
    """ "1+1+1+1 an": the first year."""
    somme = ADDITION.match(texte, duree.debut)
    if somme is None:
        return None
    termes = [Decimal(terme) for terme in re.findall(r"\d+", somme[0])]
    return replace(duree, mois=duree.mois * termes[0] / sum(termes))


def _plausible(ferme: Duree, duree: LectureDuree) -> Duree | None:
    """Nothing when it would outlast the contract."""
    haut = None if duree.possible is None else duree.possible.haut
    return None if isinstance(haut, Decimal) and ferme.mois > haut else ferme


__all__ = ["lire_la_ferme", "sans_les_fermes"]
