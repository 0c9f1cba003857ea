"""The labelled messages of `knowledge/ecoute/mains`: one file a hand, each with the readings a careful colleague could have."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from knowledge.ecoute.actes import CHANGENT, DIRE, Contexte, familles
from knowledge.ecoute.modele import FICHIER

MAINS = FICHIER.parent / "mains"
Actes = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Exemple:
    """A message in its context, and the readings that are right, the first being the label."""

    texte: str
    contexte: Contexte
    lectures: tuple[Actes, ...]
    main: str
    piege: bool

    @property
    def actes(self) -> Actes:
        return self.lectures[0]

    @cached_property
    def ensembles(self) -> tuple[tuple[str, ...], ...]:
        """The natures of each right reading."""
        return tuple(natures(actes, self.contexte) for actes in self.lectures)

    @cached_property
    def faits(self) -> frozenset[str]:
        """The facts that it is right to record."""
        dits = {
            nom
            for actes in self.lectures
            for acte in actes
            if acte["nature"] in DIRE
            for nom in (*acte.get("faits", ()), *acte.get("faits_possibles", ()))
        }
        pose = self.contexte.question
        if (
            self.contexte.oui_non
            and pose
            and any(acte["nature"] in ("oui", "non") for a in self.lectures for acte in a)
        ):
            dits.add(pose)
        return frozenset(dits)

    def de_la_famille(self, actes: Actes) -> bool:
        """Whether these acts lead to the answers that a right reading leads to."""
        lues = familles({acte["nature"] for acte in actes}, self.contexte)
        return any(lues == familles(set(ensemble), self.contexte) for ensemble in self.ensembles)

    def exact(self, actes: Actes) -> bool:
        return natures(actes, self.contexte) in self.ensembles

    def nuit(self, actes: Actes) -> bool:
        """Whether these acts would record, drop, keep or discard what was not said."""
        justes = {nature for ensemble in self.ensembles for nature in ensemble}
        for acte in actes:
            if acte["nature"] in ("informer", "corriger"):
                if not set(acte.get("faits", ())) <= self.faits | {"lots"}:
                    return True
            elif acte["nature"] in CHANGENT and acte["nature"] not in justes:
                return True
        return False


def natures(actes: Actes, contexte: Contexte) -> tuple[str, ...]:
    """The natures of a reading, sorted; a yes or a no to the fact asked tells it."""
    return tuple(
        sorted({"informer" if contexte.oui_non and a["nature"] in ("oui", "non") else a["nature"] for a in actes})
    )


def lire(dossier: Path = MAINS) -> list[Exemple]:
    """The messages of every hand, in the order of the files."""
    return [exemple for chemin in sorted(dossier.glob("*.jsonl")) for exemple in lire_la_main(chemin)]


def lire_la_main(chemin: Path) -> list[Exemple]:
    return [_lire(json.loads(ligne), chemin.stem) for ligne in chemin.read_text("utf-8").splitlines() if ligne.strip()]


def _lire(ligne: Mapping[str, Any], main: str) -> Exemple:
    lectures = tuple(tuple(actes) for actes in (ligne["actes"], *ligne.get("ou", ())))
    contexte = {nom: valeur for nom, valeur in ligne["contexte"].items() if valeur is not None}
    return Exemple(ligne["texte"], Contexte(**contexte), lectures, main, bool(ligne.get("piege")))


def parts(exemples: Iterable[Exemple], combien: int) -> list[frozenset[str]]:
    """The hands in so many parts, those that write alike dealt out one to each."""
    par_main: dict[str, list[str]] = {}
    for exemple in exemples:
        par_main.setdefault(exemple.main, []).append(exemple.contexte.role)
    surtout = {main: max(sorted(set(roles)), key=roles.count) for main, roles in par_main.items()}
    rangees = sorted(surtout, key=lambda main: (surtout[main], main))
    return [frozenset(rangees[rang::combien]) for rang in range(min(combien, len(rangees)))]


__all__ = ["MAINS", "Actes", "Exemple", "lire", "lire_la_main", "natures", "parts"]
