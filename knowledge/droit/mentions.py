"""How a source and its verification are told: read in such a version on such a day, or to be confirmed; never both."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from knowledge.droit.textes import Citation, CitationInconnueError, Etat, Textes, abreger
from knowledge.francais.redaction import jour as en_mots
from knowledge.francais.redaction import liste

# Mentions remembered: the same few hundred come back all day long.
MENTIONS_MAX = 4096
# What is left open says, most often, with whom or by whom it is settled.
_NOMME_QUELQU_UN = re.compile(r"\b(?:avec|auprès|demander|par (?:le|la|les|l'|votre))\b")


@dataclass(frozen=True, slots=True)
class Mention:
    """What a sentence rests on. One of `relue_le` and `a_confirmer` is None.

    `citees` names the texts, `versions` with what was read of them, `plusieurs` when they are more than one.
    """

    citees: str
    versions: str
    plusieurs: bool
    relue_le: date | None
    a_confirmer: str | None

    def __str__(self) -> str:
        """All of it, in sentences."""
        return f"{self.source}." if self.a_confirmer is None else f"{self.source}. À confirmer : {self.a_confirmer}"

    @property
    def source(self) -> str:
        """The texts, with their version and the day they were read when nothing of it is to be confirmed."""
        if self.relue_le is None:
            return self.citees
        return f"{self.versions}, {'relus' if self.plusieurs else 'relu'} le {en_mots(self.relue_le)}"

    @property
    def bref(self) -> str:
        """The texts alone, marked when something of it is to be confirmed."""
        return self.citees if self.a_confirmer is None else f"{self.citees}, à confirmer"


def mention(
    textes: Textes, sources: Sequence[str], jour: date, a_confirmer: str | None = None, qui: str | None = None
) -> Mention:
    """What is told of what rests on these sources, on that day.

    `a_confirmer`: the point that its author left open; `qui` settles what is open (with an article: "le service…").
    """
    return _mention(textes, tuple(sources), jour, a_confirmer, qui)


@lru_cache(maxsize=MENTIONS_MAX)
def _mention(textes: Textes, sources: tuple[str, ...], jour: date, a_confirmer: str | None, qui: str | None) -> Mention:
    citations: list[Citation] = []
    inconnues: list[str] = []
    for source in sources:
        try:
            citations += textes.citations(source)
        except CitationInconnueError:
            inconnues.append(source)
    ouvert = a_confirmer or _ouvert(textes, citations, inconnues, jour)
    lues = [une.texte.lecture.le for une in citations if une.texte.lecture is not None]
    return Mention(
        citees=", ".join((*([abreger(citations)] if citations else ()), *inconnues)),
        versions=_versions(citations),
        plusieurs=len(set(citations)) > 1,
        relue_le=None if ouvert else min(lues),
        a_confirmer=_tranche(ouvert, qui) if ouvert else None,
    )


def _ouvert(textes: Textes, citations: Sequence[Citation], inconnues: Sequence[str], jour: date) -> str | None:
    """What of these texts nobody read, or should have been read again by then; None when all were."""
    par_etat: dict[Etat, list[Citation]] = {etat: [] for etat in Etat}
    for une in dict.fromkeys(citations):
        par_etat[textes.etat(une.texte, jour)].append(une)
    combien = sum(map(len, par_etat.values())) + len(inconnues)
    dits = []
    non_lus, a_relire = par_etat[Etat.NON_LU], par_etat[Etat.A_RELIRE]
    if sans := len(non_lus) + len(inconnues):
        qui = liste([*([abreger(non_lus)] if non_lus else ()), *inconnues], "et") if sans < combien else "texte"
        dits.append(f"{_au_pluriel(qui, sans)} pas encore {'lus' if sans > 1 else 'lu'}")
    if a_relire:
        depuis = min(le for une in a_relire if (le := textes.relire_depuis(une.texte, jour)) is not None)
        qui = abreger(a_relire) if len(a_relire) < combien else "texte"
        dits.append(f"{_au_pluriel(qui, len(a_relire))} à relire depuis le {en_mots(depuis)}")
    if not dits and not citations:
        return "aucun texte n'est cité"
    return " ; ".join(dits) or None


def _au_pluriel(qui: str, combien: int) -> str:
    """Those texts, named with a comma after them, or all of them, which were just named."""
    return f"{qui}," if qui != "texte" else "textes" if combien > 1 else qui


def _tranche(ouvert: str, qui: str | None) -> str:
    """Name who settles it, unless the point says so itself."""
    nu = ouvert.rstrip()
    if qui is None or _NOMME_QUELQU_UN.search(nu):
        return nu if nu.endswith(".") else f"{nu}."
    return f"{nu.removesuffix('.')}, à trancher par {qui}."


def _versions(citations: Sequence[Citation]) -> str:
    """The texts by what was read of them: "CCP R2194-8 et -9 (copie de mi-2025)"."""
    par_version: dict[str, list[Citation]] = {}
    for une in citations:
        lecture = une.texte.lecture
        lue = "" if lecture is None else lecture.copie
        version = une.texte.version
        par_version.setdefault(lue if version is None else f"version du {en_mots(version)}", []).append(une)
    dites, code = [], ""
    for lue, unes in par_version.items():
        # The code said just before need not be said again.
        dite = abreger(unes)
        dites.append((dite.removeprefix(f"{code} ") if code else dite) + (f" ({lue})" if lue else ""))
        codes = {une.texte.code for une in unes}
        code = codes.pop() if len(codes) == 1 else ""
    return ", ".join(dites)


__all__ = ["Mention", "mention"]
