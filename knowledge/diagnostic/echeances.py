"""The award that a calendar counts back from: planned, or, where nobody said when, the day that it must come before."""

from __future__ import annotations

from datetime import date

from knowledge.regles.faits import Faits, Intervalle

ATTRIBUTION = "date_attribution"
# What comes after the award.
APRES_ELLE = ("date_debut", "date_fin_actuel")


def attribution_visee(faits: Faits) -> tuple[date, str] | None:
    """The day that the milestones are counted from, and the fact that says it: of a stretch, its first day.

    None where no date of the contract is known.
    """
    if (dite := _premier_jour(faits, ATTRIBUTION)) is not None:
        return dite, ATTRIBUTION
    bornes = [(jour, nom) for nom in APRES_ELLE if (jour := _premier_jour(faits, nom)) is not None]
    return min(bornes, default=None)


def _premier_jour(faits: Faits, nom: str) -> date | None:
    possible = faits[nom] if nom in faits.vocabulaire and nom in faits else None
    if not isinstance(possible, Intervalle):
        return None
    jour = possible.haut if possible.bas is None else possible.bas
    return jour if isinstance(jour, date) else None


__all__ = ["ATTRIBUTION", "attribution_visee"]
