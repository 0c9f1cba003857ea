"""Checks the interview of a pack."""

from __future__ import annotations

from datetime import date

from knowledge.besoin.chargement import lire_le_questionnaire
from knowledge.droit.relecture import Controle
from knowledge.plan.pack import Pack


def controler(pack: Pack, _: date) -> Controle:
    """What is wrong in its file, and how many questions it asks."""
    besoin, fautes = lire_le_questionnaire(pack)
    return Controle(tuple(fautes), comptes={"questions sur le besoin": 0 if besoin is None else len(besoin.questions)})
