"""A dashboard as one image for a chat: what to know in words, the targets, and what the actions became."""

from __future__ import annotations

from collections.abc import Sized
from pathlib import Path
from typing import Any

from bot.envois.composition import composer
from bot.envois.rendering import without_stray_breaks
from bot.indicateurs.graphiques import Spec, cibles, combien_suivies, entonnoirs, svg
from handlers.indicateurs.mots import PHRASES, compte, entite, etat, propre
from knowledge.plan.pack import Pack
from knowledge.plan.tableau_de_bord import TableauDeBord

GABARIT = Path(__file__).with_name("image.typ")
LARGEUR_PX = 1200
# In points: so few that letters can be read on a phone, where the image is as wide as the screen.
LARGEUR = 480
MARGE = 20
# An image much higher than a screen is not read to its end: the page shows all of them.
PLUS_SUIVIES = 6


def image(tableau: TableauDeBord, pack: Pack) -> bytes:
    """A PNG of 1200 pixels' width, the same bytes for the same dashboard."""
    return composer(GABARIT, _donnees(tableau, pack), tableau.jour, "png", ppi=LARGEUR_PX / LARGEUR * 72)


def _donnees(tableau: TableauDeBord, pack: Pack) -> dict[str, Any]:
    mots = PHRASES["image"]
    requete = tableau.requete
    # As wide as the page between its margins, so that letters keep their size; the chart has a margin of its own.
    utile = LARGEUR - 2 * MARGE - 4
    suivies = combien_suivies(tableau)
    titre = mots["entonnoirs"] if suivies <= PLUS_SUIVIES else mots["plus_suivies"].format(PLUS_SUIVIES)
    return {
        "largeur": LARGEUR,
        "marge": MARGE,
        "titre": mots["titre"].format(PHRASES["tableaux_de_bord"][requete.dashboard], requete.annee),
        "entite": without_stray_breaks(entite(tableau, pack)),
        "etat": [etat(tableau), suivis(tableau)],
        "titre_a_savoir": titre_a_savoir(a_savoir(tableau)),
        "a_savoir": a_savoir(tableau),
        "graphiques": [
            _graphique(mots["cibles"], cibles(tableau, pack, utile)),
            _graphique(titre, entonnoirs(tableau, pack, utile, PLUS_SUIVIES)),
        ],
    }


def suivis(tableau: TableauDeBord) -> str:
    """How many purchases the dashboard counts."""
    return str(PHRASES["image"]["suivis"].format(compte(tableau.achats), compte(tableau.contrats)))


def titre_a_savoir(dites: Sized) -> str:
    """The heading of the things to know, by how many there are."""
    return str(PHRASES["image"]["trois" if len(dites) == 3 else "a_savoir"])


def a_savoir(tableau: TableauDeBord) -> list[dict[str, str]]:
    """The things to know, with their tone; there is always one."""
    dites = [{"phrase": without_stray_breaks(propre(une.phrase)), "ton": une.ton} for une in tableau.a_savoir]
    return dites or [{"phrase": PHRASES["image"]["rien_a_savoir"], "ton": "neutre"}]


def _graphique(titre: str, spec: Spec) -> dict[str, str]:
    return {"titre": titre, "svg": svg(spec), "alt": spec["description"]}


__all__ = ["a_savoir", "image", "suivis", "titre_a_savoir"]
