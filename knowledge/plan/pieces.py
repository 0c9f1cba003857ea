"""The documents of a consultation, and in which of them each rule of the pack is written: `pieces.yaml`, which a pack may leave out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from knowledge.donnees import lire_donnees
from knowledge.plan.pack import Pack

FICHIER = "pieces.yaml"


class PiecesFautivesError(ValueError):
    """The file of the documents names what the pack does not have."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A document of the consultation; `sigle` is how buyers call it, `aide` when it is written."""

    id: str
    nom: str
    sigle: str | None = None
    aide: str | None = None

    @property
    def court(self) -> str:
        return self.sigle or self.nom


@dataclass(frozen=True, slots=True)
class Pieces:
    """The documents in their order; `regles` tells those of "20.negociation_mapa", or of "20" for all rules of action 20."""

    toutes: tuple[Piece, ...] = ()
    regles: Mapping[str, tuple[str, ...]] | None = None

    def de(self, action: int, regle: str) -> tuple[Piece, ...]:
        """Where that rule is written, its main document first; nothing where the pack does not say."""
        dites = self.regles or {}
        voulues = dites.get(f"{action}.{regle}") or dites.get(str(action)) or ()
        par_id = {piece.id: piece for piece in self.toutes}
        return tuple(par_id[une] for une in voulues)


def pieces_de(pack: Pack) -> Pieces:
    """What the pack declares; nothing for one that declares none. Raises PiecesFautivesError."""
    fichier = pack.dossier / FICHIER
    if not fichier.is_file():
        return Pieces()
    pieces = _lire(fichier)
    connues = {str(numero) for numero in pack.fiches}
    connues |= {f"{fiche.numero}.{regle.id}" for fiche in pack.fiches.values() for regle in fiche.regles}
    if inconnues := set(pieces.regles or {}) - connues:
        raise PiecesFautivesError(f"{fichier}: no rule of the pack is named {', '.join(sorted(inconnues))}")
    return pieces


@lru_cache(maxsize=8)
def _lire(fichier: Path) -> Pieces:
    dit = lire_donnees(fichier)
    toutes = tuple(Piece(**une) for une in dit["pieces"])
    regles = {str(cle): tuple(valeurs) for cle, valeurs in dit["regles"].items()}
    ids = {piece.id for piece in toutes}
    if inconnues := {une for valeurs in regles.values() for une in valeurs} - ids:
        raise PiecesFautivesError(f"{fichier}: no document is named {', '.join(sorted(inconnues))}")
    return Pieces(toutes, regles)


__all__ = ["Piece", "Pieces", "PiecesFautivesError", "pieces_de"]
