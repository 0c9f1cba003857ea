"""What the repositories of what was not understood take and return: frozen, and free of SQLAlchemy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

# What the team writes of an entry of the queue, and the largest number that a database takes for one.
NOTE_MAX = 300


class GenreIncompris(StrEnum):
    """How a text failed: as a search, as a refused answer to one, as a first description, as an answer to a question."""

    RECHERCHE = "recherche"
    RECHERCHE_REFUSEE = "recherche_refusee"
    DESCRIPTION = "description"
    REPONSE = "reponse"


class EtatIncompris(StrEnum):
    """What the team did of it; the last two are settled."""

    A_TRAITER = "a_traiter"
    TRAITE = "traite"
    SANS_OBJET = "sans_objet"


@dataclass(frozen=True, slots=True)
class NouvelIncompris:
    """A text that was not understood, already without personal data; texts with the same `cle` are the same text.

    `question` is the fact that was asked; `suggestions` the numbers of the fiches that were shown.
    """

    genre: GenreIncompris
    texte: str
    cle: str
    question: str | None = None
    suggestions: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class IncomprisRecord:
    """An entry of the queue; nothing in it says who wrote, where, or at what time."""

    id: int
    genre: GenreIncompris
    question: str | None
    texte: str
    suggestions: tuple[int, ...]
    compte: int
    premier_jour: date
    dernier_jour: date
    etat: EtatIncompris
    note: str | None
    regle_jour: date | None
