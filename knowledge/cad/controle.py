"""Checks how the committee of a pack rates."""

from __future__ import annotations

from datetime import date

from knowledge.cad.chargement import FICHIER, lire_le_bareme
from knowledge.droit.relecture import Controle
from knowledge.plan.pack import Pack, Place
from knowledge.plan.yaml_reader import Faute


def controler(pack: Pack, _: date) -> Controle:
    """What is wrong in its file, and what nobody has decided yet."""
    bareme, fautes = lire_le_bareme(pack)
    if bareme is None or not bareme.a_confirmer:
        return Controle(tuple(fautes))
    a_arreter = Faute(Place(f"{pack.nom}/{FICHIER}", 1), f"à confirmer : {bareme.a_confirmer}")
    return Controle(tuple(fautes), (a_arreter,))
