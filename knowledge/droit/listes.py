"""The two lists of services that the law sets apart, by CPV code: what each says of a code, or of a family of codes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from knowledge.regles.faits import Texte

CODE_CPV = "code_cpv"
ENTIER = 8
# A family is on one side when so much of it is: 4 codes in 5.
PART_SURE = 0.8
_DEBUT = re.compile(r"(?<!\d)\d{2,8}(?!\d)")


@dataclass(frozen=True, slots=True)
class Exemple:
    """What a list must answer of some codes: yes, no, or None where it is not sure."""

    titre: str
    cpv: str
    attendu: bool | None
    ligne: int


@dataclass(frozen=True, slots=True)
class Liste:
    """One list: `fait` is what it lets presume; `debuts`, `codes`, `incertains` and `sauf` are beginnings of codes.

    `dit` tells it, yes then no; `sources` are the texts that hold it; `ligne` is where it is written.
    """

    nom: str
    titre: str
    fait: str
    sources: tuple[str, ...]
    debuts: frozenset[str]
    codes: frozenset[str]
    incertains: frozenset[str]
    sauf: frozenset[str]
    dit: tuple[str, str]
    ligne: int
    exemples: tuple[Exemple, ...]

    def contient(self, codes: str) -> bool | None:
        """Whether what a contract's codes (or their beginnings) name is on the list; None when it is not sure.

        Codes that disagree say nothing.
        """
        reponses = {self._dit_de(debut) for debut in _DEBUT.findall(codes)}
        return reponses.pop() if len(reponses) == 1 else None

    def en_mots(self, codes: str, *, contenu: bool) -> str:
        """What is presumed, in words."""
        entiers = all(len(debut) == ENTIER for debut in _DEBUT.findall(codes))
        d_apres = "son code CPV" if entiers else "la famille de son objet"
        return self.dit[0 if contenu else 1].format(d_apres=d_apres)

    def _dit_de(self, debut: str) -> bool | None:
        return self._du_code(debut) if len(debut) == ENTIER else _de_la_famille(self, debut)

    def _du_code(self, code: str) -> bool | None:
        if code in self.codes:
            return True
        for n in range(ENTIER, 1, -1):
            debut = code[:n]
            if debut in self.sauf:
                return False
            if debut in self.debuts:
                return True
            if debut in self.incertains or debut.ljust(ENTIER, "0") in self.codes:
                return None
        return False


@lru_cache(maxsize=1000)
def _de_la_famille(liste: Liste, debut: str) -> bool | None:
    """What nearly all the codes of a family are; no needs that none be on the list."""
    dits = [liste._du_code(code) for code in _codes_de(debut)]  # noqa: SLF001 - the same list
    if not dits:
        return None
    sure = len(dits) * PART_SURE
    if dits.count(True) >= sure:
        return True
    return False if True not in dits and dits.count(False) >= sure else None


def _codes_de(debut: str) -> Iterator[str]:
    # Its package brings the reader of objects, which most commands do without.
    from knowledge.cpv.nomenclature import tous

    return (code for code, _ in tous() if code.startswith(debut))


def en_codes(debuts: Iterable[str]) -> str:
    """Codes, or beginnings of codes, as the fact of a contract holds them."""
    return " ".join(dict.fromkeys(debuts))


def est_suppose(nom: str, possible: object) -> bool:
    """Whether a fact is only the family that an object lets suppose: what it lets presume is told, and not it."""
    return nom == CODE_CPV and isinstance(possible, Texte) and any(len(un) < ENTIER for un in possible.texte.split())


def dit(debut: str) -> str:
    """A code, or the beginning that a family shares, with its official label.

    >>> dit("80511000"), dit("797")
    ('80511000 (Services de formation du personnel)', "797… (Services d'enquête et de sécurité)")
    """
    from knowledge.cpv.nomenclature import libelle

    entier = debut.ljust(ENTIER, "0")
    nom = libelle(entier) if len(debut) <= ENTIER else None
    return (debut if debut == entier else f"{debut}…") + (f" ({nom})" if nom else "")


__all__ = ["CODE_CPV", "ENTIER", "Exemple", "Liste", "dit", "en_codes", "est_suppose"]
