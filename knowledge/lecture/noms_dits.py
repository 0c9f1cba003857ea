"""Whose a purchase is, told by a bare name: alone in its clause, beside the word of a role ("c'est elle qui achète"), or by what it has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from knowledge.francais.texte import Jeton, ensemble, jetons, plier, racine
from knowledge.regles.faits import Fait

_CLAUSE = re.compile(r"[^,;:=.!?()…\n]+")
# Around a name that is told, these tell nothing of their own.
_VIDES = ensemble(
    "c ce cest est sont sera serait ca pour par de d des du la le l les a au aux et qui que qu bien hein donc dc alors on nous je suis sommes moi ici chez y quoi evidemment toujours "
    "aussi fait plutot finalement sinon juste notre euh ben bah ah oh eh oups oui ok un une pr s quant compte pardon desole desolee"
)
_C_EST = ensemble("est sera cest")
_NIENT = ensemble("pas ni non nn nan jamais")
_REPONDENT = ensemble("non nn nan")
# What is done with somebody, or somewhere, is not done by him.
_AILLEURS = ensemble("dans avec entre vers en sur sous contre sans comme depuis face")
# Who speaks.
_PERSONNES = ensemble("je j m on nous")
# What joins a name to what it has: "les agents de la …", "les crèches à la …".
_DE = ensemble("de d du a")
_ARTICLES = _DE | ensemble("la l le les notre")
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
        self._lieux = frozenset(mot for lieu in fait.lieux for mot in _racines(lieu))
        self._siens = frozenset(jeton.racine for un in fait.choix for jeton in jetons(plier(un.libelle).texte))

    def lire(self, texte: str) -> list[NomDit]:
        """The names that a folded text tells, and those that it denies."""
        dits: list[NomDit] = []
        for clause in _CLAUSE.finditer(texte):
            pieces = list(self._pieces(texte, jetons(clause[0]), clause.start()))
            if not any(piece.sorte == "nom" for piece in pieces):
                continue
            if _sont_plusieurs(pieces):
                continue
            seul = all(piece.sorte not in ("autre", "ailleurs") for piece in pieces)
            for place, piece in enumerate(pieces):
                if piece.sorte != "nom":
                    continue
                role = self._role_avant(pieces, place) or _role_apres(pieces, place)
                if role is None and not seul:
                    continue
                debut, fin = (piece.debut, piece.fin) if role is None else role
                dits.append(NomDit(piece.valeur, debut, fin, _est_nie(pieces, place)))
        return dits

    def lire_les_possessions(self, texte: str) -> list[NomDit]:
        """The names of whom something is said to be: "les agents de la …", "parc …"; never their places, nor the name of another."""
        dits: list[NomDit] = []
        for clause in _CLAUSE.finditer(texte):
            pieces = list(self._pieces(texte, jetons(clause[0]), clause.start()))
            for place, piece in enumerate([] if _sont_plusieurs(pieces) or _nous_servent(pieces) else pieces):
                if piece.sorte == "nom" and not self._est_d_un_autre(pieces, place):
                    a_lui = self._possede(pieces, place)
                    if a_lui is not None and not _est_nie(pieces, a_lui):
                        dits.append(NomDit(piece.valeur, pieces[a_lui].debut, piece.fin, nie=False))
        return dits

    def _possede(self, pieces: Sequence[_Piece], place: int) -> int | None:
        """Where what a name has stands: joined to it by "de la", or right before it where it ends its clause."""
        rang = place - 1
        while rang >= 0 and pieces[rang].valeur in _ARTICLES:
            rang -= 1
        entre = {piece.valeur for piece in pieces[rang + 1 : place]}
        lie = "du" in entre or (len(entre) > 1 and not _DE.isdisjoint(entre))
        pose = rang == place - 1 and all(piece.sorte == "vide" for piece in pieces[place + 1 :])
        if rang < 0 or not (lie or pose) or pieces[rang].sorte not in ("autre", "avant"):
            return None
        return None if self._est_un_lieu(pieces[rang]) or pieces[rang].valeur.isdigit() else rang

    def _role_avant(self, pieces: Sequence[_Piece], place: int) -> tuple[int, int] | None:
        """The role that is told before a name; with words between them, it opens its clause: "service scolaire de la …" signs."""
        autres = 0
        for rang in range(place - 1, -1, -1):
            piece = pieces[rang]
            if piece.sorte == "avant":
                ouvre = _PERSONNES.issuperset(un.valeur for un in pieces[:rang])
                return (piece.debut, pieces[place].fin) if not autres or ouvre else None
            autres += piece.sorte == "autre"
            if piece.sorte in ("nom", "ailleurs") or autres > _ENTRE_MAX or self._est_un_lieu(piece):
                return None
        return None

    def _est_un_lieu(self, piece: _Piece) -> bool:
        return racine(piece.valeur) in self._lieux

    def _est_d_un_autre(self, pieces: Sequence[_Piece], place: int) -> bool:
        """Whether what follows makes the name another's: "la ville de Vichy"."""
        suite = [piece.valeur for piece in pieces[place + 1 : place + 4]]
        suivants = [mot for mot in suite if mot not in _ARTICLES]
        return (
            suite[:1] != suivants[:1]
            and suite[:1] != []
            and suivants[:1] != []
            and racine(suivants[0]) not in self._siens
        )

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


def _sont_plusieurs(pieces: Sequence[_Piece]) -> bool:
    """Whether a clause tells of both, or of either."""
    noms = [(n, piece.valeur) for n, piece in enumerate(pieces) if piece.sorte == "nom"]
    return len(noms) > 1 and len({valeur for n, valeur in noms if not _est_nie(pieces, n)}) > 1


def _nous_servent(pieces: Sequence[_Piece]) -> bool:
    """Whether who is named does something for whoever speaks: "le service social de la … nous aide"."""
    return (
        pieces[:1] != []
        and pieces[0].valeur in _ARTICLES
        and any(un.sorte == "nom" and autre.valeur in _PERSONNES for un, autre in pairwise(pieces))
    )


def _racines(nom: str) -> tuple[str, ...]:
    return tuple(jeton.racine for jeton in jetons(plier(nom).texte))


def _colle(texte: str, debut: int, fin: int) -> bool:
    """Whether a hyphen makes it a part of another name, or an at sign one of an address."""
    return texte[:debut].endswith(("-", "@")) or texte.startswith("-", fin)


def _role_apres(pieces: Sequence[_Piece], place: int) -> tuple[int, int] | None:
    """The role that is told of a name right after it."""
    if any(piece.sorte == "ailleurs" for piece in pieces[max(0, place - 2) : place]):
        return None
    mots = [piece.valeur for piece in pieces]
    if mots[place + 1 : place + 2] == ["qui"] and not _C_EST.isdisjoint(mots[max(0, place - 3) : place]):
        return pieces[place].debut, pieces[place + 1].fin
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
