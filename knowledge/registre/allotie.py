"""A consultation of the register as a purchase with its lots: each contract is a lot, with its object, amount and holders."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol, TypeVar

from knowledge.droit.qualification import ALLOTI, LOT
from knowledge.registre.lots import dire_le_lot
from knowledge.registre.marche import Titulaire
from knowledge.regles.faits import NOMBRE_MAX, OUI, Faits, Intervalle, Options, Possible, Vocabulaire
from knowledge.regles.lots import Lot

LOTS_MAX = 99

T = TypeVar("T", bound=Hashable)


class Attribue(Protocol):
    """What is read of a contract."""

    @property
    def numero(self) -> str: ...
    @property
    def objet(self) -> str | None: ...
    @property
    def nature(self) -> str | None: ...
    @property
    def procedure(self) -> str | None: ...
    @property
    def montant_ht(self) -> Decimal | None: ...
    @property
    def duree_mois(self) -> int | None: ...
    @property
    def titulaires(self) -> Sequence[Titulaire]: ...
    @property
    def lot(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Consultation:
    """A purchase with lots: `faits` are those of the whole; `titulaires` and `marches` say by lot who holds it, and its contract."""

    objet: str
    faits: Faits
    lots: tuple[Lot, ...]
    titulaires: Mapping[int, tuple[str, ...]]
    marches: Mapping[int, str]


def en_achat(vocabulaire: Vocabulaire, marches: Sequence[Attribue]) -> Consultation:
    """The purchase that the contracts of one consultation are, one lot each, in the order of their lots.

    A lot has its official number where all have one of their own, else its rank. What all contracts say alike is said of
    the whole, the rest of each lot. Raises ValueError without any contract.
    """
    if not marches:
        raise ValueError("a consultation has at least one contract")
    numeros = _numeros(marches)
    par_numero = dict(sorted(zip(numeros, marches, strict=True), key=lambda un: un[0]))
    nature, procedure, duree = (
        _commun(getattr(un, nom) for un in marches) for nom in ("nature", "procedure", "duree_mois")
    )
    entiers: dict[str, Possible] = {ALLOTI: Options(frozenset({OUI}))}
    if nature is not None:
        entiers["nature"] = Options(frozenset({nature}))
    if procedure is not None:
        entiers["procedure"] = Options(frozenset({procedure}))
    if duree:
        entiers["duree_mois"] = Intervalle.point(Decimal(duree))
    return Consultation(
        _commun(dire_le_lot(un.objet or "")[0] for un in marches) or marches[0].objet or "",
        Faits(vocabulaire, entiers),
        tuple(_lot(vocabulaire, numero, un, sans_nature=nature is not None) for numero, un in par_numero.items()),
        {numero: tuple(t.nom or t.identifiant for t in un.titulaires) for numero, un in par_numero.items()},
        {numero: un.numero for numero, un in par_numero.items()},
    )


def _numeros(marches: Sequence[Attribue]) -> list[int]:
    dits = [int(un.lot) if un.lot is not None and un.lot.isdecimal() else 0 for un in marches]
    siens = len(set(dits)) == len(dits) and all(0 < dit <= LOTS_MAX for dit in dits)
    return dits if siens else list(range(1, len(marches) + 1))


def _lot(vocabulaire: Vocabulaire, numero: int, marche: Attribue, *, sans_nature: bool) -> Lot:
    faits: dict[str, Possible] = {}
    if marche.montant_ht is not None and 0 < marche.montant_ht < NOMBRE_MAX:
        faits[LOT] = Intervalle.point(marche.montant_ht)
    if marche.nature is not None and not sans_nature:
        faits["nature"] = Options(frozenset({marche.nature}))
    return Lot(numero, dire_le_lot(marche.objet or "")[1], Faits(vocabulaire, faits))


def _commun(dits: Iterable[T | None]) -> T | None:
    """What all say; None when they differ, or one says nothing."""
    tous = set(dits)
    return tous.pop() if len(tous) == 1 else None


__all__ = ["Consultation", "en_achat"]
