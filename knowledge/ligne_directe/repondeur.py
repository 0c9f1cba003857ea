"""Which approved answer a firm's question is about, what comes next, or none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from knowledge.ligne_directe.entrees import RENVOI, Entree
from knowledge.ligne_directe.sms import en_toutes_lettres
from knowledge.recherche.index import Index, Lexique
from knowledge.recherche.langue import jetons, jetons_par_ligne, plat

MAX_RESULTATS = 4
MAX_CARACTERES = 2_000
MAX_JETONS = 120

# --- calibration: on questions of firms that no entry was written for -------------------------------------------------

POIDS = {"question": 2.5, "titre": 3.0, "sujet": 2.0, "reponse": 1.0, "faire": 0.5}
PHRASES = {"question": 1.0, "titre": 1.0, "sujet": 0.8}
SEUIL, SEUIL_AUTRE = 0.42, 0.3


@dataclass(frozen=True, slots=True)
class Trouvee:
    """An entry and how well it answers, from 0 to 1."""

    entree: Entree
    score: float


@dataclass(frozen=True, slots=True)
class Trouvees:
    """What a question finds, the best first; `sures` are worth giving as an answer, the others only as a proposal."""

    sures: tuple[Trouvee, ...] = ()
    autres: tuple[Trouvee, ...] = ()


class Repondeur:
    """The index of the entries, and the search over them. Immutable once built, save for its caches."""

    def __init__(self, entrees: Iterable[Entree]) -> None:
        self._entrees = tuple(entrees)
        self._index = Index(_textes(self._entrees), POIDS, PHRASES, reference="question")
        self._lexique = Lexique(self._index.mots)

    def chercher(self, q: str) -> Trouvees:
        """The entries that a question is about; nothing when it is about none."""
        lus = jetons(en_toutes_lettres(plat(q[:MAX_CARACTERES])))[:MAX_JETONS]
        notes = self._index.noter(self._lexique.lire(lus), lus)
        trouvees = [Trouvee(self._entrees[rang], note) for rang, note in notes[:MAX_RESULTATS]]
        return Trouvees(
            tuple(une for une in trouvees if une.score >= SEUIL),
            tuple(une for une in trouvees if SEUIL_AUTRE <= une.score < SEUIL),
        )


def _textes(entrees: tuple[Entree, ...]) -> Iterator[tuple[int, str, list[str], float]]:
    champs = [(rang, *champ) for rang, entree in enumerate(entrees) for champ in _champs(entree)]
    for (rang, champ, _), lus in zip(champs, jetons_par_ligne([texte for _, _, texte in champs]), strict=True):
        yield rang, champ, lus, 1.0


def _champs(entree: Entree) -> Iterator[tuple[str, str]]:
    yield "titre", entree.titre
    yield "sujet", entree.sujet
    for question in entree.questions:
        yield "question", en_toutes_lettres(plat(question))
    yield "reponse", RENVOI.sub(" ", entree.reponse)
    for geste in entree.faire:
        yield "faire", RENVOI.sub(" ", geste)


__all__ = ["Repondeur", "Trouvee", "Trouvees"]
