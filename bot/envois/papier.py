"""A document in small Markdown made ready to be printed: its blocks and its columns, the same in a Word file and in a PDF."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from bot.envois.composition import composer_un_pdf
from bot.envois.markup import Bloc, Citation, Code, Filet, Liste, Paragraphe, Span, Spans, Tableau, Titre, read, words
from knowledge.francais.redaction import FINE, NBSP, typographie

GABARIT = Path(__file__).with_name("papier.typ")
# About how many letters a line of a table holds, and how many of them stand between two columns.
LIGNE, ENTRE = 105, 3
# A column asks for no more than so many letters: its lines break.
LETTRES_MAX = 60


@dataclass(frozen=True, slots=True)
class Dessin:
    """A drawing, for whoever draws lines and for whoever draws points; `alt` says it, `part` is its share of the width."""

    svg: str
    png: Callable[[], bytes]
    alt: str
    part: float = 1.0


@dataclass(frozen=True)
class Papier:
    """`texte` is Markdown, whose first heading is the title and whose rules are page breaks; `tete` and `pied` are on each page.

    A paragraph that is only a link to "#" and the name of one of `dessins` is that drawing.
    """

    texte: str
    auteur: str
    tete: str
    pied: str
    jour: date
    dessins: Mapping[str, Dessin] = field(default_factory=dict)

    @cached_property
    def blocs(self) -> tuple[Bloc, ...]:
        return read(typographie(self.texte))

    @property
    def titre(self) -> str:
        return next((words(bloc.spans) for bloc in self.blocs if isinstance(bloc, Titre)), self.tete)


def dessin_de(papier: Papier, bloc: Bloc) -> Dessin | None:
    """The drawing that a paragraph stands for."""
    match bloc:
        case Paragraphe((Span(lien=str(lien)),)):
            return papier.dessins.get(lien.removeprefix("#"))
    return None


def largeurs(tableau: Tableau) -> tuple[float, ...]:
    """The share of the width of each column: what its longest word needs, and of what is left as its cells are long.

    >>> [round(une, 2) for une in largeurs(read("|N°|Action|\\n|-|-|\\n|8|Étendre la clause d'insertion|")[0])]
    [0.14, 0.86]
    """
    colonnes = [
        [words(cellule) for cellule in colonne] for colonne in zip(tableau.entete, *tableau.lignes, strict=True)
    ]
    voulues: list[float] = [min(max(map(len, dits)), LETTRES_MAX) + ENTRE for dits in colonnes]
    if sum(voulues) > LIGNE:
        moindres = [max(len(mot) for dit in dits for mot in dit.split(" ")) + ENTRE for dits in colonnes]
        # A share of what is left; nothing where the words alone are too many.
        part = max(LIGNE - sum(moindres), 0) / max(sum(voulues) - sum(moindres), 1)
        voulues = [moindre + part * (voulue - moindre) for voulue, moindre in zip(voulues, moindres, strict=True)]
    return tuple(voulue / sum(voulues) for voulue in voulues)


def se_remplit(ligne: tuple[Spans, ...]) -> bool:
    """Whether a row is to be filled in by hand: only its first cell is said."""
    return len(ligne) > 1 and bool(ligne[0]) and not any(ligne[1:])


def pdf(papier: Papier) -> bytes:
    """The document as a tagged PDF."""
    return composer_un_pdf(GABARIT, donnees(papier), papier.jour)


def donnees(papier: Papier) -> dict[str, Any]:
    """What the template of the PDF prints."""
    return {
        "titre": _tenu(papier.titre),
        "auteur": papier.auteur,
        "tete": _tenu(papier.tete),
        "pied": _tenu(papier.pied),
        "blocs": [
            _bloc(bloc) if dessin is None else _dessin(dessin)
            for bloc in papier.blocs
            for dessin in (dessin_de(papier, bloc),)
        ],
    }


def _tenu(texte: str) -> str:
    # Our fonts have no narrow no-break space.
    return texte.replace(FINE, NBSP)


def _dessin(dessin: Dessin) -> dict[str, Any]:
    return {"genre": "dessin", "svg": dessin.svg, "alt": dessin.alt, "part": dessin.part}


def _bloc(bloc: Bloc) -> dict[str, Any]:
    match bloc:
        case Titre(niveau, spans):
            return {"genre": "titre", "niveau": niveau, "spans": _spans(spans)}
        case Paragraphe(spans):
            return {"genre": "paragraphe", "spans": _spans(spans)}
        case Liste(debut, entrees):
            return {"genre": "liste", "debut": debut, "entrees": [[_bloc(un) for un in entree] for entree in entrees]}
        case Citation(blocs):
            return {"genre": "citation", "blocs": [_bloc(un) for un in blocs]}
        case Code(texte):
            return {"genre": "paragraphe", "spans": [{"texte": _tenu(texte), "gras": False, "italique": False}]}
        case Tableau(entete, lignes, a_droite):
            return {
                "genre": "tableau",
                "largeurs": largeurs(bloc),
                "entete": [_spans(une) for une in entete],
                "lignes": [
                    {"cellules": [_spans(une) for une in ligne], "a_remplir": se_remplit(ligne)} for ligne in lignes
                ],
                "a_droite": a_droite,
            }
        case Filet():
            return {"genre": "saut"}


def _spans(spans: Spans) -> list[dict[str, Any]]:
    return [{"texte": _tenu(span.texte), "gras": span.gras, "italique": span.italique} for span in spans]


__all__ = ["Dessin", "Papier", "dessin_de", "donnees", "largeurs", "pdf", "se_remplit"]
