"""The texts on the page of a purchase, on the card of each action."""

from __future__ import annotations

from bot.diagnostic.ajouts import AchatVu, Carte
from handlers.clauses.atelier import composer
from handlers.clauses.vue import TextesDeCartes, lire_les_textes
from knowledge.clauses.chargement import clauses_de


def lire(vu: AchatVu) -> TextesDeCartes:
    """The texts of each action that is not set aside."""
    ecartees = frozenset(carte.numero for carte in vu.page.cartes if carte.ecartee)
    achat = None if vu.achat is None else vu.achat.id
    return lire_les_textes(vu.wording, composer(vu.pack, vu.page.diagnostic, achat, ecartees, vu.memory))


CARTES = (Carte("achat_textes.html", lire, par_action=True, pret=clauses_de),)
