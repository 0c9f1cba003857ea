"""The watch list: what of the law must be read again, shown to the team and told to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from handlers.conversation.acces import reserver_a_l_equipe
from handlers.conversation.acts import aparte
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Outcome, Reply, Turn
from knowledge.droit.textes import Citation, Etat, Textes, abreger
from knowledge.droit.veille import Rappel, Veille
from storage.comptes.records import Role


@dataclass(frozen=True, slots=True)
class Ligne:
    """One point: its day, how far that is, the texts that hang on it in few words."""

    veille: Veille
    le: date
    jours: int
    textes: str


def montrer(turn: Turn, entretien: Entretien) -> Outcome:
    """What should have been read again, then what comes, and whether there are texts that nobody ever read."""
    if Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    jour, textes = turn.aujourdhui, turn.pack.textes
    en_retard, a_venir = _lignes(textes, jour)
    non_lus = any(textes.etat(texte, jour) is Etat.NON_LU for texte in textes.textes.values())
    contexte = {"en_retard": en_retard, "a_venir": a_venir, "non_lus": non_lus, "annonce": False}
    return aparte(turn, entretien, Reply("veille", contexte))


def annoncer(rappels: Sequence[Rappel], textes: Textes, jour: date) -> Reply:
    """What the team is told unasked."""
    lignes = sorted((_ligne(un.veille, un.le, textes, jour) for un in rappels), key=lambda une: une.le)
    contexte = {
        "en_retard": [une for une in lignes if une.jours <= 0],
        "a_venir": [une for une in lignes if une.jours > 0],
        "non_lus": False,
        "annonce": True,
    }
    return Reply("veille", contexte)


def _ligne(veille: Veille, le: date, textes: Textes, jour: date) -> Ligne:
    cites = abreger(Citation(textes.textes[nom]) for nom in veille.textes)
    return Ligne(veille, le, (le - jour).days, cites)


def _lignes(textes: Textes, jour: date) -> tuple[list[Ligne], list[Ligne]]:
    retard, venir = [], []
    for veille in textes.veilles.toutes:
        passee, prochaine = veille.derniere(jour), veille.prochaine(jour)
        if passee is not None and textes.reste_a_relire(veille, passee):
            retard.append(_ligne(veille, passee, textes, jour))
        elif prochaine is not None:
            venir.append(_ligne(veille, prochaine, textes, jour))
    return sorted(retard, key=lambda une: une.le), sorted(venir, key=lambda une: une.le)


__all__ = ["Ligne", "annoncer", "montrer"]
