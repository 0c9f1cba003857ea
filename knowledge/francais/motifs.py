"""The patterns that a module listens with, written in the YAML file beside it: each compiled the first time that it is used."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TypeAlias

from knowledge.donnees import lire_donnees

# A pattern; any of several; any of them as whole words ("mots"), as the whole text ("tout"), or "parmi" what stands around, "avant" and "apres".
Forme: TypeAlias = "str | Sequence[Forme] | Mapping[str, Forme]"
_MORCEAU = re.compile(r"\{([a-z][a-z_]*)\}")
_BORDS = {"mots": (r"\b", r"\b"), "tout": ("^", "$"), "parmi": ("", "")}


class Motifs:
    r"""The patterns of a file, each by its name; a piece that several of them share is written `{nom}` in them.

    >>> motifs = Motifs({"fini": {"mots": ["clos", "fini en {an}"]}, "an": "{an}$"}, {"an": r"20\d\d"})
    >>> motifs.fini.pattern, motifs.an.search("en 2027")[0], sorted(motifs)
    ('\\b(?:clos|fini en (?:20\\d\\d))\\b', '2027', ['an', 'fini'])
    """

    def __init__(self, formes: Mapping[str, Forme], morceaux: Mapping[str, Forme]) -> None:
        self._formes = formes
        self._morceaux = morceaux

    def __getattr__(self, nom: str) -> re.Pattern[str]:
        if nom.startswith("_") or nom not in self._formes:
            raise AttributeError(nom)
        motif = re.compile(self._ecrire(self._formes[nom]))
        # From now on it is found without passing here.
        setattr(self, nom, motif)
        return motif

    def __iter__(self) -> Iterator[str]:
        return iter(self._formes)

    def _ecrire(self, forme: Forme) -> str:
        match forme:
            case str():
                return _MORCEAU.sub(lambda dit: f"(?:{self._ecrire(self._morceaux[dit[1]])})", forme)
            case Mapping():
                (cle,) = _BORDS.keys() & forme.keys()
                gauche, droite = _BORDS[cle]
                avant, apres = (self._ecrire(forme.get(bord, "")) for bord in ("avant", "apres"))
                return f"{avant}{gauche}(?:{self._ecrire(forme[cle])}){droite}{apres}"
            case _:
                return "|".join(map(self._ecrire, forme))


@cache
def _communs() -> Mapping[str, Forme]:
    communs: Mapping[str, Forme] = lire_donnees(Path(__file__).with_name("morceaux.yaml"))
    return communs


def lire_motifs(module: str, **morceaux: str | Iterable[str]) -> Motifs:
    """The patterns of the YAML file beside a module; `morceaux` are pieces that the module knows: a pattern, or any of those words.

    The file holds `motifs`, and `morceaux` of its own; those of everybody are in `morceaux.yaml`.
    """
    donnees = lire_donnees(Path(module).with_suffix(".yaml"))
    dits = {nom: un if isinstance(un, str) else sorted(un, key=len, reverse=True) for nom, un in morceaux.items()}
    return Motifs(donnees["motifs"], {**_communs(), **donnees.get("morceaux", {}), **dits})


__all__ = ["Motifs", "lire_motifs"]
