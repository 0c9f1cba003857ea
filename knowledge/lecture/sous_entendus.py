"""What an answer means without saying it: "ils sont trois dans l'atelier" to whether the firm is small. Learned, and always to be confirmed.

The grammar reads what is said; this reads the rest, in answers to a question of yes or no or of a few choices.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property
from itertools import pairwise
from pathlib import Path

from knowledge.francais.texte import jetons, plier
from knowledge.recherche.modele import Modele

FICHIER = Path(__file__).with_name("sous_entendus.bin")
# The class of what answers nothing.
RIEN = "rien"
_LU = 400
_BOUT = 4
# Beside the fact asked, so little of a text tells nothing.
_CONNUS_MIN = 3


def traits_de_reponse(fait: str, texte: str) -> list[str]:
    """Stems, pairs of neighbours and pieces of words, each once more with the fact asked.

    >>> traits_de_reponse("livraisons", "au dépôt !")[:6]
    ['au', 'depot', '^ au', 'au depot', 'depot $', '#<dep']
    """
    plie = plier(texte[:_LU]).texte
    mots = jetons(plie)
    tiges = ["0" if jeton.mot.isdigit() else jeton.racine for jeton in mots]
    dits = [*tiges, *map(" ".join, pairwise(["^", *tiges, "$"]))]
    for mot in (f"<{jeton.mot}>" for jeton in mots if len(jeton.mot) >= _BOUT):
        dits += [f"#{mot[place : place + _BOUT]}" for place in range(len(mot) - _BOUT + 1)]
    if "?" in plie:
        dits.append("?")
    return [*dits, *(f"{fait}:{dit}" for dit in dits), demande(fait)]


def demande(fait: str) -> str:
    """The feature of every answer to one fact: a model that has it learned to read those answers."""
    return f"{fait}:"


class SousEntendus:
    """Learned from the labelled messages (`make sous-entendus`); the model is read at the first answer."""

    def __init__(self, chemin: Path = FICHIER) -> None:
        self._chemin = chemin

    @cached_property
    def _modele(self) -> Modele:
        return Modele.lire(self._chemin)

    def deviner(self, fait: str, texte: str, parmi: Collection[str]) -> str | None:
        """Which of some values an answer probably means; None where it may mean none, or where the fact was not learned."""
        modele = self._modele
        connus = [trait for trait in traits_de_reponse(fait, texte) if modele.traits.rang(trait) >= 0]
        if demande(fait) not in connus or len(connus) < _CONNUS_MIN:
            return None
        surete = dict(zip(modele.classes, modele.surete(connus), strict=True))
        return choisir(surete, parmi, modele.seuils.get(fait, modele.seuil))


def choisir(surete: dict[str, float], parmi: Collection[str], seuil: float) -> str | None:
    """The surest of some values, where it outweighs the others and nothing by that much.

    >>> choisir({"oui": 0.3, "non": 0.1, "travaux": 0.4, "rien": 0.1}, ("oui", "non"), 0.5)
    'oui'
    """
    possibles = {classe: surete.get(classe, 0.0) for classe in (*parmi, RIEN)}
    valeur = max(possibles, key=possibles.__getitem__)
    return valeur if valeur != RIEN and possibles[valeur] > seuil * sum(possibles.values()) else None
