"""What an object may be when its words are none of ours: a family of purchase, sure enough to be worth a question."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.cpv.familles import Familles
from knowledge.cpv.traits import mots, traits
from knowledge.plan.pack import FamilleCpv
from knowledge.recherche.modele import Modele

FICHIER = Path(__file__).parent / "modele.bin"
# Under that many letters a word is never held to be misspelt.
LETTRES_MIN = 6
MOTS_FLOUS_MAX = 8
# From there on a family is worth naming among others, and so many are.
PROBABLE = 0.25
PROBABLES_MAX = 4


@dataclass(frozen=True, slots=True)
class Proposition:
    """To be confirmed; `surete` is between 0 and 1."""

    famille: FamilleCpv
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
        return [trait for trait in self._modele.traits if len(trait) >= LETTRES_MIN - 1 and " " not in trait]

    def proposer(self, objet: str) -> Proposition | None:
        """The family that the object surely belongs to, if it says something of a contract."""
        tiges = self._reperer(mots(objet))
        modele = self._modele
        surete = modele.surete(traits(tiges))
        rang = max(range(len(surete)), key=surete.__getitem__)
        if surete[rang] < modele.seuil or modele.classes[rang] not in self._familles:
            return None
        famille = self._familles[modele.classes[rang]]
        return Proposition(famille, surete[rang]) if famille.faits else None

    def probables(self, objet: str) -> tuple[Proposition, ...]:
        """The families that the object may well be of, the likeliest first; none where its words are unknown."""
        modele = self._modele
        surete = modele.surete(traits(self._reperer(mots(objet))))
        rangs = sorted((rang for rang, une in enumerate(surete) if une >= PROBABLE), key=lambda rang: -surete[rang])
        return tuple(
            Proposition(self._familles[modele.classes[rang]], surete[rang])
            for rang in rangs[:PROBABLES_MAX]
            if modele.classes[rang] in self._familles
        )

    def _reperer(self, tiges: list[str]) -> list[str]:
        """Unknown words read as the known one they are one slip from."""
        reste = MOTS_FLOUS_MAX
        lues = []
        for tige in tiges:
            if tige not in self._modele.traits and len(tige) >= LETTRES_MIN and reste:
                reste -= 1
                proche = process.extractOne(tige, self._orthographe, scorer=OSA.distance, score_cutoff=1)
                lues.append(proche[0] if proche else tige)
            else:
                lues.append(tige)
        return lues
