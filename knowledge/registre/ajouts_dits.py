"""A contract that the team enters in words, piece by piece: what is bought, its amount, its end, its department, its buyer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from knowledge.francais.jours import plier_sur_place
from knowledge.francais.motifs import lire_motifs
from knowledge.francais.nombres import lire_nombres
from knowledge.francais.texte import plier
from knowledge.lecture.montants import unite_d_argent
from knowledge.registre.paroles import jour_de, lire_un_jour_dit, lire_une_direction

_MOTIFS = lire_motifs(__file__)
OBJET_MAX = 200


@dataclass(frozen=True, slots=True)
class AjoutDit:
    """A contract to enter; what was not told is None. `incompris` are the pieces that tell none of it."""

    objet: str
    fin: date
    montant_ht: Decimal | None = None
    direction: str | None = None
    acheteur: str | None = None
    incompris: tuple[str, ...] = ()


def lire_un_ajout(texte: str, aujourdhui: date, acheteur_de: Callable[[str], str | None]) -> AjoutDit | None:
    """The contract that a message enters; None without its verb, what is bought, and a day on which it ends.

    >>> def qui(dit): return "ville" if "ville" in dit else None
    >>> lire_un_ajout("ajoute : location de sanitaires, 54 000 HT, fin 30 juin 2028, direction des sports, ville", date(2026, 12, 2), qui)
    AjoutDit(objet='location de sanitaires', fin=datetime.date(2028, 6, 30), montant_ht=Decimal('54000'), direction='direction des sports', acheteur='ville', incompris=())
    >>> lire_un_ajout("ajoute la clause 8, fin 2028", date(2026, 12, 2), qui), lire_un_ajout("ajoute le papier à la séance", date(2026, 12, 2), qui)
    (None, None)
    """
    lu = _MOTIFS.ajouter.match(plier_sur_place(texte))
    if lu is None or "?" in texte:
        return None
    objet, *morceaux = (un.strip(" .") for un in _MOTIFS.entre.split(texte[lu.end() :]))
    fin: date | None = None
    montant: Decimal | None = None
    direction = acheteur = None
    incompris: list[str] = []
    for morceau in morceaux:
        plat = plier_sur_place(morceau)
        nomme = acheteur_de(morceau)
        if dit := _MOTIFS.fin.match(plat):
            slots = lire_un_jour_dit(f"fin {dit['jour']}", aujourdhui, fin=True)
            fin = None if slots.get("cause") else jour_de(slots)
        elif _MOTIFS.direction.match(plat):
            direction = lire_une_direction(morceau)
        elif nomme is not None:
            acheteur = nomme
        elif (somme := _montant(morceau)) is not None:
            montant = somme
        elif morceau:
            incompris.append(morceau)
    if fin is None or len(objet) < 4 or any(signe.isdecimal() for signe in objet):
        return None
    return AjoutDit(objet[:OBJET_MAX], fin, montant, direction, acheteur, tuple(incompris))


def _montant(dit: str) -> Decimal | None:
    """The one amount that a piece tells, taxes left out: of another, nothing is taken."""
    plie = plier(dit)
    lus = [(un.valeur, lu[0]) for un in lire_nombres(plie.texte) if (lu := unite_d_argent(plie, un)) is not None]
    if len(lus) != 1 or "ttc" in plie.texte:
        return None
    return lus[0][0] * lus[0][1]


__all__ = ["AjoutDit", "lire_un_ajout"]
