"""How one of several choices is named: by its rank, without its article, or denied."""

from __future__ import annotations

import re

ORDINAUX = {"premier": 1, "premiere": 1, "1er": 1, "1ere": 1, "deuxieme": 2, "second": 2, "seconde": 2, "2eme": 2, "2e": 2, "troisieme": 3, "3eme": 3, "3e": 3}  # fmt: skip
_ORDINAL = re.compile(r"^(?:le |la |l')?(?P<rang>[a-z0-9]+)(?: choix| proposition| fiche| reponse)?$")
_ARTICLE = re.compile(r"^(?:c'est )?(?:pour )?(?:la |le |les |l')?")
_NEGATION = re.compile(r"\b(?:(?:ne|pas|plus|jamais|non|sauf|aucune?|rien|ni)\b|n')")


def lire_ordinal(simple: str) -> int | None:
    """The rank that "le deuxième" names.

    >>> lire_ordinal("la premiere proposition"), lire_ordinal("nettoyage")
    (1, None)
    """
    dit = _ORDINAL.match(simple)
    return ORDINAUX.get(dit["rang"]) if dit else None


def sans_article(simple: str) -> str:
    """ "C'est pour la Métropole" as its name alone.

    >>> sans_article("c'est pour la metropole")
    'metropole'
    """
    return _ARTICLE.sub("", simple)


def est_nie(simple: str) -> bool:
    """Whether these words hold a negation.

    >>> est_nie("je m'en occupe pas"), est_nie("je m'en occupe")
    (True, False)
    """
    return _NEGATION.search(simple) is not None


__all__ = ["est_nie", "lire_ordinal", "sans_article"]
