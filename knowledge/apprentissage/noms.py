"""Names of people and firms that are words too: told by what comes before them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.francais.langue import VIDES

# These surnames are among the commonest, and words: they name somebody right after what is called by a name.
NOMS = frozenset(
    "andre bailly barbier benoit berger bernard bertrand blanc blanchard bonnet boucher boulanger bourgeois boyer brun caron "  # noqa: SIM905
    "carpentier charpentier chevalier colin collet couturier david denis durand faure fleury fontaine fournier gaillard garnier "
    "gauthier gerard girard grand gros guerin henry lacroix lambert langlois legrand leroux leroy leger marchand marechal martin "
    "masson maillard menard mercier meunier meyer michel moreau morin moulin noir noel olivier page paris perrin petit picard "
    "poirier prevost poulain renard rey richard riviere robin roche roger rolland rousseau roussel roux roy schmitt simon tessier "
    "texier thomas tournier vert vidal vincent vallet".split()
)
_APPELE = re.compile(
    r"\b(?P<annonce>sarl|eurl|sasu|sas|snc|sci|scop|ets|etablissements?|societe|entreprise|maison|atelier|ateliers|menuiserie|plomberie|"
    r"peinture|electricite|maconnerie|charpente|garage|boulangerie|traiteur|cabinet|agence|groupe|association|chez|m|mr|mme|monsieur|madame)"
    r"\.? (?:de |du |les? |la )?(?P<nom>[a-z]{3,})\b"
)
# After these a word is a name whatever it says, but what every firm of that form may be called.
FORMES = frozenset(("sarl", "eurl", "sasu", "sas", "snc", "sci", "ets"))


def nommes(simple: str) -> Iterator[str]:
    """The words of a flat text that are a name where they stand.

    >>> list(nommes("la menuiserie martin et le petit mur"))
    ['martin']
    """
    for lu in _APPELE.finditer(simple):
        forme = lu["annonce"] in FORMES and lu["nom"] not in VIDES
        if lu["nom"] in NOMS or forme:
            yield lu["nom"]


__all__ = ["FORMES", "NOMS", "nommes"]
