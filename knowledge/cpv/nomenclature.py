"""The 9 454 codes of the CPV: their labels, and which of them a text names."""

from __future__ import annotations

import csv
import gzip
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FICHIER = Path(__file__).parent / "cpv_fr.csv.gz"
# Eight digits mean a code when "CPV" says so before them or the check digit follows: an order number has eight digits too.
_ANNONCE = re.compile(r"\bc\.?p\.?v\.?(?![a-z])[^0-9\n]{0,20}$", re.IGNORECASE)
_CODE = re.compile(r"(?<!\d)(?P<code>\d{8})(?: ?- ?(?P<cle>\d))?(?!\d)")
# What parts two codes of one list.
_LISTE = re.compile(r"[ ,;/]*(?:et )?")


@dataclass(frozen=True, slots=True)
class CodeCpv:
    """A code named in a text, without its check digit, and where it stands there."""

    code: str
    debut: int
    fin: int


@cache
def _codes() -> Mapping[str, tuple[str, str]]:
    """Check digit and label by code; read at the first code met, in about 20 ms."""
    texte = gzip.decompress(_FICHIER.read_bytes()).decode()
    lignes = csv.reader(io.StringIO(texte))
    next(lignes)
    return {code[:8]: (code[9:], dit) for code, dit in lignes}


def libelle(code: str) -> str | None:
    """The official label of a code of eight digits; None when there is no such code.

    >>> libelle("90910000"), libelle("12345678")
    ('Services de nettoyage', None)
    """
    connu = _codes().get(code)
    return None if connu is None else connu[1]


def tous() -> Iterator[tuple[str, str]]:
    """Every code of eight digits, with its label."""
    return ((code, dit) for code, (_, dit) in _codes().items())


_PARLE_DE_CPV = re.compile(r"\bc\.?p\.?v\b|^\s*\d{8}(?:-\d)?\s*$", re.IGNORECASE)


def parle_de_cpv(texte: str) -> bool:
    """Whether a text is about a code, be it none that is known."""
    return _PARLE_DE_CPV.search(texte) is not None


def codes_dans(texte: str) -> tuple[CodeCpv, ...]:
    """The codes that a text names: after "CPV", or with the check digit that is theirs.

    >>> [code.code for code in codes_dans("Nettoyage, CPV : 90910000-9 ; bon de commande 20241203")]
    ['90910000']
    """
    trouves: list[CodeCpv] = []
    # A message that is a code and nothing else needs no word before it.
    annonces = _CODE.fullmatch(texte.strip()) is not None
    precedent = 0
    for m in _CODE.finditer(texte):
        annonce = _ANNONCE.search(texte[precedent : m.start()])
        annonces = annonce is not None or (annonces and _LISTE.fullmatch(texte[precedent : m.start()]) is not None)
        connu = _codes().get(m["code"])
        if connu is not None and (annonces or m["cle"] == connu[0]):
            debut = m.start() if annonce is None else precedent + annonce.start()
            trouves.append(CodeCpv(m["code"], debut, m.end()))
        precedent = m.end()
    return tuple(trouves)
