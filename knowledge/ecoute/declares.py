"""The acts that each capability declares beside its answers, in its `actes.yaml`: one list for what is heard and what is done."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from knowledge.donnees import lire_donnees

CAPACITES = Path(__file__).parents[2] / "handlers"


@cache
def declarations() -> tuple[Mapping[str, Any], ...]:
    """What each capability declares, in the order in which the help tells it."""
    lues = (lire_donnees(fichier) for fichier in sorted(CAPACITES.glob("*/actes.yaml")))
    return tuple(sorted(lues, key=lambda lue: int(lue["ordre"])))


@cache
def _comme() -> Mapping[str, str]:
    return {nature: acte["comme"] for lue in declarations() for nature, acte in lue["actes"].items() if "comme" in acte}


def nature_commune(nature: str) -> str:
    """The act that everybody names, of which a capability's own one is a sort.

    >>> nature_commune("comite.decider"), nature_commune("comite")
    ('comite', 'comite')
    """
    return _comme().get(nature, nature)


@cache
def _engagent() -> frozenset[str]:
    return frozenset(
        nature
        for lue in declarations()
        for nature, acte in lue["actes"].items()
        if "comme" in acte and (acte.get("change") or acte.get("ouvre"))
    )


def engage(nature: str) -> bool:
    """Whether a capability's own act changes something, or opens what goes on: it is no neighbour of what only answers.

    >>> engage("comite.decider"), engage("interroger_le_besoin"), engage("qui_doit_quoi")
    (True, True, False)
    """
    return nature in _engagent()


__all__ = ["declarations", "engage", "nature_commune"]
