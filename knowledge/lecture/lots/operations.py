"""What a message does to the lots of a contract: the operations, and what must be asked of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from knowledge.lecture.faits_dits import FaitDit
from knowledge.regles.faits import Intervalle

MONTANT_LOT = "montant_lot_ht"


class Structure(StrEnum):
    """Whom a lot is reserved to, as it was said."""

    EA = "ea"
    ESAT = "esat"
    SIAE = "siae"
    ESS = "ess"


@dataclass(frozen=True, slots=True)
class Dire:
    """A lot is told of: `intitule` is its name where one is said, `dits` the facts of that lot alone, with their words.

    `nouveau`: no lot had that number. `titulaire` is the name of its holder, "" where none is said. `par_an` is its amount for one
    year, where it was told so.
    """

    numero: int
    intitule: str = ""
    dits: tuple[FaitDit, ...] = ()
    mots: str = ""
    nouveau: bool = False
    titulaire: str = ""
    par_an: Intervalle | None = None


@dataclass(frozen=True, slots=True)
class Retirer:
    """Lots are given up."""

    numeros: tuple[int, ...]
    mots: str


@dataclass(frozen=True, slots=True)
class Fusionner:
    """Several lots become one, which takes the lowest of their numbers; `intitule` is its new name, if one is said."""

    numeros: tuple[int, ...]
    intitule: str
    mots: str


@dataclass(frozen=True, slots=True)
class Renommer:
    """A lot takes another name."""

    numero: int
    intitule: str
    mots: str


@dataclass(frozen=True, slots=True)
class Renumeroter:
    """Lots change their numbers, all at once: each old one with its new one."""

    numeros: tuple[tuple[int, int], ...]
    mots: str


@dataclass(frozen=True, slots=True)
class Reserver:
    """Lots are reserved to some structures (none: it is not said which); with `nie` they are no longer, or not."""

    numeros: tuple[int, ...]
    a: frozenset[Structure]
    mots: str
    nie: bool = False


Operation: TypeAlias = "Dire | Retirer | Fusionner | Renommer | Renumeroter | Reserver"


class Motif(StrEnum):
    """Why something must be asked."""

    INCONNU = "inconnu"  # a lot that does not exist is named
    AMBIGU = "ambigu"  # a name that could be several lots
    SAUT = "saut"  # numbers that jump
    NOMBRE = "nombre"  # as many lots are announced as are not told
    TOTAL = "total"  # the whole is not the sum of the lots
    TTC = "ttc"  # an amount with tax
    PARTAGE = "partage"  # one amount for several lots: each, or together?
    LESQUELS = "lesquels"  # some lots, nobody says which
    ANNUEL = "annuel"  # an amount by the year, for how long is not known
    FUSION = "fusion"  # what two lots made one are worth: their sum is only likely
    SUIVI = "suivi"  # what becomes of a lot once it is published
    QUOI = "quoi"  # something is not of a lot, nobody says what
    MONTANTS = "montants"  # two amounts for one lot, or amounts that nobody can give to a lot


@dataclass(frozen=True, slots=True)
class Doute:
    """What must be asked: `numeros` are the lots it bears on, `montant` the amount that was not taken."""

    motif: Motif
    mots: str
    numeros: tuple[int, ...] = ()
    montant: Intervalle | None = None


@dataclass(frozen=True, slots=True)
class LectureLots:
    """What a message tells of lots. `nombre` is how many are counted, `total` the amount said of the whole.

    `reste` is what the ordinary reader must read: the words that are of the whole contract. `vises` are the known lots that it
    points at, whatever it says of them.
    """

    operations: tuple[Operation, ...] = ()
    nombre: int | None = None
    total: FaitDit | None = None
    reste: str = ""
    doutes: tuple[Doute, ...] = field(default=())
    vises: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.operations or self.nombre is not None or self.doutes or self.total)


__all__ = [
    "MONTANT_LOT",
    "Dire",
    "Doute",
    "Fusionner",
    "LectureLots",
    "Motif",
    "Operation",
    "Renommer",
    "Renumeroter",
    "Reserver",
    "Retirer",
    "Structure",
]
