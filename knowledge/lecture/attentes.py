"""Whether a message answers the question that waits, or does something else beside it. Learned from labelled messages.

The question that waits is the last thing a message may be taken for: its yes, its no or its number is taken only where that is likely.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path

from knowledge.francais.avis import dire_oui_ou_non
from knowledge.francais.texte import jetons, plier
from knowledge.lecture.quantites import Mesure, Quantite
from knowledge.recherche.modele import Modele
from knowledge.regles.faits import Fait, Genre

FICHIER = Path(__file__).with_name("attentes.bin")
# What a message does of the question: it answers, it does not know, it does something else.
REPOND, IGNORE, AUTRE = "repond", "ignore", "autre"
_LU = 400
# What is said before an answer opens.
_AUTOUR = frozenset(("euh", "ah", "bah", "ben", "bon", "alor", "oh", "mai", "donc"))
_LONG = (1, 2, 3, 5, 8, 12, 20, 35)


@dataclass(frozen=True, slots=True)
class Demande:
    """The question that waits: its fact, and whether a value is supposed, to be confirmed."""

    fait: Fait
    supposee: bool = False

    @property
    def sorte(self) -> str:
        """The kind of answer awaited: each has its own threshold."""
        return "confirmer" if self.supposee else self.fait.genre.value

    @property
    def se_lit(self) -> bool:
        """Whether an answer is told from what is none: whatever is said of an object names it."""
        return self.fait.genre is not Genre.TEXTE


def traits(demande: Demande, texte: str, lus: Collection[str], quantites: Sequence[Quantite]) -> list[str]:
    """What tells whether a text answers: its words, alone, beside the fact and beside the kind of question, and what is read in it anyhow.

    `lus` are the facts that are read whatever waits.
    """
    plie = plier(texte[:_LU]).texte
    tiges = ["0" if jeton.mot.isdigit() else jeton.racine for jeton in jetons(plie)]
    dits = [*tiges, *map(" ".join, pairwise(["^", *tiges, "$"]))]
    dits += ["^^ " + " ".join(tiges[:3]), "$$ " + " ".join(tiges[-3:])]
    signes = list(_signes(demande, plie, tiges, lus, quantites))
    fait, sorte = demande.fait.nom, demande.sorte
    return [
        *dits,
        *(f"{sorte}:{dit}" for dit in dits),
        *(f"{fait}:{dit}" for dit in dits),
        *signes,
        *(f"{sorte}:{signe}" for signe in signes),
        *(f"{fait}:{signe}" for signe in signes),
        f"{fait}:",
    ]


def _signes(
    demande: Demande, plie: str, tiges: Sequence[str], lus: Collection[str], quantites: Sequence[Quantite]
) -> Iterator[str]:
    """What is read in the text, and how long it is."""
    long = sum(len(tiges) >= palier for palier in _LONG)
    avis = dire_oui_ou_non(plie)
    pose = demande.fait.nom in lus
    yield f"@mots {long}"
    yield f"@avis {avis} {long}"
    yield f"@ouvre {next((tige for tige in tiges if tige not in _AUTOUR), '')} {avis}"
    yield f"@lu {pose}"
    yield f"@lu {pose} {avis} {bool(set(lus) - {demande.fait.nom, 'objet'})}"
    yield from (f"@autre {nom}" for nom in sorted(lus) if nom != demande.fait.nom)
    mesures = {q.mesure for q in quantites if not q.ecarte}
    yield from (f"@mesure {mesure.value} {long if mesure is Mesure.NU else ''}" for mesure in mesures)
    yield f"@chiffres {min(len(quantites), 3)} {pose}"
    if "?" in plie:
        yield f"@demande {plie.endswith('?')}"
    yield f"@phrases {min(sum(plie.count(signe) for signe in '.!?;'), 4)}"


class Attentes:
    """Learned from the labelled messages (`make attentes`); the model is read at the first message."""

    def __init__(self, chemin: Path = FICHIER) -> None:
        self._chemin = chemin

    @cached_property
    def _modele(self) -> Modele:
        return Modele.lire(self._chemin)

    def chance(self, demande: Demande, texte: str, lus: Collection[str], quantites: Sequence[Quantite]) -> float:
        """How likely a text answers, from 0 to 1."""
        modele = self._modele
        surete = modele.surete(traits(demande, texte, lus, quantites))
        return surete[modele.classes.index(REPOND)]

    def repond(self, demande: Demande, texte: str, lus: Collection[str], quantites: Sequence[Quantite]) -> bool:
        """Whether a text answers the question, as surely as its kind asks for."""
        if not demande.se_lit:
            return True
        seuil = self._modele.seuils.get(demande.sorte, self._modele.seuil)
        return self.chance(demande, texte, lus, quantites) >= seuil
