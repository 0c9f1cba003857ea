"""Whose a purchase is, told by a bare name: alone in its clause, or beside the word of a role ("c'est elle qui achète")."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.francais.texte import Jeton, ensemble, jetons, plier
from knowledge.regles.faits import Fait

_CLAUSE = re.compile(r"[^,;:=.!?()…\n]+")
# Around a name that is told, these tell nothing of their own.
_VIDES = ensemble(
    "c ce cest est sont sera serait ca pour par de d des du la le l les a au aux et qui que qu bien hein donc dc alors on nous je suis sommes moi ici chez y quoi evidemment toujours "
    "aussi fait plutot finalement sinon juste notre euh ben bah oui ok un une pr s quant compte"
)
_NIENT = ensemble("pas ni non nn nan jamais")
_REPONDENT = ensemble("non nn nan")
# What is done with somebody, or somewhere, is not done by him.
_AILLEURS = ensemble("dans avec entre vers en sur sous contre sans comme depuis face")
# "Service scolaire de la …": so many words between a role and its name.
_ENTRE_MAX = 2


@dataclass(frozen=True, slots=True)
class NomDit:
    """A name of a choice, where it and its role stand, and whether it is denied."""

    valeur: str
    debut: int
    fin: int
    nie: bool


@dataclass(frozen=True, slots=True)
class _Piece:
    sorte: str
    debut: int
    fin: int
    valeur: str = ""


class NomsDits:
    """The bare names of the choices of one fact, and the words of the role that they play."""

    def __init__(self, fait: Fait) -> None:
        self._connus: list[tuple[tuple[str, ...], str, str]] = []
        for choix in fait.choix:
            self._connus += [(_racines(nom), "nom", choix.valeur) for nom in choix.noms]
        self._connus += [(_racines(dit), "avant", "") for dit in (*fait.aussi, *fait.roles_avant)]
        self._connus += [(_racines(dit), "apres", "") for dit in fait.roles_apres]
        self._connus.sort(key=lambda connu: -len(connu[0]))

    def lire(self, texte: str) -> list[NomDit]:
        """The names that a folded text tells, and those that it denies."""
        dits: list[NomDit] = []
        for clause in _CLAUSE.finditer(texte):
            pieces = list(self._pieces(texte, jetons(clause[0]), clause.start()))
            if not any(piece.sorte == "nom" for piece in pieces):
                continue
            if (
                len(
                    {piece.valeur for n, piece in enumerate(pieces) if piece.sorte == "nom" and not _est_nie(pieces, n)}
                )
                > 1
            ):
                continue  # of both, or of either
            seul = all(piece.sorte not in ("autre", "ailleurs") for piece in pieces)
            for place, piece in enumerate(pieces):
                if piece.sorte != "nom":
                    continue
                role = _role_avant(pieces, place) or _role_apres(pieces, place)
                if role is None and not seul:
                    continue
                debut, fin = (piece.debut, piece.fin) if role is None else role
                dits.append(NomDit(piece.valeur, debut, fin, _est_nie(pieces, place)))
        return dits

    def _pieces(self, texte: str, mots: Sequence[Jeton], depart: int) -> Iterator[_Piece]:
        place = 0
        while place < len(mots):
            debut = depart + mots[place].debut
            for racines, sorte, valeur in self._connus:
                fin = place + len(racines)
                if tuple(mot.racine for mot in mots[place:fin]) == racines and not _colle(
                    texte, debut, depart + mots[fin - 1].fin
                ):
                    yield _Piece(sorte, debut, depart + mots[fin - 1].fin, valeur)
                    place = fin
                    break
            else:
                mot = mots[place].mot
                sorte = (
                    "vide" if mot in _VIDES else "nie" if mot in _NIENT else "ailleurs" if mot in _AILLEURS else "autre"
                )
                yield _Piece(sorte, debut, depart + mots[place].fin, mot)
                place += 1


def _racines(nom: str) -> tuple[str, ...]:
    return tuple(jeton.racine for jeton in jetons(plier(nom).texte))


def _colle(texte: str, debut: int, fin: int) -> bool:
    """Whether a hyphen makes it a part of another name."""
    return texte[:debut].endswith("-") or texte.startswith("-", fin)


def _role_avant(pieces: Sequence[_Piece], place: int) -> tuple[int, int] | None:
    """The role that is told before a name; with words between them, it opens its clause: "service scolaire de la …" signs."""
    autres = 0
    for rang in range(place - 1, -1, -1):
        piece = pieces[rang]
        if piece.sorte == "avant":
            return (piece.debut, pieces[place].fin) if not (autres and rang) else None
        autres += piece.sorte == "autre"
        if piece.sorte in ("nom", "ailleurs") or autres > _ENTRE_MAX:
            return None
    return None


def _role_apres(pieces: Sequence[_Piece], place: int) -> tuple[int, int] | None:
    """The role that is told of a name right after it."""
    if any(piece.sorte == "ailleurs" for piece in pieces[max(0, place - 2) : place]):
        return None
    for piece in pieces[place + 1 :]:
        if piece.sorte in ("avant", "apres"):
            return pieces[place].debut, piece.fin
        if piece.sorte != "vide":
            return None
    return None


def _est_nie(pieces: Sequence[_Piece], place: int) -> bool:
    """Whether a name is denied: before it ("pas la …"), or at the end of its clause ("la …, non")."""
    for rang in range(place - 1, -1, -1):
        if pieces[rang].sorte == "nie":
            # "Non la …" answers what was there before, and tells it.
            return rang > 0 or pieces[rang].valeur not in _REPONDENT
        if pieces[rang].sorte != "vide":
            break
    return [piece.sorte for piece in pieces[place + 1 :]] == ["nie"]
