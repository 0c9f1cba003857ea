"""What an object may be when its words are none of ours: a family, or a nature alone, sure enough to be worth a question."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.cpv.familles import Familles
from knowledge.cpv.modele import FICHIER, Modele
from knowledge.cpv.traits import mots, traits
from knowledge.faits import Options, Possible
from knowledge.pack import FamilleCpv

NATURE = "nature"
# Under that many letters a word is never held to be misspelt.
LETTRES_MIN = 6
MOTS_FLOUS_MAX = 8


@dataclass(frozen=True, slots=True)
class Proposition:
    """To be confirmed: `famille` is None when only the nature is sure enough. `surete` is between 0 and 1."""

    famille: FamilleCpv | None
    faits: Mapping[str, Possible]
    surete: float


class Reconnaisseur:
    """Learned from contracts (`make cpv`); the model is read at the first object."""

    def __init__(self, familles: Familles, chemin: Path = FICHIER) -> None:
        self._familles = familles
        self._chemin = chemin

    @cached_property
    def _modele(self) -> Modele:
        return Modele.lire(self._chemin)

    @cached_property
    def _orthographe(self) -> list[str]:
        return [trait for trait in self._modele.rang if len(trait) >= LETTRES_MIN - 1 and " " not in trait]

    def proposer(self, objet: str) -> Proposition | None:
        """The most precise thing that is sure enough, or nothing."""
        tiges = self._reperer(mots(objet))
        entete = self._modele.entete
        surete = {
            identifiant: part
            for identifiant, part in zip(entete.familles, self._modele.surete(traits(tiges)), strict=True)
            if identifiant in self._familles
        }
        if not surete:
            return None
        identifiant = max(surete, key=surete.__getitem__)
        if surete[identifiant] >= entete.seuil_famille:
            famille = self._familles[identifiant]
            return Proposition(famille, famille.faits, surete[identifiant]) if famille.faits else None
        natures: dict[str, float] = defaultdict(float)
        for nom, part in surete.items():
            if isinstance(nature := self._familles[nom].faits.get(NATURE), Options) and nature.seule is not None:
                natures[nature.seule] += part
        nature_sure = max(natures, key=natures.__getitem__, default="")
        if natures[nature_sure] < entete.seuil_nature:
            return None
        return Proposition(None, {NATURE: Options(frozenset({nature_sure}))}, natures[nature_sure])

    def _reperer(self, tiges: list[str]) -> list[str]:
        """Unknown words read as the known one they are one slip from."""
        reste = MOTS_FLOUS_MAX
        lues = []
        for tige in tiges:
            if tige not in self._modele.rang and len(tige) >= LETTRES_MIN and reste:
                reste -= 1
                proche = process.extractOne(tige, self._orthographe, scorer=OSA.distance, score_cutoff=1)
                lues.append(proche[0] if proche else tige)
            else:
                lues.append(tige)
        return lues
