"""Model texts as frozen records: a clause, a criterion, a specification, with what fills it and when it is offered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from string import Formatter

from knowledge.plan.pack import Place
from knowledge.regles.conditions import Condition
from knowledge.regles.faits import Faits


class Genre(StrEnum):
    """What a text is: a MOTIF stands in the report or the file, a QUESTION is put to firms before the consultation."""

    CLAUSE = "clause"
    CRITERE = "critere"
    SPECIFICATION = "specification"
    MOTIF = "motif"
    QUESTION = "question"


class Niveau(StrEnum):
    """How far a text goes, from the least to the most."""

    PRUDENT = "prudent"
    COURANT = "courant"
    AMBITIEUX = "ambitieux"

    @property
    def rang(self) -> int:
        return list(Niveau).index(self)


@dataclass(frozen=True, slots=True)
class Parametre:
    """A blank that the buyer fills: a number where it has a unit, or words; `defaut` is proposed until then.

    `phrase`: what the text says of it, and only once it is set; `note`: what its buyer is then told.
    """

    nom: str
    question: str
    unite: str | None = None
    defaut: Decimal | str | None = None
    mini: Decimal | None = None
    maxi: Decimal | None = None
    phrase: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class ExempleDeModele:
    """A contract, and what the filled text must hold; or that the text is not offered for it."""

    titre: str
    contrat: Faits
    parametres: Mapping[str, Decimal | str]
    contient: tuple[str, ...]
    propose: bool
    place: Place
    niveau: Niveau | None = None


@dataclass(frozen=True, slots=True)
class Modele:
    """One text of the library. `niveau` None: the same at every level. `quand` is judged as the rules of the fiches are."""

    action: int
    id: str
    genre: Genre
    piece: str
    titre: str
    niveau: Niveau | None
    segments: frozenset[str]
    quand: Condition
    texte: str
    parametres: Mapping[str, Parametre]
    preuve: str | None
    compte_pour: str
    ne_pas_dire: str
    versions: tuple[str, ...]
    a_confirmer: str | None
    relecture: str
    exemples: tuple[ExempleDeModele, ...]
    place: Place

    @property
    def cle(self) -> str:
        """Its name in the whole library: "8.heures_services"."""
        return f"{self.action}.{self.id}"

    @property
    def souche(self) -> str:
        """What the same text has for a name at every level: "8.heures" for "8.heures_ambitieux"."""
        fin = "" if self.niveau is None else f"_{self.niveau}"
        return self.cle.removesuffix(fin)

    @property
    def blancs(self) -> tuple[str, ...]:
        """The names between braces, in their order, in the text then in the proof."""
        return tuple(dict.fromkeys([*noms(self.texte), *noms(self.preuve or "")]))


def noms(texte: str) -> Iterator[str]:
    """The names between the braces of a text. Raises ValueError where a brace is not closed."""
    yield from (nom for _, nom, _, _ in Formatter().parse(texte) if nom is not None)


__all__ = ["ExempleDeModele", "Genre", "Modele", "Niveau", "Parametre", "noms"]
