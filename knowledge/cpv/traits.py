"""What the object of a contract is recognised by: the stems of its words, alone and two by two."""

from __future__ import annotations

from itertools import pairwise

from knowledge.francais.langue import VIDES, jetons, plat, radical

MAX_CARACTERES = 1_000
# Words of any contract: that works are let in lots does not make works of a lot.
SANS_OBJET = frozenset(
    (
        "lot",
        "lots",
        "marche",
        "marches",
        "contrat",
        "contrats",
        "accord",
        "cadre",
        "consultation",
        "relance",
        "tranche",
        "numero",
    )
)


def mots(objet: str) -> list[str]:
    """The stems of the words that say something, in order; numbers are places, lots and years.

    >>> mots("Nettoyage des locaux de la mairie (lot 2)")
    ['netoyag', 'local', 'mair']
    """
    lus = [mot for jeton in jetons(plat(objet[:MAX_CARACTERES])) for mot in jeton.split("-")]
    # Of all purchases only works are told by that plural: "médecine du travail" is none.
    return [
        mot if mot == "travaux" else radical(mot)
        for mot in lus
        if mot not in VIDES and mot not in SANS_OBJET and len(mot) > 1 and not mot.isdigit()
    ]


def traits(tiges: list[str]) -> list[str]:
    """Stems, then pairs of neighbours.

    >>> traits(["netoyag", "local"])
    ['netoyag', 'local', 'netoyag local']
    """
    return [*tiges, *(" ".join(paire) for paire in pairwise(tiges))]
