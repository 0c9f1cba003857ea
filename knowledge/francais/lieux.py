"""Names of streets, estates and programmes: the words inside them say nothing of the purchase."""

from __future__ import annotations

import re
from collections.abc import Sequence

# "rue de la Boulangerie", "résidence Les Jardins"; not "mise en place de la", "sur place", "mise en route du".
_VOIE = re.compile(
    r"\b(?<!en )(?<!sur )(?:rue|avenue|boulevard|place|impasse|allee|chemin|route|square|quartier|residence|zac|lotissement|"
    r"hameau|clos) (?:de |du |des |d'|de la |de l'|les |la |le |l')"
    r"(?:(?:vieille|vieux|grande?s?|petite?s?|haute?s?|basse?s?|nouvelle?s?) )?$"
)
_ENTRE_GUILLEMETS = re.compile(r"\"[^\"\n]{3,60}\"")


def dans_une_voie(texte: str, debut: int) -> bool:
    """Whether the word that starts there is the name of a street or of an estate.

    >>> [dans_une_voie(t, t.index("restauration")) for t in ("rue de la restauration", "mise en place de la restauration")]
    [True, False]
    """
    return bool(_VOIE.search(texte, max(0, debut - 40), debut))


def citations(texte: str, places: Sequence[int]) -> list[tuple[int, int]]:
    """What is quoted, when words of the pack stand outside the quotes too: then it is a name.

    >>> citations('"les jardins" : construction', [5, 16]), citations('marche "nettoyage"', [8])
    ([(0, 13)], [])
    """
    cites = [m.span() for m in _ENTRE_GUILLEMETS.finditer(texte)]
    dehors = [place for place in places if not any(debut <= place < fin for debut, fin in cites)]
    return cites if dehors else []
